//! Objects of several kinds.

use collgen::{Generator, Stage};
use serde_json::Value;

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

#[test]
fn objects_that_a_member_tells_apart_are_an_enum_and_those_that_differ_a_little_a_struct() {
    let fixture = Generator::new("fixtures/tagged-objects/collection.json");
    let view = fixture.inspect(Stage::View).unwrap();
    let files = || each(&view["models"]);
    let unions: Vec<_> = files().flat_map(|file| each(&file["tagged"])).collect();
    assert_eq!(unions.len(), 1);
    assert_eq!(
        (&unions[0]["name"], &unions[0]["tag"]),
        (&"Payment".into(), &"\"type\"".into())
    );
    let kinds = each(&unions[0]["kinds"]);
    let kinds: Vec<_> = kinds
        .map(|kind| (&kind["literal"], &kind["type_name"]))
        .collect();
    assert_eq!(
        kinds,
        [
            (&"\"bank\"".into(), &"BankPayment".into()),
            (&"\"card\"".into(), &"CardPayment".into()),
        ]
    );
    let structs = files().flat_map(|file| each(&file["structs"]));
    let names: Vec<_> = structs
        .map(|found| found["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Note", "BankPayment", "CardPayment"]);
}

#[test]
fn a_list_of_words_in_a_description_is_an_enum_where_samples_agree() {
    let fixture = Generator::new("fixtures/tagged-objects/collection.json");
    let view = fixture.inspect(Stage::View).unwrap();
    let files = each(&view["models"]);
    let words: Vec<_> = files.flat_map(|file| each(&file["words"])).collect();
    assert_eq!((words.len(), &words[0]["name"]), (1, &"NoteType".into()));
    let variants = each(&words[0]["variants"]).map(|word| word["name"].as_str().unwrap());
    assert_eq!(variants.collect::<Vec<_>>(), ["Call", "Mail", "Visit"]);
}
