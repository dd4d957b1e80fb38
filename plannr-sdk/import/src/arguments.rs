//! The command line and the exit codes.

use std::path::PathBuf;

use clap::Parser;

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Complete = 0,
    NeedsReview = 1,
    NotStarted = 2,
    Unfinished = 3,
    /// The code that shells report for Ctrl-C.
    Killed = 130,
}

/// Imports contact details from a CSV file into Plannr, each of them once.
///
/// Creates a row unless its owners already have it, so you can import the same file
/// again. Never changes existing contact details.
///
/// Columns, in any order:
///   type           email or phone_number
///   name           the name shown in Plannr, such as Work
///   value          the address or number: 020 7946 0123 or +44 20 7946 0123
///   account_uuids  the client accounts that own it, separated by spaces
///   is_primary     yes or no (optional)
///
/// Column names may differ in case, spaces and underscores. Other columns are ignored.
/// The separator may be a comma, a semicolon or a tab. The text may be UTF-8, UTF-16
/// (Excel's "Unicode Text") or Windows-1252 (Excel's "CSV").
///
/// Set PLANNR_ACCESS_TOKEN and PLANNR_ACCOUNT_UUID to write to Plannr, or to the server
/// in PLANNR_BASE_URL. Without a token the run is a rehearsal against the mock server,
/// which accepts every owner in FILE and stores nothing permanently.
#[derive(Debug, Parser)]
#[command(name = "import", verbatim_doc_comment, after_long_help = EXIT_CODES)]
pub(crate) struct Arguments {
    /// The CSV file.
    pub(crate) file: PathBuf,

    /// Checks every row, and checks the access token with one list request. Creates no
    /// contact detail and no journal.
    #[arg(long, verbatim_doc_comment)]
    pub(crate) dry_run: bool,

    /// The report: a CSV file with the line, outcome, column, reason and uuid of each row.
    /// It contains no data from FILE. Default: FILE.report.csv, FILE.dry-run.csv or
    /// FILE.rehearsal.csv.
    #[arg(long, value_name = "PATH", verbatim_doc_comment)]
    report: Option<PathBuf>,

    /// The journal: records which rows were started and finished, so that an interrupted
    /// run can resume, even if you correct FILE. Protect it like FILE, because values can
    /// be guessed from its hashes. Delete it to look up every row again. A rehearsal
    /// writes no journal. Default: FILE.journal.
    #[arg(long, value_name = "PATH", verbatim_doc_comment)]
    journal: Option<PathBuf>,

    /// Writes sample rows to FILE, which must not exist, and exits.
    #[arg(long, conflicts_with_all = ["dry_run", "report", "journal"])]
    pub(crate) sample: bool,
}

const EXIT_CODES: &str = "\
Ctrl-C finishes the requests in flight and writes the report. A second Ctrl-C exits at once.

Exit codes:
  0    every row is in Plannr
  1    some rows are not in Plannr, or need a review: see the report
  2    not started: the arguments or the file cannot be used
  3    not finished: interrupted, or no row could succeed; run it again
  130  killed by a second Ctrl-C, without a report; run it again";

impl Arguments {
    pub(crate) fn report(&self, is_rehearsal: bool) -> PathBuf {
        self.report.clone().unwrap_or_else(|| match (self.dry_run, is_rehearsal) {
            (true, _) => self.beside(".dry-run.csv"),
            (false, true) => self.beside(".rehearsal.csv"),
            (false, false) => self.beside(".report.csv"),
        })
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.journal.clone().unwrap_or_else(|| self.beside(".journal"))
    }

    fn beside(&self, extension: &str) -> PathBuf {
        let mut path = self.file.clone().into_os_string();
        path.push(extension);
        path.into()
    }
}
