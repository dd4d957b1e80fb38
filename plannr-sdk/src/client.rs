//! `Plannr` and its builder: everything that is configured is checked once, here.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;
use uuid::Uuid;

use crate::contact_details::ContactDetails;
use crate::error::Error;
use crate::generated;
use crate::transport::{Limits, Transport};

/// The environment variables of [`Plannr::from_env`].
const ACCESS_TOKEN: &str = "PLANNR_ACCESS_TOKEN";
const ACCOUNT_UUID: &str = "PLANNR_ACCOUNT_UUID";

/// A client of the Plannr API.
///
/// Cheap to clone, and shared by all who use it: connections are reused.
///
/// ```no_run
/// # async fn run() -> Result<(), plannr_sdk::Error> {
/// use plannr_sdk::{NewContactDetail, Plannr};
///
/// let plannr = Plannr::from_env()?;
/// let owner = "a4c1d7e2-58b3-4f96-b0d4-6e2f1a9c3d10".parse().expect("a uuid");
/// let new = NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?;
/// let created = plannr.contact_details().create(&new).await?;
/// println!("{}", created.uuid);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Plannr {
    client: Arc<generated::Client>,
    account: Uuid,
}

impl Plannr {
    /// Starts to build a client from an access token and the uuid of the account that it acts for.
    ///
    /// The account is that *inside* one of the token's logins, not the login itself; `GET /api/v1/logins` lists them.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    /// use plannr_sdk::Plannr;
    ///
    /// let account = "0b7e6a52-3f0d-4c1a-9f6e-5d2c8b1a7e40".parse()?;
    /// let plannr = Plannr::builder("a-token", account).attempt_timeout(Duration::from_secs(10)).build()?;
    /// # Ok(()) }
    /// ```
    pub fn builder(access_token: impl Into<String>, account: Uuid) -> PlannrBuilder {
        PlannrBuilder {
            access_token: access_token.into(),
            account,
            base_url: generated::SERVER.to_owned(),
            user_agent: concat!("plannr-sdk-rust/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(10),
            limits: Limits {
                attempt_timeout: Duration::from_secs(30),
                call_timeout: Duration::from_secs(120),
                response_size: 16 * 1024 * 1024,
            },
            http: reqwest::ClientBuilder::new(),
        }
    }

    /// Builds a client from `PLANNR_ACCESS_TOKEN` and `PLANNR_ACCOUNT_UUID`.
    ///
    /// ```no_run
    /// let plannr = plannr_sdk::Plannr::from_env()?;
    /// # Ok::<(), plannr_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a variable is missing or cannot be used ([`Error::is_config`]).
    pub fn from_env() -> Result<Self, Error> {
        let read = |name: &'static str| std::env::var(name).map_err(|_| Error::config(name, "is not set"));
        let token = read(ACCESS_TOKEN)?;
        let account = read(ACCOUNT_UUID)?.parse().map_err(|_| Error::config(ACCOUNT_UUID, "is not a UUID"))?;
        Self::builder(token, account).build()
    }

    /// The contact details: e-mail addresses and phone numbers of client accounts.
    #[must_use]
    pub fn contact_details(&self) -> ContactDetails {
        ContactDetails::new(Arc::clone(&self.client), self.account)
    }

    /// The same client, acting for another account. Cheap: for a single call if you like.
    ///
    /// ```
    /// # fn show(plannr: &plannr_sdk::Plannr, other: plannr_sdk::Uuid) {
    /// let theirs = plannr.with_account(other);
    /// # }
    /// ```
    #[must_use]
    pub fn with_account(&self, account: Uuid) -> Self {
        Self { client: Arc::clone(&self.client), account }
    }

    /// The same client with another time limit for each attempt. Cheap: for a single call if you like.
    #[must_use]
    pub fn with_attempt_timeout(&self, timeout: Duration) -> Self {
        self.with_limits(|limits| limits.attempt_timeout = timeout)
    }

    /// The same client with another time limit for each call as a whole. Cheap: for a single call if you like.
    #[must_use]
    pub fn with_call_timeout(&self, timeout: Duration) -> Self {
        self.with_limits(|limits| limits.call_timeout = timeout)
    }

    fn with_limits(&self, change: impl FnOnce(&mut Limits)) -> Self {
        let mut client = (*self.client).clone();
        change(&mut client.inner.limits);
        Self { client: Arc::new(client), account: self.account }
    }
}

/// The account is shown, the token and the base URL are not.
impl fmt::Debug for Plannr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plannr").field("account", &format_args!("{}", self.account)).finish_non_exhaustive()
    }
}

/// Settings of a client; made by [`Plannr::builder`].
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
    access_token: String,
    account: Uuid,
    base_url: String,
    user_agent: String,
    connect_timeout: Duration,
    limits: Limits,
    http: reqwest::ClientBuilder,
}

impl PlannrBuilder {
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
        self.limits.attempt_timeout = timeout;
        self
    }

    /// How long a call may take as a whole; 120 seconds if not set.
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.limits.call_timeout = timeout;
        self
    }

    /// How many bytes of an answer are read at most; 16 MiB if not set.
    pub fn max_response_size(mut self, bytes: u64) -> Self {
        self.limits.response_size = bytes;
        self
    }

    /// Your own settings of reqwest: proxies, certificates, DNS. It is a builder and not a client so that the rules of
    /// the SDK hold in the end: no redirects, no repeats and no decompression of reqwest's own, and no proxy on the way
    /// to loopback.
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

    /// Checks all settings and makes the client.
    ///
    /// # Errors
    ///
    /// When a setting cannot be used ([`Error::is_config`]). The message names it, and never repeats a secret.
    pub fn build(self) -> Result<Plannr, Error> {
        let authorization = authorization(&self.access_token)?;
        let url = check_base_url(&self.base_url)?;
        if self.user_agent.is_empty() {
            return Err(Error::config("the user agent", "is empty"));
        }
        let Limits { attempt_timeout, call_timeout, .. } = self.limits;
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
        let transport = Transport { authorization, limits: self.limits };
        let client = generated::Client::new_with_client(url.as_str().trim_end_matches('/'), http, transport);
        Ok(Plannr { client: Arc::new(client), account: self.account })
    }
}

/// The account is shown, everything else is not.
impl fmt::Debug for PlannrBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlannrBuilder").field("account", &format_args!("{}", self.account)).finish_non_exhaustive()
    }
}

/// The `Authorization` header; the token lives nowhere else, and the header is marked so that nothing prints it.
fn authorization(token: &str) -> Result<HeaderValue, Error> {
    if token.is_empty() {
        return Err(Error::config("the access token", "is empty"));
    }
    // RFC 6750 allows no others, and a newline at the end is what a file or a copied line leaves.
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::config("the access token", "has a space, a newline or another character that no token has"));
    }
    let mut value = HeaderValue::from_str(&format!("Bearer {token}"))
        .map_err(|_| Error::config("the access token", "has characters that a header cannot carry"))?;
    value.set_sensitive(true);
    Ok(value)
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

#[cfg(feature = "mock")]
impl crate::mock::EmbeddedPlannr {
    /// A client of this embedded Plannr.
    #[must_use]
    pub fn plannr(&self) -> Plannr {
        #[expect(clippy::panic, reason = "its address and token are made to be good, and a test has no other way on")]
        self.plannr_builder().build().unwrap_or_else(|error| panic!("no client of the embedded Plannr: {error}"))
    }

    /// A builder of a client of this embedded Plannr, for a test that needs other settings.
    pub fn plannr_builder(&self) -> PlannrBuilder {
        Plannr::builder(self.access_token(), self.account_uuid()).base_url(self.base_url())
    }
}
