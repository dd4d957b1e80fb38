//! Walks two specs side by side, from the operations down, and collects what differs.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde_json::Value;

use super::document::{named, operations, pairs, resolve, variants};
use super::grammar::{Class, DOCUMENT, Kind, Members, Node, OPERATION, Rule, SCHEMA, moved, requires};

/// One difference, and all places of the API where it is met: what a component says is said wherever it is used.
pub(super) struct Change {
    pub(super) places: Vec<String>,
    pub(super) what: String,
    /// What it is for those who send; nothing, where it is in nothing that is sent.
    pub(super) callers: Option<Class>,
    /// What it is for those who read answers.
    pub(super) readers: Option<Class>,
    /// Where it is written.
    source: String,
}

impl Change {
    pub(super) fn class(&self) -> Class {
        self.callers.max(self.readers).unwrap_or(Class::Breaking)
    }
}

/// All differences, the worst first.
pub(super) fn compare(old: &Value, new: &Value) -> Vec<Change> {
    let mut walk = Walk { old, new, visited: BTreeSet::new(), found: Vec::new() };
    walk.node(&DOCUMENT, old, new, &Place::new("the API", Side::Both));
    walk.operations();
    walk.schemas_beside();
    walk.found.sort_by_key(|change| Reverse(change.class()));
    walk.found
}

/// Who meets what stands at a place.
#[derive(Clone, Copy)]
enum Side {
    Sent,
    Received,
    Both,
}

/// Where the walk is: for people, and in the document.
#[derive(Clone)]
struct Place {
    part: String,
    /// Within the body or the value.
    path: String,
    source: String,
    side: Side,
}

impl Place {
    fn new(part: impl Into<String>, side: Side) -> Self {
        let part = part.into();
        Self { source: part.clone(), part, path: String::new(), side }
    }

    fn part(&self, name: &str) -> Self {
        Self { part: format!("{}, {name}", self.part), source: format!("{}/{name}", self.source), ..self.clone() }
    }

    fn path(&self, step: &str) -> Self {
        Self { path: format!("{}{step}", self.path), source: format!("{}/{step}", self.source), ..self.clone() }
    }

    fn property(&self, name: &str) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Self { path: format!("{}{dot}{name}", self.path), source: format!("{}/{name}", self.source), ..self.clone() }
    }

    fn on(self, side: Side) -> Self {
        Self { side, ..self }
    }

    /// The place of a member under its name.
    fn member(&self, members: Members, name: &str) -> Self {
        match members {
            Members::Parameters => self.part(&format!("parameter {name}")).on(Side::Sent),
            Members::Responses => self.part(&format!("answer {name}")).on(Side::Received),
            Members::Headers => self.part(&format!("header `{name}`")),
            Members::Media => self.part(name),
            Members::Properties => self.property(name),
            Members::SecuritySchemes => self.part(&format!("security scheme `{name}`")),
        }
    }

    /// The place of the one node under a keyword.
    fn one(&self, keyword: &str) -> Self {
        match keyword {
            "requestBody" => self.part("request").on(Side::Sent),
            "items" => self.path("[]"),
            "additionalProperties" => self.property("*"),
            "x-rate-limit" => self.part(keyword),
            _ => Self { source: format!("{}/{keyword}", self.source), ..self.clone() },
        }
    }

    fn to_text(&self) -> String {
        if self.path.is_empty() {
            return self.part.clone();
        }
        // Of what is within a body, JSON is understood.
        format!("{}, `{}`", self.part.replace(", application/json", ""), self.path)
    }
}

struct Walk<'a> {
    old: &'a Value,
    new: &'a Value,
    /// The references followed, with the part of an operation where: components refer to each other in circles.
    visited: BTreeSet<(String, String, String)>,
    found: Vec<Change>,
}

impl Walk<'_> {
    fn operations(&mut self) {
        let (old, new) = (operations(self.old), operations(self.new));
        for (route, old, new) in pairs(&old, &new) {
            let name = new.or(old).and_then(|operation| operation["operationId"].as_str()).unwrap_or("unnamed");
            let place = Place::new(format!("{name} ({route})"), Side::Both);
            match (old, new) {
                (Some(old), Some(new)) => self.node(&OPERATION, old, new, &place),
                (None, _) => self.record(Kind::Offered, "added", &place),
                (_, None) => self.record(Kind::Changed, "removed", &place),
            }
        }
    }

    /// Schemas that no operation has led to: they too are public types.
    fn schemas_beside(&mut self) {
        let references = self.visited.iter().map(|(_, from, to)| (from.clone(), to.clone()));
        let (from, to): (BTreeSet<String>, BTreeSet<String>) = references.clone().unzip();
        let both: BTreeSet<(String, String)> = references.collect();
        let [old, new] = [self.old, self.new].map(|spec| named(spec, &spec["components"]["schemas"]));
        for (name, old, new) in pairs(&old, &new) {
            let reference = format!("#/components/schemas/{name}");
            let place = Place::new(format!("schema {name}"), Side::Both);
            match (old, new) {
                (Some(old), Some(new)) if !both.contains(&(reference.clone(), reference.clone())) => {
                    self.node(&SCHEMA, old, new, &place);
                }
                (None, _) if !to.contains(&reference) => self.record(Kind::Offered, "added", &place),
                (_, None) if !from.contains(&reference) => self.record(Kind::Changed, "removed", &place),
                _ => {}
            }
        }
    }

    fn node(&mut self, node: &'static Node, old: &Value, new: &Value, place: &Place) {
        let (from, to) = (old["$ref"].as_str(), new["$ref"].as_str());
        if node.is_type && from != to {
            self.differ("$ref", old.get("$ref"), new.get("$ref"), Kind::Changed, place);
        }
        let (Some(old), Some(new)) = (resolve(self.old, old), resolve(self.new, new)) else {
            return self.record(Kind::Changed, "a `$ref` leads nowhere in this file", place);
        };
        let mut place = place.clone();
        if let (Some(from), Some(to)) = (from, to) {
            if !self.visited.insert((place.part.clone(), from.to_owned(), to.to_owned())) {
                return;
            }
            place.source = format!("{from} {to}");
        }
        let keywords: BTreeSet<&String> =
            [old, new].iter().filter_map(|node| node.as_object()).flat_map(|node| node.keys()).collect();
        for keyword in keywords {
            self.keyword(node.rule(keyword), keyword, old, new, &place);
        }
    }

    /// Compares what two nodes say under one keyword.
    fn keyword(&mut self, rule: Rule, keyword: &str, old_node: &Value, new_node: &Value, place: &Place) {
        let (old, new) = (old_node.get(keyword), new_node.get(keyword));
        match rule {
            Rule::Skip => {}
            Rule::Text => self.text(keyword, old, new, place),
            Rule::Flag(set, cleared) => match (is_true(old), is_true(new)) {
                (false, true) => self.record(set, format!("is now `{keyword}`"), place),
                (true, false) => self.record(cleared, format!("is no longer `{keyword}`"), place),
                _ => {}
            },
            Rule::Floor | Rule::Ceiling => self.differ(keyword, old, new, moved(rule, keyword, old, new), place),
            Rule::Values => self.values(old, new, place),
            Rule::Names => self.names(old_node, new_node, place),
            Rule::One(node) => match (old, new) {
                (Some(old), Some(new)) if old.is_object() && new.is_object() => {
                    self.node(node, old, new, &place.one(keyword));
                }
                _ => self.differ(keyword, old, new, Kind::Changed, place),
            },
            Rule::Each(members) => self.each(members, keyword, old_node, new_node, place),
            Rule::Variants(added, removed) => self.variants(keyword, (added, removed), old, new, place),
            Rule::Unknown => self.differ(keyword, old, new, Kind::Changed, place),
        }
    }

    fn text(&mut self, keyword: &str, old: Option<&Value>, new: Option<&Value>, place: &Place) {
        if old != new {
            self.record(Kind::Words, format!("`{keyword}` reads otherwise"), place);
        }
    }

    fn differ(&mut self, keyword: &str, old: Option<&Value>, new: Option<&Value>, kind: Kind, place: &Place) {
        if old != new {
            self.record(kind, format!("`{keyword}` from {} to {}", shown(old), shown(new)), place);
        }
    }

    fn values(&mut self, old: Option<&Value>, new: Option<&Value>, place: &Place) {
        let (Some(before), Some(after)) = (old.and_then(Value::as_array), new.and_then(Value::as_array)) else {
            return self.differ("enum", old, new, Kind::Changed, place);
        };
        for value in after.iter().filter(|value| !before.contains(value)) {
            self.record(Kind::Offered, format!("value {} added", shown(Some(value))), place);
        }
        for value in before.iter().filter(|value| !after.contains(value)) {
            self.record(Kind::Changed, format!("value {} removed", shown(Some(value))), place);
        }
    }

    /// A property that is required has another type than one that may be absent.
    fn names(&mut self, old: &Value, new: &Value, place: &Place) {
        let is_in = |schema: &Value, name: &str| schema["properties"].get(name).is_some();
        let lists = [old, new].into_iter().filter_map(|schema| schema["required"].as_array()).flatten();
        for name in lists.filter_map(Value::as_str).collect::<BTreeSet<_>>() {
            // Of a property that comes or goes, that is told.
            if is_in(old, name) != is_in(new, name) {
                continue;
            }
            match (requires(old, name), requires(new, name)) {
                (false, true) => self.record(Kind::Changed, "is now required", &place.property(name)),
                (true, false) => self.record(Kind::Changed, "is no longer required", &place.property(name)),
                _ => {}
            }
        }
    }

    fn each(&mut self, members: Members, keyword: &str, old: &Value, new: &Value, place: &Place) {
        let (before, after) = (named(self.old, &old[keyword]), named(self.new, &new[keyword]));
        for (name, before, after) in pairs(&before, &after) {
            let place = place.member(members, name);
            match (before, after) {
                (Some(before), Some(after)) => self.node(members.node(), before, after, &place),
                (_, Some(after)) => {
                    let kind = members.added(name, resolve(self.new, after).unwrap_or(after), new);
                    let required = if kind == Kind::Narrowed { ", and required" } else { "" };
                    self.record(kind, format!("added{required}"), &place);
                }
                _ => self.record(members.removed(name), "removed", &place),
            }
        }
    }

    fn variants(
        &mut self,
        keyword: &str,
        kinds: (Kind, Kind),
        old: Option<&Value>,
        new: Option<&Value>,
        place: &Place,
    ) {
        let (before, after) = (variants(old), variants(new));
        if before.is_empty() || after.is_empty() {
            return self.differ(keyword, old, new, Kind::Changed, place);
        }
        for (name, before, after) in pairs(&before, &after) {
            let schema = name.rsplit_once('/').map(|(_, schema)| schema);
            let variant = place.path(&schema.map_or(String::new(), |schema| format!("<{schema}>")));
            match (before, after) {
                (Some(before), Some(after)) => self.node(&SCHEMA, before, after, &variant),
                _ => {
                    let (kind, verb) = if before.is_none() { (kinds.0, "added") } else { (kinds.1, "removed") };
                    let which = schema.map_or_else(|| shown(before.or(after)), str::to_owned);
                    self.record(kind, format!("variant {which} {verb}"), place);
                }
            }
        }
    }

    fn record(&mut self, kind: Kind, what: impl Into<String>, place: &Place) {
        let (what, (callers, readers)) = (what.into(), kind.classes());
        let (callers, readers) = match place.side {
            Side::Sent => (Some(callers), None),
            Side::Received => (None, Some(readers)),
            Side::Both => (Some(callers), Some(readers)),
        };
        let known = self.found.iter_mut().find(|change| change.source == place.source && change.what == what);
        match known {
            Some(change) => {
                change.places.push(place.to_text());
                change.callers = change.callers.max(callers);
                change.readers = change.readers.max(readers);
            }
            None => {
                let (places, source) = (vec![place.to_text()], place.source.clone());
                self.found.push(Change { places, what, callers, readers, source });
            }
        }
    }
}

fn is_true(value: Option<&Value>) -> bool {
    value.is_some_and(|value| *value == true)
}

fn shown(value: Option<&Value>) -> String {
    const LONG: usize = 60;
    let text = value.map_or("nothing".to_owned(), Value::to_string);
    let is_long = text.chars().count() > LONG;
    if is_long { text.chars().take(LONG).chain("...".chars()).collect() } else { text }
}
