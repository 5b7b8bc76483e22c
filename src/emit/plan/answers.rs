//! What each operation answers: nothing, text, JSON of a type, or a page of items.

use crate::emit::ident;
use crate::ir::{Field, Kind, Operation, Shape};

use super::declared::declared_kind;
use super::evidence::Evidence;
use super::models::{Envelope, Models, Origin, Role};
use super::paging::{Paging, Turn};
use super::paging_shape::{is_envelope, is_unseen, is_word, shows_pages, speaks_of_pages};
use super::resource_names::{Titles, names, variables_names};
use super::routes::{answer_of_act, of_answer};
use super::types::Type;

/// How an answer is decoded, and into what.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    /// Any success; the body is not looked at.
    Empty,
    /// Text that is not JSON.
    Text,
    /// JSON of this type.
    Json(Type),
    /// JSON of a kind that no saved answer shows.
    Unknown,
}

/// The answer of an operation, and how it gets to the next page. Structs may still be renamed or
/// joined until all are known.
pub(super) fn answer(
    models: &mut Models,
    operation: &Operation,
    evidence: &Evidence,
    titles: &Titles<'_>,
    module: &str,
) -> (Answer, Option<Turn>) {
    let Some(shape) = &evidence.success else {
        let answer = match evidence {
            Evidence { text: 1.., .. } => Answer::Text,
            Evidence { empty: 1.., .. } => Answer::Empty,
            _ => Answer::Unknown,
        };
        return (answer, None);
    };
    if evidence.text > 0 {
        return (Answer::Text, None);
    }
    let origin = Origin {
        module,
        source: operation.path.join(" / "),
        role: Role::Answer,
    };
    let mut wanted = names(operation, titles, "");
    if is_acknowledgement(shape) {
        wanted = wanted.iter().map(acknowledging).collect();
    } else if is_embedding(shape) {
        wanted = wanted.iter().map(|name| format!("{name}List")).collect();
    } else if !models.is_thing(&wanted, shape) {
        // The token that `users/login` answers is no user.
        let act = answer_of_act(&operation.route);
        wanted.splice(..0, act);
    }
    let mut paths = evidence.paths.iter();
    let rule = paths.find_map(|path| models.rules.pages.get(path)).cloned();
    if let (None, Some((items, field))) = (&rule, page_items(evidence, shape)) {
        let page = models.page(&field.name, shape);
        let item = resource_type(models, items, &wanted, &origin);
        return (Answer::Json(Type::Page(page, Box::new(item))), None);
    }
    let Some(paging) = Paging::of(evidence, shape, rule.as_ref()) else {
        let ty = wrapped_type(models, shape, &wanted, &origin);
        return (Answer::Json(ty), None);
    };
    let ty = paged_type(models, shape, &paging, &wanted, &origin);
    (Answer::Json(ty), paging.turn)
}

impl Models {
    /// Whether an answer may be a thing of the first of these names, rather than what is told of it.
    fn is_thing(&self, wanted: &[String], shape: &Shape) -> bool {
        let inner =
            wrapped(shape, wanted).map(|member| member.shape.items().unwrap_or(&member.shape));
        let is_known = |name: &String| self.is_resource(name, shape);
        self.has_identity(inner.unwrap_or(shape)) || wanted.first().is_some_and(is_known)
    }

    /// Whether each object of a shape says which one it is.
    fn has_identity(&self, shape: &Shape) -> bool {
        let mut names = self.rules.required_names.iter();
        names.any(|name| shape.field(name).is_some())
    }
}

/// Whether an answer says how it went, and nothing of a thing.
fn is_acknowledgement(shape: &Shape) -> bool {
    const WORDS: &str = "authenticated code description detail error message msg notificationresponse \
        ok response result status statuscode statusmsg success";
    let is_word = |field: &Field| {
        let name = ident::words(&field.name).concat();
        let is_plain = !matches!(
            field.shape.kind(),
            Kind::List(_) | Kind::Object(_) | Kind::Map(_) | Kind::Mixed
        );
        is_plain && WORDS.split(' ').any(|word| word == name)
    };
    matches!(shape.kind(), Kind::Object(fields @ [_, ..]) if fields.iter().all(is_word))
}

/// A name for what stands in an answer of that name.
fn within(name: &str) -> String {
    match name.strip_suffix("Answer") {
        Some(inner) if !inner.is_empty() => of_answer(inner.to_owned()),
        _ => name.to_owned(),
    }
}

/// Whether an answer holds things in `_embedded` and is none itself (HAL, section 4.1.2).
fn is_embedding(shape: &Shape) -> bool {
    let is_of_thing = |field: &Field| {
        let last = ident::words(&field.name).pop();
        last.is_some_and(|last| matches!(&*last, "id" | "name" | "title"))
    };
    let embedded = shape.field("_embedded").and_then(Shape::fields);
    let mut embedded = embedded.unwrap_or_default().iter();
    let mut fields = shape.fields().unwrap_or_default().iter();
    embedded.any(|field| field.shape.items().is_some()) && !fields.any(is_of_thing)
}

fn acknowledging(name: &String) -> String {
    match name.ends_with("Answer") {
        true => name.clone(),
        false => format!("{name}Answer"),
    }
}

/// The type of an answer that is a thing or a list of them, or an envelope around that: what is in
/// the envelope is the resource.
fn wrapped_type(
    models: &mut Models,
    shape: &Shape,
    wanted: &[String],
    origin: &Origin<'_>,
) -> Type {
    if let Some(member) = wrapped(shape, wanted).filter(|_| !models.has_identity(shape)) {
        let items = member.shape.items();
        let inner = items.unwrap_or(&member.shape);
        let called = called_by(member, wanted);
        // The object of all `headers` is no header.
        let whole = ident::pascal_words(&ident::words(&member.name));
        let is_plural = items.is_none() && wanted.first() != Some(&whole) && called.is_some();
        let whole: Vec<String> = is_plural.then_some(whole).into_iter().collect();
        let mut wanted = [whole.as_slice(), wanted].concat();
        if let (Some(called), false) = (called, is_plural) {
            wanted.swap(0, called);
        }
        if items.is_none() {
            // The envelope is the answer.
            wanted = wanted.iter().map(|name| within(name)).collect();
        }
        let wanted = wanted.as_slice();
        if let Type::Model(item) = resource_type(models, inner, wanted, origin) {
            let envelope = Envelope {
                member: &member.name,
                ending: if items.is_some() { "List" } else { "Answer" },
                paging: None,
            };
            return Type::Model(models.envelope(item, shape, origin, &envelope));
        }
    }
    resource_type(models, shape, wanted, origin)
}

/// The one object or list of objects that an answer is about: it is called as the resource is, or
/// by a word that says nothing, and nothing else has members of its own. What has much beside it is
/// more than an envelope.
fn wrapped<'s>(shape: &'s Shape, wanted: &[String]) -> Option<&'s Field> {
    const WORDS: [&str; 9] = [
        "data", "result", "results", "items", "records", "request", "response", "content",
        "payload",
    ];
    let Kind::Object(fields) = shape.kind() else {
        return None;
    };
    let is_structured = |shape: &Shape| match shape.kind() {
        Kind::List(items) => matches!(items.kind(), Kind::Object([_, ..])),
        kind => matches!(kind, Kind::Object([_, ..])),
    };
    let mut structured = fields
        .iter()
        .filter(|field| is_structured(&field.shape) && !is_envelope(field));
    let member = structured.next()?;
    let is_it = WORDS.contains(&member.name.as_str()) || called_by(member, wanted).is_some();
    let is_envelope = structured.next().is_none() && fields.len() <= 7;
    (is_envelope && is_it && member.shape.null == 0).then_some(member)
}

/// By which of the wanted names a member is called, or many of it; the second one is mostly that with the
/// thing around it, or that thing.
fn called_by(member: &Field, wanted: &[String]) -> Option<usize> {
    let name = ident::singular_words(&member.name).join(" ");
    let name = ident::pascal(&name)?;
    let mut wanted = wanted.iter().take(2);
    wanted.position(|wanted| wanted.ends_with(&name))
}

/// The type of an answer that is one page: its items are the resource.
fn paged_type(
    models: &mut Models,
    shape: &Shape,
    paging: &Paging,
    wanted: &[String],
    origin: &Origin<'_>,
) -> Type {
    let list = match paging.items.as_slice() {
        [list] => shape.field(list).and_then(Shape::items),
        _ => None,
    };
    if let Some(items) = list.filter(|items| matches!(items.kind(), Kind::Object([_, ..])))
        && let Type::Model(item) = resource_type(models, items, wanted, origin)
    {
        let envelope = Envelope {
            member: &paging.items.concat(),
            ending: "Page",
            paging: Some(paging),
        };
        return Type::Model(models.envelope(item, shape, origin, &envelope));
    }
    let ty = resource_type(models, shape, wanted, origin);
    if let Type::Model(id) = ty {
        let name = models.list[id].name.clone();
        models.paged.entry(name).or_insert_with(|| paging.clone());
    }
    ty
}

/// The type of a JSON body that a request sends; none when it sends no JSON.
///
/// `shape` is what all bodies of the operation show.
pub(super) fn input(
    models: &mut Models,
    operation: &Operation,
    shape: &Shape,
    titles: &Titles<'_>,
    module: &str,
) -> Type {
    let origin = Origin {
        module,
        source: operation.path.join(" / "),
        role: Role::Input,
    };
    if operation.document().is_some() {
        return resource_type(models, shape, &variables_names(operation), &origin);
    }
    let wanted = names(operation, titles, "Input");
    if let Some(member) = listed(shape, &wanted)
        && let Some(items) = member.shape.items()
        && let Type::Model(item) = resource_type(models, items, &wanted, &origin)
    {
        let envelope = Envelope {
            member: &member.name,
            ending: "List",
            paging: None,
        };
        return Type::Model(models.envelope(item, shape, &origin, &envelope));
    }
    resource_type(models, shape, &wanted, &origin)
}

/// The list of things that a body is about: all that it has, or beside what says nothing of it.
fn listed<'s>(shape: &'s Shape, wanted: &[String]) -> Option<&'s Field> {
    let stems: Vec<String> = wanted
        .iter()
        .map(|name| name.strip_suffix("Input").unwrap_or(name).to_owned())
        .collect();
    let member = wrapped(shape, &stems)?;
    let others = shape.fields().map_or(0, <[Field]>::len) - 1;
    let is_called = called_by(member, &stems).is_some();
    member.shape.items()?;
    (is_called && others == 0 || member.name == "data" && others <= 2).then_some(member)
}

fn resource_type(
    models: &mut Models,
    shape: &Shape,
    wanted: &[String],
    origin: &Origin<'_>,
) -> Type {
    Type::of(shape, &mut |object| {
        let suffix = match origin.role {
            Role::Answer => "",
            Role::Input => "Input",
        };
        let declared = declared_kind(object).map(|kind| format!("{kind}{suffix}"));
        let wanted: Vec<String> = declared.into_iter().chain(wanted.iter().cloned()).collect();
        Type::Model(models.resource(&wanted, object, origin))
    })
}

/// The list of items of a page envelope: the one list beside a `next` link.
fn page_items<'s>(evidence: &Evidence, shape: &'s Shape) -> Option<(&'s Shape, &'s Field)> {
    let Kind::Object(fields) = shape.kind() else {
        return None;
    };
    let next = shape.field("next")?;
    if !matches!(next.kind(), Kind::Unknown | Kind::Text(_)) {
        return None;
    }
    if is_unseen(next) && !speaks_of_pages(evidence, shape)
        || is_word(next) && !shows_pages(evidence, shape)
    {
        return None;
    }
    let mut lists = fields
        .iter()
        .filter(|field| matches!(field.shape.kind(), Kind::List(_)));
    let list = lists.next()?;
    let others_are_plain = fields.iter().all(|field| {
        field.name == list.name
            || !matches!(
                field.shape.kind(),
                Kind::List(_) | Kind::Object(_) | Kind::Map(_) | Kind::Mixed
            )
    });
    let items = list.shape.items()?;
    (lists.next().is_none() && others_are_plain).then_some((items, list))
}
