//! A login by a person, at the terminal.
//!
//! In: what the application is registered with, and the OAuth 2.0 settings. Out: tokens in the store of the login.
//! A redirect URI on this machine is listened at; for any other the person pastes the address that the browser ends at.

mod token_file;

use std::error::Error;
use std::ffi::OsStr;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use crate::api::auth::{AuthError, AuthorizationRequest, OAuth2};
use crate::api::core::Url;

/// How long a person may take at the login page.
const PATIENCE: Duration = Duration::from_secs(600);

/// What the application must be registered with.
pub(crate) struct Registration {
    pub(crate) package: &'static str,
    /// Prefix of the environment variables.
    pub(crate) environment: &'static str,
    /// As the collection has it; empty if it has none.
    pub(crate) redirect_uri: &'static str,
}

impl Registration {
    /// The file for the tokens: the only argument, or one in the home folder. `None` when help was asked for.
    pub(crate) fn token_file(&self) -> Result<Option<PathBuf>, String> {
        let mut arguments = std::env::args_os().skip(1);
        let file = arguments.next();
        if arguments.next().is_some() {
            return Err("there is one argument at most: the file for the tokens".to_owned());
        }
        match file {
            Some(help) if help == OsStr::new("--help") || help == OsStr::new("-h") => {
                println!("Usage: cargo run --example login -- [FILE FOR THE TOKENS]\n");
                self.explain();
                Ok(None)
            }
            Some(file) => Ok(Some(file.into())),
            None => match token_file::default_path(self.package) {
                Some(file) => Ok(Some(file)),
                None => Err("there is no home folder: name the file for the tokens".to_owned()),
            },
        }
    }

    /// Says what to register and where its results go.
    pub(crate) fn explain(&self) {
        let Self { environment, redirect_uri, .. } = self;
        println!("Register an application with the API, then set {environment}_CLIENT_ID and");
        println!("{environment}_CLIENT_SECRET to what you are given.");
        if redirect_uri.is_empty() {
            println!("Register a redirect URI such as http://127.0.0.1:8765/callback, and set");
            println!("{environment}_REDIRECT_URI to the same.");
        } else {
            println!("Redirect URI to register: {redirect_uri}");
            println!("For another one, such as http://127.0.0.1:8765/callback, set");
            println!("{environment}_REDIRECT_URI to the same.");
        }
    }
}

/// Logs in unless there is a login already.
pub(crate) async fn log_in(oauth2: &OAuth2) -> Result<(), Box<dyn Error>> {
    if !oauth2.needs_login().await? {
        println!("There is a login already; delete the file of its tokens for a new one.");
        return Ok(());
    }
    let request = oauth2.authorization_request()?;
    let tokens = if redirects_to_this_machine(&request) {
        oauth2.login_loopback(show, PATIENCE).await?
    } else {
        show(request.url());
        println!("\nThen paste the address that the browser ended at, and press Enter:");
        request.finish(&read_line()?).await?
    };
    if !tokens.scopes.is_empty() {
        println!("Granted: {}", tokens.scopes.join(" "));
    }
    Ok(())
}

fn show(login_page: &Url) {
    println!("\nOpen this page and log in:\n\n{login_page}");
}

fn redirects_to_this_machine(request: &AuthorizationRequest) -> bool {
    let mut parameters = request.url().query_pairs();
    let redirect_uri = parameters.find(|(name, _)| name == "redirect_uri");
    let redirect_uri = redirect_uri.and_then(|(_, value)| Url::parse(&value).ok());
    redirect_uri.is_some_and(|url| {
        let host = url.host_str().unwrap_or_default();
        url.scheme() == "http"
            && (matches!(host, "localhost" | "[::1]") || host.starts_with("127."))
    })
}

fn read_line() -> Result<String, Box<dyn Error>> {
    io::stdout().flush()?;
    match io::stdin().lock().lines().next() {
        Some(line) => Ok(line?),
        None => Err("there was no address to read".into()),
    }
}

/// Ends the program, with what went wrong in words.
pub(crate) fn exit(outcome: Result<(), Box<dyn Error>>) -> ExitCode {
    let Err(error) = outcome else {
        return ExitCode::SUCCESS;
    };
    eprintln!("login: {error}");
    if let Some(AuthError::MissingVariable { .. }) = error.downcast_ref() {
        eprintln!("login: try --help");
    }
    ExitCode::FAILURE
}
