//! The types of a generated crate, read from the view that the templates print.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::spelled::Spelled;

/// All structs and unions of a crate by their name, and what the first call answers.
#[derive(Clone, Debug, Default)]
pub struct Types {
    /// By name.
    pub structs: BTreeMap<String, Struct>,
    /// Untagged unions: the types of their variants in order.
    pub unions: BTreeMap<String, Vec<Spelled>>,
    /// Objects of several kinds: the member that says which, and the structs by its words.
    pub tagged: BTreeMap<String, (String, BTreeMap<String, Spelled>)>,
    /// Enums of texts, which take any text.
    pub words: BTreeSet<String>,
    /// What the first call of the crate is decoded into; none when it is not decoded from JSON.
    pub answer: Option<Spelled>,
}

/// A struct.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// Its type parameter.
    pub parameter: String,
    /// Its fields in order.
    pub fields: Vec<Field>,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name on the wire.
    pub wire: String,
    /// Type.
    pub spelled: Spelled,
    /// Whether it may be missing whatever its type.
    pub has_default: bool,
    /// Whether `null` is a value.
    pub is_present: bool,
    /// Left out when it is `None`.
    pub is_skipped: bool,
}

impl Types {
    /// From `collgen inspect --stage view`.
    pub fn of_view(view: &Value) -> Self {
        let structs = each(&view["models"])
            .flat_map(|file| each(&file["structs"]))
            .map(|found| (text(&found["name"]).to_owned(), a_struct(found)))
            .collect();
        let unions = each(&view["models"])
            .flat_map(|file| each(&file["unions"]))
            .chain(each(&view["failure"]["unions"]))
            .map(|union| {
                let variants = each(&union["variants"]);
                let mut types: Vec<Spelled> = variants
                    .map(|variant| Spelled::parse(text(&variant["type_name"])))
                    .collect();
                types.push(Spelled::parse("serde_json::Value"));
                (text(&union["name"]).to_owned(), types)
            })
            .collect();
        let words = each(&view["models"])
            .flat_map(|file| each(&file["words"]))
            .map(|list| text(&list["name"]).to_owned())
            .collect();
        let tagged = each(&view["models"])
            .flat_map(|file| each(&file["tagged"]))
            .map(|union| {
                let kinds = each(&union["kinds"]);
                let kinds = kinds.map(|kind| {
                    let word = literal(text(&kind["literal"]));
                    (word, Spelled::parse(text(&kind["type_name"])))
                });
                let tag = literal(text(&union["tag"]));
                (text(&union["name"]).to_owned(), (tag, kinds.collect()))
            })
            .collect();
        Self {
            structs,
            tagged,
            unions,
            words,
            answer: first_answer(view),
        }
    }
}

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn a_struct(found: &Value) -> Struct {
    let parameter = text(&found["full_name"]).split_once('<');
    Struct {
        parameter: parameter.map_or_else(String::new, |(_, name)| {
            name.trim_end_matches('>').to_owned()
        }),
        fields: each(&found["fields"])
            .map(|field| {
                // Of a page; the other structs say it in `wire`.
                let serde = text(&field["serde"]);
                let rename = serde.split_once("rename = ").map(|(_, rest)| rest);
                let wire = text(&field["wire"]);
                let rename = rename.or_else(|| Some(wire).filter(|wire| !wire.is_empty()));
                let may_be_missing = wire.contains("\" or missing");
                Field {
                    wire: rename.map(literal).unwrap_or_else(|| {
                        text(&field["name"]).trim_start_matches("r#").to_owned()
                    }),
                    spelled: Spelled::parse(text(&field["type_name"])),
                    has_default: serde.contains("default") || may_be_missing,
                    is_present: wire.ends_with("\" or missing or null"),
                    is_skipped: serde.contains("skip_serializing_if") || may_be_missing,
                }
            })
            .collect(),
    }
}

/// The string literal that a text starts with. Rust and JSON write those of names alike.
fn literal(text: &str) -> String {
    let mut strings = serde_json::Deserializer::from_str(text).into_iter::<String>();
    strings.next().and_then(Result::ok).unwrap_or_default()
}

fn first_answer(view: &Value) -> Option<Spelled> {
    let group = each(&view["groups"]).find(|group| each(&group["methods"]).next().is_some())?;
    let method = each(&group["methods"]).next()?;
    if !text(&method["body"]).contains(".json()") {
        return None;
    }
    let (_, returned) = text(&method["signature"]).rsplit_once("-> ")?;
    let mut spelled = Spelled::parse(returned.trim_end_matches('{').trim());
    if spelled.name == "Call" {
        return spelled.arguments.pop();
    }
    let call = each(&group["calls"]).find(|call| text(&call["name"]) == spelled.name)?;
    Some(Spelled::parse(text(&call["answer"])))
}
