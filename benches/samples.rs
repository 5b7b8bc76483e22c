//! What types from many samples take.
//!
//! `cargo bench --bench samples` makes collections with ever more saved answers and prints the CPU time of a
//! whole generation, by answer as well: it stays the same where the time is linear in the samples. The
//! figures need Linux; nothing is judged.

use std::error::Error;
use std::fs;

use collgen::Generator;
use serde_json::{Value, json};

/// Operations that share the samples.
const OPERATIONS: usize = 50;

fn main() -> Result<(), Box<dyn Error>> {
    println!("samples     input       CPU   by sample");
    for samples in [12_500, 25_000, 50_000] {
        let bytes = collection(samples).to_string();
        let size = bytes.len() as f64 / 1e6;
        let before = cpu_seconds()?;
        let generated = Generator::from_bytes("samples.json", bytes).generate()?;
        let seconds = cpu_seconds()? - before;
        let each = seconds * 1e6 / samples as f64;
        println!("{samples:>7}  {size:>5.1} MB  {seconds:>6.2} s  {each:>6.1} µs");
        drop(generated);
    }
    Ok(())
}

/// A collection with so many saved answers.
fn collection(samples: usize) -> Value {
    let items = (0..OPERATIONS).map(|operation| {
        let answers = (0..samples / OPERATIONS).map(|number| {
            json!({ "name": "ok", "code": 200, "body": answer(operation, number).to_string() })
        });
        json!({
            "name": format!("Get thing {operation}"),
            "request": { "method": "GET", "url": format!("{{{{baseUrl}}}}/things{operation}/:id") },
            "response": answers.collect::<Vec<_>>(),
        })
    });
    json!({
        "info": {
            "name": "samples",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": items.collect::<Vec<_>>(),
    })
}

/// An answer with a bit of everything; no two are alike.
fn answer(operation: usize, number: usize) -> Value {
    let mut answer = json!({
        "id": number,
        "uuid": format!("00000000-0000-4000-8000-{number:012}"),
        "status": (["open", "closed", "held"][number % 3]),
        "created_at": format!("2026-11-{:02}T08:30:00Z", number % 28 + 1),
        "balance": format!("{number}.50"),
        "owner": { "id": number * 7, "name": format!("N{number}"), "email": null },
        "tags": ["a", format!("t{number}")],
        "lines": [{ "sku": number, "price": 1.5 }, { "sku": format!("S{number}"), "note": "" }],
    });
    if number.is_multiple_of(operation + 2) {
        answer["note"] = json!({ "text": "x", "by": { "id": number } });
    }
    answer
}

/// User and system time of this process so far, in ticks of 10 ms.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The second field is the name, in brackets.
    let (_, rest) = stat
        .rsplit_once(") ")
        .ok_or("/proc/self/stat has another form")?;
    let fields: Vec<&str> = rest.split(' ').collect();
    let ticks = |index: usize| -> Result<f64, Box<dyn Error>> {
        Ok(fields
            .get(index)
            .ok_or("/proc/self/stat is short")?
            .parse()?)
    };
    Ok((ticks(11)? + ticks(12)?) / 100.0)
}
