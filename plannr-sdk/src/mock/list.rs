//! Lists: reads the query, finds and sorts the contact details, and cuts them into pages.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use super::field_errors::FieldErrors;
use super::render;
use super::response::MockResponse;
use super::spec::{LIST, Parameter, Spec};
use super::store::{Detail, Store};

type Matches = fn(&Store, &Detail, &str) -> bool;
type Compare = fn(&Detail, &Detail) -> Ordering;

/// The filters of the spec, and whether a contact detail matches one of their values.
const FILTERS: &[(&str, Matches)] = &[
    ("filter[uuid]", |_, detail, text| text.parse() == Ok(detail.uuid)),
    ("filter[account_uuids]", |_, detail, text| detail.content.owners.iter().any(|owner| text.parse() == Ok(*owner))),
    ("filter[circle_uuids]", is_in_circle),
    ("filter[type]", |_, detail, text| detail.content.kind == text),
    ("filter[value]", |_, detail, text| detail.content.value.to_lowercase().contains(&text.to_lowercase())),
];

/// The sort fields of the spec, in ascending order.
const ORDERS: &[(&str, Compare)] = &[
    ("created_at", |one, other| one.created_at.cmp(&other.created_at)),
    ("updated_at", |one, other| one.updated_at.cmp(&other.updated_at)),
    ("name", |one, other| one.content.name.to_lowercase().cmp(&other.content.name.to_lowercase())),
    ("value", |one, other| one.content.value.to_lowercase().cmp(&other.content.value.to_lowercase())),
];

/// The parameters of the query, typed by the schemas of the spec. Absent ones have the default of their schema.
pub(super) struct Query(Map<String, Value>);

impl Query {
    /// Refuses unknown filters, includes and sorts as spatie/laravel-query-builder does, and other invalid values as
    /// Laravel's validation does. Both ignore unknown parameters.
    pub(super) fn read(spec: &Spec, pairs: &[(String, String)]) -> Result<Self, MockResponse> {
        let parameters = spec.operation(LIST).map_or(&[][..], |operation| &operation.query);
        let defaults =
            parameters.iter().map(|parameter| (parameter.name.to_owned(), parameter.schema["default"].clone()));
        let mut query: Map<_, _> = defaults.collect();
        let mut errors = FieldErrors::default();
        for (name, text) in pairs.iter().filter(|(_, text)| !text.is_empty()) {
            if let Some(parameter) = parameters.iter().find(|parameter| parameter.name == *name) {
                let value = typed(parameter.schema, text);
                let found = FieldErrors::find(&parameter.validator, &value, &dotted(name));
                if matches!(name.as_str(), "include" | "sort") {
                    found.into_result(()).map_err(|_| not_allowed(name, text, &allowed_values(spec, parameter)))?;
                } else {
                    errors.extend(found);
                }
                if !is_implemented(name, text) {
                    return Err(MockResponse::not_implemented(&format!("{name}={text}")));
                }
                query.insert(name.clone(), value);
            } else if let Some(filter) = filter_name(name) {
                let filters: Vec<_> = parameters.iter().filter_map(|parameter| filter_name(parameter.name)).collect();
                return Err(not_allowed("filter", filter, &filters));
            }
        }
        Ok(errors.into_result(Self(query))?)
    }

    fn texts(&self, name: &str) -> Option<Vec<&str>> {
        Some(self.0.get(name)?.as_array()?.iter().filter_map(Value::as_str).collect())
    }

    fn number(&self, name: &str, default: u64) -> u64 {
        self.0.get(name).and_then(Value::as_u64).unwrap_or(default).max(1)
    }

    fn matches(&self, store: &Store, detail: &Detail) -> bool {
        FILTERS.iter().all(|(filter, matches)| {
            self.texts(filter).is_none_or(|texts| texts.into_iter().any(|text| matches(store, detail, text)))
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

/// Whether the tables above have a filter or a sort. Without this check, a custom spec's additional ones would be
/// ignored.
fn is_implemented(name: &str, text: &str) -> bool {
    match name {
        "sort" => order(text).is_some(),
        _ => filter_name(name).is_none() || FILTERS.iter().any(|(filter, _)| *filter == name),
    }
}

fn filter_name(parameter: &str) -> Option<&str> {
    parameter.strip_prefix("filter[")?.strip_suffix(']')
}

/// The page of a query, in the form of Laravel's `LengthAwarePaginator`.
pub(super) fn page(store: &Store, query: &Query, url: &str) -> Value {
    let mut found: Vec<_> = store.details.iter().filter(|detail| query.matches(store, detail)).collect();
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
    let link = |url: Option<String>, label: &str, active| json!({ "url": url, "label": label, "active": active });
    let previous = (current > 1).then(|| to(current - 1));
    let next = (current < last).then(|| to(current + 1));
    let mut links = vec![link(previous.clone(), "&laquo; Previous", false)];
    let mut linked = 0;
    for page in (1..=last).filter(|page| page.min(&(last - page + 1)) <= &2 || page.abs_diff(current) <= 3) {
        if page > linked + 1 {
            links.push(link(None, "...", false));
        }
        links.push(link(Some(to(page)), &page.to_string(), page == current));
        linked = page;
    }
    links.push(link(next.clone(), "Next &raquo;", false));

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
    let accounts = detail.content.owners.iter().filter_map(|owner| store.account(*owner));
    let mut circles = accounts.filter_map(|account| account.attributes.get("circles")?.as_array()).flatten();
    circles.any(|other| other["uuid"].as_str().is_some_and(|uuid| uuid.eq_ignore_ascii_case(circle)))
}

/// Converts the text of a parameter to JSON of the schema's type.
fn typed(schema: &Value, text: &str) -> Value {
    match schema["type"].as_str() {
        Some("array") => text.split(',').collect(),
        Some("integer") => text
            .parse()
            .map_or(text.into(), |number: i128| json!(number.clamp(i64::MIN.into(), i64::MAX.into()) as i64)),
        _ => text.into(),
    }
}

fn allowed_values<'s>(spec: &'s Spec, parameter: &'s Parameter) -> Vec<&'s str> {
    let one = spec.resolve(parameter.schema.get("items").unwrap_or(parameter.schema));
    let values = one["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    values.filter(|value| !value.starts_with('-')).collect()
}

fn not_allowed(kind: &str, requested: &str, allowed: &[&str]) -> MockResponse {
    let allowed = allowed.join(", ");
    let text = format!("Requested {kind}(s) `{requested}` are not allowed. Allowed {kind}(s) are `{allowed}`.");
    MockResponse::message(400, &text)
}

/// `filter[uuid]` as Laravel names it in errors: `filter.uuid`.
fn dotted(name: &str) -> String {
    name.trim_end_matches(']').replace('[', ".")
}
