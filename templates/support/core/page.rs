//! Lists that come in pages.
//!
//! In: a call whose answer is [`Paged`]. Out: its items, page after page, through the same credentials, retries and
//! limits. A link to the next page is taken as it is, for it holds the filters; refuses a link to another origin (the
//! credentials go with the request) and a page that came before. Other ways to the next page are [`Turn`]s.

use std::collections::BTreeSet;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::Url;
use reqwest::header::HeaderMap;

use super::super::auth::BoxFuture;
use super::body::Body;
use super::call::Call;
use super::error::Error;
use super::request::{Field, set};
use super::response::Raw;
use super::text::Text;

/// One page of a list.
pub trait Paged {
    /// What the list is of.
    type Item;

    /// The items, and the link to the next page or the token for it if there is one.
    fn into_page(self) -> (Vec<Self::Item>, Option<String>);

    /// What it says beside that about pages to come.
    fn left(&self) -> Left {
        Left::Unknown
    }
}

/// What a page says about those after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Nothing.
    Unknown,
    /// Whether there are any.
    More(bool),
    /// How many pages there are in all.
    Pages(u64),
    /// How many items there are in all.
    Items(u64),
}

/// How a call becomes that of the next page where no link in the body says so.
pub trait Turn: Sync {
    /// Where the next page is.
    fn turn(&self, page: Seen<'_>) -> Next;
}

/// What is known of a page when the next one is wanted.
pub struct Seen<'p> {
    /// The address it came from.
    pub url: &'p Url,
    /// Headers of the answer.
    pub headers: &'p HeaderMap,
    /// The body that asked for it, where that is one text.
    pub body: Bytes,
    /// How many items it has.
    pub items: usize,
    /// The token of the next page.
    pub token: Option<String>,
    /// What it says about pages to come.
    pub left: Left,
}

/// Where the next page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nowhere: this was the last one.
    End,
    /// At this address, which may be relative.
    Link(String),
    /// Where the same call leads with this query parameter.
    Query(&'static str, String),
    /// Where the same call leads with this JSON as its body.
    Body(Bytes),
}

/// The items of a list, across pages: a [`Stream`], and [`try_next`](Self::try_next) for a loop without one.
#[must_use = "nothing is sent until an item is asked for"]
pub struct Pages<T: Paged> {
    call: Call<T>,
    /// None while the call is that of the page to come.
    next: Option<Next>,
    asking: Option<BoxFuture<'static, Result<Raw, Error>>>,
    items: std::vec::IntoIter<T::Item>,
    /// What was asked for: addresses, and bodies where they are one text.
    visited: BTreeSet<(Url, Bytes)>,
    /// The page before, where nothing but the address tells one from the next.
    body: Bytes,
    /// A stream ends with its first error.
    ended: bool,
}

impl<T: Paged + Send + 'static> Pages<T> {
    pub(super) fn new(call: Call<T>) -> Self {
        Self {
            call,
            next: None,
            asking: None,
            items: Vec::new().into_iter(),
            visited: BTreeSet::new(),
            body: Bytes::new(),
            ended: false,
        }
    }

    /// The next item; `None` after the last. When a page fails, asking again asks for the same page.
    ///
    /// # Errors
    /// As [`Call::send`], and [`Error::Page`] for a page that is not asked for.
    pub async fn try_next(&mut self) -> Result<Option<T::Item>, Error> {
        poll_fn(|context| self.poll_item(context)).await.transpose()
    }

    /// The items of the next page, or what is left of this one; `None` after the last.
    ///
    /// # Errors
    /// As [`try_next`](Self::try_next).
    pub async fn next_page(&mut self) -> Result<Option<Vec<T::Item>>, Error> {
        poll_fn(|context| self.poll_items(context)).await
    }

    /// The same as a stream of pages.
    pub fn by_page(self) -> ByPage<T> {
        ByPage(self)
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T::Item, Error>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.poll_page(context)) {
                Ok(true) => {}
                Ok(false) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }

    fn poll_items(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Vec<T::Item>>, Error>> {
        if self.items.len() == 0 && !ready!(self.poll_page(context))? {
            return Poll::Ready(Ok(None));
        }
        Poll::Ready(Ok(Some(self.items.by_ref().collect())))
    }

    /// Fetches the next page; false if there is none.
    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Result<bool, Error>> {
        match self.next.replace(Next::End) {
            Some(Next::End) => return Poll::Ready(Ok(false)),
            Some(next) => self.go_to(next)?,
            None => {}
        }
        self.next = None;
        let call = &self.call;
        let asking = self.asking.get_or_insert_with(|| Box::pin(call.raw()));
        let answer = ready!(asking.as_mut().poll(context));
        self.asking = None;
        let raw = answer?;
        let body = raw.body.clone();
        let answer = self.call.decode(raw)?;
        let (headers, left) = (answer.headers, answer.value.left());
        let (items, told) = answer.value.into_page();
        let told = told.filter(|told| !told.is_empty());
        let next = match self.call.request.turn {
            None => told.map_or(Next::End, Next::Link),
            Some(turn) => turn.turn(Seen {
                url: &self.call.request.url()?,
                headers: &headers,
                body: self.call.request.body_text(),
                items: items.len(),
                token: told,
                left,
            }),
        };
        // A server that does not know the parameter answers the same for ever.
        if matches!(next, Next::Query(..) | Next::Body(_)) && body == self.body {
            return Poll::Ready(Err(self.refuse(PageError::Repeated)));
        }
        self.next = Some(next);
        self.body = body;
        self.items = items.into_iter();
        Poll::Ready(Ok(true))
    }

    /// Turns the call into that of the next page.
    fn go_to(&mut self, next: Next) -> Result<(), Error> {
        let from = self.call.request.url()?;
        let asked = (from.clone(), self.call.request.body_text());
        match next {
            Next::End => {}
            Next::Link(link) => {
                let to = from.join(&link);
                let to = to.map_err(|_| self.refuse(PageError::Invalid))?;
                let request = &mut self.call.request;
                if request.core.shared.send_all_to.is_none() && to.origin() != from.origin() {
                    return Err(self.refuse(PageError::OtherOrigin));
                }
                request.link = Some(to);
            }
            Next::Query(name, value) => {
                let request = &mut self.call.request;
                set(&mut request.query, Field::given(name, Text::of(&value)));
                request.arrange();
            }
            Next::Body(json) => {
                self.call.request.body = Body::Given("application/json".into(), json);
            }
        }
        self.visited.insert(asked);
        let request = &self.call.request;
        if (self.visited).contains(&(request.url()?, request.body_text())) {
            return Err(self.refuse(PageError::Repeated));
        }
        Ok(())
    }

    fn refuse(&self, problem: PageError) -> Error {
        Error::Page {
            request: self.call.request.line.clone(),
            problem,
        }
    }
}

/// A list page by page.
#[must_use = "nothing is sent until a page is asked for"]
pub struct ByPage<T: Paged>(Pages<T>);

impl<T: Paged + Send + 'static> Stream for ByPage<T> {
    type Item = Result<Vec<T::Item>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.0.ended {
            return Poll::Ready(None);
        }
        let page = ready!(self.0.poll_items(context)).transpose();
        self.0.ended = !matches!(page, Some(Ok(_)));
        Poll::Ready(page)
    }
}

impl<T: Paged + Send + 'static> Stream for Pages<T> {
    type Item = Result<T::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let item = ready!(self.poll_item(context));
        self.ended = !matches!(item, Some(Ok(_)));
        Poll::Ready(item)
    }
}

/// Nothing in it is pinned: the one future is boxed.
impl<T: Paged> Unpin for Pages<T> {}

impl<T: Paged> fmt::Debug for Pages<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pages")
            .field("call", &self.call)
            .field("items_left_of_page", &self.items.len())
            .finish_non_exhaustive()
    }
}

/// Why a link to a next page is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PageError {
    /// It leads to another origin, to which no credentials may go.
    OtherOrigin,
    /// It is a page that came before.
    Repeated,
    /// It is not a URL.
    Invalid,
}

impl fmt::Display for PageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::OtherOrigin => {
                "the link to the next page leads to another origin and is not followed"
            }
            Self::Repeated => "the next page is one that came before",
            Self::Invalid => "the link to the next page is not a URL",
        })
    }
}
