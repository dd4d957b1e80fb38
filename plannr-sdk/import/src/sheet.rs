//! A sheet as it was read: its rows, whose cells are text, and where each row stands.

use std::path::Path;

use super::{delimited, text, workbook};

/// Larger files are no lists of contacts.
pub(crate) const MAX_FILE: u64 = 64 << 20;

#[derive(Default)]
pub(crate) struct Sheet {
    /// The rows that have a cell.
    pub(crate) rows: Vec<Row>,
    /// How the file was understood.
    pub(crate) format: String,
    /// The separator of a CSV file.
    pub(crate) separator: Option<u8>,
}

#[derive(Default)]
pub(crate) struct Row {
    /// The number that the spreadsheet shows.
    pub(crate) number: u64,
    /// The line of a CSV file on which it starts, from 1.
    pub(crate) line: Option<u64>,
    /// Why its cells may be in the wrong columns.
    pub(crate) problem: Option<&'static str>,
    pub(crate) cells: Vec<Cell>,
}

#[derive(Clone, Default)]
pub(crate) struct Cell {
    pub(crate) text: String,
    /// Whether it is a number in a workbook.
    pub(crate) is_number: bool,
    /// Why its text cannot be used.
    pub(crate) problem: Option<&'static str>,
}

impl Cell {
    pub(crate) fn is_blank(&self) -> bool {
        self.text.is_empty() && self.problem.is_none()
    }
}

impl Sheet {
    /// A spreadsheet that exports semicolons also expects them.
    pub(crate) fn report_separator(&self) -> u8 {
        if self.separator == Some(b';') { b';' } else { b',' }
    }

    /// Reads a workbook or a CSV file. Its content counts, not its name.
    pub(crate) fn read(path: &Path, name: Option<&str>, encoding: Option<&str>) -> Result<Self, String> {
        let refuse = |error: std::io::Error| error.to_string();
        if std::fs::metadata(path).map_err(refuse)?.len() > MAX_FILE {
            return Err(format!("is larger than {} MiB", MAX_FILE >> 20));
        }
        let bytes = std::fs::read(path).map_err(refuse)?;
        if workbook::is_workbook(&bytes) {
            return workbook::read(bytes, name);
        }
        if name.is_some() {
            return Err("is no workbook, so it has no sheets: omit --sheet".to_owned());
        }
        let (text, encoding) = text::decode(&bytes, encoding)?;
        delimited::read(&text, encoding)
    }
}
