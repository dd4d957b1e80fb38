//! The builder of a client: everything that is configured is checked once, here.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;
use uuid::Uuid;

use crate::access_token::AccessToken;
use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::generated;
use crate::policy::Policy;
use crate::transport::{Cache, Limiter, Shared, Source, Token, Transport};

/// Settings of a client; made by [`Plannr::builder`](crate::Plannr::builder).
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use plannr_sdk::Plannr;
///
/// let account = "0b7e6a52-3f0d-4c1a-9f6e-5d2c8b1a7e40".parse()?;
/// let plannr = Plannr::builder("a-token", account)
///     .user_agent("back-office/1.4")
///     .connect_timeout(Duration::from_secs(5))
///     .attempt_timeout(Duration::from_secs(20))
///     .call_timeout(Duration::from_secs(60))
///     .build()?;
///
/// let error = Plannr::builder("a-token\n", account).build().unwrap_err();
/// assert!(error.is_config());
/// # Ok(()) }
/// ```
#[must_use = "a builder does nothing until it is built"]
pub struct PlannrBuilder {
    credentials: Credentials,
    account: Uuid,
    base_url: String,
    user_agent: String,
    connect_timeout: Duration,
    policy: Policy,
    requests_per_minute: Option<u32>,
    clock: Arc<dyn Clock>,
    http: reqwest::ClientBuilder,
}

pub(super) enum Credentials {
    Token(AccessToken),
    Source(Source),
}

impl PlannrBuilder {
    pub(super) fn new(credentials: Credentials, account: Uuid) -> Self {
        Self {
            credentials,
            account,
            base_url: generated::SERVER.to_owned(),
            user_agent: concat!("plannr-sdk-rust/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(10),
            policy: Policy::default(),
            requests_per_minute: generated::REQUESTS_PER_MINUTE,
            clock: Arc::new(SystemClock),
            // Most load balancers close a connection that was idle for a minute. One that is closed as a request goes out
            // leaves a create in doubt, so that ours is closed before.
            http: reqwest::ClientBuilder::new().pool_idle_timeout(Duration::from_secs(45)),
        }
    }

    /// Where the API is; `https://api.plannrcrm.com` if not set. It may have a path, and a slash at its end or not.
    /// Plain `http` is taken for loopback only.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// The `User-Agent`; the name and version of this crate if not set.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// How long it may take to connect; 10 seconds if not set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one request with its answer may take; 30 seconds if not set.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.policy.attempt_timeout = timeout;
        self
    }

    /// How long a call may take as a whole, with its retries and their waits, from when the quota first admits it; 120
    /// seconds if not set.
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.policy.call_timeout = timeout;
        self
    }

    /// How many bytes of an answer are read at most; 16 MiB if not set.
    pub fn max_response_size(mut self, bytes: u64) -> Self {
        self.policy.max_response_size = bytes;
        self
    }

    /// How often a call that failed is repeated at most, where that is safe; twice if not set. With 0, a list, a create and
    /// an update are exactly one request each, whatever comes of it. ([`ensure`](crate::ContactDetails::ensure) is made of several
    /// of these.)
    ///
    /// What never left is repeated, whatever it was. After that, a list and an update are, when the connection is lost,
    /// when the time is over, and when the server answers 408, 500, 502, 503 or 504. A create that may have been applied
    /// is not: it ends as an error whose state is unknown. A wait for the quota (429) is no retry, and counts against the
    /// [`call_timeout`](Self::call_timeout) alone; if the server does not say how long, it is a minute.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.policy.max_retries = retries;
        self
    }

    /// How long to wait before a retry: up to `first`, then up to twice as long each time, and never more than `longest`;
    /// 0.5 and 20 seconds if not set. It is a random part of that, so that those who failed together do not come back
    /// together.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        (self.policy.first_backoff, self.policy.longest_backoff) = (first, longest);
        self
    }

    /// How long a wait the server may ask for, by `Retry-After` or because the quota is used up; 60 seconds if not set. If
    /// it asks for a longer one, the call fails at once and says so, and so do all others of the client until that time is
    /// over, or ten minutes at most: [`Error::is_rate_limited`].
    pub fn max_retry_after(mut self, longest: Duration) -> Self {
        self.policy.max_retry_after = longest;
        self
    }

    /// How long [`ensure`](crate::ContactDetails::ensure) waits before it looks what became of a create without an answer; 5
    /// seconds if not set.
    pub fn settle_delay(mut self, delay: Duration) -> Self {
        self.policy.settle_delay = delay;
        self
    }

    /// The quota, shared by all clones of the client: calls wait for their turn, so that the server need not refuse them.
    /// The documented 500 requests a minute and user if not set, and without a limit if `None`.
    ///
    /// What other programs use of it is learnt from the answers.
    pub fn requests_per_minute(mut self, requests: impl Into<Option<u32>>) -> Self {
        self.requests_per_minute = requests.into();
        self
    }

    /// Where the time comes from: the real one, unless a test sets another.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Your own settings of reqwest: proxies, certificates, DNS. It is a builder and not a client so that the rules of
    /// the SDK hold in the end: no redirects, no repeats, no decompression and no logging of reqwest's own, and no proxy on
    /// the way to loopback. If you do not set it, connections that were idle for 45 seconds are not used again: a server
    /// that closes one as a create goes out leaves that in doubt.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let account = plannr_sdk::Uuid::nil();
    /// use plannr_sdk::{Plannr, reqwest};
    ///
    /// let http = reqwest::Client::builder().proxy(reqwest::Proxy::https("http://proxy.example:8080")?);
    /// let plannr = Plannr::builder("a-token", account).http(http).build()?;
    /// # Ok(()) }
    /// ```
    pub fn http(mut self, http: reqwest::ClientBuilder) -> Self {
        self.http = http;
        self
    }

    pub(super) fn into_transport(self) -> Result<(Transport, Uuid), Error> {
        let token = match self.credentials {
            Credentials::Token(token) => Token::fixed(token.into_authorization()?),
            Credentials::Source(source) => Token::Cached(Arc::new(Cache::new(source, Arc::clone(&self.clock)))),
        };
        let url = check_base_url(&self.base_url)?;
        if self.user_agent.is_empty() {
            return Err(Error::config("the user agent", "is empty"));
        }
        if self.requests_per_minute == Some(0) {
            return Err(Error::config("the quota", "is zero, so that no request could be sent"));
        }
        let Policy { attempt_timeout, call_timeout, .. } = self.policy;
        if [self.connect_timeout, attempt_timeout, call_timeout].contains(&Duration::ZERO) {
            return Err(Error::config("a timeout", "is zero, so that no request could be in time"));
        }
        let user_agent = HeaderValue::from_str(&self.user_agent)
            .map_err(|_| Error::config("the user agent", "has characters that a header cannot carry"))?;
        let mut http = self
            .http
            .user_agent(user_agent)
            .connect_timeout(self.connect_timeout)
            // Followed redirects would carry the body and the account header to wherever the answer says, and repeats
            // by reqwest would make "one attempt" untrue.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            // It would log every byte, the token among them.
            .connection_verbose(false)
            // A few bytes must not become many: the limit of an answer's size counts what comes over the wire.
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd();
        if is_loopback(&url) {
            // HTTP_PROXY would otherwise carry the token to a proxy.
            http = http.no_proxy();
        }
        // reqwest panics where there is none.
        #[cfg(all(feature = "rustls-no-provider", not(feature = "rustls"), not(feature = "native-tls")))]
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            return Err(Error::config(
                "the TLS provider",
                "is not installed: see rustls' `CryptoProvider::install_default`",
            ));
        }
        let http = http.build().map_err(|_| Error::config("the HTTP client", "cannot be built from these settings"))?;
        let limiter = self.requests_per_minute.map(Limiter::new);
        let client = generated::Client::new_with_client(url.as_str().trim_end_matches('/'), http);
        let shared = Arc::new(Shared::new(client, self.clock, token, limiter));
        let transport = Transport { shared, policy: self.policy, unconfirmed_writes: None };
        Ok((transport, self.account))
    }
}

/// The account is shown, everything else is not.
impl fmt::Debug for PlannrBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlannrBuilder").field("account", &format_args!("{}", self.account)).finish_non_exhaustive()
    }
}

fn check_base_url(text: &str) -> Result<Url, Error> {
    let refuse = |problem: &str| Error::config("the base URL", problem);
    let url = Url::parse(text).map_err(|_| refuse("is not a URL such as https://api.plannrcrm.com"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(refuse("must begin with https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse("must have no user name or password: the access token goes into the builder"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refuse("must have no query and no fragment: paths are appended to it"));
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(refuse("must begin with https://: over plain http the access token could be read on the way"));
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
