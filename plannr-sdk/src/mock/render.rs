//! The form of records in responses, without quirks.

use serde_json::{Value, json};
use uuid::Uuid;

use super::spec::Spec;
use super::store::{Account, Detail, PHONE_NUMBER, Store};

/// A contact detail with some of its relations.
pub(super) fn detail(store: &Store, detail: &Detail, relations: &[&str]) -> Value {
    let mut rendered = detail.without_accounts();
    for (relation, uuids) in [("accounts", &detail.content.owners), ("primary_accounts", &detail.content.primary_for)] {
        if relations.contains(&relation) {
            rendered[relation] = accounts(store, uuids);
        }
    }
    rendered
}

fn accounts(store: &Store, uuids: &[Uuid]) -> Value {
    uuids.iter().filter_map(|uuid| store.account(*uuid)).map(|one| account(store, one)).collect()
}

/// An account with all fields. Its primary contact details have no accounts, to avoid infinite recursion.
pub(super) fn account(store: &Store, account: &Account) -> Value {
    let primary = |kind| store.primary(kind, account.uuid).map(Detail::without_accounts);
    let mut rendered = json!(account.attributes);
    rendered["primary_email"] = json!(primary("email"));
    rendered["primary_phone_number"] = json!(primary(PHONE_NUMBER));
    rendered["email"] = json!(Some(account.email(store)).filter(|email| !email.is_empty()));
    rendered
}

/// The login of an account, with all permissions. Its uuid is the same in every run, and not the account's.
pub(super) fn login(store: &Store, spec: &Spec, login: &Account) -> Value {
    let account = account(store, login);
    let own = |name: &str, empty: Value| if empty == false { json!(true) } else { account[name].clone() };
    let mut rendered: Value =
        spec.empty("Login").into_iter().map(|(name, empty)| (name.clone(), own(&name, empty))).collect();
    rendered["uuid"] = json!(Uuid::from_u128(login.uuid.as_u128() ^ 1));
    rendered["account"] = account;
    rendered
}
