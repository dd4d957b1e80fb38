//! Clients: tokens, accounts, deadlines, the network, the quota and logs.
//!
//! # A token that expires
//!
//! OAuth's access tokens live for an hour or so, and a refresh token is exchanged for the next one. Give the client a
//! source instead of a token:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (account, url) = (mock.account_uuid(), mock.base_url());
//! # struct Grant { access_token: String, expires_in: u64, refresh_token: String }
//! # let token = mock.access_token().to_owned();
//! # let ask_identity_provider = move |_: &str| {
//! #     let (access_token, refresh_token) = (token.clone(), "the-next-one".to_owned());
//! #     async move { Ok::<_, std::io::Error>(Grant { access_token, expires_in: 3600, refresh_token }) }
//! # };
//! use std::sync::Arc;
//! use std::time::Duration;
//! use plannr_sdk::{AccessToken, Plannr};
//! use tokio::sync::Mutex;
//!
//! // `ask_identity_provider` is yours: it posts the refresh token to the address for tokens.
//! let refresh_token = Arc::new(Mutex::new("a-refresh-token".to_owned()));
//! let source = move || {
//!     let (refresh_token, ask) = (Arc::clone(&refresh_token), ask_identity_provider.clone());
//!     async move {
//!         let mut refresh_token = refresh_token.lock().await;
//!         let grant = ask(&refresh_token).await?;
//!         *refresh_token = grant.refresh_token; // and store it where the next start finds it
//!         let token = AccessToken::new(grant.access_token);
//!         Ok::<_, std::io::Error>(token.valid_for(Duration::from_secs(grant.expires_in)))
//!     }
//! };
//! let plannr = Plannr::builder_with_token_source(source, account)
//! #   .base_url(url)
//!     .build()?;
//! plannr.contact_details().list().send().await?;
//! # Ok(()) }
//! ```
//!
//! Many identity providers give a new refresh token each time and take the old one no more: store the new one before you use
//! what came with it. The source is asked by one call at a time, some minutes early, and once more after a 401; see
//! [`builder_with_token_source`](crate::Plannr::builder_with_token_source).
//!
//! # Several accounts
//!
//! One login may act for several accounts, and one program for several advisers:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let plannr = mock.plannr();
//! # let accounts = [mock.account_uuid()];
//! for account in accounts {
//!     let theirs = plannr.with_account(account);
//!     let page = theirs.contact_details().list().send().await?;
//!     println!("{account} sees {} on the first page", page.data.len());
//! }
//! # Ok(()) }
//! ```
//!
//! [`with_account`](crate::Plannr::with_account) shares token, connections and quota, which is right where all of it belongs
//! to one user. Another user has another token and a quota of their own: build another client.
//!
//! # One call with a shorter deadline
//!
//! A person waits for this one, and would rather see nothing than wait for two minutes:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # use plannr_sdk::mock::MockResponse;
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, client) = (mock.plannr(), mock.clients()[0]);
//! # mock.next_response(MockResponse::server_error().delayed_by(std::time::Duration::from_secs(20)));
//! use std::time::Duration;
//!
//! let hasty = plannr.with_call_timeout(Duration::from_secs(3));
//! match hasty.contact_details().list().account_uuids([client]).send().await {
//!     Ok(page) => println!("{} contact details", page.data.len()),
//!     Err(error) if error.is_timeout() => println!("Plannr takes its time; try again later"),
//!     Err(error) => return Err(error),
//! }
//! # Ok(()) }
//! ```
//!
//! Waiting for a turn within the quota does not count. What limits that as well, such as `tokio::time::timeout` around the
//! call, drops it, and of a create that was dropped nobody knows the outcome: do so with lists only.
//!
//! # A proxy, or a certificate of your own
//!
//! The environment names proxies (see [`from_env`](crate::Plannr::from_env)); what it cannot say, your own settings of
//! reqwest do:
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (token, account) = ("a-token", plannr_sdk::Uuid::nil());
//! use std::time::Duration;
//! use plannr_sdk::{Plannr, reqwest};
//!
//! let proxy = reqwest::Proxy::https("http://proxy.example.com:8080")?;
//! let certificate = reqwest::Certificate::from_pem(&std::fs::read("proxy.pem")?)?;
//! let http = reqwest::Client::builder()
//!     .proxy(proxy.basic_auth("user", "password"))
//!     .tls_certs_merge([certificate])
//!     .pool_idle_timeout(Duration::from_secs(45));
//! let plannr = Plannr::builder(token, account).http(http).build()?;
//! # Ok(()) }
//! ```
//!
//! What you set replaces the SDK's own settings, of which there is one: connections are not kept idle for longer than 45
//! seconds, so that a create seldom meets one that the other side is closing. Say it again, as above.
//!
//! # Share the quota with other programs
//!
//! Plannr counts the requests of a user, whichever program makes them. Keep a nightly export from starving the others:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let builder = mock.plannr_builder();
//! # let client = mock.clients()[0];
//! let plannr = builder.requests_per_minute(100).build()?;
//! plannr.contact_details().list().send().await?;
//!
//! // What can wait, waits for a quiet moment.
//! if plannr.requests_left().is_none_or(|left| left > 50) {
//!     plannr.contact_details().list().account_uuids([client]).send().await?;
//! }
//! assert_eq!(plannr.requests_left(), Some(98));
//! # Ok(()) }
//! ```
//!
//! Calls wait for their turn by themselves. The quota is kept by a client and its clones: two clients, built one after the
//! other with the same token, know of each other only by what the answers tell.
//!
//! # Log what happens
//!
//! `Display` and `Debug` of every type are safe to log: no token, no address, no number, no body. An error in one line:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let plannr = mock.plannr();
//! # let nobody = plannr_sdk::Uuid::nil();
//! use plannr_sdk::NewContactDetail;
//!
//! let new = NewContactDetail::email("Work e-mail", "jo@example.com", [nobody])?;
//! let error = plannr.contact_details().create(&new).await.unwrap_err();
//!
//! let line = format!("row 17: {error} (request {:?})", error.request_id());
//! assert!(line.contains("422") && line.contains("account_uuids.0"));
//! assert!(!line.contains("example.com"));
//! # Ok(()) }
//! ```
//!
//! [`message`](crate::Error::message), [`field_errors`](crate::Error::field_errors) and [`body`](crate::Error::body) may
//! quote a client's data: they are for the person at the screen, not for the log.
//!
//! With the feature `tracing` each call and each attempt is a span, and each wait an event. Your own span around a call
//! holds them:
//!
//! ```
//! # #[cfg(not(feature = "tracing"))] fn main() {}
//! # #[cfg(feature = "tracing")]
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let plannr = mock.plannr();
//! use tracing::Instrument as _;
//!
//! let list = plannr.contact_details().list();
//! let page = list.send().instrument(tracing::info_span!("nightly export", run = 17)).await?;
//! # Ok(()) }
//! ```
//!
//! # A program without async
//!
//! There is no blocking client: a runtime on the thread of the program is enough.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use plannr_sdk::NewContactDetail;
//!
//! let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! # let mock = runtime.block_on(plannr_sdk::mock::MockServer::start());
//! # let (plannr, client) = (mock.plannr(), mock.clients()[0]);
//! let new = NewContactDetail::email("Work e-mail", "jo@example.com", [client])?;
//! let created = runtime.block_on(plannr.contact_details().create(&new))?;
//! println!("created {}", created.uuid);
//! # Ok(()) }
//! ```
//!
//! Keep the one runtime as long as the client: the connections live in it. In a program that has a runtime already,
//! `block_on` panics; there, `await`.
