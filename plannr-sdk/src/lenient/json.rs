//! JSON on its way into a model: its forms, and the slots that take a value.

use serde_json::{Map, Value};

/// A value in the form in which it came.
pub(crate) enum Json<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    /// An integer above the range of `i64`.
    Large(u64),
    Float(f64),
    Text(&'a str),
    Object(&'a mut dyn Object),
    List(&'a mut dyn List),
}

/// An object that is being read.
pub(crate) trait Object {
    /// Shows the next key and returns true, or returns false at the end.
    fn next_key(&mut self, see: &mut dyn FnMut(&str)) -> Result<bool, Failure>;
    /// Makes `next_key` show the first key again.
    fn put_back(&mut self, key: String);
    fn next_value(&mut self, slot: &mut dyn Slot) -> Result<(), Failure>;
    fn next_json(&mut self) -> Result<Value, Failure>;
    fn skip(&mut self) -> Result<(), Failure>;
    /// Reads all keys into the fields of a model, without a virtual call for each step.
    fn read(&mut self, fields: &mut dyn Fields) -> Result<(), Failure>;
}

/// The fields of a model that is being read.
pub(crate) trait Fields {
    fn names(&self) -> &'static [&'static str];
    /// Returns the slot of a field, or `None` if there is no such field or it has a value.
    fn slot(&mut self, name: &str) -> Option<&mut dyn Slot>;
    /// Returns the map for unknown keys, if there is one.
    fn rest(&mut self) -> Option<&mut Map<String, Value>>;
}

/// A list that is being read.
pub(crate) trait List {
    /// Reads the next item and returns true, or returns false at the end.
    fn next_item(&mut self, slot: &mut dyn Slot) -> Result<bool, Failure>;
    /// Skips the next item and returns true, or returns false at the end.
    fn skip(&mut self) -> Result<bool, Failure>;
}

/// Why reading stopped.
pub(crate) enum Failure {
    /// The value has no meaning here; the text says what was expected.
    Unfit(&'static str),
    /// A required field is missing.
    Missing(&'static str),
    /// The JSON reader failed and has its own error.
    Reader,
}

/// A value, or `None` if the JSON stands for no value.
pub(crate) type Reading<T> = Result<Option<T>, Failure>;

/// A type that is read from any form of JSON that keeps its meaning.
pub(crate) trait Lenient: Sized {
    /// Reads any form but null.
    fn from_json(json: Json<'_>) -> Reading<Self>;
}

/// Reads a value, where null is no value.
pub(super) fn nullable<T: Lenient>(json: Json<'_>) -> Reading<T> {
    match json {
        Json::Null => Ok(None),
        json => T::from_json(json),
    }
}

/// A place that takes a value.
pub(crate) trait Slot {
    fn put(&mut self, json: Json<'_>) -> Result<(), Failure>;
}

impl<T: Lenient> Slot for Option<T> {
    fn put(&mut self, json: Json<'_>) -> Result<(), Failure> {
        *self = nullable(json)?;
        Ok(())
    }
}

/// A slot that must get a value.
pub(crate) struct Required<T>(pub(crate) Option<T>);

impl<T: Lenient> Slot for Required<T> {
    fn put(&mut self, json: Json<'_>) -> Result<(), Failure> {
        self.0 = Some(nullable(json)?.ok_or(Failure::Unfit("a value"))?);
        Ok(())
    }
}
