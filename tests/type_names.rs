//! What the types inside of types are called, and which places share one.

use collgen::{Generator, Stage};
use serde_json::{Value, json};

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// The names of the structs of a collection of these requests, in the order of the alphabet.
fn structs(items: Value) -> Vec<String> {
    structs_by(items, |generator| generator)
}

fn structs_by(items: Value, with: impl FnOnce(Generator) -> Generator) -> Vec<String> {
    let collection = json!({
        "info": {
            "name": "names",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": items,
    });
    let generator = with(Generator::from_bytes("names.json", collection.to_string()));
    let view = generator.inspect(Stage::View).unwrap();
    let files = each(&view["models"]);
    let structs = files.flat_map(|file| each(&file["structs"]));
    let mut names: Vec<String> = structs
        .map(|found| found["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

fn answer(route: &str, body: Value) -> Value {
    json!({
        "name": format!("Get {route}"),
        "request": { "method": "GET", "url": format!("{{{{baseUrl}}}}/{route}/:id") },
        "response": [{ "code": 200, "body": body.to_string() }],
    })
}

fn sent(route: &str, body: Value) -> Value {
    json!({
        "name": format!("Create {route}"),
        "request": {
            "method": "POST",
            "url": format!("{{{{baseUrl}}}}/{route}"),
            "body": { "mode": "raw", "raw": body.to_string() },
        },
    })
}

#[test]
fn a_field_that_says_what_it_is_gives_the_name_and_one_that_does_not_the_thing_around_it() {
    let patient = json!({ "owner": { "a": 1 }, "status": { "b": 1 }, "data": { "c": 1 } });
    assert_eq!(
        structs(json!([answer("patients", patient)])),
        ["Owner", "Patient", "PatientData", "PatientStatus"]
    );
}

#[test]
fn objects_of_one_name_are_one_type_if_half_of_their_members_are_the_same() {
    let items = json!([
        answer(
            "cats",
            json!({ "owner": { "id": 1, "name": "a", "age": 4 } })
        ),
        answer(
            "dogs",
            json!({ "owner": { "id": 1, "name": "a", "phone": "1" } })
        ),
        answer(
            "cars",
            json!({ "owner": { "vat": "1", "company": "a", "seat": "b" } })
        ),
    ]);
    assert_eq!(structs(items), ["Car", "CarOwner", "Cat", "Dog", "Owner"]);
}

#[test]
fn objects_of_one_name_are_two_types_if_one_member_is_of_another_kind() {
    let items = json!([
        answer("cats", json!({ "owner": { "id": 1, "name": "a" } })),
        answer(
            "dogs",
            json!({ "owner": { "id": 1, "name": { "first": "a" } } })
        ),
    ]);
    assert_eq!(
        structs(items),
        ["Cat", "Dog", "DogOwner", "DogOwnerName", "Owner"]
    );
}

#[test]
fn bodies_share_a_type_if_one_has_all_of_the_other_and_not_twice_as_much() {
    let items = json!([
        sent(
            "cats",
            json!({ "owner": { "id": 1, "name": "a", "age": 4, "phone": "1", "mail": "b" } })
        ),
        sent(
            "dogs",
            json!({ "owner": { "id": 1, "name": "a", "age": 4 } })
        ),
        sent(
            "cars",
            json!({ "owner": { "id": 1, "name": "b", "vat": "c" } })
        ),
        sent("boats", json!({ "owner": { "id": 1 } })),
    ]);
    assert_eq!(
        structs(items),
        [
            "BoatInput",
            "BoatOwnerInput",
            "CarInput",
            "CarOwnerInput",
            "CatInput",
            "DogInput",
            "OwnerInput"
        ]
    );
}

#[test]
fn a_body_that_asks_for_things_is_a_query() {
    let mut request = sent("campaigns", json!({ "shop": "a" }));
    request["name"] = "Get a list of campaigns".into();
    assert_eq!(structs(json!([request])), ["CampaignQueryInput"]);
}

#[test]
fn fields_beside_each_other_that_hold_the_same_share_what_their_names_share() {
    let insurance = json!({ "plan": "a", "payer": "b" });
    let certificate = json!({ "hash": "a", "serial": "b" });
    let patient = json!({
        "primary_insurance": insurance, "secondary_insurance": insurance,
        "eap_ca_cert": certificate, "eap_client_cert": certificate,
    });
    assert_eq!(
        structs(json!([answer("patients", patient)])),
        ["EapCert", "Insurance", "Patient"]
    );
}

#[test]
fn amounts_of_money_are_one_type_whatever_they_are_for() {
    let amount = json!({ "value": 1, "currency": "EUR" });
    let order = json!({ "payout_limit": amount, "processed_from": amount });
    assert_eq!(
        structs(json!([sent("orders", order)])),
        ["AmountInput", "OrderInput"]
    );
}

#[test]
fn whatever_stands_in_links_is_a_link() {
    let links = json!({ "self": { "href": "/a" }, "next": { "href": "/b", "title": "b" } });
    assert_eq!(
        structs(json!([answer(
            "orders",
            json!({ "id": 1, "_links": links })
        )])),
        ["Link", "Order", "OrderLinks"]
    );
}

#[test]
fn what_is_wrapped_is_known_by_what_it_is() {
    let order = json!({ "id": 1, "total": 4, "buyer": "a" });
    let search = json!({ "hits": 1, "pages": 2, "results": [order], "facets": [{ "name": "a" }] });
    assert_eq!(
        structs(json!([answer("orders", order), answer("search", search)])),
        ["Facet", "Order", "Search"]
    );
}

#[test]
fn members_that_name_their_own_kind_are_values_of_a_map() {
    let note = json!({ "properties": {
        "Due": { "id": "a", "type": "date", "date": { "start": "2026-01-01" } },
        "Price in $": { "id": "b", "type": "number", "number": 4 },
    } });
    let names = structs(json!([answer("notes", note)]));
    assert!(
        !names.iter().any(|name| name.contains("Price")),
        "{names:?}"
    );
    assert!(names.contains(&"NoteProperty".to_owned()), "{names:?}");
}

#[test]
fn a_member_with_the_name_of_its_struct_says_no_word_twice() {
    let account = json!({ "id": 1, "kind": 2, "account": { "owner": "a", "iban": "b" } });
    assert_eq!(
        structs(json!([answer("accounts", account)])),
        ["Account", "AccountDetails"]
    );
}

#[test]
fn variables_of_graphql_have_the_types_of_the_schema() {
    let request = |name: &str, declared: &str, variables: Value| {
        json!({
            "name": name,
            "request": {
                "method": "POST",
                "url": "{{baseUrl}}/graphql",
                "body": { "mode": "graphql", "graphql": {
                    "query": format!("mutation {name}({declared}) {{ {name} {{ id }} }}"),
                    "variables": variables.to_string(),
                } },
            },
        })
    };
    let items = json!([
        request(
            "SetStock",
            "$input: StockSetInput!",
            json!({ "input": { "sku": "a", "count": 1 } })
        ),
        request(
            "AddStock",
            "$item: StockSetInput!",
            json!({ "item": { "sku": "b" } })
        ),
        request(
            "Tag",
            "$tags: [TagPatch!]!",
            json!({ "tags": [{ "name": "a" }] })
        ),
    ]);
    assert_eq!(
        structs(items),
        [
            "AddStockVariables",
            "SetStockVariables",
            "StockSetInput",
            "TagPatchInput",
            "TagVariables"
        ]
    );
}

#[test]
fn an_answer_that_only_says_how_it_went_is_no_thing() {
    let items = json!([
        answer("orders", json!({ "status": "ok", "message": "done" })),
        answer("parcels", json!({ "status": "sent", "weight": 4 })),
    ]);
    assert_eq!(structs(items), ["OrderAnswer", "Parcel"]);
}

#[test]
fn a_slash_at_the_end_of_a_route_makes_no_other_body_nor_answer() {
    let at = |name: &str, route: &str, body: Value| {
        json!({
            "name": name,
            "request": {
                "method": "POST",
                "url": format!("{{{{baseUrl}}}}/{route}"),
                "body": { "mode": "raw", "raw": body.to_string() },
            },
            "response": [{ "code": 200, "body": body.to_string() }],
        })
    };
    let text = json!({ "to": "a", "text": "b", "preview": true });
    let image = json!({ "to": "a", "image": "c", "height": 1 });
    let items = json!([
        at("Send text", "messages", text),
        at("Send image", "messages/", image),
    ]);
    assert_eq!(structs(items.clone()), ["Message", "MessageInput"]);
    let collection = json!({
        "info": {
            "name": "names",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": items,
    });
    let files = Generator::from_bytes("names.json", collection.to_string()).generate();
    let files = files.unwrap().files;
    let sent: Vec<&str> = files
        .iter()
        .filter(|(path, _)| path.starts_with("src/api"))
        .flat_map(|(_, text)| text.lines())
        .filter_map(|line| line.trim().split_once("post(\""))
        .filter_map(|(_, rest)| rest.split('"').next())
        .collect();
    assert_eq!(sent, ["/messages", "/messages/"]);
}

#[test]
fn like_objects_under_a_plural_are_called_by_it_and_not_by_their_keys() {
    let argument = json!({ "url": "a", "verb": "put" });
    let job = json!({ "arguments": { "inputDrawing": argument, "outputZip": argument } });
    // An item of a list has members of its own; and a list is not like an object.
    let report = json!({
        "checks": [{ "first_reason": argument, "last_state": argument }],
        "earnings": { "breakdown": [argument], "yield": argument },
    });
    assert_eq!(
        structs(json!([sent("jobs", job), sent("reports", report)])),
        [
            "ArgumentInput",
            "ArgumentsInput",
            "BreakdownInput",
            "CheckInput",
            "EarningsInput",
            "FirstReasonInput",
            "JobInput",
            "LastStateInput",
            "ReportInput",
            "YieldInput",
        ]
    );
}

#[test]
fn objects_that_are_not_like_the_others_under_a_plural_keep_the_names_of_their_members() {
    let capability = json!({ "allowed": true, "requested": true });
    let account = json!({ "capabilities": {
        "sendMoney": capability, "receiveCash": capability, "cardIssue": { "brand": "a", "count": 1 },
    } });
    assert_eq!(
        structs(json!([answer("accounts", account)])),
        ["Account", "Capabilities", "Capability", "CardIssue"]
    );
}

#[test]
fn whoever_a_message_goes_to_is_a_recipient() {
    let list = json!([{ "address": "a", "name": "b" }]);
    let message = json!({ "subject": "a", "to": list, "cc": list, "bcc": list });
    assert_eq!(
        structs(json!([sent("messages", message)])),
        ["MessageInput", "RecipientInput"]
    );
}

#[test]
fn what_relationships_of_json_api_point_at_are_resource_identifiers() {
    let one = |kind: &str| json!({ "data": { "id": "1", "type": kind } });
    let order = json!({
        "id": "1", "total": 4, "relationships": { "buyer": one("people"), "shop": one("shops") },
    });
    assert_eq!(
        structs(json!([answer("orders", order)])),
        [
            "Order",
            "OrderRelationships",
            "Relationship",
            "ResourceIdentifier"
        ]
    );
}

#[test]
fn a_type_in_fields_of_several_names_is_called_by_what_these_share() {
    let address = json!({ "street": "a", "city": "b" });
    let items = json!([
        answer("orders", json!({ "billing_address": address })),
        answer("people", json!({ "name": "a", "address": address })),
    ]);
    assert_eq!(structs(items), ["Address", "Order", "Person"]);
}

#[test]
fn the_plain_name_is_that_of_the_type_in_most_places() {
    let street = json!({ "street": "a", "city": "b" });
    let thing = |address: Value| json!({ "name": "a", "address": address });
    let items = json!([
        answer("hosts", thing(json!({ "port": 1 }))),
        answer("people", thing(street.clone())),
        answer("shops", thing(street.clone())),
        answer("schools", thing(street)),
    ]);
    let names = structs(items);
    assert!(names.contains(&"HostAddress".to_owned()), "{names:?}");
    assert!(names.contains(&"Address".to_owned()), "{names:?}");
    assert_eq!(names.len(), 6, "{names:?}");
}

#[test]
fn references_and_concepts_of_fhir_are_one_type_each() {
    let visit = json!({
        "resourceType": "Visit",
        "patient": { "reference": "Patient/1" },
        "place": { "reference": "Place/1", "display": "a" },
        "kind": { "coding": [{ "code": "a" }] },
        "reason": { "coding": [{ "code": "b" }], "text": "c" },
    });
    assert_eq!(
        structs(json!([answer("visits", visit)])),
        ["CodeableConcept", "Coding", "Reference", "Visit"]
    );
    let other = json!({ "id": 1, "place": { "reference": "a", "display": "b" } });
    assert_eq!(
        structs(json!([answer("visits", other)])),
        ["Place", "Visit"]
    );
}

#[test]
fn an_object_of_media_types_is_content() {
    let described = |count: u32| {
        json!({
            "description": "a",
            "content": { "application/json": { "schema": "a", "count": count } },
        })
    };
    let items = json!([
        answer("outages", described(1)),
        answer("plants", described(2))
    ]);
    assert_eq!(
        structs(items),
        ["ApplicationJson", "Content", "ContentAnswer"]
    );
}

#[test]
fn a_name_that_is_found_at_the_end_can_be_another_one_by_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("collgen.toml");
    let rules = r#"
        [types.rename]
        "Address" = "Place"
        [types.enums]
        "Place.kind" = ["home", "work"]
    "#;
    std::fs::write(&file, rules).unwrap();
    let address = json!({ "street": "a", "kind": "home" });
    let items = json!([
        answer("orders", json!({ "billing_address": address })),
        answer("people", json!({ "name": "a", "address": address })),
    ]);
    assert_eq!(
        structs_by(items, |generator| generator.config(&file)),
        ["Order", "Person", "Place"]
    );
}
