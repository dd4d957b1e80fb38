//! A folder with a CSV file, a mock server, and the import between them.

use std::future::pending;
use std::path::{Path, PathBuf};

use clap::Parser as _;
use plannr_sdk::mock::{MockServer, ReceivedRequest};
use plannr_sdk::{Plannr, Uuid};
use tempfile::TempDir;

use crate::program::arguments::{Arguments, Exit, Options};
use crate::program::rows::Table;
use crate::program::run::run;
use crate::program::target::Target;

/// The outcomes that name a contact detail in Plannr.
const WITH_UUID: [&str; 7] = ["created", "existing", "duplicate", "differs", "partial", "perhaps_twice", "unclear"];

pub(crate) struct Fixture {
    folder: TempDir,
    pub(crate) mock: MockServer,
    /// The client accounts that `OWNER` and `OTHER` stand for in a CSV.
    pub(crate) owner: Uuid,
    pub(crate) other: Uuid,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let mock = MockServer::start().await;
        let (owner, other) = (mock.clients()[0], mock.add_client("Ava Morgan"));
        Self { folder: tempfile::tempdir().unwrap(), mock, owner, other }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, csv: &str) {
        let csv = csv.replace("OWNER", &self.owner.to_string()).replace("OTHER", &self.other.to_string());
        std::fs::write(self.path("contacts.csv"), csv).unwrap();
    }

    pub(crate) fn write_rows(&self, rows: &str) {
        self.write(&format!("type,name,value,account_uuids,is_primary,notes\n{rows}"));
    }

    /// Writes rows with different e-mail addresses.
    pub(crate) fn write_addresses(&self, count: usize) {
        self.write_rows(&(0..count).map(|n| format!("email,Work,jo{n}@example.com,OWNER\n")).collect::<String>());
    }

    pub(crate) fn target(&self) -> Target {
        self.target_with(self.mock.plannr())
    }

    /// Returns a target that is the same server and account for every client.
    pub(crate) fn target_with(&self, plannr: Plannr) -> Target {
        let account = self.mock.account_uuid().to_string();
        Target::new(plannr, self.mock.clock().clone(), &self.mock.base_url(), &account)
    }

    pub(crate) async fn import(&self) -> Exit {
        self.run(&[], &self.target(), pending()).await.unwrap()
    }

    pub(crate) async fn run(
        &self,
        options: &[&str],
        target: &Target,
        stop: impl Future<Output = ()>,
    ) -> Result<Exit, String> {
        let file = self.path("contacts.csv");
        let options = options_for(&file, options);
        run(&options, &Table::read(&options)?, Some(target), stop).await
    }

    /// Returns each line of the report but its uuid as a text such as `2 invalid value: value is empty`.
    pub(crate) fn report(&self) -> Vec<String> {
        self.report_in("contacts.csv.report.csv", b',')
    }

    pub(crate) fn report_in(&self, name: &str, separator: u8) -> Vec<String> {
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_path(self.path(name)).unwrap();
        assert_eq!(
            reader.headers().unwrap(),
            ["row", "line", "outcome", "column", "reason", "repairs", "uuid"].as_slice()
        );
        let line = |cells: csv::StringRecord| {
            assert_eq!(!cells[6].is_empty(), WITH_UUID.contains(&&cells[2]), "a uuid for what is there: {cells:?}");
            let text = format!("{} {} {}: {}", &cells[1], &cells[2], &cells[3], &cells[4]);
            text.replace(" : ", ": ").trim_end_matches([':', ' ']).to_owned()
        };
        reader.records().map(|cells| line(cells.unwrap())).collect()
    }

    /// Counts the rows of the report with an outcome.
    pub(crate) fn count(&self, outcome: &str) -> usize {
        self.report().iter().filter(|line| line.split([' ', ':']).nth(1) == Some(outcome)).count()
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

/// Parses the options of an import of a file.
pub(crate) fn options_for(file: &Path, options: &[&str]) -> Options {
    let arguments = Arguments::parse_from(["plannr-import", file.to_str().unwrap()].iter().chain(options));
    arguments.options.unwrap()
}

pub(crate) fn is_create(request: &ReceivedRequest) -> bool {
    request.method() == "POST"
}
