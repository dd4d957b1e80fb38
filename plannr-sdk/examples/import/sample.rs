//! The sample: a file of invented contact details, the same each time, with what goes wrong in real ones.

use std::fs::File;
use std::path::Path;

use plannr_sdk::Uuid;

/// How many rows it has.
pub(crate) const ROWS: usize = 1_000;

const CLIENTS: usize = 400;
const HEADER: [&str; 6] = ["Type", "Name", "Value", "Account UUIDs", "Is primary", "Notes"];
const FIRST_NAMES: [&str; 8] = ["ava", "noah", "olive", "jack", "isla", "leo", "freya", "theo"];
const LAST_NAMES: [&str; 5] = ["morgan", "patel", "evans", "clarke", "hughes"];

const NAME: usize = 1;
const VALUE: usize = 2;
const OWNERS: usize = 3;
const PRIMARY: usize = 4;

/// Cells that are not as they should be: a row, a column, and what is in it.
const MISTAKES: [(usize, usize, &str); 8] = [
    (16, VALUE, "ava.morgan at example.com"),
    (138, OWNERS, "a4c1d7e2-58b3"),
    (254, 0, "fax"),
    (371, VALUE, ""),
    (455, VALUE, "7700900055"),
    (512, VALUE, "+999 555 0100"),
    (640, NAME, ""),
    (808, PRIMARY, "perhaps"),
];

/// Rows that say again what an earlier one says: in the same words, or with the number in another spelling.
const REPEATED: [(usize, usize); 3] = [(300, 299), (700, 500), (999, 0)];
const RESPELT: [(usize, usize); 2] = [(720, 420), (721, 421)];

/// Writes it, unless there is a file already.
pub(crate) fn write(path: &Path) -> Result<(), String> {
    let refuse = |error: &dyn std::fmt::Display| format!("{} cannot be written: {error}", path.display());
    let file = File::create_new(path).map_err(|error| refuse(&error))?;
    let mut csv = csv::Writer::from_writer(file);
    csv.write_record(HEADER).map_err(|error| refuse(&error))?;
    for at in 0..ROWS {
        csv.write_record(row(at)).map_err(|error| refuse(&error))?;
    }
    csv.flush().map_err(|error| refuse(&error))
}

fn row(at: usize) -> [String; 6] {
    if let Some((_, first)) = REPEATED.iter().find(|(again, _)| *again == at) {
        return row(*first);
    }
    let mut row = plain(at);
    if let Some((_, first)) = RESPELT.iter().find(|(again, _)| *again == at) {
        row = plain(*first);
        row[VALUE] = row[VALUE].replacen("07700", "+44 (0)7700", 1);
        row[PRIMARY].clear();
    }
    for (_, column, cell) in MISTAKES.iter().filter(|(wrong, _, _)| *wrong == at) {
        row[*column] = (*cell).to_owned();
    }
    row
}

/// An address and a number for each client, then a second address for half of them.
fn plain(at: usize) -> [String; 6] {
    let client = at % CLIENTS;
    let (first, last) = (FIRST_NAMES[client % FIRST_NAMES.len()], LAST_NAMES[client / 8 % LAST_NAMES.len()]);
    let (kind, name, value, primary) = match at / CLIENTS {
        0 => ("email", "Work", format!("{first}.{last}{client}@example.com"), "yes"),
        1 => ("phone_number", "Mobile", format!("07700 900{client:03}"), "yes"),
        _ => ("email", "At home", format!("{first}.{last}{client}@example.org"), ""),
    };
    // A cell with a line break in it, so that lines and rows part, as in real files.
    let notes = if at == 99 { "Moved house.\nPrefers e-mail." } else { "" };
    [kind.to_owned(), name.to_owned(), value, uuid(client).to_string(), primary.to_owned(), notes.to_owned()]
}

/// Uuids of no real client.
fn uuid(client: usize) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("client {client} of the sample").as_bytes())
}
