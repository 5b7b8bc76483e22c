//! Several processes that share one token file.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use drchrono::FileTokenStore;
use drchrono_end_to_end::setup::{self, TemporaryDirectory};
use drchrono_end_to_end::{Endpoint, Fault, IssuedTokens, MockServer};

const HOUR: Duration = Duration::from_secs(3_600);
const CALLS: usize = 50;

/// A server, and tokens of it in a file.
struct Scene {
    server: MockServer,
    directory: TemporaryDirectory,
    issued: IssuedTokens,
}

impl Scene {
    async fn new(name: &str, left: Duration) -> Self {
        let server = MockServer::start().await.unwrap();
        let directory = TemporaryDirectory::new(name).unwrap();
        let issued = server.issue_tokens("");
        let store = FileTokenStore::new(directory.path().join("tokens.json")).unwrap();
        let oauth2 = setup::oauth2(&server).token_store(store);
        oauth2
            .set_tokens(setup::tokens(&issued, left))
            .await
            .unwrap();
        Self {
            server,
            directory,
            issued,
        }
    }

    /// A process that waits for its signal.
    async fn start(&self) -> Worker {
        let mut command = Command::new(env!("CARGO_BIN_EXE_worker"));
        command
            .args([self.server.origin()])
            .arg(self.directory.path().join("tokens.json"))
            .arg(CALLS.to_string())
            .env("DRCHRONO_CLIENT_ID", self.server.client_id())
            .env("DRCHRONO_CLIENT_SECRET", self.server.client_secret())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        blocking(move || {
            let mut child = command.spawn().unwrap();
            let mut stdout = BufReader::new(child.stdout.take().unwrap());
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            assert_eq!(line, "ready\n");
            Worker { child, stdout }
        })
        .await
    }

    /// What processes print that begin at the same time.
    async fn run(&self, processes: usize) -> Vec<Output> {
        let mut workers = Vec::new();
        for _ in 0..processes {
            workers.push(self.start().await);
        }
        for worker in &mut workers {
            worker.begin();
        }
        let mut outputs = Vec::new();
        for worker in workers {
            outputs.push(blocking(|| worker.finish()).await);
        }
        for output in &outputs {
            self.assert_no_secret_in(&output.stdout);
            self.assert_no_secret_in(&output.stderr);
        }
        outputs
    }

    fn assert_no_secret_in(&self, text: &str) {
        for secret in self.server.secrets() {
            assert!(!text.contains(&secret), "{secret} is in {text}");
        }
    }
}

struct Worker {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

struct Output {
    stdout: String,
    stderr: String,
}

impl Output {
    fn lines_with(&self, text: &str) -> usize {
        self.stdout
            .lines()
            .filter(|line| line.contains(text))
            .count()
    }
}

impl Worker {
    fn begin(&mut self) {
        let mut signal = self.child.stdin.take().unwrap();
        signal.write_all(b"go\n").unwrap();
    }

    fn finish(mut self) -> Output {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.stdout.read_to_string(&mut stdout).unwrap();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut stderr)
            .unwrap();
        self.child.wait().unwrap();
        assert!(!stderr.is_empty());
        Output { stdout, stderr }
    }
}

/// The server of the test runs on, while a thread waits.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

#[tokio::test]
async fn f15_two_processes_make_one_token_request_when_the_token_expires() {
    let scene = Scene::new("expiry", Duration::ZERO).await;
    scene.server.end_access_tokens();
    scene
        .server
        .switch(|switches| switches.token_latency = Duration::from_millis(100));
    for output in scene.run(2).await {
        assert_eq!(
            output.lines_with("ok exampledoctor"),
            CALLS,
            "{}",
            output.stdout
        );
    }
    assert_eq!(scene.server.count(Endpoint::Token), 1);
    assert_eq!(scene.server.count(Endpoint::CurrentUser), 2 * CALLS);
}

/// Scenario E of the reference, and its larger sister.
#[tokio::test]
async fn e_four_and_ten_processes_make_one_token_request_and_nobody_fails() {
    for processes in [4, 10] {
        let scene = Scene::new(&format!("many-{processes}"), Duration::ZERO).await;
        scene.server.end_access_tokens();
        scene
            .server
            .switch(|switches| switches.token_latency = Duration::from_millis(100));
        for output in scene.run(processes).await {
            let served = output.lines_with("ok exampledoctor");
            assert_eq!(served, CALLS, "{}", output.stdout);
        }
        assert_eq!(scene.server.count(Endpoint::Token), 1);
        assert_eq!(scene.server.count(Endpoint::CurrentUser), processes * CALLS);
    }
}

#[tokio::test]
async fn two_processes_make_one_token_request_when_the_token_is_revoked() {
    let scene = Scene::new("revoked", HOUR).await;
    scene.server.end_access_tokens();
    scene
        .server
        .switch(|switches| switches.token_latency = Duration::from_millis(100));
    for output in scene.run(2).await {
        assert_eq!(
            output.lines_with("ok exampledoctor"),
            CALLS,
            "{}",
            output.stdout
        );
    }
    assert_eq!(scene.server.count(Endpoint::Token), 1);
}

#[tokio::test]
async fn two_processes_make_one_token_request_when_the_login_is_over() {
    let scene = Scene::new("over", Duration::ZERO).await;
    scene.server.end_refresh_tokens();
    scene
        .server
        .switch(|switches| switches.token_latency = Duration::from_millis(100));
    for output in scene.run(2).await {
        let needed = output.lines_with("a new login is needed");
        assert_eq!(needed, CALLS, "{}", output.stdout);
    }
    assert_eq!(scene.server.count(Endpoint::Token), 1);
    assert_eq!(scene.server.count(Endpoint::CurrentUser), 0);
}

#[tokio::test]
async fn f17_a_process_that_is_killed_during_a_refresh_gives_the_lock_back() {
    let scene = Scene::new("killed", Duration::ZERO).await;
    scene.server.end_access_tokens();
    // What the killed process asked for must not happen once the hold ends.
    scene.server.fail(Endpoint::Token, [Fault::Disconnect]);
    let hold = scene.server.hold(Endpoint::Token);
    let (mut first, mut second) = (scene.start().await, scene.start().await);
    first.begin();
    scene.server.arrived(Endpoint::Token, 1).await;
    second.begin();
    first.child.kill().unwrap();
    scene.server.arrived(Endpoint::Token, 2).await;
    drop(hold);
    let output = blocking(|| second.finish()).await;
    assert_eq!(
        output.lines_with("ok exampledoctor"),
        CALLS,
        "{}",
        output.stdout
    );
    first.child.wait().unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_read_the_token_file() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::new("private", HOUR).await;
    let path = scene.directory.path().join("tokens.json");
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        text.contains(&scene.issued.refresh_token) && !text.contains(&scene.server.client_secret())
    );
}
