//! Files as spreadsheets export them, and files that are refused.

use std::future::pending;

use crate::fixture::{Fixture, options_for};
use crate::program::arguments::Exit;
use crate::program::rows::Table;

/// A separator, a line end, an encoding, and how the file is understood.
type Export = (&'static str, &'static str, fn(&str) -> Vec<u8>, &'static str);

#[tokio::test]
async fn every_spreadsheet_export_has_the_same_rows() {
    let text = " Account UUIDs ,TYPE,Notes,Value,Name,Is Primary\n\
                OWNER,email,\"Met at\nthe café\",jo@example.com,\"Café, \"\"front\"\"\",yes\n\
                OWNER,phone_number,,020 7946 0123,Büro,\n\
                ,,,,,\n";
    let utf8 = |text: &str| text.as_bytes().to_vec();
    let with_bom = |text: &str| format!("\u{feff}{text}").into_bytes();
    let latin = |text: &str| text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    let utf16_le = |text: &str| format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16_be = |text: &str| format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let cases: [Export; 8] = [
        (",", "\n", utf8, "UTF-8, separated by commas"),
        (",", "\r\n", with_bom, "UTF-8, separated by commas"),
        (";", "\n", utf8, "UTF-8, separated by semicolons"),
        ("\t", "\n", utf8, "UTF-8, separated by tabs"),
        (",", "\r\n", latin, "windows-1252, separated by commas"),
        (";", "\r\n", latin, "windows-1252, separated by semicolons"),
        ("\t", "\r\n", utf16_le, "UTF-16LE, separated by tabs"),
        ("\t", "\r", utf16_be, "UTF-16BE, separated by tabs"),
    ];
    for (separator, line_end, encode, summary) in cases {
        let fixture = Fixture::new().await;
        let text = text.replace("OWNER", &fixture.owner.to_string()).replace("Café,", "Café{comma}");
        let text = text.replace(',', separator).replace("{comma}", ",").replace('\n', line_end);
        let path = fixture.path("contacts.csv");
        std::fs::write(&path, encode(&text)).unwrap();
        let read = Table::read(&options_for(&path, &[])).unwrap().summary;
        assert!(read.ends_with(&format!("2 rows, {summary}; ignored columns: Notes")), "{read}");
        assert_eq!(fixture.import().await, Exit::Complete, "{summary}");
        let report = fixture.report_in("contacts.csv.report.csv", if separator == ";" { b';' } else { b',' });
        assert_eq!(report, ["2 created", "4 created"], "{summary}");
        let details = fixture.mock.contact_details();
        let of = |kind: &str| details.iter().find(|detail| detail["type"] == kind).unwrap();
        assert_eq!(of("email")["name"], "Café, \"front\"", "{summary}");
        assert_eq!(of("email")["primary_account_uuids"][0], fixture.owner.to_string(), "{summary}");
        assert_eq!(of("phone_number")["name"], "Büro", "{summary}");
    }
}

#[tokio::test]
async fn an_unreadable_file_is_refused_and_not_quoted() {
    let row = "email,Work,jo@example.com,1,";
    let header = "type,name,value,account_uuids,";
    let holds_rows = "row 1 has a cell that seems to hold other rows: is a quote not closed?";
    let none = "none of the first 20 rows names columns, such as `E-mail` and `Account UUID`";
    let advice =
        "Name a column with --map \"Column=field\", or ignore it with --map \"Column=-\"; --help lists the fields.";
    let lacking = format!(
        "row 3, the header, lacks `name`, an owner. Its columns are:\n  Type: type\n  Value: value\n  Zone: not recognised\n{advice}"
    );
    let twice = "row 1, the header, has several columns for `value`. Its columns are:";
    let mut cases: Vec<(Vec<u8>, &str)> = [
        ("Contacts\n\nType,Value,Zone\n".to_owned(), lacking.as_str()),
        (format!("{row}\n"), none),
        (String::new(), none),
        (format!("{header}Value\n"), twice),
        ("PK\u{3}\u{4}\0\0workbook".to_owned(), "is no .xlsx workbook, or is cut off: "),
        ("a\0b".to_owned(), "is neither a workbook (.xlsx) nor a CSV text file: save the sheet as \"CSV UTF-8\""),
        (format!("{header}notes\n\n{row}\n{row}\"Call\n{row}\n"), "line 4 has a quote that is not closed"),
        (format!("{header}notes\n\n{row}\n{row}\n{row}\"\n"), "line 5 has a quote that is not closed"),
        (format!("{header}\"notes\n\n{row}\n{row}\n"), "line 1 has a quote that is not closed"),
        (format!("{header}\"notes\n\n{row}\n{row}a \"friend\"\n"), holds_rows),
    ]
    .map(|(csv, problem)| (csv.into_bytes(), problem))
    .into();
    for (mark, line_end) in [("", "\n"), ("\u{feff}", "\r\n"), ("", "\r")] {
        let lines = ["type,name,value,account_uuids", "email,Zoë,jo@example.com,1", "email,Ren"].join(line_end);
        let csv = [mark.as_bytes(), lines.as_bytes(), b"\xe9,jo@example.org,1"].concat();
        cases.push((csv, "line 3 has a byte that is not UTF-8, unlike the rest: save the sheet as \"CSV UTF-8\""));
    }
    let fixture = Fixture::new().await;
    for (csv, expected) in cases {
        std::fs::write(fixture.path("contacts.csv"), csv).unwrap();
        let problem = Table::read(&options_for(&fixture.path("contacts.csv"), &[])).err().unwrap();
        assert!(problem.contains(&format!("contacts.csv: {expected}")), "{problem}");
    }
}

#[tokio::test]
async fn a_column_of_contact_details_is_read_or_refused_and_never_ignored() {
    let fixture = Fixture::new().await;
    let read = |header: &str, arguments: &[&str]| {
        std::fs::write(fixture.path("contacts.csv"), format!("Client name,Email,{header}\nJo Lee,,020 7946 0123\n"))
            .unwrap();
        Table::read(&options_for(&fixture.path("contacts.csv"), arguments)).map(|table| table.summary)
    };
    let known =
        ["Tel (home)", "Telephone - Home", "Mob.", "Mobile no. (UK)", "Home/landline", "Daytime phone", "E-mail 2"];
    for header in known {
        let summary = read(header, &[]).unwrap();
        assert!(!summary.contains("ignored"), "{header}: {summary}");
    }
    for header in ["Partner mobile", "Phone of the doctor", "Mail 1 (old)"] {
        let problem = read(header, &[]).unwrap_err();
        assert!(problem.contains(&format!("{header}: not recognised")), "{problem}");
        assert!(read(header, &["--map", &format!("{header}=-")]).unwrap().contains(header));
    }
    for header in ["Tax year 2025/26", "Updated 1/12/2026", "Notes"] {
        assert!(read(header, &[]).unwrap().contains(&format!("ignored columns: {header}")), "{header}");
    }
}

#[tokio::test]
async fn a_dry_run_checks_the_rows_and_the_token_and_writes_nothing_else() {
    let fixture = Fixture::new().await;
    fixture.write_rows("email,Work,jo@example.com,OWNER,\nemail,Work,,OWNER,\n");
    let exit = fixture.run(&["--dry-run"], &fixture.target(), pending()).await;
    assert_eq!(exit, Ok(Exit::NeedsReview));
    let report = fixture.report_in("contacts.csv.dry-run.csv", b',');
    assert_eq!(report, ["2 valid", "3 invalid value: value is empty"]);
    assert_eq!((fixture.requests(), fixture.creates()), (1, 0));
    assert!(!fixture.path("contacts.csv.journal").exists() && !fixture.path("contacts.csv.report.csv").exists());
}

#[tokio::test]
async fn no_file_replaces_another() {
    let fixture = Fixture::new().await;
    fixture.write_addresses(1);
    fixture.import().await;
    let files = || ["contacts.csv", "contacts.csv.journal"].map(|name| std::fs::read(fixture.path(name)).unwrap());
    let before = (files(), fixture.requests());
    let path = |name: &str| fixture.path(name).to_str().unwrap().to_owned();
    let [csv, journal, report] = ["", ".journal", ".report.csv"].map(|end| path(&format!("contacts.csv{end}")));
    let cases: [(&[&str], &str); 6] = [
        (&["--report", &csv], "contacts.csv: it is the imported file"),
        (&["--report", &journal], "contacts.csv.journal: it is the journal"),
        (&["--report", &journal, "--dry-run"], "contacts.csv.journal: it is the journal"),
        (&["--report", &path("./new"), "--journal", &path("new")], "it is the journal"),
        (&["--journal", &csv], "is not a journal of this program"),
        (&["--journal", &report], "is not a journal of this program"),
    ];
    for (options, expected) in cases {
        let problem = fixture.run(options, &fixture.target(), pending()).await.unwrap_err();
        assert!(problem.ends_with(expected), "{options:?}: {problem}");
    }
    assert_eq!((files(), fixture.requests()), before);
}
