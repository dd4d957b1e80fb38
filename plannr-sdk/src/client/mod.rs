//! The client, `Plannr`, and its constructors.

mod builder;
mod user;

use std::fmt;
use std::time::Duration;

use uuid::Uuid;

use crate::access_token::AccessToken;
use crate::accounts::Accounts;
use crate::contact_details::ContactDetails;
use crate::error::Error;
use crate::generated::types::Login;
use crate::policy::Policy;
use crate::response::Response;
use crate::transport::Caller;
use builder::Credentials;
pub use builder::PlannrBuilder;
pub use user::PlannrUser;

const ACCOUNT_UUID: &str = "PLANNR_ACCOUNT_UUID";

/// A client of the Plannr API.
///
/// Share one client: clones are cheap, and share connections, access token and quota. Calls need a tokio runtime with
/// I/O and time enabled, such as that of `#[tokio::main]`.
///
/// ```no_run
/// # async fn run() -> Result<(), plannr_sdk::Error> {
/// use plannr_sdk::{NewContactDetail, Plannr};
///
/// let plannr = Plannr::from_env()?;
/// let owner = "a4c1d7e2-58b3-4f96-b0d4-6e2f1a9c3d10".parse().expect("a UUID");
/// let new = NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?;
/// let created = plannr.contact_details().create(&new).await?;
/// println!("{}", created.uuid);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Plannr(Caller);

impl Plannr {
    /// Returns a builder with an access token and the UUID of the account that the client acts for.
    ///
    /// Use the `uuid` of the `account` inside one of the user's logins, not the login's own. [`PlannrUser::logins`]
    /// lists them.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    /// use plannr_sdk::Plannr;
    ///
    /// let account = "0b7e6a52-3f0d-4c1a-9f6e-5d2c8b1a7e40".parse()?;
    /// let plannr = Plannr::builder("a-token", account).timeout(Duration::from_secs(60)).build()?;
    /// # Ok(()) }
    /// ```
    pub fn builder(access_token: impl Into<String>, account: Uuid) -> PlannrBuilder {
        PlannrBuilder::new(Credentials::Token(AccessToken::new(access_token)), account)
    }

    /// Returns a builder with a source of access tokens that expire.
    ///
    /// The client calls the source before the first request, again shortly before the token expires (a tenth of its
    /// lifetime, at most 5 minutes), and once after a 401.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    /// use plannr_sdk::{AccessToken, Plannr};
    ///
    /// async fn refresh() -> Result<AccessToken, std::io::Error> {
    ///     // Call your identity provider: OAuth returns `access_token` and `expires_in`.
    ///     Ok(AccessToken::new("a-token").valid_for(Duration::from_secs(3600)))
    /// }
    ///
    /// let account = "0b7e6a52-3f0d-4c1a-9f6e-5d2c8b1a7e40".parse()?;
    /// let plannr = Plannr::builder_with_token_source(refresh, account).build()?;
    /// # Ok(()) }
    /// ```
    ///
    /// The source runs at most once at a time and for at most 30 seconds. Dropping the call that started it does not
    /// cancel it, because a refresh token may work only once. If the server also refuses the new token after a 401, the
    /// source is not called again for 10 seconds. If the source fails, the client uses the old token until that
    /// expires. After that, calls fail with [`Error::is_token`], or with [`Error::is_timeout`] if the source took too
    /// long.
    pub fn builder_with_token_source<F, E>(
        source: impl Fn() -> F + Send + Sync + 'static,
        account: Uuid,
    ) -> PlannrBuilder
    where
        F: Future<Output = Result<AccessToken, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        PlannrBuilder::new(Credentials::source(source), account)
    }

    /// Makes a client from environment variables.
    ///
    /// Short for [`builder_from_env`](Self::builder_from_env) and [`build`](PlannrBuilder::build).
    ///
    /// ```no_run
    /// let plannr = plannr_sdk::Plannr::from_env()?;
    /// # Ok::<(), plannr_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if a variable is missing or not valid ([`Error::is_config`]). The message names the variable.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder_from_env()?.build()
    }

    /// Returns a builder with settings from environment variables.
    ///
    /// | variable | value |
    /// |---|---|
    /// | `PLANNR_ACCESS_TOKEN` | the access token: in Plannr, "Settings", "Account Details" |
    /// | `PLANNR_ACCOUNT_UUID` | the account that the client acts for, see [`builder`](Self::builder) |
    /// | `PLANNR_BASE_URL` | optional: another server, see [`base_url`](PlannrBuilder::base_url) |
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use plannr_sdk::Plannr;
    ///
    /// let plannr = Plannr::builder_from_env()?.timeout(Duration::from_secs(60)).build()?;
    /// # Ok::<(), plannr_sdk::Error>(())
    /// ```
    ///
    /// The token is not renewed when it expires; use [`builder_with_token_source`](Self::builder_with_token_source) for
    /// that.
    ///
    /// Unless [`http`](PlannrBuilder::http) sets a proxy, every client uses the proxy in the environment variable
    /// `HTTPS_PROXY` or `ALL_PROXY`. `NO_PROXY` names the hosts to reach directly. Requests to loopback never use a
    /// proxy. On Linux, the TLS libraries read certificates from `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    ///
    /// # Errors
    ///
    /// Returns an error if a variable is missing or is not valid ([`Error::is_config`]). The message names the
    /// variable.
    pub fn builder_from_env() -> Result<PlannrBuilder, Error> {
        user::builder_from_env(|| {
            user::required(ACCOUNT_UUID)?.parse().map_err(|_| Error::config(ACCOUNT_UUID, "is not a UUID"))
        })
    }

    /// Returns the operations on accounts: clients, and members of the adviser firm.
    #[must_use]
    pub fn accounts(&self) -> Accounts {
        Accounts(self.0.clone())
    }

    /// Returns the logins of the user, see [`PlannrUser::logins`].
    ///
    /// # Errors
    ///
    /// Any [`Error`].
    pub async fn logins(&self) -> Result<Response<Vec<Login>>, Error> {
        PlannrUser { transport: self.0.transport.clone() }.logins().await
    }

    /// Returns the operations on contact details: the e-mail addresses and phone numbers of client accounts.
    #[must_use]
    pub fn contact_details(&self) -> ContactDetails {
        ContactDetails(self.0.clone())
    }

    /// Returns the number of requests that the quota allows now, for all clones together, or `None` without a quota.
    ///
    /// The quota counts requests in flight, responses of the last minute, and other programs' usage, as shown by
    /// response headers. After a 429 the number is 0 until requests resume.
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
        self.0.transport.shared.requests_left()
    }

    /// Returns a clone of this client that acts for another account.
    ///
    /// Cheap enough to use for a single call, like all `with_` methods.
    ///
    /// ```
    /// # async fn run(plannr: &plannr_sdk::Plannr, other: plannr_sdk::Uuid) -> Result<(), plannr_sdk::Error> {
    /// let theirs = plannr.with_account(other).contact_details().list().send().await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn with_account(&self, account: Uuid) -> Self {
        Self(Caller { account, ..self.0.clone() })
    }

    /// Returns a clone with another time limit for each call as a whole, see [`PlannrBuilder::timeout`].
    ///
    /// ```
    /// # async fn run(plannr: &plannr_sdk::Plannr) -> Result<(), plannr_sdk::Error> {
    /// use std::time::Duration;
    ///
    /// let page = plannr.with_timeout(Duration::from_secs(5)).contact_details().list().send().await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        self.with_call_timeout(timeout)
    }

    /// Returns a clone with another time limit for each call as a whole, see [`PlannrBuilder::call_timeout`]. With
    /// zero, every call fails with [`Error::is_config`].
    #[must_use]
    pub fn with_call_timeout(&self, timeout: Duration) -> Self {
        self.with_policy(|policy| policy.call_timeout = timeout)
    }

    /// Returns a clone with another time limit for each attempt, see [`PlannrBuilder::attempt_timeout`]. With zero,
    /// every call fails with [`Error::is_config`].
    #[must_use]
    pub fn with_attempt_timeout(&self, timeout: Duration) -> Self {
        self.with_policy(|policy| policy.attempt_timeout = timeout)
    }

    /// Returns a clone with another maximum number of retries, see [`PlannrBuilder::max_retries`].
    #[must_use]
    pub fn with_max_retries(&self, retries: u32) -> Self {
        self.with_policy(|policy| policy.max_retries = retries)
    }

    fn with_policy(&self, change: impl FnOnce(&mut Policy)) -> Self {
        let mut changed = self.clone();
        change(&mut changed.0.transport.policy);
        changed
    }
}

// Defined here so that `user.rs` and `builder.rs` do not import the client.
impl PlannrUser {
    /// Returns a client of this user that acts for an account. It shares connections, access token and quota.
    #[must_use]
    pub fn with_account(&self, account: Uuid) -> Plannr {
        Plannr(Caller { transport: self.transport.clone(), account })
    }
}

impl PlannrBuilder {
    /// Checks all settings and builds the client.
    ///
    /// # Errors
    ///
    /// Returns an error if a setting is not valid ([`Error::is_config`]). The message names the setting and never
    /// contains a secret.
    pub fn build(self) -> Result<Plannr, Error> {
        let (transport, account) = self.into_transport()?;
        Ok(Plannr(Caller { transport, account }))
    }
}

/// Prints the account, and omits the token and the base URL.
impl fmt::Debug for Plannr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plannr").field("account", &format_args!("{}", self.0.account)).finish_non_exhaustive()
    }
}
