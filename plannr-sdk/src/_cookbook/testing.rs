//! Tests against the mock server.
//!
//! The [module `mock`](crate::mock) shows a first test. Add the feature `mock` to your dev-dependencies.
//!
//! # Fail a certain request
//!
//! [`next_response`](crate::mock::MockServer::next_response) scripts the next request, or the next one with a given
//! method:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # use plannr_sdk::NewContactDetail;
//! use plannr_sdk::mock::{MockResponse, MockServer};
//!
//! let mock = MockServer::start().await;
//! let new = NewContactDetail::email("Work", "jo@example.com", [mock.clients()[0]])?;
//!
//! // `ensure` lists and then creates.
//! mock.next_response(MockResponse::forbidden().to("POST"));
//! let error = mock.plannr().contact_details().ensure(&new).await.unwrap_err();
//! assert!(error.is_forbidden());
//!
//! // A script chooses by the request, until the test ends.
//! mock.script(|request| {
//!     let is_work = request.json().is_some_and(|body| body["name"] == "Work");
//!     is_work.then(|| MockResponse::invalid([("name", "The name is taken.")]))
//! });
//! let error = mock.plannr().contact_details().create(&new).await.unwrap_err();
//! assert_eq!(error.field_errors()[0].field(), "name");
//! # Ok(()) }
//! ```
//!
//! The client retries a list after a [`server_error`](crate::mock::MockResponse::server_error): script
//! [three of them](crate::mock::MockServer::next_responses) to see the error.
//!
//! # Lose a response
//!
//! The server applies the create, but its response comes too late:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # use plannr_sdk::NewContactDetail;
//! # use plannr_sdk::mock::{MockResponse, MockServer};
//! # let mock = MockServer::start().await;
//! # let new = NewContactDetail::email("Work", "jo@example.com", [mock.clients()[0]])?;
//! use std::time::Duration;
//! use plannr_sdk::ServerState;
//!
//! let an_hour = Duration::from_secs(3600);
//! mock.next_response(MockResponse::server_error().after_applying().delayed_by(an_hour));
//! let error = mock.plannr().contact_details().create(&new).await.unwrap_err();
//!
//! assert!(error.is_timeout());
//! assert_eq!(error.server_state(), ServerState::Unknown);
//! assert_eq!(mock.contact_details().len(), 1, "it was created");
//! # Ok(()) }
//! ```
//!
//! The hour passes on the simulated clock only. A program that creates again here creates a duplicate: test that yours
//! checks first.
//!
//! # Test waits without waiting
//!
//! Clients of the mock server use a [`SimulatedClock`](crate::mock::SimulatedClock), which skips waits and adds them
//! up:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # use plannr_sdk::mock::{MockResponse, MockServer};
//! # let mock = MockServer::start().await;
//! mock.next_response(MockResponse::too_many_requests(Some(40)));
//! mock.plannr().contact_details().list().send().await?;
//! assert_eq!(mock.clock().elapsed().as_secs(), 40);
//! # Ok(()) }
//! ```
//!
//! `tokio::time::sleep` waits in real time. Pass a [`Clock`](crate::Clock) to your code, and wait with its
//! [`sleep`](crate::Clock::sleep). Tokio's paused time cannot be combined with the mock server.
//!
//! # Expire a token
//!
//! Build a client with a token source, and with the URL and the clock of the mock server:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! use std::sync::Arc;
//! use std::sync::atomic::{AtomicU32, Ordering};
//! use std::time::Duration;
//! use plannr_sdk::mock::MockServer;
//! use plannr_sdk::{AccessToken, Plannr};
//!
//! let mock = MockServer::start().await;
//! let (refreshes, token) = (Arc::new(AtomicU32::new(0)), mock.access_token().to_owned());
//! let counter = Arc::clone(&refreshes);
//! let source = move || {
//!     counter.fetch_add(1, Ordering::SeqCst);
//!     let token = AccessToken::new(token.clone()).valid_for(Duration::from_secs(3600));
//!     async { Ok::<_, std::io::Error>(token) }
//! };
//! let plannr = Plannr::builder_with_token_source(source, mock.account_uuid())
//!     .base_url(mock.base_url())
//!     .clock(mock.clock().clone())
//!     .build()?;
//!
//! plannr.contact_details().list().send().await?;
//! mock.clock().advance(Duration::from_secs(3600));
//! plannr.contact_details().list().send().await?;
//! assert_eq!(refreshes.load(Ordering::SeqCst), 2);
//! # Ok(()) }
//! ```
//!
//! To revoke a token early, script an [`unauthenticated`](crate::mock::MockResponse::unauthenticated) response: the
//! client calls the source once more.
//!
//! # Test every form of response
//!
//! Plannr does not document the form of every response. Each [`Quirk`](crate::mock::Quirk) is a possible form:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # use plannr_sdk::NewContactDetail;
//! use plannr_sdk::mock::{Quirk, MockServer};
//!
//! for &quirk in Quirk::ALL {
//!     let mock = MockServer::builder().quirk(quirk).start().await;
//!     let new = NewContactDetail::email("Work", "jo@example.com", [mock.clients()[0]])?;
//!     let created = mock.plannr().contact_details().create(&new).await?;
//!     assert_eq!(created.value.as_deref(), Some("jo@example.com"), "{quirk:?}");
//! }
//! # Ok(()) }
//! ```
//!
//! A program that unwraps `accounts` fails here instead of in production.
//!
//! # Use real time
//!
//! Build the client yourself to wait in real time:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! use std::time::SystemTime;
//! use plannr_sdk::Plannr;
//! use plannr_sdk::mock::MockServer;
//!
//! let mock = MockServer::builder().time_of_day(SystemTime::now).start().await;
//! let plannr = Plannr::builder(mock.access_token(), mock.account_uuid())
//!     .base_url(mock.base_url())
//!     .build()?;
//! plannr.contact_details().list().send().await?;
//! # Ok(()) }
//! ```
//!
//! To use the mock server from other programs, run `cargo run --example mock-server`.
