//! The samples of a collection: successful JSON examples by operation, and the lists in them.

use anyhow::{Context, Result};
use collgen::{Generator, Stage};
use serde_json::{Value, json};

/// The successful JSON examples of one operation, however often it is saved.
#[derive(Clone, Debug)]
pub struct Samples {
    /// File and operation, for people.
    pub title: String,
    /// Upper case.
    pub method: String,
    /// As the collection writes it.
    pub route: String,
    /// The bodies.
    pub bodies: Vec<Value>,
}

impl Samples {
    /// All of a collection.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of_collection(name: &str, bytes: &[u8]) -> Result<Vec<Self>> {
        let api = Generator::from_bytes(name, bytes).inspect(Stage::Api)?;
        let mut all = Vec::new();
        gather(name, &api["root"], &mut all);
        Ok(all)
    }

    /// The view of a crate that is made of these bodies alone.
    ///
    /// # Errors
    /// When no crate comes out of it.
    pub fn view(&self, bodies: &[Value]) -> Result<Value> {
        let responses: Vec<Value> = bodies
            .iter()
            .map(|body| json!({ "name": "ok", "code": 200, "body": body.to_string() }))
            .collect();
        let collection = json!({
            "info": {
                "name": "samples",
                "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
            },
            "item": [{
                "name": "sample",
                "request": { "method": self.method, "url": self.route },
                "response": responses,
            }],
        });
        let bytes = collection.to_string();
        let view = Generator::from_bytes("samples.json", bytes).inspect(Stage::View);
        view.with_context(|| self.title.clone())
    }

    /// Everything that is tried: the samples it belongs to, what is seen, what was left out. First each
    /// body in turn, then the last item of each list.
    pub fn trials(&self) -> Vec<(Self, Vec<Value>, Value)> {
        let mut trials = Vec::new();
        for left_out in 0..self.bodies.len() {
            let mut seen = self.bodies.clone();
            let unseen = seen.remove(left_out);
            if !seen.is_empty() {
                trials.push((self.clone(), seen, unseen));
            }
        }
        for list in self.lists() {
            if let Some((last, seen)) = list.bodies.split_last() {
                trials.push((list.clone(), seen.to_vec(), last.clone()));
            }
        }
        trials
    }

    /// Every list of three or more objects in the bodies, as samples of their own.
    pub fn lists(&self) -> Vec<Self> {
        let mut found = Vec::new();
        for body in &self.bodies {
            each_list(body, &mut |items| {
                found.push(Self {
                    title: self.title.clone(),
                    method: "GET".to_owned(),
                    route: "{{baseUrl}}/items/:id".to_owned(),
                    bodies: items.to_vec(),
                });
            });
        }
        found
    }
}

fn gather(file: &str, group: &Value, all: &mut Vec<Samples>) {
    let each = |member: &str| group[member].as_array().into_iter().flatten();
    for child in each("groups") {
        gather(file, child, all);
    }
    for operation in each("operations") {
        let text = |member: &str| operation[member].as_str().unwrap_or_default().to_owned();
        let (method, route) = (text("method"), text("route"));
        let examples = operation["examples"].as_array().into_iter().flatten();
        let bodies: Vec<Value> = examples
            .filter(|example| (200..300).contains(&example["status"].as_u64().unwrap_or(0)))
            .filter_map(|example| example["body"]["Json"]["text"].as_str())
            .filter_map(|text| serde_json::from_str(text.trim_start_matches('\u{feff}')).ok())
            .collect();
        let known = all
            .iter_mut()
            .find(|known| known.method == method && known.route == route);
        match known {
            Some(known) => known.bodies.extend(bodies),
            None => all.push(Samples {
                title: format!("{file}: {method} {route}"),
                method,
                route,
                bodies,
            }),
        }
    }
}

fn each_list(value: &Value, visit: &mut impl FnMut(&[Value])) {
    match value {
        Value::Array(items) => {
            if items.len() >= 3 && items.iter().all(Value::is_object) {
                visit(items);
            }
            items.iter().for_each(|item| each_list(item, visit));
        }
        Value::Object(members) => members.values().for_each(|member| each_list(member, visit)),
        _ => {}
    }
}
