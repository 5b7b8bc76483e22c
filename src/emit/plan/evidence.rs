//! All evidence of an operation in one place, however often the operation is saved.
//!
//! Requests of the same method and route are the same operation: their saved answers are merged.

use std::collections::BTreeMap;

use crate::ir::join::join;
use crate::ir::{Api, Example, ExampleBody, Operation, Parameter, Shape};

use super::paging;

/// What the saved answers of an operation show.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// The JSON bodies of 2xx answers, merged.
    pub(super) success: Option<Shape>,
    /// How many 2xx answers had no body.
    pub(super) empty: u32,
    /// How many 2xx answers had a body that is not JSON.
    pub(super) text: u32,
    /// Whether a 2xx answer had a header with the address of the next page.
    pub(super) has_next_link: bool,
    /// The query parameters of all requests, each name once.
    pub(super) query: Vec<Parameter>,
    /// Members of the JSON bodies of all requests that may ask for a page, with whether they are numbers.
    pub(super) body: Vec<(Vec<String>, bool)>,
    /// The requests, by their path.
    pub(super) paths: Vec<String>,
}

impl Evidence {
    fn note_request(&mut self, operation: &Operation) {
        self.paths.push(operation.path.join(" / "));
        let asks_for_link = |name: &String| name.eq_ignore_ascii_case("link");
        self.has_next_link |= operation.script.answer_headers.iter().any(asks_for_link);
        if operation.method == "POST"
            && let (Some(shape), None) = (operation.given_json(), &operation.graphql)
        {
            let asking = paging::body_members(shape);
            let known = &mut self.body;
            for asking in asking {
                if !known.iter().any(|(path, _)| *path == asking.0) {
                    known.push(asking);
                }
            }
        }
        for parameter in &operation.query {
            if !self.query.iter().any(|known| known.name == parameter.name) {
                self.query.push(parameter.clone());
            }
        }
    }
}

impl Evidence {
    fn note_answer(&mut self, example: &mut Example) {
        self.has_next_link |= example.has_next_link;
        match &example.body {
            ExampleBody::Nothing => self.empty += 1,
            ExampleBody::Text => self.text += 1,
            ExampleBody::Json { .. } | ExampleBody::Recorded(_) => {}
        }
        if let Some(shape) = example.body.take_shape() {
            self.success = Some(match self.success.take() {
                Some(known) => join(known, shape),
                None => shape,
            });
        }
    }
}

/// Evidence by operation.
#[derive(Debug, Default)]
pub(super) struct EvidenceTable(BTreeMap<String, Evidence>);

impl EvidenceTable {
    /// Takes the shapes of these answers out of the API.
    pub(super) fn of(api: &mut Api) -> Self {
        let mut table = Self::default();
        api.root.each_operation_mut(&mut |operation| {
            let evidence = table.0.entry(operation.address()).or_default();
            evidence.note_request(operation);
            let examples = operation.examples.iter_mut();
            examples
                .filter(|example| (200..300).contains(&example.status))
                .for_each(|example| evidence.note_answer(example));
        });
        api.root.each_operation(&mut |operation| {
            let evidence = table.0.get_mut(&operation.address());
            let Some(shape) = evidence.and_then(|evidence| evidence.success.as_mut()) else {
                return;
            };
            for asserted in &operation.script.asserted {
                shape.ask(asserted);
            }
        });
        table
    }

    /// What was seen of an operation, which is let go with it: there may be much of it.
    pub(super) fn take(&mut self, operation: &Operation) -> Option<Evidence> {
        self.0.remove(&operation.address())
    }
}
