//! Whether two shapes are so alike that one struct can stand for both.

use crate::ir::join::join;
use crate::ir::{Field, Kind, Shape};

/// Whether one struct can stand for both: most members of the smaller one are in the other, and
/// none of them would lose its type.
pub(super) fn overlaps(known: &Shape, shape: &Shape) -> bool {
    let (Some(fields), Some(others)) = (known.fields(), shape.fields()) else {
        return true;
    };
    let smaller = fields.len().min(others.len());
    let shared = others
        .iter()
        .filter(|field| known.field(&field.name).is_some())
        .count();
    !clash(known, shape) && shared * 10 >= smaller * 6
}

/// Whether a member that both have would be of no type any more.
fn clash(known: &Shape, shape: &Shape) -> bool {
    shape.fields().unwrap_or_default().iter().any(|field| {
        known.field(&field.name).is_some_and(|other| {
            let is_mixed = |shape: &Shape| shape.kind() == Kind::Mixed;
            !is_mixed(other)
                && !is_mixed(&field.shape)
                && is_mixed(&join(other.clone(), field.shape.clone()))
        })
    })
}

/// Whether this is an amount of money, and nothing else.
pub(super) fn is_amount(shape: &Shape) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| shape.field(name).is_some());
    shape.fields().is_some_and(|fields| fields.len() == 2)
        && has(&["value", "amount"])
        && has(&["currency", "currencyCode", "currency_code"])
}

/// Whether this only says which resource is meant: what JSON:API calls a resource identifier.
pub(super) fn is_identifier(field: &str, shape: &Shape) -> bool {
    let is_text = |name: &str| {
        let found = shape.field(name);
        found.is_some_and(|found| found.object.is_none() && found.list.is_none())
    };
    field == "data"
        && shape.fields().is_some_and(|fields| fields.len() == 2)
        && is_text("id")
        && is_text("type")
}

/// Whether a shape has so many members that it is no coincidence if another has them, too.
fn is_much(shape: &Shape) -> bool {
    shape.fields().is_some_and(|fields| fields.len() >= 6)
}

/// Whether every member of the smaller shape is one of the larger, and there are enough of them
/// that this is no coincidence.
pub(super) fn covers(larger: &Shape, smaller: &Shape) -> bool {
    let (Some(known), Some(fields)) = (larger.fields(), smaller.fields()) else {
        return false;
    };
    is_much(smaller)
        && fields.len() * 10 >= known.len() * 3
        && fields
            .iter()
            .all(|field| larger.field(&field.name).is_some())
        && overlaps(larger, smaller)
}

/// Whether an object inside of another one is that one again: it has the member that it stands
/// under itself, and most of the others. A comment among the replies to a comment.
pub(super) fn repeats(outer: &Shape, member: &str, inner: &Shape) -> bool {
    let (Some(known), Some(fields)) = (outer.fields(), inner.fields()) else {
        return false;
    };
    let shared = fields
        .iter()
        .filter(|field| outer.field(&field.name).is_some())
        .count();
    inner.field(member).is_some()
        && shared * 10 >= fields.len() * 6
        && shared * 10 >= known.len() * 4
        && !clash(outer, inner)
}

/// Equal members of like kinds, all the way down. What texts look like does not matter, nor how
/// wide numbers are: a struct for both takes both.
pub(super) fn is_equal(left: &Shape, right: &Shape) -> bool {
    is_like(left, right, |left, right| {
        left.len() == right.len()
            && common(left, right).count() == right.len()
            && common(left, right).all(|(one, other)| is_equal(one, other))
    })
}

/// The same, but that either of two objects may have more members: one has all of the other, or half
/// of them, two or more. A struct for both says of the rest that it may be missing, which it says of
/// most members anyway; and one more member in one of them does not tear them apart.
pub(super) fn is_kin(left: &Shape, right: &Shape) -> bool {
    is_like(left, right, |left, right| {
        let (larger, smaller) = by_size(left, right);
        let mut in_both = common(larger, smaller);
        let count = in_both.clone().count();
        (count == smaller.len() || count >= 2 && count * 2 >= smaller.len())
            && in_both.all(|(one, other)| is_kin(one, other))
    })
}

/// The same, but that the larger of two objects may have as many members again.
pub(super) fn is_part(left: &Shape, right: &Shape) -> bool {
    is_like(left, right, |left, right| {
        let (larger, smaller) = by_size(left, right);
        let mut in_both = common(larger, smaller);
        in_both.clone().count() == smaller.len()
            && smaller.len() * 2 >= larger.len()
            && in_both.all(|(one, other)| is_part(one, other))
    })
}

/// The larger of two objects, and the other one.
fn by_size<'a>(left: &'a [Field], right: &'a [Field]) -> (&'a [Field], &'a [Field]) {
    match left.len() >= right.len() {
        true => (left, right),
        false => (right, left),
    }
}

/// The members that both have.
fn common<'a>(
    larger: &'a [Field],
    smaller: &'a [Field],
) -> impl Iterator<Item = (&'a Shape, &'a Shape)> + Clone {
    smaller.iter().enumerate().filter_map(|(at, field)| {
        // They mostly come in the same order.
        let same_place = larger.get(at).filter(|other| other.name == field.name);
        let other = same_place.or_else(|| larger.iter().find(|other| other.name == field.name));
        other.map(|other| (&other.shape, &field.shape))
    })
}

fn is_like(left: &Shape, right: &Shape, objects: fn(&[Field], &[Field]) -> bool) -> bool {
    let scalars = |shape: &Shape| (shape.boolean, shape.number.is_some(), shape.text.is_some());
    if left.values() == 0 || right.values() == 0 {
        return true;
    }
    let boxed = |left: &Option<Box<Shape>>, right: &Option<Box<Shape>>| match (left, right) {
        (Some(left), Some(right)) => is_like(left, right, objects),
        (left, right) => left.is_none() && right.is_none(),
    };
    let objects = match (left.fields(), right.fields()) {
        (Some(fields), Some(others)) => objects(fields, others),
        (left, right) => left.is_none() && right.is_none(),
    };
    objects
        && scalars(left) == scalars(right)
        && boxed(&left.list, &right.list)
        && boxed(&left.map, &right.map)
}
