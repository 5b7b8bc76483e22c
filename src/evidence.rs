//! Evidence beside the collection: shapes of answers that were recorded, and schemas.
//!
//! In: folders that `replay --record` wrote, OpenAPI documents and JSON Schemas. Out: more examples for
//! the operations of an [`Api`], without a value in them. What fits no operation is a diagnostic. A
//! schema without a path is that of the thing it is named after: `Patient` of `GET /patients/:id`.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::emit::ident;
use crate::error::Error;
use crate::files;
use crate::ir::{Api, Example, ExampleBody, Group, Operation, Shape};

/// What is known of one answer.
struct Record {
    method: String,
    route: String,
    status: u16,
    shape: Shape,
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
                records.extend(recorded(&read(&path)?));
            }
            apply(api, &mut records, &|record, operation| {
                is_route(&record.route, &operation.route)
            });
            tell_unused(&records, folder, found);
        }
        for path in &self.schemas {
            let document = read(path)?;
            let mut records = of_document(&document);
            if records.is_empty() {
                records = of_schema(&document, path);
                apply(api, &mut records, &|record, operation| {
                    is_thing(&record.route, operation) && may_be(&record.shape, operation)
                });
                if records.is_empty() {
                    let problem =
                        "it has neither `paths` with schemas of answers nor a schema of an object";
                    return Err(unusable(path, problem.to_owned()));
                }
                tell_unused(&records, path, found);
                continue;
            }
            apply(api, &mut records, &|record, operation| {
                ends_with(&segments(&operation.route), &segments(&record.route))
            });
            tell_unused(&records, path, found);
        }
        Ok(())
    }

    /// All files and folders.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.recorded.iter().chain(&self.schemas)
    }
}

fn read(path: &Path) -> Result<Value, Error> {
    serde_json::from_slice(&files::read(path)?)
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
        status: u16::try_from(file.get("status")?.as_u64()?).ok()?,
        shape: Shape::of_schema(schema, schema),
        is_used: false,
    })
}

/// A client that runs knows its routes without the variable that all of them begin with.
fn is_route(recorded: &str, route: &str) -> bool {
    let base = route.strip_suffix(recorded);
    let is_variable = |base: &str| base.starts_with("{{") && base.ends_with("}}");
    base.is_some_and(|base| base.is_empty() || recorded.starts_with('/') && is_variable(base))
}

/// The schemas of an OpenAPI document, by operation.
fn of_document(document: &Value) -> Vec<Record> {
    let mut records = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (route, methods) in paths.into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let answers = operation.get("responses").and_then(Value::as_object);
            for (status, answer) in answers.into_iter().flatten() {
                let answer = referred(answer, document);
                let (Ok(status), Some(schema)) = (status.parse(), schema_of(answer)) else {
                    continue;
                };
                records.push(Record {
                    method: method.to_ascii_uppercase(),
                    route: route.clone(),
                    status,
                    shape: Shape::of_schema(schema, document),
                    is_used: false,
                });
            }
        }
    }
    records
}

/// The objects of a JSON Schema by their names: the title of the whole, or the name of its file, and
/// what it defines. The name stands in place of the route.
fn of_schema(document: &Value, path: &Path) -> Vec<Record> {
    let named = |name: &str, schema: &Value| {
        let shape = Shape::of_schema(schema, document);
        (shape.objects() > 0).then(|| Record {
            method: "GET".to_owned(),
            route: name.to_owned(),
            status: 200,
            shape,
            is_used: false,
        })
    };
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let stem = stem.map(|stem| stem.trim_end_matches(".schema"));
    let title = document.get("title").and_then(Value::as_str).or(stem);
    let mut records: Vec<Record> = title
        .and_then(|name| named(name, document))
        .into_iter()
        .collect();
    for place in ["/$defs", "/definitions", "/components/schemas"] {
        let defined = document.pointer(place).and_then(Value::as_object);
        for (name, schema) in defined.into_iter().flatten() {
            records.extend(named(name, schema));
        }
    }
    records
}

/// Whether an operation gives one thing of that name: `/patients/:id` gives a `Patient`.
fn is_thing(name: &str, operation: &Operation) -> bool {
    let segments = segments(&operation.route);
    let [.., thing, "{}"] = segments.as_slice() else {
        return false;
    };
    ident::singular_words(thing) == ident::singular_words(name)
}

/// Whether what was saved for an operation can be what the schema describes.
fn may_be(shape: &Shape, operation: &Operation) -> bool {
    let fields = shape.fields().unwrap_or_default();
    let successes = operation
        .examples
        .iter()
        .filter(|found| (200..300).contains(&found.status));
    successes.into_iter().all(|example| match &example.body {
        ExampleBody::Json { shape: saved, .. } | ExampleBody::Recorded(saved) => fields
            .iter()
            .any(|field| saved.field(&field.name).is_some()),
        ExampleBody::Nothing | ExampleBody::Text => true,
    })
}

fn referred<'d>(value: &'d Value, document: &'d Value) -> &'d Value {
    let target = value.get("$ref").and_then(Value::as_str);
    let target = target.and_then(|target| target.strip_prefix('#'));
    target.and_then(|at| document.pointer(at)).unwrap_or(value)
}

/// OpenAPI 2.0 has the schema in the answer, 3.x by media type.
fn schema_of(answer: &Value) -> Option<&Value> {
    let content = answer.get("content").and_then(Value::as_object);
    let json = content.and_then(|content| {
        let mut types = content.iter();
        types
            .find(|(name, _)| name.contains("json"))
            .map(|(_, media)| media)
    });
    json.unwrap_or(answer).get("schema")
}

/// The segments of a path; arguments are all the same.
fn segments(route: &str) -> Vec<&str> {
    let path = route.split_once("://").map_or(route, |(_, rest)| rest);
    let is_argument = |segment: &str| segment.starts_with([':', '{']) || segment.contains("{{");
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    segments
        .map(|segment| if is_argument(segment) { "{}" } else { segment })
        .collect()
}

/// The route of a collection has the host, and often a prefix, in front of the path.
fn ends_with(route: &[&str], path: &[&str]) -> bool {
    !path.is_empty() && route.ends_with(path)
}

fn apply(api: &mut Api, records: &mut [Record], fits: &dyn Fn(&Record, &Operation) -> bool) {
    apply_to(&mut api.root, records, fits);
}

fn apply_to(group: &mut Group, records: &mut [Record], fits: &dyn Fn(&Record, &Operation) -> bool) {
    for child in &mut group.groups {
        apply_to(child, records, fits);
    }
    for operation in &mut group.operations {
        for record in records.iter_mut() {
            // The first operation of a route has the evidence; the others share it by their route.
            if record.is_used || record.method != operation.method || !fits(record, operation) {
                continue;
            }
            record.is_used = true;
            operation.examples.push(Example {
                name: "recorded".to_owned(),
                status: record.status,
                has_next_link: false,
                body: ExampleBody::Recorded(record.shape.clone()),
            });
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_may_lack_the_variable_that_all_begin_with() {
        let route = "{{baseUrl}}/api/patients/:id";
        assert!(is_route(route, route));
        assert!(is_route("/api/patients/:id", route));
        assert!(!is_route("/patients/:id", route));
        assert!(!is_route("patients/:id", "{{patients}}patients/:id"));
    }

    #[test]
    fn a_path_is_that_of_a_route_with_a_host_and_a_prefix() {
        let route = segments("{{baseUrl}}/api/patients/:id");
        assert!(ends_with(&route, &segments("/patients/{patientId}")));
        assert!(!ends_with(&route, &segments("/doctors/{id}")));
        assert!(!ends_with(&route, &[]));
    }
}
