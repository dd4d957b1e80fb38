//! `Debug` for types with client data. It prints the type, the UUID and the names of the fields that are set.

use std::fmt;

use uuid::Uuid;

/// Prints `Name { uuid: ..., set: [name, value] }`.
pub(crate) fn debug(f: &mut fmt::Formatter<'_>, name: &str, uuid: Option<&Uuid>, set: &[(&str, bool)]) -> fmt::Result {
    let mut text = f.debug_struct(name);
    if let Some(uuid) = uuid {
        text.field("uuid", &format_args!("{uuid}"));
    }
    let set: Vec<&str> = set.iter().filter(|(_, is_set)| *is_set).map(|(name, _)| *name).collect();
    text.field("set", &format_args!("[{}]", set.join(", "))).finish()
}
