//! How fast a client sends. Time is virtual: it goes on when everything waits.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use collgen_support::core::{Attempt, Call, Core, CoreBuilder, Error, Hooks, RateLimit};
use collgen_support::core::{RequestLine, Wait};
use tokio::time::{Instant, timeout};

use crate::client_of;
use crate::server::{Answer, Server};

const HOUR: Duration = Duration::from_secs(3600);

/// When requests were sent, what was waited for, and how many were under way at most.
#[derive(Clone)]
struct Watch {
    start: Instant,
    sent: Arc<Mutex<Vec<Duration>>>,
    waits: Arc<Mutex<Vec<Wait>>>,
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl Watch {
    fn new() -> Self {
        Self {
            start: Instant::now(),
            sent: Arc::default(),
            waits: Arc::default(),
            now: Arc::default(),
            most: Arc::default(),
        }
    }

    /// In whole periods.
    fn sent(&self, period: Duration) -> Vec<u64> {
        let sent = self.sent.lock().unwrap();
        let periods = sent
            .iter()
            .map(|at| at.as_secs_f64() / period.as_secs_f64());
        periods.map(|periods| periods as u64).collect()
    }
}

impl Hooks for Watch {
    fn before(&self, _: &RequestLine, _: &mut reqwest::Request) {
        self.sent.lock().unwrap().push(self.start.elapsed());
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
    }

    fn after(&self, _: &RequestLine, _: &Attempt<'_>) {
        self.now.fetch_sub(1, Ordering::SeqCst);
    }

    fn waiting(&self, _: &RequestLine, wait: Wait) {
        self.waits.lock().unwrap().push(wait);
    }
}

/// Without any time limit: virtual time would run out while a socket is waited for.
fn client(server: &Server, limit: RateLimit, watch: &Watch) -> CoreBuilder {
    let http = reqwest::Client::builder().pool_idle_timeout(None);
    client_of(server)
        .http_client(http.build().unwrap())
        .timeout(None)
        .rate_limit(limit)
        .hooks(watch.clone())
}

fn get(core: &Core) -> Call<()> {
    core.get("{{baseUrl}}/t", &[])
}

#[tokio::test(start_paused = true)]
async fn no_period_sees_more_requests_than_the_limit() {
    let (server, watch) = (Server::json("1").await, Watch::new());
    let core = client(&server, RateLimit::new().per_hour(5), &watch);
    let core = core.build().unwrap();
    for _ in 0..12 {
        get(&core).send().await.unwrap();
    }
    assert_eq!(watch.sent(HOUR), [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2]);
    let waits = watch.waits.lock().unwrap();
    assert_eq!(waits.len(), 2, "{waits:?}");
    assert!(
        waits
            .iter()
            .all(|wait| matches!(wait, Wait::RateLimit(wait) if *wait <= HOUR))
    );
}

#[tokio::test(start_paused = true)]
async fn several_limits_hold_together() {
    let (server, watch) = (Server::json("1").await, Watch::new());
    let limit = RateLimit::new().per_second(2).per_hour(5);
    let core = client(&server, limit, &watch).build().unwrap();
    for _ in 0..7 {
        get(&core).send().await.unwrap();
    }
    let second = Duration::from_secs(1);
    assert_eq!(watch.sent(second), [0, 0, 1, 1, 2, 3600, 3600]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_too_long_is_an_error_at_once_and_sends_nothing() {
    let (server, watch) = (Server::json("1").await, Watch::new());
    let limit = RateLimit::new().per_hour(1).max_wait(HOUR / 2);
    let core = client(&server, limit, &watch).build().unwrap();
    assert_eq!(core.wait(), Duration::ZERO);
    get(&core).send().await.unwrap();
    assert!(core.wait() > HOUR / 2);
    let error = get(&core).send().await.unwrap_err();
    assert!(matches!(error, Error::RateLimit { .. }), "{error:?}");
    assert!(error.is_retryable() && error.retry_after() > Some(HOUR / 2));
    assert!(watch.start.elapsed() < HOUR / 2);
    assert_eq!(server.received().len(), 1);
    tokio::time::sleep(HOUR / 2).await;
    get(&core).send().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn calls_at_the_same_time_share_the_limit_and_a_dropped_one_gives_its_turn_back() {
    let (server, watch) = (Server::json("1").await, Watch::new());
    let limit = RateLimit::new().per_hour(2).max_wait(10 * HOUR);
    let core = client(&server, limit, &watch).build().unwrap();
    let calls: Vec<_> = (0..2)
        .map(|_| tokio::spawn(get(&core.clone()).send()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    for _ in 0..10 {
        let given_up = timeout(Duration::from_secs(1), get(&core).send()).await;
        assert!(given_up.is_err());
    }
    let calls: Vec<_> = (0..4)
        .map(|_| tokio::spawn(get(&core.clone()).send()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(watch.sent(HOUR), [0, 0, 1, 1, 2, 2]);
}

#[tokio::test]
async fn no_more_requests_are_under_way_than_are_allowed_at_once() {
    let (server, watch) = (Server::json("1").await, Watch::new());
    let core = client(&server, RateLimit::new().at_once(2), &watch);
    let core = core.build().unwrap();
    let calls: Vec<_> = (0..20).map(|_| tokio::spawn(get(&core).send())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(watch.most.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_place_is_not_waited_for_longer_than_allowed_and_a_streamed_answer_keeps_it() {
    let (server, watch) = (Server::json("1").await, Watch::new());
    let limit = RateLimit::new().at_once(1).max_wait(HOUR);
    let core = client(&server, limit, &watch).build().unwrap();
    let open = get(&core).send_streaming().await.unwrap();
    let error = get(&core).send().await.unwrap_err();
    assert!(
        matches!(error, Error::RateLimit { wait: HOUR, .. }),
        "{error:?}"
    );
    drop(open);
    get(&core).send().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn retries_take_turns_too_and_a_throttled_client_leaves_the_server_alone() {
    let watch = Watch::new();
    let server = Server::start(|number, _| match number {
        0 => Answer::new(429, "").header("retry-after", 20),
        _ => Answer::new(200, "1"),
    })
    .await;
    let core = client(&server, RateLimit::new().per_second(1), &watch);
    let core = core.build().unwrap();
    let throttled = tokio::spawn(get(&core).send());
    while watch.waits.lock().unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    get(&core).send().await.unwrap();
    throttled.await.unwrap().unwrap();
    let sent = watch.sent(Duration::from_secs(1));
    assert_eq!(sent.len(), 3);
    assert!(sent[1] >= 20 && sent[2] > sent[1], "{sent:?}");
}
