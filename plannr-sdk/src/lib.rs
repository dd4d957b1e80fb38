//! Rust SDK for the contact details in Plannr, the CRM of UK financial advisers.
//!
//! Use it to create, list and update the e-mail addresses and phone numbers of client accounts. Requests are checked
//! before they are sent, responses are parsed leniently, and every error says whether the server applied the change, or
//! that this is unknown.
//!
//! The crate is unofficial, and has not been run against a live account. The [OpenAPI spec](OPENAPI) infers facts that
//! Plannr does not document, and marks them. The crate needs Rust 1.88.
//!
//! This page is a tour. The [cookbook] has recipes, and most types have an example. The examples run against a [mock
//! server](#testing-your-own-code), so you need no account to try them.
//!
//! # A first call
//!
//! Create a [`Plannr`] client with [`Plannr::from_env`], which reads environment variables, or with
//! [`Plannr::builder`]. Share one client: clones are cheap. Calls need a [tokio](https://docs.rs/tokio) runtime with
//! I/O and time enabled, such as that of `#[tokio::main]`.
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
//! Most operations are methods of [`ContactDetails`] and [`Accounts`]. [`create`](ContactDetails::create) and
//! [`update`](ContactDetails::update) return a [`ContactDetail`] in a [`Response`], which also has the status, headers
//! and body. For expiring tokens, timeouts and proxies, see [clients] in the cookbook.
//!
//! # Clients and accounts
//!
//! Client accounts own contact details. [`Accounts`] finds the UUID of a client account by an exact e-mail address or
//! name. Your program acts for one account. [`PlannrUser`] lists the accounts that a token can use: each of its logins
//! has one.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let plannr = mock.plannr();
//! # mock.add_client_with_email("Ava Morgan", "ava@example.com");
//! use plannr_sdk::Found;
//!
//! match plannr.accounts().find_by_email("ava@example.com").await? {
//!     Found::One(client) => println!("{}", client.uuid),
//!     Found::None => println!("no client has this e-mail address"),
//!     Found::Several(clients) => println!("{} clients share it", clients.len()),
//! }
//! # Ok(()) }
//! ```
//!
//! # Errors
//!
//! There is one error type, [`Error`]. It has the cause, the response and, after a write, the [`ServerState`]:
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
//!     ServerState::Applied { uuid, .. } => println!("applied as {uuid:?}, but the response is unreadable: {error}"),
//!     _ => println!("may have been applied; look before you retry: {error}"),
//! }
//! # assert_eq!(error.server_state(), ServerState::NotApplied);
//! # Ok(()) }
//! ```
//!
//! The text of an error is safe to log. Each predicate, such as [`is_forbidden`](Error::is_forbidden), documents the
//! likely cause and what to do.
//!
//! # Retries and the rate limit
//!
//! Failed list and update requests are retried up to twice, with exponential backoff and jitter. A create is retried
//! only if it certainly was not applied. All clones of a client share the documented limit of 500 requests a minute;
//! after a 429 they all pause. Change retries, backoff and the limit with [`PlannrBuilder`].
//!
//! # Lists
//!
//! [`list`](ContactDetails::list) returns a [`List`], which sets filters and the order. Then [`stream`](List::stream)
//! returns all items, and keeps one page and the UUIDs of earlier items in memory, and [`send`](List::send) returns one
//! [`Page`].
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
//! For exports, duplicates and paging by hand, see [reading] in the cookbook.
//!
//! # Imports
//!
//! [`ensure`](ContactDetails::ensure) creates a contact detail unless its owners already have it.
//! [`ensure_all`](ContactDetails::ensure_all) processes many with bounded concurrency. You can rerun it: it creates
//! only what is missing.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
//! use plannr_sdk::NewContactDetail;
//!
//! let contacts = vec![
//!     NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?,
//!     NewContactDetail::phone_number("Home", "020 7946 0123", [owner])?,
//! ];
//! let mut batch = plannr.contact_details().ensure_all(contacts);
//! while let Some(outcome) = batch.next().await {
//!     match outcome.result {
//!         Ok(ensured) if ensured.is_created() => println!("item {}: created", outcome.index),
//!         Ok(_) => println!("item {}: already there", outcome.index),
//!         Err(error) => println!("item {}: {error}", outcome.index),
//!     }
//! }
//! # assert_eq!(mock.contact_details().len(), 2);
//! # Ok(()) }
//! ```
//!
//! [`Ensured`] lists the possible results, and [`Batch`] shows how to stop early. To retry failed items, see [writing]
//! in the cookbook.
//!
//! # Testing your own code
//!
//! Plannr has no sandbox. The feature [`mock`](#mock) adds an in-process [mock server], which stores what you create
//! and returns scripted responses. The `Plannr` values that it returns use a simulated clock, so no test waits.
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
//! For late responses, expiring tokens and other cases, see [testing] in the cookbook.
//!
//! # Examples
//!
//! The folder `examples/` has complete programs: `quickstart`, `list`, `ensure`, `errors` and `testing`. Run one with
//! `cargo run --example <name>`. `mock-server` starts the mock server alone, for curl and other tools. The folder
//! `import/` has `plannr-import`, a program that imports a spreadsheet.
//!
//! # Public dependencies
//!
//! The public API contains types of uuid 1 ([`Uuid`]), serde 1 (traits), futures-core 0.3 (`Stream`), http 1 (status
//! and headers) and reqwest 0.13, which is re-exported for [`PlannrBuilder::http`]. No type of progenitor, the code
//! generator, is public.
//!
// The cookbook and the mock server exist with the feature `mock` only. Without it, links to them lead to the text about
// the feature.
#![cfg_attr(feature = "mock", doc = "[mock server]: mock::MockServer")]
#![cfg_attr(feature = "mock", doc = "[cookbook]: _cookbook\n[clients]: _cookbook::clients")]
#![cfg_attr(feature = "mock", doc = "[reading]: _cookbook::reading\n[writing]: _cookbook::writing")]
#![cfg_attr(feature = "mock", doc = "[testing]: _cookbook::testing")]
#![cfg_attr(not(feature = "mock"), doc = "[mock server]: #mock\n[cookbook]: #mock\n[clients]: #mock")]
#![cfg_attr(not(feature = "mock"), doc = "[reading]: #mock\n[writing]: #mock\n[testing]: #mock")]
#![doc = include_str!("features.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
// From the crate's own spec, the models are the same with and without `buildtime-codegen`.
#![cfg_attr(docsrs, doc(auto_cfg(hide(feature = "buildtime-codegen"))))]

#[cfg(all(doc, feature = "mock"))]
pub mod _cookbook;
mod access_token;
mod accounts;
mod built_request;
mod bulk;
mod client;
mod clock;
mod contact_details;
mod decode;
pub mod email;
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
pub mod phone;
mod policy;
mod redacted;
mod requests;
mod resource;
mod response;
mod sameness;
mod server_state;
mod state_table;
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
#[cfg(feature = "buildtime-codegen")]
#[allow(clippy::all)]
mod generated_lists {
    include!(concat!(env!("OUT_DIR"), "/generated_lists.rs"));
}
#[cfg(not(feature = "buildtime-codegen"))]
#[allow(clippy::all)]
#[rustfmt::skip]
mod generated_lists;

#[cfg(feature = "buildtime-codegen")]
const BUNDLE: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));
#[cfg(not(feature = "buildtime-codegen"))]
const BUNDLE: &str = include_str!("openapi.json");

/// The OpenAPI document that this SDK was generated from, as JSON.
///
/// ```
/// assert!(plannr_sdk::OPENAPI.contains(r#""openapi": "3.0."#));
/// ```
pub const OPENAPI: &str = BUNDLE;

pub use reqwest;
pub use uuid::Uuid;

pub use access_token::AccessToken;
pub use accounts::{Accounts, Found, ListAccounts};
pub use bulk::{Batch, BatchOutcome, InFlight};
pub use client::{Plannr, PlannrBuilder, PlannrUser};
pub use clock::{Clock, SystemClock, Wait};
pub use contact_details::{ContactDetails, ListContactDetails};
pub use ensure::Ensured;
pub use error::{Error, FieldError};
pub use list::{List, ListStream, Listed, Page};
#[doc(inline)]
pub use models::{
    Account, AccountInclude, AccountRoleFilter, AccountSort, AccountTypeFilter, ContactDetail, ContactDetailInclude,
    ContactDetailSort, ContactDetailType, ContactDetailTypeFilter, ContactDetailValue, Login, NewContactDetail,
    UpdateContactDetail,
};
pub use resource::Resource;
pub use response::Response;
pub use sameness::Sameness;
pub use server_state::ServerState;
pub use timestamp::Timestamp;

/// Compiles and runs the code of the README as doc tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
