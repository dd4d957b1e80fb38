//! Tokens, accounts, deadlines, the network, the rate limit and logs.
//!
//! # Refresh an OAuth token
//!
//! Build the client with a token source instead of a token:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (account, url) = (mock.account_uuid(), mock.base_url());
//! # struct Grant { access_token: String, expires_in: u64, refresh_token: String }
//! # let token = mock.access_token().to_owned();
//! # let refresh = move |_: &str| {
//! #     let (access_token, refresh_token) = (token.clone(), "the-next-one".to_owned());
//! #     async move { Ok::<_, std::io::Error>(Grant { access_token, expires_in: 3600, refresh_token }) }
//! # };
//! use std::sync::Arc;
//! use std::time::Duration;
//! use plannr_sdk::{AccessToken, Plannr};
//! use tokio::sync::Mutex;
//!
//! // Your function, which posts the refresh token to the identity provider.
//! let refresh_token = Arc::new(Mutex::new("a-refresh-token".to_owned()));
//! let source = move || {
//!     let (refresh_token, refresh) = (Arc::clone(&refresh_token), refresh.clone());
//!     async move {
//!         let mut refresh_token = refresh_token.lock().await;
//!         let grant = refresh(&refresh_token).await?;
//!         *refresh_token = grant.refresh_token; // store it for the next start as well
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
//! Many identity providers replace the refresh token each time: store the new one before you use the access token. The
//! client calls the source some minutes before the token expires and once after a 401, and never concurrently. See
//! [`builder_with_token_source`](crate::Plannr::builder_with_token_source).
//!
//! # Act for several accounts
//!
//! A user has a login for each account. List them, and act for each in turn:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let user = plannr_sdk::PlannrUser::builder(mock.access_token()).base_url(mock.base_url()).build()?;
//! for login in user.logins().await?.iter() {
//!     let Some(account) = &login.account else { continue };
//!     let plannr = user.with_account(account.uuid);
//!     let page = plannr.contact_details().list().send().await?;
//!     println!("{} sees {} on the first page", account.uuid, page.data.len());
//! }
//! # Ok(()) }
//! ```
//!
//! Here, `user` is a [`PlannrUser`](crate::PlannrUser), which needs a token and no account.
//! [`with_account`](crate::Plannr::with_account) shares the token, the connections and the rate limit. For another
//! user, who has another token and another limit, build another client.
//!
//! # Shorten the timeout of one call
//!
//! A call with its retries may take two minutes. If a person waits, shorten the timeout:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # use plannr_sdk::mock::MockResponse;
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let (plannr, client) = (mock.plannr(), mock.clients()[0]);
//! # mock.next_response(MockResponse::server_error().delayed_by(std::time::Duration::from_secs(20)));
//! use std::time::Duration;
//!
//! let plannr = plannr.with_call_timeout(Duration::from_secs(3));
//! match plannr.contact_details().list().account_uuids([client]).send().await {
//!     Ok(page) => println!("{} contact details", page.data.len()),
//!     Err(error) if error.is_timeout() => println!("no response in time; try again later"),
//!     Err(error) => return Err(error),
//! }
//! # Ok(()) }
//! ```
//!
//! The timeout includes waiting for the rate limit, and the message says what the call waited for. Do not use
//! `tokio::time::timeout` around a create: it drops the call, and the outcome of a dropped create is unknown.
//!
//! # Set a proxy or a certificate
//!
//! The client uses the proxies named in the environment (see [`from_env`](crate::Plannr::from_env)). For anything else,
//! pass your own reqwest builder:
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
//! Your builder replaces the SDK's, which has one setting. Keep it, as above: close idle connections after 45 seconds,
//! so that a create rarely uses a connection that the server is closing.
//!
//! # Share the rate limit with other programs
//!
//! Plannr counts the requests of a user across all programs. Limit the share of this one:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
//! # let mock = plannr_sdk::mock::MockServer::start().await;
//! # let builder = mock.plannr_builder();
//! # let client = mock.clients()[0];
//! let plannr = builder.requests_per_minute(100).build()?;
//! plannr.contact_details().list().send().await?;
//!
//! // Optional work, only if enough of the limit is left.
//! if plannr.requests_left().is_none_or(|left| left > 50) {
//!     plannr.contact_details().list().account_uuids([client]).send().await?;
//! }
//! assert_eq!(plannr.requests_left(), Some(98));
//! # Ok(()) }
//! ```
//!
//! Calls wait by themselves when the limit is reached. A client shares it with its clones. Clients that were built
//! separately see each other's requests only in the `X-Ratelimit-Remaining` header.
//!
//! # Log without personal data
//!
//! `Display` and `Debug` of every type omit tokens, addresses, numbers and bodies:
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
//! [`message`](crate::Error::message), [`field_errors`](crate::Error::field_errors) and [`body`](crate::Error::body)
//! may hold a client's data: show them to a person, and do not log them.
//!
//! With the feature `tracing`, the SDK records calls and attempts as spans, and waits as events. They are children of
//! your own span:
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
//! # Call it from a program without async
//!
//! There is no blocking client. Run the calls on a tokio runtime in the current thread:
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
//! Keep the runtime as long as the client, because its connections belong to the runtime. `block_on` panics inside
//! another runtime: use `await` there.
