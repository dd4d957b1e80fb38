//! Refuses what the compiler would refuse in generated code, and what would be ignored without a word.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase, ToSnakeCase};
use serde_json::{Value, json};

use super::spec::{PAGING, bodies, is_limit, request_schemas, result_schemas, string_enums};
use crate::openapi::{Document, Operation, SpecError, entries, items, join, json_schema, members, schema_name};

/// The keywords of a schema in OpenAPI 3.0, except `not`.
const KEYWORDS: &str = " additionalProperties allOf anyOf default deprecated description discriminator enum example \
                        exclusiveMaximum exclusiveMinimum externalDocs format items maximum maxItems maxLength \
                        maxProperties minimum minItems minLength minProperties multipleOf nullable oneOf pattern \
                        properties readOnly required title type uniqueItems writeOnly xml ";

/// The limits of texts in request bodies, which typify checks, and of their lists, which `emit.rs` does.
const CHECKED: [&str; 3] = ["maxLength", "minLength", "pattern"];
const CHECKED_LENGTHS: [&str; 2] = ["maxItems", "minItems"];

const NAME_IT: &str = "Move it to components.schemas, and refer to it.";

/// The place of a schema in requests or responses.
#[derive(Clone, Copy, PartialEq)]
enum Use<'s> {
    /// A whole request body, or a property of one.
    Body,
    /// Deeper in a request body.
    InBody,
    Result,
    Parameter(&'s Value),
}

/// A schema of the spec, or one within it.
struct Schema<'s> {
    place: String,
    node: &'s Value,
    usage: Use<'s>,
    /// Whether it becomes a type with a name of the spec.
    has_name: bool,
}

/// Whether a schema is refused, why, and the remedy.
type Refusal = (fn(&Schema<'_>) -> bool, &'static str, &'static str);

const REFUSALS: &[Refusal] = &[
    (
        |it| items(&it.node["enum"]).any(|value| !value.is_string()),
        "an enumeration of other values than texts",
        "Leave out `enum`. For null, write `oneOf` with `enum: [null]`.",
    ),
    (
        |it| it.node["nullable"] == true && (it.has("enum") || it.has_name),
        "an enumeration or a component that may be null",
        "Move it to components.schemas, and let each use of it be `oneOf` with `enum: [null]`.",
    ),
    (
        |it| it.has("enum") && it.usage == Use::Result && !it.place.ends_with(".anyOf.0"),
        "an enumeration that is not open, in a response",
        "Move it to components.schemas, and write `anyOf` with it and `type: string`: Plannr adds values.",
    ),
    (|it| it.has("enum") && !it.has_name && !it.is_sent(), "an enumeration without a name", NAME_IT),
    (
        |it| it.has("allOf"),
        "`allOf`, which is not supported",
        "List the properties. For a reference that may be null, write `oneOf` with `enum: [null]`.",
    ),
    (|it| it.readable_choice().is_some() && !it.has_name, "a choice without a name", NAME_IT),
    (
        |it| it.readable_choice() == Some(false) && it.usage == Use::Result,
        "a choice that cannot be read",
        "Known are an object or text and an enumeration or text, in this order, and a reference or null.",
    ),
    (
        |it| entries(&it.node["additionalProperties"]).next().is_some(),
        "a map whose values have a type",
        "Write `additionalProperties: {}`.",
    ),
    (
        |it| !["anyOf", "oneOf", "type"].iter().any(|keyword| it.has(keyword)),
        "a schema without a type",
        "Add its `type`. An object with any content has `additionalProperties: {}`.",
    ),
    (|it| it.node["type"] == "array" && !it.has("items"), "a list without `items`", "Add the schema of its items."),
    (|it| it.is_sent() && it.has("properties") && !it.has_name, "an object without a name", NAME_IT),
    (
        |it| it.node["type"] == "array" && it.is_query(|parameter| parameter["explode"] != false),
        "a list that would repeat its key, of which PHP reads only the last",
        "Make it a list with `explode: false`, if Plannr accepts comma-separated items.",
    ),
    (
        |it| it.node["type"] == "object" && it.is_query(|_| true),
        "an object, which has no single form in a query",
        "Make it a text or a list, if Plannr accepts that.",
    ),
    (
        |it| entries(it.node).any(|(keyword, _)| is_limit(keyword) && !it.is_checked(keyword)),
        "a limit that would not be checked before sending",
        "Leave it out, or check it in plannr-sdk/build/codegen/emit.rs and src/validate.rs.",
    ),
];

/// Runs all checks.
pub(super) fn check(spec: &Document) -> Result<(), SpecError> {
    spec.operations().try_for_each(|operation| check_operation(spec, operation))?;
    check_names("components.schemas", spec.schemas().map(|(name, _)| (name.as_str(), name.to_pascal_case())))?;
    check_names("paths", spec.operations().map(|operation| (operation.id(), operation.id().to_snake_case())))?;
    let (sent, read, bodies) = (request_schemas(spec), result_schemas(spec), bodies(spec));
    let enums: BTreeSet<&String> = string_enums(spec).map(|(name, ..)| name).collect();
    for (name, node) in spec.schemas() {
        let place = format!("components.schemas.{name}");
        let usage = match (sent.contains(name), read.contains(name)) {
            (true, true) if !enums.contains(name) => {
                let remedy = "Describe it twice: requests are strict, and responses are read leniently.";
                return Err(SpecError::new(place, "it is used both in requests and in responses", remedy));
            }
            (true, _) if bodies.contains(name.as_str()) => Use::Body,
            (true, _) => Use::InBody,
            (_, true) => Use::Result,
            _ => continue,
        };
        check_schema(&Schema { place, node, usage, has_name: true })?;
    }
    Ok(())
}

fn check_operation(spec: &Document, operation: Operation<'_>) -> Result<(), SpecError> {
    let place = operation.place();
    if operation.id().is_empty() {
        return Err(SpecError::new(place, "no operationId", "Add one: it becomes the name of the method."));
    }
    let names = operation.parameters().filter_map(|parameter| parameter["name"].as_str());
    check_names(&place, names.map(|name| (name, name.to_snake_case())))?;
    for parameter in operation.parameters().chain(items(&operation.node["x-parameter-templates"])) {
        let place = format!("{place}.parameters.{}", parameter["name"].as_str().unwrap_or_default());
        let (node, has_name) = (spec.resolve(&parameter["schema"]), schema_name(&parameter["schema"]).is_some());
        check_schema(&Schema { place, node, usage: Use::Parameter(parameter), has_name })?;
    }
    let responses = operation.responses().map(|(status, response)| (format!("responses.{status}"), response));
    let request = spec.resolve(&operation.node["requestBody"]);
    let mut bodies = responses.chain([("requestBody".to_owned(), request)]);
    let is_nameless =
        |body: &Value| schema_name(json_schema(body)).is_none() && entries(&body["content"]).next().is_some();
    if let Some((body, _)) = bodies.find(|(_, body)| is_nameless(body)) {
        return Err(SpecError::new(
            join(&place, &body),
            "a body that is not JSON, or whose schema has no name",
            NAME_IT,
        ));
    }
    if operation.results().map(schema_name).collect::<BTreeSet<_>>().len() > 1 {
        let remedy = "Keep one: the SDK reads one type.";
        return Err(SpecError::new(place, "its 2xx responses have different bodies", remedy));
    }
    Ok(())
}

/// Refuses two names that are one in Rust.
pub(super) fn check_names<'n>(
    place: &str,
    names: impl IntoIterator<Item = (&'n str, String)>,
) -> Result<(), SpecError> {
    let mut known = BTreeMap::new();
    for (name, rust) in names {
        if let Some(other) = known.insert(rust.clone(), name) {
            let problem = format!("`{other}` and `{name}` are both `{rust}` in Rust");
            return Err(SpecError::new(place, problem, "Rename one, or keep only one."));
        }
    }
    Ok(())
}

/// Refuses a schema for itself, or for one within it.
fn check_schema(schema: &Schema<'_>) -> Result<(), SpecError> {
    let &Schema { ref place, node, usage, has_name } = schema;
    if schema.has("$ref") || is_null(node) {
        return Ok(());
    }
    let is_known = |keyword: &str| keyword.starts_with("x-") || KEYWORDS.contains(&format!(" {keyword} "));
    if let Some((keyword, _)) = entries(node).find(|(keyword, _)| !is_known(keyword)) {
        let remedy = "Correct its name, or express it in OpenAPI 3.0.";
        return Err(SpecError::new(join(place, keyword), "no keyword of OpenAPI 3.0 that the SDK knows", remedy));
    }
    if let Some((_, problem, remedy)) = REFUSALS.iter().find(|(refuses, ..)| refuses(schema)) {
        return Err(SpecError::new(place, problem, remedy));
    }
    let properties = entries(&node["properties"]).map(|(name, _)| (name.as_str(), name.to_snake_case()));
    check_names(&join(place, "properties"), properties)?;
    let inner = if usage == Use::Body { Use::InBody } else { usage };
    let within = |keyword: &str| members(&join(place, keyword), &node[keyword]).collect::<Vec<_>>();
    let properties = within("properties").into_iter().map(|(place, node)| (place, node, usage, false));
    // An open enumeration has the name of the choice.
    let open = within("anyOf").into_iter().map(|(place, node)| (place, node, inner, has_name));
    let choices = within("oneOf").into_iter().map(|(place, node)| (place, node, inner, false));
    let list = node.get("items").map(|node| (join(place, "items"), node, inner, false));
    let mut schemas = properties.chain(open).chain(choices).chain(list);
    schemas.try_for_each(|(place, node, usage, has_name)| check_schema(&Schema { place, node, usage, has_name }))
}

fn is_null(node: &Value) -> bool {
    *node == json!({ "enum": [null] })
}

impl Schema<'_> {
    fn has(&self, keyword: &str) -> bool {
        self.node.get(keyword).is_some()
    }

    fn is_sent(&self) -> bool {
        matches!(self.usage, Use::Body | Use::InBody)
    }

    fn is_query(&self, condition: fn(&Value) -> bool) -> bool {
        matches!(self.usage, Use::Parameter(parameter) if parameter["in"] == "query" && condition(parameter))
    }

    /// Whether a limit is checked before sending, or needs no check.
    fn is_checked(&self, limit: &str) -> bool {
        match self.usage {
            Use::Body if !self.has_name && CHECKED_LENGTHS.contains(&limit) => true,
            Use::Body | Use::InBody => CHECKED.contains(&limit),
            Use::Result => true,
            Use::Parameter(parameter) => PAGING.iter().any(|name| parameter["name"] == *name),
        }
    }

    /// Whether a choice is an object or text, or an open enumeration; none of other schemas, and of one that may be null.
    fn readable_choice(&self) -> Option<bool> {
        let [one, any] = ["oneOf", "anyOf"].map(|keyword| self.node[keyword].as_array().map(Vec::as_slice));
        let is_text = |node: &Value| *node == json!({ "type": "string" });
        match (one, any) {
            (None, None) => None,
            (Some([_, absent]), None) if is_null(absent) => None,
            (Some([object, text]), None) => Some(schema_name(object).is_some() && is_text(text)),
            (None, Some([known, text])) => Some(known["enum"].is_array() && is_text(text)),
            _ => Some(false),
        }
    }
}
