//! One login as all clones of a handle share it: tokens in memory, one refresh at a time, the store.
//!
//! In: the need for an access token. Out: [`Current`] tokens, or one typed error for all who wait. Valid
//! tokens cost a mutex and a look at the clock. A refresh is a task of its own, which no waiting caller
//! can cancel; what happens in it is in `refresh.rs`. A failed refresh never takes away a token that is
//! still valid.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::Client;
use tokio::sync::watch::{self, Receiver};
use tokio::time::{Instant, sleep};

use super::observer::Observer;
use super::state::{Current, LoginState, Outcome, State};
use super::{AuthError, Clock, OAuth2Config, Random, SystemClock, SystemRandom, Tokens};
use super::{MemoryTokenStore, StoreError, StoreLock, StoredTokens, TokenStore};

const LOCK_POLL: Duration = Duration::from_millis(20);

/// What a session is made of.
#[derive(Clone)]
pub(super) struct Parts {
    pub(super) config: OAuth2Config,
    pub(super) store: Arc<dyn TokenStore>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Arc<dyn Random>,
    pub(super) http_client: Option<Client>,
}

impl Parts {
    pub(super) fn new(config: OAuth2Config) -> Self {
        Self {
            config,
            store: Arc::new(MemoryTokenStore::new()),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            http_client: None,
        }
    }
}

/// What a caller cannot do without.
#[derive(Clone, Copy, Default)]
pub(super) struct Need {
    /// Tokens of another revision than this one.
    pub(super) instead_of: Option<u64>,
    /// Even if the ones there are were received a moment ago.
    pub(super) at_once: bool,
}

impl Need {
    pub(super) fn is_met_by(self, current: &Current, now: SystemTime) -> bool {
        self.instead_of != Some(current.revision()) && current.is_fresh(now)
    }
}

/// One login, shared by all clones of its handle.
pub(super) struct Session {
    pub(super) parts: Parts,
    /// For token requests where the login has no client of its own.
    pub(super) default_client: OnceLock<Client>,
    observer: OnceLock<Observer>,
    pub(super) watched: watch::Sender<LoginState>,
    state: Mutex<State>,
}

impl Session {
    pub(super) fn new(parts: Parts) -> Self {
        Self {
            parts,
            default_client: OnceLock::new(),
            observer: OnceLock::new(),
            watched: watch::Sender::new(LoginState::Unknown),
            state: Mutex::default(),
        }
    }

    pub(super) fn now(&self) -> SystemTime {
        self.parts.clock.now()
    }

    pub(super) fn observe(&self, observer: Observer) {
        // Another client has been there before.
        let _ = self.observer.set(observer);
    }

    /// Nobody's until a client has the login, which may have sent token requests before.
    pub(super) fn observer(&self) -> Observer {
        self.observer.get().cloned().unwrap_or_default()
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells those who watch how the login is doing.
    pub(super) fn tell(&self) {
        let now = self.state().login();
        self.watched
            .send_if_modified(|told| std::mem::replace(told, now) != now);
    }

    /// The tokens in memory, valid or not.
    pub(super) fn in_memory(&self) -> Option<Arc<Current>> {
        self.state().current.clone()
    }

    /// Takes something from the tokens if they are fresh. The mutex is held for that long only.
    pub(super) fn fresh<T>(&self, take: impl FnOnce(&Current) -> T) -> Option<T> {
        let now = self.now();
        let state = self.state();
        let current = state.current.as_ref()?;
        current.is_fresh(now).then(|| take(current))
    }

    /// Tokens that are valid now. No disk, no network, no waiting while they are fresh.
    pub(super) async fn valid(self: &Arc<Self>) -> Outcome {
        let now = self.now();
        let in_memory = self.in_memory();
        if let Some(current) = in_memory.filter(|current| current.is_fresh(now)) {
            return Ok(current);
        }
        let (_, outcome) = self.fly(Need::default()).await;
        outcome.or_else(|error| {
            let now = self.now();
            let current = self.in_memory().filter(|current| current.is_alive(now));
            current.ok_or(error)
        })
    }

    /// Tokens other than those of `revision`, which a server refused; the same ones if they are so new
    /// that another refresh would not help.
    pub(super) async fn instead_of(self: &Arc<Self>, revision: u64) -> Outcome {
        let in_memory = self.in_memory();
        if let Some(current) = in_memory.filter(|current| current.revision() != revision) {
            return Ok(current);
        }
        let need = Need {
            instead_of: Some(revision),
            at_once: false,
        };
        self.fly(need).await.1
    }

    /// New tokens, whatever the old ones are worth.
    pub(super) async fn refresh(self: &Arc<Self>) -> Outcome {
        let old = match self.in_memory() {
            Some(current) => Some(current),
            None => self.load().await?,
        };
        let need = Need {
            instead_of: old.map(|current| current.revision()),
            at_once: true,
        };
        loop {
            let (started, outcome) = self.fly(need).await;
            match &outcome {
                // Joined somebody who needed less.
                Ok(current) if !started && need.instead_of == Some(current.revision()) => {}
                _ => return outcome,
            }
        }
    }

    /// Waits for the refresh under way, or starts one; also tells whether it started one.
    async fn fly(self: &Arc<Self>, need: Need) -> (bool, Outcome) {
        let (started, mut flight) = match self.board(need) {
            Ok(boarded) => boarded,
            Err(known) => return (true, known),
        };
        if started {
            self.tell();
        }
        let landed = flight.wait_for(Option::is_some).await;
        let outcome = landed.ok().and_then(|outcome| outcome.clone());
        (started, outcome.unwrap_or(Err(AuthError::Interrupted)))
    }

    /// One step under the mutex, so that nobody starts a second refresh or misses a failure; `Err` is
    /// an outcome that is known already.
    fn board(self: &Arc<Self>, need: Need) -> Result<(bool, Receiver<Option<Outcome>>), Outcome> {
        let now = self.now();
        let mut state = self.state();
        let current = state.current.as_ref();
        if let Some(current) = current.filter(|current| need.is_met_by(current, now)) {
            return Err(Ok(Arc::clone(current)));
        }
        if let Some(error) = state.failed(now) {
            return Err(Err(error));
        }
        // A flight without a sender has crashed; the next one takes its place.
        if let Some(flight) = &state.flight
            && flight.has_changed().is_ok()
        {
            return Ok((false, flight.clone()));
        }
        let (sender, flight) = watch::channel(None);
        state.flight = Some(flight.clone());
        let session = Arc::clone(self);
        tokio::spawn(async move {
            let outcome = session.renew(need).await;
            let mut jitter = [0];
            // Without randomness there is no jitter, and that is all.
            let _ = session.parts.random.fill(&mut jitter);
            let [jitter] = jitter;
            let now = session.now();
            session.state().land(&outcome, now, jitter);
            session.tell();
            sender.send_replace(Some(outcome));
        });
        Ok((true, flight))
    }

    /// Reads the store; what is newer there than in memory becomes current.
    pub(super) async fn load(&self) -> Result<Option<Arc<Current>>, StoreError> {
        let before = self.state().revision();
        let stored = self.with_store(|store| store.load()).await?;
        let config = &self.parts.config;
        let stored = stored.filter(|stored| stored.belongs_to(config));
        let loaded = stored
            .map(|stored| Current::new(stored, config))
            .transpose();
        let loaded = loaded.map_err(|_| StoreError::Corrupt(0, 0))?;
        #[cfg(feature = "tracing")]
        if loaded
            .as_ref()
            .is_some_and(|loaded| loaded.is_from_later_than(self.now()))
        {
            tracing::warn!(
                "the clock has been set back: the stored token was received later than now"
            );
        }
        let mut state = self.state();
        match loaded {
            Some(loaded) => state.adopt(Arc::new(loaded)),
            None => state.forget(before),
        }
        let current = state.current.clone();
        drop(state);
        self.tell();
        Ok(current)
    }

    /// Saves new tokens, unless there is an obstacle, and uses them from now on: the old ones are gone
    /// at the server, so not even a full disk is a reason to drop these.
    pub(super) async fn keep(&self, tokens: Tokens, obstacle: Option<StoreError>) -> Outcome {
        let config = &self.parts.config;
        let stored = StoredTokens::new(config, self.next_revision(), tokens);
        let mut current = Current::new(stored.clone(), config)?;
        current.unsaved = match obstacle {
            Some(error) => Some(error),
            None => self
                .with_store(move |store| store.save(&stored))
                .await
                .err(),
        };
        let current = Arc::new(current);
        self.state().adopt(Arc::clone(&current));
        self.tell();
        Ok(current)
    }

    /// Grows even after a logout emptied the store, because it is no less than the time.
    fn next_revision(&self) -> u64 {
        let time = self.now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let milliseconds = u64::try_from(time.as_millis()).unwrap_or(0);
        milliseconds.max(self.state().revision() + 1)
    }

    /// Waits long enough for somebody else's refresh.
    pub(super) async fn lock_store(&self) -> Result<StoreLock, StoreError> {
        let deadline = Instant::now() + self.parts.config.token_timeout * 2;
        loop {
            match self.with_store(|store| store.try_lock()).await? {
                Some(lock) => return Ok(lock),
                None if Instant::now() < deadline => sleep(LOCK_POLL).await,
                None => return Err(StoreError::TimedOut),
            }
        }
    }

    /// Calls the store on a thread that may block.
    pub(super) async fn with_store<T: Send + 'static>(
        &self,
        call: impl FnOnce(&dyn TokenStore) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = Arc::clone(&self.parts.store);
        let called = tokio::task::spawn_blocking(move || call(store.as_ref())).await;
        called.unwrap_or_else(|_| Err(StoreError::Other("the call ended early".to_owned())))
    }
}

/// Runs to the end even if nobody waits for it any more.
pub(super) async fn detached<T: Send + 'static>(
    work: impl Future<Output = Result<T, AuthError>> + Send + 'static,
) -> Result<T, AuthError> {
    let finished = tokio::spawn(work).await;
    finished.unwrap_or(Err(AuthError::Interrupted))
}
