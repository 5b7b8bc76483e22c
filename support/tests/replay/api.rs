//! A client in the shape of a generated one.

use std::ops::Deref;

use collgen_support::core::{CoreBuilder, File};
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
        let call = self.0.get("{{baseUrl}}/patients", &[]).json();
        List(call.query("since", since).without_auth())
    }

    pub fn get(&self, id: i64) -> core::Call<Patient> {
        self.0.get("{{baseUrl}}/patients/:id", &[&id]).json()
    }

    pub fn create(&self, body: &Patient) -> core::Call<Patient> {
        let call = self.0.post("{{baseUrl}}/patients", &[]).json();
        call.json_body(body).without_auth()
    }

    pub fn upload(&self, key: String, scan: File) -> core::Call<()> {
        let call = self.0.put("{{baseUrl}}/documents/:key", &[&key]);
        call.multipart_file("scan", scan).without_auth()
    }

    pub fn free(&self, body: &serde_json::Value) -> core::Call<()> {
        let call = self.0.post("{{baseUrl}}/free", &[]);
        call.json_body(body).without_auth()
    }

    pub fn sign(&self) -> core::Call<()> {
        self.0.get("{{baseUrl}}/sign", &[]).auth("awsv4")
    }

    pub fn share(&self, key: String, mark: String) -> core::Call<()> {
        let call = self.0.post("{{baseUrl}}/share", &[]);
        let call = call.query("key", &key).form("key", key);
        call.form("mark", mark).without_auth()
    }
}
