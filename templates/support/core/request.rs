//! A request as a value, before it is sent.
//!
//! In: what the generated functions and their callers set. Out: a `reqwest::Request` with URL, headers and body, without
//! credentials. What callers give is literal; only what the collection saved is searched for `{{name}}`.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
};
use reqwest::{Method, Url};

use super::address::{self, AddressError};
use super::body::{self, Body};
use super::client::Core;
use super::error::Error;
use super::page::Turn;
use super::request_line::RequestLine;
use super::settings::{Missing, Settings};
use super::text::Text;
use super::upload::{Content, Pieces};

/// What is accepted where nothing else is said.
pub(super) const ANY: &str = "*/*";

/// What a field of a query, head or body holds.
#[derive(Clone)]
pub(super) enum Value {
    /// By the caller, literally.
    Given(Text),
    /// By the collection; may hold `{{name}}`.
    Saved(&'static str),
    /// A name alone: `?verbose`.
    Absent,
}

#[derive(Clone)]
pub(super) struct Field {
    pub(super) name: Cow<'static, str>,
    pub(super) value: Value,
}

impl Field {
    pub(super) fn given(name: impl Into<Cow<'static, str>>, value: impl Into<Text>) -> Self {
        Self {
            name: name.into(),
            value: Value::Given(value.into()),
        }
    }

    pub(super) fn saved(name: &'static str, value: &'static str) -> Self {
        Self {
            name: name.into(),
            value: Value::Saved(value),
        }
    }

    pub(super) fn has_tokens(&self) -> bool {
        match self.value {
            Value::Given(_) => false,
            Value::Saved(value) => value.contains('{') || self.name.contains('{'),
            Value::Absent => self.name.contains('{'),
        }
    }

    /// Name and value, with the settings in what the collection saved.
    pub(super) fn expand<'f>(
        &'f self,
        settings: &Settings,
    ) -> Result<(Cow<'f, str>, Cow<'f, str>), Missing> {
        Ok(match &self.value {
            Value::Given(value) => (Cow::Borrowed(&*self.name), Cow::Borrowed(value.as_str())),
            Value::Saved(value) => (settings.expand(&self.name)?, settings.expand(value)?),
            Value::Absent => (settings.expand(&self.name)?, Cow::Borrowed("")),
        })
    }
}

/// Puts the field in place of the first of its name and drops the others.
pub(super) fn set(fields: &mut Vec<Field>, field: Field) {
    let place = fields
        .iter()
        .position(|other| other.name == field.name)
        .unwrap_or(fields.len());
    fields.retain(|other| other.name != field.name);
    fields.insert(place, field);
}

/// The place of a name among those of the collection; any other comes last.
pub(super) fn rank(order: &str, name: &str) -> usize {
    order
        .split('&')
        .position(|other| other == name)
        .unwrap_or(usize::MAX)
}

/// Which credentials a request carries.
#[derive(Clone, Copy)]
pub(super) enum Credentials {
    /// Those of the client's first slot, if it has any.
    Default,
    Slot(&'static str),
    None,
}

/// A request that a call shares with the futures of its sending. Setting something in it copies it if need be.
#[derive(Clone)]
pub(super) struct SharedRequest(Arc<Request>);

impl From<Request> for SharedRequest {
    fn from(request: Request) -> Self {
        Self(Arc::new(request))
    }
}

impl Deref for SharedRequest {
    type Target = Request;

    fn deref(&self) -> &Request {
        &self.0
    }
}

impl DerefMut for SharedRequest {
    fn deref_mut(&mut self) -> &mut Request {
        Arc::make_mut(&mut self.0)
    }
}

#[derive(Clone)]
pub(super) struct Request {
    pub(super) core: Core,
    pub(super) line: RequestLine,
    pub(super) arguments: Text,
    /// The link of a further page, in place of route, arguments and query.
    pub(super) link: Option<Url>,
    /// Path and query, in place of those of route, arguments and query.
    pub(super) target: Option<Cow<'static, str>>,
    pub(super) accept: &'static str,
    pub(super) query: Vec<Field>,
    pub(super) headers: Vec<Field>,
    pub(super) body: Body,
    pub(super) credentials: Credentials,
    pub(super) timeout: Option<Duration>,
    /// In place of the client's.
    pub(super) max_retries: Option<u32>,
    /// Whether it does no more when sent twice, whatever the method.
    pub(super) idempotent: bool,
    /// How many redirects are followed, if not as many as the client follows.
    pub(super) max_redirects: Option<u32>,
    /// Whether a redirect is followed with this method and body, whatever its status.
    pub(super) keeps_method: bool,
    /// Whether no content type is added to the body.
    pub(super) adds_no_content_type: bool,
    /// Names of the query in the order of the collection, whatever order they are set in.
    pub(super) query_order: &'static str,
    /// The same of form or parts.
    pub(super) body_order: &'static str,
    /// Media types of parts that name none themselves.
    pub(super) part_types: Vec<(&'static str, &'static str)>,
    /// The way to the next page where no link in the body leads there.
    pub(super) turn: Option<&'static dyn Turn>,
}

impl Request {
    /// Puts query, form or parts into the order of the collection.
    pub(super) fn arrange(&mut self) {
        if !self.query_order.is_empty() {
            let order = self.query_order;
            self.query.sort_by_key(|field| rank(order, &field.name));
        }
        if !self.body_order.is_empty() {
            self.body.arrange(self.body_order);
        }
    }

    /// Names of headers are the same in any case.
    pub(super) fn set_header(&mut self, header: Field) {
        self.headers
            .retain(|other| !other.name.eq_ignore_ascii_case(&header.name));
        self.headers.push(header);
    }

    /// The URL by route and settings, whatever origin it is then sent to.
    pub(super) fn url(&self) -> Result<Url, Error> {
        if let Some(link) = &self.link {
            return Ok(link.clone());
        }
        let build = |arguments: &str, query: &[Field]| {
            let shared = &self.core.shared;
            let (base, route) = (&shared.base, self.line.route);
            address::build(base, route, arguments, query, &shared.settings)
                .map_err(|error| self.address_error(error))
        };
        let Some(target) = &self.target else {
            return build(self.arguments.as_str(), &self.query);
        };
        let mut url = build("", &[])?;
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (&**target, None),
        };
        url.set_path(path);
        url.set_query(query);
        Ok(url)
    }

    /// The URL the request goes to.
    pub(super) fn destination(&self) -> Result<Url, Error> {
        let mut url = self.url()?;
        if let Some(origin) = &self.core.shared.send_all_to {
            address::move_to(&mut url, origin).map_err(|error| self.address_error(error))?;
        }
        Ok(url)
    }

    /// The bytes of a body that is one text; none of another.
    pub(super) fn body_text(&self) -> Bytes {
        let settings = &self.core.shared.settings;
        match &self.body {
            Body::Given(_, bytes) => bytes.clone(),
            Body::Saved(_, text) => settings
                .expand(text)
                .unwrap_or_default()
                .into_owned()
                .into(),
            _ => Bytes::new(),
        }
    }

    /// Whether building it again might give another one: where it has a `{{name}}`, a value may be made up.
    pub(super) fn has_tokens(&self) -> bool {
        let mut fields = self.query.iter().chain(&self.headers);
        self.core.shared.makes_up_values
            || self.line.route.contains('{')
            || fields.any(Field::has_tokens)
            || self.body.has_tokens()
    }

    /// The request without a body that is sent in pieces, and that body.
    pub(super) fn build(&self) -> Result<(reqwest::Request, Option<Pieces>), Error> {
        if let Body::Unwritable(reason) = self.body {
            return Err(self.invalid(reason.into()));
        }
        let shared = &self.core.shared;
        let url = self.destination()?;
        let has_user = !url.username().is_empty() || url.password().is_some();
        let method = self.line.method.clone();
        let mut headers = shared.headers.clone();
        let mut request = match has_user {
            // The builder turns `user:password@` of the URL into a header.
            true => self.core.http.request(method, url).build(),
            false => Ok(reqwest::Request::new(method, url)),
        }
        .map_err(|error| self.invalid(error.without_url().to_string()))?;
        if let Some(credentials) = request.headers_mut().remove(AUTHORIZATION) {
            headers.entry(AUTHORIZATION).or_insert(credentials);
        }
        if let Some(accept) = headers.get_mut(ACCEPT).filter(|accept| *accept == ANY) {
            *accept = HeaderValue::from_static(self.accept);
        }
        self.write_headers(&mut headers)?;
        let body = self
            .body
            .encode(&shared.settings, &self.part_types)
            .map_err(|missing| self.address_error(missing.into()))?;
        let mut pieces = None;
        if let Some((content_type, content)) = body {
            self.write_content_type(&mut headers, &content_type)?;
            match content {
                Content::Whole(bytes) => *request.body_mut() = Some(bytes.into()),
                Content::Pieces(several) => pieces = Some(several),
            }
        } else if matches!(self.line.method, Method::POST | Method::PUT | Method::PATCH) {
            // Some servers answer 411 without it.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        *request.headers_mut() = headers;
        Ok((request, pieces))
    }

    /// A header of the call takes the place of the client's; several of one call are all sent.
    fn write_headers(&self, headers: &mut HeaderMap) -> Result<(), Error> {
        let mut written: Vec<HeaderName> = Vec::with_capacity(self.headers.len());
        for field in &self.headers {
            let (name, value) = field
                .expand(&self.core.shared.settings)
                .map_err(|missing| self.address_error(missing.into()))?;
            let header = HeaderName::from_bytes(name.as_bytes())
                .ok()
                .zip(HeaderValue::from_str(&value).ok());
            let Some((name, value)) = header else {
                return Err(self.invalid(format!(
                    "the header `{}` cannot be sent",
                    field.name.escape_debug()
                )));
            };
            if written.contains(&name) {
                headers.append(name, value);
            } else {
                headers.insert(&name, value);
                written.push(name);
            }
        }
        Ok(())
    }

    /// The caller's content type stands, unless the body cannot be read by it (forms, and boundaries of parts).
    fn write_content_type(&self, headers: &mut HeaderMap, automatic: &str) -> Result<(), Error> {
        let stands = headers
            .get(CONTENT_TYPE)
            .is_some_and(|given| match &self.body {
                _ if self.adds_no_content_type => true,
                Body::Multipart(_) => false,
                Body::Form(_) => given.as_bytes().starts_with(body::FORM.as_bytes()),
                _ => true,
            });
        if !stands && !self.adds_no_content_type {
            let value = HeaderValue::from_str(automatic)
                .map_err(|_| self.invalid("the content type cannot be sent".into()))?;
            headers.insert(CONTENT_TYPE, value);
        }
        Ok(())
    }

    pub(super) fn invalid(&self, reason: String) -> Error {
        Error::Request {
            request: self.line.clone(),
            reason,
        }
    }

    fn address_error(&self, error: AddressError) -> Error {
        match error {
            AddressError::Missing(missing) => Error::Setting {
                request: self.line.clone(),
                name: missing.0,
            },
            AddressError::Invalid(reason) => self.invalid(reason),
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |fields: &[Field]| {
            fields
                .iter()
                .map(|field| field.name.clone())
                .collect::<Vec<_>>()
        };
        formatter
            .debug_struct("Call")
            .field("request", &format_args!("{}", self.line))
            .field("query", &names(&self.query))
            .field("headers", &names(&self.headers))
            .field("body", &format_args!("{}", self.body.describe()))
            .finish_non_exhaustive()
    }
}
