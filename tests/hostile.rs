//! Nothing in a collection becomes code, and nothing is written outside of the folder.

use std::collections::BTreeMap;

use collgen::{Generated, Generator};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What breaks out of literals, comments, documentation, templates and terminals elsewhere.
const FRAGMENTS: [&str; 40] = [
    "\"",
    "\"#",
    "\"##",
    "r#\"",
    "'",
    "\\",
    "\\\"",
    "*/",
    "/*",
    "//",
    "/// doc",
    "//! doc",
    "#",
    "#!",
    "\n",
    "\r\n",
    "\t",
    "\u{0}",
    "\u{202e}",
    "\u{feff}",
    "\u{2028}",
    "{",
    "}",
    "{{",
    "}}",
    "{0}",
    "${x}",
    "%s",
    "}} fn main() {",
    "```\nfn leak() {}\n```",
    "```rust",
    "#[doc = \"x\"]",
    "#![allow(warnings)]",
    "include_str!(\"/etc/passwd\")",
    "env!(\"HOME\");",
    "{% raw %}",
    "{# c #}",
    "{% if x %}",
    "<script>",
    "]]>",
];

/// A word, then hostile pieces and words in turn.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(&FRAGMENTS[..]).prop_map(str::to_owned),
        "[a-z]{1,6}"
    ];
    ("[a-z]{2,8}", prop::collection::vec(piece, 1..6))
        .prop_map(|(word, pieces)| word + " " + &pieces.join(" "))
}

/// The words of a text and a dot, which give the same Rust name and are none themselves.
fn words(text: &str) -> String {
    let kept = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' });
    let words: String = kept.collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ") + " ."
}

/// Without what Postman, and so collgen, takes for variables.
fn untemplated(text: &str) -> String {
    text.replace("{{", "{").replace("}}", "}")
}

/// What may stand in a header: others are left out, which is another structure.
fn of_header(text: &str) -> String {
    untemplated(text)
        .chars()
        .filter(|c| (' '..='~').contains(c))
        .collect()
}

/// A collection with the texts in every kind of place.
fn collection(
    texts: &[String],
    value: &dyn Fn(&str) -> String,
    name: &dyn Fn(&str) -> String,
) -> Value {
    let text = |index: usize| texts[index % texts.len()].as_str();
    let named = |index: usize| name(text(index));
    // A name with a variable in it would make a map of the object.
    let member = |index: usize| untemplated(&named(index));
    let valued = |index: usize| value(&untemplated(text(index)));
    let prose = |index: usize| value(text(index));
    let body = json!({ member(0): valued(1), "list": [valued(2)], "n": 1 }).to_string();
    let again = serde_json::to_string_pretty(&json!({ member(0): valued(5) }));
    let again = again.expect("JSON");
    let answer =
        json!({ "id": 7, member(3): valued(4), "inner": { "text": valued(5) } }).to_string();
    json!({
        "info": {
            "name": named(1),
            "description": prose(0),
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "variable": [
            {"key": "base", "value": "https://h.example", "description": prose(1)},
            {"key": "used", "value": valued(3)},
        ],
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": valued(0)}]},
        "event": [{"listen": "test", "script": {"exec": [prose(2)]}}],
        "item": [{
            "name": named(2),
            "description": prose(3),
            "item": [{
                "name": named(4),
                "request": {
                    "method": "POST",
                    "description": {"content": prose(4), "type": "text/markdown"},
                    "url": {
                        "host": ["{{base}}"],
                        "path": ["things", ":id", "{{used}}"],
                        "query": [{"key": untemplated(&named(5)), "value": valued(0), "description": prose(5)}],
                        "variable": [{"key": "id", "value": valued(2), "description": prose(1)}],
                    },
                    "header": [{"key": "X-Text", "value": value(&of_header(text(3))), "description": prose(2)}],
                    "body": {"mode": "raw", "raw": body, "options": {"raw": {"language": "json"}}},
                },
                "response": [
                    {"name": prose(0), "code": 200, "header": [{"key": "X", "value": valued(1)}], "body": answer},
                    {"name": prose(1), "code": 400, "body": json!({ "error": valued(2) }).to_string()},
                ],
            }, {
                "name": "again",
                "request": {
                    "method": "POST",
                    "url": {"host": ["{{base}}"], "path": ["things", ":id", "{{used}}"]},
                    "body": {"mode": "raw", "raw": again, "options": {"raw": {"language": "json"}}},
                },
            }, {
                "name": "form",
                "request": {
                    "method": "POST",
                    "url": "{{base}}/form",
                    "body": {"mode": "urlencoded", "urlencoded": [{"key": untemplated(&named(0)), "value": valued(1)}]},
                },
            }],
        }],
    })
}

/// The same kinds of places in format v1.
fn collection_v1(
    texts: &[String],
    value: &dyn Fn(&str) -> String,
    name: &dyn Fn(&str) -> String,
) -> Value {
    let text = |index: usize| texts[index % texts.len()].as_str();
    let named = |index: usize| name(text(index));
    let member = |index: usize| untemplated(&named(index));
    let valued = |index: usize| value(&untemplated(text(index)));
    let prose = |index: usize| value(text(index));
    // A brace would end the name of a variable, a line break the header.
    let is_kept = |c: char| (' '..='~').contains(&c) && !"{}".contains(c);
    let variable = named(5).replace(|c| !is_kept(c), " ");
    let body = json!({ member(0): valued(1), "n": 1 }).to_string();
    let answer = json!({ "id": 7, member(3): valued(4) }).to_string();
    json!({
        "id": "c",
        "name": named(1),
        "description": prose(0),
        "order": ["r"],
        "folders": [{"id": "f", "name": named(2), "description": prose(3), "order": ["s"]}],
        "folders_order": ["f"],
        "variables": [{"key": &variable, "value": valued(2)}],
        "requests": [{
            "id": "r",
            "name": named(3),
            "description": prose(4),
            "method": "POST",
            "url": "https://h.example/things/:id",
            "pathVariables": {"id": valued(5)},
            "headers": format!("X-Text: {}\nX-Set: {{{{{variable}}}}}\n", value(&of_header(text(3)))),
            "dataMode": "raw",
            "rawModeData": body,
            "preRequestScript": prose(1),
            "tests": prose(2),
            "responses": [{"name": prose(0), "responseCode": {"code": 200, "name": prose(1)}, "text": answer}],
        }, {
            "id": "s",
            "name": named(4),
            "method": "POST",
            "url": "https://h.example/form",
            "dataMode": "urlencoded",
            "data": [{"key": member(0), "value": valued(1), "type": "text", "enabled": true}],
        }],
    })
}

fn generate(collection: &Value) -> Generated {
    let generator = Generator::from_bytes("hostile.json", collection.to_string());
    generator.crate_name("hostile").generate().expect("a crate")
}

/// The code of every file: its tokens, a literal as one mark, without documentation.
fn code(generated: &Generated) -> BTreeMap<String, String> {
    let rust = generated
        .files
        .iter()
        .filter(|(path, _)| path.ends_with(".rs"));
    rust.map(|(path, text)| {
        syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
        let tokens: TokenStream = text.parse().expect("tokens");
        let mut code = String::new();
        flatten(tokens, &mut code);
        (path.to_owned(), code)
    })
    .collect()
}

fn flatten(tokens: TokenStream, code: &mut String) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                if tokens.peek().is_some_and(is_documentation) {
                    tokens.next();
                } else if !matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '!')
                {
                    code.push('#');
                }
            }
            TokenTree::Punct(punct)
                if punct.as_char() == '!' && tokens.peek().is_some_and(is_documentation) =>
            {
                tokens.next();
            }
            TokenTree::Group(group) => {
                code.push(match group.delimiter() {
                    Delimiter::Parenthesis => '(',
                    Delimiter::Brace => '{',
                    Delimiter::Bracket => '[',
                    Delimiter::None => ' ',
                });
                flatten(group.stream(), code);
                code.push_str(")\n");
            }
            // What a setter is for stands on its line where there is room.
            TokenTree::Punct(punct) if punct.as_char() == ',' && is_text_at_end(tokens.clone()) => {
                tokens.next();
            }
            // A list that fills a line has no comma at its end, a longer one has.
            TokenTree::Punct(punct) if punct.as_char() == ',' && tokens.peek().is_none() => {}
            TokenTree::Literal(literal) => {
                let is_number = literal
                    .to_string()
                    .starts_with(|c: char| c.is_ascii_digit());
                code.push_str(if is_number { "0 " } else { "\"\" " });
            }
            other => code.push_str(&format!("{other} ")),
        }
    }
}

fn is_text_at_end(mut tokens: impl Iterator<Item = TokenTree>) -> bool {
    let (text, end) = (tokens.next(), tokens.next());
    matches!(text, Some(TokenTree::Literal(_)))
        && matches!(end, Some(TokenTree::Punct(punct)) if punct.as_char() == ';')
}

fn is_documentation(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => {
            let first = group.stream().into_iter().next();
            matches!(first, Some(TokenTree::Ident(name)) if name == "doc")
        }
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn hostile_text_gives_the_code_that_harmless_text_gives(texts in prop::collection::vec(hostile(), 6)) {
        let hostile = generate(&collection(&texts, &str::to_owned, &str::to_owned));
        let harmless = generate(&collection(&texts, &|_| "some harmless words".to_owned(), &words));
        let (hostile, harmless) = (code(&hostile), code(&harmless));
        prop_assert_eq!(
            hostile.keys().collect::<Vec<_>>(),
            harmless.keys().collect::<Vec<_>>()
        );
        for (path, text) in &hostile {
            prop_assert_eq!(text, &harmless[path], "{}", path);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn hostile_text_in_format_v1_gives_the_code_that_harmless_text_gives(texts in prop::collection::vec(hostile(), 6)) {
        let hostile = generate(&collection_v1(&texts, &str::to_owned, &str::to_owned));
        let harmless = generate(&collection_v1(&texts, &|_| "some harmless words".to_owned(), &words));
        prop_assert_eq!(code(&hostile), code(&harmless));
    }
}

/// Names that lead elsewhere, or that Windows keeps for devices.
const PATHS: [&str; 22] = [
    "../../x",
    "..",
    ".",
    "/etc/passwd",
    "C:\\x",
    "\\\\server\\share",
    "CON",
    "con",
    "NUL",
    "aux",
    "PRN",
    "COM1",
    "lpt9",
    "a/b",
    "a\0b",
    "x.rs",
    "mod",
    "lib",
    "main",
    "~",
    "$HOME",
    "name\u{202e}sr.",
];

#[test]
fn no_name_leads_out_of_the_folder_or_to_a_device() {
    for name in PATHS {
        let item = json!({"name": name, "request": {"url": "https://h.example/a"}, "response": [
            {"name": name, "code": 200, "body": json!({name: {"b": 1}}).to_string()},
        ]});
        let collection = json!({
            "info": {"name": name},
            "item": [{"name": name, "item": [item.clone(), {"name": name, "item": [item.clone()]}]}, item],
        });
        let generator = Generator::from_bytes("paths.json", collection.to_string());
        let generated = generator.generate().expect("a crate");
        for (path, _) in generated.files.iter() {
            for part in path.split('/') {
                let is_plain = part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
                assert!(
                    is_plain && !matches!(part, "" | "." | ".."),
                    "{name:?}: {path}"
                );
                let stem = part
                    .split('.')
                    .next()
                    .unwrap_or_default()
                    .to_ascii_lowercase();
                let is_device = ["con", "prn", "aux", "nul"].contains(&stem.as_str())
                    || (stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")));
                assert!(!is_device, "{name:?}: {path}");
            }
        }
    }
}

/// A run that is killed, and one that cannot write any more.
#[cfg(unix)]
#[test]
fn a_killed_run_and_a_full_disk_leave_the_old_output_whole() {
    use std::fs;
    use std::process::Command;

    let folder = tempfile::tempdir().expect("a folder");
    let demo = include_str!("../fixtures/valid/demo.json");
    fs::write(folder.path().join("old.json"), demo).expect("written");
    let new = demo
        .replace("Demo API", "Demo API of tomorrow")
        .replace("patients", "people");
    fs::write(folder.path().join("new.json"), new).expect("written");
    let shell = |script: &str| {
        Command::new("sh")
            .args(["-c", script])
            .env("COLLGEN", env!("CARGO_BIN_EXE_collgen"))
            .current_dir(folder.path())
            .output()
            .expect("a shell")
    };
    assert!(
        shell("$COLLGEN build old.json -o out --name demo")
            .status
            .success()
    );
    // The limit counts blocks of 512 bytes or 1 KiB; most files are longer.
    for limit in ["trap '' XFSZ; ulimit -f 4;", "ulimit -c 0; ulimit -f 4;"] {
        let output = shell(&format!(
            "{limit} exec $COLLGEN build new.json -o out --name demo"
        ));
        assert!(!output.status.success(), "{limit}: the limit was not met");
        let check = shell("$COLLGEN build old.json -o out --name demo --check");
        assert!(
            check.status.success(),
            "{limit}: {}",
            String::from_utf8_lossy(&check.stdout)
        );
    }
    assert!(
        shell("$COLLGEN build new.json -o out --name demo")
            .status
            .success()
    );
    assert!(
        shell("$COLLGEN build new.json -o out --name demo --check")
            .status
            .success()
    );
    assert!(!folder.path().join("out/.collgen/staging").exists());
}
