//! The command line of the replay.
//!
//! In: the arguments after `--`. Out: [`Options`], or the wish for the help text. Refuses unknown options, missing
//! values and addresses that cannot be sent to; nothing is read from disk here.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use reqwest::redirect::Policy;

use crate::api::core::Url;

/// What `--help` prints.
pub(super) const HELP: &str = "\
Sends every saved request of the collection, in order, through the typed client.

Usage: cargo run --example replay -- [OPTIONS]

Options:
  --only SUBSTRING      only requests whose path, joined by ` / `, contains this
  --list                list the requests and send nothing
  --json                print one JSON object per request
  --base-url URL        send everything to this origin, keeping path and query
  --proxy URL           send everything through this proxy, such as http://127.0.0.1:8080
  --insecure            do not verify certificates
  --set NAME=VALUE      give the variable {{NAME}} a value, or with `:NAME=VALUE` a path parameter
  --values FILE.json    values for many variables: {\"name\": \"value\"}, or an environment of Postman
  --collection FILE     read the values that the crate does not carry from the collection itself
  --access-token TOKEN  the current OAuth 2.0 token
  --files DIR           where the files of bodies are
  --fake-files          send `content of NAME` for each file
  --record DIR          write the shape of each answer, without any value, to DIR/<number>.json
  --strict              an answer without success, such as 404, fails the run too
  --help                print this

Exit status: 0 when every request was sent and every success was decoded, else 1.
";

/// What the command line says. It holds secrets, hence no `Debug`.
#[derive(Default)]
pub(crate) struct Options {
    /// The current OAuth 2.0 token.
    pub(crate) access_token: Option<String>,
    /// Where everything is sent instead.
    pub(crate) base_url: Option<Url>,
    /// Values of variables, from all sources.
    pub(crate) settings: BTreeMap<String, String>,
    pub(super) only: String,
    pub(super) list: bool,
    pub(super) json: bool,
    pub(super) files: Option<PathBuf>,
    pub(super) fake_files: bool,
    pub(super) strict: bool,
    pub(super) record: Option<PathBuf>,
    pub(super) values: Vec<PathBuf>,
    pub(super) collection: Option<PathBuf>,
    proxy: Option<Url>,
    insecure: bool,
}

impl Options {
    /// Reads the arguments; `None` stands for `--help`.
    pub(super) fn parse(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Option<Self>, String> {
        let mut options = Self::default();
        let mut arguments = arguments.into_iter().map(into_text);
        while let Some(argument) = arguments.next().transpose()? {
            let (name, inline) = match argument.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
                _ => (argument.as_str(), None),
            };
            match options.switch(name) {
                Some(_) if inline.is_some() => return Err(format!("{name} takes no value")),
                Some(on) => {
                    *on = true;
                    continue;
                }
                None => {}
            }
            if matches!(name, "--help" | "-h") {
                return Ok(None);
            }
            if !TAKE_VALUES.contains(&name) {
                return Err(format!("unknown argument `{name}`; try --help"));
            }
            let value = match inline {
                Some(value) => value,
                None => arguments
                    .next()
                    .transpose()?
                    .ok_or_else(|| format!("{name} takes a value"))?,
            };
            options.take(name, value)?;
        }
        Ok(Some(options))
    }

    fn switch(&mut self, name: &str) -> Option<&mut bool> {
        match name {
            "--list" => Some(&mut self.list),
            "--json" => Some(&mut self.json),
            "--insecure" => Some(&mut self.insecure),
            "--fake-files" => Some(&mut self.fake_files),
            "--strict" => Some(&mut self.strict),
            _ => None,
        }
    }

    fn take(&mut self, name: &str, value: String) -> Result<(), String> {
        match name {
            "--only" => self.only = value,
            "--base-url" => self.base_url = Some(parse_origin(&value)?),
            "--proxy" => self.proxy = Some(parse_proxy(&value)?),
            "--values" => self.values.push(value.into()),
            "--collection" => self.collection = Some(value.into()),
            "--access-token" => self.access_token = Some(value),
            "--files" => self.files = Some(value.into()),
            "--record" => self.record = Some(value.into()),
            _ => {
                let (name, value) = value.split_once('=').ok_or("--set takes NAME=VALUE")?;
                self.settings.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(())
    }

    /// Whether a variable has a value that is not empty.
    #[allow(dead_code, reason = "a collection need not have places for tokens")]
    pub(crate) fn has(&self, name: &str) -> bool {
        self.settings
            .get(name)
            .is_some_and(|value| !value.is_empty())
    }

    pub(super) fn has_proxy(&self) -> bool {
        self.proxy.is_some()
    }

    /// The HTTP client of the replay: it follows no redirects, so that every answer is seen.
    pub(crate) fn http_client(&self) -> Result<reqwest::Client, reqwest::Error> {
        let mut builder = reqwest::Client::builder().redirect(Policy::none());
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(reqwest::Proxy::all(proxy.as_str())?);
        }
        // Without TLS there are no certificates.
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        {
            builder = builder.tls_danger_accept_invalid_certs(self.insecure);
        }
        #[cfg(not(any(feature = "rustls", feature = "native-tls")))]
        let _ = self.insecure;
        builder.build()
    }
}

const TAKE_VALUES: [&str; 9] = [
    "--only",
    "--base-url",
    "--proxy",
    "--set",
    "--values",
    "--collection",
    "--access-token",
    "--files",
    "--record",
];

fn into_text(argument: OsString) -> Result<String, String> {
    argument
        .into_string()
        .map_err(|_| "an argument is not UTF-8".to_owned())
}

fn parse_origin(text: &str) -> Result<Url, String> {
    Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| "--base-url takes a URL such as http://127.0.0.1:8080".to_owned())
}

/// As curl's: an address without a scheme is one of HTTP.
fn parse_proxy(text: &str) -> Result<Url, String> {
    let url = match text.contains("://") {
        true => Url::parse(text),
        false => Url::parse(&format!("http://{text}")),
    };
    url.ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| "--proxy takes a URL such as http://127.0.0.1:8080".to_owned())
}
