//! Which operation a record is about.
//!
//! In: the route of a recording, the path of an OpenAPI document or the name of a schema, and an operation. Out: whether it
//! is that one, or how far apart the two are.

use crate::emit::ident;
use crate::ir::{ExampleBody, Operation, Shape};

/// A client that runs knows its routes without the variable that all of them begin with; a recording has `*` in place of
/// a segment with a value that was saved in it.
pub(super) fn is_route(recorded: &str, route: &str) -> bool {
    let (own, known): (Vec<&str>, Vec<&str>) =
        (recorded.split('/').collect(), route.split('/').collect());
    let is_same = |(own, known): (&&str, &&str)| own == known || *own == "*";
    let is_variable = |base: &str| base.starts_with("{{") && base.ends_with("}}");
    match (own.as_slice(), known.as_slice()) {
        (["", own @ ..], [base, known @ ..]) if base.is_empty() || is_variable(base) => {
            own.len() == known.len() && own.iter().zip(known).all(is_same)
        }
        (own, known) => own.len() == known.len() && own.iter().zip(known).all(is_same),
    }
}

/// Whether an operation gives one thing of that name: `/patients/:id` gives a `Patient`.
pub(super) fn is_thing(name: &str, operation: &Operation) -> bool {
    let segments = segments(without_host(&operation.route));
    let [.., thing, "{}"] = segments.as_slice() else {
        return false;
    };
    ident::singular_words(thing) == ident::singular_words(name)
}

/// Whether what was saved for an operation can be what the schema describes.
pub(super) fn may_be(shape: &Shape, operation: &Operation) -> bool {
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

/// How far the address of an operation is from a path of an OpenAPI document; nothing where they are of different things.
///
/// The same but for the paths of servers is nearest; then, by their number, come segments that the collection has in front of
/// the path, or the path in front of what follows the variable that the collection begins with.
pub(super) fn address_rank(route: &str, path: &str, bases: &[String]) -> Option<usize> {
    let path_of_route = without_host(route);
    let (own, known) = (segments(path_of_route), segments(path));
    if known.is_empty() {
        return own.is_empty().then_some(0);
    }
    if let Some(front) = own.strip_suffix(known.as_slice()) {
        if front.is_empty() || bases.iter().any(|base| segments(base) == front) {
            return Some(0);
        }
        // What stands below another thing is another thing.
        let mut raw = path_of_route
            .split('/')
            .filter(|segment| !segment.is_empty());
        let is_below = raw
            .by_ref()
            .take(front.len())
            .any(|segment| segment.starts_with([':', '<']));
        return (!is_below).then_some(front.len());
    }
    let front = known.strip_suffix(own.as_slice())?;
    let is_base = route.starts_with("{{") && !own.is_empty() && !front.contains(&"{}");
    is_base.then_some(100 + front.len())
}

/// What stands behind the host of a route, or behind the variable in place of one.
fn without_host(route: &str) -> &str {
    let rest = route.split_once("://").map_or(route, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

/// The segments of a path; arguments are all the same, however they are spelled.
fn segments(path: &str) -> Vec<&str> {
    let is_argument =
        |segment: &str| segment.starts_with([':', '{', '<']) || segment.contains("{{");
    let segments = path.split(['?', '#']).next().unwrap_or_default();
    let segments = segments.split('/').filter(|segment| !segment.is_empty());
    segments
        .map(|segment| if is_argument(segment) { "{}" } else { segment })
        .collect()
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
        let saved = "{{baseUrl}}/users/ada@x.test/notes";
        assert!(is_route("/users/*/notes", saved));
        assert!(!is_route("/users/*", saved));
    }

    #[test]
    fn a_path_is_that_of_a_route_with_a_host_and_a_prefix() {
        let base = ["/api/v2".to_owned()];
        let cases = [
            ("{{baseUrl}}/patients/:id", "/patients/{patientId}", Some(0)),
            (
                "{{baseUrl}}/patients/{{id}}/",
                "/patients/{patientId}",
                Some(0),
            ),
            (
                "https://x.test/patients/:id",
                "/patients/{patientId}/",
                Some(0),
            ),
            ("{{baseUrl}}/api/v2/patients/:id", "/patients/{id}", Some(0)),
            ("https://x.test/api/patients/:id", "/patients/{id}", Some(1)),
            ("{{host}}/{{version}}/patients", "/patients", Some(1)),
            ("{{baseUrl}}/patients", "/api/v2/patients", Some(102)),
            ("{{baseUrl}}/patients/:id", "/doctors/{id}", None),
            ("{{baseUrl}}/doctors/:id/patients", "/patients", None),
            ("{{baseUrl}}/patients", "/doctors/{id}/patients", None),
            ("https://x.test/patients", "/api/v2/patients", None),
            ("{{baseUrl}}/patients", "/", None),
            ("{{baseUrl}}/", "/", Some(0)),
        ];
        for (route, path, rank) in cases {
            assert_eq!(address_rank(route, path, &base), rank, "{route} {path}");
        }
    }
}
