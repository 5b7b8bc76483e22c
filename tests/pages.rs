//! How lists get from page to page: found in the collection, and said in `collgen.toml`.

use std::collections::BTreeMap;
use std::fs;

use collgen::{Generator, Stage};
use serde_json::Value;

const FIXTURE: &str = "fixtures/pages-by-query/collection.json";
const IN_BODY: &str = "fixtures/pages-in-body/collection.json";

fn each(list: &Value) -> Vec<Value> {
    list.as_array().cloned().unwrap_or_default()
}

/// What leads to the next page, by function; nothing where that is a link in the body, or nowhere.
fn turns(view: &Value) -> BTreeMap<String, String> {
    let groups = each(&view["groups"]);
    let methods = groups.iter().flat_map(|group| each(&group["methods"]));
    let turn = |method: Value| {
        let text = |name: &str| method[name].as_str().unwrap().to_owned();
        let (_, after) = text("signature").split_once("pub fn ").map(owned).unwrap();
        let name = after.split('(').next().unwrap().to_owned();
        let body = text("body");
        let (_, turn) = body.split_once(".paged_by(&").unwrap_or_default();
        let (turn, _) = turn
            .split_once(").json")
            .or(turn.split_once(")\n"))
            .unwrap_or_default();
        (name, turn.to_owned())
    };
    methods.map(turn).collect()
}

fn owned((left, right): (&str, &str)) -> (String, String) {
    (left.to_owned(), right.to_owned())
}

/// What the items are of, by the name of the page.
fn items(view: &Value) -> BTreeMap<String, String> {
    let files = each(&view["models"]);
    let structs = files.iter().flat_map(|file| each(&file["structs"]));
    let paged = structs.filter_map(|found| {
        let item = found["paged"].get(0)?["item"].as_str()?.to_owned();
        Some((found["name"].as_str()?.to_owned(), item))
    });
    paged.collect()
}

fn pairs(map: &BTreeMap<String, String>) -> Vec<(&str, &str)> {
    map.iter().map(|(key, value)| (&**key, &**value)).collect()
}

#[test]
fn each_way_to_the_next_page_is_found_and_what_is_not_certain_is_no_list_of_pages() {
    let view = Generator::new(FIXTURE).inspect(Stage::View).unwrap();
    assert_eq!(
        pairs(&turns(&view)),
        [
            ("by_header", "ByLinkHeader"),
            ("by_last_id", "ByToken(\"starting_after\")"),
            ("by_last_number", "ByToken(\"after_id\")"),
            ("by_link_below", ""),
            ("by_number", "ByNumber(\"page\", 1)"),
            ("by_offset", "ByOffset(\"offset\", 0)"),
            ("by_token", "ByToken(\"pageToken\")"),
            ("last_draw", ""),
            ("names_by_link", ""),
            ("newer_than_id", ""),
            ("no_pages", ""),
            ("two_lists", ""),
            ("without_ids", ""),
        ]
    );
    assert_eq!(
        pairs(&items(&view)),
        [
            ("ChargePage", "Charge"),
            ("EventPage", "Event"),
            ("InvoicePage", "Invoice"),
            ("MessagePage", "Message"),
            ("OrderPage", "Order"),
            ("Page", "T"),
            ("VisitPage", "Visit"),
        ]
    );
}

#[test]
fn the_configuration_says_what_the_collection_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("collgen.toml");
    let text = r#"
        [types.pages]
        "Two lists" = { by = "number", items = "added" }
        "By number" = { by = "nothing" }
        "By offset" = { by = "offset", query = "skip", first = 1 }
    "#;
    fs::write(&file, text).unwrap();
    let view = Generator::new(FIXTURE)
        .config(&file)
        .inspect(Stage::View)
        .unwrap();
    let turns = turns(&view);
    assert_eq!(turns["two_lists"], "ByNumber(\"page\", 1)");
    assert_eq!(turns["by_number"], "");
    assert_eq!(turns["by_offset"], "ByOffset(\"skip\", 1)");
    let items = items(&view);
    assert_eq!(items["ChangePage"], "Change");
    assert!(!items.contains_key("OrderPage"));
}

#[test]
fn only_a_crate_with_such_lists_has_the_code_for_them() {
    let has_paging = |file: &str| {
        let generated = Generator::new(file).generate().unwrap();
        generated.files.get("src/paging.rs").is_some()
    };
    assert!(has_paging(FIXTURE));
    assert!(!has_paging("fixtures/drchrono.postman_collection.json"));
}

#[test]
fn a_body_that_asks_for_pages_is_found_where_the_answer_speaks_of_them() {
    let view = Generator::new(IN_BODY).inspect(Stage::View).unwrap();
    assert_eq!(
        pairs(&turns(&view)),
        [
            ("create_chapter", ""),
            ("find_invoices", "OffsetInBody(&[\"offset\"], 0)"),
            ("find_orders", "NumberInBody(&[\"page\"], 1)"),
            ("query_tasks", "TokenInBody(&[\"start_cursor\"])"),
            ("search_contacts", "TokenInBody(&[\"paging\", \"after\"])"),
            ("start_run", ""),
        ]
    );
    let generated = Generator::new(IN_BODY).generate().unwrap();
    assert!(generated.files.get("src/paging_body.rs").is_some());
    let by_query = Generator::new(FIXTURE).generate().unwrap();
    assert!(by_query.files.get("src/paging_body.rs").is_none());
}

#[test]
fn the_configuration_names_the_member_of_the_body() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("collgen.toml");
    let text = r#"
        [types.pages]
        "Query tasks" = { by = "nothing" }
        "Create chapter" = { by = "number", body = "page", first = 0 }
        "Start run" = { by = "token", body = "at.cursor", next = "run" }
    "#;
    fs::write(&file, text).unwrap();
    let view = Generator::new(IN_BODY)
        .config(&file)
        .inspect(Stage::View)
        .unwrap();
    let turns = turns(&view);
    assert_eq!(turns["query_tasks"], "");
    assert_eq!(turns["create_chapter"], "NumberInBody(&[\"page\"], 0)");
    assert_eq!(turns["start_run"], "TokenInBody(&[\"at\", \"cursor\"])");
}

#[test]
fn plain_values_beside_a_next_without_a_value_are_a_page_only_where_something_else_says_so() {
    let view = Generator::new(FIXTURE).inspect(Stage::View).unwrap();
    let groups = each(&view["groups"]);
    let methods = groups.iter().flat_map(|group| each(&group["methods"]));
    let signatures: Vec<String> = methods
        .filter_map(|method| method["signature"].as_str().map(str::to_owned))
        .collect();
    let has = |signature: &str| signatures.iter().any(|found| found.contains(signature));
    assert!(has("fn last_draw(&self) -> Call<Draw>"));
    assert!(has("fn names_by_link(&self) -> Call<Page<String>>"));
    assert!(!items(&view).contains_key("Draw"));
}
