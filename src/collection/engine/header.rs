//! Headers as the engine takes them.
//!
//! One without a name is not sent; of two whose names differ in upper and lower case only, the last
//! is. Names and values that HTTP does not allow make the engine fail; here the header is left out,
//! or sent without the blanks around it where these are the fault.

use std::collections::BTreeMap;

use super::Engine;
use crate::collection::request::Header;
use crate::diagnostic::Pointer;

impl Engine<'_> {
    pub(super) fn headers(&mut self, headers: &mut [Header], place: &Pointer) {
        for (index, header) in headers.iter_mut().enumerate() {
            let place = place.index(index);
            self.enabled(header.enabled, header.disabled, &place);
            if header.disabled {
                continue;
            }
            if header.key.trim().is_empty() {
                if !header.value.trim().is_empty() {
                    self.say(
                        "header-without-name",
                        "a header has a value and no name",
                        &place,
                    );
                }
                continue;
            }
            self.legal(header, &place);
        }
        self.repeated(headers, place);
    }

    fn legal(&mut self, header: &mut Header, place: &Pointer) {
        if !literally(&header.key, is_name) {
            let trimmed = header.key.trim().to_owned();
            let is_mended = literally(&trimmed, is_name);
            let message = match is_mended {
                true => "the name of a header has blanks around it; it is sent without them",
                false => "the name of a header is not one word of letters, digits and signs",
            };
            self.say("header-name-illegal", message, &place.key("key"));
            header.key = if is_mended { trimmed } else { String::new() };
        }
        if !literally(&header.value, is_value) {
            let trimmed = header.value.trim().to_owned();
            let is_mended = literally(&trimmed, is_value);
            let message = match is_mended {
                true => "the value of a header has a line break at its edge; it is sent without it",
                false => "the value of a header is more than one line, or not Latin-1",
            };
            self.say("header-value-illegal", message, &place.key("value"));
            if is_mended {
                header.value = trimmed;
            } else {
                header.key.clear();
            }
        }
    }

    /// Names that differ in upper and lower case only.
    fn repeated(&mut self, headers: &mut [Header], place: &Pointer) {
        // By name in lower case: where those with the last spelling begin.
        let mut last: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for index in 0..headers.len() {
            let Some(header) = headers.get(index).filter(|header| is_sent(header)) else {
                continue;
            };
            let key = header.key.clone();
            let same = last.entry(key.to_ascii_lowercase()).or_default();
            let is_other = |at: &usize| headers.get(*at).is_some_and(|other| other.key != key);
            if same.first().is_some_and(is_other) {
                let message = "a header of this name stands above in other letters";
                self.say("header-repeated", message, &place.index(index));
                for earlier in same.drain(..) {
                    if let Some(header) = headers.get_mut(earlier) {
                        header.key.clear();
                    }
                }
            }
            same.push(index);
        }
    }
}

fn is_sent(header: &Header) -> bool {
    !header.disabled && !header.key.is_empty()
}

/// Whether all that is written outside of variables is allowed.
fn literally(text: &str, is_allowed: fn(char) -> bool) -> bool {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((_, tail)) = after.split_once("}}") else {
            break;
        };
        if !before.chars().all(is_allowed) {
            return false;
        }
        rest = tail;
    }
    rest.chars().all(is_allowed)
}

/// RFC 9110 section 5.6.2.
fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

/// RFC 9110 section 5.5, and Latin-1, which the engine sends as it is.
fn is_value(c: char) -> bool {
    c == '\t' || (' '..='\u{ff}').contains(&c) && c != '\u{7f}'
}
