//! The Transport header of replies (RFC 2326 section 12.39): the ends that media will come to.

use crate::store::Endpoint;
use std::net::IpAddr;

/// The ends that a reply from `server` to `client` agrees on, and whether each is for control (RTCP).
pub fn ends(value: &[u8], server: Endpoint, client: Endpoint) -> Vec<(Endpoint, bool)> {
    let Ok(text) = std::str::from_utf8(value) else { return Vec::new() };
    let mut all = Vec::new();
    // One transport was chosen; where several stand, the first is it.
    let mut parameters = text.split(',').next().unwrap_or("").split(';').map(str::trim);
    let over_rtp = parameters.next().is_some_and(|spec| spec.to_ascii_uppercase().starts_with("RTP/"));
    if !over_rtp {
        return all;
    }
    let (mut to_client, mut to_server) = (client.address, server.address);
    let (mut client_ports, mut server_ports) = (None, None);
    for parameter in parameters {
        let Some((name, value)) = parameter.split_once('=') else { continue };
        match name.trim().to_ascii_lowercase().as_str() {
            "client_port" | "port" => client_ports = ports(value),
            "server_port" => server_ports = ports(value),
            "destination" => to_client = address(value).unwrap_or(to_client),
            "source" => to_server = address(value).unwrap_or(to_server),
            _ => {}
        }
    }
    for (address, ports) in [(to_client, client_ports), (to_server, server_ports)] {
        let Some((media, control)) = ports else { continue };
        all.push((Endpoint { address, port: media }, false));
        if let Some(port) = control {
            all.push((Endpoint { address, port }, true));
        }
    }
    all
}

/// `8000-8001`, or one port.
fn ports(value: &str) -> Option<(u16, Option<u16>)> {
    let (first, second) = value.split_once('-').unwrap_or((value, ""));
    let first = first.trim().parse().ok().filter(|port| *port != 0)?;
    Some((first, second.trim().parse().ok().filter(|port| *port != first)))
}

fn address(value: &str) -> Option<[u8; 16]> {
    Some(match value.trim().parse().ok()? {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
        IpAddr::V6(v6) => v6.octets(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(value: &str) -> Vec<String> {
        let ends = ends(value.as_bytes(), Endpoint::v4([1; 4], 554), Endpoint::v4([2; 4], 9));
        ends.iter().map(|(end, control)| format!("{end}{}", if *control { " control" } else { "" })).collect()
    }

    #[test]
    fn ports_of_both_sides() {
        assert_eq!(
            said("RTP/AVP/UDP;unicast;client_port=8000-8001;server_port=9000;mode=\"PLAY\""),
            ["2.2.2.2:8000", "2.2.2.2:8001 control", "1.1.1.1:9000"]
        );
        assert_eq!(
            said("RTP/AVP; multicast; destination=224.1.1.1; port=5000-5001; ttl=3"),
            ["224.1.1.1:5000", "224.1.1.1:5001 control"]
        );
        for other in
            ["RTP/AVP/TCP;interleaved=0-1", "x-pn-tng/tcp;client_port=7-8", "RTP/AVP;client_port=0", ""]
        {
            assert!(said(other).is_empty(), "{other}");
        }
    }
}
