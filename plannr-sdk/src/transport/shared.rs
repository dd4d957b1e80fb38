//! The context of calls: the parts that all clones of a client share, and the settings of one clone.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicI32;

use uuid::Uuid;

use super::limiter::Limiter;
use super::retry::Budget;
use super::token::Token;
use crate::built_request::Client;
use crate::clock::Clock;
use crate::policy::Policy;

/// Makes calls; cheap to clone.
#[derive(Clone)]
pub(crate) struct Transport {
    pub(crate) shared: Arc<Shared>,
    pub(crate) policy: Policy,
    /// Counts writes that may have been applied, for a batch, which can be dropped before it receives their outcome.
    pub(crate) unconfirmed_writes: Option<Arc<AtomicI32>>,
}

/// Makes calls for an account.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) transport: Transport,
    pub(crate) account: Uuid,
}

/// Shows the account, but not the client: its base URL and proxies can contain secrets.
impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "account {}", self.account)
    }
}

/// The parts that all clones of a client share.
pub(crate) struct Shared {
    /// Builds the requests.
    pub(crate) client: Client,
    pub(crate) clock: Arc<dyn Clock>,
    pub(super) token: Token,
    pub(super) limiter: Option<Limiter>,
    pub(super) budget: Budget,
}

impl Shared {
    pub(crate) fn new(client: Client, clock: Arc<dyn Clock>, token: Token, limiter: Option<Limiter>) -> Self {
        Self { client, clock, token, limiter, budget: Budget::default() }
    }

    pub(crate) fn requests_left(&self) -> Option<u32> {
        self.limiter.as_ref().map(|limiter| limiter.left(self.clock.now()))
    }
}
