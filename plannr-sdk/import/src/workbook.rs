//! Reads a sheet of an `.xlsx` workbook, cell by cell: one cell in the last column must not cost memory for all others.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Style, Xlsx, XlsxError};

use super::sheet::{Cell, Row, Sheet};

/// A workbook of [`MAX_FILE`](super::sheet::MAX_FILE) can unpack to a thousand times its size.
const MAX_UNPACKED: u64 = 512 << 20;
const MAX_CELLS: usize = 5_000_000;
/// Spreadsheets keep 15 digits of a number.
const MAX_NUMBER: f64 = 1e15;

const ZIP: &[u8] = b"PK\x03\x04";
/// The container of `.xls` files, and of workbooks with a password.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0";

pub(crate) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) || bytes.starts_with(OLE)
}

pub(crate) fn read(bytes: Vec<u8>, name: Option<&str>) -> Result<Sheet, String> {
    let is_ole = bytes.starts_with(OLE);
    if !is_ole && unpacked(&bytes)? > MAX_UNPACKED {
        return Err(format!("unpacks to more than {} MiB: split the workbook", MAX_UNPACKED >> 20));
    }
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| match (error, is_ole) {
        (XlsxError::Password, _) => "is protected by a password: save it without one".to_owned(),
        (_, true) => "is an old .xls workbook: save it as .xlsx".to_owned(),
        (error, _) => broken(&error),
    })?;
    let (name, others) = choose(&workbook, name)?;
    let mut rows = values(&mut workbook, &name)?;
    let mut reader = workbook.worksheet_cells_reader(&name).map_err(|error| broken(&error))?;
    while let Some((row, column, style)) = reader.next_style_id().map_err(|error| broken(&error))? {
        let cell = rows.get_mut(&row).and_then(|cells| cells.get_mut(column as usize)).filter(|cell| cell.is_number);
        if let (Some(cell), Some(style)) = (cell, reader.styles().get(style)) {
            // The format shows these zeros, so the number was not changed by the spreadsheet.
            cell.text = format!("{:0>1$}", cell.text, zeros(style));
        }
    }
    let row = |(number, cells): (u32, _)| Row { number: u64::from(number) + 1, cells, ..Row::default() };
    let rows: Vec<Row> =
        rows.into_iter().map(row).filter(|row| row.cells.iter().any(|cell| !cell.is_blank())).collect();
    let others = if others.is_empty() { String::new() } else { format!(" (not imported: {})", others.join(", ")) };
    Ok(Sheet { rows, format: format!("sheet {name}{others}"), separator: None })
}

/// Returns the sheet with a name, or the first one, and the names of the others. Hidden sheets need to be named.
fn choose(workbook: &Xlsx<Cursor<Vec<u8>>>, name: Option<&str>) -> Result<(String, Vec<String>), String> {
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let shown = |sheet: &&calamine::Sheet| name.is_some() || sheet.visible == SheetVisible::Visible;
    let mut names: Vec<String> = sheets.filter(shown).map(|sheet| sheet.name.clone()).collect();
    let place = name.map_or(Some(0), |name| names.iter().position(|sheet| sheet.trim() == name.trim()));
    match place.filter(|place| *place < names.len()) {
        Some(place) => Ok((names.remove(place), names)),
        None => Err(format!("has no such sheet; its sheets are: {}", names.join(", "))),
    }
}

fn values(workbook: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Result<BTreeMap<u32, Vec<Cell>>, String> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|error| broken(&error))?;
    let (mut rows, mut count, mut last) = (BTreeMap::<u32, Vec<Cell>>::new(), 0, (0, 0));
    loop {
        let read = reader.next_cell_with_formula().map_err(|error| match error {
            XlsxError::CellError(text) => format!("has the error {text} behind the cell {}", cell_name(last)),
            error => broken(&error),
        })?;
        let Some(read) = read else { return Ok(rows) };
        last = read.pos;
        let cell = cell(&read.value, read.formula.is_some());
        if cell.is_blank() {
            continue;
        }
        let cells = rows.entry(read.pos.0).or_default();
        let width = read.pos.1 as usize + 1;
        count += width.saturating_sub(cells.len());
        if count > MAX_CELLS {
            return Err(format!("has more than {MAX_CELLS} cells: copy the contacts to a sheet of their own"));
        }
        if cells.len() < width {
            cells.resize(width, Cell::default());
        }
        cells[width - 1] = cell;
    }
}

fn cell(value: &DataRef<'_>, is_formula: bool) -> Cell {
    let text =
        |text: &str| Cell { text: text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned(), ..Cell::default() };
    let unusable = |problem| Cell { problem: Some(problem), ..Cell::default() };
    match value {
        // Some programs store 0 instead of no result.
        DataRef::Empty | DataRef::Float(0.0) if is_formula => {
            unusable("is a formula without a stored value: save the file with a spreadsheet program")
        }
        DataRef::Empty => Cell::default(),
        DataRef::String(string) => text(string),
        DataRef::SharedString(string) => text(string),
        DataRef::Bool(value) => text(&value.to_string()),
        DataRef::Int(number) => Cell { is_number: true, ..text(&number.to_string()) },
        DataRef::Float(number) if number.abs() < MAX_NUMBER => Cell { is_number: true, ..text(&number.to_string()) },
        DataRef::Float(_) => unusable("is a number with more than 15 digits, of which the spreadsheet keeps only 15"),
        DataRef::Error(_) => unusable("is an error of the spreadsheet, such as #N/A"),
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => unusable("is a date"),
    }
}

/// Returns the width of a format such as `00000000000`.
fn zeros(style: &Style) -> usize {
    let format = style.number_format.as_ref().map_or("", |format| format.format_code.as_str());
    if format.bytes().all(|byte| byte == b'0') { format.len() } else { 0 }
}

/// Returns the size that the archive declares for its files.
fn unpacked(bytes: &[u8]) -> Result<u64, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&XlsxError::Zip(error)))?;
    let sizes = (0..archive.len()).map(|file| archive.by_index_raw(file).map(|file| file.size()));
    sizes.sum::<Result<u64, _>>().map_err(|error| broken(&XlsxError::Zip(error)))
}

/// The text of the error can contain a value of the file.
fn broken(error: &XlsxError) -> String {
    let what = match error {
        XlsxError::Zip(_) | XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound => {
            "is no .xlsx workbook, or is cut off"
        }
        _ => "has a sheet that cannot be read",
    };
    format!("{what}: open it with a spreadsheet program and save it as .xlsx")
}

/// Returns the name of a cell, such as `B7`.
fn cell_name((row, column): (u32, u32)) -> String {
    format!("{}{}", column_name(column as usize), row + 1)
}

fn column_name(column: usize) -> String {
    let last = char::from(b'A' + u8::try_from(column % 26).unwrap_or_default());
    let first = if column < 26 { String::new() } else { column_name(column / 26 - 1) };
    format!("{first}{last}")
}
