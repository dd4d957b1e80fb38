//! Lists, in the forms that PHP and the reference give them.

use super::json::{Failure, List, Object, Scalar, Slot};
use super::{Lenient, Reading};

/// A list: a single object is a list of one, an object with numbers for keys is PHP's list with gaps, and a list inside a
/// list is part of it.
impl<T: Lenient> Lenient for Vec<T> {
    fn from_object(object: &mut dyn Object) -> Result<Option<Self>, Failure> {
        let (mut items, mut first) = (Self::new(), String::new());
        if !object.next_key(&mut |key| first.push_str(key))? {
            return Ok(Some(items));
        }
        if !is_index(&first) {
            object.put_back(first);
            items.extend(T::from_object(object)?);
            return Ok(Some(items));
        }
        object.next_value(&mut Items(&mut items))?;
        let mut is_list = true;
        while object.next_key(&mut |key| is_list = is_index(key))? {
            if !is_list {
                return Err(Failure::Unfit("either a list or an object"));
            }
            object.next_value(&mut Items(&mut items))?;
        }
        Ok(Some(items))
    }

    fn from_list(list: &mut dyn List) -> Result<Option<Self>, Failure> {
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

fn append<T: Lenient>(items: &mut Vec<T>, list: &mut dyn List) -> Result<(), Failure> {
    while list.next_item(&mut Items(items))? {}
    Ok(())
}

/// Where the items of a list go. What stands for nothing is not left out, but an error: a list of owners with one less
/// would take the contact detail from that one when it is written back.
struct Items<'a, T>(&'a mut Vec<T>);

impl<T> Items<'_, T> {
    fn push(&mut self, item: Option<T>) -> Result<(), Failure> {
        self.0.push(item.ok_or(Failure::Unfit("something"))?);
        Ok(())
    }
}

impl<T: Lenient> Slot for Items<'_, T> {
    fn scalar(&mut self, scalar: Scalar<'_>) -> Result<(), Failure> {
        let mut item = None;
        item.scalar(scalar)?;
        self.push(item)
    }

    fn object(&mut self, object: &mut dyn Object) -> Result<(), Failure> {
        self.push(T::from_object(object)?)
    }

    fn list(&mut self, list: &mut dyn List) -> Result<(), Failure> {
        append(self.0, list)
    }
}
