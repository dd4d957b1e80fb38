//! Do the SDK's types have the properties, types and values of the schemas?
//!
//! Compares the JSON Schemas that the types derive with those of the spec, as one line of text for each property. Null
//! and limits are left to other checks: the types read null wherever a property is optional, and check limits when they
//! are built.

use std::collections::BTreeMap;

use plannr_sdk::models::ContactDetailPage;
use plannr_sdk::{
    ContactDetailInclude, ContactDetailSort, ContactDetailTypeFilter, NewContactDetail, UpdateContactDetail,
};
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::{Findings, Suite};
use crate::spec::{entries, is_required, variants};

/// Intended differences: the words of the spec, those of the type, and why.
const DIFFERENCES: &[(&str, &str, &str)] = &[
    ("string(email)", "string", "the pattern defines an e-mail address, and the type checks it when built"),
    ("string(date-time)", "Timestamp", "a timestamp is stored as text"),
];

pub(super) fn check(suite: &Suite<'_>, findings: &mut Findings) {
    let (spec, derived) = (suite.spec.document(), definitions());
    // Schemas with a name on one side only are described in place.
    let is_named = |name: &str| {
        name == "Timestamp"
            || [&spec["components"]["schemas"], &derived["$defs"]].iter().all(|it| it.get(name).is_some())
    };
    let mut used = vec![false; DIFFERENCES.len()];
    for name in entries(&spec["components"]["schemas"]).map(|(name, _)| name).filter(|name| is_named(name)) {
        let of_spec = Side { document: spec, prefix: "/components/schemas/", is_named: &is_named }.lines(name);
        let of_type = Side { document: &derived, prefix: "/$defs/", is_named: &is_named }.lines(name);
        for place in of_spec.keys().chain(of_type.keys().filter(|place| !of_spec.contains_key(*place))) {
            let [schema, derived] =
                [&of_spec, &of_type].map(|lines| lines.get(place).map_or("nothing", String::as_str));
            let difference = DIFFERENCES.iter().position(|(one, other, _)| schema.replace(one, other) == derived);
            match difference {
                _ if schema == derived => {}
                Some(at) => used[at] = true,
                None => findings.add(place, format!("the schema says {schema}, the type {derived}")),
            }
        }
    }
    for ((one, other, _), _) in DIFFERENCES.iter().zip(used).filter(|(_, used)| !used) {
        findings.add("DIFFERENCES", format!("no schema says {one} any more where its type says {other}"));
    }
}

/// The schemas that the public types derive, and those within them.
fn definitions() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    generator.subschema_for::<ContactDetailPage>();
    generator.subschema_for::<NewContactDetail>();
    generator.subschema_for::<UpdateContactDetail>();
    generator.subschema_for::<ContactDetailInclude>();
    generator.subschema_for::<ContactDetailSort>();
    generator.subschema_for::<ContactDetailTypeFilter>();
    json!({ "$defs": generator.definitions() })
}

/// A document with schemas.
struct Side<'d> {
    document: &'d Value,
    prefix: &'static str,
    is_named: &'d dyn Fn(&str) -> bool,
}

impl<'d> Side<'d> {
    /// Describes a schema and each of its properties.
    fn lines(&self, name: &str) -> BTreeMap<String, String> {
        let schema = self.document.pointer(&format!("{}{name}", self.prefix)).unwrap_or(&Value::Null);
        let mut lines = BTreeMap::from([(name.to_owned(), self.describe(schema))]);
        for (property, node) in entries(&schema["properties"]) {
            let optional = if is_required(schema, property) { "" } else { "optional " };
            lines.insert(format!("{name}.{property}"), format!("{optional}{}", self.describe(node)));
        }
        lines
    }

    /// Describes the values of a schema in one line, without null.
    fn describe(&self, schema: &'d Value) -> String {
        if let Some(target) = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#')) {
            let name = target.strip_prefix(self.prefix).filter(|name| (self.is_named)(name));
            let target = || self.describe(self.document.pointer(target).unwrap_or(&Value::Null));
            return name.map_or_else(target, str::to_owned);
        }
        let variants: Vec<_> = variants(schema).into_iter().map(|variant| self.describe(variant)).collect();
        if !variants.is_empty() {
            return variants.into_iter().filter(|said| said != "null").collect::<Vec<_>>().join(" or ");
        }
        let mut values: Vec<String> = schema["enum"].as_array().into_iter().flatten().map(Value::to_string).collect();
        values.extend(schema.get("const").map(Value::to_string));
        let kinds: Vec<&str> = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect(),
            kind => kind.as_str().into_iter().collect(),
        };
        let mut said = match kinds.as_slice() {
            _ if values == ["null"] => return "null".to_owned(),
            ["array"] => format!("list of {}", self.describe(&schema["items"])),
            [] => "anything".to_owned(),
            kinds => kinds.join(" or "),
        };
        if !values.is_empty() {
            said += &format!(" of {}", values.join(", "));
        }
        // The format of a number is the width of the Rust type.
        if let Some(format) = schema["format"].as_str().filter(|_| kinds == ["string"]) {
            said += &format!("({format})");
        }
        match &schema["additionalProperties"] {
            Value::Bool(false) => said += " and nothing else",
            Value::Object(_) | Value::Bool(true) => said += " with anything else",
            _ => {}
        }
        said
    }
}
