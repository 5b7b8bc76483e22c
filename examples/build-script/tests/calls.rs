//! The generated module against a server in this process.

use build_script_example::notebook::Client;
use build_script_example::notebook::models::NoteInput;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Answers each connection with the next body and reports the requests as text.
async fn serve(bodies: Vec<String>) -> (String, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let bodies: Vec<String> = bodies
        .iter()
        .map(|body| body.replace("ORIGIN", &origin))
        .collect();
    let requests = tokio::spawn(async move {
        let mut requests = Vec::new();
        for body in bodies {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut buffer = vec![0; 16 * 1024];
            let length = stream.read(&mut buffer).await.unwrap();
            requests.push(String::from_utf8_lossy(&buffer[..length]).into_owned());
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        requests
    });
    (origin, requests)
}

#[tokio::test]
async fn a_list_is_read_over_all_its_pages() {
    let first = r#"{"results": [{"id": 1, "title": "Plan"}], "next": "ORIGIN/notes?page=2"}"#;
    let second = r#"{"results": [{"id": 2, "title": "Shop"}], "next": null}"#;
    let (origin, requests) = serve(vec![first.into(), second.into()]).await;
    let client = Client::builder().base_url(origin).build().unwrap();

    let titles = build_script_example::titles(&client, "ada l")
        .await
        .unwrap();

    assert_eq!(titles, ["Plan", "Shop"]);
    let requests = requests.await.unwrap();
    assert!(
        requests[0].starts_with("GET /notes?author=ada%20l HTTP/1.1"),
        "{}",
        requests[0]
    );
    assert!(
        requests[1].starts_with("GET /notes?page=2 HTTP/1.1"),
        "{}",
        requests[1]
    );
}

#[tokio::test]
async fn a_body_holds_what_was_set_and_nothing_else() {
    let (origin, requests) = serve(vec![r#"{"id": 3, "title": "Plan"}"#.into()]).await;
    let client = Client::builder().base_url(origin).build().unwrap();
    let body = NoteInput {
        title: "Plan".into(),
        ..NoteInput::default()
    };

    let note = client.notes().create(&body).send().await.unwrap();

    assert_eq!((note.id, note.title.as_deref()), (3, Some("Plan")));
    assert!(requests.await.unwrap()[0].ends_with("\r\n\r\n{\"title\":\"Plan\"}"));
}
