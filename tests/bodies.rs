//! What bodies cannot do without, and what is always the same in them.

use collgen::{Generator, Stage};
use serde_json::Value;

fn view_of(fixture: &str) -> Value {
    let fixture = Generator::new(format!("fixtures/{fixture}/collection.json"));
    fixture.inspect(Stage::View).unwrap()
}

fn view_with_models() -> Value {
    let folder = "fixtures/models-of-bodies";
    let fixture = Generator::new(format!("{folder}/collection.json"));
    let fixture = fixture.models(format!("{folder}/models.json"));
    fixture.inspect(Stage::View).unwrap()
}

fn view() -> Value {
    view_of("body-demands")
}

fn each(list: &Value) -> Vec<Value> {
    list.as_array().cloned().unwrap_or_default()
}

fn model(view: &Value, name: &str) -> Value {
    let files = each(&view["models"]);
    let mut structs = files.iter().flat_map(|file| each(&file["structs"]));
    let found = structs.find(|found| found["name"] == name);
    found.unwrap_or_else(|| panic!("no {name}"))
}

fn constructor(view: &Value, name: &str) -> String {
    let made = &model(view, name)["made"][0];
    let constants: Vec<String> = each(&made["constants"]).iter().map(text).collect();
    format!("{} {}", text(&made["signature"]), constants.join(", "))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn field_of(view: &Value, model_name: &str, name: &str) -> Value {
    let fields = each(&model(view, model_name)["fields"]);
    let found = fields.into_iter().find(|field| field["name"] == name);
    found.unwrap_or_default()
}

fn field(view: &Value, model_name: &str, name: &str) -> String {
    text(&field_of(view, model_name, name)["type_name"])
}

#[test]
fn a_constructor_takes_what_a_description_or_a_refusal_demands() {
    assert_eq!(
        constructor(&view(), "UserInput"),
        "new(name: impl Into<String>, email: impl Into<String>) "
    );
}

#[test]
fn words_of_a_protocol_are_set_by_the_constructor() {
    assert_eq!(
        constructor(&view(), "AddInput"),
        "new() jsonrpc: \"2.0\", method: \"add\""
    );
}

#[test]
fn what_every_body_says_about_its_type_is_set_by_the_constructor() {
    let view = view_of("body-constants");
    let made = |name: &str| constructor(&view, name);
    assert_eq!(made("TokenInput"), "new() grant_type: \"api_keys\"");
    assert_eq!(made("MemberInput"), "new() odata_type: \"#graph.member\"");
    assert_eq!(made("PaymentMethodInput"), "new() type_: \"bankAccount\"");
    assert_eq!(made("PolicySetDataInput"), "new() type_: \"policy-sets\"");
}

#[test]
fn the_only_word_that_a_description_allows_is_set_and_an_example_is_not() {
    let view = view_of("body-constants");
    let made = constructor(&view, "PaymentInput");
    assert_eq!(made, "new() channel: \"web\"");
    let docs = &field_of(&view, "PaymentInput", "channel")["docs"];
    assert_eq!(docs[0], "Text, in the saved body; `new` sets `web`.");
}

#[test]
fn references_and_tags_of_several_kinds_are_no_constants() {
    let view = view_of("body-constants");
    for name in [
        "MemberTargetInput",
        "ResourceIdentifierInput",
        "PayerInput",
        "ResourceInput",
        "ChildInput",
    ] {
        assert_eq!(
            each(&model(&view, name)["made"]),
            [Value::Null; 0],
            "{name}"
        );
    }
}

#[test]
fn a_field_that_tells_requests_of_one_operation_apart_is_sent_and_told() {
    let generator = Generator::new("fixtures/body-constants/collection.json");
    let generated = generator.generate().unwrap();
    let code = generated.files.get("src/api/mod.rs").unwrap();
    for word in ["sms", "email"] {
        assert!(
            code.contains(&format!(".preset_form(\"factor\", \"{word}\")")),
            "{code}"
        );
        assert!(code.contains(&format!("/// Sends `factor={word}`")));
    }
    assert!(code.contains("/// Sends `factor=email`, the saved `user` unless set otherwise."));
    assert!(!code.contains("user=Grace"));
}

#[test]
fn a_schema_of_a_body_demands_members_and_has_more_of_them() {
    let view = view_with_models();
    let made = constructor(&view, "PaymentInput");
    assert_eq!(
        made,
        "new(amount: Number, payer: PayerInput) channel: \"web\""
    );
    assert_eq!(field(&view, "PaymentInput", "currency"), "Maybe<String>");
    assert_eq!(
        constructor(&view, "RefundInput"),
        "new(reason: impl Into<String>) "
    );
}

#[test]
fn a_constant_of_a_schema_is_set_where_the_member_must_be_there() {
    assert_eq!(
        constructor(&view_with_models(), "PayerInput"),
        "new() type_: \"person\""
    );
}

#[test]
fn what_only_answers_have_is_not_sent() {
    assert_eq!(field(&view_with_models(), "PaymentInput", "id"), "");
}

#[test]
fn placeholders_and_variables_in_a_body_are_types() {
    let view = view_of("body-placeholders");
    let of = |name: &str| field(&view, "UserInput", name);
    for name in ["name", "nick", "id", "born"] {
        assert_eq!(of(name), "Maybe<String>", "{name}");
    }
    for name in ["count", "age"] {
        assert_eq!(of(name), "Maybe<i64>", "{name}");
    }
    assert_eq!(of("score"), "Maybe<Number>");
    assert_eq!(of("active"), "Maybe<bool>");
    assert_eq!(of("more"), "Maybe<serde_json::Value>");
    let docs = &field_of(&view, "UserInput", "more")["docs"];
    assert_eq!(
        docs[0],
        "Of no known type, seen without its value, in the saved body."
    );
}

#[test]
fn placeholders_in_an_answer_are_decoded_as_well() {
    let view = view_of("body-placeholders");
    assert_eq!(field(&view, "User", "count"), "Option<NumberOrText>");
    assert_eq!(field(&view, "User", "active"), "Option<Scalar>");
}

#[test]
fn graphql_requests_at_one_address_take_the_variables_of_their_own_document() {
    let view = view();
    let made = constructor(&view, "OrdersVariables");
    assert_eq!(made, "new(shop: impl Into<NumberOrText>) ");
    assert_eq!(field(&view, "OrdersVariables", "first"), "Maybe<i64>");
    assert_eq!(field(&view, "CloseVariables", "id"), "Maybe<NumberOrText>");
    let groups = each(&view["groups"]);
    let methods: Vec<Value> = groups
        .iter()
        .flat_map(|group| each(&group["methods"]))
        .collect();
    let sends = |word: &str| {
        methods
            .iter()
            .any(|method| text(&method["body"]).contains(word))
    };
    assert!(sends(".graphql_body(ORDERS, variables)"), "{methods:#?}");
    assert!(
        sends(".graphql_sparse_body(CLOSE_ORDER, variables)"),
        "{methods:#?}"
    );
}

#[test]
fn what_is_in_an_envelope_is_called_as_the_request_is() {
    let view = view();
    assert_eq!(field(&view, "CloseOrder", "close"), "Option<bool>");
    assert_eq!(
        field(&view, "CloseOrderAnswer", "data"),
        "Option<CloseOrder>"
    );
}

#[test]
fn a_saved_request_that_succeeded_shows_members_of_the_body() {
    assert_eq!(field(&view(), "UserInput", "age"), "Maybe<i64>");
}

#[test]
fn a_member_that_only_a_test_asks_for_is_there_and_may_be_missing() {
    assert_eq!(field(&view(), "User", "age"), "Option<Number>");
}
