//! Lists, in the forms of PHP and of Plannr's reference pages.

use super::fields::stands_for_nothing;
use super::json::{Failure, Json, Lenient, List, Reading, Slot, nullable};

/// A single object is a list of one, an object with numbers for keys is PHP's list with gaps, and a list inside a list
/// is part of it.
impl<T: Lenient> Lenient for Vec<T> {
    fn from_json(json: Json<'_>) -> Reading<Self> {
        let mut items = Self::new();
        match json {
            Json::List(list) => append(&mut items, list)?,
            Json::Object(object) => {
                let mut key = String::new();
                if !object.next_key(&mut |first| first.clone_into(&mut key))? {
                    return Ok(Some(items));
                }
                if !is_index(&key) {
                    object.put_back(key);
                    return Ok(Some(T::from_json(Json::Object(object))?.into_iter().collect()));
                }
                object.next_value(&mut Items(&mut items))?;
                let mut is_list = true;
                while object.next_key(&mut |key| is_list = is_index(key))? {
                    if !is_list {
                        return Err(Failure::Unfit("either a list or an object"));
                    }
                    object.next_value(&mut Items(&mut items))?;
                }
            }
            Json::Text(text) if stands_for_nothing(text) => return Ok(None),
            _ => return Err(Failure::Unfit("a list")),
        }
        Ok(Some(items))
    }
}

/// Returns true if a key is an index of a list, of any length.
pub(crate) fn is_index(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns true if a key is an index that may be printed. A longer number may be a client's.
pub(crate) fn is_short_index(key: &str) -> bool {
    is_index(key) && key.len() <= 4
}

fn append<T: Lenient>(items: &mut Vec<T>, list: &mut dyn List) -> Result<(), Failure> {
    while list.next_item(&mut Items(items))? {}
    Ok(())
}

/// The slot for items. An item without a value is an error. Skipping it could lose an owner, and an update without that
/// owner would remove the contact detail from it.
struct Items<'a, T>(&'a mut Vec<T>);

impl<T: Lenient> Slot for Items<'_, T> {
    fn put(&mut self, json: Json<'_>) -> Result<(), Failure> {
        match json {
            Json::List(list) => append(self.0, list)?,
            json => self.0.push(nullable(json)?.ok_or(Failure::Unfit("an item"))?),
        }
        Ok(())
    }
}
