//! How the fields of an answer are read: in any form that keeps their meaning.
//!
//! Plannr's reference is generated from code and wrong in places: it shows objects where arrays come, texts where
//! booleans come, and PHP writes an empty object as an empty list. Each type says which forms it understands; what it
//! cannot understand is an error that names the JSON path, never "did not match any variant".

mod json;
mod list;
mod object;
mod reader;
mod scalars;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

pub(crate) use json::{Failure, List, Object};
use json::{Must, Slot};
pub(crate) use list::is_index;
pub(crate) use object::{empty_list, maps, nothing, object, object_or_text, optional, required, unknown};
use reader::Any;

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

    fn from_object(_: &mut dyn Object) -> Result<Option<Self>, Failure> {
        Err(Failure::Unfit("another form than an object"))
    }

    fn from_list(_: &mut dyn List) -> Result<Option<Self>, Failure> {
        Err(Failure::Unfit("another form than a list"))
    }
}

/// Reads what must be there: in any form, but not null and nothing that stands for it.
pub(crate) fn read<'de, D: Deserializer<'de>, T: Lenient>(deserializer: D) -> Result<T, D::Error> {
    must(|slot| deserializer.deserialize_any(Any(slot)))
}

/// Reads a model as serde's derived reading does: who flattens it into a type of its own keeps apart what is not of it.
pub(crate) fn read_model<'de, D: Deserializer<'de>, T: Lenient>(
    deserializer: D,
    name: &'static str,
    fields: &'static [&'static str],
) -> Result<T, D::Error> {
    must(|slot| deserializer.deserialize_struct(name, fields, Any(slot)))
}

fn must<T: Lenient, E: Error>(read: impl FnOnce(&mut dyn Slot) -> Result<(), E>) -> Result<T, E> {
    let mut value = None;
    read(&mut Must(&mut value))?;
    value.ok_or_else(|| E::custom("nothing"))
}

/// A value that is read leniently wherever serde reads it.
pub(crate) struct Root<T>(pub(crate) T);

impl<'de, T: Lenient> Deserialize<'de> for Root<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer).map(Self)
    }
}
