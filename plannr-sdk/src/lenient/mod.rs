//! Reads the fields of a response in any form that keeps their meaning.
//!
//! Plannr's reference is generated from code and wrong in places: it shows objects where lists come, texts where booleans
//! come, and PHP writes an empty object as an empty list. Each type lists the forms that it accepts; any other form is an
//! error that names the JSON path.

mod json;
mod list;
mod object;
mod reader;
mod scalars;

pub(crate) use json::{Failure, Json, Lenient, Reading, Slot};
pub(crate) use list::is_index;
pub(crate) use object::{maps, no_object, object, object_or_text, optional, required, unknown};
pub(crate) use reader::{Root, fill, read, read_model};
