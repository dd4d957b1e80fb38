//! The way to the API: through the SDK where that sends such a request, else a plain GET. Whatever comes back is noted.

use std::time::Duration;

use plannr_sdk::reqwest::header::{ACCEPT, CONTENT_TYPE};
use plannr_sdk::reqwest::{Client, redirect};
use plannr_sdk::{Error, Plannr, Uuid};
use serde_json::{Value, json};

use super::Settings;
use super::notes::Notes;
use super::reply::{About, Outcome, Reply};
use crate::calls::{self, Call};
use crate::plannr;

/// After so many calls in a row without an answer, no more are made.
const SILENCE: u32 = 3;

/// One who asks, and notes what comes.
pub(super) struct Probe {
    pub(super) notes: Notes,
    pub(super) requests: u32,
    /// It takes every answer as it is.
    curious: Plannr,
    /// It does as the SDK does unless told otherwise: where the curious one was refused for a while, it waits.
    patient: Plannr,
    http: Client,
    base_url: String,
    token: String,
    pub(super) account: Uuid,
    pub(super) silent: u32,
}

impl Probe {
    pub(super) fn new(settings: &Settings) -> Result<Self, String> {
        let Settings { token, account, base_url, .. } = settings;
        // Plain HTTP is for loopback, as the SDK sees to it, and needs neither certificates nor a proxy.
        let is_plain = base_url.starts_with("http:");
        let http = || if is_plain { plannr::http().no_proxy() } else { Client::builder() };
        let builder = || Plannr::builder(token, *account).base_url(base_url).http(http());
        let setting = |error: Error| error.to_string();
        let curious = builder().max_retries(0).max_retry_after(Duration::ZERO).requests_per_minute(None);
        let plain = http()
            .user_agent(concat!("plannr-sdk-probe/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .timeout(Duration::from_secs(30));
        Ok(Self {
            notes: Notes::default(),
            requests: 0,
            curious: curious.build().map_err(setting)?,
            patient: builder().build().map_err(setting)?,
            http: plain.build().map_err(|_| "there can be no HTTP client here")?,
            base_url: base_url.trim_end_matches('/').to_owned(),
            token: token.clone(),
            account: *account,
            silent: 0,
        })
    }

    /// Lists through the SDK, with these parameters.
    pub(super) async fn list(&mut self, what: &str, query: &[(&str, Value)]) -> Outcome {
        let mut call = Call { label: format!("list, {what}"), ..Call::default() };
        for (name, value) in query {
            call.parameters.insert(("query".to_owned(), (*name).to_owned()), value.clone());
        }
        self.through_sdk(About::List, &call).await
    }

    /// Creates through the SDK.
    pub(super) async fn create(&mut self, what: &str, body: Value) -> Outcome {
        let call = Call { label: format!("create {what}"), body: Some(body), ..Call::default() };
        self.through_sdk(About::Create, &call).await
    }

    /// Updates through the SDK.
    pub(super) async fn update(&mut self, what: &str, uuid: Uuid, body: Value) -> Outcome {
        let mut call = Call { label: format!("update {what}"), body: Some(body), ..Call::default() };
        call.parameters.insert(("path".to_owned(), "uuid".to_owned()), json!(uuid));
        self.through_sdk(About::Update, &call).await
    }

    async fn through_sdk(&mut self, about: About, call: &Call) -> Outcome {
        let mut last = Outcome::silent("not made: nothing answers");
        let Some(operation) = about.operation() else { return last };
        for plannr in [self.curious.clone(), self.patient.clone()] {
            if self.silent >= SILENCE {
                break;
            }
            last = match calls::call(&plannr, &operation, call).await {
                Ok(outcome) => Outcome::of(outcome),
                Err(_) => Outcome::silent("not made: the SDK cannot say it"),
            };
            self.take(about, call, &last);
            if !last.is_to_be_repeated() {
                break;
            }
        }
        last
    }

    /// Gets what the SDK would not ask for: a list with any query, or the contact detail that is named.
    pub(super) async fn get(
        &mut self,
        what: &str,
        of: Option<Uuid>,
        query: &[(&str, &str)],
        account: Option<Uuid>,
    ) -> Outcome {
        if self.silent >= SILENCE {
            return Outcome::silent("not made: nothing answers");
        }
        let (about, call) =
            (of.map_or(About::List, |_| About::Show), Call { label: what.to_owned(), ..Call::default() });
        let Some(list) = About::List.operation() else { return Outcome::default() };
        let rest = of.map(|uuid| format!("/{uuid}")).unwrap_or_default();
        let mut request = self.http.get(format!("{}{}{rest}", self.base_url, list.path)).query(query);
        request = request.bearer_auth(&self.token).header(ACCEPT, "application/json");
        request = request.header(CONTENT_TYPE, "application/json");
        for header in list.parameters().iter().filter(|parameter| parameter.place() == "header") {
            request = account.into_iter().fold(request, |it, account| it.header(header.name(), account.to_string()));
        }
        self.requests += 1;
        let outcome = match request.send().await {
            Err(_) => Outcome::silent("no answer"),
            Ok(response) => {
                let (status, headers) = (response.status().as_u16(), response.headers().clone());
                let reply = response.bytes().await.ok().map(|body| Reply::new(status, &headers, &body));
                Outcome { reply, silence: "the connection was lost", ..Outcome::default() }
            }
        };
        self.take(about, &call, &outcome);
        outcome
    }
}
