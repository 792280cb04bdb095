//! The worked example of CONTRIBUTING.md is a protocol of the tree, word by word.

use std::path::Path;

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// What stands between the first line that is `begin` and the next one that is `end`, `indent` blanks taken off.
fn block(text: &str, begin: &str, end: &str, indent: usize) -> String {
    let lines = text.lines().skip_while(|line| line.trim() != begin).skip(1);
    let lines = lines.take_while(|line| line.trim() != end);
    lines.map(|line| line.get(indent..).unwrap_or_default().to_owned() + "\n").collect()
}

#[test]
fn the_example_is_the_file() {
    let told = block(&read("CONTRIBUTING.md"), "```rust", "```", 3);
    assert_eq!(told, read("src/proto/daytime.rs"));
}

#[test]
fn what_the_example_names_is_there() {
    let told = read("CONTRIBUTING.md");
    let list = read("src/proto/mod.rs");
    for line in ["pub mod daytime;", "&daytime::PROTOCOL,"] {
        assert!(told.contains(line) && list.contains(line), "{line}");
    }
    let paths = told.split('`').filter(|part| {
        let named = ["src/", "tests/", "samples/", "docs/"].iter().any(|root| part.starts_with(root));
        named && !part.contains(|c: char| c.is_whitespace() || "*<".contains(c))
    });
    for path in paths {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists(), "{path}");
    }
}
