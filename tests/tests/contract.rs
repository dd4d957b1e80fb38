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

#[tokio::test]
async fn an_operation_without_a_wrapper_is_one_finding_with_the_remedy() {
    let findings = findings("requests", |document| {
        let item = &mut document["paths"]["/api/v2/contact-details/{uuid}"];
        item["delete"] = item["put"].clone();
        item["delete"]["operationId"] = json!("deleteContactDetail");
    })
    .await;

    assert_eq!(findings.len(), 1, "{findings:?}");
    for part in ["deleteContactDetail", "DELETE", "/{uuid}", "contact_details.rs", "tests/src/calls.rs", "times, first"]
    {
        assert!(findings[0].contains(part), "{part} is missing: {}", findings[0]);
    }
}

#[tokio::test]
async fn a_parameter_that_the_sdk_cannot_set_is_one_finding_with_the_remedy() {
    let findings = findings("requests", |document| {
        let parameters = document["paths"]["/api/v2/contact-details"]["get"]["parameters"].as_array_mut().unwrap();
        let filter =
            json!({ "name": "filter[of_the_test]", "in": "query", "schema": { "type": "string" }, "example": "Work" });
        parameters.push(filter);
    })
    .await;

    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].contains("filter[of_the_test]") && findings[0].contains("tests/src/calls.rs"), "{findings:?}");
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
    for (limit, what) in [(254, "accepts what the spec does not"), (256, "a constructor refuses it")] {
        let findings = findings("bodies", |document| {
            document["components"]["schemas"]["ContactDetailName"]["maxLength"] = json!(limit);
        })
        .await;
        assert!(findings.len() <= 4 && findings.iter().any(|finding| finding.contains(what)), "{limit}: {findings:#?}");
    }
}
