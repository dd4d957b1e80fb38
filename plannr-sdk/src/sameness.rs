//! The result of a comparison.

/// Whether two values are the same phone number or e-mail address, or whether two contact details are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Sameness {
    /// They are the same.
    Same,
    /// They are different.
    Different,
    /// They may be the same. A phone number has an extension, no country, a zero that some countries omit after the
    /// country code, or two different forms. Or a contact detail has no readable value, or a type that the spec does not
    /// name.
    Unclear,
}
