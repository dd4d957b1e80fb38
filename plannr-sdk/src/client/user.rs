//! A user without an account: lists logins, to find the account.

use std::env::VarError;
use std::fmt;

use super::builder::{Credentials, PlannrBuilder};
use crate::access_token::AccessToken;
use crate::decode;
use crate::error::Error;
use crate::generated::types::{Login, LoginList};
use crate::response::Response;
use crate::transport::{self, Transport};

const ACCESS_TOKEN: &str = "PLANNR_ACCESS_TOKEN";
const BASE_URL: &str = "PLANNR_BASE_URL";

/// A user whose account is not known yet: an access token, which can list its logins.
///
/// Each login names an account, with which the user becomes a [`Plannr`](crate::Plannr).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let user = mock.user();
/// // let user = plannr_sdk::PlannrUser::from_env()?;
/// let logins = user.logins().await?;
/// let accounts: Vec<_> = logins.iter().filter_map(|login| login.account.as_ref()).collect();
/// if let [account] = accounts[..] {
///     let plannr = user.with_account(account.uuid);
///     plannr.contact_details().list().send().await?;
/// }
/// # assert_eq!(mock.requests().len(), 2);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct PlannrUser {
    pub(super) transport: Transport,
}

impl PlannrUser {
    /// Returns a builder with an access token.
    ///
    /// ```
    /// let user = plannr_sdk::PlannrUser::builder("a-token").user_agent("back-office/1.4").build()?;
    /// # Ok::<(), plannr_sdk::Error>(())
    /// ```
    pub fn builder(access_token: impl Into<String>) -> PlannrBuilder<()> {
        PlannrBuilder::new(Credentials::Token(AccessToken::new(access_token)), ())
    }

    /// Returns a builder with a source of access tokens that expire, see
    /// [`Plannr::builder_with_token_source`](crate::Plannr::builder_with_token_source).
    pub fn builder_with_token_source<F, E>(source: impl Fn() -> F + Send + Sync + 'static) -> PlannrBuilder<()>
    where
        F: Future<Output = Result<AccessToken, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        PlannrBuilder::new(Credentials::source(source), ())
    }

    /// Makes a user from environment variables.
    ///
    /// ```no_run
    /// let user = plannr_sdk::PlannrUser::from_env()?;
    /// # Ok::<(), plannr_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if a variable is missing or not valid ([`Error::is_config`]). The message names the variable.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder_from_env()?.build()
    }

    /// Returns a builder with settings from environment variables: those of
    /// [`Plannr::builder_from_env`](crate::Plannr::builder_from_env), without `PLANNR_ACCOUNT_UUID`.
    ///
    /// # Errors
    ///
    /// Returns an error if a variable is missing or not valid ([`Error::is_config`]). The message names the variable.
    pub fn builder_from_env() -> Result<PlannrBuilder<()>, Error> {
        builder_from_env(|| Ok(()))
    }

    /// Returns the logins of the user.
    ///
    /// A login is the user's way into one account. Its own `uuid` is not that of the `account`.
    ///
    /// # Errors
    ///
    /// Any [`Error`].
    pub async fn logins(&self) -> Result<Response<Vec<Login>>, Error> {
        let read = decode::whole::<LoginList>;
        transport::call(&self.transport, &|client| client.list_logins(), read)
            .await
            .map(|logins| logins.map(|list| list.data))
    }
}

impl PlannrBuilder<()> {
    /// Checks all settings and makes the user.
    ///
    /// # Errors
    ///
    /// Returns an error if a setting is not valid ([`Error::is_config`]). The message names the setting and never
    /// contains a secret.
    pub fn build(self) -> Result<PlannrUser, Error> {
        let (transport, ()) = self.into_transport()?;
        Ok(PlannrUser { transport })
    }
}

/// Omits the token and the base URL.
impl fmt::Debug for PlannrUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlannrUser").finish_non_exhaustive()
    }
}

/// Makes a builder of the token, the account and the base URL, in this order.
pub(super) fn builder_from_env<A>(account: impl FnOnce() -> Result<A, Error>) -> Result<PlannrBuilder<A>, Error> {
    let token = required(ACCESS_TOKEN)?;
    let builder = PlannrBuilder::new(Credentials::Token(AccessToken::new(token)), account()?);
    // Some CI systems set undefined variables to the empty string.
    match variable(BASE_URL)?.filter(|url| !url.is_empty()) {
        Some(url) => Ok(builder.base_url(url)),
        None => Ok(builder),
    }
}

pub(super) fn required(name: &'static str) -> Result<String, Error> {
    variable(name)?.ok_or_else(|| Error::config(name, "is not set"))
}

fn variable(name: &'static str) -> Result<Option<String>, Error> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(Error::config(name, "is not Unicode")),
    }
}
