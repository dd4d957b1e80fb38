//! The journal records which rows were started and finished, so that an interrupted run can resume.
//!
//! It is a text file that only grows. Each line has the key of a row and its new state; the last line of a key counts:
//!
//! ```text
//! 0a6e9f1c-... begun                      a request that writes is or soon will be in flight
//! 0a6e9f1c-... created 3f2a9c1e-...       finished: never sent again
//! 77c0d2b4-... created 9e51... primary    the same, as primary
//! 5b1d44e0-... ended                      nothing is in flight, but the row is not finished
//! ```
//!
//! The key is a hash of the server, the account and the content of the row. Rows can therefore move in a corrected file,
//! and one journal can serve several servers.
//!
//! Each line is one unsynced write, which survives the death of the process. After a power loss the last lines may be
//! missing; that costs look-ups and nothing else, because every unfinished row is looked up before it is created.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::sync::OnceLock;

use fs4::TryLockError;
use plannr_sdk::Uuid;

use super::report::{Outcome, RowResult};

/// The first line of every journal.
const TITLE: &str = "plannr-sdk import journal 1\n";

pub(crate) struct Journal {
    file: Option<File>,
    pub(crate) states: HashMap<Uuid, State>,
    failure: OnceLock<io::Error>,
}

/// The state in which an earlier run left a row.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum State {
    Begun,
    Finished { outcome: Outcome, uuid: Uuid, is_primary: bool },
}

impl Journal {
    /// Opens a journal and locks it for this process.
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        let name = path.display();
        let refuse = |error: io::Error| format!("cannot open the journal {name}: {error}");
        let mut file = File::options().create(true).read(true).append(true).open(path).map_err(refuse)?;
        // The standard library has locks from Rust 1.89 on.
        fs4::FileExt::try_lock(&file).map_err(|error| match error {
            TryLockError::WouldBlock => format!("another import is using the journal {name}"),
            TryLockError::Error(error) => format!("cannot lock the journal {name}: {error}"),
        })?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(refuse)?;
        // A power loss may have torn the last line, or the title.
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        if !(bytes.starts_with(TITLE.as_bytes()) || TITLE.as_bytes().starts_with(&bytes)) {
            return Err(format!("{name} is not a journal of this program"));
        }
        file.set_len(whole as u64).map_err(refuse)?;
        if whole == 0 {
            file.write_all(TITLE.as_bytes()).map_err(refuse)?;
        }
        Ok(Self { file: Some(file), states: read(&String::from_utf8_lossy(&bytes[..whole])), failure: OnceLock::new() })
    }

    /// Returns a journal that records nothing.
    pub(crate) fn none() -> Self {
        Self { file: None, states: HashMap::new(), failure: OnceLock::new() }
    }

    /// Records that a row may be sent from now on. If this returns false, it must not be sent.
    pub(crate) fn begin(&self, key: Uuid) -> bool {
        self.write(format!("{key} begun\n"))
    }

    /// Records that nothing of a row is in flight any more.
    pub(crate) fn end(&self, key: Uuid, result: &RowResult, is_primary: bool) {
        let primary = if is_primary { " primary" } else { "" };
        self.write(match result.uuid.filter(|_| result.outcome.is_final()) {
            Some(uuid) => format!("{key} {} {uuid}{primary}\n", result.outcome.word),
            None => format!("{key} ended\n"),
        });
    }

    /// Records that a row was begun and not sent.
    pub(crate) fn end_unsent(&self, key: Uuid) {
        self.write(format!("{key} ended\n"));
    }

    /// Writes nothing after a failure, since that could complete a torn line.
    fn write(&self, line: String) -> bool {
        if self.failure.get().is_none()
            && let Some(mut file) = self.file.as_ref()
            && let Err(error) = file.write_all(line.as_bytes())
        {
            let _ = self.failure.set(error);
        }
        self.failure.get().is_none()
    }

    /// Syncs the file, and returns why it could not be written.
    pub(crate) fn finish(&self) -> Option<String> {
        let synced = self.file.as_ref().and_then(|file| file.sync_all().err());
        let failure = self.failure.get().or(synced.as_ref())?;
        Some(format!("cannot write the journal: {failure}"))
    }
}

/// Closing the file does not unlock it while a child process has a copy of the handle.
impl Drop for Journal {
    fn drop(&mut self) {
        let _ = self.file.as_ref().map(fs4::FileExt::unlock);
    }
}

/// Skips lines that cannot be read: their rows are looked up again.
fn read(text: &str) -> HashMap<Uuid, State> {
    let mut states = HashMap::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let Some(key) = words.first().and_then(|key| key.parse().ok()) else { continue };
        match words[1..] {
            ["begun"] => drop(states.insert(key, State::Begun)),
            ["ended"] => drop(states.remove(&key)),
            [word, uuid] | [word, uuid, "primary"] => {
                if let (Some(outcome), Ok(uuid)) = (Outcome::final_from(word), uuid.parse()) {
                    states.insert(key, State::Finished { outcome, uuid, is_primary: words.len() == 4 });
                }
            }
            _ => {}
        }
    }
    states
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn a_torn_journal_loses_at_most_its_last_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let (key, uuid, other) = (Uuid::max(), Uuid::NAMESPACE_DNS, Uuid::nil());
        let finished = State::Finished { outcome: Outcome::CREATED, uuid, is_primary: true };
        let created = format!("{key} created {uuid} primary\n");
        let begun = format!("{TITLE}{key} begun\n");
        let whole = [begun.as_bytes(), b"\xff is not a line of it\n", created.as_bytes()].concat();
        for length in 0..=whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(Journal::open(&path).unwrap().begin(other), "torn after {length} bytes");
            let journal = Journal::open(&path).unwrap();
            assert!(matches!(journal.states.get(&other), Some(State::Begun)), "torn after {length} bytes");
            let is_right = match journal.states.get(&key) {
                None => length < begun.len(),
                Some(State::Begun) => (begun.len()..whole.len()).contains(&length),
                Some(state) => length == whole.len() && *state == finished,
            };
            assert!(is_right, "torn after {length} bytes");
        }
    }
}
