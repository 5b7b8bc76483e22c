//! The login example's flow.

#[path = "../../templates/support/examples/login/flow.rs"]
#[allow(dead_code, reason = "the rest talks to a terminal")]
mod flow;

mod api {
    pub use collgen_support::{auth, core};
}

use collgen_support::auth::{OAuth2, OAuth2Config, Tokens};

#[tokio::test]
async fn a_login_that_is_there_is_not_asked_for_again() {
    let config =
        OAuth2Config::authorization_code("https://a.test/authorize", "https://a.test/token");
    let login = OAuth2::with_config(config);
    login.set_tokens(Tokens::new("token", None)).await.unwrap();
    flow::log_in(&login).await.unwrap();
}

#[tokio::test]
async fn a_login_without_a_redirect_uri_says_so() {
    let config =
        OAuth2Config::authorization_code("https://a.test/authorize", "https://a.test/token");
    let error = flow::log_in(&OAuth2::with_config(config))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("redirect_uri"), "{error}");
}
