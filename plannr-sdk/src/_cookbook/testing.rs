//! Testing: the embedded Plannr, and time that nobody waits for.
//!
//! The [module `mock`](crate::mock) shows a first test. All of this needs the feature `mock`, among your dev-dependencies.
//!
//! # A failure, at the request that you mean
//!
//! [`next_call`](crate::mock::EmbeddedPlannr::next_call) answers the next request. Your code may make others before:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # use plannr_sdk::NewContactDetail;
//! use plannr_sdk::mock::{Answer, EmbeddedPlannr};
//!
//! let embedded = EmbeddedPlannr::start().await;
//! let new = NewContactDetail::email("Work", "jo@example.com", [embedded.clients()[0]])?;
//!
//! // `ensure` lists, and then creates.
//! embedded.next_call(Answer::forbidden().to("POST"));
//! let error = embedded.plannr().contact_details().ensure(&new).await.unwrap_err();
//! assert!(error.is_forbidden());
//!
//! // By what is in it, and for as long as the test goes on:
//! embedded.script(|request| {
//!     let is_work = request.json().is_some_and(|body| body["name"] == "Work");
//!     is_work.then(|| Answer::invalid([("name", "The name is taken.")]))
//! });
//! let error = embedded.plannr().contact_details().create(&new).await.unwrap_err();
//! assert_eq!(error.field_errors()[0].field(), "name");
//! # Ok(()) }
//! ```
//!
//! What is safe is repeated, so that one [`server_error`](crate::mock::Answer::server_error) to a list goes unnoticed: script
//! it [for three](crate::mock::EmbeddedPlannr::next_calls) to see the error.
//!
//! # An answer that comes too late
//!
//! The server does what it is asked, and the client has given up by then:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # use plannr_sdk::NewContactDetail;
//! # use plannr_sdk::mock::{Answer, EmbeddedPlannr};
//! # let embedded = EmbeddedPlannr::start().await;
//! # let new = NewContactDetail::email("Work", "jo@example.com", [embedded.clients()[0]])?;
//! use std::time::Duration;
//! use plannr_sdk::ServerState;
//!
//! let an_hour = Duration::from_secs(3600);
//! embedded.next_call(Answer::server_error().after_applying().late_by(an_hour));
//! let error = embedded.plannr().contact_details().create(&new).await.unwrap_err();
//!
//! assert!(error.is_timeout());
//! assert_eq!(error.server_state(), ServerState::Unknown);
//! assert_eq!(embedded.contact_details().len(), 1, "it is there all the same");
//! # Ok(()) }
//! ```
//!
//! The hour passes on the simulated clock, and the test takes no time. This is the case that makes duplicates: test that
//! your code looks before it repeats.
//!
//! # Waits that nobody waits for
//!
//! Clients of the embedded Plannr have a [`SimulatedClock`](crate::mock::SimulatedClock). How long they would have waited,
//! it tells:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # use plannr_sdk::mock::{Answer, EmbeddedPlannr};
//! # let embedded = EmbeddedPlannr::start().await;
//! embedded.next_call(Answer::too_many_requests(Some(40)));
//! embedded.plannr().contact_details().list().send().await?;
//! assert_eq!(embedded.clock().passed().as_secs(), 40);
//! # Ok(()) }
//! ```
//!
//! Your own waits, by `tokio::time::sleep`, are real: hand a [`Clock`](crate::Clock) to your code as well, and wait by its
//! [`sleep`](crate::Clock::sleep). Tokio's paused time does not go with it.
//!
//! # A token that expires during a test
//!
//! A client with a token source takes address and clock from the embedded Plannr:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! use std::sync::Arc;
//! use std::sync::atomic::{AtomicU32, Ordering};
//! use std::time::Duration;
//! use plannr_sdk::mock::EmbeddedPlannr;
//! use plannr_sdk::{AccessToken, Plannr};
//!
//! let embedded = EmbeddedPlannr::start().await;
//! let (asked, token) = (Arc::new(AtomicU32::new(0)), embedded.access_token().to_owned());
//! let count = Arc::clone(&asked);
//! let source = move || {
//!     count.fetch_add(1, Ordering::SeqCst);
//!     let token = AccessToken::new(token.clone()).valid_for(Duration::from_secs(3600));
//!     async { Ok::<_, std::io::Error>(token) }
//! };
//! let plannr = Plannr::builder_with_token_source(source, embedded.account_uuid())
//!     .base_url(embedded.base_url())
//!     .clock(embedded.clock().clone())
//!     .build()?;
//!
//! plannr.contact_details().list().send().await?;
//! embedded.clock().advance(Duration::from_secs(3600));
//! plannr.contact_details().list().send().await?;
//! assert_eq!(asked.load(Ordering::SeqCst), 2);
//! # Ok(()) }
//! ```
//!
//! A token that the server refuses before its time is an [`unauthenticated`](crate::mock::Answer::unauthenticated) in the
//! script: the source is asked again, once.
//!
//! # Everything that Plannr may answer
//!
//! The public pages leave open what some answers look like. A [`Disguise`](crate::mock::Disguise) is one way that they may:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # use plannr_sdk::NewContactDetail;
//! use plannr_sdk::mock::{Disguise, EmbeddedPlannr};
//!
//! for &disguise in Disguise::ALL {
//!     let embedded = EmbeddedPlannr::builder().disguise(disguise).start().await;
//!     let new = NewContactDetail::email("Work", "jo@example.com", [embedded.clients()[0]])?;
//!     let created = embedded.plannr().contact_details().create(&new).await?;
//!     assert_eq!(created.value.as_deref(), Some("jo@example.com"), "{disguise:?}");
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
//! use plannr_sdk::mock::EmbeddedPlannr;
//!
//! let embedded = EmbeddedPlannr::builder().time_of_day(SystemTime::now).start().await;
//! let plannr = Plannr::builder(embedded.access_token(), embedded.account_uuid())
//!     .base_url(embedded.base_url())
//!     .build()?;
//! plannr.contact_details().list().send().await?;
//! # Ok(()) }
//! ```
//!
//! For other programs, `cargo run --example mock-server` starts it alone.
