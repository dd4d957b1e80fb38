//! The outcome of each row, on the terminal and in the report file.

use std::fs::File;
use std::io::Seek as _;
use std::path::{Path, PathBuf};

use plannr_sdk::Uuid;

use super::rows::{Input, Reason};
use super::terminal::say;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Created,
    Existing,
    Duplicate,
    Valid,
    Differs,
    PerhapsTwice,
    Partial,
    Unclear,
    Invalid,
    Refused,
    Failed,
    Unknown,
    NotBegun,
}

/// Each outcome with its word, whether a person must review it, and its meaning, in the order of the summary.
const OUTCOMES: [(Outcome, &str, bool, &str); 13] = [
    (Outcome::Created, "created", false, "new in Plannr"),
    (Outcome::Existing, "existing", false, "its owners already had it"),
    (Outcome::Duplicate, "duplicate", false, "repeats an earlier line"),
    (Outcome::Valid, "valid", false, "can be sent"),
    (Outcome::Differs, "differs", true, "in Plannr, but perhaps under another name or not as primary"),
    (Outcome::PerhapsTwice, "perhaps_twice", true, "in Plannr, perhaps twice: check later"),
    (Outcome::Partial, "partial", true, "only some of its owners have it; not changed"),
    (Outcome::Unclear, "unclear", true, "may equal a number without a country; not sent"),
    (Outcome::Invalid, "invalid", true, "a cell is wrong; not sent"),
    (Outcome::Refused, "refused", true, "Plannr rejected it"),
    (Outcome::Failed, "failed", true, "not in Plannr: run the import again"),
    (Outcome::Unknown, "unknown", true, "may be in Plannr: run the import again, it looks first"),
    (Outcome::NotBegun, "not_begun", true, "not started: run the import again"),
];

impl Outcome {
    pub(crate) fn word(self) -> &'static str {
        OUTCOMES[self as usize].1
    }

    pub(crate) fn needs_review(self) -> bool {
        OUTCOMES[self as usize].2
    }

    /// Whether the row is never sent again.
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Self::Created | Self::Existing | Self::PerhapsTwice)
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        OUTCOMES.iter().find(|(_, known, ..)| *known == word).map(|(outcome, ..)| *outcome)
    }
}

/// A row of the report.
pub(crate) struct RowResult {
    pub(crate) outcome: Outcome,
    pub(crate) reason: Reason,
    pub(crate) uuid: Option<Uuid>,
}

/// A report file, opened before anything is sent and written at the end.
pub(crate) struct Report {
    file: File,
    path: PathBuf,
}

impl Report {
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        let file = File::options().create(true).write(true).truncate(false).open(path);
        Ok(Self { file: file.map_err(|error| cannot_write(path, error.into()))?, path: path.to_owned() })
    }

    pub(crate) fn write(&self, input: &Input, results: &[RowResult]) -> Result<(), String> {
        self.fill(input, results).map_err(|error| cannot_write(&self.path, error))
    }

    fn fill(&self, input: &Input, results: &[RowResult]) -> csv::Result<()> {
        self.file.set_len(0)?;
        (&self.file).rewind()?;
        // A spreadsheet that exports semicolons also expects them.
        let separator = if input.separator == "semicolons" { b';' } else { b',' };
        let mut csv = csv::WriterBuilder::new().delimiter(separator).from_writer(&self.file);
        csv.write_record(["line", "outcome", "column", "reason", "uuid"])?;
        for (row, RowResult { outcome, reason, uuid }) in input.rows.iter().zip(results) {
            let (line, uuid) = (row.line.to_string(), uuid.map(|uuid| uuid.to_string()).unwrap_or_default());
            csv.write_record([&line, outcome.word(), reason.column, &reason.text, &uuid])?;
        }
        Ok(csv.flush()?)
    }
}

fn cannot_write(path: &Path, error: csv::Error) -> String {
    format!("cannot write the report {}: {error}", path.display())
}

/// How many rows to review are printed; the report has all.
const SHOWN: usize = 10;

/// Prints the number of rows for each outcome, and the first rows to review.
pub(crate) fn summarise(input: &Input, results: &[RowResult]) {
    for (outcome, word, _, meaning) in &OUTCOMES {
        let count = results.iter().filter(|result| result.outcome == *outcome).count();
        if count > 0 {
            say(format_args!("{count:>7}  {word:<13} {meaning}"));
        }
    }
    let to_review = |result: &RowResult| result.outcome.needs_review() && result.outcome != Outcome::NotBegun;
    let rows: Vec<_> = input.rows.iter().zip(results).filter(|(_, result)| to_review(result)).collect();
    for (row, result) in rows.iter().take(SHOWN) {
        say(format_args!("line {}: {}", row.line, result.reason.text));
    }
    if rows.len() > SHOWN {
        say(format_args!("... and {} more", rows.len() - SHOWN));
    }
}
