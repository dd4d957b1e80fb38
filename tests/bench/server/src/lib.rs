//! The bodies that all clients get: the examples of the spec, and pages that are made of its example of a page.

use serde_json::{Value, json};

/// How many contact details there are.
pub const TOTAL: u64 = 100_000;

const SPEC: &str = include_str!("../../../../openapi/contact-details.yaml");

pub struct Bodies {
    /// A contact detail that was created, with a wide account.
    pub created: String,
    items: [Value; 2],
    page: Value,
}

impl Bodies {
    pub fn of_the_spec() -> Self {
        let spec: Value = serde_yaml_ng::from_str(SPEC).unwrap();
        let example = |name: &str| &spec["components"]["examples"][name]["value"];
        let page = example("OnlyPage").clone();
        let items = [0, 1].map(|index| page["data"][index].clone());
        Self { created: example("CreatedEmail").to_string(), items, page }
    }

    /// A page with so many items, each with the accounts that are included.
    pub fn page(&self, number: u64, per_page: u64) -> String {
        let first = (number - 1) * per_page;
        let count = per_page.min(TOTAL.saturating_sub(first));
        let items = (first..first + count).map(|index| {
            let mut item = self.items[index as usize % 2].clone();
            item["uuid"] = json!(format!("3f2a9c1e-7b64-4d0a-8a51-{index:012x}"));
            item
        });
        let last = TOTAL.div_ceil(per_page);
        let mut page = self.page.clone();
        page["data"] = items.collect();
        let url = |page: u64| format!("https://api.plannrcrm.com/api/v2/contact-details?page={page}");
        page["links"]["last"] = json!(url(last));
        page["links"]["next"] = json!((number < last).then(|| url(number + 1)));
        page["meta"]["current_page"] = json!(number);
        page["meta"]["from"] = json!(first + 1);
        page["meta"]["to"] = json!(first + count);
        page["meta"]["last_page"] = json!(last);
        page["meta"]["per_page"] = json!(per_page);
        page["meta"]["total"] = json!(TOTAL);
        page.to_string()
    }
}
