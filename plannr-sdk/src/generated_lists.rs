// Generated from openapi/*.yaml by `cargo xtask generate`. Do not edit: edit the spec.

use crate::generated::types;
use crate::lenient;
use crate::list::{Checked, List, ListOf, Listed};
impl Listed for types::Account {
    type Page = types::AccountPage;
    const LIST: ListOf<Self> = ListOf {
        pages: 1u64..=u64::MAX,
        per_page: 1u64..=500u64,
        request: |client, account, query| client.list_accounts(account, query),
        read_page: lenient::from_slice,
        read_item: lenient::from_slice,
        empty_page: |links, meta| types::AccountPage {
            data: Vec::new(),
            links,
            meta,
        },
        items: |page| &page.data,
        items_mut: |page| &mut page.data,
        links: |page| page.links.as_ref(),
        meta: |page| page.meta.as_ref(),
    };
}
/// The parameters in the spec.
impl List<types::Account> {
    /// Sets `filter[name]`. A text, matched partially against first name, last name and entity name together.
    pub fn name(self, value: impl Into<String>) -> Self {
        self.with("filter[name]", Checked::text(value))
    }
    /// Sets `filter[primary_email]`. A primary e-mail address, matched partially.
    pub fn primary_email(self, value: impl Into<String>) -> Self {
        self.with("filter[primary_email]", Checked::text(value))
    }
    /// Sets `filter[primary_phone_number]`. A primary phone number, matched partially.
    pub fn primary_phone_number(self, value: impl Into<String>) -> Self {
        self.with("filter[primary_phone_number]", Checked::text(value))
    }
    /// Sets `filter[email]`. An e-mail address, matched partially. Deprecated in favour of `filter[primary_email]`.
    #[deprecated]
    pub fn email(self, value: impl Into<String>) -> Self {
        self.with("filter[email]", Checked::text(value))
    }
    /// Sets `filter[type]`. Comma-separated account types.
    pub fn types(
        self,
        values: impl IntoIterator<Item = types::AccountTypeFilter>,
    ) -> Self {
        self.with(
            "filter[type]",
            Checked::list(values.into_iter().map(|value| Checked::new(value.as_str()))),
        )
    }
    /// Sets `filter[role]`. Comma-separated account roles.
    pub fn roles(
        self,
        values: impl IntoIterator<Item = types::AccountRoleFilter>,
    ) -> Self {
        self.with(
            "filter[role]",
            Checked::list(values.into_iter().map(|value| Checked::new(value.as_str()))),
        )
    }
    /// Sets `filter[created_after]`. A date, after which the account was created.
    pub fn created_after(self, value: impl Into<String>) -> Self {
        self.with("filter[created_after]", Checked::date(value))
    }
    /// Sets `filter[created_before]`. A date, before which the account was created.
    pub fn created_before(self, value: impl Into<String>) -> Self {
        self.with("filter[created_before]", Checked::date(value))
    }
    /// Sets `filter[inactive_after]`. A date, after which the account became inactive.
    pub fn inactive_after(self, value: impl Into<String>) -> Self {
        self.with("filter[inactive_after]", Checked::date(value))
    }
    /// Sets `filter[inactive_before]`. A date, before which the account became inactive.
    pub fn inactive_before(self, value: impl Into<String>) -> Self {
        self.with("filter[inactive_before]", Checked::date(value))
    }
    /// Sets `filter[is_prospect]`. Whether the account is a prospect.
    pub fn is_prospect(self, value: bool) -> Self {
        self.with("filter[is_prospect]", Checked::new(value))
    }
    /// Sets `filter[status]`. Comma-separated statuses, each a partial name or a UUID.
    pub fn statuses(self, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.with(
            "filter[status]",
            Checked::list(values.into_iter().map(|value| Checked::text(value))),
        )
    }
    /// Sets `filter[groups]`. Comma-separated groups, each a partial name or a UUID.
    pub fn groups(self, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.with(
            "filter[groups]",
            Checked::list(values.into_iter().map(|value| Checked::text(value))),
        )
    }
    /// Sets `filter[departments]`. Comma-separated departments, each a partial name or a UUID.
    pub fn departments(
        self,
        values: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.with(
            "filter[departments]",
            Checked::list(values.into_iter().map(|value| Checked::text(value))),
        )
    }
    /// Sets `include`. Comma-separated relationships to include.
    pub fn include(
        self,
        values: impl IntoIterator<Item = types::AccountInclude>,
    ) -> Self {
        self.with(
            "include",
            Checked::list(values.into_iter().map(|value| Checked::new(value.as_str()))),
        )
    }
    /// Sets `sort`. The field to sort by; a leading `-` sorts in descending order. The default is `first_name`.
    pub fn sort(self, value: types::AccountSort) -> Self {
        self.with("sort", Checked::new(value.as_str()))
    }
    /// Sets `filter[custom_field:{field}]`. The value of the custom field whose name replaces `{field}`.
    ///
    /// Inferred: Only the value: the page's example has it in quotation marks, and no page says whether these are sent, or what a custom field contains.
    pub fn custom_field(self, field: impl AsRef<str>, value: impl Into<String>) -> Self {
        self.with_named(
            "filter[custom_field:{field}]",
            field.as_ref(),
            Checked::text(value),
        )
    }
}
impl Listed for types::ContactDetail {
    type Page = types::ContactDetailPage;
    const LIST: ListOf<Self> = ListOf {
        pages: 1u64..=u64::MAX,
        per_page: 1u64..=500u64,
        request: |client, account, query| client.list_contact_details(account, query),
        read_page: lenient::from_slice,
        read_item: lenient::from_slice,
        empty_page: |links, meta| types::ContactDetailPage {
            data: Vec::new(),
            links,
            meta,
        },
        items: |page| &page.data,
        items_mut: |page| &mut page.data,
        links: |page| page.links.as_ref(),
        meta: |page| page.meta.as_ref(),
    };
}
/// The parameters in the spec.
impl List<types::ContactDetail> {
    /// Sets `filter[uuid]`. Comma-separated UUIDs of contact details.
    pub fn uuids(self, values: impl IntoIterator<Item = ::uuid::Uuid>) -> Self {
        self.with(
            "filter[uuid]",
            Checked::list(values.into_iter().map(|value| Checked::new(value))),
        )
    }
    /// Sets `filter[account_uuids]`. Comma-separated UUIDs of accounts.
    pub fn account_uuids(self, values: impl IntoIterator<Item = ::uuid::Uuid>) -> Self {
        self.with(
            "filter[account_uuids]",
            Checked::list(values.into_iter().map(|value| Checked::new(value))),
        )
    }
    /// Sets `filter[circle_uuids]`. Comma-separated UUIDs of circles.
    pub fn circle_uuids(self, values: impl IntoIterator<Item = ::uuid::Uuid>) -> Self {
        self.with(
            "filter[circle_uuids]",
            Checked::list(values.into_iter().map(|value| Checked::new(value))),
        )
    }
    /// Sets `filter[type]`. Comma-separated contact detail types.
    ///
    /// Inferred: The parameter's name: the page documents the filter but its name was not visible; the v1 list documents this very name.
    pub fn types(
        self,
        values: impl IntoIterator<Item = types::ContactDetailTypeFilter>,
    ) -> Self {
        self.with(
            "filter[type]",
            Checked::list(values.into_iter().map(|value| Checked::new(value.as_str()))),
        )
    }
    /// Sets `filter[value]`. Comma-separated values, each matched partially.
    ///
    /// Inferred: The parameter's name: the page documents the filter but its name was not visible; the other filters are named filter\[field].
    pub fn values(self, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.with(
            "filter[value]",
            Checked::list(values.into_iter().map(|value| Checked::text(value))),
        )
    }
    /// Sets `include`. Comma-separated relationships to include.
    pub fn include(
        self,
        values: impl IntoIterator<Item = types::ContactDetailInclude>,
    ) -> Self {
        self.with(
            "include",
            Checked::list(values.into_iter().map(|value| Checked::new(value.as_str()))),
        )
    }
    /// Sets `sort`. The field to sort by; a leading `-` sorts in descending order. The default is `created_at`.
    pub fn sort(self, value: types::ContactDetailSort) -> Self {
        self.with("sort", Checked::new(value.as_str()))
    }
}
