//! One run of the replay: each request sent once, its line printed.
//!
//! In: the selected requests and a client. Out: a line for each, what the run adds up to, and whether all is well.

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::io::{self, Write};

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::api::Client;
use crate::api::auth::AuthError;
use crate::api::core::{Error, Raw};

use super::progress::Progress;
use super::report::{Line, Secrets, Summary};
use super::saved::{Blank, Request};
use super::{Make, Missing, Options, Saved, Step, names, shape, unsent};

/// One run of the replay.
pub(super) struct Session<'r> {
    pub(super) options: Options,
    pub(super) client: Client,
    pub(super) calls: &'r BTreeMap<usize, Make>,
    pub(super) blanks: &'r [Blank],
    pub(super) secrets: Secrets,
}

impl Session<'_> {
    pub(super) async fn send_all(
        &self,
        requests: &[&Request],
        output: &mut impl Write,
    ) -> Result<bool, Box<dyn StdError>> {
        let (mut summary, mut all_good) = (Summary::default(), true);
        let mut progress = Progress::new(requests.len(), !self.options.json);
        for request in requests {
            progress.begin(&request.title());
            let line = self.send(request).await?;
            progress.give_way();
            summary.count(&line);
            all_good &= line.is_good(self.options.strict);
            if self.options.json {
                writeln!(output, "{}", line.to_json()?)?;
            } else {
                writeln!(output, "{line}")?;
            }
        }
        if !self.options.json {
            writeln!(output, "{summary}")?;
            if let Some(folder) = &self.options.record {
                writeln!(output, "shapes of answers are in {}", folder.display())?;
            }
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
        line.error = error.map(|error| self.secrets.hide(&self.explain(&error)));
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
        let media_type = content_type.and_then(known_media_type);
        let body: Option<Value> = serde_json::from_slice(raw.body()).ok();
        let shape = json!({
            "path": request.path,
            "method": request.method,
            "route": names::route_without_data(&request.route),
            "status": raw.status().as_u16(),
            "media_type": media_type,
            "body": body.as_ref().map(shape::schema_of),
        });
        let text = format!("{shape:#}\n");
        shape::write_new(folder, &request.index.to_string(), &text)
    }

    /// What went wrong, and what to give; the line names the request already.
    fn explain(&self, error: &Error) -> String {
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
                    true if self.options.has_proxy() => {
                        format!("no connection to the proxy, or from there: {cause}")
                    }
                    true => format!("no connection: {cause}"),
                    false => format!("the connection broke: {cause}"),
                }
            }
            other => other.to_string(),
        }
    }
}

/// The media type of an answer, if it is a usual one: a header may say anything.
fn known_media_type(content_type: &str) -> Option<&'static str> {
    const USUAL: [&str; 9] = [
        "application/json",
        "application/problem+json",
        "application/vnd.api+json",
        "application/xml",
        "application/pdf",
        "application/octet-stream",
        "text/html",
        "text/plain",
        "text/xml",
    ];
    let name = content_type.split(';').next()?.trim();
    let mut usual = USUAL.into_iter();
    usual.find(|usual| usual.eq_ignore_ascii_case(name))
}
