//! What a spec may say, and what a change of it means: one table of keywords for each kind of node. A keyword that is
//! in no table counts as breaking when it changes, so that one which nobody has thought of cannot pass as harmless.

use std::fmt;

use serde_json::Value;

use Kind::{Changed, Narrowed, Offered, Widened, Words};
use Rule::{Ceiling, Each, Flag, Floor, Names, One, Skip, Text, Values, Variants};

/// What a change does to somebody, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// Nothing: the contract is as it was.
    Text,
    /// What worked works on, and there is something new.
    Addition,
    /// What worked, or compiled, may do so no more.
    Breaking,
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Text => "text",
            Self::Addition => "addition",
            Self::Breaking => "breaking",
        })
    }
}

/// What a change is, whoever meets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words for people, and examples.
    Words,
    /// Something that nobody must send or look at. Enumerations are such: those of answers are open.
    Offered,
    /// More values are possible than before.
    Widened,
    /// Fewer are.
    Narrowed,
    /// Another contract, or another Rust type: that breaks code, even where the old messages are still understood.
    Changed,
}

impl Kind {
    /// What it is for callers, where it is in what they send, and for readers, where it is in what comes back.
    pub(super) const fn classes(self) -> (Class, Class) {
        match self {
            Words => (Class::Text, Class::Text),
            Offered => (Class::Addition, Class::Addition),
            Widened => (Class::Addition, Class::Breaking),
            Narrowed => (Class::Breaking, Class::Addition),
            Changed => (Class::Breaking, Class::Breaking),
        }
    }
}

/// A kind of node of the document, with the keywords that are known of it.
pub(super) struct Node {
    keywords: &'static [(&'static str, Rule)],
    /// Whether its name is that of a Rust type.
    pub(super) is_type: bool,
}

/// How the values of a keyword are compared.
#[derive(Clone, Copy)]
pub(super) enum Rule {
    /// What is walked from another place.
    Skip,
    Text,
    /// A boolean that is false where it is absent: what it is to set it, and to clear it.
    Flag(Kind, Kind),
    Floor,
    Ceiling,
    /// An enumeration.
    Values,
    /// The names of the properties that are required.
    Names,
    One(&'static Node),
    Each(Members),
    /// Schemas without names: what it is to add one, and to remove one.
    Variants(Kind, Kind),
    /// Whatever is in no table.
    Unknown,
}

/// The keywords that mean the same wherever they stand.
const EVERYWHERE: &[(&str, Rule)] = &[
    ("description", Text),
    ("example", Text),
    ("examples", Text),
    ("externalDocs", Text),
    ("summary", Text),
    ("x-evidence", Text),
    ("x-evidence-reason", Text),
];

pub(super) static DOCUMENT: Node = node(&[
    ("components", One(&COMPONENTS)),
    ("info", Text),
    ("paths", Skip),
    ("tags", Text),
    ("x-rate-limit", One(&PLAIN)),
]);
static COMPONENTS: Node = node(&[
    ("headers", Skip),
    ("parameters", Skip),
    ("requestBodies", Skip),
    ("responses", Skip),
    ("schemas", Skip),
    ("securitySchemes", Each(Members::SecuritySchemes)),
]);
static PLAIN: Node = node(&[]);
pub(super) static OPERATION: Node = node(&[
    ("deprecated", Flag(Offered, Offered)),
    ("parameters", Each(Members::Parameters)),
    ("requestBody", One(&REQUEST_BODY)),
    ("responses", Each(Members::Responses)),
    ("tags", Text),
]);
static PARAMETER: Node = node(&[
    ("content", Each(Members::Media)),
    ("deprecated", Flag(Offered, Offered)),
    ("required", Flag(Narrowed, Widened)),
    ("schema", One(&SCHEMA)),
]);
static REQUEST_BODY: Node = node(&[("content", Each(Members::Media)), ("required", Flag(Narrowed, Widened))]);
static RESPONSE: Node = node(&[("content", Each(Members::Media)), ("headers", Each(Members::Headers))]);
static MEDIA_TYPE: Node = node(&[("schema", One(&SCHEMA))]);
pub(super) static SCHEMA: Node = Node {
    keywords: &[
        ("additionalProperties", One(&SCHEMA)),
        ("allOf", Variants(Changed, Changed)),
        ("anyOf", Variants(Widened, Changed)),
        ("deprecated", Flag(Offered, Offered)),
        ("enum", Values),
        ("items", One(&SCHEMA)),
        ("maxItems", Ceiling),
        ("maxLength", Ceiling),
        ("maxProperties", Ceiling),
        ("maximum", Ceiling),
        ("minItems", Floor),
        ("minLength", Floor),
        ("minProperties", Floor),
        ("minimum", Floor),
        ("not", One(&SCHEMA)),
        ("nullable", Flag(Changed, Changed)),
        ("oneOf", Variants(Widened, Changed)),
        ("properties", Each(Members::Properties)),
        ("required", Names),
    ],
    is_type: true,
};

const fn node(keywords: &'static [(&'static str, Rule)]) -> Node {
    Node { keywords, is_type: false }
}

impl Node {
    pub(super) fn rule(&self, keyword: &str) -> Rule {
        let mut known = self.keywords.iter().chain(EVERYWHERE);
        known.find(|(name, _)| *name == keyword).map_or(Rule::Unknown, |(_, rule)| *rule)
    }
}

/// What a node has many of, each under a name.
#[derive(Clone, Copy)]
pub(super) enum Members {
    Parameters,
    Responses,
    Headers,
    Media,
    Properties,
    SecuritySchemes,
}

impl Members {
    pub(super) fn node(self) -> &'static Node {
        match self {
            Self::Parameters | Self::Headers => &PARAMETER,
            Self::Responses => &RESPONSE,
            Self::Media => &MEDIA_TYPE,
            Self::Properties => &SCHEMA,
            Self::SecuritySchemes => &PLAIN,
        }
    }

    /// What it is to add this member to this owner.
    pub(super) fn added(self, name: &str, member: &Value, owner: &Value) -> Kind {
        match self {
            Self::Parameters if member["required"] == true => Narrowed,
            Self::Properties if requires(owner, name) => Narrowed,
            Self::Responses if !is_error(name) => Widened,
            Self::Media => Widened,
            _ => Offered,
        }
    }

    pub(super) fn removed(self, name: &str) -> Kind {
        match self {
            Self::Responses if is_error(name) => Narrowed,
            _ => Changed,
        }
    }
}

/// Whether the schema requires this property.
pub(super) fn requires(schema: &Value, property: &str) -> bool {
    schema["required"].as_array().is_some_and(|names| names.iter().any(|name| name == property))
}

/// What readers must expect of any call. `default` is not among them: it may be anything.
fn is_error(status: &str) -> bool {
    status.starts_with(['4', '5'])
}

/// What it is to move a limit, to set one or to take one away. A first length makes a type of its own of a string, and
/// the lower end chooses the type of an integer.
pub(super) fn moved(rule: Rule, keyword: &str, old: Option<&Value>, new: Option<&Value>) -> Kind {
    let (old, new) = (old.and_then(Value::as_f64), new.and_then(Value::as_f64));
    let is_outwards = match (rule, old, new) {
        (_, Some(_), None) => true,
        (Rule::Floor, Some(old), Some(new)) => new < old,
        (_, Some(old), Some(new)) => new > old,
        (_, None, _) => false,
    };
    let is_another_type = match keyword {
        "minLength" | "maxLength" => new.is_none(),
        "minimum" => new.is_none_or(|new| new < 1.0),
        _ => false,
    };
    if is_outwards && !is_another_type { Widened } else { Changed }
}
