//! Pages that no link in the body leads to: numbers, offsets, tokens and `Link` headers.

use collgen_support::core::{Call, Core, Error, Left, PageError, Paged, Turn};
use collgen_support::paging::{ByLinkHeader, ByNumber, ByOffset, ByToken};
use serde::Deserialize;

use crate::client_of;
use crate::server::{Answer, Server};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Items {
    items: Vec<i64>,
    token: Option<String>,
    pages: Option<u64>,
    total: Option<u64>,
    more: Option<bool>,
}

impl Paged for Items {
    type Item = i64;

    fn into_page(self) -> (Vec<i64>, Option<String>) {
        (self.items, self.token)
    }

    fn left(&self) -> Left {
        match *self {
            Self {
                more: Some(more), ..
            } => Left::More(more),
            Self {
                pages: Some(pages), ..
            } => Left::Pages(pages),
            Self {
                total: Some(total), ..
            } => Left::Items(total),
            _ => Left::Unknown,
        }
    }
}

fn list(core: &Core) -> Call<Items> {
    let call = core.get("{{baseUrl}}/api/list", &[]);
    call.preset_query("q", "a b").json()
}

/// The items of all pages, and what was asked for, without the path.
async fn walk(
    answers: &'static [&'static str],
    turn: &'static dyn Turn,
    start: Option<(&'static str, u64)>,
) -> (Result<Vec<i64>, Error>, Vec<String>) {
    let answer = |number: usize, _: &_| Answer::new(200, answers[number.min(answers.len() - 1)]);
    let server = Server::start(answer).await;
    let core = client_of(&server).build().unwrap();
    let mut call = list(&core).paged_by(turn);
    if let Some((name, value)) = start {
        call = call.query(name, value);
    }
    let mut pages = call.stream();
    let mut items = Vec::new();
    let outcome = loop {
        match pages.try_next().await {
            Ok(Some(item)) => items.push(item),
            Ok(None) => break Ok(items),
            Err(error) => break Err(error),
        }
    };
    let asked = server.received().into_iter();
    let asked = asked.map(|received| received.target.replace("/api/list?", ""));
    (outcome, asked.collect())
}

#[tokio::test]
async fn numbered_pages_end_with_an_empty_one() {
    let answers = &[r#"{"items":[1,2]}"#, r#"{"items":[3]}"#, r#"{"items":[]}"#];
    let (items, asked) = walk(answers, &ByNumber("page", 1), None).await;
    assert_eq!(items.unwrap(), [1, 2, 3]);
    assert_eq!(asked, ["q=a%20b", "q=a%20b&page=2", "q=a%20b&page=3"]);
}

#[tokio::test]
async fn numbered_pages_end_where_the_answer_says_so_and_start_where_the_caller_says() {
    let answers = &[r#"{"items":[1],"pages":4}"#, r#"{"items":[2],"pages":4}"#];
    let (items, asked) = walk(answers, &ByNumber("page", 1), Some(("page", 3))).await;
    assert_eq!(items.unwrap(), [1, 2]);
    assert_eq!(asked, ["q=a%20b&page=3", "q=a%20b&page=4"]);
    let answers = &[r#"{"items":[1],"pages":2}"#, r#"{"items":[2],"pages":2}"#];
    let (items, asked) = walk(answers, &ByNumber("page", 0), None).await;
    assert_eq!(items.unwrap(), [1, 2]);
    assert_eq!(asked[1], "q=a%20b&page=1");
}

#[tokio::test]
async fn offsets_grow_by_what_came() {
    let answers = &[r#"{"items":[1,2],"total":3}"#, r#"{"items":[3],"total":3}"#];
    let (items, asked) = walk(answers, &ByOffset("offset", 0), None).await;
    assert_eq!(items.unwrap(), [1, 2, 3]);
    assert_eq!(asked, ["q=a%20b", "q=a%20b&offset=2"]);
    let answers = &[
        r#"{"items":[1],"more":true}"#,
        r#"{"items":[2],"more":false}"#,
    ];
    let (items, asked) = walk(answers, &ByOffset("startIndex", 1), None).await;
    assert_eq!(items.unwrap(), [1, 2]);
    assert_eq!(asked[1], "q=a%20b&startIndex=2");
}

#[tokio::test]
async fn a_token_is_sent_back_until_there_is_none() {
    let answers = &[
        r#"{"items":[1],"token":"a&b="}"#,
        r#"{"items":[2],"token":""}"#,
    ];
    let (items, asked) = walk(answers, &ByToken("pageToken"), None).await;
    assert_eq!(items.unwrap(), [1, 2]);
    assert_eq!(asked, ["q=a%20b", "q=a%20b&pageToken=a%26b="]);
    let answers = &[r#"{"items":[1],"token":"a","more":false}"#];
    let (items, _) = walk(answers, &ByToken("cursor"), None).await;
    assert_eq!(items.unwrap(), [1]);
}

/// Its token is the id of the last item, as in pages that say only whether there is more.
#[derive(Debug, Deserialize)]
struct ByLastId {
    data: Vec<i64>,
    has_more: bool,
}

impl Paged for ByLastId {
    type Item = i64;

    fn into_page(self) -> (Vec<i64>, Option<String>) {
        let next = self.data.last().map(i64::to_string);
        (self.data, next)
    }

    fn left(&self) -> Left {
        Left::More(self.has_more)
    }
}

#[tokio::test]
async fn the_id_of_the_last_item_is_sent_until_there_is_no_more_or_no_item_or_it_comes_again() {
    let cases = [
        (
            vec![
                r#"{"data":[7,9],"has_more":true}"#,
                r#"{"data":[8],"has_more":false}"#,
            ],
            Some(vec![7, 9, 8]),
            2,
        ),
        (
            vec![
                r#"{"data":[7],"has_more":true}"#,
                r#"{"data":[],"has_more":true}"#,
            ],
            Some(vec![7]),
            2,
        ),
        (
            vec![
                r#"{"data":[7],"has_more":true}"#,
                r#"{"data":[8],"has_more":true}"#,
                r#"{"data":[6,7],"has_more":true}"#,
            ],
            None,
            3,
        ),
    ];
    for (answers, expected, asked) in cases {
        let answers: Vec<String> = answers.iter().map(|text| (*text).to_owned()).collect();
        let answer =
            move |number: usize, _: &_| Answer::new(200, &*answers[number.min(answers.len() - 1)]);
        let server = Server::start(answer).await;
        let core = client_of(&server).build().unwrap();
        let call: Call<ByLastId> = core.get("{{baseUrl}}/api/list", &[]).json();
        let mut pages = call.paged_by(&ByToken("starting_after")).stream();
        let mut items = Vec::new();
        let outcome = loop {
            match pages.try_next().await {
                Ok(Some(item)) => items.push(item),
                Ok(None) => break Ok(items),
                Err(error) => break Err(error),
            }
        };
        let problem = PageError::Repeated;
        let last_of_first = match expected.as_deref() {
            Some([7, last, ..]) => *last,
            _ => 7,
        };
        match expected {
            Some(expected) => assert_eq!(outcome.unwrap(), expected),
            None => assert!(
                matches!(outcome, Err(Error::Page { problem: found, .. }) if found == problem)
            ),
        }
        let received = server.received();
        assert_eq!(received.len(), asked);
        let target = format!("/api/list?starting_after={last_of_first}");
        assert_eq!(received[1].target, target);
    }
}

#[tokio::test]
async fn a_server_that_knows_no_pages_is_asked_twice_and_not_for_ever() {
    let (outcome, asked) = walk(&[r#"{"items":[1]}"#], &ByNumber("page", 1), None).await;
    let error = outcome.unwrap_err();
    let problem = PageError::Repeated;
    assert!(matches!(error, Error::Page { problem: found, .. } if found == problem));
    assert_eq!(asked.len(), 2);
    let (outcome, _) = walk(&[r#"{"items":[1],"token":"t"}"#], &ByToken("cursor"), None).await;
    assert!(matches!(outcome, Err(Error::Page { .. })));
}

#[tokio::test]
async fn a_link_header_is_followed_and_not_to_another_host() {
    let links = [
        r#"<https://x.test/?a=1>; title="a, b"; rel="prev", </api/list?p=2>; rel="last next""#,
        "<?p=3>; REL=next",
        "<https://evil.test/api/list>; rel=next",
    ];
    let server = Server::start(move |number, _| {
        Answer::new(200, format!("[{number}]")).header("link", links[number.min(2)])
    })
    .await;
    let core = client_of(&server).build().unwrap();
    let call: Call<Vec<i64>> = core.get("{{baseUrl}}/api/list", &[]).json();
    let mut pages = call.paged_by(&ByLinkHeader).stream();
    for expected in 0..3 {
        assert_eq!(pages.try_next().await.unwrap(), Some(expected));
    }
    let error = pages.try_next().await.unwrap_err();
    let problem = PageError::OtherOrigin;
    assert!(matches!(error, Error::Page { problem: found, .. } if found == problem));
    let asked: Vec<_> = server.received().into_iter().map(|r| r.target).collect();
    assert_eq!(asked, ["/api/list", "/api/list?p=2", "/api/list?p=3"]);
}

#[tokio::test]
async fn a_list_without_a_way_to_the_next_page_is_one_page() {
    let server = Server::start(|_, _| Answer::new(200, "[1,2]")).await;
    let core = client_of(&server).build().unwrap();
    let call: Call<Vec<i64>> = core.get("{{baseUrl}}/api/list", &[]).json();
    let mut pages = call.stream();
    assert_eq!(pages.next_page().await.unwrap(), Some(vec![1, 2]));
    assert_eq!(pages.next_page().await.unwrap(), None);
}
