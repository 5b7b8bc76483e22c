//! Evidence beside the collection: shapes of answers that were recorded, and schemas of answers and bodies.
//!
//! In: folders that `replay --record` wrote, OpenAPI documents and JSON Schemas. Out: more examples for
//! the operations of an [`Api`], without a value in them. What fits no operation is a diagnostic, and so is what a schema
//! says that no type does.

mod document;
mod matching;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::collection;
use crate::diagnostic::{Diagnostic, Diagnostics, Pointer};
use crate::error::Error;
use crate::files;
use crate::ir::join::join;
use crate::ir::schema::Untold;
use crate::ir::{Api, Body, Example, ExampleBody, Operation, Shape};

use document::{of_document, of_schema};
use matching::{address_rank, is_route, is_thing, may_be};

/// What a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The body of a request.
    Body,
    /// The body of an answer with this status.
    Answer(u16),
}

/// What is known of one body.
struct Record {
    method: String,
    route: String,
    part: Part,
    shape: Shape,
    untold: Vec<Untold>,
    is_used: bool,
}

/// Where evidence comes from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    /// Folders that `replay --record` wrote.
    pub(crate) recorded: Vec<PathBuf>,
    /// OpenAPI documents and JSON Schemas.
    pub(crate) schemas: Vec<PathBuf>,
}

impl Sources {
    /// Adds the evidence to the operations that it is about.
    ///
    /// # Errors
    /// When a file cannot be read or is not what it should be.
    pub(crate) fn add_to(&self, api: &mut Api, found: &mut Diagnostics) -> Result<(), Error> {
        for folder in &self.recorded {
            let mut records = Vec::new();
            for path in json_files(folder)? {
                records.extend(recorded(&parse(&path, &files::read(&path)?)?));
            }
            apply(api, &mut records, &|record, operation| {
                is_route(&record.route, &operation.route).then_some(0)
            });
            tell_unused(&records, folder, found);
        }
        for path in &self.schemas {
            let bytes = files::read(path)?;
            let document = parse(path, &bytes)?;
            let (mut records, bases) = of_document(&document);
            if records.is_empty() {
                records = of_schema(&document, path);
                apply(api, &mut records, &|record, operation| {
                    let is_it =
                        is_thing(&record.route, operation) && may_be(&record.shape, operation);
                    is_it.then_some(0)
                });
                if records.is_empty() {
                    let problem = "it has neither `paths` with schemas nor a schema of an object";
                    return Err(unusable(path, problem.to_owned()));
                }
            } else {
                apply(api, &mut records, &|record, operation| {
                    address_rank(&operation.route, &record.route, &bases)
                });
            }
            tell_untold(&records, path, &String::from_utf8_lossy(&bytes), found);
            tell_unused(&records, path, found);
        }
        Ok(())
    }

    /// All files and folders.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.recorded.iter().chain(&self.schemas)
    }
}

fn parse(path: &Path, bytes: &[u8]) -> Result<Value, Error> {
    serde_json::from_slice(bytes)
        .map_err(|error| unusable(path, format!("it is not JSON: {error}")))
}

fn unusable(path: &Path, problem: String) -> Error {
    let mut told = Diagnostic::of("evidence-unusable", problem);
    told.file = Some(path.display().to_string());
    Error::Invalid(vec![told])
}

/// The files of a folder by name, so that the same folder gives the same crate everywhere.
fn json_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |source| Error::Read {
        path: folder.to_owned(),
        source,
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// What one file of `replay --record` says.
fn recorded(file: &Value) -> Option<Record> {
    let text = |name: &str| file.get(name).and_then(Value::as_str);
    let schema = file.get("body").filter(|body| body.is_object())?;
    Some(Record {
        method: text("method")?.to_owned(),
        route: text("route")?.to_owned(),
        part: Part::Answer(u16::try_from(file.get("status")?.as_u64()?).ok()?),
        shape: Shape::of_schema(schema, schema),
        untold: Vec::new(),
        is_used: false,
    })
}

/// Gives each record to the operation whose address is most like its own; `rank` says how far the two are apart. Of the
/// records of several addresses that fit an operation, those of the nearest are meant.
fn apply(
    api: &mut Api,
    records: &mut [Record],
    rank: &dyn Fn(&Record, &Operation) -> Option<usize>,
) {
    let mut ranks: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut best: Vec<Option<usize>> = vec![None; records.len()];
    api.root.each_operation(&mut |operation| {
        let mut fitting = Vec::new();
        for (at, (record, best)) in records.iter().zip(&mut best).enumerate() {
            let is_method = record.method == operation.method;
            if let Some(rank) = is_method.then(|| rank(record, operation)).flatten() {
                *best = Some(best.map_or(rank, |best| best.min(rank)));
                fitting.push((at, rank));
            }
        }
        ranks.push(fitting);
    });
    let mut ranks = ranks.into_iter();
    api.root.each_operation_mut(&mut |operation| {
        let fitting = ranks.next().unwrap_or_default();
        let nearest = fitting.iter().map(|(_, rank)| *rank).min();
        for (at, rank) in fitting {
            let is_it = Some(rank) == nearest && best.get(at) == Some(&nearest);
            // The first operation of an address has the evidence; the others share it by their route.
            let record = records
                .get_mut(at)
                .filter(|record| is_it && !record.is_used);
            let Some(record) = record else {
                continue;
            };
            record.is_used = match record.part {
                Part::Answer(status) => {
                    operation.examples.push(Example {
                        name: "recorded".to_owned(),
                        status,
                        has_next_link: false,
                        body: ExampleBody::Recorded(record.shape.clone()),
                    });
                    true
                }
                Part::Body => add_to_body(operation, &record.shape),
            };
        }
    });
}

/// Adds what a schema says of a body in JSON; false where the request has none.
fn add_to_body(operation: &mut Operation, schema: &Shape) -> bool {
    let Body::Json { shape, .. } = &mut operation.body else {
        return false;
    };
    let fields = schema.fields().unwrap_or_default().iter();
    let required = fields.filter(|field| field.shape.seen == schema.objects());
    operation.demanded = required.map(|field| field.name.clone()).collect();
    *shape = join(std::mem::take(shape), schema.clone());
    true
}

/// Tells what of the schemas that are used got into no type, each once, at its place.
fn tell_untold(records: &[Record], path: &Path, text: &str, found: &mut Diagnostics) {
    let used = records.iter().filter(|record| record.is_used);
    let mut untold: Vec<&Untold> = used.flat_map(|record| &record.untold).collect();
    untold.sort_unstable();
    untold.dedup();
    let mut told: Vec<Diagnostic> = untold
        .into_iter()
        .map(|untold| {
            let code = match untold.is_reference() {
                true => "schema-reference",
                false => "schema-keyword",
            };
            Diagnostic::of(code, untold.problem()).at(&Pointer::root().then(untold.pointer()))
        })
        .collect();
    collection::locate(text, &mut told);
    for mut told in told {
        told.file = Some(path.display().to_string());
        found.push(told);
    }
}

fn tell_unused(records: &[Record], path: &Path, found: &mut Diagnostics) {
    let unused: Vec<&Record> = records.iter().filter(|record| !record.is_used).collect();
    let Some(first) = unused.first() else {
        return;
    };
    let message = format!(
        "{} shapes in `{}` are of no request of the collection, the first of `{} {}`",
        unused.len(),
        path.display(),
        first.method,
        first.route
    );
    found.push(Diagnostic::of("evidence-unused", message));
}
