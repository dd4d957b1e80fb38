//! How the fields of an answer are read: in any form that keeps their meaning.
//!
//! Plannr's reference is generated from code and wrong in places: it shows objects where arrays come, texts where
//! booleans come, and PHP writes an empty object as an empty list. Each type says which forms it understands; what it
//! cannot understand is an error that names the JSON path, never "did not match any variant".

mod list;

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::{Map, Value};

/// What a form of JSON means to a type.
pub(crate) enum Reading<T> {
    /// It is this value.
    Value(T),
    /// It stands for the absence of a value.
    Nothing,
    /// It has no meaning.
    Unfit,
}

/// A type that is read from more than one form of JSON.
pub(crate) trait Lenient: Sized {
    fn from_text(_: &str) -> Reading<Self> {
        Reading::Unfit
    }

    fn from_bool(_: bool) -> Reading<Self> {
        Reading::Unfit
    }

    fn from_integer(_: i64) -> Reading<Self> {
        Reading::Unfit
    }

    fn from_float(_: f64) -> Reading<Self> {
        Reading::Unfit
    }

    /// A number beyond those of `i64`.
    fn from_large(value: u64) -> Reading<Self> {
        Self::from_float(value as f64)
    }

    fn from_object<'de, A: MapAccess<'de>>(_: A) -> Result<Option<Self>, A::Error> {
        Err(Error::invalid_type(Unexpected::Map, &"another form"))
    }

    fn from_list<'de, A: SeqAccess<'de>>(_: A) -> Result<Option<Self>, A::Error> {
        Err(Error::invalid_type(Unexpected::Seq, &"another form"))
    }
}

/// Reads a field that may be absent, null, or in another form. The generated models name this function.
pub(crate) fn field<'de, D: Deserializer<'de>, F: Field>(deserializer: D) -> Result<F, D::Error> {
    F::read(deserializer)
}

/// Reads what must be there: in any form, but not null and nothing that stands for it. The generated models name this
/// function.
pub(crate) fn required<'de, D: Deserializer<'de>, T: Lenient>(deserializer: D) -> Result<T, D::Error> {
    field::<D, Option<T>>(deserializer)?.ok_or_else(|| Error::custom("nothing"))
}

/// A value that is read leniently wherever serde reads it.
pub(crate) struct Root<T>(pub(crate) T);

impl<'de, T: Lenient> Deserialize<'de> for Root<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        required(deserializer).map(Self)
    }
}

/// The types of fields.
pub(crate) trait Field: Sized {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

impl<T: Lenient> Field for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneValue(PhantomData))
    }
}

impl<T: Lenient> Field for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::read(deserializer).map(Option::unwrap_or_default)
    }
}

struct OneValue<T>(PhantomData<T>);

fn accept<T, E: Error>(reading: Reading<T>, came: Unexpected<'_>) -> Result<Option<T>, E> {
    match reading {
        Reading::Value(value) => Ok(Some(value)),
        Reading::Nothing => Ok(None),
        Reading::Unfit => Err(E::invalid_type(came, &"another form")),
    }
}

impl<'de, T: Lenient> Visitor<'de> for OneValue<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("another form")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        accept(T::from_bool(value), Unexpected::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        accept(T::from_integer(value), Unexpected::Signed(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => accept(T::from_large(value), Unexpected::Unsigned(value)),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        accept(T::from_float(value), Unexpected::Float(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        accept(T::from_text(text), Unexpected::Other("text"))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::from_object(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        T::from_list(list)
    }
}

impl<T: Lenient> Lenient for Box<T> {
    fn from_text(text: &str) -> Reading<Self> {
        match T::from_text(text) {
            Reading::Value(value) => Reading::Value(Self::new(value)),
            Reading::Nothing => Reading::Nothing,
            Reading::Unfit => Reading::Unfit,
        }
    }

    fn from_object<'de, A: MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
        T::from_object(map).map(|value| value.map(Self::new))
    }

    fn from_list<'de, A: SeqAccess<'de>>(list: A) -> Result<Option<Self>, A::Error> {
        T::from_list(list).map(|value| value.map(Self::new))
    }
}

impl Lenient for String {
    fn from_text(text: &str) -> Reading<Self> {
        Reading::Value(text.to_owned())
    }

    fn from_bool(value: bool) -> Reading<Self> {
        Reading::Value(value.to_string())
    }

    fn from_integer(value: i64) -> Reading<Self> {
        Reading::Value(value.to_string())
    }

    fn from_float(value: f64) -> Reading<Self> {
        Reading::Value(value.to_string())
    }

    fn from_large(value: u64) -> Reading<Self> {
        Reading::Value(value.to_string())
    }
}

impl Lenient for bool {
    fn from_bool(value: bool) -> Reading<Self> {
        Reading::Value(value)
    }

    fn from_integer(value: i64) -> Reading<Self> {
        match value {
            0 => Reading::Value(false),
            1 => Reading::Value(true),
            _ => Reading::Unfit,
        }
    }

    fn from_text(text: &str) -> Reading<Self> {
        match text {
            "true" | "1" => Reading::Value(true),
            "false" | "0" => Reading::Value(false),
            "" => Reading::Nothing,
            _ => Reading::Unfit,
        }
    }
}

impl Lenient for i64 {
    fn from_integer(value: i64) -> Reading<Self> {
        Reading::Value(value)
    }

    fn from_float(value: f64) -> Reading<Self> {
        // Beyond 2^53 a float no longer names one whole number.
        if value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0 {
            Reading::Value(value as Self)
        } else {
            Reading::Unfit
        }
    }

    fn from_text(text: &str) -> Reading<Self> {
        number(text, |text| {
            let float = || text.parse().ok().map(Self::from_float);
            text.parse().ok().or_else(|| {
                float().and_then(|reading| if let Reading::Value(value) = reading { Some(value) } else { None })
            })
        })
    }
}

impl Lenient for f64 {
    fn from_integer(value: i64) -> Reading<Self> {
        Reading::Value(value as Self)
    }

    fn from_float(value: f64) -> Reading<Self> {
        Reading::Value(value)
    }

    fn from_text(text: &str) -> Reading<Self> {
        number(text, |text| text.parse().ok().filter(|value: &Self| value.is_finite()))
    }
}

fn number<T>(text: &str, parse: impl FnOnce(&str) -> Option<T>) -> Reading<T> {
    match parse(text) {
        Some(value) => Reading::Value(value),
        None if text.is_empty() => Reading::Nothing,
        None => Reading::Unfit,
    }
}

impl Lenient for Map<String, Value> {
    fn from_object<'de, A: MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
        object(map)
    }

    fn from_list<'de, A: SeqAccess<'de>>(list: A) -> Result<Option<Self>, A::Error> {
        empty_list(list)
    }

    fn from_text(_: &str) -> Reading<Self> {
        Reading::Nothing
    }
}

/// Reads an object by its own `Deserialize`.
pub(crate) fn object<'de, T: Deserialize<'de>, A: MapAccess<'de>>(map: A) -> Result<Option<T>, A::Error> {
    T::deserialize(MapAccessDeserializer::new(map)).map(Some)
}

/// PHP writes an empty object as an empty list.
pub(crate) fn empty_list<'de, T, A: SeqAccess<'de>>(mut list: A) -> Result<Option<T>, A::Error> {
    match list.next_element::<IgnoredAny>()? {
        None => Ok(None),
        Some(_) => Err(Error::invalid_type(Unexpected::Seq, &"an object")),
    }
}

/// Says of generated models that they are objects.
macro_rules! objects {
    ($($name:ident),* $(,)?) => {$(
        impl crate::lenient::Lenient for $name {
            fn from_object<'de, A: ::serde::de::MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
                crate::lenient::object(map)
            }

            fn from_list<'de, A: ::serde::de::SeqAccess<'de>>(list: A) -> Result<Option<Self>, A::Error> {
                crate::lenient::empty_list(list)
            }

            // The published examples show the name of a PHP class where an object is due.
            fn from_text(_: &str) -> crate::lenient::Reading<Self> {
                crate::lenient::Reading::Nothing
            }
        }
    )*};
}

/// Says of a generated choice that it is an object or a text: serde's own way would buffer the answer, and on failure
/// say neither where nor why.
macro_rules! object_or_text {
    ($name:ident: $object:ident, $text:ident) => {
        impl crate::lenient::Lenient for $name {
            fn from_object<'de, A: ::serde::de::MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
                crate::lenient::object(map).map(|value| value.map(Self::$object))
            }

            fn from_list<'de, A: ::serde::de::SeqAccess<'de>>(list: A) -> Result<Option<Self>, A::Error> {
                crate::lenient::empty_list(list)
            }

            fn from_text(text: &str) -> crate::lenient::Reading<Self> {
                crate::lenient::Reading::Value(Self::$text(text.to_owned()))
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::lenient::required(deserializer)
            }
        }
    };
}

pub(crate) use list::is_index;
pub(crate) use {object_or_text, objects};
