//! Bodies that are read while they are sent.
//!
//! In: the pieces of a body, some of them files. Out: a body of reqwest that holds one buffer at a time. A file is
//! opened anew whenever the request is sent again; a reader can be read only once.

use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

use super::super::auth::BoxFuture;

/// How much is read at once.
const BUFFER: usize = 64 * 1024;

pub(super) type Reader = Pin<Box<dyn AsyncRead + Send>>;

/// Where bytes come from.
#[derive(Clone)]
pub(super) enum Source {
    Bytes(Bytes),
    /// A path, and how many bytes the file there had.
    Path(Arc<Path>, u64),
    /// A reader until it is read, and its length if that is known.
    Reader(Arc<Mutex<Option<Reader>>>, Option<u64>),
}

impl Source {
    /// The number of bytes, if it is known.
    pub(super) fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::Path(_, length) => Some(*length),
            Self::Reader(_, length) => *length,
        }
    }

    /// No more than the length that was told: the head of the request says it.
    fn open(self) -> BoxFuture<'static, io::Result<Reader>> {
        let length = self.length().unwrap_or(u64::MAX);
        Box::pin(async move {
            let reader: Reader = match self {
                Self::Bytes(bytes) => Box::pin(io::Cursor::new(bytes)),
                Self::Path(path, _) => Box::pin(tokio::fs::File::open(path).await?),
                Self::Reader(reader, _) => {
                    let mut reader = reader.lock().unwrap_or_else(PoisonError::into_inner);
                    let spent = || io::Error::other("the reader of the body was read before");
                    reader.take().ok_or_else(spent)?
                }
            };
            Ok(Box::pin(reader.take(length)) as Reader)
        })
    }
}

/// A body in pieces. Shared by the attempts of a call.
pub(super) type Pieces = Arc<[Source]>;

/// A body as it is sent.
pub(super) enum Content {
    Whole(Bytes),
    Pieces(Pieces),
}

impl From<Source> for Content {
    fn from(source: Source) -> Self {
        match source {
            Source::Bytes(bytes) => Self::Whole(bytes),
            source => Self::Pieces([source].into()),
        }
    }
}

/// Whether a body of these pieces can be sent twice.
pub(super) fn is_repeatable(pieces: &[Source]) -> bool {
    !pieces
        .iter()
        .any(|piece| matches!(piece, Source::Reader(..)))
}

/// The body of one attempt.
pub(super) fn body(pieces: &Pieces) -> reqwest::Body {
    // Nothing else would make it `Sync`; it is never locked.
    reqwest::Body::wrap(Upload(Mutex::new(Reading {
        left: pieces.iter().map(Source::length).sum(),
        pieces: pieces.iter().cloned().collect(),
        now: Now::Between,
        buffer: Vec::new(),
    })))
}

struct Upload(Mutex<Reading>);

struct Reading {
    pieces: VecDeque<Source>,
    now: Now,
    buffer: Vec<u8>,
    /// Bytes to come, if that is known.
    left: Option<u64>,
}

enum Now {
    Between,
    Opening(BoxFuture<'static, io::Result<Reader>>),
    Open(Reader),
}

impl Reading {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            match &mut self.now {
                Now::Between => match self.pieces.pop_front() {
                    None => return Poll::Ready(None),
                    Some(Source::Bytes(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                    Some(source) => self.now = Now::Opening(source.open()),
                },
                Now::Opening(opening) => match ready!(opening.as_mut().poll(context)) {
                    Ok(reader) => self.now = Now::Open(reader),
                    Err(error) => return Poll::Ready(Some(Err(error))),
                },
                Now::Open(reader) => {
                    self.buffer.resize(BUFFER, 0);
                    let mut buffer = ReadBuf::new(&mut self.buffer);
                    if let Err(error) = ready!(reader.as_mut().poll_read(context, &mut buffer)) {
                        return Poll::Ready(Some(Err(error)));
                    }
                    let read = buffer.filled().len();
                    if read > 0 {
                        self.buffer.truncate(read);
                        return Poll::Ready(Some(Ok(std::mem::take(&mut self.buffer).into())));
                    }
                    self.now = Now::Between;
                }
            }
        }
    }
}

impl http_body::Body for Upload {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let reading = self.get_mut().0.get_mut();
        let reading = reading.unwrap_or_else(PoisonError::into_inner);
        let bytes = ready!(reading.poll(context));
        if let (Some(Ok(bytes)), Some(left)) = (&bytes, &mut reading.left) {
            *left = left.saturating_sub(bytes.len() as u64);
        }
        Poll::Ready(bytes.map(|bytes| bytes.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        let reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reading.left.map(SizeHint::with_exact).unwrap_or_default()
    }
}
