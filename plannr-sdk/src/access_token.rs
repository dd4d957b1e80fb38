//! An access token, as a token source gives it.

use std::fmt;
use std::time::Duration;

use reqwest::header::HeaderValue;

use crate::error::Error;

/// An access token, and how long it is valid.
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
    /// A token that is valid until the server refuses it.
    pub fn new(secret: impl Into<String>) -> Self {
        Self { secret: secret.into(), valid_for: None }
    }

    /// The same token, valid for so long from when the source gives it: OAuth's `expires_in`. A new one is asked for five
    /// minutes before its end, or a tenth of its life before if that is less.
    pub fn valid_for(mut self, duration: Duration) -> Self {
        self.valid_for = Some(duration);
        self
    }

    /// The `Authorization` header; the token lives nowhere else, and the header is marked so that nothing prints it.
    pub(crate) fn into_authorization(self) -> Result<HeaderValue, Error> {
        if self.secret.is_empty() {
            return Err(Error::config("the access token", "is empty"));
        }
        // RFC 6750 allows no others, and a newline at the end is what a file or a copied line leaves.
        if !self.secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            let problem = "has a space, a newline or another character that no token has";
            return Err(Error::config("the access token", problem));
        }
        let mut value = HeaderValue::from_str(&format!("Bearer {}", self.secret))
            .map_err(|_| Error::config("the access token", "has characters that a header cannot carry"))?;
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
