//! `multipart/form-data` bodies (RFC 7578).
//!
//! In: texts and files, all in memory. Out: the bytes of the body and the content type with its boundary. Quotes and
//! line ends in names are escaped as browsers do, so that no name can begin a part of its own.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::PathBuf;

use bytes::Bytes;

use super::request::Field;
use super::retry::random;
use super::settings::{Missing, Settings};

/// A file for an upload, held in memory.
#[derive(Clone)]
pub struct File {
    name: String,
    content_type: Option<String>,
    bytes: Bytes,
}

impl File {
    /// A file of that name with these bytes. The content type follows from the name's extension.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self {
            name: name.into(),
            content_type: None,
            bytes: bytes.into(),
        }
    }

    /// Reads the whole file at `path`.
    ///
    /// # Errors
    /// As [`std::fs::read`].
    pub async fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let bytes = tokio::task::spawn_blocking(move || std::fs::read(path)).await??;
        Ok(Self::bytes(name, bytes))
    }

    /// Names the content type instead of having it follow from the name.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Whether there is a file at all, or an upload that nothing was chosen for.
    pub(super) fn is_chosen(&self) -> bool {
        !self.name.is_empty() || self.content_type.is_some() || !self.bytes.is_empty()
    }

    pub(super) fn content(&self) -> Bytes {
        self.bytes.clone()
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
        write!(formatter, "File({} bytes)", self.bytes.len())
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

/// The content type and the bytes of a body of these parts.
///
/// `types` are the media types of parts that name none themselves.
pub(super) fn encode(
    parts: &[Part],
    settings: &Settings,
    types: &[(&'static str, &'static str)],
) -> Result<(String, Bytes), Missing> {
    let of_name = |part: &Part| {
        let found = types.iter().find(|(name, _)| *name == part.name());
        found.map(|(_, media_type)| *media_type)
    };
    let boundary = format!("{:016x}{:016x}", random(), random());
    let mut body = Vec::new();
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
                body.extend_from_slice(&file.bytes);
            }
        }
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok((
        format!("multipart/form-data; boundary={boundary}"),
        body.into(),
    ))
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
