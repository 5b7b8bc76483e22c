//! What the client of `fixtures/wire/torture.json` sends, beside what Postman's engine sends.

include!(concat!(env!("OUT_DIR"), "/mount.rs"));

mod replaying;

use replaying::replay_against;
use torture as api;
use wire_conformance::Fixture;

#[tokio::test]
async fn everything_that_is_hard_to_send_is_sent_as_by_postman() {
    let fixture = Fixture::named("torture").expect("a fixture");
    let report = replay_against(&fixture, async |arguments, output| {
        let replay = replay::saved_requests();
        replay.run_with(arguments, output, replay::connect).await
    })
    .await;
    assert!(report.is_good(), "{report}");
}
