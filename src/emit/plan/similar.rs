//! Whether two shapes are so alike that one struct can stand for both.

use crate::ir::join::join;
use crate::ir::{Kind, Shape};

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

/// Whether a shape has so many members that it is no coincidence if another has them, too.
pub(super) fn is_much(shape: &Shape) -> bool {
    shape.fields().is_some_and(|fields| fields.len() >= 6)
}

/// A number that is the same for shapes with members of the same names: most that are not equal can
/// be told apart by it.
pub(super) fn members(shape: &Shape) -> u64 {
    let hash = |name: &str| {
        let start = 0xcbf2_9ce4_8422_2325_u64;
        name.bytes().fold(start, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    };
    let fields = shape.fields().unwrap_or_default();
    fields
        .iter()
        .fold(0, |sum, field| sum.wrapping_add(hash(&field.name)))
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
    let scalars = |shape: &Shape| (shape.boolean, shape.number.is_some(), shape.text.is_some());
    if left.values() == 0 || right.values() == 0 {
        return true;
    }
    let boxed = |left: &Option<Box<Shape>>, right: &Option<Box<Shape>>| match (left, right) {
        (Some(left), Some(right)) => is_equal(left, right),
        (left, right) => left.is_none() && right.is_none(),
    };
    let objects = match (left.fields(), right.fields()) {
        (Some(fields), Some(others)) => {
            fields.len() == others.len()
                && fields.iter().all(|field| {
                    let other = right.field(&field.name);
                    other.is_some_and(|other| is_equal(&field.shape, other))
                })
        }
        (left, right) => left.is_none() && right.is_none(),
    };
    objects
        && scalars(left) == scalars(right)
        && boxed(&left.list, &right.list)
        && boxed(&left.map, &right.map)
}
