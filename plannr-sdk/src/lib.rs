//! Rust SDK for the contact details of [Plannr](https://plannr.com), the CRM of UK financial advisers.
//!
//! It creates, lists and updates the e-mail addresses and phone numbers of client accounts. What is sent is checked
//! against the API's limits before it leaves; what comes back is read as long as it has a meaning; and every error says
//! what is known of the server's state: whether the contact detail was applied.
//!
//! It needs Rust 1.88 or later, is not published yet, and has not been run against a live account: what no page of Plannr
//! says is inferred, and marked so in the spec.
//!
//! This page is a tour. The [cookbook] has recipes, and each type its own example. All examples run against an
//! [mock server](#testing-your-own-code), so that you need no account to try them.
//!
//! # A first call
//!
//! A client is a [`Plannr`], made from two environment variables by [`Plannr::from_env`] or from anything else by
//! [`Plannr::builder`]. It is cheap to clone; make one and share it. It needs
//! [tokio](https://docs.rs/tokio), with its timers and its network: `#[tokio::main]` has both, and so has a runtime that is
//! built with `enable_all()`.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
//! use plannr_sdk::{NewContactDetail, UpdateContactDetail};
//!
//! // let plannr = plannr_sdk::Plannr::from_env()?;
//! // let owner = the uuid of a client account;
//! let details = plannr.contact_details();
//!
//! let new = NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?.primary();
//! let created = details.create(&new).await?;
//!
//! let update = UpdateContactDetail::try_from(&*created)?.with_name("Office e-mail")?;
//! let updated = details.update(created.uuid, &update).await?;
//! assert_eq!(updated.name.as_deref(), Some("Office e-mail"));
//! # Ok(()) }
//! ```
//!
//! All operations are methods of [`ContactDetails`]. What is sent is made by [`NewContactDetail`] and
//! [`UpdateContactDetail`]; what comes back is a [`ContactDetail`], in a [`Response`] that has status, headers and body as
//! well. Tokens that expire, deadlines and proxies are in the cookbook under [clients].
//!
//! # Errors
//!
//! There is one type, [`Error`]. It says what happened, what the server answered and, after a write, what is known of the
//! [state of the server](ServerState):
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let plannr = mock.plannr();
//! use plannr_sdk::{NewContactDetail, ServerState, Uuid};
//!
//! let nobody = Uuid::nil();
//! let new = NewContactDetail::email("Work e-mail", "jo@example.com", [nobody])?;
//! let error = plannr.contact_details().create(&new).await.unwrap_err();
//!
//! if error.is_validation() {
//!     println!("refused: {:?}", error.field_errors());
//! }
//! match error.server_state() {
//!     ServerState::NotApplied => println!("nothing was changed: {error}"),
//!     ServerState::Applied { uuid, .. } => println!("it is there, as {uuid:?}: {error}"),
//!     _ => println!("it may be there, look before you repeat it: {error}"),
//! }
//! # assert_eq!(error.server_state(), ServerState::NotApplied);
//! # Ok(()) }
//! ```
//!
//! Its text is safe to log. Each question that it answers, such as [`is_forbidden`](Error::is_forbidden), says in its
//! documentation what probably happened and what to do.
//!
//! # What is sent again, and when
//!
//! A list and an update that fail on the way are repeated, twice and with growing waits. A create is sent again only where
//! it is certain that it was not applied. The quota of 500 requests a minute is kept by all clones of a client together;
//! after a 429 all wait once. All of it is set in [`PlannrBuilder`].
//!
//! # Lists
//!
//! [`list`](ContactDetails::list) takes filters and an order. [`stream`](ListContactDetails::stream) then gives everything
//! and holds one page at a time; [`send`](ListContactDetails::send) gives one [`Page`].
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
//! use plannr_sdk::{ContactDetailInclude, ContactDetailTypeFilter};
//!
//! let mut numbers = plannr
//!     .contact_details()
//!     .list()
//!     .account_uuids([owner])
//!     .types([ContactDetailTypeFilter::PhoneNumber])
//!     .include([ContactDetailInclude::Accounts])
//!     .stream();
//! while let Some(number) = numbers.next().await {
//!     println!("{}", number?.uuid);
//! }
//! # Ok(()) }
//! ```
//!
//! Exports, duplicates and paging by hand are in the cookbook under [reading].
//!
//! # Imports
//!
//! [`ensure`](ContactDetails::ensure) creates a contact detail unless its owners have it, and
//! [`ensure_all`](ContactDetails::ensure_all) does so for many, so many at a time. It can be run again, and creates nothing
//! twice:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
//! use plannr_sdk::NewContactDetail;
//!
//! let contacts = vec![
//!     NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?,
//!     NewContactDetail::phone_number("Mobile", "07700 900123", [owner])?,
//! ];
//! let mut batch = plannr.contact_details().ensure_all(contacts);
//! while let Some(outcome) = batch.next().await {
//!     match outcome.result {
//!         Ok(ensured) if ensured.is_created() => println!("item {}: created", outcome.index),
//!         Ok(_) => println!("item {}: was there", outcome.index),
//!         Err(error) => println!("item {}: {error}", outcome.index),
//!     }
//! }
//! # assert_eq!(mock.contact_details().len(), 2);
//! # Ok(()) }
//! ```
//!
//! [`Ensured`] says what was found, and [`Batch`] how to stop. What to do with those that failed is in the cookbook under
//! [writing].
//!
//! # Testing your own code
//!
//! Plannr has no sandbox. With the feature [`mock`](#mock) the crate has one, the [mock server], which answers over
//! HTTP, keeps what is created, and fails when a test wants it to. Its clients have a simulated clock, so that no test waits
//! for real.
//!
//! ```
//! # use plannr_sdk::{Error, NewContactDetail, Plannr, Uuid};
//! use plannr_sdk::mock::{MockResponse, MockServer};
//!
//! # async fn add_work_email(plannr: &Plannr, client: Uuid) -> Result<Uuid, Error> {
//! #     let new = NewContactDetail::email("Work", "ava@example.com", [client])?;
//! #     Ok(plannr.contact_details().create(&new).await?.uuid)
//! # }
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! let mock = MockServer::start().await;
//! let (plannr, client) = (mock.plannr(), mock.add_client("Ava Morgan"));
//!
//! add_work_email(&plannr, client).await?; // your own function
//! assert_eq!(mock.contact_details()[0]["value"], "ava@example.com");
//!
//! mock.next_response(MockResponse::forbidden());
//! assert!(add_work_email(&plannr, client).await.is_err_and(|error| error.is_forbidden()));
//! # Ok(()) }
//! ```
//!
//! Late answers, expiring tokens and what else a test may need are in the cookbook under [testing].
//!
//! # Programs to start from
//!
//! In the folder `examples/` of the crate, run by `cargo run --example` and the name: `quickstart`, `list`, `ensure`,
//! `errors`, `testing` and `import` are programs for the mock server or the real one, and `mock-server` is the mock
//! Plannr alone, for curl and other tools.
//!
//! # What of other crates is in the public API
//!
//! [`Uuid`] is that of uuid 1, `Stream` that of futures-core 0.3, reqwest 0.13 is re-exported for [`PlannrBuilder::http`],
//! and statuses, headers and bodies are those of http 1 and bytes 1, which reqwest has as its own. No type of the code
//! generator is public.
//!
// The cookbook and the mock server are documented with the feature `mock` alone: without it, the links to them lead to
// what is said of that feature.
#![cfg_attr(feature = "mock", doc = "[mock server]: mock::MockServer")]
#![cfg_attr(feature = "mock", doc = "[cookbook]: _cookbook\n[clients]: _cookbook::clients")]
#![cfg_attr(feature = "mock", doc = "[reading]: _cookbook::reading\n[writing]: _cookbook::writing")]
#![cfg_attr(feature = "mock", doc = "[testing]: _cookbook::testing")]
#![cfg_attr(not(feature = "mock"), doc = "[mock server]: #mock\n[cookbook]: #mock\n[clients]: #mock")]
#![cfg_attr(not(feature = "mock"), doc = "[reading]: #mock\n[writing]: #mock\n[testing]: #mock")]
#![doc = include_str!("features.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
// Whether the models are generated while building makes no difference to who reads of them.
#![cfg_attr(docsrs, doc(auto_cfg(hide(feature = "buildtime-codegen"))))]

#[cfg(all(doc, feature = "mock"))]
pub mod _cookbook;
mod access_token;
mod built_request;
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
mod json_path;
mod lenient;
mod list;
#[cfg(feature = "mock")]
pub mod mock;
pub mod models;
mod pattern;
mod phone;
mod policy;
mod redacted;
mod requests;
mod response;
mod server_state;
mod string_enum;
mod timestamp;
mod transport;
mod validate;

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
pub use bulk::{Batch, BatchOutcome, InFlight};
pub use client::{Plannr, PlannrBuilder};
pub use clock::{Clock, SystemClock, Wait};
pub use contact_details::ContactDetails;
pub use ensure::Ensured;
pub use error::{Error, FieldError};
pub use list::{ContactDetailStream, ListContactDetails, Page};
#[doc(inline)]
pub use models::{
    Account, ContactDetail, ContactDetailInclude, ContactDetailSort, ContactDetailType, ContactDetailTypeFilter,
    ContactDetailValue, NewContactDetail, UpdateContactDetail,
};
pub use response::Response;
pub use server_state::ServerState;
pub use timestamp::Timestamp;

/// The code of the README is compiled and run with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
