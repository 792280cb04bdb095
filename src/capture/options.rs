//! What to capture and when to stop, and its form on the helper's command line: written and read
//! here, so that the two sides cannot differ. The letters are those of tshark.

use std::time::Duration;

/// The longest packet the kernel gives libpcap; packets longer than the snap length are cut.
pub const MAX_SNAPLEN: u32 = 262_144;
/// Holds a burst of half a second at a gigabit per second.
pub const DEFAULT_BUFFER_MIB: u32 = 64;
/// What fits libpcap's int.
pub const MAX_BUFFER_MIB: u32 = 2047;
/// IFNAMSIZ without the 0.
const MAX_NAME_LEN: usize = 15;

/// What to capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Name of the device, or `any`.
    pub interface: String,
    /// pcap-filter(7); empty takes everything.
    pub filter: String,
    /// Bytes kept of a packet, 1 to [`MAX_SNAPLEN`].
    pub snaplen: u32,
    /// Also take what is not meant for this host.
    pub promiscuous: bool,
    /// Wi-Fi only: raw frames of the channel, whosever they are.
    pub monitor: bool,
    /// The kernel's buffer in MiB, 1 to [`MAX_BUFFER_MIB`].
    pub buffer_mib: u32,
    /// libpcap's name (`EN10MB`) or LINKTYPE_ number of one of the device's link types.
    pub link_type: Option<String>,
    pub stop_after: StopAfter,
}

/// Limits at which the helper stops by itself, exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StopAfter {
    pub packets: Option<u64>,
    /// Bytes of the capture file in units of 1,000; the packet that passes it is still kept.
    pub kilobytes: Option<u64>,
    pub duration: Option<Duration>,
}

impl Options {
    /// All of `interface`, promiscuous, until stopped.
    pub fn new(interface: impl Into<String>) -> Self {
        Self {
            interface: interface.into(),
            filter: String::new(),
            snaplen: MAX_SNAPLEN,
            promiscuous: true,
            monitor: false,
            buffer_mib: DEFAULT_BUFFER_MIB,
            link_type: None,
            stop_after: StopAfter::default(),
        }
    }

    /// The helper's arguments for it.
    pub fn to_args(&self) -> Vec<String> {
        let mut args = vec!["-i".to_owned(), self.interface.clone()];
        let mut option = |letter: &str, value: String| args.extend([letter.to_owned(), value]);
        if !self.filter.is_empty() {
            option("-f", self.filter.clone());
        }
        option("-s", self.snaplen.to_string());
        option("-B", self.buffer_mib.to_string());
        if let Some(link_type) = &self.link_type {
            option("-y", link_type.clone());
        }
        if let Some(packets) = self.stop_after.packets {
            option("-c", packets.to_string());
        }
        if let Some(kilobytes) = self.stop_after.kilobytes {
            option("-a", format!("filesize:{kilobytes}"));
        }
        if let Some(duration) = self.stop_after.duration {
            option("-a", format!("duration:{}", duration.as_secs_f64()));
        }
        if !self.promiscuous {
            args.push("-p".into());
        }
        if self.monitor {
            args.push("-I".into());
        }
        args
    }

    /// Takes the value of one option, or leaves an unknown letter to the caller (`false`). An error
    /// says what is wrong with the value.
    pub fn take(
        &mut self,
        letter: &str,
        value: &mut dyn FnMut() -> Result<String, String>,
    ) -> Result<bool, String> {
        match letter {
            "-i" => self.interface = checked_name(value()?)?,
            "-f" => self.filter = value()?,
            "-s" => {
                let snaplen = number(letter, &value()?)?;
                self.snaplen = match snaplen {
                    0 => MAX_SNAPLEN,
                    n => u32::try_from(n).unwrap_or(MAX_SNAPLEN).min(MAX_SNAPLEN),
                };
            }
            "-B" => {
                let mib = number(letter, &value()?)?;
                self.buffer_mib = u32::try_from(mib)
                    .ok()
                    .filter(|m| (1..=MAX_BUFFER_MIB).contains(m))
                    .ok_or(format!("-B {mib}: the buffer must have 1 to {MAX_BUFFER_MIB} MiB"))?;
            }
            "-y" => self.link_type = Some(value()?),
            "-p" => self.promiscuous = false,
            "-I" => self.monitor = true,
            "-c" => self.stop_after.packets = Some(at_least_one(letter, &value()?)?),
            "-a" => self.stop_after.take(&value()?)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl StopAfter {
    /// Takes `duration:S`, `packets:N` or `filesize:kB`, the values of tshark's `-a`.
    pub fn take(&mut self, condition: &str) -> Result<(), String> {
        match condition.split_once(':') {
            Some(("duration", seconds)) => {
                let bad = || format!("-a duration:{seconds}: seconds above 0 are needed");
                let seconds = seconds.parse::<f64>().ok().filter(|s| *s > 0.0).ok_or_else(bad)?;
                self.duration = Some(Duration::try_from_secs_f64(seconds).map_err(|_| bad())?);
            }
            Some(("packets", n)) => self.packets = Some(at_least_one("-a packets", n)?),
            Some(("filesize", n)) => self.kilobytes = Some(at_least_one("-a filesize", n)?),
            _ => return Err(format!("-a {condition}: duration:S, packets:N or filesize:kB is needed")),
        }
        Ok(())
    }
}

fn number(what: &str, text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{what} {text}: a whole number is needed"))
}

fn at_least_one(what: &str, text: &str) -> Result<u64, String> {
    number(what, text)?.checked_sub(1).map(|n| n + 1).ok_or(format!("{what} {text}: 1 or more is needed"))
}

/// `name` if it can be that of a device: 1 to 15 of `A-Z a-z 0-9 . _ : -`.
pub fn checked_name(name: String) -> Result<String, String> {
    if is_device_name(&name) {
        Ok(name)
    } else {
        Err(format!(
            "“{}” cannot be the name of an interface: 1 to {MAX_NAME_LEN} letters, digits and . _ : - are allowed",
            name.escape_debug()
        ))
    }
}

/// Whether `name` can be that of a device.
pub fn is_device_name(name: &str) -> bool {
    (1..=MAX_NAME_LEN).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:-".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The arguments of `options`, read again.
    fn read(args: &[String]) -> Result<Options, String> {
        let mut options = Options::new("");
        let mut args = args.iter();
        while let Some(letter) = args.next() {
            let mut value = || args.next().cloned().ok_or_else(|| "no value".to_owned());
            assert!(options.take(letter, &mut value)?, "{letter}");
        }
        Ok(options)
    }

    fn pair(letter: &str, value: &str) -> Result<Options, String> {
        read(&[letter.into(), value.into()])
    }

    #[test]
    fn arguments_come_back_as_they_were() {
        let all = Options {
            filter: "udp port 53".into(),
            snaplen: 64,
            promiscuous: false,
            monitor: true,
            buffer_mib: 1,
            link_type: Some("EN10MB".into()),
            stop_after: StopAfter {
                packets: Some(100),
                kilobytes: Some(5),
                duration: Some(Duration::from_millis(1500)),
            },
            ..Options::new("wlp2s0")
        };
        for options in [Options::new("any"), all] {
            assert_eq!(read(&options.to_args()), Ok(options));
        }
    }

    #[test]
    fn values_out_of_range_are_refused() {
        for (letter, value) in [
            ("-i", ""),
            ("-i", "wlp2s0; touch /tmp/x"),
            ("-i", "sixteen-letters-"),
            ("-i", "../net"),
            ("-i", "é"),
            ("-s", "-1"),
            ("-B", "0"),
            ("-B", "4096"),
            ("-c", "0"),
            ("-c", "99999999999999999999"),
            ("-a", "duration:-1"),
            ("-a", "duration:nan"),
            ("-a", "duration:1e300"),
            ("-a", "files:2"),
            ("-a", "filesize:0"),
        ] {
            assert!(pair(letter, value).is_err(), "{letter} {value}");
        }
        assert_eq!(pair("-s", "0").unwrap().snaplen, MAX_SNAPLEN);
        assert_eq!(pair("-s", "9999999999").unwrap().snaplen, MAX_SNAPLEN);
        assert_eq!(pair("-a", "packets:3").unwrap().stop_after.packets, Some(3));
    }
}
