//! Saved answers.

use crate::collection::{Item, Request, SavedResponse};

use super::Checker;
use crate::spot::Spot;

impl Checker<'_, '_> {
    pub(super) fn examples(&mut self, item: &Item, request: &Request, spot: &Spot<'_>) {
        for (index, example) in item.response.iter().enumerate() {
            let at = spot.index(index);
            if belongs_elsewhere(example, request) {
                self.tell(
                    "example-request-differs",
                    "the saved example answers another method or path",
                    &at.key("originalRequest"),
                );
            }
        }
        let is_success =
            |example: &SavedResponse| example.code.is_none_or(|code| (200..300).contains(&code));
        self.requests += 1;
        if item.response.is_empty() {
            self.without_examples += 1;
        } else if !item.response.iter().any(is_success) {
            let message = "all saved examples show failures";
            self.tell("no-success-example", message, spot);
        }
    }
}

impl Checker<'_, '_> {
    /// One word on all requests without any example: most collections have hardly one.
    pub(super) fn without_examples(&mut self, spot: &Spot<'_>) {
        if self.without_examples > 0 {
            let (some, all) = (self.without_examples, self.requests);
            let message = format!("{some} of {all} requests have no saved example");
            self.tell("no-example", message, spot);
        }
    }
}

fn belongs_elsewhere(example: &SavedResponse, request: &Request) -> bool {
    let Some(original) = &example.original_request else {
        return false;
    };
    let path = |request: &Request| -> Option<String> {
        let segments = request.url.as_ref()?.path.as_ref()?;
        Some(segments.join("/").trim_matches('/').to_owned())
    };
    let (Some(theirs), Some(ours)) = (path(original), path(request)) else {
        return false;
    };
    original.method() != request.method() || !fits(&theirs, &ours)
}

/// A variable stands for any segment.
fn fits(theirs: &str, ours: &str) -> bool {
    let is_open = |segment: &str| segment.starts_with(':') || segment.contains("{{");
    let (mut theirs, mut ours) = (theirs.split('/'), ours.split('/'));
    loop {
        match (theirs.next(), ours.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a == b || is_open(a) || is_open(b) => {}
            _ => return false,
        }
    }
}
