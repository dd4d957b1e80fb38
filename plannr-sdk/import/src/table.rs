//! Parses CSV text: the separator, the header, and the line number of each record.

use csv::{ReaderBuilder, StringRecord, Trim};

/// The columns, named like the fields of the API, so that a field error names its column.
pub(crate) const COLUMNS: [&str; 5] = ["type", "name", "value", "account_uuids", "is_primary"];
pub(crate) const REQUIRED: usize = 4;
const SEPARATORS: [(u8, &str); 3] = [(b',', "commas"), (b';', "semicolons"), (b'\t', "tabs")];

pub(crate) struct Table {
    pub(crate) separator: &'static str,
    pub(crate) ignored: Vec<String>,
    pub(crate) records: Vec<Record>,
}

pub(crate) struct Record {
    /// The line on which it starts, from 1.
    pub(crate) line: u64,
    /// Why its cells may be in the wrong columns.
    pub(crate) problem: Option<&'static str>,
    /// The cells in the order of `COLUMNS`, empty where there is none.
    pub(crate) cells: [String; COLUMNS.len()],
}

impl Table {
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        // Chooses the separator that finds the most known columns in the header, or the first of several.
        let known = |separator| header(text, separator).iter().filter(|name| column(name).is_some()).count();
        let best = SEPARATORS.into_iter().rev().max_by_key(|(separator, _)| known(*separator));
        let (separator, separator_name) = best.unwrap_or(SEPARATORS[0]);
        let header = header(text, separator);
        let count = |wanted| header.iter().filter(|name| column(name) == Some(wanted)).count();
        let missing = COLUMNS[..REQUIRED].iter().filter(|name| count(name) == 0);
        let missing: Vec<String> = missing.map(|name| format!("`{name}`")).collect();
        if !missing.is_empty() {
            // The message must not quote the first line: without a header it is a client's row.
            return Err(format!("the first line has no column {}", missing.join(", ")));
        }
        if let Some(name) = COLUMNS.into_iter().find(|name| count(name) > 1) {
            return Err(format!("the column `{name}` appears more than once"));
        }
        if holds_rows(&header, header.len(), separator) {
            return Err(format!("line 1 {HOLDS_ROWS}"));
        }
        let ignored = header.iter().filter(|name| !name.is_empty() && column(name).is_none()).map(str::to_owned);
        Ok(Self { separator: separator_name, ignored: ignored.collect(), records: records(text, separator, &header)? })
    }
}

/// Finds a column by name; only letters and digits count, in any case.
pub(crate) fn column(name: &str) -> Option<&'static str> {
    COLUMNS.into_iter().find(|known| fold(known) == fold(name))
}

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

/// Returns the records after the header, without the empty ones that spreadsheets append.
fn records(text: &str, separator: u8, header: &StringRecord) -> Result<Vec<Record>, String> {
    let places = COLUMNS.map(|wanted| header.iter().position(|name| column(name) == Some(wanted)));
    // An extra record at the end is missing if a quote is not closed.
    let extended = format!("{text}\n.");
    let mut records = Vec::new();
    let (mut start, mut line) = (0, 0);
    for cells in reader(&extended, separator).into_records() {
        let cells = cells.map_err(|_| "cannot be read as CSV".to_owned())?;
        let Some(position) = cells.position() else { continue };
        // The reader's position is before the empty lines that precede a record.
        start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let empty_lines = extended.bytes().skip(start).take_while(|byte| *byte == b'\n').count();
        start = start.saturating_add(empty_lines);
        line = position.line() + empty_lines as u64;
        if cells.iter().any(|cell| !cell.is_empty()) {
            let is_too_long = cells.iter().skip(header.len()).any(|cell| !cell.is_empty());
            let holds_rows = holds_rows(&cells, header.len(), separator);
            let problem = if holds_rows { Some(HOLDS_ROWS) } else { is_too_long.then_some(TOO_LONG) };
            let cells = places.map(|place| place.and_then(|place| cells.get(place)).unwrap_or_default().to_owned());
            records.push(Record { line, problem, cells });
        }
    }
    if start < text.len() {
        return Err(format!("line {line} has a quote that is not closed"));
    }
    records.pop();
    Ok(records.into_iter().skip(1).collect())
}

const TOO_LONG: &str = "has more cells than the header: does a cell with a separator lack quotes?";
const HOLDS_ROWS: &str = "has a cell that seems to hold other rows: is a quote not closed?";

/// Whether a line within a cell has as many cells as the header.
fn holds_rows(cells: &StringRecord, columns: usize, separator: u8) -> bool {
    let lines = cells.iter().filter(|cell| cell.contains('\n')).flat_map(str::lines);
    lines.map(|line| header(line, separator).len()).any(|cells| cells == columns)
}
