//! Seven layouts of a spreadsheet go into a server in another process that also answers with faults. Each import is killed
//! twice and run again.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use plannr_sdk::mock::{MockResponse, MockServer};
use plannr_sdk::{ContactDetailInclude, Plannr, Uuid};
use rust_xlsxwriter::{Format, Workbook};
use tempfile::TempDir;

use crate::fixture::is_create;
use crate::processes::child;

const ROWS: usize = 200;
const CLIENTS: usize = 20;
const MARK: &str = "mock server:";

#[tokio::test]
#[ignore = "the test of this file runs it as another process"]
async fn server() {
    if std::env::var_os("RUN_THE_MOCK_SERVER").is_none() {
        return;
    }
    let mock = MockServer::builder().time_of_day(std::time::SystemTime::now).quota(1_000_000).start().await;
    for n in 0..CLIENTS {
        mock.add_client_with_email(&format!("Client No{n}"), &format!("client{n}@example.org"));
    }
    mock.add_client("Two Namesakes");
    mock.add_client("Two Namesakes");
    let [creates, lists] = [(); 2].map(|()| AtomicUsize::new(0));
    mock.script(move |request| match is_create(request) {
        true => match creates.fetch_add(1, Ordering::SeqCst) % 100 {
            40 => Some(MockResponse::server_error().after_applying()),
            70 => Some(MockResponse::html_from_proxy(502)),
            _ => None,
        },
        false => (lists.fetch_add(1, Ordering::SeqCst) % 60 == 50).then(|| MockResponse::html_from_proxy(503)),
    });
    println!("\n{MARK} {} {} {}", mock.base_url(), mock.access_token(), mock.account_uuid());
    // It ends with the process that started it.
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await.unwrap().unwrap();
}

struct Server {
    process: Child,
    environment: [(&'static str, String); 3],
    /// The harness of the process fails if it cannot print.
    _output: BufReader<ChildStdout>,
}

impl Server {
    fn start() -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--ignored", "--exact", "--nocapture", "layouts::server"]).env("RUN_THE_MOCK_SERVER", "yes");
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let line = output.by_ref().lines().map(Result::unwrap).find(|line| line.starts_with(MARK)).unwrap();
        let words: Vec<&str> = line[MARK.len()..].split_whitespace().collect();
        let names = ["PLANNR_BASE_URL", "PLANNR_ACCESS_TOKEN", "PLANNR_ACCOUNT_UUID"];
        Self { process, environment: std::array::from_fn(|n| (names[n], words[n].to_owned())), _output: output }
    }

    fn import(&self, arguments: &[&str]) -> Command {
        let mut command = child(arguments);
        command.envs(self.environment.iter().cloned());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A row: one in ten is bad, in four ways.
struct Contact {
    is_good: bool,
    is_email: bool,
    value: String,
    client: usize,
}

fn contact(layout: usize, row: usize) -> Contact {
    let (is_good, way) = (row % 10 != 7, row / 10 % 4);
    let is_email = if is_good { row.is_multiple_of(2) } else { way == 0 };
    let value = match (is_good, way, is_email) {
        (false, 0, _) => format!("l{layout}r{row} at example.com"),
        (false, 1, _) => "4.47701E+11".to_owned(),
        (false, 2, _) => "7700900123".to_owned(),
        (_, _, true) => format!("l{layout}r{row}@example.com"),
        _ => format!("02079460{:03}", layout * 100 + row / 2),
    };
    // The last bad way is an owner whose name two clients have.
    let client = if !is_good && way == 3 { CLIENTS } else { row % CLIENTS };
    Contact { is_good, is_email, value, client }
}

/// Columns of a header and of each row, in which `uuid`, `name`, `address`, `first` and `last` are the client's.
struct Layout {
    name: &'static str,
    options: &'static [&'static str],
    /// Rows above the header.
    title: &'static [&'static str],
    header: &'static [&'static str],
    cells: &'static [&'static str],
    separator: &'static str,
    encode: fn(&str) -> Vec<u8>,
}

fn utf8(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{}", text.replace('\n', "\r\n")).encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn windows(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect()
}

const LONG: &[&str] = &["Type", "Name", "Value", "Account UUID"];
const LAYOUTS: [Layout; 7] = [
    Layout {
        name: "one.csv",
        options: &[],
        title: &[],
        header: LONG,
        cells: &["type", "Work", "value", "uuid"],
        separator: ",",
        encode: utf8,
    },
    Layout {
        name: "two.csv",
        options: &[],
        title: &["\"sep=;\""],
        header: &["Client name", "Kind", "Label", "Contact detail", "Notes"],
        cells: &["name", "type", "Büro", "value", "\"Moved;\nhas; a; dog; now\""],
        separator: ";",
        encode: windows,
    },
    Layout {
        name: "three.txt",
        options: &[],
        title: &[],
        header: &["Owner e-mail address", "Type", "Name", "Value"],
        cells: &["address", "type", "Work", "value"],
        separator: "\t",
        encode: utf16,
    },
    Layout {
        name: "four.csv",
        options: &[],
        title: &["Our clients", ""],
        header: &["Name", "E-mail address", "Mobile numbers", ""],
        cells: &["name", "email", "phone", ""],
        separator: ",",
        encode: utf8,
    },
    Layout {
        name: "five.xlsx",
        options: &[],
        title: &["Our clients", ""],
        header: &["Forename", "Surname", "Telephone", "E-mail"],
        cells: &["first", "last", "phone", "email"],
        separator: "",
        encode: utf8,
    },
    Layout {
        name: "six.xlsx",
        options: &["--sheet", "Contacts", "--map", "Our ref=owner_name", "--owners", "clients.csv"],
        title: &[],
        header: &["Our ref", "Type", "Name", "Value"],
        cells: &["address", "type", "Work", "value"],
        separator: "",
        encode: utf8,
    },
    Layout {
        name: "seven.csv",
        options: &["--map", "Ring=work"],
        title: &[],
        header: &["Ring", "Work e-mail", "Account UUIDs"],
        cells: &["=phone", "email", "uuid"],
        separator: ",",
        encode: utf8,
    },
];

/// The uuid, name and address of a client.
type Client = [String; 3];

fn cell(word: &str, contact: &Contact, clients: &[Client]) -> String {
    let namesakes = ["3b0c7a1e-6d52", "Two Namesakes", "nobody@example.org"].map(str::to_owned);
    let client = clients.get(contact.client).unwrap_or(&namesakes);
    let (first, last) = client[1].split_once(' ').unwrap();
    let value = |is_due: bool| if is_due { contact.value.clone() } else { String::new() };
    match word {
        "type" => if contact.is_email { "E-mail" } else { "Telephone" }.to_owned(),
        "value" => contact.value.clone(),
        "email" => value(contact.is_email),
        "phone" => value(!contact.is_email),
        "=phone" => Some(value(!contact.is_email))
            .filter(|text| !text.is_empty())
            .map_or_else(String::new, |text| format!("\"=\"\"{text}\"\"\"")),
        "uuid" => client[0].clone(),
        "name" => client[1].clone(),
        "address" => client[2].clone(),
        "first" => first.to_owned(),
        "last" => last.to_owned(),
        text => text.to_owned(),
    }
}

fn write(layout: &Layout, number: usize, clients: &[Client], path: &Path) {
    let title = layout.title.iter().map(|title| vec![(*title).to_owned()]);
    let header = [layout.header.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()];
    let rows =
        (0..ROWS).map(|row| layout.cells.iter().map(|word| cell(word, &contact(number, row), clients)).collect());
    let rows: Vec<Vec<String>> = title.chain(header).chain(rows).collect();
    if layout.separator.is_empty() {
        let mut workbook = Workbook::new();
        if layout.options.contains(&"--sheet") {
            workbook.add_worksheet().set_name("Other").unwrap();
        }
        let sheet = workbook.add_worksheet().set_name("Contacts").unwrap();
        let zeros = Format::new().set_num_format("00000000000");
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
                match cell.parse::<f64>().ok().filter(|_| cell.starts_with('0')) {
                    Some(number) => sheet.write_number_with_format(row, column, number, &zeros).unwrap(),
                    None => sheet.write_string(row, column, cell).unwrap(),
                };
            }
        }
        return workbook.save(path).unwrap();
    }
    let lines: Vec<String> = rows.iter().map(|cells| cells.join(layout.separator) + "\n").collect();
    std::fs::write(path, (layout.encode)(&lines.concat())).unwrap();
}

/// Imports a layout: two runs are killed, and others follow until no row needs another.
fn import(server: &Server, folder: &Path, layout: &Layout) -> BTreeMap<u64, String> {
    let path = folder.join(layout.name);
    let journal = folder.join(format!("{}.journal", layout.name));
    let options = layout.options.iter().map(|option| match *option {
        "clients.csv" => folder.join("clients.csv").to_str().unwrap().to_owned(),
        option => option.to_owned(),
    });
    let arguments: Vec<String> = [path.to_str().unwrap().to_owned()].into_iter().chain(options).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    for finished in [40, 100] {
        let log = std::fs::File::create(folder.join(format!("{}.log", layout.name))).unwrap();
        let mut process = server.import(&arguments).stdout(log).stderr(Stdio::null()).spawn().unwrap();
        let count = || std::fs::read_to_string(&journal).unwrap_or_default().matches(" created ").count();
        while count() < finished && process.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        process.kill().unwrap();
        assert_eq!(
            process.wait().unwrap().code(),
            None,
            "{}: the run ended before it was killed: {}",
            layout.name,
            std::fs::read_to_string(folder.join(format!("{}.log", layout.name))).unwrap()
        );
    }
    for _ in 0..5 {
        let output = server.import(&arguments).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{}: {text}", layout.name);
        let separator = if layout.separator == ";" { b';' } else { b',' };
        let report = folder.join(format!("{}.report.csv", layout.name));
        let mut report = csv::ReaderBuilder::new().delimiter(separator).from_path(report).unwrap();
        let rows = report.records().map(Result::unwrap).map(|cells| (cells[0].parse().unwrap(), cells[2].to_owned()));
        let rows: Vec<(u64, String)> = rows.collect();
        assert_eq!(rows.len(), ROWS, "{}: {text}", layout.name);
        if !rows.iter().any(|(_, outcome)| ["failed", "unknown", "not_begun"].contains(&outcome.as_str())) {
            return rows.into_iter().collect();
        }
    }
    panic!("{}: rows are left", layout.name);
}

#[tokio::test(flavor = "multi_thread")]
async fn seven_layouts_go_in_although_each_import_is_killed_twice_and_the_server_fails() {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let list = folder.path().join("clients.csv");
    assert!(server.import(&["accounts", "--output", list.to_str().unwrap()]).status().unwrap().success());
    let mut list = csv::Reader::from_path(&list).unwrap();
    assert_eq!(list.headers().unwrap(), ["uuid", "name", "type", "email"].as_slice());
    let listed = list.records().map(|cells| cells.unwrap()).map(|cells| [0, 1, 3].map(|n| cells[n].to_owned()));
    let mut clients: Vec<Client> = listed.filter(|client| client[1].starts_with("Client No")).collect();
    clients.sort_by_key(|client| client[1][9..].parse::<usize>().unwrap());
    assert_eq!(clients.len(), CLIENTS);

    std::thread::scope(|scope| {
        for (number, layout) in LAYOUTS.iter().enumerate() {
            let (server, folder, clients) = (&server, folder.path(), &clients);
            scope.spawn(move || {
                write(layout, number, clients, &folder.join(layout.name));
                let report = import(server, folder, layout);
                let first = report.keys().next().copied().unwrap();
                // A line with the separator alone is no row.
                let titles = layout.title.iter().filter(|title| !title.contains("sep=")).count();
                assert_eq!(first, titles as u64 + 2, "{}", layout.name);
                for row in 0..ROWS {
                    let outcome = report[&(first + row as u64)].as_str();
                    let expected: &[&str] = if contact(number, row).is_good {
                        &["created", "existing", "perhaps_twice"]
                    } else {
                        &["invalid"]
                    };
                    assert!(expected.contains(&outcome), "{}, row {row}: {outcome}", layout.name);
                }
            });
        }
    });

    let [(_, url), (_, token), (_, account)] = &server.environment;
    let plannr = Plannr::builder(token, account.parse().unwrap()).base_url(url).build().unwrap();
    let (mut stream, mut stored) =
        (plannr.contact_details().list().include([ContactDetailInclude::Accounts]).stream(), Vec::new());
    while let Some(detail) = stream.next().await {
        let detail = detail.unwrap();
        let owner = detail.accounts.as_ref().unwrap()[0].uuid;
        let value = detail.value.clone().unwrap_or_default();
        if !value.ends_with("@example.org") {
            stored.push((value.replace("+44", "0"), owner));
        }
    }
    let rows = (0..LAYOUTS.len()).flat_map(|layout| (0..ROWS).map(move |row| contact(layout, row)));
    let expected: BTreeSet<(String, Uuid)> = rows
        .filter(|contact| contact.is_good)
        .map(|contact| (contact.value, clients[contact.client][0].parse().unwrap()))
        .collect();
    assert_eq!(stored.len(), expected.len(), "one is lost or there twice");
    assert_eq!(stored.into_iter().collect::<BTreeSet<_>>(), expected);
}
