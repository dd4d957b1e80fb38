//! The known state of the server after a request. `state_table.rs` determines it.

use uuid::Uuid;

/// The known state of the server after an error: whether it applied the change.
///
/// ```
/// # fn decide(error: &plannr_sdk::Error) -> &'static str {
/// use plannr_sdk::ServerState;
///
/// match error.server_state() {
///     ServerState::NotApplied => "fix the cause and send it again",
///     ServerState::Applied { .. } => "done: do not send it again",
///     _ => "check whether it exists before sending it again",
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerState {
    /// Nothing was changed. It is safe to send the request again.
    NotApplied,
    /// The change was made, but the response could not be read. It is only reported with evidence: the response named
    /// the resource, or was a 201 or 204 without a body.
    #[non_exhaustive]
    Applied {
        /// The uuid of the resource, if it is known.
        uuid: Option<Uuid>,
    },
    /// The change may have been made. Check before you send the request again.
    Unknown,
}

impl ServerState {
    /// Makes the state after an applied change, for comparisons in tests.
    ///
    /// ```
    /// use plannr_sdk::ServerState;
    ///
    /// assert_ne!(ServerState::applied(None), ServerState::Unknown);
    /// ```
    #[must_use]
    pub const fn applied(uuid: Option<Uuid>) -> Self {
        Self::Applied { uuid }
    }

    /// Adds the state after earlier attempts. A later attempt never clears an earlier `Unknown`.
    pub(crate) fn after(self, before: Self) -> Self {
        match (before, self) {
            (Self::Applied { .. }, _) | (Self::Unknown, Self::NotApplied) => before,
            _ => self,
        }
    }
}
