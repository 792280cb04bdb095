//! Behaviour of the whole way: packets sealed here, indexed, opened, shown.
