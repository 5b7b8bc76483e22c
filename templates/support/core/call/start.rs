//! How a call begins: by method and route, and what its answer is decoded into.

use std::fmt::Display;

use bytes::Bytes;
use reqwest::Method;
use serde::de::DeserializeOwned;

use super::super::address::encode_arguments;
use super::super::body::Body;
use super::super::client::Core;
use super::super::error::RequestLine;
use super::super::request::{ANY, Credentials, Request};
use super::super::response::Raw;
use super::Call;

/// Calls, by method and route. The route keeps Postman's syntax: `{{name}}` is a setting, the segments `:name` take
/// the arguments in order, and a leading `/` stands for the client's base.
impl Core {
    /// A GET.
    pub fn get(&self, route: &'static str, arguments: &[&dyn Display]) -> Call<()> {
        self.call(Method::GET, route, arguments)
    }

    /// A POST.
    pub fn post(&self, route: &'static str, arguments: &[&dyn Display]) -> Call<()> {
        self.call(Method::POST, route, arguments)
    }

    /// A PUT.
    pub fn put(&self, route: &'static str, arguments: &[&dyn Display]) -> Call<()> {
        self.call(Method::PUT, route, arguments)
    }

    /// A PATCH.
    pub fn patch(&self, route: &'static str, arguments: &[&dyn Display]) -> Call<()> {
        self.call(Method::PATCH, route, arguments)
    }

    /// A DELETE.
    pub fn delete(&self, route: &'static str, arguments: &[&dyn Display]) -> Call<()> {
        self.call(Method::DELETE, route, arguments)
    }

    /// Any other method. One that is no token is an error when the call is sent.
    pub fn request(
        &self,
        method: &'static str,
        route: &'static str,
        arguments: &[&dyn Display],
    ) -> Call<()> {
        match Method::from_bytes(method.as_bytes()) {
            Ok(method) => self.call(method, route, arguments),
            Err(_) => {
                let mut call = self.call(Method::GET, route, arguments);
                call.request.body = Body::Unwritable("the method is no token");
                call
            }
        }
    }

    fn call(&self, method: Method, route: &'static str, arguments: &[&dyn Display]) -> Call<()> {
        let request = Request {
            core: self.clone(),
            line: RequestLine {
                folder: self.folder,
                name: self.name,
                method,
                route,
            },
            arguments: encode_arguments(arguments),
            link: None,
            target: None,
            accept: ANY,
            query: Vec::new(),
            headers: Vec::new(),
            body: Body::Empty,
            credentials: Credentials::Default,
            timeout: None,
            max_retries: None,
            idempotent: false,
            max_redirects: None,
            keeps_method: false,
            adds_no_content_type: false,
            query_order: "",
            body_order: "",
            part_types: Vec::new(),
            turn: None,
        };
        Call {
            request: request.into(),
            decode: |_| Ok(()),
        }
    }
}

/// What the answer is decoded into; without these a call only says that it succeeded.
impl Call<()> {
    /// From JSON.
    pub fn json<T: DeserializeOwned>(mut self) -> Call<T> {
        // Most servers choose JSON by this; the rest of the list keeps the strict ones from answering 406.
        self.request.accept = "application/json, */*;q=0.5";
        Call {
            request: self.request,
            decode: Raw::json,
        }
    }

    /// As text of any kind, XML for instance.
    pub fn text(self) -> Call<String> {
        Call {
            request: self.request,
            decode: |raw| Ok(raw.text().into_owned()),
        }
    }

    /// As bytes.
    pub fn bytes(self) -> Call<Bytes> {
        Call {
            request: self.request,
            decode: |raw| Ok(raw.body.clone()),
        }
    }
}
