//! Reading: lists, exports, and what the models do not know.
//!
//! # Page by hand, and go on where it failed
//!
//! An export of many pages failed after an hour, and is not to begin again. A
//! [stream](crate::ListContactDetails::stream) is shorter, but does not say on which page it ended; this does:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, client) = (mock.plannr(), mock.clients()[0]);
//! # let new = plannr_sdk::NewContactDetail::email("Work", "jo@example.com", [client])?;
//! # plannr.contact_details().create(&new).await?;
//! use plannr_sdk::{Error, Plannr};
//!
//! /// Lists from this page on, and leaves it at the one that failed.
//! async fn export(plannr: &Plannr, number: &mut Option<u64>) -> Result<(), Error> {
//!     let list = plannr.contact_details().list().per_page(200);
//!     while let Some(asked) = *number {
//!         let page = list.clone().page(asked).send().await?;
//!         for detail in &page.data {
//!             println!("{}", detail.uuid);
//!         }
//!         for failure in page.failures() {
//!             eprintln!("page {asked}: {failure}");
//!         }
//!         *number = page.next_page();
//!     }
//!     Ok(())
//! }
//!
//! let mut number = Some(1);
//! if let Err(error) = export(&plannr, &mut number).await {
//!     eprintln!("page {number:?}: {error}; once more");
//!     export(&plannr, &mut number).await?;
//! }
//! # Ok(()) }
//! ```
//!
//! Pages are counted when they are asked for. Keep the default order, by creation: what comes to it meanwhile is then on
//! the last page. What is removed meanwhile moves the others up, and one of them may not be seen.
//!
//! # Export everything
//!
//! One line of JSON for each contact detail, under Plannr's own names, and a table for people:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, client) = (mock.plannr(), mock.clients()[0]);
//! # let new = plannr_sdk::NewContactDetail::phone_number("The \"new\" mobile", "07700 900123", [client])?;
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
//! # assert!(String::from_utf8(csv)?.ends_with(",\"The \"\"new\"\" mobile\",\"+447700900123\"\n"));
//! # Ok(()) }
//! ```
//!
//! A spreadsheet takes `+447700900123` for a number, and a name that begins with `=` for a formula: import the columns as
//! text. What the models do not know is not in the lines; for a faithful copy keep the [bodies](crate::Response::body) of
//! the pages.
//!
//! # Find duplicates
//!
//! An import that nobody could run again was run again:
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
//!         let what = (owner.uuid, detail.type_.clone(), value.clone());
//!         seen.entry(what).or_default().push(detail.uuid);
//!     }
//! }
//! seen.retain(|_, uuids| uuids.len() > 1);
//! for ((owner, ..), uuids) in &seen {
//!     println!("{owner} has the same {} times: {uuids:?}", uuids.len());
//! }
//! # assert_eq!(seen.len(), 1);
//! # Ok(()) }
//! ```
//!
//! Only within one account: that two people share a telephone is no mistake. Plannr documents no way to delete, so that
//! what is too much is removed by hand.
//!
//! # A field that the models do not know
//!
//! Plannr adds a field, and this version of the SDK does not know it. The answer is there as it came:
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
//! [`create`](crate::ContactDetails::create), [`update`](crate::ContactDetails::update) and
//! [`send`](crate::ListContactDetails::send) give a [`Response`](crate::Response), which keeps its body;
//! [`get`](crate::ContactDetails::get), [`ensure`](crate::ContactDetails::ensure) and streams do not. If an item of a page
//! could not be read, the positions differ: look for the uuid instead.
