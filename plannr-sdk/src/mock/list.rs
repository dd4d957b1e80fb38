//! The list: its query read, the contact details found, sorted and cut into pages.

use std::cmp::Ordering;
use std::num::IntErrorKind;

use serde_json::{Map, Value, json};

use super::problems::Problems;
use super::render;
use super::response::MockResponse;
use super::spec::{LIST, Parameter, Spec};
use super::store::{Detail, Store, uuid_in};

type Fits = fn(&Store, &Detail, &str) -> bool;
type Compare = fn(&Detail, &Detail) -> Ordering;

/// The filters of the spec, and whether a contact detail fits one of their values.
const FILTERS: &[(&str, Fits)] = &[
    ("filter[uuid]", |_, detail, text| uuid_in(&text.into()) == Some(detail.uuid)),
    ("filter[account_uuids]", |_, detail, text| {
        uuid_in(&text.into()).is_some_and(|uuid| detail.owners.contains(&uuid))
    }),
    ("filter[circle_uuids]", is_in_circle),
    ("filter[type]", |_, detail, text| detail.kind == text),
    ("filter[value]", |_, detail, text| detail.value.to_lowercase().contains(&text.to_lowercase())),
];

/// The fields of the spec to sort by, and their order when it ascends.
const ORDERS: &[(&str, Compare)] = &[
    ("created_at", |one, other| one.created_at.cmp(&other.created_at)),
    ("updated_at", |one, other| one.updated_at.cmp(&other.updated_at)),
    ("name", |one, other| one.name.to_lowercase().cmp(&other.name.to_lowercase())),
    ("value", |one, other| one.value.to_lowercase().cmp(&other.value.to_lowercase())),
];

/// The query's parameters, as the spec's schemas type them; where the query has none, the schema's default.
pub(super) struct Query(Map<String, Value>);

impl Query {
    /// Unknown filters, includes and sorts are refused as spatie/laravel-query-builder does, other wrong values as Laravel's
    /// validation does, and unknown parameters are ignored as both do.
    pub(super) fn read(spec: &Spec, pairs: &[(String, String)]) -> Result<Self, MockResponse> {
        let parameters = spec.operation(LIST).map_or(&[][..], |operation| &operation.query);
        let defaults = parameters.iter().map(|parameter| (parameter.name.clone(), parameter.schema["default"].clone()));
        let mut query: Map<_, _> = defaults.collect();
        let mut problems = Problems::default();
        for (name, text) in pairs.iter().filter(|(_, text)| !text.is_empty()) {
            if let Some(parameter) = parameters.iter().find(|parameter| parameter.name == *name) {
                let value = typed(&parameter.schema, text);
                let wrong = Problems::find(&parameter.validator, &value, &dotted(name));
                if matches!(name.as_str(), "include" | "sort") {
                    wrong.into_result(()).map_err(|_| not_allowed(name, text, &allowed_values(spec, parameter)))?;
                } else {
                    problems.extend(wrong);
                }
                if !is_known(name, text) {
                    return Err(MockResponse::not_implemented(&format!("{name}={text}")));
                }
                query.insert(name.clone(), value);
            } else if let Some(filter) = name.strip_prefix("filter[") {
                let filters = parameters.iter().filter_map(|parameter| parameter.name.strip_prefix("filter["));
                let allowed: Vec<_> = filters.map(|name| name.trim_end_matches(']')).collect();
                return Err(not_allowed("filter", filter.trim_end_matches(']'), &allowed.join(", ")));
            }
        }
        Ok(problems.into_result(Self(query))?)
    }

    fn texts(&self, name: &str) -> Option<Vec<&str>> {
        Some(self.0.get(name)?.as_array()?.iter().filter_map(Value::as_str).collect())
    }

    fn number(&self, name: &str, default: u64) -> u64 {
        self.0.get(name).and_then(Value::as_u64).unwrap_or(default).max(1)
    }

    /// Whether a contact detail passes every filter that is given.
    fn lets_pass(&self, store: &Store, detail: &Detail) -> bool {
        FILTERS.iter().all(|(filter, fits)| {
            self.texts(filter).is_none_or(|texts| texts.into_iter().any(|text| fits(store, detail, text)))
        })
    }

    fn compare(&self, one: &Detail, other: &Detail) -> Ordering {
        let sort = self.0.get("sort").and_then(Value::as_str).unwrap_or_default();
        let ascending = order(sort).map_or(Ordering::Equal, |compare| compare(one, other));
        if sort.starts_with('-') { ascending.reverse() } else { ascending }
    }
}

fn order(sort: &str) -> Option<Compare> {
    ORDERS.iter().find(|(field, _)| *field == sort.trim_start_matches('-')).map(|(_, compare)| *compare)
}

/// A filter or an order that the spec has and the tables above have not would otherwise be ignored in silence.
fn is_known(name: &str, text: &str) -> bool {
    match name {
        "sort" => order(text).is_some(),
        _ => !name.starts_with("filter[") || FILTERS.iter().any(|(filter, _)| *filter == name),
    }
}

/// The page that a query asks for, as Laravel's `LengthAwarePaginator` has it.
pub(super) fn page(store: &Store, query: &Query, url: &str) -> Value {
    let mut found: Vec<_> = store.details.iter().filter(|detail| query.lets_pass(store, detail)).collect();
    found.sort_by(|one, other| query.compare(one, other));

    let include = query.texts("include").unwrap_or_default();
    let (per_page, current) = (query.number("per_page", u64::MAX), query.number("page", 1));
    let total = found.len() as u64;
    let before = (current - 1).saturating_mul(per_page).min(total);
    let on_page = (total - before).min(per_page);
    let data = found.into_iter().skip(before as usize).take(on_page as usize);
    let data: Vec<_> = data.map(|detail| render::detail(store, detail, &include)).collect();

    let last = total.div_ceil(per_page).max(1);
    let to = |page: u64| format!("{url}?page={page}");
    let previous = (current > 1).then(|| to(current - 1));
    let next = (current < last).then(|| to(current + 1));
    let mut links = vec![json!({ "url": previous, "label": "&laquo; Previous", "active": false })];
    let mut linked = 0;
    for page in (1..=last).filter(|page| page.min(&(last - page + 1)) <= &2 || page.abs_diff(current) <= 3) {
        if page > linked + 1 {
            links.push(json!({ "url": null, "label": "...", "active": false }));
        }
        links.push(json!({ "url": to(page), "label": page.to_string(), "active": page == current }));
        linked = page;
    }
    links.push(json!({ "url": next, "label": "Next &raquo;", "active": false }));

    json!({
        "data": data,
        "links": { "first": to(1), "last": to(last), "prev": previous, "next": next },
        "meta": {
            "current_page": current,
            "from": (on_page > 0).then_some(before + 1),
            "last_page": last,
            "links": links,
            "path": url,
            "per_page": per_page,
            "to": (on_page > 0).then_some(before + on_page),
            "total": total,
        },
    })
}

fn is_in_circle(store: &Store, detail: &Detail, circle: &str) -> bool {
    let accounts = detail.owners.iter().filter_map(|owner| store.account(*owner));
    let mut circles = accounts.filter_map(|account| account.attributes.get("circles")?.as_array()).flatten();
    circles.any(|other| uuid_in(&other["uuid"]).is_some_and(|uuid| Some(uuid) == uuid_in(&circle.into())))
}

/// A parameter's text as the JSON value that its schema judges.
fn typed(schema: &Value, text: &str) -> Value {
    match schema["type"].as_str() {
        Some("array") => text.split(',').collect(),
        Some("integer") => match text.parse::<i64>() {
            Ok(number) => number.into(),
            Err(error) if *error.kind() == IntErrorKind::PosOverflow => i64::MAX.into(),
            Err(_) => text.into(),
        },
        _ => text.into(),
    }
}

fn allowed_values(spec: &Spec, parameter: &Parameter) -> String {
    let one = spec.resolve(parameter.schema.get("items").unwrap_or(&parameter.schema));
    let values = one["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    values.filter(|value| !value.starts_with('-')).collect::<Vec<_>>().join(", ")
}

fn not_allowed(what: &str, asked: &str, allowed: &str) -> MockResponse {
    let text = format!("Requested {what}(s) `{asked}` are not allowed. Allowed {what}(s) are `{allowed}`.");
    MockResponse::message(400, &text)
}

/// `filter[uuid]` as Laravel names it in errors: `filter.uuid`.
fn dotted(name: &str) -> String {
    name.trim_end_matches(']').replace('[', ".")
}
