//! Lists that are no pages, however much they look like some.

use collgen::Generator;

#[test]
fn a_list_beside_a_next_that_nothing_shows_to_be_a_page_is_none() {
    let file = "fixtures/pages-not/collection.json";
    let generated = Generator::new(file).generate().unwrap();
    let api = generated.files.get("src/api/mod.rs").unwrap();
    let answer = |function: &str| {
        let (_, after) = api.split_once(&format!("fn {function}(&self)")).unwrap();
        let answer = after.split_once("-> ").unwrap().1;
        answer.split_once(" {").unwrap().0.to_owned()
    };
    assert_eq!(answer("numbers_beside_nothing"), "Call<Draw>");
    assert_eq!(answer("next_step"), "Call<Flow>");
    assert_eq!(answer("previous_beside_next"), "Call<Page<Doctor>>");
    assert_eq!(answer("address"), "Call<WardsPage<Ward>>");
    assert!(api.contains("AsksForSize => RoomsPage<Room>"));
}
