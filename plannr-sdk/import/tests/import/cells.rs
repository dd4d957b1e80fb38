//! What each kind of cell becomes: a value, a repair that the report names, or a reason.

use std::future::pending;

use rust_xlsxwriter::{Format, Formula, Workbook};

use crate::fixture::{Fixture, options_for};
use crate::program::rows::Table;

/// A header, options, a row, and the outcome, column, reason and repairs of each of its entries.
type Case = (&'static str, &'static [&'static str], &'static str, &'static [&'static str]);

const WIDE: &str = "Account UUID,E-mail address,Mobile";
const CASES: &[Case] = &[
    (WIDE, &[], "OWNER,jo@example.com,020 7946 0101", &["created|email||", "created|mobile||"]),
    (WIDE, &[], "OWNER,,", &["empty|||"]),
    (
        WIDE,
        &[],
        "OWNER,'jo@example.com,'02079460101",
        &["created|email||removed an apostrophe", "created|mobile||removed an apostrophe"],
    ),
    (
        WIDE,
        &[],
        "OWNER,MAILTO:jo@example.com,tel:02079460101",
        &["created|email||removed mailto:", "created|mobile||removed tel:"],
    ),
    (WIDE, &[], "OWNER,,=\"02079460101\"", &["created|mobile||removed =\"\""]),
    (
        WIDE,
        &[],
        "OWNER,jo\u{200b}@example.com,020\u{a0}7946 0101",
        &["created|email||cleaned U+200B", "created|mobile||cleaned U+00A0"],
    ),
    (
        WIDE,
        &[],
        "OWNER,a@example.com; b@example.com,",
        &["created|email||split into 2 values", "created|email||split into 2 values"],
    ),
    (WIDE, &[], "OWNER,,442079460101", &["created|mobile||wrote +"]),
    (
        WIDE,
        &[],
        "OWNER,,4.47701E+11",
        &["invalid|mobile|mobile is a rounded number, as 4.47701E+11: the spreadsheet has destroyed its digits|"],
    ),
    (
        WIDE,
        &[],
        "OWNER,,4420794601",
        &[
            "invalid|mobile|mobile has 10 digits without a 0 or + in front: the spreadsheet dropped it (--restore-zeros writes the 0)|",
        ],
    ),
    (
        WIDE,
        &[],
        "OWNER,,44207946010",
        &["invalid|mobile|mobile begins with 44 without a plus, and is no complete UK number|"],
    ),
    (WIDE, &["--restore-zeros"], "OWNER,,2079460101", &["created|mobile||restored a 0"]),
    (WIDE, &[], "OWNER,jo@localhost,", &["invalid|email|email has a domain without a dot; --as-is sends it|"]),
    (
        WIDE,
        &[],
        "OWNER,o’neil@example.com,",
        &["invalid|email|email has a typographic apostrophe (U+2018 or U+2019); --as-is sends it|"],
    ),
    (WIDE, &[], "OWNER,=A1,", &["invalid|email|email is a formula|"]),
    (
        WIDE,
        &[],
        "OWNER,\"Jo \\\"the pro\\\" B\",",
        &["invalid||has a quote escaped by a backslash, as in \\\": write it as two quotes|"],
    ),
    (
        "Type,Name,Value,Account UUID",
        &[],
        "email,Wo\u{200b}rk,jo@example.com,OWNER",
        &["invalid|name|name has U+200B, which nobody sees|"],
    ),
    ("Type,Name,Value,Owner", &[], "email,Work,jo@example.com,NOAH  patel", &["created|||"]),
    (
        "Type,Name,Value,Owner",
        &[],
        "email,Work,jo@example.com,Ava",
        &["invalid|owner_name|owner_name names no client exactly|"],
    ),
    ("Type,Name,Value,Client e-mail", &[], "email,Work,jo@example.com,Noah@example.org", &["created|||"]),
    ("Type,Name,Value,Client e-mail,Client", &[], "email,Work,jo@example.com,,Noah Patel", &["created|||"]),
    ("Firstname,Surname,Phone", &[], "Noah,Patel,02079460101", &["created|phone||"]),
    ("Name,Phone,Ref", &["--map", "Ref=-"], "Noah Patel,02079460101,Note", &["created|phone||"]),
];

fn report(fixture: &Fixture) -> Vec<String> {
    let mut reader = csv::Reader::from_path(fixture.path("contacts.csv.report.csv")).unwrap();
    let rows = reader.records().map(Result::unwrap);
    rows.map(|cells| format!("{}|{}|{}|{}", &cells[2], &cells[3], &cells[4], &cells[5])).collect()
}

#[tokio::test]
async fn each_cell_is_used_repaired_or_refused_with_its_reason() {
    for (header, options, row, expected) in CASES {
        let fixture = Fixture::new().await;
        fixture.mock.add_client_with_email("Noah Patel", "noah@example.org");
        fixture.write(&format!("{header}\n{row}\n"));
        fixture.run(options, &fixture.target(), pending()).await.unwrap();
        assert_eq!(report(&fixture), *expected, "{header}: {row}");
    }
}

#[tokio::test]
async fn several_clients_are_reported_by_uuid_and_one_list_finds_all() {
    let fixture = Fixture::new().await;
    let second = fixture.mock.add_client("Ava Morgan");
    fixture.mock.add_client("Noah Patel");
    fixture.write("Client,Phone\nAva Morgan,02079460101\nNoah Patel,02079460102\nNoah Patel,02079460103\n");
    fixture.import().await;
    let report = report(&fixture);
    assert!(report[0].contains("names 3 clients; write the uuid of one: "), "{report:?}");
    assert!(report[0].contains(&second.to_string()), "{report:?}");
    assert_eq!(report[1..], ["created|phone||", "created|phone||"]);
    let lists = fixture.mock.requests().iter().filter(|request| request.path().ends_with("/account")).count();
    assert_eq!(lists, 1);

    std::fs::write(fixture.path("clients.csv"), format!("Ref,Name,uuid\n17,'=Ava,{second}\n")).unwrap();
    fixture.write("Ref,Client,Phone\n17,,02079460104\n18,,02079460105\n,=\"=Ava\",02079460106\n");
    let owners = fixture.path("clients.csv");
    let options = ["--map", "Ref=owner_email", "--owners", owners.to_str().unwrap()];
    fixture.run(&options, &fixture.target(), pending()).await.unwrap();
    let rest = "invalid|owner_email|owner_email names no client exactly|";
    assert_eq!(self::report(&fixture), ["created|phone||", rest, "created|phone||"]);
}

#[tokio::test]
async fn a_workbook_is_read_as_it_looks_or_refused_by_name() {
    let fixture = Fixture::new().await;
    let path = fixture.path("contacts.xlsx");
    let (mut workbook, zeros) = (Workbook::new(), Format::new().set_num_format("00000000000"));
    workbook.add_worksheet().set_name("Hidden").unwrap().set_hidden(true);
    let sheet = workbook.add_worksheet().set_name("Clients").unwrap().set_active(true);
    for (column, name) in ["", "Account UUIDs", "Mobile", "E-mail"].into_iter().enumerate() {
        sheet.write_string(2, u16::try_from(column).unwrap(), name).unwrap();
    }
    for row in [3, 4, 6, 7, 8] {
        sheet.write_string(row, 1, fixture.owner.to_string()).unwrap();
    }
    sheet.write_number_with_format(3, 2, 2_079_460_101.0, &zeros).unwrap();
    sheet.write_number(4, 2, 2_079_460_102.0).unwrap();
    sheet.write_number(6, 2, 442_079_460_103.5).unwrap();
    sheet.write_formula(7, 2, Formula::new("=A1")).unwrap();
    sheet.write_string(8, 3, "jo@example.com").unwrap();
    // One cell in the last row and column costs no memory for all others.
    sheet.write_string(1_048_575, 1, fixture.owner.to_string()).unwrap();
    workbook.save(&path).unwrap();
    let read = |options: &[&str]| Table::read(&options_for(&path, options)).map(|table| table.summary);
    assert!(read(&[]).unwrap().ends_with("contacts.xlsx: 6 rows, sheet Clients"));
    assert!(read(&["--sheet", "Other"]).unwrap_err().ends_with("its sheets are: Hidden, Clients"));
    std::fs::rename(&path, fixture.path("contacts.csv")).unwrap();
    fixture.import().await;
    let mut reader = csv::Reader::from_path(fixture.path("contacts.csv.report.csv")).unwrap();
    let rows = reader
        .records()
        .map(Result::unwrap)
        .map(|cells| format!("{} {} {} {}", &cells[0], &cells[1], &cells[2], &cells[4]));
    let rows: Vec<String> = rows.collect();
    assert_eq!(
        rows,
        [
            "4  created ",
            "5  invalid mobile has 10 digits without a 0 or + in front: the spreadsheet dropped it (--restore-zeros writes the 0)",
            "7  invalid mobile is a number with decimals or a minus sign",
            "8  invalid mobile is a formula without a stored value: save the file with a spreadsheet program",
            "9  created ",
            "1048576  empty ",
        ]
    );
    let refused = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        read(&[]).unwrap_err()
    };
    let whole = std::fs::read(fixture.path("contacts.csv")).unwrap();
    assert!(refused(&whole[..whole.len() / 2]).contains("is no .xlsx workbook, or is cut off"));
    assert!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").contains("is an old .xls workbook"));
    let large = std::fs::File::create(&path).unwrap();
    large.set_len((64 << 20) + 1).unwrap();
    assert!(read(&[]).unwrap_err().ends_with("is larger than 64 MiB"));
}
