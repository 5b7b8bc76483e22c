//! One call, through the client and by hand.

use std::process::Command;

use anyhow::{Context, Result, bail};
use drchrono::Client;
use drchrono::models::Patient;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};

use crate::allocations;
use crate::server::Server;

const TOKEN: &str = "Bearer abcdefghijklmnop";

/// Two numbers of calls: what is the same for both, starting and connecting, drops out of the difference.
const CALLS: [u64; 2] = [300, 1300];

pub(crate) fn compare() -> Result<()> {
    println!("one GET of 2 KB JSON    instructions   allocations");
    let server = Server::start(0)?;
    let mut costs = Vec::new();
    for kind in ["hand", "client"] {
        let [few, many] = CALLS.map(|calls| measure(kind, &server.origin, calls));
        let (few, many) = (few?, many?);
        let calls = (CALLS[1] - CALLS[0]) as f64;
        let cost = [0, 1].map(|at| (many[at] - few[at]) as f64 / calls);
        println!("{kind:20} {:15.0} {:13.1}", cost[0], cost[1]);
        costs.push(cost);
    }
    let [hand, client] = costs[..] else {
        bail!("there are two kinds");
    };
    println!(
        "{:20} {:15.3} {:13.3}",
        "ratio",
        client[0] / hand[0],
        client[1] / hand[1]
    );
    Ok(())
}

/// Instructions and allocations of a process that makes so many calls.
fn measure(kind: &str, origin: &str, calls: u64) -> Result<[u64; 2]> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["calls", kind, origin, &calls.to_string()])
        .output()
        .context("valgrind cannot be started")?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let collected = text.split_once("Collected :").map(|(_, rest)| rest);
    let instructions = collected.and_then(|rest| rest.split_whitespace().next());
    let allocations = String::from_utf8_lossy(&output.stdout).trim().parse();
    Ok([
        instructions.with_context(|| text.clone())?.parse()?,
        allocations.with_context(|| text.clone())?,
    ])
}

/// Prints the allocations of so many calls.
pub(crate) async fn run(kind: &str, origin: &str, calls: u64) -> Result<()> {
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_static(TOKEN));
    let http = reqwest::Client::builder()
        .default_headers(headers)
        .build()?;
    let client = Client::builder()
        .base_url(origin)
        .default_header("authorization", TOKEN)
        .build()?;
    for id in 0..calls {
        let patient = match kind {
            "hand" => by_hand(&http, origin, id).await?,
            _ => {
                let call = client.clinical().patients().get(id as i64).verbose(true);
                call.without_auth().send().await?.into_inner()
            }
        };
        std::hint::black_box(patient);
    }
    println!("{}", allocations::count());
    Ok(())
}

/// What a careful programmer writes without a generator.
async fn by_hand(http: &reqwest::Client, origin: &str, id: u64) -> Result<Patient> {
    let url = format!("{origin}/api/patients/{id}");
    let url = Url::parse_with_params(&url, [("verbose", "true")])?;
    let answer = http.get(url).send().await?.error_for_status()?;
    Ok(serde_json::from_slice(&answer.bytes().await?)?)
}
