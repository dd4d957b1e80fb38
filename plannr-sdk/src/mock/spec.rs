//! The rules of the game, read from the spec: its operations, and what their requests must look like.

use std::sync::LazyLock;

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use super::problems::Problems;
use super::request::ReceivedRequest;
use super::response::MockResponse;

/// The operations that the mock server plays, as the spec names them.
pub(super) const LIST: &str = "listContactDetails";
pub(super) const CREATE: &str = "createContactDetail";
pub(super) const UPDATE: &str = "updateContactDetail";

/// Parsed once per process: a test suite starts many mock servers.
static SPEC: LazyLock<Result<Spec, String>> = LazyLock::new(|| Spec::parse(crate::OPENAPI));

pub(super) struct Spec {
    document: Value,
    operations: Vec<Operation>,
}

pub(super) struct Operation {
    pub(super) id: String,
    method: String,
    path: String,
    pub(super) headers: Vec<Parameter>,
    pub(super) query: Vec<Parameter>,
    /// The status of an answer to what was carried out.
    pub(super) success: u16,
    body: Option<Validator>,
}

pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) example: Value,
    /// The schema as the spec has it, its reference resolved.
    pub(super) schema: Value,
    pub(super) validator: Validator,
}

impl Spec {
    pub(super) fn get() -> Result<&'static Self, String> {
        SPEC.as_ref().map_err(Clone::clone)
    }

    fn parse(yaml: &str) -> Result<Self, String> {
        let document: Value = serde_yaml_ng::from_str(yaml).map_err(|error| error.to_string())?;
        let mut operations = Vec::new();
        for (path, item) in entries(&document["paths"]) {
            for (method, operation) in entries(item) {
                if let Some(id) = operation["operationId"].as_str() {
                    let parameters =
                        |place| parameters(&document, [&item["parameters"], &operation["parameters"]], place);
                    let body = resolve(&document, &operation["requestBody"]);
                    let body = &body["content"]["application/json"]["schema"];
                    operations.push(Operation {
                        id: id.to_owned(),
                        method: method.to_uppercase(),
                        path: path.clone(),
                        headers: parameters("header")?,
                        query: parameters("query")?,
                        success: success(operation),
                        body: (!body.is_null()).then(|| validator(&document, body)).transpose()?,
                    });
                }
            }
        }
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
        resolve(&self.document, schema)
    }

    /// An account of which nothing is known: every attribute of the spec, as empty as it can be.
    pub(super) fn empty_account(&self) -> Map<String, Value> {
        let empty = |schema: &Value| match schema["type"].as_str() {
            Some("array") => json!([]),
            Some("boolean") => json!(false),
            _ if schema["nullable"] == true => Value::Null,
            _ => schema["example"].clone(),
        };
        entries(&self.document["components"]["schemas"]["Account"]["properties"])
            .map(|(name, schema)| (name.clone(), empty(schema)))
            .collect()
    }

    /// The client accounts in the spec's examples, so that its example requests name accounts that exist.
    pub(super) fn example_clients(&self) -> impl Iterator<Item = &Value> {
        entries(&self.document["components"]["examples"])
            .filter_map(|(_, example)| example["value"]["accounts"].as_array())
            .flatten()
            .filter(|account| account["type"] == "client")
    }

    /// How many requests a user may make in a minute; without a limit if the spec has none.
    pub(super) fn quota(&self) -> u32 {
        let quota = self.document["x-rate-limit"]["requests-per-minute"].as_u64();
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

/// The status of success that an operation names; 200 if it names a range of them.
fn success(operation: &Value) -> u16 {
    let mut statuses = entries(&operation["responses"]).filter_map(|(status, _)| status.parse().ok());
    statuses.find(|status| (200..300).contains(status)).unwrap_or(200)
}

fn parameters(document: &Value, lists: [&Value; 2], place: &str) -> Result<Vec<Parameter>, String> {
    lists
        .into_iter()
        .filter_map(Value::as_array)
        .flatten()
        .map(|parameter| resolve(document, parameter))
        .filter(|parameter| parameter["in"] == place)
        .map(|parameter| {
            Ok(Parameter {
                name: parameter["name"].as_str().unwrap_or_default().to_owned(),
                example: parameter["example"].clone(),
                schema: resolve(document, &parameter["schema"]).clone(),
                validator: validator(document, &parameter["schema"])?,
            })
        })
        .collect()
}

/// A validator for a schema of the document, with the document's components at hand for its references.
fn validator(document: &Value, schema: &Value) -> Result<Validator, String> {
    let mut whole = json!({ "allOf": [schema], "components": { "schemas": document["components"]["schemas"] } });
    to_json_schema(&mut whole);
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .build(&whole)
        .map_err(|error| error.to_string())
}

/// Says in JSON Schema what OpenAPI 3.0 says in words of its own: `nullable` and `discriminator`.
fn to_json_schema(node: &mut Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(to_json_schema),
        Value::Object(schema) => {
            schema.values_mut().for_each(to_json_schema);
            if let Some(variants) = variants_by_discriminator(schema) {
                schema.remove("oneOf");
                schema.insert("allOf".to_owned(), variants);
            }
            if schema.get("nullable") == Some(&Value::Bool(true)) {
                let not_null = Value::Object(std::mem::take(schema));
                schema.insert("anyOf".to_owned(), json!([{ "type": "null" }, not_null]));
            }
        }
        _ => {}
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

fn resolve<'d>(document: &'d Value, node: &'d Value) -> &'d Value {
    let target = node["$ref"].as_str().and_then(|reference| document.pointer(reference.strip_prefix('#')?));
    target.map_or(node, |target| resolve(document, target))
}

fn entries(node: &Value) -> impl Iterator<Item = (&String, &Value)> {
    node.as_object().into_iter().flatten()
}
