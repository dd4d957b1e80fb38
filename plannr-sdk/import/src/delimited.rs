//! Reads CSV text: the separator, and the line and row of each record.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::columns;
use super::sheet::{Cell, Row, Sheet};

const SEPARATORS: [(u8, &str); 4] = [(b',', "commas"), (b';', "semicolons"), (b'\t', "tabs"), (b'|', "bars")];
/// A header is searched in this many rows, because a title may precede it.
pub(crate) const HEADER_ROWS: usize = 20;

const BACKSLASH: &str = "has a quote escaped by a backslash, as in \\\": write it as two quotes";

pub(crate) fn read(text: &str, encoding: &str) -> Result<Sheet, String> {
    let (declared, text, lines_before) = declared_separator(text);
    // Chooses the separator that finds the most known columns in a row, or the first of several.
    let known = |separator| {
        let records = reader(text, separator).into_records().take(HEADER_ROWS).filter_map(Result::ok);
        records.map(|cells| cells.iter().filter(|name| columns::is_known(name)).count()).max()
    };
    let (separator, name) = declared.unwrap_or_else(|| {
        SEPARATORS.into_iter().rev().max_by_key(|(separator, _)| known(*separator)).unwrap_or(SEPARATORS[0])
    });
    let rows = rows(text, separator, lines_before)?;
    Ok(Sheet { rows, format: format!("{encoding}, separated by {name}"), separator: Some(separator) })
}

/// Returns the cells of one line.
pub(crate) fn split(line: &str, separator: u8) -> Vec<String> {
    let record = reader(line, separator).records().next().and_then(Result::ok).unwrap_or_default();
    record.iter().map(str::to_owned).collect()
}

/// Takes a first line such as `sep=;`, which tells Excel the separator and which Excel does not show.
fn declared_separator(text: &str) -> (Option<(u8, &'static str)>, &str, u64) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let declared = first.trim_matches(['"', ' ']).strip_prefix("sep=").or(first.strip_prefix("sep="));
    let named = declared
        .and_then(|sign| SEPARATORS.into_iter().find(|(separator, _)| sign.starts_with(char::from(*separator))));
    if named.is_some() { (named, rest, 1) } else { (None, text, 0) }
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    let mut reader = ReaderBuilder::new();
    reader.delimiter(separator).flexible(true).has_headers(false).trim(Trim::All).from_reader(text.as_bytes())
}

fn rows(text: &str, separator: u8, lines_before: u64) -> Result<Vec<Row>, String> {
    // An extra record at the end is missing if a quote is not closed.
    let extended = format!("{text}\n.");
    let (mut reader, mut cells) = (reader(&extended, separator), StringRecord::new());
    let (mut rows, mut start, mut line, mut number) = (Vec::new(), 0, 0, 0);
    while reader.read_record(&mut cells).map_err(|_| "cannot be read as CSV".to_owned())? {
        let Some(position) = cells.position() else { continue };
        // The reader's position is before the empty lines that precede a record.
        start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let empty_lines = extended.bytes().skip(start).take_while(|byte| *byte == b'\n').count();
        start = start.saturating_add(empty_lines);
        line = position.line() + empty_lines as u64 + lines_before;
        number += empty_lines as u64 + 1;
        if cells.iter().any(|cell| !cell.is_empty()) {
            let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
            let raw = extended.get(start..end).unwrap_or_default();
            let problem = is_escaped_by_backslash(raw, &cells).then_some(BACKSLASH);
            let cells = cells.iter().map(|cell| Cell { text: cell.to_owned(), ..Cell::default() }).collect();
            rows.push(Row { number, line: Some(line), problem, cells });
        }
    }
    if start < text.len() {
        return Err(format!("line {line} has a quote that is not closed"));
    }
    rows.pop();
    Ok(rows)
}

/// Whether a quote follows a backslash and was not read as the end of its cell.
fn is_escaped_by_backslash(raw: &str, cells: &StringRecord) -> bool {
    raw.contains("\\\"") && cells.iter().any(|cell| cell.contains('"'))
}
