//! URLs and percent-encoding, as Postman's engine writes them.
//!
//! In: a route (`{{baseUrl}}/api/patients/:id`), arguments, query fields, settings. Out: the URL of the request.
//! Text of the collection keeps its `%41` and `+`; what the caller gives is literal: an argument stays one segment,
//! a query value arrives as it was given. Refuses arguments that would name another path (empty, `.`, `..`),
//! addresses that are not HTTP, settings without a value. Source of the sets: the URL standard, section 1.3.

use std::borrow::Cow;
use std::fmt::{self, Display, Write};

use reqwest::Url;

use super::request::{Field, Value};
use super::settings::{Missing, Settings};
use super::text::Text;

/// The bytes a part of a request keeps; all others are written as `%XX`.
pub(super) struct Keep([bool; 256]);

impl Keep {
    const PATH: &Self = &Self::all_but(b"\"<>`{}#?");
    const SEGMENT: &Self = &Self::PATH.and_not(b"/%\\");
    const QUERY: &Self = &Self::all_but(b"\"#'<>");
    const SAVED_NAME: &Self = &Self::QUERY.and_not(b"&=");
    const SAVED_VALUE: &Self = &Self::QUERY.and_not(b"&");
    const GIVEN_NAME: &Self = &Self::SAVED_NAME.and_not(b"%+");
    const GIVEN_VALUE: &Self = &Self::SAVED_VALUE.and_not(b"%+");
    /// A field of an urlencoded body: only what RFC 3986 calls unreserved, and `%20` for a space.
    pub(super) const FORM: &Self = &Self::all_but(b"!\"#$%&'()*+,/:;<=>?@[\\]^`{|}");

    /// Every visible character of ASCII but these.
    const fn all_but(encoded: &[u8]) -> Self {
        let (mut kept, mut at) = ([false; 256], 0x21);
        while at < 0x7f {
            kept[at] = true;
            at += 1;
        }
        Self(kept).and_not(encoded)
    }

    const fn and_not(&self, encoded: &[u8]) -> Self {
        let (mut kept, mut at) = (self.0, 0);
        while at < encoded.len() {
            kept[encoded[at] as usize] = false;
            at += 1;
        }
        Self(kept)
    }

    /// The text up to what is not kept, and the rest.
    fn split<'t>(&self, text: &'t str) -> (&'t str, &'t str) {
        let keeps = |byte: u8| self.0.get(usize::from(byte)) == Some(&true);
        let end = text.bytes().position(|byte| !keeps(byte));
        text.split_at(end.unwrap_or(text.len()))
    }

    pub(super) fn encode(&self, text: &str, out: &mut String) {
        self.encode_to(text, |piece| out.push_str(piece));
    }

    fn encode_to(&self, text: &str, mut put: impl FnMut(&str)) {
        let mut rest = text;
        loop {
            // What is kept is copied in one go.
            let (kept, beyond) = self.split(rest);
            put(kept);
            let mut beyond = beyond.chars();
            let Some(other) = beyond.next() else { return };
            encode_character(other, &mut put);
            rest = beyond.as_str();
        }
    }
}

fn encode_character(character: char, mut put: impl FnMut(&str)) {
    const DIGITS: [&str; 16] = [
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F",
    ];
    let digit = |half: u8| DIGITS[usize::from(half & 15)];
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        ["%", digit(byte >> 4), digit(byte)]
            .into_iter()
            .for_each(&mut put);
    }
}

/// Encodes while a value is being written, which spares the copy.
struct Encoding<'o>(&'static Keep, &'o mut Text);

impl Write for Encoding<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.encode_to(text, |piece| self.1.push_str(piece));
        Ok(())
    }
}

/// The arguments of a route, encoded and each with a `/` in front, which no argument holds after encoding.
pub(super) fn encode_arguments(arguments: &[&dyn Display]) -> Text {
    let mut encoded = Text::new();
    for argument in arguments {
        encoded.push_str("/");
        // Writing to a Text cannot fail; a Display that does has written what it could.
        let _ = write!(Encoding(Keep::SEGMENT, &mut encoded), "{argument}");
    }
    encoded
}

/// Why there is no URL.
pub(super) enum AddressError {
    Missing(Missing),
    /// Says what is wrong without any value.
    Invalid(String),
}

impl From<Missing> for AddressError {
    fn from(missing: Missing) -> Self {
        Self::Missing(missing)
    }
}

impl AddressError {
    fn invalid(reason: impl Into<String>) -> Self {
        Self::Invalid(reason.into())
    }
}

/// What goes in front of a route that starts with a slash.
#[derive(Clone)]
pub(super) struct Base {
    pub(super) text: Cow<'static, str>,
    /// What stands before the path, read once and for all, and where the path begins in the text. None unless the text
    /// is sent as it stands.
    origin: Option<(Url, usize)>,
}

impl Base {
    pub(super) fn new(text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        let (_, beyond) = Keep::PATH.split(&text);
        let is_plain = beyond.is_empty() && !text.contains('\\') && next_parameter(&text).is_none();
        let host = match text.split_once("://") {
            Some((scheme, host)) if !scheme.contains('/') => host,
            _ => &text,
        };
        let path = host.find('/').map_or("", |at| host.split_at(at).1);
        let start = text.len() - path.len();
        let before = text.get(..start).unwrap_or_default();
        let url = is_plain.then(|| parse(before.to_owned()).ok());
        Self {
            origin: url.flatten().map(|url| (url, start)),
            text,
        }
    }
}

/// The URL of a request.
pub(super) fn build(
    base: &Base,
    route: &str,
    arguments: &str,
    query: &[Field],
    settings: &Settings,
) -> Result<Url, AddressError> {
    let mut writer = Writer {
        out: String::with_capacity(128),
        part: Part::Path,
        joint: '?',
    };
    let base = route.starts_with('/').then_some(base);
    if let Some(base) = base {
        match base.origin {
            Some(_) => writer.out.push_str(&base.text),
            None => writer.write_route(&base.text, "", settings)?,
        }
        if writer.out.is_empty() {
            let reason = format!("`{}`, which the URL starts with, is empty", base.text);
            return Err(AddressError::invalid(reason));
        }
    }
    writer.write_route(route, arguments, settings)?;
    for field in query {
        writer.write_field(field, settings)?;
    }
    if let Some((origin, start)) = base.and_then(|base| base.origin.as_ref())
        && let Some(target) = writer.out.get(*start..)
        // Two slashes would name another host.
        && !target.starts_with("//")
        && !target.starts_with("/\\")
        && let Ok(url) = origin.join(target)
    {
        return Ok(url);
    }
    parse(writer.out)
}

/// Reads an address; without a scheme it is of HTTP, as in Postman.
fn parse(mut text: String) -> Result<Url, AddressError> {
    if !text
        .split(['/', '?'])
        .next()
        .is_some_and(|scheme| scheme.ends_with(':'))
    {
        text.insert_str(0, "http://");
    }
    let url = Url::parse(&text)
        .map_err(|error| AddressError::invalid(format!("the URL is not valid: {error}")))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err(AddressError::invalid("the URL is neither http nor https")),
    }
}

/// Moves a URL to another origin, keeping path and query.
pub(super) fn move_to(url: &mut Url, origin: &Url) -> Result<(), AddressError> {
    let moved = url.set_scheme(origin.scheme()).is_ok()
        && url.set_host(origin.host_str()).is_ok()
        && url.set_port(origin.port()).is_ok();
    moved
        .then_some(())
        .ok_or_else(|| AddressError::invalid("the origin to send to is not valid"))
}

enum Part {
    Path,
    Query,
    /// After `#`: never sent.
    Fragment,
}

struct Writer {
    out: String,
    part: Part,
    /// What the next query field is preceded by.
    joint: char,
}

impl Writer {
    fn write_route(
        &mut self,
        route: &str,
        arguments: &str,
        settings: &Settings,
    ) -> Result<(), AddressError> {
        let mut arguments = arguments.split('/').skip(1);
        let mut seen: Vec<(&str, &str)> = Vec::new();
        let mut rest = route.trim_start();
        while let Some((before, name, after)) = next_parameter(rest) {
            self.write_text(&settings.expand(before)?);
            let known = seen.iter().find(|(other, _)| *other == name);
            match known
                .map(|(_, argument)| *argument)
                .or_else(|| arguments.next())
            {
                Some("" | "." | "..") => {
                    return Err(AddressError::invalid(format!(
                        "the argument `{name}` is empty, `.` or `..` and would name another path"
                    )));
                }
                Some(argument) => {
                    self.out.push_str(argument);
                    // For one that comes again.
                    if after.contains(':') {
                        seen.push((name, argument));
                    }
                }
                // A parameter nobody gave a value for is sent as it stands in the collection.
                None => {
                    self.out.push(':');
                    self.write_text(name);
                }
            }
            rest = after;
        }
        self.write_text(&settings.expand(rest)?);
        Ok(())
    }

    fn write_text(&mut self, text: &str) {
        let mut rest = text;
        loop {
            let keep = match self.part {
                Part::Path => Keep::PATH,
                Part::Query => Keep::QUERY,
                Part::Fragment => return,
            };
            let (kept, beyond) = keep.split(rest);
            self.out.push_str(kept);
            let mut beyond = beyond.chars();
            let other = beyond.next();
            if matches!(self.part, Part::Query)
                && (!kept.is_empty() || other.is_some_and(|other| other != '#'))
            {
                self.joint = '&';
            }
            match (other, &self.part) {
                (None, _) => return,
                (Some('#'), _) => self.part = Part::Fragment,
                (Some('?'), Part::Path) => {
                    self.part = Part::Query;
                    self.out.push('?');
                    self.joint = '\0';
                }
                (Some(other), _) => encode_character(other, |piece| self.out.push_str(piece)),
            }
            rest = beyond.as_str();
        }
    }

    fn write_field(&mut self, field: &Field, settings: &Settings) -> Result<(), AddressError> {
        if self.joint != '\0' {
            self.out.push(self.joint);
        }
        self.joint = '&';
        match &field.value {
            Value::Given(value) => {
                Keep::GIVEN_NAME.encode(&field.name, &mut self.out);
                self.out.push('=');
                Keep::GIVEN_VALUE.encode(value.as_str(), &mut self.out);
            }
            Value::Saved(template) => {
                Keep::SAVED_NAME.encode(&settings.expand(&field.name)?, &mut self.out);
                self.out.push('=');
                Keep::SAVED_VALUE.encode(&settings.expand(template)?, &mut self.out);
            }
            Value::Absent => Keep::SAVED_NAME.encode(&settings.expand(&field.name)?, &mut self.out),
        }
        Ok(())
    }
}

/// The first segment of the form `:name`, outside of any `{{…}}`: the text before the colon, the name (to the first
/// `.`, so that `:id.json` keeps its ending), the text after.
fn next_parameter(route: &str) -> Option<(&str, &str, &str)> {
    let pairs = route.as_bytes().windows(2).enumerate();
    for (slash, _) in pairs.filter(|(_, pair)| *pair == b"/:") {
        let (before, colon) = route.split_at(slash + 1);
        let after = colon.strip_prefix(':')?;
        let ends = |byte| matches!(byte, b'/' | b'.' | b'?' | b'#');
        let (name, rest) = after.split_at(after.bytes().position(ends).unwrap_or(after.len()));
        let mut braces = before.as_bytes().windows(2).rev();
        let opens = braces.find_map(|pair| match pair {
            b"{{" => Some(true),
            b"}}" => Some(false),
            _ => None,
        });
        if !name.is_empty() && opens != Some(true) {
            return Some((before, name, rest));
        }
    }
    None
}
