//! A collection of any size that looks like one that people keep: resources of six requests in
//! folders two deep, path variables, query parameters, JSON bodies, descriptions, OAuth 2.0, and
//! two saved answers for each request, a success and an error.

use serde_json::{Map, Value, json};

const WORDS: [&str; 40] = [
    "account",
    "address",
    "appointment",
    "balance",
    "batch",
    "bill",
    "booking",
    "budget",
    "campaign",
    "carrier",
    "catalog",
    "channel",
    "charge",
    "claim",
    "comment",
    "company",
    "contact",
    "contract",
    "coupon",
    "customer",
    "dataset",
    "delivery",
    "device",
    "discount",
    "document",
    "employee",
    "event",
    "expense",
    "invoice",
    "journal",
    "license",
    "location",
    "message",
    "order",
    "patient",
    "payment",
    "product",
    "project",
    "shipment",
    "ticket",
];

/// Numbers that look random and are the same at every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit.max(1)
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len() as u64) as usize]
    }

    fn words(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| self.word())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// A collection with so many requests.
pub(crate) fn collection(requests: usize) -> Value {
    let mut numbers = Numbers(1);
    let mut groups: Vec<Value> = Vec::new();
    let mut resources: Vec<Value> = Vec::new();
    let mut left = requests;
    for index in 0.. {
        if left == 0 {
            break;
        }
        let mut items = resource(index, &mut numbers);
        items.truncate(left);
        left -= items.len();
        resources.push(json!({"name": format!("{}s", title(&name(index))), "item": items}));
        if resources.len() == 8 || left == 0 {
            let number = groups.len();
            groups.push(json!({
                "name": format!("Group {number}"),
                "description": format!("Resources of group {number}"),
                "item": std::mem::take(&mut resources),
            }));
        }
    }
    json!({
        "info": {
            "name": format!("Enlarged {requests}"),
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": groups,
        "auth": {"type": "oauth2", "oauth2": [
            {"key": "authUrl", "value": "https://auth.example.com/authorize"},
            {"key": "accessTokenUrl", "value": "https://auth.example.com/token"},
            {"key": "grant_type", "value": "authorization_code"},
            {"key": "scope", "value": "read write admin"},
        ]},
        "variable": [{"key": "baseUrl", "value": "https://api.example.com"}],
    })
}

fn name(index: usize) -> String {
    match index / WORDS.len() {
        0 => WORDS[index].to_owned(),
        round => format!("{}{round}", WORDS[index % WORDS.len()]),
    }
}

fn title(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_uppercase() + rest
}

/// List, create, get, replace, update, delete.
fn resource(index: usize, numbers: &mut Numbers) -> Vec<Value> {
    let name = name(index);
    let fields = fields(numbers);
    let verbs = [
        ("List", "GET", false, 200),
        ("Create", "POST", false, 201),
        ("Get", "GET", true, 200),
        ("Replace", "PUT", true, 200),
        ("Update", "PATCH", true, 200),
        ("Delete", "DELETE", true, 204),
    ];
    verbs
        .iter()
        .map(|&(verb, method, is_one, status)| {
            let object = object(&fields, numbers);
            let mut request = json!({
                "method": method,
                "header": [{"key": "Accept", "value": "application/json"}],
                "url": address(index, &name, verb, is_one, numbers),
                "description": format!("{verb} {name}. {}", numbers.words(15)),
            });
            if let "POST" | "PUT" | "PATCH" = method {
                let taken = if method == "PATCH" { 3 } else { usize::MAX };
                let members = object.iter().filter(|(key, _)| *key != "id").take(taken);
                let body: Map<String, Value> =
                    members.map(|(key, value)| (key.clone(), value.clone())).collect();
                request["body"] = json!({
                    "mode": "raw", "raw": pretty(&body.into()), "options": {"raw": {"language": "json"}},
                });
            }
            let success = match verb {
                "List" => pretty(&json!({
                    "count": 2, "next": null, "previous": null,
                    "results": [&object, self::object(&fields, numbers)],
                })),
                "Delete" => String::new(),
                _ => pretty(&object.into()),
            };
            let error = pretty(&json!({"error": {
                "code": "E1", "message": numbers.words(12), "fields": {"name": ["required"]},
            }}));
            json!({
                "name": format!("{verb} {}", title(&name)),
                "response": [
                    answer("Success", &request, status, success),
                    answer("Error", &request, 401, error),
                ],
                "request": request,
            })
        })
        .collect()
}

fn address(index: usize, name: &str, verb: &str, is_one: bool, numbers: &mut Numbers) -> Value {
    let mut path = vec![
        "api".to_owned(),
        format!("v{}", 1 + index % 3),
        format!("{name}s"),
    ];
    let mut address = json!({"host": ["{{baseUrl}}"]});
    if is_one {
        path.push(format!(":{name}_id"));
        let id = numbers.below(9999).to_string();
        address["variable"] =
            json!([{"key": format!("{name}_id"), "value": id, "description": "Which one"}]);
    }
    if verb == "List" {
        address["query"] = json!([
            {"key": "page", "value": "1", "description": "Page number"},
            {"key": "page_size", "value": "50"},
            {"key": "since", "value": "2024-01-01", "disabled": true, "description": "Changed since"},
        ]);
    }
    address["raw"] = format!("{{{{baseUrl}}}}/{}", path.join("/")).into();
    address["path"] = path.into();
    address
}

fn answer(name: &str, request: &Value, status: u16, body: String) -> Value {
    json!({
        "name": name, "originalRequest": request, "code": status, "status": "",
        "_postman_previewlanguage": "json", "cookie": [], "body": body,
        "header": [{"key": "Content-Type", "value": "application/json"}],
    })
}

/// Names of six to fourteen members.
fn fields(numbers: &mut Numbers) -> Vec<&'static str> {
    const ALL: [&str; 20] = [
        "uuid",
        "name",
        "status",
        "created_at",
        "updated_at",
        "description",
        "is_active",
        "amount",
        "currency",
        "count",
        "email",
        "phone",
        "date",
        "tags",
        "notes",
        "external_id",
        "priority",
        "url",
        "rate",
        "owner_id",
    ];
    let count = 6 + numbers.below(9) as usize;
    let start = numbers.below(ALL.len() as u64) as usize;
    ALL.iter()
        .cycle()
        .skip(start)
        .take(count)
        .copied()
        .collect()
}

fn object(fields: &[&str], numbers: &mut Numbers) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("id".to_owned(), numbers.below(1_000_000).into());
    for field in fields {
        let value = match *field {
            "is_active" => (numbers.below(2) == 0).into(),
            "amount" | "rate" => (numbers.below(100_000) as f64 / 100.0 + 0.001).into(),
            "count" | "priority" | "owner_id" => numbers.below(1_000_000).into(),
            "tags" => json!([numbers.word(), numbers.word(), numbers.word()]),
            "notes" => Value::Null,
            "description" => numbers.words(12).into(),
            "created_at" | "updated_at" => "2024-05-06T07:08:09Z".into(),
            "date" => "2024-05-06".into(),
            _ => format!("{}-{}", numbers.word(), numbers.below(999)).into(),
        };
        object.insert((*field).to_owned(), value);
    }
    object.insert(
        "address".to_owned(),
        json!({"street": numbers.words(2), "city": numbers.word(), "zip": "12345", "country": "US"}),
    );
    let line = |numbers: &mut Numbers| json!({"id": numbers.below(1_000_000), "name": numbers.word(), "quantity": 2, "price": 9.5});
    object.insert("lines".to_owned(), json!([line(numbers), line(numbers)]));
    object
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
