//! The access token that a token source returns.

use std::fmt;
use std::time::Duration;

use reqwest::header::HeaderValue;

use crate::error::Error;

/// An access token and its lifetime.
///
/// ```
/// use std::time::Duration;
/// use plannr_sdk::AccessToken;
///
/// let token = AccessToken::new("a-token").valid_for(Duration::from_secs(3600));
/// assert_eq!(format!("{token:?}"), "AccessToken(..)");
/// ```
#[derive(Clone)]
#[must_use]
pub struct AccessToken {
    secret: String,
    pub(crate) valid_for: Option<Duration>,
}

impl AccessToken {
    /// Creates a token that is valid until the server refuses it.
    pub fn new(secret: impl Into<String>) -> Self {
        Self { secret: secret.into(), valid_for: None }
    }

    /// Sets the lifetime, OAuth's `expires_in`, which starts when the source returns the token.
    ///
    /// The client requests a new token five minutes before the end, or a tenth of the lifetime before it if that is
    /// less.
    pub fn valid_for(mut self, duration: Duration) -> Self {
        self.valid_for = Some(duration);
        self
    }

    /// Returns the `Authorization` header, marked as sensitive so that it is not printed. No other copy of the token is
    /// kept.
    pub(crate) fn into_authorization(self) -> Result<HeaderValue, Error> {
        if self.secret.is_empty() {
            return Err(Error::config("the access token", "is empty"));
        }
        // RFC 6750 allows only these characters. A token from a file or a copied line often ends with a newline.
        if !self.secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            let problem = "has a space, a newline or another character that tokens do not have";
            return Err(Error::config("the access token", problem));
        }
        let mut value = HeaderValue::from_str(&format!("Bearer {}", self.secret))
            .map_err(|_| Error::config("the access token", "has characters that a header cannot contain"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

/// The token is not printed.
impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(..)")
    }
}
