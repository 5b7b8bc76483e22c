//! The tree mounted as a module of another crate, with a group file as the generator writes it.

#[path = "mounted_auth.rs"]
pub mod auth;
#[path = "../../../templates/support/core/mod.rs"]
pub mod core;

mod models {
    use serde::Deserialize;

    use super::core::{Maybe, Paged, answer, body, members};

    answer! {
        pub struct Patient {
            pub id: i64,
            pub last_name: Option<String>,
        }
    }

    body! {
        pub struct PatientInput {
            pub last_name: Maybe<String>,
        }
    }

    #[derive(Clone, Debug, Default, Deserialize)]
    pub struct PatientPage {
        pub results: Vec<Patient>,
        pub next: Option<String>,
    }

    impl Paged for PatientPage {
        type Item = Patient;

        fn into_page(self) -> (Vec<Patient>, Option<String>) {
            (self.results, self.next)
        }
    }
}

mod patients {
    use std::fmt::Display;

    use super::core::{Call, Core, File, call_type};
    use super::models::{Patient, PatientInput, PatientPage};

    /// `client.clinical().patients()`
    #[derive(Clone, Debug)]
    pub struct Patients(pub(crate) Core);

    impl Patients {
        /// Patients the user may see. `GET {{baseUrl}}/api/patients`
        pub fn list(&self) -> ListPatients {
            let call = self.0.get("{{baseUrl}}/api/patients", &[]).json();
            ListPatients(
                call.preset_query("page_size", "50")
                    .preset_header("X-Version", "{{version}}"),
            )
        }

        /// One patient. `GET {{baseUrl}}/api/patients/:id`
        pub fn get(&self, id: i64) -> Call<Patient> {
            self.0.get("{{baseUrl}}/api/patients/:id", &[&id]).json()
        }

        /// A new patient. `POST {{baseUrl}}/api/patients`
        pub fn create(&self, body: &PatientInput) -> CreatePatient {
            CreatePatient(
                self.0
                    .post("{{baseUrl}}/api/patients", &[])
                    .json_body(body)
                    .json(),
            )
        }

        /// The same, saved again: it sends the body that was saved.
        pub fn create_nameless(&self) -> CreatePatient {
            CreatePatient(
                self.0
                    .post("{{baseUrl}}/api/patients", &[])
                    .preset_body("application/json", NAMELESS)
                    .json(),
            )
        }

        /// `DELETE {{baseUrl}}/api/patients/:id`
        pub fn delete(&self, id: i64) -> Call<()> {
            self.0.delete("{{baseUrl}}/api/patients/:id", &[&id])
        }

        /// The chart as XML. `GET {{baseUrl}}/api/patients/:id/ccda`
        pub fn chart(&self, id: i64) -> Call<String> {
            self.0
                .get("{{baseUrl}}/api/patients/:id/ccda", &[&id])
                .text()
        }

        /// `POST {{baseUrl}}/api/documents`
        pub fn upload(&self, document: File, patient: i64) -> Call<()> {
            self.0
                .post("{{baseUrl}}/api/documents", &[])
                .multipart_text("patient", patient)
                .multipart_file("document", document)
        }

        /// `POST {{baseUrl}}/api/flags`
        pub fn flag(&self, patient: i64) -> FlagPatient {
            FlagPatient(
                self.0
                    .post("{{baseUrl}}/api/flags", &[])
                    .form("patient", patient),
            )
        }
    }

    call_type! {
        pub struct ListPatients => PatientPage, by Patients::list;
        /// Only those changed since then.
        query fn since(impl Display);
        query fn page_size(u16) = "page_size", "1 to 250; the collection's value is 50.";
    }

    call_type! {
        pub struct CreatePatient => Patient, by Patients::create;
        /// Sends this body.
        json_body fn body(&PatientInput) = _;
    }

    const NAMELESS: &str = r#"{"last_name": "{{version}}"}"#;

    call_type! {
        pub struct FlagPatient => (), by Patients::flag;
        /// Why.
        form fn reason(impl Display) = "reason";
    }
}

mod tests {
    use std::time::Duration;

    use super::core::{Call, Core, File};
    use super::models::{PatientInput, PatientPage};
    use super::patients::{ListPatients, Patients};
    use crate::server::{Answer, Server};

    async fn clinic() -> (Server, Patients) {
        let server = Server::start(|_, received| {
            match (received.method.as_str(), received.target.split('?').next()) {
                ("GET", Some("/api/patients")) => {
                    Answer::new(200, r#"{"results":[{"id":1},{"id":2}],"next":null}"#)
                }
                ("GET", Some("/api/patients/1")) => {
                    Answer::new(200, r#"{"id":1,"last_name":"Doe"}"#)
                }
                ("GET", Some("/api/patients/1/ccda")) => Answer::new(200, "<chart/>"),
                ("POST", Some("/api/patients")) => Answer::new(201, r#"{"id":3}"#),
                ("POST" | "DELETE", _) => Answer::new(204, ""),
                _ => Answer::new(404, ""),
            }
        })
        .await;
        let builder = Core::builder()
            .setting("baseUrl", server.url())
            .setting("version", "v4");
        let core = builder.build().unwrap();
        (server, Patients(core))
    }

    #[tokio::test]
    async fn a_group_reads_like_a_sentence() {
        let (server, patients) = clinic().await;
        assert_eq!(
            patients.get(1).send().await.unwrap().last_name.as_deref(),
            Some("Doe")
        );
        let input = PatientInput {
            last_name: "Roe".into(),
        };
        assert_eq!(patients.create(&input).send().await.unwrap().id, 3);
        assert_eq!(server.last().text(), r#"{"last_name":"Roe"}"#);
        let nameless = patients.create_nameless();
        assert_eq!(nameless.send().await.unwrap().id, 3);
        assert_eq!(server.last().text(), r#"{"last_name": "v4"}"#);
        assert_eq!(nameless.body(&input).send().await.unwrap().id, 3);
        assert_eq!(server.last().text(), r#"{"last_name":"Roe"}"#);
        patients.delete(1).send().await.unwrap();
        assert_eq!(
            patients.chart(1).send().await.unwrap().into_inner(),
            "<chart/>"
        );
        patients
            .upload(File::bytes("scan.pdf", "%PDF"), 1)
            .send()
            .await
            .unwrap();
        assert!(
            server
                .last()
                .text()
                .contains("name=\"patient\"\r\n\r\n1\r\n")
        );
        patients.flag(1).reason("a b").send().await.unwrap();
        assert_eq!(server.last().text(), "patient=1&reason=a%20b");
    }

    #[tokio::test]
    async fn setters_of_an_operation_chain_with_those_of_every_call() {
        let (server, patients) = clinic().await;
        let list: ListPatients = patients
            .list()
            .header("X-A", 1)
            .since("2026-11-01")
            .query("doctor", 5)
            .timeout(Duration::from_secs(5))
            .without_retries()
            .without_auth()
            .page_size(10);
        let mut all = list.stream();
        let mut ids = Vec::new();
        while let Some(patient) = all.try_next().await.unwrap() {
            ids.push(patient.id);
        }
        assert_eq!(ids, [1, 2]);
        assert_eq!(
            server.last().target,
            "/api/patients?page_size=10&since=2026-11-01&doctor=5"
        );
        assert_eq!(server.last().header("x-version"), Some("v4"));
        assert_eq!(list.clone().send().await.unwrap().results.len(), 2);
        let plain: Call<PatientPage> = list.into();
        assert_eq!(plain.raw().await.unwrap().status().as_u16(), 200);
    }
}
