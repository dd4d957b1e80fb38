//! The journal: what was begun and what is finished, so that a run that was interrupted goes on where it was.
//!
//! It is a text file that only grows. A line has the key of a row and what happened to it; the last one about a row counts:
//!
//! ```text
//! 0a6e9f1c-... begun                    a request that writes may be on its way
//! 0a6e9f1c-... created 3f2a9c1e-...     finished: never asked about again
//! 77c0d2b4-... created primary 9e51...  the same, and as primary
//! 5b1d44e0-... ended                    nothing is on its way, and it is not finished: asked about again
//! ```
//!
//! The key is a hash of what the row means and where it goes. So it is the same wherever the row stands, and in a corrected
//! file; and what a journal says of another server or account is about other keys.
//!
//! Each line is one write, and none is waited for: the system has it when the process is killed. After a power loss the last
//! lines may be missing or torn. That costs look-ups and no more: what is not in the journal is looked for before it is
//! created, and what was on its way has long arrived. It is synced once, at the end of a run.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::sync::OnceLock;

use fs4::TryLockError;
use plannr_sdk::Uuid;

use super::report::Outcome;

/// The first line, by which a file is known to be a journal.
const TITLE: &str = "plannr-sdk import journal 1";

pub(crate) struct Journal {
    file: Option<File>,
    known: HashMap<Uuid, Known>,
    failure: OnceLock<String>,
}

/// What earlier runs have left of a row.
#[derive(Clone, Copy)]
pub(crate) enum Known {
    /// It was begun, and what became of it is not known.
    Begun,
    /// It is there.
    Finished { outcome: Outcome, uuid: Uuid, as_primary: bool },
}

impl Journal {
    /// Opens it, for this process alone.
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        let name = path.display();
        let refuse = |error: io::Error| format!("the journal {name} cannot be opened: {error}");
        let mut file = File::options().create(true).read(true).append(true).open(path).map_err(refuse)?;
        // Rust 1.89 has it in its standard library.
        fs4::FileExt::try_lock(&file).map_err(|error| match error {
            TryLockError::WouldBlock => format!("another import is under way: it has the journal {name}"),
            TryLockError::Error(error) => format!("the journal {name} cannot be locked: {error}"),
        })?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(refuse)?;
        let text = String::from_utf8_lossy(&bytes);
        if !text.starts_with(TITLE) {
            // A power loss may have torn the title itself.
            if !TITLE.starts_with(text.as_ref()) {
                return Err(format!("{name} is not a journal of this command"));
            }
            file.set_len(0).and_then(|()| writeln!(file, "{TITLE}")).map_err(refuse)?;
        } else if !text.ends_with('\n') {
            // What follows a torn line must not become a part of it.
            writeln!(file).map_err(refuse)?;
        }
        Ok(Self { file: Some(file), known: read(&text), failure: OnceLock::new() })
    }

    /// One that knows nothing and keeps nothing.
    pub(crate) fn none() -> Self {
        Self { file: None, known: HashMap::new(), failure: OnceLock::new() }
    }

    /// The key of what means the same in the same place.
    pub(crate) fn key(target: Uuid, identity: &str) -> Uuid {
        Uuid::new_v5(&target, identity.as_bytes())
    }

    pub(crate) fn known(&self, key: Uuid) -> Option<Known> {
        self.known.get(&key).copied()
    }

    /// To be called before anything is sent; if it cannot be written, nothing may be.
    pub(crate) fn begin(&self, key: Uuid) -> bool {
        self.write(format!("{key} begun\n"))
    }

    /// To be called when it is known what became of it.
    pub(crate) fn end(&self, key: Uuid, outcome: Outcome, uuid: Option<Uuid>, as_primary: bool) -> bool {
        let word = outcome.word();
        match uuid.filter(|_| outcome.is_finished()) {
            // The uuid is the last, so that none of it can be torn off and the rest be believed.
            Some(uuid) if as_primary => self.write(format!("{key} {word} primary {uuid}\n")),
            Some(uuid) => self.write(format!("{key} {word} {uuid}\n")),
            None => self.write(format!("{key} ended\n")),
        }
    }

    /// Why it cannot be written any more.
    pub(crate) fn failure(&self) -> Option<&str> {
        self.failure.get().map(String::as_str)
    }

    pub(crate) fn sync(&self) {
        self.attempt(File::sync_all);
    }

    fn write(&self, line: String) -> bool {
        self.attempt(|mut file| file.write_all(line.as_bytes()))
    }

    /// After a failure nothing more is written: it would become a part of the line that was torn.
    fn attempt(&self, change: impl Fn(&File) -> io::Result<()>) -> bool {
        if self.failure().is_none()
            && let Some(Err(error)) = self.file.as_ref().map(change)
        {
            let _ = self.failure.set(error.to_string());
        }
        self.failure().is_none()
    }
}

/// To close the file is not enough while a child of this process has a copy of it.
impl Drop for Journal {
    fn drop(&mut self) {
        let _ = self.file.as_ref().map(fs4::FileExt::unlock);
    }
}

/// What cannot be read is not there: the row will be asked about again.
fn read(text: &str) -> HashMap<Uuid, Known> {
    let mut known = HashMap::new();
    for line in text.lines() {
        let mut words = line.split(' ');
        let Some(key) = words.next().and_then(|word| word.parse().ok()) else { continue };
        match (words.next(), words.next()) {
            (Some("begun"), None) => drop(known.insert(key, Known::Begun)),
            (Some("ended"), None) => drop(known.remove(&key)),
            (Some(word), Some(next)) => {
                let as_primary = next == "primary";
                let uuid = if as_primary { words.next().unwrap_or_default() } else { next };
                if let (Some(outcome), Ok(uuid)) = (Outcome::finished(word), uuid.parse()) {
                    known.insert(key, Known::Finished { outcome, uuid, as_primary });
                }
            }
            _ => {}
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_after_a_line_that_may_be_torn() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        std::fs::write(&path, format!("{TITLE}\n0a6e9f1c-")).unwrap();
        let mut journal = Journal::none();
        journal.file = Some(File::open(&path).unwrap());
        assert!(!journal.end(Uuid::nil(), Outcome::Failed, None, false), "it is open for reading alone");
        journal.file = Some(File::options().append(true).open(&path).unwrap());
        assert!(!journal.begin(Uuid::nil()) && journal.failure().is_some());
        assert!(std::fs::read_to_string(&path).unwrap().ends_with("\n0a6e9f1c-"));
    }
}
