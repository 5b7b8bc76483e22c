//! All evidence of an operation in one place, however often the operation is saved.
//!
//! Requests of the same method and route are the same operation: their saved answers are merged.

use std::collections::BTreeMap;

use crate::ir::join::join;
use crate::ir::{Api, ExampleBody, Operation, Shape};

/// What the saved answers of an operation show.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// The JSON bodies of 2xx answers, merged.
    pub(super) success: Option<Shape>,
    /// How many 2xx answers had no body.
    pub(super) empty: u32,
    /// How many 2xx answers had a body that is not JSON.
    pub(super) text: u32,
}

/// Evidence by operation.
#[derive(Debug, Default)]
pub(super) struct EvidenceTable(BTreeMap<String, Evidence>);

impl EvidenceTable {
    pub(super) fn of(api: &Api) -> Self {
        let mut table = Self::default();
        api.root.each_operation(&mut |operation| {
            let evidence = table.0.entry(operation.address()).or_default();
            for example in &operation.examples {
                if !(200..300).contains(&example.status) {
                    continue;
                }
                match &example.body {
                    ExampleBody::Nothing => evidence.empty += 1,
                    ExampleBody::Text => evidence.text += 1,
                    ExampleBody::Json { shape, .. } | ExampleBody::Recorded(shape) => {
                        let known = evidence.success.take().unwrap_or_default();
                        evidence.success = Some(join(known, shape.clone()));
                    }
                }
            }
        });
        table
    }

    pub(super) fn get(&self, operation: &Operation) -> Option<&Evidence> {
        self.0.get(&operation.address())
    }
}
