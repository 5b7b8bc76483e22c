//! When a call is sent again.

use std::time::{Duration, SystemTime};

use collgen_support::core::{Call, Core, Error, RateLimit, RetryPolicy};
use serde_json::Value;

use crate::client_of;
use crate::server::{Answer, Server};

fn call(core: &Core, method: &'static str) -> Call<Value> {
    core.request(method, "{{baseUrl}}/t", &[]).json()
}

/// How many requests arrive when each is answered so.
async fn attempts(status: u16, method: &'static str) -> usize {
    let server = Server::start(move |_, _| Answer::new(status, "")).await;
    let core = client_of(&server).build().unwrap();
    assert_eq!(
        call(&core, method)
            .send()
            .await
            .unwrap_err()
            .status()
            .unwrap()
            .as_u16(),
        status
    );
    server.received().len()
}

async fn error_of(answer: impl Fn() -> Answer + Send + Sync + 'static) -> Error {
    let server = Server::start(move |_, _| answer()).await;
    let core = client_of(&server).build().unwrap();
    call(&core, "GET")
        .without_retries()
        .send()
        .await
        .unwrap_err()
}

#[tokio::test]
async fn what_may_pass_by_itself_is_tried_again_and_nothing_else() {
    for status in [408, 425, 429, 500, 502, 503, 504] {
        assert_eq!(attempts(status, "GET").await, 3, "{status}");
    }
    for status in [400, 401, 403, 404, 409, 501, 505] {
        assert_eq!(attempts(status, "GET").await, 1, "{status}");
    }
}

#[tokio::test]
async fn only_idempotent_methods_are_sent_again() {
    for (method, expected) in [
        ("GET", 3),
        ("HEAD", 3),
        ("PUT", 3),
        ("DELETE", 3),
        ("POST", 1),
        ("PATCH", 1),
        ("PURGE", 1),
    ] {
        assert_eq!(attempts(503, method).await, expected, "{method}");
        assert_eq!(attempts(429, method).await, expected, "{method}");
    }
}

#[tokio::test]
async fn others_are_where_the_caller_says_so_or_gives_a_key() {
    let server = Server::start(|_, _| Answer::new(503, "")).await;
    let core = client_of(&server).build().unwrap();
    let post = || call(&core, "POST").json_body("body");
    assert!(post().idempotent().send().await.is_err());
    assert_eq!(server.received().len(), 3);
    assert!(post().header("idempotency-key", 7).send().await.is_err());
    assert_eq!(server.received().len(), 6);
    assert!(post().max_retries(5).send().await.is_err());
    assert_eq!(server.received().len(), 7);
    for received in &server.received()[..6] {
        assert_eq!(received.text(), "\"body\"");
    }
}

#[tokio::test]
async fn a_connection_that_breaks_is_tried_again_where_that_does_no_harm() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let policy = RetryPolicy::new().base(Duration::ZERO);
    let core = Core::builder().setting("baseUrl", url).retry(policy);
    let core = core.build().unwrap();
    for (method, expected) in [("GET", 3), ("POST", 1)] {
        let (sending, mut accepted) = (call(&core, method).send(), 0);
        tokio::pin!(sending);
        let outcome = loop {
            tokio::select! {
                outcome = &mut sending => break outcome,
                connection = listener.accept() => drop((connection.unwrap(), accepted += 1)),
            }
        };
        assert!(
            matches!(outcome, Err(Error::Transport { .. })),
            "{outcome:?}"
        );
        assert_eq!(accepted, expected, "{method}");
    }
}

#[test]
fn waits_double_and_a_random_part_of_them_is_waited() {
    let policy = RetryPolicy::new()
        .base(Duration::from_secs(2))
        .max_wait(Duration::from_secs(10));
    let waits = |random: f64| [0, 1, 2, 3, 99].map(|retry| policy.back_off(retry, random));
    assert_eq!(waits(0.0), [Duration::ZERO; 5]);
    assert_eq!(waits(0.5), [1, 2, 4, 5, 5].map(Duration::from_secs));
    assert_eq!(waits(1.0), [2, 4, 8, 10, 10].map(Duration::from_secs));
}

#[tokio::test]
async fn a_client_whose_store_of_retries_is_used_up_sends_nothing_again_until_calls_succeed() {
    let down = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let is_down = down.clone();
    let server =
        Server::start(
            move |_, _| match is_down.load(std::sync::atomic::Ordering::SeqCst) {
                true => Answer::new(503, ""),
                false => Answer::new(200, "1"),
            },
        )
        .await;
    let policy = RetryPolicy::new().base(Duration::ZERO).budget(5);
    let core = client_of(&server).retry(policy).build().unwrap();
    let attempts = async |calls: usize| {
        let before = server.received().len();
        for _ in 0..calls {
            // Clones share the store.
            let _ = call(&core.clone(), "GET").send().await;
        }
        server.received().len() - before
    };
    assert_eq!(attempts(10).await, 10 + 5);
    down.store(false, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(attempts(10).await, 10);
    down.store(true, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(attempts(10).await, 10 + 1);
}

#[tokio::test]
async fn an_answer_after_a_retry_is_the_answer() {
    let server = Server::start(|number, _| match number {
        0 => Answer::new(429, "").header("retry-after", 0),
        _ => Answer::new(200, "7"),
    })
    .await;
    let core = client_of(&server).build().unwrap();
    let answer = call(&core, "PUT").json_body("body").send().await.unwrap();
    assert_eq!(*answer, 7);
    assert_eq!(server.last().text(), "\"body\"");
}

#[tokio::test]
async fn retries_can_be_switched_off_for_a_call_and_for_a_client() {
    let server = Server::start(|_, _| Answer::new(429, "")).await;
    let core = client_of(&server).build().unwrap();
    assert!(call(&core, "GET").without_retries().send().await.is_err());
    assert_eq!(server.received().len(), 1);
    let core = client_of(&server)
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    assert!(call(&core, "GET").send().await.is_err());
    assert_eq!(server.received().len(), 2);
    // And on again for one call.
    assert!(call(&core, "GET").max_retries(1).send().await.is_err());
    assert_eq!(server.received().len(), 4);
}

#[tokio::test]
async fn a_wait_longer_than_the_policy_allows_is_not_begun() {
    let server = Server::start(|_, _| Answer::new(429, "").header("retry-after", 3600)).await;
    let core = client_of(&server).build().unwrap();
    let error = call(&core, "GET").send().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(error.is_retryable());
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn what_a_server_may_say_of_the_wait_makes_no_panic_and_no_endless_wait() {
    for (said, asked) in [
        ("0", Some(Duration::ZERO)),
        ("0.5", Some(Duration::from_millis(500))),
        ("99999999999999999999999999", Some(Duration::MAX)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", Some(Duration::ZERO)),
        ("-1", None),
        ("1e9", None),
        ("soon", None),
        ("", None),
        ("Mon, 99 Foo 2026 25:61:61 GMT", None),
        ("Fri, 31 Dec 99999 23:59:59 GMT", None),
    ] {
        let server =
            Server::start(move |_, _| Answer::new(503, "").header("retry-after", said)).await;
        let core = client_of(&server).build().unwrap();
        let error = call(&core, "GET").send().await.unwrap_err();
        assert_eq!(error.retry_after(), asked, "{said}");
        // Only a wait that is too long is not begun.
        let sent = if asked == Some(Duration::MAX) { 1 } else { 3 };
        assert_eq!(server.received().len(), sent, "{said}");
    }
}

#[tokio::test]
async fn limits_without_end_are_no_panic() {
    let server = Server::start(|number, _| match number {
        0 => Answer::new(429, "").header("retry-after", "0"),
        _ => Answer::new(200, "1"),
    })
    .await;
    let endless = RetryPolicy::new()
        .base(Duration::MAX)
        .max_wait(Duration::MAX);
    assert_eq!(endless.back_off(9, 1.0), Duration::MAX);
    let limit = RateLimit::new()
        .per(Duration::MAX, 3)
        .max_wait(Duration::MAX);
    let core = client_of(&server)
        .retry(endless)
        .timeout(Duration::MAX)
        .rate_limit(limit)
        .build()
        .unwrap();
    let mut answer = call(&core, "GET").send_streaming().await.unwrap();
    while answer.chunk().await.unwrap().is_some() {}
    call(&core, "GET").send().await.unwrap();
    assert!(core.wait() > Duration::from_secs(365 * 86_400));
}

#[tokio::test]
async fn the_wait_of_a_throttled_answer_is_read_from_its_text_if_need_be() {
    let throttled = |wait: &str| {
        format!("{{\"detail\":\"Request was throttled. Expected available in {wait}.\"}}")
    };
    for (wait, expected) in [
        ("2295.0 seconds", Some(2295.0)),
        ("1 second", Some(1.0)),
        ("0.5 seconds", Some(0.5)),
        ("a while", None),
        ("-1 seconds", None),
        ("inf seconds", None),
        ("1e9 seconds", None),
    ] {
        let body = throttled(wait);
        let error = error_of(move || Answer::new(429, body.clone())).await;
        assert_eq!(
            error.retry_after(),
            expected.map(Duration::from_secs_f64),
            "{wait}"
        );
    }
    let body = throttled("9 seconds");
    let error = error_of(move || Answer::new(429, body.clone()).header("retry-after", 5)).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
    let body = throttled("9 seconds");
    assert_eq!(
        error_of(move || Answer::new(503, body.clone()))
            .await
            .retry_after(),
        None
    );
}

#[tokio::test]
async fn retry_after_may_be_a_date() {
    for days in (1..40_000).step_by(371) {
        let asked = Duration::from_secs(days * 86_400 + days);
        let date = imf_fixdate(SystemTime::now() + asked);
        let error = error_of(move || Answer::new(503, "").header("retry-after", &date)).await;
        let difference = error.retry_after().unwrap().abs_diff(asked);
        assert!(
            difference < Duration::from_secs(60),
            "{days}: {difference:?}"
        );
    }
    for past in [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Thu, 29 Feb 2024 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ] {
        let error = error_of(move || Answer::new(503, "").header("retry-after", past)).await;
        assert_eq!(error.retry_after(), Some(Duration::ZERO), "{past}");
    }
    let mut waits = Vec::new();
    for same in [
        "Tue, 01 Jan 2069 00:00:00 GMT",
        "Tuesday, 01-Jan-69 00:00:00 GMT",
        "Tue Jan  1 00:00:00 2069",
    ] {
        let error = error_of(move || Answer::new(503, "").header("retry-after", same)).await;
        waits.push(error.retry_after().unwrap());
    }
    let (least, most) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
    assert!(*most - *least < Duration::from_secs(60), "{waits:?}");
    for bad in [
        "",
        "soon",
        "-5",
        "Sun, 06 Xxx 2094 08:49:37 GMT",
        "Sun, 06 anF 2094 08:49:37 GMT",
        "Sun, 32 Nov 2094 08:49:37 GMT",
        "Sun, 06 Nov 2094 08:49:37 UTC",
        "Sun Nov  6 2094",
    ] {
        let error = error_of(move || Answer::new(503, "").header("retry-after", bad)).await;
        assert_eq!(error.retry_after(), None, "{bad}");
    }
}

/// Written by counting days, so that it shares nothing with what it tests.
fn imf_fixdate(time: SystemTime) -> String {
    let seconds = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let (mut days, rest) = (seconds / 86_400, seconds % 86_400);
    let leap =
        |year: u64| year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while days >= lengths[month] {
        days -= lengths[month];
        month += 1;
    }
    let name = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ][month];
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!(
        "Sun, {:02} {name} {year} {hour:02}:{minute:02}:{second:02} GMT",
        days + 1
    )
}

#[tokio::test]
async fn a_call_that_takes_too_long_is_a_timeout() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let core = Core::builder().setting("baseUrl", url).build().unwrap();
    let error = call(&core, "GET")
        .timeout(Duration::from_millis(50))
        .send()
        .await
        .unwrap_err();
    assert!(error.is_timeout() && error.is_retryable(), "{error:?}");
    assert_eq!(error.to_string(), "GET /t: no answer in time");
    let core = Core::builder()
        .setting(
            "baseUrl",
            format!("http://{}", listener.local_addr().unwrap()),
        )
        .timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    assert!(call(&core, "GET").send().await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_refused_connection_may_be_tried_again() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let core = Core::builder().setting("baseUrl", url).build().unwrap();
    let error = call(&core, "GET").send().await.unwrap_err();
    assert!(
        error.is_connect() && error.is_retryable() && !error.is_timeout(),
        "{error:?}"
    );
    assert_eq!(error.to_string(), "GET /t: no connection");
}
