//! Joins the evidence of two samples into one shape that accepts both.
//!
//! In: two [`Shape`]s of the same place. Out: one. Laws, tested: total, commutative, associative,
//! and idempotent but for the counts. Each kind of value is joined by itself, so that nothing that
//! was seen is lost: what it means as a type is decided when all is known.

use super::members::Members;
use super::shape::{Numbers, Shape, Texts, Words};

/// The narrowest shape that accepts what either accepts, with the evidence of both.
pub fn join(left: Shape, right: Shape) -> Shape {
    Shape {
        seen: left.seen.saturating_add(right.seen),
        null: left.null.saturating_add(right.null),
        boolean: left.boolean || right.boolean,
        number: either(left.number, right.number, join_numbers),
        text: either(left.text, right.text, in_box(join_texts)),
        list: either(left.list, right.list, in_box(join)),
        object: either(left.object, right.object, in_box(Members::join)),
        map: either(left.map, right.map, in_box(join)),
    }
}

fn either<T>(left: Option<T>, right: Option<T>, join: impl FnOnce(T, T) -> T) -> Option<T> {
    match (left, right) {
        (Some(left), Some(right)) => Some(join(left, right)),
        (left, right) => left.or(right),
    }
}

/// Joins what two boxes hold into the first.
fn in_box<T: Default>(join: impl Fn(T, T) -> T) -> impl Fn(Box<T>, Box<T>) -> Box<T> {
    move |mut left, right| {
        *left = join(std::mem::take(&mut *left), *right);
        left
    }
}

fn join_numbers(left: Numbers, right: Numbers) -> Numbers {
    Numbers {
        negative: left.negative || right.negative,
        fraction: left.fraction || right.fraction,
        large: left.large || right.large,
        huge: left.huge || right.huge,
    }
}

fn join_texts(mut left: Texts, right: Texts) -> Texts {
    left.seen = left.seen.saturating_add(right.seen);
    left.empty = left.empty.saturating_add(right.empty);
    left.format = left.format.join(right.format);
    left.listed |= right.listed;
    left.words = join_words(std::mem::take(&mut left.words), right.words);
    left
}

/// The words of both, unless there are too many to be a list.
fn join_words(left: Words, right: Words) -> Words {
    let (Words::Few(mut words), Words::Few(more)) = (left, right) else {
        return Words::Many;
    };
    for (word, count) in more {
        match words.binary_search_by(|(known, _)| known.cmp(&word)) {
            Ok(at) => {
                if let Some((_, known)) = words.get_mut(at) {
                    *known += count;
                }
            }
            Err(at) => {
                // Most places have one word or two, and there are many places.
                words.reserve_exact(1);
                words.insert(at, (word, count));
            }
        }
    }
    if words.len() > Words::MOST {
        return Words::Many;
    }
    Words::Few(words)
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

    /// The shape without its counts.
    fn kinds(shape: Shape) -> String {
        let text = serde_json::to_string(&shape).unwrap();
        text.split_inclusive(|c: char| c.is_ascii_digit())
            .map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()))
            .collect()
    }

    proptest! {
        #[test]
        fn joining_is_commutative(left in json(), right in json()) {
            let (left, right) = (shape(&left), shape(&right));
            prop_assert_eq!(join(left.clone(), right.clone()), join(right, left));
        }

        #[test]
        fn joining_is_associative(a in json(), b in json(), c in json()) {
            let (a, b, c) = (shape(&a), shape(&b), shape(&c));
            let left = join(join(a.clone(), b.clone()), c.clone());
            prop_assert_eq!(left, join(a, join(b, c)));
        }

        #[test]
        fn joining_a_shape_with_itself_widens_nothing(value in json()) {
            let shape = shape(&value);
            prop_assert_eq!(kinds(join(shape.clone(), shape.clone())), kinds(shape));
        }
    }
}
