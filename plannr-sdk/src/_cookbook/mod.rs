//! Recipes: a problem, the code that solves it, and what to mind.
//!
//! This module holds no code and exists in the documentation only. Its examples run against the mock server
//! (feature `mock`); with [`Plannr::from_env`](crate::Plannr::from_env) in its place they run against the real one. In all
//! of them `plannr` is a client of the SDK, `mock` the mock server, and `client` the uuid of a client account.
//!
//! **[Clients](clients)**
//!
//! - [A token that expires](clients#a-token-that-expires)
//! - [Several accounts](clients#several-accounts)
//! - [One call with a shorter deadline](clients#one-call-with-a-shorter-deadline)
//! - [A proxy, or a certificate of your own](clients#a-proxy-or-a-certificate-of-your-own)
//! - [Share the quota with other programs](clients#share-the-quota-with-other-programs)
//! - [Log what happens](clients#log-what-happens)
//! - [A program without async](clients#a-program-without-async)
//!
//! **[Reading](reading)**
//!
//! - [Page by hand, and go on where it failed](reading#page-by-hand-and-go-on-where-it-failed)
//! - [Export everything](reading#export-everything)
//! - [Find duplicates](reading#find-duplicates)
//! - [A field that the models do not know](reading#a-field-that-the-models-do-not-know)
//!
//! **[Writing](writing)**
//!
//! - [Phone numbers from a form](writing#phone-numbers-from-a-form)
//! - [An import that tries again what failed](writing#an-import-that-tries-again-what-failed)
//! - [Stop an import, and keep what is left](writing#stop-an-import-and-keep-what-is-left)
//! - [After a create whose outcome is unknown](writing#after-a-create-whose-outcome-is-unknown)
//! - [Change one field, and keep the rest](writing#change-one-field-and-keep-the-rest)
//! - [Let one more account own it](writing#let-one-more-account-own-it)
//!
//! **[Testing](testing)**
//!
//! - [A failure, at the request that you mean](testing#a-failure-at-the-request-that-you-mean)
//! - [An answer that comes too late](testing#an-answer-that-comes-too-late)
//! - [Waits that nobody waits for](testing#waits-that-nobody-waits-for)
//! - [A token that expires during a test](testing#a-token-that-expires-during-a-test)
//! - [Everything that Plannr may answer](testing#everything-that-plannr-may-answer)
//! - [Real time](testing#real-time)

pub mod clients;
pub mod reading;
pub mod testing;
pub mod writing;
