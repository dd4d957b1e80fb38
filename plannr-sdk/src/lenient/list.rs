//! Lists, in the forms that PHP and the reference give them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use super::{Lenient, OneValue, Reading};

/// A list: a single object is a list of one, an object with numbers for keys is PHP's list with gaps, and a list inside a
/// list is part of it.
impl<T: Lenient> Lenient for Vec<T> {
    fn from_object<'de, A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        let mut items = Self::new();
        let Some(first) = map.next_key::<String>()? else { return Ok(Some(items)) };
        if is_index(&first) {
            map.next_value_seed(Items(&mut items))?;
            while let Some(key) = map.next_key::<String>()? {
                if !is_index(&key) {
                    return Err(Error::custom("neither a list nor an object"));
                }
                map.next_value_seed(Items(&mut items))?;
            }
        } else {
            items.extend(T::from_object(Begun { first: Some(first), rest: map })?);
        }
        Ok(Some(items))
    }

    fn from_list<'de, A: SeqAccess<'de>>(list: A) -> Result<Option<Self>, A::Error> {
        let mut items = Self::new();
        append(&mut items, list)?;
        Ok(Some(items))
    }

    fn from_text(_: &str) -> Reading<Self> {
        Reading::Nothing
    }
}

/// Whether a key is a place in a list. A longer number may be a client's, and the path of an error would print it.
pub(crate) fn is_index(key: &str) -> bool {
    (1..=4).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_digit())
}

/// An object whose first key was read already.
struct Begun<A> {
    first: Option<String>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Begun<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(first) => seed.deserialize(first.into_deserializer()).map(Some),
            None => self.rest.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.rest.next_value_seed(seed)
    }
}

fn append<'de, T: Lenient, A: SeqAccess<'de>>(items: &mut Vec<T>, mut list: A) -> Result<(), A::Error> {
    while list.next_element_seed(Items(items))?.is_some() {}
    Ok(())
}

/// Where the items of a list go. What stands for nothing is not left out, but an error: a list of owners with one less
/// would take the contact detail from that one when it is written back.
struct Items<'a, T>(&'a mut Vec<T>);

impl<T> Items<'_, T> {
    fn push<E: Error>(self, item: Option<T>) -> Result<(), E> {
        self.0.push(item.ok_or_else(|| E::custom("nothing"))?);
        Ok(())
    }
}

impl<'de, T: Lenient> DeserializeSeed<'de> for Items<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Lenient> Visitor<'de> for Items<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("another form")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.push(T::from_object(map)?)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        append(self.0, list)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.push(OneValue(PhantomData).visit_str(text)?)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.push(OneValue(PhantomData).visit_i64(value)?)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.push(OneValue(PhantomData).visit_u64(value)?)
    }
}
