//! The harness of the contract tests: the spec, a scripted server, and the SDK between them.
//!
//! What is tested is computed from the spec, not from lists beside it. The checks take any [`Spec`](spec::Spec) and
//! return what they find instead of failing, so that they can also be run against a spec that was changed on purpose.
//!
//! | room | what it knows |
//! |---|---|
//! | [`spec`] | the OpenAPI document: operations, parameters, schemas, examples |
//! | [`instance`] | a value with all that a schema names, and the places in it |
//! | [`arbitrary`] | values at random that fit a schema, and values near to a good one |
//! | [`server`] | an HTTP server that keeps every request and answers what it is told |
//! | [`calls`] | how each operation is called through the SDK: the one place to change for a new operation |
//! | [`validate`] | whether a request, or what the SDK makes of an answer, is as the spec says |
//! | [`checks`] | the questions that make the contract suite |
//! | [`coverage`] | what of the contract they have exercised |
//! | [`mutants`] | the spec changed on purpose, which the checks must notice |
//! | [`plannr`] | clients of the SDK for the tests |
//! | [`mock`] | calls to the mock server without the SDK |
//! | [`fault_proxy`] | a proxy before the mock server that loses, cuts, delays and refuses |
//! | [`probe`] | the real API: what its answers settle of the open questions |
//! | [`traces`] | all spans and events of a test |
//! | [`checkout`] | the files of the checkout, and its packages |

pub mod arbitrary;
pub mod calls;
pub mod checkout;
pub mod checks;
pub mod coverage;
pub mod fault_proxy;
pub mod instance;
pub mod mock_server;
pub mod mutants;
pub mod plannr;
pub mod probe;
pub mod server;
pub mod spec;
pub mod traces;
pub mod validate;

/// Fails with all findings, one a line.
pub fn assert_none(findings: &[String]) {
    assert!(findings.is_empty(), "{} findings:\n  {}", findings.len(), findings.join("\n  "));
}

/// The Rust in the Markdown files is compiled and run with the tests; that of the README with the SDK, which ships it.
#[cfg(doctest)]
mod markdown {
    #[doc = include_str!("../../ARCHITECTURE.md")]
    struct Architecture;
    #[doc = include_str!("../../CHANGELOG.md")]
    struct Changelog;
    #[doc = include_str!("../../CONTRIBUTING.md")]
    struct Contributing;
    #[doc = include_str!("../../docs/comparison.md")]
    struct Comparison;
    #[doc = include_str!("../../docs/dependencies.md")]
    struct Dependencies;
    #[doc = include_str!("../../docs/performance.md")]
    struct Performance;
    #[doc = include_str!("../../SECURITY.md")]
    struct Security;
    #[doc = include_str!("../../openapi/README.md")]
    struct Spec;
}
