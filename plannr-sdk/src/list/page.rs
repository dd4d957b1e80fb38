//! One page of a list.

use std::ops::Deref;

use serde::Deserialize;
use serde_json::Value;

use crate::decode;
use crate::error::{Error, Kind};
use crate::generated::limits::list_contact_details::PAGE;
use crate::generated::types::{ContactDetail, ContactDetailPage};
use crate::json_path::path_at;
use crate::lenient::{Root, is_index};
use crate::response::RawResponse;

/// A page of contact details: `data`, `links` and `meta` by deref, and what could not be read.
///
/// One item that does not decode does not lose the others.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let plannr = mock.plannr();
/// let page = plannr.contact_details().list().send().await?;
/// println!("{} of {:?}", page.data.len(), page.meta.as_ref().and_then(|meta| meta.total));
/// for failure in page.failures() {
///     eprintln!("not readable: {:?} at {:?}", failure.uuid(), failure.json_path());
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Page {
    page: ContactDetailPage,
    failures: Vec<Error>,
    /// Where in the page the failures are, counted with them.
    gaps: Vec<usize>,
    next: Option<u64>,
}

impl Page {
    /// The items that do not decode, each as an error with its JSON path and, if it can be read, its uuid.
    #[must_use]
    pub fn failures(&self) -> &[Error] {
        &self.failures
    }

    /// The number of the page after this one, or `None` if this is the last.
    ///
    /// It is the last if it is empty, if its `meta` says so or, without that, if no link leads on and it is shorter than a
    /// page is.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let plannr = mock.plannr();
    /// let list = plannr.contact_details().list().per_page(100);
    /// let mut number = Some(1);
    /// while let Some(asked) = number {
    ///     let page = list.clone().page(asked).send().await?;
    ///     println!("page {asked}: {} contact details", page.data.len());
    ///     number = page.next_page();
    /// }
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn next_page(&self) -> Option<u64> {
        self.next
    }

    /// The contact details alone.
    #[must_use]
    pub fn into_items(self) -> Vec<ContactDetail> {
        self.page.data
    }

    /// The same page, knowing which was asked for, and how many items. That `page` selects the page is an inference: the
    /// error is that another one came.
    pub(super) fn asked_for(mut self, number: Option<u64>, per_page: u64) -> Result<Self, Kind> {
        let came = self.meta.as_ref().and_then(|meta| meta.current_page);
        let is_other = |asked: &u64| came.is_some_and(|came| u64::try_from(came) != Ok(*asked));
        if let Some(requested) = number.filter(is_other) {
            return Err(Kind::WrongPage { requested, received: came });
        }
        let number = number.unwrap_or(*PAGE.start());
        self.next = number.checked_add(1).filter(|_| !self.is_last(number, per_page));
        Ok(self)
    }

    fn is_last(&self, number: u64, per_page: u64) -> bool {
        let (came, meta) = (self.data.len() + self.failures.len(), self.meta.as_ref());
        if came == 0 {
            return true;
        }
        if let Some(last) = meta.and_then(|meta| meta.last_page) {
            return u64::try_from(last).is_ok_and(|last| number >= last);
        }
        if self.links.as_ref().is_some_and(|links| links.next.is_some()) {
            return false;
        }
        let per_page = meta.and_then(|meta| meta.per_page?.try_into().ok()).unwrap_or(per_page);
        (came as u64) < per_page
    }

    /// All items in the order of the page, each as what it is.
    pub(super) fn into_results(self) -> Vec<Result<ContactDetail, Error>> {
        let mut results: Vec<_> = self.page.data.into_iter().map(Ok).collect();
        // From the first gap to the last, so that each position is right when it is filled.
        for (gap, failure) in self.gaps.into_iter().zip(self.failures) {
            results.insert(gap.min(results.len()), Err(failure));
        }
        results
    }
}

impl Deref for Page {
    type Target = ContactDetailPage;

    fn deref(&self) -> &ContactDetailPage {
        &self.page
    }
}

/// Reads a page as a whole and, only if that fails, item by item.
pub(super) fn decode(response: RawResponse, strict: bool) -> Result<(Page, RawResponse), Error> {
    let response = decode::success(response)?;
    match serde_json::from_slice(&response.body) {
        Ok(Root(page)) => Ok((Page { page, failures: Vec::new(), gaps: Vec::new(), next: None }, response)),
        Err(failure) => match item_by_item(&response).filter(|_| !strict) {
            Some(page) => Ok((page, response)),
            None => Err(decode::undecodable(response, "a page of contact details", &failure)),
        },
    }
}

fn item_by_item(response: &RawResponse) -> Option<Page> {
    let mut body: Value = serde_json::from_slice(&response.body).ok()?;
    let items = body.get_mut("data").map(Value::take).filter(|data| data.is_array() || data.is_object())?;
    let (mut data, mut failures, mut gaps) = (Vec::new(), Vec::new(), Vec::new());
    for (position, (path, item)) in flatten(items, "data".to_owned()).into_iter().enumerate() {
        let text = item.to_string().into_bytes();
        // As the whole page is read: another kind of input would compile the reading of the models once more.
        match serde_json::from_slice(&text) {
            Ok(Root(detail)) => data.push(detail),
            Err(error) => {
                let inside = path_at(&text, error.line(), error.column());
                let path = if inside.is_empty() { path } else { format!("{path}.{inside}") };
                let uuid = item.get("uuid").and_then(|uuid| uuid.as_str()?.parse().ok());
                failures.push(Error::new(Kind::BadItem { path, uuid }).with_response(response.clone()));
                gaps.push(position);
            }
        }
    }
    // What cannot be read of these two is as if it had not come: the stream then goes by the length of the page.
    let part = |name| body.get(name).filter(|part| part.is_object());
    let links = part("links").and_then(|links| Deserialize::deserialize(links).ok());
    let meta = part("meta").and_then(|meta| Deserialize::deserialize(meta).ok());
    Some(Page { page: ContactDetailPage { data, links, meta }, failures, gaps, next: None })
}

/// The items of a list, with their paths; a list inside the list is part of it.
fn flatten(value: Value, path: String) -> Vec<(String, Value)> {
    match value {
        Value::Array(values) => {
            let values = values.into_iter().enumerate();
            values.flat_map(|(index, value)| flatten(value, format!("{path}[{index}]"))).collect()
        }
        // PHP's list with gaps.
        Value::Object(map) if !map.is_empty() && map.keys().all(|key| is_index(key)) => {
            map.into_iter().flat_map(|(key, value)| flatten(value, format!("{path}.{key}"))).collect()
        }
        item => vec![(path, item)],
    }
}
