//! Contact details as Plannr answers them, undisguised.

use serde_json::{Value, json};
use uuid::Uuid;

use super::store::{Account, Detail, PHONE_NUMBER, Store};

/// A contact detail with those of its relations that are named.
pub(super) fn detail(store: &Store, detail: &Detail, relations: &[&str]) -> Value {
    let mut rendered = detail.without_accounts();
    for (relation, uuids) in [("accounts", &detail.owners), ("primary_accounts", &detail.primary_for)] {
        if relations.contains(&relation) {
            rendered[relation] = accounts(store, uuids);
        }
    }
    rendered
}

fn accounts(store: &Store, uuids: &[Uuid]) -> Value {
    uuids.iter().filter_map(|uuid| store.account(*uuid)).map(|one| account(store, one)).collect()
}

/// A wide account. Its primary contact details come without their accounts, or there would be no end.
fn account(store: &Store, account: &Account) -> Value {
    let primary = |kind| store.primary(kind, account.uuid).map(Detail::without_accounts);
    let mut rendered = json!(account.attributes);
    rendered["primary_email"] = json!(primary("email"));
    rendered["primary_phone_number"] = json!(primary(PHONE_NUMBER));
    rendered
}
