//! The builder of a client. It checks every setting once, when the client is made.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;
use uuid::Uuid;

use crate::access_token::AccessToken;
use crate::built_request::Client;
use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::generated;
use crate::policy::Policy;
use crate::transport::{Cache, Limiter, Shared, Source, Token, Transport};

/// The settings of a client, made by [`Plannr::builder`](crate::Plannr::builder), or of a
/// [`PlannrUser`](crate::PlannrUser), made by [`PlannrUser::builder`](crate::PlannrUser::builder).
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use plannr_sdk::Plannr;
///
/// let account = "0b7e6a52-3f0d-4c1a-9f6e-5d2c8b1a7e40".parse()?;
/// let plannr = Plannr::builder("a-token", account)
///     .user_agent("back-office/1.4")
///     .timeout(Duration::from_secs(60))
///     .max_retries(4)
///     .build()?;
///
/// let error = Plannr::builder("a-token\n", account).build().unwrap_err();
/// assert!(error.is_config());
/// # Ok(()) }
/// ```
#[must_use = "a builder does nothing until `build` is called"]
pub struct PlannrBuilder<A = Uuid> {
    credentials: Credentials,
    account: A,
    base_url: String,
    user_agent: String,
    policy: Policy,
    requests_per_minute: Option<u32>,
    clock: Arc<dyn Clock>,
    http: reqwest::ClientBuilder,
}

pub(super) enum Credentials {
    Token(AccessToken),
    Source(Source),
}

impl Credentials {
    pub(super) fn source<F, E>(source: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<AccessToken, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::Source(Box::new(move || {
            let token = source();
            Box::pin(async move { token.await.map_err(|error| Arc::from(error.into())) })
        }))
    }
}

impl<A> PlannrBuilder<A> {
    pub(super) fn new(credentials: Credentials, account: A) -> Self {
        Self {
            credentials,
            account,
            base_url: generated::SERVER.to_owned(),
            user_agent: concat!("plannr-sdk-rust/", env!("CARGO_PKG_VERSION")).to_owned(),
            policy: Policy::default(),
            requests_per_minute: generated::REQUESTS_PER_MINUTE,
            clock: Arc::new(SystemClock),
            // Most load balancers close a connection that was idle for a minute. If they close it just as a create is
            // sent, the outcome is unknown, so the client closes it first.
            http: reqwest::ClientBuilder::new().pool_idle_timeout(Duration::from_secs(45)),
        }
    }

    /// Sets the URL of the server. The default is Plannr's own, `https://api.plannrcrm.com`.
    ///
    /// The URL may have a path, with or without a slash at the end. Plain `http` is accepted only for loopback
    /// addresses.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        Self { base_url: url.into(), ..self }
    }

    /// Sets the `User-Agent` header. The default is the name and version of this crate.
    pub fn user_agent(self, user_agent: impl Into<String>) -> Self {
        Self { user_agent: user_agent.into(), ..self }
    }

    /// Sets the time limit of each call as a whole. The default is 120 seconds.
    ///
    /// An alias of [`call_timeout`](Self::call_timeout).
    pub fn timeout(self, timeout: Duration) -> Self {
        self.call_timeout(timeout)
    }

    /// Sets the time limit of each call as a whole: its attempts, and its waits for the quota, for a token and between
    /// retries. The default is 120 seconds.
    ///
    /// In a [`Batch`](crate::Batch), the time that a call waits for the quota does not count, except for the pause
    /// after its own 429.
    pub fn call_timeout(self, timeout: Duration) -> Self {
        self.with_policy(|policy| policy.call_timeout = timeout)
    }

    /// Sets the time limit of each attempt, from the request to the end of its response. The default is 30 seconds.
    pub fn attempt_timeout(self, timeout: Duration) -> Self {
        self.with_policy(|policy| policy.attempt_timeout = timeout)
    }

    /// Sets the time limit for connecting. The default is 10 seconds.
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        self.with_policy(|policy| policy.connect_timeout = timeout)
    }

    /// Sets the maximum size of a response body in bytes. The default is 16 MiB.
    pub fn max_response_size(self, bytes: u64) -> Self {
        self.with_policy(|policy| policy.max_response_size = bytes)
    }

    /// Sets the maximum number of retries of a call. The default is 2.
    ///
    /// If no connection was made, the request is retried, unless the certificate is untrusted or a proxy refuses the
    /// tunnel. Lists and updates are also retried after a lost connection, a timeout and the statuses 408, 500, 502 to
    /// 504, 507, 509 and 520 to 530. A create that may have been applied is not retried: it fails with
    /// [`ServerState::Unknown`](crate::ServerState::Unknown).
    ///
    /// With 0, each list, create and update sends at most one request. [`ensure`](crate::ContactDetails::ensure) makes
    /// several such calls. With 1 or more, sending a request again after a 429 or 401 does not count as a retry.
    pub fn max_retries(self, retries: u32) -> Self {
        self.with_policy(|policy| policy.max_retries = retries)
    }

    /// Sets the first and the longest backoff between retries. The defaults are 0.5 and 20 seconds.
    ///
    /// Each wait is a random part of an upper limit, which starts at `first` and doubles with each retry up to
    /// `longest`. Clients that failed together therefore do not retry together.
    pub fn backoff(self, first: Duration, longest: Duration) -> Self {
        self.with_policy(|policy| (policy.first_backoff, policy.longest_backoff) = (first, longest))
    }

    /// Sets the longest wait that the server may ask for. The default is 60 seconds.
    ///
    /// The server requests a wait with `Retry-After`. A 429 without `Retry-After` counts as a wait of one minute. If a
    /// 429 requests a longer wait than this setting, the call fails at once with [`Error::is_rate_limited`]. Other
    /// calls also fail, until the rest of the wait is no longer than this setting; then they wait. This pause lasts ten
    /// minutes at most. Other statuses that request a longer wait are not retried. If the headers of a response show
    /// that the quota is used up, later calls wait up to this duration. Then one call goes first, and the others follow
    /// after its response.
    pub fn max_retry_after(self, longest: Duration) -> Self {
        self.with_policy(|policy| policy.max_retry_after = longest)
    }

    /// Sets how long [`ensure`](crate::ContactDetails::ensure) waits after a create whose outcome is unknown, before it
    /// looks for the contact detail. The default is 5 seconds.
    pub fn settle_delay(self, delay: Duration) -> Self {
        self.with_policy(|policy| policy.settle_delay = delay)
    }

    /// Sets the maximum number of pages that [`ensure`](crate::ContactDetails::ensure) reads to look for the contact
    /// details of an owner. The default is 100, which is 50,000 contact details. If there are more, `ensure` fails and
    /// does not create the contact detail. [`get`](crate::ContactDetails::get) has the same limit.
    pub fn max_look_up_pages(self, pages: u64) -> Self {
        self.with_policy(|policy| policy.max_look_up_pages = pages)
    }

    /// Sets the quota that all clones of the client share, or removes it with `None`. The default is the documented
    /// limit, 500 requests a minute.
    ///
    /// Calls wait for the quota instead of being refused by the server. Plannr counts per user, so other programs with
    /// tokens of the same user share the limit; the client reads their usage from response headers.
    pub fn requests_per_minute(self, requests: impl Into<Option<u32>>) -> Self {
        Self { requests_per_minute: requests.into(), ..self }
    }

    /// Sets the clock. The default is [`SystemClock`]; tests use another, so that they need not wait.
    pub fn clock(self, clock: impl Clock) -> Self {
        Self { clock: Arc::new(clock), ..self }
    }

    /// Sets the builder of the HTTP client, for proxies, certificates and DNS.
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
    ///
    /// The SDK turns off reqwest's redirects, retries, decompression, connection log, and proxies for loopback. It uses
    /// HTTP/1.1 only: over HTTP/2, reqwest's errors would contain text from the server, and a refused request would
    /// look like one that may have been applied. The SDK also replaces the user agent and the connect timeout, because
    /// it cannot read them from your builder. Set them with [`user_agent`](Self::user_agent) and
    /// [`connect_timeout`](Self::connect_timeout). Your builder replaces the SDK's `pool_idle_timeout` of 45 seconds.
    /// Set one that is shorter than the server's: otherwise the server may close a connection just as a create is sent,
    /// and its outcome is unknown.
    pub fn http(self, http: reqwest::ClientBuilder) -> Self {
        Self { http, ..self }
    }

    fn with_policy(mut self, change: impl FnOnce(&mut Policy)) -> Self {
        change(&mut self.policy);
        self
    }

    pub(super) fn into_transport(self) -> Result<(Transport, A), Error> {
        let token = match self.credentials {
            Credentials::Token(token) => Token::fixed(token.into_authorization()?),
            Credentials::Source(source) => Token::Cached(Arc::new(Cache::new(source, Arc::clone(&self.clock)))),
        };
        let url = check_base_url(&self.base_url)?;
        if self.user_agent.is_empty() {
            return Err(Error::config("the user agent", "is empty"));
        }
        if self.requests_per_minute == Some(0) {
            return Err(Error::config("the quota", "is zero: no request could be sent"));
        }
        self.policy.check()?;
        let user_agent = HeaderValue::from_str(&self.user_agent)
            .map_err(|_| Error::config("the user agent", "has characters that a header cannot contain"))?;
        let mut http = self
            .http
            .user_agent(user_agent)
            .connect_timeout(self.policy.connect_timeout)
            .http1_only()
            // A redirect would take the body and the account header to another server, and retries by reqwest would not
            // be counted as attempts.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            // A verbose connection logs every byte, including the token.
            .connection_verbose(false)
            // The size limit counts the bytes on the wire: a small compressed body must not become a huge one.
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd();
        if is_loopback(&url) {
            // HTTP_PROXY would send the token to a proxy.
            http = http.no_proxy();
        }
        // reqwest panics without a provider.
        #[cfg(all(feature = "rustls-no-provider", not(feature = "rustls"), not(feature = "native-tls")))]
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            return Err(Error::config(
                "the TLS provider",
                "is not installed: see rustls' `CryptoProvider::install_default`",
            ));
        }
        let http = http.build().map_err(|_| Error::config("the HTTP client", "cannot be built from these settings"))?;
        let limiter = self.requests_per_minute.map(Limiter::new);
        let client = Client::new(url, http);
        let shared = Arc::new(Shared::new(client, self.clock, token, limiter));
        let transport = Transport { shared, policy: self.policy, unconfirmed_writes: None };
        Ok((transport, self.account))
    }
}

/// Shows the account and nothing else.
impl<A: fmt::Debug> fmt::Debug for PlannrBuilder<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlannrBuilder").field("account", &format_args!("{:?}", self.account)).finish_non_exhaustive()
    }
}

fn check_base_url(text: &str) -> Result<Url, Error> {
    let refuse = |problem| Err(Error::config("the base URL", problem));
    let Ok(url) = Url::parse(text) else { return refuse("is not a URL such as https://api.plannrcrm.com") };
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        refuse("must begin with https://")
    } else if !url.username().is_empty() || url.password().is_some() {
        refuse("must have no user name or password: the access token goes into the builder")
    } else if url.query().is_some() || url.fragment().is_some() {
        refuse("must have no query and no fragment: the SDK appends paths to it")
    } else if url.scheme() == "http" && !is_loopback(&url) {
        refuse("must begin with https://: plain http would expose the access token")
    } else {
        Ok(url)
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
