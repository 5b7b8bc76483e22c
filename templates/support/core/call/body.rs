//! Bodies that callers give: JSON, text, bytes, forms, parts and files.

use std::borrow::Cow;
use std::fmt::Display;

use bytes::Bytes;
use serde::Serialize;

use super::super::body::Body;
use super::super::multipart::{File, Part};
use super::super::request::{Field, set};
use super::Call;

/// Bodies.
impl<T> Call<T> {
    /// Sends this value as JSON.
    pub fn json_body(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        self.request.body = match serde_json::to_vec(value) {
            Ok(json) => Body::Given("application/json".into(), json.into()),
            // What serde says may quote the value.
            Err(_) => Body::Unwritable("the body cannot be written as JSON"),
        };
        self
    }

    /// Sends this text.
    pub fn text_body(
        self,
        content_type: impl Into<Cow<'static, str>>,
        text: impl Into<String>,
    ) -> Self {
        self.bytes_body(content_type, text.into())
    }

    /// Sends these bytes.
    pub fn bytes_body(
        mut self,
        content_type: impl Into<Cow<'static, str>>,
        bytes: impl Into<Bytes>,
    ) -> Self {
        self.request.body = Body::Given(content_type.into(), bytes.into());
        self
    }

    /// Sets a field of an urlencoded body, in place of any of that name.
    pub fn form(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        self.request
            .body
            .put_field(Field::given(name, value.to_string()), set);
        self.request.arrange();
        self
    }

    /// Adds a field of an urlencoded body beside others of that name.
    pub fn add_form(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        self.request
            .body
            .put_field(Field::given(name, value.to_string()), Vec::push);
        self.request.arrange();
        self
    }

    /// Sets a text of a multipart body, in place of any of that name.
    pub fn multipart_text(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Display,
    ) -> Self {
        self.request
            .body
            .put_part(Part::Text(Field::given(name, value.to_string()), None));
        self.request.arrange();
        self
    }

    /// Sends the bytes of this file as the body, with its content type.
    pub fn file_body(mut self, file: File) -> Self {
        self.request.body = Body::File(file);
        self
    }

    /// Adds files to a multipart body, all under one name.
    pub fn multipart_files(
        self,
        name: impl Into<Cow<'static, str>>,
        files: impl IntoIterator<Item = File>,
    ) -> Self {
        let name = name.into();
        let add = |call: Self, file| call.multipart_file(name.clone(), file);
        files.into_iter().fold(self, add)
    }

    /// Adds a text to a multipart body beside others of that name.
    pub fn add_multipart_text(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Display,
    ) -> Self {
        let part = Part::Text(Field::given(name, value.to_string()), None);
        self.request.body.add_part(part);
        self.request.arrange();
        self
    }

    /// Adds a file to a multipart body.
    pub fn multipart_file(mut self, name: impl Into<Cow<'static, str>>, file: File) -> Self {
        self.request.body.put_part(Part::File(name.into(), file));
        self.request.arrange();
        self
    }
}
