//! What a valid token costs, and how long a thousand callers wait after one refresh.
//!
//! `cargo bench -p collgen-support --bench token`: figures on standard output, nothing is judged.

#[path = "../tests/auth_server/mod.rs"]
mod auth_server;

use std::time::{Duration, Instant};

use auth_server::{LIFETIME, ManualClock, Server, all_at_once};
use collgen_support::auth::{OAuth2, SystemClock};

const CALLS: u32 = 4_000_000;
const CALLERS: usize = 1_000;

fn main() {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().build().unwrap();
    runtime.block_on(async {
        let (server, clock) = (Server::start().await, ManualClock::new());
        let oauth2 = server.logged_in(&clock).await.clock(SystemClock);
        let mut tokens = server.issue(&clock);
        tokens.expires_at = Some(std::time::SystemTime::now() + Duration::from_secs(LIFETIME));
        oauth2.set_tokens(tokens).await.unwrap();
        for threads in [1, 4, 64] {
            let (nanoseconds, waits) = fast_path(&oauth2, threads);
            println!(
                "token() on {threads} threads: {nanoseconds:.0} ns of CPU time a call, \
                 {waits} waits in {CALLS} calls"
            );
        }
        let oauth2 = server.logged_in(&clock).await;
        println!(
            "{CALLERS} callers across an expiry: {:?}",
            release(&server, &clock, &oauth2).await
        );
    });
}

/// CPU time of one call, and how often a thread was put to sleep in all of them. Elapsed time would tell how many
/// threads share a core.
fn fast_path(oauth2: &OAuth2, threads: u32) -> (f64, u64) {
    let before = cpu_time();
    let waits = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|_| {
                let oauth2 = oauth2.clone();
                scope.spawn(move || {
                    let mut runtime = tokio::runtime::Builder::new_current_thread();
                    let runtime = runtime.build().unwrap();
                    let before = sleeps();
                    runtime.block_on(async {
                        for _ in 0..CALLS / threads {
                            std::hint::black_box(oauth2.token().await.unwrap());
                        }
                    });
                    sleeps() - before
                })
            })
            .collect();
        let waits = running.into_iter().map(|thread| thread.join().unwrap());
        waits.sum()
    });
    let nanoseconds = (cpu_time() - before).as_nanos() as f64;
    (nanoseconds / f64::from(CALLS), waits)
}

/// What this process has used so far, in ticks of 10 ms (Linux).
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let (_, fields) = stat.rsplit_once(')').unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks = ticks.map(|ticks| ticks.parse().unwrap_or(0));
    Duration::from_millis(10 * ticks.sum::<u64>())
}

/// How often this thread went to sleep of itself (Linux).
fn sleeps() -> u64 {
    let status = std::fs::read_to_string("/proc/thread-self/status").unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
    line.and_then(|count| count.trim().parse().ok())
        .unwrap_or(0)
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
