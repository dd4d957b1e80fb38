//! Does the SDK keep the contract, and does the suite exercise all of it?

use std::collections::BTreeSet;

use contract_tests::assert_none;
use contract_tests::checks::{CHECKS, Suite};
use contract_tests::coverage::{Coverage, KINDS, due};
use contract_tests::spec::Spec;
use serde_json::{Value, json};

#[tokio::test]
async fn the_sdk_keeps_the_contract_and_all_of_it_is_exercised() {
    let suite = Suite::new(Spec::shipped(), 64);
    let mut findings = Vec::new();
    for (check, _) in CHECKS {
        findings.extend(suite.findings(check).await);
    }
    assert_none(&findings);
    let (table, is_whole) = suite.coverage.table(Spec::shipped());
    assert!(is_whole, "{table}");
}

#[test]
fn parts_that_were_not_exercised_are_named() {
    let (table, is_whole) = Coverage::default().table(Spec::shipped());
    assert!(!is_whole);
    for named in ["not exercised, of the parameters: listContactDetails sort", "contract: 0 of "] {
        assert!(table.contains(named), "{named} is missing: {table}");
    }
}

#[test]
fn every_kind_of_part_is_counted() {
    let kinds: BTreeSet<&str> = due(Spec::shipped()).iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, KINDS.into());
}

/// Runs one check against a changed spec.
async fn findings(check: &str, change: impl Fn(&mut Value)) -> Vec<String> {
    let mut document = Spec::shipped().document().clone();
    change(&mut document);
    Suite::new(&Spec::from_document(document), 8).findings(check).await
}

const DETAILS: &str = "/api/v2/contact-details";
const DETAIL: &str = "/api/v2/contact-details/{uuid}";

/// Moves the update to another path.
fn move_update(document: &mut Value) {
    let item = document["paths"].as_object_mut().unwrap().remove(DETAIL).unwrap();
    document["paths"]["/api/v1/elsewhere/{uuid}"] = item;
}

#[tokio::test]
async fn every_part_of_an_operation_that_the_sdk_or_the_mock_server_lacks_is_one_finding_with_the_remedy() {
    let rename = |document: &mut Value, schema: &str, property: &str| {
        let properties = document["components"]["schemas"][schema]["properties"].as_object_mut().unwrap();
        let renamed = properties.remove(property).unwrap();
        properties.insert(format!("{property}_renamed"), renamed);
    };
    type Change<'a> = &'a dyn Fn(&mut Value);
    let changes: [(&str, Change<'_>, &[&str]); 9] = [
        (
            "requests",
            &|document| {
                let item = &mut document["paths"][DETAIL];
                item["patch"] = item["put"].clone();
                item["patch"]["operationId"] = json!("patchContactDetail");
            },
            &["patchContactDetail", "PATCH", DETAIL, "plannr-sdk/src/", "tests/src/calls.rs", "times, first"],
        ),
        (
            "requests",
            &|document| {
                let parameters = document["paths"][DETAILS]["get"]["parameters"].as_array_mut().unwrap();
                let schema = json!({ "type": "string" });
                parameters.push(json!({ "name": "filter[new]", "in": "query", "schema": schema, "example": "Work" }));
            },
            &["filter[new]", "tests/src/calls.rs"],
        ),
        ("requests", &move_update, &["updateContactDetail", "the path", "/api/v1/elsewhere/"]),
        (
            "mock",
            &|document| document["components"]["parameters"]["FilterType"]["required"] = json!(true),
            &["the mock server accepts a call without filter[type]"],
        ),
        ("mock", &|document| rename(document, "ContactDetail", "value"), &["sends ContactDetail.value, which is not"]),
        (
            "mock",
            &|document| rename(document, "ErrorMessage", "message"),
            &["sends ErrorMessage.message, which is not"],
        ),
        (
            "types",
            &|document| document["components"]["schemas"]["Tag"]["properties"]["slug"] = json!({ "type": "integer" }),
            &["Tag.slug: the schema says optional integer, the type optional string"],
        ),
        (
            "types",
            &|document| {
                let responses = &mut document["components"]["responses"];
                responses["ContactDetailUpdated"] = json!({ "description": "Updated." });
            },
            &["updateContactDetail result", "names a type, the spec no schema"],
        ),
        (
            "responses",
            &|document| {
                let response = &mut document["paths"][DETAIL]["put"]["responses"]["424"];
                *response = json!({ "description": "Busy.", "content": { "application/json": { "schema": {
                    "type": "object", "properties": { "message": { "type": "string" }, "until": { "type": "string" } },
                } } } });
            },
            &["updateContactDetail", "424", "tests/src/calls.rs"],
        ),
    ];
    for (check, change, parts) in changes {
        let found = findings(check, change).await;
        let count = found.iter().filter(|one| parts.iter().all(|part| one.contains(part))).count();
        assert_eq!(count, 1, "{parts:?}: {found:?}");
    }
}

#[tokio::test]
async fn the_mock_server_is_called_on_the_path_of_the_operation() {
    let found = findings("mock", move_update).await;
    let text = "(PUT /api/v1/elsewhere/{uuid}): the mock server refuses a valid call: 404";
    assert!(found.iter().any(|one| one.contains(text)), "{found:?}");
}

#[tokio::test]
async fn a_type_that_differs_from_its_schema_is_shown_with_both_sides() {
    let findings = findings("types", |document| {
        document["components"]["schemas"]["Account"]["properties"]["with_login"]["type"] = json!("string");
    })
    .await;
    let due = "types: Account.with_login: the schema says optional string, the type optional boolean";
    assert_eq!(findings, [due]);
}

#[tokio::test]
async fn a_wrong_limit_is_found_from_both_sides_and_reported_once_for_each_operation() {
    let longest = Spec::shipped().schema("ContactDetailName")["maxLength"].as_u64().unwrap();
    for (limit, what) in [(longest - 1, "accepts what the spec does not"), (longest + 1, "a constructor refuses it")] {
        let findings = findings("bodies", |document| {
            document["components"]["schemas"]["ContactDetailName"]["maxLength"] = json!(limit);
        })
        .await;
        assert!(findings.len() <= 4 && findings.iter().any(|finding| finding.contains(what)), "{limit}: {findings:#?}");
    }
}
