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
    use Kind::{
        Any, Boolean, Float, Integer, List, Map, Number, NumberOrText, Object, Text, Unknown,
    };
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
            _ => left
                .iter()
                .position(|candidate| candidate.name == field.name),
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<f64>().prop_map(Into::into),
            "[a-c]{0,2}|2026-01-0[1-9]|[0-9]\\.[0-9]".prop_map(Into::into),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
                prop::collection::btree_map("[a-d]|[0-9]{1,3}", inner, 0..4).prop_map(|members| {
                    members
                        .into_iter()
                        .collect::<serde_json::Map<_, _>>()
                        .into()
                }),
            ]
        })
    }

    fn shape(value: &serde_json::Value) -> Shape {
        Shape::of_json(&value.to_string()).unwrap()
    }

    /// Members in the order of their names: the order of samples is no part of a type.
    fn sorted(mut shape: Shape) -> Shape {
        shape.kind = match shape.kind {
            Kind::Object(mut fields) => {
                fields.sort_by(|left, right| left.name.cmp(&right.name));
                for field in &mut fields {
                    field.shape = sorted(std::mem::take(&mut field.shape));
                }
                Kind::Object(fields)
            }
            Kind::List(items) => Kind::List(Box::new(sorted(*items))),
            Kind::Map(values) => Kind::Map(Box::new(sorted(*values))),
            kind => kind,
        };
        shape
    }

    /// The shape without its counts.
    fn kinds(shape: Shape) -> String {
        let text = format!("{:?}", sorted(shape));
        text.split_inclusive(|c: char| c.is_ascii_digit())
            .map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()))
            .collect()
    }

    proptest! {
        #[test]
        fn joining_is_commutative(left in json(), right in json()) {
            let (left, right) = (shape(&left), shape(&right));
            prop_assert_eq!(sorted(join(left.clone(), right.clone())), sorted(join(right, left)));
        }

        #[test]
        fn joining_is_associative(a in json(), b in json(), c in json()) {
            let (a, b, c) = (shape(&a), shape(&b), shape(&c));
            let left = join(join(a.clone(), b.clone()), c.clone());
            prop_assert_eq!(sorted(left), sorted(join(a, join(b, c))));
        }

        #[test]
        fn joining_a_shape_with_itself_widens_nothing(value in json()) {
            let shape = shape(&value);
            prop_assert_eq!(kinds(join(shape.clone(), shape.clone())), kinds(shape));
        }
    }
}
