//! The clients that own contact details, found by e-mail address or name: all in one pass, never row by row.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use plannr_sdk::models::{Account, AccountInclude, AccountTypeFilter, LinkedContactDetail};
use plannr_sdk::{Error, Plannr, Uuid};

use super::columns::plain;
use super::sheet::Sheet;
use super::values::is_invisible;

/// The uuids of each name and e-mail address.
pub(crate) enum Directory {
    Known(HashMap<String, Vec<Uuid>>),
    /// That of a rehearsal: every text names a client.
    Invented,
}

impl Directory {
    /// Reads a file that `plannr-import accounts` wrote, or any other with a column of uuids: every other cell of a row
    /// names its client.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let in_file = |problem: String| format!("{}: {problem}", path.display());
        let sheet = Sheet::read(path, None, None).map_err(in_file)?;
        let uuids = |name: &str| ["uuid", "accountuuid", "clientuuid"].contains(&plain(name).as_str());
        let header = sheet
            .rows
            .iter()
            .enumerate()
            .find_map(|(row, header)| Some((row, header.cells.iter().position(|cell| uuids(&cell.text))?)));
        let (header, place) = header.ok_or_else(|| in_file("has no column `uuid`".to_owned()))?;
        let kinds: Vec<bool> = sheet.rows[header].cells.iter().map(|cell| plain(&cell.text) == "type").collect();
        let mut entries = Vec::new();
        for row in &sheet.rows[header + 1..] {
            let uuid = row.cells.get(place).and_then(|cell| cell.text.parse::<Uuid>().ok());
            let uuid = uuid.ok_or_else(|| in_file(format!("row {} has no uuid in its column `uuid`", row.number)))?;
            let others = row
                .cells
                .iter()
                .enumerate()
                .filter(|(column, _)| *column != place && kinds.get(*column) != Some(&true));
            entries.extend(others.map(|(_, cell)| (unescaped(&cell.text).to_owned(), uuid)));
        }
        Ok(Self::new(entries))
    }

    /// Lists the clients of the firm.
    pub(crate) async fn list(plannr: &Plannr) -> Result<Self, Error> {
        let clients = clients(plannr).await?;
        Ok(Self::new(clients.iter().flat_map(|client| {
            let names = [client.name.clone(), full_name(client), email(client).map(str::to_owned)];
            names.into_iter().flatten().map(|name| (name, client.uuid))
        })))
    }

    pub(crate) fn new(entries: impl IntoIterator<Item = (String, Uuid)>) -> Self {
        let mut known = HashMap::<String, Vec<Uuid>>::new();
        for (text, uuid) in entries {
            let uuids = known.entry(key(&text)).or_default();
            if !uuids.contains(&uuid) && !text.is_empty() {
                uuids.push(uuid);
            }
        }
        Self::Known(known)
    }

    pub(crate) fn has(&self, text: &str) -> bool {
        matches!(self, Self::Known(known) if known.contains_key(&key(text)))
    }

    /// Returns the only client with a name or e-mail address, or the reason why there is none.
    pub(crate) fn find(&self, text: &str) -> Result<Uuid, String> {
        let Self::Known(known) = self else { return Ok(Uuid::new_v5(&Uuid::NAMESPACE_OID, key(text).as_bytes())) };
        match known.get(&key(text)).map_or(&[][..], Vec::as_slice) {
            [uuid] => Ok(*uuid),
            [] => Err("names no client exactly".to_owned()),
            several => {
                let uuids = several.iter().map(Uuid::to_string).collect::<Vec<_>>().join(" ");
                Err(format!("names {} clients; write the uuid of one: {uuids}", several.len()))
            }
        }
    }
}

async fn clients(plannr: &Plannr) -> Result<Vec<Account>, Error> {
    let list = plannr.accounts().list().types([AccountTypeFilter::Client]).include([AccountInclude::PrimaryEmail]);
    let (mut stream, mut clients) = (list.stream(), Vec::new());
    while let Some(client) = stream.next().await {
        clients.push(client?);
    }
    Ok(clients)
}

fn full_name(client: &Account) -> Option<String> {
    Some(format!("{} {}", client.first_name.as_ref()?, client.last_name.as_ref()?))
}

/// Returns the primary e-mail address. `email` is the old name of the field.
fn email(client: &Account) -> Option<&str> {
    let primary = match &client.primary_email {
        Some(LinkedContactDetail::ContactDetail(detail)) => detail.value.as_deref(),
        Some(LinkedContactDetail::String(text)) => Some(text.as_str()),
        _ => None,
    };
    [primary, client.email.as_deref()].into_iter().flatten().find(|text| text.contains('@'))
}

/// Writes the firm's clients as CSV, for a look-up in the spreadsheet. Such a file names owners with `--owners`.
pub(crate) async fn write(plannr: &Plannr, out: impl Write) -> Result<usize, String> {
    let clients = clients(plannr).await.map_err(|error| error.to_string())?;
    let mut csv = csv::Writer::from_writer(out);
    let mut write = || -> csv::Result<()> {
        csv.write_record(["uuid", "name", "type", "email"])?;
        for client in &clients {
            let name = client.name.clone().or_else(|| full_name(client)).unwrap_or_default();
            let kind = client.role.as_ref().map_or("", |role| role.as_str()).to_owned();
            csv.write_record([
                client.uuid.to_string(),
                escaped(&name),
                kind,
                escaped(email(client).unwrap_or_default()),
            ])?;
        }
        Ok(csv.flush()?)
    };
    write().map_err(|error| error.to_string())?;
    Ok(clients.len())
}

/// Texts are compared without case, invisible characters and additional spaces.
fn key(text: &str) -> String {
    let visible: String = text.chars().filter(|letter| !is_invisible(*letter)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Escapes a cell that a spreadsheet would read as a formula.
pub(crate) fn escaped(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

fn unescaped(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| escaped(rest) == text).unwrap_or(text)
}
