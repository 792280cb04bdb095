//! `-G`: what the registry holds, as tab-separated lines.

use super::fault::Fault;
use super::print::safe;
use super::print::summary::{CODES, codes, default_columns};
use crate::dissect::{Claim, Over, Registry};
use crate::document::wireshark_settings::wireshark_folder;
use crate::field::{Base, FieldDef, Names, Type, reference_type};
use crate::filter::type_code;
use crate::proto::tables::encapsulation::ENCAPSULATIONS;
use std::fmt::Write;

/// The reports, as the help lists them.
const REPORTS: &[(&str, &str)] = &[
    ("column-formats", "dump column format codes"),
    ("currentprefs", "dump preferences that are known, with their defaults"),
    ("decodes", "dump \"layer type\"/\"decode as\" associations"),
    ("defaultprefs", "dump the same"),
    ("elastic-mapping", "dump types of fields for Elasticsearch; --elastic-mapping-filter takes protocols"),
    ("dissector-tables", "dump dissector table names, types, and properties"),
    ("fieldcount", "dump count of header fields"),
    ("fields", "dump fields glossary"),
    ("ftypes", "dump field type basic and descriptive names"),
    ("folders", "dump folders that are looked into"),
    ("heuristic-decodes", "dump heuristic dissector tables"),
    ("plugins", "dump plugins (there are none)"),
    ("protocols", "dump protocols in registration database"),
    ("values", "dump value, range, true/false strings"),
];

/// Adds the report of that name.
pub fn report(
    name: &str,
    protocols_only: &str,
    registry: &'static Registry,
    out: &mut String,
) -> Result<(), Fault> {
    match name {
        "fields" => fields(registry, out),
        "protocols" => protocols(registry, out),
        "values" => values(registry, out),
        "fieldcount" => fieldcount(registry, out),
        "ftypes" => ftypes(out),
        "column-formats" => column_formats(out),
        "currentprefs" | "defaultprefs" => super::preferences::report(out),
        "decodes" => decodes(registry, out),
        "dissector-tables" => dissector_tables(registry, out),
        "folders" => folders(out),
        "heuristic-decodes" => heuristics(registry, out),
        "plugins" => {}
        "elastic-mapping" => elastic_mapping(protocols_only, registry, out),
        "help" | "?" => {
            out.push_str("Usage: tlens -G [report]\n\nGlossary table reports:\n");
            for (name, what) in REPORTS {
                let _ = writeln!(out, "  -G {name:<21} {what} and exit");
            }
        }
        _ => {
            return Err(Fault::usage(format_args!(
                "Invalid \"{}\" option for -G flag, enter -G help for more help.",
                name.escape_debug()
            )));
        }
    }
    Ok(())
}

/// Types of the fields of `-T ek`, as Elasticsearch wants to be told them.
fn elastic_mapping(only: &str, registry: &'static Registry, out: &mut String) {
    let wanted: Vec<&str> = only.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    out.push_str("{\n  \"settings\": {\n    \"index.mapping.total_fields.limit\": 1000000\n  },\n");
    out.push_str("  \"mappings\": {\n    \"dynamic\": false,\n    \"properties\": {\n");
    out.push_str("      \"timestamp\": {\n        \"type\": \"date\"\n      },\n");
    out.push_str("      \"layers\": {\n        \"properties\": {");
    let mut owners: Vec<(&str, Vec<String>)> = Vec::new();
    for listed in registry.protocols() {
        let owner = registry.owner(listed.root);
        if !wanted.is_empty() && !wanted.contains(&owner) {
            continue;
        }
        let slot = owners.iter().position(|(known, _)| *known == owner).unwrap_or_else(|| {
            owners.push((owner, Vec::new()));
            owners.len() - 1
        });
        let Some((_, members)) = owners.get_mut(slot) else { continue };
        for def in listed.protocol.fields {
            let Some(ty) = elastic_type(def.ty) else { continue };
            let name = format!("{owner}_{}", def.abbrev).replace('.', "_");
            let begin = format!("              \"{name}\": {{\n");
            if !members.iter().any(|known| known.starts_with(&begin)) {
                members.push(format!("{begin}                \"type\": \"{ty}\"\n              }}"));
            }
        }
    }
    owners.retain(|(_, members)| !members.is_empty());
    if owners.is_empty() {
        out.push_str("}\n      }\n    }\n  }\n}\n");
        return;
    }
    for (i, (owner, members)) in owners.iter().enumerate() {
        let comma = if i == 0 { "" } else { "," };
        let (owner, members) = (owner.replace('.', "_"), members.join(",\n"));
        let _ = write!(out, "{comma}\n          \"{owner}\": {{\n            \"properties\": {{\n");
        let _ = write!(out, "{members}\n            }}\n          }}");
    }
    out.push_str("\n        }\n      }\n    }\n  }\n}\n");
}

/// `None`: left to Elasticsearch, as texts are.
fn elastic_type(ty: Type) -> Option<&'static str> {
    Some(match ty {
        Type::Label | Type::Protocol | Type::Str | Type::Oid | Type::Guid | Type::Ether | Type::Eui64 => {
            return None;
        }
        Type::Bool => "boolean",
        Type::Char | Type::I8 => "byte",
        Type::U8 | Type::I16 => "short",
        Type::U16 | Type::U24 | Type::I32 => "integer",
        Type::U32 | Type::U40 | Type::U48 | Type::U56 | Type::U64 => "long",
        Type::I64 | Type::FrameNum | Type::IpxNet => "long",
        Type::Double => "float",
        Type::AbsoluteTime | Type::RelativeTime => "date",
        Type::Ipv4 | Type::Ipv6 => "ip",
        Type::Bytes => "byte",
    })
}

fn fields(registry: &'static Registry, out: &mut String) {
    for listed in registry.protocols() {
        for (i, def) in listed.protocol.fields.iter().enumerate() {
            if is_protocol(def) {
                let _ = writeln!(out, "P\t{}\t{}", def.title, def.abbrev);
                continue;
            }
            let ty = reference_type(def);
            let _ = writeln!(
                out,
                "F\t{}\t{}\t{}\t{}\t{}\t{:#x}\t{}",
                def.title,
                def.abbrev,
                ty.unwrap_or_else(|| type_code(def.ty)),
                registry.owner(crate::field::FieldId(listed.root.0 + i as u16)),
                base(def),
                def.mask,
                def.doc.trim()
            );
        }
    }
}

/// Whether tshark counts it among the protocols: options that can be disabled by themselves are.
fn is_protocol(def: &FieldDef) -> bool {
    def.ty == Type::Protocol && reference_type(def).is_none()
        || def.abbrev == "_ws.expert"
        || ["TCP Option - ", "IP Option - "].iter().any(|begin| def.title.starts_with(begin))
}

/// Fields whose base in tshark says how their values are named.
const BASES: &[(&str, &[&str])] = &[
    ("BASE_OUI", &["eth.addr.oui", "eth.dst.oui", "eth.src.oui", "llc.oui", "lldp.orgtlv.oui"]),
    ("BASE_PT_SCTP", &["sctp.dstport", "sctp.port", "sctp.srcport"]),
    ("BASE_PT_TCP", &["tcp.dstport", "tcp.port", "tcp.srcport"]),
    ("BASE_PT_UDP", &["udp.dstport", "udp.port", "udp.srcport"]),
    (
        "BASE_CUSTOM",
        &[
            "dhcpv6.duiden.enterprise",
            "dhcpv6.vendorclass.enterprise",
            "dtls.quic.parameter.type",
            "llc.dsap.sap",
            "llc.ssap.sap",
            "tcp.completeness",
            "tls.quic.parameter.type",
        ],
    ),
];

/// What tshark calls the base of a field.
fn base(def: &FieldDef) -> String {
    if let Some((base, _)) = BASES.iter().find(|(_, names)| names.contains(&def.abbrev)) {
        return base.to_string();
    }
    match def.base {
        _ if def.ty == Type::Bool => def.base.bits().to_string(),
        _ if !def.ty.is_integer() || matches!(def.ty, Type::FrameNum | Type::IpxNet) => String::new(),
        Base::Hex => "BASE_HEX".into(),
        Base::Oct => "BASE_OCT".into(),
        Base::DecHex => "BASE_DEC_HEX".into(),
        Base::HexDec => "BASE_HEX_DEC".into(),
        Base::None => "BASE_NONE".into(),
        _ => "BASE_DEC".into(),
    }
}

fn fieldcount(registry: &'static Registry, out: &mut String) {
    let (fields, protocols) = (registry.fields().count(), registry.protocols().len());
    let _ =
        write!(out, "There are {fields} header fields registered, of which:\n\t{protocols} are protocols\n");
}

fn ftypes(out: &mut String) {
    for (ty, title) in TYPE_TITLES {
        let _ = writeln!(out, "{}\t{title}", type_code(*ty));
    }
}

const TYPE_TITLES: &[(Type, &str)] = &[
    (Type::Label, "Label"),
    (Type::Protocol, "Protocol"),
    (Type::Bool, "Boolean"),
    (Type::Char, "Character (1 byte)"),
    (Type::U8, "Unsigned integer (1 byte)"),
    (Type::U16, "Unsigned integer (2 bytes)"),
    (Type::U24, "Unsigned integer (3 bytes)"),
    (Type::U32, "Unsigned integer (4 bytes)"),
    (Type::U40, "Unsigned integer (5 bytes)"),
    (Type::U48, "Unsigned integer (6 bytes)"),
    (Type::U56, "Unsigned integer (7 bytes)"),
    (Type::U64, "Unsigned integer (8 bytes)"),
    (Type::I8, "Signed integer (1 byte)"),
    (Type::I16, "Signed integer (2 bytes)"),
    (Type::I32, "Signed integer (4 bytes)"),
    (Type::I64, "Signed integer (8 bytes)"),
    (Type::Double, "Floating point (double-precision)"),
    (Type::AbsoluteTime, "Date and time"),
    (Type::RelativeTime, "Time offset"),
    (Type::Str, "Character string"),
    (Type::Ether, "Ethernet or other MAC address"),
    (Type::Bytes, "Byte sequence"),
    (Type::Ipv4, "IPv4 address"),
    (Type::Ipv6, "IPv6 address"),
    (Type::IpxNet, "IPX network number"),
    (Type::FrameNum, "Frame number"),
    (Type::Guid, "Globally Unique Identifier"),
    (Type::Oid, "ASN.1 object identifier"),
    (Type::Eui64, "EUI64 address"),
];

fn column_formats(out: &mut String) {
    let mut all: Vec<(&str, &str)> = codes().collect();
    all.sort_by_key(|(_, what)| *what);
    for (code, what) in all {
        let _ = writeln!(out, "{code}\t{what}");
    }
    let default: Vec<String> = default_columns()
        .iter()
        .zip(CODES)
        .map(|((title, _), (code, ..))| format!("\"{title}\",\"{code}\""))
        .collect();
    let _ = write!(
        out,
        "\nFor example, to print Wireshark's default columns with tlens:\n\n\
         tlens -o 'gui.column.format:{}'\n",
        default.join(",")
    );
}

/// The tables of numbers: name, title, type and base as tshark has them.
const TABLES: &[(&str, &str, &str, &str)] = &[
    ("ethertype", "Ethertype", "FT_UINT16", "BASE_HEX"),
    ("ip.proto", "IP protocol", "FT_UINT8", "BASE_DEC"),
    ("llc.dsap", "LLC SAP", "FT_UINT8", "BASE_HEX"),
    ("ppp.protocol", "PPP protocol", "FT_UINT16", "BASE_HEX"),
    ("tcp.port", "TCP port", "FT_UINT16", "BASE_DEC"),
    ("udp.port", "UDP port", "FT_UINT16", "BASE_DEC"),
    ("wtap_encap", "Wiretap encapsulation type", "FT_UINT32", "BASE_DEC"),
];

/// Table, number and protocol of every claim of a number.
fn claims(registry: &'static Registry) -> Vec<(&'static str, u32, &'static str)> {
    let mut all: Vec<(&str, u32, &str)> = Vec::new();
    for listed in registry.protocols() {
        for claim in listed.protocol.claims {
            let (table, number) = match *claim {
                Claim::EtherType(n) => ("ethertype", u32::from(n)),
                Claim::IpProtocol(n) => ("ip.proto", u32::from(n)),
                Claim::LlcSap(n) => ("llc.dsap", u32::from(n)),
                Claim::PppProtocol(n) => ("ppp.protocol", u32::from(n)),
                Claim::TcpPort(n) => ("tcp.port", u32::from(n)),
                Claim::UdpPort(n) => ("udp.port", u32::from(n)),
                Claim::LinkType(n) => match encapsulation(n) {
                    Some(number) => ("wtap_encap", number),
                    None => continue,
                },
                Claim::TlsPort(n) => ("tls.port", u32::from(n)),
                Claim::DtlsPort(n) => ("dtls.port", u32::from(n)),
                Claim::TcpStream(_) | Claim::UdpStream(_) | Claim::MediaType(_) | Claim::Named(_) => continue,
            };
            all.push((table, number, listed.protocol.name));
        }
    }
    all.sort_unstable();
    all
}

/// Wireshark's own number of a link type.
fn encapsulation(link_type: u32) -> Option<u32> {
    let found = ENCAPSULATIONS.binary_search_by_key(&link_type, |e| e.0).ok()?;
    u32::try_from(ENCAPSULATIONS.get(found)?.1).ok()
}

fn dissector_tables(registry: &'static Registry, out: &mut String) {
    let all = claims(registry);
    for (name, title, ty, base) in TABLES {
        let owner = name.split('.').next().unwrap_or(name);
        if all.iter().any(|(table, ..)| table == name) {
            let _ = writeln!(out, "{name}\t{title}\t{ty}\t{base}\t{owner}\tDecode As supported");
        }
    }
}

/// Protocols that are recognised by their bytes: over what, which, and that they are.
fn heuristics(registry: &'static Registry, out: &mut String) {
    let mut all: Vec<(&str, &str)> = Vec::new();
    for listed in registry.protocols() {
        all.extend(listed.protocol.framer.iter().map(|_| ("tcp", listed.protocol.name)));
        all.extend(listed.protocol.datagrams.iter().map(|_| ("udp", listed.protocol.name)));
        all.extend(listed.protocol.heuristics.iter().map(|h| {
            (
                match h.over {
                    Over::Tcp => "tcp",
                    Over::Udp => "udp",
                },
                listed.protocol.name,
            )
        }));
    }
    all.sort_unstable();
    all.dedup();
    for (over, name) in all {
        let _ = writeln!(out, "{over}\t{name}\tT\t{name}_{over}\t{name} over {over}");
    }
}

/// Where this program looks for what belongs to a user.
fn folders(out: &mut String) {
    let folder = |title: &str, path: &std::path::Path, out: &mut String| {
        let _ = writeln!(out, "{title:<21}\t{}", safe::shown(&path.to_string_lossy()));
    };
    folder("Temp:", &std::env::temp_dir(), out);
    if let Some(personal) = wireshark_folder() {
        folder("Personal configuration:", &personal, out);
    }
    if let Some(program) = std::env::current_exe().ok().as_deref().and_then(|exe| exe.parent()) {
        folder("Program:", program, out);
    }
}

/// Which protocol a number belongs to, as `-d` may change it.
fn decodes(registry: &'static Registry, out: &mut String) {
    let all = claims(registry);
    for (table, number, name) in all {
        let _ = writeln!(out, "{table}\t{number}\t{name}");
    }
}

fn protocols(registry: &'static Registry, out: &mut String) {
    let title = |l: &crate::dissect::tables::Listed| l.protocol.fields.first().map_or("", |f| f.title);
    let mut all: Vec<_> = registry.protocols().iter().collect();
    all.sort_by_key(|l| title(l).to_lowercase());
    for l in all {
        let _ = writeln!(out, "{}\t{}\t{}", title(l), l.protocol.title, l.protocol.name);
    }
}

fn values(registry: &'static Registry, out: &mut String) {
    for (_, def) in registry.fields() {
        let name = def.abbrev;
        match def.names {
            Names::None | Names::Unit(_) => {}
            Names::Table(table) => {
                for (value, text) in table {
                    let _ = writeln!(out, "V\t{name}\t{value}\t{text}");
                }
            }
            Names::Ranges(ranges) => {
                for (low, high, text) in ranges {
                    let _ = writeln!(out, "R\t{name}\t{low}\t{high}\t{text}");
                }
            }
            // Functions name the values of fields of at most 16 bits.
            Names::Func(text) => {
                for value in 0..=0xffff {
                    if let Some(text) = text(value) {
                        let _ = writeln!(out, "V\t{name}\t{value}\t{text}");
                    }
                }
            }
            Names::TrueFalse(yes, no) => {
                let _ = writeln!(out, "T\t{name}\t{yes}\t{no}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(name: &str) -> String {
        let mut out = String::new();
        report(name, "", crate::proto::registry(), &mut out).unwrap();
        out
    }

    #[test]
    fn elasticsearch_is_told_the_types_of_fields() {
        let mut out = String::new();
        report("elastic-mapping", "ip, tcp", crate::proto::registry(), &mut out).unwrap();
        let has = |name: &str, ty: &str| {
            let begin = format!("\"{name}\": {{\n                \"type\": \"{ty}\"\n");
            assert_eq!(out.matches(&begin).count(), 1, "{name}");
        };
        has("ip_ip_src", "ip");
        has("ip_ip_flags_df", "boolean");
        has("tcp_tcp_srcport", "integer");
        has("tcp_tcp_payload", "byte");
        assert!(!out.contains("udp_udp"), "only what was asked for");
        assert_eq!(out.matches('{').count(), out.matches('}').count());
    }

    #[test]
    fn lines_have_tsharks_columns() {
        let fields = made("fields");
        assert!(fields.contains("P\tEthernet\teth\n"));
        assert!(fields.contains("F\tDestination\teth.dst\tFT_ETHER\teth\t\t0x0\t"), "{fields}");
        assert!(fields.contains("\teth.type\tFT_UINT16\teth\tBASE_HEX\t0x0\t"));
        assert!(fields.lines().all(|l| matches!(l.split('\t').count(), 3 | 8)));
        assert!(made("protocols").contains("Ethernet\tEthernet\teth\n"));
        assert!(made("values").lines().all(|l| l.split('\t').count() >= 4));
        let mut out = String::new();
        assert!(matches!(
            report("bogus", "", crate::proto::registry(), &mut out),
            Err(Fault::Failed { status: 1, .. })
        ));
    }
}
