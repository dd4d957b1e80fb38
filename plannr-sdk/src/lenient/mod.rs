//! Reads the fields of a response in any form that keeps their meaning.
//!
//! Plannr's reference is generated from code and wrong in places: it shows objects where lists come, texts where
//! booleans come, and PHP writes an empty object as an empty list. Each type lists the forms that it accepts; any other
//! form is an error that names the JSON path.

mod fields;
mod json;
mod list;
mod reader;
mod scalars;

pub(crate) use fields::{Table, no_object};
pub(crate) use json::{Failure, Json, Lenient, Reading, Required, Slot};
pub(crate) use list::{is_index, is_short_index};
pub(crate) use reader::{from_slice, read, read_model, read_slice};

// Generated code calls these macros. serde's derived reader would compile a copy of the reading and of the cleanup for
// each field, which is many times the code.

/// Reads a generated model from an object. Each field has an index, a name in JSON and in Rust, and a mode; the last
/// name, if any, is the field that takes unknown keys.
macro_rules! object {
    ($model:ident { $($index:tt $name:literal $field:ident $mode:ident $(($default:path))?,)* } $($rest:ident)?) => {
        impl crate::lenient::Lenient for $model {
            fn from_json(json: crate::lenient::Json<'_>) -> crate::lenient::Reading<Self> {
                let object = match json {
                    crate::lenient::Json::Object(object) => object,
                    json => return crate::lenient::no_object(json),
                };
                let mut table = crate::lenient::Table {
                    names: &[$($name),*],
                    slots: ($(crate::lenient::object!(new $mode),)*),
                    find: |slots, name| match name {
                        $($name if crate::lenient::object!(slot $mode slots.$index).is_none() => {
                            Some(&mut slots.$index)
                        })*
                        _ => None,
                    },
                    rest: None$(.or(Some({ let $rest = ::serde_json::Map::new(); $rest })))?,
                };
                object.read(&mut table)?;
                let slots = table.slots;
                Ok(Some(Self {
                    $($field: crate::lenient::object!($mode slots.$index, $name $($default)?),)*
                    $($rest: table.rest.unwrap_or_default())?
                }))
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $model {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::lenient::read_model(deserializer, stringify!($model), &[$($name),*])
            }
        }
    };
    (new required) => { crate::lenient::Required(None) };
    (new $mode:ident) => { None };
    (slot required $slot:expr) => { $slot.0 };
    (slot $mode:ident $slot:expr) => { $slot };
    (optional $slot:expr, $name:literal) => { $slot };
    (defaulted $slot:expr, $name:literal $default:path) => { $slot.unwrap_or_else($default) };
    (required $slot:expr, $name:literal) => { $slot.0.ok_or(crate::lenient::Failure::Missing($name))? };
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

/// Reads a generated enum of an object and a text. serde's untagged reader would buffer the response, and its error
/// would give neither the place nor the reason.
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

pub(crate) use {maps, object, object_or_text};
