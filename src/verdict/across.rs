//! What only shows beside other sessions: two keys for one name, keys that open nothing.

use super::SessionReport;
use super::causes;
use crate::tls::secrets::Secrets;
use std::collections::{HashMap, HashSet};

/// Adds the causes that need all sessions to be seen.
pub fn compare(reports: &mut [SessionReport], secrets: &Secrets) {
    two_keys_for_a_name(reports);
    let labels: Vec<&str> = secrets.rsa_keys().iter().map(|k| &*k.label).collect();
    idle_keys(reports, &labels);
}

fn two_keys_for_a_name(reports: &mut [SessionReport]) {
    let mut keys: HashMap<String, HashSet<[u8; 32]>> = HashMap::new();
    for r in reports.iter() {
        if let (Some(sni), Some(spki)) = (&r.sni, r.certificate_spki) {
            keys.entry(sni.to_lowercase()).or_default().insert(spki);
        }
    }
    for r in reports.iter_mut().filter(|r| r.verdict.status.is_closed()) {
        let name = r.sni.as_ref().map(|n| n.to_lowercase()).unwrap_or_default();
        if keys.get(&name).is_some_and(|keys| keys.len() > 1) {
            r.verdict.also.push(&causes::TLS_TERMINATOR);
        }
    }
}

/// Said of the sessions that stay closed though keys are there.
fn idle_keys(reports: &mut [SessionReport], labels: &[&str]) {
    let used = |label: &&&str| {
        reports.iter().any(|r| r.verdict.opened_by.as_ref().is_some_and(|by| by.contains(**label)))
    };
    let idle = labels.iter().filter(|label| !used(label)).count();
    if labels.len() < 2 || idle == 0 {
        return;
    }
    for r in reports.iter_mut().filter(|r| r.verdict.status.is_closed()) {
        r.verdict.also.push(&causes::SEVERAL_KEYS);
    }
}
