//! Reads the OpenAPI document, independently of the SDK's own readers, and validates values against its schemas.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{Draft, ValidationError, Validator};
use plannr_sdk::Uuid;
use serde_json::{Map, Value, json};

static SHIPPED: LazyLock<Spec> = LazyLock::new(|| {
    Spec::parse(plannr_sdk::OPENAPI).unwrap_or_else(|problem| panic!("the spec in the crate is not YAML: {problem}"))
});

/// An OpenAPI 3.0 document.
#[derive(Debug)]
pub struct Spec {
    document: Value,
    /// The paths, each reference replaced by its target, except for references to schemas.
    paths: Value,
    /// Compiling a validator takes longer than a hundred validations.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Spec {
    /// Returns the spec that ships in the crate.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a spec from YAML.
    pub fn parse(yaml: &str) -> Result<Self, String> {
        serde_yaml_ng::from_str(yaml).map(Self::from_document).map_err(|error| error.to_string())
    }

    /// Takes a document, which may have been changed on purpose.
    pub fn from_document(document: Value) -> Self {
        let mut paths = inlined(&document, &document["paths"]);
        add_templates(&mut paths);
        Self { document, paths, validators: Mutex::default() }
    }

    /// Returns the document as written.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// Lists all operations in the order of the paths.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let items = entries(&self.paths).flat_map(|(path, item)| {
            let methods = entries(item).filter(|(_, node)| node.get("responses").is_some());
            methods.map(move |(method, node)| Operation { spec: self, method: method.to_uppercase(), path, item, node })
        });
        items.collect()
    }

    /// Returns an operation by its id.
    pub fn operation(&self, id: &str) -> Operation<'_> {
        let found = self.operations().into_iter().find(|operation| operation.id() == id);
        found.unwrap_or_else(|| panic!("the spec has no operation {id}"))
    }

    /// The documented number of requests per minute.
    pub fn quota(&self) -> u64 {
        self.document["x-rate-limit"]["requests-per-minute"].as_u64().unwrap_or_default()
    }

    /// Returns a schema of the components.
    pub fn schema(&self, name: &str) -> &Value {
        let schema = self.document["components"]["schemas"].get(name);
        schema.unwrap_or_else(|| panic!("the spec has no schema {name}"))
    }

    /// Follows the reference of a schema, if it is one.
    pub fn resolve<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let target = schema["$ref"].as_str().and_then(|target| self.document.pointer(target.strip_prefix('#')?));
        target.map_or(schema, |target| self.resolve(target))
    }

    /// Lists how a value violates a schema: place, keyword and JSON type, but no value. Keys that the spec does not
    /// name become `?`, since they may be a client's.
    pub fn violations(&self, schema: &Value, value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.validator(schema).iter_errors(value).for_each(|error| self.describe(&error, &mut found));
        found
    }

    fn describe(&self, error: &ValidationError<'_>, found: &mut Vec<String>) {
        let variants = match error.kind() {
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => context.as_slice(),
            _ => &[],
        };
        let mut intended =
            variants.iter().filter(|errors| !errors.iter().any(|inner| is_of_another_type(error, inner)));
        if let (Some(errors), None) = (intended.next(), intended.next()) {
            return errors.iter().for_each(|inner| self.describe(inner, found));
        }
        let mut place = error.instance_path().as_str().to_owned();
        if let Kind::Required { property } = error.kind() {
            place = format!("{place}/{}", property.as_str().unwrap_or_default());
        }
        let is_index = |part: &str| part.bytes().all(|letter| letter.is_ascii_digit());
        let known = |part| match part {
            part if is_index(part) => "[]",
            part if self.names(part) => part,
            _ => "?",
        };
        let place = place.split('/').skip(1).map(known).collect::<Vec<_>>().join(".").replace(".[]", "[]");
        found.push(format!("`{place}` violates `{}`: {}", error.kind().keyword(), kind(error.instance())));
    }

    /// Whether a schema of the components has a property of this name.
    pub fn names(&self, property: &str) -> bool {
        entries(&self.document["components"]["schemas"]).any(|(_, schema)| schema["properties"].get(property).is_some())
    }

    /// Whether a value fits a schema of this document.
    pub fn fits(&self, schema: &Value, value: &Value) -> bool {
        self.validator(schema).is_valid(value)
    }

    fn validator(&self, schema: &Value) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(validators.entry(schema.to_string()).or_insert_with(|| Arc::new(self.compile(schema))))
    }

    fn compile(&self, schema: &Value) -> Validator {
        // An absent schema allows everything.
        let schema = if schema.is_null() { &json!({}) } else { schema };
        let mut whole =
            json!({ "allOf": [schema], "components": { "schemas": self.document["components"]["schemas"] } });
        translate_nullable(&mut whole);
        jsonschema::options()
            // OpenAPI 3.0 extends this draft.
            .with_draft(Draft::Draft4)
            .should_validate_formats(true)
            .with_format("uuid", |text: &str| text.len() == 36 && Uuid::try_parse(text).is_ok())
            .build(&whole)
            .unwrap_or_else(|error| panic!("a schema of the spec is not valid: {error}"))
    }
}

fn inlined(document: &Value, node: &Value) -> Value {
    let target = node["$ref"].as_str().filter(|target| !target.starts_with("#/components/schemas/"));
    match (target.and_then(|target| document.pointer(target.strip_prefix('#')?)), node) {
        (Some(target), _) => inlined(document, target),
        (None, Value::Array(items)) => items.iter().map(|item| inlined(document, item)).collect(),
        (None, Value::Object(_)) => {
            Value::Object(entries(node).map(|(key, child)| (key.clone(), inlined(document, child))).collect())
        }
        _ => node.clone(),
    }
}

/// Adds the templates of parameters to the parameters, each with the examples of the parts of its name.
fn add_templates(paths: &mut Value) {
    let items = paths.as_object_mut().into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut);
    for operation in items.flat_map(Map::values_mut) {
        for mut parameter in operation["x-parameter-templates"].as_array().cloned().unwrap_or_default() {
            let fill = |name: String, (part, node): (&String, &Value)| {
                name.replace(&format!("{{{part}}}"), node["example"].as_str().unwrap_or_default())
            };
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            parameter["name"] = entries(&parameter["x-name-parts"]).fold(name, fill).into();
            operation["parameters"].as_array_mut().into_iter().for_each(|all| all.push(parameter.clone()));
        }
    }
}

/// Translates `nullable` to JSON Schema. As in OpenAPI 3.0, it has no effect without a `type` beside it.
fn translate_nullable(node: &mut Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(translate_nullable),
        Value::Object(schema) => {
            schema.values_mut().for_each(translate_nullable);
            if schema.get("nullable") == Some(&Value::Bool(true)) && schema.contains_key("type") {
                let not_null = std::mem::take(schema);
                schema.insert("anyOf".to_owned(), json!([{ "type": "null" }, not_null]));
            }
        }
        _ => {}
    }
}

/// Whether a variant is for values of another JSON type. The spec allows null beside a reference with `enum: [null]`.
fn is_of_another_type(error: &ValidationError<'_>, inner: &ValidationError<'_>) -> bool {
    let is_type = match inner.kind() {
        Kind::Type { .. } => true,
        Kind::Enum { options } => **options == json!([null]),
        _ => false,
    };
    is_type && inner.instance_path() == error.instance_path()
}

/// An operation of the document.
#[derive(Clone, Debug)]
pub struct Operation<'s> {
    /// The document that defines it.
    pub spec: &'s Spec,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path, with its placeholders.
    pub path: &'s str,
    item: &'s Value,
    node: &'s Value,
}

impl<'s> Operation<'s> {
    /// The `operationId`.
    pub fn id(&self) -> &'s str {
        self.node["operationId"].as_str().unwrap_or_default()
    }

    /// The name for findings: id, method and path.
    pub fn name(&self) -> String {
        format!("{} ({} {})", self.id(), self.method, self.path)
    }

    /// The parameters, including those of the path item.
    pub fn parameters(&self) -> Vec<Parameter<'s>> {
        let lists = [&self.item["parameters"], &self.node["parameters"]];
        let nodes = lists.into_iter().filter_map(Value::as_array).flatten();
        nodes.map(|node| Parameter { spec: self.spec, node }).collect()
    }

    /// Returns a parameter by its name.
    pub fn parameter(&self, name: &str) -> Parameter<'s> {
        let found = self.parameters().into_iter().find(|parameter| parameter.name() == name);
        found.unwrap_or_else(|| panic!("{} has no parameter {name}", self.name()))
    }

    /// The parameters of the query.
    pub fn query(&self) -> impl Iterator<Item = Parameter<'s>> {
        self.parameters().into_iter().filter(|parameter| parameter.place() == "query")
    }

    /// Whether a successful response has a list of resources under `data`.
    pub fn is_list(&self) -> bool {
        let schema = self.successes().next().map_or(&Value::Null, |response| self.spec.resolve(response.schema()));
        schema["properties"]["data"]["type"] == "array"
    }

    /// Whether it requires a bearer token.
    pub fn wants_bearer(&self) -> bool {
        let required = self.node.get("security").unwrap_or(&self.spec.document["security"]);
        let schemes = &self.spec.document["components"]["securitySchemes"];
        let is_bearer = |scheme: &Value| scheme["type"] == "http" && scheme["scheme"] == "bearer";
        let mut names = required.as_array().into_iter().flatten().flat_map(entries);
        names.any(|(name, _)| is_bearer(&schemes[name.as_str()]))
    }

    /// The schema of the request body, if there is one.
    pub fn body_schema(&self) -> Option<&'s Value> {
        self.node["requestBody"]["content"]["application/json"].get("schema")
    }

    /// Whether a request body is required.
    pub fn requires_body(&self) -> bool {
        self.node["requestBody"]["required"] == true
    }

    /// The examples of the request body, by name.
    pub fn body_examples(&self) -> Vec<(&'s str, &'s Value)> {
        examples(&self.node["requestBody"])
    }

    /// The responses, one for each status or range of statuses.
    pub fn responses(&self) -> Vec<Response<'s>> {
        entries(&self.node["responses"]).map(|(status, node)| Response { status, node }).collect()
    }

    /// The response for a status: its own, or that of its range.
    pub fn response_to(&self, status: u16) -> Option<Response<'s>> {
        let keys = [status.to_string(), format!("{}XX", status / 100)];
        keys.iter().find_map(|key| self.responses().into_iter().find(|response| response.status == key))
    }

    /// The responses of success.
    pub fn successes(&self) -> impl Iterator<Item = Response<'s>> {
        self.responses().into_iter().filter(Response::is_success)
    }

    /// The first response of success.
    pub fn success(&self) -> Response<'s> {
        self.successes().next().unwrap_or_else(|| panic!("{} has no successful response", self.name()))
    }
}

/// A parameter of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Parameter<'s> {
    spec: &'s Spec,
    node: &'s Value,
}

impl<'s> Parameter<'s> {
    /// The name, as sent.
    pub fn name(&self) -> &'s str {
        self.node["name"].as_str().unwrap_or_default()
    }

    /// `path`, `query` or `header`.
    pub fn place(&self) -> &'s str {
        self.node["in"].as_str().unwrap_or_default()
    }

    /// Whether every request must have it.
    pub fn is_required(&self) -> bool {
        self.node["required"] == true
    }

    /// The schema as written, which may be a reference.
    pub fn schema_node(&self) -> &'s Value {
        &self.node["schema"]
    }

    /// The schema, its reference followed.
    pub fn schema(&self) -> &'s Value {
        self.spec.resolve(self.schema_node())
    }

    /// The example.
    pub fn example(&self) -> &'s Value {
        &self.node["example"]
    }

    /// The separator of the items of an array; `None` if each item is a parameter.
    pub fn separator(&self) -> Option<&'static str> {
        let separator = match self.node["style"].as_str() {
            Some("spaceDelimited") => " ",
            Some("pipeDelimited") => "|",
            _ => ",",
        };
        (self.node["explode"] == false).then_some(separator)
    }

    /// The schema of the items of an array, or else the schema itself.
    pub fn item_schema(&self) -> &'s Value {
        self.schema().get("items").map_or(self.schema(), |items| self.spec.resolve(items))
    }

    /// The members of an enumeration.
    pub fn members(&self) -> Vec<Value> {
        self.item_schema()["enum"].as_array().cloned().unwrap_or_default()
    }
}

/// A response of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Response<'s> {
    /// The status, or a range such as `5XX`.
    pub status: &'s str,
    node: &'s Value,
}

impl<'s> Response<'s> {
    /// The statuses that it describes; of a range, the common ones and the last.
    pub fn statuses(&self) -> Vec<u16> {
        match (self.status.parse(), self.status.chars().next().and_then(|digit| digit.to_digit(10))) {
            (Ok(status), _) => vec![status],
            (Err(_), Some(digit)) => [0, 2, 3, 4, 99].map(|status| digit as u16 * 100 + status).to_vec(),
            (Err(_), None) => Vec::new(),
        }
    }

    /// Whether it is a success.
    pub fn is_success(&self) -> bool {
        self.status.starts_with('2')
    }

    /// Whether it has a body.
    pub fn has_body(&self) -> bool {
        self.schema().is_object()
    }

    /// The schema of the body.
    pub fn schema(&self) -> &'s Value {
        &self.node["content"]["application/json"]["schema"]
    }

    /// The examples of the body, by name.
    pub fn examples(&self) -> Vec<(&'s str, &'s Value)> {
        examples(self.node)
    }

    /// The headers, each with its schema and its example as text.
    pub fn headers(&self) -> Vec<(&'s str, &'s Value, String)> {
        let headers = entries(&self.node["headers"]);
        headers.map(|(name, node)| (name.as_str(), &node["schema"], node["example"].to_string())).collect()
    }
}

fn examples(body: &Value) -> Vec<(&str, &Value)> {
    let named = entries(&body["content"]["application/json"]["examples"]);
    named.map(|(name, node)| (name.as_str(), &node["value"])).collect()
}

/// The variants of a `oneOf` or `anyOf`.
pub fn variants(schema: &Value) -> Vec<&Value> {
    ["oneOf", "anyOf"].into_iter().filter_map(|choice| schema[choice].as_array()).flatten().collect()
}

/// Whether an object must have a property.
pub fn is_required(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().is_some_and(|names| names.iter().any(|other| other == name))
}

/// The entries of an object; none of anything else.
pub fn entries(node: &Value) -> impl Iterator<Item = (&String, &Value)> {
    node.as_object().into_iter().flat_map(Map::iter)
}

/// The JSON type of a value.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
