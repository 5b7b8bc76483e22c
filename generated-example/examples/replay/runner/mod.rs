//! The replay: every saved request of the collection through the typed client, once each, in order.
//!
//! In: the calls of the generated files, the data file beside them, and the command line. Out: a line per request and
//! whether all is well. No retries, no redirects, first pages only. A request that lacks a value or credentials is not
//! sent, and its line says what to give.

mod options;
mod report;
mod saved;
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

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::api::Client;
use crate::api::auth::{AuthError, BoxFuture};
use crate::api::core::{Call, Error, Raw, Url};

pub(crate) use options::Options;
pub(crate) use saved::{Missing, Saved};

use report::{Line, Secrets, Summary, is_secret_name, printable};
use saved::{Blank, Data, Request};

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
            return Err(format!("no request has `{}` in its path", options.only).into());
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

/// One run of the replay.
struct Session<'r> {
    options: Options,
    client: Client,
    calls: &'r BTreeMap<usize, Make>,
    blanks: &'r [Blank],
    secrets: Secrets,
}

impl Session<'_> {
    async fn send_all(
        &self,
        requests: &[&Request],
        output: &mut impl Write,
    ) -> Result<bool, Box<dyn StdError>> {
        let (mut summary, mut all_good) = (Summary::default(), true);
        for request in requests {
            let line = self.send(request).await?;
            summary.count(&line);
            all_good &= line.is_good();
            if self.options.json {
                writeln!(output, "{}", line.to_json()?)?;
            } else {
                writeln!(output, "{line}")?;
            }
        }
        if !self.options.json {
            writeln!(output, "{summary}")?;
        }
        Ok(all_good)
    }

    async fn send<'q>(&self, request: &'q Request) -> io::Result<Line<'q>> {
        let step = match self.make(request) {
            Ok(step) => step,
            Err(missing) => return Ok(unsent(request, Some(self.secrets.hide(&missing)))),
        };
        let mut line = unsent(request, None);
        let error = match step.url {
            Ok(url) => {
                line.url = self.secrets.hide_in_url(url.as_str());
                match step.answer.await {
                    Ok(raw) => {
                        line.status = Some(raw.status().as_u16());
                        self.record(request, &raw)?;
                        let decoded = (step.decode)(raw);
                        line.decoded = match &decoded {
                            Err(Error::Api(_)) => None,
                            outcome => Some(outcome.is_ok()),
                        };
                        decoded.err()
                    }
                    Err(error) => Some(error),
                }
            }
            Err(error) => Some(error),
        };
        line.error = error.map(|error| self.secrets.hide(&explain(&error)));
        Ok(line)
    }

    fn make(&self, request: &Request) -> Result<Step, String> {
        let Some(make) = self.calls.get(&request.index) else {
            let reason = request.left_out.as_str();
            return Err(format!("the crate has no function for it: {reason}"));
        };
        let lookup = |name: &str| self.client.setting(name);
        let saved = Saved::new(request, &self.options, self.blanks, &lookup);
        make(&self.client, &saved).map_err(|missing| missing.to_string())
    }

    /// Writes the shape of an answer, if that was asked for.
    fn record(&self, request: &Request, raw: &Raw) -> io::Result<()> {
        let Some(folder) = &self.options.record else {
            return Ok(());
        };
        let content_type = raw
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let media_type = content_type.and_then(|value| value.split(';').next());
        let body: Option<Value> = serde_json::from_slice(raw.body()).ok();
        let shape = json!({
            "path": request.path,
            "method": request.method,
            "route": request.route,
            "status": raw.status().as_u16(),
            "media_type": media_type.map(str::trim),
            "body": body.as_ref().map(shape::schema_of),
        });
        let text = format!("{shape:#}\n");
        shape::write_new(folder, &request.index.to_string(), &text)
    }
}

/// What went wrong, and what to give; the line names the request already.
fn explain(error: &Error) -> String {
    match error {
        Error::Setting { name, .. } => Missing::variable(name).to_string(),
        Error::Credentials {
            missing: Some(missing),
            ..
        } => Missing::variable(missing).to_string(),
        Error::Credentials { slot, .. } if slot.starts_with("oauth2") => {
            "there is no token: give --access-token TOKEN".to_owned()
        }
        Error::Credentials { slot, .. } => {
            format!("the replay has no `{slot}` credentials: send it with a client that does")
        }
        Error::Auth {
            source: source @ (AuthError::Configuration(..) | AuthError::Unsignable(_)),
            ..
        } => source.to_string(),
        Error::Auth { source, .. } => format!("{source}: give --access-token TOKEN"),
        Error::Api(error) => match error.detail() {
            Some(detail) => format!("{}: {detail}", error.status()),
            None => error.status().to_string(),
        },
        Error::Decode(error) if error.path().is_empty() => error.reason().to_owned(),
        Error::Decode(error) => format!("at `{}`: {}", error.path(), error.reason()),
        Error::Request { reason, .. } => reason.clone(),
        Error::Timeout { .. } => "no answer in time".to_owned(),
        Error::Transport { source, .. } => {
            let mut cause: &dyn StdError = source;
            while let Some(deeper) = cause.source() {
                cause = deeper;
            }
            match source.is_connect() {
                true => format!("no connection: {cause}"),
                false => format!("the connection broke: {cause}"),
            }
        }
        other => other.to_string(),
    }
}
