//! Numbers of any length, whole or not.

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

#[test]
fn every_digit_is_kept_wherever_a_number_stands() {
    let fixture = Generator::new("fixtures/numbers-to-the-last-digit/collection.json");
    let generated = fixture.generate().unwrap();
    let code: String = generated
        .files
        .iter()
        .filter(|(path, _)| path.starts_with("src/"))
        .map(|(_, text)| text)
        .collect();
    for line in [
        "pub ratio: Option<Exact>,",
        "pub half: Option<Number>,",
        "Scalar(ExactOrText),",
        "        Number(Exact),",
        "pub sum: Option<Exact>,",
        "pub seed: Option<Exact>,",
        "pub limit: Option<Exact>,",
        "Gone(Exact),",
        "-> Call<Vec<Exact>>",
        "-> Call<Exact>",
        "body: &[Exact]",
        "exact_union! {\n    /// The bodies that answers 400 were seen with.",
        "exact_tagged_union! {\n    /// Seen twice",
    ] {
        assert!(code.contains(line), "{line}");
    }
    let models = generated.files.iter();
    let mut models =
        models.filter(|(path, _)| path.contains("models/") || path.contains("failure"));
    // What serde keeps while it tries has no more digits than a float.
    assert!(models.all(|(_, text)| !text.contains("serde(untagged)")));
    assert!(generated.files.get("src/tagged.rs").is_none());
}
