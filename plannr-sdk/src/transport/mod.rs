//! The one way out: every byte leaves and returns through here.

mod attempt;
mod call;
mod limiter;
mod request;
mod retry;
mod token;
mod trace;

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicI32;

use crate::client::Policy;
use crate::clock::Clock;
use crate::error::Error;
use crate::generated;
use crate::response::RawResponse;
use call::Call;
pub(crate) use limiter::Limiter;
pub(crate) use request::{BuildRequest, BuiltRequest, encode_path};
use retry::Budget;
pub(crate) use token::{Cache, Source, Token};

/// Everything that a request needs on its way, cheap to clone.
#[derive(Clone)]
pub(crate) struct Transport {
    pub(crate) shared: Arc<Shared>,
    pub(crate) policy: Policy,
    /// Counts the writes that may have been applied, for those who can no longer be told of the outcome.
    pub(crate) witness: Option<Arc<AtomicI32>>,
}

/// What all clones of a client have in common.
pub(crate) struct Shared {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) token: Token,
    pub(crate) limiter: Option<Limiter>,
    budget: Budget,
}

/// Makes a call with requests of the generated client, and reads its answer.
pub(crate) async fn call<T>(
    client: &generated::Client,
    make: &BuildRequest<'_>,
    read: impl FnOnce(RawResponse) -> Result<T, Error>,
) -> Result<T, Error> {
    trace::call(async { read(client.inner.boxed(&client.client, make).await?) }).await
}

impl Shared {
    pub(crate) fn new(clock: Arc<dyn Clock>, token: Token, limiter: Option<Limiter>) -> Self {
        Self { clock, token, limiter, budget: Budget::default() }
    }

    pub(crate) fn requests_left(&self) -> Option<u32> {
        self.limiter.as_ref().map(|limiter| limiter.left(self.clock.now()))
    }
}

impl Transport {
    /// A call in a box: so it is compiled here, and not again for each way in which a program runs it, and the caller's
    /// future stays small.
    #[inline(never)]
    fn boxed<'a>(
        &'a self,
        http: &'a reqwest::Client,
        make: &'a BuildRequest<'a>,
    ) -> Pin<Box<dyn Future<Output = Result<RawResponse, Error>> + Send + 'a>> {
        Box::pin(Call::run(self, http, make))
    }
}
