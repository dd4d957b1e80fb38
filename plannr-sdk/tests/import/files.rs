//! What is read, and what is said of it.

use std::future::pending;

use plannr_sdk::Uuid;
use plannr_sdk::mock::MockResponse;
use serde_json::json;

use crate::desk::{Desk, counts};
use crate::example::arguments::Ending;
use crate::example::rows::Input;

#[tokio::test]
async fn rows_are_created_and_the_report_says_where() {
    let desk = Desk::new().await;
    desk.put(
        "type,name,value,account_uuids\nemail,Work,jo@example.com,OWNER\nphone_number,Mobile,07700 900123,OWNER\n",
    );
    assert_eq!(desk.import().await, Ending::Complete);
    assert_eq!(desk.values(), ["+447700900123", "jo@example.com"]);
    for (line, at) in desk.report().iter().zip(2..) {
        assert_eq!((line.line, line.outcome.as_str(), line.reason.as_str()), (at, "created", ""));
        let details = desk.mock.contact_details();
        assert!(details.iter().any(|detail| detail["uuid"] == line.uuid.as_str()), "{line:?}");
    }
}

#[tokio::test]
async fn what_is_there_already_and_what_the_file_says_twice_is_told() {
    let desk = Desk::new().await;
    desk.put(concat!(
        "type,name,value,account_uuids\n",
        "email,Work,jo@example.com,OWNER\n",
        "e-mail,Work,JO@example.com,OWNER\n",
        "phone,Mobile,07700 900123,OWNER\n",
        "Phone number,Mobile,+44 7700 900123,OWNER\n",
    ));
    assert_eq!(desk.import().await, Ending::Complete);
    assert_eq!(desk.outcomes(), counts([("created", 2), ("duplicate", 1), ("existing", 1)]));
    let report = desk.report();
    assert_eq!((report[1].reason.as_str(), &report[1].uuid), ("says the same as line 2", &report[0].uuid));
    // A spelling of which only `ensure` knows that it is the same.
    assert_eq!((report[3].outcome.as_str(), &report[3].uuid), ("existing", &report[2].uuid));
}

#[tokio::test]
async fn what_is_asked_of_a_contact_detail_that_is_there_or_is_said_twice_is_not_lost_without_a_word() {
    let desk = Desk::new().await;
    let put = |rows: &str| desk.put(&format!("type,name,value,account_uuids,is_primary\n{rows}"));
    let told = || -> Vec<_> {
        desk.report().into_iter().map(|line| (line.outcome, line.column, !line.uuid.is_empty())).collect()
    };
    let line = |outcome: &str, column: &str| (outcome.to_owned(), column.to_owned(), true);
    put(concat!(
        "email,Work,jo@example.com,OWNER,\n",
        "email,Work,jo@example.com,OWNER,yes\n",
        "email,Home,jo@example.com,OWNER,no\n",
        "email,Work,jo@example.com,OWNER,no\n",
        "email,Work,ava@example.com,OWNER,yes\n",
    ));
    assert_eq!(desk.import().await, Ending::NeedsALook);
    let first = line("created", "");
    let expected =
        [first, line("differs", "is_primary"), line("differs", "name"), line("duplicate", ""), line("created", "")];
    assert_eq!(told(), expected);
    let requests = desk.requests();

    // By the journal; then by looking, which shows for whom it is primary.
    put(
        "email,Work,jo@example.com,OWNER,yes\nemail,Work,ava@example.com,OWNER,yes\nemail,Work,jo@example.com,OWNER,yes\n",
    );
    assert_eq!(desk.import().await, Ending::NeedsALook);
    assert_eq!(told(), [line("differs", "is_primary"), line("created", ""), line("duplicate", "")]);
    assert_eq!(desk.report()[0].reason, "created by an earlier run; whether it is primary was not changed");
    assert_eq!(desk.requests(), requests);
    std::fs::remove_file(desk.path("contacts.csv.journal")).unwrap();
    put("email,Work,jo@example.com,OWNER,yes\nemail,Work,ava@example.com,OWNER,yes\n");
    assert_eq!(desk.import().await, Ending::NeedsALook);
    assert_eq!(told(), [line("differs", "is_primary"), line("existing", "")]);
    assert_eq!(desk.report()[0].reason, "it was there; whether it is primary was not changed");
    assert_eq!(desk.values().len(), 2);
}

#[tokio::test]
async fn a_number_that_may_be_the_same_needs_a_look() {
    let desk = Desk::new().await;
    desk.put("type,name,value,account_uuids\nphone,Mobile,07700 900123,OWNER\n");
    let shown = json!({ "uuid": Uuid::nil(), "type": "phone_number", "name": "Mobile", "value": "7700 900123" });
    let page = MockResponse::json(200, &json!({ "data": [shown] }));
    desk.mock.script(move |_| Some(page.clone()));
    for _ in 0..2 {
        assert_eq!(desk.import().await, Ending::NeedsALook);
        assert_eq!(desk.outcomes(), counts([("unclear", 1)]));
        assert_eq!(desk.report()[0].uuid, Uuid::nil().to_string());
    }
    assert_eq!((desk.creates(), desk.requests()), (0, 2));
}

#[tokio::test]
async fn what_was_created_is_known_by_its_uuid_even_if_no_more_of_the_answer_came() {
    let desk = Desk::new().await;
    desk.put_addresses(0..1);
    let torn = format!("{{\"data\":{{\"uuid\":\"{}\",\"name\":", desk.owner);
    desk.mock.script(move |request| {
        (request.method() == "POST")
            .then(|| MockResponse::raw(201, &[("Content-Type", "application/json")], torn.clone()))
    });
    for reason in ["create_contact_detail", "by an earlier run"] {
        assert_eq!(desk.import().await, Ending::Complete, "{:?}", desk.report());
        let line = &desk.report()[0];
        assert_eq!((line.outcome.as_str(), line.uuid.as_str()), ("created", desk.owner.to_string().as_str()));
        assert!(line.reason.starts_with(reason), "{line:?}");
    }
    assert_eq!(desk.creates(), 1);
}

#[tokio::test]
async fn owners_who_lack_it_are_counted_and_not_named() {
    let desk = Desk::new().await;
    let other = desk.mock.add_client("Ava Morgan");
    desk.put("type,name,value,account_uuids\nemail,Work,jo@example.com,OWNER\n");
    desk.import().await;
    desk.put(&format!("type,name,value,account_uuids\nemail,Work,jo@example.com,\"OWNER, {other}\"\n"));
    assert_eq!(desk.import().await, Ending::NeedsALook);
    let line = &desk.report()[0];
    assert_eq!((line.outcome.as_str(), line.reason.as_str()), ("partial", "lacking: 1 of 2 owners"));
}

#[tokio::test]
async fn all_that_spreadsheets_export_is_the_same() {
    let text = concat!(
        " Account UUIDs ,TYPE,Notes,Value,Name,Is Primary\n",
        "OWNER,email,\"Met at\nthe café\",jo@example.com,\"Café, \"\"front\"\"\",yes\n",
        "OWNER,phone_number,,07700 900123,Büro,\n",
        ",,,,,\n",
    );
    let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    type Encode<'e> = &'e dyn Fn(&str) -> Vec<u8>;
    let latin = |text: &str| text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect::<Vec<u8>>();
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let with = |separator: &str| text.replace(',', separator).replace(&format!("é{separator}"), "é,");
    let cases: [(&str, String, Encode, &str); 8] = [
        ("plain", text.to_owned(), &|text| text.as_bytes().to_vec(), "UTF-8, separated by commas"),
        ("with a BOM", crlf(text), &|text| format!("\u{feff}{text}").into_bytes(), "UTF-8, separated by commas"),
        ("semicolons", with(";"), &|text| text.as_bytes().to_vec(), "UTF-8, separated by semicolons"),
        ("tabs", with("\t"), &|text| text.as_bytes().to_vec(), "UTF-8, separated by tabs"),
        ("Excel's CSV", crlf(text), &latin, "windows-1252, separated by commas"),
        ("the same elsewhere", crlf(&with(";")), &latin, "windows-1252, separated by semicolons"),
        ("Unicode Text", crlf(&with("\t")), &|text| utf16(text, u16::to_le_bytes), "UTF-16LE, separated by tabs"),
        ("the other way round", with("\t"), &|text| utf16(text, u16::to_be_bytes), "UTF-16BE, separated by tabs"),
    ];
    let desk = Desk::new().await;
    for (case, text, encode, reading) in cases {
        desk.mock.clear();
        let _ = std::fs::remove_file(desk.path("contacts.csv.journal"));
        desk.put_bytes(&encode(&text.replace("OWNER", &desk.owner.to_string())));
        let input = Input::read(&desk.path("contacts.csv")).unwrap();
        assert!(input.reading.contains(&format!("2 rows, {reading}; ignored: Notes")), "{case}: {}", input.reading);
        assert_eq!(desk.import().await, Ending::Complete, "{case}");
        let details = desk.mock.contact_details();
        let of = |kind: &str| details.iter().find(|detail| detail["type"] == kind).unwrap();
        assert_eq!(of("email")["name"], "Café, \"front\"", "{case}");
        assert_eq!(of("email")["primary_account_uuids"][0], desk.owner.to_string(), "{case}");
        assert_eq!(of("phone_number")["name"], "Büro", "{case}");
        let separator = if reading.ends_with("semicolons") { b';' } else { b',' };
        let report = desk.report_at("contacts.csv.report.csv", separator);
        let lines: Vec<u64> = report.iter().map(|line| line.line).collect();
        assert_eq!(lines, [2, 4], "{case}");
    }
}

#[tokio::test]
async fn bad_rows_are_told_by_line_and_column_and_stop_nothing() {
    let desk = Desk::new().await;
    desk.put(concat!(
        "type,name,value,account_uuids,is_primary\n",
        "email,Work,jo at example.com,OWNER,\n",
        "fax,Work,07700 900123,OWNER,\n",
        "\n\n",
        "email,\"Two\nlines\",,OWNER,\n",
        "email,Work,a@example.com,1234,\n",
        "email,Work,b@example.com,OWNER,perhaps\n",
        "email,,c@example.com,OWNER,\n",
        "phone,Mobile,7700900123,OWNER,\n",
        "email,Smith, Jo,d@example.com,OWNER,no\n",
        "phone,Mobile,+999 555 0100,OWNER,\n",
        "email,Work,e@example.com\n",
        "email,Work,f@example.com,OWNER,no\n",
        "email,Work,g@example.com,OWNER,-1\n",
    ));
    assert_eq!(desk.import().await, Ending::NeedsALook);
    let report = desk.report();
    let told: Vec<_> = report.iter().map(|line| (line.line, line.outcome.as_str(), line.column.as_str())).collect();
    let expected = [
        (2, "invalid", "value"),
        (3, "invalid", "type"),
        (6, "invalid", "value"),
        (8, "invalid", "account_uuids"),
        (9, "invalid", "is_primary"),
        (10, "invalid", "name"),
        (11, "invalid", "value"),
        (12, "invalid", ""),
        (13, "refused", "value"),
        (14, "invalid", "account_uuids"),
        (15, "created", ""),
        (16, "invalid", "is_primary"),
    ];
    assert_eq!(told, expected);
    assert!(report[6].reason.ends_with("did the spreadsheet drop a 0?"), "{:?}", report[6]);
    assert_eq!(desk.values(), ["f@example.com"]);
}

#[tokio::test]
async fn columns_that_are_missing_are_named_and_what_is_there_instead_is_not() {
    let desk = Desk::new().await;
    let refused = |csv: &str| {
        desk.put(csv);
        Input::read(&desk.path("contacts.csv")).err().unwrap()
    };
    let problem = refused("type,value\nemail,jo@example.com\n");
    assert!(problem.ends_with("its first line names no column `name`, `account_uuids`"), "{problem}");
    let problem = refused("email,Work,jo@example.com,OWNER\n");
    assert!(problem.contains("`type`") && !problem.contains("jo@"), "{problem}");
    let problem = refused("type,name,value,Value,account_uuids\n");
    assert!(problem.ends_with("has the column `value` more than once"), "{problem}");
    assert!(refused("").ends_with("names no column `type`, `name`, `value`, `account_uuids`"));
    assert!(refused("PK\u{3}\u{4}\0\0workbook").ends_with("save the sheet as \"CSV UTF-8\""));
}

#[tokio::test]
async fn a_quote_that_is_not_closed_is_told_and_loses_no_row() {
    let desk = Desk::new().await;
    let row = |number: usize, notes: &str| format!("email,Work,jo{number}@example.com,OWNER,{notes}\n");
    let with = |header: &str, notes: [&str; 4]| {
        let rows = notes.iter().enumerate().map(|(number, notes)| row(number, notes));
        desk.put(&format!("type,name,value,account_uuids,{header}\n\n{}", rows.collect::<String>()));
    };
    let refused = || Input::read(&desk.path("contacts.csv")).err().unwrap();
    for (notes, line) in [(["", "\"Prefers e-mail", "", ""], 4), (["", "", "", "\""], 6)] {
        with("notes", notes);
        assert!(refused().ends_with(&format!("line {line} has a quote that is not closed")), "{}", refused());
    }
    for notes in [["", "", "", ""], ["", "a \"friend\"", "", ""]] {
        with("\"notes", notes);
        assert!(refused().contains("line 1 has ") && !refused().contains("jo0@"), "{}", refused());
    }

    // A later row closes it, and so is a part of it, as are those in between.
    with("notes", ["\"Moved.\nPrefers e-mail, or none\"", "\"Met in May", "", "\"Met in June\""]);
    assert_eq!(desk.import().await, Ending::NeedsALook);
    let report = desk.report();
    assert_eq!((report[0].line, report[0].outcome.as_str()), (3, "created"));
    assert_eq!((report[1].line, report[1].outcome.as_str()), (5, "invalid"));
    assert!(report[1].reason.ends_with("is a quote not closed?"), "{report:?}");
    assert_eq!((report.len(), desk.values().len()), (2, 1));

    let rows = "email,\"Work,a@example.com,OWNER\nemail,\"Home\",b@example.com,OWNER\n";
    desk.put(&format!("type,name,value,account_uuids\n{rows}"));
    assert_eq!(desk.import().await, Ending::NeedsALook);
    assert_eq!((desk.report()[0].column.as_str(), desk.values().len()), ("name", 1));
}

#[tokio::test]
async fn a_stray_byte_does_not_make_other_letters_of_all_the_rest() {
    let desk = Desk::new().await;
    for mark in ["", "\u{feff}"] {
        for newline in ["\n", "\r\n", "\r"] {
            let lines = ["type,name,value,account_uuids", "email,Zoë,jo@example.com,1", "email,Ren"];
            let mut csv = format!("{mark}{}", lines.join(newline)).into_bytes();
            csv.extend(b"\xe9,jo@example.org,1");
            desk.put_bytes(&csv);
            let problem = Input::read(&desk.path("contacts.csv")).err().unwrap();
            assert!(problem.contains("is UTF-8, but for a byte in line 3: save"), "{problem}");
        }
    }
}

#[tokio::test]
async fn a_dry_run_checks_all_rows_and_writes_nothing() {
    let desk = Desk::new().await;
    desk.put("type,name,value,account_uuids\nemail,Work,jo@example.com,OWNER\nemail,Work,jo,OWNER\n");
    let ending = desk.command(&desk.arguments(&["--dry-run"]), &desk.target(), pending()).await;
    assert_eq!(ending, Ok(Ending::NeedsALook));
    let report = desk.report_at("contacts.csv.dry-run.csv", b',');
    assert_eq!((report[0].outcome.as_str(), report[1].outcome.as_str()), ("valid", "invalid"));
    assert_eq!(desk.mock.requests().iter().map(|request| request.method().to_owned()).collect::<Vec<_>>(), ["GET"]);
    assert!(!desk.path("contacts.csv.journal").exists() && !desk.path("contacts.csv.report.csv").exists());
}

#[tokio::test]
async fn no_file_is_written_over_by_another() {
    let desk = Desk::new().await;
    desk.put_addresses(0..1);
    desk.import().await;
    let (journal, requests) = (desk.journal(), desk.requests());
    let before = std::fs::read(desk.path("contacts.csv")).unwrap();
    let path = |name: &str| desk.path(name).to_str().unwrap().to_owned();
    let cases: [(&[&str], &str); 7] = [
        (&["--report", &path("contacts.csv")], "contacts.csv is the CSV: the report would replace it"),
        (&["--journal", &path("contacts.csv")], "contacts.csv is the CSV: the journal would replace it"),
        (
            &["--report", &path("contacts.csv.journal")],
            "contacts.csv.journal is the journal: the report would replace it",
        ),
        (&["--report", &path("contacts.csv.journal"), "--dry-run"], "the report would replace it"),
        (&["--journal", &path("contacts.csv.report.csv")], "is the journal: the report would replace it"),
        (&["--journal", &path("new"), "--report", &path("./new")], "is the journal: the report would replace it"),
        (&["--report", &path("../nowhere/x"), "--journal", &path("contacts.csv.report.csv")], "not a journal"),
    ];
    for (options, expected) in cases {
        let problem = desk.command(&desk.arguments(options), &desk.target(), pending()).await.unwrap_err();
        assert!(problem.contains(expected), "{options:?}: {problem}");
    }
    assert_eq!(std::fs::read(desk.path("contacts.csv")).unwrap(), before);
    assert_eq!((desk.journal(), desk.requests()), (journal, requests));
    assert!(!desk.path("new").exists());
}
