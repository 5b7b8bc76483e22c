//! Lists that come in pages.
//!
//! In: a call whose answer is [`Paged`]. Out: its items, page after page, through the same credentials, retries and
//! limits. A link to the next page is taken as it is, for it holds the filters; refuses a link to another origin (the
//! credentials go with the request) and one that was followed before.

use std::collections::BTreeSet;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use reqwest::Url;

use super::super::auth::BoxFuture;
use super::call::Call;
use super::error::Error;
use super::response::Response;

/// One page of a list.
pub trait Paged {
    /// What the list is of.
    type Item;

    /// The items, and the link to the next page if there is one.
    fn into_page(self) -> (Vec<Self::Item>, Option<String>);
}

/// The items of a list, across pages: a [`Stream`], and [`try_next`](Self::try_next) for a loop without one.
#[must_use = "nothing is sent until an item is asked for"]
pub struct Pages<T: Paged> {
    call: Call<T>,
    next: Next,
    asking: Option<BoxFuture<'static, Result<Response<T>, Error>>>,
    items: std::vec::IntoIter<T::Item>,
    visited: BTreeSet<Url>,
    /// A stream ends with its first error.
    ended: bool,
}

enum Next {
    /// The call as it is.
    Ready,
    Link(String),
    End,
}

impl<T: Paged + Send + 'static> Pages<T> {
    pub(super) fn new(call: Call<T>) -> Self {
        Self {
            call,
            next: Next::Ready,
            asking: None,
            items: Vec::new().into_iter(),
            visited: BTreeSet::new(),
            ended: false,
        }
    }

    /// The next item; `None` after the last. When a page fails, asking again asks for the same page.
    ///
    /// # Errors
    /// As [`Call::send`], and [`Error::Page`] for a link that is not followed.
    pub async fn try_next(&mut self) -> Result<Option<T::Item>, Error> {
        poll_fn(|context| self.poll_item(context)).await.transpose()
    }

    /// The items of the next page, or what is left of this one; `None` after the last.
    ///
    /// # Errors
    /// As [`try_next`](Self::try_next).
    pub async fn next_page(&mut self) -> Result<Option<Vec<T::Item>>, Error> {
        if self.items.len() == 0 && !poll_fn(|context| self.poll_page(context)).await? {
            return Ok(None);
        }
        Ok(Some(self.items.by_ref().collect()))
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

    /// Fetches the next page; false if there is none.
    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Result<bool, Error>> {
        match std::mem::replace(&mut self.next, Next::End) {
            Next::End => return Poll::Ready(Ok(false)),
            Next::Ready => {}
            Next::Link(link) => self.follow(&link)?,
        }
        self.next = Next::Ready;
        let call = &self.call;
        let asking = self.asking.get_or_insert_with(|| Box::pin(call.send()));
        let answer = ready!(asking.as_mut().poll(context));
        self.asking = None;
        let (items, link) = answer?.into_inner().into_page();
        self.items = items.into_iter();
        self.next = link
            .filter(|link| !link.is_empty())
            .map_or(Next::End, Next::Link);
        Poll::Ready(Ok(true))
    }

    /// Turns the call into one for that link.
    fn follow(&mut self, link: &str) -> Result<(), Error> {
        let request = &mut self.call.request;
        let from = request.url()?;
        let refuse = |problem| Error::Page {
            request: request.line.clone(),
            problem,
        };
        let to = from.join(link).map_err(|_| refuse(PageError::Invalid))?;
        if request.core.shared.send_all_to.is_none() && to.origin() != from.origin() {
            return Err(refuse(PageError::OtherOrigin));
        }
        self.visited.insert(from);
        if self.visited.contains(&to) {
            return Err(refuse(PageError::Repeated));
        }
        request.link = Some(to);
        Ok(())
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
    /// It was followed before.
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
            Self::Repeated => "the link to the next page was followed before",
            Self::Invalid => "the link to the next page is not a URL",
        })
    }
}
