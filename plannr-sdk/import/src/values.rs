//! Cleans the values of cells. Repairs them where nothing can be lost, and refuses them where something is.

use plannr_sdk::phone;

use super::arguments::Options;
use super::columns::Kind;
use super::sheet::Cell;

const DESTROYED: &str = "is a rounded number, as 4.47701E+11: the spreadsheet has destroyed its digits";
const DROPPED: &str =
    "has 10 digits without a 0 or + in front: the spreadsheet dropped it (--restore-zeros writes the 0)";

/// The values of a cell, and the repairs that they needed.
#[derive(Default)]
pub(crate) struct Cleaned {
    pub(crate) values: Vec<String>,
    pub(crate) repairs: Vec<String>,
}

impl Cleaned {
    fn repaired(&mut self, repair: impl Into<String>) {
        let repair = repair.into();
        if !self.repairs.contains(&repair) {
            self.repairs.push(repair);
        }
    }
}

/// Returns the e-mail addresses or phone numbers in a cell, or the reason why it cannot be used.
pub(crate) fn clean(kind: Kind, cell: &Cell, options: &Options) -> Result<Cleaned, String> {
    let mut cleaned = Cleaned::default();
    let text = text(cell, &mut cleaned)?;
    let pieces = text.split([';', ',', '\n']).map(str::trim).filter(|piece| !piece.is_empty());
    for piece in pieces {
        let value = if kind == Kind::Email { email(piece, options)? } else { number(piece, cell, options)? };
        repairs(piece, &value, &mut cleaned);
        if cleaned.values.contains(&value) {
            cleaned.repaired("removed a repetition");
        } else {
            cleaned.values.push(value);
        }
    }
    match cleaned.values.len() {
        0 => return Err("is empty".to_owned()),
        1 => {}
        count => cleaned.repaired(format!("split into {count} values")),
    }
    Ok(cleaned)
}

/// Returns the text of a cell, without the `="..."` that keeps a spreadsheet from reading a number.
pub(crate) fn text<'a>(cell: &'a Cell, cleaned: &mut Cleaned) -> Result<&'a str, String> {
    if let Some(problem) = cell.problem {
        return Err(problem.to_owned());
    }
    let Some(formula) = cell.text.strip_prefix('=') else { return Ok(&cell.text) };
    let quoted = formula.trim().strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    cleaned.repaired("removed =\"\"");
    quoted.filter(|text| !text.contains('"')).ok_or_else(|| "is a formula".to_owned())
}

fn email(piece: &str, options: &Options) -> Result<String, String> {
    let visible: String = piece.chars().filter(|letter| !is_invisible(*letter)).collect();
    let text = visible.trim_start_matches(APOSTROPHES).trim();
    let text = match text.split_at_checked("mailto:".len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case("mailto:") => rest.trim(),
        _ => text,
    };
    let domain = text.rsplit_once('@').map_or("", |(_, domain)| domain);
    match text {
        _ if options.as_is => {}
        _ if text.contains(&APOSTROPHES[1..]) => {
            return Err("has a typographic apostrophe (U+2018 or U+2019); --as-is sends it".to_owned());
        }
        _ if !domain.is_empty() && !domain.contains('.') => {
            return Err("has a domain without a dot; --as-is sends it".to_owned());
        }
        _ => {}
    }
    Ok(text.to_owned())
}

fn number(piece: &str, cell: &Cell, options: &Options) -> Result<String, String> {
    let cleaned = phone::clean(piece);
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = cleaned.split_once(['E', 'e']).unwrap_or_default();
    if is_digits(&mantissa.replace(['.', ','], "")) && is_digits(exponent.trim_start_matches('+')) {
        return Err(DESTROYED.to_owned());
    }
    if cell.is_number && cleaned.contains(['.', '-']) {
        return Err("is a number with decimals or a minus sign".to_owned());
    }
    let digits: String = cleaned.chars().filter(|letter| !" ().-".contains(*letter)).collect();
    if !is_digits(&digits) || digits.starts_with('0') {
        return Ok(cleaned);
    }
    match digits.len() {
        10 if options.restore_zeros && phone::parse(format!("0{digits}")).is_ok() => Ok(format!("0{cleaned}")),
        10 => Err(DROPPED.to_owned()),
        _ if digits.starts_with("44") => Err("begins with 44 without a plus, and is no complete UK number".to_owned()),
        _ => Err("has no country: the number begins neither with + nor with 0".to_owned()),
    }
}

const APOSTROPHES: [char; 3] = ['\'', '\u{2018}', '\u{2019}'];

/// Names what was changed, without a digit or letter of the cell.
fn repairs(piece: &str, value: &str, cleaned: &mut Cleaned) {
    let starts_with = |prefix: &str| {
        piece
            .trim_start_matches(APOSTROPHES)
            .trim_start()
            .get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    if piece.starts_with(APOSTROPHES) {
        cleaned.repaired("removed an apostrophe");
    }
    ["tel:", "mailto:"]
        .iter()
        .filter(|prefix| starts_with(prefix))
        .for_each(|prefix| cleaned.repaired(format!("removed {prefix}")));
    for letter in
        piece.chars().filter(|letter| !letter.is_ascii_graphic() && *letter != ' ' && !APOSTROPHES.contains(letter))
    {
        if !value.contains(letter) {
            cleaned.repaired(format!("cleaned U+{:04X}", u32::from(letter)));
        }
    }
    let digits = |text: &str| text.matches(|letter: char| letter.is_ascii_digit()).count();
    if value.starts_with('+') && !piece.contains(['+', '\u{ff0b}']) {
        cleaned.repaired("wrote +");
    } else if digits(value) > digits(piece) && piece.is_ascii() {
        cleaned.repaired("restored a 0");
    }
}

/// Returns true for a character that nobody sees, according to the SDK.
pub(crate) fn is_invisible(letter: char) -> bool {
    !letter.is_ascii_graphic()
        && !letter.is_whitespace()
        && !APOSTROPHES.contains(&letter)
        && phone::clean(letter.encode_utf8(&mut [0; 4])).is_empty()
}
