//! Reads the items of a page one by one, after the page as a whole could not be read.

use std::ops::Range;
use std::sync::Arc;

use serde::de::IgnoredAny;

use crate::decode;
use crate::error::{Error, Kind};
use crate::generated::types::{ContactDetail, ContactDetailPage};
use crate::json_path::{self, Walk, path_at};
use crate::lenient::{Lenient, Root};
use crate::list::page::Page;
use crate::response::RawResponse;
use crate::server_state::named_uuid;

/// The most items whose failures are kept; further ones are counted.
const MAX_FAILURES: usize = 1000;

/// Reads a page item by item. The JSON must be whole, but a string or a number in it may be invalid.
pub(super) fn read(response: RawResponse, failure: &serde_json::Error) -> Result<(Page, RawResponse), Error> {
    let text = response.json();
    if let Err(failure) = serde_json::from_slice::<IgnoredAny>(text) {
        return Err(decode::undecodable(response, &failure));
    }
    let Some([data, links, meta]) = json_path::values(text, ["data", "links", "meta"])
        .filter(|[data, ..]| text[data.clone()].starts_with(b"[") || text[data.clone()].starts_with(b"{"))
    else {
        return Err(decode::undecodable(response, failure));
    };
    // If one of these cannot be read, it is ignored: a stream then reads on until an empty page.
    let page = ContactDetailPage { data: Vec::new(), links: part(text, links), meta: part(text, meta) };
    let mut page = Page::new(page);
    let mut shared = None;
    let mut walk = Walk::within(text, data);
    while let Some(item) = walk.next_item() {
        let item = &text[item];
        // From a slice, as the whole page is read: another kind of input would compile the reader a second time.
        let failure = match serde_json::from_slice::<Root<ContactDetail>>(item) {
            Ok(Root(detail)) => {
                page.page.data.push(detail);
                continue;
            }
            Err(failure) => failure,
        };
        page.failure_count += 1;
        if page.failures.len() < MAX_FAILURES {
            let inside = path_at(item, failure.line(), failure.column());
            let path = below(below("data".to_owned(), &walk.path()), &inside);
            let kind = Kind::BadItem { path, uuid: named_uuid(item), more: 0 };
            let response = shared.get_or_insert_with(|| Arc::new(response.clone()));
            page.gaps.push(page.page.data.len() + page.failures.len());
            page.failures.push(Error::in_response(kind, Arc::clone(response)));
        }
    }
    Ok((page, response))
}

fn part<T: Lenient>(text: &[u8], place: Range<usize>) -> Option<T> {
    serde_json::from_slice(&text[place]).ok().map(|Root(part)| part)
}

fn below(path: String, inside: &str) -> String {
    let dot = if inside.is_empty() || inside.starts_with('[') { "" } else { "." };
    path + dot + inside
}
