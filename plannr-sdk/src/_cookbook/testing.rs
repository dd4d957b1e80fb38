//! Testing: the mock server, and time that nobody waits for.
//!
//! The [module `mock`](crate::mock) shows a first test. All of this needs the feature `mock`, among your dev-dependencies.
//!
//! # A failure, at the request that you mean
//!
//! [`next_response`](crate::mock::MockServer::next_response) answers the next request. Your code may make others before:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # use plannr_sdk::NewContactDetail;
//! use plannr_sdk::mock::{MockResponse, MockServer};
//!
//! let mock = MockServer::start().await;
//! let new = NewContactDetail::email("Work", "jo@example.com", [mock.clients()[0]])?;
//!
//! // `ensure` lists, and then creates.
//! mock.next_response(MockResponse::forbidden().to("POST"));
//! let error = mock.plannr().contact_details().ensure(&new).await.unwrap_err();
//! assert!(error.is_forbidden());
//!
//! // By what is in it, and for as long as the test goes on:
//! mock.script(|request| {
//!     let is_work = request.json().is_some_and(|body| body["name"] == "Work");
//!     is_work.then(|| MockResponse::invalid([("name", "The name is taken.")]))
//! });
//! let error = mock.plannr().contact_details().create(&new).await.unwrap_err();
//! assert_eq!(error.field_errors()[0].field(), "name");
//! # Ok(()) }
//! ```
//!
//! What is safe is repeated, so that one [`server_error`](crate::mock::MockResponse::server_error) to a list goes unnoticed: script
//! it [for three](crate::mock::MockServer::next_responses) to see the error.
//!
//! # An answer that comes too late
//!
//! The server does what it is asked, and the client has given up by then:
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
//! assert_eq!(mock.contact_details().len(), 1, "it is there all the same");
//! # Ok(()) }
//! ```
//!
//! The hour passes on the simulated clock, and the test takes no time. This is the case that makes duplicates: test that
//! your code looks before it repeats.
//!
//! # Waits that nobody waits for
//!
//! Clients of the mock server have a [`SimulatedClock`](crate::mock::SimulatedClock). How long they would have waited,
//! it tells:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # use plannr_sdk::mock::{MockResponse, MockServer};
//! # let mock = MockServer::start().await;
//! mock.next_response(MockResponse::too_many_requests(Some(40)));
//! mock.plannr().contact_details().list().send().await?;
//! assert_eq!(mock.clock().passed().as_secs(), 40);
//! # Ok(()) }
//! ```
//!
//! Your own waits, by `tokio::time::sleep`, are real: hand a [`Clock`](crate::Clock) to your code as well, and wait by its
//! [`sleep`](crate::Clock::sleep). Tokio's paused time does not go with it.
//!
//! # A token that expires during a test
//!
//! A client with a token source takes address and clock from the mock server:
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
//! let (asked, token) = (Arc::new(AtomicU32::new(0)), mock.access_token().to_owned());
//! let count = Arc::clone(&asked);
//! let source = move || {
//!     count.fetch_add(1, Ordering::SeqCst);
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
//! assert_eq!(asked.load(Ordering::SeqCst), 2);
//! # Ok(()) }
//! ```
//!
//! A token that the server refuses before its time is an [`unauthenticated`](crate::mock::MockResponse::unauthenticated) in the
//! script: the source is asked again, once.
//!
//! # Everything that Plannr may answer
//!
//! The public pages leave open what some answers look like. A [`Quirk`](crate::mock::Quirk) is one way that they may:
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
//! Code that unwraps `accounts` fails here, and not on the first day with the real Plannr.
//!
//! # Real time
//!
//! To rehearse with real waits, or beside other tools that look at the clock, leave the simulated one out:
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
//! For other programs, `cargo run --example mock-server` starts it alone.
