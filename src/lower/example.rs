//! Saved answers: their status, their text with secrets masked, and their shape.

use crate::collection::SavedResponse;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{Example, ExampleBody, Shape};

use super::{Place, secret};

/// The saved answers of one request.
pub(super) fn examples(
    responses: &[SavedResponse],
    place: &Place<'_>,
    found: &mut Diagnostics,
) -> Vec<Example> {
    let examples = responses.iter().enumerate();
    examples
        // Without status and body there is nothing to be seen in it.
        .filter(|(_, response)| response.code.is_some() || response.body.is_some())
        .map(|(index, response)| Example {
            name: response.name.clone(),
            status: response.code.unwrap_or(200),
            has_next_link: has_next_link(response),
            body: body(index, response, place, found),
        })
        .collect()
}

/// Whether a header `Link` names a next page: `<…>; rel="next"`.
fn has_next_link(response: &SavedResponse) -> bool {
    let is_link = |name: &str| name.eq_ignore_ascii_case("link");
    let mut headers = response.header.iter();
    headers.any(|header| {
        let value = &header.value;
        is_link(&header.key)
            && value.split(';').any(|part| {
                let part = part.split(',').next().unwrap_or_default().trim();
                let relation = part.strip_prefix("rel=").or(part.strip_prefix("REL="));
                relation.is_some_and(|relation| relation.trim_matches('"') == "next")
            })
    })
}

fn body(
    index: usize,
    response: &SavedResponse,
    place: &Place<'_>,
    found: &mut Diagnostics,
) -> ExampleBody {
    let text = response.body.as_deref().unwrap_or_default();
    if text.trim().is_empty() {
        return ExampleBody::Nothing;
    }
    let Ok(shape) = Shape::of_json(text) else {
        if text.trim_start().starts_with(['{', '[']) {
            let message = "the body of the saved example begins as JSON and is none";
            found.push(
                Diagnostic::of("example-not-json", message)
                    .at(&place.pointer.key("response").index(index).key("body"))
                    .of_request(&place.path),
            );
        }
        return ExampleBody::Text;
    };
    ExampleBody::Json {
        text: masked(text),
        shape,
    }
}

/// The text with what stands under secret names masked, whatever it is.
fn masked(text: &str) -> String {
    if secret::may_hold_secret(text)
        && let Ok(mut value) = serde_json::from_str(text)
        && secret::mask_json(&mut value)
    {
        return value.to_string();
    }
    text.to_owned()
}
