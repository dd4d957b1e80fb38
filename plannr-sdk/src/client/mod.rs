//! `Plannr`: a client, its clones with other settings, and how one begins.

mod builder;

use std::env::VarError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::access_token::AccessToken;
use crate::contact_details::ContactDetails;
use crate::error::Error;
use crate::policy::Policy;
use crate::transport::{Source, Transport};
use builder::Credentials;
pub use builder::PlannrBuilder;

/// The environment variables of [`Plannr::from_env`].
const ACCESS_TOKEN: &str = "PLANNR_ACCESS_TOKEN";
const ACCOUNT_UUID: &str = "PLANNR_ACCOUNT_UUID";
const BASE_URL: &str = "PLANNR_BASE_URL";

/// A client of the Plannr API.
///
/// Cheap to clone, and shared by all who use it: connections are reused. Calls are made within a tokio runtime that has its
/// timers and its network enabled; outside of one they are an error.
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
    transport: Transport,
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
        PlannrBuilder::new(Credentials::Token(AccessToken::new(access_token)), account)
    }

    /// Starts to build a client whose access tokens expire: the source is asked for the first one when it is needed, for
    /// the next one some minutes before that expires, and once more when the server refuses it.
    ///
    /// It is asked by one call at a time, for 30 seconds at most, and to the end: a call that goes away does not stop it,
    /// for its answer may be the only one. If it fails, the old token is used as long as it is valid; then calls fail with
    /// [`Error::is_token`], or [`Error::is_timeout`] if it took too long.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    /// use plannr_sdk::{AccessToken, Plannr};
    ///
    /// async fn refresh() -> Result<AccessToken, std::io::Error> {
    ///     // Ask your identity provider: `access_token` and `expires_in` are what OAuth answers.
    ///     Ok(AccessToken::new("a-token").valid_for(Duration::from_secs(3600)))
    /// }
    ///
    /// let account = "0b7e6a52-3f0d-4c1a-9f6e-5d2c8b1a7e40".parse()?;
    /// let plannr = Plannr::builder_with_token_source(refresh, account).build()?;
    /// # Ok(()) }
    /// ```
    pub fn builder_with_token_source<F, E>(
        source: impl Fn() -> F + Send + Sync + 'static,
        account: Uuid,
    ) -> PlannrBuilder
    where
        F: Future<Output = Result<AccessToken, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let source: Source = Box::new(move || {
            let asked = source();
            Box::pin(async move { asked.await.map_err(|error| Arc::from(error.into())) })
        });
        PlannrBuilder::new(Credentials::Source(source), account)
    }

    /// Builds a client from environment variables. The token is used as it is, and not renewed when it expires; for that there
    /// is [`builder_with_token_source`](Self::builder_with_token_source).
    ///
    /// | variable | what it is |
    /// |---|---|
    /// | `PLANNR_ACCESS_TOKEN` | the access token: in Plannr, "Settings", "Account Details" |
    /// | `PLANNR_ACCOUNT_UUID` | the account that it acts for, see [`builder`](Self::builder) |
    /// | `PLANNR_BASE_URL` | if it is set, another server than Plannr's own, see [`base_url`](PlannrBuilder::base_url) |
    ///
    /// As in reqwest, `HTTPS_PROXY` (or `ALL_PROXY`) names a proxy and `NO_PROXY` the hosts that need none, for every
    /// client that has no proxy of its own by [`http`](PlannrBuilder::http); loopback never has one. On Linux the TLS
    /// libraries take certificates from `SSL_CERT_FILE` and `SSL_CERT_DIR`, if those are set. The SDK itself reads no other
    /// variable.
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
        let read = |name: &'static str| {
            std::env::var(name).map_err(|error| match error {
                VarError::NotPresent => Error::config(name, "is not set"),
                VarError::NotUnicode(_) => Error::config(name, "is not Unicode"),
            })
        };
        let token = read(ACCESS_TOKEN)?;
        let account = read(ACCOUNT_UUID)?.parse().map_err(|_| Error::config(ACCOUNT_UUID, "is not a UUID"))?;
        let builder = Self::builder(token, account);
        match std::env::var(BASE_URL) {
            // CI systems set what they have no value for.
            Ok(url) if url.is_empty() => builder.build(),
            Ok(url) => builder.base_url(url).build(),
            Err(VarError::NotPresent) => builder.build(),
            Err(VarError::NotUnicode(_)) => Err(Error::config(BASE_URL, "is not Unicode")),
        }
    }

    /// The contact details: e-mail addresses and phone numbers of client accounts.
    #[must_use]
    pub fn contact_details(&self) -> ContactDetails {
        ContactDetails::new(self.transport.clone(), self.account)
    }

    /// How many requests the quota admits at this moment, all clones of the client together; `None` without a limit.
    ///
    /// It counts what is under way, what was answered within the last minute, and what the answers told of other programs.
    /// While all wait for the server after a 429 it is 0.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let plannr = mock.plannr();
    /// plannr.contact_details().list().send().await?;
    /// assert_eq!(plannr.requests_left(), Some(499));
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn requests_left(&self) -> Option<u32> {
        self.transport.shared.requests_left()
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
        Self { account, ..self.clone() }
    }

    /// The same client with another time limit for each attempt. Cheap: for a single call if you like.
    #[must_use]
    pub fn with_attempt_timeout(&self, timeout: Duration) -> Self {
        self.with_policy(|policy| policy.attempt_timeout = timeout)
    }

    /// The same client with another time limit for each call as a whole. Cheap: for a single call if you like.
    #[must_use]
    pub fn with_call_timeout(&self, timeout: Duration) -> Self {
        self.with_policy(|policy| policy.call_timeout = timeout)
    }

    /// The same client with another number of retries. Cheap: for a single call if you like.
    #[must_use]
    pub fn with_max_retries(&self, retries: u32) -> Self {
        self.with_policy(|policy| policy.max_retries = retries)
    }

    fn with_policy(&self, change: impl FnOnce(&mut Policy)) -> Self {
        let mut changed = self.clone();
        change(&mut changed.transport.policy);
        changed
    }
}

impl PlannrBuilder {
    /// Checks all settings and makes the client.
    ///
    /// # Errors
    ///
    /// When a setting cannot be used ([`Error::is_config`]). The message names it, and never repeats a secret.
    pub fn build(self) -> Result<Plannr, Error> {
        let (transport, account) = self.into_transport()?;
        Ok(Plannr { transport, account })
    }
}

/// The account is shown, the token and the base URL are not.
impl fmt::Debug for Plannr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plannr").field("account", &format_args!("{}", self.account)).finish_non_exhaustive()
    }
}
