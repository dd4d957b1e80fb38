//! The OpenAPI document as the tests see it.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::{Draft, Validator};
use plannr_sdk::Uuid;
use serde_json::{Map, Value, json};

static SHIPPED: LazyLock<Spec> = LazyLock::new(|| {
    Spec::parse(plannr_sdk::OPENAPI).unwrap_or_else(|problem| panic!("the spec in the crate is not YAML: {problem}"))
});

/// An OpenAPI 3.0 document.
#[derive(Debug)]
pub struct Spec {
    document: Value,
    /// To make one takes longer than to ask it a hundred times.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Spec {
    /// The one that ships in the crate.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads one from YAML.
    pub fn parse(yaml: &str) -> Result<Self, String> {
        serde_yaml_ng::from_str(yaml).map(Self::from_document).map_err(|error| error.to_string())
    }

    /// Takes a document that was read already, and maybe changed.
    pub fn from_document(document: Value) -> Self {
        Self { document, validators: Mutex::default() }
    }

    /// The document as it is.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// All operations, in the order of the document's paths.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let mut operations = Vec::new();
        for (path, item) in entries(&self.document["paths"]) {
            for (method, node) in entries(item).filter(|(_, node)| node.get("responses").is_some()) {
                operations.push(Operation { spec: self, method: method.to_uppercase(), path, item, node });
            }
        }
        operations
    }

    /// A schema of the components.
    pub fn schema(&self, name: &str) -> &Value {
        let schema = self.document["components"]["schemas"].get(name);
        schema.unwrap_or_else(|| panic!("the spec has no schema {name}"))
    }

    /// The node itself, or what it refers to.
    pub fn resolve<'s>(&'s self, node: &'s Value) -> &'s Value {
        let target = node["$ref"].as_str().and_then(|target| self.document.pointer(target.strip_prefix('#')?));
        target.map_or(node, |target| self.resolve(target))
    }

    /// What is wrong with a value, by a schema of this document; formats count.
    pub fn violations(&self, schema: &Value, value: &Value) -> Vec<String> {
        let describe = |error: jsonschema::ValidationError<'_>| format!("at `{}`: {error}", error.instance_path());
        self.validator(schema).iter_errors(value).map(describe).collect()
    }

    /// Whether a value fits a schema of this document.
    pub fn fits(&self, schema: &Value, value: &Value) -> bool {
        self.validator(schema).is_valid(value)
    }

    pub(crate) fn validator(&self, schema: &Value) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(validators.entry(schema.to_string()).or_insert_with(|| Arc::new(self.make_validator(schema))))
    }

    fn make_validator(&self, schema: &Value) -> Validator {
        // No schema says nothing.
        let schema = if schema.is_null() { &json!({}) } else { schema };
        let mut whole =
            json!({ "allOf": [schema], "components": { "schemas": self.document["components"]["schemas"] } });
        translate_nullable(&mut whole);
        jsonschema::options()
            // The draft that OpenAPI 3.0 is an extension of.
            .with_draft(Draft::Draft4)
            .should_validate_formats(true)
            .with_format("uuid", |text: &str| text.len() == 36 && Uuid::try_parse(text).is_ok())
            .build(&whole)
            .unwrap_or_else(|error| panic!("a schema of the spec is not valid: {error}"))
    }
}

/// OpenAPI's `nullable` in the words of JSON Schema. Like there, it has no effect without a `type` beside it.
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

/// An operation of the document.
#[derive(Clone, Debug)]
pub struct Operation<'s> {
    /// The document that it is of.
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

    /// What a finding calls it: id, method and path.
    pub fn name(&self) -> String {
        format!("{} ({} {})", self.id(), self.method, self.path)
    }

    /// The parameters, those of the path item included.
    pub fn parameters(&self) -> Vec<Parameter<'s>> {
        let lists = [&self.item["parameters"], &self.node["parameters"]];
        let nodes = lists.into_iter().filter_map(Value::as_array).flatten();
        nodes.map(|node| Parameter { spec: self.spec, node: self.spec.resolve(node) }).collect()
    }

    /// Whether a bearer token is demanded.
    pub fn wants_bearer(&self) -> bool {
        let demanded = self.node.get("security").unwrap_or(&self.spec.document["security"]);
        let schemes = &self.spec.document["components"]["securitySchemes"];
        let names = demanded.as_array().into_iter().flatten().flat_map(entries).map(|(name, _)| name);
        let is_bearer = |scheme: &Value| scheme["type"] == "http" && scheme["scheme"] == "bearer";
        names.into_iter().any(|name| is_bearer(&schemes[name.as_str()]))
    }

    /// What stands under `content` of the request body: the media types.
    pub fn body_content(&self) -> &'s Value {
        &self.spec.resolve(&self.node["requestBody"])["content"]
    }

    /// The schema of the request body, if there is one.
    pub fn body_schema(&self) -> Option<&'s Value> {
        self.body_content()["application/json"].get("schema")
    }

    /// The examples of the request body, by name.
    pub fn body_examples(&self) -> Vec<(&'s str, &'s Value)> {
        examples(self.spec, self.body_content())
    }

    /// The responses, one for each status or range of them.
    pub fn responses(&self) -> Vec<Response<'s>> {
        entries(&self.node["responses"])
            .map(|(status, node)| Response { spec: self.spec, status, node: self.spec.resolve(node) })
            .collect()
    }

    /// Whether there must be a request body.
    pub fn demands_body(&self) -> bool {
        self.spec.resolve(&self.node["requestBody"])["required"] == true
    }

    /// The response to a status: its own, or that of its range.
    pub fn response_to(&self, status: u16) -> Option<Response<'s>> {
        let range = format!("{}XX", status / 100);
        let responses = self.responses();
        let find = |key: &str| responses.iter().find(|response| response.status == key).copied();
        find(&status.to_string()).or_else(|| find(&range))
    }

    /// The response of success, if there is one.
    pub fn find_success(&self) -> Option<Response<'s>> {
        self.responses().into_iter().find(|response| response.status.starts_with('2'))
    }

    /// The response of success.
    pub fn success(&self) -> Response<'s> {
        self.find_success().unwrap_or_else(|| panic!("{} has no response of success", self.name()))
    }
}

/// A parameter of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Parameter<'s> {
    spec: &'s Spec,
    node: &'s Value,
}

impl<'s> Parameter<'s> {
    /// The document that it is of.
    pub fn spec(&self) -> &'s Spec {
        self.spec
    }

    /// The name, as it goes over the wire.
    pub fn name(&self) -> &'s str {
        self.node["name"].as_str().unwrap_or_default()
    }

    /// `path`, `query` or `header`.
    pub fn place(&self) -> &'s str {
        self.node["in"].as_str().unwrap_or_default()
    }

    /// Whether every request has it.
    pub fn is_required(&self) -> bool {
        self.node["required"] == true
    }

    /// The schema as it stands, which may be a reference.
    pub fn schema_node(&self) -> &'s Value {
        &self.node["schema"]
    }

    /// The schema, its reference followed.
    pub fn schema(&self) -> &'s Value {
        self.spec.resolve(&self.node["schema"])
    }

    /// The example.
    pub fn example(&self) -> &'s Value {
        &self.node["example"]
    }

    /// What stands between the items of an array that is written as one parameter; nothing, if each item is one.
    pub fn separator(&self) -> Option<&'static str> {
        let separator = match self.node["style"].as_str() {
            Some("spaceDelimited") => " ",
            Some("pipeDelimited") => "|",
            _ => ",",
        };
        (self.node["explode"] == false).then_some(separator)
    }

    /// What one of its values can be: the items' schema of an array, else the schema itself.
    pub fn item_schema(&self) -> &'s Value {
        self.schema().get("items").map_or(self.schema(), |items| self.spec.resolve(items))
    }
}

/// A response of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Response<'s> {
    spec: &'s Spec,
    /// The status, or a range of them such as `5XX`.
    pub status: &'s str,
    node: &'s Value,
}

impl<'s> Response<'s> {
    /// The statuses that are meant; of a range, those that are seen in the wild and the last.
    pub fn statuses(&self) -> Vec<u16> {
        match (self.status.parse(), self.status.chars().next().and_then(|digit| digit.to_digit(10))) {
            (Ok(status), _) => vec![status],
            (Err(_), Some(digit)) => [0, 2, 3, 4, 99].map(|status| digit as u16 * 100 + status).to_vec(),
            (Err(_), None) => Vec::new(),
        }
    }

    /// The schema of the body.
    pub fn schema(&self) -> &'s Value {
        &self.node["content"]["application/json"]["schema"]
    }

    /// The examples of the body, by name.
    pub fn examples(&self) -> Vec<(&'s str, &'s Value)> {
        examples(self.spec, &self.node["content"])
    }

    /// The schemas of the headers, by name.
    pub fn header_schemas(&self) -> Vec<(&'s str, &'s Value)> {
        let schema = |node: &'s Value| &self.spec.resolve(node)["schema"];
        entries(&self.node["headers"]).map(|(name, node)| (name.as_str(), schema(node))).collect()
    }

    /// The headers, with their examples as text.
    pub fn headers(&self) -> Vec<(&'s str, String)> {
        let text = |node: &Value| self.spec.resolve(node)["example"].to_string();
        entries(&self.node["headers"]).map(|(name, node)| (name.as_str(), text(node))).collect()
    }
}

fn examples<'s>(spec: &'s Spec, content: &'s Value) -> Vec<(&'s str, &'s Value)> {
    let named = entries(&content["application/json"]["examples"]);
    named.map(|(name, node)| (name.as_str(), &spec.resolve(node)["value"])).collect()
}

/// The variants of a choice; none of what is no choice.
pub fn branches(schema: &Value) -> Vec<&Value> {
    ["oneOf", "anyOf"].into_iter().filter_map(|choice| schema[choice].as_array()).flatten().collect()
}

/// Whether an object must have a property.
pub fn is_required(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().is_some_and(|names| names.iter().any(|other| other == name))
}

/// The entries of an object; none of what is no object.
pub fn entries(node: &Value) -> impl Iterator<Item = (&String, &Value)> {
    node.as_object().into_iter().flat_map(Map::iter)
}

/// The same value without what is null, at any depth: to the contract, null and absent are the same.
pub fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        Value::Object(entries) => {
            let kept = entries.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name.clone(), without_nulls(value))).collect())
        }
        other => other.clone(),
    }
}
