//! Members of answers that the tests of a collection ask for.
//!
//! In: a shape that samples gave, and the place and kind that a test names. Out: the same shape, with
//! the member in it. A test can be older than the API: where samples show a kind, it says nothing.

use super::format::Format;
use super::members::Field;
use super::script::{AssertedKind, AssertedMember, Step};
use super::shape::{Kind, Numbers, Shape};

impl Shape {
    /// Adds what a test asks for, unless samples say otherwise. Objects that no sample has are not
    /// made up.
    pub fn ask(&mut self, asserted: &AssertedMember) {
        self.ask_below(&asserted.path.0, asserted.kind);
    }

    fn ask_below(&mut self, steps: &[Step], kind: Option<AssertedKind>) {
        match steps {
            [] => {
                if self.kind() == Kind::Unknown {
                    self.be(kind);
                }
            }
            [Step::Member(name), rest @ ..] => {
                let Some(members) = &mut self.object else {
                    return;
                };
                let is_leaf = rest.is_empty();
                match members.get_mut(name) {
                    Some(member) => member.ask_below(rest, kind),
                    None => {
                        let mut shape = Self::default();
                        shape.be(kind.filter(|_| is_leaf));
                        members.add(Field {
                            name: name.clone(),
                            shape,
                        });
                    }
                }
            }
            [Step::Index(_) | Step::Item, rest @ ..] => {
                if let Some(items) = &mut self.list {
                    items.ask_below(rest, kind);
                }
            }
        }
    }

    /// Takes on a kind that no sample shows.
    fn be(&mut self, kind: Option<AssertedKind>) {
        match kind {
            Some(AssertedKind::Boolean) => self.boolean = true,
            Some(AssertedKind::Number) => {
                self.number = Some(Numbers {
                    fraction: true,
                    ..Numbers::default()
                });
            }
            Some(AssertedKind::Text) => self.text = Self::of_format(Format::Blank).text,
            Some(AssertedKind::List) => self.list = Some(Box::default()),
            Some(AssertedKind::Object) | None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::script::AnswerPath;
    use super::*;

    fn asked(json: &str, path: &[&str], kind: Option<AssertedKind>) -> Shape {
        let mut shape = Shape::of_json(json).unwrap();
        let step = |name: &&str| match *name {
            "[]" => Step::Item,
            name => Step::Member(name.to_owned()),
        };
        let path = AnswerPath(path.iter().map(step).collect());
        shape.ask(&AssertedMember { path, kind });
        shape
    }

    #[test]
    fn a_test_names_what_no_sample_has_and_the_kind_of_what_was_null() {
        let number = Some(AssertedKind::Number);
        let shape = asked(r#"[{"id": null}]"#, &["[]", "id"], number);
        let id = shape.items().unwrap().field("id").unwrap();
        assert_eq!((id.kind(), id.null), (Kind::Number, 1));
        let shape = asked(r#"{"id": 1}"#, &["total"], number);
        let total = shape.field("total").unwrap();
        assert_eq!((total.kind(), total.seen), (Kind::Number, 0));
    }

    #[test]
    fn a_sample_is_stronger_than_a_test() {
        let text = Some(AssertedKind::Text);
        assert_eq!(
            asked(r#"{"id": 1}"#, &["id"], text)
                .field("id")
                .unwrap()
                .kind(),
            Kind::Integer
        );
        assert_eq!(asked("[1]", &["id"], text), Shape::of_json("[1]").unwrap());
    }
}
