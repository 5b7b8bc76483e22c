//! One of several processes that share a login.
//!
//! In: the server's origin, the token file and the number of calls as arguments; client id and secret from the
//! environment, as a user would give them; a line on standard input as the signal to begin. Out: one line per
//! outcome, and the `Debug` output of everything at hand, for a search for secrets.
#![forbid(unsafe_code)]

use std::error::Error;
use std::io;
use std::sync::Arc;

use drchrono::{FileTokenStore, OAuth2};
use drchrono_end_to_end::setup;
use tokio::task::JoinSet;

fn main() -> Result<(), Box<dyn Error>> {
    println!("ready");
    io::stdin().read_line(&mut String::new())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(run())
}

async fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(origin), Some(path), Some(calls)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        return Err("origin, token file and number of calls are missing".into());
    };
    let oauth2 = setup::at(OAuth2::from_env()?, &origin);
    let oauth2 = oauth2.token_store(FileTokenStore::new(path)?);
    let client = Arc::new(setup::client(&origin, &oauth2)?);
    let mut tasks = JoinSet::new();
    for _ in 0..calls.parse()? {
        let client = Arc::clone(&client);
        tasks.spawn(async move { setup::current_user(&client).await });
    }
    for outcome in tasks.join_all().await {
        match outcome {
            Ok(user) => println!("ok {user}"),
            Err(error) => {
                println!("error {error}");
                eprintln!("{error:#?}");
            }
        }
    }
    eprintln!("{client:#?} {oauth2:#?} {:#?}", oauth2.tokens());
    Ok(())
}
