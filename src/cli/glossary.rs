//! `-G`: what the registry holds, as tab-separated lines.

use super::fault::Fault;
use crate::dissect::Registry;
use crate::field::{Base, FieldDef, Names, Type};
use crate::filter::type_code;
use std::fmt::Write;

/// Adds the report of that name.
pub fn report(name: &str, registry: &'static Registry, out: &mut String) -> Result<(), Fault> {
    match name {
        "fields" => fields(registry, out),
        "protocols" => protocols(registry, out),
        "values" => values(registry, out),
        "help" => out.push_str(
            "Usage: tlens -G [report]\n\nGlossary table reports:\n  \
             -G fields                dump fields glossary and exit\n  \
             -G protocols             dump protocols in registration database and exit\n  \
             -G values                dump value, range, true/false strings and exit\n",
        ),
        _ => {
            return Err(Fault::usage(format_args!(
                "Invalid \"{}\" option for -G flag, enter -G help for more help.",
                name.escape_debug()
            )));
        }
    }
    Ok(())
}

fn fields(registry: &'static Registry, out: &mut String) {
    for listed in registry.protocols() {
        let name = listed.protocol.name;
        for (i, def) in listed.protocol.fields.iter().enumerate() {
            if i == 0 {
                let _ = writeln!(out, "P\t{}\t{}", def.title, def.abbrev);
                if def.ty == Type::Protocol {
                    continue;
                }
            }
            let _ = writeln!(
                out,
                "F\t{}\t{}\t{}\t{name}\t{}\t{:#x}\t{}",
                def.title,
                def.abbrev,
                type_code(def.ty),
                base(def),
                def.mask,
                def.doc.trim()
            );
        }
    }
}

/// What tshark calls the base of a field.
fn base(def: &FieldDef) -> String {
    match def.base {
        _ if def.ty == Type::Bool && def.base.bits() > 0 => def.base.bits().to_string(),
        _ if !def.ty.is_integer() => String::new(),
        Base::Hex => "BASE_HEX".into(),
        Base::Oct => "BASE_OCT".into(),
        Base::DecHex => "BASE_DEC_HEX".into(),
        Base::HexDec => "BASE_HEX_DEC".into(),
        Base::None => "BASE_NONE".into(),
        _ => "BASE_DEC".into(),
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
        report(name, crate::proto::registry(), &mut out).unwrap();
        out
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
            report("bogus", crate::proto::registry(), &mut out),
            Err(Fault::Failed { status: 1, .. })
        ));
    }
}
