//! The API behind the login: the current user, patients, appointments, documents.
//!
//! In: requests whose bearer token was checked, and its scopes. Out: answers with the statuses and the shapes of
//! DrChrono's: pages `{previous, results, next}` with absolute links that repeat the filters, 201 with the object,
//! 204, 400 with texts by field, 403 and 404 with a `detail`, 409 with a bare list. All people are made up.

use serde_json::{Map, Value, json};
use url::form_urlencoded::Serializer;

use crate::behaviour::Switches;
use crate::http::{Request, Response};
use crate::multipart::{self, Part};

const PATIENT_FILTERS: [&str; 5] = ["doctor", "first_name", "last_name", "gender", "chart_id"];
const APPOINTMENT_FILTERS: [&str; 4] = ["date", "date_range", "since", "occurred_since"];

/// The records of one practice.
pub(crate) struct Clinic {
    patients: Vec<Value>,
    appointments: Vec<Value>,
    pub(crate) uploads: Vec<Vec<Part>>,
    next_id: u64,
}

impl Clinic {
    /// A practice with that many patients.
    pub(crate) fn new(patients: u64) -> Self {
        Self {
            patients: (1..=patients).map(sample_patient).collect(),
            appointments: Vec::new(),
            uploads: Vec::new(),
            next_id: 900_000,
        }
    }

    /// Answers by method and path below `/api/`; `origin` is what links begin with.
    pub(crate) fn answer(
        &mut self,
        request: &Request,
        scopes: &[String],
        switches: &Switches,
        origin: &str,
    ) -> Response {
        let path = request.path.strip_prefix("/api/").unwrap_or_default();
        let (resource, id) = match path.split_once('/') {
            Some((resource, id)) => (resource, Some(id)),
            None => (path, None),
        };
        let family = match resource {
            "users" => "user",
            "appointments" => "calendar",
            _ => "patients",
        };
        if !scopes.iter().any(|scope| scope == family) {
            return forbidden();
        }
        match (resource, request.method.as_str(), id) {
            ("users", "GET", Some("current")) => Response::json(200, &current_user()),
            ("patients", "GET", None) => self.list_patients(request, switches, origin),
            ("patients", "POST", None) => self.create_patient(request),
            ("patients", method, Some(id)) => self.change_patient(method, id, request),
            ("appointments", "GET", None) => self.list_appointments(request, switches, origin),
            ("appointments", "POST", None) => self.create_appointment(request),
            ("documents", "POST", None) => self.upload(request),
            _ => not_found(),
        }
    }

    fn list_patients(&self, request: &Request, switches: &Switches, origin: &str) -> Response {
        let fits = |patient: &&Value| {
            let same = |filter: &str| {
                let wanted = request.parameter(filter);
                wanted.is_none_or(|wanted| text_of(patient.get(filter)) == wanted)
            };
            let since = request.parameter("since").unwrap_or_default();
            PATIENT_FILTERS.iter().all(|filter| same(filter))
                && text_of(patient.get("updated_at")).as_str() >= since
        };
        let found: Vec<&Value> = self.patients.iter().filter(fits).collect();
        page(&found, request, switches, origin)
    }

    fn create_patient(&mut self, request: &Request) -> Response {
        let mut fields = match request.json() {
            Value::Object(fields) => fields,
            _ => return Response::json(400, &json!({ "detail": "JSON parse error" })),
        };
        if let Some(problems) = missing(&fields, &["doctor", "gender"]) {
            return problems;
        }
        let id = self.new_id();
        fields.insert("id".to_owned(), id.into());
        let patient = Value::Object(fields);
        self.patients.push(patient.clone());
        Response::json(201, &patient)
    }

    fn change_patient(&mut self, method: &str, id: &str, request: &Request) -> Response {
        let is_it = |patient: &Value| text_of(patient.get("id")) == id;
        let Some(at) = self.patients.iter().position(is_it) else {
            return not_found();
        };
        match (method, self.patients.get_mut(at), request.json()) {
            ("GET", Some(patient), _) => return Response::json(200, patient),
            ("PUT" | "PATCH", Some(Value::Object(patient)), Value::Object(changes)) => {
                patient.extend(changes);
            }
            ("DELETE", _, _) => {
                self.patients.remove(at);
            }
            _ => return Response::json(405, &json!({ "detail": "Method not allowed." })),
        }
        Response::empty(204)
    }

    fn list_appointments(&self, request: &Request, switches: &Switches, origin: &str) -> Response {
        let given = |filter: &&str| request.parameter(filter).is_some();
        if !APPOINTMENT_FILTERS.iter().any(given) {
            let problem = "One of since, occurred_since, date, date_range is required.";
            return Response::json(400, &json!([problem]));
        }
        let found: Vec<&Value> = self.appointments.iter().collect();
        page(&found, request, switches, origin)
    }

    fn create_appointment(&mut self, request: &Request) -> Response {
        let mut fields = match request.json() {
            Value::Object(fields) => fields,
            _ => return Response::json(400, &json!({ "detail": "JSON parse error" })),
        };
        let required = ["doctor", "duration", "exam_room", "office", "patient"];
        if let Some(problems) = missing(&fields, &required) {
            return problems;
        }
        let slot = |fields: &Value| {
            let names = ["doctor", "scheduled_time"];
            names.map(|name| text_of(fields.get(name)))
        };
        let wanted = slot(&Value::Object(fields.clone()));
        let taken = self.appointments.iter().find(|other| slot(other) == wanted);
        if let Some(other) = taken.filter(|_| fields.get("allow_overlapping") != Some(&true.into()))
        {
            let id = text_of(other.get("id"));
            return Response::json(409, &json!([format!("Overlaps with appointment {id}.")]));
        }
        let id = self.new_id();
        fields.insert("id".to_owned(), id.to_string().into());
        let appointment = Value::Object(fields);
        self.appointments.push(appointment.clone());
        Response::json(201, &appointment)
    }

    fn upload(&mut self, request: &Request) -> Response {
        let Some(parts) = multipart::parse(request) else {
            return Response::json(400, &json!({ "detail": "Multipart form parse error" }));
        };
        let text = |name: &str| {
            let part = parts.iter().find(|part| part.name == name)?;
            Some(String::from_utf8_lossy(&part.bytes).into_owned())
        };
        let fields: Map<String, Value> = ["patient", "doctor", "description", "date", "document"]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), text(name)?.into())))
            .collect();
        if let Some(problems) = missing(&fields, &["patient", "doctor", "description", "document"])
        {
            return problems;
        }
        let number = |name| text(name).and_then(|text| text.parse::<u64>().ok());
        let document = json!({
            "id": self.new_id(),
            "patient": number("patient"),
            "doctor": number("doctor"),
            "description": text("description"),
            "date": text("date"),
            "archived": false,
            // The file is processed afterwards.
            "document": null,
        });
        self.uploads.push(parts);
        Response::json(201, &document)
    }

    fn new_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }
}

/// One page, from the cursor on; links keep every parameter but the cursor.
fn page(found: &[&Value], request: &Request, switches: &Switches, origin: &str) -> Response {
    let number = |name| request.parameter(name).and_then(|text| text.parse().ok());
    let size = number("page_size")
        .unwrap_or(switches.page_size)
        .clamp(1, 250);
    let start: usize = request
        .parameter("cursor")
        .and_then(|cursor| cursor.strip_prefix("from-")?.parse().ok())
        .unwrap_or(0);
    let origin = switches.origin_of_links.as_deref().unwrap_or(origin);
    let link = |start: usize| {
        let mut query = Serializer::new(String::new());
        query.append_pair("cursor", &format!("from-{start}"));
        query.extend_pairs(request.query.iter().filter(|(name, _)| name != "cursor"));
        format!("{origin}{}?{}", request.path, query.finish())
    };
    let end = start.saturating_add(size);
    let items: Vec<&Value> = found.iter().skip(start).take(size).copied().collect();
    let body = json!({
        "previous": (start > 0).then(|| link(start.saturating_sub(size))),
        switches.items_key: items,
        "next": (end < found.len()).then(|| link(end)),
    });
    Response::json(200, &body)
}

fn sample_patient(number: u64) -> Value {
    json!({
        "id": 70_000_000 + number,
        "first_name": "Testa",
        "middle_name": null,
        "last_name": format!("Sample{number}"),
        "nick_name": "",
        "doctor": 312_004 + number % 2,
        "gender": if number.is_multiple_of(3) { "Other" } else { "Female" },
        "date_of_birth": "1984-07-15",
        "chart_id": format!("SATE{number:06}"),
        "email": format!("testa.sample{number}@example.com"),
        "copay": "",
        "offices": [318_766],
        "updated_at": format!("2026-03-{:02}T09:15:00", 1 + number % 28),
    })
}

fn current_user() -> Value {
    json!({
        "id": 510_023,
        "username": "exampledoctor",
        "doctor": 312_004,
        "practice_group": 40_216,
        "is_doctor": true,
        "is_staff": true,
        "permissions": { "billing": true, "settings": false },
    })
}

/// The 400 for required fields that are not there, if there are any.
fn missing(fields: &Map<String, Value>, required: &[&str]) -> Option<Response> {
    let absent = required.iter().filter(|name| {
        let value = fields.get(**name);
        value.is_none_or(Value::is_null)
    });
    let problem = |name: &&str| ((*name).to_owned(), json!(["This field is required."]));
    let problems: Map<String, Value> = absent.map(problem).collect();
    (!problems.is_empty()).then(|| Response::json(400, &Value::Object(problems)))
}

fn text_of(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn forbidden() -> Response {
    let detail = "You do not have permission to perform this action.";
    Response::json(403, &json!({ "detail": detail }))
}

fn not_found() -> Response {
    Response::json(404, &json!({ "detail": "Not found." }))
}
