//! A folder with a CSV in it, a mock server, and the import between them.

use std::future::{Future, pending};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use clap::Parser as _;
use plannr_sdk::mock::{MockResponse, MockServer, ReceivedRequest};
use plannr_sdk::{Plannr, Uuid};
use tempfile::TempDir;
use tokio::sync::Notify;

use crate::example::arguments::{Arguments, Ending};
use crate::example::rows::Input;
use crate::example::run::run;
use crate::example::target::Target;

pub(crate) struct Desk {
    folder: TempDir,
    pub(crate) mock: MockServer,
    pub(crate) owner: Uuid,
}

/// The name of a run that goes on.
const SECOND: &str = "the second run";

/// A row of the report.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) line: u64,
    pub(crate) outcome: String,
    pub(crate) column: String,
    pub(crate) reason: String,
    pub(crate) uuid: String,
}

impl Desk {
    pub(crate) async fn new() -> Self {
        let mock = MockServer::start().await;
        let owner = mock.clients()[0];
        Self { folder: tempfile::tempdir().unwrap(), mock, owner }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Lays a CSV on it; `OWNER` is the uuid of a client.
    pub(crate) fn put(&self, csv: &str) {
        self.put_bytes(csv.replace("OWNER", &self.owner.to_string()).as_bytes());
    }

    pub(crate) fn put_bytes(&self, csv: &[u8]) {
        std::fs::write(self.path("contacts.csv"), csv).unwrap();
    }

    /// As many e-mail addresses as are wanted.
    pub(crate) fn put_addresses(&self, numbers: impl IntoIterator<Item = usize>) {
        let rows = numbers.into_iter().map(|number| format!("email,Work,jo{number}@example.com,OWNER\n"));
        self.put(&format!("type,name,value,account_uuids\n{}", rows.collect::<String>()));
    }

    pub(crate) fn arguments(&self, more: &[&str]) -> Arguments {
        let file = self.path("contacts.csv");
        Arguments::parse_from(["import", file.to_str().unwrap()].iter().chain(more))
    }

    pub(crate) fn target(&self) -> Target {
        self.target_of(self.mock.plannr())
    }

    /// The same place for any client of this Plannr, in this process or in another.
    pub(crate) fn target_of(&self, plannr: Plannr) -> Target {
        let account = self.mock.account_uuid().to_string();
        Target::new(plannr, self.mock.clock().clone(), &self.mock.base_url(), &account)
    }

    pub(crate) async fn import(&self) -> Ending {
        self.import_until(pending()).await
    }

    pub(crate) async fn import_until(&self, stop: impl Future<Output = ()>) -> Ending {
        self.command(&self.arguments(&[]), &self.target(), stop).await.unwrap()
    }

    pub(crate) async fn command(
        &self,
        arguments: &Arguments,
        target: &Target,
        stop: impl Future<Output = ()>,
    ) -> Result<Ending, String> {
        run(arguments, &Input::read(&arguments.file)?, target, stop).await
    }

    /// After so many creates the server has a run wait, and tells: then it is in its midst. The run that goes on has a name,
    /// and is not held; what comes from the first one after its end, out of buffers, is neither carried out nor counted.
    pub(crate) fn hold_after(&self, count: usize) -> Arc<Notify> {
        let (creates, held) = (AtomicUsize::new(0), Arc::new(Notify::new()));
        let told = Arc::clone(&held);
        self.mock.script(move |request| {
            let is_held = is_create(request) && !is_second(request) && creates.fetch_add(1, Ordering::SeqCst) >= count;
            is_held.then(|| {
                told.notify_one();
                MockResponse::too_many_requests(Some(50))
            })
        });
        held
    }

    /// Goes on with what was held: waits for what may be in flight, asks for nothing that is finished, and completes it.
    pub(crate) async fn go_on_to(&self, rows: usize) {
        let finished = self.journal().lines().filter(|line| line.contains(" created ")).count();
        assert!((1..rows).contains(&finished), "{finished}");
        let passed = self.mock.clock().passed();
        let second = self.target_of(self.mock.plannr_builder().user_agent(SECOND).build().unwrap());
        assert_eq!(self.command(&self.arguments(&[]), &second, pending()).await, Ok(Ending::Complete));
        assert!(self.mock.clock().passed() - passed >= Duration::from_secs(5), "what was in flight may come still");
        let requests = self.mock.requests();
        let lists = requests.iter().filter(|request| is_second(request) && !is_create(request)).count();
        assert_eq!(lists, rows - finished, "what is finished is not looked up again");
        assert_eq!(self.values().len(), rows);
        assert!(self.report().iter().all(|line| !line.uuid.is_empty()));
    }

    pub(crate) fn report(&self) -> Vec<Line> {
        self.report_at("contacts.csv.report.csv", b',')
    }

    pub(crate) fn report_at(&self, name: &str, separator: u8) -> Vec<Line> {
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_path(self.path(name)).unwrap();
        assert_eq!(reader.headers().unwrap(), ["line", "outcome", "column", "reason", "uuid"].as_slice());
        let line = |cells: csv::StringRecord| Line {
            line: cells[0].parse().unwrap(),
            outcome: cells[1].to_owned(),
            column: cells[2].to_owned(),
            reason: cells[3].to_owned(),
            uuid: cells[4].to_owned(),
        };
        reader.records().map(|cells| line(cells.unwrap())).collect()
    }

    /// How many rows of the report have which outcome, in the order of the alphabet.
    pub(crate) fn outcomes(&self) -> Vec<(String, usize)> {
        let mut counts = std::collections::BTreeMap::new();
        self.report().into_iter().for_each(|line| *counts.entry(line.outcome).or_default() += 1);
        counts.into_iter().collect()
    }

    /// The values that are there, in order.
    pub(crate) fn values(&self) -> Vec<String> {
        let details = self.mock.contact_details();
        let mut values: Vec<String> =
            details.iter().map(|detail| detail["value"].as_str().unwrap().to_owned()).collect();
        values.sort();
        values
    }

    pub(crate) fn requests(&self) -> usize {
        self.mock.requests().len()
    }

    pub(crate) fn creates(&self) -> usize {
        self.mock.requests().iter().filter(|request| is_create(request)).count()
    }

    pub(crate) fn journal(&self) -> String {
        std::fs::read_to_string(self.path("contacts.csv.journal")).unwrap()
    }
}

fn is_create(request: &ReceivedRequest) -> bool {
    request.method() == "POST"
}

fn is_second(request: &ReceivedRequest) -> bool {
    request.header("User-Agent") == Some(SECOND)
}

pub(crate) fn counts<const N: usize>(counts: [(&str, usize); N]) -> Vec<(String, usize)> {
    counts.into_iter().map(|(outcome, count)| (outcome.to_owned(), count)).collect()
}
