//! Capture files: pcap, pcapng, compressed ones. No packet is looked into.
#![forbid(unsafe_code)]
