//! A login by a person, at the terminal.
//!
//! In: the command line, an OAuth 2.0 login. Out: tokens in its store. A redirect URI on this machine is listened at;
//! for any other the person pastes the address that the browser ends at.

mod token_file;

use std::error::Error;
use std::io::{self, BufRead};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use crate::api::auth::OAuth2;
use crate::api::core::Url;

/// How long a person may take at the login page.
const PATIENCE: Duration = Duration::from_secs(600);

/// Says what to register with the API, and which environment variables take what it gives.
pub(crate) fn explain(environment: &str, login: &OAuth2) {
    let parameter = |name| login_page(login).and_then(|page| parameter(&page, name));
    println!("Register an application with the API, and set");
    println!("  {environment}_CLIENT_ID and {environment}_CLIENT_SECRET to what you are given,");
    match parameter("redirect_uri") {
        Some(redirect_uri) => {
            println!(
                "  {environment}_REDIRECT_URI to what you register, unless it is {redirect_uri}."
            );
        }
        None => println!("  {environment}_REDIRECT_URI to what you register."),
    }
    println!("With http://127.0.0.1:8765/callback there is nothing to paste.");
    if let Some(scopes) = parameter("scope") {
        println!("Scopes: {scopes}");
    }
}

/// What the command line says.
pub(crate) struct Arguments {
    /// Values of variables.
    pub(crate) settings: Vec<(String, String)>,
    folder: Option<PathBuf>,
}

impl Arguments {
    /// Reads the command line; `None` when help was asked for.
    pub(crate) fn read() -> Result<Option<Self>, String> {
        let mut read = Self {
            settings: Vec::new(),
            folder: None,
        };
        let mut arguments = std::env::args_os().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--help" | "-h") => {
                    println!("\n{USAGE}");
                    return Ok(None);
                }
                Some("--set") => {
                    let value = arguments.next().and_then(|value| value.into_string().ok());
                    let pair = value.as_deref().and_then(|value| value.split_once('='));
                    let (name, value) = pair.ok_or("--set takes NAME=VALUE")?;
                    read.settings.push((name.to_owned(), value.to_owned()));
                }
                _ if read.folder.is_none() => read.folder = Some(argument.into()),
                _ => return Err(format!("there is one folder at most\n{USAGE}")),
            }
        }
        Ok(Some(read))
    }

    /// The file for the tokens of a slot: in the folder of the command line, or in one in the home folder.
    pub(crate) fn token_file(&self, package: &str, slot: &str) -> Result<PathBuf, String> {
        match &self.folder {
            Some(folder) => Ok(folder.join(format!("{slot}.json"))),
            None => token_file::default_path(package, slot)
                .ok_or_else(|| "there is no home folder: name one for the tokens".to_owned()),
        }
    }
}

const USAGE: &str =
    "Usage: cargo run --example login -- [--set NAME=VALUE]… [FOLDER FOR THE TOKENS]";

/// Logs in unless there is a login already.
pub(crate) async fn log_in(login: &OAuth2) -> Result<(), Box<dyn Error>> {
    if !login.needs_login().await? {
        println!("\nThere is a login already; for a new one delete the file of its tokens.");
        return Ok(());
    }
    let request = login.authorization_request()?;
    let tokens = if leads_here(request.url()) {
        login.login_loopback(show, PATIENCE).await?
    } else {
        show(request.url());
        println!("\nThen paste the address that the browser ended at, and press Enter:");
        request.finish(&read_line()?).await?
    };
    println!("\nLogged in.");
    if !tokens.scopes.is_empty() {
        println!("Granted: {}", tokens.scopes.join(" "));
    }
    Ok(())
}

fn login_page(login: &OAuth2) -> Option<Url> {
    Some(login.authorization_request().ok()?.url().clone())
}

fn parameter(page: &Url, name: &str) -> Option<String> {
    let mut parameters = page.query_pairs();
    let found = parameters.find(|(other, _)| other == name);
    found.map(|(_, value)| value.into_owned())
}

/// Whether the browser comes back to this machine.
fn leads_here(page: &Url) -> bool {
    let redirect_uri = parameter(page, "redirect_uri").and_then(|uri| Url::parse(&uri).ok());
    redirect_uri.is_some_and(|uri| {
        let host = uri.host_str().unwrap_or_default();
        let is_loopback = host
            .parse()
            .is_ok_and(|address: Ipv4Addr| address.is_loopback());
        uri.scheme() == "http" && (is_loopback || matches!(host, "localhost" | "[::1]"))
    })
}

fn show(page: &Url) {
    println!("\nOpen this page and log in:\n\n{page}");
}

fn read_line() -> Result<String, Box<dyn Error>> {
    match io::stdin().lock().lines().next() {
        Some(line) => Ok(line?),
        None => Err("there was no address to read".into()),
    }
}

/// Ends the program, with what went wrong in words.
pub(crate) fn exit(outcome: Result<(), Box<dyn Error>>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("login: {error}");
            ExitCode::FAILURE
        }
    }
}
