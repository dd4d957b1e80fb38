//! The client that openapi-generator generates.

use std::time::Duration;

use meter::{ACCOUNT, OWNER, TOKEN};
use openapi::apis::configuration::Configuration;
use openapi::apis::contact_details_api::create_contact_detail;
use openapi::models;

fn main() {
    meter::run(|server| {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().unwrap();
        Client {
            configuration: Configuration {
                base_path: server.to_owned(),
                client: http,
                bearer_access_token: Some(TOKEN.to_owned()),
                ..Configuration::default()
            },
        }
    });
}

struct Client {
    configuration: Configuration,
}

impl meter::Client for Client {
    async fn create(&self) {
        let owner: uuid::Uuid = OWNER.parse().unwrap();
        let new = models::NewEmail::new(
            vec![owner],
            "Work email".to_owned(),
            models::new_email::Type::Email,
            "ava.morgan@example.com".to_owned(),
        );
        let new = models::NewContactDetail::Email(Box::new(new));
        std::hint::black_box(create_contact_detail(&self.configuration, ACCOUNT, new).await.unwrap());
    }
}
