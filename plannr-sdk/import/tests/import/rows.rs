//! Rows and what the report says about them.

use crate::fixture::Fixture;
use crate::program::arguments::Exit;

/// The rows of a file, each with its line in the report; `...` stands for the SDK's words.
type Run = &'static [(&'static str, &'static str)];

const PRIMARY: Run = &[
    ("email,Work,jo@example.com,OWNER", "2 created"),
    ("email,Work,jo@example.com,OWNER,yes", "3 differs is_primary: repeats row 2 with another is_primary; not sent"),
    ("email,Home,jo@example.com,OWNER,no", "4 differs name: repeats row 2 with another name; not sent"),
    ("email,Work,jo@example.com,OWNER,no", "5 duplicate: repeats row 2"),
    ("email,Work,ava@example.com,OWNER,yes", "6 created"),
];

/// A name, whether the runs share a journal, and the runs.
const SCENARIOS: &[(&str, bool, &[Run])] = &[
    (
        "rows that repeat each other in several spellings",
        true,
        &[&[
            ("email,Work,jo@example.com,OWNER", "2 created"),
            ("e-mail,Work,JO@example.com,OWNER", "3 duplicate: repeats row 2"),
            ("phone,Office,020 7946 0123,OWNER", "4 created"),
            ("Phone number,Office,+44 20 7946 0123,OWNER", "5 existing"),
        ]],
    ),
    (
        "a primary contact detail in the journal",
        true,
        &[
            PRIMARY,
            &[
                (
                    "email,Work,jo@example.com,OWNER,yes",
                    "2 differs is_primary: created by an earlier run; is_primary was not changed",
                ),
                ("email,Work,ava@example.com,OWNER,yes", "3 created: created by an earlier run"),
            ],
        ],
    ),
    (
        "a primary contact detail without a journal",
        false,
        &[
            PRIMARY,
            &[
                (
                    "email,Work,jo@example.com,OWNER,yes",
                    "2 differs is_primary: already in Plannr; is_primary was not changed",
                ),
                ("email,Work,ava@example.com,OWNER,yes", "3 existing"),
            ],
        ],
    ),
    (
        "a contact detail that one of two owners has",
        true,
        &[
            &[("email,Work,jo@example.com,OWNER", "2 created")],
            &[("email,Work,jo@example.com,\"OWNER, OTHER\"", "2 partial: 1 of 2 owners do not have it")],
        ],
    ),
    (
        "bad rows among good ones",
        true,
        &[&[
            ("email,Work,jo at example.com,OWNER", "2 invalid value: ..."),
            ("fax,Work,020 7946 0123,OWNER", "3 invalid type: type is neither email nor phone_number"),
            ("\n\nemail,\"Two\nlines\",,OWNER", "6 invalid value: value is empty"),
            ("email,Work,a@example.com,1234", "8 invalid account_uuids: account_uuids has a word that is not a uuid"),
            ("email,Work,b@example.com,OWNER,perhaps", "9 invalid is_primary: is_primary is neither yes nor no"),
            ("email,,c@example.com,OWNER", "10 invalid name: name is empty"),
            ("phone,Office,1134960123,OWNER", "11 invalid value: value has 10 digits without a 0 or + in front: ..."),
            (
                "email,Smith, Jo,d@example.com,OWNER,no,new",
                "12 invalid: has more cells than the header: does a cell with a separator lack quotes?",
            ),
            ("phone,Office,+999 555 0100,OWNER", "13 refused value: ..."),
            ("email,Work,e@example.com", "14 invalid account_uuids: account_uuids is empty"),
            ("email,Work,f@example.com,OWNER,no,\"Moved.\nPrefers e-mail, or none\"", "15 created"),
            ("email,Work,g@example.com,OWNER,-1", "17 invalid is_primary: is_primary is neither yes nor no"),
            (
                "email,\"Work,h@example.com,OWNER\nemail,\"Home\",i@example.com,OWNER",
                "18 invalid name: name has a line break: is a quote not closed?",
            ),
            (
                "email,Work,j@example.com,OWNER,,\"In May\nemail,Work,k@example.com,OWNER,,\"In June\"",
                "20 invalid: has a cell that seems to hold other rows: is a quote not closed?",
            ),
        ]],
    ),
];

#[tokio::test]
async fn the_report_has_the_line_and_the_outcome_of_each_row() {
    for (name, keeps_journal, runs) in SCENARIOS {
        let fixture = Fixture::new().await;
        for run in *runs {
            fixture.write_rows(&run.iter().map(|(row, _)| format!("{row}\n")).collect::<String>());
            let exit = fixture.import().await;
            let report = fixture.report();
            let is_as_expected = |(line, (_, expected)): (&String, &(_, &str))| match expected.split_once("...") {
                Some((start, end)) => line.starts_with(start) && line.ends_with(end),
                None => line == expected,
            };
            let is_right = report.iter().zip(*run).all(is_as_expected) && report.len() == run.len();
            assert!(is_right, "{name}: {report:#?}");
            let good = ["created", "existing", "duplicate"].map(|outcome| fixture.count(outcome)).iter().sum::<usize>();
            assert_eq!(exit, if good == run.len() { Exit::Complete } else { Exit::NeedsReview }, "{name}");
            if !keeps_journal {
                std::fs::remove_file(fixture.path("contacts.csv.journal")).unwrap();
            }
        }
    }
}
