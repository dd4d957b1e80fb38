//! The `is_...` methods: a predicate for each kind of error, with advice.

use reqwest::StatusCode;

use super::refusal::Refusal;
use super::{Error, Kind};
use crate::server_state::ServerState;

/// Declares the methods, and `name` for traces: the name of the first method that returns true.
macro_rules! predicates {
    ($($(#[$doc:meta])* $name:ident: $pattern:pat $(if $condition:expr)?,)*) => {
        /// Predicates for the kind of the error.
        impl Error {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $name(&self) -> bool {
                    matches!(&self.0.kind, $pattern $(if $condition)?)
                }
            )*

            #[cfg(feature = "tracing")]
            pub(crate) fn name(&self) -> &'static str {
                let names = [$((stringify!($name), Self::$name as fn(&Self) -> bool)),*];
                let name = names.into_iter().find_map(|(name, is_true)| is_true(self).then_some(name));
                name.map_or("status", |name| name.trim_start_matches("is_"))
            }
        }
    };
}

predicates! {
    /// Returns true if the client is misconfigured.
    ///
    /// # Troubleshooting
    ///
    /// The message names the setting or the environment variable and the problem. Most often a variable is not set
    /// where the program runs, or a token ends with the newline of its file: trim it. With the feature
    /// `rustls-no-provider`, install a provider before you build the client.
    is_config: Kind::Config { .. },

    /// Returns true if the SDK refused a value before sending anything; [`field`](Self::field) names it.
    ///
    /// # Troubleshooting
    ///
    /// Show the message to the person who entered the value: it names the field and the problem and does not quote the
    /// value. For phone numbers from forms and old databases, see [`phone`](crate::phone), which cleans and parses
    /// them. An update without known owners is refused too: [get](crate::ContactDetails::get) the contact detail first.
    is_invalid_input: Kind::Invalid(_),

    /// Returns true if no connection was made. Nothing was sent.
    ///
    /// # Troubleshooting
    ///
    /// The message ends with the cause. If a name does not resolve or a connection is refused, check that the machine
    /// reaches the internet, or set its proxy (`HTTPS_PROXY`). If a certificate is not trusted, a proxy that intercepts
    /// TLS needs its own certificate in the platform's store, or in [`http`](crate::PlannrBuilder::http). If a proxy
    /// refused the tunnel, check its user name and password (407), or whether it allows the host. These two are not
    /// retried. Without a TLS feature of this crate, no `https` works at all.
    is_connect: Kind::Connect { .. },

    /// Returns true if the token source failed; [`token_failure`](Self::token_failure) returns its error. A source that
    /// takes too long is [`is_timeout`](Self::is_timeout); a token with invalid characters is
    /// [`is_config`](Self::is_config).
    ///
    /// # Troubleshooting
    ///
    /// Nothing was sent to Plannr: the fault is in your source or at its identity provider. Without a
    /// [`token_failure`](Self::token_failure) the source panicked. A refresh token that was revoked or used up needs a
    /// person who signs in again; retrying does not help.
    is_token: Kind::Token(_),

    /// Returns true if an owner has a contact detail that may be the same ([`Unclear`](crate::Sameness::Unclear));
    /// [`uuid`](Self::uuid) names it.
    ///
    /// # Troubleshooting
    ///
    /// Only [`ensure`](crate::ContactDetails::ensure) returns this, because a create could make a duplicate. Look at
    /// that contact detail in Plannr. If it is the same, you are done; if not,
    /// [create](crate::ContactDetails::create) yours. To prevent the error, [update](crate::ContactDetails::update) a
    /// phone number to the international form.
    is_unclear: Kind::Unclear { .. },

    /// Returns true if a deadline of the client passed.
    ///
    /// # Troubleshooting
    ///
    /// The message says which: the wait for the quota, the pause after a 429, the token source, the attempt
    /// ([`attempt_timeout`](crate::PlannrBuilder::attempt_timeout)), the call with all its retries
    /// ([`call_timeout`](crate::PlannrBuilder::call_timeout)), or a limit in your own HTTP settings. After a write,
    /// check [`server_state`](Self::server_state): the server may have made the change late.
    is_timeout: Kind::Timeout { .. },

    /// Returns true if the connection was lost before the response was complete.
    ///
    /// # Troubleshooting
    ///
    /// Something between you and Plannr closed it: a proxy, a load balancer, a change of network. One such error is
    /// ordinary, and lists and updates were retried already. If creates fail this way after quiet times, a proxy closes
    /// idle connections sooner than the client does: set a shorter `pool_idle_timeout` in
    /// [`http`](crate::PlannrBuilder::http).
    is_interrupted: Kind::Interrupted { .. },

    /// Returns true if the response is larger than the limit.
    ///
    /// # Troubleshooting
    ///
    /// A large page with its accounts can be that large: request fewer items
    /// ([`per_page`](crate::List::per_page)), include fewer relations, or raise
    /// [`max_response_size`](crate::PlannrBuilder::max_response_size). If it happens with a single resource, the server
    /// is not Plannr: check the base URL.
    is_too_large: Kind::TooLarge { .. },

    /// Returns true if the server redirects (3xx, but not 304). Redirects are not followed, because they would carry
    /// the body and the account header along.
    ///
    /// # Troubleshooting
    ///
    /// Look at `Location` in the [`headers`](Self::headers). If it is a sign-in page, a proxy of your network sent it.
    /// If it is the same address with another host or with `https`, set that as the
    /// [base URL](crate::PlannrBuilder::base_url).
    is_redirect: Kind::Status(refusal) if refusal.status.is_redirection() && refusal.status != StatusCode::NOT_MODIFIED,

    /// Returns true if the access token is missing, wrong or expired (401).
    ///
    /// # Troubleshooting
    ///
    /// Check that the token is complete, belongs to this server and was not revoked. A token source was asked for a new
    /// token already, and that was refused too. OAuth tokens expire: use a
    /// [token source](crate::Plannr::builder_with_token_source) and not a variable.
    is_unauthenticated: Kind::Status(Refusal { status: StatusCode::UNAUTHORIZED, .. }),

    /// Returns true if the token is valid, but its login may not do this (403).
    ///
    /// # Troubleshooting
    ///
    /// Check the account that the client acts for (its `Debug` prints it): it must be the `uuid` of the `account`
    /// *inside* one of the user's [logins](crate::Plannr::logins), not the login's own. (Plannr does not document its
    /// response to a wrong one.)
    /// If reading works and writing does not, the login lacks `has_write_permission`: have it granted in Plannr.
    is_forbidden: Kind::Status(Refusal { status: StatusCode::FORBIDDEN, .. }),

    /// Returns true if the resource does not exist (404).
    ///
    /// # Troubleshooting
    ///
    /// It may have been removed since you saw it, or the uuid is another record's, such as its owner's. If lists are
    /// not found either, check the base URL: the SDK appends paths such as `/api/v2/contact-details` to it.
    is_not_found: Kind::Status(Refusal { status: StatusCode::NOT_FOUND, .. }),

    /// Returns true if the server refused fields of the request (422); [`field_errors`](Self::field_errors) names them.
    ///
    /// # Troubleshooting
    ///
    /// `account_uuids.0` is the first owner: owners must be accounts of the type `client`, not employees. `value` or
    /// `value.number` is a phone number or an address that has the right form and fails Plannr's own checks. The same
    /// request fails again.
    is_validation: Kind::Status(Refusal { status: StatusCode::UNPROCESSABLE_ENTITY, .. }),

    /// Returns true if the quota is used up: the server refused this call (429), or an earlier one, and all calls wait.
    /// [`retry_after`](Self::retry_after) returns the wait, if it is known.
    ///
    /// # Troubleshooting
    ///
    /// The quota belongs to the user: other programs with tokens of the same user draw on it too. Give each a share by
    /// [`requests_per_minute`](crate::PlannrBuilder::requests_per_minute), use one client and its clones within a
    /// program, and raise [`max_retry_after`](crate::PlannrBuilder::max_retry_after) or
    /// [`call_timeout`](crate::PlannrBuilder::call_timeout) where waiting is better than failing.
    is_rate_limited: Kind::Paused { .. } | Kind::Status(Refusal { status: StatusCode::TOO_MANY_REQUESTS, .. }),

    /// Returns true if the server failed (5xx).
    ///
    /// # Troubleshooting
    ///
    /// The fault is not on your side. If the [`body`](Self::body) is HTML, it is the page of a proxy, a load balancer
    /// or a server under maintenance. Lists and updates were retried already; a create was not, because it may have
    /// been applied. Give Plannr's support the time and the [`request_id`](Self::request_id), if there is one.
    is_server_error: Kind::Status(refusal) if refusal.status.is_server_error(),

    /// Returns true if the response is a success, but its body could not be decoded or is not what was requested.
    ///
    /// # Troubleshooting
    ///
    /// If the body is HTML, it is a proxy's sign-in page, or the base URL is wrong. If the server ignored a filter or
    /// returned another page, a query parameter is not as the spec infers. If the end of a list is uncertain, the list may
    /// have changed while it was read: try again. With a [`json_path`](Self::json_path), this
    /// version cannot read the response: please report the path, and not the body, which holds a client's data. After a
    /// write, check the [`server_state`](Self::server_state): it is only `Applied` if the response names the resource.
    is_decode: Kind::Undecodable { .. }
        | Kind::BadItem { .. }
        | Kind::MoreBadItems { .. }
        | Kind::FilterIgnored
        | Kind::WrongPage { .. }
        | Kind::BadPage { .. },
}

impl Error {
    /// Returns true if it is safe to send the same request again, and doing so may succeed.
    ///
    /// It is safe after a list, a get and an update, which have the same effect however often they are sent; and after
    /// a create if the [`server_state`](Self::server_state) is [`NotApplied`](ServerState::NotApplied).
    ///
    /// It may succeed if the quota was used up ([`is_rate_limited`](Self::is_rate_limited)), no connection was made
    /// ([`is_connect`](Self::is_connect)), the connection was lost ([`is_interrupted`](Self::is_interrupted)), a
    /// deadline passed ([`is_timeout`](Self::is_timeout)), or the server returned 408, 500, 502 to 504, 507, 509 or 520
    /// to 530. For any other failure the same request fails again until something else changes, also after a
    /// certificate that is not trusted and a proxy that refuses the tunnel.
    ///
    /// The SDK has retried by its own rules before it returns the error: wait, at least for
    /// [`retry_after`](Self::retry_after), before you send the request again. After a create with an
    /// [`Unknown`](ServerState::Unknown) state this is false; [`ensure`](crate::ContactDetails::ensure) looks before it
    /// creates.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
    /// use plannr_sdk::NewContactDetail;
    /// use plannr_sdk::mock::MockResponse;
    ///
    /// let details = plannr.contact_details();
    /// let new = NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?;
    ///
    /// mock.next_response(MockResponse::server_error());
    /// assert!(!details.create(&new).await.unwrap_err().is_retryable(), "it may have been applied");
    ///
    /// mock.next_response(MockResponse::too_many_requests(Some(3600)));
    /// assert!(details.create(&new).await.unwrap_err().is_retryable(), "in an hour");
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let is_idempotent = self.call().is_some_and(|call| call.method.is_idempotent());
        let is_safe = is_idempotent || self.server_state() == ServerState::NotApplied;
        is_safe && (self.is_transient() || self.is_rate_limited())
    }

    /// Returns true if the failure may be over when the request is sent again after a backoff.
    pub(crate) fn is_transient(&self) -> bool {
        // 509 and 520 to 530 come from gateways.
        let is_transient =
            |status: StatusCode| matches!(status.as_u16(), 408 | 500 | 502..=504 | 507 | 509 | 520..=530);
        let is_final = matches!(self.0.kind, Kind::Connect { is_final: true, .. });
        self.status().is_some_and(is_transient)
            || (self.is_connect() && !is_final)
            || self.is_interrupted()
            || self.is_timeout()
    }
}
