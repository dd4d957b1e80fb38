//! What happened: one question for each kind of failure, and what to do about it.

use reqwest::StatusCode;

use super::{Error, Kind};

/// What happened.
impl Error {
    /// A setting of the client cannot be used.
    ///
    /// # Troubleshooting
    ///
    /// The message names the setting or the environment variable, and what is wrong with it. Most often it is a variable that
    /// is not set where the program runs, or a token with the newline of the file that it was read from: trim it. With the
    /// feature `rustls-no-provider`, install a provider before the client is built.
    #[must_use]
    pub fn is_config(&self) -> bool {
        matches!(self.0.kind, Kind::Config { .. })
    }

    /// A value was refused by the SDK, before anything was sent; [`field_errors`](Self::field_errors) names the field.
    ///
    /// # Troubleshooting
    ///
    /// Show the message to whoever entered the value: it names the field, says what is wrong, and does not repeat the value.
    /// For phone numbers from forms and old databases there is the feature `phonenumber`, which reads more spellings. An
    /// update without known owners is refused as well: [get](crate::ContactDetails::get) the contact detail first.
    #[must_use]
    pub fn is_invalid_input(&self) -> bool {
        matches!(self.0.kind, Kind::Invalid { .. })
    }

    /// No connection came about: nothing was sent.
    ///
    /// # Troubleshooting
    ///
    /// The message ends with the cause. A name that does not resolve or a refused connection: does the machine reach the
    /// internet, or must it go through a proxy (`HTTPS_PROXY`)? A certificate that is not trusted: a proxy that opens TLS
    /// needs its own certificate in the platform's store, or in [`http`](crate::PlannrBuilder::http). Without a TLS feature
    /// of this crate, no `https` works at all.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(self.0.kind, Kind::Connect { .. })
    }

    /// The token source failed; [`token_failure`](Self::token_failure) is what it said. One that gave no answer in time is
    /// [`is_timeout`](Self::is_timeout), and one that gave what no token can be is [`is_config`](Self::is_config).
    ///
    /// # Troubleshooting
    ///
    /// Nothing was sent to Plannr: the fault is in your source, or at the identity provider that it asks. Without a
    /// [`token_failure`](Self::token_failure) the source has panicked. A refresh token that was revoked or used up needs a
    /// person who signs in again; repeating the call does not help.
    #[must_use]
    pub fn is_token(&self) -> bool {
        matches!(self.0.kind, Kind::Token(_))
    }

    /// A phone number is shown without its country, so that it cannot be said whether it is the one that was looked for;
    /// [`uuid`](Self::uuid) is its contact detail.
    ///
    /// # Troubleshooting
    ///
    /// Only [`ensure`](crate::ContactDetails::ensure) says so: to create would risk a second one. Look at that contact detail
    /// in Plannr. If it is the same number, there is nothing to do; if not, [create](crate::ContactDetails::create) yours; and
    /// if you [update](crate::ContactDetails::update) it to the international form, the question does not come up again.
    #[must_use]
    pub fn is_unclear(&self) -> bool {
        matches!(self.0.kind, Kind::Unclear { .. })
    }

    /// A deadline of the client passed.
    ///
    /// # Troubleshooting
    ///
    /// The message says which: of the token source, the attempt ([`attempt_timeout`](crate::PlannrBuilder::attempt_timeout)),
    /// the call with all its retries ([`call_timeout`](crate::PlannrBuilder::call_timeout)), or one in your own HTTP
    /// settings. After a write, go by [`server_state`](Self::server_state): the server may have been slow *and* have done it.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::Timeout { .. })
    }

    /// The connection was lost before the whole answer had come.
    ///
    /// # Troubleshooting
    ///
    /// Something between you and Plannr closed it: a proxy, a load balancer, a network that changed. Once is ordinary, and
    /// lists and updates have been repeated by now. If creates fail so after quiet times, a proxy closes idle connections
    /// sooner than the client does: set a shorter `pool_idle_timeout` in [`http`](crate::PlannrBuilder::http).
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        matches!(self.0.kind, Kind::Interrupted { .. })
    }

    /// The answer is larger than the client reads.
    ///
    /// # Troubleshooting
    ///
    /// A large page with its accounts can be that large: ask for fewer [`per_page`](crate::ListContactDetails::per_page),
    /// leave away what you do not need to [`include`](crate::ListContactDetails::include), or raise
    /// [`max_response_size`](crate::PlannrBuilder::max_response_size). With a single contact detail it is not Plannr that
    /// answers: check the base URL.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        matches!(self.0.kind, Kind::TooLarge { .. })
    }

    /// The server wants the request to go elsewhere (3xx). The SDK does not follow: the body and the account header
    /// would go along.
    ///
    /// # Troubleshooting
    ///
    /// `Location`, among the [`headers`](Self::headers), says where to. A page where one signs in: a proxy of your network
    /// answered, and wants to know who you are. The same address with another host or with `https`: set that as the
    /// [base URL](crate::PlannrBuilder::base_url).
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        self.has_status(|status| status.is_redirection())
    }

    /// The access token is missing, wrong or expired (401).
    ///
    /// # Troubleshooting
    ///
    /// Is it the whole token, of this server, and not revoked? A token source was asked for a new one already, and that was
    /// refused as well. Tokens from OAuth expire: they belong in a
    /// [token source](crate::Plannr::builder_with_token_source), not in a variable.
    #[must_use]
    pub fn is_unauthenticated(&self) -> bool {
        self.has_status(|status| status == StatusCode::UNAUTHORIZED)
    }

    /// The token is good, but its login may not do this (403).
    ///
    /// # Troubleshooting
    ///
    /// Look at the account that the client acts for, as its `Debug` shows it: it must be the `uuid` of the `account` *inside*
    /// one of the token's logins, not the login's own. (How Plannr answers to a wrong one, no page says.) If reading works
    /// and writing does not, the login lacks its write permission, `has_write_permission`: have it granted in Plannr.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.has_status(|status| status == StatusCode::FORBIDDEN)
    }

    /// There is no such contact detail (404).
    ///
    /// # Troubleshooting
    ///
    /// It may have been removed since you saw it, or the uuid is that of something else, such as its owner. If lists are not
    /// found either, check the base URL: the SDK appends `/api/v2/contact-details` to it.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.has_status(|status| status == StatusCode::NOT_FOUND)
    }

    /// The server refused fields of the request (422); [`field_errors`](Self::field_errors) names them.
    ///
    /// # Troubleshooting
    ///
    /// `account_uuids.0` is the first owner: owners must be accounts of the type `client`, not employees. `value` or
    /// `value.number` is a phone number or an address that keeps the form but not Plannr's own checks. To send the same again
    /// gives the same answer.
    #[must_use]
    pub fn is_validation(&self) -> bool {
        self.has_status(|status| status == StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// The quota is used up: the server said so (429), to this call or to one before it that asked all to wait.
    /// [`retry_after`](Self::retry_after) may say for how long.
    ///
    /// # Troubleshooting
    ///
    /// The quota is that of the user, so that other programs with tokens of the same user draw on it too. Give each a share
    /// by [`requests_per_minute`](crate::PlannrBuilder::requests_per_minute), use one client and its clones within a program,
    /// and raise [`max_retry_after`](crate::PlannrBuilder::max_retry_after) or
    /// [`call_timeout`](crate::PlannrBuilder::call_timeout) where waiting is better than failing.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        let is_paused = matches!(self.0.kind, Kind::Paused { .. });
        is_paused || self.has_status(|status| status == StatusCode::TOO_MANY_REQUESTS)
    }

    /// The server failed (5xx).
    ///
    /// # Troubleshooting
    ///
    /// Nothing on your side. If the [`body`](Self::body) is HTML, a proxy or a load balancer wrote it, not Plannr. Lists and
    /// updates have been repeated by now; a create has not, for it may have been applied. Tell Plannr's support the time and
    /// the [`request_id`](Self::request_id), if there is one.
    #[must_use]
    pub fn is_server_error(&self) -> bool {
        self.has_status(|status| status.is_server_error())
    }

    /// The server answered with success, but what came is not what is due: no JSON, or JSON without what is needed.
    ///
    /// # Troubleshooting
    ///
    /// "The answer is HTML": a page of a proxy where one signs in, or a wrong base URL. "The server did not heed the filter"
    /// and "page 2 expected": a query parameter is not as the spec infers. With a [`json_path`](Self::json_path): an answer
    /// in a form that this version cannot read; please report the path, and not the body, which holds a client's data.
    /// After a write, [`server_state`](Self::server_state) most often says that it was applied.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(
            self.0.kind,
            Kind::Undecodable { .. } | Kind::BadItem { .. } | Kind::FilterIgnored | Kind::WrongPage { .. }
        )
    }

    fn has_status(&self, is: impl FnOnce(StatusCode) -> bool) -> bool {
        matches!(self.0.kind, Kind::Status) && self.status().is_some_and(is)
    }
}
