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
        for input in self.inputs() {
            output.push_str(&format!("cargo::rerun-if-changed={}\n", input.display()));
        }
        let outcome = self.write_module(&mut output);
        // Cargo reads these lines from a pipe; when it is gone nobody is left to be told.
        let _ = io::stdout().write_all(output.as_bytes());
        outcome
    }

    fn write_module(mut self, output: &mut String) -> Result<(), Error> {
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
        let entry = format!("#[path = \"{module}/mod.rs\"]\npub mod {module};\n");
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
