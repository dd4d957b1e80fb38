//! The client that openapi-to-rust generates.

#[allow(clippy::all, dead_code, unused)]
mod generated;

use std::time::Duration;

use generated::client::HttpClient;
use generated::types;
use meter::{ACCOUNT, OWNER, TOKEN};

fn main() {
    meter::run(|server| {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().unwrap();
        Client { http: HttpClient::with_client(http).with_base_url(server).with_api_key(TOKEN) }
    });
}

struct Client {
    http: HttpClient,
}

impl meter::Client for Client {
    async fn create(&self) {
        let new = types::NewContactDetail::NewEmail(types::NewEmail {
            account_uuids: vec![OWNER.to_owned()],
            is_primary: None,
            name: "Work email".to_owned(),
            primary_account_uuids: None,
            r#type: types::NewEmailType::Email,
            value: "ava.morgan@example.com".to_owned(),
        });
        std::hint::black_box(self.http.create_contact_detail(ACCOUNT, new).await.unwrap());
    }
}
