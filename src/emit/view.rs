//! What the templates see: one struct per template, every name, type and line already decided.
//!
//! No `Option` is printed and nothing is computed in a template: text, flags and lists only.

use serde::Serialize;

/// The whole crate, ready to be printed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CrateView {
    /// What most files need to know.
    pub package: PackageView,
    /// The program in the README.
    pub first_program: FirstProgramView,
    /// `src/client.rs` and the settings in it.
    pub client: ClientView,
    /// `src/auth/mod.rs`.
    pub auth: AuthView,
    /// `src/api.rs` and below: the root group first, children before nothing.
    pub groups: Vec<GroupView>,
    /// `src/models/*.rs`.
    pub models: Vec<ModelFileView>,
    /// `use` lines for everything in them.
    pub model_reexports: Vec<String>,
    /// `src/models/failure.rs`.
    pub failure: FailureView,
    /// `examples/replay/*.rs`.
    pub replay: Vec<ReplayFileView>,
    /// `tests/examples.rs`: the types that saved examples decode into.
    pub example_types: Vec<ExampleTypeView>,
    /// Requests that are not in the crate.
    pub left_out: Vec<LeftOutView>,
}

/// Names and switches of the crate.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PackageView {
    /// Crate name on the registry: `drchrono`.
    pub name: String,
    /// Crate name in code: `drchrono`.
    pub library: String,
    /// Prefix of environment variables: `DRCHRONO`.
    pub environment: String,
    /// Path in front of every item: `crate`, or where the module is mounted.
    pub root: String,
    /// Whether the files are mounted as a module.
    pub is_module: bool,
    /// Name of the API for people.
    pub title: String,
    /// First sentence about the API, on one line.
    pub summary: String,
    /// Description as doc lines.
    pub docs: Vec<String>,
    /// Number of operations.
    pub operations: usize,
    /// Version of collgen.
    pub tool_version: String,
    /// Lines of the manifest under `[dependencies]`.
    pub dependencies: Vec<String>,
    /// Features that the collection's auth needs or can have.
    pub features: Vec<FeatureView>,
    /// Whether there is an OAuth 2.0 slot.
    pub has_oauth2: bool,
    /// Whether there are slots whose credentials are made of settings.
    pub has_credentials: bool,
    /// Whether a person logs in with a browser.
    pub has_login: bool,
    /// Whether any operation uploads parts.
    pub has_multipart: bool,
    /// Whether lists get from page to page by anything but links in bodies.
    pub has_turns: bool,
    /// Whether the body of a call asks for the next page.
    pub has_body_turns: bool,
    /// Whether there are objects of several kinds that a member tells apart.
    pub has_tagged: bool,
    /// Whether requests send GraphQL documents.
    pub has_graphql: bool,
    /// Whether there are numbers of any length.
    pub has_exact: bool,
    /// Whether there are texts that are dates or times.
    pub has_dates: bool,
    /// Whether there are decimals in texts, or as texts and numbers.
    pub has_decimals: bool,
    /// The features for these, as the condition of a `cfg`; empty when there are none.
    pub typed_features: String,
    /// What most routes start with, `{{baseUrl}}`, as a literal; empty when there is no such thing.
    pub base_literal: String,
    /// The name as a literal.
    pub name_literal: String,
    /// The prefix of environment variables as a literal.
    pub environment_literal: String,
    /// The macro that makes the `User-Agent`, laid out.
    pub user_agent: String,
    /// How examples and tests name the library: `::drchrono as api`.
    pub api: String,
    /// Folders and name of the first request.
    pub first_path: String,
}

/// A setter of the builder that takes a login of the collection.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ByLoginView {
    /// Doc lines.
    pub docs: Vec<String>,
    /// Its head up to what it returns.
    pub signature: String,
    /// The statement that makes `login`.
    pub made: String,
    /// The slot as a literal.
    pub slot: String,
}

/// A feature of the crate.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FeatureView {
    /// Its name.
    pub name: String,
    /// What it is for, on one line.
    pub docs: String,
    /// What it brings: `"dep:md4"`, with commas.
    pub enables: String,
    /// Whether it is on unless somebody says otherwise.
    pub is_default: bool,
}

/// The program that the README begins with.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FirstProgramView {
    /// Links of the builder beside those of a login: credentials, variables without a value.
    pub builder: Vec<String>,
    /// The call: `client.users().current()`.
    pub call: String,
    /// The call if it needs nothing, for the example that logs in; else empty.
    pub simple_call: String,
    /// A list that is read over all its pages; empty when there is none.
    pub list: String,
    /// A body with one member set; empty when there is none.
    pub body: String,
}

/// The client and its builder.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ClientView {
    /// What it needs of the rest of the crate.
    pub imports: Vec<String>,
    /// OAuth 2.0 blocks that have a way to a token.
    pub logins: Vec<LoginView>,
    /// The scopes of all of them, with the constants for them.
    pub scopes: Vec<ScopeView>,
    /// The expression of the client with its members, laid out.
    pub made: String,
    /// Whether addresses of a login hold variables.
    pub has_login_variables: bool,
    /// Places for tokens that were got elsewhere: a token of the command line goes there.
    pub tokens: Vec<TokenView>,
    /// Typed settings.
    pub settings: Vec<SettingView>,
    /// OAuth 2.0 slots; others take an implementation of `Authorize`.
    pub slots: Vec<SlotView>,
    /// The expression that makes the core with the collection's settings, laid out.
    pub core: String,
}

/// A setting of the client.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SettingView {
    /// Setter.
    pub name: String,
    /// The variable as a literal.
    pub wire: String,
    /// The variable for people, as code.
    pub wire_code: String,
    /// Default as a literal; empty when there is none.
    pub default: String,
    /// The default for people.
    pub default_code: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// Whether routes begin with it.
    pub is_base: bool,
    /// Whether a login gives it a value when it is not set.
    pub is_given: bool,
    /// From `pub fn` to the opening brace.
    pub signature: String,
    /// The expression that sets it to `value`, laid out.
    pub set: String,
}

/// The modules that the collection's auth needs.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AuthView {
    /// Modules of `auth`.
    pub modules: Vec<String>,
    /// What `auth` offers: module and names, laid out.
    pub exports: Vec<String>,
    /// Modules of `auth::schemes`.
    pub schemes: Vec<String>,
    /// What `auth::schemes` offers.
    pub scheme_exports: Vec<String>,
    /// `use` lines of the credentials.
    pub imports: Vec<String>,
}

/// How credentials are made of settings.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CredentialsView {
    /// Function that makes them; empty where nothing does.
    pub function: String,
    /// The statement that gives them to the slot.
    pub fill: String,
    /// From `fn` to its opening brace.
    pub signature: String,
    /// Its statements.
    pub body: Vec<String>,
    /// Setters of the builder.
    pub setters: Vec<CredentialSetterView>,
}

/// A setter of parts of credentials.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CredentialSetterView {
    /// Doc lines.
    pub docs: Vec<String>,
    /// Function.
    pub name: String,
    /// From `pub fn` to the opening brace.
    pub signature: String,
    /// The expression, laid out.
    pub body: String,
}

/// A place for credentials.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SlotView {
    /// Setter and name.
    pub name: String,
    /// The name as a literal.
    pub literal: String,
    /// The scheme, as people call it.
    pub kind: String,
    /// What people give for it, as code.
    pub given_by: String,
    /// How its credentials are made of settings.
    pub credentials: CredentialsView,
    /// Whether it is an OAuth 2.0 block that has a way to a token.
    pub is_oauth2: bool,
    /// The setter that takes a login of the collection, if there is one.
    pub by_login: Option<ByLoginView>,
}

/// One OAuth 2.0 block that has a way to a token.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LoginView {
    /// The name of the slot as a literal.
    pub literal: String,
    /// Member, setter and accessor.
    pub name: String,
    /// The function that makes the configuration.
    pub configuration: String,
    /// Its statements.
    pub statements: Vec<String>,
    /// The constructor, from `pub fn` to the opening brace.
    pub signature: String,
    /// Statements of the constructor.
    pub constructor: Vec<String>,
    /// The constructor for the environment.
    pub from_env: String,
    /// The head of the function that makes it of settings.
    pub from_settings: String,
    /// The statement that makes the configuration with what the environment says, laid out.
    pub from_env_body: String,
    /// Doc lines of the constructor for the environment.
    pub docs: Vec<String>,
    /// The variables of the environment, for people.
    pub environment: String,
    /// Prefix of its variables as a literal.
    pub prefix: String,
    /// A call of the constructor without credentials.
    pub blank: String,
    /// The same with a name for the client, so that its login page can be looked at.
    pub blank_client: String,
    /// The list of scopes: `const SCOPES: [&str; 2] = […];`, or nothing.
    pub scope_list: String,
    /// The function that makes it of settings.
    pub function: String,
    /// Its statements.
    pub body: Vec<String>,
    /// How a token that the collection has a place for is used.
    pub token: CredentialsView,
    /// The setting that such a token comes from, as a literal.
    pub token_setting: String,
    /// Settings that its client id and secret are values for.
    pub given: Vec<GivenSettingView>,
    /// Whether its addresses hold variables.
    pub has_variables: bool,
    /// Whether a person logs in with a browser.
    pub has_page: bool,
    /// Redirect URI for people.
    pub redirect_uri: String,
}

/// A setting that has the client id or secret of a login unless it is set.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GivenSettingView {
    /// The variable as a literal.
    pub wire: String,
    /// Whether it is the secret.
    pub is_secret: bool,
}

/// A place for a token that was got elsewhere.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TokenView {
    /// The part of the credentials, as a literal.
    pub part: String,
    /// The setting that it comes from otherwise, as a literal.
    pub setting: String,
}

/// One scope.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ScopeView {
    /// Constant.
    pub name: String,
    /// For people.
    pub text: String,
    /// Literal.
    pub literal: String,
}

/// A group and the file that it stands in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GroupView {
    /// Path of the file below `src`.
    pub file: String,
    /// Module docs.
    pub docs: Vec<String>,
    /// Type of the group; empty for the root, whose functions are the client's.
    pub type_name: String,
    /// The type that the functions belong to: that of the group, or `Client`.
    pub owner: String,
    /// The member that holds the core: `0`, or `core` of the client.
    pub core: String,
    /// How a user gets there: `client.clinical().patients()`.
    pub access: String,
    /// Doc lines of the type: the same, and what all functions have in common.
    pub type_docs: Vec<String>,
    /// `use` lines.
    pub imports: Vec<String>,
    /// Modules below.
    pub modules: Vec<String>,
    /// Functions that lead to groups below.
    pub accessors: Vec<AccessorView>,
    /// Functions that make calls.
    pub methods: Vec<MethodView>,
    /// Types of calls that have setters.
    pub calls: Vec<CallView>,
    /// Bodies that functions preset.
    pub bodies: Vec<ConstantView>,
}

/// A text that was saved.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ConstantView {
    /// Name.
    pub name: String,
    /// The whole item.
    pub line: String,
}

/// A function that leads to a group.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccessorView {
    /// Function.
    pub name: String,
    /// Path of the group's type.
    pub type_path: String,
    /// The folders that its requests stand in, as a literal.
    pub folder: String,
}

/// A function that makes a call.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MethodView {
    /// Doc lines.
    pub docs: Vec<String>,
    /// From `pub fn` to the opening brace.
    pub signature: String,
    /// The statement that names the request, laid out.
    pub request: String,
    /// The expression, laid out.
    pub body: String,
}

/// The type of a call that has setters.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CallView {
    /// Type.
    pub name: String,
    /// What the answer is decoded into.
    pub answer: String,
    /// Path of the function that makes it.
    pub built_by: String,
    /// Setters.
    pub setters: Vec<SetterView>,
}

/// A setter of a call.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SetterView {
    /// Doc lines.
    pub docs: Vec<String>,
    /// The setter of `Call` that it is short for.
    pub method: String,
    /// Function.
    pub name: String,
    /// Type of the value.
    pub value_type: String,
    /// Name on the wire as a literal; empty where the setter of `Call` takes none.
    pub wire: String,
    /// The whole of it, with the docs where they fit on the line, laid out.
    pub declaration: String,
}

/// A file of models.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ModelFileView {
    /// Module name.
    pub module: String,
    /// Module docs.
    pub docs: Vec<String>,
    /// `use` lines.
    pub imports: Vec<String>,
    /// Structs.
    pub structs: Vec<StructView>,
    /// Types of places that are one of several kinds.
    pub unions: Vec<UnionView>,
    /// Types of objects of several kinds that a member tells apart.
    pub tagged: Vec<TaggedView>,
    /// Types of texts that are one of a list.
    pub words: Vec<WordsView>,
}

/// An enum of objects of several kinds.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TaggedView {
    /// Type.
    pub name: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The member that says the kind, as a literal.
    pub tag: String,
    /// The kinds.
    pub kinds: Vec<KindView>,
}

/// One kind.
#[derive(Clone, Debug, Default, Serialize)]
pub struct KindView {
    /// Variant.
    pub name: String,
    /// Its struct.
    pub type_name: String,
    /// The word as a literal.
    pub literal: String,
}

/// An enum of texts.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WordsView {
    /// Type.
    pub name: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The texts.
    pub variants: Vec<WordView>,
}

/// One text of an enum.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WordView {
    /// Variant.
    pub name: String,
    /// The text as a literal.
    pub literal: String,
}

/// A struct.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StructView {
    /// Type.
    pub name: String,
    /// With type parameters, if any: `Page<T>`.
    pub full_name: String,
    /// The type parameters by themselves: `<T>`.
    pub generics: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The macro that declares it: `answer` or `body`.
    pub macro_name: String,
    /// Whether it is the envelope of a page, which has a type parameter and is declared as it is.
    pub is_page: bool,
    /// Whether it holds secrets, which `Debug` must not show.
    pub hides: bool,
    /// Fields.
    pub fields: Vec<FieldView>,
    /// For a body, the constructor that takes what has to be there; at most one.
    pub made: Vec<MadeView>,
    /// For a page, how its items and the next one are got; at most one.
    pub paged: Vec<PagedView>,
}

/// The constructor of a body.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MadeView {
    /// Doc lines.
    pub docs: Vec<String>,
    /// `new` and its arguments, which are named as the fields are, laid out.
    pub signature: String,
    /// Fields that are always the same, with their values.
    pub constants: Vec<String>,
}

/// An implementation of `Paged`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PagedView {
    /// Type of the items.
    pub item: String,
    /// Head of `into_page`, laid out.
    pub signature: String,
    /// Statements that get the parts which are not at hand, laid out.
    pub statements: Vec<String>,
    /// The items and the link or token, laid out.
    pub pair: String,
    /// The expression of what is left, laid out; empty when the answer does not say.
    pub left: String,
}

/// A field.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FieldView {
    /// Doc lines.
    pub docs: Vec<String>,
    /// The attribute for serde, of a page's field; empty when there is none.
    pub serde: String,
    /// Name.
    pub name: String,
    /// Type.
    pub type_name: String,
    /// The name on the wire as a literal, and whether it may be missing or `null` is not that; empty
    /// when the field says enough.
    pub wire: String,
    /// Name, type and wire, laid out.
    pub declaration: String,
}

/// What error answers decode into.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FailureView {
    /// One per status, in order.
    pub statuses: Vec<FailureStatusView>,
    /// Union types.
    pub unions: Vec<UnionView>,
    /// Their names as a list for `use`.
    pub union_names: String,
    /// `use` lines.
    pub imports: Vec<String>,
}

/// One status.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FailureStatusView {
    /// Number.
    pub code: u16,
    /// Variant.
    pub variant: String,
    /// Type.
    pub type_name: String,
    /// Doc line.
    pub docs: Vec<String>,
}

/// A body that has more than one shape.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UnionView {
    /// Type.
    pub name: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// Variants.
    pub variants: Vec<VariantView>,
}

/// One shape.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VariantView {
    /// Variant.
    pub name: String,
    /// Type.
    pub type_name: String,
    /// Doc line.
    pub docs: Vec<String>,
}

/// The saved requests of one top folder.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReplayFileView {
    /// Module name.
    pub module: String,
    /// What it is called for people.
    pub title: String,
    /// Requests.
    pub requests: Vec<ReplayRequestView>,
}

/// One saved request.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReplayRequestView {
    /// Position among all requests.
    pub index: usize,
    /// The statement that makes the call, laid out, without its semicolon.
    pub call: String,
}

/// A request that is not in the crate.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LeftOutView {
    /// Folders and name.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// A type that saved examples decode into.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ExampleTypeView {
    /// As the data file says.
    pub name: String,
    /// With its modules.
    pub type_path: String,
}
