//! Headers: which ones Postman sends, and who names the content type.
//!
//! Of names that differ in case only the last survives; the same spelling twice is sent twice. The
//! content type of a multipart body is always Postman's own, that of a form unless the saved one
//! names a form too; a text of no language goes as `text/plain`. Source: Postman's engine, tried.

use crate::collection::{Header, Request};
use crate::diagnostic::Pointer;
use crate::ir::{Body, Parameter};

use super::body::{FORM, language};
use super::secret::Lifted;
use super::{Place, secret, text};

/// The content type that a request names itself: the last one counts.
pub(super) fn content_type(request: &Request) -> Option<&str> {
    let mut sent = request.header.iter().filter(|header| !header.disabled);
    let found = sent.rfind(|header| is_content_type(&header.key))?;
    Some(found.value.trim()).filter(|value| !value.is_empty())
}

fn is_content_type(name: &str) -> bool {
    name.trim().eq_ignore_ascii_case("content-type")
}

/// The headers that the client is told to send. A saved `Authorization` gives way to that of auth.
pub(super) fn headers(
    request: &Request,
    body: &Body,
    place: &Place<'_>,
    lifted: &mut Lifted<'_>,
) -> Vec<Parameter> {
    let named = |(_, header): &(usize, &Header)| !header.key.trim().is_empty();
    let headers = request.header.iter().enumerate().filter(named);
    let sent = headers.filter(|(at, header)| {
        header.disabled
            || !(is_outlived(&request.header, *at)
                || is_automatic(header, body) && !is_said_twice(&request.header)
                || place.auth.signs() && header.key.trim().eq_ignore_ascii_case("authorization"))
    });
    let pointer = place.pointer.key("request").key("header");
    let mut headers: Vec<Parameter> = sent
        .map(|(at, header)| {
            let name = header.key.trim();
            let value = if header.disabled {
                secret::mask_header(name, &header.value)
            } else if secret::is_secret_header(name, &header.value) {
                lifted.template(
                    name,
                    "header",
                    &header.value,
                    pointer.index(at).key("value"),
                )
            } else {
                header.value.clone()
            };
            Parameter {
                name: name.to_owned(),
                value: Some(value),
                secret: None,
                enabled: !header.disabled,
                decided: None,
                description: text::description(header.description.as_ref()),
            }
        })
        .collect();
    headers.extend(plain_text(request, body));
    headers
}

/// The saved `Authorization`, by its place in the file; `at` is that of the request.
pub(super) fn authorization(request: &Request, at: &Pointer) -> Option<Parameter> {
    let is_authorization = |header: &Header| {
        !header.disabled && header.key.trim().eq_ignore_ascii_case("authorization")
    };
    let index = request.header.iter().rposition(is_authorization)?;
    Some(Parameter {
        name: "Authorization".to_owned(),
        secret: Some(at.key("header").index(index).key("value")),
        enabled: true,
        ..Parameter::default()
    })
}

/// Whether a later header of that name, in another case, takes its place.
fn is_outlived(headers: &[Header], at: usize) -> bool {
    let Some(header) = headers.get(at) else {
        return false;
    };
    let later = headers.iter().skip(at + 1);
    later
        .filter(|other| !other.disabled)
        .any(|other| other.key != header.key && other.key.eq_ignore_ascii_case(&header.key))
}

/// Whether there are several content types, which are all sent.
fn is_said_twice(headers: &[Header]) -> bool {
    let sent = headers.iter().enumerate();
    let sent = sent.filter(|(at, header)| !header.disabled && !is_outlived(headers, *at));
    let named = sent.filter(|(_, header)| is_content_type(&header.key));
    named.count() > 1
}

/// Whether the client says it anyway, by the body.
fn is_automatic(header: &Header, body: &Body) -> bool {
    is_content_type(&header.key)
        && match body {
            Body::Json { .. } => header.value == "application/json",
            Body::Form(_) => header.value == FORM || !header.value.starts_with(FORM),
            Body::Text { media_type, .. } => header.value.trim() == media_type,
            Body::Multipart(_) => true,
            Body::Nothing | Body::File { .. } => false,
        }
}

/// JSON that neither the editor nor a header calls so: Postman sends it as text.
fn plain_text(request: &Request, body: &Body) -> Option<Parameter> {
    let is_unnamed = matches!(body, Body::Json { .. })
        && !request.behavior.adds_no_content_type
        && request.body.mode.as_deref() != Some("graphql")
        && language(&request.body) != Some("json")
        && content_type(request).is_none();
    is_unnamed.then(|| Parameter {
        name: "Content-Type".to_owned(),
        value: Some("text/plain".to_owned()),
        enabled: true,
        ..Parameter::default()
    })
}
