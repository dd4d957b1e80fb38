//! Rust SDK for the contact details of [Plannr](https://plannr.com), the CRM of UK financial advisers.
//!
//! It creates, lists and updates the e-mail addresses and phone numbers of client accounts. What is sent is checked
//! against the API's limits before it leaves; what comes back is read as long as it has a meaning; and every error says
//! whether the contact detail was applied.
//!
//! # A first call
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let embedded = plannr_sdk::mock::EmbeddedPlannr::start().await;
//! # let (plannr, owner) = (embedded.plannr(), embedded.clients()[0]);
//! use plannr_sdk::NewContactDetail;
//!
//! // let plannr = plannr_sdk::Plannr::from_env()?;
//! let new = NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?.primary();
//! let created = plannr.contact_details().create(&new).await?;
//! println!("created {}", created.uuid);
//! # Ok(()) }
//! ```
//!
//! # Errors
//!
//! One type, [`Error`], says what happened and what is known of the server's state:
//!
//! ```
//! # use plannr_sdk::{Error, ServerState};
//! # fn handle(error: Error) {
//! match error.server_state() {
//!     ServerState::NotApplied => println!("safe to try again: {error}"),
//!     ServerState::Applied { uuid } => println!("it exists, as {uuid:?}: {error}"),
//!     _ => println!("look before trying again: {error}"),
//! }
//! # }
//! ```
//!
//! # Lists
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let embedded = plannr_sdk::mock::EmbeddedPlannr::start().await;
//! # let (plannr, owner) = (embedded.plannr(), embedded.clients()[0]);
//! let mut details = plannr.contact_details().list().account_uuids([owner]).stream();
//! while let Some(detail) = details.next().await {
//!     let detail = detail?;
//!     println!("{} {:?}", detail.uuid, detail.type_);
//! }
//! # Ok(()) }
//! ```
//!
//! # Imports
//!
//! [`ContactDetails::ensure`] creates a contact detail unless its owners have it, and [`ContactDetails::ensure_all`] does
//! so for many: it can be run again, and creates nothing twice.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let embedded = plannr_sdk::mock::EmbeddedPlannr::start().await;
//! # let (plannr, owner) = (embedded.plannr(), embedded.clients()[0]);
//! use plannr_sdk::{NewContactDetail, stream_of};
//!
//! let contacts = vec![NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?];
//! let mut batch = plannr.contact_details().ensure_all(stream_of(contacts)).concurrency(16);
//! while let Some(outcome) = batch.next().await {
//!     println!("item {}: {:?}", outcome.index, outcome.result.map(|ensured| ensured.is_created()));
//! }
//! # Ok(()) }
//! ```
//!
//! # What is sent again, and when
//!
//! All of it is set in [`PlannrBuilder`]. A list and an update are repeated, twice and with growing waits, when they fail
//! on the way. A create is sent again only where it is certain that it was not applied. The quota of 500 requests a minute
//! is kept by all clones of a client together; after a 429 all wait once.
//!
//! # Testing your own code
//!
//! Plannr has no sandbox. With the feature `mock` the crate has one: [`mock::EmbeddedPlannr`](crate::mock). Its clients
//! have a simulated clock, so that no test waits for real.
//!
//! # Features
//!
//! | feature | default | what it does |
//! |---|---|---|
//! | `rustls` | yes | TLS by rustls, with reqwest's own default provider |
//! | `native-tls` | | TLS by the library of the platform |
//! | `rustls-no-provider` | | TLS by rustls, with the provider that your application installs |
//! | `mock` | | the embedded Plannr, for tests |
//! | `phonenumber` | | numbers in any spelling, sent as `+447700900123` and compared in `ensure`, by a port of libphonenumber |
//! | `tracing` | | spans and events, by OpenTelemetry's conventions |
//! | `schemars` | | `JsonSchema` for the models |
//! | `buildtime-codegen` | | generates the models while building, from `openapi/` or from the spec that `PLANNR_OPENAPI` names |
//!
//! # What of other crates is in the public API
//!
//! [`Uuid`] is that of uuid 1, `Stream` that of futures-core 0.3, [`reqwest`] 0.13 is re-exported for [`PlannrBuilder::http`], and statuses, headers and
//! bodies are those of http 1 and bytes 1, which reqwest has as its own. No type of the code generator is public.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(all(doc, feature = "mock"))]
pub mod _cookbook;
mod access_token;
mod answer;
mod bulk;
mod client;
mod clock;
mod contact_details;
mod decode;
mod ensure;
mod error;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod lenient;
mod list;
#[cfg(feature = "mock")]
pub mod mock;
pub mod models;
mod phone;
mod redacted;
mod requests;
mod strict;
mod string_enum;
mod timestamp;
mod transport;

#[cfg(feature = "buildtime-codegen")]
#[allow(missing_docs, unreachable_pub, clippy::all, clippy::unwrap_used)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}
#[cfg(not(feature = "buildtime-codegen"))]
#[allow(missing_docs, unreachable_pub, clippy::all, clippy::unwrap_used)]
#[rustfmt::skip]
mod generated;

/// The OpenAPI document that this SDK was generated from, as YAML.
///
/// ```
/// assert!(plannr_sdk::OPENAPI.contains("openapi: 3.0"));
/// ```
pub const OPENAPI: &str = include_str!(env!("PLANNR_OPENAPI_PATH"));

pub use reqwest;
pub use uuid::Uuid;

pub use access_token::AccessToken;
pub use answer::Response;
pub use bulk::{Batch, BatchOutcome, InFlight, stream_of};
pub use client::{Plannr, PlannrBuilder};
pub use clock::{Clock, Wait};
pub use contact_details::ContactDetails;
pub use ensure::Ensured;
pub use error::{Error, FieldError, ServerState};
pub use list::{ContactDetailStream, ListContactDetails, Page};
#[doc(inline)]
pub use models::{
    Account, ContactDetail, ContactDetailInclude, ContactDetailSort, ContactDetailType, ContactDetailTypeFilter,
    ContactDetailValue, NewContactDetail, UpdateContactDetail,
};
pub use timestamp::Timestamp;

/// The code of the README is compiled and run with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
