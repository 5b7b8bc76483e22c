//! Text to [`Collection`].
//!
//! In: the text of a file. Out: the collection, with a diagnostic for every value that had to be
//! ignored or does not mean what it seems to. Refused: text that is not JSON, JSON that is no
//! collection. The usual case is one pass; why a text was not accepted is found out only when it
//! was not.

use serde_json::Value;

use super::model::Collection;
use super::{engine, foreign, repair, secrets, spelling, syntax, v1};
use crate::diagnostic::{Diagnostic, Diagnostics, Pointer, Severity};

/// Reads a collection of any version.
pub(crate) fn read(text: &str, found: &mut Diagnostics) -> Result<Collection, Box<Diagnostic>> {
    let attempt = serde_json::from_str::<Collection>(text);
    let mut collection = match attempt {
        Ok(collection) if is_evident(&collection) => collection,
        Ok(_) => read_slowly(text, found)?,
        Err(error) => {
            if error.to_string().starts_with("duplicate field") {
                syntax::duplicates(text, found);
            }
            read_slowly(text, found)?
        }
    };
    let mut later = Diagnostics::default();
    engine::interpret(&mut collection, &mut later);
    secrets::find(&mut collection, &mut later);
    check_version(&collection, &mut later);
    found.extend(collection.places.relocate(later));
    Ok(collection)
}

/// Whether what was read cannot be mistaken for anything but a collection: every member has a
/// default, so that any JSON object can be read as an empty one.
fn is_evident(collection: &Collection) -> bool {
    let holds_items = collection
        .item
        .iter()
        .any(|item| item.item.is_some() || item.request.is_some());
    holds_items || names_collection(&collection.info.schema)
}

fn names_collection(schema: &str) -> bool {
    schema.contains("/collection/v2")
}

/// Finds out what a text is that could not be read straight away.
fn read_slowly(text: &str, found: &mut Diagnostics) -> Result<Collection, Box<Diagnostic>> {
    let value = match serde_json::from_str::<Value>(text) {
        Ok(value) => value,
        Err(error) => {
            return Err(foreign::refuse_text(text)
                .unwrap_or_else(|| syntax::refuse(text, &error))
                .into());
        }
    };
    let (mut value, root) = unwrap(value, found);
    if v1::is_v1(&value) {
        return v1::read(value, &root, found);
    }
    if !is_collection(&value) {
        return Err(foreign::refuse_json(&value).into());
    }
    spelling::respell(&mut value, &root, found);
    let mut collection = repair::repair(value, &root, found)?;
    collection.root = root;
    Ok(collection)
}

/// Answers of Postman's API, and some exports, put the collection into `{"collection": …}`.
pub(super) fn unwrap(value: Value, found: &mut Diagnostics) -> (Value, Pointer) {
    let Value::Object(mut members) = value else {
        return (value, Pointer::root());
    };
    let is_wrapper = !members.contains_key("item") && !members.contains_key("requests");
    let holds = |inner: &Value| is_collection(inner) || v1::is_v1(inner);
    if is_wrapper
        && members.get("collection").is_some_and(holds)
        && let Some(inner) = members.remove("collection")
    {
        let root = Pointer::root().key("collection");
        found.push(
            Diagnostic::new(
                "wrapped",
                Severity::Note,
                "the collection stands inside `collection`",
            )
            .at(&root)
            .effect("everything around it is ignored")
            .help("nothing has to be done; an export from Postman has no such wrapper"),
        );
        return (inner, root);
    }
    (Value::Object(members), Pointer::root())
}

fn is_collection(value: &Value) -> bool {
    let schema = value
        .pointer("/info/schema")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let is_named = names_collection(schema);
    value.is_object() && (is_named || value.get("item").is_some() || has_misspelled_items(value))
}

/// `items` for `item`. Other programs write `items`, too, but not `request` in one of them beside
/// an `info`.
fn has_misspelled_items(value: &Value) -> bool {
    let items = value.get("items").and_then(Value::as_array);
    let is_request = |item: &Value| item.get("request").is_some();
    value.get("info").is_some_and(Value::is_object)
        && items.is_some_and(|items| items.iter().any(is_request))
}

/// The diagnostic for a collection without a single request that can be used.
pub(crate) fn no_requests(collection: &Collection) -> Diagnostic {
    Diagnostic::new(
        "no-requests",
        Severity::Error,
        "the collection holds no usable request",
    )
    .at(&collection.root.key("item"))
    .effect("nothing is generated")
    .help("save at least one request in the collection and export it again")
}

/// The schema mark is not needed to read the file, but a strange one tells of a strange origin.
fn check_version(collection: &Collection, found: &mut Diagnostics) {
    let schema = collection.info.schema.as_str();
    if names_collection(schema) {
        return;
    }
    let message = if schema.is_empty() {
        "the collection does not name its schema".to_owned()
    } else {
        "the collection names a schema that is not v2.1 or v2.0".to_owned()
    };
    found.push(
        Diagnostic::new("unknown-schema", Severity::Warning, message)
            .at(&collection.root.key("info").key("schema"))
            .effect("the file is read as v2.1, as Postman itself does")
            .help("export the collection from Postman as \u{201c}Collection v2.1\u{201d}"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(text: &str) -> (Collection, Vec<Diagnostic>) {
        let mut found = Diagnostics::default();
        let collection = read(text, &mut found).expect("a collection");
        (collection, found.into_vec())
    }

    /// A collection with one request that has the given members.
    fn request(members: &str) -> super::super::Request {
        let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
        let (mut collection, found) = reads(&format!(
            r#"{{"info": {{"schema": "{schema}"}}, "item": [{{"request": {{{members}}}}}]}}"#
        ));
        let is_quiet = found.iter().all(|found| found.severity == Severity::Note);
        assert!(is_quiet, "{members}: {found:?}");
        collection.item.remove(0).request.expect("a request")
    }

    #[test]
    fn headers_are_read_however_they_are_written() {
        for members in [
            r#""header": [{"key": "A", "value": "1"}, {"key": "B", "value": "2"}]"#,
            r#""header": "A: 1\nB: 2\n""#,
            r#""header": "A: 1\r\nB: 2""#,
            r#""header": ["A: 1", "B:2"]"#,
            r#""header": {"A": "1", "B": "2"}"#,
            r#""header": [{"key": "A", "value": 1}, {"key": "B", "value": 2}]"#,
        ] {
            let headers = request(members).header;
            let pairs: Vec<_> = headers
                .iter()
                .map(|h| (h.key.as_str(), h.value.as_str()))
                .collect();
            assert_eq!(pairs, [("A", "1"), ("B", "2")], "{members}");
        }
        assert!(request(r#""header": null"#).header.is_empty());
    }

    #[test]
    fn queries_and_forms_are_read_however_they_are_written() {
        for query in [
            r#""a=1&b""#,
            r#"[{"key": "a", "value": "1"}, {"key": "b", "value": null}]"#,
        ] {
            let url = request(&format!(r#""url": {{"host": "a.test", "query": {query}}}"#))
                .url
                .expect("a URL");
            let pairs: Vec<_> = url
                .query
                .iter()
                .map(|q| (q.key.as_deref(), q.value.as_deref()))
                .collect();
            assert_eq!(
                pairs,
                [(Some("a"), Some("1")), (Some("b"), None)],
                "{query}"
            );
        }
        let body = request(r#""body": {"mode": "urlencoded", "urlencoded": "a=1&b=2"}"#).body;
        assert_eq!(body.urlencoded.len(), 2);
    }

    #[test]
    fn a_path_may_be_text_or_a_list_with_numbers_and_nulls() {
        for (path, segments) in [
            (r#""a/b""#, vec!["a/b"]),
            (r#"["a", 2, null, ""]"#, vec!["a", "2", "", ""]),
        ] {
            let url = request(&format!(r#""url": {{"host": "a.test", "path": {path}}}"#));
            let url = url.url.expect("a URL");
            assert_eq!(
                url.path.as_deref(),
                Some(&segments.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()[..])
            );
        }
    }

    #[test]
    fn bodies_may_be_text_or_json_in_place_of_text() {
        assert_eq!(
            request(r#""body": "hello""#).body.raw.as_deref(),
            Some("hello")
        );
        let body = request(r#""body": {"mode": "raw", "raw": {"a": 1}}"#).body;
        assert_eq!(body.raw.as_deref(), Some(r#"{"a":1}"#));
        assert!(request(r#""body": null"#).body.mode.is_none());
    }

    #[test]
    fn a_null_keeps_the_index_of_what_follows() {
        let (collection, _) =
            reads(r#"{"item": [null, {"name": "a", "request": "https://a.test/"}]}"#);
        assert_eq!(collection.item.len(), 2);
        assert_eq!(
            collection.item.get(1).map(|item| item.name.as_str()),
            Some("a")
        );
    }

    #[test]
    fn auth_parameters_are_read_as_a_list_and_as_a_map() {
        for parameters in [
            r#"[{"key": "token", "value": "t", "type": "string"}]"#,
            r#"{"token": "t"}"#,
        ] {
            let auth = request(&format!(
                r#""auth": {{"type": "bearer", "bearer": {parameters}}}"#
            ))
            .auth;
            let auth = auth.expect("an auth block");
            let token = auth
                .active()
                .first()
                .map(|parameter| (parameter.key.clone(), parameter.value.clone()));
            assert_eq!(token, Some(("token".to_owned(), Value::from("t"))));
        }
        assert!(request(r#""auth": null"#).auth.is_none());
    }

    #[test]
    fn a_wrapper_is_taken_off_and_pointers_stay_those_of_the_file() {
        let (collection, found) =
            reads(r#"{"collection": {"info": {}, "item": [{"request": {"url": true}}]}}"#);
        assert_eq!(collection.root.as_str(), "/collection");
        let places: Vec<_> = found.iter().map(|d| (d.code, d.pointer.as_str())).collect();
        assert_eq!(
            places,
            [
                ("wrapped", "/collection"),
                ("wrong-type", "/collection/item/0/request/url"),
                ("unknown-schema", "/collection/info/schema"),
            ]
        );
    }

    #[test]
    fn members_that_repeat_are_reported_and_the_last_one_counts() {
        let (collection, found) = reads(
            r#"{"info": {"name": "a", "name": "b"}, "item": [{"request": "https://a.test/"}]}"#,
        );
        assert_eq!(collection.info.name, "b");
        assert!(
            found
                .iter()
                .any(|d| d.code == "duplicate-member" && d.pointer.as_str() == "/info/name")
        );
    }

    #[test]
    fn a_value_of_the_wrong_type_is_not_quoted() {
        let (_, found) = reads(
            r#"{"item": [{"request": {"url": "https://a.test/", "auth": "x", "body": {"urlencoded": 7}, "header": true}}], "variable": "s3cr3t"}"#,
        );
        assert!(found.iter().any(|d| d.pointer.as_str() == "/variable"));
        assert!(
            found.iter().all(|d| !d.message.contains("s3cr3t")),
            "{found:?}"
        );
    }

    #[test]
    fn a_request_full_of_faults_is_given_up_and_the_next_one_is_read() {
        let faults: Vec<String> = (0..60).map(|_| "{\"key\": []}".to_owned()).collect();
        let (collection, found) = reads(&format!(
            r#"{{"item": [{{"request": {{"url": "https://a.test/", "header": [{}]}}}}, {{"request": "https://b.test/"}}]}}"#,
            faults.join(",")
        ));
        let requests: Vec<bool> = collection
            .item
            .iter()
            .map(|item| item.request.is_some())
            .collect();
        assert_eq!(requests, [false, true]);
        assert_eq!(found.iter().filter(|d| d.code == "wrong-type").count(), 50);
    }

    #[test]
    fn folders_may_nest_as_deep_as_the_parser_goes() {
        let open = r#"{"item":["#.repeat(62);
        let (collection, _) = reads(&format!("{open}{{\"request\":5}}{}", "]}".repeat(62)));
        assert_eq!(collection.item.len(), 1);
    }
}
