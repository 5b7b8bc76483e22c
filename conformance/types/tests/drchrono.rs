//! Answers made from the facts of the DrChrono API, as bad as they get, decode for every operation.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use collgen::{Generator, Stage};
use conformance_types::decode::{Leaves, round_trip};
use conformance_types::spelled::Spelled;
use conformance_types::types::Types;
use serde_json::{Map, Value, json};

/// What is done to every record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weather {
    /// Everything is there.
    Fair,
    /// Every field but the key is `null`.
    Nulls,
    /// Nothing but the key is there.
    Absences,
    /// Every text is empty.
    Blanks,
    /// Amounts are texts.
    TextAmounts,
    /// There are members that nobody knows.
    Strangers,
}

const ALL: [Weather; 6] = [
    Weather::Fair,
    Weather::Nulls,
    Weather::Absences,
    Weather::Blanks,
    Weather::TextAmounts,
    Weather::Strangers,
];

struct Facts {
    models: Map<String, Value>,
    operations: Vec<Value>,
}

fn facts() -> Facts {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/drchrono");
    let read = |name: &str| -> Value {
        serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
    };
    Facts {
        models: read("models.json").as_object().unwrap().clone(),
        operations: read("operations.json").as_array().unwrap().clone(),
    }
}

impl Facts {
    fn record(&self, model: &str, weather: Weather, depth: usize) -> Value {
        let mut record = Map::new();
        for (name, field) in self.models[model].as_object().unwrap() {
            let is_key = is_key(model, name);
            match weather {
                _ if is_key => {}
                Weather::Absences => continue,
                Weather::Nulls => {
                    record.insert(name.clone(), Value::Null);
                    continue;
                }
                _ => {}
            }
            let kind = field["type"].as_str().unwrap();
            let value = self.value(kind, weather, depth);
            let is_blank = weather == Weather::Blanks && value.is_string() && !is_key;
            record.insert(name.clone(), if is_blank { "".into() } else { value });
        }
        if weather == Weather::Strangers {
            record.insert("unknown_member".to_owned(), json!({ "deep": [1, null] }));
        }
        record.into()
    }

    fn value(&self, kind: &str, weather: Weather, depth: usize) -> Value {
        if let Some(inner) = kind.strip_prefix('[') {
            let inner = inner.trim_end_matches(']');
            return json!([self.value(inner, weather, depth)]);
        }
        match kind {
            "integer" => json!(42),
            "boolean" => json!(true),
            "money" | "number" if weather == Weather::TextAmounts => json!("12.50"),
            "money" | "number" => json!(12.5),
            "object" => json!({ "a": 1 }),
            "date" => json!("2026-03-02"),
            "date-time" => json!("2026-03-02T09:15:00"),
            model if self.models.contains_key(model) && depth < 3 => {
                self.record(model, weather, depth + 1)
            }
            model if self.models.contains_key(model) => Value::Null,
            _ => json!("text"),
        }
    }

    fn answer(&self, operation: &Value, weather: Weather) -> Option<Value> {
        let record = || self.record(operation["model"].as_str().unwrap(), weather, 0);
        let link = (weather == Weather::Fair).then_some("https://app.drchrono.com/api/x?cursor=2");
        Some(match operation["answer"].as_str()? {
            "page" => json!({ "previous": null, "results": [record()], "next": link }),
            "object" => record(),
            "bulk_handle" => json!({ "status": "In progress", "uuid": "c", "description": "" }),
            "bulk_result" => json!({
                "status": "Complete", "uuid": "c", "results": [record()],
                "pagination": { "count": 1, "pages": 1, "page_size": 1, "page": 1 },
            }),
            _ => return None,
        })
    }
}

fn is_key(model: &str, name: &str) -> bool {
    matches!(
        (model, name),
        (_, "id")
            | ("BillingLineItemDeletion", "billing_line_item_id")
            | ("ClinicalNote", "appointment")
            | ("Insurance", "payer_id")
    )
}

/// The type of the answer of each function, by its method and route.
fn answers(view: &Value) -> BTreeMap<String, Option<Spelled>> {
    let each = |list: &Value| list.as_array().cloned().unwrap_or_default();
    let mut found = BTreeMap::new();
    for group in each(&view["groups"]) {
        let calls = each(&group["calls"]);
        for method in each(&group["methods"]) {
            let body = method["body"].as_str().unwrap().replace("\n", "");
            let signature = method["signature"].as_str().unwrap();
            let (_, returned) = signature.rsplit_once("-> ").unwrap();
            let returned = Spelled::parse(returned.trim_end_matches('{').trim());
            let call = calls
                .iter()
                .find(|call| call["name"] == returned.name.as_str());
            let answer = match call {
                Some(call) => Spelled::parse(call["answer"].as_str().unwrap()),
                None => returned.arguments[0].clone(),
            };
            for verb in ["get", "post", "put", "patch", "delete"] {
                let Some((_, rest)) = body.split_once(&format!(".{verb}(\"")) else {
                    continue;
                };
                let (route, _) = rest.split_once('"').unwrap();
                let key = format!("{} {route}", verb.to_uppercase());
                let is_json = body.contains(".json()");
                found.insert(key, is_json.then(|| answer.clone()));
                break;
            }
        }
    }
    found
}

#[test]
fn every_answer_decodes_whatever_is_null_absent_blank_or_new() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/drchrono.postman_collection.json");
    let view = Generator::new(fixture).inspect(Stage::View).unwrap();
    let (types, answers, facts) = (Types::of_view(&view), answers(&view), facts());
    let mut operations = 0;
    let mut misfits = Vec::new();
    for operation in &facts.operations {
        let path = operation["path"].as_str().unwrap();
        let route = path.replace('{', ":").replace('}', "");
        let key = format!("{} {route}", operation["method"].as_str().unwrap());
        let answer = answers
            .get(&key)
            .unwrap_or_else(|| panic!("no function for {key}"));
        operations += 1;
        for weather in ALL {
            // What is empty or not JSON is taken as it comes.
            let (Some(spelled), Some(value)) = (answer, facts.answer(operation, weather)) else {
                continue;
            };
            if let Err(misfit) = round_trip(&types, spelled, &value, &mut Leaves::default()) {
                misfits.push(format!(
                    "{key}, {weather:?}: {} is not {}",
                    misfit.pointer, misfit.wanted
                ));
            }
        }
    }
    assert_eq!(operations, 327);
    assert!(
        misfits.is_empty(),
        "{} misfits:\n{}",
        misfits.len(),
        misfits.join("\n")
    );
}
