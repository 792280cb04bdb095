//! Which processes own the sockets of this machine, out of `/proc`. Without root only those of one's
//! own processes are told. Not here: what is made of it.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;

/// Sockets, processes and open files that are looked at.
const SOCKETS_MAX: usize = 65_536;
const PROCESSES_MAX: usize = 16_384;
const FILES_MAX: usize = 16_384;

/// A socket and the process that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    pub is_tcp: bool,
    pub local: SocketAddr,
    /// Unspecified where the socket speaks with everybody.
    pub remote: SocketAddr,
    pub pid: u32,
    pub name: String,
}

/// The sockets whose processes can be told; none on systems without `/proc`.
pub fn owners() -> Vec<Owner> {
    owners_in(Path::new("/proc"))
}

fn owners_in(proc: &Path) -> Vec<Owner> {
    let mut sockets = HashMap::new();
    for (file, is_tcp) in [("tcp", true), ("tcp6", true), ("udp", false), ("udp6", false)] {
        let Ok(text) = std::fs::read_to_string(proc.join("net").join(file)) else { continue };
        let of_line =
            |line: &str| socket(line).map(|(local, remote, inode)| (inode, (is_tcp, local, remote)));
        sockets.extend(text.lines().skip(1).take(SOCKETS_MAX).filter_map(of_line));
    }
    let Ok(processes) = std::fs::read_dir(proc) else { return Vec::new() };
    let mut owners = Vec::new();
    for process in processes.filter_map(Result::ok).take(PROCESSES_MAX) {
        let Some(pid) = process.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let Ok(files) = std::fs::read_dir(process.path().join("fd")) else { continue };
        let inode = |file: std::fs::DirEntry| {
            let target = std::fs::read_link(file.path()).ok()?;
            target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.parse::<u64>().ok()
        };
        let mut name = None;
        for inode in files.filter_map(Result::ok).take(FILES_MAX).filter_map(inode) {
            let Some((is_tcp, local, remote)) = sockets.get(&inode).copied() else { continue };
            let name = name.get_or_insert_with(|| {
                let comm = std::fs::read_to_string(process.path().join("comm")).unwrap_or_default();
                comm.trim_end().to_owned()
            });
            owners.push(Owner { is_tcp, local, remote, pid, name: name.clone() });
        }
    }
    owners
}

/// Both addresses and the inode of a line of `/proc/net/tcp` and its like.
fn socket(line: &str) -> Option<(SocketAddr, SocketAddr, u64)> {
    let mut words = line.split_whitespace().skip(1);
    let (local, remote) = (address(words.next()?)?, address(words.next()?)?);
    let inode = words.nth(6)?.parse().ok()?;
    Some((local, remote, inode))
}

/// `0100007F:1F90`: words of 32 bits in the machine's order, then the port.
fn address(word: &str) -> Option<SocketAddr> {
    let (ip, port) = word.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let part = |at: usize| Some(u32::from_str_radix(ip.get(at * 8..at * 8 + 8)?, 16).ok()?.to_ne_bytes());
    let ip = match ip.len() {
        8 => IpAddr::V4(Ipv4Addr::from(part(0)?)),
        32 => {
            let mut bytes = [0; 16];
            for (at, place) in bytes.chunks_exact_mut(4).enumerate() {
                place.copy_from_slice(&part(at)?);
            }
            IpAddr::V6(Ipv6Addr::from(bytes)).to_canonical()
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_kernel_are_read() {
        let line = "   0: 0100007F:1F90 0200A8C0:C001 01 00000000:00000000 00:00000000 00000000  1000        0 4242 1 0";
        let (local, remote, inode) = socket(line).unwrap();
        if cfg!(target_endian = "little") {
            assert_eq!(
                (local, remote),
                ("127.0.0.1:8080".parse().unwrap(), "192.168.0.2:49153".parse().unwrap())
            );
        }
        assert_eq!(inode, 4242);
        for broken in ["", "0: x", "0: 0100007F:1F90 zz", "0: 01:1 02:2 01 0 0 0 0 0 x"] {
            assert_eq!(socket(broken), None, "{broken}");
        }
    }

    #[test]
    fn the_own_sockets_are_found() {
        let Ok(listener) = std::net::TcpListener::bind("127.0.0.1:0") else { return };
        let local = listener.local_addr().unwrap();
        let found = owners();
        let own = found.iter().find(|owner| owner.is_tcp && owner.local == local);
        if Path::new("/proc/net/tcp").exists() {
            assert_eq!(own.map(|owner| owner.pid), Some(std::process::id()), "{found:?}");
        }
    }
}
