//! Phone numbers, imports, unknown outcomes and updates.
//!
//! # Accept phone numbers from a form
//!
//! The constructors accept the documented forms, send them as they are written, and say what is wrong with others.
//! Clean what people typed or copied first:
//!
//! ```
//! # let client = plannr_sdk::Uuid::nil();
//! use plannr_sdk::{NewContactDetail, phone};
//!
//! for typed in ["020 7946 0123", "'+44 20 7946\u{2013}0123", "0044 20 7946 0123", "call me"] {
//!     match NewContactDetail::phone_number("Home", phone::clean(typed), [client]) {
//!         Ok(new) => println!("sends {}", new.value()),
//!         Err(error) => println!("{error}"),
//!     }
//! }
//! ```
//!
//! A number without a country is a UK number. For other countries use
//! [`phone_number_in`](crate::NewContactDetail::phone_number_in). With clients abroad, turn on the feature
//! `phonenumber` and use [`phone::parse`](crate::phone) or `phone::parse_in` instead of `clean`: they read every common
//! spelling, refuse numbers that are not in use, and return the international form, so that
//! [`ensure`](crate::ContactDetails::ensure) compares exactly.
//!
//! # Retry the failed items of an import
//!
//! Each outcome returns its item:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # use plannr_sdk::mock::MockResponse;
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, client) = (mock.plannr(), mock.clients()[0]);
//! # mock.next_response(MockResponse::conflict().to("POST"));
//! use plannr_sdk::NewContactDetail;
//!
//! let mut todo = vec![
//!     NewContactDetail::email("Work", "jo@example.com", [client])?,
//!     NewContactDetail::email("Home", "jo@example.org", [client])?,
//! ];
//! for _ in 0..3 {
//!     let mut failed = Vec::new();
//!     let mut batch = plannr.contact_details().ensure_all(todo);
//!     while let Some(outcome) = batch.next().await {
//!         match outcome.result {
//!             Ok(ensured) => println!("found or created {}", ensured.details()[0].uuid),
//!             // A retry would fail too.
//!             Err(error) if error.is_validation() => eprintln!("rejected: {error}"),
//!             Err(_) => failed.push(outcome.item),
//!         }
//!     }
//!     todo = failed;
//! }
//! assert!(todo.is_empty(), "still failing: {todo:?}");
//! # assert_eq!(mock.contact_details().len(), 2);
//! # Ok(()) }
//! ```
//!
//! This is safe with [`ensure_all`](crate::ContactDetails::ensure_all) only. With
//! [`create_all`](crate::ContactDetails::create_all), an item whose state is unknown may already exist.
//!
//! # Stop an import and keep the rest
//!
//! After Ctrl-C, start no more items, finish those in flight, and keep the rest:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, client) = (mock.plannr(), mock.clients()[0]);
//! # let contacts = (0..20).map(|at| plannr_sdk::NewContactDetail::email("Work", format!("jo{at}@example.com"), [client]));
//! # let contacts = contacts.collect::<Result<Vec<_>, _>>()?;
//! # let signal = async {};
//!
//! let mut batch = plannr.contact_details().ensure_all(contacts.iter().cloned());
//! let mut signal = std::pin::pin!(signal); // tokio::signal::ctrl_c()
//! let (mut is_stopping, mut started) = (false, 0);
//! loop {
//!     tokio::select! {
//!         _ = &mut signal, if !is_stopping => {
//!             batch.stop();
//!             is_stopping = true;
//!         }
//!         outcome = batch.next() => match outcome {
//!             Some(outcome) => {
//!                 started += 1;
//!                 println!("item {}: {:?}", outcome.index, outcome.result);
//!             }
//!             None => break,
//!         },
//!     }
//! }
//! let left = &contacts[started..];
//! println!("{} were not started", left.len());
//! # assert_eq!(mock.contact_details().len() + left.len(), 20);
//! # Ok(()) }
//! ```
//!
//! Items start in order, so the first items are those with an outcome. Do not collect the rest from the iterator:
//! `ensure_all` reads ahead. To stop at once, drop the batch. If you called [`in_flight`](crate::Batch::in_flight) before, its handle lists the items that may have been
//! applied. Wait for the [`settle_delay`](crate::PlannrBuilder::settle_delay) before you ensure these again.
//!
//! # Recover from a create with an unknown outcome
//!
//! If the connection is lost after the request was sent, search to find out whether it was applied:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, client) = (mock.plannr(), mock.clients()[0]);
//! # mock.next_response(plannr_sdk::mock::MockResponse::server_error().after_applying());
//! use plannr_sdk::{NewContactDetail, ServerState};
//!
//! let details = plannr.contact_details();
//! let new = NewContactDetail::email("Work", "jo@example.com", [client])?;
//! let mut unknown = Vec::new();
//! match details.create(&new).await {
//!     Ok(created) => println!("created {}", created.uuid),
//!     Err(error) => match error.server_state() {
//!         ServerState::NotApplied => println!("not created: {error}"),
//!         ServerState::Applied { uuid, .. } => println!("created as {uuid:?}: {error}"),
//!         _ => unknown.push(new),
//!     },
//! }
//!
//! // Some seconds later, because the server may still apply it:
//! for new in unknown {
//!     let ensured = details.ensure(&new).await?;
//!     println!("had to be created again: {}", ensured.is_created());
//! #   assert!(!ensured.is_created());
//! }
//! # Ok(()) }
//! ```
//!
//! Use [`ensure`](crate::ContactDetails::ensure) instead of `create` to do all of this, including the wait. It is safe
//! to retry an update, because it replaces the contact detail.
//!
//! # Change one field
//!
//! An update replaces name, value and owners. Start from the current ones:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, client) = (mock.plannr(), mock.clients()[0]);
//! # let new = plannr_sdk::NewContactDetail::email("Work", "jo@example.com", [client])?;
//! # let uuid = plannr.contact_details().create(&new).await?.uuid;
//! use plannr_sdk::UpdateContactDetail;
//!
//! let details = plannr.contact_details();
//! let Some(detail) = details.get(uuid).await? else {
//!     return Ok(()); // removed
//! };
//! let update = UpdateContactDetail::try_from(&detail)?.with_name("Office")?;
//! details.update(uuid, &update).await?;
//! # assert_eq!(mock.contact_details()[0]["account_uuids"], serde_json::json!([client]));
//! # Ok(()) }
//! ```
//!
//! `try_from` refuses a contact detail without owners, such as one from a list without
//! [`include`](crate::ListContactDetails::include). Plannr does not document that a response contains every owner, and
//! an omitted owner loses the contact detail: if you know the owners, pass them to
//! [`with_owners`](crate::UpdateContactDetail::with_owners). The update overwrites changes that other programs make
//! between the two calls.
//!
//! # Add an owner
//!
//! A couple shares an address, and one of them already has it:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, jo) = (mock.plannr(), mock.clients()[0]);
//! # let alex = mock.add_client("Alex Morgan");
//! # let new = plannr_sdk::NewContactDetail::email("Home", "home@example.com", [jo])?;
//! # plannr.contact_details().create(&new).await?;
//! use plannr_sdk::{Ensured, NewContactDetail, UpdateContactDetail};
//!
//! let details = plannr.contact_details();
//! let shared = NewContactDetail::email("Home", "home@example.com", [jo, alex])?;
//! if let Ensured::Partial { details: found, lacking, .. } = details.ensure(&shared).await? {
//!     let update = UpdateContactDetail::try_from(&found[0])?;
//!     let owners: Vec<_> = update.account_uuids.iter().copied().chain(lacking).collect();
//!     details.update(found[0].uuid, &update.with_owners(owners)).await?;
//! }
//! # assert_eq!(mock.contact_details()[0]["account_uuids"], serde_json::json!([jo, alex]));
//! # Ok(()) }
//! ```
//!
//! Alternatively, [`create`](crate::ContactDetails::create) a second contact detail for the accounts that lack it.
//! `ensure` does neither, because only you know which is right.
