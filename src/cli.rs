//! The command line: arguments in; results on standard output, diagnostics on standard error.
//!
//! Exit codes: 0 done; 1 the input cannot be used, or `--check` found a difference; 2 usage.
//! Nothing is decided here that the library does not offer.

mod arguments;
mod changes;
mod difference;
mod explain;
mod formats;
mod human;
mod levels;
mod report;
mod wording;

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use collgen::{Diagnostic, Error, Generator, Overwrite, Severity};

use arguments::{Arguments, Build, Command, Difference, Format, Source, Stage};
use report::{Notes, Reporter};

/// Runs the program.
pub(crate) fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let reporter = Reporter::new(&arguments);
    act(&arguments, &reporter).unwrap_or_else(|error| fail(&error, &reporter))
}

fn act(arguments: &Arguments, reporter: &Reporter) -> Result<ExitCode> {
    match &arguments.command {
        Command::Build(options) => build(options, reporter),
        Command::Validate { source } => validate(source, reporter),
        Command::Inspect {
            source,
            types: true,
            ..
        } => print(&generator(source)?.type_outline()?),
        Command::Inspect { source, stage, .. } => inspect(source, *stage),
        Command::Diff(options) => diff(options, reporter),
        Command::Init { collection, output } => init(collection.as_deref(), output.as_deref()),
        Command::Explain { code: Some(rule) } => print(&explain::rule(rule)),
        Command::Explain { code: None } => print(&explain::list()),
        Command::Schema { config: true } => print(&json(&collgen::config_schema())?),
        Command::Schema { config: false } => print(&json(&collgen::schema())?),
    }
}

/// Every failure is told in the chosen format.
fn fail(error: &anyhow::Error, reporter: &Reporter) -> ExitCode {
    match error.downcast_ref::<Error>() {
        Some(error) => {
            reporter.report(&error.diagnostics(), Notes::Shown);
            match error {
                Error::CrateName { .. } => ExitCode::from(2),
                _ => ExitCode::FAILURE,
            }
        }
        None => {
            reporter.line(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn build(options: &Build, reporter: &Reporter) -> Result<ExitCode> {
    let mut generator = generator(&options.source)?;
    if let Some(name) = &options.name {
        generator = generator.crate_name(name);
    }
    let mut generated = generator.generate()?;
    let judged = reporter.judge(std::mem::take(&mut generated.diagnostics));
    generated.diagnostics = judged.kept;
    if judged.denied > 0 {
        reporter.report(&generated.diagnostics, Notes::Counted);
        return Ok(ExitCode::FAILURE);
    }
    let folder = match &options.output {
        Some(folder) => folder.clone(),
        None => PathBuf::from(&generated.crate_name),
    };
    if options.check {
        reporter.report(&generated.diagnostics, Notes::Counted);
        let changes = generated.diff(&folder)?;
        print(&changes::describe(&changes, &folder, reporter.format())?)?;
        return Ok(ExitCode::from(u8::from(!changes.is_empty())));
    }
    let overwrite = if options.force {
        Overwrite::Always
    } else {
        Overwrite::Never
    };
    let written = match generated.write_over(&folder, overwrite) {
        Ok(written) => written,
        Err(error) => {
            // One report, because a SARIF document cannot be added to.
            let all = [generated.diagnostics, error.diagnostics()].concat();
            reporter.report(&all, Notes::Counted);
            return Ok(ExitCode::FAILURE);
        }
    };
    reporter.report(&generated.diagnostics, Notes::Counted);
    match reporter.format() {
        Format::Json => print(&json(&serde_json::json!({
            "crate": generated.crate_name,
            "folder": folder.display().to_string(),
            "requests": generated.requests,
            "left_out": generated.left_out,
            "files": generated.files.len(),
            "written": written.written,
            "unchanged": written.unchanged,
            "removed": written.removed,
        }))?),
        _ if reporter.is_quiet() => Ok(ExitCode::SUCCESS),
        _ => print(&outcome(&generated, &written, &folder)),
    }
}

/// What a person wants to know after a build: what there is now, and what to do with it.
fn outcome(generated: &collgen::Generated, written: &collgen::Written, folder: &Path) -> String {
    let count = |count: usize, one: &str| wording::count(count, one);
    let mut text = format!(
        "{}: {} in {} ({}; {} written, {} unchanged, {} removed)\n",
        generated.crate_name,
        count(generated.requests, "request"),
        folder.display(),
        count(generated.files.len(), "file"),
        written.written,
        written.unchanged,
        written.removed,
    );
    if generated.left_out > 0 {
        text.push_str(&format!(
            "{} left out: see above\n",
            count(generated.left_out, "request")
        ));
    }
    let manifest = folder.join("Cargo.toml");
    text.push_str(&format!(
        "next: cargo run --manifest-path {} --example replay -- --list\n",
        manifest.display()
    ));
    text
}

fn validate(source: &Source, reporter: &Reporter) -> Result<ExitCode> {
    let diagnostics = reporter.judge(generator(source)?.validate()?).kept;
    reporter.report(&diagnostics, Notes::Shown);
    Ok(ExitCode::from(u8::from(has_error(&diagnostics))))
}

fn has_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics
        .iter()
        .any(|found| found.severity == Severity::Error)
}

fn inspect(source: &Source, stage: Option<Stage>) -> Result<ExitCode> {
    let generator = generator(source)?;
    match stage {
        Some(stage) => print(&json(&generator.inspect(stage.into())?)?),
        None => print(&generator.outline()?),
    }
}

fn diff(options: &Difference, reporter: &Reporter) -> Result<ExitCode> {
    let [old, new] = [&options.old, &options.new].map(|file| {
        let generator = Generator::new(file);
        match &options.config {
            Some(config) => generator.config(config),
            None => generator,
        }
    });
    let changes = old.changes(&new)?;
    match reporter.format() {
        Format::Json => print(&json(&difference::json(&changes))?)?,
        _ => print(&difference::describe(&changes))?,
    };
    let differs = options.exit_code && !changes.is_empty();
    Ok(ExitCode::from(u8::from(differs)))
}

/// The collection is read, so that a name that is mistyped is not found out by CI.
fn init(collection: Option<&Path>, output: Option<&Path>) -> Result<ExitCode> {
    let here = Path::new(".");
    let collection = match collection {
        Some(path) => path.to_owned(),
        None => collgen::only_collection(here)
            .map(PathBuf::from)
            .context("there is not exactly one `*.postman_collection.json` here: say which, `collgen init COLLECTION`")?,
    };
    let generator = Generator::new(&collection);
    let output = match output {
        Some(folder) => folder.to_owned(),
        None => PathBuf::from(generator.suggested_name()?),
    };
    let (collection, output) = (
        collection.display().to_string(),
        output.display().to_string(),
    );
    let written = collgen::init(here, &collection, &output)?;
    let mut text = String::new();
    for path in &written {
        text.push_str(&format!("wrote {}\n", path.display()));
    }
    text.push_str(&format!(
        "next: collgen build {collection} -o {output} --config collgen.toml\n"
    ));
    print(&text)
}

fn generator(source: &Source) -> Result<Generator> {
    let mut generator = if source.collection == Path::new("-") {
        let mut bytes = Vec::new();
        let name = "<stdin>";
        io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(|source| Error::Read {
                path: name.into(),
                source,
            })?;
        Generator::from_bytes(name, bytes)
    } else {
        Generator::new(&source.collection)
    };
    for file in &source.env {
        generator = generator.environment(file);
    }
    if let Some(file) = &source.globals {
        generator = generator.globals(file);
    }
    if let Some(file) = &source.config {
        generator = generator.config(file);
    }
    for folder in &source.evidence {
        generator = generator.evidence(folder);
    }
    for file in &source.models {
        generator = generator.models(file);
    }
    Ok(generator)
}

fn json(value: &serde_json::Value) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// Writes a result. A reader that has seen enough, such as `head`, is no failure.
fn print(text: &str) -> Result<ExitCode> {
    let mut output = io::stdout().lock();
    match output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
    {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output")
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}
