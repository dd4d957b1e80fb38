//! Lists, in the forms of PHP and of Plannr's reference pages.

use super::fields::stands_for_nothing;
use super::json::{Failure, Json, Lenient, List, Reading, Slot, nullable};

impl<T: Lenient> Lenient for Vec<T> {
    fn from_json(json: Json<'_>) -> Reading<Self> {
        let mut items = Self::new();
        Ok(read_list(json, &mut Items(&mut items))?.then_some(items))
    }
}

/// Reads the items of a list, if there is one. A single object is a list of one, an object with numbers for keys is
/// PHP's list with gaps, and a list inside a list is part of it. Without the type of the items, so that it is compiled
/// once.
fn read_list(json: Json<'_>, items: &mut dyn Slot) -> Result<bool, Failure> {
    match json {
        Json::List(list) => append(items, list)?,
        Json::Object(object) => {
            let mut key = String::new();
            if !object.next_key(&mut |first| first.clone_into(&mut key))? {
                return Ok(true);
            }
            if !is_index(&key) {
                object.put_back(key);
                items.put(Json::Object(object))?;
                return Ok(true);
            }
            object.next_value(items)?;
            let mut is_list = true;
            while object.next_key(&mut |key| is_list = is_index(key))? {
                if !is_list {
                    return Err(Failure::Unfit("either a list or an object"));
                }
                object.next_value(items)?;
            }
        }
        Json::Text(text) if stands_for_nothing(text) => return Ok(false),
        _ => return Err(Failure::Unfit("a list")),
    }
    Ok(true)
}

/// Returns true if a key is an index of a list, of any length.
pub(crate) fn is_index(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns true if a key is an index that may be printed. A longer number may be a client's.
pub(crate) fn is_short_index(key: &str) -> bool {
    is_index(key) && key.len() <= 4
}

fn append(items: &mut dyn Slot, list: &mut dyn List) -> Result<(), Failure> {
    while list.next_item(items)? {}
    Ok(())
}

/// The slot for items. An item without a value is an error. Skipping it could lose an owner, and an update without that
/// owner would remove the contact detail from it.
struct Items<'a, T>(&'a mut Vec<T>);

impl<T: Lenient> Slot for Items<'_, T> {
    fn put(&mut self, json: Json<'_>) -> Result<(), Failure> {
        match json {
            Json::List(list) => append(self, list)?,
            json => self.0.push(nullable(json)?.ok_or(Failure::Unfit("an item"))?),
        }
        Ok(())
    }
}
