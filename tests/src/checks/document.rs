//! Is the document at one with itself?

use serde_json::Value;

use super::Suite;
use crate::spec::{Spec, entries};

pub(super) async fn findings(suite: &Suite<'_>) -> Vec<String> {
    let mut findings = examples(suite.spec);
    for (name, schema) in entries(&suite.spec.document()["components"]["schemas"]) {
        findings.extend(discriminator(suite.spec, name, schema));
    }
    findings
}

/// Examples are what callers copy and what many of the checks begin with: each is there, and fits.
fn examples(spec: &Spec) -> Vec<String> {
    let (mut findings, mut with_schema) = (Vec::new(), Vec::new());
    let mut judge = |about: String, schema: &Value, example: &Value| {
        findings.extend(spec.violations(schema, example).into_iter().map(|text| format!("{about} {text}")));
    };
    for operation in spec.operations() {
        for parameter in operation.parameters() {
            let about = format!("{} {}", operation.name(), parameter.name());
            with_schema.push((about.clone(), parameter.schema_node()));
            judge(about, parameter.schema(), parameter.example());
        }
        for (name, example) in operation.body_examples() {
            judge(format!("{} {name}", operation.name()), operation.body_schema().unwrap_or(&Value::Null), example);
        }
        for response in operation.responses() {
            with_schema.push((format!("{} {}", operation.name(), response.status), response.schema()));
            for (name, example) in response.examples() {
                judge(format!("{} {} {name}", operation.name(), response.status), response.schema(), example);
            }
        }
    }
    for (name, header) in entries(&spec.document()["components"]["headers"]) {
        judge(name.clone(), &header["schema"], &header["example"]);
        with_schema.push((name.clone(), &header["schema"]));
    }
    with_examples(&spec.document()["components"]["schemas"], &mut |schema, example| {
        judge(format!("the schema with the example {example}"), schema, example);
    });
    findings.extend(with_schema.iter().filter(|(_, it)| it.is_null()).map(|(name, _)| format!("{name} has no schema")));
    for operation in spec.operations() {
        let name = operation.name();
        if operation.body_schema().is_some() == operation.body_examples().is_empty() {
            findings.push(format!("{name} has a body without an example, or the reverse"));
        }
        for response in operation.responses().iter().filter(|response| response.examples().is_empty()) {
            findings.push(format!("{name} {} has no example", response.status));
        }
    }
    findings
}

/// Hands each schema that has an example to a closure.
fn with_examples(node: &Value, judge: &mut dyn FnMut(&Value, &Value)) {
    if let Some(example) = node.get("example").filter(|_| node.get("type").is_some_and(Value::is_string)) {
        judge(node, example);
    }
    let items = node.as_array().into_iter().flatten();
    entries(node).map(|(_, node)| node).chain(items).for_each(|node| with_examples(node, judge));
}

/// What the discriminator leads to takes that value of the property, and no other.
fn discriminator(spec: &Spec, name: &str, schema: &Value) -> Vec<String> {
    let Some(discriminator) = schema.get("discriminator") else { return Vec::new() };
    let property = discriminator["propertyName"].as_str().unwrap_or_default();
    let mut findings = Vec::new();
    let mut targets = Vec::new();
    for (value, target) in entries(&discriminator["mapping"]) {
        let variant = target.as_str().and_then(|target| spec.document().pointer(target.strip_prefix('#')?));
        let values = variant.map(|variant| &variant["properties"][property]["enum"]);
        if values.and_then(Value::as_array).is_none_or(|values| *values != [Value::from(value.as_str())]) {
            findings.push(format!("{name}: the discriminator leads {value} to {target}, which has other values"));
        }
        targets.push(target);
    }
    let choices = schema["oneOf"].as_array().into_iter().flatten();
    for choice in choices.filter(|choice| !targets.contains(&&choice["$ref"])) {
        findings.push(format!("{name}: the discriminator does not lead to {}", choice["$ref"]));
    }
    findings
}
