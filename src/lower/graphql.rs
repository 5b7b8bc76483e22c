//! GraphQL in JSON bodies, whether Postman's editor calls it so or not.

use serde_json::Value;

use crate::ir::{Body, Document, Graphql};

/// The operation that a body sends; its variables get the types of its text. None for other bodies.
/// `is_told` where the collection calls it GraphQL.
pub(super) fn recognise(body: &mut Body, is_told: bool) -> Option<Graphql> {
    let Body::Json { text, shape } = body else {
        return None;
    };
    if !text.contains("\"query\"") {
        return None;
    }
    let sent: Value = serde_json::from_str(text).ok()?;
    let query = sent.get("query")?.as_str()?;
    let named = Graphql::read(query, sent.get("operationName").and_then(Value::as_str));
    // The shorthand may be a query of another language.
    let in_short = || is_told.then(|| Graphql::shorthand(query)).flatten();
    let mut graphql = named.or_else(in_short)?;
    graphql.declare(shape);
    graphql.document = document(&sent, &graphql);
    Some(graphql)
}

/// The document of a body that holds nothing but it, the name of the operation and the variables
/// that it declares. A variable of the collection in it makes it another one at every call.
fn document(sent: &Value, graphql: &Graphql) -> Option<Document> {
    let members = sent.as_object()?;
    let is_known = |name: &String| matches!(name.as_str(), "query" | "operationName" | "variables");
    let has_variables = match members.get("variables") {
        Some(Value::Object(given)) => graphql.has_variables() || given.is_empty(),
        Some(_) => false,
        None => true,
    };
    let operation = match members.get("operationName") {
        None => None,
        Some(name) => Some(name.as_str()?.to_owned()),
    };
    let text = members.get("query")?.as_str()?;
    let is_constant =
        !text.contains("{{") && !operation.as_deref().unwrap_or_default().contains("{{");
    (members.keys().all(is_known) && has_variables && is_constant).then(|| Document {
        text: text.to_owned(),
        operation,
    })
}
