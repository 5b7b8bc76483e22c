//! `multipart/form-data` bodies (RFC 7578).
//!
//! In: texts and files. Out: the body, in pieces where a file is not in memory, and the content type with its boundary.
//! Quotes and line ends in names are escaped as browsers do, so that no name can begin a part of its own.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use tokio::io::AsyncRead;

use super::request::Field;
use super::retry::random;
use super::settings::{Missing, Settings};
use super::upload::{Content, Reader, Source};

/// A file for an upload: bytes in memory, or a path or reader that is read while it is sent.
#[derive(Clone)]
pub struct File {
    name: String,
    content_type: Option<String>,
    source: Source,
}

impl File {
    /// A file of that name with these bytes. The content type follows from the name's extension.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self {
            name: name.into(),
            content_type: None,
            source: Source::Bytes(bytes.into()),
        }
    }

    /// The file at `path`, which is read while it is sent, whenever it is sent.
    ///
    /// # Errors
    /// When there is no file to be read at `path`.
    pub async fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let length = tokio::fs::File::open(&path).await?.metadata().await?.len();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(Self {
            name: name.into_owned(),
            content_type: None,
            source: Source::Path(path.into(), length),
        })
    }

    /// A file of that name with what a reader gives, which is read while it is sent: once, so that the call is not
    /// sent again. Without its length in bytes the request is sent in chunks, which not every server takes.
    pub fn reader(
        name: impl Into<String>,
        reader: impl AsyncRead + Send + 'static,
        length: impl Into<Option<u64>>,
    ) -> Self {
        let reader: Reader = Box::pin(reader);
        Self {
            name: name.into(),
            content_type: None,
            source: Source::Reader(Arc::new(Mutex::new(Some(reader))), length.into()),
        }
    }

    /// Names the content type instead of having it follow from the name.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Whether there is a file at all, or an upload that nothing was chosen for.
    pub(super) fn is_chosen(&self) -> bool {
        !self.name.is_empty() || self.content_type.is_some() || self.source.length() != Some(0)
    }

    pub(super) fn content(&self) -> Source {
        self.source.clone()
    }

    /// As given, else by the extension of the name.
    pub(super) fn media_type(&self) -> &str {
        if let Some(content_type) = &self.content_type {
            return content_type;
        }
        let extension = self
            .name
            .rsplit_once('.')
            .map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some("avi") => "video/x-msvideo",
            Some("bmp") => "image/bmp",
            Some("css") => "text/css",
            Some("csv") => "text/csv",
            Some("doc") => "application/msword",
            Some("docx") => {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
            Some("geojson") => "application/geo+json",
            Some("gif") => "image/gif",
            Some("htm" | "html") => "text/html",
            Some("gz" | "tgz") => "application/gzip",
            Some("ico") => "image/vnd.microsoft.icon",
            Some("jpg" | "jpeg") => "image/jpeg",
            Some("js" | "mjs") => "text/javascript",
            Some("json" | "map") => "application/json",
            Some("jsonld") => "application/ld+json",
            Some("md" | "markdown") => "text/markdown",
            Some("mov" | "qt") => "video/quicktime",
            Some("mp3") => "audio/mpeg",
            Some("mp4") => "video/mp4",
            Some("mpeg" | "mpg") => "video/mpeg",
            Some("ogg" | "oga") => "audio/ogg",
            Some("otf") => "font/otf",
            Some("pdf") => "application/pdf",
            Some("png") => "image/png",
            Some("ppt") => "application/vnd.ms-powerpoint",
            Some("pptx") => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Some("rtf") => "application/rtf",
            Some("svg" | "svgz") => "image/svg+xml",
            Some("tar") => "application/x-tar",
            Some("tif" | "tiff") => "image/tiff",
            Some("ttf") => "font/ttf",
            Some("txt" | "text" | "log" | "conf" | "ini") => "text/plain",
            Some("wav") => "audio/wav",
            Some("webm") => "video/webm",
            Some("webp") => "image/webp",
            Some("woff") => "font/woff",
            Some("woff2") => "font/woff2",
            Some("xls") => "application/vnd.ms-excel",
            Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Some("xml" | "xsd") => "application/xml",
            Some("yaml" | "yml") => "text/yaml",
            Some("zip") => "application/zip",
            _ => "application/octet-stream",
        }
    }
}

impl fmt::Debug for File {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.source.length() {
            Some(length) => write!(formatter, "File({length} bytes)"),
            None => formatter.write_str("File(a reader)"),
        }
    }
}

impl<B: Into<Bytes>> From<B> for File {
    /// Bytes without a name.
    fn from(bytes: B) -> Self {
        Self::bytes("", bytes)
    }
}

/// One part of a body.
#[derive(Clone)]
pub(super) enum Part {
    Text(Field, Option<Cow<'static, str>>),
    File(Cow<'static, str>, File),
}

impl Part {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Text(field, _) => &field.name,
            Self::File(name, _) => name,
        }
    }
}

/// The content type and the body of these parts.
///
/// `types` are the media types of parts that name none themselves.
pub(super) fn encode(
    parts: &[Part],
    settings: &Settings,
    types: &[(&'static str, &'static str)],
) -> Result<(String, Content), Missing> {
    let of_name = |part: &Part| {
        let found = types.iter().find(|(name, _)| *name == part.name());
        found.map(|(_, media_type)| *media_type)
    };
    let boundary = format!("{:016x}{:016x}", random(), random());
    let (mut pieces, mut body) = (Vec::new(), Vec::new());
    for part in parts {
        body.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"").as_bytes(),
        );
        match part {
            Part::Text(field, content_type) => {
                let (name, value) = field.expand(settings)?;
                escape(&name, &mut body);
                write_head(content_type.as_deref().or(of_name(part)), &mut body);
                body.extend_from_slice(value.as_bytes());
            }
            Part::File(name, file) => {
                escape(name, &mut body);
                body.extend_from_slice(b"\"; filename=\"");
                escape(&file.name, &mut body);
                // A part without a file, as Postman sends an upload that nothing was chosen for.
                let media_type = match (&file.content_type, of_name(part)) {
                    (None, Some(media_type)) => Some(media_type),
                    _ => file.is_chosen().then(|| file.media_type()),
                };
                write_head(media_type, &mut body);
                match &file.source {
                    Source::Bytes(bytes) => body.extend_from_slice(bytes),
                    source => {
                        pieces.push(Source::Bytes(std::mem::take(&mut body).into()));
                        pieces.push(source.clone());
                    }
                }
            }
        }
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let content_type = format!("multipart/form-data; boundary={boundary}");
    if pieces.is_empty() {
        return Ok((content_type, Content::Whole(body.into())));
    }
    pieces.push(Source::Bytes(body.into()));
    Ok((content_type, Content::Pieces(pieces.into())))
}

/// Ends the open parameter and the head of a part.
fn write_head(content_type: Option<&str>, body: &mut Vec<u8>) {
    body.extend_from_slice(b"\"\r\n");
    if let Some(content_type) = content_type {
        body.extend_from_slice(b"Content-Type: ");
        // A line end would begin a header of its own.
        body.extend(content_type.bytes().filter(|byte| !byte.is_ascii_control()));
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"\r\n");
}

fn escape(name: &str, body: &mut Vec<u8>) {
    for byte in name.bytes() {
        match byte {
            b'"' => body.extend_from_slice(b"%22"),
            b'\r' => body.extend_from_slice(b"%0D"),
            b'\n' => body.extend_from_slice(b"%0A"),
            _ => body.push(byte),
        }
    }
}
