//! What an expression of a script stands for, as far as it can be told without running it.

use tree_sitter::Node;

use crate::ir::{AnswerPart, AnswerPath, AssertedKind, Step};

/// Longest text and path that are followed.
const LONGEST_TEXT: usize = 1_000;
const LONGEST_PATH: usize = 32;

/// What is known of a value.
#[derive(Clone, Debug)]
pub(super) enum Value<'t> {
    Unknown,
    Text(String),
    Number(f64),
    Boolean,
    Null,
    /// Literals, which are looked into when somebody asks.
    List(Node<'t>),
    Object(Node<'t>),
    Function,
    /// A name that the sandbox gives, with its members: `pm.environment`.
    Global(String),
    /// A whole answer, and its headers.
    Response(Sender),
    Headers(Sender),
    /// The reason phrase of the answer.
    Reason,
    /// A part of an answer.
    Part(Sender, AnswerPart),
    /// Made of other things; the part of an answer among them.
    Made(Option<(Sender, AnswerPart)>),
    /// A variable of the collection.
    Variable(String),
}

/// Which answer is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    /// The answer to the request that the script belongs to.
    Collection,
    /// The answer to a request that the script sends.
    Script,
}

impl<'t> Value<'t> {
    /// A name that nothing in the script declares.
    pub(super) fn global(name: &str) -> Self {
        match name {
            "pm.response" => Self::Response(Sender::Collection),
            "responseBody" => Self::Part(Sender::Collection, AnswerPart::Text),
            "responseCode.code" => Self::Part(Sender::Collection, AnswerPart::Status),
            "responseCode.name" => Self::Reason,
            "responseHeaders" => Self::Headers(Sender::Collection),
            "undefined" => Self::Null,
            _ => Self::Global(name.to_owned()),
        }
    }

    /// A member of the value.
    pub(super) fn member(&self, name: &str) -> Self {
        match self {
            Self::Global(global) if global.len() < LONGEST_TEXT && !name.contains('.') => {
                Self::global(&format!("{global}.{name}"))
            }
            Self::Response(sender) => match name {
                "code" => Self::Part(*sender, AnswerPart::Status),
                "status" => Self::Reason,
                "headers" => Self::Headers(*sender),
                _ => Self::Unknown,
            },
            Self::Headers(sender) => Self::Part(*sender, AnswerPart::Header(name.to_owned())),
            // A cookie of the old sandbox is an object.
            Self::Part(_, AnswerPart::Cookie(_)) if name == "value" => self.clone(),
            Self::Part(_, AnswerPart::Body(_)) if name != "length" => {
                self.inner(Step::Member(name.to_owned()))
            }
            _ => self.made(),
        }
    }

    /// An item of the value.
    pub(super) fn item(&self, index: Option<f64>) -> Self {
        match index {
            Some(index) if index.fract() == 0.0 && (0.0..=1e9).contains(&index) => {
                self.inner(Step::Index(index as u32))
            }
            _ => self.inner(Step::Item),
        }
    }

    fn inner(&self, step: Step) -> Self {
        match self {
            Self::Part(sender, AnswerPart::Body(path)) if path.0.len() < LONGEST_PATH => {
                Self::Part(*sender, AnswerPart::Body(path.then(step)))
            }
            _ => self.made(),
        }
    }

    /// Something made of the value.
    pub(super) fn made(&self) -> Self {
        match self {
            Self::Unknown => Self::Unknown,
            _ => Self::Made(self.part()),
        }
    }

    /// Something made of several values; the first part of an answer counts.
    pub(super) fn made_of(values: &[Self]) -> Self {
        Self::Made(values.iter().find_map(Self::part))
    }

    /// The part of an answer that it is, or is made of.
    pub(super) fn part(&self) -> Option<(Sender, AnswerPart)> {
        match self {
            Self::Part(sender, part) => Some((*sender, part.clone())),
            Self::Made(part) => part.clone(),
            _ => None,
        }
    }

    /// The place in the body of the answer to the request itself.
    pub(super) fn path(&self) -> Option<&AnswerPath> {
        match self {
            Self::Part(Sender::Collection, AnswerPart::Body(path)) => Some(path),
            _ => None,
        }
    }

    /// Whether it is the status of the answer to the request itself.
    pub(super) fn is_status(&self) -> bool {
        matches!(self, Self::Part(Sender::Collection, AnswerPart::Status))
    }

    /// Two texts one after the other.
    pub(super) fn joined(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Text(left), Self::Text(right)) if left.len() + right.len() < LONGEST_TEXT => {
                Self::Text(format!("{left}{right}"))
            }
            _ => Self::made_of(&[self.clone(), other.clone()]),
        }
    }

    /// The text that it is.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The HTTP status that it is.
    pub(super) fn status(&self) -> Option<u16> {
        match self {
            Self::Number(number) if (100.0..600.0).contains(number) && number.fract() == 0.0 => {
                Some(*number as u16)
            }
            _ => None,
        }
    }

    /// Its kind, if it is a literal.
    pub(super) fn kind(&self) -> Option<AssertedKind> {
        match self {
            Self::Text(_) => Some(AssertedKind::Text),
            Self::Number(_) => Some(AssertedKind::Number),
            Self::Boolean => Some(AssertedKind::Boolean),
            Self::List(_) => Some(AssertedKind::List),
            Self::Object(_) => Some(AssertedKind::Object),
            _ => None,
        }
    }
}
