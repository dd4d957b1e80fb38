//! Does every example fit its schema, and is every discriminator right?

use serde_json::Value;

use super::{Findings, Suite};
use crate::spec::{Spec, entries, variants};

pub(super) fn check(suite: &Suite<'_>, findings: &mut Findings) {
    visit(suite.spec, suite.spec.document(), "", findings);
}

fn visit(spec: &Spec, node: &Value, at: &str, findings: &mut Findings) {
    let resolved = |node| spec.resolve(node);
    let examples = entries(&node["examples"]).map(|(_, example)| &resolved(example)["value"]);
    let examples: Vec<&Value> = examples.chain(node.get("example")).collect();
    // A schema may have an example of itself.
    match node.get("schema").or(node.get("type").is_some().then_some(node)) {
        Some(schema) => {
            for example in &examples {
                findings.extend(at, spec.violations(schema, example), &example.to_string());
            }
            if examples.is_empty() && node.get("schema").is_some() {
                findings.add(at, "it has a schema, but no example");
            }
        }
        None if examples.is_empty() || at == "/components" => {}
        None => findings.add(at, "it has an example, but no schema"),
    }
    match (node["x-evidence"].as_str(), node.get("x-evidence-reason")) {
        (None | Some("documented"), None) | (Some("inferred"), Some(_)) => {}
        _ => findings.add(at, "x-evidence is `documented`, or `inferred` with a reason"),
    }
    if let Some(discriminator) = node.get("discriminator") {
        check_discriminator(spec, node, discriminator, at, findings);
    }
    let items = node.as_array().into_iter().flatten().enumerate().map(|(n, item)| (n.to_string(), item));
    let children = entries(node).map(|(key, child)| (key.clone(), child)).chain(items);
    for (key, child) in children.filter(|(key, _)| !["example", "examples"].contains(&key.as_str())) {
        visit(spec, child, &format!("{at}/{key}"), findings);
    }
}

/// Each value leads to a variant that takes only that value, and no variant is left out.
fn check_discriminator(spec: &Spec, schema: &Value, discriminator: &Value, at: &str, findings: &mut Findings) {
    let property = discriminator["propertyName"].as_str().unwrap_or_default();
    let targets: Vec<_> = entries(&discriminator["mapping"]).collect();
    for (value, target) in &targets {
        let variant = target.as_str().and_then(|target| spec.document().pointer(target.strip_prefix('#')?));
        if variant.is_none_or(|variant| variant["properties"][property]["enum"] != Value::from_iter([value.as_str()])) {
            findings.add(at, format!("the discriminator leads {value} to {target}, which takes other values"));
        }
    }
    for variant in
        variants(schema).iter().filter(|variant| !targets.iter().any(|(_, target)| **target == variant["$ref"]))
    {
        findings.add(at, format!("the discriminator does not lead to {}", variant["$ref"]));
    }
}
