//! A server that costs next to nothing: answers a GET of a C-CDA document with so many bytes, any other GET with a
//! patient, and takes any body.

use std::io::BufRead;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const PATIENT: &str = include_str!("../patient.json");

/// A server in a process of its own; ends with this.
pub(crate) struct Server {
    process: Child,
    pub(crate) origin: String,
}

impl Server {
    pub(crate) fn start(bytes: u64) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["server", &bytes.to_string()]);
        let mut process = command.stdout(Stdio::piped()).spawn()?;
        let output = process.stdout.take().context("the server has no output")?;
        let mut origin = String::new();
        std::io::BufReader::new(output).read_line(&mut origin)?;
        let origin = origin.trim().to_owned();
        Ok(Self { process, origin })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(crate) async fn serve(bytes: u64) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        // A client that goes away is no failure.
        tokio::spawn(async move { answer(stream, bytes).await.ok() });
    }
}

async fn answer(mut stream: TcpStream, bytes: u64) -> Result<()> {
    let mut received = Vec::with_capacity(1 << 16);
    loop {
        let end = loop {
            if let Some(end) = received.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            if stream.read_buf(&mut received).await? == 0 {
                return Ok(());
            }
        };
        let head = String::from_utf8_lossy(&received[..end]).to_ascii_lowercase();
        received.drain(..end);
        let length = head.split_once("content-length:");
        let length = length.and_then(|(_, rest)| rest.lines().next()?.trim().parse().ok());
        let mut body = length.unwrap_or(0_usize);
        while body > received.len() {
            body -= received.len();
            received.clear();
            stream.read_buf(&mut received).await?;
        }
        received.drain(..body);
        if head.contains("/ccda") {
            send_zeros(&mut stream, bytes).await?;
        } else {
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length";
            let answer = format!("{head}: {}\r\n\r\n{PATIENT}", PATIENT.len());
            stream.write_all(answer.as_bytes()).await?;
        }
    }
}

async fn send_zeros(stream: &mut TcpStream, bytes: u64) -> Result<()> {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {bytes}\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    let zeros = vec![0; 1 << 16];
    let mut left = bytes;
    while left > 0 {
        let now = left.min(1 << 16) as usize;
        stream.write_all(&zeros[..now]).await?;
        left -= now as u64;
    }
    Ok(())
}
