//! What the scripts around requests say about the API. Scripts are read, never run.

use std::fmt;

use serde::Serialize;

/// What the tests of an operation, its folders' and the collection's included, say about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ScriptFacts {
    /// The statuses that the tests accept, in ascending order; empty where no test says.
    pub statuses: Vec<u16>,
    /// The class of statuses that the tests accept: 2 for 200 to 299.
    pub status_class: Option<u16>,
    /// Members of the answer's JSON body that the tests ask for, each path once.
    pub asserted: Vec<AssertedMember>,
    /// Headers of the answer that the tests ask for.
    pub answer_headers: Vec<String>,
    /// Variables that the operation's own scripts set.
    pub feeds: Vec<Feed>,
}

/// A member of the answer that a test asks for. An assertion can be older than the API: it is a
/// hint beside the examples, never stronger than one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AssertedMember {
    /// Where in the body.
    pub path: AnswerPath,
    /// Its kind, where the test says.
    pub kind: Option<AssertedKind>,
}

/// The kind that a test asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum AssertedKind {
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A text.
    Text,
    /// An array.
    List,
    /// An object.
    Object,
}

/// A place in a JSON body; empty for the whole body.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AnswerPath(pub Vec<Step>);

/// One step into a JSON value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Step {
    /// The member of an object.
    Member(String),
    /// The item of an array at an index.
    Index(u32),
    /// Any item of an array.
    Item,
}

impl AnswerPath {
    /// The place one step further in.
    #[must_use]
    pub fn then(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }
}

/// As JavaScript writes it: `data[0].id`, `items[].name`, `["odd name"]`.
impl fmt::Display for AnswerPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(item) => write!(f, "[{item}]")?,
                Step::Item => f.write_str("[]")?,
                Step::Member(name) if !is_plain(name) => write!(f, "[{name:?}]")?,
                Step::Member(name) if index == 0 => f.write_str(name)?,
                Step::Member(name) => write!(f, ".{name}")?,
            }
        }
        Ok(())
    }
}

fn is_plain(name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$' || c == '-';
    !name.is_empty() && name.chars().all(is_word)
}

/// A variable that a script sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Feed {
    /// Name between the braces.
    pub variable: String,
    /// Where the value comes from.
    pub source: FeedSource,
}

/// Where a script takes a value from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum FeedSource {
    /// A part of the answer as it stands there.
    Answer(AnswerPart),
    /// Made out of a part of the answer.
    FromAnswer(AnswerPart),
    /// A part of the answer to a request that the script itself sends.
    OwnRequest(AnswerPart),
    /// Another variable, as it is.
    Variable(String),
    /// A value that stands in the script, which may be a secret and is not kept.
    Literal,
    /// Anything else: a time, a random number, a signature.
    Computed,
}

/// A part of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum AnswerPart {
    /// A place in the JSON body.
    Body(AnswerPath),
    /// The body as a text.
    Text,
    /// A header.
    Header(String),
    /// A cookie.
    Cookie(String),
    /// The status.
    Status,
}

/// A script that sets a variable, as the variable sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SetBy {
    /// Folder names and the request's name; a folder or nothing for the collection where the script
    /// stands there.
    pub path: Vec<String>,
    /// Whether it runs before the request instead of after it.
    pub before: bool,
    /// Where it takes the value from.
    pub source: FeedSource,
}

impl FeedSource {
    /// Where the value comes from, in words that follow "is set"; `quote` marks what stands in the
    /// collection.
    pub fn words(&self, quote: impl Fn(&str) -> String) -> String {
        match self {
            Self::Answer(part) => format!("to {}", part.words("the answer", quote)),
            Self::FromAnswer(part) => {
                format!("to what it makes of {}", part.words("the answer", quote))
            }
            Self::OwnRequest(part) => {
                let answer = "the answer to a request of its own";
                format!("from {}", part.words(answer, quote))
            }
            Self::Variable(name) => {
                format!("to the value of {}", quote(&format!("{{{{{name}}}}}")))
            }
            Self::Literal => "to a value that stands in it".to_owned(),
            Self::Computed => "to a value that it computes".to_owned(),
        }
    }
}

impl AnswerPart {
    fn words(&self, answer: &str, quote: impl Fn(&str) -> String) -> String {
        match self {
            Self::Body(path) if path.0.is_empty() => format!("the whole of {answer}"),
            Self::Body(path) => format!("{} of {answer}", quote(&path.to_string())),
            Self::Text => format!("the text of {answer}"),
            Self::Header(name) => format!("the header {} of {answer}", quote(name)),
            Self::Cookie(name) => format!("the cookie {} of {answer}", quote(name)),
            Self::Status => format!("the status of {answer}"),
        }
    }
}
