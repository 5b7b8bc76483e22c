//! What the collection says of a call: what it saved for it, and how it wants it to be sent.

use std::borrow::Cow;

use super::super::body::Body;
use super::super::multipart::Part;
use super::super::page::Turn;
use super::super::request::{Field, Value};
use super::Call;

/// What the collection saved: texts that may hold `{{name}}`, in order, before anything the caller sets.
impl<T> Call<T> {
    /// Gets from page to page in this way, rather than by a link in the body.
    pub fn paged_by(mut self, turn: &'static dyn Turn) -> Self {
        self.request.turn = Some(turn);
        self
    }

    /// Sends the query in the order of these names, `a&b&c`, whatever order they are set in.
    pub fn query_in_order(mut self, names: &'static str) -> Self {
        self.request.query_order = names;
        self.request.arrange();
        self
    }

    /// Sends form or parts in the order of these names, `a&b&c`, whatever order they are set in.
    pub fn body_in_order(mut self, names: &'static str) -> Self {
        self.request.body_order = names;
        self.request.arrange();
        self
    }

    /// Sends the parts of that name with this media type, unless they name one themselves.
    pub fn part_type(mut self, name: &'static str, media_type: &'static str) -> Self {
        self.request.part_types.push((name, media_type));
        self
    }

    /// A saved query parameter.
    pub fn preset_query(mut self, name: &'static str, value: &'static str) -> Self {
        self.request.query.push(Field::saved(name, value));
        self.request.arrange();
        self
    }

    /// A saved query parameter without a value: `?verbose`.
    pub fn preset_query_name(mut self, name: &'static str) -> Self {
        self.request.query.push(Field {
            name: name.into(),
            value: Value::Absent,
        });
        self
    }

    /// A saved header.
    pub fn preset_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.request.headers.push(Field::saved(name, value));
        self
    }

    /// A saved body.
    pub fn preset_body(mut self, content_type: &'static str, text: &'static str) -> Self {
        self.request.body = Body::Saved(content_type, text);
        self
    }

    /// A saved field of an urlencoded body.
    pub fn preset_form(mut self, name: &'static str, value: &'static str) -> Self {
        self.request
            .body
            .put_field(Field::saved(name, value), Vec::push);
        self.request.arrange();
        self
    }

    /// A saved text of a multipart body.
    pub fn preset_multipart(
        mut self,
        name: &'static str,
        value: &'static str,
        content_type: Option<&'static str>,
    ) -> Self {
        self.request.body.put_part(Part::Text(
            Field::saved(name, value),
            content_type.map(Cow::Borrowed),
        ));
        self.request.arrange();
        self
    }
}

/// How the collection wants a request to be sent.
impl<T> Call<T> {
    /// Follows this many redirects, or fewer if the client does.
    pub fn max_redirects(mut self, redirects: u32) -> Self {
        self.request.max_redirects = Some(redirects);
        self
    }

    /// Follows redirects with the method and the body of the call; after 301, 302 and 303 clients turn to GET.
    pub fn keep_method(mut self) -> Self {
        self.request.keeps_method = true;
        self
    }

    /// Sends a body without a content type, unless a header of the call names one.
    pub fn without_content_type(mut self) -> Self {
        self.request.adds_no_content_type = true;
        self
    }
}
