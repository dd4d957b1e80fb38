//! Renders the spec as a single-file reference page.

use anyhow::{Result, bail, ensure};
use serde_yaml_ng::Value;
use xshell::{Shell, cmd};

use crate::openapi::Document;
use crate::specs;

/// The script `reference` in `openapi/package.json` renders `MARKED` as `PAGE`.
const MARKED: &str = "target/docs/reference.yaml";
const PAGE: &str = "target/docs/reference.html";

/// The template tells browsers to load nothing that the page does not contain.
const POLICY: &str = "default-src 'none'";
/// Redoc links its logo, which the policy would show as a broken image.
const LOGO: &str = "https://cdn.redoc.ly/redoc/";

pub(crate) fn run(sh: &Shell, arguments: &[&str]) -> Result<()> {
    ensure!(arguments.is_empty(), "usage: cargo xtask docs");
    let specs = specs()?;
    sh.write_file(MARKED, serde_yaml_ng::to_string(&marked(specs.whole))?)?;
    cmd!(sh, "npm --prefix openapi ci --prefer-offline --no-audit --no-fund").ignore_stdout().run()?;
    cmd!(sh, "npm --prefix openapi run reference").ignore_stdout().run()?;
    let page = sh.read_file(PAGE)?.replace(LOGO, "data:,");
    sh.write_file(PAGE, &page)?;
    check(&page, &specs.document)?;
    println!("{PAGE} written");
    Ok(())
}

/// Notes each inference in its description and lists all in the introduction. Redoc would not show the extension on
/// responses, whole bodies and schemas with variants.
fn marked(mut spec: Value) -> Value {
    let mut list = "## Inferences\n\nNo public page states these:\n".to_owned();
    mark(&mut spec, "", &mut list);
    describe(&mut spec["info"], &list);
    spec
}

fn mark(node: &mut Value, place: &str, list: &mut String) {
    if node.get("x-evidence").is_some_and(|evidence| evidence == "inferred") {
        let reason = node["x-evidence-reason"].as_str().unwrap_or_default().to_owned();
        let name = place.trim_start_matches(".components.").replace(".properties.", ".");
        *list += &format!("\n- `{name}`: {reason}");
        describe(node, &format!("**Inferred.** {reason}"));
    }
    if let Value::Mapping(members) = node {
        // Redoc does not know these parameters.
        if let Some(Value::Sequence(templates)) = members.remove("x-parameter-templates")
            && let Some(Value::Sequence(parameters)) = members.get_mut("parameters")
        {
            parameters.extend(templates);
        }
        // Redoc shows "one of this and null" as two variants and drops the description.
        let variants = members.get("oneOf").and_then(Value::as_sequence).cloned().unwrap_or_default();
        if variants.len() == 2
            && variants[1].get("enum").is_some_and(|values| values[0].is_null())
            && members.remove("oneOf").is_some()
        {
            members.extend([("allOf".into(), variants[..1].into()), ("nullable".into(), true.into())]);
        }
        for (key, member) in members.iter_mut() {
            mark(member, &format!("{place}.{}", key.as_str().unwrap_or_default()), list);
        }
    } else if let Value::Sequence(items) = node {
        items.iter_mut().for_each(|item| mark(item, place, list));
    }
}

fn describe(node: &mut Value, paragraph: &str) {
    let present = node.get("description").and_then(Value::as_str).unwrap_or_default();
    node["description"] = format!("{}\n\n{paragraph}", present.trim_end()).trim_start().into();
}

fn check(page: &str, document: &Document) -> Result<()> {
    let head = page.split("</head>").next().unwrap_or_default();
    ensure!(head.contains(POLICY), "{PAGE} allows browsers to load other files: see openapi/reference.hbs");
    match document.operations().find(|one| !page.contains(&format!("\"operationId\":\"{}\"", one.id()))) {
        Some(missing) => bail!("{PAGE} does not show {}", missing.id()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]

    use super::*;

    #[test]
    fn an_inference_is_described_and_listed() {
        let property = "{x-evidence: inferred, x-evidence-reason: Seen., oneOf: [{$ref: b}, {enum: [null]}]}";
        let spec = format!(
            "info: {{description: An API.}}\ncomponents: {{schemas: {{A: {{properties: {{a: {property}}}}}}}}}"
        );
        let spec = marked(serde_yaml_ng::from_str(&spec).unwrap());
        let property = &spec["components"]["schemas"]["A"]["properties"]["a"];
        assert_eq!(property["description"], "**Inferred.** Seen.");
        assert!(property["allOf"][0]["$ref"] == "b" && property["nullable"] == true && property.get("oneOf").is_none());
        let introduction = spec["info"]["description"].as_str().unwrap();
        assert!(introduction.starts_with("An API.\n\n## ") && introduction.ends_with("\n- `schemas.A.a`: Seen."));
    }

    #[test]
    fn a_page_without_policy_or_operation_fails() {
        let document = Document::new(serde_json::json!({ "paths": { "/a": { "get": { "operationId": "listAs" } } } }));
        let head = format!("<head>{POLICY}</head>");
        assert!(check(&format!("{head}\"operationId\":\"listAs\""), &document).is_ok());
        assert!(check(&head, &document).is_err_and(|error| error.to_string().contains("listAs")));
        assert!(check("\"operationId\":\"listAs\"", &document).is_err());
    }
}
