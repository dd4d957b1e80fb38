//! The fields of objects, and maps with any keys.

use serde_json::{Map, Value};

use super::json::{Failure, Json, Lenient, Object, Reading, Required};

/// Reads a field that may be missing or null.
pub(crate) fn optional<T: Lenient>(object: &mut dyn Object, field: &mut Option<T>) -> Result<(), Failure> {
    once(field)?;
    object.next_value(field)
}

/// Reads a field that must have a value.
pub(crate) fn required<T: Lenient>(object: &mut dyn Object, field: &mut Option<T>) -> Result<(), Failure> {
    once(field)?;
    object.next_value(&mut Required(field))
}

/// A second value for a field would replace the first.
fn once<T>(field: &Option<T>) -> Result<(), Failure> {
    if field.is_some() { Err(Failure::Unfit("each field once")) } else { Ok(()) }
}

/// Reads an unknown key, into the map for unknown keys if there is one.
pub(crate) fn unknown(
    object: &mut dyn Object,
    key: &str,
    rest: Option<&mut Map<String, Value>>,
) -> Result<(), Failure> {
    match rest {
        Some(rest) => drop(rest.insert(key.to_owned(), object.next_json()?)),
        None => object.skip()?,
    }
    Ok(())
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
