//! Parameters of services in SVCB and HTTPS records (RFC 9460 section 2.2).

use super::fields::*;
use super::names::SERVICE_PARAMETERS;
use crate::base::base64;
use crate::dissect::{At, Cursor, Cut, Dissector};
use crate::field::show;

/// Shows all parameters up to the end.
pub(super) fn parameters(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    while !c.is_empty() {
        let start = *c;
        let (key, len) = (c.u16()?, c.u16()?);
        let mut value = c.sub(len.value.into())?;
        let name = match SERVICE_PARAMETERS.name(key.value.into()) {
            Some(name) => name.to_owned(),
            None => format!("key{}", key.value),
        };
        let span = c.since(&start);
        let open = d.tree.open_as(SVCB_PARAM, At { value: (), span }, format_args!("SvcParam: {name}"));
        d.tree.leaf(SVCB_KEY, key);
        d.tree.leaf(SVCB_VALUE_LENGTH, len);
        let mut texts = Vec::new();
        let result = one(d, key.value, &mut value, &mut texts);
        d.tree.close(open);
        if !texts.is_empty() {
            d.append(open.node(), format_args!("={}", texts.join(",")));
        }
        result?;
    }
    Ok(())
}

fn one(d: &mut Dissector<'_>, key: u16, c: &mut Cursor<'_>, texts: &mut Vec<String>) -> Result<(), Cut> {
    while !c.is_empty() {
        match key {
            0 => {
                let at = c.u16()?;
                texts.push(
                    SERVICE_PARAMETERS
                        .name(at.value.into())
                        .map_or_else(|| format!("key{}", at.value), Into::into),
                );
                d.tree.leaf(SVCB_MANDATORY, at);
            }
            1 => {
                let len = c.u8()?;
                d.tree.leaf(SVCB_ALPN_LENGTH, len);
                let at = c.bytes(len.value.into())?;
                texts.push(String::from_utf8_lossy(at.value).into_owned());
                d.tree.leaf(SVCB_ALPN, at);
            }
            3 => {
                let at = c.u16()?;
                texts.push(at.value.to_string());
                d.tree.leaf(SVCB_PORT, at);
            }
            4 => {
                let at = c.array::<4>()?;
                texts.push(std::net::Ipv4Addr::from(at.value).to_string());
                d.tree.leaf(SVCB_IPV4, at);
            }
            6 => {
                let at = c.array::<16>()?;
                texts.push(std::net::Ipv6Addr::from(at.value).to_string());
                d.tree.leaf(SVCB_IPV6, at);
            }
            5 => {
                let text = base64::text(c.peek());
                let at = c.rest_span().bytes();
                d.tree.leaf_as(SVCB_ECH, at, format_args!("ECHConfig: {text}"));
                texts.push(text);
                c.rest();
            }
            32769 => d.rest_as(SVCB_ODOH, c),
            _ => {
                texts.push(show::line(c.peek()));
                d.rest_as(SVCB_VALUE, c);
            }
        }
    }
    Ok(())
}
