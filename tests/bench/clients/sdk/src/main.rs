//! The SDK with retries, deadlines, size limit and a quota that is never used up.

use std::hint::black_box;

use meter::{ACCOUNT, CONCURRENCY, Client, OWNER, PER_PAGE, TOKEN};
use plannr_sdk::models::ContactDetailPage;
use plannr_sdk::{ContactDetailInclude, NewContactDetail, Plannr, Uuid};

fn main() {
    meter::run(|server| {
        let account = ACCOUNT.parse().unwrap();
        let builder = || Plannr::builder(TOKEN, account).base_url(server);
        Sdk {
            plannr: builder().requests_per_minute(1_000_000_000).build().unwrap(),
            unlimited: builder().requests_per_minute(None).build().unwrap(),
            owner: OWNER.parse().unwrap(),
        }
    });
}

struct Sdk {
    plannr: Plannr,
    unlimited: Plannr,
    owner: Uuid,
}

impl Client for Sdk {
    async fn create(&self) {
        let new = NewContactDetail::email("Work email", "ava.morgan@example.com", [self.owner]).unwrap();
        black_box(self.plannr.contact_details().create(&new).await.unwrap());
    }

    async fn list(&self, items: u64) -> u64 {
        let relations = [ContactDetailInclude::Accounts, ContactDetailInclude::PrimaryAccounts];
        let mut details = self.plannr.contact_details().list().include(relations).per_page(PER_PAGE).stream();
        let mut came = 0;
        while came < items
            && let Some(detail) = details.next().await
        {
            black_box(detail.unwrap());
            came += 1;
        }
        came
    }

    async fn bulk(&self, count: u64) -> u64 {
        let owner = self.owner;
        let contacts = (0..count)
            .map(move |index| NewContactDetail::email("Work email", format!("{index}@example.com"), [owner]).unwrap());
        let mut batch = self.unlimited.contact_details().create_all(contacts).concurrency(CONCURRENCY);
        let mut created = 0;
        while let Some(outcome) = batch.next().await {
            black_box(outcome.result.unwrap());
            created += 1;
        }
        created
    }

    fn decode(&self, page: &[u8]) {
        black_box(serde_json::from_slice::<ContactDetailPage>(page).unwrap());
    }
}
