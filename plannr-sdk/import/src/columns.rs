//! Finds the header of a sheet, and the field that each column has.

use super::delimited::HEADER_ROWS;
use super::sheet::{Cell, Sheet};

/// What the cells of a column are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A column of a sheet with one contact detail a row.
    Detail,
    /// An owner, or a part of its name.
    Owner,
    /// A column of e-mail addresses, or of phone numbers, in a sheet with one client a row.
    Email,
    Phone,
}

pub(crate) struct Field {
    pub(crate) word: &'static str,
    pub(crate) kind: Kind,
    /// The names of columns, in the form of [`plain`].
    spellings: &'static [&'static str],
    /// The name that a contact detail of this column gets.
    pub(crate) label: &'static str,
}

const fn field(word: &'static str, kind: Kind, label: &'static str, spellings: &'static [&'static str]) -> Field {
    Field { word, kind, spellings, label }
}

/// The fields. The first ones are named like the API's, so that an error of the API names its column.
pub(crate) static FIELDS: [Field; 17] = [
    field("type", Kind::Detail, "", &["type", "kind", "contacttype", "detailtype", "contactdetailtype"]),
    field("name", Kind::Detail, "", &["name", "label", "description", "contactdetailname"]),
    field("value", Kind::Detail, "", &["value", "contactdetail", "detail", "contact"]),
    field("is_primary", Kind::Detail, "", &["isprimary", "primary", "main", "preferred"]),
    field(
        "account_uuids",
        Kind::Owner,
        "",
        &["accountuuid", "uuid", "clientuuid", "owneruuid", "accountid", "clientid"],
    ),
    field("owner_email", Kind::Owner, "", &["owneremail", "clientemail", "accountemail"]),
    field(
        "owner_name",
        Kind::Owner,
        "",
        &[
            "owner",
            "client",
            "ownername",
            "clientname",
            "accountname",
            "account",
            "fullname",
            "fullclientname",
            "clientfullname",
            "clientsname",
            "customer",
            "customername",
            "policyholder",
        ],
    ),
    field("first_name", Kind::Owner, "", &["firstname", "forename", "givenname", "clientfirstname"]),
    field("last_name", Kind::Owner, "", &["lastname", "surname", "familyname", "clientlastname"]),
    field("email", Kind::Email, "Email", &["email", "mail"]),
    field("home_email", Kind::Email, "Home", &["homeemail", "personalemail", "privateemail"]),
    field("work_email", Kind::Email, "Work", &["workemail", "businessemail", "officeemail"]),
    field("phone", Kind::Phone, "Phone", &["phone", "tel", "telephone", "contactphone", "mainphone"]),
    field(
        "mobile",
        Kind::Phone,
        "Mobile",
        &["mobile", "mobilephone", "mobiletelephone", "mobiletel", "cell", "cellphone"],
    ),
    field("home", Kind::Phone, "Home", &["home", "homephone", "hometelephone", "hometel", "landline", "privatephone"]),
    field(
        "work",
        Kind::Phone,
        "Work",
        &["work", "workphone", "worktelephone", "worktel", "office", "officephone", "businessphone", "business"],
    ),
    // `--map "Column=-"`.
    field("-", Kind::Detail, "", &[]),
];

/// Words that say what a column of contact details has, in the form of [`plain`], and the field.
const CHANNELS: [(&str, &str); 9] = [
    ("email", "email"),
    ("mail", "email"),
    ("phone", "phone"),
    ("tel", "phone"),
    ("telephone", "phone"),
    ("landline", "home"),
    ("mobile", "mobile"),
    ("mob", "mobile"),
    ("cell", "mobile"),
];
/// Words that say where, and the place.
const PLACES: [(&str, &str); 6] = [
    ("home", "home"),
    ("personal", "home"),
    ("private", "home"),
    ("work", "work"),
    ("office", "work"),
    ("business", "work"),
];
/// Words without which a name has the same meaning.
const NEUTRAL: [&str; 8] = ["", "e", "uk", "client", "contact", "daytime", "evening", "main"];

/// The columns of a sheet.
pub(crate) struct Layout {
    /// The index of the header among the rows.
    pub(crate) header: usize,
    /// The column of each field. A sheet can have several columns of owners, e-mail addresses or phone numbers.
    pub(crate) places: Vec<(usize, &'static Field)>,
    /// Whether each row has one client, and not one contact detail.
    pub(crate) is_wide: bool,
    pub(crate) ignored: Vec<String>,
}

impl Layout {
    pub(crate) fn find(sheet: &Sheet, maps: &[String]) -> Result<Self, String> {
        let maps = maps.iter().map(|map| parse_map(map)).collect::<Result<Vec<_>, _>>()?;
        let find = |name: &str| match maps.iter().find(|(column, _)| plain(column) == plain(name) && !name.is_empty()) {
            Some((_, field)) => Some(*field),
            None => known(name).or_else(|| by_words(name)),
        };
        // A row with a value is no header. Its cells must not be quoted: they are a client's.
        let count = |cells: &[Cell]| match cells.iter().any(is_value) {
            true => 0,
            false => cells.iter().filter(|cell| find(&cell.text).is_some()).count(),
        };
        let headers = sheet.rows.iter().map(|row| count(&row.cells)).take(HEADER_ROWS).enumerate();
        let Some((header, _)) = headers.rev().max_by_key(|(_, found)| *found).filter(|(_, found)| *found > 1) else {
            return Err(format!(
                "none of the first {HEADER_ROWS} rows names columns, such as `E-mail` and `Account UUID`"
            ));
        };
        let row = &sheet.rows[header];
        let names = || row.cells.iter().map(|cell| cell.text.as_str()).enumerate();
        let missing_map = maps.iter().find(|(column, _)| !names().any(|(_, name)| plain(name) == plain(column)));
        let mut places: Vec<_> = names().filter_map(|(column, name)| Some((column, find(name)?))).collect();
        places.retain(|(_, field)| field.word != "-");
        let has = |word| places.iter().any(|(_, field)| field.word == word);
        let is_contact = |field: &Field| matches!(field.kind, Kind::Email | Kind::Phone);
        let has_contacts = places.iter().any(|(_, field)| is_contact(field));
        let is_wide = !has("value") && has_contacts;
        let mut problems = Vec::new();
        if let Some((column, _)) = missing_map {
            problems.push(format!("has no column `{column}`, which --map names"));
        }
        let required = if is_wide { &[][..] } else { &["type", "name", "value"] };
        let mut missing: Vec<String> =
            required.iter().filter(|word| !has(word)).map(|word| format!("`{word}`")).collect();
        let has_owner = places.iter().any(|(_, field)| field.kind == Kind::Owner) || is_wide && has("name");
        if !has_owner {
            missing.push("an owner".to_owned());
        }
        if !missing.is_empty() {
            problems.push(format!("lacks {}", missing.join(", ")));
        }
        let repeated = |field: &&Field| places.iter().filter(|(_, other)| other.word == field.word).count() > 1;
        if let Some(field) = FIELDS.iter().filter(|field| field.kind == Kind::Detail).find(repeated) {
            problems.push(format!("has several columns for `{}`", field.word));
        }
        if !is_wide && has_contacts {
            problems.push("has `value` and also columns of e-mail addresses or phone numbers".to_owned());
        }
        // A longer text is no name: its quote may have swallowed rows.
        let is_name = |name: &str| name.len() < 60 && !name.contains('@');
        let is_mapped = |name: &str| maps.iter().any(|(mapped, _)| plain(mapped) == plain(name));
        let is_unread = |name: &str| is_name(name) && !is_mapped(name) && find(name).is_none();
        if names().any(|(_, name)| is_unread(name) && words(name).any(|word| channel(&word).is_some())) {
            problems.push("has columns that may have contact details and are not recognised".to_owned());
        }
        if !problems.is_empty() {
            let shown = names().filter(|(_, name)| !name.is_empty()).map(|(column, name)| {
                let field =
                    places.iter().find(|(place, _)| *place == column).map_or("not recognised", |(_, field)| field.word);
                format!("\n  {name}: {field}")
            });
            let advice = "\nName a column with --map \"Column=field\", or ignore it with --map \"Column=-\"; --help lists the fields.";
            return Err(format!(
                "row {}, the header, {}. Its columns are:{}{advice}",
                row.number,
                problems.join(" and "),
                shown.collect::<String>()
            ));
        }
        if is_wide {
            places.iter_mut().filter(|(_, field)| field.word == "name").for_each(|place| place.1 = owner_name());
            places.retain(|(_, field)| field.kind != Kind::Detail);
        }
        let is_ignored = |column: &usize| !places.iter().any(|(place, _)| place == column);
        let ignored = names().filter(|(column, name)| is_ignored(column) && !name.is_empty());
        let ignored = ignored.map(|(_, name)| name.replace('\n', " ")).collect();
        Ok(Self { header, places, is_wide, ignored })
    }

    /// Returns the cells of a field that are not blank.
    pub(crate) fn cells<'a>(&'a self, row: &'a [Cell], word: &'a str) -> impl Iterator<Item = &'a Cell> {
        let places = self.places.iter().filter(move |(_, field)| field.word == word);
        places.filter_map(|(column, _)| row.get(*column)).filter(|cell| !cell.is_blank())
    }

    pub(crate) fn cell<'a>(&'a self, row: &'a [Cell], word: &'a str) -> Option<&'a Cell> {
        self.cells(row, word).next()
    }

    /// Whether the cells of a line look like those of a row, so that the cell that holds it may have swallowed rows.
    pub(crate) fn is_row(&self, cells: &[String]) -> bool {
        let has_form = |(column, field): &(usize, &Field)| match (
            cells.get(*column).map_or("", String::as_str),
            field.kind,
            field.word,
        ) {
            ("", Kind::Email | Kind::Phone, _) => None,
            (text, Kind::Email, _) => Some(text.contains('@')),
            (text, Kind::Phone, _) => Some(digits(text) >= 5),
            (text, _, "type") => Some(detail_kind(text).is_some()),
            _ => None,
        };
        let forms: Vec<bool> = self.places.iter().filter_map(has_form).collect();
        !forms.is_empty() && forms.into_iter().all(|has_form| has_form)
    }
}

/// Whether the first line of a cell has an e-mail address or a number.
fn is_value(cell: &Cell) -> bool {
    let text = cell.text.lines().next().unwrap_or_default();
    // A date, or the years of a column, have fewer digits than a phone number.
    text.contains('@') || digits(text) >= 9
}

fn digits(text: &str) -> usize {
    text.matches(|letter: char| letter.is_ascii_digit()).count()
}

fn owner_name() -> &'static Field {
    known("owner").unwrap_or(&FIELDS[0])
}

fn parse_map(map: &str) -> Result<(&str, &'static Field), String> {
    let words = || FIELDS.iter().map(|field| field.word).collect::<Vec<_>>().join(", ");
    let (column, word) = map.rsplit_once('=').ok_or("--map needs the form \"Column=field\"")?;
    let field = FIELDS.iter().find(|field| field.word == word.trim());
    Ok((column, field.ok_or_else(|| format!("--map names an unknown field; the fields are {}", words()))?))
}

pub(crate) fn is_known(name: &str) -> bool {
    known(name).is_some()
}

fn known(name: &str) -> Option<&'static Field> {
    let name = plain(name);
    let is_spelled = |field: &&Field| field.spellings.contains(&name.as_str()) || plain(field.word) == name;
    FIELDS.iter().find(|field| !name.is_empty() && is_spelled(field))
}

/// Recognises a column of contact details by its words in any order, such as "Tel (home)".
fn by_words(name: &str) -> Option<&'static Field> {
    let (mut field, mut place) = ("", "");
    for word in words(name) {
        match (channel(&word), PLACES.iter().find(|(known, _)| *known == word)) {
            // A mobile phone is a mobile, and a home landline at home.
            (Some(channel), _) if field.is_empty() || field == "phone" => field = channel,
            (Some(_), _) => {}
            (None, Some((_, known))) => place = known,
            (None, None) if NEUTRAL.contains(&&*word) => {}
            (None, None) => return None,
        }
    }
    let word = match (field, place) {
        ("email", "home") => "home_email",
        ("email", "work") => "work_email",
        ("phone" | "home", place) if !place.is_empty() => place,
        (field, _) => field,
    };
    FIELDS.iter().find(|field| field.word == word)
}

fn words(name: &str) -> impl Iterator<Item = String> {
    name.split(|letter: char| !letter.is_alphanumeric()).map(plain)
}

fn channel(word: &str) -> Option<&'static str> {
    CHANNELS.iter().find(|(known, _)| *known == word).map(|(_, field)| *field)
}

/// Finds the field that the API names.
pub(crate) fn field_of_api(name: &str) -> &'static str {
    FIELDS.iter().find(|field| field.word == name).map_or("", |field| field.word)
}

/// Reads the cell of a column `type`.
pub(crate) fn detail_kind(text: &str) -> Option<Kind> {
    known(text).map(|field| field.kind).filter(|kind| matches!(kind, Kind::Email | Kind::Phone))
}

/// Returns a name in small letters without anything that varies: spaces, signs, plurals, numbers at the end, and words
/// such as "address" in "E-mail address".
pub(crate) fn plain(name: &str) -> String {
    let mut text: String =
        name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    text.truncate(text.trim_end_matches(|letter: char| letter.is_ascii_digit()).len());
    for (end, keep) in [("addresses", ""), ("address", ""), ("s", "ss"), ("number", ""), ("no", "")] {
        if text.ends_with(end) && (keep.is_empty() || !text.ends_with(keep)) {
            text.truncate(text.len() - end.len());
        }
    }
    text
}
