//! A server over TLS, by HTTP/1.1 and HTTP/2: tells what it negotiated, and answers every request with a user.

use std::io::{Error, Result};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};
use tokio_rustls::server::TlsStream;

pub const AUTHORITY: &[u8] = include_bytes!("ca.pem");

const USER: &str = r#"{"id": 7, "username": "ada"}"#;

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// `HTTP/1.1` or `HTTP/2`.
    pub version: &'static str,
    pub path: String,
    pub authorization: String,
    /// Whether the client showed a certificate.
    pub has_certificate: bool,
}

pub struct Server {
    pub origin: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Offers these protocols, best first, and may ask for a certificate of the authority.
    pub async fn start(protocols: &[&str], asks_for_certificate: bool) -> Self {
        let certificate = CertificateDer::from_pem_slice(include_bytes!("server.pem")).unwrap();
        let key = PrivateKeyDer::from_pem_slice(include_bytes!("server.key")).unwrap();
        let builder = match asks_for_certificate {
            false => ServerConfig::builder().with_no_client_auth(),
            true => {
                let mut roots = RootCertStore::empty();
                roots
                    .add(CertificateDer::from_pem_slice(AUTHORITY).unwrap())
                    .unwrap();
                let verifier = WebPkiClientVerifier::builder(roots.into()).build();
                ServerConfig::builder().with_client_cert_verifier(verifier.unwrap())
            }
        };
        let mut config = builder.with_single_cert(vec![certificate], key).unwrap();
        config.alpn_protocols = protocols
            .iter()
            .map(|name| name.as_bytes().to_vec())
            .collect();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("https://{}", listener.local_addr().unwrap());
        let seen = Arc::default();
        let record = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, record) = (acceptor.clone(), Arc::clone(&record));
                // A client that does not trust the server hangs up.
                tokio::spawn(async move { serve(acceptor, stream, &record).await });
            }
        });
        Self { origin, seen }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

async fn serve(acceptor: TlsAcceptor, stream: TcpStream, seen: &Mutex<Vec<Seen>>) -> Result<()> {
    let stream = acceptor.accept(stream).await?;
    let (_, connection) = stream.get_ref();
    let has_certificate = connection.peer_certificates().is_some();
    match connection.alpn_protocol() {
        Some(b"h2") => serve_2(stream, has_certificate, seen).await,
        _ => serve_1(stream, has_certificate, seen).await,
    }
}

async fn serve_1(
    mut stream: TlsStream<TcpStream>,
    has_certificate: bool,
    seen: &Mutex<Vec<Seen>>,
) -> Result<()> {
    let mut bytes = Vec::new();
    loop {
        while !bytes.ends_with(b"\r\n\r\n") {
            if stream.read_buf(&mut bytes).await? == 0 {
                return Ok(());
            }
        }
        let head = String::from_utf8_lossy(&bytes).into_owned();
        bytes.clear();
        let authorization = head
            .lines()
            .find_map(|line| line.strip_prefix("authorization: "));
        seen.lock().unwrap().push(Seen {
            version: "HTTP/1.1",
            path: head.split(' ').nth(1).unwrap_or_default().to_owned(),
            authorization: authorization.unwrap_or_default().to_owned(),
            has_certificate,
        });
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{USER}",
            USER.len()
        );
        stream.write_all(answer.as_bytes()).await?;
    }
}

async fn serve_2(
    stream: TlsStream<TcpStream>,
    has_certificate: bool,
    seen: &Mutex<Vec<Seen>>,
) -> Result<()> {
    let mut connection = h2::server::handshake(stream).await.map_err(Error::other)?;
    while let Some(request) = connection.accept().await {
        let (request, mut respond) = request.map_err(Error::other)?;
        let authorization = request.headers().get("authorization");
        let authorization = authorization.and_then(|value| value.to_str().ok());
        seen.lock().unwrap().push(Seen {
            version: "HTTP/2",
            path: request.uri().path().to_owned(),
            authorization: authorization.unwrap_or_default().to_owned(),
            has_certificate,
        });
        let head = http::Response::new(());
        let mut body = respond.send_response(head, false).map_err(Error::other)?;
        body.send_data(USER.into(), true).map_err(Error::other)?;
    }
    Ok(())
}
