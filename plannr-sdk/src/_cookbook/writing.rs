//! Writing: imports, unknown outcomes, and updates.
//!
//! # Phone numbers from a form
//!
//! People write `0044 7700 900123`, `(0)7700/900123` or `+44 (0)7700 900 123`. Without the feature `phonenumber` the SDK
//! takes the documented forms and refuses the rest, with a reason to show; with it, all that libphonenumber can read:
//!
//! ```
//! # let client = plannr_sdk::Uuid::nil();
//! use plannr_sdk::NewContactDetail;
//!
//! for typed in ["07700 900123", "+44 7700 900123", "0044 7700 900123", "call me"] {
//!     match NewContactDetail::phone_number("Mobile", typed.trim(), [client]) {
//!         Ok(new) => println!("will be sent as {}", new.value()),
//!         Err(error) => println!("please write it otherwise: {error}"),
//!     }
//! }
//! # #[cfg(feature = "phonenumber")]
//! # {
//! # let new = NewContactDetail::phone_number("Mobile", "+44 (0)7700/900123", [client]).unwrap();
//! # assert_eq!(new.value(), "+447700900123");
//! # }
//! ```
//!
//! A number without a country is taken for one of the UK: for clients abroad ask for the country, and use
//! [`phone_number_in`](crate::NewContactDetail::phone_number_in).
//!
//! # An import that tries again what failed
//!
//! Some of a thousand fail for the network's sake, some for their own. The outcome of each brings the item back:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # use plannr_sdk::mock::MockResponse;
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, client) = (mock.plannr(), mock.clients()[0]);
//! # mock.next_response(MockResponse::conflict().to("POST"));
//! use plannr_sdk::{NewContactDetail, stream_of};
//!
//! let mut todo = vec![
//!     NewContactDetail::email("Work", "jo@example.com", [client])?,
//!     NewContactDetail::email("Home", "jo@example.org", [client])?,
//! ];
//! for _ in 0..3 {
//!     let mut failed = Vec::new();
//!     let mut batch = plannr.contact_details().ensure_all(stream_of(todo));
//!     while let Some(outcome) = batch.next().await {
//!         match outcome.result {
//!             Ok(ensured) => println!("{} are there", ensured.details().len()),
//!             // It would be refused again.
//!             Err(error) if error.is_validation() => eprintln!("not taken: {error}"),
//!             Err(_) => failed.push(outcome.item),
//!         }
//!     }
//!     todo = failed;
//! }
//! assert!(todo.is_empty(), "still not done: {todo:?}");
//! # assert_eq!(mock.contact_details().len(), 2);
//! # Ok(()) }
//! ```
//!
//! Only [`ensure_all`](crate::ContactDetails::ensure_all) may be run again like this. What
//! [`create_all`](crate::ContactDetails::create_all) leaves with an unknown state may be there already.
//!
//! # Stop an import, and keep what is left
//!
//! Somebody presses Ctrl-C. What is in flight comes to its end, nothing new begins, and the rest is kept for the next run:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, client) = (mock.plannr(), mock.clients()[0]);
//! # let contacts = (0..20).map(|at| plannr_sdk::NewContactDetail::email("Work", format!("jo{at}@example.com"), [client]));
//! # let contacts = contacts.collect::<Result<Vec<_>, _>>()?;
//! # let signal = async {};
//! use plannr_sdk::stream_of;
//!
//! let mut queue = contacts.into_iter();
//! let mut batch = plannr.contact_details().ensure_all(stream_of(queue.by_ref()));
//! let mut signal = std::pin::pin!(signal); // tokio::signal::ctrl_c()
//! let mut is_stopping = false;
//! loop {
//!     tokio::select! {
//!         _ = &mut signal, if !is_stopping => {
//!             batch.stop();
//!             is_stopping = true;
//!         }
//!         outcome = batch.next() => match outcome {
//!             Some(outcome) => println!("item {}: {:?}", outcome.index, outcome.result),
//!             None => break,
//!         },
//!     }
//! }
//! drop(batch);
//! let left: Vec<_> = queue.collect();
//! println!("{} were not begun", left.len());
//! # assert_eq!(mock.contact_details().len() + left.len(), 20);
//! # Ok(()) }
//! ```
//!
//! A batch takes from its input what it works on and no more, so that the iterator still has the rest. If there is no time
//! to wait, drop the batch: its [`in_flight`](crate::Batch::in_flight), taken before, then says which items may have been
//! applied. Wait for the [`settle_delay`](crate::PlannrBuilder::settle_delay) before you ensure those again.
//!
//! # After a create whose outcome is unknown
//!
//! The connection broke after the request had gone out. Whether it was applied, only a look can tell:
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
//! let mut doubtful = Vec::new();
//! match details.create(&new).await {
//!     Ok(created) => println!("created {}", created.uuid),
//!     Err(error) => match error.server_state() {
//!         ServerState::NotApplied => println!("nothing was changed: {error}"),
//!         ServerState::Applied { uuid } => println!("it is there, as {uuid:?}: {error}"),
//!         _ => doubtful.push(new),
//!     },
//! }
//!
//! // Some seconds later, for the server may be still at it:
//! for new in doubtful {
//!     let ensured = details.ensure(&new).await?;
//!     println!("it was lost on the way: {}", ensured.is_created());
//! #   assert!(!ensured.is_created());
//! }
//! # Ok(()) }
//! ```
//!
//! [`ensure`](crate::ContactDetails::ensure) in the first place does all of it, the waiting included. An update needs none
//! of it: it says everything that shall be, so that the same update can simply be sent again.
//!
//! # Change one field, and keep the rest
//!
//! An update replaces name, value and owners. Begin with what is there:
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
//!     return Ok(()); // it is gone
//! };
//! let update = UpdateContactDetail::try_from(&detail)?.with_name("Office")?;
//! details.update(uuid, &update).await?;
//! # assert_eq!(mock.contact_details()[0]["account_uuids"], serde_json::json!([client]));
//! # Ok(()) }
//! ```
//!
//! A contact detail from a list without [`include`](crate::ListContactDetails::include) has no owners, and `try_from`
//! refuses it. Should Plannr show one account of several, which its page leaves open, the others would lose the contact
//! detail: if you know the owners, name them by [`with_owners`](crate::UpdateContactDetail::with_owners). What somebody else
//! changes between the two calls is lost: Plannr documents nothing to prevent it.
//!
//! # Let one more account own it
//!
//! A couple shares an address, and one of them has it already:
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
//! if let Ensured::Partial { details: found, lacking } = details.ensure(&shared).await? {
//!     let update = UpdateContactDetail::try_from(&found[0])?;
//!     let owners: Vec<_> = update.account_uuids.iter().copied().chain(lacking).collect();
//!     details.update(found[0].uuid, &update.with_owners(owners)).await?;
//! }
//! # assert_eq!(mock.contact_details()[0]["account_uuids"], serde_json::json!([jo, alex]));
//! # Ok(()) }
//! ```
//!
//! Or let each have their own: [`create`](crate::ContactDetails::create) it for those who lack it. Which of the two is
//! right the SDK cannot know, so that `ensure` does neither.
