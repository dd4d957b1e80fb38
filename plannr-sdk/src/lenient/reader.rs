//! Reads JSON through serde, without the type of a model, so that it is compiled once and not for each model.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::json::{Failure, Fields, Json, Lenient, List, Object, Required, Slot};
use super::scalars::number;

/// The only key of the object as which serde_json reads most numbers, if any crate of a program turns on its feature
/// `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// Reads a value that must be there.
pub(crate) fn read<'de, D: Deserializer<'de>, T: Lenient>(deserializer: D) -> Result<T, D::Error> {
    required(|slot| fill(slot, deserializer))
}

/// Reads a model like serde's derived reader: if a user's type flattens it, that type gets the unknown keys.
pub(crate) fn read_model<'de, D: Deserializer<'de>, T: Lenient>(
    deserializer: D,
    name: &'static str,
    fields: &'static [&'static str],
) -> Result<T, D::Error> {
    required(|slot| deserializer.deserialize_struct(name, fields, Any(slot)))
}

fn required<T: Lenient, E: Error>(read: impl FnOnce(&mut dyn Slot) -> Result<(), E>) -> Result<T, E> {
    let mut value = Required(None);
    read(&mut value)?;
    value.0.ok_or_else(|| E::custom("no value"))
}

/// Reads any value into a slot.
fn fill<'de, D: Deserializer<'de>>(slot: &mut dyn Slot, deserializer: D) -> Result<(), D::Error> {
    deserializer.deserialize_any(Any(slot))
}

/// Reads a whole text.
pub(crate) fn from_slice<T: Lenient>(text: &[u8]) -> serde_json::Result<T> {
    required(|slot| read_slice(text, slot))
}

/// Reads a whole text into a slot. From a `str` only: one check of a text as UTF-8 is faster than one for each string,
/// and another kind of input would compile the reader a second time.
pub(crate) fn read_slice(text: &[u8], slot: &mut dyn Slot) -> serde_json::Result<()> {
    let text = str::from_utf8(text).map_or_else(
        // Reading fails at the wrong byte, as a NUL is not JSON, or at the end of a text that ends within a character.
        |error| String::from_utf8_lossy(&text[..error.valid_up_to()]) + error.error_len().map_or("", |_| "\0"),
        Cow::Borrowed,
    );
    let mut reader = serde_json::Deserializer::from_str(&text);
    fill(slot, &mut reader)?;
    reader.end()
}

/// The visitor for any value.
struct Any<'a>(&'a mut dyn Slot);

impl Any<'_> {
    fn put<E: Error>(self, json: Json<'_>) -> Result<(), E> {
        self.0.put(json).map_err(|failure| failure.into_serde(None))
    }
}

impl<'de> DeserializeSeed<'de> for Any<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Any<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("another form")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.put(Json::Null)
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.put(Json::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.put(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.put(Json::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.put(i64::try_from(value).map_or(Json::Large(value), Json::Integer))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<(), E> {
        self.put(Json::Float(value as f64))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<(), E> {
        self.put(Json::Float(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.put(Json::Float(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.put(Json::Text(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let mut object = Access::new(map);
        let mut result = self.0.put(Json::Object(&mut object));
        if !object.is_begun || object.first.is_some() {
            // A slot that takes no object did not look for the key of a number. The failure is at the end of the object.
            while object.next_key(&mut |_| ()).is_ok_and(|is_key| is_key && object.skip().is_ok()) {}
        }
        if let Some(number) = object.number {
            result = self.0.put(Json::Float(number));
        }
        result.map_err(|failure| failure.into_serde(object.error))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        let mut list = Access::new(list);
        self.0.put(Json::List(&mut list)).map_err(|failure| failure.into_serde(list.error))
    }
}

impl Failure {
    /// Returns serde's own error, or a new one, to which serde adds the place.
    fn into_serde<E: Error>(self, of_reader: Option<E>) -> E {
        match (self, of_reader) {
            (Self::Reader, Some(error)) => error,
            (Self::Reader, None) => E::custom("the reader failed"),
            (Self::Unfit(expected), _) => E::custom(format_args!("expected {expected}")),
            (Self::Missing(field), _) => E::missing_field(field),
        }
    }
}

/// serde's access to an object or a list. It keeps the error, which has serde's type, while a [`Failure`] is returned.
struct Access<A, E> {
    access: A,
    /// The first key, if it was put back.
    first: Option<String>,
    is_begun: bool,
    /// The number that the object stands for.
    number: Option<f64>,
    error: Option<E>,
}

impl<A, E> Access<A, E> {
    fn new(access: A) -> Self {
        Self { access, first: None, is_begun: false, number: None, error: None }
    }

    fn run<T>(&mut self, read: impl FnOnce(&mut A) -> Result<T, E>) -> Result<T, Failure> {
        read(&mut self.access).map_err(|error| {
            self.error = Some(error);
            Failure::Reader
        })
    }
}

impl<'de, A: MapAccess<'de>> Access<A, A::Error> {
    /// Reads the number that the object stands for, and returns the failure of a slot that takes no object.
    fn read_number(&mut self) -> Failure {
        let mut text: Option<String> = None;
        if let Err(failure) = self.next_value(&mut text) {
            return failure;
        }
        self.number = text.and_then(|text| number(&text).ok()?);
        Failure::Unfit("an object")
    }
}

impl<'de, A: MapAccess<'de>> Object for Access<A, A::Error> {
    fn next_key(&mut self, see: &mut dyn FnMut(&str)) -> Result<bool, Failure> {
        if let Some(first) = self.first.take() {
            see(&first);
            return Ok(true);
        }
        let (is_first, mut is_number) = (!std::mem::replace(&mut self.is_begun, true), false);
        let mut see = |key: &str| {
            is_number = is_first && key == NUMBER;
            if !is_number {
                see(key);
            }
        };
        let is_key = self.run(|map| map.next_key_seed(Key(&mut see)))?.is_some();
        if is_number { Err(self.read_number()) } else { Ok(is_key) }
    }

    fn put_back(&mut self, key: String) {
        self.first = Some(key);
    }

    fn next_value(&mut self, slot: &mut dyn Slot) -> Result<(), Failure> {
        self.run(|map| map.next_value_seed(Any(slot)))
    }

    fn next_json(&mut self) -> Result<Value, Failure> {
        self.run(MapAccess::next_value)
    }

    fn skip(&mut self) -> Result<(), Failure> {
        self.run(MapAccess::next_value::<IgnoredAny>).map(drop)
    }

    fn read(&mut self, fields: &mut dyn Fields) -> Result<(), Failure> {
        if let Some(first) = self.first.take() {
            self.run(|map| match fields.slot(&first) {
                Some(slot) => map.next_value_seed(Any(slot)),
                None => read_unknown(map, fields, &first),
            })?;
        }
        let mut is_first = !std::mem::replace(&mut self.is_begun, true);
        let (names, mut unknown) = (fields.names(), String::new());
        let is_number = self.run(|map| {
            while let Some(slot) = map.next_key_seed(Name { fields: &mut *fields, unknown: &mut unknown })? {
                match slot {
                    Some(slot) => map.next_value_seed(Any(slot))?,
                    None if is_first && unknown == NUMBER => return Ok(true),
                    // A second value for a field would replace the first.
                    None if names.contains(&&*unknown) => {
                        return Err(Failure::Unfit("each field once").into_serde(None));
                    }
                    None => read_unknown(map, fields, &unknown)?,
                }
                is_first = false;
            }
            Ok(false)
        })?;
        if is_number { Err(self.read_number()) } else { Ok(()) }
    }
}

/// Reads the value of an unknown key, into the map for unknown keys if there is one.
fn read_unknown<'de, A: MapAccess<'de>>(map: &mut A, fields: &mut dyn Fields, key: &str) -> Result<(), A::Error> {
    match fields.rest() {
        Some(rest) => map.next_value().map(|value| drop(rest.insert(key.to_owned(), value))),
        None => map.next_value::<IgnoredAny>().map(drop),
    }
}

impl<'de, A: SeqAccess<'de>> List for Access<A, A::Error> {
    fn next_item(&mut self, slot: &mut dyn Slot) -> Result<bool, Failure> {
        self.run(|list| list.next_element_seed(Any(slot))).map(|item| item.is_some())
    }

    fn skip(&mut self) -> Result<bool, Failure> {
        self.run(SeqAccess::next_element::<IgnoredAny>).map(|item| item.is_some())
    }
}

/// The visitor for a key.
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

/// The visitor for the name of a field. Returns its slot, or keeps an unknown name.
struct Name<'a, 'b> {
    fields: &'a mut dyn Fields,
    unknown: &'b mut String,
}

impl<'de, 'a> DeserializeSeed<'de> for Name<'a, '_> {
    type Value = Option<&'a mut dyn Slot>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'_> for Name<'a, '_> {
    type Value = Option<&'a mut dyn Slot>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        let slot = self.fields.slot(name);
        if slot.is_none() {
            name.clone_into(self.unknown);
        }
        Ok(slot)
    }
}
