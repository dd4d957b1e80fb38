//! The result of a comparison.

/// Whether two values are the same phone number or e-mail address, or whether two contact details are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Sameness {
    /// They are the same.
    Same,
    /// They are different.
    Different,
    /// They may be the same: one of them is a number with an extension, without its country, or with a zero that some
    /// countries omit after the country code.
    Unclear,
}
