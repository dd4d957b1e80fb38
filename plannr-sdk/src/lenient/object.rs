//! Objects: those with the fields that the spec names, and those with any.
//!
//! serde's derived way would do, but is many times the code: at each field it has a copy of the reading, and of what is to
//! be dropped when that fails.

use serde_json::{Map, Value};

use super::json::{Failure, List, Must, Object};
use super::{Lenient, Reading};

/// What stands for no object: PHP writes an empty one as an empty list, and the published examples show the name of a PHP
/// class where one is due.
macro_rules! nothing {
    () => {
        fn from_list(list: &mut dyn crate::lenient::List) -> Result<Option<Self>, crate::lenient::Failure> {
            crate::lenient::empty_list(list)
        }

        fn from_text(_: &str) -> crate::lenient::Reading<Self> {
            crate::lenient::Reading::Nothing
        }
    };
}

/// Has a generated model read from an object: each field by its number, its name in JSON and in Rust, and whether it must
/// be there; and the field, if there is one, that takes what has none.
macro_rules! object {
    ($model:ident { $($index:literal $name:literal $field:ident $how:ident $(($default:path))?,)* } $($rest:ident)?) => {
        impl crate::lenient::Lenient for $model {
            fn from_object(
                object: &mut dyn crate::lenient::Object,
            ) -> Result<Option<Self>, crate::lenient::Failure> {
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
                        $($index => crate::lenient::object!(read $how object $field)?,)*
                        _ => crate::lenient::unknown(object, &unknown, None$(.or(Some(&mut $rest)))?)?,
                    }
                }
                Ok(Some(Self { $($field: crate::lenient::object!($how $field $name $($default)?),)* $($rest)? }))
            }

            crate::lenient::nothing!();
        }

        impl<'de> ::serde::Deserialize<'de> for $model {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::lenient::read_model(deserializer, stringify!($model), &[$($name),*])
            }
        }
    };
    (read required $object:ident $field:ident) => { crate::lenient::required($object, &mut $field) };
    (read $how:ident $object:ident $field:ident) => { crate::lenient::optional($object, &mut $field) };
    (optional $field:ident $name:literal) => { $field };
    (defaulted $field:ident $name:literal $default:path) => { $field.unwrap_or_else($default) };
    (required $field:ident $name:literal) => { $field.ok_or(crate::lenient::Failure::Missing($name))? };
}

/// Says of generated models that they are maps with any keys.
macro_rules! maps {
    ($($name:ident),* $(,)?) => {$(
        impl crate::lenient::Lenient for $name {
            fn from_object(
                object: &mut dyn crate::lenient::Object,
            ) -> Result<Option<Self>, crate::lenient::Failure> {
                crate::lenient::Lenient::from_object(object).map(|map| map.map(Self))
            }

            crate::lenient::nothing!();
        }
    )*};
}

/// Says of a generated choice that it is an object or a text: serde's own way would buffer the answer, and on failure
/// say neither where nor why.
macro_rules! object_or_text {
    ($name:ident: $object:ident, $text:ident) => {
        impl crate::lenient::Lenient for $name {
            fn from_object(object: &mut dyn crate::lenient::Object) -> Result<Option<Self>, crate::lenient::Failure> {
                crate::lenient::Lenient::from_object(object).map(|value| value.map(Self::$object))
            }

            fn from_list(list: &mut dyn crate::lenient::List) -> Result<Option<Self>, crate::lenient::Failure> {
                crate::lenient::empty_list(list)
            }

            fn from_text(text: &str) -> crate::lenient::Reading<Self> {
                crate::lenient::Reading::Value(Self::$text(text.to_owned()))
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::lenient::read(deserializer)
            }
        }
    };
}

/// Reads a field that need not be there, and may be null.
pub(crate) fn optional<T: Lenient>(object: &mut dyn Object, field: &mut Option<T>) -> Result<(), Failure> {
    once(field)?;
    object.next_value(field)
}

/// Reads a field that must be there.
pub(crate) fn required<T: Lenient>(object: &mut dyn Object, field: &mut Option<T>) -> Result<(), Failure> {
    once(field)?;
    object.next_value(&mut Must(field))
}

/// Of two values for one field, one would be lost.
fn once<T>(field: &Option<T>) -> Result<(), Failure> {
    if field.is_some() { Err(Failure::Unfit("each field once")) } else { Ok(()) }
}

/// Reads what has no field, into the map of that or over it.
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

pub(crate) fn empty_list<T>(list: &mut dyn List) -> Result<Option<T>, Failure> {
    if list.skip()? { Err(Failure::Unfit("an object")) } else { Ok(None) }
}

impl<T: Lenient> Lenient for Box<T> {
    fn from_text(text: &str) -> Reading<Self> {
        match T::from_text(text) {
            Reading::Value(value) => Reading::Value(Self::new(value)),
            Reading::Nothing => Reading::Nothing,
            Reading::Unfit => Reading::Unfit,
        }
    }

    fn from_object(object: &mut dyn Object) -> Result<Option<Self>, Failure> {
        T::from_object(object).map(|value| value.map(Self::new))
    }

    fn from_list(list: &mut dyn List) -> Result<Option<Self>, Failure> {
        T::from_list(list).map(|value| value.map(Self::new))
    }
}

impl Lenient for Map<String, Value> {
    fn from_object(object: &mut dyn Object) -> Result<Option<Self>, Failure> {
        let (mut map, mut name) = (Self::new(), String::new());
        while object.next_key(&mut |key| key.clone_into(&mut name))? {
            map.insert(std::mem::take(&mut name), object.next_json()?);
        }
        Ok(Some(map))
    }

    nothing!();
}

pub(crate) use {maps, nothing, object, object_or_text};
