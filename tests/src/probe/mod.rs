//! The probe: it calls the real API, holds the answers against the spec, and reports what they settle of the open
//! questions. `cargo xtask probe` runs it; CONTRIBUTING.md says how.
//!
//! A report has no value of an answer: no name, no address, no number, no uuid. What may be said is made in `safe.rs`.

mod ask;
mod deviations;
mod look;
mod narrow;
mod notes;
mod questions;
mod reads;
mod reply;
mod report;
mod safe;
mod take;
mod writes;

use plannr_sdk::Uuid;

use crate::spec::Spec;
use ask::Probe;

/// How it is called.
pub const USAGE: &str = "\
cargo xtask probe [--write <uuid of a client account>] [--base-url <url>]

Calls the Plannr API some 35 times and prints a report in Markdown, without personal data, for an issue.
PLANNR_ACCESS_TOKEN and PLANNR_ACCOUNT_UUID say as whom, as for `Plannr::from_env`. It only reads, unless:

  --write <uuid>     creates for this client account up to two e-mail addresses and a phone number, all invented, and
                     updates them. The API has no documented way to delete: remove them by hand in Plannr. Their
                     uuids go to stderr, beside the report. Name an account that was made for it.
  --base-url <url>   another server than the documented one";

/// What to probe, and as whom.
#[derive(Clone)]
pub struct Settings {
    /// The access token.
    pub token: String,
    /// The account to act for.
    pub account: Uuid,
    /// Where the API is.
    pub base_url: String,
    /// The client account to write for; if none, nothing is written.
    pub write: Option<Uuid>,
}

impl Settings {
    /// Reads the arguments and the environment.
    pub fn read(
        arguments: impl IntoIterator<Item = String>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let (mut base_url, mut write) = (documented_server().to_owned(), None);
        let mut arguments = arguments.into_iter();
        while let Some(flag) = arguments.next() {
            let value = arguments.next().filter(|value| !value.starts_with("--"));
            match (flag.as_str(), value) {
                ("--base-url", Some(url)) => base_url = url,
                ("--write", Some(uuid)) => write = Some(uuid.parse().map_err(|_| "--write: that is no uuid")?),
                ("--write", None) => return Err(format!("--write needs the uuid of a client account\n\n{USAGE}")),
                _ => return Err(USAGE.to_owned()),
            }
        }
        let read = |name: &str| variable(name).ok_or_else(|| format!("{name} is not set: see README.md"));
        let token = read("PLANNR_ACCESS_TOKEN")?;
        let account = read("PLANNR_ACCOUNT_UUID")?.parse().map_err(|_| "PLANNR_ACCOUNT_UUID is no uuid")?;
        Ok(Self { token, account, base_url, write })
    }

    fn is_documented_server(&self) -> bool {
        self.base_url.trim_end_matches('/') == documented_server()
    }
}

fn documented_server() -> &'static str {
    Spec::shipped().document()["servers"][0]["url"].as_str().unwrap_or_default()
}

/// What was created, and is to be removed by hand.
#[derive(Clone, Debug, Default)]
pub struct Made {
    /// The contact details that exist. They are no part of the report.
    pub uuids: Vec<Uuid>,
    /// How many more may exist.
    pub in_doubt: u32,
}

/// The report, and what is for the maintainer alone.
#[derive(Clone, Debug)]
pub struct Probed {
    /// In Markdown, without personal data.
    pub report: String,
    /// What was created.
    pub made: Made,
}

/// Makes the calls.
pub async fn run(settings: &Settings) -> Result<Probed, String> {
    let mut probe = Probe::new(settings)?;
    reads::run(&mut probe).await?;
    let mut made = Made::default();
    if let Some(client) = settings.write {
        writes::run(&mut probe, client, &mut made).await;
    }
    let report = report::render(settings, &probe.notes, probe.requests, &made);
    Ok(Probed { report, made })
}
