//! The server that an import writes to: Plannr, or a mock server in a rehearsal.

use std::collections::BTreeSet;
use std::sync::Arc;

use plannr_sdk::mock::MockServer;
use plannr_sdk::{Clock, Plannr, SystemClock, Uuid};
use serde_json::json;

use super::rows::Entry;

const TOKEN: &str = "PLANNR_ACCESS_TOKEN";
const ACCOUNT: &str = "PLANNR_ACCOUNT_UUID";

pub(crate) struct Target {
    pub(crate) plannr: Plannr,
    /// The client's clock. The mock server's is simulated, so that a rehearsal never waits.
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) description: String,
    /// Identifies server and account.
    pub(crate) id: Uuid,
    mock: Option<MockServer>,
}

impl Target {
    pub(crate) fn new(plannr: Plannr, clock: impl Clock, server: &str, account: &str) -> Self {
        let description = format!("{server}, as account {account}");
        let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, description.as_bytes());
        Self { plannr, clock: Arc::new(clock), description, id, mock: None }
    }

    /// Returns the server that the environment names, as the account that it names.
    pub(crate) async fn from_env() -> Result<Self, String> {
        let is_missing = |name: &&str| std::env::var_os(name).is_none_or(|value| value.is_empty());
        let missing: Vec<&str> = [TOKEN, ACCOUNT].into_iter().filter(is_missing).collect();
        if !missing.is_empty() {
            return Err(format!(
                "not set: {}. {TOKEN} is in Plannr under Settings, Account Details; {ACCOUNT} is the account you act \
                 as. To try a file without them, add --rehearse or --dry-run.",
                missing.join(" and ")
            ));
        }
        let plannr = Plannr::from_env().map_err(|error| error.to_string())?;
        let server = std::env::var("PLANNR_BASE_URL").unwrap_or_else(|_| "Plannr".to_owned());
        let account = std::env::var(ACCOUNT).unwrap_or_default();
        let mut target = Self::new(plannr, SystemClock, &server, &account);
        // Only the screen needs the name; a refused token shows up in the first request of the import.
        let uuid = account.parse().unwrap_or_default();
        if let Ok(Some(account)) = target.plannr.accounts().get(uuid).await
            && let Some(name) = &account.name
        {
            target.description += &format!(" ({name})");
        }
        Ok(target)
    }

    pub(crate) fn has_token() -> bool {
        std::env::var_os(TOKEN).is_some_and(|value| !value.is_empty())
    }

    /// Returns a mock server that knows every owner in the file.
    pub(crate) async fn rehearsal(entries: &[Entry]) -> Self {
        let requests = entries.iter().filter_map(|entry| entry.request.as_ref().ok());
        let owners: BTreeSet<Uuid> = requests.flat_map(|request| request.new.owners()).copied().collect();
        let owners: Vec<_> = owners.into_iter().map(|owner| json!({ "uuid": owner })).collect();
        let mock = MockServer::builder().seed(&json!({ "accounts": owners }).to_string()).start().await;
        let target = Self::new(mock.plannr(), mock.clock().clone(), "the mock server", "rehearsal");
        Self { mock: Some(mock), description: "a mock server: nothing reaches Plannr".to_owned(), ..target }
    }

    pub(crate) fn is_rehearsal(&self) -> bool {
        self.mock.is_some()
    }
}
