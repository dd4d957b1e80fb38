//! The server that an import writes to: Plannr, or the mock server in a rehearsal.

use std::sync::Arc;

use plannr_sdk::mock::MockServer;
use plannr_sdk::{Clock, Plannr, SystemClock, Uuid};
use serde_json::json;

use super::rows::Input;

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

    /// Returns Plannr if the environment has a token, or else a mock server that knows every owner in the file.
    pub(crate) async fn choose(input: &Input) -> Result<Self, String> {
        if std::env::var_os("PLANNR_ACCESS_TOKEN").is_some() {
            let plannr = Plannr::from_env().map_err(|error| error.to_string())?;
            let server = std::env::var("PLANNR_BASE_URL").unwrap_or_else(|_| "Plannr".to_owned());
            let account = std::env::var("PLANNR_ACCOUNT_UUID").unwrap_or_default();
            return Ok(Self::new(plannr, SystemClock, &server, &account));
        }
        let requests = input.rows.iter().filter_map(|row| row.request.as_ref().ok());
        let owners = requests.flat_map(|request| request.new.owners()).map(|owner| json!({ "uuid": owner }));
        let seed = json!({ "accounts": owners.collect::<Vec<_>>() });
        let mock = MockServer::builder().seed(&seed.to_string()).start().await;
        let target = Self::new(mock.plannr(), mock.clock().clone(), "the mock server", "rehearsal");
        let description = "the mock server: a rehearsal, since PLANNR_ACCESS_TOKEN is not set".to_owned();
        Ok(Self { description, mock: Some(mock), ..target })
    }

    pub(crate) fn is_rehearsal(&self) -> bool {
        self.mock.is_some()
    }
}
