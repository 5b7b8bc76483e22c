//! The replay: every saved request of the collection through the typed client, once each, in order.
//!
//! In: the calls of the generated files, the data file beside them, and the command line. Out: a line per request and
//! whether all is well. No retries, no redirects, first pages only. A request that lacks a value or credentials is not
//! sent, and its line says what to give.

mod names;
mod options;
pub(crate) mod progress;
mod report;
mod saved;
mod session;
mod shape;
mod spelling;
mod values;

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::api::Client;
use crate::api::auth::BoxFuture;
use crate::api::core::{Call, Error, Raw, Url};

pub(crate) use options::Options;
pub(crate) use saved::{Missing, Saved};

use report::{Line, Secrets, is_secret_name, printable};
use saved::{Data, Request};
use session::Session;

/// A call that is ready to be sent, whatever its type.
pub(crate) struct Step {
    url: Result<Url, Error>,
    answer: BoxFuture<'static, Result<Raw, Error>>,
    decode: Box<dyn FnOnce(Raw) -> Result<(), Error> + Send>,
}

impl Step {
    fn of<T: Send + 'static>(call: Call<T>) -> Self {
        Self {
            url: call.url(),
            answer: Box::pin(call.raw()),
            decode: Box::new(move |raw| call.decode(raw).map(drop)),
        }
    }
}

type Make = fn(&Client, &Saved<'_>) -> Result<Step, Missing>;

/// The saved requests and the calls for them.
pub(crate) struct Replay {
    data: &'static str,
    calls: BTreeMap<usize, Make>,
}

impl Replay {
    /// A replay of the requests in this data file.
    pub(crate) fn new(data: &'static str) -> Self {
        Self {
            data,
            calls: BTreeMap::new(),
        }
    }

    /// Adds the call for the saved request of that number.
    pub(crate) fn request(&mut self, index: usize, make: Make) {
        self.calls.insert(index, make);
    }

    /// Does what the command line says; `connect` makes the client.
    pub(crate) async fn run(
        self,
        connect: impl AsyncFn(&Options) -> Result<Client, Box<dyn StdError>>,
    ) -> ExitCode {
        let arguments = std::env::args_os().skip(1);
        match self.run_with(arguments, &mut io::stdout(), connect).await {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(problem) => {
                // Who stops reading knows that.
                if !is_broken_pipe(&*problem) {
                    eprintln!("replay: {problem}");
                }
                ExitCode::FAILURE
            }
        }
    }

    /// Whether every selected request was sent, and decoded if it succeeded.
    pub(crate) async fn run_with(
        &self,
        arguments: impl IntoIterator<Item = OsString>,
        output: &mut impl Write,
        connect: impl AsyncFn(&Options) -> Result<Client, Box<dyn StdError>>,
    ) -> Result<bool, Box<dyn StdError>> {
        let Some(mut options) = Options::parse(arguments)? else {
            output.write_all(options::HELP.as_bytes())?;
            return Ok(true);
        };
        let mut data: Data = serde_json::from_str(self.data)?;
        let is_selected = |request: &&Request| request.title().contains(&options.only);
        let selected: Vec<&Request> = data.requests.iter().filter(is_selected).collect();
        if selected.is_empty() && !options.only.is_empty() {
            return Err(not_found(&options.only, &data.requests).into());
        }
        if options.list {
            list(&selected, options.json, output)?;
            return Ok(true);
        }
        let secrets = read_values(&mut options, &mut data)?;
        let is_selected = |request: &&Request| request.title().contains(&options.only);
        let selected: Vec<&Request> = data.requests.iter().filter(is_selected).collect();
        let mut client = connect(&options).await?;
        if fill_origin(&mut options, &client, &selected) {
            client = connect(&options).await?;
        }
        if let Some(folder) = &options.record {
            fs::create_dir_all(folder)?;
        }
        let session = Session {
            secrets: mark_secrets(secrets, &options, &data),
            calls: &self.calls,
            blanks: &data.blanks,
            options,
            client,
        };
        session.send_all(&selected, output).await
    }
}

fn is_broken_pipe(problem: &(dyn StdError + 'static)) -> bool {
    let error = problem.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Paths are compared letter by letter, so that who errs in the case is told how it is spelled.
fn not_found(only: &str, requests: &[Request]) -> String {
    let sought = only.to_lowercase();
    let titles = requests.iter().map(Request::title);
    let close = titles
        .into_iter()
        .find(|title| title.to_lowercase().contains(&sought));
    match close {
        Some(close) => format!(
            "no request has `{only}` in its path; there is `{}`",
            printable(&close)
        ),
        None => format!("no request has `{only}` in its path; --list prints them all"),
    }
}

fn list(requests: &[&Request], as_json: bool, output: &mut impl Write) -> io::Result<()> {
    for request in requests {
        if as_json {
            writeln!(output, "{}", unsent(request, None).to_json()?)?;
        } else {
            let (title, route) = (printable(&request.title()), printable(&request.route));
            writeln!(output, "{title}  {}  {route}", request.method)?;
        }
    }
    Ok(())
}

/// A line for a request that was not sent.
fn unsent(request: &Request, error: Option<String>) -> Line<'_> {
    Line {
        path: &request.path,
        method: &request.method,
        url: request.route.clone(),
        status: None,
        decoded: None,
        error,
    }
}

/// Reads the files of the command line; what it says itself wins, then `--values`, then `--collection`. Also puts the
/// secrets of the collection into the requests.
fn read_values(options: &mut Options, data: &mut Data) -> Result<Secrets, String> {
    let mut secrets = Secrets::default();
    let read = |path: &Path| {
        fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let mut values = BTreeMap::new();
    if let Some(path) = &options.collection {
        let places = data.settings.iter();
        let places = places.map(|place| (place.name.as_str(), place.pointer.as_str()));
        let document = values::parse(&read(path)?);
        let document = document.map_err(|problem| format!("{}: {problem}", path.display()))?;
        values.extend(values::of_collection(&document));
        values.extend(values::read_at(&document, places));
        for entry in data.requests.iter_mut().flat_map(Request::entries_mut) {
            let pointer = entry.secret.as_deref();
            if let Some(value) = pointer.and_then(|pointer| values::find(&document, pointer)) {
                secrets.add(&value);
                entry.value = Some(value);
                entry.secret = None;
            }
        }
    }
    for path in &options.values {
        let found = values::read(&read(path)?);
        values.extend(found.map_err(|problem| format!("{}: {problem}", path.display()))?);
    }
    values.append(&mut options.settings);
    options.settings = values;
    Ok(secrets)
}

/// With `--base-url` nobody needs to say what `{{baseUrl}}` is; whether that gave values to any name.
fn fill_origin(options: &mut Options, client: &Client, requests: &[&Request]) -> bool {
    let Some(origin) = &options.base_url else {
        return false;
    };
    let before = options.settings.len();
    for request in requests {
        for (name, value) in values::of_origin(&request.route, origin) {
            if client.setting(&name).is_none() {
                options.settings.entry(name).or_insert(value);
            }
        }
    }
    options.settings.len() > before
}

fn mark_secrets(mut secrets: Secrets, options: &Options, data: &Data) -> Secrets {
    let is_marked = |name: &str| {
        data.settings
            .iter()
            .any(|place| place.secret && place.name == name)
    };
    for (name, value) in &options.settings {
        if is_secret_name(name) || is_marked(name) {
            secrets.add(value);
        }
    }
    secrets.add(options.access_token.as_deref().unwrap_or_default());
    secrets
}
