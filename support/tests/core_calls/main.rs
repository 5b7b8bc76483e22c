//! What the core puts on the wire and what it makes of the answers, against a server in this process.

mod blocking;
mod bodies;
mod credentials;
mod dropping;
mod encoding;
mod errors;
mod graphql;
mod headers;
mod hooks;
mod members;
#[allow(
    dead_code,
    unused_imports,
    reason = "a mounted tree is used as far as the program needs it"
)]
mod mounted;
mod pages;
mod paging;
mod paging_body;
mod rate_limit;
mod recording;
mod redirects;
mod retries;
mod server;
mod settings;
mod showing;
mod streaming;
mod tracing;
mod transport;
mod values;

use collgen_support::core::{Core, CoreBuilder, RetryPolicy};

use server::Server;

/// A client whose `{{baseUrl}}` is the server, and which does not wait between attempts.
fn client_of(server: &Server) -> CoreBuilder {
    Core::builder()
        .setting("baseUrl", server.url())
        .retry(RetryPolicy::new().base(std::time::Duration::ZERO))
}
