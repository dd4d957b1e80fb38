//! The harness of the contract tests: the spec, a scripted server, and the SDK between them.
//!
//! The test cases are computed from the spec. The checks take any [`Spec`](spec::Spec) and return findings instead of
//! failing, so that they can also run against a mutated spec.
//!
//! | module | contents |
//! |---|---|
//! | [`spec`] | the OpenAPI document: operations, parameters, schemas, examples |
//! | [`instance`] | values with every property that a schema names |
//! | [`arbitrary`] | random values that fit a schema, and values close to a valid one |
//! | [`server`] | a scripted HTTP server that records every request |
//! | [`calls`] | the calls of each operation through the SDK; change it for a new operation |
//! | [`validate`] | validation of requests, and of the SDK's results, against the spec |
//! | [`checks`] | the checks of the contract suite |
//! | [`coverage`] | the parts of the contract that the checks exercised |
//! | [`mutants`] | mutations of the spec, which the checks must notice |
//! | [`plannr`] | clients of the SDK for the tests |
//! | [`mock_server`] | calls to the mock server without the SDK |
//! | [`fault_proxy`] | a proxy in front of the mock server that loses, cuts, delays and refuses |
//! | [`probe`] | calls to the real API, for the open questions of the spec |
//! | [`traces`] | all spans and events of a test |
//! | [`checkout`] | the files and packages of the checkout |

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

/// Fails with all findings, one on each line.
pub fn assert_none(findings: &[String]) {
    assert!(findings.is_empty(), "{} findings:\n  {}", findings.len(), findings.join("\n  "));
}

/// Compiles and runs the Rust in the Markdown files, except the README, which the SDK includes.
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
