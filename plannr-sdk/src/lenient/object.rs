//! Objects: those with the fields of the spec, and maps with any keys.
//!
//! serde's derived reader would compile a copy of the reading and of the cleanup for each field, which is many times the
//! code.

use serde_json::{Map, Value};

use super::json::{Failure, Json, Lenient, Object, Reading, Required};

/// Reads a generated model from an object. Each field has an index, a name in JSON and in Rust, and a mode; the last
/// name, if any, is the field that takes unknown keys.
macro_rules! object {
    ($model:ident { $($index:literal $name:literal $field:ident $mode:ident $(($default:path))?,)* } $($rest:ident)?) => {
        impl crate::lenient::Lenient for $model {
            fn from_json(json: crate::lenient::Json<'_>) -> crate::lenient::Reading<Self> {
                let object = match json {
                    crate::lenient::Json::Object(object) => object,
                    json => return crate::lenient::no_object(json),
                };
                $(let mut $field = None;)*
                $(let mut $rest = ::serde_json::Map::new();)?
                let (mut index, mut unknown) = (usize::MAX, String::new());
                while object.next_key(&mut |key| {
                    index = match key {
                        $($name => $index,)*
                        _ => {
                            key.clone_into(&mut unknown);
                            usize::MAX
                        }
                    };
                })? {
                    match index {
                        $($index => crate::lenient::object!(read $mode object $field)?,)*
                        _ => crate::lenient::unknown(object, &unknown, None$(.or(Some(&mut $rest)))?)?,
                    }
                }
                Ok(Some(Self { $($field: crate::lenient::object!($mode $field $name $($default)?),)* $($rest)? }))
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $model {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::lenient::read_model(deserializer, stringify!($model), &[$($name),*])
            }
        }
    };
    (read required $object:ident $field:ident) => { crate::lenient::required($object, &mut $field) };
    (read $mode:ident $object:ident $field:ident) => { crate::lenient::optional($object, &mut $field) };
    (optional $field:ident $name:literal) => { $field };
    (defaulted $field:ident $name:literal $default:path) => { $field.unwrap_or_else($default) };
    (required $field:ident $name:literal) => { $field.ok_or(crate::lenient::Failure::Missing($name))? };
}

/// Reads generated models that are maps with any keys.
macro_rules! maps {
    ($($name:ident),* $(,)?) => {$(
        impl crate::lenient::Lenient for $name {
            fn from_json(json: crate::lenient::Json<'_>) -> crate::lenient::Reading<Self> {
                crate::lenient::Lenient::from_json(json).map(|map| map.map(Self))
            }
        }
    )*};
}

/// Reads a generated enum of an object and a text. serde's untagged reader would buffer the response, and its error would
/// give neither the place nor the reason.
macro_rules! object_or_text {
    ($name:ident: $object:ident, $text:ident) => {
        impl crate::lenient::Lenient for $name {
            fn from_json(json: crate::lenient::Json<'_>) -> crate::lenient::Reading<Self> {
                match json {
                    crate::lenient::Json::Text(text) => Ok(Some(Self::$text(text.to_owned()))),
                    json => crate::lenient::Lenient::from_json(json).map(|value| value.map(Self::$object)),
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::lenient::read(deserializer)
            }
        }
    };
}

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

/// Reads a key without a field, into the map for such keys if there is one.
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

/// Reads a value where an object is expected: PHP writes an empty object as an empty list, and the published examples have
/// the name of a PHP class instead of an object.
pub(crate) fn no_object<T>(json: Json<'_>) -> Reading<T> {
    match json {
        Json::Text(_) => Ok(None),
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

pub(crate) use {maps, object, object_or_text};
