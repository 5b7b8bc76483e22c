//! A client in the shape of a generated one.

use std::ops::Deref;

use collgen_support::core::{CoreBuilder, File, Method};
use serde::{Deserialize, Serialize};

pub use collgen_support::{auth, core};

pub struct Client(pub core::Core);

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Patient {
    pub name: String,
    pub age: i64,
}

/// A call with setters of its own derefs to the plain one.
pub struct List(core::Call<Vec<Patient>>);

impl Deref for List {
    type Target = core::Call<Vec<Patient>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Client {
    pub fn builder() -> CoreBuilder {
        core::Core::builder()
            .slot("oauth2", None)
            .slot("awsv4", None)
            .setting("day", "2026-01-01")
            .setting("name", "Ada")
            .setting("age", "36")
    }

    pub fn setting(&self, name: &str) -> Option<String> {
        self.0.setting(name)
    }

    pub fn list(&self, since: String) -> List {
        let call = core::Call::json(&self.0, Method::GET, "{{baseUrl}}/patients", &[]);
        List(call.query("since", since).without_auth())
    }

    pub fn get(&self, id: i64) -> core::Call<Patient> {
        core::Call::json(&self.0, Method::GET, "{{baseUrl}}/patients/:id", &[&id])
    }

    pub fn create(&self, body: &Patient) -> core::Call<Patient> {
        let call = core::Call::json(&self.0, Method::POST, "{{baseUrl}}/patients", &[]);
        call.json_body(body).without_auth()
    }

    pub fn upload(&self, key: String, scan: File) -> core::Call<()> {
        let call = core::Call::empty(&self.0, Method::PUT, "{{baseUrl}}/documents/:key", &[&key]);
        call.multipart_file("scan", scan).without_auth()
    }

    pub fn sign(&self) -> core::Call<()> {
        core::Call::empty(&self.0, Method::GET, "{{baseUrl}}/sign", &[]).auth("awsv4")
    }

    pub fn share(&self, key: String, mark: String) -> core::Call<()> {
        let call = core::Call::empty(&self.0, Method::POST, "{{baseUrl}}/share", &[]);
        call.query("key", &key)
            .form("key", key)
            .form("mark", mark)
            .without_auth()
    }
}
