//! Phone numbers: what is wrong with one, and its one spelling in the international form.

/// The characters that the spec lets stand between the digits.
const SEPARATORS: [char; 5] = [' ', '(', ')', '.', '-'];
/// The calling code of the United Kingdom, and how many digits its national numbers have at most.
const GB_CODE: &str = "44";
const GB_DIGITS: usize = 10;

/// A phone number as the digits of E.164, country first, or nothing where that would be a guess. Plannr's own pages say
/// that a number without a country is one of GB.
pub(crate) fn e164(country: Option<&str>, number: &str) -> Option<String> {
    if let Some(number) = normalised(country, number) {
        return Some(digits(&number));
    }
    let digits = digits(number);
    if number.trim_start_matches([' ', '(']).starts_with('+') {
        return match digits.strip_prefix(GB_CODE) {
            Some(national) => gb(national),
            // "(0)" is omitted in some countries, and part of the number in others.
            None if number.contains("(0)") => None,
            None => Some(digits),
        };
    }
    match country {
        Some("GB") => gb(&digits),
        None if digits.starts_with('0') => gb(&digits),
        _ => None,
    }
}

fn gb(national: &str) -> Option<String> {
    let national = national.strip_prefix('0').unwrap_or(national);
    let is_one = (1..=GB_DIGITS).contains(&national.len()) && !national.starts_with('0');
    is_one.then(|| format!("{GB_CODE}{national}"))
}

pub(crate) fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// Returns a number in E.164 form, such as `+447700900123`, as libphonenumber reads it. Returns `None` if that could be
/// another number, because libphonenumber reads letters as keypad digits, drops extensions, appends trailing text as
/// digits, and uses the given country for any number without one.
#[cfg(feature = "phonenumber")]
pub(crate) fn normalised(country: Option<&str>, number: &str) -> Option<String> {
    let number = number.trim();
    let number = number.strip_prefix("tel:").unwrap_or(number);
    let names_its_country = country.is_some() || number.starts_with(['+', '＋', '0', '(']);
    let is_plain = number.ends_with(|last: char| last.is_ascii_digit()) && !number.contains(char::is_alphabetic);
    if !names_its_country || !is_plain {
        return None;
    }
    let number = phonenumber::parse(Some(country.unwrap_or("GB").parse().ok()?), number).ok()?;
    let number = Some(number).filter(|number| number.extension().is_none())?;
    let e164 = number.format().mode(phonenumber::Mode::E164).to_string();
    let is_too_long = e164.trim_start_matches('+').strip_prefix(GB_CODE).is_some_and(|national| gb(national).is_none());
    (!is_too_long).then_some(e164)
}

#[cfg(not(feature = "phonenumber"))]
pub(crate) fn normalised(_country: Option<&str>, _number: &str) -> Option<String> {
    None
}

/// Returns the problem of a number that the spec does not allow, without quoting the number.
pub(crate) fn problem(country: Option<&str>, number: &str) -> &'static str {
    let digits = number.strip_prefix('+').unwrap_or(number);
    if number.trim() != number {
        "has a space before or after it"
    } else if !digits.chars().all(|letter| letter.is_ascii_digit() || SEPARATORS.contains(&letter)) {
        "is no phone number: it has another character than digits, spaces, hyphens, dots and parentheses"
    } else if number.starts_with("00") {
        "begins with 00: write + for it, as in +44"
    } else if country.is_none() && !number.starts_with(['+', '0', '(']) {
        "is a phone number without its country: write it in the international form (+44...) or in that of the UK (0...)"
    } else {
        "is no phone number: it has too few digits or too many, or does not begin and end with one"
    }
}
