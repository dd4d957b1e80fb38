//! Reads JSON by serde, with no type of a model in it: so it is compiled once, and not again for each model.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::json::{Failure, List, Object, Scalar, Slot};

/// What serde is given to read a value.
pub(super) struct Any<'a>(pub(super) &'a mut dyn Slot);

impl<'de> DeserializeSeed<'de> for Any<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Any<'_> {
    fn scalar<E: Error>(self, scalar: Scalar<'_>) -> Result<(), E> {
        self.0.scalar(scalar).map_err(|failure| failure.told(None))
    }
}

impl<'de> Visitor<'de> for Any<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("another form")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.scalar(Scalar::Null)
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.scalar(Scalar::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.scalar(Scalar::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.scalar(Scalar::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.scalar(i64::try_from(value).map_or(Scalar::Large(value), Scalar::Integer))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.scalar(Scalar::Float(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.scalar(Scalar::Text(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let mut entries = Entries { map, first: None, error: None };
        self.0.object(&mut entries).map_err(|failure| failure.told(entries.error))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        let mut items = Items { list, error: None };
        self.0.list(&mut items).map_err(|failure| failure.told(items.error))
    }
}

impl Failure {
    /// What serde is told: the reader's own error, or a new one, to which the reader adds the place.
    fn told<E: Error>(self, of_reader: Option<E>) -> E {
        match (self, of_reader) {
            (Self::Reader, Some(error)) => error,
            (Self::Reader, None) => E::custom("the reader has failed"),
            (Self::Unfit(expected), _) => E::custom(format_args!("expected {expected}")),
            (Self::Missing(field), _) => E::missing_field(field),
        }
    }
}

struct Entries<A, E> {
    map: A,
    first: Option<String>,
    error: Option<E>,
}

impl<'de, A: MapAccess<'de>> Entries<A, A::Error> {
    fn keep<T>(&mut self, read: impl FnOnce(&mut A) -> Result<T, A::Error>) -> Result<T, Failure> {
        read(&mut self.map).map_err(|error| {
            self.error = Some(error);
            Failure::Reader
        })
    }
}

impl<'de, A: MapAccess<'de>> Object for Entries<A, A::Error> {
    fn next_key(&mut self, see: &mut dyn FnMut(&str)) -> Result<bool, Failure> {
        if let Some(first) = self.first.take() {
            see(&first);
            return Ok(true);
        }
        self.keep(|map| map.next_key_seed(Key(see))).map(|key| key.is_some())
    }

    fn put_back(&mut self, key: String) {
        self.first = Some(key);
    }

    fn next_value(&mut self, slot: &mut dyn Slot) -> Result<(), Failure> {
        self.keep(|map| map.next_value_seed(Any(slot)))
    }

    fn next_json(&mut self) -> Result<Value, Failure> {
        self.keep(MapAccess::next_value)
    }

    fn skip(&mut self) -> Result<(), Failure> {
        self.keep(MapAccess::next_value::<IgnoredAny>).map(drop)
    }
}

struct Key<'a>(&'a mut dyn FnMut(&str));

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<(), E> {
        (self.0)(key);
        Ok(())
    }
}

struct Items<A, E> {
    list: A,
    error: Option<E>,
}

impl<'de, A: SeqAccess<'de>> Items<A, A::Error> {
    fn keep<T>(&mut self, read: impl FnOnce(&mut A) -> Result<Option<T>, A::Error>) -> Result<bool, Failure> {
        let item = read(&mut self.list).map_err(|error| {
            self.error = Some(error);
            Failure::Reader
        });
        item.map(|item| item.is_some())
    }
}

impl<'de, A: SeqAccess<'de>> List for Items<A, A::Error> {
    fn next_item(&mut self, slot: &mut dyn Slot) -> Result<bool, Failure> {
        self.keep(|list| list.next_element_seed(Any(slot)))
    }

    fn skip(&mut self) -> Result<bool, Failure> {
        self.keep(SeqAccess::next_element::<IgnoredAny>)
    }
}
