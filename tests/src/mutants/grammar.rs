//! What stands where in the document, as far as this spec uses OpenAPI: the way to every place where something can be
//! changed.

use serde_json::Value;

use super::Mutant;
use super::operators::{self, Change};
use crate::spec::entries;

/// What a node of the document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Document,
    RateLimit,
    Server,
    Components,
    SecurityScheme,
    PathItem,
    Operation,
    Parameter,
    Body,
    Response,
    Header,
    Media,
    Schema,
    Discriminator,
    Example,
}

/// How a keyword holds what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    One,
    List,
    /// By name; the names are part of the contract.
    Named,
    /// By a name that only the document itself uses.
    Components,
}

use Holds::{Components as ByReference, List, Named, One};
use Role::{
    Body, Components, Discriminator, Document, Example, Header, Media, Operation, Parameter, PathItem, RateLimit,
    Response, Schema, SecurityScheme, Server,
};

const GRAMMAR: &[(Role, &str, Holds, Role)] = &[
    (Document, "paths", Named, PathItem),
    (Document, "servers", List, Server),
    (Document, "x-rate-limit", One, RateLimit),
    (Document, "components", One, Components),
    (Components, "securitySchemes", ByReference, SecurityScheme),
    (Components, "parameters", ByReference, Parameter),
    (Components, "requestBodies", ByReference, Body),
    (Components, "responses", ByReference, Response),
    (Components, "headers", ByReference, Header),
    (Components, "schemas", ByReference, Schema),
    (Components, "examples", ByReference, Example),
    (Operation, "parameters", List, Parameter),
    (Operation, "requestBody", One, Body),
    (Operation, "responses", Named, Response),
    (Parameter, "schema", One, Schema),
    (Header, "schema", One, Schema),
    (Body, "content", Named, Media),
    (Response, "content", Named, Media),
    (Response, "headers", Named, Header),
    (Media, "schema", One, Schema),
    (Media, "examples", ByReference, Example),
    (Schema, "properties", Named, Schema),
    (Schema, "items", One, Schema),
    (Schema, "oneOf", List, Schema),
    (Schema, "anyOf", List, Schema),
    (Schema, "discriminator", One, Discriminator),
];

/// What says nothing to a program.
const WORDS: [&str; 9] = [
    "openapi",
    "info",
    "description",
    "summary",
    "externalDocs",
    "tags",
    "deprecated",
    "x-evidence",
    "x-evidence-reason",
];

/// Goes through a document, and makes the mutants of each place.
pub(super) struct Visitor<'d> {
    document: &'d Value,
    pub(super) mutants: Vec<Mutant>,
    /// Keywords that nothing here knows.
    pub(super) strangers: Vec<String>,
}

impl<'d> Visitor<'d> {
    pub(super) fn new(document: &'d Value) -> Self {
        Self { document, mutants: Vec::new(), strangers: Vec::new() }
    }

    pub(super) fn visit(&mut self) {
        self.node(Document, "", self.document);
    }

    fn node(&mut self, role: Role, place: &str, node: &'d Value) {
        if let Some(target) = node.get("$ref") {
            operators::other_references(self.document, role, target).into_iter().for_each(|it| self.change(place, it));
            return;
        }
        for change in operators::of_node(role, node) {
            self.change(place, change);
        }
        for (keyword, value) in entries(node) {
            let within = format!("{place}/{}", escaped(keyword));
            let held = match role {
                // The keywords of a path are its methods.
                PathItem => {
                    self.dropped_or_renamed(Operation, &within, keyword);
                    Some((One, Operation))
                }
                _ => GRAMMAR.iter().find(|(of, name, ..)| (*of, *name) == (role, keyword)).map(|row| (row.2, row.3)),
            };
            if let Some((holds, held)) = held {
                self.held(holds, held, &within, value);
            } else if let Some(changes) = operators::of_keyword(role, keyword, value, node) {
                changes.into_iter().for_each(|change| self.change(&within, change));
                if keyword == "additionalProperties" && value.is_object() {
                    self.node(Schema, &within, value);
                }
            } else if !WORDS.contains(&keyword.as_str()) {
                self.strangers.push(format!("`{keyword}` at {place}"));
            }
        }
    }

    fn held(&mut self, holds: Holds, role: Role, place: &str, value: &'d Value) {
        match holds {
            One => {
                // Without a name of its own, it is its keyword that goes. Methods are dropped by their names.
                if !matches!(role, Operation | Components) {
                    let keyword = place.rsplit('/').next().unwrap_or_default();
                    self.change(place, Change::gone(format!("{keyword} dropped")));
                }
                self.node(role, place, value);
            }
            List => {
                operators::one_more(role, value).into_iter().for_each(|change| self.change(place, change));
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    let within = format!("{place}/{at}");
                    self.change(&within, Change::gone("item dropped"));
                    self.node(role, &within, item);
                }
            }
            Named | ByReference => {
                if holds == Named {
                    operators::one_more(role, value).into_iter().for_each(|change| self.change(place, change));
                }
                for (name, item) in entries(value) {
                    let within = format!("{place}/{}", escaped(name));
                    if holds == Named {
                        self.dropped_or_renamed(role, &within, name);
                    }
                    self.node(role, &within, item);
                }
            }
        }
    }

    fn dropped_or_renamed(&mut self, role: Role, place: &str, name: &str) {
        self.change(place, Change::gone(operators::dropped(role)));
        self.change(place, operators::renamed(role, name));
    }

    fn change(&mut self, place: &str, change: Change) {
        let mut document = self.document.clone();
        let (parent, key) = place.rsplit_once('/').unwrap_or_default();
        let key = key.replace("~1", "/").replace("~0", "~");
        let (operator, kind) = change.into_parts();
        if kind.make(&mut document, place, parent, &key).is_some() {
            self.mutants.push(Mutant { operator, place: place.to_owned(), document });
        }
    }
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
