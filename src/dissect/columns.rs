//! The columns of a frame's row that dissectors write: addresses, protocol, info.

use crate::base::decimal;
use crate::field::show;
use std::borrow::Cow;
use std::fmt::{self, Write};

/// Who sent or shall receive a frame, as the innermost layer says.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Address {
    #[default]
    None,
    Ether([u8; 6]),
    Ipv4([u8; 4]),
    Ipv6([u8; 16]),
    Text(String),
}

impl Address {
    pub fn write(&self, out: &mut String) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Ether(a) => show::hex(a, ":", out),
            Self::Ipv4(a) => {
                decimal::push_ipv4(*a, out);
                Ok(())
            }
            Self::Ipv6(a) => show::ipv6(*a, out),
            Self::Text(t) => out.write_str(t),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write(&mut text)?;
        f.write_str(&text)
    }
}

/// What dissectors write into the row. The innermost protocol that writes wins, as in Wireshark;
/// what stands before the fence stays.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    pub source: Address,
    pub destination: Address,
    pub protocol: Cow<'static, str>,
    /// A tunnel's name that stands around that of the protocol inside: `GTP <TCP>`.
    pub tunnel: Option<&'static str>,
    info: String,
    fence: usize,
    /// Where the fence stood before.
    fence_before: usize,
    /// Stands behind what all layers write.
    last: String,
    /// Nobody looks: info texts need not be made.
    pub skip_info: bool,
}

impl Columns {
    #[inline]
    pub fn clear(&mut self) {
        self.source = Address::None;
        self.destination = Address::None;
        self.protocol = Cow::Borrowed("");
        self.tunnel = None;
        self.info.clear();
        self.fence = 0;
        self.fence_before = 0;
        self.last.clear();
    }

    /// Text to stand behind what the layers that are still to come write.
    pub fn end_info(&mut self, text: &str) {
        self.last.push_str(text);
    }

    /// Puts the tunnel's name around the protocol's, and the last text, once all layers have written.
    pub(super) fn enclose(&mut self) {
        if !self.skip_info {
            self.info.push_str(&self.last);
        }
        if let Some(tunnel) = self.tunnel.take() {
            self.protocol = format!("{tunnel} <{}>", self.protocol).into();
        }
    }

    #[inline]
    pub fn info(&self) -> &str {
        &self.info
    }

    /// Where to add to the info text without `fmt`; `None` where nobody looks.
    #[inline]
    pub fn info_mut(&mut self) -> Option<&mut String> {
        (!self.skip_info).then_some(&mut self.info)
    }

    /// Replaces what stands behind the fence.
    pub fn set_info(&mut self, text: fmt::Arguments<'_>) {
        self.info.truncate(self.fence);
        self.add_info(text);
    }

    pub fn add_info(&mut self, text: fmt::Arguments<'_>) {
        if self.skip_info {
            return;
        }
        match text.as_str() {
            Some(text) => self.info.push_str(text),
            None => {
                let _ = self.info.write_fmt(text);
            }
        }
    }

    /// Adds behind `separator`, unless nothing stands there yet.
    pub fn add_info_after(&mut self, separator: &str, text: fmt::Arguments<'_>) {
        if !self.info.is_empty() && !self.skip_info {
            self.info.push_str(separator);
        }
        self.add_info(text);
    }

    /// Puts text before all others.
    pub fn prepend_info(&mut self, text: fmt::Arguments<'_>) {
        if !self.skip_info {
            let text = text.to_string();
            self.info.insert_str(0, &text);
            self.fence += if self.fence > 0 { text.len() } else { 0 };
        }
    }

    /// What stands now is kept by later [`Self::set_info`] and [`Self::clear_info`].
    #[inline]
    pub fn fence_info(&mut self) {
        self.fence_before = self.fence;
        self.fence = self.info.len();
    }

    /// Where the fence stands, for [`Self::put_fence`].
    pub fn fence(&self) -> (usize, usize) {
        (self.fence, self.fence_before)
    }

    /// Puts the fence back to where it stood: what others fenced may be cleared again.
    pub fn put_fence(&mut self, (fence, before): (usize, usize)) {
        self.fence = fence.min(self.info.len());
        self.fence_before = before.min(self.fence);
    }

    /// Replaces also what the protocol around this one fenced: its words say it all.
    pub fn replace_info(&mut self, text: fmt::Arguments<'_>) {
        self.info.truncate(self.fence_before);
        self.fence = self.info.len();
        self.add_info(text);
    }

    #[inline]
    pub fn clear_info(&mut self) {
        self.info.truncate(self.fence);
    }
}
