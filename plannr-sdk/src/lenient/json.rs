//! JSON on its way into a model: what there is to be read, and the slots where it goes.

use serde_json::Value;

use super::{Lenient, Reading};

/// Why reading ends too early.
pub(crate) enum Failure {
    /// What came has no meaning, and would have to be this.
    Unfit(&'static str),
    /// A field must be there and is not.
    Missing(&'static str),
    /// The reader of JSON has failed, and knows why.
    Reader,
}

/// Where a value goes, in whatever form it comes.
pub(crate) trait Slot {
    fn scalar(&mut self, scalar: Scalar<'_>) -> Result<(), Failure>;
    fn object(&mut self, object: &mut dyn Object) -> Result<(), Failure>;
    fn list(&mut self, list: &mut dyn List) -> Result<(), Failure>;
}

pub(crate) enum Scalar<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    Large(u64),
    Float(f64),
    Text(&'a str),
}

impl<T: Lenient> Slot for Option<T> {
    fn scalar(&mut self, scalar: Scalar<'_>) -> Result<(), Failure> {
        *self = match scalar {
            Scalar::Null => Reading::Nothing,
            Scalar::Bool(value) => T::from_bool(value),
            Scalar::Integer(value) => T::from_integer(value),
            Scalar::Large(value) => T::from_large(value),
            Scalar::Float(value) => T::from_float(value),
            Scalar::Text(text) => T::from_text(text),
        }
        .value()?;
        Ok(())
    }

    fn object(&mut self, object: &mut dyn Object) -> Result<(), Failure> {
        *self = T::from_object(object)?;
        Ok(())
    }

    fn list(&mut self, list: &mut dyn List) -> Result<(), Failure> {
        *self = T::from_list(list)?;
        Ok(())
    }
}

/// The place of what must not be null, nor anything that stands for nothing.
pub(super) struct Must<'a, T>(pub(super) &'a mut Option<T>);

impl<T> Must<'_, T> {
    fn checked(&self) -> Result<(), Failure> {
        if self.0.is_some() { Ok(()) } else { Err(Failure::Unfit("something")) }
    }
}

impl<T: Lenient> Slot for Must<'_, T> {
    fn scalar(&mut self, scalar: Scalar<'_>) -> Result<(), Failure> {
        self.0.scalar(scalar)?;
        self.checked()
    }

    fn object(&mut self, object: &mut dyn Object) -> Result<(), Failure> {
        self.0.object(object)?;
        self.checked()
    }

    fn list(&mut self, list: &mut dyn List) -> Result<(), Failure> {
        self.0.list(list)?;
        self.checked()
    }
}

impl<T> Reading<T> {
    fn value(self) -> Result<Option<T>, Failure> {
        match self {
            Self::Value(value) => Ok(Some(value)),
            Self::Nothing => Ok(None),
            Self::Unfit => Err(Failure::Unfit("another form")),
        }
    }
}

/// An object that is being read.
pub(crate) trait Object {
    /// Shows the next key, if there is one.
    fn next_key(&mut self, see: &mut dyn FnMut(&str)) -> Result<bool, Failure>;
    /// Has a key shown again, that was the first one.
    fn put_back(&mut self, key: String);
    fn next_value(&mut self, slot: &mut dyn Slot) -> Result<(), Failure>;
    fn next_json(&mut self) -> Result<Value, Failure>;
    fn skip(&mut self) -> Result<(), Failure>;
}

/// A list that is being read.
pub(crate) trait List {
    /// Whether there was one more item.
    fn next_item(&mut self, slot: &mut dyn Slot) -> Result<bool, Failure>;
    /// Whether there was one more item, whatever it is.
    fn skip(&mut self) -> Result<bool, Failure>;
}
