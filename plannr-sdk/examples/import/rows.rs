//! From cells to requests: each row is one that can be sent, or says which column is at fault.

use std::path::Path;

use plannr_sdk::{Error, NewContactDetail, Uuid};

use super::table::{self, Record, Table, fold};
use super::text;

/// A file, read and checked.
pub(crate) struct Input {
    pub(crate) rows: Vec<Row>,
    /// How it was understood, for people to see whether that is right.
    pub(crate) reading: String,
    pub(crate) separator: &'static str,
}

pub(crate) struct Row {
    pub(crate) line: u64,
    pub(crate) request: Result<Request, Problem>,
}

pub(crate) struct Request {
    pub(crate) new: NewContactDetail,
    pub(crate) is_primary: bool,
    /// The same for all rows that mean the same, wherever in the file they are and whatever they are called.
    pub(crate) identity: String,
}

/// What is wrong with a row. It repeats no cell.
#[derive(Clone)]
pub(crate) struct Problem {
    pub(crate) column: &'static str,
    pub(crate) text: String,
}

impl Input {
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let name = path.display();
        let bytes = std::fs::read(path).map_err(|error| format!("{name} cannot be read: {error}"))?;
        let (text, encoding) = text::decode(&bytes).map_err(|problem| format!("{name} {problem}"))?;
        let table = Table::read(&text).map_err(|problem| format!("{name}: {problem}"))?;
        let separator = table.separator;
        let rows = table.records.iter().map(|record| Row { line: record.line, request: request(&table, record) });
        let rows: Vec<Row> = rows.collect();
        let mut reading = format!("{name}: {} rows, {encoding}, separated by {separator}", rows.len());
        if !table.ignored.is_empty() {
            reading = format!("{reading}; ignored: {}", table.ignored.join(", "));
        }
        Ok(Self { rows, reading, separator })
    }
}

fn request(table: &Table, record: &Record) -> Result<Request, Problem> {
    if record.has_rows_in_a_cell {
        return Err(table::SWALLOWED.to_owned().into());
    }
    if table.is_too_long(record) {
        return Err("has more cells than the header: is one with a separator in it not in quotes?".to_owned().into());
    }
    let required = |column| match table.cell(record, column) {
        "" => Err(Problem::of(column, "is empty")),
        cell => Ok(cell),
    };
    let (kind, name, value) = (required("type")?, required("name")?, required("value")?);
    let owners = owners(required("account_uuids")?)?;
    if name.contains('\n') {
        // A quote that opens in one name and closes in the next leaves a row that has all its cells.
        return Err(Problem::of("name", "has a line break in it: is a quote not closed?"));
    }
    let (new, same) = match fold(kind).as_str() {
        "email" => (NewContactDetail::email(name, value, owners.iter().copied())?, value.to_ascii_lowercase()),
        "phone" | "phonenumber" => {
            let new = NewContactDetail::phone_number(name, value, owners.iter().copied());
            (new.map_err(|error| without_zero(value, error.into()))?, value.replace(|c| "().- ".contains(c), ""))
        }
        _ => return Err(Problem::of("type", "is neither email nor phone_number")),
    };
    let is_primary = is_primary(table.cell(record, "is_primary"))?;
    let new = if is_primary { new.primary() } else { new };
    Ok(Request { new, is_primary, identity: format!("{same} {owners:?}") })
}

fn owners(cell: &str) -> Result<Vec<Uuid>, Problem> {
    let words = cell.split(|c: char| c.is_whitespace() || ",;".contains(c)).filter(|word| !word.is_empty());
    let owners = words.map(str::parse).collect::<Result<Vec<Uuid>, _>>();
    let mut owners = owners.map_err(|_| Problem::of("account_uuids", "has something that is no uuid"))?;
    owners.sort_unstable();
    owners.dedup();
    Ok(owners)
}

fn is_primary(cell: &str) -> Result<bool, Problem> {
    match cell.to_lowercase().as_str() {
        "yes" | "true" | "1" => Ok(true),
        "" | "no" | "false" | "0" => Ok(false),
        _ => Err(Problem::of("is_primary", "is neither yes nor no")),
    }
}

/// The most frequent mistake: the spreadsheet took a phone number for a number.
fn without_zero(value: &str, mut problem: Problem) -> Problem {
    if value.len() == 10 && value.bytes().all(|byte| byte.is_ascii_digit()) {
        problem.text += "; did the spreadsheet drop a 0?";
    }
    problem
}

impl Request {
    /// The column in which it wants something else of the same contact detail.
    pub(crate) fn differs_in(&self, other: &Self) -> Option<&'static str> {
        let differs =
            [("name", self.new.name() != other.new.name()), ("is_primary", self.is_primary != other.is_primary)];
        differs.into_iter().find(|(_, differs)| *differs).map(|(column, _)| column)
    }
}

impl Problem {
    pub(crate) fn new(column: &'static str, text: impl Into<String>) -> Self {
        Self { column, text: text.into() }
    }

    fn of(column: &'static str, what: &str) -> Self {
        Self::new(column, format!("{column} {what}"))
    }
}

/// What is not about a column.
impl From<String> for Problem {
    fn from(text: String) -> Self {
        Self { column: "", text }
    }
}

/// The SDK's text is safe to show; what a server says in words beside it is not, and left out.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let field = error.field_errors().first().and_then(|error| error.field().split('.').next());
        Self { column: field.and_then(table::column).unwrap_or_default(), text: error.to_string() }
    }
}
