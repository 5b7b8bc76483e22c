//! Bodies that are read while they are sent or received.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use collgen_support::core::{Core, Error, File};
use futures_core::Stream;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::client_of;
use crate::server::{Answer, Server};

const SIZE: usize = 3_000_000;

fn content() -> Vec<u8> {
    (0..SIZE).map(|at| (at % 251) as u8).collect()
}

#[tokio::test]
async fn an_answer_comes_in_pieces() {
    let server = Server::start(|_, _| Answer::new(200, content())).await;
    let core = client_of(&server).build().unwrap();
    let call = core.get("{{baseUrl}}/t", &[]);
    let mut answer = call.send_streaming().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.content_length(), Some(SIZE as u64));
    let (mut received, mut pieces) = (Vec::new(), 0);
    while let Some(bytes) = answer.chunk().await.unwrap() {
        received.extend_from_slice(&bytes);
        pieces += 1;
    }
    assert!(received == content() && pieces > 1, "{pieces}");

    let mut answer = call.send_streaming().await.unwrap();
    let mut length = 0;
    while let Some(bytes) = poll_fn(|context| Pin::new(&mut answer).poll_next(context)).await {
        length += bytes.unwrap().len();
    }
    assert_eq!(length, SIZE);
}

#[tokio::test]
async fn an_answer_that_is_no_success_is_the_usual_error_after_the_usual_retries() {
    let server = Server::start(|_, _| Answer::new(503, "{\"detail\":\"busy\"}")).await;
    let core = client_of(&server).build().unwrap();
    let error = core.get("{{baseUrl}}/t", &[]).send_streaming().await;
    let error = error.unwrap_err();
    assert_eq!(error.to_string(), "GET /t: 503 Service Unavailable: busy");
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn the_time_limit_is_that_of_each_piece() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_buf(&mut Vec::new()).await.unwrap();
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        for _ in 0..8 {
            tokio::time::sleep(Duration::from_millis(40)).await;
            stream.write_all(b"x").await.unwrap();
        }
        std::future::pending::<()>().await;
    });
    let core = Core::builder().setting("baseUrl", url).build().unwrap();
    let call = core.get("{{baseUrl}}/t", &[]);
    let call = call.timeout(Duration::from_millis(200));
    let mut answer = call.send_streaming().await.unwrap();
    let mut length = 0;
    let error = loop {
        match answer.chunk().await {
            Ok(bytes) => length += bytes.unwrap().len(),
            Err(error) => break error,
        }
    };
    assert_eq!(length, 8);
    assert!(error.is_timeout(), "{error:?}");
}

/// A file of the disk with that content, which removes itself.
struct Temporary(std::path::PathBuf);

impl Temporary {
    fn new(name: &str) -> Self {
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("streaming-{}-{name}", std::process::id()));
        std::fs::write(&path, content()).unwrap();
        Self(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn a_file_is_read_anew_for_every_attempt_and_its_length_is_told() {
    let server = Server::start(|number, _| Answer::new([503, 200][number], "")).await;
    let core = client_of(&server).build().unwrap();
    let path = Temporary::new("a.bin");
    let file = File::open(&path.0).await.unwrap();
    let call = core.put("{{baseUrl}}/t", &[]).file_body(file);
    call.send().await.unwrap();
    for received in server.received() {
        assert_eq!(received.header("content-length"), Some("3000000"));
        assert!(received.body == content());
    }
    assert_eq!(server.received().len(), 2);
    assert!(File::open(path.0.join("none")).await.is_err());
}

#[tokio::test]
async fn files_of_a_form_are_streamed_between_its_texts() {
    let server = Server::json("1").await;
    let core = client_of(&server).build().unwrap();
    let path = Temporary::new("b.bin");
    let reader = File::reader("r.txt", &b"of a reader"[..], 11);
    core.post("{{baseUrl}}/t", &[])
        .multipart_text("before", "1")
        .multipart_file("file", File::open(&path.0).await.unwrap())
        .multipart_file("reader", reader)
        .multipart_text("after", "2")
        .send()
        .await
        .unwrap();
    let received = server.last();
    let boundary = received.header("content-type").unwrap();
    let boundary = boundary.split_once("boundary=").unwrap().1.as_bytes();
    let find = |part: &[u8]| {
        let found = received.body.windows(part.len()).position(|at| at == part);
        found.unwrap_or_else(|| panic!("{}", part.escape_ascii()))
    };
    let places = [
        find(b"name=\"before\"\r\n\r\n1\r\n"),
        find(&content()[..1000]),
        find(&[&content()[SIZE - 9..], b"\r\n--", boundary].concat()),
        find(b"\r\n\r\nof a reader\r\n"),
        find(b"name=\"after\"\r\n\r\n2\r\n"),
    ];
    assert!(places.is_sorted() && places[2] > SIZE, "{places:?}");
    assert!(received.body.ends_with(&[boundary, b"--\r\n"].concat()));
}

#[tokio::test]
async fn a_reader_is_read_once_so_that_nothing_is_sent_again() {
    let server = Server::start(|_, _| Answer::new(503, "")).await;
    let core = client_of(&server).build().unwrap();
    let reader = File::reader("r.txt", &b"of a reader, longer than told"[..], 11);
    let call = core.put("{{baseUrl}}/t", &[]).file_body(reader);
    let error = call.send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(server.received().len(), 1);
    assert_eq!(server.last().text(), "of a reader");
    let error = call.send().await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
}

#[tokio::test]
async fn a_redirect_that_asks_for_the_body_once_more_is_the_answer_where_it_was_read() {
    let server = Server::start(|_, _| Answer::new(307, "").header("location", "/other")).await;
    let core = client_of(&server).build().unwrap();
    let reader = File::reader("r.txt", &b"of a reader"[..], 11);
    let error = core
        .put("{{baseUrl}}/t", &[])
        .file_body(reader)
        .send()
        .await;
    assert_eq!(error.unwrap_err().status().unwrap(), 307);
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_redirect_that_asks_for_the_body_once_more_gets_a_file_read_anew() {
    let server = Server::start(|number, _| match number {
        0 => Answer::new(308, "").header("location", "/other"),
        _ => Answer::new(200, "1"),
    })
    .await;
    let core = client_of(&server).build().unwrap();
    let path = Temporary::new("redirected.bin");
    let file = File::open(&path.0).await.unwrap();
    core.put("{{baseUrl}}/t", &[])
        .file_body(file)
        .send()
        .await
        .unwrap();
    assert!(server.last().body == content() && server.last().target == "/other");
}

#[tokio::test]
async fn a_reader_of_unknown_length_is_sent_in_chunks() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let received = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut received = Vec::new();
        while !received.ends_with(b"0\r\n\r\n") {
            stream.read_buf(&mut received).await.unwrap();
        }
        let answer = "HTTP/1.1 204 No Content\r\n\r\n";
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(received).unwrap()
    });
    let core = Core::builder().setting("baseUrl", url).build().unwrap();
    let reader = File::reader("r.txt", &b"of a reader"[..], None);
    let call = core.post("{{baseUrl}}/t", &[]).file_body(reader);
    call.send().await.unwrap();
    let received = received.await.unwrap();
    assert!(
        received.contains("transfer-encoding: chunked"),
        "{received}"
    );
    assert!(
        received.ends_with("\r\nB\r\nof a reader\r\n0\r\n\r\n"),
        "{received}"
    );
}
