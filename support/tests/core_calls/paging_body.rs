//! Pages that a member of the JSON body asks for.

use collgen_support::core::{Call, Error, PageError, Paged, Turn};
use collgen_support::paging_body::{NumberInBody, OffsetInBody, TokenInBody};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::client_of;
use crate::credentials::Tokens;
use crate::server::{Answer, Server};

#[derive(Debug, Deserialize)]
struct Found {
    results: Vec<i64>,
    token: Option<String>,
}

impl Paged for Found {
    type Item = i64;

    fn into_page(self) -> (Vec<i64>, Option<String>) {
        (self.results, self.token)
    }
}

type Adapt = fn(Call<Found>) -> Call<Found>;

/// The items of all pages, and the bodies that asked for them.
async fn walk(
    answers: &'static [&'static str],
    turn: &'static dyn Turn,
    adapt: Adapt,
) -> (Result<Vec<i64>, Error>, Vec<Value>) {
    let answer = |number: usize, _: &_| Answer::new(200, answers[number.min(answers.len() - 1)]);
    let server = Server::start(answer).await;
    let core = client_of(&server)
        .slot("oauth2", Some(Tokens::renewable()))
        .build()
        .unwrap();
    let call: Call<Found> = core.post("{{baseUrl}}/api/find", &[]).json();
    let mut pages = adapt(call).paged_by(turn).stream();
    let mut items = Vec::new();
    let outcome = loop {
        match pages.try_next().await {
            Ok(Some(item)) => items.push(item),
            Ok(None) => break Ok(items),
            Err(error) => break Err(error),
        }
    };
    let asked = server.received().into_iter().map(|received| {
        assert_eq!(received.target, "/api/find");
        assert_eq!(received.header("authorization"), Some("Bearer token-0"));
        assert_eq!(received.header("content-type"), Some("application/json"));
        serde_json::from_slice(&received.body).unwrap_or_default()
    });
    (outcome, asked.collect())
}

#[tokio::test]
async fn a_token_is_sent_back_in_the_body_and_all_else_in_it_stays() {
    let answers = &[
        r#"{"results":[1,2],"token":"a\"b"}"#,
        r#"{"results":[],"token":"c"}"#,
        r#"{"results":[3],"token":null}"#,
    ];
    let with_filter: Adapt = |call| call.json_body(&json!({"filter": {"open": true}, "size": 2}));
    let (items, asked) = walk(answers, &TokenInBody(&["cursor"]), with_filter).await;
    assert_eq!(items.unwrap(), [1, 2, 3]);
    let filter = json!({"open": true});
    assert_eq!(
        asked,
        [
            json!({"filter": filter, "size": 2}),
            json!({"filter": filter, "size": 2, "cursor": "a\"b"}),
            json!({"filter": filter, "size": 2, "cursor": "c"}),
        ]
    );
}

#[tokio::test]
async fn a_token_below_other_members_is_put_there_whether_they_were_sent_or_not() {
    let answers = &[
        r#"{"results":[1],"token":"a"}"#,
        r#"{"results":[2],"token":""}"#,
    ];
    let turn = &TokenInBody(&["paging", "after"]);
    let bodies: [(Adapt, Value); 3] = [
        (
            |call| call.json_body(&json!({"paging": {"limit": 5}})),
            json!({"limit": 5, "after": "a"}),
        ),
        (
            |call| call.json_body(&json!({"paging": null})),
            json!({"after": "a"}),
        ),
        (
            |call| call.preset_body("application/json", r#"{"paging": {"limit": 7}}"#),
            json!({"limit": 7, "after": "a"}),
        ),
    ];
    for (adapt, paging) in bodies {
        let (items, asked) = walk(answers, turn, adapt).await;
        assert_eq!(items.unwrap(), [1, 2]);
        assert_eq!(asked[1], json!({ "paging": paging }));
    }
}

#[tokio::test]
async fn numbers_and_offsets_in_the_body_go_on_from_what_the_caller_sent() {
    let answers = &[
        r#"{"results":[1,2]}"#,
        r#"{"results":[3]}"#,
        r#"{"results":[]}"#,
    ];
    let bodies = |asked: Vec<Value>, name: &str| -> Vec<Option<u64>> {
        asked.iter().map(|body| body[name].as_u64()).collect()
    };
    let empty: Adapt = |call| call.json_body(&json!({}));
    let (items, asked) = walk(answers, &NumberInBody(&["page"], 1), empty).await;
    assert_eq!(items.unwrap(), [1, 2, 3]);
    assert_eq!(bodies(asked, "page"), [None, Some(2), Some(3)]);
    let third: Adapt = |call| call.json_body(&json!({"page": 3}));
    let (_, asked) = walk(answers, &NumberInBody(&["page"], 1), third).await;
    assert_eq!(bodies(asked, "page"), [Some(3), Some(4), Some(5)]);
    let tenth: Adapt = |call| call.json_body(&json!({"offset": "10"}));
    let (_, asked) = walk(answers, &OffsetInBody(&["offset"], 0), tenth).await;
    assert_eq!(bodies(asked, "offset"), [None, Some(12), Some(13)]);
}

#[tokio::test]
async fn a_token_that_comes_again_in_the_body_is_not_asked_for_for_ever() {
    let is_repeated = |outcome: Result<Vec<i64>, Error>| {
        let problem = PageError::Repeated;
        matches!(outcome, Err(Error::Page { problem: found, .. }) if found == problem)
    };
    let empty: Adapt = |call| call.json_body(&json!({}));
    let same = &[r#"{"results":[1],"token":"a"}"#];
    let (outcome, asked) = walk(same, &TokenInBody(&["cursor"]), empty).await;
    assert!(is_repeated(outcome));
    assert_eq!(asked.len(), 2);
    let turning = &[
        r#"{"results":[1],"token":"a"}"#,
        r#"{"results":[2],"token":"b"}"#,
        r#"{"results":[3],"token":"a"}"#,
    ];
    let (outcome, asked) = walk(turning, &TokenInBody(&["cursor"]), empty).await;
    assert!(is_repeated(outcome));
    assert_eq!(asked.len(), 3);
}

#[tokio::test]
async fn a_body_that_is_no_object_is_not_changed_into_one() {
    let answers = &[
        r#"{"results":[1],"token":"a"}"#,
        r#"{"results":[2],"token":"b"}"#,
    ];
    let list: Adapt = |call| call.json_body(&json!([1]));
    let (outcome, asked) = walk(answers, &TokenInBody(&["cursor"]), list).await;
    assert!(matches!(outcome, Err(Error::Page { .. })));
    assert_eq!(asked, [json!([1])]);
}

#[tokio::test]
async fn an_address_as_a_token_stays_in_the_body() {
    let other = Server::json("{}").await;
    let link = format!("{}/api/find", other.url());
    let page = move |number: usize, _: &_| match number {
        0 => Answer::new(200, json!({"results": [1], "token": link}).to_string()),
        _ => Answer::new(200, r#"{"results":[2],"token":null}"#),
    };
    let server = Server::start(page).await;
    let core = client_of(&server).build().unwrap();
    let call: Call<Found> = core.post("{{baseUrl}}/api/find", &[]).json();
    let call = call.json_body(&json!({}));
    let mut pages = call.paged_by(&TokenInBody(&["cursor"])).stream();
    while pages.try_next().await.unwrap().is_some() {}
    assert_eq!(server.received().len(), 2);
    assert!(other.received().is_empty());
}
