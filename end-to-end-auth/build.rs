//! Generates a client for each collection of `fixtures/auth`.

fn main() -> Result<(), collgen::Error> {
    for name in ["schemes", "logins"] {
        let collection = format!("../fixtures/auth/{name}.postman_collection.json");
        collgen::Generator::new(collection)
            .crate_name(name)
            .build_script()?;
    }
    Ok(())
}
