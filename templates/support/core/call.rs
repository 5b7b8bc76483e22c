//! One call: a request and how to decode its answer.
//!
//! In: route, arguments, what the setters are given. Out: a value to look at, keep and send as often as wanted. All
//! but the decoding is in the request, which knows no types.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use reqwest::{Method, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::auth::BoxFuture;
use super::address::encode_arguments;
use super::body::Body;
use super::client::Core;
use super::error::{Error, RequestLine};
use super::exchange::{self, Answer};
use super::multipart::{File, Part};
use super::page::{Paged, Pages, Turn};
use super::request::{ANY, Credentials, Field, Request, SharedRequest, Value, set};
use super::response::{Raw, Response};
use super::streaming::Streaming;
use super::text::Text;

/// A request whose answer is a `T`. Sending it does not use it up.
#[must_use = "nothing is sent until `.send().await`"]
pub struct Call<T> {
    pub(super) request: SharedRequest,
    decode: fn(&Raw) -> Result<T, Error>,
}

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

fn given(name: impl Into<Cow<'static, str>>, value: impl Into<Text>) -> Field {
    Field {
        name: name.into(),
        value: Value::Given(value.into()),
    }
}

fn saved(name: &'static str, value: &'static str) -> Field {
    Field {
        name: name.into(),
        value: Value::Saved(value),
    }
}

/// What every call can be given.
impl<T> Call<T> {
    /// Sets a query parameter, in place of any of that name.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        set(&mut self.request.query, given(name, Text::of(&value)));
        self.request.arrange();
        self
    }

    /// Adds a query parameter beside others of that name.
    pub fn add_query(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        self.request.query.push(given(name, Text::of(&value)));
        self.request.arrange();
        self
    }

    /// Sets a header, in place of any of that name.
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        self.request.set_header(given(name, value.to_string()));
        self
    }

    /// Gives each attempt this long instead of the client's time limit.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.request.timeout = Some(timeout);
        self
    }

    /// Sends the call again up to this many times, whatever the client's policy says.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.request.max_retries = Some(retries);
        self
    }

    /// Returns the first answer even when it asks to come again later.
    pub fn without_retries(self) -> Self {
        self.max_retries(0)
    }

    /// Lets the call be sent again whatever its method: it does no more when sent twice.
    pub fn idempotent(mut self) -> Self {
        self.request.idempotent = true;
        self
    }

    /// Asks for this path and query, percent-encoded already, in place of those that route, arguments and query
    /// parameters give. The origin stays that of the route.
    pub fn target(mut self, path_and_query: impl Into<Cow<'static, str>>) -> Self {
        self.request.target = Some(path_and_query.into());
        self
    }

    /// Sends no credentials.
    pub fn without_auth(mut self) -> Self {
        self.request.credentials = Credentials::None;
        self
    }

    /// Sends the credentials of this slot of the client.
    pub fn auth(mut self, slot: &'static str) -> Self {
        self.request.credentials = Credentials::Slot(slot);
        self
    }
}

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
            .put_field(given(name, value.to_string()), set);
        self.request.arrange();
        self
    }

    /// Adds a field of an urlencoded body beside others of that name.
    pub fn add_form(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        self.request
            .body
            .put_field(given(name, value.to_string()), Vec::push);
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
            .put_part(Part::Text(given(name, value.to_string()), None));
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
        let part = Part::Text(given(name, value.to_string()), None);
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
        self.request.query.push(saved(name, value));
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
        self.request.headers.push(saved(name, value));
        self
    }

    /// A saved body.
    pub fn preset_body(mut self, content_type: &'static str, text: &'static str) -> Self {
        self.request.body = Body::Saved(content_type, text);
        self
    }

    /// A saved field of an urlencoded body.
    pub fn preset_form(mut self, name: &'static str, value: &'static str) -> Self {
        self.request.body.put_field(saved(name, value), Vec::push);
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
            saved(name, value),
            content_type.map(Cow::Borrowed),
        ));
        self.request.arrange();
        self
    }
}

/// Sending.
impl<T> Call<T> {
    /// Sends the call and decodes the answer.
    ///
    /// # Errors
    /// [`Error::Api`] for any status but 2xx: 401 after the credentials were renewed once, 429 or 503 after the retries.
    pub fn send(&self) -> impl Future<Output = Result<Response<T>, Error>> + Send + use<T> {
        Sending {
            exchange: exchange::send(&self.request, false),
            decode: self.decode,
        }
    }

    /// Sends the call and decodes the answer from JSON as another type.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_as<U: DeserializeOwned>(
        &self,
    ) -> impl Future<Output = Result<Response<U>, Error>> + Send + use<T, U> {
        Sending {
            exchange: exchange::send(&self.request, false),
            decode: Raw::json,
        }
    }

    /// Sends the call; an answer of any status is returned as it came.
    ///
    /// # Errors
    /// Only when there is no answer.
    pub fn raw(&self) -> impl Future<Output = Result<Raw, Error>> + Send + use<T> {
        let exchange = exchange::send(&self.request, false);
        async { Ok(exchange.await?.raw) }
    }

    /// Sends the call; the body of a success is read by the caller, piece by piece.
    ///
    /// # Errors
    /// As [`send`](Self::send). The time limit is that of the head of the answer and of each piece.
    pub fn send_streaming(&self) -> impl Future<Output = Result<Streaming, Error>> + Send + use<T> {
        let exchange = exchange::send(&self.request, true);
        let limit = self.request.timeout.or(self.request.core.shared.timeout);
        async move { Streaming::new(exchange.await?, limit) }
    }

    /// Decodes an answer of this call, which [`raw`](Self::raw) returned.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn decode(&self, raw: Raw) -> Result<Response<T>, Error> {
        into_response(raw, self.decode)
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.request.line.method
    }

    /// The route, as the collection writes it.
    pub fn route(&self) -> &'static str {
        self.request.line.route
    }

    /// The URL the call goes to. It holds the values of parameters.
    ///
    /// # Errors
    /// [`Error::Setting`] or [`Error::Request`].
    pub fn url(&self) -> Result<Url, Error> {
        self.request.destination()
    }
}

impl<T: Paged + Send + 'static> Call<T> {
    /// Every page from this one on, item by item.
    pub fn stream(&self) -> Pages<T> {
        Pages::new(self.clone())
    }
}

/// The one part of sending that knows the type.
struct Sending<U> {
    exchange: BoxFuture<'static, Result<Answer, Error>>,
    decode: fn(&Raw) -> Result<U, Error>,
}

impl<U> Future for Sending<U> {
    type Output = Result<Response<U>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(self.exchange.as_mut().poll(context))?;
        Poll::Ready(into_response(answer.raw, self.decode))
    }
}

fn into_response<U>(raw: Raw, decode: fn(&Raw) -> Result<U, Error>) -> Result<Response<U>, Error> {
    let raw = raw.success()?;
    let value = decode(&raw)?;
    Ok(Response {
        status: raw.status,
        headers: raw.headers,
        value,
    })
}

impl<T> Clone for Call<T> {
    fn clone(&self) -> Self {
        Self {
            request: self.request.clone(),
            decode: self.decode,
        }
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt(formatter)
    }
}
