//! The client that progenitor generates.

use std::time::Duration;

use meter::{ACCOUNT, OWNER, TOKEN};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use uuid::Uuid;

#[allow(clippy::all, dead_code, unused)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}

use generated::{Client, types};

fn main() {
    meter::run(|server| {
        let token = HeaderValue::from_str(&format!("Bearer {TOKEN}")).unwrap();
        let headers = HeaderMap::from_iter([(AUTHORIZATION, token)]);
        let http =
            reqwest::Client::builder().timeout(Duration::from_secs(30)).default_headers(headers).build().unwrap();
        Progenitor {
            client: Client::new_with_client(server, http),
            account: ACCOUNT.parse().unwrap(),
            owner: OWNER.parse().unwrap(),
        }
    });
}

struct Progenitor {
    client: Client,
    account: Uuid,
    owner: Uuid,
}

impl meter::Client for Progenitor {
    async fn create(&self) {
        let new = types::NewContactDetail::Email(types::NewEmail {
            account_uuids: vec![self.owner],
            is_primary: None,
            name: "Work email".parse().unwrap(),
            primary_account_uuids: vec![],
            type_: types::NewEmailType::Email,
            value: "ava.morgan@example.com".parse().unwrap(),
        });
        let created = self.client.create_contact_detail(&self.account, &new).await.unwrap();
        std::hint::black_box(created.into_inner());
    }
}
