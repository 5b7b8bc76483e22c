//! GraphQL documents and their variables.

use std::collections::BTreeMap;

use collgen_support::core::{Call, Core};

use crate::client_of;
use crate::server::{Answer, Server};

const DOCUMENT: &str = "query A($a: Int) { a } query B { b }";

/// The body that a call sends.
async fn sent(make: impl FnOnce(Call<()>) -> Call<()>) -> String {
    let server = Server::start(|_, _| Answer::new(204, "")).await;
    let core: Core = client_of(&server).build().unwrap();
    make(core.post("{{baseUrl}}/graphql", &[]))
        .send()
        .await
        .unwrap();
    let received = server.last();
    assert_eq!(received.header("content-type"), Some("application/json"));
    received.text().to_owned()
}

#[tokio::test]
async fn a_document_goes_before_its_variables() {
    assert_eq!(
        sent(|call| call.graphql_body("{ a }", &BTreeMap::from([("a", 1)]))).await,
        r#"{"query":"{ a }","variables":{"a":1}}"#
    );
}

#[tokio::test]
async fn the_operation_that_is_meant_is_named() {
    assert_eq!(
        sent(|call| call.graphql_query((DOCUMENT, "B"))).await,
        format!(r#"{{"query":"{DOCUMENT}","operationName":"B"}}"#)
    );
}

#[tokio::test]
async fn an_empty_list_of_variables_is_sent_where_one_was_saved() {
    let none = BTreeMap::<&str, i64>::new();
    let with_list = r#"{"query":"{ a }","variables":{}}"#;
    let without = r#"{"query":"{ a }"}"#;
    assert_eq!(
        sent(|call| call.graphql_body("{ a }", &none)).await,
        with_list
    );
    assert_eq!(
        sent(|call| call.graphql_sparse_body("{ a }", &none)).await,
        without
    );
    let one = BTreeMap::from([("a", 1)]);
    assert_eq!(
        sent(|call| call.graphql_sparse_body("{ a }", &one)).await,
        r#"{"query":"{ a }","variables":{"a":1}}"#
    );
}
