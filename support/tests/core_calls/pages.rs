//! Lists that come in pages.

use std::future::poll_fn;
use std::pin::Pin;

use collgen_support::core::{Call, Core, Error, PageError, Paged, Pages};
use futures_core::Stream;
use serde::Deserialize;

use crate::client_of;
use crate::credentials::Tokens;
use crate::server::{Answer, Server};

#[derive(Debug, Deserialize)]
struct Page {
    results: Vec<i64>,
    next: Option<String>,
}

impl Paged for Page {
    type Item = i64;

    fn into_page(self) -> (Vec<i64>, Option<String>) {
        (self.results, self.next)
    }
}

fn page(items: &str, next: impl std::fmt::Display) -> Answer {
    Answer::new(
        200,
        format!("{{\"results\":[{items}],\"next\":\"{next}\"}}"),
    )
}

fn list(core: &Core) -> Call<Page> {
    core.get("{{baseUrl}}/api/list", &[])
        .json()
        .query("since", "2026")
}

async fn collect(mut pages: Pages<Page>) -> Result<Vec<i64>, Error> {
    let mut items = Vec::new();
    while let Some(item) = pages.try_next().await? {
        items.push(item);
    }
    Ok(items)
}

/// Three pages: an absolute link, an empty page with a relative link, an empty link.
async fn three_pages() -> Server {
    Server::start(|number, received| {
        let host = received.header("host").unwrap();
        match number {
            0 => page(
                "1,2",
                format_args!("http://{host}/api/list?cursor=a%2Bb&since=2026"),
            ),
            1 => page("", "?cursor=c"),
            _ => page("3", ""),
        }
    })
    .await
}

#[tokio::test]
async fn links_are_followed_as_they_are_with_the_headers_of_the_call() {
    let server = three_pages().await;
    let core = client_of(&server)
        .slot("oauth2", Some(Tokens::renewable()))
        .build()
        .unwrap();
    assert_eq!(
        collect(list(&core).header("X-A", "b").stream())
            .await
            .unwrap(),
        [1, 2, 3]
    );
    let targets: Vec<_> = server
        .received()
        .into_iter()
        .map(|received| received.target)
        .collect();
    assert_eq!(
        targets,
        [
            "/api/list?since=2026",
            "/api/list?cursor=a%2Bb&since=2026",
            "/api/list?cursor=c"
        ]
    );
    for received in server.received() {
        assert_eq!(received.header("authorization"), Some("Bearer token-0"));
        assert_eq!(received.header("x-a"), Some("b"));
    }
}

#[tokio::test]
async fn pages_are_a_stream_and_can_be_taken_whole() {
    let server = three_pages().await;
    let core = client_of(&server).build().unwrap();
    let mut stream = list(&core).stream();
    let mut items = Vec::new();
    while let Some(item) = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await {
        items.push(item.unwrap());
    }
    assert_eq!(items, [1, 2, 3]);
    let server = three_pages().await;
    let core = client_of(&server).build().unwrap();
    let mut pages = list(&core).stream();
    assert_eq!(pages.try_next().await.unwrap(), Some(1));
    let mut rest = Vec::new();
    while let Some(page) = pages.next_page().await.unwrap() {
        rest.push(page);
    }
    assert_eq!(rest, [vec![2], vec![], vec![3]]);
    assert_eq!(pages.next_page().await.unwrap(), None);
    let server = three_pages().await;
    let core = client_of(&server).build().unwrap();
    let mut stream = list(&core).stream().by_page();
    let mut sizes = Vec::new();
    while let Some(page) = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await {
        sizes.push(page.unwrap().len());
    }
    assert_eq!(sizes, [2, 0, 1]);
}

#[tokio::test]
async fn nothing_is_sent_before_an_item_is_asked_for() {
    let server = three_pages().await;
    let core = client_of(&server).build().unwrap();
    drop(list(&core).stream());
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_link_to_another_origin_is_refused_after_the_items_before_it() {
    let other = Server::json("{}").await;
    let link = other.url();
    let server = Server::start(move |_, _| page("1", &link)).await;
    let core = client_of(&server)
        .slot("oauth2", Some(Tokens::renewable()))
        .build()
        .unwrap();
    let mut pages = list(&core).stream();
    assert_eq!(pages.try_next().await.unwrap(), Some(1));
    let error = pages.try_next().await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Page {
                problem: PageError::OtherOrigin,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(pages.try_next().await.unwrap(), None);
    assert!(other.received().is_empty());
}

#[tokio::test]
async fn links_go_to_the_origin_that_takes_all_calls() {
    let server = Server::start(|number, _| match number {
        0 => page("1", "https://app.example.com/api/list?cursor=a"),
        1 => page("2", "http://other.example.com/api/list?cursor=b"),
        _ => page("3", ""),
    })
    .await;
    let core = Core::builder()
        .setting("baseUrl", "https://app.example.com")
        .send_all_to(server.url().parse().unwrap())
        .build()
        .unwrap();
    assert_eq!(collect(list(&core).stream()).await.unwrap(), [1, 2, 3]);
    assert_eq!(server.last().target, "/api/list?cursor=b");
}

#[tokio::test]
async fn a_link_that_was_followed_before_is_refused() {
    for links in [["?cursor=a", "?cursor=a"], ["?cursor=a", "?since=2026"]] {
        let server = Server::start(move |number, _| page("1", links[number.min(1)])).await;
        let core = client_of(&server).build().unwrap();
        let error = collect(list(&core).stream()).await.unwrap_err();
        assert!(
            matches!(
                error,
                Error::Page {
                    problem: PageError::Repeated,
                    ..
                }
            ),
            "{error:?}"
        );
        assert_eq!(server.received().len(), 2);
    }
}

#[tokio::test]
async fn a_page_that_failed_can_be_asked_for_again_but_ends_a_stream() {
    let start = || {
        Server::start(|number, _| match number {
            0 => page("1", "?cursor=a"),
            1 => Answer::new(501, ""),
            _ => page("2", ""),
        })
    };
    let server = start().await;
    let core = client_of(&server).build().unwrap();
    let mut pages = list(&core).stream();
    assert_eq!(pages.try_next().await.unwrap(), Some(1));
    assert_eq!(
        pages
            .try_next()
            .await
            .unwrap_err()
            .status()
            .unwrap()
            .as_u16(),
        501
    );
    assert_eq!(pages.try_next().await.unwrap(), Some(2));
    assert_eq!(server.last().target, "/api/list?cursor=a");

    let server = start().await;
    let core = client_of(&server).build().unwrap();
    let mut stream = list(&core).stream();
    let mut ok = Vec::new();
    while let Some(item) = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await {
        ok.push(item.is_ok());
    }
    assert_eq!(ok, [true, false]);
    assert_eq!(server.received().len(), 2);
}
