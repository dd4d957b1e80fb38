//! What of the contract was exercised: recorded where a request or an answer was judged and found good, and nowhere else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::calls::Call;
use crate::instance;
use crate::server::Request;
use crate::spec::{Operation, Response, Spec};

/// A part of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Operation,
    Parameter,
    RequestProperty,
    RequestValue,
    RequestExample,
    Status,
    ResponseHeader,
    ResponseProperty,
    ResponseValue,
    ResponseExample,
}

impl Part {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 10] = [
        Self::Operation,
        Self::Parameter,
        Self::RequestProperty,
        Self::RequestValue,
        Self::RequestExample,
        Self::Status,
        Self::ResponseHeader,
        Self::ResponseProperty,
        Self::ResponseValue,
        Self::ResponseExample,
    ];

    /// What the table calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Operation => "operations",
            Self::Parameter => "parameters",
            Self::RequestProperty => "request properties",
            Self::RequestValue => "request enum values",
            Self::RequestExample => "request examples",
            Self::Status => "statuses",
            Self::ResponseHeader => "response headers",
            Self::ResponseProperty => "response properties",
            Self::ResponseValue => "response enum values",
            Self::ResponseExample => "response examples",
        }
    }
}

/// Parts of the contract, by kind.
pub type Parts = BTreeMap<Part, BTreeSet<String>>;

/// What was exercised so far.
#[derive(Debug, Default)]
pub struct Coverage {
    seen: Mutex<Parts>,
}

impl Coverage {
    /// A request arrived, and is as the spec says.
    pub fn request(&self, operation: &Operation<'_>, call: &Call, request: &Request) {
        let (spec, id) = (operation.spec, operation.id());
        self.saw(Part::Operation, id.to_owned());
        for parameter in operation.parameters() {
            let key = (parameter.place().to_owned(), parameter.name().to_owned());
            let Some(value) = call.parameters.get(&key) else { continue };
            self.saw(Part::Parameter, format!("{id} {}", parameter.name()));
            let content = instance::content(spec, parameter.schema_node(), parameter.name(), value);
            content.values.into_iter().for_each(|value| self.saw(Part::RequestValue, value));
        }
        if let (Some(schema), Some(body)) = (operation.body_schema(), request.json()) {
            let content = instance::content(spec, schema, "", &body);
            content.properties.into_iter().for_each(|property| self.saw(Part::RequestProperty, property));
            content.values.into_iter().for_each(|value| self.saw(Part::RequestValue, value));
        }
        for (name, _) in operation.body_examples().iter().filter(|(name, _)| call.example.as_deref() == Some(name)) {
            self.saw(Part::RequestExample, format!("{id} {name}"));
        }
    }

    /// An answer was read as what it is; `example` is its name, if it was one.
    pub fn answer(&self, operation: &Operation<'_>, response: &Response<'_>, example: Option<&str>, body: &Value) {
        let at = format!("{} {}", operation.id(), response.status);
        self.saw(Part::Status, at.clone());
        let content = instance::content(operation.spec, response.schema(), "", body);
        content.properties.into_iter().for_each(|property| self.saw(Part::ResponseProperty, property));
        content.values.into_iter().for_each(|value| self.saw(Part::ResponseValue, value));
        if let Some(name) = example {
            // An example is answered with the headers of its response, others without any.
            response.headers().iter().for_each(|(name, _)| self.saw(Part::ResponseHeader, format!("{at} {name}")));
            self.saw(Part::ResponseExample, format!("{at} {name}"));
        }
    }

    fn saw(&self, part: Part, name: String) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.entry(part).or_default().insert(name);
    }

    /// How much of a part of a spec was exercised, and what was not.
    fn of(&self, part: Part, due: &Parts) -> (usize, Vec<String>) {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let (none, due) = (BTreeSet::new(), due.get(&part).cloned().unwrap_or_default());
        let seen = seen.get(&part).unwrap_or(&none);
        (due.len(), due.difference(seen).cloned().collect())
    }
}

/// All that a spec says, part by part.
pub fn due(spec: &Spec) -> Parts {
    let mut due = Parts::new();
    let mut add = |part, names: Vec<String>| due.entry(part).or_default().extend(names);
    for operation in spec.operations() {
        let id = operation.id();
        add(Part::Operation, vec![id.to_owned()]);
        for parameter in operation.parameters() {
            add(Part::Parameter, vec![format!("{id} {}", parameter.name())]);
            let content = instance::all_content(spec, parameter.schema_node(), parameter.name());
            add(Part::RequestValue, content.values);
        }
        if let Some(schema) = operation.body_schema() {
            let content = instance::all_content(spec, schema, "");
            add(Part::RequestProperty, content.properties);
            add(Part::RequestValue, content.values);
        }
        add(Part::RequestExample, operation.body_examples().iter().map(|(name, _)| format!("{id} {name}")).collect());
        for response in operation.responses() {
            let at = format!("{id} {}", response.status);
            add(Part::Status, vec![at.clone()]);
            let names = |named: Vec<&str>| named.into_iter().map(|name| format!("{at} {name}")).collect();
            add(Part::ResponseHeader, names(response.headers().iter().map(|(name, _)| *name).collect()));
            add(Part::ResponseExample, names(response.examples().iter().map(|(name, _)| *name).collect()));
            let content = instance::all_content(spec, response.schema(), "");
            add(Part::ResponseProperty, content.properties);
            add(Part::ResponseValue, content.values);
        }
    }
    due
}

/// The table, and whether nothing is left out.
pub fn table(spec: &Spec, coverage: &Coverage) -> (String, bool) {
    let due = due(spec);
    let (mut lines, mut missing, mut sum) =
        (vec![format!("{:<22} {:>7} {:>9}", "", "in spec", "exercised")], Vec::new(), 0);
    for part in Part::ALL {
        let (all, left) = coverage.of(part, &due);
        sum += all;
        lines.push(format!("{:<22} {all:>7} {:>9}", part.name(), all - left.len()));
        missing.extend(left.into_iter().map(|name| format!("not exercised, of the {}: {name}", part.name())));
    }
    let exercised = sum - missing.len();
    let is_whole = missing.is_empty();
    lines.extend(missing);
    lines.push(format!("contract: {exercised} of {sum} exercised ({} %)", exercised * 100 / sum.max(1)));
    (lines.join("\n"), is_whole)
}
