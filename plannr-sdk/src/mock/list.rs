//! Lists: reads the query, finds and sorts the records, and cuts them into pages. `filters.rs` has the filters.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::field_errors::FieldErrors;
use super::request::{ReceivedRequest, trim};
use super::response::MockResponse;
use super::rules;
use super::spec::{Field, Operation, Spec};
use super::store::Store;

/// Whether a record matches a value of a filter. Before the value and a colon comes the part of the filter's name that is
/// the caller's, if it has one.
pub(super) type Matches<T> = fn(&Store, &T, &str) -> bool;

/// A record of the store that the mock server lists.
pub(super) trait Listed: Sized + 'static {
    /// The filters of the spec.
    const FILTERS: &'static [(&'static str, Matches<Self>)];

    /// The form of responses, with some of its relations.
    fn render(&self, store: &Store, relations: &[&str]) -> Value;
}

/// The parameters of the query, typed by the schemas of the spec. Absent ones have the default of their schema.
struct Query<T> {
    values: Map<String, Value>,
    /// The filters by their names. A record must match one value of each.
    filters: BTreeMap<String, (Matches<T>, Vec<String>)>,
}

impl<T: Listed> Query<T> {
    /// Refuses unknown filters, includes and sorts as spatie/laravel-query-builder does, and other invalid values as
    /// Laravel's validation does. Both ignore unknown parameters.
    fn read(spec: &Spec, operation: &Operation, pairs: &[(String, String)]) -> Result<Self, MockResponse> {
        let parameters = &operation.query;
        let defaults =
            parameters.iter().map(|parameter| (parameter.name.to_owned(), parameter.schema["default"].clone()));
        let mut query = Self { values: defaults.collect(), filters: BTreeMap::new() };
        let mut errors = FieldErrors::default();
        let trimmed = pairs.iter().map(|(name, text)| (name, trim(text)));
        for (name, text) in trimmed.filter(|(_, text)| !text.is_empty()) {
            let found = parameters.iter().find_map(|parameter| Some((parameter, parameter.part(name)?)));
            if let Some((parameter, part)) = found {
                let value = typed(parameter.schema, text);
                // Laravel's paginator replaces a size of 0, and everything that is no page.
                let found = rules::errors(spec, parameter.schema, &value, &dotted(name));
                if value == 0 || (name == "page" && !found.is_empty()) {
                    continue;
                }
                if matches!(name.as_str(), "include" | "sort") {
                    found.into_result(()).map_err(|_| not_allowed(name, text, &allowed_values(spec, parameter)))?;
                } else {
                    errors.extend(found);
                }
                let filter = T::FILTERS.iter().find(|(filter, _)| *filter == parameter.name);
                // Without this check, a custom spec's additional filters and sorts would be ignored.
                let is_implemented = match name.as_str() {
                    "sort" => operation.lists_field(spec, text.trim_start_matches('-')),
                    _ => filter.is_some() || filter_name(name).is_none(),
                };
                if !is_implemented {
                    return Err(MockResponse::not_implemented(&format!("{name}={text}")));
                }
                if let Some((_, matches)) = filter {
                    let values = value.as_array().map_or(std::slice::from_ref(&value), Vec::as_slice).iter();
                    let texts = values.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
                    let texts = texts.map(|text| if part.is_empty() { text } else { format!("{part}:{text}") });
                    query.filters.insert(name.clone(), (*matches, texts.collect()));
                }
                query.values.insert(name.clone(), value);
            } else if let Some(filter) = filter_name(name) {
                let filters: Vec<_> = parameters.iter().filter_map(|parameter| filter_name(parameter.name)).collect();
                return Err(not_allowed("filter", filter, &filters));
            }
        }
        Ok(errors.into_result(query)?)
    }

    fn include(&self) -> Vec<&str> {
        let included = self.values.get("include").and_then(Value::as_array);
        included.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    fn number(&self, name: &str, default: u64) -> u64 {
        self.values.get(name).and_then(Value::as_u64).unwrap_or(default).max(1)
    }

    fn matches(&self, store: &Store, record: &T) -> bool {
        self.filters.values().all(|(matches, texts)| texts.iter().any(|text| matches(store, record, text)))
    }

    /// Sorts records by a field. Equal ones keep their order.
    fn sort(&self, store: &Store, records: &mut [&T]) {
        let sort = self.values.get("sort").and_then(Value::as_str).unwrap_or_default();
        let key = |record: &&T| Key::of(&record.render(store, &[])[sort.trim_start_matches('-')]);
        match sort.starts_with('-') {
            true => records.sort_by_cached_key(|record| Reverse(key(record))),
            false => records.sort_by_cached_key(key),
        }
    }
}

/// What the value of a field is sorted by: null first, texts without their case.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Null,
    Time(Timestamp),
    Text(String),
}

impl Key {
    fn of(value: &Value) -> Self {
        let Some(text) = value.as_str() else { return Self::Null };
        text.parse().map_or_else(|_| Self::Text(text.to_lowercase()), Self::Time)
    }
}

fn filter_name(parameter: &str) -> Option<&str> {
    parameter.strip_prefix("filter[")?.strip_suffix(']')
}

/// The page of a query, in the form of Laravel's `LengthAwarePaginator`.
pub(super) fn page<T: Listed>(
    spec: &Spec,
    operation: &Operation,
    request: &ReceivedRequest,
    store: &Store,
    records: &[T],
) -> Result<Value, MockResponse> {
    let (query, url) = (Query::read(spec, operation, request.query_pairs())?, request.url().trim_end_matches('/'));
    let mut found: Vec<_> = records.iter().filter(|record| query.matches(store, *record)).collect();
    query.sort(store, &mut found);

    let include = query.include();
    let relations = operation.query.iter().find(|parameter| parameter.name == "include");
    let mut absent = relations.map(|parameter| allowed_values(spec, parameter)).unwrap_or_default();
    absent.retain(|relation| !include.contains(relation));
    let (per_page, current) = (query.number("per_page", u64::MAX), query.number("page", 1));
    let total = found.len() as u64;
    let before = (current - 1).saturating_mul(per_page).min(total);
    let on_page = (total - before).min(per_page);
    let data = found.into_iter().skip(before as usize).take(on_page as usize);
    let mut data: Vec<_> = data.map(|record| record.render(store, &include)).collect();
    for fields in data.iter_mut().filter_map(Value::as_object_mut) {
        fields.retain(|name, _| !absent.contains(&name.as_str()));
    }

    let last = total.div_ceil(per_page).max(1);
    let to = |page: u64| format!("{url}?page={page}");
    let link = |url: Option<String>, label: &str, active| json!({ "url": url, "label": label, "active": active });
    let previous = (current > 1).then(|| to(current - 1));
    let next = (current < last).then(|| to(current + 1));
    let mut links = vec![link(previous.clone(), "&laquo; Previous", false)];
    let mut linked = 0;
    // Up to 13 pages are all linked. Of more, the first and last two, and the pages around the current one, which are ten
    // near an end.
    let around = match current {
        _ if last < 14 => 1..=last,
        ..=7 => 1..=10,
        _ if current > last - 7 => last - 9..=last,
        _ => current - 3..=current + 3,
    };
    for page in (1..=last).filter(|page| page.min(&(last - page + 1)) <= &2 || around.contains(page)) {
        if page > linked + 1 {
            links.push(link(None, "...", false));
        }
        links.push(link(Some(to(page)), &page.to_string(), page == current));
        linked = page;
    }
    links.push(link(next.clone(), "Next &raquo;", false));

    Ok(json!({
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
    }))
}

/// Converts the text of a parameter to JSON of the schema's type.
fn typed(schema: &Value, text: &str) -> Value {
    match schema["type"].as_str() {
        Some("array") => text.split(',').collect(),
        Some("boolean") if matches!(text, "true" | "1") => true.into(),
        Some("boolean") if matches!(text, "false" | "0") => false.into(),
        // PHP takes no number with zeros in front.
        Some("integer") if text.trim_start_matches(['+', '-']).starts_with('0') && text != "0" => text.into(),
        Some("integer") => text.parse().map_or(text.into(), |number: i64| number.into()),
        _ => text.into(),
    }
}

fn allowed_values<'s>(spec: &'s Spec, parameter: &'s Field) -> Vec<&'s str> {
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
