//! Places that cost nothing until something is said about them.

use crate::diagnostic::Pointer;

/// A place in the collection, as a step from the place around it.
#[derive(Clone, Copy)]
pub(crate) struct Spot<'s> {
    around: Option<&'s Spot<'s>>,
    step: Step<'s>,
}

#[derive(Clone, Copy)]
enum Step<'s> {
    Root(&'s Pointer),
    Key(&'s str),
    Index(usize),
}

impl<'s> Spot<'s> {
    pub(crate) fn root(pointer: &'s Pointer) -> Self {
        Self {
            around: None,
            step: Step::Root(pointer),
        }
    }

    pub(crate) fn key(&'s self, key: &'s str) -> Self {
        Self {
            around: Some(self),
            step: Step::Key(key),
        }
    }

    pub(crate) fn index(&'s self, index: usize) -> Self {
        Self {
            around: Some(self),
            step: Step::Index(index),
        }
    }

    pub(crate) fn pointer(&self) -> Pointer {
        let around = self.around.map(Self::pointer).unwrap_or_default();
        match self.step {
            Step::Root(pointer) => pointer.clone(),
            Step::Key(key) => around.key(key),
            Step::Index(index) => around.index(index),
        }
    }
}
