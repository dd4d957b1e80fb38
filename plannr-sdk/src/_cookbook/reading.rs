//! Clients, lists, exports, duplicates and unknown fields.
//!
//! # Resume a list at the page that failed
//!
//! A [stream](crate::ListContactDetails::stream) does not report the page that failed. Fetch the pages yourself:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, client) = (mock.plannr(), mock.clients()[0]);
//! # let new = plannr_sdk::NewContactDetail::email("Work", "jo@example.com", [client])?;
//! # plannr.contact_details().create(&new).await?;
//! use plannr_sdk::{Error, Plannr};
//!
//! /// Exports the list from `next` on. After an error, `next` is the page that failed.
//! async fn export(plannr: &Plannr, next: &mut Option<u64>) -> Result<(), Error> {
//!     let list = plannr.contact_details().list().per_page(200).skip_bad_items();
//!     while let Some(number) = *next {
//!         let page = list.clone().page(number).send().await?;
//!         for detail in &page.data {
//!             println!("{}", detail.uuid);
//!         }
//!         for failure in page.failures() {
//!             eprintln!("page {number}: {failure}");
//!         }
//!         *next = page.next_page();
//!     }
//!     Ok(())
//! }
//!
//! let mut next = Some(1);
//! if let Err(error) = export(&plannr, &mut next).await {
//!     eprintln!("page {next:?}: {error}");
//!     export(&plannr, &mut next).await?;
//! }
//! # Ok(()) }
//! ```
//!
//! Keep the default order, by creation, so that new contact details come last. If a contact detail is removed during
//! the export, the others move up, and the export may miss one.
//!
//! # Find the client of a contact detail
//!
//! Your data has e-mail addresses or names; Plannr wants the uuid of the client. Search by the e-mail address, then by the
//! name, and ask a person if there is no client or several:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, jo) = (mock.plannr(), mock.add_client("Jo Lee"));
//! use plannr_sdk::{Error, Found, Plannr, Uuid};
//!
//! async fn client(plannr: &Plannr, email: &str, name: &str) -> Result<Option<Uuid>, Error> {
//!     let found = match plannr.accounts().find_by_email(email).await? {
//!         Found::None => plannr.accounts().find_by_name(name).await?,
//!         found => found,
//!     };
//!     Ok(match found {
//!         Found::One(client) => Some(client.uuid),
//!         Found::None | Found::Several(_) => None,
//!     })
//! }
//!
//! assert_eq!(client(&plannr, "jo@example.com", "Jo Lee").await?, Some(jo));
//! # Ok(()) }
//! ```
//!
//! # Export everything
//!
//! Write one line of JSON for each contact detail, and a CSV:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, client) = (mock.plannr(), mock.clients()[0]);
//! # let new = plannr_sdk::NewContactDetail::phone_number("The \"new\" office", "020 7946 0123", [client])?;
//! # plannr.contact_details().create(&new).await?;
//! use std::io::Write;
//! use plannr_sdk::ContactDetailInclude;
//!
//! fn cell(text: Option<&str>) -> String {
//!     format!("\"{}\"", text.unwrap_or_default().replace('"', "\"\""))
//! }
//!
//! let (mut json, mut csv) = (Vec::new(), Vec::new()); // or files, in a `BufWriter`
//!
//! let list = plannr.contact_details().list().include([ContactDetailInclude::Accounts]);
//! let mut details = list.stream();
//! while let Some(detail) = details.next().await {
//!     let detail = detail?;
//!     writeln!(json, "{}", serde_json::to_string(&detail)?)?;
//!     let (name, value) = (cell(detail.name.as_deref()), cell(detail.value.as_deref()));
//!     for owner in detail.accounts.iter().flatten() {
//!         writeln!(csv, "{},{},{name},{value}", detail.uuid, cell(owner.name.as_deref()))?;
//!     }
//! }
//! # assert_eq!(json.iter().filter(|byte| **byte == b'\n').count(), 1);
//! # assert!(String::from_utf8(csv)?.ends_with(",\"The \"\"new\"\" office\",\"+442079460123\"\n"));
//! # Ok(()) }
//! ```
//!
//! A spreadsheet reads `+442079460123` as a number, and a name that begins with `=` as a formula: import the columns as
//! text. The JSON has the fields of the models only. For a complete copy, store the [body](crate::Response::body) of
//! each page.
//!
//! # Find duplicates
//!
//! Find the contact details that an account has more than once:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, client) = (mock.plannr(), mock.clients()[0]);
//! # for address in ["jo@example.com", "JO@example.com", "jo@example.org"] {
//! #     let new = plannr_sdk::NewContactDetail::email("Work", address, [client])?;
//! #     plannr.contact_details().create(&new).await?;
//! # }
//! use std::collections::HashMap;
//! use plannr_sdk::ContactDetailInclude;
//!
//! let mut seen: HashMap<_, Vec<_>> = HashMap::new();
//! let list = plannr.contact_details().list().include([ContactDetailInclude::Accounts]);
//! let mut details = list.stream();
//! while let Some(detail) = details.next().await {
//!     let detail = detail?;
//!     let value = detail.value.unwrap_or_default().to_lowercase();
//!     for owner in detail.accounts.iter().flatten() {
//!         let key = (owner.uuid, detail.type_.clone(), value.clone());
//!         seen.entry(key).or_default().push(detail.uuid);
//!     }
//! }
//! seen.retain(|_, uuids| uuids.len() > 1);
//! for ((owner, ..), uuids) in &seen {
//!     println!("{owner} has duplicates: {uuids:?}");
//! }
//! # assert_eq!(seen.len(), 1);
//! # Ok(()) }
//! ```
//!
//! It is not a mistake if two accounts share a value. Plannr documents no way to delete: remove duplicates in Plannr
//! itself.
//!
//! # Read a field that the models lack
//!
//! Read it from the body of the response:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # use plannr_sdk::mock::MockResponse;
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let plannr = mock.plannr();
//! # let detail = serde_json::json!({ "uuid": plannr_sdk::Uuid::nil(), "label": "blue" });
//! # mock.next_response(MockResponse::json(200, &serde_json::json!({ "data": [detail] })));
//! let page = plannr.contact_details().list().send().await?;
//!
//! let raw: serde_json::Value = serde_json::from_slice(page.body())?;
//! for (at, detail) in page.data.iter().enumerate() {
//!     println!("{} has the label {}", detail.uuid, raw["data"][at]["label"]);
//! }
//! # assert_eq!(raw["data"][0]["label"], "blue");
//! # Ok(()) }
//! ```
//!
//! Only a [`Response`](crate::Response) has a body, so use it instead of [`ensure`](crate::ContactDetails::ensure) or a
//! stream. If an item of a page could not be decoded, the positions differ: match by uuid instead.
