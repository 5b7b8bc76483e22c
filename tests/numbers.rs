//! Numbers of any length.

use collgen::{Generator, Stage};
use serde_json::Value;

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

#[test]
fn whole_numbers_beyond_64_bits_have_a_type_that_keeps_their_digits() {
    let fixture = Generator::new("fixtures/numbers-of-any-length/collection.json");
    let view = fixture.inspect(Stage::View).unwrap();
    let structs = each(&view["models"]).flat_map(|file| each(&file["structs"]));
    let fields = structs.flat_map(|found| each(&found["fields"]));
    let types: Vec<_> = fields
        .map(|field| format!("{}: {}", field["name"], field["type_name"]).replace('"', ""))
        .collect();
    assert_eq!(
        types,
        [
            "id: Option<Exact>",
            "low: Option<Exact>",
            "balance: Option<Number>",
            "hops: Option<Vec<Exact>>",
            "code_number: Option<ExactOrText>",
            "small: Option<i64>",
            "id: Maybe<Exact>",
        ]
    );
    let has_line = |line: &&str| view["package"]["dependencies"].to_string().contains(*line);
    assert!(["raw_value", "serde_json"].iter().all(has_line));
}

#[test]
fn nothing_is_paid_for_them_where_there_are_none() {
    let fixture = Generator::new("fixtures/tagged-objects/collection.json");
    let view = fixture.inspect(Stage::View).unwrap();
    assert!(!view["package"].to_string().contains("raw_value"));
    assert_eq!(view["package"]["has_exact"], false);
}
