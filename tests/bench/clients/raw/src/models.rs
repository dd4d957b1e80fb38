//! Types as one would write them by hand for these responses: strict, with uuids parsed, and with every field of the
//! examples. The crate chooses the type of a timestamp.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Timestamp;

#[derive(Debug, Serialize)]
pub struct NewContactDetail<'a> {
    pub r#type: Kind,
    pub name: &'a str,
    pub value: &'a str,
    pub account_uuids: &'a [Uuid],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_primary: Option<bool>,
}

impl<'a> NewContactDetail<'a> {
    pub fn email(value: &'a str, account_uuids: &'a [Uuid]) -> Self {
        Self { r#type: Kind::Email, name: "Work email", value, account_uuids, is_primary: None }
    }
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Email,
    PhoneNumber,
}

#[derive(Debug, Deserialize)]
pub struct Page {
    pub data: Vec<ContactDetail>,
    pub links: Links,
    pub meta: Meta,
}

#[derive(Debug, Deserialize)]
pub struct Links {
    pub first: Option<String>,
    pub last: Option<String>,
    pub prev: Option<String>,
    pub next: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Meta {
    pub current_page: u64,
    pub from: Option<u64>,
    pub last_page: u64,
    pub links: Vec<MetaLink>,
    pub path: String,
    pub per_page: u64,
    pub to: Option<u64>,
    pub total: u64,
}

#[derive(Debug, Deserialize)]
pub struct MetaLink {
    pub url: Option<String>,
    pub label: String,
    pub active: bool,
}

#[derive(Debug, Deserialize)]
pub struct ContactDetail {
    pub uuid: Uuid,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    pub r#type: Kind,
    pub name: String,
    pub value: String,
    pub phone_number_meta: Option<PhoneNumberMeta>,
    pub accounts: Option<Vec<Account>>,
    pub primary_accounts: Option<Vec<Account>>,
}

#[derive(Debug, Deserialize)]
pub struct PhoneNumberMeta {
    pub country: Option<String>,
    pub formatted: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountType {
    Client,
    Employee,
    External,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountRole {
    Individual,
    Joint,
    Trust,
    Business,
    Member,
    Owner,
    Admin,
    Introducer,
}

#[derive(Debug, Deserialize)]
pub struct Account {
    pub uuid: Uuid,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    pub r#type: Option<AccountType>,
    pub role: Option<AccountRole>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub name: Option<String>,
    pub email: Option<String>,
    pub photo_url: Option<String>,
    pub firm: Option<Firm>,
    pub primary_phone_number: Option<Box<ContactDetail>>,
    pub primary_email: Option<Box<ContactDetail>>,
    pub current_time_entry: Option<BTreeMap<String, String>>,
    pub assigned_adviser: Option<Box<Account>>,
    pub assigned_administrator: Option<Box<Account>>,
    pub assigned_paraplanner: Option<Box<Account>>,
    pub introduced_by: Option<Box<Account>>,
    pub groups: Option<Vec<Group>>,
    pub tags: Option<Vec<Tag>>,
    pub owners: Option<Vec<Account>>,
    pub first_contact_date: Option<String>,
    pub next_review_date: Option<String>,
    pub previous_review_date: Option<String>,
    pub anniversary_review_date: Option<String>,
    pub with_login: Option<bool>,
    pub has_joint_account: Option<bool>,
    pub can_be_deleted: Option<String>,
    pub joint_account_circle: Option<Circle>,
    pub circles: Option<Vec<Circle>>,
    pub ownership_percentage: Option<i64>,
    pub inactive_at: Option<String>,
    pub last_interaction_at: Option<String>,
    pub referral_code: Option<String>,
    pub custom_fields: Option<Vec<BTreeMap<String, String>>>,
    pub external_references: Option<Vec<BTreeMap<String, String>>>,
}

#[derive(Debug, Deserialize)]
pub struct Firm {
    pub uuid: Uuid,
    pub name: String,
    pub slug: String,
    pub tax: Option<f64>,
    pub month_end: Option<i64>,
    pub ip_whitelist: Option<Vec<String>>,
    pub is_subscribed: Option<bool>,
    pub regulatory_text: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Group {
    pub uuid: Uuid,
    pub name: String,
    pub slug: String,
    pub participants_count: Option<String>,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
pub struct Tag {
    pub uuid: Uuid,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    pub name: String,
    pub slug: String,
    pub colour: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Circle {
    pub uuid: Uuid,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    pub name: Option<String>,
    pub photo_url: Option<String>,
    pub bg_colour: Option<String>,
    pub accounts: Option<Vec<Account>>,
    pub groups: Option<Vec<Group>>,
}
