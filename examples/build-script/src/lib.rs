//! Reads notes through a client that the build script generates from `collection.json`.

// Declares `pub mod notebook`, named after the collection.
include!(concat!(env!("OUT_DIR"), "/notebook.rs"));

use notebook::{Client, Error};

/// The titles of all notes that somebody wrote, in the server's order.
///
/// # Errors
/// Those of the calls.
pub async fn titles(client: &Client, author: &str) -> Result<Vec<String>, Error> {
    let mut notes = client.notes().list().author(author).stream();
    let mut titles = Vec::new();
    while let Some(note) = notes.try_next().await? {
        titles.extend(note.title);
    }
    Ok(titles)
}
