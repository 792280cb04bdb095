//! Macros: texts that filters name, `${name:argument;argument}`. They are put in before a filter is
//! read; what is no macro's name stays, and refers to a field of the selected frame.

use super::MAX_TEXT;
use super::error::Error;

/// How deep macros may name macros.
const MAX_DEPTH: u32 = 31;

/// Macros by name.
#[derive(Clone, Debug, Default)]
pub struct Macros(Vec<(String, String)>);

impl Macros {
    /// Adds a macro. Its text has `$1`, `$2` … where the arguments go. Of two with one name the
    /// later holds.
    ///
    /// # Errors
    /// A sentence, if the name has other characters than letters, digits and underscores.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), String> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        if name.is_empty() || !name.bytes().all(fits) {
            return Err("invalid char in name of a macro: letters, digits and _ may stand there".into());
        }
        self.0.insert(0, (name.to_string(), text.to_string()));
        Ok(())
    }

    /// The filter with every macro put in.
    pub fn expand(&self, filter: &str) -> Result<String, Error> {
        let mut out = String::new();
        if self.0.is_empty() || !filter.contains("${") {
            out.push_str(filter);
        } else {
            self.put(filter, &mut out, MAX_DEPTH)?;
        }
        Ok(out)
    }

    fn put(&self, text: &str, out: &mut String, depth: u32) -> Result<(), Error> {
        let fails = |message: String| Error::at(0..0, message);
        let mut rest = text;
        while let Some((before, call)) = rest.split_once("${") {
            out.push_str(before);
            let Some((inside, after)) = call.split_once('}') else {
                return Err(fails("end of filter in the middle of a macro expression".into()));
            };
            rest = after;
            let (name, arguments) = match inside.find([':', ';']) {
                Some(at) => (inside.get(..at).unwrap_or(""), inside.get(at + 1..)),
                None => (inside, None),
            };
            let Some((_, body)) = self.0.iter().find(|(known, _)| known == name) else {
                for part in ["${", inside, "}"] {
                    out.push_str(part);
                }
                continue;
            };
            let given: Vec<&str> = arguments.map(|a| a.split(';').collect()).unwrap_or_default();
            let expected = body
                .match_indices('$')
                .filter_map(|(at, _)| parameter(body.get(at + 1..)?).map(|(n, _)| n))
                .max()
                .unwrap_or(0);
            if given.len() != expected {
                return Err(fails(format!(
                    "wrong number of arguments for macro '{name}', expecting {expected} instead of {}",
                    given.len()
                )));
            }
            let filled = fill(body, &given);
            if depth == 0 || out.len() + filled.len() > MAX_TEXT {
                return Err(fails(format!("macro '{name}' grows without end")));
            }
            self.put(&filled, out, depth - 1)?;
        }
        out.push_str(rest);
        Ok(())
    }
}

/// The number at the beginning of `text`, and what is behind it.
fn parameter(text: &str) -> Option<(usize, &str)> {
    let len = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(len)?;
    digits.parse().ok().filter(|n| *n > 0).map(|n| (n, rest))
}

fn fill(body: &str, given: &[&str]) -> String {
    let mut out = String::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        rest = match parameter(after) {
            Some((number, behind)) => {
                out.push_str(given.get(number - 1).copied().unwrap_or(""));
                behind
            }
            None => {
                out.push('$');
                after
            }
        };
        if out.len() > MAX_TEXT {
            break;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn macros() -> Macros {
        let mut m = Macros::default();
        m.add("host", "ip.src == $1 or ip.dst == $1").unwrap();
        m.add("between", "(${host:$1}) and (${host:$2})").unwrap();
        m.add("web", "tcp.port in {80, 443}").unwrap();
        m.add("again", "${again}").unwrap();
        m.add("bomb", "${bomb2:$1$1$1$1$1$1$1$1$1$1}").unwrap();
        m.add("bomb2", "${bomb:$1$1$1$1$1$1$1$1$1$1}").unwrap();
        m
    }

    #[test]
    fn arguments_go_where_the_text_has_them() {
        let expand = |t: &str| macros().expand(t).unwrap();
        assert_eq!(
            expand("${web} and ${host:1.2.3.4}"),
            "tcp.port in {80, 443} and ip.src == 1.2.3.4 or ip.dst == 1.2.3.4"
        );
        assert_eq!(
            expand("${between;1.1.1.1;2.2.2.2}"),
            "(ip.src == 1.1.1.1 or ip.dst == 1.1.1.1) and (ip.src == 2.2.2.2 or ip.dst == 2.2.2.2)"
        );
        assert_eq!(expand("frame.number == ${frame.number}"), "frame.number == ${frame.number}");
        assert_eq!(expand("a == \"$1\""), "a == \"$1\"");
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let message = |t: &str| macros().expand(t).unwrap_err().message;
        assert_eq!(
            message("${host}"),
            "wrong number of arguments for macro 'host', expecting 1 instead of 0"
        );
        assert_eq!(
            message("${web:1}"),
            "wrong number of arguments for macro 'web', expecting 0 instead of 1"
        );
        assert_eq!(message("${again}"), "macro 'again' grows without end");
        assert!(message("${bomb:aaaaaaaaaa}").ends_with("grows without end"));
        assert!(message("${web").starts_with("end of filter"));
        assert!(Macros::default().add("a b", "x").is_err());
    }
}
