//! Read, lower, emit: the stages in their order.
//!
//! In: a [`Generator`], which says what to read and what to call the result. Out: files and
//! diagnostics, or a stage as JSON. Nothing is printed and nothing written here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;

use crate::check;
use crate::collection;
use crate::config::Config;
use crate::crate_name;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::emit::{self, Target};
use crate::error::Error;
use crate::evidence;
use crate::files::{Change, FileSet, Origin, Overwrite, Written};
use crate::input::{Input, Source};
use crate::ir::Api;
use crate::lower;
use crate::outline;
use crate::parameter_rules;
use crate::secret::Secrets;
use crate::surface::{self, ApiChange, Surface};
use crate::type_rules::TypeRules;
use crate::unused;

/// Turns one collection into one crate.
///
/// ```no_run
/// let generated = collgen::Generator::new("api.postman_collection.json").generate()?;
/// generated.write("drchrono")?;
/// # Ok::<(), collgen::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    input: Input,
    environments: Vec<PathBuf>,
    globals: Option<PathBuf>,
    crate_name: Option<String>,
    pub(crate) out_dir: Option<PathBuf>,
    pub(crate) module: Option<String>,
    types: TypeRules,
    config: Option<PathBuf>,
    evidence: evidence::Sources,
}

/// A stage that can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// The collection as read.
    Collection,
    /// The API that it describes.
    Api,
    /// What the templates print.
    View,
}

/// A crate that is not written yet.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Generated {
    /// Name of the crate.
    pub crate_name: String,
    /// The files.
    pub files: FileSet,
    /// Everything that was found, errors included: a request with an error is left out.
    pub diagnostics: Vec<Diagnostic>,
    /// Number of requests in the crate.
    pub requests: usize,
    /// Number of requests that are not.
    pub left_out: usize,
    origin: Origin,
}

impl Generator {
    /// A generator for the collection in a file.
    pub fn new(collection: impl Into<PathBuf>) -> Self {
        Self::of(Input::File(collection.into()))
    }

    /// A generator for a collection that is in memory; `name` stands for its path in diagnostics.
    pub fn from_bytes(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self::of(Input::Bytes {
            name: name.into(),
            bytes: bytes.into(),
        })
    }

    fn of(input: Input) -> Self {
        Self {
            input,
            environments: Vec::new(),
            globals: None,
            crate_name: None,
            out_dir: None,
            module: None,
            types: TypeRules::default(),
            config: None,
            evidence: evidence::Sources::default(),
        }
    }

    /// Adds a Postman environment file: its values go over the collection's variables.
    #[must_use]
    pub fn environment(mut self, file: impl Into<PathBuf>) -> Self {
        self.environments.push(file.into());
        self
    }

    /// Sets the Postman globals file: its values count where the collection has none.
    #[must_use]
    pub fn globals(mut self, file: impl Into<PathBuf>) -> Self {
        self.globals = Some(file.into());
        self
    }

    /// Names the crate; without this the name comes from the collection's name.
    #[must_use]
    pub fn crate_name(mut self, name: impl Into<String>) -> Self {
        self.crate_name = Some(name.into());
        self
    }

    /// Where [`Self::build_script`] writes, in the place of `OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }

    /// Where a build script's module is mounted; `crate::` and the crate's name without this.
    #[must_use]
    pub fn module(mut self, path: impl Into<String>) -> Self {
        self.module = Some(path.into());
        self
    }

    /// Sets how evidence becomes types; a configuration file goes over it.
    #[must_use]
    pub fn types(mut self, rules: TypeRules) -> Self {
        self.types = rules;
        self
    }

    /// Reads `collgen.toml`.
    #[must_use]
    pub fn config(mut self, file: impl Into<PathBuf>) -> Self {
        self.config = Some(file.into());
        self
    }

    /// Adds the shapes of answers that the replay example recorded in a folder.
    #[must_use]
    pub fn evidence(mut self, folder: impl Into<PathBuf>) -> Self {
        self.evidence.recorded.push(folder.into());
        self
    }

    /// Adds the schemas of an OpenAPI document, matched to requests by method and path.
    #[must_use]
    pub fn models(mut self, file: impl Into<PathBuf>) -> Self {
        self.evidence.schemas.push(file.into());
        self
    }

    /// The files that are read.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &Path> {
        let collection = match &self.input {
            Input::File(path) => Some(path),
            Input::Bytes { .. } => None,
        };
        collection
            .into_iter()
            .chain(&self.environments)
            .chain(&self.globals)
            .chain(&self.config)
            .chain(self.evidence.paths())
            .map(PathBuf::as_path)
    }

    /// Generates the crate.
    ///
    /// # Errors
    /// When a file cannot be read, the input is no collection, or the crate name is not legal.
    pub fn generate(&self) -> Result<Generated, Error> {
        let (source, mut api, found) = self.lower()?;
        self.emit(source, &mut api, found, None)
    }

    /// Generates the files of a module, for a build script.
    pub(crate) fn generate_module(&self) -> Result<Generated, Error> {
        let (source, mut api, found) = self.lower()?;
        let name = self.name(&api)?;
        let module = match &self.module {
            Some(path) => path.clone(),
            None => format!("crate::{}", name.replace('-', "_")),
        };
        self.emit(source, &mut api, found, Some(module))
    }

    fn emit(
        &self,
        source: Source,
        api: &mut Api,
        found: Diagnostics,
        module: Option<String>,
    ) -> Result<Generated, Error> {
        let crate_name = self.name(api)?;
        let target = Target {
            name: Some(crate_name.clone()),
            module,
            types: self.rules()?,
        };
        let diagnostics = source.everything_found(found);
        // The text and the collection have said what they had to say: most of the memory.
        let (origin, secrets) = source.into_remains();
        let files = emit::emit(api, &target)?.masked(&secrets);
        Ok(Generated {
            crate_name,
            files,
            diagnostics,
            requests: api.root.count(),
            left_out: api.left_out.len(),
            origin,
        })
    }

    /// Everything that is to be said about the collection; nothing is emitted. With the feature
    /// `schema` the collection is held against the JSON Schema, as it is before it is generated from.
    ///
    /// # Errors
    /// When a file cannot be read or the input is no collection.
    pub fn validate(&self) -> Result<Vec<Diagnostic>, Error> {
        let (source, _, found) = self.lower()?;
        Ok(source.everything_found(found))
    }

    /// The name of the crate: as set, or made of the collection's name.
    ///
    /// # Errors
    /// When a file cannot be read, the input is no collection, or the set name is not legal.
    pub fn suggested_name(&self) -> Result<String, Error> {
        let (_, api, _) = self.lower()?;
        self.name(&api)
    }

    /// A stage as JSON.
    ///
    /// # Errors
    /// When a file cannot be read or the input is no collection.
    pub fn inspect(&self, stage: Stage) -> Result<Value, Error> {
        let (source, mut api, _) = self.lower()?;
        let mut value = match stage {
            Stage::Collection => to_json(&self.read()?.collection),
            Stage::Api => to_json(&api),
            Stage::View => {
                let target = Target {
                    name: Some(self.name(&api)?),
                    module: self.module.clone(),
                    types: self.rules()?,
                };
                emit::view_json(&mut api, &target)
            }
        };
        source.collection.secrets.strip(&mut value);
        Ok(value)
    }

    /// The folders and requests as a tree for people.
    ///
    /// # Errors
    /// When a file cannot be read or the input is no collection.
    pub fn outline(&self) -> Result<String, Error> {
        let (source, api, _) = self.lower()?;
        let outline = outline::outline(&api, &emit::calls(&api));
        let masked = source.collection.secrets.masked(&outline);
        Ok(masked.unwrap_or(outline))
    }

    /// The models with their evidence and the questions that are open, for people.
    ///
    /// # Errors
    /// When a file cannot be read or the input is no collection.
    pub fn type_outline(&self) -> Result<String, Error> {
        let (source, mut api, _) = self.lower()?;
        let target = Target {
            types: self.rules()?,
            ..Target::default()
        };
        let outline = emit::type_outline(&mut api, &target);
        let masked = source.collection.secrets.masked(&outline);
        Ok(masked.unwrap_or(outline))
    }

    /// What a program that uses this client meets in the `newer` one, by name.
    ///
    /// # Errors
    /// When a file cannot be read or an input is no collection.
    pub fn changes(&self, newer: &Self) -> Result<Vec<ApiChange>, Error> {
        let (old, old_secrets) = self.surface()?;
        let (new, new_secrets) = newer.surface()?;
        let mut changes = surface::compare(&old, &new);
        for secrets in [old_secrets, new_secrets] {
            for change in &mut changes {
                let texts = [&mut change.before, &mut change.after];
                for text in texts.into_iter().flatten().chain([&mut change.item]) {
                    if let Some(masked) = secrets.masked(text) {
                        *text = masked;
                    }
                }
            }
        }
        Ok(changes)
    }

    fn surface(&self) -> Result<(Surface, Secrets), Error> {
        let (source, mut api, _) = self.lower()?;
        let target = Target {
            types: self.rules()?,
            ..Target::default()
        };
        let surface = emit::surface(&mut api, &target);
        let (_, secrets) = source.into_remains();
        Ok((surface, secrets))
    }

    fn read(&self) -> Result<Source, Error> {
        Source::read(&self.input, &self.environments, self.globals.as_deref())
    }

    /// The API, and what is left of the source: its folders and requests are not.
    fn lower(&self) -> Result<(Source, Api, Diagnostics), Error> {
        let mut source = self.read()?;
        let mut found = Diagnostics::default();
        check::check(&source.collection, &mut found);
        let mut api = lower::lower(&mut source.collection, &mut found);
        if api.root.count() == 0 {
            found.push(collection::no_requests(&source.collection));
            return Err(Error::Invalid(source.diagnostics(found)));
        }
        self.evidence.add_to(&mut api, &mut found)?;
        self.configure(&mut api, &mut found)?;
        Ok((source, api, found))
    }

    /// Applies what the configuration says of parameters, and tells what it says of nothing.
    fn configure(&self, api: &mut Api, found: &mut Diagnostics) -> Result<(), Error> {
        let Some(path) = &self.config else {
            return Ok(());
        };
        let Config { types, parameters } = self.configuration()?;
        let mut told = Diagnostics::default();
        parameter_rules::apply(&parameters, api, &mut told);
        if types != TypeRules::default() {
            let mut requests = BTreeSet::new();
            api.root.each_operation(&mut |operation| {
                requests.insert(operation.path.join(" / "));
            });
            let target = Target {
                types: types.clone(),
                ..Target::default()
            };
            // Evidence is used up by what looks at it.
            let names = emit::type_names(&mut api.clone(), &target);
            unused::tell(&types, &names, &requests, &mut told);
        }
        for diagnostic in Config::placed(path, told)? {
            found.push(diagnostic);
        }
        Ok(())
    }

    /// The rules of the configuration, or those that were set.
    fn rules(&self) -> Result<TypeRules, Error> {
        Ok(self.configuration()?.types)
    }

    fn configuration(&self) -> Result<Config, Error> {
        match &self.config {
            Some(path) => Config::read(path),
            None => Ok(Config {
                types: self.types.clone(),
                ..Config::default()
            }),
        }
    }

    fn name(&self, api: &Api) -> Result<String, Error> {
        match &self.crate_name {
            Some(name) => crate_name::checked(name),
            None => Ok(crate_name::suggested(&api.name)),
        }
    }
}

impl Generated {
    /// Writes the crate: only what changed, and only what collgen wrote before.
    ///
    /// # Errors
    /// When the folder holds something that must not be overwritten, or cannot be written.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<Written, Error> {
        self.write_over(folder, Overwrite::Never)
    }

    /// Like [`Self::write`]; files that a person edited or put there may be replaced.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write_over(
        &self,
        folder: impl AsRef<Path>,
        overwrite: Overwrite,
    ) -> Result<Written, Error> {
        self.files.write(folder.as_ref(), &self.origin, overwrite)
    }

    /// What [`Self::write_over`] would change.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn diff(&self, folder: impl AsRef<Path>) -> Result<Vec<Change>, Error> {
        self.files.diff(folder.as_ref(), &self.origin)
    }
}

/// A stage holds nothing that has no JSON form.
fn to_json(stage: &impl Serialize) -> Value {
    serde_json::to_value(stage).unwrap_or_default()
}

/// The JSON Schema of what is accepted.
#[cfg(feature = "schema")]
pub fn schema() -> Value {
    schemars::schema_for!(crate::collection::Collection).to_value()
}

/// The JSON Schema of `collgen.toml`.
#[cfg(feature = "schema")]
pub fn config_schema() -> Value {
    schemars::schema_for!(crate::config::Config).to_value()
}
