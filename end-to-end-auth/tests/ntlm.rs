//! Logins by NTLM, from the auth block to the connection that a server trusts.

use std::collections::BTreeSet;

use auth_end_to_end::ntlm_server::{ACCOUNT, Behaviour, NtlmServer};
use auth_end_to_end::schemes::models::NtlmInput;
use auth_end_to_end::schemes::{Client, Error};

async fn call(client: &Client) -> Result<(), Error> {
    client.ntlm(&NtlmInput::default()).send().await.map(drop)
}

fn client(server: &NtlmServer) -> Client {
    let builder = Client::builder().host(&server.url);
    builder
        .ntlm(ACCOUNT.name, ACCOUNT.password)
        .build()
        .unwrap()
}

#[tokio::test]
async fn the_dialogue_stays_on_one_connection_which_stays_authenticated() {
    for tells_time in [false, true] {
        let server = NtlmServer::start(Behaviour {
            tells_time,
            ..Behaviour::default()
        })
        .await;
        let client = client(&server);
        call(&client).await.unwrap();
        let seen = server.seen();
        let statuses: Vec<_> = seen.iter().map(|seen| seen.status).collect();
        assert_eq!(statuses, [401, 401, 200], "{seen:?}");
        // The body goes where it may be acted on, not with the message that asks for the challenge.
        let bodies: Vec<_> = seen.iter().map(|seen| seen.body.is_empty()).collect();
        assert_eq!(bodies, [false, true, false]);
        call(&client).await.unwrap();
        let seen = server.seen();
        assert_eq!(seen.len(), 4, "nothing is proved twice");
        // The first goes out through the client, since nobody knows yet that there is a dialogue.
        let connections: Vec<_> = seen.iter().map(|seen| seen.connection).collect();
        assert_eq!(connections, [0, 1, 1, 1]);
        assert!(!seen[3].head.to_lowercase().contains("authorization"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_at_once_have_a_connection_each() {
    let server = NtlmServer::start(Behaviour {
        tells_time: true,
        ..Behaviour::default()
    })
    .await;
    let client = client(&server);
    for _ in 0..3 {
        let calls: Vec<_> = (0..40)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { call(&client).await })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
    }
    let seen = server.seen();
    assert!(seen.iter().all(|seen| seen.problem.is_none()), "{seen:?}");
    let is_answer = |head: &str| head.to_lowercase().contains("authorization: ntlm");
    let proved = seen.iter().filter(|seen| is_answer(&seen.head));
    let used: BTreeSet<_> = proved.map(|seen| seen.connection).collect();
    assert!(used.len() <= 40, "{} connections", used.len());
    // Each was authenticated once.
    assert_eq!(seen.len(), 120 + 2 * used.len());
}

#[tokio::test]
async fn a_wrong_password_is_tried_once() {
    let server = NtlmServer::start(Behaviour::default()).await;
    let builder = Client::builder().host(&server.url).ntlm("ada", "wrong");
    let error = call(&builder.build().unwrap()).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    let problems: Vec<_> = server
        .seen()
        .into_iter()
        .filter_map(|seen| seen.problem)
        .collect();
    assert_eq!(problems, ["the proof is wrong"]);
}

#[tokio::test]
async fn a_domain_in_the_name_counts_unless_there_is_one() {
    let server = NtlmServer::start(Behaviour::default()).await;
    for name in ["CORP\\ada", "ada@CORP"] {
        use auth_end_to_end::schemes::auth::schemes::Ntlm;
        let builder = Client::builder().host(&server.url);
        let login = Ntlm::new(name, ACCOUNT.password);
        call(&builder.authorizer("ntlm", login).build().unwrap())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_server_that_asks_for_nothing_is_told_nothing() {
    let server = NtlmServer::start(Behaviour {
        is_open: true,
        ..Behaviour::default()
    })
    .await;
    call(&client(&server)).await.unwrap();
    assert_eq!(server.seen().len(), 1);
    assert!(
        !server.seen()[0]
            .head
            .to_lowercase()
            .contains("authorization")
    );
}

#[tokio::test]
async fn negotiate_is_answered_where_it_is_all_that_is_offered() {
    let offers = Some("Negotiate");
    let server = NtlmServer::start(Behaviour {
        offers,
        ..Behaviour::default()
    })
    .await;
    call(&client(&server)).await.unwrap();
}

#[tokio::test]
async fn a_server_that_hangs_up_in_between_is_a_401_and_no_end_of_waiting() {
    let server = NtlmServer::start(Behaviour {
        hangs_up: true,
        ..Behaviour::default()
    })
    .await;
    let error = call(&client(&server)).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
}

#[tokio::test]
async fn its_connections_are_made_as_those_of_the_client_are() {
    let server = NtlmServer::start(Behaviour::default()).await;
    let proxy = server.url.clone();
    let builder = Client::builder()
        .host("http://api.test")
        .ntlm(ACCOUNT.name, ACCOUNT.password)
        .http_builder(move || {
            let proxy = reqwest::Proxy::all(&proxy).unwrap();
            reqwest::Client::builder().proxy(proxy)
        });
    call(&builder.build().unwrap()).await.unwrap();
    let seen = server.seen();
    assert!(
        seen.iter()
            .all(|seen| seen.head.contains("http://api.test/")),
        "{seen:?}"
    );
}
