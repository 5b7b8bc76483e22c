//! Generates a client for a collection of `fixtures/auth`.

fn main() -> Result<(), collgen::Error> {
    collgen::Generator::new("../fixtures/auth/schemes.postman_collection.json")
        .crate_name("schemes")
        .build_script()
}
