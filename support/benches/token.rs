//! What a valid token costs, and how long a thousand callers wait after one refresh.
//!
//! `cargo bench -p collgen-support --bench token`: figures on standard output, nothing is judged.

#[path = "../tests/auth_server/mod.rs"]
mod auth_server;

use std::time::{Duration, Instant};

use auth_server::{LIFETIME, ManualClock, Server, all_at_once};
use collgen_support::auth::OAuth2;

const CALLS: u32 = 200_000;
const CALLERS: usize = 1_000;

fn main() {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().build().unwrap();
    runtime.block_on(async {
        let (server, clock) = (Server::start().await, ManualClock::new());
        let oauth2 = server.logged_in(&clock).await;
        for threads in [1, 4, 64] {
            println!(
                "token() on {threads} threads: {} ns",
                fast_path(&oauth2, threads).as_nanos()
            );
        }
        println!(
            "{CALLERS} callers across an expiry: {:?}",
            release(&server, &clock, &oauth2).await
        );
    });
}

/// The time of one call, as one thread sees it.
fn fast_path(oauth2: &OAuth2, threads: u32) -> Duration {
    let times: Vec<Duration> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|_| {
                let oauth2 = oauth2.clone();
                scope.spawn(move || {
                    let mut runtime = tokio::runtime::Builder::new_current_thread();
                    let runtime = runtime.build().unwrap();
                    runtime.block_on(async {
                        let start = Instant::now();
                        for _ in 0..CALLS / threads {
                            std::hint::black_box(oauth2.token().await.unwrap());
                        }
                        start.elapsed() / (CALLS / threads)
                    })
                })
            })
            .collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    times.iter().sum::<Duration>() / threads
}

/// From the answer of the token endpoint to the last caller.
async fn release(server: &Server, clock: &ManualClock, oauth2: &OAuth2) -> Duration {
    clock.forward(LIFETIME + 1);
    let before = server.token_requests().len();
    let start = Instant::now();
    let tokens = all_at_once(CALLERS, || {
        let oauth2 = oauth2.clone();
        async move { oauth2.token().await.unwrap() }
    })
    .await;
    let took = start.elapsed();
    assert_eq!(
        (tokens.len(), server.token_requests().len()),
        (CALLERS, before + 1)
    );
    took
}
