//! Phone numbers: what is wrong with one, and its one spelling in the international form.

/// The characters that the spec lets stand between the digits.
const SEPARATORS: [char; 5] = [' ', '(', ')', '.', '-'];

/// A number in the form of E.164, such as `+447700900123`, by libphonenumber's rules. Nothing if it is none by them, if it
/// has an extension, which that form would lose, or if it has letters, which would be read as those on a keypad.
#[cfg(feature = "phonenumber")]
pub(crate) fn e164(country: Option<&str>, number: &str) -> Option<String> {
    // Plannr's own pages say that a number without a country is one of GB.
    let country = country.unwrap_or("GB").parse().ok()?;
    let has_letters = number.strip_prefix("tel:").unwrap_or(number).contains(char::is_alphabetic);
    let number = (!has_letters).then(|| phonenumber::parse(Some(country), number).ok()).flatten()?;
    if number.extension().is_some() {
        return None;
    }
    Some(number.format().mode(phonenumber::Mode::E164).to_string())
}

#[cfg(not(feature = "phonenumber"))]
pub(crate) fn e164(_country: Option<&str>, _number: &str) -> Option<String> {
    None
}

/// What is wrong with a number that the spec does not let pass, without a word of it.
pub(crate) fn problem(country: Option<&str>, number: &str) -> &'static str {
    let digits = number.strip_prefix('+').unwrap_or(number);
    if number.trim() != number {
        "has a space before or after it"
    } else if !digits.chars().all(|letter| letter.is_ascii_digit() || SEPARATORS.contains(&letter)) {
        "is no phone number: it has another character than digits, spaces, hyphens, dots and parentheses"
    } else if number.starts_with("00") {
        "begins with 00: write + for it, as in +44"
    } else if country.is_none() && !number.starts_with(['+', '0', '(']) {
        "is a phone number of which country? Write it in the international form (+44...) or in that of the UK (0...)"
    } else {
        "is no phone number: it has too few digits or too many, or does not begin and end with one"
    }
}
