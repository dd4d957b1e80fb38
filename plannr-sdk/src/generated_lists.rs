// Generated from openapi/contact-details.yaml by `cargo xtask generate`. Do not edit: edit the spec.

use crate::generated::types;
use crate::lenient;
use crate::list::{Checked, List, ListOf, Listed};
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
        parts: |page| (&page.data, page.links.as_ref(), page.meta.as_ref()),
        items: |page| &mut page.data,
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
    /// Inferred: The parameter's name: the page documents the filter but its name was not visible; the other filters are named filter[field].
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
