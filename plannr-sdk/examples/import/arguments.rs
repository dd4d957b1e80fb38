//! What is said on the command line, and what `--help` says of it.

use std::path::{Path, PathBuf};

use clap::Parser;

/// How the command ends, with its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Complete = 0,
    NeedsALook = 1,
    Unusable = 2,
    Unfinished = 3,
    /// As shells say it of what Ctrl-C has ended.
    Killed = 130,
}

/// Imports contact details from a CSV into Plannr, each of them once.
///
/// A row is created unless its owners have it already: the same file can be imported again.
/// What is there already is never changed: neither its name, nor whether it is primary.
///
/// Columns, in any order:
///   type           email or phone_number
///   name           what it is called in Plannr, such as Work
///   value          the address or number: +44 7700 900123 or 07700 900123
///   account_uuids  the client accounts that own it, with spaces between them
///   is_primary     yes or no; need not be there
///
/// Case, spaces and underscores of their names do not matter; other columns are ignored.
/// Commas, semicolons or tabs may stand between the cells, and the text may be UTF-8,
/// UTF-16 (Excel's "Unicode Text") or Windows-1252 (Excel's "CSV").
///
/// With PLANNR_ACCESS_TOKEN and PLANNR_ACCOUNT_UUID set it goes to Plannr, or to the server
/// that PLANNR_BASE_URL names. Without it is a rehearsal: the mock server knows all the
/// owners in FILE, takes the rows, and forgets them at the end.
#[derive(Debug, Parser)]
#[command(name = "import", verbatim_doc_comment, after_long_help = ENDINGS)]
pub(crate) struct Arguments {
    /// The CSV.
    pub(crate) file: PathBuf,

    /// Checks all rows, and by a list of one contact detail that the access token is
    /// taken. Creates nothing, does not look what is there already, keeps no journal.
    #[arg(long, verbatim_doc_comment)]
    pub(crate) dry_run: bool,

    /// Where the report goes: a CSV with the line of each row, the outcome, the column at
    /// fault, the reason, and the uuid of what is there. It repeats no cell of FILE, so
    /// that it can be passed on: the line finds the row. If not set, FILE.report.csv;
    /// FILE.dry-run.csv for a dry run, and FILE.rehearsal.csv for a rehearsal.
    #[arg(long, value_name = "PATH", verbatim_doc_comment)]
    report: Option<PathBuf>,

    /// Where the journal is: what was begun and what is finished, so that after an
    /// interruption the same command goes on from there, with a corrected FILE as well.
    /// It has no values in it, but hashes by which numbers can be guessed: keep it as you
    /// keep FILE. Delete it to have all rows looked up again. If not set, FILE.journal.
    /// A rehearsal keeps none.
    #[arg(long, value_name = "PATH", verbatim_doc_comment)]
    journal: Option<PathBuf>,

    /// Writes a sample of 1,000 rows to FILE, which must not be there yet, and ends.
    #[arg(long, conflicts_with_all = ["dry_run", "report", "journal"])]
    pub(crate) sample: bool,
}

const ENDINGS: &str = "\
Ctrl-C finishes what is in flight, then writes the report; a second one ends at once.

Exit codes:
  0    all rows are there
  1    some rows are not, or need a look: the report says which and why
  2    nothing was begun: the arguments or the file cannot be used
  3    not finished, by Ctrl-C or because nothing could go on: run it again
  130  ended by a second Ctrl-C, without a report: run it again";

/// What a run writes: never into one another, nor into the CSV.
pub(crate) struct Paths {
    pub(crate) report: PathBuf,
    pub(crate) journal: PathBuf,
}

impl Arguments {
    pub(crate) fn paths(&self, is_rehearsal: bool) -> Result<Paths, String> {
        let ending = match (self.dry_run, is_rehearsal) {
            (true, _) => ".dry-run.csv",
            (false, true) => ".rehearsal.csv",
            (false, false) => ".report.csv",
        };
        let report = self.report.clone().unwrap_or_else(|| self.beside(ending));
        let journal = self.journal.clone().unwrap_or_else(|| self.beside(".journal"));
        let files = [("the CSV", &self.file), ("the journal", &journal), ("the report", &report)];
        for (at, (other, path)) in files.iter().enumerate() {
            if let Some((what, _)) = files[at + 1..].iter().find(|(_, later)| resolved(later) == resolved(path)) {
                return Err(format!("{} is {other}: {what} would replace it", path.display()));
            }
        }
        Ok(Paths { report, journal })
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut path = self.file.clone().into_os_string();
        path.push(ending);
        path.into()
    }
}

/// The one path of a file that is there, or may be made.
fn resolved(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        path.file_name().map_or_else(|| folder.clone(), |name| folder.join(name))
    })
}
