//! What the client of the DrChrono fixture sends, beside what Postman's engine sends.

#[path = "../../../generated-example/examples/replay.rs"]
#[allow(dead_code)]
mod replay;

mod replaying;

use replay::api;
use replaying::replay_against;
use wire_conformance::Fixture;

#[tokio::test]
async fn every_request_of_a_large_collection_is_sent_as_by_postman() {
    let fixture = Fixture::named("drchrono").expect("a fixture");
    let report = replay_against(&fixture, async |arguments, output| {
        let replay = replay::saved_requests();
        replay.run_with(arguments, output, replay::connect).await
    })
    .await;
    assert!(report.is_good(), "{report}");
}
