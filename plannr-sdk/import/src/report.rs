//! The outcome of each row, on the terminal and in the report file.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use plannr_sdk::Uuid;

use super::owners::escaped;
use super::rows::{Entry, Reason};
use super::say;

/// The outcome of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Outcome {
    /// Whether a person must look at the row. It comes first to list such outcomes last.
    pub(crate) needs_review: bool,
    pub(crate) word: &'static str,
    meaning: &'static str,
}

impl Outcome {
    pub(crate) const CREATED: Self = Self::good("created", "new in Plannr");
    pub(crate) const EXISTING: Self = Self::good("existing", "its owners already had it");
    pub(crate) const DUPLICATE: Self = Self::good("duplicate", "repeats an earlier row");
    pub(crate) const EMPTY: Self = Self::good("empty", "the row has no contact detail");
    pub(crate) const VALID: Self = Self::good("valid", "can be sent");
    pub(crate) const DIFFERS: Self = Self::bad("differs", "in Plannr, but with another name or not as primary");
    pub(crate) const PERHAPS_TWICE: Self = Self::bad("perhaps_twice", "in Plannr, perhaps twice: check later");
    pub(crate) const PARTIAL: Self = Self::bad("partial", "only some of its owners have it; not changed");
    pub(crate) const UNCLEAR: Self = Self::bad("unclear", "may be in Plannr already: compare it; not sent");
    pub(crate) const INVALID: Self = Self::bad("invalid", "a cell is wrong; not sent");
    pub(crate) const REFUSED: Self = Self::bad("refused", "Plannr rejected it");
    pub(crate) const FAILED: Self = Self::bad("failed", "not in Plannr: run the import again");
    pub(crate) const UNKNOWN: Self = Self::bad("unknown", "may be in Plannr: run the import again, it checks first");
    pub(crate) const NOT_BEGUN: Self = Self::bad("not_begun", "not started: run the import again");

    const FINAL: [Self; 3] = [Self::CREATED, Self::EXISTING, Self::PERHAPS_TWICE];

    const fn good(word: &'static str, meaning: &'static str) -> Self {
        Self { needs_review: false, word, meaning }
    }

    const fn bad(word: &'static str, meaning: &'static str) -> Self {
        Self { needs_review: true, word, meaning }
    }

    /// Finds an outcome after which the row is never retried.
    pub(crate) fn final_from(word: &str) -> Option<Self> {
        Self::FINAL.into_iter().find(|outcome| outcome.word == word)
    }

    pub(crate) fn is_final(self) -> bool {
        Self::FINAL.contains(&self)
    }
}

/// A row of the report.
#[derive(Clone)]
pub(crate) struct RowResult {
    pub(crate) outcome: Outcome,
    pub(crate) reason: Reason,
    pub(crate) uuid: Option<Uuid>,
}

/// Opens a report before anything is sent, without changing it.
pub(crate) fn open(path: &Path) -> csv::Result<File> {
    Ok(File::options().create(true).write(true).truncate(false).open(path)?)
}

pub(crate) fn write(file: &File, separator: u8, entries: &[Entry], results: &[RowResult]) -> csv::Result<()> {
    file.set_len(0)?;
    let mut csv = csv::WriterBuilder::new().delimiter(separator).from_writer(file);
    csv.write_record(["row", "line", "outcome", "column", "reason", "repairs", "uuid"])?;
    for (entry, RowResult { outcome, reason, uuid }) in entries.iter().zip(results) {
        let [line, uuid] =
            [entry.line.map(|line| line.to_string()), uuid.map(|uuid| uuid.to_string())].map(Option::unwrap_or_default);
        let column = if reason.column.is_empty() { entry.column } else { reason.column };
        let cells =
            [&entry.row.to_string(), &line, outcome.word, column, &reason.text, &entry.repairs.join("; "), &uuid];
        csv.write_record(cells.map(escaped))?;
    }
    Ok(csv.flush()?)
}

/// How many rows to review are printed; the report has all.
const SHOWN: usize = 10;

/// Prints the number of rows for each outcome, and the first rows to review.
pub(crate) fn summarise(entries: &[Entry], results: &[RowResult]) {
    let mut counts = BTreeMap::<_, usize>::new();
    results.iter().for_each(|result| *counts.entry(result.outcome).or_default() += 1);
    for (Outcome { word, meaning, .. }, count) in counts {
        say(format_args!("{count:>7}  {word:<13} {meaning}"));
    }
    let rows = entries.iter().zip(results);
    let mut rows = rows.filter(|(_, result)| result.outcome.needs_review && result.outcome != Outcome::NOT_BEGUN);
    for (row, result) in rows.by_ref().take(SHOWN) {
        say(format_args!("{}: {}", row.place(), result.reason.text));
    }
    match rows.count() {
        0 => {}
        more => say(format_args!("... and {more} more")),
    }
}
