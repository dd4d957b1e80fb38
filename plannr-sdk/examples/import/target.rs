//! Where an import goes: to Plannr, or for a rehearsal to the mock one.

use std::sync::Arc;

use plannr_sdk::mock::MockServer;
use plannr_sdk::{Clock, Plannr, SystemClock, Uuid};
use serde_json::json;

use super::rows::Input;

pub(crate) struct Target {
    pub(crate) plannr: Plannr,
    /// The clock of that client.
    pub(crate) clock: Arc<dyn Clock>,
    /// Where it goes, in words.
    pub(crate) place: String,
    /// The same for the same server and account.
    pub(crate) id: Uuid,
    /// Kept as long as it is to answer. Its time is simulated, so that no rehearsal waits for the quota.
    mock: Option<MockServer>,
}

impl Target {
    pub(crate) fn new(plannr: Plannr, clock: impl Clock, server: &str, account: &str) -> Self {
        let place = format!("{server}, as account {account}");
        let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, place.as_bytes());
        Self { plannr, clock: Arc::new(clock), place, id, mock: None }
    }

    pub(crate) async fn choose(input: &Input) -> Result<Self, String> {
        if std::env::var_os("PLANNR_ACCESS_TOKEN").is_none() {
            return Ok(Self::rehearsal(input).await);
        }
        let plannr = Plannr::from_env().map_err(|error| error.to_string())?;
        let server = std::env::var("PLANNR_BASE_URL").unwrap_or_else(|_| "Plannr".to_owned());
        let account = std::env::var("PLANNR_ACCOUNT_UUID").unwrap_or_default();
        Ok(Self::new(plannr, SystemClock, &server, &account))
    }

    pub(crate) fn is_rehearsal(&self) -> bool {
        self.mock.is_some()
    }

    /// A mock server that knows all owners.
    async fn rehearsal(input: &Input) -> Self {
        let requests = input.rows.iter().filter_map(|row| row.request.as_ref().ok());
        let owners = requests.flat_map(|request| request.new.owners()).map(|owner| json!({ "uuid": owner }));
        let seed = json!({ "accounts": owners.collect::<Vec<_>>() });
        let mock = MockServer::builder().seed(&seed.to_string()).start().await;
        let account = mock.account_uuid().to_string();
        let target = Self::new(mock.plannr(), mock.clock().clone(), &mock.base_url(), &account);
        let place = "the mock server: a rehearsal, for PLANNR_ACCESS_TOKEN is not set".to_owned();
        Self { place, mock: Some(mock), ..target }
    }
}
