//! The way in for build scripts.
//!
//! In: a [`Generator`] and the variables that cargo sets. Out: the files as a module below
//! `OUT_DIR`, and the lines that tell cargo what to watch and what to warn of. Only what changed
//! is written, so that an unchanged collection leaves the crate as it was compiled.

use std::env;
use std::io::{self, Write};
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::files::{self, Overwrite};
use crate::pipeline::Generator;

impl Generator {
    /// Generates the client as a module of the crate whose build script calls this.
    ///
    /// Mount it with `include!(concat!(env!("OUT_DIR"), "/drchrono.rs"));`, which declares
    /// `pub mod drchrono`; the name is that of the crate, with `_` for `-`. Where the module does
    /// not stand at the root of the crate, say so with [`Self::module`].
    ///
    /// # Errors
    /// As [`Self::generate`], and when `OUT_DIR` is missing or cannot be written.
    pub fn build_script(self) -> Result<(), Error> {
        let mut output = String::new();
        let outcome = self.build_module(&mut output);
        // Cargo reads these lines from a pipe; when it is gone nobody is left to be told.
        let _ = io::stdout().write_all(output.as_bytes());
        outcome
    }

    /// Writes the module; what cargo is to be told goes into `output`, whatever the outcome.
    fn build_module(mut self, output: &mut String) -> Result<(), Error> {
        for input in self.inputs() {
            output.push_str(&format!("cargo::rerun-if-changed={}\n", input.display()));
        }
        const OUT_DIR: &str = "OUT_DIR";
        let out_dir = match self.out_dir.take() {
            Some(folder) => folder,
            None => env::var_os(OUT_DIR)
                .map(PathBuf::from)
                .ok_or(Error::NotABuildScript(OUT_DIR))?,
        };
        let generated = self.generate_module()?;
        for diagnostic in &generated.diagnostics {
            if diagnostic.severity >= Severity::Warning {
                output.push_str(&format!("cargo::warning={}\n", one_line(diagnostic)));
            }
        }
        let module = generated.crate_name.replace('-', "_");
        // The folder is cargo's and ours alone: there is nobody whose edits could be lost.
        generated.write_over(out_dir.join(&module), Overwrite::Always)?;
        let entry = format!(
            "// No program calls all of it.\n\
             #[allow(dead_code)]\n\
             #[path = \"{module}/mod.rs\"]\n\
             pub mod {module};\n"
        );
        files::write_if_changed(&out_dir.join(format!("{module}.rs")), &entry)
    }
}

/// Cargo takes the end of the line for the end of the warning.
fn one_line(diagnostic: &Diagnostic) -> String {
    let text = match diagnostic.request.as_slice() {
        [] => diagnostic.to_string(),
        path => format!("{diagnostic} [{}]", path.join(" / ")),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const DEMO: &str = include_str!("../fixtures/valid/demo.json");

    #[test]
    fn a_build_script_gets_a_module_and_tells_cargo_what_to_watch_and_to_warn_of() {
        let dir = tempfile::tempdir().expect("a folder");
        let input = dir.path().join("demo.json");
        let faulty = DEMO.replace(
            "\"GET\", \"url\": \"{{baseUrl}}/patients\"",
            "[],\n\"url\": \"{{baseUrl}}/patients\"",
        );
        assert_ne!(faulty, DEMO);
        fs::write(&input, faulty).expect("written");
        let out_dir = dir.path().join("out");
        fs::create_dir(&out_dir).expect("made");
        let generator = Generator::new(&input)
            .crate_name("my-demo")
            .out_dir(&out_dir);
        let mut output = String::new();
        generator
            .clone()
            .build_module(&mut output)
            .expect("a module");
        let lines: Vec<&str> = output.lines().collect();
        assert_eq!(
            lines.first(),
            Some(&format!("cargo::rerun-if-changed={}", input.display()).as_str())
        );
        assert!(
            lines
                .iter()
                .any(|line| line.starts_with("cargo::warning=warning[wrong-type]: ")),
            "{output}"
        );
        assert!(
            lines.iter().all(|line| line.starts_with("cargo::")),
            "{output}"
        );

        let entry = out_dir.join("my_demo.rs");
        let text = fs::read_to_string(&entry).expect("read");
        let mounted = "#[path = \"my_demo/mod.rs\"]\npub mod my_demo;\n";
        assert!(text.ends_with(mounted), "{text}");
        assert!(out_dir.join("my_demo/mod.rs").is_file());
        let before = fs::metadata(&entry)
            .and_then(|data| data.modified())
            .expect("a time");
        generator
            .build_module(&mut String::new())
            .expect("a module");
        let after = fs::metadata(&entry)
            .and_then(|data| data.modified())
            .expect("a time");
        assert_eq!(before, after);
    }

    #[test]
    fn a_collection_that_cannot_be_used_is_still_watched() {
        let mut output = String::new();
        let generator = Generator::new("no-such-file.json").out_dir("unused");
        assert!(generator.build_module(&mut output).is_err());
        assert_eq!(output, "cargo::rerun-if-changed=no-such-file.json\n");
    }
}
