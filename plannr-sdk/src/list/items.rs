//! Reads a page: as a whole and, only if that fails, item by item.

use std::sync::Arc;

use serde::de::IgnoredAny;

use super::page::{Listed, Page, Requested};
use crate::decode;
use crate::error::{Error, Kind};
use crate::json_path::{Step, children, path_at};
use crate::lenient::{self, Lenient, is_index};
use crate::response::{RawResponse, Response};
use crate::state_table::named_uuid;

/// The most items whose failures are kept; further ones are counted.
const MAX_FAILURES: usize = 1000;
/// The most lists inside one another.
const MAX_DEPTH: usize = 8;

/// Reads a page.
pub(crate) fn decode<T: Listed>(response: RawResponse, requested: Requested) -> Result<Response<Page<T>>, Error> {
    let read = (T::LIST.read_page)(response.json()).map(Page::<T>::new);
    let mut page = match read.or_else(|failure| one_by_one(&response, failure)) {
        Ok(page) => page,
        Err(failure) => return Err(decode::undecodable(response, &failure)),
    };
    if let Some(first) = page.failures.first().filter(|_| !requested.skip_bad_items) {
        return Err(first.clone());
    }
    if !response.is_complete() {
        return Err(decode::unfit(decode::INCOMPLETE, response));
    }
    page.lift_meta(response.json());
    match page.read_end(requested, response.json()) {
        Ok(end) => page.end = end,
        Err(kind) => return Err(Error::in_response(kind, response)),
    }
    Ok(Response::new(page, response))
}

/// Reads the items one by one. The JSON must be whole, but its strings and numbers may be invalid.
fn one_by_one<T: Listed>(response: &RawResponse, failure: serde_json::Error) -> Result<Page<T>, serde_json::Error> {
    let text = response.json();
    serde_json::from_slice::<IgnoredAny>(text)?;
    let mut parts = [const { None }; 3];
    for (_, step, value) in children(text) {
        let is_it = |name: &&str| matches!(step, Step::Key(key) if key == *name);
        let part = ["data", "links", "meta"].iter().position(is_it);
        if part.is_some_and(|part| parts[part].replace(&text[value]).is_some()) {
            return Err(failure);
        }
    }
    let [Some(data @ [b'[' | b'{', ..]), links, meta] = parts else { return Err(failure) };
    // If one of these cannot be read, it is ignored: a stream then reads on until an empty page.
    let page = Page::new((T::LIST.empty_page)(part(links), part(meta)));
    let mut items = Items { page, more: 0, response: Arc::new(response.clone()) };
    items.add(data, 0, &|| "data".to_owned());
    if items.more > 0 {
        items.fail(Kind::MoreBadItems { count: items.more });
    }
    Ok(items.page)
}

fn part<T: Lenient>(text: Option<&[u8]>) -> Option<T> {
    lenient::from_slice(text?).ok()
}

struct Items<T: Listed> {
    page: Page<T>,
    /// The number of failures that were not kept.
    more: usize,
    response: Arc<RawResponse>,
}

impl<T: Listed> Items<T> {
    /// Adds an item, or all of a list: an array or PHP's list with gaps. A list inside a list is part of it.
    fn add(&mut self, value: &[u8], depth: usize, path: &dyn Fn() -> String) {
        let has_gaps = || matches!(children(value).next(), Some((_, Step::Key(key), _)) if is_index(key));
        if depth == MAX_DEPTH || !(value.starts_with(b"[") || has_gaps()) {
            return self.add_item(value, path);
        }
        for (_, step, item) in children(value) {
            self.add(&value[item], depth + 1, &|| {
                let mut path = path();
                step.append_to(&mut path);
                path
            });
        }
    }

    fn add_item(&mut self, item: &[u8], path: &dyn Fn() -> String) {
        match (T::LIST.read_item)(item) {
            Ok(item) => (T::LIST.items_mut)(&mut self.page.page).push(item),
            Err(_) if self.page.failures.len() == MAX_FAILURES => self.more += 1,
            Err(failure) => {
                let inside = path_at(item, failure.line(), failure.column());
                let path = if inside.is_empty() { path() } else { format!("{}.{inside}", path()) };
                self.fail(Kind::BadItem { path, uuid: named_uuid(item) });
            }
        }
    }

    fn fail(&mut self, kind: Kind) {
        self.page.gaps.push(self.page.items().len() + self.page.failures.len());
        self.page.failures.push(Error::in_response(kind, Arc::clone(&self.response)));
    }
}
