//! Generates the client of `collection.json` into `OUT_DIR`, again whenever the collection changes.

fn main() -> Result<(), collgen::Error> {
    collgen::Generator::new("collection.json").build_script()
}
