//! The text of a Rust type, taken apart: `Option<Vec<Patient>>`.

/// A type as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelled {
    /// The last segment of its path: `Value` of `serde_json::Value`.
    pub name: String,
    /// What stands between the angle brackets.
    pub arguments: Vec<Spelled>,
}

impl Spelled {
    /// Reads a type. Anything after it is left out.
    pub fn parse(text: &str) -> Self {
        parse(&mut text.trim())
    }

    /// The type with its parameter replaced, where it has one.
    #[must_use]
    pub fn with(&self, parameter: &str, argument: Option<&Self>) -> Self {
        match argument {
            Some(argument) if self.name == parameter => argument.clone(),
            _ => Self {
                name: self.name.clone(),
                arguments: self
                    .arguments
                    .iter()
                    .map(|inner| inner.with(parameter, argument))
                    .collect(),
            },
        }
    }
}

fn parse(rest: &mut &str) -> Spelled {
    let end = rest.find(['<', '>', ',']).unwrap_or(rest.len());
    let (path, tail) = rest.split_at(end);
    *rest = tail;
    let name = path.rsplit("::").next().unwrap_or_default().trim();
    let mut arguments = Vec::new();
    if let Some(inside) = rest.strip_prefix('<') {
        *rest = inside;
        loop {
            arguments.push(parse(rest));
            match rest.strip_prefix(',') {
                Some(more) => *rest = more.trim_start(),
                None => break,
            }
        }
        *rest = rest.strip_prefix('>').unwrap_or(rest);
    }
    Spelled {
        name: name.to_owned(),
        arguments,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_taken_apart() {
        let spelled = Spelled::parse("Option<BTreeMap<String, serde_json::Value>>");
        assert_eq!(spelled.name, "Option");
        assert_eq!(spelled.arguments[0].name, "BTreeMap");
        assert_eq!(spelled.arguments[0].arguments[1].name, "Value");
    }
}
