//! What a replay printed, beside the messages that were received meanwhile.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::message::Message;

/// What a client made of a request.
#[derive(Clone, Debug)]
pub enum Replayed<'m> {
    /// It sent this.
    Sent(&'m Message),
    /// It sent nothing, and said why.
    Unsent(String),
}

/// A line that the replay prints with `--json`.
#[derive(Deserialize)]
struct Line {
    path: Vec<String>,
    status: Option<u16>,
    error: Option<String>,
}

/// What became of the requests, by their paths, in the order in which those of one path were sent.
#[derive(Debug, Default)]
pub struct Replay<'m>(BTreeMap<Vec<String>, Vec<Replayed<'m>>>);

impl<'m> Replay<'m> {
    /// Gives each line that tells of an answer the next message.
    ///
    /// # Errors
    /// When lines and messages do not belong together.
    pub fn of(output: &str, messages: &'m [Message]) -> Result<Self, String> {
        let mut messages = messages.iter();
        let mut replay = Self::default();
        for line in output.lines() {
            let line: Line =
                serde_json::from_str(line).map_err(|error| format!("{error}: {line}"))?;
            let replayed = match line.status {
                Some(_) => Replayed::Sent(messages.next().ok_or("fewer messages than lines")?),
                None => Replayed::Unsent(line.error.unwrap_or_default()),
            };
            replay.0.entry(line.path).or_default().push(replayed);
        }
        match messages.next() {
            Some(_) => Err("more messages than lines".to_owned()),
            None => Ok(replay),
        }
    }

    /// What became of each of these requests.
    pub fn of_each<'p>(&self, paths: impl Iterator<Item = &'p Vec<String>>) -> Vec<Replayed<'m>> {
        let mut seen: BTreeMap<&Vec<String>, usize> = BTreeMap::new();
        let each = paths.map(|path| {
            let number = seen.entry(path).or_default();
            let found = self.0.get(path).and_then(|replayed| replayed.get(*number));
            *number += 1;
            let left_out = || Replayed::Unsent("the crate has no function for it".to_owned());
            found.cloned().unwrap_or_else(left_out)
        });
        each.collect()
    }
}
