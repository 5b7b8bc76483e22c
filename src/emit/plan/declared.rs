//! What objects say that they are: a member names their kind.

use crate::emit::ident;
use crate::ir::{Kind, Shape, Words};

/// The kind that all objects of a shape say they are, if it is one.
///
/// A `resourceType` (FHIR), media types as members (OpenAPI), a `type` beside `attributes` or
/// `relationships` (JSON:API 1.1, 5.2), an `object` beside an `id` (Stripe, Notion), a `kind` such as
/// `analytics#goal` (Google).
pub(super) fn declared_kind(shape: &Shape) -> Option<String> {
    if is_content(shape) {
        return Some("Content".to_owned());
    }
    let has = |member: &str, is: fn(&Kind<'_>) -> bool| {
        shape.field(member).is_some_and(|field| is(&field.kind()))
    };
    let is_object = |kind: &Kind<'_>| matches!(kind, Kind::Object(_) | Kind::Map(_));
    if let Some(kind) = only_word(shape, "resourceType") {
        return ident::pascal(kind);
    }
    if has("attributes", is_object) || has("relationships", is_object) {
        let kind = only_word(shape, "type")?;
        return ident::pascal(&ident::singular_words(kind).join(" "));
    }
    if let Some(kind) = registered_kind(shape) {
        return Some(kind);
    }
    let is_generic = |kind: &str| matches!(kind, "list" | "object" | "collection" | "page_info");
    let kind = only_word(shape, "object").filter(|kind| !is_generic(kind))?;
    shape.field("id")?;
    ident::pascal(kind)
}

/// Whether members are media types: what OpenAPI calls the content of a response.
fn is_content(shape: &Shape) -> bool {
    let fields = shape.fields().unwrap_or_default();
    let is_type = |name: &str| {
        const KINDS: [&str; 6] = [
            "application",
            "audio",
            "image",
            "multipart",
            "text",
            "video",
        ];
        name.split_once('/')
            .is_some_and(|(kind, _)| KINDS.contains(&kind))
    };
    fields.iter().any(|field| is_type(&field.name))
}

/// The kind after the name of the service: a `Goal` by `analytics#goal`, an `AccountTree` by
/// `analytics#accountTreeResponse`.
pub(super) fn registered_kind(shape: &Shape) -> Option<String> {
    let (_, kind) = only_word(shape, "kind")?.split_once('#')?;
    let words = ident::words(kind);
    let is_envelope = |word: &String| matches!(&**word, "request" | "response");
    let kept = words.len() - usize::from(words.last().is_some_and(is_envelope));
    ident::pascal(&words[..kept].join(" "))
}

/// What FHIR calls an object without a `resourceType` by its members: a `Reference`, a `CodeableConcept`.
pub(super) fn datatype(shape: &Shape) -> Option<&'static str> {
    let has_only = |wanted: &str, others: &[&str]| {
        let fields = shape.fields().unwrap_or_default();
        let is_one = |name: &str| name == wanted || others.contains(&name);
        shape.field(wanted).is_some() && fields.iter().all(|field| is_one(&field.name))
    };
    if has_only("reference", &["type", "identifier", "display"]) {
        return Some("reference");
    }
    has_only("coding", &["text"]).then_some("codeable_concept")
}

/// The text of a member that has the same in every object.
fn only_word<'s>(shape: &'s Shape, member: &str) -> Option<&'s str> {
    let texts = shape.field(member)?.text.as_ref()?;
    match &texts.words {
        Words::Few(words) if texts.empty == 0 => match words.as_slice() {
            [(word, _)] => Some(word),
            _ => None,
        },
        _ => None,
    }
}
