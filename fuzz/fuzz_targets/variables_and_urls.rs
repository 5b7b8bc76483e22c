//! Any text in the place of addresses, variables, names, headers and forms.
//!
//! The text is cut at line ends; its pieces take their places in turn, so that a small change of
//! the text moves little.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|text: &str| {
    let pieces: Vec<&str> = text.split('\n').collect();
    let piece = |number: usize| pieces.get(number % pieces.len()).copied().unwrap_or_default();
    let collection = json!({
        "info": {"name": piece(6), "description": piece(5), "schema":
            "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "variable": [
            {"key": piece(1), "value": piece(0)},
            {"key": "base", "value": piece(1)},
        ],
        "item": [
            {"name": piece(4), "request": piece(0)},
            {"name": piece(2), "item": [{
                "name": piece(3),
                "request": {
                    "method": piece(7),
                    "url": {
                        "host": [piece(0)],
                        "path": [piece(1), format!(":{}", piece(2)), piece(3)],
                        "query": [
                            {"key": piece(2), "value": piece(3)},
                            {"key": piece(4), "value": piece(5), "disabled": true},
                        ],
                        "variable": [{"key": piece(2), "value": piece(1), "description": piece(5)}],
                    },
                    "header": [{"key": piece(3), "value": piece(4)}],
                    "body": {"mode": "urlencoded", "urlencoded": [{"key": piece(5), "value": piece(6)}]},
                    "description": piece(8),
                },
            }]},
        ],
    });
    collgen_fuzz::generate(collection.to_string().as_bytes());
});
