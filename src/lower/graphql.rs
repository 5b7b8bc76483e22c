//! GraphQL in JSON bodies, whether Postman's editor calls it so or not.

use serde_json::Value;

use crate::ir::{Body, Graphql};

/// The operation that a body sends; its variables get the types of its text. None for other bodies.
pub(super) fn recognise(body: &mut Body) -> Option<Graphql> {
    let Body::Json { text, shape } = body else {
        return None;
    };
    if !text.contains("\"query\"") {
        return None;
    }
    let sent: Value = serde_json::from_str(text).ok()?;
    let query = sent.get("query")?.as_str()?;
    // The shorthand has no name, no variables, and may be a query of another language.
    let graphql = Graphql::read(query, sent.get("operationName").and_then(Value::as_str))?;
    graphql.declare(shape);
    Some(graphql)
}
