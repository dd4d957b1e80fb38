//! Cleans and compares phone numbers; with the feature `phonenumber`, also parses them.

use crate::error::Error;
use crate::generated::types::{CountryCode, InternationalPhoneNumber};
use crate::sameness::Sameness;

/// The separators that the spec allows between digits.
const SEPARATORS: [char; 5] = [' ', '(', ')', '.', '-'];
/// Two spellings of one number share at least this many last digits. The shortest numbers have only four.
const LAST_DIGITS: usize = 4;

/// Removes invisible characters, and those that spreadsheets and web pages add to a number.
///
/// - Removes invisible characters, `tel:` and an apostrophe at the start, and spaces around the number.
/// - Converts every kind of space to a plain space, every kind of dash to a hyphen, and full-width characters and Arabic
///   digits to ASCII. Tabs and line breaks remain, because they may separate two numbers.
/// - Writes `+44` for the country code of a complete UK number that begins with `0044` or `44`. If you know that a number
///   is of another country, call [`clean_in`], because there a national number may begin with 44.
///
/// It changes nothing else. The constructors return an error for a number that needs cleaning. Call `clean` for numbers
/// that people typed:
///
/// ```
/// # let owner = plannr_sdk::Uuid::nil();
/// use plannr_sdk::{NewContactDetail, phone};
///
/// assert_eq!(phone::clean("'020\u{a0}7946\u{2013}0123\u{200b}"), "020 7946-0123");
/// assert_eq!(phone::clean("0044 20 7946 0123"), "+44 20 7946 0123");
///
/// let typed = "tel:020-7946-0123";
/// assert!(NewContactDetail::phone_number("Home", typed, [owner]).is_err());
/// let new = NewContactDetail::phone_number("Home", phone::clean(typed), [owner])?;
/// # Ok::<(), plannr_sdk::Error>(())
/// ```
#[must_use]
pub fn clean(number: &str) -> String {
    cleaned(None, number)
}

/// Cleans a number as it is written in a country, given by its two-letter code, such as `DE`. See [`clean`].
///
/// ```
/// use plannr_sdk::phone;
///
/// assert_eq!(phone::clean("4475\u{a0}39995949"), "+4475 39995949");
/// assert_eq!(phone::clean_in("DE", "4475\u{a0}39995949"), "4475 39995949");
/// ```
#[must_use]
pub fn clean_in(country: impl AsRef<str>, number: &str) -> String {
    cleaned(Some(country.as_ref()), number)
}

fn cleaned(country: Option<&str>, number: &str) -> String {
    let visible = number.chars().filter(|letter| !is_invisible(*letter) || letter.is_whitespace());
    let text: String = visible.map(plain).collect();
    let text = text.trim_start_matches(|letter: char| letter == '\'' || letter.is_whitespace()).trim_end();
    let text = match text.split_at_checked(4) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case("tel:") => rest.trim_start(),
        _ => text,
    };
    let rest = text.strip_prefix("00").unwrap_or(text).trim_start();
    let is_uk = matches!(known(country), None | Some("GB")) && is_plain(rest);
    match is_uk && digits(rest).strip_prefix("44").and_then(uk).is_some_and(|number| number.len() == 12) {
        true => format!("+{rest}"),
        false => text.to_owned(),
    }
}

/// Reads the country of a response: `gb` and `UK` are GB, and a blank one is none.
fn known(country: Option<&str>) -> Option<&str> {
    match country?.trim() {
        "" => None,
        code if ["GB", "UK"].iter().any(|uk| code.eq_ignore_ascii_case(uk)) => Some("GB"),
        code => Some(code),
    }
}

fn plain(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{660}'..='\u{669}' => char::from_u32(u32::from(letter) - 0x630).unwrap_or(letter),
        '\u{6f0}'..='\u{6f9}' => char::from_u32(u32::from(letter) - 0x6c0).unwrap_or(letter),
        // A line break or a tab may separate two numbers.
        _ if letter.is_whitespace() && !is_invisible(letter) => ' ',
        _ => letter,
    }
}

/// Returns true for control characters, format characters and others without a width.
pub(crate) fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}')
        || matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || matches!(letter, '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Compares two phone numbers as [`ensure`](crate::ContactDetails::ensure) does. Both are [cleaned](clean) first. A
/// number that begins with 0 counts as a UK number.
///
/// ```
/// use plannr_sdk::{Sameness, phone};
///
/// assert_eq!(phone::compare("020 7946 0123", "+44 (0)20 7946-0123"), Sameness::Same);
/// assert_eq!(phone::compare("020 7946 0123", "020 7946 0124"), Sameness::Different);
/// // In France the 0 is omitted after +33, but a program has to know that.
/// assert_eq!(phone::compare("+33 1 99 00 12 34", "+33 (0)1 99 00 12 34"), Sameness::Unclear);
/// assert_eq!(phone::compare("020 7946 0123", "020 7946 0123 ext 5"), Sameness::Unclear);
/// ```
///
/// With the feature `phonenumber`, compare the results of `parse` with `==` instead.
#[must_use]
pub fn compare(one: &str, other: &str) -> Sameness {
    compare_in((None, one), (None, other))
}

pub(crate) fn compare_in(one: (Option<&str>, &str), other: (Option<&str>, &str)) -> Sameness {
    let is_similar = || {
        let texts = [clean(one.1), clean(other.1)];
        let [one, other] = texts.each_ref().map(|text| digits(text));
        let is_end = |end: &str, number: &str| end.len() == LAST_DIGITS && number.contains(end);
        texts[0] == texts[1] || is_end(last_digits(&one), &other) || is_end(last_digits(&other), &one)
    };
    match (e164(one.0, one.1), e164(other.0, other.1)) {
        (Some(one), Some(other)) if one == other => Sameness::Same,
        (Some(one), Some(other)) if !differ_by_a_prefix(&one, &other) => Sameness::Different,
        _ if is_similar() => Sameness::Unclear,
        _ => Sameness::Different,
    }
}

/// Returns true if only one number has digits after its country code that some countries omit there, such as a 0.
fn differ_by_a_prefix(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let are_of = |code: &str| short.starts_with(code) && long.starts_with(code);
    let is_it_after = |at: usize| short[..at] == long[..at] && long.ends_with(&short[at..]);
    match short.len() < long.len() {
        // The 0 of the UK is removed, and that of Italy is part of the number.
        true if are_of("44") || are_of("39") => false,
        // +54 9 11 and +54 11 15 begin the same number.
        true => are_of("54") || (1..=3).any(is_it_after),
        false => false,
    }
}

/// Compares a number with the texts of an existing phone number. Returns `None` if there are none, or returns `None` if
/// there are none.
pub(crate) fn compare_shown(one: (Option<&str>, &str), country: Option<&str>, shown: &[&str]) -> Option<Sameness> {
    let results: Vec<_> = shown.iter().map(|text| (compare_in(one, (country, text)), *text)).collect();
    let has = |sameness| results.iter().any(|(result, _)| *result == sameness);
    let wanted = digits(&cleaned(one.0, one.1));
    // The national form of a number, shown beside it, says nothing new. Alone it would be uncertain.
    let repeats = |text: &str| {
        let text = cleaned(country, text);
        is_plain(text.strip_prefix('+').unwrap_or(&text)) && digits(&text).ends_with(last_digits(&wanted))
    };
    let is_certain =
        |(result, text): &(Sameness, &str)| *result == Sameness::Different && e164(country, text).is_some();
    match results.is_empty() {
        true => None,
        _ if has(Sameness::Same) => Some(match results.iter().all(|(_, text)| repeats(text)) {
            true => Sameness::Same,
            false => Sameness::Unclear,
        }),
        _ if has(Sameness::Unclear) && !results.iter().any(is_certain) => Some(Sameness::Unclear),
        _ => Some(Sameness::Different),
    }
}

/// Returns the digits of a number, beginning with the country code, or `None` if they are not certain. A number without
/// a country is a UK number, as Plannr's own pages say.
pub(crate) fn e164(country: Option<&str>, number: &str) -> Option<String> {
    let (number, country) = (cleaned(country, number), known(country));
    let number = number.trim_start_matches(['(', ' ']);
    let international = number.strip_prefix('+');
    let digits = Some(digits(number)).filter(|_| is_plain(international.unwrap_or(number)))?;
    match (international, country) {
        (Some(_), _) => match digits.strip_prefix("44") {
            Some(national) => uk(national),
            // No country code begins with 0.
            None => (digits.len() >= LAST_DIGITS && !digits.starts_with('0')).then_some(digits),
        },
        (None, Some("GB")) => uk(&digits),
        (None, None) if digits.starts_with('0') => uk(&digits),
        _ => None,
    }
}

/// Returns the digits of a national number of the UK, with its country code.
fn uk(national: &str) -> Option<String> {
    let national = national.strip_prefix('0').unwrap_or(national);
    // No UK number begins with 4, so a leading 44 may be the country code without its plus sign.
    let is_one = (1..=10).contains(&national.len()) && !national.starts_with(['0', '4']);
    is_one.then(|| format!("44{national}"))
}

fn is_plain(number: &str) -> bool {
    number.chars().all(is_digit_or_separator)
}

fn is_digit_or_separator(letter: char) -> bool {
    letter.is_ascii_digit() || SEPARATORS.contains(&letter)
}

pub(crate) fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// Returns the last digits, which all spellings of a number share.
pub(crate) fn last_digits(number: &str) -> &str {
    &number[number.len().saturating_sub(LAST_DIGITS)..]
}

/// Returns the reason why the spec or this crate refuses a number. The text does not contain the number.
pub(crate) fn problem(country: Option<&str>, number: &str) -> String {
    let mut rest = number.strip_prefix('+').unwrap_or(number).chars();
    if let Some(letter) = rest.find(|letter| !is_digit_or_separator(*letter)) {
        return format!("is no phone number: it has {}; `phone::clean` removes what nobody sees", name(letter));
    }
    if number.trim() != number {
        "has a space before or after it"
    } else if number.starts_with("00") {
        "begins with 00: write + for it, as in +44"
    } else if country.is_none() && !number.starts_with(['+', '0', '(']) {
        "is a phone number without its country: write it in the international form (+44...) or in that of the UK (0...)"
    } else {
        "is no phone number: it has too few digits or too many, or does not begin and end with one"
    }
    .to_owned()
}

pub(crate) fn country_code(country: &str) -> Result<CountryCode, Error> {
    let problem = match country {
        "UK" => "is no country code: that of the United Kingdom is GB",
        _ => "is not a two-letter country code in capitals, such as AU",
    };
    country.parse().map_err(|_| Error::invalid("value.country", problem))
}

/// Names a character: itself if it is visible in every font, and its code point otherwise.
pub(crate) fn name(letter: char) -> String {
    match letter.is_ascii_graphic() {
        true => format!("the character {letter}"),
        false => format!("the character U+{:04X}", u32::from(letter)),
    }
}

impl AsRef<str> for InternationalPhoneNumber {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

/// Parses a number, international or of the UK, by libphonenumber's rules. It is [cleaned](clean) first.
///
/// ```
/// # let owner = plannr_sdk::Uuid::nil();
/// use plannr_sdk::{NewContactDetail, phone};
///
/// let number = phone::parse("+39 (0)323 401234")?;
/// assert_eq!(number.as_str(), "+390323401234");
/// let new = NewContactDetail::phone_number("Office", number, [owner])?;
/// # Ok::<(), plannr_sdk::Error>(())
/// ```
///
/// # Errors
///
/// Returns an error if the number has an extension or a letter, may be two numbers (`030 123456/7`), or is not in use
/// ([`Error::is_invalid_input`]).
#[cfg(feature = "phonenumber")]
pub fn parse(number: impl AsRef<str>) -> Result<InternationalPhoneNumber, Error> {
    parsed("value", None, clean(number.as_ref()))
}

/// Parses a number as it is written in a country, given by its two-letter code, such as `IT`. See [`parse`].
///
/// ```
/// use plannr_sdk::phone;
///
/// assert_eq!(phone::parse_in("IT", "0323 401234")?.as_str(), "+390323401234");
/// # Ok::<(), plannr_sdk::Error>(())
/// ```
///
/// # Errors
///
/// Returns an error if the country is unknown, or for the reasons of [`parse`] ([`Error::is_invalid_input`]).
#[cfg(feature = "phonenumber")]
pub fn parse_in(country: impl AsRef<str>, number: impl AsRef<str>) -> Result<InternationalPhoneNumber, Error> {
    let country = country_code(country.as_ref())?;
    let region =
        region(country.as_str()).ok_or_else(|| Error::invalid("value.country", "is the code of no country"))?;
    parsed("value.number", Some(region), clean_in(country.as_str(), number.as_ref()))
}

/// Returns the country of a two-letter code. Any two letters parse as a region, so this checks that it exists.
#[cfg(any(feature = "phonenumber", feature = "mock"))]
pub(crate) fn region(code: &str) -> Option<rlibphonenumber::Region> {
    let is_known = |region: &_| rlibphonenumber::PHONE_NUMBER_UTIL.get_country_code_for_region(*region).is_some();
    code.parse().ok().filter(is_known)
}

#[cfg(feature = "phonenumber")]
fn parsed(
    field: &str,
    region: Option<rlibphonenumber::Region>,
    mut number: String,
) -> Result<InternationalPhoneNumber, Error> {
    let refused = |reason: &str| Error::invalid(field, reason);
    if let (None, Some(rest)) = (region, number.strip_prefix("00")) {
        number = format!("+{rest}");
    }
    if let Some(letter) = number.chars().find(|letter| !is_digit_or_separator(*letter) && !"+/[]".contains(*letter)) {
        return Err(refused(&format!("is no phone number: it has {}", name(letter))));
    }
    let start = number.trim_start_matches(['(', '[', ' ']);
    if region.is_none() && !start.starts_with(['+', '0']) {
        return Err(refused("is a phone number without its country: begin it with +, or with 0 in the UK"));
    }
    // Do not read a number with a country code by the rules of another country.
    let region = (!start.starts_with('+')).then(|| region.unwrap_or(rlibphonenumber::Region::GB));
    let parse = |number: &str| rlibphonenumber::PhoneNumber::parse(number, region);
    // A second number, or another ending of the first, is not a part of it: 030 123456/7 is 030 123456 and 030 123457.
    let begins_another = |(at, _): (usize, &str)| {
        let is_short = digits(&start[at..]).len() < LAST_DIGITS && start.contains(SEPARATORS);
        is_short || parse(&start[..at]).is_ok_and(|number| number.is_valid())
    };
    if start.match_indices('/').any(begins_another) {
        return Err(refused("may be two phone numbers: write one, without the character /"));
    }
    let number = parse(start).map_err(|_| refused("is no phone number"))?;
    if number.extension.is_some() || !number.is_valid() {
        return Err(refused(
            "is no phone number in use: it has too few digits or too many, or a prefix that nobody has",
        ));
    }
    let number = number.format_as(rlibphonenumber::PhoneNumberFormat::E164);
    number.parse().map_err(|_| refused("is a phone number with too few digits for the spec"))
}
