//! The values of query parameters, as text, and checked.

/// The text of a value, or why it cannot be sent.
#[derive(Clone)]
pub(crate) struct Checked(pub(super) Result<String, String>);

impl Checked {
    pub(crate) fn new(value: impl ToString) -> Self {
        Self(Ok(value.to_string()))
    }

    /// Refuses an empty text, which would select everything.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self(if text.is_empty() {
            Err("has an empty value, which would select everything".to_owned())
        } else {
            Ok(text)
        })
    }

    /// Joins values by commas. Refuses a value with a comma, which the server would read as two, and a list without
    /// values, which would select everything.
    pub(crate) fn list(values: impl Iterator<Item = Self>) -> Self {
        let mut joined: Option<String> = None;
        for Self(value) in values {
            match value {
                Ok(value) if value.contains(',') => {
                    return Self(Err("has a value with a comma, which the API reads as two values".to_owned()));
                }
                Ok(value) => joined = Some(joined.map_or(String::new(), |joined| joined + ",") + &value),
                problem => return Self(problem),
            }
        }
        Self(joined.ok_or_else(|| "has no items; omit the filter to list everything".to_owned()))
    }
}
