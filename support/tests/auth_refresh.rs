//! Keeping a login alive: when tokens are refreshed, by whom, how often, and what happens if that fails.

mod auth_server;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use auth_server::{
    CountingRandom, Directory, LIFETIME, ManualClock, Reply, Server, all_at_once, json,
};
use collgen_support::auth::{
    AuthError, Authorize, FileTokenStore, Grant, LoginState, MemoryTokenStore, OAuth2,
    OAuth2Config, Random, StoreError, StoreLock, StoredTokens, Ticket, TokenStore, Tokens,
};

const CALLERS: usize = 1_000;

async fn logged_in() -> (Server, ManualClock, OAuth2) {
    let server = Server::start().await;
    let clock = ManualClock::new();
    let oauth2 = server.logged_in(&clock).await;
    (server, clock, oauth2)
}

async fn token_of(oauth2: OAuth2) -> Result<String, AuthError> {
    Ok(oauth2.token().await?.expose().to_owned())
}

async fn all_tokens(oauth2: &OAuth2) -> Vec<Result<String, AuthError>> {
    all_at_once(CALLERS, || token_of(oauth2.clone())).await
}

async fn authorize(oauth2: &OAuth2) -> Result<Ticket, AuthError> {
    let url = "https://api.example.com/".parse().unwrap();
    let mut request = reqwest::Request::new(reqwest::Method::GET, url);
    oauth2.authorize(&mut request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_callers_across_an_expiry_cause_one_token_request() {
    let (server, clock, oauth2) = logged_in().await;
    server.set(|behaviour| behaviour.latency = Duration::from_millis(50));
    clock.forward(LIFETIME + 1);
    let tokens = all_tokens(&oauth2).await;
    assert!(
        tokens
            .iter()
            .all(|token| server.accepts(token.as_ref().unwrap()))
    );
    assert_eq!(server.token_requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_callers_with_a_401_cause_one_token_request_and_replay_once() {
    let (server, _clock, oauth2) = logged_in().await;
    server.set(|behaviour| behaviour.latency = Duration::from_millis(50));
    let ticket = authorize(&oauth2).await.unwrap();
    server.revoke_access_tokens();
    let replays = all_at_once(CALLERS, || {
        let oauth2 = oauth2.clone();
        async move { oauth2.rejected(ticket).await.unwrap() }
    })
    .await;
    assert!(replays.iter().all(|replay| *replay));
    assert!(server.accepts(&token_of(oauth2).await.unwrap()));
    assert_eq!(server.token_requests().len(), 1);
}

#[tokio::test]
async fn a_valid_token_costs_neither_disk_nor_network() {
    let (server, _clock, oauth2) = logged_in().await;
    let store = Counting::default();
    let oauth2 = oauth2.token_store(store.clone());
    oauth2
        .set_tokens(Tokens::new("access", None))
        .await
        .unwrap();
    let calls = store.calls.load(Ordering::Relaxed);
    for _ in 0..100 {
        oauth2.token().await.unwrap();
    }
    assert_eq!(store.calls.load(Ordering::Relaxed), calls);
    assert_eq!(server.token_requests().len(), 0);
}

#[tokio::test]
async fn a_refresh_sends_the_refresh_token_and_nothing_of_the_login() {
    let (server, clock, oauth2) = logged_in().await;
    clock.forward(LIFETIME + 1);
    oauth2.token().await.unwrap();
    let form = &server.token_requests()[0].form;
    assert_eq!(form["grant_type"], "refresh_token");
    assert_eq!(form["refresh_token"], "planted-refresh-1");
    assert!(!form.contains_key("redirect_uri") && !form.contains_key("scope"));
}

#[tokio::test]
async fn a_refresh_comes_a_minute_before_the_end_and_not_earlier() {
    let (server, clock, oauth2) = logged_in().await;
    clock.forward(LIFETIME - 61);
    oauth2.token().await.unwrap();
    assert_eq!(server.token_requests().len(), 0);
    clock.forward(2);
    oauth2.token().await.unwrap();
    assert_eq!(server.token_requests().len(), 1);
}

#[tokio::test]
async fn f10_a_short_lived_token_is_used_for_nine_tenths_of_its_life() {
    let (server, clock, oauth2) = logged_in().await;
    server.set(|behaviour| behaviour.lifetime = "30");
    oauth2.refresh().await.unwrap();
    clock.forward(26);
    oauth2.token().await.unwrap();
    assert_eq!(server.token_requests().len(), 1);
    clock.forward(2);
    oauth2.token().await.unwrap();
    assert_eq!(server.token_requests().len(), 2);
}

#[tokio::test]
async fn f07_a_token_of_unknown_lifetime_is_refreshed_only_after_a_401() {
    for lifetime in ["null", "0", "-5", "1e300", "\"soon\"", "[]"] {
        let (server, clock, oauth2) = logged_in().await;
        server.set(|behaviour| behaviour.lifetime = lifetime);
        oauth2.refresh().await.unwrap();
        clock.forward(10 * LIFETIME);
        let ticket = authorize(&oauth2).await.unwrap();
        assert_eq!(server.token_requests().len(), 1, "{lifetime}");
        assert!(oauth2.rejected(ticket).await.unwrap());
        assert_eq!(server.token_requests().len(), 2, "{lifetime}");
    }
}

#[tokio::test]
async fn f11_a_rotated_refresh_token_is_used_next_time() {
    let (server, clock, oauth2) = logged_in().await;
    for _ in 0..3 {
        clock.forward(LIFETIME);
        let token = token_of(oauth2.clone()).await.unwrap();
        assert!(server.accepts(&token));
    }
    let sent: Vec<_> = server.token_requests();
    let sent: Vec<_> = sent
        .iter()
        .map(|seen| seen.form["refresh_token"].as_str())
        .collect();
    assert_eq!(
        sent,
        [
            "planted-refresh-1",
            "planted-refresh-2",
            "planted-refresh-3"
        ]
    );
}

#[tokio::test]
async fn f12_without_a_new_refresh_token_the_old_one_stays() {
    for member in ["", r#","refresh_token":null"#, r#","refresh_token":"""#] {
        let (server, clock, oauth2) = logged_in().await;
        server.next(json(
            200,
            &format!(r#"{{"access_token":"a","expires_in":60{member}}}"#),
        ));
        clock.forward(LIFETIME);
        assert_eq!(token_of(oauth2.clone()).await.unwrap(), "a");
        clock.forward(60);
        oauth2.token().await.unwrap();
        assert_eq!(
            server.token_requests()[1].form["refresh_token"],
            "planted-refresh-1"
        );
    }
}

#[tokio::test]
async fn a_401_for_older_tokens_replays_without_a_token_request() {
    let (server, _clock, oauth2) = logged_in().await;
    let ticket = authorize(&oauth2).await.unwrap();
    oauth2.refresh().await.unwrap();
    assert!(oauth2.rejected(ticket).await.unwrap());
    assert_eq!(server.token_requests().len(), 1);
}

#[tokio::test]
async fn f25_a_server_that_answers_401_for_ever_causes_one_refresh_per_interval() {
    let (server, clock, oauth2) = logged_in().await;
    let ticket = authorize(&oauth2).await.unwrap();
    assert!(oauth2.rejected(ticket).await.unwrap());
    for _ in 0..10 {
        let ticket = authorize(&oauth2).await.unwrap();
        assert!(!oauth2.rejected(ticket).await.unwrap());
    }
    assert_eq!(server.token_requests().len(), 1);
    clock.forward(31);
    let ticket = authorize(&oauth2).await.unwrap();
    assert!(oauth2.rejected(ticket).await.unwrap());
    assert_eq!(server.token_requests().len(), 2);
}

#[tokio::test]
async fn a_401_without_a_refresh_token_asks_for_a_login() {
    let (server, _clock, oauth2) = logged_in().await;
    oauth2
        .set_tokens(Tokens::new("access", None))
        .await
        .unwrap();
    let ticket = authorize(&oauth2).await.unwrap();
    assert!(oauth2.rejected(ticket).await.unwrap_err().needs_login());
    assert_eq!(server.token_requests().len(), 0);
}

#[tokio::test]
async fn a_forced_refresh_is_shared_too() {
    let (server, _clock, oauth2) = logged_in().await;
    server.set(|behaviour| behaviour.latency = Duration::from_millis(50));
    let before = token_of(oauth2.clone()).await.unwrap();
    let outcomes = all_at_once(100, || {
        let oauth2 = oauth2.clone();
        async move { oauth2.refresh().await.unwrap().access_token }
    })
    .await;
    assert!(outcomes.iter().all(|token| token.expose() != before));
    assert_eq!(server.token_requests().len(), 1);
    oauth2.refresh().await.unwrap();
    assert_eq!(server.token_requests().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn f38_cancelled_callers_do_not_lose_the_rotated_token() {
    let (server, clock, oauth2) = logged_in().await;
    let directory = Directory::new();
    let store = FileTokenStore::new(directory.file()).unwrap();
    let oauth2 = oauth2.token_store(store.clone());
    oauth2.set_tokens(server.issue(&clock)).await.unwrap();
    server.set(|behaviour| behaviour.latency = Duration::from_millis(100));
    clock.forward(LIFETIME);
    let callers: Vec<_> = (0..300)
        .map(|_| tokio::spawn(token_of(oauth2.clone())))
        .collect();
    while server.token_requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    for caller in &callers {
        caller.abort();
    }
    let token = token_of(oauth2).await.unwrap();
    assert!(server.accepts(&token));
    assert_eq!(server.token_requests().len(), 1);
    let stored = store.load().unwrap().unwrap();
    assert_eq!(stored.tokens.access_token.expose(), token);
    assert_eq!(
        stored.tokens.refresh_token.unwrap().expose(),
        "planted-refresh-3"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn handles_that_share_a_file_refresh_once_between_them() {
    let server = Server::start().await;
    let clock = ManualClock::new();
    let directory = Directory::new();
    let handle = || {
        let store = FileTokenStore::new(directory.file()).unwrap();
        server.oauth2(&clock).token_store(store)
    };
    let (first, second) = (handle(), handle());
    first.set_tokens(server.issue(&clock)).await.unwrap();
    assert_eq!(token_of(second.clone()).await.unwrap(), "planted-access-1");
    clock.forward(LIFETIME);
    server.set(|behaviour| behaviour.latency = Duration::from_millis(50));
    let counter = AtomicUsize::new(0);
    let tokens = all_at_once(CALLERS, || {
        let even = counter.fetch_add(1, Ordering::Relaxed).is_multiple_of(2);
        token_of(if even { first.clone() } else { second.clone() })
    })
    .await;
    assert!(
        tokens
            .iter()
            .all(|token| token.as_deref().unwrap() == "planted-access-2")
    );
    assert_eq!(server.token_requests().len(), 1);
}

#[tokio::test]
async fn a_401_finds_the_tokens_that_another_process_got() {
    let server = Server::start().await;
    let clock = ManualClock::new();
    let store = MemoryTokenStore::new();
    let first = server.oauth2(&clock).token_store(store.clone());
    let second = server.oauth2(&clock).token_store(store);
    first.set_tokens(server.issue(&clock)).await.unwrap();
    let ticket = authorize(&second).await.unwrap();
    first.refresh().await.unwrap();
    assert!(second.rejected(ticket).await.unwrap());
    assert!(server.accepts(&token_of(second).await.unwrap()));
    assert_eq!(server.token_requests().len(), 1);
}

#[tokio::test]
async fn f02_a_failed_refresh_does_not_displace_a_token_that_is_still_valid() {
    let (server, clock, oauth2) = logged_in().await;
    server.next(json(500, "{}"));
    clock.forward(LIFETIME - 30);
    for _ in 0..10 {
        assert_eq!(token_of(oauth2.clone()).await.unwrap(), "planted-access-1");
    }
    assert_eq!(server.token_requests().len(), 1);
    clock.forward(10);
    assert_eq!(token_of(oauth2).await.unwrap(), "planted-access-2");
}

#[tokio::test(flavor = "multi_thread")]
async fn f01_a_server_error_is_one_request_then_a_pause_for_all_callers() {
    let (server, clock, oauth2) = logged_in().await;
    server.set(|behaviour| behaviour.latency = Duration::from_millis(50));
    server.next(json(500, "{}"));
    clock.forward(LIFETIME);
    for _ in 0..2 {
        for error in all_tokens(&oauth2).await {
            let error = error.unwrap_err();
            assert!(error.is_transient() && !error.needs_login(), "{error:?}");
        }
        assert_eq!(server.token_requests().len(), 1);
    }
    let error = oauth2.token().await.unwrap_err();
    let AuthError::BackingOff { retry_in, last } = &error else {
        panic!("{error:?}");
    };
    assert!(*retry_in >= Duration::from_secs(5) && *retry_in < Duration::from_secs(7));
    assert!(matches!(
        **last,
        AuthError::TokenEndpoint { status: 500, .. }
    ));
    clock.forward(7);
    assert!(server.accepts(&token_of(oauth2).await.unwrap()));
}

#[tokio::test]
async fn pauses_grow_to_a_minute_and_end_with_a_success() {
    let (server, clock, oauth2) = logged_in().await;
    clock.forward(LIFETIME);
    let mut has_jitter = false;
    for expected in [5, 10, 20, 40, 60, 60] {
        server.next(json(503, "{}"));
        oauth2.token().await.unwrap_err();
        let pause = oauth2.token().await.unwrap_err().retry_after().unwrap();
        let longest = Duration::from_secs(expected) * 5 / 4;
        assert!(
            pause >= Duration::from_secs(expected) && pause <= longest,
            "{pause:?}"
        );
        has_jitter |= pause > Duration::from_secs(expected);
        clock.forward(longest.as_secs() + 1);
    }
    assert!(has_jitter);
    oauth2.token().await.unwrap();
    server.next(json(503, "{}"));
    clock.forward(LIFETIME);
    oauth2.token().await.unwrap_err();
    let pause = oauth2.token().await.unwrap_err().retry_after().unwrap();
    assert!(pause < Duration::from_secs(7));
}

#[tokio::test]
async fn f41_retry_after_is_honoured_up_to_five_minutes() {
    for (header, expected) in [
        ("Retry-After: 17\r\n", 17),
        ("Retry-After: 86400\r\n", 300),
        ("Retry-After: 0\r\n", 1),
    ] {
        let (server, clock, oauth2) = logged_in().await;
        server.next(Reply::Raw(
            429,
            header,
            r#"{"detail":"throttled"}"#.to_owned(),
        ));
        clock.forward(LIFETIME);
        oauth2.token().await.unwrap_err();
        let pause = oauth2.token().await.unwrap_err().retry_after();
        assert_eq!(pause, Some(Duration::from_secs(expected)));
        assert_eq!(server.token_requests().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f13_invalid_grant_ends_the_login_whatever_its_status() {
    for status in [400, 401] {
        let (server, clock, oauth2) = logged_in().await;
        server.set(|behaviour| behaviour.status_of_invalid_grant = status);
        server.revoke_refresh_tokens();
        clock.forward(LIFETIME);
        for _ in 0..3 {
            for error in all_tokens(&oauth2).await {
                let error = error.unwrap_err();
                assert!(
                    matches!(error, AuthError::ReauthorizationRequired(_)),
                    "{error:?}"
                );
                assert!(error.needs_login() && !error.is_transient());
            }
            clock.forward(3_600);
        }
        assert!(oauth2.needs_login().await.unwrap());
        assert_eq!(server.token_requests().len(), 1);
        oauth2.set_tokens(server.issue(&clock)).await.unwrap();
        assert!(!oauth2.needs_login().await.unwrap());
        assert!(server.accepts(&token_of(oauth2).await.unwrap()));
    }
}

#[tokio::test]
async fn invalid_grant_inside_the_margin_ends_the_login_when_the_token_ends() {
    let (server, clock, oauth2) = logged_in().await;
    server.revoke_refresh_tokens();
    clock.forward(LIFETIME - 30);
    assert_eq!(token_of(oauth2.clone()).await.unwrap(), "planted-access-1");
    assert!(!oauth2.needs_login().await.unwrap());
    clock.forward(20);
    assert_eq!(token_of(oauth2.clone()).await.unwrap(), "planted-access-1");
    clock.forward(20);
    assert!(oauth2.token().await.unwrap_err().needs_login());
    assert_eq!(server.token_requests().len(), 1);
}

#[tokio::test]
async fn a_refused_refresh_token_is_not_tried_again_after_a_restart() {
    let (server, clock, oauth2) = logged_in().await;
    let store = MemoryTokenStore::new();
    let oauth2 = oauth2.token_store(store.clone());
    oauth2.set_tokens(server.issue(&clock)).await.unwrap();
    server.revoke_refresh_tokens();
    clock.forward(LIFETIME);
    oauth2.token().await.unwrap_err();
    let restarted = server.oauth2(&clock).token_store(store);
    assert!(restarted.token().await.unwrap_err().needs_login());
    assert_eq!(server.token_requests().len(), 1);
}

#[tokio::test]
async fn a_login_in_another_process_heals_this_one() {
    let server = Server::start().await;
    let clock = ManualClock::new();
    let store = MemoryTokenStore::new();
    let here = server.oauth2(&clock).token_store(store.clone());
    let elsewhere = server.oauth2(&clock).token_store(store);
    assert!(matches!(here.token().await, Err(AuthError::NotLoggedIn)));
    elsewhere.set_tokens(server.issue(&clock)).await.unwrap();
    here.token().await.unwrap();
    server.revoke_refresh_tokens();
    clock.forward(LIFETIME);
    here.token().await.unwrap_err();
    elsewhere.set_tokens(server.issue(&clock)).await.unwrap();
    clock.forward(5);
    assert!(server.accepts(&token_of(here).await.unwrap()));
}

#[tokio::test]
async fn f14_a_rejected_client_is_not_retried_and_says_how_it_was_sent() {
    for error in [
        "invalid_client",
        "unauthorized_client",
        "unsupported_grant_type",
    ] {
        let (server, clock, oauth2) = logged_in().await;
        server.next(json(401, &format!(r#"{{"error":"{error}"}}"#)));
        clock.forward(LIFETIME);
        for _ in 0..3 {
            let rejected = oauth2.token().await.unwrap_err();
            assert!(
                matches!(rejected, AuthError::ClientRejected(..)),
                "{rejected:?}"
            );
            assert!(rejected.to_string().contains("Header"), "{rejected}");
            clock.forward(3_600);
        }
        assert_eq!(server.token_requests().len(), 1);
    }
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_once() {
    let (server, clock, oauth2) = logged_in().await;
    server.set(|behaviour| behaviour.rotates = false);
    server.next(Reply::WorkAndHangUp);
    clock.forward(LIFETIME);
    assert!(server.accepts(&token_of(oauth2).await.unwrap()));
    assert_eq!(server.token_requests().len(), 2);
}

#[tokio::test]
async fn f03_a_lost_rotation_asks_for_a_login_and_says_why() {
    let (server, clock, oauth2) = logged_in().await;
    server.next(Reply::WorkAndHangUp);
    clock.forward(LIFETIME);
    let error = oauth2.token().await.unwrap_err();
    assert!(
        error.needs_login() && error.to_string().contains("lost"),
        "{error}"
    );
    assert_eq!(server.token_requests().len(), 2);
}

#[tokio::test]
async fn a_server_error_before_invalid_grant_counts_as_a_lost_answer() {
    let (server, clock, oauth2) = logged_in().await;
    server.next(json(502, "<html>"));
    clock.forward(LIFETIME);
    oauth2.token().await.unwrap_err();
    server.revoke_refresh_tokens();
    clock.forward(10);
    let error = oauth2.token().await.unwrap_err();
    assert!(
        error.needs_login() && error.to_string().contains("lost"),
        "{error}"
    );
}

/// Answers a refresh so, which must leave the refresh token and be tried again later.
async fn answers_no_tokens(status: u16, body: &str) {
    let (server, clock, oauth2) = logged_in().await;
    server.next(json(status, body));
    server.next(json(status, body));
    clock.forward(LIFETIME);
    let error = oauth2.token().await.unwrap_err();
    let named = matches!(error, AuthError::TokenEndpoint { status: named, .. } if named == status);
    assert!(named && error.is_transient(), "{body}: {error:?}");
    // What was an answer with tokens, perhaps, is asked for once more.
    let expected = if status == 200 { 2 } else { 1 };
    assert_eq!(server.token_requests().len(), expected, "{body}");
    let kept = oauth2.tokens().unwrap().refresh_token.unwrap();
    assert_eq!(kept.expose(), "planted-refresh-1");
}

#[tokio::test]
async fn f05_answers_that_are_no_tokens_are_transient_and_typed() {
    for body in [
        "",
        "[1]",
        "garbage",
        r#"{"token":"x"}"#,
        r#"{"access_token":5}"#,
        r#"{"access_token":"a\r\nX: y"}"#,
        r#"{"access_token":"umlaut-ä"}"#,
    ] {
        answers_no_tokens(200, body).await;
    }
    for (status, body) in [
        (400, r#"{"error":{"code":5}}"#),
        (500, r#"{"error":"server_error"}"#),
    ] {
        answers_no_tokens(status, body).await;
    }
}

#[tokio::test]
async fn f06_pages_in_the_place_of_tokens_are_transient_and_not_shown() {
    for (status, page) in [
        (200, "<html>planted page</html>"),
        (502, "<html>Bad Gateway</html>"),
        (404, "<html>Not Found</html>"),
    ] {
        answers_no_tokens(status, page).await;
    }
    let (server, clock, oauth2) = logged_in().await;
    let html = "Content-Type: text/html\r\n";
    server.next(Reply::Raw(
        502,
        html,
        "<html>planted page</html>".to_owned(),
    ));
    clock.forward(LIFETIME);
    let error = oauth2.token().await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(
        shown.contains("502") && !shown.contains("planted"),
        "{shown}"
    );
}

#[tokio::test]
async fn an_error_member_in_a_200_is_an_error() {
    let (server, clock, oauth2) = logged_in().await;
    server.next(json(200, r#"{"access_token":"x","error":"invalid_grant"}"#));
    clock.forward(LIFETIME);
    assert!(oauth2.token().await.unwrap_err().needs_login());
}

#[tokio::test]
async fn f04_a_refused_connection_is_transient_and_was_not_sent() {
    let (_server, _clock, oauth2) = logged_in().await;
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let oauth2 = oauth2.token_url(format!("http://{address}/o/token/"));
    oauth2
        .set_tokens(Tokens::new("a", Some("r".into())))
        .await
        .unwrap();
    let error = oauth2.refresh().await.unwrap_err();
    let unsent = matches!(
        error,
        AuthError::Transport {
            outcome_unknown: false,
            ..
        }
    );
    assert!(unsent && error.is_transient(), "{error:?}");
}

#[tokio::test]
async fn f37_a_server_that_never_answers_or_answers_too_slowly_is_given_up() {
    let replies: [fn() -> Reply; 2] = [
        || Reply::Silence,
        || Reply::Endless(1, Duration::from_millis(20)),
    ];
    for reply in replies {
        let (server, clock, oauth2) = logged_in().await;
        let oauth2 = oauth2.configure(|config| config.token_timeout = Duration::from_millis(100));
        oauth2.set_tokens(server.issue(&clock)).await.unwrap();
        server.next(reply());
        server.next(reply());
        clock.forward(LIFETIME);
        let error = oauth2.token().await.unwrap_err();
        assert!(error.is_transient(), "{error:?}");
        assert_eq!(server.token_requests().len(), 2);
    }
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let (server, clock, oauth2) = logged_in().await;
    server.next(Reply::Endless(4_096, Duration::ZERO));
    server.next(Reply::Endless(4_096, Duration::ZERO));
    clock.forward(LIFETIME);
    let error = oauth2.token().await.unwrap_err();
    assert!(error.to_string().contains("too large"), "{error}");
}

#[tokio::test]
async fn f29_redirects_of_the_token_endpoint_are_refused() {
    for status in [301, 302, 303, 307, 308] {
        let (server, clock, oauth2) = logged_in().await;
        let elsewhere = "Location: /stolen\r\n";
        server.next(Reply::Raw(status, elsewhere, String::new()));
        clock.forward(LIFETIME);
        let error = oauth2.token().await.unwrap_err();
        assert!(error.to_string().contains("redirect"), "{error}");
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_client_that_follows_redirects_is_noticed() {
    let (server, clock, oauth2) = logged_in().await;
    let oauth2 = oauth2.http_client(reqwest::Client::new());
    oauth2.set_tokens(server.issue(&clock)).await.unwrap();
    server.next(Reply::Raw(
        302,
        "Location: /o/token/?elsewhere\r\n",
        String::new(),
    ));
    server.next(json(200, r#"{"access_token":"planted by another page"}"#));
    clock.forward(LIFETIME);
    let error = oauth2.token().await.unwrap_err();
    assert!(
        matches!(error, AuthError::Configuration("http_client", _)),
        "{error}"
    );
}

#[tokio::test]
async fn f23_a_clock_that_jumps_forward_causes_one_refresh() {
    let (server, clock, oauth2) = logged_in().await;
    clock.forward(3 * 86_400);
    for _ in 0..10 {
        oauth2.token().await.unwrap();
    }
    assert_eq!(server.token_requests().len(), 1);
}

#[tokio::test]
async fn f24_a_clock_that_was_set_back_leaves_it_to_the_401() {
    let (server, clock, oauth2) = logged_in().await;
    oauth2.refresh().await.unwrap();
    clock.back(3 * 86_400);
    let ticket = authorize(&oauth2).await.unwrap();
    assert_eq!(server.token_requests().len(), 1);
    assert!(oauth2.rejected(ticket).await.unwrap());
    let ticket = authorize(&oauth2).await.unwrap();
    assert!(!oauth2.rejected(ticket).await.unwrap());
    assert_eq!(server.token_requests().len(), 2);
}

#[tokio::test]
async fn a_clock_that_was_set_back_does_not_prolong_a_pause() {
    let (server, clock, oauth2) = logged_in().await;
    server.next(json(500, "{}"));
    let error = oauth2.refresh().await.unwrap_err();
    assert!(error.is_transient());
    clock.back(3_600);
    oauth2.refresh().await.unwrap();
}

/// Panics once, inside the refresh task.
struct PanickingOnce(AtomicBool);

impl Random for PanickingOnce {
    fn fill(&self, _bytes: &mut [u8]) -> Result<(), AuthError> {
        assert!(self.0.swap(true, Ordering::Relaxed), "the planned panic");
        Ok(())
    }
}

#[tokio::test]
async fn f39_a_panic_in_a_refresh_is_an_error_and_the_next_call_works() {
    let (server, clock, oauth2) = logged_in().await;
    let oauth2 = oauth2.random(PanickingOnce(AtomicBool::new(false)));
    oauth2.set_tokens(server.issue(&clock)).await.unwrap();
    clock.forward(LIFETIME);
    let error = oauth2.refresh().await.unwrap_err();
    assert!(matches!(error, AuthError::Interrupted), "{error:?}");
    oauth2.refresh().await.unwrap();
}

#[test]
fn f42_a_runtime_that_ends_during_a_refresh_leaves_a_usable_handle() {
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(1).enable_all().build().unwrap()
    };
    let servers = runtime();
    let (server, clock, oauth2) = servers.block_on(logged_in());
    server.set(|behaviour| behaviour.rotates = false);
    server.next(Reply::Silence);
    clock.forward(LIFETIME);
    let ending = runtime();
    let caller = ending.spawn(token_of(oauth2.clone()));
    while server.token_requests().is_empty() {
        std::thread::sleep(Duration::from_millis(2));
    }
    ending.shutdown_timeout(Duration::from_secs(5));
    drop(caller);
    runtime().block_on(async {
        assert!(server.accepts(&token_of(oauth2).await.unwrap()));
    });
}

#[tokio::test]
async fn client_credentials_need_no_login_and_no_refresh_token() {
    let server = Server::start().await;
    let clock = ManualClock::new();
    let mut config = server.config();
    config.grant = Grant::ClientCredentials;
    let oauth2 = OAuth2::with_config(config).clock(clock.clone());
    assert!(!oauth2.needs_login().await.unwrap());
    server.set(|behaviour| behaviour.latency = Duration::from_millis(20));
    let tokens = all_at_once(100, || token_of(oauth2.clone())).await;
    assert!(tokens.iter().all(Result::is_ok));
    assert_eq!(server.token_requests().len(), 1);
    clock.forward(LIFETIME);
    let ticket = authorize(&oauth2).await.unwrap();
    assert_eq!(server.token_requests().len(), 2);
    clock.forward(31);
    assert!(oauth2.rejected(ticket).await.unwrap());
    for seen in server.token_requests() {
        assert_eq!(seen.form["grant_type"], "client_credentials");
        assert_eq!(seen.form["scope"], "patients:read labs:read");
    }
}

#[tokio::test]
async fn the_password_grant_sends_name_and_password() {
    let server = Server::start().await;
    let mut config = server.config();
    config.grant = OAuth2Config::password("", "ann", "planted password").grant;
    let oauth2 = OAuth2::with_config(config).random(CountingRandom::default());
    assert!(server.accepts(&token_of(oauth2.clone()).await.unwrap()));
    assert_eq!(server.token_requests()[0].form["username"], "ann");
    let wrong = oauth2
        .token_store(MemoryTokenStore::new())
        .configure(|config| {
            config.grant = OAuth2Config::password("", "ann", "wrong").grant;
        });
    assert!(wrong.token().await.unwrap_err().needs_login());
    assert!(wrong.token().await.unwrap_err().needs_login());
    assert_eq!(server.token_requests().len(), 2);
}

#[tokio::test]
async fn revoking_sends_the_refresh_token_and_forgets_everything() {
    let (server, _clock, oauth2) = logged_in().await;
    oauth2.revoke().await.unwrap();
    let sent = server.revocations();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].form["token"], "planted-refresh-1");
    assert_eq!(sent[0].form["token_type_hint"], "refresh_token");
    assert!(!server.accepts("planted-access-1"));
    assert!(matches!(oauth2.token().await, Err(AuthError::NotLoggedIn)));
    assert!(oauth2.needs_login().await.unwrap());
    assert_eq!(server.token_requests().len(), 0);
}

#[tokio::test]
async fn without_a_refresh_token_the_access_token_is_revoked() {
    let (server, clock, oauth2) = logged_in().await;
    let mut tokens = server.issue(&clock);
    tokens.refresh_token = None;
    oauth2.set_tokens(tokens).await.unwrap();
    oauth2.revoke().await.unwrap();
    assert_eq!(server.revocations()[0].form["token"], "planted-access-2");
    assert_eq!(
        server.revocations()[0].form["token_type_hint"],
        "access_token"
    );
}

#[tokio::test]
async fn tokens_are_forgotten_even_if_the_server_cannot_be_told() {
    let (_server, _clock, oauth2) = logged_in().await;
    for url in ["http://127.0.0.1:1/", ""] {
        let store = MemoryTokenStore::new();
        let oauth2 = oauth2.clone().revoke_url(url).token_store(store.clone());
        oauth2
            .set_tokens(Tokens::new("a", Some("r".into())))
            .await
            .unwrap();
        oauth2.revoke().await.unwrap_err();
        assert!(oauth2.tokens().is_none() && store.load().unwrap().is_none());
    }
}

#[tokio::test]
async fn a_logout_in_another_process_is_noticed_at_the_next_refresh() {
    let server = Server::start().await;
    let clock = ManualClock::new();
    let store = MemoryTokenStore::new();
    let here = server.oauth2(&clock).token_store(store.clone());
    let elsewhere = server.oauth2(&clock).token_store(store);
    here.set_tokens(server.issue(&clock)).await.unwrap();
    elsewhere.revoke().await.unwrap();
    let ticket = authorize(&here).await.unwrap();
    let error = here.rejected(ticket).await.unwrap_err();
    assert!(matches!(error, AuthError::NotLoggedIn), "{error:?}");
    here.set_tokens(server.issue(&clock)).await.unwrap();
    elsewhere.token().await.unwrap();
}

/// A store without a lock, as a user may write one.
#[derive(Clone, Default)]
struct Counting {
    inner: MemoryTokenStore,
    calls: Arc<AtomicUsize>,
}

impl TokenStore for Counting {
    fn load(&self) -> Result<Option<StoredTokens>, StoreError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.inner.load()
    }

    fn save(&self, tokens: &StoredTokens) -> Result<(), StoreError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.inner.save(tokens)
    }

    fn delete(&self) -> Result<(), StoreError> {
        self.inner.delete()
    }
}

#[tokio::test]
async fn tokens_that_appear_while_the_refresh_token_is_refused_are_taken() {
    let server = Server::start().await;
    let clock = ManualClock::new();
    let store = Counting::default();
    let here = server.oauth2(&clock).token_store(store.clone());
    let elsewhere = server.oauth2(&clock).token_store(store.clone());
    here.set_tokens(server.issue(&clock)).await.unwrap();
    server.set(|behaviour| behaviour.latency = Duration::from_millis(100));
    server.next(json(400, r#"{"error":"invalid_grant"}"#));
    clock.forward(LIFETIME);
    let refreshing = tokio::spawn(token_of(here));
    while server.token_requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    elsewhere.set_tokens(server.issue(&clock)).await.unwrap();
    assert_eq!(refreshing.await.unwrap().unwrap(), "planted-access-2");
    assert!(!store.load().unwrap().unwrap().refused);
}

#[tokio::test]
async fn a_new_login_elsewhere_after_a_logout_counts_as_newer() {
    let server = Server::start().await;
    let clock = ManualClock::new();
    let store = MemoryTokenStore::new();
    let here = server.oauth2(&clock).token_store(store.clone());
    let elsewhere = server.oauth2(&clock).token_store(store);
    here.set_tokens(server.issue(&clock)).await.unwrap();
    here.refresh().await.unwrap();
    let ticket = authorize(&here).await.unwrap();
    clock.forward(1);
    elsewhere.revoke().await.unwrap();
    elsewhere.set_tokens(server.issue(&clock)).await.unwrap();
    assert!(here.rejected(ticket).await.unwrap());
    assert!(server.accepts(&token_of(here).await.unwrap()));
    assert_eq!(server.token_requests().len(), 1);
}

/// A store whose first `load` gives its answer late.
struct Late {
    inner: MemoryTokenStore,
    gate: Arc<Mutex<Option<mpsc::Receiver<()>>>>,
}

impl TokenStore for Late {
    fn load(&self) -> Result<Option<StoredTokens>, StoreError> {
        let loaded = self.inner.load();
        let gate = self.gate.lock().unwrap().take();
        if let Some(gate) = gate {
            gate.recv().unwrap();
        }
        loaded
    }

    fn save(&self, tokens: &StoredTokens) -> Result<(), StoreError> {
        self.inner.save(tokens)
    }

    fn delete(&self) -> Result<(), StoreError> {
        self.inner.delete()
    }
}

#[tokio::test]
async fn an_old_look_into_the_store_does_not_undo_a_login() {
    let server = Server::start().await;
    let clock = ManualClock::new();
    let (opener, gate) = mpsc::channel();
    let gate = Arc::new(Mutex::new(Some(gate)));
    let oauth2 = server.oauth2(&clock).token_store(Late {
        inner: MemoryTokenStore::new(),
        gate: Arc::clone(&gate),
    });
    let looking = tokio::spawn({
        let oauth2 = oauth2.clone();
        async move { oauth2.needs_login().await }
    });
    while gate.lock().unwrap().is_some() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    oauth2.set_tokens(server.issue(&clock)).await.unwrap();
    opener.send(()).unwrap();
    looking.await.unwrap().unwrap();
    assert!(oauth2.tokens().is_some());
}

/// A store whose lock is never free.
#[derive(Clone, Default)]
struct Locked(MemoryTokenStore);

impl TokenStore for Locked {
    fn load(&self) -> Result<Option<StoredTokens>, StoreError> {
        self.0.load()
    }

    fn save(&self, tokens: &StoredTokens) -> Result<(), StoreError> {
        self.0.save(tokens)
    }

    fn delete(&self) -> Result<(), StoreError> {
        self.0.delete()
    }

    fn try_lock(&self) -> Result<Option<StoreLock>, StoreError> {
        Ok(None)
    }
}

#[tokio::test]
async fn f16_a_lock_held_for_too_long_is_an_error_once_the_token_has_ended() {
    let server = Server::start().await;
    let clock = ManualClock::new();
    let store = MemoryTokenStore::new();
    let writer = server.oauth2(&clock).token_store(store.clone());
    writer.set_tokens(server.issue(&clock)).await.unwrap();
    let oauth2 = server.oauth2(&clock).token_store(Locked(store));
    let oauth2 = oauth2.configure(|config| config.token_timeout = Duration::from_millis(30));
    clock.forward(LIFETIME - 30);
    assert_eq!(token_of(oauth2.clone()).await.unwrap(), "planted-access-1");
    clock.forward(60);
    let error = oauth2.token().await.unwrap_err();
    assert!(
        matches!(error, AuthError::Store(StoreError::TimedOut)),
        "{error:?}"
    );
    assert_eq!(server.token_requests().len(), 0);
}

#[tokio::test]
async fn tokens_from_elsewhere_must_fit_a_header() {
    let (_server, _clock, oauth2) = logged_in().await;
    for token in ["", "a b", "a\r\nX: y", "ä"] {
        let tokens = Tokens::new(token, None);
        assert!(oauth2.set_tokens(tokens).await.is_err(), "{token:?}");
    }
    assert_eq!(token_of(oauth2).await.unwrap(), "planted-access-1");
}

#[tokio::test]
async fn whoever_subscribes_sees_how_the_login_is_doing() {
    let (server, clock, oauth2) = logged_in().await;
    let mut states = oauth2.subscribe();
    assert_eq!(*states.borrow_and_update(), LoginState::Valid);
    server.set(|behaviour| behaviour.latency = Duration::from_millis(50));
    clock.forward(LIFETIME + 1);
    let calling = tokio::spawn(token_of(oauth2.clone()));
    states.changed().await.unwrap();
    assert_eq!(*states.borrow_and_update(), LoginState::Refreshing);
    calling.await.unwrap().unwrap();
    states
        .wait_for(|state| *state == LoginState::Valid)
        .await
        .unwrap();

    clock.forward(LIFETIME + 1);
    server.next(json(500, "{}"));
    token_of(oauth2.clone()).await.unwrap_err();
    assert_eq!(*states.borrow_and_update(), LoginState::Failing);
    clock.forward(120);
    server.revoke_refresh_tokens();
    token_of(oauth2.clone()).await.unwrap_err();
    assert_eq!(*states.borrow_and_update(), LoginState::NeedsLogin);
    oauth2.set_tokens(server.issue(&clock)).await.unwrap();
    assert_eq!(*states.borrow_and_update(), LoginState::Valid);
}
