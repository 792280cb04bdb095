//! What only one system has: rights, sandbox, process look-up.
