//! Keeps the arrows of the house pointing down: each layer uses only those below it.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, lowest first; those of one row do not know each other.
const LAYERS: &[&[&str]] = &[
    &["base", "platform"],
    &["field"],
    &["capfile", "tls"],
    &["store"],
    &["dissect"],
    &["proto"],
    &["filter", "index"],
    &["verdict", "audit", "statistics", "print"],
    &["document"],
    &["cli", "gui", "fuzzing"],
];

/// `capture/` is used by the privileged program, so it stands on very little.
const CAPTURE_USES: &[&str] = &["base", "capfile", "platform"];
/// Above all: programs, and the layers that may use `capture/`.
const USES_CAPTURE: &[&str] = &["document", "cli", "gui"];

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&layer))
}

/// The layers that a source text names behind `crate::`, comments left out.
fn used(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or("");
        for part in code.split("crate::").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            found.push((number + 1, name));
            if let Some(list) = part.strip_prefix('{') {
                let names = list.split('}').next().unwrap_or("").split(',');
                found.extend(
                    names.map(|n| (number + 1, n.trim().split("::").next().unwrap_or("").to_owned())),
                );
            }
        }
    }
    found
}

#[test]
fn arrows_point_down() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 30, "the sources were not found");
    let mut wrong = Vec::new();
    for file in files {
        let inside = file.strip_prefix(&root).unwrap();
        let Some(layer) = inside.components().next().and_then(|c| c.as_os_str().to_str()) else { continue };
        let (is_capture, own) = (layer == "capture", rank(layer));
        if own.is_none() && !is_capture {
            continue; // lib.rs and the programs
        }
        for (line, name) in used(&fs::read_to_string(&file).unwrap()) {
            let allowed = if name == layer {
                true
            } else if is_capture {
                CAPTURE_USES.contains(&name.as_str()) || rank(&name).is_none()
            } else if name == "capture" {
                USES_CAPTURE.contains(&layer)
            } else {
                // The macro of the field registry numbers fields through the list of protocols.
                let registry = layer == "field" && name == "proto";
                registry || rank(&name).is_none_or(|used| own.is_some_and(|own| used < own))
            };
            if !allowed {
                wrong.push(format!("{}:{line}: {layer} uses {name}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that point up or sideways:\n{}", wrong.join("\n"));
}

#[test]
fn unsafe_stands_only_in_the_mapping_file_and_platform() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for file in files {
        let inside = file.strip_prefix(&root).unwrap();
        if inside == Path::new("store/map.rs") || inside.starts_with("platform") {
            continue;
        }
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            let word = code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == "unsafe");
            assert!(!word, "{}:{}: unsafe", inside.display(), number + 1);
        }
    }
}

#[test]
fn the_scan_sees_an_arrow_that_points_up() {
    let text = "use crate::gui::app; // crate::proto\nuse crate::{base, index::tcp};";
    let names: Vec<String> = used(text).into_iter().map(|u| u.1).filter(|n| !n.is_empty()).collect();
    assert_eq!(names, ["gui", "base", "index"]);
    assert!(rank("gui") > rank("base"));
}
