//! What the process may do beyond an ordinary user, and giving it up for good.

use std::fs;

use rustix::io;
use rustix::process::{Gid, Uid, getuid};
use rustix::thread::{
    CapabilitySet, CapabilitySets, capabilities, clear_ambient_capability_set, set_capabilities,
    set_no_new_privs, set_thread_groups, set_thread_res_gid, set_thread_res_uid,
};

/// Whether `CAP_NET_RAW`, the right to open a capture device, is in force.
pub fn may_capture() -> bool {
    capabilities(None).is_ok_and(|sets| sets.effective.contains(CapabilitySet::NET_RAW))
}

/// Gives up every capability (effective, permitted, inheritable, ambient), forbids gaining any by
/// running another program (`no_new_privs`, which holds for uid 0 too), and checks that it is so.
/// Concerns the calling thread: call it before starting others.
///
/// A process started as root by `sudo` or `pkexec` goes on as the user who asked for it.
pub fn drop_all() -> io::Result<()> {
    if let Some((uid, gid)) = invoker() {
        set_thread_groups(&[])?;
        set_thread_res_gid(gid, gid, gid)?;
        set_thread_res_uid(uid, uid, uid)?;
    }
    set_no_new_privs(true)?;
    // Kernels before 4.3 have no ambient set.
    match clear_ambient_capability_set() {
        Ok(()) | Err(io::Errno::INVAL) => {}
        Err(e) => return Err(e),
    }
    let none = CapabilitySets {
        effective: CapabilitySet::empty(),
        permitted: CapabilitySet::empty(),
        inheritable: CapabilitySet::empty(),
    };
    set_capabilities(None, none)?;
    if capabilities(None)? == none { Ok(()) } else { Err(io::Errno::PERM) }
}

/// Who called `sudo` or `pkexec`. Their variables are believed by root only, which has nothing to
/// gain from them.
fn invoker() -> Option<(Uid, Gid)> {
    if !getuid().is_root() {
        return None;
    }
    let number = |name: &str| std::env::var(name).ok()?.parse::<u32>().ok();
    let uid = number("SUDO_UID").or_else(|| number("PKEXEC_UID")).filter(|&uid| uid != 0)?;
    let gid = fs::read_to_string("/etc/passwd").ok().and_then(|users| primary_group(&users, uid));
    let gid = gid.or_else(|| number("SUDO_GID"))?;
    Some((Uid::from_raw_unchecked(uid), Gid::from_raw_unchecked(gid)))
}

/// The group of user `uid` in the text of passwd(5).
fn primary_group(users: &str, uid: u32) -> Option<u32> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':').skip(2);
        let found = fields.next()?.parse::<u32>().ok()? == uid;
        fields.next()?.parse().ok().filter(|_| found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_is_that_of_the_user() {
        let users = "root:x:0:0:root:/root:/bin/sh\nbad line\nann:x:1000:1007::/home/ann:/bin/sh\n";
        assert_eq!(primary_group(users, 1000), Some(1007));
        assert_eq!(primary_group(users, 1007), None);
    }

    #[test]
    fn a_thread_without_rights_may_not_capture() {
        std::thread::spawn(|| {
            drop_all().unwrap();
            assert!(!may_capture());
            assert!(rustix::thread::no_new_privs().unwrap());
        })
        .join()
        .unwrap();
    }
}
