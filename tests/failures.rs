//! Types of error answers: by status, and one for statuses whose bodies are alike.

use collgen::Generator;

fn file(path: &str) -> String {
    let generator = Generator::new("fixtures/errors-by-status/collection.json");
    let generated = generator.generate().expect("a crate");
    generated
        .files
        .get(path)
        .expect("the file is there")
        .to_owned()
}

#[test]
fn statuses_whose_bodies_have_the_same_members_share_a_struct() {
    let models = file("src/models/failure.rs");
    assert_eq!(models.matches("pub code: Option<i64>").count(), 1);
    assert!(
        models.contains("/// Seen 3 times in answers of 2 requests.\n    pub struct ErrorBody {")
    );
    assert!(models.contains("pub fields: Option<Vec<String>> = \"fields\" or missing"));
    let failure = file("src/failure.rs");
    for shared in ["Unauthorized(ErrorBody)", "NotFound(ErrorBody)"] {
        assert!(failure.contains(shared), "{shared}");
    }
}

#[test]
fn bodies_with_other_members_have_a_struct_of_their_own() {
    let failure = file("src/failure.rs");
    assert!(failure.contains("ServiceUnavailable(ServiceUnavailableBody)"));
    assert!(failure.contains("InternalServerError(InternalServerErrorBody)"));
    assert!(failure.contains("BadGateway(InternalServerErrorBody)"));
}

#[test]
fn a_status_with_bodies_of_several_kinds_is_an_enum_that_no_struct_is_named_as() {
    let failure = file("src/failure.rs");
    assert!(failure.contains("BadRequest(BadRequestBody)"));
    assert!(
        failure.contains("pub enum BadRequestBody {\n    /// An object.\n    Error(ErrorBody),")
    );
    assert!(
        failure.contains("pub enum ConflictBody {\n    /// An object.\n    Object(ConflictError),")
    );
    let models = file("src/models/failure.rs");
    assert!(models.contains("struct ConflictError {"));
    assert!(!models.contains("struct ConflictBody"));
}
