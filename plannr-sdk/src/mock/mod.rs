//! A stateful mock server of the API, in your process, on a loopback port.
//!
//! Plannr has no sandbox, so test against this server. It stores accounts and contact details in memory, requires the
//! token and the account header, validates requests against the schemas of [`OPENAPI`](crate::OPENAPI), filters, sorts
//! and paginates lists, and enforces the rate limit. A test can script any response.
//!
//! # Testing your own code
//!
//! ```
//! use plannr_sdk::mock::{MockResponse, MockServer};
//! use plannr_sdk::{Error, NewContactDetail, Plannr, ServerState, Uuid};
//!
//! async fn your_code(plannr: &Plannr, client: Uuid) -> Result<Uuid, Error> {
//!     let new = NewContactDetail::email("Work", "ava@example.com", [client])?;
//!     Ok(plannr.contact_details().create(&new).await?.uuid)
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let mock = MockServer::start().await;
//! let (plannr, client) = (mock.plannr(), mock.add_client("Ava Morgan"));
//!
//! your_code(&plannr, client).await.unwrap();
//! assert_eq!(mock.contact_details()[0]["value"], "ava@example.com");
//! assert_eq!(mock.requests()[0].json().unwrap()["name"], "Work");
//!
//! // The server requests a wait of 30 seconds. They pass on the simulated clock; the test does not wait.
//! mock.next_response(MockResponse::too_many_requests(Some(30)));
//! your_code(&plannr, client).await.unwrap();
//! assert_eq!(mock.clock().elapsed().as_secs(), 30);
//!
//! // The server fails after it has applied the request.
//! mock.next_response(MockResponse::server_error().after_applying());
//! let error = your_code(&plannr, client).await.unwrap_err();
//! assert_eq!(error.server_state(), ServerState::Unknown);
//! assert_eq!(mock.contact_details().len(), 3);
//! # }
//! ```
//!
//! To test code that only handles errors, make them without a server: with [`MockResponse::into_error`] or the
//! functions of [`errors`]. For delayed responses, expiring tokens and quirks, see the
//! [cookbook](crate::_cookbook::testing).
//!
//! # Behaviour
//!
//! Responses follow the spec, including its inferred parts; a [`Quirk`] changes their form. Where Plannr documents no
//! behaviour, the mock server behaves as follows:
//!
//! - **Order of checks:** script, path (404), method (405), token (401), rate limit (429), account header (403), query
//!   or body.
//! - **Account header:** 403 if it is missing, unknown or names a client. Every account of the type `employee` has all
//!   permissions; script [`MockResponse::forbidden`] for a login that may not write.
//! - **Content type:** `Accept` is ignored. A body that is not a JSON object or lacks a JSON `Content-Type` is read as
//!   one without fields: the response is a 422 for the required fields.
//! - **Reading:** texts are trimmed, also in a query, and empty ones are null. Unknown fields are ignored, `1` and `"0"`
//!   are booleans, and an object is an array of its values. To check that your own requests contain nothing
//!   unexpected, compare [`MockServer::requests`] with what you expect.
//! - **422:** all errors, in Laravel's English and the order of its rules, those of items last. `message` has the first
//!   text and the number of the other ones.
//! - **Values:** a phone number must be valid by libphonenumber. `020 7946 0123` is valid; `07700 900123` is not,
//!   although Ofcom reserves it too. E-mail addresses are stored unchanged. Duplicates are accepted.
//! - **Primary:** `is_primary` makes the contact detail primary for all of `account_uuids`, and for
//!   `primary_account_uuids`, which need not be owners. An account has one primary contact detail of each type.
//! - **Update:** `account_uuids` replaces the owners, and `primary_account_uuids` the primary accounts. Without the
//!   latter, accounts that remain owners stay primary.
//! - **Query:** 400 for unknown `filter[...]`, `include` and `sort`; 422 for other wrong values. Empty and other
//!   unknown parameters are ignored. A wrong `page` is the first, and a `per_page` of 0 the default. If a parameter is
//!   repeated, the last one applies.
//! - **Lists:** sorting and filtering ignore case; equal items keep the order of creation, and null comes first. The
//!   URLs in `links` and `meta` have only the parameter `page`. A page after the last is empty.
//! - **Accounts:** a list has few fields and the included relations, a single account has all. `filter[name]` matches
//!   the first name, the last name and the name with spaces between them. Filters by date compare whole days and leave
//!   the day itself out. Other filters compare the attributes of a [`seed`](MockServerBuilder::seed): `status`,
//!   `groups`, `departments`, `is_prospect`, and the `name` and `value` of its `custom_fields`.
//! - **Logins:** each account of the type `employee` has one, with all permissions.
//! - **Rate limit:** a request counts once it has a route and a valid token, even if it is then refused. The window is a
//!   minute that starts with its first request.
//! - **501:** a custom spec has an operation, filter or sort that the mock server does not implement.
//!
//! # Compared with Laravel
//!
//! The names of classes on Plannr's pages are Laravel's. `tests/outside/laravel` in the repository is an application with the documented routes on
//! the real framework, in version 8.83. `cargo xtask outside` sends the same requests to it and to the mock server, and
//! compares status, headers and body:
//!
//! - the reading of requests, validation and its messages, and numbers in queries;
//! - the pages of lists with their links, filters, sorts and includes that are not refused;
//! - 401, 403, 404, 405, 429 with their headers, HEAD and OPTIONS.
//!
//! `differences.toml` beside it gives a reason for each difference that remains: Plannr's pages say otherwise, or later
//! versions do by their source. Singles are bare and every response has `X-Ratelimit-Remaining`, because Plannr documents
//! it; [`Quirk::WrappedInData`] and [`Quirk::UncountedWithoutRateLimit`] are Laravel's defaults.
//!
//! These remain guesses, because no page and no framework decides them: Plannr's version and its own rules, the texts of
//! a 400 and of a wrong phone number, which accounts become primary, what an update removes, and what filters match.
//!
//! # Limits
//!
//! The mock server is built on `httpmock`, which runs at most 25 servers at a time in a process
//! (`HTTPMOCK_MAX_SERVERS`). At the limit, `start` waits until one of them is dropped, without blocking the thread. A
//! dropped server responds until its port is reused. `httpmock` itself responds to requests to `/__httpmock__/`,
//! without `Host`, or with header values that are not ASCII; they are not recorded.

mod clock;
mod content;
pub mod errors;
mod field_errors;
mod filters;
mod list;
mod mock_server;
mod or_panic;
mod phone;
mod quirk;
mod quota;
mod render;
mod request;
mod response;
mod rules;
mod script;
mod seed;
mod server;
mod spec;
mod store;
mod time;

pub use clock::SimulatedClock;
pub use mock_server::{MockServer, MockServerBuilder};
pub use quirk::Quirk;
pub use request::ReceivedRequest;
pub use response::MockResponse;
