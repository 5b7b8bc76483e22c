//! The name of a call, for errors, hooks and logs: nothing in it is a value.

use std::fmt;

use reqwest::Method;

/// Which call: its place in the collection, method and route, as the collection writes them.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestLine {
    pub(super) folder: &'static str,
    pub(super) name: &'static str,
    pub(super) method: Method,
    pub(super) route: &'static str,
}

impl RequestLine {
    /// A request that is not in the collection, at the address of this setting.
    pub fn new(name: &'static str, method: Method, setting: &'static str) -> Self {
        Self {
            folder: "",
            name,
            method,
            route: setting,
        }
    }

    /// The name of the request in the collection.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The folders that the request stands in, from the outermost on, joined by ` / `.
    pub fn folder(&self) -> &'static str {
        self.folder
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The route, with `{{name}}` and `:name` as in the collection.
    pub fn route(&self) -> &'static str {
        self.route
    }
}

impl fmt::Display for RequestLine {
    /// The setting a route begins with says little to a reader: it is the same for all.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = match self
            .route
            .strip_prefix("{{")
            .and_then(|rest| rest.split_once("}}"))
        {
            Some((_, path)) if path.starts_with('/') => path,
            _ => self.route,
        };
        match self.name {
            "" => write!(formatter, "{} {path}", self.method),
            name => write!(formatter, "{name} ({} {path})", self.method),
        }
    }
}

impl fmt::Debug for RequestLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "\"{self}\"")
    }
}
