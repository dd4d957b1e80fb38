//! Refuses what the compiler would refuse in generated code, and what would be ignored without a word.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase, ToSnakeCase};
use serde_json::{Value, json};

use super::spec::{request_schemas, result_schemas, string_enums};
use crate::openapi::{Document, Operation, SpecError, entries, items, join, schema_name};

/// The keywords of a schema in OpenAPI 3.0, except `not`.
const KEYWORDS: &str = " additionalProperties allOf anyOf default deprecated description discriminator enum example \
                        exclusiveMaximum exclusiveMinimum externalDocs format items maximum maxItems maxLength \
                        maxProperties minimum minItems minLength minProperties multipleOf nullable oneOf pattern \
                        properties readOnly required title type uniqueItems writeOnly xml ";

/// Limits of parameters that nothing checks before a request is sent.
const UNCHECKED: [&str; 6] = ["maxItems", "maxLength", "minItems", "minLength", "pattern", "uniqueItems"];

const NAME_IT: &str = "Move it to components.schemas, and refer to it.";

#[derive(Clone, Copy, PartialEq)]
enum Use {
    Body,
    Result,
    Parameter,
}

/// A schema of the spec, or one within it.
struct Schema<'s> {
    place: String,
    node: &'s Value,
    usage: Use,
    /// Whether it becomes a type with a name of the spec.
    has_name: bool,
}

/// Whether a schema is refused, why, and the remedy.
type Refusal = (fn(&Schema<'_>) -> bool, &'static str, &'static str);

const REFUSALS: &[Refusal] = &[
    (
        |it| it.is_enum() && items(&it.node["enum"]).any(|value| !value.is_string()),
        "an enumeration of other values than texts",
        "Leave out `enum`. For null, write `oneOf` with `enum: [null]`.",
    ),
    (
        |it| it.node["nullable"] == true && (it.is_enum() || it.has_name),
        "an enumeration or a component that may be null",
        "Move it to components.schemas, and let each use of it be `oneOf` with `enum: [null]`.",
    ),
    (
        |it| it.is_enum() && it.usage == Use::Result && !it.place.ends_with(".anyOf.0"),
        "an enumeration that is not open, in a response",
        "Move it to components.schemas, and write `anyOf` with it and `type: string`: Plannr adds values.",
    ),
    (|it| it.is_enum() && !it.has_name && it.usage != Use::Body, "an enumeration without a name", NAME_IT),
    (
        |it| it.has("allOf"),
        "`allOf`, which is not supported",
        "List the properties. For a reference that may be null, write `oneOf` with `enum: [null]`.",
    ),
    (|it| it.is_choice() && !it.has_name, "a choice without a name", NAME_IT),
    (
        |it| it.is_choice() && it.usage == Use::Result && !it.has_text(),
        "a choice that cannot be read",
        "Known are an object or text and an enumeration or text, in this order, and a reference or null.",
    ),
    (
        |it| entries(&it.node["additionalProperties"]).next().is_some(),
        "a map whose values have a type",
        "Write `additionalProperties: {}`.",
    ),
    (
        |it| !["$ref", "anyOf", "oneOf", "type"].iter().any(|keyword| it.has(keyword)) && !is_null(it.node),
        "a schema without a type",
        "Add its `type`. An object with any content has `additionalProperties: {}`.",
    ),
    (|it| it.node["type"] == "array" && !it.has("items"), "a list without `items`", "Add the schema of its items."),
    (|it| it.usage == Use::Body && it.has("properties") && !it.has_name, "an object without a name", NAME_IT),
    (
        |it| it.usage == Use::Parameter && UNCHECKED.iter().any(|keyword| it.has(keyword)),
        "a limit that would not be checked before sending",
        "Leave it out, or check it in plannr-sdk/build/codegen/emit.rs.",
    ),
];

/// Runs all checks.
pub(super) fn check(spec: &Document) -> Result<(), SpecError> {
    spec.operations().try_for_each(|operation| check_operation(spec, operation))?;
    let (sent, read) = (request_schemas(spec), result_schemas(spec));
    let enums: BTreeSet<&String> = string_enums(spec).map(|(name, ..)| name).collect();
    check_names("components.schemas", spec.schemas().map(|(name, _)| name.as_str()), |name| name.to_pascal_case())?;
    check_names("paths", spec.operations().map(Operation::id), |name| name.to_snake_case())?;
    for (name, node) in spec.schemas() {
        let place = format!("components.schemas.{name}");
        match (sent.contains(name), read.contains(name)) {
            (true, true) if !enums.contains(name) => {
                let remedy = "Describe it twice: requests are strict, and responses are read leniently.";
                return Err(SpecError::new(place, "it is used both in requests and in responses", remedy));
            }
            (true, _) => check_schema(Schema { place, node, usage: Use::Body, has_name: true })?,
            (_, true) => check_schema(Schema { place, node, usage: Use::Result, has_name: true })?,
            _ => {}
        }
    }
    Ok(())
}

fn check_operation(spec: &Document, operation: Operation<'_>) -> Result<(), SpecError> {
    let refuse = |problem: String, remedy| Err(SpecError::new(operation.place(), problem, remedy));
    if operation.id().is_empty() {
        return refuse("no operationId".to_owned(), "Add one: it becomes the name of the method.");
    }
    let names = operation.parameters().filter_map(|parameter| parameter["name"].as_str());
    check_names(&operation.place(), names, |name| name.to_snake_case())?;
    for parameter in operation.parameters() {
        let name = parameter["name"].as_str().unwrap_or_default();
        let remedy = "Make it a list with `explode: false`, if Plannr accepts comma-separated items.";
        let node = spec.resolve(&parameter["schema"]);
        match node["type"].as_str().filter(|_| parameter["in"] == "query") {
            Some("array") if parameter["explode"] != false => {
                return refuse(
                    format!("the list `{name}` would repeat its key, of which PHP reads only the last"),
                    remedy,
                );
            }
            Some("object") => {
                return refuse(format!("`{name}` is an object, which has no single form in a query"), remedy);
            }
            _ => {}
        }
        let place = format!("{}.parameters.{name}", operation.place());
        let has_name = schema_name(&parameter["schema"]).is_some();
        check_schema(Schema { place, node, usage: Use::Parameter, has_name })?;
    }
    let bodies = operation.responses().map(|(status, response)| (format!("responses.{status}"), response));
    let request = spec.resolve(&operation.node["requestBody"]);
    for (place, body) in bodies.chain([("requestBody".to_owned(), request)]) {
        let has_name = schema_name(&body["content"]["application/json"]["schema"]).is_some();
        if !has_name && entries(&body["content"]).next().is_some() {
            let problem = "a body that is not JSON, or whose schema has no name";
            return Err(SpecError::new(join(&operation.place(), &place), problem, NAME_IT));
        }
    }
    let results = operation.responses().filter(|(status, _)| status.starts_with('2'));
    let kinds: BTreeSet<_> =
        results.map(|(_, response)| schema_name(&response["content"]["application/json"]["schema"])).collect();
    if kinds.len() > 1 {
        return refuse("its 2xx responses have different bodies".to_owned(), "Keep one: the SDK reads one type.");
    }
    Ok(())
}

/// Refuses two names that are one in Rust.
fn check_names<'n>(
    place: &str,
    names: impl Iterator<Item = &'n str>,
    in_rust: fn(&str) -> String,
) -> Result<(), SpecError> {
    let mut known = BTreeMap::new();
    for name in names {
        let rust = in_rust(name);
        if let Some(other) = known.insert(rust.clone(), name) {
            let problem = format!("`{other}` and `{name}` are both `{rust}` in Rust");
            return Err(SpecError::new(place, problem, "Rename one, or keep only one."));
        }
    }
    Ok(())
}

/// Refuses a schema for itself, or for one within it.
fn check_schema(schema: Schema<'_>) -> Result<(), SpecError> {
    let Schema { place, node, usage, has_name } = &schema;
    if node.get("$ref").is_some() || is_null(node) {
        return Ok(());
    }
    if let Some((keyword, _)) =
        entries(node).find(|(it, _)| !it.starts_with("x-") && !KEYWORDS.contains(&format!(" {it} ")))
    {
        let remedy = "Correct its name, or express it in OpenAPI 3.0.";
        return Err(SpecError::new(join(place, keyword), "no keyword of OpenAPI 3.0 that the SDK knows", remedy));
    }
    if let Some((_, problem, remedy)) = REFUSALS.iter().find(|(refuses, ..)| refuses(&schema)) {
        return Err(SpecError::new(place, problem, remedy));
    }
    check_names(&join(place, "properties"), entries(&node["properties"]).map(|(name, _)| name.as_str()), |name| {
        name.to_snake_case()
    })?;
    let within = |keyword: &str, name: &str| join(&join(place, keyword), name);
    let properties = entries(&node["properties"]).map(|(name, node)| (within("properties", name), node, false));
    let choices = ["anyOf", "oneOf"].into_iter().flat_map(|keyword| {
        // An open enumeration has the name of the choice.
        let has_name = *has_name && keyword == "anyOf";
        items(&node[keyword]).enumerate().map(move |(at, node)| (within(keyword, &at.to_string()), node, has_name))
    });
    let list = node.get("items").map(|node| (join(place, "items"), node, false));
    let mut inner = properties.chain(choices).chain(list);
    inner.try_for_each(|(place, node, has_name)| check_schema(Schema { place, node, usage: *usage, has_name }))
}

fn is_null(node: &Value) -> bool {
    *node == json!({ "enum": [null] })
}

impl Schema<'_> {
    fn has(&self, keyword: &str) -> bool {
        self.node.get(keyword).is_some()
    }

    fn is_enum(&self) -> bool {
        self.has("enum")
    }

    /// Whether it is more than a schema or null.
    fn is_choice(&self) -> bool {
        let is_nullable = items(&self.node["oneOf"]).count() == 2 && is_null(&self.node["oneOf"][1]);
        (self.has("oneOf") || self.has("anyOf")) && !is_nullable
    }

    /// Whether it is an object or text, or an open enumeration.
    fn has_text(&self) -> bool {
        let (objects, enums) = (&self.node["oneOf"], &self.node["anyOf"]);
        let known = if self.has("oneOf") { schema_name(&objects[0]).is_some() } else { enums[0]["enum"].is_array() };
        known && [objects, enums].iter().any(|them| items(them).count() == 2 && them[1] == json!({ "type": "string" }))
    }
}
