//! Writes a sample file of invented contact details, with mistakes as real files have them.

use std::fs::File;
use std::path::Path;

use plannr_sdk::Uuid;

pub(crate) const ROWS: usize = 1_000;
const CLIENTS: usize = 400;
const HEADER: [&str; 6] = ["Type", "Name", "Value", "Account UUIDs", "Is primary", "Notes"];

/// Cells that replace a good one: the row, the column and the text. The last one is a good row whose cell has a line
/// break, so that line and row numbers differ from there on.
const CELLS: [(usize, usize, &str); 9] = [
    (16, 2, "client16 at example.com"),
    (138, 3, "a4c1d7e2-58b3"),
    (254, 0, "fax"),
    (371, 2, ""),
    (455, 2, "1134960055"),
    (512, 2, "+999 555 0100"),
    (640, 1, ""),
    (808, 4, "perhaps"),
    (99, 5, "Moved house.\nPrefers e-mail."),
];

/// Rows that repeat an earlier one: word for word, or with the number in another spelling.
const REPEATED: [(usize, usize); 5] = [(300, 299), (700, 500), (720, 420), (721, 421), (999, 0)];
const RESPELT: [usize; 2] = [720, 721];

/// Writes it, unless the file exists.
pub(crate) fn write(path: &Path) -> Result<(), String> {
    let fill = || -> csv::Result<()> {
        let mut csv = csv::Writer::from_writer(File::create_new(path)?);
        csv.write_record(HEADER)?;
        (0..ROWS).try_for_each(|index| csv.write_record(row(index)))?;
        Ok(csv.flush()?)
    };
    fill().map_err(|error| format!("cannot write {}: {error}", path.display()))
}

fn row(index: usize) -> [String; 6] {
    let original = REPEATED.iter().find(|(copy, _)| *copy == index).map_or(index, |(_, original)| *original);
    let mut row = good_row(original);
    for (_, column, cell) in CELLS.iter().filter(|(wrong, ..)| *wrong == original) {
        row[*column] = (*cell).to_owned();
    }
    if RESPELT.contains(&index) {
        row[2] = row[2].replacen('0', "+44 (0)", 1);
        row[4].clear();
    }
    row
}

/// Each client has an e-mail address and a phone number, half of them a second address.
fn good_row(index: usize) -> [String; 6] {
    let client = index % CLIENTS;
    let (kind, name, value, primary) = match index / CLIENTS {
        0 => ("email", "Work", format!("client{client}@example.com"), "yes"),
        1 => ("phone_number", "Office", format!("0113 496 0{client:03}"), "yes"),
        _ => ("email", "Home", format!("client{client}@example.org"), ""),
    };
    let owner = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("client {client} of the sample").as_bytes());
    [kind.to_owned(), name.to_owned(), value, owner.to_string(), primary.to_owned(), String::new()]
}
