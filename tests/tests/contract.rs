//! Does the SDK keep the contract, and does the suite that says so ask for all of it?

use contract_tests::checks::{CHECKS, Suite};
use contract_tests::mutants;
use contract_tests::spec::Spec;
use contract_tests::{assert_none, coverage};
use serde_json::{Value, json};

#[tokio::test]
async fn the_sdk_keeps_the_contract_and_all_of_it_is_exercised() {
    let suite = Suite::new(Spec::shipped(), 64);
    let mut findings = Vec::new();
    for check in CHECKS {
        findings.extend(suite.findings(check).await);
    }
    assert_none(&findings);
    let (table, is_whole) = coverage::table(Spec::shipped(), &suite.coverage);
    assert!(is_whole, "{table}");
}

#[test]
fn what_was_not_exercised_is_named() {
    let (table, is_whole) = coverage::table(Spec::shipped(), &coverage::Coverage::default());
    assert!(!is_whole);
    for named in ["not exercised, of the parameters: listContactDetails sort", "contract: 0 of "] {
        assert!(table.contains(named), "{named} is missing: {table}");
    }
}

#[test]
fn every_part_of_the_contract_is_counted() {
    let due = coverage::due(Spec::shipped());
    for part in coverage::Part::ALL {
        assert!(due.get(&part).is_some_and(|names| !names.is_empty()), "no {} are counted", part.name());
    }
}

/// The findings of the check of a name, of a spec that was changed.
async fn findings(check: &str, change: impl Fn(&mut Value)) -> Vec<String> {
    let mut document = Spec::shipped().document().clone();
    change(&mut document);
    let spec = Spec::from_document(document);
    let check = CHECKS.iter().find(|one| one.name == check).unwrap();
    Suite::new(&spec, 8).findings(check).await
}

#[tokio::test]
async fn an_operation_without_a_wrapper_is_named_with_what_to_do() {
    let findings = findings("operations", |document| {
        let item = &mut document["paths"]["/api/v2/contact-details/{uuid}"];
        item["delete"] = item["put"].clone();
        item["delete"]["operationId"] = json!("deleteContactDetail");
    })
    .await;

    assert_eq!(findings.len(), 1, "{findings:?}");
    for part in ["deleteContactDetail", "DELETE", "/{uuid}", "contact_details.rs", "tests/src/calls.rs"] {
        assert!(findings[0].contains(part), "{part} is missing: {}", findings[0]);
    }
}

#[tokio::test]
async fn a_parameter_that_the_sdk_cannot_set_is_named_with_what_to_do() {
    let findings = findings("parameters", |document| {
        let parameters = document["paths"]["/api/v2/contact-details"]["get"]["parameters"].as_array_mut().unwrap();
        let filter =
            json!({ "name": "filter[of_the_test]", "in": "query", "schema": { "type": "string" }, "example": "Work" });
        parameters.push(filter);
    })
    .await;

    let named = |finding: &String| finding.contains("filter[of_the_test]") && finding.contains("tests/src/calls.rs");
    assert!(!findings.is_empty() && findings.iter().all(named), "{findings:?}");
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
async fn a_limit_that_the_sdk_does_not_keep_is_found_from_both_sides() {
    for (limit, told) in [(254, "is taken"), (256, "is refused")] {
        let findings = findings("bodies", |document| {
            document["components"]["schemas"]["ContactDetailName"]["maxLength"] = json!(limit);
        })
        .await;
        assert!(findings.iter().any(|finding| finding.contains(told)), "{limit}: {findings:?}");
    }
}

#[test]
fn a_keyword_that_no_operator_changes_is_named() {
    let mut document = Spec::shipped().document().clone();
    document["components"]["schemas"]["ContactDetailName"]["uniqueItems"] = json!(true);
    let problem = mutants::all(&Spec::from_document(document)).unwrap_err();
    assert!(problem.contains("`uniqueItems` at /components/schemas/ContactDetailName"), "{problem}");
}
