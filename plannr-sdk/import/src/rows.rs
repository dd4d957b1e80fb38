//! Turns the rows of a sheet into requests, or into the reasons why they cannot be sent.

use plannr_sdk::{Error, NewContactDetail, Uuid};

use super::arguments::Options;
use super::columns::{self, Kind, Layout};
use super::delimited;
use super::owners::Directory;
use super::report::Outcome;
use super::sheet::{Row, Sheet};
use super::values::{self, Cleaned};

/// A sheet whose columns are known.
pub(crate) struct Table {
    pub(crate) sheet: Sheet,
    layout: Layout,
    /// How the file was understood.
    pub(crate) summary: String,
}

/// A contact detail of a row, or a row that has none. A row with one client has several entries.
pub(crate) struct Entry {
    pub(crate) row: u64,
    pub(crate) line: Option<u64>,
    pub(crate) column: &'static str,
    pub(crate) repairs: Vec<String>,
    pub(crate) request: Result<Request, (Outcome, Reason)>,
}

pub(crate) struct Request {
    pub(crate) new: NewContactDetail,
    pub(crate) is_primary: bool,
    /// Equal for entries with the same value and owners.
    pub(crate) identity: String,
}

/// A message about a row, and its column, if there is one. It contains no data from the file.
#[derive(Clone, Default)]
pub(crate) struct Reason {
    pub(crate) column: &'static str,
    pub(crate) text: String,
}

const TOO_LONG: &str = "has more cells than the header: does a cell with a separator lack quotes?";
const HOLDS_ROWS: &str = "has a cell that seems to hold other rows: is a quote not closed?";

impl Table {
    pub(crate) fn read(options: &Options) -> Result<Self, String> {
        let in_file = |problem: String| format!("{}: {problem}", options.file.display());
        let sheet =
            Sheet::read(&options.file, options.sheet.as_deref(), options.encoding.as_deref()).map_err(in_file)?;
        let layout = Layout::find(&sheet, &options.map).map_err(in_file)?;
        let table = Self { summary: String::new(), sheet, layout };
        let header = &table.sheet.rows[table.layout.header];
        if table.holds_rows(header) {
            return Err(in_file(format!("row {} {HOLDS_ROWS}", header.number)));
        }
        let mut summary = in_file(format!("{} rows, {}", table.rows().len(), table.sheet.format));
        if !table.layout.ignored.is_empty() {
            summary += &format!("; ignored columns: {}", table.layout.ignored.join(", "));
        }
        Ok(Self { summary, ..table })
    }

    fn rows(&self) -> &[Row] {
        &self.sheet.rows[self.layout.header + 1..]
    }

    /// Whether a row names an owner other than by uuid.
    pub(crate) fn names_owners(&self) -> bool {
        self.rows().iter().any(|row| {
            self.owner_texts(row).is_ok_and(|(_, texts)| texts.iter().any(|text| text.parse::<Uuid>().is_err()))
        })
    }

    pub(crate) fn entries(&self, directory: &Directory, options: &Options) -> Vec<Entry> {
        self.rows().iter().flat_map(|row| self.entries_of(row, directory, options)).collect()
    }

    fn entries_of(&self, row: &Row, directory: &Directory, options: &Options) -> Vec<Entry> {
        let entry = |column, repairs, request| Entry { row: row.number, line: row.line, column, repairs, request };
        let invalid = |reason| vec![entry("", Vec::new(), Err((Outcome::INVALID, reason)))];
        let values = match self.values(row, options) {
            Ok(values) => values,
            Err(reason) => return invalid(reason),
        };
        if values.is_empty() {
            return vec![entry("", Vec::new(), Err((Outcome::EMPTY, Reason::default())))];
        }
        let owners = match self.owners(row, directory) {
            Ok(owners) => owners,
            Err(reason) => return invalid(reason),
        };
        let mut entries = Vec::new();
        for Value { column, kind, name, is_primary, result } in values {
            let shown = if self.layout.is_wide { column } else { "" };
            let cleaned = match result {
                Ok(cleaned) => cleaned,
                Err(problem) => {
                    entries.push(entry(shown, Vec::new(), Err((Outcome::INVALID, Reason::about(column, &problem)))));
                    continue;
                }
            };
            entries.extend(cleaned.values.iter().map(|value| {
                let request = request(kind, &name, value, &owners, is_primary).map_err(|error| {
                    let column = if self.layout.is_wide { column } else { Reason::from(&error).column };
                    let text = error.to_string().replacen("value ", &format!("{column} "), 1);
                    // The advice is for programs.
                    let text = text.split("; ").next().unwrap_or_default();
                    (Outcome::INVALID, Reason::new(column, text))
                });
                entry(shown, cleaned.repairs.clone(), request)
            }));
        }
        entries
    }

    /// Returns the values of a row, each with the kind and the name of its contact detail.
    fn values(&self, row: &Row, options: &Options) -> Result<Vec<Value>, Reason> {
        let width = self.sheet.rows[self.layout.header].cells.len();
        let is_too_long = self.sheet.separator.is_some() && row.cells.iter().skip(width).any(|cell| !cell.is_blank());
        let holds_rows = self.holds_rows(row).then_some(HOLDS_ROWS);
        if let Some(problem) = row.problem.or(holds_rows).or(is_too_long.then_some(TOO_LONG)) {
            return Err(Reason::new("", problem));
        }
        if self.layout.is_wide {
            let contacts =
                self.layout.places.iter().filter(|(_, field)| matches!(field.kind, Kind::Email | Kind::Phone));
            let cells = contacts.filter_map(|(column, field)| Some((*field, row.cells.get(*column)?)));
            let values = cells.filter(|(_, cell)| !cell.is_blank()).map(|(field, cell)| Value {
                column: field.word,
                kind: field.kind,
                name: field.label.to_owned(),
                is_primary: false,
                result: values::clean(field.kind, cell, options),
            });
            return Ok(values.collect());
        }
        let required = |word| self.text(row, word)?.ok_or_else(|| Reason::about(word, "is empty"));
        let kind = columns::detail_kind(&required("type")?);
        let name = required("name")?;
        let value = self.layout.cell(&row.cells, "value").ok_or_else(|| Reason::about("value", "is empty"))?;
        let kind = kind.ok_or_else(|| Reason::about("type", "is neither email nor phone_number"))?;
        if name.contains('\n') {
            // A quote that opens in one name and closes in the next leaves a row with the right number of cells.
            return Err(Reason::about("name", "has a line break: is a quote not closed?"));
        }
        if let Some(letter) = name.chars().find(|letter| values::is_invisible(*letter)) {
            return Err(Reason::about("name", &format!("has U+{:04X}, which nobody sees", u32::from(letter))));
        }
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_primary = self.text(row, "is_primary")?.unwrap_or_default();
        let is_primary = match is_primary.to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => true,
            "" | "no" | "n" | "false" | "0" => false,
            _ => return Err(Reason::about("is_primary", "is neither yes nor no")),
        };
        Ok(vec![Value { column: "value", kind, name, is_primary, result: values::clean(kind, value, options) }])
    }

    /// Returns the text of a cell that is not blank.
    fn text(&self, row: &Row, word: &'static str) -> Result<Option<String>, Reason> {
        let cell = self.layout.cell(&row.cells, word);
        let text = cell.map(|cell| values::text(cell, &mut Cleaned::default()).map(str::to_owned)).transpose();
        text.map_err(|problem| Reason::about(word, &problem))
    }

    /// Returns the uuids, else the e-mail addresses, else the names of a row's owners, and the column that has them.
    fn owner_texts(&self, row: &Row) -> Result<(&'static str, Vec<String>), Reason> {
        for word in ["account_uuids", "owner_email", "owner_name"] {
            let mut texts = Vec::new();
            for cell in self.layout.cells(&row.cells, word) {
                let text =
                    values::text(cell, &mut Cleaned::default()).map_err(|problem| Reason::about(word, &problem))?;
                // Names have spaces and commas.
                let is_separator = |letter: char| {
                    ";\n".contains(letter) || word != "owner_name" && (letter == ',' || letter.is_whitespace())
                };
                let words = text.split(is_separator).map(|word| word.trim().trim_start_matches('\''));
                texts.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
            }
            if !texts.is_empty() {
                return Ok((word, texts));
            }
        }
        let names = [self.text(row, "first_name")?, self.text(row, "last_name")?];
        let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
        Ok(("owner_name", vec![name].into_iter().filter(|name| !name.is_empty()).collect()))
    }

    fn owners(&self, row: &Row, directory: &Directory) -> Result<Vec<Uuid>, Reason> {
        let (word, texts) = self.owner_texts(row)?;
        if texts.is_empty() {
            let column = self.layout.places.iter().find(|(_, field)| field.kind == Kind::Owner);
            return Err(Reason::about(column.map_or("account_uuids", |(_, field)| field.word), "is empty"));
        }
        let find = |text: &String| match text.parse::<Uuid>() {
            Ok(uuid) => Ok(uuid),
            Err(_) if word == "account_uuids" && !directory.has(text) => {
                Err("has a word that is not a uuid".to_owned())
            }
            Err(_) => directory.find(text),
        };
        let owners = texts.iter().map(find).collect::<Result<Vec<Uuid>, _>>();
        let mut owners = owners.map_err(|problem| Reason::about(word, &problem))?;
        owners.sort_unstable();
        owners.dedup();
        Ok(owners)
    }

    /// Whether a line within a cell has as many cells as the header, and looks like a row.
    fn holds_rows(&self, row: &Row) -> bool {
        let Some(separator) = self.sheet.separator else { return false };
        let width = self.sheet.rows[self.layout.header].cells.len();
        let lines = row.cells.iter().filter(|cell| cell.text.contains('\n')).flat_map(|cell| cell.text.lines());
        let cells = lines.map(|line| delimited::split(line, separator));
        cells.into_iter().any(|cells| cells.len() == width && self.layout.is_row(&cells))
    }
}

/// A value of a row.
struct Value {
    column: &'static str,
    kind: Kind,
    name: String,
    is_primary: bool,
    result: Result<Cleaned, String>,
}

fn request(kind: Kind, name: &str, value: &str, owners: &[Uuid], is_primary: bool) -> Result<Request, Error> {
    let (owned, iter) = (owners.to_vec(), owners.iter().copied());
    let (new, same) = match kind {
        Kind::Email => (NewContactDetail::email(name, value, iter)?, value.to_ascii_lowercase()),
        _ => (NewContactDetail::phone_number(name, value, iter)?, value.replace(|letter| "().- ".contains(letter), "")),
    };
    let new = if is_primary { new.primary() } else { new };
    Ok(Request { new, is_primary, identity: format!("{same} {owned:?}") })
}

impl Entry {
    /// Names the row as the spreadsheet does, and the line of the file where it differs.
    pub(crate) fn place(&self) -> String {
        match self.line.filter(|line| *line != self.row) {
            Some(line) => format!("row {} (line {line})", self.row),
            None => format!("row {}", self.row),
        }
    }
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
impl From<&Error> for Reason {
    fn from(error: &Error) -> Self {
        let field = error.field_errors().first().and_then(|error| error.field().split('.').next());
        Self { column: field.map(columns::field_of_api).unwrap_or_default(), text: error.to_string() }
    }
}
