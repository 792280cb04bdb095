//! Everything asked of libpcap: opening a device, its packets and counters, lists, filters.

use std::os::fd::{AsFd, BorrowedFd};

use pcap::{Active, Capture, Linktype, Precision};

use super::super::options::{Options, is_device_name};
use super::super::wire::{Device, Drops, Fault, LinkTypeName};
use super::failure::Failure;
use crate::base::time::{Precision as FilePrecision, Timestamp};
use crate::platform::{link, rights};

/// After this time the kernel hands over what it has, full block or not: the greatest latency. The
/// ring keeps packets packed in blocks, which immediate mode with a large snap length would not.
pub const BLOCK_TIMEOUT_MS: i32 = 50;
/// The pseudo-device of all interfaces.
const ANY: &str = "any";
/// A machine full of containers is not searched for link types without end.
const MAX_PROBED: usize = 64;

/// DLT_ numbers of the kernel's side where the LINKTYPE_ number of files differs.
const LINK_TYPES: [(i32, u32); 6] = [(11, 100), (12, 101), (15, 102), (16, 103), (18, 246), (19, 106)];

/// The number in files for libpcap's.
fn file_type(dlt: Linktype) -> u32 {
    let differing = LINK_TYPES.iter().find(|(d, _)| *d == dlt.0).map(|(_, file)| *file);
    differing.unwrap_or(u32::try_from(dlt.0).unwrap_or(0))
}

/// libpcap's number for a name or the number in files.
fn dlt(text: &str) -> Option<Linktype> {
    match text.parse::<u32>() {
        Ok(number) => {
            let differing = LINK_TYPES.iter().find(|(_, file)| *file == number).map(|(d, _)| *d);
            differing.or(i32::try_from(number).ok()).map(Linktype)
        }
        Err(_) => Linktype::from_name(text.trim_start_matches("DLT_")).ok(),
    }
}

fn text_of(e: pcap::Error) -> String {
    match e {
        pcap::Error::PcapError(text) => text,
        other => other.to_string(),
    }
}

/// A packet as it came, its captured length checked.
pub struct Packet<'a> {
    pub time: Timestamp,
    pub original_len: u32,
    pub data: &'a [u8],
}

/// An open device.
pub struct Source {
    capture: Capture<Active>,
    /// LINKTYPE_ value.
    pub link_type: u32,
    pub snaplen: u32,
    nanos: bool,
    /// What could not be had as asked, and does no harm.
    pub notes: Vec<String>,
    /// Packets whose captured length cannot be true.
    pub refused: u64,
    /// libpcap's counters have 32 bits and wrap.
    counted: [u32; 3],
    drops: Drops,
}

impl Source {
    /// Opens the device; needs rights.
    pub fn open(options: &Options) -> Result<Self, Failure> {
        let name = options.interface.as_str();
        let mut notes = Vec::new();
        // libpcap takes a warning for `any`, which the crate takes for an error.
        let mut promiscuous = options.promiscuous && name != ANY;
        // Network devices have a clock of nanoseconds; the crate does not tell when one has not.
        let nanos = name == ANY || link::index_of(name).is_some();
        let capture = loop {
            let opened = Capture::from_device(name).and_then(|inactive| {
                inactive
                    .snaplen(i32::try_from(options.snaplen).unwrap_or(i32::MAX))
                    .buffer_size(i32::try_from(options.buffer_mib << 20).unwrap_or(i32::MAX))
                    .timeout(BLOCK_TIMEOUT_MS)
                    .promisc(promiscuous)
                    .rfmon(options.monitor)
                    .precision(if nanos { Precision::Nano } else { Precision::Micro })
                    .open()
            });
            match opened.map_err(text_of) {
                Ok(capture) => break capture,
                Err(text) if promiscuous && text.to_lowercase().contains("promiscuous") => {
                    notes.push(format!(
                        "{name} cannot be promiscuous: only packets for this host are captured"
                    ));
                    promiscuous = false;
                }
                Err(text) => return Err(not_opened(name, text)),
            }
        };
        let mut source = Self {
            capture,
            link_type: 0,
            snaplen: options.snaplen,
            nanos,
            notes,
            refused: 0,
            counted: [0; 3],
            drops: Drops::default(),
        };
        if let Some(wanted) = &options.link_type {
            source.set_link_type(name, wanted)?;
        }
        source.link_type = file_type(source.capture.get_datalink());
        Ok(source)
    }

    fn set_link_type(&mut self, name: &str, wanted: &str) -> Result<(), Failure> {
        let offered = self.capture.list_datalinks().unwrap_or_default();
        let chosen = dlt(wanted).filter(|d| offered.contains(d)).ok_or_else(|| {
            let names: Vec<String> =
                offered.iter().map(|d| d.get_name().unwrap_or(d.0.to_string())).collect();
            let text =
                format!("{name} has no link type “{}”; it has {}", wanted.escape_debug(), names.join(", "));
            Failure::new(Fault::LinkType, text)
        })?;
        self.capture.set_datalink(chosen).map_err(|e| Failure::new(Fault::LinkType, text_of(e)))
    }

    /// Sets the filter; needs no rights.
    pub fn set_filter(&mut self, filter: &str) -> Result<(), Failure> {
        if !filter.is_empty() {
            self.capture.filter(filter, true).map_err(|e| Failure::new(Fault::Filter, text_of(e)))?;
        }
        Ok(())
    }

    /// The same device, never waiting for packets: libpcap's own wait does not end without traffic.
    pub fn non_blocking(mut self) -> Result<Self, Failure> {
        self.capture = self.capture.setnonblock().map_err(|e| Failure::new(Fault::Device, text_of(e)))?;
        Ok(self)
    }

    /// Digits of the clock.
    pub fn precision(&self) -> FilePrecision {
        if self.nanos { FilePrecision::NANOS } else { FilePrecision::MICROS }
    }

    /// Hands over the packets of at most one block of the kernel's buffer; gives their number.
    pub fn take(&mut self, mut each: impl FnMut(Packet<'_>)) -> Result<usize, String> {
        let (snaplen, nanos) = (self.snaplen, self.nanos);
        let mut refused = 0;
        let taken = self.capture.dispatch(None, |packet| {
            // The crate makes its slice of this length unasked.
            if packet.header.caplen > snaplen {
                refused += 1;
                return;
            }
            let fraction = packet.header.ts.tv_usec;
            let time = Timestamp::from_parts(
                packet.header.ts.tv_sec,
                if nanos { fraction } else { fraction.saturating_mul(1000) },
            );
            each(Packet { time, original_len: packet.header.len, data: packet.data });
        });
        self.refused += refused;
        taken.map_err(text_of)
    }

    /// Counters since the capture began.
    pub fn drops(&mut self) -> Drops {
        if let Ok(now) = self.capture.stats() {
            let now = [now.received, now.dropped, now.if_dropped];
            let grown = |i: usize| {
                let pair = now.get(i).zip(self.counted.get(i));
                pair.map_or(0, |(n, before)| u64::from(n.wrapping_sub(*before)))
            };
            self.drops.received += grown(0);
            self.drops.kernel += grown(1);
            self.drops.interface += grown(2);
            self.counted = now;
        }
        self.drops
    }
}

impl AsFd for Source {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.capture.as_fd()
    }
}

/// Why `name` could not be opened.
fn not_opened(name: &str, text: String) -> Failure {
    let known = || pcap::Device::list().is_ok_and(|all| all.iter().any(|d| d.name == name));
    let lower = text.to_lowercase();
    if name != ANY && link::index_of(name).is_none() && !known() {
        Failure::new(Fault::NoDevice, format!("{name}: no such interface"))
    } else if lower.contains("permi") || lower.contains("cap_net_raw") {
        Failure::new(Fault::Permission, format!("{name}: {text}"))
    } else if text.contains(name) {
        Failure::new(Fault::Device, text)
    } else {
        Failure::new(Fault::Device, format!("{name}: {text}"))
    }
}

/// The devices whose names can be given to `-i`, with their link types if there is the right to
/// open them.
pub fn list() -> Result<Vec<Device>, Failure> {
    let found = pcap::Device::list().map_err(|e| Failure::new(Fault::Device, text_of(e)))?;
    let mut probes = if rights::may_capture() { MAX_PROBED } else { 0 };
    let describe = |d: pcap::Device| {
        let (up, loopback) = (d.flags.is_up(), d.flags.is_loopback());
        // Opening other kinds may switch hardware on.
        let probe = probes > 0 && up && (d.name == ANY || link::index_of(&d.name).is_some());
        probes -= usize::from(probe);
        let link_types = if probe { offered(&d.name).unwrap_or_default() } else { Vec::new() };
        Device {
            description: d.desc.unwrap_or_else(|| if loopback { "Loopback".into() } else { String::new() }),
            addresses: d.addresses.iter().map(|a| a.addr).collect(),
            up,
            running: d.flags.is_running(),
            loopback,
            wireless: d.flags.is_wireless(),
            link_types: link_types.into_iter().map(file_type).collect(),
            name: d.name,
        }
    };
    Ok(found.into_iter().filter(|d| is_device_name(&d.name)).map(describe).collect())
}

/// Link types of a device, the one in force first.
fn offered(name: &str) -> Result<Vec<Linktype>, String> {
    let capture = Capture::from_device(name).and_then(pcap::Capture::open).map_err(text_of)?;
    let first = capture.get_datalink();
    let others = capture.list_datalinks().unwrap_or_default();
    Ok(std::iter::once(first).chain(others.into_iter().filter(|d| *d != first)).collect())
}

/// The link types of `name` with names; needs rights.
pub fn link_types(name: &str) -> Result<Vec<LinkTypeName>, Failure> {
    let offered = offered(name).map_err(|text| not_opened(name, text))?;
    let describe = |d: Linktype| LinkTypeName {
        value: file_type(d),
        name: d.get_name().unwrap_or_else(|_| d.0.to_string()),
        description: d.get_description().unwrap_or_default(),
    };
    Ok(offered.into_iter().map(describe).collect())
}

/// Whether `filter` compiles for packets of `link_type`.
pub fn check_filter(link_type: &str, filter: &str) -> Result<(), Failure> {
    let unknown =
        || Failure::new(Fault::LinkType, format!("unknown link type “{}”", link_type.escape_debug()));
    let dead = Capture::dead(dlt(link_type).ok_or_else(unknown)?);
    let compiled = dead.and_then(|dead| dead.compile(filter, true));
    compiled.map(drop).map_err(|e| Failure::new(Fault::Filter, text_of(e)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn link_types_have_the_numbers_of_files() {
        assert_eq!(file_type(Linktype(12)), 101);
        assert_eq!(file_type(Linktype::ETHERNET), 1);
        assert_eq!(dlt("101"), Some(Linktype(12)));
        assert_eq!(dlt("EN10MB"), Some(Linktype::ETHERNET));
        assert_eq!(dlt("DLT_EN10MB"), Some(Linktype::ETHERNET));
        assert_eq!(dlt("NO_SUCH"), None);
        for (dlt_number, file) in LINK_TYPES {
            assert_eq!(dlt(&file.to_string()), Some(Linktype(dlt_number)));
        }
    }

    #[test]
    fn filters_are_checked_without_a_device() {
        check_filter("1", "udp port 53").unwrap();
        check_filter("EN10MB", "").unwrap();
        assert_eq!(check_filter("1", "tcp port and and").unwrap_err().fault, Fault::Filter);
        assert_eq!(check_filter("1", "tcp\0").unwrap_err().fault, Fault::Filter);
        assert_eq!(check_filter("wrong", "tcp").unwrap_err().fault, Fault::LinkType);
    }

    #[test]
    fn a_missing_device_is_told_as_such() {
        let failure = Source::open(&Options::new("no-such0")).err().unwrap();
        assert_eq!(failure.fault, Fault::NoDevice);
        assert!(list().unwrap().iter().any(|d| d.name == "lo" && d.loopback));
    }
}
