//! The fields of objects, and maps with any keys.

use serde_json::{Map, Value};

use super::json::{Failure, Fields, Json, Lenient, Reading, Slot};

/// The fields of a model, as a tuple of slots.
pub(crate) struct Table<T> {
    pub(crate) names: &'static [&'static str],
    pub(crate) slots: T,
    pub(crate) find: for<'a> fn(&'a mut T, &str) -> Option<&'a mut dyn Slot>,
    pub(crate) rest: Option<Map<String, Value>>,
}

impl<T> Fields for Table<T> {
    fn names(&self) -> &'static [&'static str] {
        self.names
    }

    fn slot(&mut self, name: &str) -> Option<&mut dyn Slot> {
        (self.find)(&mut self.slots, name)
    }

    fn rest(&mut self) -> Option<&mut Map<String, Value>> {
        self.rest.as_mut()
    }
}

/// Returns true for the texts that come instead of an object or a list: an empty one, and in the published examples the
/// name of a PHP class. Any other text, such as `Forbidden`, says that something is missing.
pub(super) fn stands_for_nothing(text: &str) -> bool {
    let is_class = text.ends_with("Resource") || text.ends_with("Collection");
    text.is_empty() || is_class && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'\\')
}

/// Reads a value where an object is expected: PHP writes an empty object as an empty list.
pub(crate) fn no_object<T>(json: Json<'_>) -> Reading<T> {
    match json {
        Json::Text(text) if stands_for_nothing(text) => Ok(None),
        Json::List(list) => {
            if list.skip()? {
                Err(Failure::Unfit("an object"))
            } else {
                Ok(None)
            }
        }
        _ => Err(Failure::Unfit("an object")),
    }
}

impl<T: Lenient> Lenient for Box<T> {
    fn from_json(json: Json<'_>) -> Reading<Self> {
        T::from_json(json).map(|value| value.map(Self::new))
    }
}

impl Lenient for Map<String, Value> {
    fn from_json(json: Json<'_>) -> Reading<Self> {
        let Json::Object(object) = json else { return no_object(json) };
        let (mut map, mut name) = (Self::new(), String::new());
        while object.next_key(&mut |key| key.clone_into(&mut name))? {
            map.insert(std::mem::take(&mut name), object.next_json()?);
        }
        Ok(Some(map))
    }
}
