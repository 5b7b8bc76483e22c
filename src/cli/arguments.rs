//! What can be given on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::levels;

/// Generates a typed Rust client crate, OAuth 2.0 included, from a Postman collection.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// How diagnostics are written to standard error.
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human")]
    pub(super) message_format: Format,
    /// Print errors only.
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Print every diagnostic, however often it repeats.
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(super) verbose: bool,
    /// Take diagnostics of this code for errors; `warnings` means all warnings. May be repeated.
    #[arg(long, global = true, value_name = "CODE", value_parser = levels::deniable)]
    pub(super) deny: Vec<String>,
    /// Do not tell diagnostics of this code, but count them. May be repeated.
    #[arg(long, global = true, value_name = "CODE", value_parser = levels::allowable)]
    pub(super) allow: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write the client crate.
    Build(Build),
    /// Print every diagnostic and write nothing.
    Validate {
        #[command(flatten)]
        source: Source,
    },
    /// Print the API as a tree, or a stage of the work as JSON.
    Inspect {
        #[command(flatten)]
        source: Source,
        /// Print this stage as JSON.
        #[arg(long)]
        stage: Option<Stage>,
        /// Print the models with their evidence and the questions that are open.
        #[arg(long, conflicts_with = "stage")]
        types: bool,
    },
    /// Print the JSON Schema of the collections that are accepted.
    Schema {
        /// Print that of `collgen.toml` instead.
        #[arg(long)]
        config: bool,
    },
    /// Print what changed for programs from one collection to the other.
    Diff(Difference),
    /// Write `collgen.toml` and a CI workflow into this repository.
    Init {
        /// Postman collection; by default the only `*.postman_collection.json` here.
        collection: Option<PathBuf>,
        /// Folder of the crate; by default the crate's name.
        #[arg(short, long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Explain a diagnostic at length, or list all of them.
    Explain {
        /// Code of the diagnostic, such as `url-missing`.
        #[arg(value_parser = explainable)]
        code: Option<&'static collgen::Rule>,
    },
}

fn explainable(code: &str) -> Result<&'static collgen::Rule, String> {
    let unknown = "there is no such code; `collgen explain` lists them";
    collgen::rule(code).ok_or_else(|| unknown.to_owned())
}

#[derive(Args, Debug)]
pub(super) struct Build {
    #[command(flatten)]
    pub(super) source: Source,
    /// Folder of the crate; by default the crate's name.
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// Name of the crate; by default from the collection's name.
    #[arg(long, value_name = "CRATE")]
    pub(super) name: Option<String>,
    /// Write nothing; show what would change and exit with 1 if anything would.
    #[arg(long)]
    pub(super) check: bool,
    /// Overwrite files that were edited by hand, and write into a folder that is not ours.
    #[arg(long, conflicts_with = "check")]
    pub(super) force: bool,
}

#[derive(Args, Debug)]
pub(super) struct Difference {
    /// The collection as it was.
    pub(super) old: PathBuf,
    /// The collection as it is.
    pub(super) new: PathBuf,
    /// `collgen.toml` for both.
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Exit with 1 if anything changed.
    #[arg(long)]
    pub(super) exit_code: bool,
}

#[derive(Args, Debug)]
pub(super) struct Source {
    /// Postman collection, exported as v2.1; `-` reads standard input.
    pub(super) collection: PathBuf,
    /// Postman environment whose values go over the collection's variables; may be repeated, the
    /// last one counts.
    #[arg(long, value_name = "FILE")]
    pub(super) env: Vec<PathBuf>,
    /// Postman globals; their values count where the collection has none.
    #[arg(long, value_name = "FILE")]
    pub(super) globals: Option<PathBuf>,
    /// `collgen.toml`: how evidence becomes types, lists of enums, other names.
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Folder of shapes of answers that `replay --record` wrote; may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(super) evidence: Vec<PathBuf>,
    /// OpenAPI document or JSON Schema whose schemas are further evidence; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub(super) models: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people, with the line of the file.
    Human,
    /// One JSON object a line.
    Json,
    /// Annotations of GitHub Actions.
    Github,
    /// One SARIF 2.1.0 document.
    Sarif,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Stage {
    /// The collection as read.
    Collection,
    /// The API that it describes.
    Api,
    /// What the templates print.
    View,
}

impl From<Stage> for collgen::Stage {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Collection => Self::Collection,
            Stage::Api => Self::Api,
            Stage::View => Self::View,
        }
    }
}
