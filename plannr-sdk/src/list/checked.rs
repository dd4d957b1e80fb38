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

    /// Refuses a text that is not a date of the calendar, such as `2026-04-05`.
    pub(crate) fn date(text: impl Into<String>) -> Self {
        let text = text.into();
        Self(if is_date(&text) { Ok(text) } else { Err("is not a date such as 2026-04-05".to_owned()) })
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

fn is_date(text: &str) -> bool {
    let is_in_form = text.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let [year, month, day] = [0..4, 5..7, 8..10].map(|part| text.get(part)?.parse::<u16>().ok());
    let days = match month.unwrap_or_default() {
        2 if year.is_some_and(|year| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    is_in_form && text.len() == 10 && day.is_some_and(|day| (1..=days).contains(&day))
}
