//! Sentences with names in them, filled from facts. `{name}` is replaced; what stands in `[` `]` is
//! left out where one of its names has no value.

/// What is known, by name.
#[derive(Clone, Debug, Default)]
pub struct Values(Vec<(&'static str, String)>);

impl Values {
    /// Sets a value; a later one of the same name counts.
    pub fn set(&mut self, name: &'static str, value: impl ToString) {
        self.0.push((name, value.to_string()));
    }

    pub fn set_if(&mut self, name: &'static str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.set(name, value);
        }
    }

    /// Adds all of another, which count more.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub fn find(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(n, _)| *n == name).map(|(_, v)| v.as_str())
    }

    /// The template filled; `None`: a name outside of `[` `]` has no value.
    pub fn fill(&self, template: &str) -> Option<String> {
        let mut out = String::with_capacity(template.len() + 64);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('[') {
            out.push_str(&self.names(before)?);
            let (optional, behind) = after.split_once(']').unwrap_or((after, ""));
            if let Some(text) = self.names(optional) {
                out.push_str(&text);
            }
            rest = behind;
        }
        out.push_str(&self.names(rest)?);
        Some(out)
    }

    fn names(&self, part: &str) -> Option<String> {
        let mut out = String::with_capacity(part.len());
        let mut rest = part;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, behind) = after.split_once('}')?;
            out.push_str(before);
            out.push_str(self.find(name)?);
            rest = behind;
        }
        out.push_str(rest);
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_and_parts_without_a_value_left_out() {
        let mut values = Values::default();
        values.set("suite", "AES");
        assert_eq!(values.fill("chose {suite}[ (frame {frame})].").unwrap(), "chose AES.");
        values.set("frame", 6);
        assert_eq!(values.fill("chose {suite}[ (frame {frame})].").unwrap(), "chose AES (frame 6).");
        assert_eq!(values.fill("needs {other}"), None);
    }

    #[test]
    fn a_value_is_never_read_as_a_template() {
        let mut values = Values::default();
        values.set("sni", "{secret}[x]");
        values.set("secret", "no");
        assert_eq!(values.fill("for {sni}.").unwrap(), "for {secret}[x].");
    }
}
