//! What all records of Plannr have in common.

use uuid::Uuid;

/// A record of Plannr, such as a [`ContactDetail`](crate::ContactDetail). Each model with a uuid implements it.
pub trait Resource {
    /// Returns the uuid of the record.
    fn uuid(&self) -> Uuid;
}
