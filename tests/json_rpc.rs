//! Requests at one address that call different methods by JSON-RPC.

use collgen::Generator;

#[test]
fn calls_of_different_methods_have_functions_bodies_and_results_of_their_own() {
    let generated = Generator::new("fixtures/json-rpc/collection.json")
        .generate()
        .unwrap();
    let text = |path: &str| generated.files.get(path).unwrap().to_owned();
    let api = text("src/api/mod.rs");
    for signature in [
        "fn get_user(&self, body: &UserGetInput) -> Call<UserGet>",
        "fn block_height(&self, body: &BlockHeightInput) -> Call<BlockHeight>",
    ] {
        assert!(api.contains(signature), "{api}");
    }
    let models = text("src/models/rpc.rs");
    for part in [
        "pub result: Option<UserGetResult>",
        "pub result: Option<i64>",
        "method: \"user.get\",",
        "method: \"block.height\",",
        "pub params: Maybe<UserGetParamsInput>",
        "pub params: Maybe<Vec<String>>",
    ] {
        assert!(models.contains(part), "{models}");
    }
}
