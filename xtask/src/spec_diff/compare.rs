//! Compares two specs by the rules for each keyword.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;

use crate::openapi::{Document, change_nodes, entries, items, schema_name};

/// The effect of a change on a group of users, the mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Text,
    Addition,
    Breaking,
}

/// The effect on callers, if they send the value, and on readers, if they receive it.
type Kind = (Class, Class);

const TEXT: Kind = (Class::Text, Class::Text);
/// Nobody has to send it or look at it. Enumerations count as such, because those of responses are open.
const OFFERED: Kind = (Class::Addition, Class::Addition);
const WIDENED: Kind = (Class::Addition, Class::Breaking);
const NARROWED: Kind = (Class::Breaking, Class::Addition);
/// A different contract or a different Rust type.
const CHANGED: Kind = (Class::Breaking, Class::Breaking);

/// How to compare the values of a keyword.
enum Rule {
    /// An object with keywords.
    Node,
    /// Named members: the kinds for adding and for removing one.
    Members(Kind, Kind),
    /// The same, but the first and the last one change the type.
    Choices(Kind, Kind),
    /// The value as a whole.
    Whole(Kind),
    /// Compared elsewhere.
    Skip,
}

/// An unknown keyword counts as breaking, so that none passes for harmless by accident.
fn rule(keyword: &str, old: Option<&Value>, new: Option<&Value>) -> Rule {
    match keyword {
        "components" | "paths" => Rule::Skip,
        "description" | "example" | "examples" | "externalDocs" | "info" | "summary" | "tags" | "title"
        | "x-evidence" | "x-evidence-reason" => Rule::Whole(TEXT),
        "additionalProperties" | "discriminator" | "items" | "not" | "requestBody" | "schema" | "x-rate-limit" => {
            Rule::Node
        }
        "headers" | "mapping" | "parameters" | "properties" | "x-parameter-templates" | "x-name-parts" => {
            Rule::Members(OFFERED, CHANGED)
        }
        "content" | "responses" => Rule::Members(WIDENED, CHANGED),
        "required" if old.or(new).is_some_and(Value::is_array) => Rule::Members(CHANGED, CHANGED),
        "required" => Rule::Whole(if new.is_some_and(|new| *new == true) { NARROWED } else { WIDENED }),
        "enum" => Rule::Choices(OFFERED, CHANGED),
        "anyOf" | "oneOf" => Rule::Choices(WIDENED, CHANGED),
        "allOf" => Rule::Choices(CHANGED, CHANGED),
        "deprecated" => Rule::Whole(OFFERED),
        "maxItems" | "maxLength" | "maxProperties" | "maximum" | "minItems" | "minLength" | "minProperties"
        | "minimum" => Rule::Whole(limit(keyword, old.and_then(Value::as_f64), new.and_then(Value::as_f64))),
        _ => Rule::Whole(CHANGED),
    }
}

/// Returns the kind of a change of a limit. The generated type depends on whether a length is limited and whether an
/// integer can be 0.
fn limit(keyword: &str, old: Option<f64>, new: Option<f64>) -> Kind {
    let widens = match (old, new) {
        (Some(old), Some(new)) if keyword.starts_with("min") => new < old,
        (Some(old), Some(new)) => new > old,
        (old, _) => old.is_some(),
    };
    let is_other_type = match keyword {
        "minLength" | "maxLength" => new.is_none(),
        "minimum" => new.is_none_or(|new| new < 1.0),
        _ => false,
    };
    if widens && !is_other_type { WIDENED } else { CHANGED }
}

/// A change and the parts of the spec that it is found in.
pub(super) struct Change {
    parts: Vec<String>,
    place: String,
    what: String,
    /// The effect on those who send requests.
    pub(super) callers: Option<Class>,
    /// The effect on those who read responses.
    pub(super) readers: Option<Class>,
}

impl Change {
    pub(super) fn class(&self) -> Class {
        self.callers.max(self.readers).unwrap_or(Class::Breaking)
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}: {}", self.parts.join(" and "), self.place, self.what)
    }
}

/// Returns all changes, the worst first.
pub(super) fn compare(old: &Document, new: &Document) -> Vec<Change> {
    let [old, new] = [old, new].map(inline);
    let (sent, received) = (used(&[&old, &new], &["parameters", "requestBody"]), used(&[&old, &new], &["responses"]));
    let mut found = Found(Vec::new());
    for (part, old, new) in pairs(&parts(&old), &parts(&new)) {
        let is_in = |schemas: &BTreeSet<String>| part.strip_prefix("schema ").is_none_or(|name| schemas.contains(name));
        let (sent, received) = (is_in(&sent), is_in(&received));
        // An unused schema is still a public type.
        let (callers, readers) = (sent || !received, received || !sent);
        let place = Place { part: part.clone(), path: String::new(), callers, readers };
        match (old, new) {
            (Some(old), Some(new)) => found.node(old, new, &place),
            (None, _) => found.record(OFFERED, "added", &place),
            (_, None) => found.record(CHANGED, "removed", &place),
        }
    }
    found.0.sort_by_key(|change| Reverse(change.class()));
    found.0
}

/// Replaces references by their targets. References to schemas stay, because they name types.
fn inline(document: &Document) -> Document {
    let mut inlined = document.clone();
    change_nodes(&mut inlined.root, &mut |node| {
        if node["$ref"].is_string() && schema_name(node).is_none() {
            *node = document.resolve(node).clone();
        }
    });
    inlined
}

/// Returns the parts of a document that are compared on their own.
fn parts(document: &Document) -> BTreeMap<String, &Value> {
    let components = [("schema", "schemas"), ("security scheme", "securitySchemes")];
    let components = components.into_iter().flat_map(|(title, key)| {
        entries(&document.root["components"][key]).map(move |(name, component)| (format!("{title} {name}"), component))
    });
    let operations = document.operations().map(|operation| {
        let name = format!("{} ({} {})", operation.id(), operation.method.to_uppercase(), operation.path);
        (name, operation.node)
    });
    components.chain(operations).chain([("API".to_owned(), &document.root)]).collect()
}

/// Returns the names of the schemas in these parts of all operations.
fn used(documents: &[&Document], parts: &[&str]) -> BTreeSet<String> {
    let schemas = |document: &&Document| {
        let nodes = document.operations().flat_map(|operation| parts.iter().map(move |part| &operation.node[*part]));
        nodes.flat_map(|node| document.schemas_in(node)).collect::<Vec<_>>()
    };
    documents.iter().flat_map(schemas).collect()
}

/// Returns the members of an object, or the items of a list by the name that identifies them.
fn named<'v>(keyword: &str, node: &'v Value) -> BTreeMap<String, &'v Value> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let name = |(index, item): (usize, &'v Value)| {
        let name = match keyword {
            "parameters" | "x-parameter-templates" => format!("{} ({})", text(&item["name"]), text(&item["in"])),
            "allOf" | "anyOf" | "oneOf" => schema_name(item).map_or_else(|| index.to_string(), str::to_owned),
            _ => text(item),
        };
        (name, item)
    };
    entries(node).map(|(name, member)| (name.clone(), member)).chain(items(node).enumerate().map(name)).collect()
}

type Pair<'m> = (&'m String, Option<&'m Value>, Option<&'m Value>);

/// Matches old and new members by name.
fn pairs<'m>(old: &'m BTreeMap<String, &Value>, new: &'m BTreeMap<String, &Value>) -> impl Iterator<Item = Pair<'m>> {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names.into_iter().map(|name| (name, old.get(name).copied(), new.get(name).copied()))
}

struct Place {
    part: String,
    path: String,
    callers: bool,
    readers: bool,
}

impl Place {
    /// Returns the place of a node under a keyword, or of one of several under a name.
    fn step(&self, keyword: &str, name: &str) -> Self {
        let step = match keyword {
            "additionalProperties" => ".*".to_owned(),
            "allOf" | "anyOf" | "oneOf" => format!("<{name}>"),
            "content" => format!(", {name}"),
            "enum" => format!(", value {name}"),
            "headers" | "parameters" | "responses" | "x-name-parts" | "x-parameter-templates" => {
                format!(", {} {name}", keyword.trim_start_matches("x-").trim_end_matches('s').replace('-', " "))
            }
            "items" => "[]".to_owned(),
            "properties" => format!(".{name}"),
            "requestBody" => ", request".to_owned(),
            "required" => format!(".{name} (required)"),
            "schema" => String::new(),
            _ => format!(", {keyword} {name}").trim_end().to_owned(),
        };
        let (callers, readers) =
            (keyword != "responses", !matches!(keyword, "parameters" | "requestBody" | "x-parameter-templates"));
        let (callers, readers) = (self.callers && callers, self.readers && readers);
        Self { part: self.part.clone(), path: format!("{}{step}", self.path), callers, readers }
    }
}

struct Found(Vec<Change>);

impl Found {
    fn node(&mut self, old_node: &Value, new_node: &Value, place: &Place) {
        for (keyword, old, new) in pairs(&named("", old_node), &named("", new_node)) {
            match (rule(keyword, old, new), old, new) {
                (Rule::Skip, ..) => {}
                (Rule::Node, Some(old), Some(new)) if old.is_object() && new.is_object() => {
                    self.node(old, new, &place.step(keyword, ""));
                }
                (Rule::Members(added, removed), ..) | (Rule::Choices(added, removed), Some(_), Some(_)) => {
                    self.members(keyword, (added, removed), old_node, new_node, place);
                }
                (Rule::Whole(kind), ..) => self.whole(kind, keyword, old, new, place),
                (Rule::Node | Rule::Choices(..), ..) => self.whole(CHANGED, keyword, old, new, place),
            }
        }
    }

    fn members(&mut self, keyword: &str, kinds: (Kind, Kind), old_node: &Value, new_node: &Value, place: &Place) {
        // Readers must expect an error from any call.
        let is_error = |name: &str| keyword == "responses" && name.starts_with(['4', '5']);
        let is_required = |name: &str, member: &Value| match keyword {
            "parameters" => member["required"] == true,
            "properties" => items(&new_node["required"]).any(|required| required == name),
            _ => false,
        };
        let has_property = |node: &Value, name: &str| node["properties"].get(name).is_some();
        for (name, old, new) in pairs(&named(keyword, &old_node[keyword]), &named(keyword, &new_node[keyword])) {
            let place = place.step(keyword, name);
            match (old, new) {
                // The property itself is reported.
                _ if keyword == "required" && has_property(old_node, name) != has_property(new_node, name) => {}
                (Some(old), Some(new)) if old.is_object() && new.is_object() => self.node(old, new, &place),
                (Some(_), Some(_)) => self.whole(CHANGED, name, old, new, &place),
                (None, Some(new)) if is_required(name, new) => self.record(NARROWED, "added, required", &place),
                (None, _) => self.record(if is_error(name) { OFFERED } else { kinds.0 }, "added", &place),
                (_, None) => self.record(if is_error(name) { NARROWED } else { kinds.1 }, "removed", &place),
            }
        }
    }

    fn whole(&mut self, kind: Kind, keyword: &str, old: Option<&Value>, new: Option<&Value>, place: &Place) {
        let show =
            |value: Option<&Value>| value.map_or("nothing".to_owned(), |value| format!("{:.60}", value.to_string()));
        match kind {
            _ if old == new => {}
            TEXT => self.record(kind, format!("`{keyword}` changed"), place),
            _ => self.record(kind, format!("`{keyword}` changed from {} to {}", show(old), show(new)), place),
        }
    }

    /// Records a change once, however many parts have it.
    fn record(&mut self, kind: Kind, what: impl Into<String>, place: &Place) {
        let what = what.into();
        let (callers, readers) = (place.callers.then_some(kind.0), place.readers.then_some(kind.1));
        if let Some(known) = self.0.iter_mut().find(|change| change.place == place.path && change.what == what) {
            known.parts.push(place.part.clone());
            known.callers = known.callers.max(callers);
            known.readers = known.readers.max(readers);
        } else {
            let (parts, path) = (vec![place.part.clone()], place.path.clone());
            self.0.push(Change { parts, place: path, what, callers, readers });
        }
    }
}
