//! Joins the evidence of two samples into one shape that accepts both.
//!
//! In: two [`Shape`]s of the same place. Out: one. Laws, tested: commutative but for the order of
//! members, associative, and idempotent in the kind. Never fails: what has nothing in common
//! becomes [`Kind::Any`].

use super::shape::{Field, Format, Kind, Shape};

/// The narrowest shape that accepts what either accepts, with the evidence of both.
pub fn join(left: Shape, right: Shape) -> Shape {
    Shape {
        seen: left.seen + right.seen,
        null: left.null + right.null,
        empty: left.empty + right.empty,
        kind: join_kinds(left.kind, right.kind),
    }
}

fn join_kinds(left: Kind, right: Kind) -> Kind {
    use Kind::{Any, Boolean, Float, Integer, List, Map, Number, NumberOrText, Object, Text, Unknown};
    match (left, right) {
        (Unknown, kind) | (kind, Unknown) => kind,
        (Any, _) | (_, Any) => Any,
        (Boolean, Boolean) => Boolean,
        (Integer, Integer) => Integer,
        (Float, Float) => Float,
        (Integer | Float | Number, Integer | Float | Number) => Number,
        (Text(left), Text(right)) => Text(join_formats(left, right)),
        (
            Integer | Float | Number | NumberOrText | Text(_),
            Integer | Float | Number | NumberOrText | Text(_),
        ) => NumberOrText,
        (List(left), List(right)) => List(Box::new(join(*left, *right))),
        (Map(left), Map(right)) => Map(Box::new(join(*left, *right))),
        (Object(left), Object(right)) => Object(join_fields(left, right)),
        (Map(values), Object(fields)) | (Object(fields), Map(values)) if fields.is_empty() => {
            Map(values)
        }
        (
            Boolean | Integer | Float | Number | NumberOrText | Text(_) | List(_) | Map(_)
            | Object(_),
            _,
        ) => Any,
    }
}

fn join_formats(left: Format, right: Format) -> Format {
    match (left, right) {
        (Format::Blank, format) | (format, Format::Blank) => format,
        (left, right) if left == right => left,
        _ => Format::Plain,
    }
}

fn join_fields(mut left: Vec<Field>, right: Vec<Field>) -> Vec<Field> {
    for (position, field) in right.into_iter().enumerate() {
        // Members mostly come in the same order, so the same position is looked at first.
        let known = match left.get(position) {
            Some(candidate) if candidate.name == field.name => Some(position),
            _ => left.iter().position(|candidate| candidate.name == field.name),
        };
        match known {
            Some(at) => {
                let shape = std::mem::take(&mut left[at].shape);
                left[at].shape = join(shape, field.shape);
            }
            None => left.push(field),
        }
    }
    left
}
