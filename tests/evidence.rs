//! Types from what stands beside the collection: recorded shapes, schemas, the configuration.

use std::fs;
use std::path::Path;

use collgen::{Error, Generator, Stage};
use serde_json::{Value, json};

/// One request with one answer that shows little.
const COLLECTION: &str = r#"{
    "info": { "name": "clinic", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
    "item": [
        { "name": "Get patient", "request": { "method": "GET", "url": "{{baseUrl}}/api/patients/:id" },
          "response": [{ "name": "ok", "code": 200, "body": "{\"id\": 1, \"state\": null, \"name\": \"Ada\"}" }] },
        { "name": "List visits", "request": { "method": "GET", "url": "{{baseUrl}}/api/visits" } }
    ]
}"#;

fn generator() -> Generator {
    Generator::from_bytes("clinic.json", COLLECTION)
}

/// Name and type of the fields of a struct, as printed.
fn fields(generator: &Generator, model: &str) -> Vec<(String, String)> {
    let view = generator.inspect(Stage::View).unwrap();
    let each = |list: &Value| list.as_array().cloned().unwrap_or_default();
    let structs = each(&view["models"])
        .into_iter()
        .flat_map(|file| each(&file["structs"]));
    let found = structs.into_iter().find(|found| found["name"] == model);
    let found = found.unwrap_or_else(|| panic!("no {model}"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let fields = each(&found["fields"]);
    fields
        .iter()
        .map(|field| (text(&field["name"]), text(&field["type_name"])))
        .collect()
}

fn type_of(generator: &Generator, model: &str, name: &str) -> String {
    let fields = fields(generator, model);
    let found = fields.iter().find(|(known, _)| known == name);
    found.map_or_else(|| "none".to_owned(), |(_, ty)| ty.clone())
}

fn record(folder: &Path, name: &str, body: &Value) {
    let record = json!({
        "method": "GET", "route": "{{baseUrl}}/api/patients/:id", "status": 200, "body": body,
    });
    fs::write(folder.join(name), record.to_string()).unwrap();
}

#[test]
fn recorded_shapes_narrow_and_a_second_run_never_breaks() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        type_of(&generator(), "Patient", "state"),
        "Option<serde_json::Value>"
    );
    let object = |state: Value| {
        json!({
            "type": "object", "x-seen": 1, "required": ["id"],
            "properties": { "id": { "type": "integer", "x-seen": 1 }, "state": state },
        })
    };
    record(
        folder.path(),
        "0.json",
        &object(json!({ "type": "string", "x-seen": 1 })),
    );
    let once = generator().evidence(folder.path());
    assert_eq!(type_of(&once, "Patient", "state"), "Option<String>");
    assert_eq!(type_of(&once, "Patient", "id"), "i64");
    record(
        folder.path(),
        "0-2.json",
        &object(json!({ "type": "integer", "x-seen": 1 })),
    );
    let twice = generator().evidence(folder.path());
    assert_eq!(type_of(&twice, "Patient", "state"), "Option<NumberOrText>");
}

#[test]
fn what_every_recorded_object_has_is_not_missing_where_null_stands_beside_the_objects() {
    let folder = tempfile::tempdir().unwrap();
    let owner = json!({
        "type": ["null", "object"], "x-seen": 5, "x-null": 3, "x-objects": 2, "required": ["id"],
        "properties": { "id": { "type": "integer", "x-seen": 2 } },
    });
    let patient = json!({ "type": "object", "x-seen": 5, "required": ["owner"], "properties": { "owner": owner } });
    record(folder.path(), "0.json", &patient);
    let outline = generator().evidence(folder.path()).type_outline().unwrap();
    assert!(
        outline.contains("id: i64  Whole number, seen in all 2."),
        "{outline}"
    );
}

#[test]
fn schemas_are_matched_by_method_and_path() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("openapi.json");
    let document = json!({
        "openapi": "3.0.0",
        "paths": {
            "/visits": { "get": { "responses": { "200": { "content": { "application/json": { "schema": {
                "type": "array", "items": { "$ref": "#/components/schemas/Visit" },
            } } } } } } },
            "/doctors": { "get": { "responses": { "200": { "content": { "application/json": { "schema": {
                "type": "object", "properties": { "id": { "type": "integer" } },
            } } } } } } },
        },
        "components": { "schemas": { "Visit": {
            "required": ["id"],
            "properties": { "id": { "type": "integer" }, "notes": { "type": "string", "nullable": true } },
        } } },
    });
    fs::write(&file, document.to_string()).unwrap();
    let generator = generator().models(&file);
    assert_eq!(
        fields(&generator, "Visit"),
        [
            ("id".to_owned(), "i64".to_owned()),
            ("notes".to_owned(), "Option<Option<String>>".to_owned())
        ]
    );
    let unused = generator.validate().unwrap();
    assert!(unused.iter().any(|told| told.code == "evidence-unused"));
}

#[test]
fn a_schema_without_a_path_is_that_of_the_thing_it_is_named_after() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clinic.schema.json");
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {
            "patient": {
                "type": "object", "required": ["id", "state"],
                "properties": { "id": { "type": "integer" }, "state": { "type": "string" } },
            },
            "doctor": { "type": "object", "properties": { "id": { "type": "integer" } } },
        },
    });
    fs::write(&file, schema.to_string()).unwrap();
    let narrowed = generator().models(&file);
    assert_eq!(type_of(&narrowed, "Patient", "state"), "Option<String>");
    assert_eq!(type_of(&narrowed, "Patient", "id"), "i64");
    let told = narrowed.validate().unwrap();
    assert!(told.iter().any(|told| told.code == "evidence-unused"));
    // What was saved has nothing of it: it is a schema of something else.
    let text = r#"{ "title": "Patient", "properties": { "other": { "type": "string" } } }"#;
    fs::write(&file, text).unwrap();
    assert_eq!(
        type_of(&generator().models(&file), "Patient", "state"),
        "Option<serde_json::Value>"
    );
}

#[test]
fn the_configuration_makes_enums_other_names_and_required_fields() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("collgen.toml");
    let text = r#"
        [types]
        others-required-after = 1
        [types.enums]
        "Person.name" = ["Ada", "Grace"]
        [types.rename]
        "Patient" = "Person"
        "Person.state" = "region"
    "#;
    fs::write(&file, text).unwrap();
    let fields = fields(&generator().config(&file), "Person");
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, ty)| (name.as_str(), ty.as_str()))
        .collect();
    assert_eq!(
        fields,
        [
            ("id", "Option<i64>"),
            ("region", "Option<serde_json::Value>"),
            ("name", "PersonName")
        ]
    );
}

/// The settled calls of a collection, by the configuration given.
fn functions(config: &str) -> (String, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("collgen.toml");
    fs::write(&file, config).unwrap();
    let collection = json!({
        "info": { "name": "t" },
        "item": [
            { "name": "Search", "request": { "method": "POST",
                "url": "https://h.example/find?format=json&page=2&flag",
                "body": { "mode": "urlencoded", "urlencoded": [{ "key": "kind", "value": "all" }] } } },
            { "name": "List", "item": [
                { "name": "All", "request": "https://h.example/all?format=xml&off=1" } ] },
            { "name": "Send", "item": [
                { "name": "One", "request": { "method": "PUT",
                    "url": { "raw": "https://h.example/:version/:id.json", "protocol": "https", "host": ["h", "example"],
                        "path": [":version", ":id.json"],
                        "variable": [{ "key": "version", "value": "v4" }, { "key": "id", "value": "a b" }] },
                    "header": [{ "key": "X-Trace", "value": "7" }, { "key": "X-Tenant", "value": "acme" },
                        { "key": "X-Api", "value": "2" }],
                    "body": { "mode": "formdata", "formdata": [
                        { "key": "note", "type": "text", "value": "n" }, { "key": "photo", "type": "file", "src": "a.png" }] } } } ] },
        ],
    });
    let generator = Generator::from_bytes("t.json", collection.to_string()).config(&file);
    let generated = generator.generate().unwrap();
    let code = |name: &str| generated.files.get(name).unwrap_or_default().to_owned();
    let told = generated.diagnostics.iter();
    let told = told.filter(|told| told.code == "config-unused");
    (
        ["api/mod.rs", "api/list.rs", "api/send.rs"]
            .map(|name| code(&format!("src/{name}")))
            .concat(),
        told.map(|told| told.message.clone()).collect(),
    )
}

#[test]
fn a_saved_value_is_a_constant_or_left_behind_unless_the_configuration_says_otherwise() {
    let (code, told) = functions("");
    for line in [
        "preset_query(\"format\", \"json\")",
        "preset_query(\"format\", \"xml\")",
        "preset_query_name(\"flag\")",
    ] {
        assert!(code.contains(line), "{line} in {code}");
    }
    assert!(!code.contains("preset_query(\"page\""), "{code}");
    assert!(!code.contains("preset_form(\"kind\""), "{code}");
    assert_eq!(told, [""; 0]);

    let (code, told) = functions(
        r#"
        [parameters]
        format = "value"
        "List / All / format" = "required"
        page = "constant"
        "Search / kind" = "constant"
        "Search / off" = "required"
        "#,
    );
    for line in [
        "preset_query(\"page\", \"2\")",
        "preset_form(\"kind\", \"all\")",
        "pub fn all(&self, format: impl Display)",
    ] {
        assert!(code.contains(line), "{line} in {code}");
    }
    assert!(!code.contains("preset_query(\"format\""), "{code}");
    assert_eq!(
        told,
        ["no request sends the parameter `Search / off` of `[parameters]`"]
    );
}

#[test]
fn the_configuration_reaches_headers_path_variables_parts_and_files() {
    let (code, told) = functions("");
    for line in [
        "pub fn one(&self, version: impl Display, id: impl Display, photo: File)",
        "preset_header(\"X-Trace\", \"7\")",
        "/:version/:id.json\"",
    ] {
        assert!(code.contains(line), "{line} in {code}");
    }
    assert_eq!(told, [""; 0]);

    let (code, told) = functions(
        r#"
        [parameters]
        x-trace = "value"
        X-Tenant = "required"
        version = "constant"
        "Send / One / id" = "constant"
        "Send / One / note" = "constant"
        "photo" = "value"
        "#,
    );
    for line in [
        "pub fn one(&self, id: impl Display, x_tenant: impl Display)",
        "header fn x_trace(i64) = \"X-Trace\"",
        "preset_header(\"X-Api\", \"2\")",
        "header(\"X-Tenant\", x_tenant)",
        "/v4/:id.json\"",
        "preset_multipart(\"note\", \"n\", None)",
        "multipart_file fn photo(File)",
    ] {
        assert!(code.contains(line), "{line} in {code}");
    }
    assert!(!code.contains("preset_header(\"X-T"), "{code}");
    assert_eq!(
        told,
        [
            "the rule `Send / One / id` of `[parameters]`: the path variable has no saved word that a route can hold"
        ]
    );
}

fn code(outcome: Result<Value, Error>) -> &'static str {
    match outcome {
        Err(Error::Invalid(told)) => told[0].code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_cannot_be_used_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "[types]\nrequird-after = 3\n").unwrap();
    assert_eq!(
        code(generator().config(&file).inspect(Stage::View)),
        "config"
    );
    assert_eq!(
        code(generator().models(&file).inspect(Stage::View)),
        "evidence-unusable"
    );
    fs::write(&file, "{}").unwrap();
    assert_eq!(
        code(generator().models(&file).inspect(Stage::View)),
        "evidence-unusable"
    );
}

#[test]
fn a_name_in_the_configuration_that_nothing_has_is_told_with_the_nearest_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("collgen.toml");
    let text = r#"
        [types]
        required-names = ["id", "nmae"]
        [types.enums]
        "Patient.nam" = ["Ada"]
        [types.pages]
        "Nowhere / List" = { by = "nothing" }
        [types.rename]
        "Patient" = "Person"
        "Person.name" = "called"
        "Persn.name" = "title"
    "#;
    fs::write(&file, text).unwrap();
    let generated = generator().config(&file).generate().unwrap();
    let told: Vec<_> = generated
        .diagnostics
        .iter()
        .filter(|told| told.code == "config-unused")
        .map(|told| {
            let line = told.location.map_or(0, |location| location.line);
            assert!(told.file.as_ref().unwrap().ends_with("collgen.toml"));
            format!("{line}: {}; {}", told.message, told.help)
        })
        .collect();
    let told = told.join("\n");
    for expected in [
        "7: there is no request `Nowhere / List`, which `[types.pages]` names; `collgen inspect",
        "5: there is no field `Patient.nam`, which `[types.enums]` names",
        "11: there is no model or field `Persn.name`, which `[types.rename]` names; did you mean `Person.name`?",
        "3: there is no field `nmae`, which `[types]` names; did you mean `name`?",
    ] {
        assert!(told.contains(expected), "{expected} in\n{told}");
    }
    assert_eq!(told.lines().count(), 4, "{told}");
}

#[test]
fn what_a_schema_lists_is_an_enum_and_a_single_word_a_text() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clinic.schema.json");
    let state = |state: Value| {
        let schema = json!({ "$defs": { "patient": {
            "type": "object", "required": ["state"], "properties": { "id": { "type": "integer" }, "state": state },
        } } });
        fs::write(&file, schema.to_string()).unwrap();
        type_of(&generator().models(&file), "Patient", "state")
    };
    let listed = state(json!({ "type": "string", "enum": ["MD", "NY"] }));
    assert_eq!(listed, "Option<PatientState>");
    assert_eq!(
        state(json!({ "enum": ["MD", "NY", null] })),
        "Option<PatientState>"
    );
    assert_eq!(state(json!({ "const": "MD" })), "Option<String>");
    assert_eq!(
        state(json!({ "type": "string", "enum": ["", "NY"] })),
        "Option<String>"
    );
}

/// The variants of an enum by its member, as `word: struct`.
fn kinds(generator: &Generator, name: &str) -> (String, Vec<String>) {
    let view = generator.inspect(Stage::View).unwrap();
    let each = |list: &Value| list.as_array().cloned().unwrap_or_default();
    let unions = each(&view["models"])
        .into_iter()
        .flat_map(|file| each(&file["tagged"]));
    let found = unions.into_iter().find(|found| found["name"] == name);
    let found = found.unwrap_or_else(|| panic!("no {name}"));
    let text = |value: &Value| value.as_str().unwrap().trim_matches('"').to_owned();
    let kinds = each(&found["kinds"]);
    let kinds = kinds
        .iter()
        .map(|kind| format!("{}: {}", text(&kind["literal"]), text(&kind["type_name"])));
    (text(&found["tag"]), kinds.collect())
}

fn zoo() -> Generator {
    let folder = Path::new("fixtures/models-of-openapi");
    Generator::new(folder.join("collection.json")).models(folder.join("models.json"))
}

#[test]
fn objects_that_a_schema_tells_apart_are_an_enum_whose_kinds_keep_their_own_types() {
    let (tag, pets) = kinds(&zoo(), "Pet");
    assert_eq!(tag, "petType");
    assert_eq!(pets, ["big-dog: BigDogPet", "cat: CatPet"]);
    assert_eq!(type_of(&zoo(), "CatPet", "lives"), "Option<i64>");
    assert_eq!(type_of(&zoo(), "BigDogPet", "lives"), "Option<String>");
    assert_eq!(type_of(&zoo(), "BigDogPet", "id"), "i64");
    let (tag, events) = kinds(&zoo(), "Event");
    assert_eq!(tag, "kind");
    assert_eq!(events, ["born: BornEvent", "fed: FedEvent"]);
    assert_eq!(type_of(&zoo(), "BornEvent", "data"), "Option<Pet>");
    assert_eq!(type_of(&zoo(), "FedEvent", "data"), "Option<FedEventData>");
}

#[test]
fn tuples_maps_lists_of_types_and_recursion_of_a_schema_are_types() {
    let expected = [
        ("code", "Option<NumberOrText>"),
        ("level", "Option<TariffLevel>"),
        ("prices", "Option<BTreeMap<String, NumberOrText>>"),
        ("size", "Option<Vec<NumberOrText>>"),
        ("valid", "Option<Option<String>>"),
    ];
    let fields = fields(&zoo(), "Tariff");
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, ty)| (name.as_str(), ty.as_str()))
        .collect();
    assert_eq!(fields, expected);
    assert_eq!(type_of(&zoo(), "Thread", "replies"), "Option<Vec<Thread>>");
}

#[test]
fn kinds_of_a_schema_stay_an_enum_where_samples_and_recordings_know_less() {
    let folder = tempfile::tempdir().unwrap();
    let (shapes, models) = (
        folder.path().join("shapes"),
        folder.path().join("models.json"),
    );
    fs::create_dir(&shapes).unwrap();
    let object = json!({ "type": "object", "x-seen": 3, "required": ["type"],
        "properties": { "type": { "type": "string", "x-seen": 3 }, "more": { "type": "boolean", "x-seen": 1 } } });
    record(&shapes, "0.json", &object);
    let kind = |word: &str, own: &str| {
        json!({ "required": ["type"], "properties": {
            "type": { "const": word }, own: { "type": "integer" } } })
    };
    let schema =
        json!({ "$defs": { "patient": { "oneOf": [kind("in", "bed"), kind("out", "room")] } } });
    fs::write(&models, schema.to_string()).unwrap();
    let collection = COLLECTION.replace(
        "{\\\"id\\\": 1, \\\"state\\\": null, \\\"name\\\": \\\"Ada\\\"}",
        "{\\\"type\\\": \\\"gone\\\", \\\"id\\\": 1}",
    );
    assert_ne!(collection, COLLECTION);
    let generator = Generator::from_bytes("clinic.json", collection)
        .models(&models)
        .evidence(&shapes);
    let (tag, kinds) = kinds(&generator, "Patient");
    assert_eq!(tag, "type");
    assert_eq!(
        kinds,
        ["gone: GonePatient", "in: InPatient", "out: OutPatient"]
    );
}

#[test]
fn what_was_recorded_makes_a_text_of_no_enum_and_a_struct_of_no_enum_of_objects() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = || Generator::new("fixtures/tagged-objects/collection.json");
    let view = fixture().inspect(Stage::View).unwrap();
    let enums = |view: &Value| {
        let files = view["models"].as_array().cloned().unwrap_or_default();
        let names = |list: &Value| list.as_array().map_or(0, Vec::len);
        let count = |file: &Value| names(&file["tagged"]) + names(&file["words"]);
        files.iter().map(count).sum::<usize>()
    };
    assert_eq!(enums(&view), 2);
    let text = fs::read_to_string("fixtures/tagged-objects/collection.json").unwrap();
    let collection: Value = serde_json::from_str(&text).unwrap();
    for (at, item) in collection["item"].as_array().unwrap().iter().enumerate() {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let body = text(&item["response"][0]["body"]);
        let Ok(body) = serde_json::from_str::<Value>(&body) else {
            continue;
        };
        let route = match &item["request"] {
            Value::String(url) => url.clone(),
            request => text(&request["url"]).split('?').next().unwrap().to_owned(),
        };
        let record =
            json!({ "method": "GET", "route": route, "status": 200, "body": recorded(&body) });
        fs::write(folder.path().join(format!("{at}.json")), record.to_string()).unwrap();
    }
    let with = fixture().evidence(folder.path());
    assert!(
        with.validate()
            .unwrap()
            .iter()
            .all(|told| told.code != "evidence-unused")
    );
    assert_eq!(enums(&with.inspect(Stage::View).unwrap()), 2);
}

/// What the recorder writes, but for what is of no matter here.
fn recorded(value: &Value) -> Value {
    match value {
        Value::Array(items) => json!({ "type": "array", "x-seen": 1,
            "items": { "anyOf": items.iter().map(recorded).collect::<Vec<_>>() } }),
        Value::Object(members) => {
            let properties = members
                .iter()
                .map(|(name, value)| (name.clone(), recorded(value)));
            json!({ "type": "object", "x-seen": 1, "properties": properties.collect::<serde_json::Map<_, _>>() })
        }
        Value::String(_) => json!({ "type": "string", "x-seen": 1 }),
        Value::Number(_) => json!({ "type": "integer", "x-seen": 1 }),
        Value::Bool(_) => json!({ "type": "boolean", "x-seen": 1 }),
        Value::Null => json!({ "type": "null", "x-seen": 1, "x-null": 1 }),
    }
}

#[test]
fn a_path_goes_to_the_nearest_operation() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("openapi.json");
    let answer = |name: &str| json!({ "get": { "responses": { "200": { "schema": { "properties": { name: { "type": "integer" } } } } } } });
    let document = json!({
        "swagger": "2.0", "basePath": "/api/v2/",
        "paths": {
            "/users/": answer("of_all"),
            "/teams/{teamId}/users": answer("of_team"),
            "/teams/{teamId}": answer("of_one"),
        },
    });
    fs::write(&file, document.to_string()).unwrap();
    let collection = json!({ "info": { "name": "t" }, "item": [
        { "name": "Members", "request": "https://h.example/api/v2/teams/{{team}}/users/" },
        { "name": "Team", "request": "https://h.example/api/v2/teams/:id" },
        { "name": "Everybody", "request": "https://h.example/api/v2/users" },
    ] });
    let generator = Generator::from_bytes("t.json", collection.to_string()).models(&file);
    let outline = generator.type_outline().unwrap();
    for (request, member) in [
        ("Members", "of_team"),
        ("Team", "of_one"),
        ("Everybody", "of_all"),
    ] {
        let mut models = outline.split("\n\n");
        let own = models.find(|model| model.contains(&format!("seen in {request}\n")));
        assert!(
            own.is_some_and(|own| own.contains(member)),
            "{request}:\n{outline}"
        );
    }
    let told = generator.validate().unwrap();
    assert!(
        told.iter().all(|told| told.code != "evidence-unused"),
        "{told:?}"
    );
}
