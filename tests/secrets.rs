//! Secrets that stand in a collection are reported at their place, and never get out.

use std::collections::BTreeSet;

use collgen::{Generator, Stage};
use serde_json::{Value, json};

/// A kind of secret: the name it stands under, how one is made from a number, and whether its form
/// alone gives it away.
struct Kind {
    name: &'static str,
    make: fn(usize) -> String,
    has_form: bool,
}

const fn kind(name: &'static str, has_form: bool, make: fn(usize) -> String) -> Kind {
    Kind {
        name,
        make,
        has_form,
    }
}

const KINDS: [Kind; 22] = [
    kind("access_token", true, |n| {
        format!("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI{n:06}In0.dBjftJeZ4CVPmB92K27uhbUJ{n:06}")
    }),
    kind("githubToken", true, |n| {
        format!("ghp_16C7e42F292c6912E7710c838347Ae{n:06}")
    }),
    kind("gitlab_token", true, |n| {
        format!("glpat-x8s3k2j4h5g6f7d8{n:06}")
    }),
    kind("slackToken", true, |n| {
        format!("xoxb-17653672481-pdFZKVeTuE8sk7oO{n:06}")
    }),
    kind("stripe_secret", true, |n| {
        format!("sk_live_4eC39HqLyjWDarjtT1{n:06}")
    }),
    kind("googleApiKey", true, |n| {
        format!("AIzaSyD9tSrke72PouQMnMX-a7eZSW0jk{n:06}")
    }),
    kind("aws_access_key", true, |n| format!("AKIAIOSF9DNN7E{n:06}")),
    kind("sendgridToken", true, |n| {
        format!("SG.ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf09kq{n:06}")
    }),
    kind("npm_token", true, |n| {
        format!("npm_q1w2e3r4t5y6u7i8o9p0a1s2d3f4{n:06}")
    }),
    kind("X-Api-Key", true, |n| {
        format!("PMAK-5f3c2b1a0e9d8c7b6a5f4e3d-0a1b2c3d4e5f60718293a4b5c6{n:06}")
    }),
    kind("shopifyToken", true, |n| {
        format!("shpat_0a1b2c3d4e5f60718293a4b5c6{n:06}")
    }),
    kind("openai-api-key", true, |n| {
        format!("sk-proj-T3BlbkFJa1b2c3d4e5f6g7h8{n:06}")
    }),
    kind("privateKey", true, |n| {
        format!(
            "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC{n:06}\n-----END PRIVATE KEY-----"
        )
    }),
    kind("webhookSecret", true, |n| {
        format!("whsec_MfKQ9r8GKYqrTwjUPD8I{n:06}")
    }),
    kind("password", false, |n| format!("hunter-{n:06}")),
    kind("client_secret", false, |n| {
        format!("9f8e7d6c5b4a39281706f5e4d3c2{n:06}")
    }),
    kind("apiKey", false, |n| {
        format!("0123456789abcdef01234567{n:06}")
    }),
    kind("sessionToken", false, |n| {
        format!("FwoGZXIvYXdzEBYaDKq8{n:06}")
    }),
    kind("refresh_token", false, |n| {
        format!("1//0gRefreshT0kenOfSomebody{n:06}")
    }),
    kind("AccountKey", false, |n| {
        format!("Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50u{n:06}==")
    }),
    kind("auth_token", false, |n| {
        format!("6ba7b810-9dad-11d1-80b4-00c04f{n:06}")
    }),
    kind("subscription-key", false, |n| {
        format!("d41d8cd98f00b204e9800998ec{n:06}")
    }),
];

/// A kind of place: its name, whether only the form can give a secret away there, and where a value
/// is put and then reported.
struct Place {
    name: &'static str,
    needs_form: bool,
    put: fn(&mut Value, &str, &str),
    pointer: &'static str,
}

const fn place(
    name: &'static str,
    needs_form: bool,
    pointer: &'static str,
    put: fn(&mut Value, &str, &str),
) -> Place {
    Place {
        name,
        needs_form,
        put,
        pointer,
    }
}

const ITEM: &str = "/item/0/item/0";

fn set(collection: &mut Value, pointer: &str, value: Value) {
    let (owner, member) = pointer.rsplit_once('/').expect("a member");
    collection.pointer_mut(owner).expect("the owner")[member] = value;
}

fn at_request(collection: &mut Value, member: &str, value: Value) {
    set(collection, &format!("{ITEM}/request/{member}"), value);
}

const PLACES: [Place; 46] = [
    place("variable", false, "/variable/0/value", |c, n, s| {
        set(c, "/variable", json!([{"key": n, "value": s}]))
    }),
    place(
        "variable of type secret",
        false,
        "/variable/0/value",
        |c, _, s| {
            set(
                c,
                "/variable",
                json!([{"key": "x", "value": s, "type": "secret"}]),
            );
        },
    ),
    place(
        "auth of the collection",
        false,
        "/auth/bearer/0/value",
        |c, _, s| {
            set(
                c,
                "/auth",
                json!({"type": "bearer", "bearer": [{"key": "token", "value": s}]}),
            );
        },
    ),
    place(
        "auth of a folder",
        false,
        "/item/0/auth/apikey/1/value",
        |c, _, s| {
            set(
                c,
                "/item/0/auth",
                json!({"type": "apikey", "apikey": [{"key": "key", "value": "X"}, {"key": "value", "value": s}]}),
            );
        },
    ),
    place(
        "auth left over",
        false,
        "/item/0/item/0/request/auth/basic/password",
        |c, _, s| {
            at_request(
                c,
                "auth",
                json!({"type": "noauth", "basic": {"password": s}}),
            );
        },
    ),
    place(
        "header",
        false,
        "/item/0/item/0/request/header/0/value",
        |c, n, s| {
            at_request(
                c,
                "header",
                json!([{"key": n, "value": s.replace('\n', "")}]),
            );
        },
    ),
    place(
        "Authorization",
        false,
        "/item/0/item/0/request/header/0/value",
        |c, _, s| {
            let value = format!("Bearer {}", s.replace('\n', ""));
            at_request(
                c,
                "header",
                json!([{"key": "Authorization", "value": value}]),
            );
        },
    ),
    place(
        "header that is off",
        false,
        "/item/0/item/0/request/header/0/value",
        |c, n, s| {
            at_request(
                c,
                "header",
                json!([{"key": n, "value": s, "disabled": true}]),
            );
        },
    ),
    place(
        "query",
        false,
        "/item/0/item/0/request/url/query/0/value",
        |c, n, s| {
            at_request(c, "url/query", json!([{"key": n, "value": s}]));
        },
    ),
    place(
        "path",
        true,
        "/item/0/item/0/request/url/path",
        |c, _, s| at_request(c, "url/path", json!(["hook", s])),
    ),
    place(
        "path variable",
        false,
        "/item/0/item/0/request/url/variable/0/value",
        |c, n, s| {
            at_request(c, "url/path", json!([format!(":{n}")]));
            at_request(c, "url/variable", json!([{"key": n, "value": s}]));
        },
    ),
    place(
        "JSON body",
        false,
        "/item/0/item/0/request/body/raw",
        |c, n, s| {
            let raw = json!({"user": "u", n: s}).to_string();
            at_request(
                c,
                "body",
                json!({"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}}),
            );
        },
    ),
    place(
        "text body",
        false,
        "/item/0/item/0/request/body/raw",
        |c, n, s| {
            at_request(
                c,
                "body",
                json!({"mode": "raw", "raw": format!("user=u&{n}={}", s.replace('\n', "\\n"))}),
            );
        },
    ),
    place(
        "XML body",
        false,
        "/item/0/item/0/request/body/raw",
        |c, n, s| {
            at_request(
                c,
                "body",
                json!({"mode": "raw", "raw": format!("<a><{n}>{}</{n}></a>", s.replace('\n', "\\n"))}),
            );
        },
    ),
    place(
        "form field",
        false,
        "/item/0/item/0/request/body/urlencoded/0/value",
        |c, n, s| {
            at_request(
                c,
                "body",
                json!({"mode": "urlencoded", "urlencoded": [{"key": n, "value": s}]}),
            );
        },
    ),
    place(
        "multipart field",
        false,
        "/item/0/item/0/request/body/formdata/0/value",
        |c, n, s| {
            at_request(
                c,
                "body",
                json!({"mode": "formdata", "formdata": [{"key": n, "value": s, "type": "text"}]}),
            );
        },
    ),
    place(
        "GraphQL variables",
        false,
        "/item/0/item/0/request/body/graphql/variables",
        |c, n, s| {
            let variables = json!({n: s}).to_string();
            at_request(
                c,
                "body",
                json!({"mode": "graphql", "graphql": {"query": "{ a }", "variables": variables}}),
            );
        },
    ),
    place(
        "saved answer",
        false,
        "/item/0/item/0/response/0/body",
        |c, n, s| {
            set(
                c,
                &format!("{ITEM}/response"),
                json!([{"code": 200, "body": json!({"id": 1, n: s}).to_string()}]),
            );
        },
    ),
    place(
        "header of an answer",
        false,
        "/item/0/item/0/response/0/header/0/value",
        |c, n, s| {
            set(
                c,
                &format!("{ITEM}/response"),
                json!([{"code": 200, "header": [{"key": n, "value": s}], "body": "{}"}]),
            );
        },
    ),
    place(
        "request of an answer",
        false,
        "/item/0/item/0/response/0/originalRequest/header/0/value",
        |c, n, s| {
            let request = json!({"url": "https://h.example/a", "header": [{"key": n, "value": s.replace('\n', "")}]});
            set(
                c,
                &format!("{ITEM}/response"),
                json!([{"code": 200, "body": "{}", "originalRequest": request}]),
            );
        },
    ),
    place(
        "script",
        false,
        "/item/0/item/0/event/0/script/exec/1",
        |c, n, s| {
            let line = format!(
                "pm.environment.set(\"{n}\", \"{}\");",
                s.replace('\n', "\\n")
            );
            set(
                c,
                &format!("{ITEM}/event"),
                json!([{"listen": "prerequest", "script": {"exec": ["// login", line]}}]),
            );
        },
    ),
    place(
        "script in one text",
        false,
        "/event/0/script/exec",
        |c, n, s| {
            let text = format!(
                "const {} = '{}';\nlogin();",
                n.replace('-', "_"),
                s.replace('\n', "\\n")
            );
            set(
                c,
                "/event",
                json!([{"listen": "test", "script": {"exec": text}}]),
            );
        },
    ),
    place(
        "description of the collection",
        false,
        "/info/description",
        |c, n, s| {
            set(
                c,
                "/info/description",
                json!(format!("To try it, use {n}: {s} until Monday.")),
            );
        },
    ),
    place(
        "description of a request",
        false,
        "/item/0/item/0/request/description",
        |c, n, s| {
            at_request(
                c,
                "description",
                json!({"content": format!("```\ncurl -H \"{n}: {s}\"\n```"), "type": "text/markdown"}),
            );
        },
    ),
    place(
        "description of a header",
        false,
        "/item/0/item/0/request/header/0/description",
        |c, n, s| {
            at_request(
                c,
                "header",
                json!([{"key": "X", "value": "{{x}}", "description": format!("for example `{n}={s}`")}]),
            );
        },
    ),
    place(
        "name of a request",
        true,
        "/item/0/item/0/name",
        |c, _, s| set(c, &format!("{ITEM}/name"), json!(format!("with {s}"))),
    ),
    place(
        "user name and password of an address",
        false,
        "/item/0/item/0/request/url",
        |c, _, s| {
            at_request(
                c,
                "url",
                json!(format!(
                    "https://admin:{}@h.example/a",
                    s.replace(['\n', '/', ' '], ".")
                )),
            );
        },
    ),
    place(
        "address as one text",
        false,
        "/item/0/item/0/request/url",
        |c, n, s| {
            at_request(
                c,
                "url",
                json!(format!(
                    "https://h.example/a?{n}={}",
                    s.replace('\n', "%0A")
                )),
            );
        },
    ),
    place(
        "Basic credentials in base64",
        false,
        "/item/0/item/0/request/header/0/value",
        |c, _, s| {
            let credentials: String = s.bytes().map(|byte| format!("{byte:02x}")).collect();
            at_request(
                c,
                "header",
                json!([{"key": "Authorization", "value": format!("Basic {credentials}==")}]),
            );
        },
    ),
    place(
        "headers as one text",
        false,
        "/item/0/item/0/request/header",
        |c, n, s| {
            at_request(
                c,
                "header",
                json!(format!("Accept: */*\n{n}: {}", s.replace('\n', " "))),
            );
        },
    ),
    place(
        "parameters of auth as a map",
        false,
        "/item/0/item/0/request/auth/oauth2/clientSecret",
        |c, _, s| {
            at_request(
                c,
                "auth",
                json!({"type": "oauth2", "oauth2": {"clientSecret": s, "clientId": "me"}}),
            );
        },
    ),
    place(
        "private key of auth",
        false,
        "/item/0/item/0/request/auth/jwt/0/value",
        |c, _, s| {
            at_request(
                c,
                "auth",
                json!({"type": "jwt", "jwt": [{"key": "privateKey", "value": s}]}),
            );
        },
    ),
    place(
        "extra parameter of a token request",
        false,
        "/item/0/item/0/request/auth/oauth2/0/value/0/value",
        |c, n, s| {
            let extra = json!([{"key": n, "value": s, "enabled": true, "send_as": "request_body"}]);
            at_request(
                c,
                "auth",
                json!({"type": "oauth2", "oauth2": [{"key": "tokenRequestParams", "value": extra}]}),
            );
        },
    ),
    place(
        "GraphQL query",
        false,
        "/item/0/item/0/request/body/graphql/query",
        |c, n, s| {
            let query = format!("mutation {{ login({n}: {:?}) {{ id }} }}", s);
            at_request(
                c,
                "body",
                json!({"mode": "graphql", "graphql": {"query": query}}),
            );
        },
    ),
    place(
        "cookie of an answer",
        false,
        "/item/0/item/0/response/0/cookie/0/value",
        |c, n, s| {
            set(
                c,
                &format!("{ITEM}/response"),
                json!([{"name": "ok", "code": 200, "body": "{}", "cookie": [{"domain": "h", "path": "/", "key": n, "value": s}]}]),
            );
        },
    ),
    place(
        "body of the request of an answer",
        false,
        "/item/0/item/0/response/0/originalRequest/body/raw",
        |c, n, s| {
            let body = json!({"mode": "raw", "raw": json!({n: s}).to_string()});
            set(
                c,
                &format!("{ITEM}/response"),
                json!([{"name": "ok", "code": 200, "originalRequest": {"method": "POST", "url": "https://h.example/a", "body": body}}]),
            );
        },
    ),
    place(
        "address of the request of an answer",
        false,
        "/item/0/item/0/response/0/originalRequest/url/query/0/value",
        |c, n, s| {
            let url = json!({"protocol": "https", "host": ["h", "example"], "path": ["a"], "query": [{"key": n, "value": s}]});
            set(
                c,
                &format!("{ITEM}/response"),
                json!([{"name": "ok", "code": 200, "originalRequest": {"method": "POST", "url": url}}]),
            );
        },
    ),
    place(
        "script that sets a variable",
        false,
        "/item/0/event/0/script/exec/0",
        |c, n, s| {
            let line = format!("pm.environment.set({n:?}, {s:?});");
            set(
                c,
                "/item/0/event",
                json!([{"listen": "prerequest", "script": {"exec": [line]}}]),
            );
        },
    ),
    place(
        "description of a variable",
        false,
        "/variable/0/description",
        |c, n, s| {
            set(
                c,
                "/variable",
                json!([{"key": "x", "value": "1", "description": format!("{n}={s}")}]),
            );
        },
    ),
    place(
        "description of a folder",
        false,
        "/item/0/description",
        |c, n, s| {
            set(c, "/item/0/description", json!(format!("{n}: {s}")));
        },
    ),
    place("name of the collection", true, "/info/name", |c, _, s| {
        set(c, "/info/name", json!(format!("API of {s}")));
    }),
    place(
        "address beside its parts",
        false,
        "/item/0/item/0/request/url/query/0/value",
        |c, n, s| {
            let raw = format!("https://h.example/a?{n}={}", s.replace('\n', "%0A"));
            at_request(
                c,
                "url",
                json!({"raw": raw, "protocol": "https", "host": ["h", "example"], "path": ["a"], "query": [{"key": n, "value": s}]}),
            );
        },
    ),
    place(
        "address beside its parts, which lack it",
        false,
        IGNORED,
        |c, n, s| {
            let raw = format!("https://h.example/a?{n}={}", s.replace('\n', "%0A"));
            at_request(
                c,
                "url",
                json!({"raw": raw, "protocol": "https", "host": ["h", "example"], "path": ["a"]}),
            );
        },
    ),
    // What is ignored is not looked through; it must not be shown all the same.
    place("map of variables", true, IGNORED, |c, n, s| {
        set(c, "/variable", json!({n: s}));
    }),
    place("value of a wrong type", true, IGNORED, |c, n, s| {
        at_request(c, "header", json!(5));
        at_request(c, "body", json!([{n: s}]));
    }),
    place(
        "text in the place of a request",
        true,
        IGNORED,
        |c, _, s| {
            set(c, "/item/0/item/0/response", json!([s]));
        },
    ),
];

/// The place of what is not read, and so not reported.
const IGNORED: &str = "";

fn empty() -> Value {
    json!({
        "info": {"name": "Vault", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [{"name": "Folder", "item": [{
            "name": "Request",
            "request": {"method": "POST", "url": {"protocol": "https", "host": ["h", "example"], "path": ["a"]}},
        }]}],
    })
}

/// Every text that leaves the program for a collection.
fn outputs(collection: &Value) -> (Vec<(String, String)>, BTreeSet<String>) {
    // A line for each value, so that lines are short enough to be shown.
    let text = format!("{collection:#}");
    let generator = Generator::from_bytes("vault.json", text);
    let generated = generator.generate().expect("a crate");
    let mut outputs: Vec<(String, String)> = generated
        .files
        .iter()
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect();
    for (name, stage) in [
        ("collection", Stage::Collection),
        ("api", Stage::Api),
        ("view", Stage::View),
    ] {
        outputs.push((
            name.to_owned(),
            generator.inspect(stage).expect("a stage").to_string(),
        ));
    }
    outputs.push(("outline".to_owned(), generator.outline().expect("a tree")));
    outputs.push(("debug".to_owned(), format!("{generator:?} {generated:?}")));
    let diagnostics = &generated.diagnostics;
    outputs.push(("diagnostics".to_owned(), format!("{diagnostics:?}")));
    let reported = diagnostics
        .iter()
        .filter(|found| ["secret", "url-credentials"].contains(&found.code));
    (
        outputs,
        reported.map(|found| found.pointer.to_string()).collect(),
    )
}

/// What the other commands say of a collection.
fn further_outputs(collection: &Value) -> Vec<(String, String)> {
    let generator = Generator::from_bytes("vault.json", format!("{collection:#}"));
    let mut outputs = Vec::new();
    outputs.push(("types".to_owned(), generator.type_outline().expect("types")));
    let validated = generator.validate().expect("a collection");
    outputs.push(("validation".to_owned(), format!("{validated:?}")));
    let empty = Generator::from_bytes("empty.json", empty().to_string());
    let changes = empty.changes(&generator).expect("two collections");
    outputs.push(("changes".to_owned(), format!("{changes:?}")));
    outputs
}

#[test]
fn planted_secrets_are_reported_and_get_out_nowhere() {
    let (mut planted, mut unreported, mut leaks) = (0, Vec::new(), Vec::new());
    for (row, kind) in KINDS.iter().enumerate() {
        for (column, place) in PLACES.iter().enumerate() {
            if place.needs_form && !kind.has_form {
                continue;
            }
            let secret = (kind.make)(100_000 + row * 1000 + column);
            let mut collection = empty();
            (place.put)(&mut collection, kind.name, &secret);
            let (mut outputs, reported) = outputs(&collection);
            // Each place and each kind meets them all the same.
            if row % 5 == column % 5 {
                outputs.extend(further_outputs(&collection));
            }
            planted += 1;
            // The tail is what tells one plant from another.
            let telling = secret.lines().nth(1).unwrap_or(&secret);
            let shown = outputs.iter().filter(|(_, text)| text.contains(telling));
            leaks.extend(shown.map(|(name, _)| format!("{} in {}: {name}", kind.name, place.name)));
            if place.pointer != IGNORED && !reported.contains(place.pointer) {
                unreported.push(format!("{} in {}: {reported:?}", kind.name, place.name));
            }
        }
    }
    assert!(leaks.is_empty(), "secrets get out:\n{}", leaks.join("\n"));
    assert!(planted > 500, "only {planted} plants");
    assert!(
        unreported.len() * 20 <= planted,
        "{} of {planted} are not reported:\n{}",
        unreported.len(),
        unreported.join("\n")
    );
}

#[test]
fn what_stands_in_for_a_secret_is_no_secret() {
    let mut collection = empty();
    set(
        &mut collection,
        "/variable",
        json!([
            {"key": "token", "value": ""},
            {"key": "password", "value": "{{otherPassword}}"},
            {"key": "apiKey", "value": "<your api key>"},
            {"key": "client_secret", "value": "YOUR_CLIENT_SECRET"},
            {"key": "nextPageToken", "value": "abc123def456"},
            {"key": "tokenUrl", "value": "https://id.example/oauth2/token"},
        ]),
    );
    at_request(
        &mut collection,
        "header",
        json!([
            {"key": "Authorization", "value": "Bearer {{token}}"},
            {"key": "X-Api-Key", "value": "{{apiKey}}"},
            {"key": "Cookie", "value": "theme=dark; lang=en"},
        ]),
    );
    at_request(
        &mut collection,
        "description",
        json!("Send the token: a text of 32 characters. password: see the wiki"),
    );
    let script = [
        "const token = pm.response.json().access_token;",
        "pm.environment.set('token', token);",
    ];
    set(
        &mut collection,
        &format!("{ITEM}/event"),
        json!([{"listen": "test", "script": {"exec": script}}]),
    );
    let (_, reported) = outputs(&collection);
    assert_eq!(reported, BTreeSet::new());
}

/// What cannot be read as JSON was not looked through for secrets; its lines are shown all the same.
#[test]
fn lines_of_unreadable_files_show_no_secret() {
    let texts = [
        "{\"token\": \"ghp_16C7e42F292c6912E7710c838347Ae178B4a\",}",
        "{\"variable\": [{\"key\": \"password\", \"value\": \"hunter-991199\",}]}",
        "{\"variable\": [{\n  \"key\": \"password\",\n  \"value\": \"hunter-991199\",}]}",
        "{'variable': [{'key': 'password', 'value': 'hunter-991199'}]}",
        "{\"password\": hunter-991199}",
        "{\"auth\": {\"basic\": {\"username\": \"me\", \"password\": \"hunter-991199\"",
        "{\"url\": \"https://me:hunter-991199@h.example/\" // mine\n}",
    ];
    for text in texts {
        let generator = Generator::from_bytes("broken.json", text);
        let refusal = generator.validate().expect_err("it is no JSON");
        let shown = format!("{refusal} {refusal:?}");
        assert!(shown.contains("not-json"), "{shown}");
        for secret in ["hunter-991199", "ghp_16C7"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[test]
fn secrets_of_values_files_are_reported_and_get_out_nowhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let values = |name: &str, secret: &str| {
        let path = folder.path().join(name);
        let text = json!({"values": [
            {"key": "token", "value": secret},
            {"key": "plain", "value": secret, "type": "secret"},
        ]});
        std::fs::write(&path, format!("{text:#}")).expect("the file is written");
        path
    };
    let mut collection = empty();
    at_request(
        &mut collection,
        "header",
        json!([{"key": "X-Plain", "value": "{{plain}}"}, {"key": "X-Token", "value": "{{token}}"}]),
    );
    let secrets = ["hunter-551155a", "hunter-661166b"];
    let generator = Generator::from_bytes("vault.json", collection.to_string())
        .environment(values("environment.json", secrets[0]))
        .globals(values("globals.json", secrets[1]));
    let generated = generator.generate().expect("a crate");
    let mut shown: Vec<String> = generated
        .files
        .iter()
        .map(|(_, text)| text.to_owned())
        .collect();
    shown.push(format!("{:?}", generated.diagnostics));
    for stage in [Stage::Collection, Stage::Api, Stage::View] {
        shown.push(generator.inspect(stage).expect("a stage").to_string());
    }
    for secret in secrets {
        assert!(shown.iter().all(|text| !text.contains(secret)), "{secret}");
    }
    let reported = generated
        .diagnostics
        .iter()
        .filter(|found| found.code == "secret");
    assert_eq!(reported.count(), 4);
}
