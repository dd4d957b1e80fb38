//! The report: what became of each row.

use std::fs::File;
use std::io::{self, Seek as _};
use std::path::{Path, PathBuf};

use plannr_sdk::Uuid;

use super::rows::{Input, Problem};
use super::terminal::say;

/// What became of a row.
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

/// Each with its word, whether people are to look at it, and what it means, in the order in which they are shown.
const OUTCOMES: [(Outcome, &str, bool, &str); 13] = [
    (Outcome::Created, "created", false, "it was not there before"),
    (Outcome::Existing, "existing", false, "its owners had it already"),
    (Outcome::Duplicate, "duplicate", false, "an earlier line says the same"),
    (Outcome::Valid, "valid", false, "it can be sent"),
    (Outcome::Differs, "differs", true, "as existing or duplicate, but perhaps not as primary or by that name"),
    (Outcome::PerhapsTwice, "perhaps_twice", true, "it is there, and may come a second time: look later"),
    (Outcome::Partial, "partial", true, "not all of its owners have it; nothing was changed"),
    (Outcome::Unclear, "unclear", true, "a number shown without its country may be the same; nothing was sent"),
    (Outcome::Invalid, "invalid", true, "a cell is wrong; nothing was sent"),
    (Outcome::Refused, "refused", true, "Plannr did not take it"),
    (Outcome::Failed, "failed", true, "it is not there: run it again"),
    (Outcome::Unknown, "unknown", true, "it may be there: run it again, which looks first"),
    (Outcome::NotBegun, "not_begun", true, "the run was over before: run it again"),
];

impl Outcome {
    pub(crate) fn word(self) -> &'static str {
        OUTCOMES.iter().find(|(outcome, ..)| *outcome == self).map_or("", |(_, word, ..)| word)
    }

    pub(crate) fn needs_a_look(self) -> bool {
        OUTCOMES.iter().any(|(outcome, _, needs_a_look, _)| *outcome == self && *needs_a_look)
    }

    /// Whether there is nothing left to do for it, ever.
    pub(crate) fn is_finished(self) -> bool {
        matches!(self, Self::Created | Self::Existing | Self::PerhapsTwice)
    }

    /// The outcome of this name, if it is one after which nothing is left to do.
    pub(crate) fn finished(name: &str) -> Option<Self> {
        let all = OUTCOMES.iter().map(|(outcome, ..)| *outcome);
        all.filter(|outcome| outcome.is_finished()).find(|outcome| outcome.word() == name)
    }
}

/// What the report says of one row.
pub(crate) struct Verdict {
    pub(crate) outcome: Outcome,
    pub(crate) reason: Problem,
    pub(crate) uuid: Option<Uuid>,
}

impl Verdict {
    pub(crate) fn new(outcome: Outcome, reason: impl Into<Problem>, uuid: Option<Uuid>) -> Self {
        Self { outcome, reason: reason.into(), uuid }
    }
}

/// The file of the report. It is opened before anything is sent, and filled when all is over.
pub(crate) struct Report {
    file: File,
    path: PathBuf,
}

impl Report {
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        let name = path.display();
        let refuse = |error: io::Error| format!("the report {name} cannot be written: {error}");
        let file = File::options().create(true).write(true).truncate(false).open(path).map_err(refuse)?;
        Ok(Self { file, path: path.to_owned() })
    }

    pub(crate) fn write(mut self, input: &Input, verdicts: &[Verdict]) -> Result<(), String> {
        let path = std::mem::take(&mut self.path);
        self.fill(input, verdicts).map_err(|error| format!("the report {} cannot be written: {error}", path.display()))
    }

    fn fill(mut self, input: &Input, verdicts: &[Verdict]) -> Result<(), csv::Error> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        // A spreadsheet that exports semicolons wants them back.
        let separator = if input.separator == "semicolons" { b';' } else { b',' };
        let mut csv = csv::WriterBuilder::new().delimiter(separator).from_writer(self.file);
        csv.write_record(["line", "outcome", "column", "reason", "uuid"])?;
        for (row, Verdict { outcome, reason, uuid }) in input.rows.iter().zip(verdicts) {
            let (line, uuid) = (row.line.to_string(), uuid.map(|uuid| uuid.to_string()).unwrap_or_default());
            csv.write_record([&line, outcome.word(), reason.column, &reason.text, &uuid])?;
        }
        Ok(csv.flush()?)
    }
}

/// How many rows that need a look are shown; the report has them all.
const SHOWN: usize = 10;

/// Shows how many rows came out how, and the first of those that people are to look at.
pub(crate) fn summarise(input: &Input, verdicts: &[Verdict]) {
    for (outcome, word, _, means) in &OUTCOMES {
        let count = verdicts.iter().filter(|verdict| verdict.outcome == *outcome).count();
        if count > 0 {
            say(format_args!("{count:>7}  {word:<13} {means}"));
        }
    }
    let rows = input.rows.iter().zip(verdicts);
    let odd = rows.filter(|(_, verdict)| verdict.outcome.needs_a_look() && verdict.outcome != Outcome::NotBegun);
    let odd: Vec<String> = odd.map(|(row, verdict)| format!("line {}: {}", row.line, verdict.reason.text)).collect();
    odd.iter().take(SHOWN).for_each(say);
    if odd.len() > SHOWN {
        say(format_args!("... and {} more", odd.len() - SHOWN));
    }
}
