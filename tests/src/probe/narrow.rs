//! Do filters and sorts take effect?

use plannr_sdk::Uuid;
use serde_json::{Value, json};

use super::ask::Probe;
use super::notes::Topic;
use super::reads::{NOBODY, NOTHING, Seen, refused, uuids, values};
use super::reply::Outcome;
use crate::spec::{Operation, Parameter, Spec};

/// Each filter is asked for what was seen, and for what nobody has: one that is ignored lets all pass, both times.
pub(super) async fn filters(probe: &mut Probe, list: &Operation<'_>, seen: &Seen, all: &Outcome) {
    let parameters = list.parameters();
    for filter in parameters.iter().map(Parameter::name).filter(|name| name.starts_with("filter[")) {
        let finding = match asked_for(list, filter, seen) {
            Some((own, other)) => filtered(probe, filter, own, other, all).await,
            None => "not tried: the probe does not know it".to_owned(),
        };
        probe.notes.note(Topic::Filters, format!("`{filter}`"), finding);
    }
    if let Some(part) = &seen.part {
        let finding = comma(probe, part).await;
        probe.notes.note(Topic::Filters, "`filter[value]` with a comma", finding);
    }
}

/// What a filter is asked for: what was seen, if anything was, and something else.
fn asked_for(list: &Operation<'_>, filter: &str, seen: &Seen) -> Option<(Option<Value>, Value)> {
    let uuid = |seen: Option<Uuid>| (seen.map(|uuid| json!([uuid])), json!([NOBODY]));
    let (own_kind, other_kinds): (Vec<&str>, Vec<&str>) =
        values(list, "filter[type]").into_iter().partition(|kind| Some(*kind) == seen.kind.as_deref());
    let asked_for = match filter {
        "filter[uuid]" => uuid(seen.uuid),
        "filter[account_uuids]" => uuid(seen.account),
        "filter[circle_uuids]" => uuid(seen.circle),
        "filter[type]" => (own_kind.first().map(|kind| json!([kind])), json!(other_kinds)),
        "filter[value]" => (seen.part.as_ref().map(|part| json!([part])), json!([NOTHING])),
        _ => return None,
    };
    Some(asked_for)
}

async fn filtered(probe: &mut Probe, filter: &str, own: Option<Value>, other: Value, all: &Outcome) -> String {
    let mut counts = Vec::new();
    for (what, value) in [("what was seen", own), ("something else", Some(other))] {
        let Some(value) = value else { continue };
        let outcome = probe.list(&format!("`{filter}`, {what}"), &[(filter, value)]).await;
        if !outcome.is_success() {
            return refused(&outcome);
        }
        counts.push(count(&outcome));
    }
    told(count(all), counts.into_iter().collect()).to_owned()
}

/// What is told of a filter by how many there are without it, and with it.
fn told(all: Option<u64>, counts: Option<Vec<u64>>) -> &'static str {
    let (Some(all), Some(counts)) = (all, counts) else { return "cannot be told, the answers are not read" };
    match counts.as_slice() {
        _ if all == 0 => "cannot be told, there are no contact details",
        [0, other] if *other < all => "takes effect, but does not find what it was taken from",
        [_, other] if *other < all => "takes effect",
        [other] if *other < all => "takes effect; it was asked for what nobody has, for nothing else was seen",
        [own, other] if *own == all && *other == all => "is ignored",
        [other] if *other == all => "is ignored",
        _ => "cannot be told",
    }
}

async fn comma(probe: &mut Probe, part: &str) -> String {
    let query = [("filter[value]", json!([part, NOTHING]))];
    let outcome = probe.list("`filter[value]`, a part that was seen, a comma and another", &query).await;
    let finding = match count(&outcome) {
        _ if !outcome.is_success() => return refused(&outcome),
        Some(0) => "finds nothing: the comma is a part of the value",
        Some(_) => "finds what has one of the two",
        None => "cannot be told",
    };
    finding.to_owned()
}

/// How many there are: by `meta`, or else on the page.
fn count(outcome: &Outcome) -> Option<u64> {
    let page = outcome.page()?;
    let total = page.meta.as_ref().and_then(|meta| meta.total).and_then(|total| u64::try_from(total).ok());
    total.or_else(|| u64::try_from(page.data.len() + page.failures().len()).ok())
}

/// Each sort is asked for both ways: one that is ignored gives the same order.
pub(super) async fn sorts(probe: &mut Probe, list: &Operation<'_>, unsorted: &Outcome) {
    let default = Spec::shipped().schema("ContactDetailSort")["default"].as_str().unwrap_or_default();
    for sort in values(list, "sort").into_iter().filter(|sort| !sort.starts_with('-')) {
        let descending = format!("-{sort}");
        let one = probe.list(&format!("`sort={sort}`"), &[("sort", json!(sort))]).await;
        let other = probe.list(&format!("`sort={descending}`"), &[("sort", json!(descending))]).await;
        let finding = match [&one, &other].into_iter().find(|outcome| !outcome.is_success()) {
            Some(outcome) => refused(outcome),
            None if uuids(&one).len() < 2 => "cannot be told, there are too few".to_owned(),
            None if uuids(&one) == uuids(&other) => "the same order both ways: ignored, or all are equal".to_owned(),
            None => "takes effect".to_owned(),
        };
        probe.notes.note(Topic::Sorts, format!("`sort={sort}` and `{descending}`"), finding);
        if sort == default && one.is_success() {
            let order = if uuids(&one) == uuids(unsorted) { "the same order" } else { "another order" };
            probe.notes.note(Topic::Sorts, format!("without `sort`, held against `sort={sort}`"), order);
        }
    }
}
