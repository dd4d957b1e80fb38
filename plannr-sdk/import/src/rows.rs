//! Turns each CSV record into a request, or into the reason why it cannot be sent.

use std::path::Path;

use plannr_sdk::{Error, NewContactDetail, Uuid, phone};

use super::table::{self, COLUMNS, REQUIRED, Record, Table, fold};
use super::text;

pub(crate) struct Input {
    pub(crate) rows: Vec<Row>,
    /// How the file was understood.
    pub(crate) summary: String,
    pub(crate) separator: &'static str,
}

pub(crate) struct Row {
    pub(crate) line: u64,
    pub(crate) request: Result<Request, Reason>,
}

pub(crate) struct Request {
    pub(crate) new: NewContactDetail,
    pub(crate) is_primary: bool,
    /// Equal for rows with the same value and owners.
    pub(crate) identity: String,
}

/// A message about a row, and its column, if there is one. It contains no data from the file.
#[derive(Clone, Default)]
pub(crate) struct Reason {
    pub(crate) column: &'static str,
    pub(crate) text: String,
}

impl Input {
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let in_file = |problem: String| format!("{}: {problem}", path.display());
        let bytes = std::fs::read(path).map_err(|error| in_file(error.to_string()))?;
        let (text, encoding) = text::decode(&bytes).map_err(in_file)?;
        let table = Table::read(&text).map_err(in_file)?;
        let rows = table.records.iter().map(|record| Row { line: record.line, request: request(record) });
        let rows: Vec<Row> = rows.collect();
        let separator = table.separator;
        let mut summary = in_file(format!("{} rows, {encoding}, separated by {separator}", rows.len()));
        if !table.ignored.is_empty() {
            summary += &format!("; ignored columns: {}", table.ignored.join(", "));
        }
        Ok(Self { rows, summary, separator })
    }
}

fn request(record: &Record) -> Result<Request, Reason> {
    if let Some(problem) = record.problem {
        return Err(Reason::new("", problem));
    }
    let mut required = COLUMNS[..REQUIRED].iter().zip(&record.cells);
    if let Some((column, _)) = required.find(|(_, cell)| cell.is_empty()) {
        return Err(Reason::about(column, "is empty"));
    }
    let [kind, name, value, owners, is_primary] = &record.cells;
    let owners = owning_accounts(owners)?;
    if name.contains('\n') {
        // A quote that opens in one name and closes in the next leaves a row with the right number of cells.
        return Err(Reason::about("name", "has a line break: is a quote not closed?"));
    }
    let (new, same) = match fold(kind).as_str() {
        "email" => (NewContactDetail::email(name, value, owners.iter().copied())?, value.to_ascii_lowercase()),
        "phone" | "phonenumber" => {
            let value = &phone::clean(value);
            let new = NewContactDetail::phone_number(name, value, owners.iter().copied());
            (new.map_err(|error| with_hint(value, error.into()))?, value.replace(|c| "().- ".contains(c), ""))
        }
        _ => return Err(Reason::about("type", "is neither email nor phone_number")),
    };
    let is_primary = match is_primary.to_lowercase().as_str() {
        "yes" | "true" | "1" => true,
        "" | "no" | "false" | "0" => false,
        _ => return Err(Reason::about("is_primary", "is neither yes nor no")),
    };
    let new = if is_primary { new.primary() } else { new };
    Ok(Request { new, is_primary, identity: format!("{same} {owners:?}") })
}

fn owning_accounts(cell: &str) -> Result<Vec<Uuid>, Reason> {
    let words = cell.split(|c: char| c.is_whitespace() || ",;".contains(c)).filter(|word| !word.is_empty());
    let owners = words.map(str::parse).collect::<Result<Vec<Uuid>, _>>();
    let mut owners = owners.map_err(|_| Reason::about("account_uuids", "has a word that is not a uuid"))?;
    owners.sort_unstable();
    owners.dedup();
    Ok(owners)
}

/// Hints at the most frequent mistake: the spreadsheet took a phone number for a number.
fn with_hint(value: &str, mut reason: Reason) -> Reason {
    if value.len() == 10 && value.bytes().all(|byte| byte.is_ascii_digit()) {
        reason.text += "; did the spreadsheet drop a 0?";
    }
    reason
}

impl Reason {
    pub(crate) fn new(column: &'static str, text: impl Into<String>) -> Self {
        Self { column, text: text.into() }
    }

    fn about(column: &'static str, problem: &str) -> Self {
        Self::new(column, format!("{column} {problem}"))
    }
}

/// The text of an SDK error is safe to print. The server's message is omitted, because it may contain personal data.
impl From<Error> for Reason {
    fn from(error: Error) -> Self {
        let field = error.field_errors().first().and_then(|error| error.field().split('.').next());
        Self { column: field.and_then(table::column).unwrap_or_default(), text: error.to_string() }
    }
}
