//! Queries on an OpenAPI document: resolves references, lists operations.
//!
//! The build script, the mock server and `cargo xtask` share this file by `#[path]`. The contract tests have a reader of
//! their own, because one reader cannot find its own mistakes.

#![allow(dead_code, reason = "each crate that shares this file uses a part of it")]

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value};

/// The methods of HTTP that a path item can have.
pub(crate) const METHODS: [&str; 8] = ["delete", "get", "head", "options", "patch", "post", "put", "trace"];

const SCHEMAS: &str = "#/components/schemas/";

/// An error in a document: its place, the problem, and the remedy.
#[derive(Debug)]
pub(crate) struct SpecError {
    pub(crate) place: String,
    pub(crate) problem: String,
    remedy: &'static str,
}

impl SpecError {
    pub(crate) fn new(place: impl Into<String>, problem: impl fmt::Display, remedy: &'static str) -> Self {
        Self { place: place.into(), problem: problem.to_string(), remedy }
    }

    /// Names the file or the node that the place is in.
    pub(crate) fn within(mut self, outer: impl fmt::Display) -> Self {
        self.place = format!("{outer}: {}", self.place);
        self
    }
}

impl std::error::Error for SpecError {}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n  {}", self.place, self.problem, self.remedy)
    }
}

/// An OpenAPI 3.0 document. Its operations include the parameters of their paths.
#[derive(Clone)]
pub(crate) struct Document {
    pub(crate) root: Value,
}

/// One operation of a document.
#[derive(Clone, Copy)]
pub(crate) struct Operation<'d> {
    document: &'d Document,
    pub(crate) path: &'d str,
    /// In lower case, as in the document.
    pub(crate) method: &'d str,
    pub(crate) node: &'d Value,
}

impl Document {
    /// Makes a document of JSON, without checks.
    pub(crate) fn new(root: Value) -> Self {
        let mut document = Self { root };
        let paths = entries(&document.root["paths"]).map(|(path, item)| (path.clone(), document.inherited(item)));
        document.root["paths"] = Value::Object(paths.collect());
        document
    }

    /// The operations of a path item, each with the keywords of the path item that it does not have itself.
    fn inherited(&self, item: &Value) -> Value {
        let item = self.resolve(item);
        let (operations, shared): (Vec<_>, Vec<_>) =
            entries(item).partition(|(key, _)| METHODS.contains(&key.as_str()));
        let inherited = operations.into_iter().map(|(method, own)| {
            let keywords = shared.iter().copied().chain(entries(own));
            let mut operation: Map<_, _> = keywords.map(|(key, value)| (key.clone(), value.clone())).collect();
            // An operation's own parameter replaces that of the path.
            let is_own = |shared: &&Value| items(&own["parameters"]).any(|own| self.key(own) == self.key(shared));
            let parameters = items(&item["parameters"]).filter(|shared| !is_own(shared));
            let parameters = parameters.chain(items(&own["parameters"])).cloned().collect();
            operation.insert("parameters".to_owned(), parameters);
            (method.clone(), Value::Object(operation))
        });
        inherited.collect()
    }

    /// The name and the place of a parameter, which identify it.
    fn key<'d>(&'d self, parameter: &'d Value) -> [Option<&'d str>; 2] {
        let parameter = self.resolve(parameter);
        ["name", "in"].map(|key| parameter[key].as_str())
    }

    /// Every operation, by path and method.
    pub(crate) fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        entries(&self.root["paths"]).flat_map(move |(path, item)| {
            entries(item).map(move |(method, node)| Operation { document: self, path, method, node })
        })
    }

    /// The named schemas.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = (&String, &Value)> {
        entries(&self.root["components"]["schemas"])
    }

    /// The names of the schemas that a node refers to, directly or through others.
    pub(crate) fn schemas_in<'d>(&'d self, node: &'d Value) -> BTreeSet<String> {
        let (mut references, mut open) = (BTreeSet::new(), vec![node]);
        while let Some(node) = open.pop() {
            let mut nodes = nodes(node);
            nodes.retain(|(_, node)| reference(node).is_some_and(|it| references.insert(it)));
            open.extend(nodes.into_iter().filter_map(|(_, node)| target(&self.root, node)));
        }
        references.into_iter().filter_map(|reference| reference.strip_prefix(SCHEMAS)).map(str::to_owned).collect()
    }

    /// Follows local references. A node whose reference has no target is returned as it is.
    pub(crate) fn resolve<'d>(&'d self, mut node: &'d Value) -> &'d Value {
        // A longer chain is a cycle.
        for _ in 0..9 {
            node = target(&self.root, node).unwrap_or(node);
        }
        node
    }
}

impl<'d> Operation<'d> {
    /// The `operationId`, or an empty text.
    pub(crate) fn id(self) -> &'d str {
        self.node["operationId"].as_str().unwrap_or_default()
    }

    /// The place in the document, such as `paths./api/v2/contact-details.post`.
    pub(crate) fn place(self) -> String {
        format!("paths.{}.{}", self.path, self.method)
    }

    /// The parameters, those of the path included.
    pub(crate) fn parameters(self) -> impl Iterator<Item = &'d Value> {
        let document = self.document;
        items(&self.node["parameters"]).map(|parameter| document.resolve(parameter))
    }

    /// The schema of the JSON request body.
    pub(crate) fn body(self) -> Option<&'d Value> {
        Some(json_schema(self.document.resolve(&self.node["requestBody"]))).filter(|schema| !schema.is_null())
    }

    /// The schemas of the JSON in successful responses; null of a response without.
    pub(crate) fn results(self) -> impl Iterator<Item = &'d Value> {
        self.responses().filter(|(status, _)| status.starts_with('2')).map(|(_, response)| json_schema(response))
    }

    /// The responses by their status, such as `200`, `5XX` or `default`.
    pub(crate) fn responses(self) -> impl Iterator<Item = (&'d str, &'d Value)> {
        let document = self.document;
        entries(&self.node["responses"]).map(|(status, response)| (status.as_str(), document.resolve(response)))
    }
}

/// The schema of the JSON in a request or a response.
pub(crate) fn json_schema(body: &Value) -> &Value {
    &body["content"]["application/json"]["schema"]
}

/// Whether a schema requires a property.
pub(crate) fn requires(schema: &Value, property: &str) -> bool {
    items(&schema["required"]).any(|name| name == property)
}

/// The members of an object; none of anything else.
pub(crate) fn entries(node: &Value) -> impl Iterator<Item = (&String, &Value)> {
    node.as_object().into_iter().flatten()
}

/// The items of an array; none of anything else.
pub(crate) fn items(node: &Value) -> impl Iterator<Item = &Value> {
    node.as_array().into_iter().flatten()
}

fn target<'d>(root: &'d Value, node: &Value) -> Option<&'d Value> {
    root.pointer(reference(node)?.strip_prefix('#')?)
}

/// The value of a `$ref`.
fn reference(node: &Value) -> Option<&str> {
    node["$ref"].as_str()
}

/// The name of the schema that a `$ref` names.
pub(crate) fn schema_name(node: &Value) -> Option<&str> {
    reference(node)?.strip_prefix(SCHEMAS)
}

/// The members of an object or the items of an array, each with its place.
pub(crate) fn members<'n>(place: &str, node: &'n Value) -> impl Iterator<Item = (String, &'n Value)> {
    let members = entries(node).map(|(key, member)| (join(place, key), member));
    members.chain(items(node).enumerate().map(|(at, item)| (join(place, &at.to_string()), item)))
}

/// A node and all nodes in it, each with its place, outer ones first.
pub(crate) fn nodes(root: &Value) -> Vec<(String, &Value)> {
    let (mut found, mut next) = (vec![(String::new(), root)], 0);
    while let Some((place, node)) = found.get(next).cloned() {
        found.extend(members(&place, node));
        next += 1;
    }
    found
}

/// The place of a member.
pub(crate) fn join(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
}

/// Changes a node and all nodes in it, outer ones first.
pub(crate) fn change_nodes(node: &mut Value, change: &mut impl FnMut(&mut Value)) {
    change(node);
    match node {
        Value::Object(members) => members.values_mut().for_each(|member| change_nodes(member, change)),
        Value::Array(items) => items.iter_mut().for_each(|item| change_nodes(item, change)),
        _ => {}
    }
}
