//! Does the SDK have a wrapper for every operation of the spec?
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use contract_tests::spec::Spec;
use contract_tests::{assert_none, checks};
use serde_json::json;

#[tokio::test]
async fn every_operation_of_the_spec_has_a_wrapper() {
    let spec = Spec::shipped();
    assert!(!spec.operations().is_empty(), "the spec has no operations");
    assert_none(&checks::wrappers(spec).await);
}

#[tokio::test]
async fn an_operation_without_a_wrapper_is_named_with_what_to_do() {
    let mut document = Spec::shipped().document().clone();
    let (path, item) = document["paths"].as_object_mut().unwrap().iter_mut().last().unwrap();
    let path = path.clone();
    let mut operation = item["put"].clone();
    operation["operationId"] = json!("deleteContactDetail");
    item["delete"] = operation;

    let findings = checks::wrappers(&Spec::from_document(document)).await;

    assert_eq!(findings.len(), 1, "{findings:?}");
    for part in ["deleteContactDetail", "DELETE", &path, "contact_details.rs", "tests/src/drive.rs"] {
        assert!(findings[0].contains(part), "{part} is missing: {}", findings[0]);
    }
}

#[tokio::test]
async fn a_parameter_that_the_sdk_cannot_set_is_named_with_what_to_do() {
    let mut document = Spec::shipped().document().clone();
    let parameters = document["paths"]["/api/v2/contact-details"]["get"]["parameters"].as_array_mut().unwrap();
    parameters
        .push(json!({ "name": "filter[name]", "in": "query", "schema": { "type": "string" }, "example": "Work" }));

    let findings = checks::requests(&Spec::from_document(document)).await;

    let named = |finding: &String| finding.contains("filter[name]") && finding.contains("tests/src/drive.rs");
    assert!(!findings.is_empty() && findings.iter().all(named), "{findings:?}");
}
