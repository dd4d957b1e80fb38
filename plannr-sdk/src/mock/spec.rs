//! The spec as the mock server needs it: the operations, and validators for their requests.

#[path = "../../build/openapi.rs"]
mod openapi;

use std::sync::LazyLock;

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use self::openapi::{Document, change_nodes, entries, items};
use super::problems::Problems;
use super::request::ReceivedRequest;
use super::response::MockResponse;

/// The operations that the mock server implements, by their ids in the spec.
pub(super) const LIST: &str = "listContactDetails";
pub(super) const CREATE: &str = "createContactDetail";
pub(super) const UPDATE: &str = "updateContactDetail";

/// Parsed once per process: a test suite starts many mock servers.
static SPEC: LazyLock<Result<Spec, String>> =
    LazyLock::new(|| Document::parse(crate::OPENAPI).map_err(|error| error.to_string()).and_then(Spec::new));

pub(super) struct Spec {
    document: Document,
    operations: Vec<Operation>,
}

pub(super) struct Operation {
    pub(super) id: String,
    /// In upper case.
    method: String,
    path: String,
    pub(super) headers: Vec<Parameter>,
    pub(super) query: Vec<Parameter>,
    /// The status of a successful response.
    pub(super) success: u16,
    body: Option<Validator>,
}

pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) example: Value,
    /// The schema, its reference resolved.
    pub(super) schema: Value,
    pub(super) validator: Validator,
}

impl Spec {
    pub(super) fn get() -> Result<&'static Self, String> {
        SPEC.as_ref().map_err(Clone::clone)
    }

    fn new(document: Document) -> Result<Self, String> {
        let operations = document.operations().map(|operation| {
            let parameters = |place| {
                let parameters = operation.parameters().filter(move |parameter| parameter["in"] == place);
                parameters.map(|parameter| Parameter::new(&document, parameter)).collect::<Result<_, _>>()
            };
            // 200, if the spec names only a range.
            let mut statuses = operation.responses().filter_map(|(status, _)| status.parse().ok());
            Ok(Operation {
                id: operation.id().to_owned(),
                method: operation.method.to_uppercase(),
                path: operation.path.to_owned(),
                headers: parameters("header")?,
                query: parameters("query")?,
                success: statuses.find(|status| (200..300).contains(status)).unwrap_or(200),
                body: operation.body().map(|schema| validator(&document, schema)).transpose()?,
            })
        });
        let operations = operations.collect::<Result<_, String>>()?;
        Ok(Self { document, operations })
    }

    /// The operation that a request asks for, and what stands in its path's placeholders.
    ///
    /// Laravel answers 404 to an unknown path and 405 to a path that has other methods.
    pub(super) fn route<'r>(&self, request: &'r ReceivedRequest) -> Result<(&Operation, Vec<&'r str>), MockResponse> {
        let on_path: Vec<_> = self
            .operations
            .iter()
            .filter_map(|operation| Some((operation, operation.placeholders(request.path())?)))
            .collect();
        let methods: Vec<_> = on_path.iter().map(|(operation, _)| operation.method.as_str()).collect();
        let path = request.path().trim_matches('/');
        if methods.is_empty() {
            return Err(MockResponse::message(404, &format!("The route {path} could not be found.")));
        }
        let (method, methods) = (request.method(), methods.join(", "));
        on_path.into_iter().find(|(operation, _)| operation.method == method).ok_or_else(|| {
            let text = format!("The {method} method is not supported for route {path}. Supported methods: {methods}.");
            MockResponse::message(405, &text).with_header("Allow", methods)
        })
    }

    pub(super) fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// What is wrong with a body for an operation.
    pub(super) fn problems(&self, id: &str, body: &Value) -> Problems {
        let validator = self.operation(id).and_then(|operation| operation.body.as_ref());
        validator.map(|validator| Problems::find(validator, body, "")).unwrap_or_default()
    }

    /// A schema's own words about its values, whether it is referred to or stands in place.
    pub(super) fn resolve<'s>(&'s self, schema: &'s Value) -> &'s Value {
        self.document.resolve(schema)
    }

    /// An account of which nothing is known: every attribute of the spec, as empty as it can be.
    pub(super) fn empty_account(&self) -> Map<String, Value> {
        let empty = |schema: &Value| match schema["type"].as_str() {
            Some("array") => json!([]),
            Some("boolean") => json!(false),
            _ if schema["nullable"] == true => Value::Null,
            _ => schema["example"].clone(),
        };
        entries(&self.document.root["components"]["schemas"]["Account"]["properties"])
            .map(|(name, schema)| (name.clone(), empty(schema)))
            .collect()
    }

    /// The client accounts in the spec's examples, so that its example requests name accounts that exist.
    pub(super) fn example_clients(&self) -> impl Iterator<Item = &Value> {
        entries(&self.document.root["components"]["examples"])
            .flat_map(|(_, example)| items(&example["value"]["accounts"]))
            .filter(|account| account["type"] == "client")
    }

    /// How many requests a user may make in a minute; without a limit if the spec has none.
    pub(super) fn quota(&self) -> u32 {
        let quota = self.document.root["x-rate-limit"]["requests-per-minute"].as_u64();
        quota.and_then(|quota| quota.try_into().ok()).unwrap_or(u32::MAX)
    }

    /// The account in the spec's example of the account header.
    pub(super) fn example_login(&self) -> Option<&Value> {
        self.operations.iter().flat_map(|operation| &operation.headers).map(|header| &header.example).next()
    }
}

impl Operation {
    /// What the path has in place of the template's placeholders; `None` if it does not fit the template.
    fn placeholders<'p>(&self, path: &'p str) -> Option<Vec<&'p str>> {
        let (template, path) = (self.path.trim_matches('/').split('/'), path.trim_matches('/').split('/'));
        let mut found = Vec::new();
        if template.clone().count() != path.clone().count() {
            return None;
        }
        for (expected, actual) in template.zip(path) {
            if expected.starts_with('{') {
                found.push(actual);
            } else if expected != actual {
                return None;
            }
        }
        Some(found)
    }
}

impl Parameter {
    fn new(document: &Document, node: &Value) -> Result<Self, String> {
        Ok(Self {
            name: node["name"].as_str().unwrap_or_default().to_owned(),
            example: node["example"].clone(),
            schema: document.resolve(&node["schema"]).clone(),
            validator: validator(document, &node["schema"])?,
        })
    }
}

/// A validator for a schema, with the document's schemas for its references.
fn validator(document: &Document, schema: &Value) -> Result<Validator, String> {
    let schemas = &document.root["components"]["schemas"];
    let mut whole = json!({ "allOf": [schema], "components": { "schemas": schemas } });
    change_nodes(&mut whole, &mut to_json_schema);
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .build(&whole)
        .map_err(|error| error.to_string())
}

/// Replaces the two keywords that OpenAPI 3.0 adds to JSON Schema: `nullable` and `discriminator`.
fn to_json_schema(node: &mut Value) {
    let Some(schema) = node.as_object_mut() else { return };
    if let Some(variants) = variants_by_discriminator(schema) {
        schema.remove("oneOf");
        schema.remove("discriminator");
        schema.insert("allOf".to_owned(), variants);
    }
    if schema.get("nullable") == Some(&Value::Bool(true)) {
        schema.remove("nullable");
        let not_null = std::mem::take(node);
        *node = json!({ "anyOf": [{ "type": "null" }, not_null] });
    }
}

/// "If the type is this, then that variant" for each of the mapping, instead of "exactly one of all": the errors are then
/// those of the variant that was meant.
fn variants_by_discriminator(schema: &Map<String, Value>) -> Option<Value> {
    let property = schema.get("discriminator")?["propertyName"].as_str()?;
    let mapping = schema.get("discriminator")?["mapping"].as_object()?;
    let names: Vec<_> = mapping.keys().collect();
    let known = json!({ "required": [property], "properties": { property: { "enum": names } } });
    let variant = |(name, reference)| {
        json!({
            "if": { "required": [property], "properties": { property: { "const": name } } },
            "then": { "$ref": reference },
        })
    };
    Some(std::iter::once(known).chain(mapping.iter().map(variant)).collect())
}
