//! What is to be captured: interfaces with filters of their own, and other machines. Not here: how
//! (`settings::CaptureSettings`), capturing (`app::capturing`).

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::settings::CaptureSettings;
use super::text;
use crate::capture::{Remote, RingOptions, SeveralOptions, SourceOptions, StopAfter};

/// One source of a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourcePlan {
    Interface { name: String, filter: String },
    Remote(RemoteSettings),
}

/// All sources of a capture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CapturePlan {
    pub sources: Vec<SourcePlan>,
}

/// Another machine to capture on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RemoteSettings {
    /// `user@host`, or a name of the ssh configuration.
    pub destination: String,
    pub port: Option<u16>,
    pub interface: String,
    pub filter: String,
    /// tcpdump runs through `sudo -n`.
    pub sudo: bool,
}

impl Default for RemoteSettings {
    fn default() -> Self {
        Self {
            destination: String::new(),
            port: None,
            interface: "any".into(),
            // The packets themselves must not be captured again on their way here.
            filter: "not tcp port 22".into(),
            sudo: false,
        }
    }
}

impl RemoteSettings {
    pub fn remote(&self) -> Remote {
        Remote {
            destination: self.destination.trim().to_owned(),
            port: self.port,
            interface: self.interface.trim().to_owned(),
            filter: self.filter.trim().to_owned(),
            sudo: self.sudo,
        }
    }
}

/// A row of files that is written beside the capture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RingSettings {
    pub path: PathBuf,
    /// In units of 1,000 bytes.
    pub kilobytes: Option<u64>,
    pub seconds: Option<u64>,
    pub packets: Option<u64>,
    /// Files kept; all, if none.
    pub keep: Option<u64>,
}

impl RingSettings {
    fn options(&self) -> RingOptions {
        RingOptions {
            path: self.path.clone(),
            kilobytes: self.kilobytes,
            duration: self.seconds.map(Duration::from_secs),
            packets: self.packets,
            keep: self.keep,
        }
    }
}

/// The capture filter that an interface had last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InterfaceFilter {
    pub interface: String,
    pub filter: String,
}

impl CapturePlan {
    /// These interfaces, all with one filter.
    pub fn on(interfaces: &[String], filter: &str) -> Self {
        let source =
            |name: &String| SourcePlan::Interface { name: name.clone(), filter: filter.trim().to_owned() };
        Self { sources: interfaces.iter().map(source).collect() }
    }

    /// `lo, eth0`, or how many there are.
    pub fn name(&self) -> String {
        let name = |source: &SourcePlan| match source {
            SourcePlan::Interface { name, .. } => name.clone(),
            SourcePlan::Remote(remote) => remote.remote().name(),
        };
        match self.sources.len() {
            0..=3 => self.sources.iter().map(name).collect::<Vec<_>>().join(", "),
            many => text::plural(many as u64, "interface", "interfaces"),
        }
    }

    /// Names of the interfaces of this machine.
    pub fn interfaces(&self) -> Vec<String> {
        let name = |source: &SourcePlan| match source {
            SourcePlan::Interface { name, .. } => Some(name.clone()),
            SourcePlan::Remote(_) => None,
        };
        self.sources.iter().filter_map(name).collect()
    }

    /// The capture filter, if all sources have the same.
    pub fn filter(&self) -> String {
        let filter = |source: &SourcePlan| match source {
            SourcePlan::Interface { filter, .. } => filter.clone(),
            SourcePlan::Remote(remote) => remote.filter.clone(),
        };
        let mut filters: Vec<String> = self.sources.iter().map(filter).collect();
        filters.dedup();
        match filters.as_slice() {
            [one] => one.clone(),
            _ => String::new(),
        }
    }

    /// Name and filter of the only source, if that is an interface of this machine.
    pub fn single(&self) -> Option<(&str, &str)> {
        match self.sources.as_slice() {
            [SourcePlan::Interface { name, filter }] => Some((name, filter)),
            _ => None,
        }
    }

    /// The same for those who capture.
    pub fn options(&self, how: &CaptureSettings) -> SeveralOptions {
        let source = |source: &SourcePlan| match source {
            SourcePlan::Interface { name, filter } => SourceOptions::Device(how.options(name, filter)),
            SourcePlan::Remote(remote) => SourceOptions::Remote(remote.remote()),
        };
        SeveralOptions {
            sources: self.sources.iter().map(source).collect(),
            stop_after: StopAfter {
                packets: how.stop_packets,
                kilobytes: how.stop_kilobytes,
                duration: how.stop_seconds.map(Duration::from_secs),
            },
            ring: how.ring.as_ref().map(RingSettings::options),
            keep: how.keep(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_says_what_is_captured() {
        let plan = CapturePlan::on(&["lo".into(), "eth0".into()], " tcp ");
        assert_eq!((plan.name().as_str(), plan.filter().as_str()), ("lo, eth0", "tcp"));
        assert_eq!((plan.interfaces().len(), plan.single()), (2, None));
        let how = CaptureSettings { stop_packets: Some(5), ..CaptureSettings::default() };
        let options = plan.options(&how);
        assert_eq!((options.sources.len(), options.stop_after.packets), (2, Some(5)));
        let one = CapturePlan::on(&["lo".into()], "");
        assert_eq!(one.single(), Some(("lo", "")));
        let remote = RemoteSettings { destination: " pi@lab ".into(), ..RemoteSettings::default() };
        let plan = CapturePlan { sources: vec![SourcePlan::Remote(remote)] };
        assert_eq!((plan.name().as_str(), plan.single()), ("pi@lab any", None));
        assert!(plan.interfaces().is_empty());
    }
}
