//! Futures that are dropped, at every point where they wait: nothing is held, lost or sent twice by that.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use collgen_support::core::{Core, File, RateLimit, RetryPolicy};

use crate::client_of;
use crate::server::{Answer, Server};

/// What comes of the future when it is polled that often at most, each time because it was woken.
async fn polled<T>(most: usize, future: impl Future<Output = T>) -> Option<T> {
    let (mut future, mut polls) = (pin!(future), 0);
    poll_fn(|context| {
        if polls == most {
            return Poll::Ready(None);
        }
        polls += 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

/// Drops the future after one poll, after two and so on, until it comes to its end; how many were dropped.
async fn dropped_at_each_poll<T, F: Future<Output = T>>(
    make: impl Fn() -> F,
    after_each: impl AsyncFn(),
) -> usize {
    for polls in 1..10_000 {
        if polled(polls, make()).await.is_some() {
            return polls - 1;
        }
        after_each().await;
    }
    panic!("it never ends");
}

/// One place, so that a call which kept it would stop all others.
fn one_at_a_time() -> RateLimit {
    RateLimit::new().at_once(1).max_wait(Duration::from_secs(5))
}

async fn can_still_call(core: &Core) {
    core.get("{{baseUrl}}/probe", &[]).send().await.unwrap();
}

#[tokio::test]
async fn while_a_retry_is_waited_for() {
    let server = Server::start(|number, received| match &*received.target {
        "/probe" => Answer::new(200, ""),
        _ if number % 3 == 2 => Answer::new(200, "1"),
        _ => Answer::new(503, ""),
    })
    .await;
    let core = client_of(&server)
        .retry(
            RetryPolicy::new()
                .max_retries(5)
                .base(Duration::from_millis(2))
                .budget(10_000),
        )
        .rate_limit(one_at_a_time())
        .build()
        .unwrap();
    let call = core.get("{{baseUrl}}/t", &[]).json::<u8>();
    let dropped = dropped_at_each_poll(|| call.send(), async || can_still_call(&core).await).await;
    assert!(dropped >= 2, "{dropped}");
}

#[tokio::test]
async fn while_its_turn_is_waited_for() {
    let server = Server::json("1").await;
    let limit = one_at_a_time().per(Duration::from_millis(30), 1);
    let core = client_of(&server).rate_limit(limit).build().unwrap();
    let call = core.get("{{baseUrl}}/t", &[]).json::<u8>();
    call.send().await.unwrap();
    for _ in 0..50 {
        assert!(polled(1, call.send()).await.is_none());
    }
    // Fifty turns that were given back are not waited for.
    assert!(
        core.wait() <= Duration::from_millis(30),
        "{:?}",
        core.wait()
    );
    let dropped = dropped_at_each_poll(|| call.send(), async || can_still_call(&core).await).await;
    assert!(dropped >= 2, "{dropped}");
}

#[tokio::test]
async fn while_a_body_is_sent() {
    let server = Server::json("1").await;
    let core = client_of(&server)
        .rate_limit(one_at_a_time())
        .build()
        .unwrap();
    let upload = || {
        let file = File::reader("a.bin", tokio::io::repeat(7), 300_000);
        core.put("{{baseUrl}}/t", &[]).file_body(file).send()
    };
    let dropped = dropped_at_each_poll(upload, async || can_still_call(&core).await).await;
    assert!(dropped >= 2, "{dropped}");
    assert_eq!(server.last().body.len(), 300_000);
}

#[tokio::test]
async fn while_an_answer_is_read_piece_by_piece_nothing_of_it_is_lost() {
    const SIZE: usize = 2_000_000;
    let content: Vec<u8> = (0..SIZE).map(|at| (at % 251) as u8).collect();
    let expected = content.clone();
    let server = Server::start(move |_, _| Answer::new(200, content.clone())).await;
    let core = client_of(&server).build().unwrap();
    let mut answer = core
        .get("{{baseUrl}}/t", &[])
        .send_streaming()
        .await
        .unwrap();
    let (mut received, mut dropped) = (Vec::new(), 0);
    loop {
        // One poll, then the future is given up and another one made.
        match polled(1, answer.chunk()).await {
            Some(Ok(Some(bytes))) => received.extend_from_slice(&bytes),
            Some(Ok(None)) => break,
            Some(Err(error)) => panic!("{error}"),
            None => {
                dropped += 1;
                tokio::task::yield_now().await;
            }
        }
    }
    assert!(received == expected && dropped > 0, "{dropped}");
}

#[tokio::test]
async fn an_answer_that_is_not_read_to_its_end_gives_its_place_back() {
    let server = Server::start(|_, _| Answer::new(200, vec![0; 500_000])).await;
    let core = client_of(&server)
        .rate_limit(one_at_a_time())
        .build()
        .unwrap();
    let call = core.get("{{baseUrl}}/t", &[]);
    let download = || async {
        let mut answer = call.send_streaming().await.unwrap();
        while answer.chunk().await.unwrap().is_some() {}
    };
    let dropped = dropped_at_each_poll(download, async || can_still_call(&core).await).await;
    assert!(dropped >= 2, "{dropped}");
}
