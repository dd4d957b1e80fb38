//! The spec as the mock server needs it.

#[path = "../../build/openapi.rs"]
pub(super) mod openapi;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use self::openapi::{Document, entries, items};
use super::request::ReceivedRequest;
use super::response::MockResponse;

/// The operations that the mock server implements, by their ids in the spec.
pub(super) const LIST: &str = "listContactDetails";
pub(super) const CREATE: &str = "createContactDetail";
pub(super) const UPDATE: &str = "updateContactDetail";
pub(super) const LIST_ACCOUNTS: &str = "listAccounts";
pub(super) const SHOW_ACCOUNT: &str = "showAccount";
pub(super) const LIST_LOGINS: &str = "listLogins";

/// Read once per process: a test suite starts many mock servers.
static DOCUMENT: LazyLock<Result<Document, String>> =
    LazyLock::new(|| serde_json::from_str(crate::OPENAPI).map(Document::new).map_err(|error| error.to_string()));
static SPEC: LazyLock<Result<Spec, String>> = LazyLock::new(|| DOCUMENT.as_ref().map_err(Clone::clone).map(Spec::new));

pub(super) struct Spec {
    document: &'static Document,
    operations: Vec<Operation>,
    /// The attributes of the accounts in the examples of lists.
    pub(super) slim_account: BTreeSet<&'static String>,
}

pub(super) struct Operation {
    pub(super) spec: openapi::Operation<'static>,
    pub(super) query: Vec<Field>,
    /// The fields of the body for each `type` that it can have.
    bodies: Vec<(&'static str, Vec<Field>)>,
}

/// A parameter of the query, or a field of a body.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) is_required: bool,
    /// The schema, its reference resolved.
    pub(super) schema: &'static Value,
}

impl Spec {
    pub(super) fn get() -> Result<&'static Self, String> {
        SPEC.as_ref().map_err(Clone::clone)
    }

    fn new(document: &'static Document) -> Self {
        let operations = document.operations().map(|spec| {
            let query = spec.parameters().filter(|parameter| parameter["in"] == "query");
            let query = query.chain(items(&spec.node["x-parameter-templates"])).map(|parameter| {
                Field::new(document, parameter["name"].as_str().unwrap_or_default(), &parameter["schema"], false)
            });
            let body = spec.body().map(|schema| document.resolve(schema)).into_iter();
            let variants = body.flat_map(|body| match &body["oneOf"] {
                Value::Array(variants) => variants.iter().map(|variant| document.resolve(variant)).collect(),
                _ => vec![body],
            });
            let bodies = variants.map(|variant| {
                let kind = variant["properties"]["type"]["enum"][0].as_str().unwrap_or_default();
                (kind, fields(document, variant))
            });
            Operation { spec, query: query.collect(), bodies: bodies.collect() }
        });
        let listed = examples(document).flat_map(|page| items(&page["data"]));
        let attributes = listed.flat_map(|detail| items(&detail["accounts"])).flat_map(entries);
        let slim_account = attributes.map(|(name, _)| name).collect();
        Self { operations: operations.collect(), document, slim_account }
    }

    /// The operation of a request, and the values of the placeholders in its path.
    ///
    /// Laravel sends 404 for an unknown path and 405 for a path that has other methods. It serves HEAD where it serves
    /// GET, and responds to OPTIONS itself.
    pub(super) fn route<'r>(&self, request: &'r ReceivedRequest) -> Result<(&Operation, Vec<&'r str>), MockResponse> {
        let path = request.path().trim_matches('/');
        let on_path = self.operations.iter().filter_map(|operation| Some((operation, operation.placeholders(path)?)));
        let on_path: Vec<_> = on_path.collect();
        if on_path.is_empty() {
            return Err(MockResponse::message(404, &format!("The route {path} could not be found.")));
        }
        let methods: Vec<_> = on_path.iter().map(|(operation, _)| operation.spec.method.to_uppercase()).collect();
        let (method, methods) = (request.method(), methods.join(", ").replace("GET", "GET, HEAD"));
        let served = if method == "HEAD" { "GET" } else { method };
        on_path.into_iter().find(|(operation, _)| operation.spec.method.eq_ignore_ascii_case(served)).ok_or_else(|| {
            let text = format!("The {method} method is not supported for route {path}. Supported methods: {methods}.");
            let options = MockResponse::raw(200, &[("Content-Type", "text/html; charset=UTF-8")], "");
            let response = if method == "OPTIONS" { options } else { MockResponse::message(405, &text) };
            response.with_header("Allow", methods)
        })
    }

    /// The fields of the body of an operation, for a `type`. An unknown type has those of another one.
    pub(super) fn fields(&self, id: &str, kind: &str) -> &[Field] {
        let bodies = self.operations.iter().find(|operation| operation.spec.id() == id).map(|one| &*one.bodies);
        let bodies = bodies.unwrap_or_default();
        let body = bodies.iter().find(|(known, _)| *known == kind).or(bodies.first());
        body.map(|(_, fields)| &**fields).unwrap_or_default()
    }

    /// Follows the reference of a schema.
    pub(super) fn resolve<'s>(&'s self, schema: &'s Value) -> &'s Value {
        self.document.resolve(schema)
    }

    /// The relations that a list of accounts can include.
    pub(super) fn relations_of_accounts(&self) -> Vec<&str> {
        let names = items(&self.document.root["components"]["schemas"]["AccountInclude"]["enum"]);
        names.filter_map(Value::as_str).collect()
    }

    /// An object with all fields of a schema, all empty.
    pub(super) fn empty(&self, schema: &str) -> Map<String, Value> {
        let empty = |schema: &Value| match schema["type"].as_str() {
            Some("array") => json!([]),
            Some("boolean") => json!(false),
            _ if schema["nullable"] == true => Value::Null,
            _ => schema["example"].clone(),
        };
        entries(&self.document.root["components"]["schemas"][schema]["properties"])
            .filter(|(_, schema)| schema.get("$ref").is_none())
            .map(|(name, schema)| (name.clone(), empty(schema)))
            .collect()
    }

    /// The accounts in the spec's examples of single contact details: its example requests name them as owners.
    pub(super) fn example_accounts(&self) -> impl Iterator<Item = &Map<String, Value>> {
        examples(self.document).flat_map(|example| items(&example["accounts"])).filter_map(Value::as_object)
    }

    /// The rate limit of a user in requests per minute; no limit if the spec has none.
    pub(super) fn quota(&self) -> u32 {
        let quota = self.document.root["x-rate-limit"]["requests-per-minute"].as_u64();
        quota.and_then(|quota| quota.try_into().ok()).unwrap_or(u32::MAX)
    }

    /// The account in the example of the account header.
    pub(super) fn example_login(&self) -> Option<&Value> {
        let mut headers = self.operations.iter().flat_map(Operation::headers);
        headers.next().map(|header| &header["example"])
    }
}

impl Field {
    fn new(document: &'static Document, name: &'static str, schema: &'static Value, is_required: bool) -> Self {
        Self { name, is_required, schema: document.resolve(schema) }
    }

    /// The part of a name that is the caller's, if the name is this one's: `pet_name` in `filter[custom_field:pet_name]`.
    /// Other names have an empty part.
    pub(super) fn part<'n>(&self, name: &'n str) -> Option<&'n str> {
        match self.name.split_once('{').and_then(|(start, rest)| Some((start, rest.split_once('}')?.1))) {
            Some((start, end)) => name.strip_prefix(start)?.strip_suffix(end),
            None => (self.name == name).then_some(""),
        }
    }
}

impl Operation {
    /// Whether the items of a list have a field.
    pub(super) fn lists_field(&self, spec: &Spec, field: &str) -> bool {
        self.spec.results().any(|page| {
            let page = spec.resolve(page);
            spec.resolve(&page["properties"]["data"]["items"])["properties"].get(field).is_some()
        })
    }

    pub(super) fn headers(&self) -> impl Iterator<Item = &'static Value> {
        self.spec.parameters().filter(|parameter| parameter["in"] == "header")
    }

    /// The status of a successful response; 200, if the spec has only a range.
    pub(super) fn success(&self) -> u16 {
        let mut statuses = self.spec.responses().filter_map(|(status, _)| status.parse().ok());
        statuses.find(|status| (200..300).contains(status)).unwrap_or(200)
    }

    /// The values of the placeholders in a path; `None` if the path is another one.
    fn placeholders<'p>(&self, path: &'p str) -> Option<Vec<&'p str>> {
        let (template, path): (Vec<_>, Vec<_>) =
            (self.spec.path.trim_matches('/').split('/').collect(), path.split('/').collect());
        let others = template.iter().zip(&path).filter(|(expected, actual)| expected != actual);
        let values = others.map(|(expected, actual)| expected.starts_with('{').then_some(*actual));
        values.collect::<Option<_>>().filter(|_| template.len() == path.len())
    }
}

fn examples(document: &Document) -> impl Iterator<Item = &Value> {
    entries(&document.root["components"]["examples"]).map(|(_, example)| &example["value"])
}

/// The fields of an object, the required ones first.
fn fields(document: &'static Document, schema: &'static Value) -> Vec<Field> {
    let required: Vec<_> = items(&schema["required"]).filter_map(Value::as_str).collect();
    let optional = entries(&schema["properties"]).map(|(name, _)| &**name).filter(|name| !required.contains(name));
    let names = required.iter().copied().chain(optional);
    names.map(|name| Field::new(document, name, &schema["properties"][name], required.contains(&name))).collect()
}
