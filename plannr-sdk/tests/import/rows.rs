//! Rows and what the report says about them.

use crate::example::arguments::Exit::{self, Complete, NeedsReview};
use crate::fixture::Fixture;

/// The rows of a file, the exit code, and the report; `...` ends a line whose reason is the SDK's.
type Run = (&'static str, Exit, &'static [&'static str]);

struct Scenario {
    name: &'static str,
    keeps_journal: bool,
    runs: &'static [Run],
    values: &'static [&'static str],
}

const PRIMARY: Run = (
    "email,Work,jo@example.com,OWNER,\n\
     email,Work,jo@example.com,OWNER,yes\n\
     email,Home,jo@example.com,OWNER,no\n\
     email,Work,jo@example.com,OWNER,no\n\
     email,Work,ava@example.com,OWNER,yes\n",
    NeedsReview,
    &[
        "2 created",
        "3 differs is_primary: repeats line 2 with another is_primary; not sent",
        "4 differs name: repeats line 2 with another name; not sent",
        "5 duplicate: repeats line 2",
        "6 created",
    ],
);
const PRIMARY_AGAIN: &str = "email,Work,jo@example.com,OWNER,yes\nemail,Work,ava@example.com,OWNER,yes\n";

const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "rows that repeat each other in several spellings",
        keeps_journal: true,
        runs: &[(
            "email,Work,jo@example.com,OWNER,\n\
             e-mail,Work,JO@example.com,OWNER,\n\
             phone,Office,020 7946 0123,OWNER,\n\
             Phone number,Office,+44 20 7946 0123,OWNER,\n",
            Complete,
            &["2 created", "3 duplicate: repeats line 2", "4 created", "5 existing"],
        )],
        values: &["+442079460123", "jo@example.com"],
    },
    Scenario {
        name: "a primary contact detail, remembered by the journal",
        keeps_journal: true,
        runs: &[
            PRIMARY,
            (
                PRIMARY_AGAIN,
                NeedsReview,
                &[
                    "2 differs is_primary: created by an earlier run; whether it is primary was not changed",
                    "3 created: created by an earlier run",
                ],
            ),
        ],
        values: &["ava@example.com", "jo@example.com"],
    },
    Scenario {
        name: "a primary contact detail, found by a look-up",
        keeps_journal: false,
        runs: &[
            PRIMARY,
            (
                PRIMARY_AGAIN,
                NeedsReview,
                &["2 differs is_primary: already in Plannr; whether it is primary was not changed", "3 existing"],
            ),
        ],
        values: &["ava@example.com", "jo@example.com"],
    },
    Scenario {
        name: "a contact detail that only one of two owners has",
        keeps_journal: true,
        runs: &[
            ("email,Work,jo@example.com,OWNER,\n", Complete, &["2 created"]),
            (
                "email,Work,jo@example.com,\"OWNER, OTHER\",\n",
                NeedsReview,
                &["2 partial: 1 of 2 owners do not have it"],
            ),
        ],
        values: &["jo@example.com"],
    },
    Scenario {
        name: "bad rows among good ones",
        keeps_journal: true,
        runs: &[(
            "email,Work,jo at example.com,OWNER,\n\
             fax,Work,020 7946 0123,OWNER,\n\
             \n\n\
             email,\"Two\nlines\",,OWNER,\n\
             email,Work,a@example.com,1234,\n\
             email,Work,b@example.com,OWNER,perhaps\n\
             email,,c@example.com,OWNER,\n\
             phone,Office,1134960123,OWNER,\n\
             email,Smith, Jo,d@example.com,OWNER,no\n\
             phone,Office,+999 555 0100,OWNER,\n\
             email,Work,e@example.com\n\
             email,Work,f@example.com,OWNER,no\n\
             email,Work,g@example.com,OWNER,-1\n\
             email,\"Work,h@example.com,OWNER,\n\
             email,\"Home\",i@example.com,OWNER,\n",
            NeedsReview,
            &[
                "2 invalid value: ...",
                "3 invalid type: type is neither email nor phone_number",
                "6 invalid value: value is empty",
                "8 invalid account_uuids: account_uuids has a word that is not a uuid",
                "9 invalid is_primary: is_primary is neither yes nor no",
                "10 invalid name: name is empty",
                "11 invalid value: ...; did the spreadsheet drop a 0?",
                "12 invalid: has more cells than the header: does a cell with a separator lack quotes?",
                "13 refused value: ...",
                "14 invalid account_uuids: account_uuids is empty",
                "15 created",
                "16 invalid is_primary: is_primary is neither yes nor no",
                "17 invalid name: name has a line break: is a quote not closed?",
            ],
        )],
        values: &["f@example.com"],
    },
];

#[tokio::test]
async fn the_report_has_the_line_and_the_outcome_of_each_row() {
    for scenario in SCENARIOS {
        let fixture = Fixture::new().await;
        for &(rows, exit, expected) in scenario.runs {
            fixture.write_rows(rows);
            assert_eq!(fixture.import().await, exit, "{}", scenario.name);
            let report = fixture.report();
            let is_as_expected = |(line, expected): (&String, &&str)| match expected.split_once("...") {
                Some((start, end)) => line.starts_with(start) && line.ends_with(end),
                None => line == expected,
            };
            let matches = report.iter().zip(expected).all(is_as_expected) && report.len() == expected.len();
            assert!(matches, "{}: {report:#?}", scenario.name);
            if !scenario.keeps_journal {
                std::fs::remove_file(fixture.path("contacts.csv.journal")).unwrap();
            }
        }
        assert_eq!(fixture.values(), scenario.values, "{}", scenario.name);
    }
}
