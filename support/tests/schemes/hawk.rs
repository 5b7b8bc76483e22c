//! Hawk: the examples of its description, and values computed from it elsewhere.

use collgen_support::auth::schemes::{Hawk, HawkAlgorithm};
use collgen_support::auth::{AuthError, Authorize, Ticket};
use collgen_support::core::Core;
use reqwest::Method;
use reqwest::header::HeaderMap;

use crate::server::{Answer, Server};
use crate::{At, Same, authorization, get, post, refused, request, signed, stream};

const URL: &str = "http://example.com:8000/resource/1?b=1&a=2";

fn example() -> Hawk {
    Hawk::new(
        "dh37fgj492je",
        "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn",
    )
    .nonce("j4h3g2")
    .clock(At(1_353_832_234))
}

#[tokio::test]
async fn the_described_get_has_the_described_code() {
    let hawk = example().extra("some-app-ext-data");
    assert_eq!(
        authorization(&hawk, get(URL)).await,
        "Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", ext=\"some-app-ext-data\", \
         mac=\"6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=\""
    );
}

#[tokio::test]
async fn the_described_post_has_the_described_codes() {
    let hawk = example().extra("some-app-ext-data").payload_hash(true);
    let request = post(
        URL,
        "Text/Plain; charset=utf-8",
        "Thank you for flying Hawk",
    );
    assert_eq!(
        authorization(&hawk, request).await,
        "Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", \
         hash=\"Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=\", ext=\"some-app-ext-data\", \
         mac=\"aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw=\""
    );
}

/// Computed elsewhere.
#[tokio::test]
async fn sha1_application_and_delegation_are_signed_and_texts_are_escaped() {
    let hawk = example()
        .algorithm(HawkAlgorithm::Sha1)
        .extra("a\\b\nc\"d")
        .application("app 1")
        .delegation("dlg")
        .payload_hash(true);
    let request = post(
        "https://example.com/resource/1",
        "text/plain",
        "Thank you for flying Hawk",
    );
    // A line break fits no header.
    let error = refused(&hawk, request.try_clone().unwrap()).await;
    assert!(matches!(error, AuthError::Configuration("credentials", _)));
    let hawk = hawk.extra("a\\bc\"d");
    assert_eq!(
        authorization(&hawk, request).await,
        "Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", \
         hash=\"lXEo8X7vjnRab2zfS4qKWLFIQAQ=\", ext=\"a\\\\bc\\\"d\", mac=\"ooXRVJ3c5tGMOUY/LWdInHlhA00=\", \
         app=\"app 1\", dlg=\"dlg\""
    );
}

#[tokio::test]
async fn the_body_is_hashed_only_if_asked_for_and_not_empty() {
    let request = || post(URL, "text/plain", "x");
    assert!(!authorization(&example(), request()).await.contains("hash="));
    let hashing = example().payload_hash(true);
    assert!(authorization(&hashing, request()).await.contains("hash="));
    assert!(!authorization(&hashing, get(URL)).await.contains("hash="));
    let empty = post(URL, "text/plain", "");
    assert!(!authorization(&hashing, empty).await.contains("hash="));
}

#[tokio::test]
async fn a_streamed_body_is_refused_where_it_would_have_to_be_hashed() {
    let error = refused(&example().payload_hash(true), stream(URL)).await;
    assert!(matches!(error, AuthError::Unsignable(_)), "{error:?}");
    signed(&example(), stream(URL)).await;
}

#[tokio::test]
async fn nonces_are_random_unless_set() {
    let random = |byte| {
        let hawk = Hawk::new("i", "k").clock(At(0)).random(Same(byte));
        async move { authorization(&hawk, request(Method::HEAD, URL)).await }
    };
    assert!(
        random(1)
            .await
            .contains(&format!("nonce=\"{}\"", "01".repeat(16)))
    );
    assert_ne!(random(1).await, random(2).await);
}

fn told(time: u64, code: &str) -> HeaderMap {
    let value = format!("Hawk ts=\"{time}\", tsm=\"{code}\", error=\"Stale timestamp\"");
    [(reqwest::header::WWW_AUTHENTICATE, value.parse().unwrap())]
        .into_iter()
        .collect()
}

/// Codes computed elsewhere.
#[tokio::test]
async fn a_server_that_proves_itself_sets_the_clock() {
    let hawk = example();
    let clone = hawk.clone();
    let lie = told(
        1_353_832_335,
        "nS3d5DrmtLWUPdXiKmLt5SAd/e3PKG0ypZ4B3CvoR5c=",
    );
    assert!(!hawk.challenged(Ticket(0), &lie).await.unwrap());
    assert!(!hawk.challenged(Ticket(0), &HeaderMap::new()).await.unwrap());
    let truth = told(
        1_353_832_334,
        "nS3d5DrmtLWUPdXiKmLt5SAd/e3PKG0ypZ4B3CvoR5c=",
    );
    assert!(hawk.challenged(Ticket(0), &truth).await.unwrap());
    // Knowing it already, another try would be the same.
    assert!(!clone.challenged(Ticket(0), &truth).await.unwrap());
    assert_eq!(
        authorization(&clone, get("http://example.com/resource/1")).await,
        "Hawk id=\"dh37fgj492je\", ts=\"1353832334\", nonce=\"j4h3g2\", \
         mac=\"QC7A1UQwrw35NWwgM4SC4b/VXLqRrg+sTgOWJinkWfc=\""
    );
}

#[tokio::test]
async fn a_call_is_sent_again_with_the_time_of_the_server() {
    let server = Server::start(|_, received| {
        let given = received.header("authorization").unwrap();
        match given.contains("ts=\"1353832334\"") {
            true => Answer::new(204, ""),
            false => Answer::new(401, "").header(
                "WWW-Authenticate",
                "Hawk ts=\"1353832334\", tsm=\"nS3d5DrmtLWUPdXiKmLt5SAd/e3PKG0ypZ4B3CvoR5c=\"",
            ),
        }
    })
    .await;
    let core = Core::builder()
        .setting("baseUrl", server.url())
        .slot("hawk", Some(std::sync::Arc::new(example())))
        .build()
        .unwrap();
    for sent in [2, 3] {
        core.get("{{baseUrl}}/", &[]).send().await.unwrap();
        assert_eq!(server.received().len(), sent);
    }
}
