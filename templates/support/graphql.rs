//! GraphQL documents: a text that is the same at every call, sent as JSON beside its variables.
//!
//! In: a document, and a value for its variables. Out: a call with both as its body. Source: GraphQL over HTTP,
//! section 5.4.

use std::collections::BTreeMap;

use serde::Serialize;

use super::core::Call;

/// A document, and the operation in it that is meant where it has several.
#[derive(Clone, Copy, Debug)]
pub struct Document {
    text: &'static str,
    operation: Option<&'static str>,
}

impl From<&'static str> for Document {
    fn from(text: &'static str) -> Self {
        Self {
            text,
            operation: None,
        }
    }
}

impl From<(&'static str, &'static str)> for Document {
    fn from((text, operation): (&'static str, &'static str)) -> Self {
        Self {
            text,
            operation: Some(operation),
        }
    }
}

/// An empty list of variables, where one is sent.
#[allow(
    dead_code,
    reason = "a document may take variables, or be sent without a list of them"
)]
pub fn no_variables() -> BTreeMap<&'static str, ()> {
    BTreeMap::new()
}

/// What is sent, in the order of Postman.
#[derive(Serialize)]
struct Sent<'v, V: ?Sized> {
    query: &'static str,
    #[serde(rename = "operationName", skip_serializing_if = "Option::is_none")]
    operation: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    variables: Option<&'v V>,
}

impl Document {
    fn with<V: ?Sized>(self, variables: Option<&V>) -> Sent<'_, V> {
        Sent {
            query: self.text,
            operation: self.operation,
            variables,
        }
    }
}

/// Bodies of GraphQL.
impl<T> Call<T> {
    /// Sends a document with these variables.
    #[allow(dead_code, reason = "no document of an API need take variables")]
    pub fn graphql_body(
        self,
        document: impl Into<Document>,
        variables: &(impl Serialize + ?Sized),
    ) -> Self {
        self.json_body(&document.into().with(Some(variables)))
    }

    /// Sends a document with these variables, and without a list of them where none is set.
    #[allow(dead_code, reason = "most documents are saved with variables")]
    pub fn graphql_sparse_body(
        self,
        document: impl Into<Document>,
        variables: &(impl Serialize + ?Sized),
    ) -> Self {
        match serde_json::to_string(variables) {
            Ok(json) if json == "{}" => self.graphql_query(document),
            _ => self.graphql_body(document, variables),
        }
    }

    /// Sends a document that takes no variables.
    #[allow(dead_code, reason = "all documents of an API may take variables")]
    pub fn graphql_query(self, document: impl Into<Document>) -> Self {
        self.json_body(&document.into().with::<()>(None))
    }
}
