//! A fault run: calls at a server that misbehaves at random, with a clock that runs on and handles that share a file.
//!
//! 1,000 calls; `AUTH_FAULT_CALLS` asks for more. The faults come from a generator with a fixed seed, so that a run can
//! be repeated.

mod auth_server;

use std::time::Duration;

use auth_server::{Directory, LIFETIME, ManualClock, Reply, Server, all_at_once, json};
use collgen_support::auth::{AuthError, FileTokenStore, OAuth2, TokenStore};

/// How many callers come at once.
const WAVE: usize = 20;

/// Numbers in an order that looks random and is always the same.
struct Faults(u64);

impl Faults {
    fn next(&mut self, below: u64) -> u64 {
        // The generator of Marsaglia's «Xorshift RNGs».
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }

    /// Scripts the next answer of the token endpoint, or lets it do its work.
    fn reply(&mut self) -> Option<Reply> {
        Some(match self.next(12) {
            0 => json(500, "{}"),
            1 => Reply::Raw(429, "Retry-After: 2\r\n", String::new()),
            2 => Reply::Raw(502, "Content-Type: text/html\r\n", "<html>".to_owned()),
            3 => Reply::Raw(200, "Content-Type: text/html\r\n", "<html>".to_owned()),
            4 => Reply::Raw(302, "Location: https://elsewhere.test/\r\n", String::new()),
            5 => json(200, "[]"),
            _ => return None,
        })
    }
}

fn calls() -> usize {
    let asked = std::env::var("AUTH_FAULT_CALLS").ok();
    asked.and_then(|calls| calls.parse().ok()).unwrap_or(1_000)
}

/// Two handles on one file, as two processes would have.
async fn handles(server: &Server, clock: &ManualClock, file: &Directory) -> [OAuth2; 2] {
    let handle = || {
        let store = FileTokenStore::new(file.file()).unwrap();
        server.oauth2(clock).token_store(store)
    };
    let handles = [handle(), handle()];
    handles[0].set_tokens(server.issue(clock)).await.unwrap();
    handles
}

#[tokio::test(flavor = "multi_thread")]
async fn no_login_is_lost_but_by_the_servers_own_word() {
    let (server, clock, file) = (Server::start().await, ManualClock::new(), Directory::new());
    let handles = handles(&server, &clock, &file).await;
    let mut faults = Faults(0x5eed);
    let (mut succeeded, mut failed, mut dropped) = (0, 0, 0);
    for wave in 0..calls() / WAVE {
        server.set(|behaviour| behaviour.latency = Duration::from_millis(wave as u64 % 3));
        // Past the end of the token, or past the longest pause after a failure.
        clock.forward(if faults.next(2) == 0 {
            LIFETIME + 1
        } else {
            400
        });
        if let Some(reply) = faults.reply() {
            server.next(reply);
        }
        let (first, second) = (handles[0].clone(), handles[1].clone());
        let gives_up = faults.next(4) == 0;
        let number = std::sync::atomic::AtomicUsize::new(0);
        let outcomes = all_at_once(WAVE, || {
            let number = number.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let handle = if number.is_multiple_of(2) {
                first.clone()
            } else {
                second.clone()
            };
            async move {
                if gives_up && number == 0 {
                    let hurried = Duration::from_micros(200);
                    return tokio::time::timeout(hurried, handle.token()).await.ok();
                }
                Some(handle.token().await)
            }
        })
        .await;
        for outcome in outcomes {
            match outcome {
                None => dropped += 1,
                Some(Ok(token)) => {
                    succeeded += 1;
                    assert!(
                        server.accepts(token.expose()),
                        "a token that nobody gave out"
                    );
                }
                Some(Err(error)) => {
                    failed += 1;
                    let ours = error.is_transient() || matches!(error, AuthError::Store(_));
                    assert!(ours && !error.needs_login(), "a login was lost: {error}");
                }
            }
        }
        let store = FileTokenStore::new(file.file()).unwrap();
        assert!(!store.load().unwrap().unwrap().refused);
    }
    assert!(
        succeeded > failed,
        "{succeeded} calls, {failed} failed, {dropped} given up"
    );
    clock.forward(LIFETIME + 400);
    for handle in handles {
        assert!(server.accepts(handle.token().await.unwrap().expose()));
    }
}
