//! A client as a careful user would write it by hand: common headers are set once, there is a timeout, the status is
//! checked, and the types are strict.

pub mod models;

use std::hint::black_box;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use meter::{ACCOUNT, CONCURRENCY, Client, OWNER, PER_PAGE, TOKEN};
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

pub use jiff::Timestamp;
use models::{ContactDetail, NewContactDetail, Page};

pub struct Raw {
    http: reqwest::Client,
    url: String,
    owner: Uuid,
}

impl Raw {
    pub fn new(server: &str) -> Self {
        let mut token = HeaderValue::from_str(&format!("Bearer {TOKEN}")).unwrap();
        token.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, token),
            (ACCEPT, HeaderValue::from_static("application/json")),
            (HeaderName::from_static("x-plannr-account-uuid"), HeaderValue::from_static(ACCOUNT)),
        ]);
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).default_headers(headers);
        Self {
            http: http.build().unwrap(),
            url: format!("{server}/api/v2/contact-details"),
            owner: OWNER.parse().unwrap(),
        }
    }

    async fn post(&self, value: &str) -> reqwest::Result<ContactDetail> {
        let owners = [self.owner];
        let new = NewContactDetail::email(value, &owners);
        self.http.post(&self.url).json(&new).send().await?.error_for_status()?.json().await
    }

    async fn page(&self, number: u64) -> reqwest::Result<Page> {
        let query = [("page", number), ("per_page", PER_PAGE)];
        let include = [("include", "accounts,primary_accounts")];
        self.http.get(&self.url).query(&query).query(&include).send().await?.error_for_status()?.json().await
    }
}

impl Client for Raw {
    async fn create(&self) {
        black_box(self.post("ava.morgan@example.com").await.unwrap());
    }

    async fn list(&self, items: u64) -> u64 {
        let (mut came, mut number) = (0, 1);
        while came < items {
            let page = self.page(number).await.unwrap();
            for detail in page.data {
                black_box(detail);
                came += 1;
            }
            if number >= page.meta.last_page {
                break;
            }
            number += 1;
        }
        came
    }

    async fn bulk(&self, count: u64) -> u64 {
        let creates =
            stream::iter(0..count).map(|index| async move { self.post(&format!("{index}@example.com")).await });
        let outcomes = creates.buffer_unordered(CONCURRENCY);
        outcomes.map(|outcome| black_box(outcome.unwrap())).count().await as u64
    }

    fn decode(&self, page: &[u8]) {
        black_box(serde_json::from_slice::<Page>(page).unwrap());
    }
}
