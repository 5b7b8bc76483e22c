//! `impl Paged` for answers that are pages: how items, link and count are got out of a struct.
//!
//! In: the members that lead there. Out: expressions, laid out. The link is copied rather than moved,
//! because the items may stand in the same member.

use crate::emit::layout::{Link, call, chain, chain_assignment, signature};
use crate::emit::view::PagedView;

use super::models::{Form, Model, Models};
use super::paging::Paging;
use super::paging_shape::Rest;
use super::structs::{Presence, idents, presence};
use super::types::{Speller, Type};

/// A field on the way.
struct Step {
    ident: String,
    presence: Presence,
    ty: Type,
}

/// The implementation for a struct; none where a member on the way is of no struct.
pub(super) fn of_model(
    models: &Models,
    model: &Model,
    paging: &Paging,
    speller: &Speller<'_>,
) -> Option<PagedView> {
    let (items, list) = by_value(&walk(models, model, &paging.items)?)?;
    let Type::List(item) = list else {
        return None;
    };
    let next = match (paging.next.as_slice(), &paging.last) {
        ([], None) => None,
        ([], Some(id)) => Some(last_id(models, &walk(models, model, &paging.items)?, id)?),
        (path, _) => Some(text(&walk(models, model, path)?)?),
    };
    let left = match &paging.left {
        Some((rest, path)) => count(*rest, &walk(models, model, path)?),
        None => None,
    };
    Some(view(&speller.spell(&item), items, next, left))
}

/// The implementation for the envelope that all lists of an API have.
pub(super) fn of_page(items: &str, next: &str) -> PagedView {
    let items = (format!("self.{items}"), Vec::new());
    let next = (format!("self.{next}"), Vec::new());
    view("T", items, Some(next), None)
}

/// A receiver with the calls on it.
type Expression = (String, Vec<Link>);

fn view(
    item: &str,
    items: Expression,
    next: Option<Expression>,
    left: Option<Expression>,
) -> PagedView {
    let mut statements = Vec::new();
    let mut place = |name: &str, (receiver, links): Expression| {
        match links.as_slice() {
            [] => return receiver,
            [only] if only.arguments.is_empty() => return format!("{receiver}.{}()", only.method),
            _ => {}
        }
        let head = format!("let {name} = ");
        statements.push(format!(
            "{};",
            chain_assignment(8, &head, &receiver, &links)
        ));
        name.to_owned()
    };
    let next = next.map_or_else(|| "None".to_owned(), |next| place("next", next));
    let items = place("items", items);
    let tail = format!(" -> (Vec<{item}>, Option<String>) {{");
    PagedView {
        item: item.to_owned(),
        signature: signature(4, "fn into_page", &["self".to_owned()], &tail),
        statements,
        pair: call(8, "", &[items, next], 0),
        left: left.map_or_else(String::new, |(receiver, links)| {
            chain(8, &receiver, &links, 0)
        }),
    }
}

fn walk(models: &Models, model: &Model, path: &[String]) -> Option<Vec<Step>> {
    let mut steps: Vec<Step> = Vec::new();
    let mut around = model;
    for (at, wire) in path.iter().enumerate() {
        let Form::Struct(types) = &around.form else {
            return None;
        };
        let fields = around.shape.fields()?;
        let index = fields.iter().position(|field| field.name == *wire)?;
        let ty = types.get(index)?;
        steps.push(Step {
            ident: idents(around, &models.rules).into_iter().nth(index)?,
            presence: presence(around, fields.get(index)?, ty, &models.rules),
            ty: ty.clone(),
        });
        if at + 1 < path.len() {
            let Type::Model(id) = ty else {
                return None;
            };
            around = &models.list[*id];
        }
    }
    Some(steps)
}

/// The last field, taken out; an absent one is empty.
fn by_value(steps: &[Step]) -> Option<(Expression, Type)> {
    let (first, rest) = steps.split_first()?;
    let mut receiver = format!("self.{}", first.ident);
    let mut links: Vec<Link> = Vec::new();
    let mut before = first;
    let mut is_optional = first.presence != Presence::Required;
    if first.presence == Presence::Doubled {
        links.push(Link::new("flatten", &[]));
    }
    for step in rest {
        let (name, ident) = (&before.ident, &step.ident);
        let get = format!("|{name}| {name}.{ident}");
        match (is_optional, step.presence) {
            (false, _) => receiver = format!("{receiver}.{ident}"),
            (true, Presence::Required) => links.push(Link::new("map", &[&get])),
            (true, _) => links.push(Link::new("and_then", &[&get])),
        }
        if step.presence == Presence::Doubled {
            links.push(Link::new("flatten", &[]));
        }
        is_optional |= step.presence != Presence::Required;
        before = step;
    }
    if is_optional {
        links.push(Link::new("unwrap_or_default", &[]));
    }
    Some(((receiver, links), before.ty.clone()))
}

/// The last field, copied out of the struct, as an option.
fn by_reference(steps: &[Step], is_copy: bool) -> Option<Expression> {
    let (last, way) = steps.split_last()?;
    let Some((first, between)) = way.split_first() else {
        let place = format!("self.{}", last.ident);
        return Some(match last.presence {
            Presence::Required => (format!("Some({place})"), Vec::new()),
            Presence::Optional => (place, Vec::new()),
            Presence::Doubled => (place, vec![Link::new("flatten", &[])]),
        });
    };
    let mut links = vec![Link::new("as_ref", &[])];
    let doubled = |links: &mut Vec<Link>, presence: Presence| {
        if presence == Presence::Doubled {
            links.push(Link::new("and_then", &["Option::as_ref"]));
        }
    };
    // The envelope of pages is never the thing that has to be there.
    if first.presence == Presence::Required {
        return None;
    }
    doubled(&mut links, first.presence);
    let mut before = first;
    for step in between {
        let (name, ident) = (&before.ident, &step.ident);
        match step.presence {
            Presence::Required => {
                links.push(Link::new("map", &[&format!("|{name}| &{name}.{ident}")]));
            }
            _ => {
                let get = format!("|{name}| {name}.{ident}.as_ref()");
                links.push(Link::new("and_then", &[&get]));
            }
        }
        doubled(&mut links, step.presence);
        before = step;
    }
    let (name, ident) = (&before.ident, &last.ident);
    let copied = if is_copy { "" } else { ".clone()" };
    let get = format!("|{name}| {name}.{ident}{copied}");
    let method = match last.presence {
        Presence::Required => "map",
        _ => "and_then",
    };
    links.push(Link::new(method, &[&get]));
    if last.presence == Presence::Doubled {
        links.push(Link::new("flatten", &[]));
    }
    Some((format!("self.{}", first.ident), links))
}

/// The link or token, whatever type it was seen as.
fn text(steps: &[Step]) -> Option<Expression> {
    let ty = &steps.last()?.ty;
    let is_copy = matches!(ty, Type::Integer | Type::Unsigned | Type::Number);
    let (receiver, mut links) = by_reference(steps, is_copy)?;
    match ty {
        Type::Text => {}
        Type::Value => {
            let get = "|next| next.as_str().map(str::to_owned)";
            links.push(Link::new("and_then", &[get]));
        }
        Type::Integer | Type::Unsigned | Type::Number | Type::NumberOrText | Type::Scalar => {
            links.push(Link::new("map", &["|next| next.to_string()"]));
        }
        _ => return None,
    }
    Some((receiver, links))
}

/// The id of the last item, as a text.
fn last_id(models: &Models, steps: &[Step], id: &str) -> Option<Expression> {
    let [list] = steps else {
        return None;
    };
    let Type::List(item) = &list.ty else {
        return None;
    };
    let Type::Model(item) = **item else {
        return None;
    };
    let id = walk(models, &models.list[item], &[id.to_owned()])?;
    let [id] = id.as_slice() else {
        return None;
    };
    let mut links = match list.presence {
        Presence::Required => Vec::new(),
        Presence::Optional => vec![Link::new("as_ref", &[])],
        Presence::Doubled => vec![
            Link::new("as_ref", &[]),
            Link::new("and_then", &["Option::as_ref"]),
        ],
    };
    match list.presence {
        Presence::Required => links.push(Link::new("last", &[])),
        _ => links.push(Link::new("and_then", &["|items| items.last()"])),
    }
    let is_copy = matches!(id.ty, Type::Integer | Type::Unsigned);
    let copied = match (id.presence, is_copy) {
        (Presence::Required, true) => ".to_string()",
        (_, true) => "",
        _ => ".clone()",
    };
    let get = format!("|item| item.{}{copied}", id.ident);
    links.push(match id.presence {
        Presence::Required => Link::new("map", &[&get]),
        _ => Link::new("and_then", &[&get]),
    });
    if id.presence == Presence::Doubled {
        links.push(Link::new("flatten", &[]));
    }
    match (&id.ty, id.presence) {
        (Type::Text, _) | (Type::Integer | Type::Unsigned, Presence::Required) => {}
        (Type::Integer | Type::Unsigned, _) => {
            links.push(Link::new("map", &["|id| id.to_string()"]));
        }
        _ => return None,
    }
    Some((format!("self.{}", list.ident), links))
}

/// What the answer says of pages to come.
fn count(rest: Rest, steps: &[Step]) -> Option<Expression> {
    let ty = &steps.last()?.ty;
    let (receiver, mut links) = by_reference(steps, true)?;
    let variant = match (rest, ty) {
        (Rest::More, Type::Boolean) => "Left::More",
        (Rest::Pages, Type::Integer | Type::Unsigned) => "Left::Pages",
        (Rest::Items, Type::Integer | Type::Unsigned) => "Left::Items",
        _ => return None,
    };
    if *ty == Type::Integer {
        let get = "|count| u64::try_from(count).ok()";
        links.push(Link::new("and_then", &[get]));
    }
    links.push(Link::new("map_or", &["Left::Unknown", variant]));
    Some((receiver, links))
}
