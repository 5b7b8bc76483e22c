//! What the things that requests answer and are sent are called.

use collgen::{Generator, Stage};
use serde_json::{Value, json};

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// The names of the structs of a collection of these requests, in the order of the alphabet.
fn structs(items: &[Value]) -> Vec<String> {
    let collection = json!({
        "info": {
            "name": "names",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": items,
    });
    let view = Generator::from_bytes("names.json", collection.to_string()).inspect(Stage::View);
    let view = view.unwrap();
    let files = each(&view["models"]);
    let structs = files.flat_map(|file| each(&file["structs"]));
    let mut names: Vec<String> = structs
        .map(|found| found["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

fn answered(name: &str, method: &str, path: &str, body: Value) -> Value {
    json!({
        "name": name,
        "request": { "method": method, "url": format!("{{{{baseUrl}}}}/{path}") },
        "response": [{ "code": 200, "body": body.to_string() }],
    })
}

fn sent(name: &str, method: &str, path: &str, body: Value) -> Value {
    json!({
        "name": name,
        "request": {
            "method": method,
            "url": format!("{{{{baseUrl}}}}/{path}"),
            "body": { "mode": "raw", "raw": body.to_string() },
        },
    })
}

#[test]
fn requests_of_one_address_are_called_by_the_words_of_most_titles() {
    let entry = |name: &str| sent(name, "POST", "", json!({ "type": "a", "entries": [1] }));
    let items = ["Save patient bundle", "Send a bundle", "Bundle of devices"].map(entry);
    assert_eq!(structs(&items), ["BundleInput"]);
}

#[test]
fn calls_without_a_word_in_common_are_called_by_their_protocol() {
    let call = |name: &str| {
        sent(
            name,
            "POST",
            "jsonrpc",
            json!({ "method": "get", "session": "a" }),
        )
    };
    let items = ["Add a zone", "Remove routes", "Log out"].map(call);
    assert_eq!(structs(&items), ["JsonRpcInput"]);
}

#[test]
fn what_says_of_what_kind_it_is_has_that_name() {
    let goal = json!({ "kind": "shop#goalResponse", "value": 1 });
    let invoice =
        json!({ "data": { "id": "1", "type": "income_invoices", "attributes": { "paid": true } } });
    let customer = json!({ "id": "a", "object": "customer", "phone": "1" });
    let items = [
        answered("Upsert", "POST", "targets/upsert", goal),
        answered("Unblock", "POST", "documents/:id/unblock", invoice),
        answered("Current", "GET", "session", customer),
    ];
    assert_eq!(
        structs(&items),
        [
            "Customer",
            "Goal",
            "IncomeInvoice",
            "IncomeInvoiceAnswer",
            "IncomeInvoiceAttributes"
        ]
    );
}

#[test]
fn a_body_that_says_of_what_kind_it_is_has_that_name() {
    let body = json!({ "resourceType": "Parameters", "parameter": [1] });
    let items = [sent("Import", "POST", "$import", body)];
    assert_eq!(structs(&items), ["ParametersInput"]);
}

#[test]
fn what_an_act_answers_is_the_thing_or_an_answer() {
    let items = [
        answered(
            "Get user",
            "GET",
            "users/:id",
            json!({ "id": 1, "mail": "a", "name": "b" }),
        ),
        answered(
            "Block user",
            "POST",
            "users/:id/block",
            json!({ "id": 1, "blocked": true, "until": "b" }),
        ),
        answered("Log in", "POST", "users/login", json!({ "token": "a" })),
        answered(
            "Revoke",
            "POST",
            "consents/:id/revoke",
            json!({ "request": "a", "at": "b" }),
        ),
    ];
    let names = structs(&items);
    assert!(names.contains(&"User".to_owned()), "{names:?}");
    assert!(names.contains(&"UserLoginAnswer".to_owned()), "{names:?}");
    assert!(
        names.contains(&"ConsentRevokeAnswer".to_owned()),
        "{names:?}"
    );
}

#[test]
fn a_word_below_a_list_is_part_of_the_name_unless_it_may_be_an_id() {
    let body = || json!({ "about": "a", "city": "b" });
    let items = [sent(
        "Change what others see",
        "PATCH",
        "settings/profile",
        body(),
    )];
    assert_eq!(structs(&items), ["ProfileInput"]);
    let items = [
        answered(
            "One",
            "GET",
            "aliases/:alias",
            json!({ "id": 1, "target": "a" }),
        ),
        sent(
            "Change an alias",
            "PATCH",
            "aliases/blue",
            json!({ "version": 2 }),
        ),
        sent(
            "Change the owner",
            "PATCH",
            "aliases/owner",
            json!({ "mail": "a" }),
        ),
    ];
    assert_eq!(structs(&items), ["Alias", "AliasInput", "AliasOwnerInput"]);
}

#[test]
fn words_of_a_route_stand_apart_as_the_title_spells_them() {
    let items = [sent(
        "Offers GetSeats",
        "POST",
        "v1/getseats",
        json!({ "offer": "a" }),
    )];
    assert_eq!(structs(&items), ["GetSeatInput"]);
}

#[test]
fn actions_and_keys_of_odata_are_read_as_such() {
    let items = [
        sent(
            "Queue it",
            "POST",
            "queues(7)/Vendor.Crm.AddToQueue",
            json!({ "target": "a" }),
        ),
        sent(
            "Update record",
            "PATCH",
            "contacts(7)",
            json!({ "mail": "a" }),
        ),
    ];
    assert_eq!(structs(&items), ["AddToQueueInput", "ContactInput"]);
}

#[test]
fn a_body_that_is_a_list_is_called_so() {
    let items = [sent(
        "Add users",
        "POST",
        "users",
        json!({ "data": [{ "name": "a" }], "meta": { "a": 1 } }),
    )];
    assert_eq!(
        structs(&items),
        ["UserInput", "UserListInput", "UserListMetaInput"]
    );
}

#[test]
fn an_answer_that_embeds_things_is_a_list_of_them() {
    let body = json!({
        "_embedded": { "channels": [{ "name": "a", "_links": { "self": { "href": "/a" } } }] },
        "_links": { "self": { "href": "/" } },
    });
    let names = structs(&[answered("Channels", "GET", "channels", body)]);
    assert!(names.contains(&"Channel".to_owned()), "{names:?}");
    assert!(names.contains(&"ChannelList".to_owned()), "{names:?}");
}

#[test]
fn all_settings_are_settings() {
    let settings = || json!({ "theme": "a", "locale": "b" });
    assert_eq!(
        structs(&[answered("Settings", "GET", "orgs/:id/settings", settings())]),
        ["Settings"]
    );
    let items = [
        answered("Settings", "GET", "settings", json!([{ "theme": "a" }])),
        answered("Setting", "GET", "settings/:id", settings()),
    ];
    assert_eq!(structs(&items), ["Setting"]);
}

#[test]
fn titles_of_tests_name_nothing() {
    let title = "When_updating_a_contact_should_succeed";
    let items = [sent(title, "PUT", "", json!({ "mail": "a" }))];
    assert_eq!(structs(&items), ["AnswerInput"]);
}

#[test]
fn a_second_body_of_one_name_is_told_apart_by_what_is_done() {
    let items = [
        sent(
            "{{a}}",
            "POST",
            "inventory",
            json!({ "from": "a", "to": { "b": 1 } }),
        ),
        sent(
            "{{b}}",
            "PUT",
            "inventory/:text",
            json!({ "from": { "c": 1 }, "to": "a" }),
        ),
    ];
    let names = structs(&items);
    assert!(names.contains(&"InventoryInput".to_owned()), "{names:?}");
    assert!(
        names.contains(&"InventoryCreationInput".to_owned()),
        "{names:?}"
    );
}
