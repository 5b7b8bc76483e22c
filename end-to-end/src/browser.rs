//! The person's browser: opens the login page and goes where it sends it.
//!
//! In: the URL that a client wants to be opened. Out: the URL the login page redirects to, for pasting, or the
//! status and text of the page behind it. Nothing is followed that is not asked for.

use reqwest::header::LOCATION;
use reqwest::{Client, StatusCode, redirect};

/// A browser without a window.
#[derive(Clone)]
pub struct Browser(Client);

impl Browser {
    /// A browser that follows no redirect by itself.
    pub fn new() -> reqwest::Result<Self> {
        let client = Client::builder().redirect(redirect::Policy::none());
        Ok(Self(client.build()?))
    }

    /// Opens a page: its status, where it redirects to, its text.
    pub async fn open(&self, url: &str) -> reqwest::Result<(StatusCode, Option<String>, String)> {
        let response = self.0.get(url).send().await?;
        let location = response.headers().get(LOCATION);
        let location = location.and_then(|url| Some(url.to_str().ok()?.to_owned()));
        Ok((response.status(), location, response.text().await?))
    }

    /// Opens the login page and takes the redirect from the address bar.
    pub async fn log_in(&self, url: &str) -> reqwest::Result<Option<String>> {
        let (_, location, _) = self.open(url).await?;
        Ok(location)
    }

    /// Opens the login page and follows its redirect: what the page there says.
    pub async fn log_in_and_follow(&self, url: &str) -> reqwest::Result<Option<String>> {
        match self.log_in(url).await? {
            Some(location) => Ok(Some(self.open(&location).await?.2)),
            None => Ok(None),
        }
    }
}
