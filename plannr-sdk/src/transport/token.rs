//! The access token: a fixed one, or one from a source that is asked again before it expires.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use reqwest::header::HeaderValue;
use tokio::sync::{Mutex as Turns, OwnedMutexGuard};

use super::attempt::before;
use crate::access_token::AccessToken;
use crate::clock::Clock;
use crate::error::{Error, Kind, TokenFailure};

/// A new token is asked for so long before the old one expires, or a tenth of its life before if that is less.
const EARLY: Duration = Duration::from_secs(300);
/// If that fails, it is tried again after so long.
const RETRY: Duration = Duration::from_secs(10);
/// How long the source may take.
const MAX_WAIT: Duration = Duration::from_secs(30);

type SourceResult = Result<AccessToken, Arc<dyn std::error::Error + Send + Sync>>;
pub(crate) type Source = Box<dyn Fn() -> Pin<Box<dyn Future<Output = SourceResult> + Send>> + Send + Sync>;

pub(crate) enum Token {
    Fixed(Credential),
    Cached(Arc<Cache>),
}

/// What a request is signed with.
#[derive(Clone)]
pub(crate) struct Credential {
    pub(super) authorization: HeaderValue,
    /// Which token of the source it is; 0 for a fixed one.
    pub(super) generation: u64,
}

impl Credential {
    pub(super) fn can_be_exchanged(&self) -> bool {
        self.generation > 0
    }
}

impl Token {
    /// One that does not change.
    pub(crate) fn fixed(authorization: HeaderValue) -> Self {
        Self::Fixed(Credential { authorization, generation: 0 })
    }

    /// The server has refused it: another one is asked for when it is needed next.
    pub(super) fn reject(&self, credential: &Credential) {
        if let Self::Cached(cache) = self {
            let is_it = |held: &mut Held| held.credential.generation == credential.generation;
            cache.state().held.take_if(is_it);
        }
    }
}

pub(crate) struct Cache {
    source: Source,
    clock: Arc<dyn Clock>,
    /// Held by whoever asks the source: one at a time.
    turns: Arc<Turns<()>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// How often the source has been asked, and answered.
    asked: u64,
    /// What came of the last time, if it failed.
    failure: Option<Error>,
}

struct Held {
    credential: Credential,
    refresh_at: Option<Instant>,
    expires_at: Option<Instant>,
}

impl Cache {
    pub(crate) fn new(source: Source, clock: Arc<dyn Clock>) -> Self {
        Self { source, clock, turns: Arc::default(), state: Mutex::default() }
    }

    pub(super) async fn get(self: &Arc<Self>) -> Result<Credential, Error> {
        let (valid, is_fresh) = self.valid();
        if let Some(credential) = valid {
            // A new one is asked for in time. Nobody waits for it as long as the old one is valid, not even if that fails.
            if !is_fresh && let Ok(turn) = Arc::clone(&self.turns).try_lock_owned() {
                let cache = Arc::clone(self);
                tokio::spawn(async move { cache.ask(turn).await });
            }
            return Ok(credential);
        }
        // In a task of its own: if the caller goes away, the answer is not lost, for it may be the only one; and a caller
        // that nobody polls does not hold up the others.
        let (cache, asked) = (Arc::clone(self), self.state().asked);
        let asking = tokio::spawn(async move {
            let turn = Arc::clone(&cache.turns).lock_owned().await;
            match cache.answer_since(asked) {
                Some(answer) => answer,
                None => cache.ask(turn).await,
            }
        });
        asking.await.unwrap_or_else(|_| Err(Error::new(Kind::Token(TokenFailure(None)))))
    }

    /// The token, if it has not expired, and whether it is too early to exchange it.
    fn valid(&self) -> (Option<Credential>, bool) {
        let now = self.clock.now();
        let is_to_come = |at: Option<Instant>| at.is_none_or(|at| at > now);
        let state = self.state();
        let held = state.held.as_ref().filter(|held| is_to_come(held.expires_at));
        (held.map(|held| held.credential.clone()), held.is_some_and(|held| is_to_come(held.refresh_at)))
    }

    /// What came of it if somebody else has asked meanwhile.
    fn answer_since(&self, asked: u64) -> Option<Result<Credential, Error>> {
        if let (Some(credential), _) = self.valid() {
            return Some(Ok(credential));
        }
        let state = self.state();
        state.failure.clone().filter(|_| state.asked > asked).map(Err)
    }

    /// Asks the source.
    async fn ask(&self, turn: OwnedMutexGuard<()>) -> Result<Credential, Error> {
        // A source that hangs must not hold the turn for ever, and one that panics has failed.
        let source = AssertUnwindSafe(async { (self.source)().await }).catch_unwind();
        let made = match before(&mut self.clock.timeout(MAX_WAIT), source).await {
            None => Err(Error::new(Kind::Timeout { what: "the token source", after: Some(MAX_WAIT) })),
            Some(Err(_)) => Err(Error::new(Kind::Token(TokenFailure(None)))),
            Some(Ok(made)) => made.map_err(|cause| Error::new(Kind::Token(TokenFailure(Some(cause))))),
        };
        let answer = self.take(made);
        drop(turn);
        answer
    }

    fn take(&self, made: Result<AccessToken, Error>) -> Result<Credential, Error> {
        let now = self.clock.now();
        let read = |token: AccessToken| {
            let valid_for = token.valid_for;
            token.into_authorization().map(|authorization| (authorization, valid_for))
        };
        let made = made.and_then(read);
        let mut state = self.state();
        state.asked += 1;
        match made {
            Ok((authorization, valid_for)) => {
                let credential = Credential { authorization, generation: state.asked };
                let after = |duration: Duration| now.checked_add(duration);
                state.held = Some(Held {
                    credential: credential.clone(),
                    refresh_at: valid_for.and_then(|life| after(life - EARLY.min(life / 10))),
                    expires_at: valid_for.and_then(after),
                });
                state.failure = None;
                Ok(credential)
            }
            Err(error) => {
                if let Some(held) = &mut state.held {
                    held.refresh_at = now.checked_add(RETRY);
                }
                state.failure = Some(error.clone());
                Err(error)
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
