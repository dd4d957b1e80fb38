//! The calls that change nothing.

use plannr_sdk::{Page, Uuid};
use serde_json::{Value, json};

use super::ask::Probe;
use super::narrow;
use super::notes::Topic;
use super::reply::{About, Outcome};
use crate::spec::Operation;

/// It names nothing and nobody.
pub(super) const NOBODY: Uuid = Uuid::from_u128(0x5eed_0000_0000_4000_8000_0000_0000_0000);
/// A part that no value has, and a name that no filter, include or sort has.
pub(super) const NOTHING: &str = "probe_of_the_sdk_knows_none";
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/// So many contact details are looked at with their accounts.
const ENOUGH: u32 = 100;

/// What was seen in earlier answers, and is asked for by later ones. It is never printed.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) uuid: Option<Uuid>,
    pub(super) account: Option<Uuid>,
    pub(super) circle: Option<Uuid>,
    pub(super) kind: Option<String>,
    /// Of a value, all but its ends.
    pub(super) part: Option<String>,
}

impl Seen {
    fn look_at(&mut self, page: &Page) {
        for detail in &page.data {
            let accounts = || [&detail.accounts, &detail.primary_accounts].into_iter().flatten().flatten();
            let mut circles = accounts().flat_map(|account| &account.circles).flatten();
            self.uuid = self.uuid.or(Some(detail.uuid));
            self.account = self.account.or(accounts().next().map(|account| account.uuid));
            self.circle = self.circle.or(circles.next().map(|circle| circle.uuid));
            let kind = detail.type_.as_ref().map(|kind| kind.as_str().to_owned());
            self.kind = self.kind.take().or(kind);
            let part = detail.value.as_deref().map(part).filter(|part| part.len() > 2 && !part.contains(','));
            self.part = self.part.take().or(part);
        }
    }
}

fn part(value: &str) -> String {
    let letters = value.chars().count();
    value.chars().skip(1).take(letters.saturating_sub(2)).collect()
}

/// Makes all calls.
pub(super) async fn run(probe: &mut Probe) -> Result<(), String> {
    let Some(list) = About::List.operation() else { return Ok(()) };
    let mut seen = Seen::default();
    let all = probe.list("no parameter", &[]).await;
    if !all.is_success() {
        return Err(advice(&all));
    }
    pages(probe, &list).await;
    includes(probe, &list, &mut seen).await;
    narrow::filters(probe, &list, &seen, &all).await;
    narrow::sorts(probe, &list, &all).await;
    refusals(probe, &list).await;
    account_header(probe).await;
    show(probe, seen.uuid).await;
    Ok(())
}

fn advice(first: &Outcome) -> String {
    let Some(reply) = &first.reply else {
        return format!("there is no answer from the API ({}): see to the network, and to --base-url", first.silence);
    };
    let what_to_do = match reply.status {
        401 => "the API does not take PLANNR_ACCESS_TOKEN: make a new one in Plannr, in Settings, Account Details",
        429 => "the quota of requests is used up, by others as well: wait a minute",
        300..400 | 404 => "there is no list of contact details: see to --base-url",
        400..500 => "PLANNR_ACCOUNT_UUID must be the `uuid` of the `account` inside one of your logins: see README.md",
        _ => "the API does not work: try again later",
    };
    format!("{what_to_do} (status {}, body {})", reply.status, reply.shape())
}

async fn pages(probe: &mut Probe, list: &Operation<'_>) {
    let pages = |page: u32| [("include", json!(["accounts"])), ("per_page", json!(1)), ("page", json!(page))];
    let first = probe.list("`include=accounts&per_page=1&page=1`", &pages(1)).await;
    let second = probe.list("`include=accounts&per_page=1&page=2`", &pages(2)).await;
    let (first, second) = (uuids(&first), uuids(&second));
    let heeded = |is: bool| if is { "heeded" } else { "ignored" };
    probe.notes.note(Topic::Pages, "`per_page=1`", heeded(first.len() <= 1));
    let page = if second.is_empty() { "cannot be told, there is one page" } else { heeded(first != second) };
    probe.notes.note(Topic::Pages, "`page=2`", page);

    let most = most(list);
    let full = probe.list(&format!("`per_page={most}`"), &[("per_page", json!(most))]).await;
    let finding = if full.is_success() { per_page(&full, most, most) } else { refused(&full) };
    probe.notes.note(Topic::Limits, format!("`per_page={most}`, the maximum"), finding);
}

/// The maximum of `per_page`.
pub(super) fn most(list: &Operation<'_>) -> u64 {
    let schemas = list.parameters().into_iter().filter(|parameter| parameter.name() == "per_page");
    schemas.filter_map(|parameter| parameter.schema()["maximum"].as_u64()).next().unwrap_or(u64::from(ENOUGH))
}

fn per_page(outcome: &Outcome, asked: u64, most: u64) -> String {
    let meta = outcome.reply.as_ref().and_then(|reply| reply.body.as_ref()).map(|body| &body["meta"]["per_page"]);
    let came = meta.and_then(|number| number.as_u64().or_else(|| number.as_str()?.parse().ok()));
    let words = match came {
        None => "and `meta` does not say how many are on a page",
        Some(came) if came == asked => "as asked",
        Some(came) if came == most => "cut to the maximum",
        Some(_) => "with another `per_page`",
    };
    format!("{}, {words}", outcome.came())
}

async fn includes(probe: &mut Probe, list: &Operation<'_>, seen: &mut Seen) {
    let relations = values(list, "include");
    let mut sets: Vec<Vec<&str>> = relations.iter().map(|relation| vec![*relation]).collect();
    sets.push(relations);
    for set in sets {
        let query = [("include", json!(set)), ("per_page", json!(ENOUGH))];
        let outcome = probe.list(&format!("`include={}&per_page={ENOUGH}`", set.join(",")), &query).await;
        outcome.page().into_iter().for_each(|page| seen.look_at(page));
    }
}

/// What the SDK would not send.
async fn refusals(probe: &mut Probe, list: &Operation<'_>) {
    let most = most(list);
    let (more, account) = ((most + 1).to_string(), Some(probe.account));
    let outcome = probe.get(&format!("list, `per_page={more}`"), None, &[("per_page", &more)], account).await;
    let finding = if outcome.is_success() { per_page(&outcome, most + 1, most) } else { refused(&outcome) };
    probe.notes.note(Topic::Limits, format!("`per_page={more}`, above the maximum"), finding);
    for (what, name) in [("filter", "filter[probe_of_the_sdk]"), ("include", "include"), ("sort", "sort")] {
        let outcome = probe.get(&format!("list, an unknown {what}"), None, &[(name, NOTHING)], account).await;
        let finding = if outcome.is_success() { format!("{}, ignored", outcome.came()) } else { refused(&outcome) };
        probe.notes.note(Topic::Limits, format!("an unknown {what}"), finding);
    }
}

async fn account_header(probe: &mut Probe) {
    for (what, account) in [("missing", None), ("an account that is not the user's", Some(NOBODY))] {
        let outcome = probe.get(&format!("list, account header: {what}"), None, &[], account).await;
        probe.notes.note(Topic::AccountHeader, what, outcome.came());
    }
}

/// Whether there is a way to show one; where there is not, the answer may name the ways that there are.
async fn show(probe: &mut Probe, seen: Option<Uuid>) {
    for (what, uuid) in [("was seen", seen), ("does not exist", Some(NOBODY))] {
        let Some(uuid) = uuid else { continue };
        let outcome = probe.get(&format!("show one that {what}"), Some(uuid), &[], Some(probe.account)).await;
        probe.notes.note(Topic::Routes, format!("GET of a contact detail that {what}"), outcome.came());
        if let Some(methods) = outcome.reply.as_ref().and_then(|reply| reply.headers.get("allow")?.to_str().ok()) {
            let is_named = |method: &&str| methods.split(',').any(|other| other.trim().eq_ignore_ascii_case(method));
            let named: Vec<_> = METHODS.into_iter().filter(is_named).collect();
            probe.notes.note(Topic::Routes, "methods of it that `Allow` names", named.join(", "));
        }
        if !outcome.is_success() {
            return;
        }
    }
}

pub(super) fn refused(outcome: &Outcome) -> String {
    match &outcome.reply {
        Some(reply) => format!("refused with {}", reply.status),
        None => outcome.silence.to_owned(),
    }
}

/// Which ones came, in their order.
pub(super) fn uuids(outcome: &Outcome) -> Vec<Uuid> {
    outcome.page().map(|page| page.data.iter().map(|detail| detail.uuid).collect()).unwrap_or_default()
}

/// The values that the spec has for a parameter.
pub(super) fn values<'s>(list: &Operation<'s>, name: &str) -> Vec<&'s str> {
    let parameters = list.parameters().into_iter().filter(|parameter| parameter.name() == name);
    let values = parameters.filter_map(|parameter| parameter.item_schema()["enum"].as_array()).flatten();
    values.filter_map(Value::as_str).collect()
}
