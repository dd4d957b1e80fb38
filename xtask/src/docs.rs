//! Makes a reference page of the spec: one file, which a browser shows as it is, without asking anybody for anything.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_yaml_ng::Value;

use crate::openapi::Document;
use crate::{Outcome, SPEC, committed, root};

/// Where the pages go: the script `reference` of `openapi/package.json` makes the second of the first.
const OUT: &str = "target/docs";
const MARKED: &str = "contact-details.yaml";
const PAGE: &str = "contact-details.html";

/// The mark of what is inferred, and what comes before all of them together.
const INFERRED: &str = "**Inferred.**";
const LEGEND: &str = "## What is inferred\n\nOn no public page, with the reason why it is believed:\n";

/// Redoc would fetch its logo from its maker at each look at the page; so it finds an image without content.
const LOGO: (&str, &str) = ("https://cdn.redoc.ly/redoc/", "data:,");
/// With this in it, a browser loads nothing that is not in the page, whatever its scripts may ask for.
const NOTHING_FOREIGN: &str = "default-src 'none'";
const FOREIGN: [&str; 6] = ["src=\"http", "src=\"//", "href=\"http", "href=\"//", "@import", "url(http"];

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let [] = arguments else { return Err("cargo xtask docs".to_owned()) };
    let yaml = committed::read(SPEC)?;
    let document = Document::parse(&yaml).map_err(|error| error.in_file(SPEC).to_string())?;
    // In this form, the order of the document is kept.
    let mut spec: Value = serde_yaml_ng::from_str(&yaml).map_err(|error| format!("{SPEC}: {error}"))?;
    let mut inferred = LEGEND.to_owned();
    tell_evidence(&mut spec, "", &mut inferred);
    add_to_description(&mut spec["info"], &inferred);
    say_null_plainly(&mut spec);
    let marked = serde_yaml_ng::to_string(&spec).map_err(|error| format!("{SPEC}: {error}"))?;

    let out = root().join(OUT);
    let page = out.join(PAGE);
    fs::create_dir_all(&out).map_err(|error| format!("{OUT}: {error}"))?;
    write(&out.join(MARKED), &marked)?;
    npm(&["ci", "--prefer-offline", "--no-audit", "--no-fund"])?;
    npm(&["run", "reference"])?;

    let html = fs::read_to_string(&page).map_err(|error| format!("{OUT}/{PAGE}: {error}"))?;
    let html = html.replace(LOGO.0, LOGO.1);
    write(&page, &html)?;
    let faults = faults(&html, &document);
    if !faults.is_empty() {
        return Err(format!("{OUT}/{PAGE} is not as it should be:\n  {}", faults.join("\n  ")));
    }
    println!("{OUT}/{PAGE} written");
    Ok(())
}

/// Says in the description of each inferred node that it is, and why, and adds a line to the list of them all. Redoc
/// could show the extensions as they are, but shows none of a response, of a whole body, or of a schema with variants.
fn tell_evidence(node: &mut Value, at: &str, inferred: &mut String) {
    if node.get("x-evidence").is_some_and(|evidence| evidence == "inferred") {
        let reason = node.get("x-evidence-reason").and_then(Value::as_str).unwrap_or_default().to_owned();
        let name = at.trim_start_matches("/components/").replace("/properties/", ".");
        inferred.push_str(&format!("\n- `{name}`: {reason}"));
        add_to_description(node, &format!("{INFERRED} {reason}"));
    }
    match node {
        Value::Mapping(entries) => {
            for (name, child) in entries.iter_mut() {
                tell_evidence(child, &format!("{at}/{}", name.as_str().unwrap_or_default()), inferred);
            }
        }
        Value::Sequence(items) => items.iter_mut().for_each(|item| tell_evidence(item, at, inferred)),
        _ => {}
    }
}

/// "One of this and of null" becomes "this, and maybe null". Of the first, Redoc makes two variants, the second of which
/// can be anything, and shows the description of the variant instead of the field's.
fn say_null_plainly(node: &mut Value) {
    match node {
        Value::Sequence(items) => items.iter_mut().for_each(say_null_plainly),
        Value::Mapping(entries) => entries.values_mut().for_each(say_null_plainly),
        _ => {}
    }
    if let Some([this, null]) = node.get("oneOf").and_then(Value::as_sequence).map(Vec::as_slice)
        && null.get("enum").and_then(Value::as_sequence).is_some_and(|values| *values == [Value::Null])
        && let this = this.clone()
        && let Some(entries) = node.as_mapping_mut()
    {
        entries.remove("oneOf");
        entries.insert("allOf".into(), Value::Sequence(vec![this]));
        entries.insert("nullable".into(), true.into());
    }
}

fn add_to_description(node: &mut Value, paragraph: &str) {
    let present = node.get("description").and_then(Value::as_str).unwrap_or_default();
    node["description"] = format!("{}\n\n{paragraph}", present.trim_end()).trim_start().into();
}

/// What is wrong with the page: an operation that it does not know, or something that a browser would load for it.
fn faults(html: &str, document: &Document) -> Vec<String> {
    let mut faults = Vec::new();
    let ids = document.operations().map(|operation| operation.id());
    for id in ids.filter(|id| !html.contains(&format!("\"operationId\":\"{id}\""))) {
        faults.push(format!("it does not know {id}"));
    }
    let markup = without_scripts(html);
    if !markup.split("</head>").next().is_some_and(|head| head.contains(NOTHING_FOREIGN)) {
        faults.push("it does not forbid browsers to load what is not in it".to_owned());
    }
    // What an `a` names is loaded when a reader wants it.
    let tags = markup.split('<').filter(|tag| !tag.starts_with("a "));
    let loading = tags.filter(|tag| FOREIGN.iter().any(|what| tag.contains(what)));
    faults
        .extend(loading.map(|tag| format!("it loads what is not in it: <{}", tag.lines().next().unwrap_or_default())));
    faults
}

/// The page without what its scripts hold, where the text of a tag is none.
fn without_scripts(html: &str) -> String {
    let mut pieces = html.split("<script");
    let before = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(before, |markup, script| {
        let (tag, rest) = script.split_once('>').unwrap_or((script, ""));
        let after = rest.split_once("</script>").map_or("", |(_, after)| after);
        format!("{markup}<script{tag}>{after}")
    })
}

/// Runs npm in the folder of the spec, whose pins it installs. What it says is shown if it fails.
fn npm(arguments: &[&str]) -> Outcome {
    let mut npm = Command::new("npm");
    let output = npm.args(arguments).current_dir(root().join("openapi")).stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("npm, which is part of Node.js: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(format!("{}npm {} failed", String::from_utf8_lossy(&said), arguments.join(" ")))
}

fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(paths: serde_json::Value) -> Document {
        Document::new(serde_json::json!({ "paths": paths }))
    }

    const HEAD: &str = "<head><meta content=\"default-src 'none'\"></head>";

    fn yaml(text: &str) -> Value {
        serde_yaml_ng::from_str(text).unwrap_or_default()
    }

    #[test]
    fn what_is_inferred_says_so_with_its_reason_in_its_place_and_in_the_list() {
        let mut spec = yaml(
            "components: {schemas: {A: {properties: {a: {description: One., x-evidence: inferred, x-evidence-reason: So.}}}}}\n\
             b: {x-evidence: inferred, x-evidence-reason: Thus.}\n\
             c: {x-evidence: documented}",
        );
        let mut inferred = String::new();
        tell_evidence(&mut spec, "", &mut inferred);
        assert_eq!(inferred, "\n- `schemas/A.a`: So.\n- `/b`: Thus.");
        assert_eq!(spec["components"]["schemas"]["A"]["properties"]["a"]["description"], "One.\n\n**Inferred.** So.");
        assert_eq!(spec["b"]["description"], "**Inferred.** Thus.");
        assert!(spec["c"].get("description").is_none());
    }

    #[test]
    fn one_of_this_and_of_null_is_this_and_maybe_null() {
        let mut spec = yaml("{a: {oneOf: [{$ref: b}, {enum: [null]}]}, c: {oneOf: [{$ref: b}, {$ref: d}]}}");
        say_null_plainly(&mut spec);
        assert_eq!(spec, yaml("{a: {allOf: [{$ref: b}], nullable: true}, c: {oneOf: [{$ref: b}, {$ref: d}]}}"));
    }

    #[test]
    fn a_page_that_loads_what_is_not_in_it_is_told() {
        let fault = |body: &str| faults(&format!("{HEAD}{body}"), &document(json!({})));
        assert_eq!(
            fault("<a href=\"https://example.com\">x</a><script>'<img src=\"https://example.com\">'</script>"),
            [""; 0]
        );
        for body in [
            "<img src=\"https://example.com/x\">",
            "<script src=\"https://example.com/x\"></script>",
            "<link href=\"//example.com\">",
            "<style>@import 'x'</style>",
        ] {
            assert_eq!(fault(body).len(), 1, "{body}");
        }
        assert_eq!(faults("", &document(json!({}))).len(), 1);
    }

    #[test]
    fn a_page_that_lacks_an_operation_is_told() {
        let spec =
            document(json!({ "/a": { "get": { "operationId": "listAs" }, "post": { "operationId": "createA" } } }));
        assert_eq!(faults(&format!("{HEAD}\"operationId\":\"createA\""), &spec), ["it does not know listAs"]);
    }
}
