//! The same calls for programs without an async runtime, with the feature `blocking`.
//!
//! In: a call, or any future of this crate. Out: its result, waited for on this thread. All waits share a runtime, which
//! works while somebody waits.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::OnceLock;

use futures_core::Stream;
use serde::de::DeserializeOwned;
use tokio::runtime::{Builder, Handle, Runtime};

use super::call::Call;
use super::error::Error;
use super::page::{Paged, Pages};
use super::response::{Raw, Response};

/// Waits for a future: a login, a streamed answer, anything that is async here.
///
/// # Errors
/// [`Error::Client`] when there is no runtime to be had, or when this thread belongs to one already: `.await` waits there.
pub fn wait<F: Future>(future: F) -> Result<F::Output, Error> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();
    let client_error = |reason: String| Error::Client { reason };
    if Handle::try_current().is_ok() {
        let reason =
            "async code cannot wait by blocking: await the call, or wait in a `std::thread`";
        return Err(client_error(reason.to_owned()));
    }
    let runtime = RUNTIME.get_or_init(|| {
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.map_err(|error| error.to_string())
    });
    match runtime {
        Ok(runtime) => Ok(runtime.block_on(future)),
        Err(reason) => Err(client_error(format!(
            "there is no runtime to wait with: {reason}"
        ))),
    }
}

impl<T> Call<T> {
    /// As [`send`](Self::send), waiting for it.
    ///
    /// # Errors
    /// As [`send`](Self::send) and [`wait`].
    pub fn send_blocking(&self) -> Result<Response<T>, Error> {
        wait(self.send())?
    }

    /// As [`send_as`](Self::send_as), waiting for it.
    ///
    /// # Errors
    /// As [`send`](Self::send) and [`wait`].
    pub fn send_as_blocking<U: DeserializeOwned>(&self) -> Result<Response<U>, Error> {
        wait(self.send_as())?
    }

    /// As [`raw`](Self::raw), waiting for it.
    ///
    /// # Errors
    /// As [`raw`](Self::raw) and [`wait`].
    pub fn raw_blocking(&self) -> Result<Raw, Error> {
        wait(self.raw())?
    }
}

impl<T: Paged + Send + 'static> Pages<T> {
    /// The items one after the other, waiting for each page. The first error is the last item.
    pub fn blocking(mut self) -> impl Iterator<Item = Result<T::Item, Error>> {
        let mut refused = false;
        std::iter::from_fn(move || {
            let next = poll_fn(|context| Pin::new(&mut self).poll_next(context));
            match wait(next) {
                Ok(item) => item,
                Err(error) => (!std::mem::replace(&mut refused, true)).then_some(Err(error)),
            }
        })
    }
}
