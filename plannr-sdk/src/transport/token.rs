//! The access token: a fixed one, or one from a token source that is asked again before it expires.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use reqwest::header::HeaderValue;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};
use tokio::task::JoinHandle;

use super::attempt::before;
use crate::access_token::AccessToken;
use crate::clock::Clock;
use crate::error::{Error, Kind, TokenFailure};

/// The time before its expiry at which a token is renewed, unless a tenth of its lifetime is less.
const RENEWAL_LEAD: Duration = Duration::from_secs(300);
/// The wait after a renewal that failed, or whose token was refused.
const RENEWAL_RETRY: Duration = Duration::from_secs(10);
/// The time limit of the source.
const SOURCE_TIMEOUT: Duration = Duration::from_secs(30);

type SourceResult = Result<AccessToken, Arc<dyn std::error::Error + Send + Sync>>;
pub(crate) type Source = Box<dyn Fn() -> Pin<Box<dyn Future<Output = SourceResult> + Send>> + Send + Sync>;

pub(crate) enum Token {
    Fixed(Credential),
    Cached(Arc<Cache>),
}

/// The header that signs a request.
#[derive(Clone)]
pub(crate) struct Credential {
    pub(super) authorization: HeaderValue,
    /// The number of the token from the source; 0 for a fixed token.
    generation: u64,
}

impl Token {
    pub(crate) fn fixed(authorization: HeaderValue) -> Self {
        Self::Fixed(Credential { authorization, generation: 0 })
    }

    /// Clears a token that the server refused, so that the next call asks for another. Returns false if there is none:
    /// the token is fixed, or the source returned it a moment ago for one that was refused, too.
    pub(super) fn reject(&self, credential: &Credential) -> bool {
        let Self::Cached(cache) = self else { return false };
        let (now, mut state) = (cache.clock.now(), cache.state());
        if state.cached.as_ref().is_some_and(|cached| cached.credential.generation == credential.generation) {
            if state.refused_at.is_some_and(|at| now < at + RENEWAL_RETRY) {
                return false;
            }
            (state.cached, state.refused_at) = (None, Some(now));
        }
        true
    }
}

/// The token of a source.
pub(crate) struct Cache {
    source: Source,
    clock: Arc<dyn Clock>,
    /// Locked while the source is asked: by one call at a time.
    turn: Arc<AsyncMutex<()>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    cached: Option<Cached>,
    /// How often the source has returned.
    generation: u64,
    /// The failure of the last time, if it failed.
    failure: Option<Error>,
    /// When the last token was cleared because the server refused it.
    refused_at: Option<Instant>,
}

struct Cached {
    credential: Credential,
    renew_at: Option<Instant>,
    expires_at: Option<Instant>,
}

impl Cache {
    pub(crate) fn new(source: Source, clock: Arc<dyn Clock>) -> Self {
        Self { source, clock, turn: Arc::default(), state: Mutex::default() }
    }

    pub(super) async fn get(self: &Arc<Self>) -> Result<Credential, Error> {
        let (valid, is_fresh) = self.valid();
        if let Some(credential) = valid {
            // Renew early, in the background: no call waits or fails while the old token is valid.
            if !is_fresh
                && let Ok(turn) = Arc::clone(&self.turn).try_lock_owned()
                // Another call may have renewed it meanwhile.
                && !self.valid().1
            {
                self.spawn(Some(turn));
            }
            return Ok(credential);
        }
        self.spawn(None).await.unwrap_or_else(|_| Err(Error::new(Kind::Token(TokenFailure(None)))))
    }

    /// Asks the source, with a turn or after waiting for one. A separate task, so that a dropped caller does not lose
    /// the token, and a caller that is not polled does not block the others.
    fn spawn(self: &Arc<Self>, turn: Option<OwnedMutexGuard<()>>) -> JoinHandle<Result<Credential, Error>> {
        let (cache, generation) = (Arc::clone(self), self.state().generation);
        tokio::spawn(async move {
            let (turn, result) = match turn {
                Some(turn) => (turn, None),
                None => (Arc::clone(&cache.turn).lock_owned().await, cache.result_since(generation)),
            };
            match result {
                Some(result) => result,
                None => cache.ask(turn).await,
            }
        })
    }

    /// Returns the token if it has not expired, and whether it is too early to renew it.
    fn valid(&self) -> (Option<Credential>, bool) {
        let now = self.clock.now();
        let is_ahead = |at: Option<Instant>| at.is_none_or(|at| at > now);
        let state = self.state();
        let cached = state.cached.as_ref().filter(|cached| is_ahead(cached.expires_at));
        (cached.map(|cached| cached.credential.clone()), cached.is_some_and(|cached| is_ahead(cached.renew_at)))
    }

    /// Returns the result of another call that has called the source meanwhile.
    fn result_since(&self, generation: u64) -> Option<Result<Credential, Error>> {
        if let (Some(credential), _) = self.valid() {
            return Some(Ok(credential));
        }
        let state = self.state();
        state.failure.clone().filter(|_| state.generation > generation).map(Err)
    }

    /// Asks the source.
    async fn ask(&self, turn: OwnedMutexGuard<()>) -> Result<Credential, Error> {
        // A source that hangs must not keep the turn for ever, and one that panics has failed.
        let source = AssertUnwindSafe(async { (self.source)().await }).catch_unwind();
        let token = match before(&mut self.clock.timeout(SOURCE_TIMEOUT), source).await {
            None => Err(Kind::Timeout { what: "the token source", after: Some(SOURCE_TIMEOUT) }),
            Some(Err(_)) => Err(Kind::Token(TokenFailure(None))),
            Some(Ok(token)) => token.map_err(|cause| Kind::Token(TokenFailure(Some(cause)))),
        };
        let result = self.store(token.map_err(Error::new));
        drop(turn);
        result
    }

    fn store(&self, token: Result<AccessToken, Error>) -> Result<Credential, Error> {
        let now = self.clock.now();
        let authorization = token.and_then(|token| Ok((token.valid_for, token.into_authorization()?)));
        let mut state = self.state();
        state.generation += 1;
        match authorization {
            Ok((valid_for, authorization)) => {
                let credential = Credential { authorization, generation: state.generation };
                let after = |duration: Duration| now.checked_add(duration);
                state.cached = Some(Cached {
                    credential: credential.clone(),
                    renew_at: valid_for.and_then(|life| after(life - RENEWAL_LEAD.min(life / 10))),
                    expires_at: valid_for.and_then(after),
                });
                state.failure = None;
                Ok(credential)
            }
            Err(error) => {
                if let Some(cached) = &mut state.cached {
                    cached.renew_at = now.checked_add(RENEWAL_RETRY);
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
