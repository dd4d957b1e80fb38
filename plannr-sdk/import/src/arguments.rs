//! The command line and the exit codes.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

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

/// Imports the contact details in a spreadsheet (.xlsx or CSV) into Plannr, each of them once.
///
/// Creates a contact detail unless its owners already have it, so you can import the same file
/// again. Never changes existing contact details.
///
/// Set PLANNR_ACCESS_TOKEN and PLANNR_ACCOUNT_UUID to write to Plannr, or to the server in
/// PLANNR_BASE_URL. Without a token, only --rehearse and --dry-run work.
#[derive(Debug, Parser)]
#[command(name = "plannr-import", version, verbatim_doc_comment, after_long_help = DETAILS)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    #[command(flatten)]
    pub(crate) options: Option<Options>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Writes the uuid, name, type and e-mail address of the firm's clients as CSV.
    Accounts {
        /// The file, which must not exist. Default: standard output.
        #[arg(long, value_name = "PATH")]
        output: Option<PathBuf>,
    },
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// The workbook (.xlsx) or CSV file.
    pub(crate) file: PathBuf,

    /// Checks every row against the rules of Plannr that are known, and the access token with one
    /// list request, if there is one. Creates no contact detail and no journal.
    #[arg(long, verbatim_doc_comment)]
    pub(crate) dry_run: bool,

    /// Imports into a mock server that takes every owner in FILE for a client. Stores nothing.
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) rehearse: bool,

    /// The sheet of a workbook. Default: the first one that is not hidden.
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,

    /// Names the field of a column. The field - ignores the column. May be repeated.
    #[arg(long, value_name = "COLUMN=FIELD")]
    pub(crate) map: Vec<String>,

    /// A file with the uuids of owners, such as one that `plannr-import accounts` wrote: the other
    /// cells of a row, such as your reference number, name the client. Default: Plannr's clients.
    #[arg(long, value_name = "PATH", verbatim_doc_comment)]
    pub(crate) owners: Option<PathBuf>,

    /// The encoding of a CSV file, such as macintosh (Mac Roman), which cannot be recognised.
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,

    /// Writes the 0 in front of UK phone numbers with 10 digits, which spreadsheets drop.
    #[arg(long)]
    pub(crate) restore_zeros: bool,

    /// Sends e-mail addresses with a typographic apostrophe, or with a domain without a dot.
    #[arg(long)]
    pub(crate) as_is: bool,

    /// The report: a CSV file with the row, line, outcome, column, reason, repairs and uuid of each
    /// contact detail. It contains no data from FILE. Default: FILE.report.csv, FILE.dry-run.csv or
    /// FILE.rehearsal.csv.
    #[arg(long, value_name = "PATH", verbatim_doc_comment)]
    report: Option<PathBuf>,

    /// The journal: records which contact details were started and finished, so that an interrupted
    /// run can resume, even if you correct FILE. Protect it like FILE, because values can be
    /// guessed from its hashes. Delete it to look up every row again. A rehearsal writes no
    /// journal. Default: FILE.journal.
    #[arg(long, value_name = "PATH", verbatim_doc_comment)]
    journal: Option<PathBuf>,

    /// Writes sample rows to FILE, which must not exist, and exits.
    #[arg(long, conflicts_with_all = ["dry_run", "rehearse", "report", "journal"])]
    pub(crate) sample: bool,
}

const DETAILS: &str = "\
Columns, in any order, after a title or not. Names may differ in case, spaces, signs, plurals and
numbers at the end. Other columns are ignored, unless a name such as Partner mobile suggests that
they have contact details. A sheet has either one contact detail a row:
  type           email or phone_number, or e-mail, phone, mobile, ...
  name           the name shown in Plannr, such as Work
  value          the address or number: 020 7946 0123 or +44 20 7946 0123
  is_primary     yes or no (optional)
or one client a row, with any of these columns, each of which may appear several times:
  email, work_email, home_email   E-mail address, Work e-mail, Personal e-mail, ...
  phone, mobile, home, work       Telephone, Mobile number, Tel (home), Office, ...
Owners, in both cases: a row's owners are its uuids; without uuids its e-mail addresses; without
these its names. A cell may have several, separated by semicolons or lines (uuids and addresses
also by spaces and commas). All clients must exist and match exactly.
  account_uuids  Account UUID, Client UUID
  owner_email    Client e-mail, Owner e-mail
  owner_name     Client, Owner, Full name; Name where each row is a client; or first_name and
                 last_name

Files: .xlsx, also with formulas that a spreadsheet program has stored. Hidden rows and columns
are imported. CSV in UTF-8, UTF-16 (Excel's \"Unicode Text\") or Windows-1252 (Excel's \"CSV\"); Mac
Roman needs --encoding macintosh. The separator may be a comma, a semicolon, a tab or a bar, also
declared by a first line such as sep=; .

Rules for characters:
                           e-mail address  phone number   name           owner
  space around it          removed         removed        removed        removed
  no-break space           refused inside  plain space    plain space    plain space
  invisible, as U+200B     removed         removed        refused        ignored
  apostrophe in front      removed         removed        kept           removed
  typographic apostrophe   refused         refused        kept           kept
  mailto: tel: =\"...\"      removed         removed        =\"\" removed    =\"\" removed
  dash, full-width digit   kept            plain - and 0  kept           kept
  several: ; , or a line   split           split          refused: line  split, see above
  44 or 0044 in front                      +44 if complete
  10 digits, no 0          refused, or --restore-zeros
  4.47701E+11, 1 or #N/A   refused         refused
The report names each repair. A number format of zeros, such as 00000000000, counts as digits.

Ctrl-C finishes the requests in flight and writes the report. A second Ctrl-C exits at once.

Exit codes:
  0    every row is in Plannr
  1    some rows are not in Plannr, or need a review: see the report
  2    not started: the arguments, the file or the environment cannot be used
  3    not finished: interrupted, or no row could succeed; run it again
  130  killed by a second Ctrl-C, without a report; run it again";

impl Options {
    pub(crate) fn report(&self) -> PathBuf {
        self.report.clone().unwrap_or_else(|| match (self.dry_run, self.rehearse) {
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
