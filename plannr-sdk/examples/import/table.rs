//! From text to cells: the separator, the header, and the line of each record.

use csv::{ReaderBuilder, StringRecord, Trim};

/// A column is called what the field is called in the API, so that an error about a field is one about a column.
struct Column {
    name: &'static str,
    is_required: bool,
}

const COLUMNS: [Column; 5] = [
    Column { name: "type", is_required: true },
    Column { name: "name", is_required: true },
    Column { name: "value", is_required: true },
    Column { name: "account_uuids", is_required: true },
    Column { name: "is_primary", is_required: false },
];

const SEPARATORS: [(u8, &str); 3] = [(b',', "commas"), (b';', "semicolons"), (b'\t', "tabs")];

pub(crate) struct Table {
    pub(crate) separator: &'static str,
    pub(crate) ignored: Vec<String>,
    pub(crate) records: Vec<Record>,
    header: StringRecord,
}

pub(crate) struct Record {
    /// Where it begins, counted from 1.
    pub(crate) line: u64,
    /// Whether a quote seems to have no end, so that rows became a part of a cell.
    pub(crate) has_rows_in_a_cell: bool,
    cells: StringRecord,
}

impl Table {
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        // The separator is the one by which the header has the most columns that are known.
        let known = |separator: u8| header(text, separator).iter().filter(|name| column(name).is_some()).count();
        let (separator, called) =
            SEPARATORS.into_iter().rev().max_by_key(|(separator, _)| known(*separator)).unwrap_or(SEPARATORS[0]);
        let header = header(text, separator);
        let count = |wanted: &str| header.iter().filter(|name| column(name) == Some(wanted)).count();
        let missing = COLUMNS.iter().filter(|column| column.is_required && count(column.name) == 0);
        let missing: Vec<String> = missing.map(|column| format!("`{}`", column.name)).collect();
        if !missing.is_empty() {
            // What is there instead is not named: without a header it would be a client's.
            return Err(format!("its first line names no column {}", missing.join(", ")));
        }
        if let Some(double) = COLUMNS.iter().find(|column| count(column.name) > 1) {
            return Err(format!("has the column `{}` more than once", double.name));
        }
        if has_rows_in_a_cell(&header, header.len(), separator) {
            return Err(format!("line 1 {SWALLOWED}"));
        }
        let ignored = header.iter().filter(|name| !name.is_empty() && column(name).is_none()).map(str::to_owned);
        let (ignored, records) = (ignored.collect(), records(text, separator, header.len())?);
        Ok(Self { separator: called, ignored, records, header })
    }

    /// The cell of a record in a column, which is empty if there is none.
    pub(crate) fn cell<'r>(&self, record: &'r Record, name: &str) -> &'r str {
        let at = self.header.iter().position(|header| column(header) == Some(name));
        at.and_then(|at| record.cells.get(at)).unwrap_or_default()
    }

    /// Whether a record has cells beyond the header: then none of them is where it should be.
    pub(crate) fn is_too_long(&self, record: &Record) -> bool {
        record.cells.iter().skip(self.header.len()).any(|cell| !cell.is_empty())
    }
}

/// Which column is meant: case, and all that is no letter, does not matter.
pub(crate) fn column(name: &str) -> Option<&'static str> {
    let name = fold(name);
    COLUMNS.iter().map(|column| column.name).find(|known| fold(known) == name)
}

/// A word as people write it in a cell, without what makes no difference.
pub(crate) fn fold(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    let mut reader = ReaderBuilder::new();
    reader.delimiter(separator).flexible(true).has_headers(false).trim(Trim::All).from_reader(text.as_bytes())
}

fn header(text: &str, separator: u8) -> StringRecord {
    reader(text, separator).records().next().and_then(Result::ok).unwrap_or_default()
}

/// All records after the header but those with no content, which spreadsheets leave at their end.
fn records(text: &str, separator: u8, columns: usize) -> Result<Vec<Record>, String> {
    // One more record, which cannot be read as one of its own if a quote is open before it.
    let whole = format!("{text}\n.");
    let mut records = Vec::new();
    let mut last = (0, 0);
    for cells in reader(&whole, separator).into_records() {
        let cells = cells.map_err(|_| "cannot be read as CSV".to_owned())?;
        let Some(position) = cells.position() else { continue };
        // The reader counts the empty lines before a record as its own.
        let at = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let empty = whole.bytes().skip(at).take_while(|byte| *byte == b'\n').count();
        last = (at.saturating_add(empty), position.line() + empty as u64);
        if cells.iter().any(|cell| !cell.is_empty()) {
            let has_rows_in_a_cell = has_rows_in_a_cell(&cells, columns, separator);
            records.push(Record { line: last.1, has_rows_in_a_cell, cells });
        }
    }
    if last.0 < text.len() {
        return Err(format!("line {} has a quote that is not closed", last.1));
    }
    // The one more is the last, the header the first.
    records.pop();
    Ok(records.into_iter().skip(1).collect())
}

/// What is said of it.
pub(crate) const SWALLOWED: &str = "has what looks like other rows in a cell: is a quote not closed?";

/// Whether a line within a cell has as many cells as the header: then it is a row, or looks like one.
fn has_rows_in_a_cell(cells: &StringRecord, columns: usize, separator: u8) -> bool {
    let lines = cells.iter().filter(|cell| cell.contains('\n')).flat_map(str::lines);
    lines.map(|line| header(line, separator).len()).any(|cells| cells == columns)
}
