//! tlens: tshark's options without a window.
#![forbid(unsafe_code)]
