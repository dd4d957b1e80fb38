//! Thousands of spellings, with libphonenumber's verdict on each: no other number is sent, and none is taken for
//! another. tests/outside/phone_numbers.py writes the table; `PHONE_NUMBERS` names a larger one, see
//! `cargo xtask outside`.

use std::collections::BTreeMap;
use std::fmt::Debug;

use contract_tests::assert_none;
use contract_tests::plannr::OWNER;
use plannr_sdk::mock::MockServer;
use plannr_sdk::{ContactDetail, Error, NewContactDetail, Sameness, UpdateContactDetail, phone};
use proptest::prelude::*;
use serde_json::{Value, json, to_value};

/// A spelling, the country that is given with it, and the number that libphonenumber reads, if it is one.
struct Row {
    country: Option<String>,
    number: Option<String>,
    spelling: String,
}

impl Row {
    fn constructed(&self, spelling: &str) -> Result<NewContactDetail, Error> {
        constructed(self.country.as_deref(), spelling)
    }

    fn parsed(&self) -> Result<NewContactDetail, Error> {
        let number = match &self.country {
            None => phone::parse(&self.spelling),
            Some(country) => phone::parse_in(country, &self.spelling),
        };
        number.and_then(|number| constructed(None, number.as_str()))
    }

    fn cleaned(&self) -> String {
        let in_country = self.country.as_ref().map(|country| phone::clean_in(country, &self.spelling));
        in_country.unwrap_or_else(|| phone::clean(&self.spelling))
    }

    /// The contact details that a program can make of it: as it is written, cleaned, and parsed.
    fn contact_details(&self) -> Vec<NewContactDetail> {
        let cleaned = self.cleaned();
        let cleaned = (cleaned != self.spelling).then(|| self.constructed(&cleaned));
        [Some(self.constructed(&self.spelling)), cleaned, Some(self.parsed())].into_iter().flatten().flatten().collect()
    }
}

fn constructed(country: Option<&str>, number: &str) -> Result<NewContactDetail, Error> {
    match country {
        None => NewContactDetail::phone_number("Mobile", number, [OWNER]),
        Some(country) => NewContactDetail::phone_number_in("Mobile", country, number, [OWNER]),
    }
}

fn rows() -> Vec<Row> {
    let table = std::env::var("PHONE_NUMBERS").map(|path| std::fs::read_to_string(path).unwrap());
    let table = table.unwrap_or_else(|_| include_str!("phone_numbers.tsv").to_owned());
    let row = |line: &str| {
        let [country, number, spelling] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        Row {
            country: (!country.is_empty()).then(|| country.to_owned()),
            number: (number != "-").then(|| number.to_owned()),
            spelling: serde_json::from_str(&format!("\"{spelling}\"")).unwrap(),
        }
    };
    let rows: Vec<Row> = table.lines().map(row).collect();
    assert!(rows.len() > 5000);
    rows
}

fn shown(number: &str, country: Option<&str>) -> ContactDetail {
    let meta = json!({ "country": country, "formatted": null });
    let detail = json!({ "uuid": OWNER, "type": "phone_number", "value": number, "phone_number_meta": meta });
    serde_json::from_value(detail).unwrap()
}

/// Returns the value as it is sent, so that two requests can be compared.
fn sent(new: &NewContactDetail) -> String {
    to_value(new).unwrap()["value"].to_string()
}

fn with_owner(new: &NewContactDetail, owner: plannr_sdk::Uuid) -> NewContactDetail {
    let NewContactDetail::PhoneNumber(mut new) = new.clone() else { unreachable!() };
    new.account_uuids = vec![owner];
    new.into()
}

/// The share of the spellings that are refused, as written, cleaned and parsed.
#[test]
fn few_valid_numbers_are_refused_and_each_refusal_says_why() {
    let (mut refused, mut findings) = ([0; 3], Vec::new());
    let rows: Vec<Row> = rows().into_iter().filter(|row| row.number.is_some()).collect();
    for row in &rows {
        let outcomes = [row.constructed(&row.spelling), row.constructed(&row.cleaned()), row.parsed()];
        for (at, error) in outcomes.into_iter().enumerate().filter_map(|(at, outcome)| Some((at, outcome.err()?))) {
            refused[at] += 1;
            let invisible = row.spelling.chars().find(|letter| !letter.is_ascii() && !letter.is_alphanumeric());
            let reason = invisible.filter(|_| at == 0).map(|letter| format!("U+{:04X}", u32::from(letter)));
            let reasons =
                ["a space before", "the character", "begins with 00", "without its country", "too few digits"];
            let is_named = reasons.iter().any(|reason| error.to_string().contains(reason));
            if !is_named || reason.is_some_and(|reason| !error.to_string().contains(&reason)) {
                findings.push(format!("{:?}: {error}", row.spelling));
            }
        }
    }
    assert_none(&findings);
    let [written, cleaned, parsed] = refused.map(|count| 100.0 * f64::from(count) / rows.len() as f64);
    println!(
        "of {} spellings, {written:.2} % as written, {cleaned:.2} % cleaned and {parsed:.2} % parsed are refused",
        rows.len()
    );
    assert!(parsed <= 2.0);
}

#[test]
fn a_spelling_that_is_no_number_is_not_parsed() {
    let rows = rows();
    let parsed = rows.iter().filter(|row| row.number.is_none()).filter_map(|row| Some((row, row.parsed().ok()?)));
    assert_none(&parsed.map(|(row, new)| format!("{:?}: {}", row.spelling, new.value())).collect::<Vec<_>>());
}

/// Parsed numbers equal libphonenumber's. If a number is sent as written, a server with libphonenumber reads the same
/// number, and so does the mock server.
#[tokio::test]
async fn no_other_number_is_sent_or_stored() {
    let (mut seen, mut findings) = (BTreeMap::new(), Vec::new());
    let mock = MockServer::builder().quota(u32::MAX).start().await;
    let (plannr, owner) = (mock.plannr(), mock.add_client("Jo Smith"));
    for row in rows() {
        if let Ok(new) = row.parsed()
            && row.number.as_deref() != Some(new.value())
        {
            findings.push(format!("{:?} is sent as {}", row.spelling, new.value()));
        }
        for new in row.contact_details() {
            let key = sent(&new);
            if !seen.contains_key(&key) {
                let created = plannr.contact_details().create(&with_owner(&new, owner)).await;
                seen.insert(key.clone(), created.map(|detail| detail.into_inner().value.unwrap()).ok());
                mock.clear();
            }
            if seen[&key] != row.number {
                findings.push(format!(
                    "{:?} is sent as {key}, stored as {:?}, not {:?}",
                    row.spelling, seen[&key], row.number
                ));
            }
        }
    }
    println!("{} texts sent", seen.len());
    assert_none(&findings);
}

/// The last digits of a number, and the first of its country.
fn ends(number: &str) -> (String, char) {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    (digits[digits.len().saturating_sub(4)..].iter().collect(), digits.first().copied().unwrap_or('-'))
}

#[test]
fn no_number_is_taken_for_another() {
    let (rows, mut findings) = (rows(), Vec::new());
    let mut numbers: BTreeMap<_, BTreeMap<&str, (ContactDetail, NewContactDetail)>> = BTreeMap::new();
    for number in rows.iter().filter_map(|row| row.number.as_deref()) {
        // The spec allows none with fewer than 7 digits.
        let Ok(canonical) = constructed(None, number) else { continue };
        numbers.entry(ends(number)).or_default().insert(number, (shown(number, None), canonical));
    }
    let (mut compared, mut unclear) = ([0, 0], [0, 0]);
    for row in &rows {
        let (new, existing) = (row.contact_details(), shown(&row.spelling, row.country.as_deref()));
        // The number itself or, without one, those that its spelling may be taken for.
        let near = numbers.get(&ends(row.number.as_deref().unwrap_or(&row.spelling.replacen('0', "44", 1))));
        for (number, (detail, canonical)) in near.into_iter().flatten() {
            let is_same = row.number.as_deref() == Some(number);
            let mut results: Vec<Sameness> = new.iter().map(|new| new.compare(detail)).collect();
            results.push(canonical.compare(&existing));
            if row.country.is_none() {
                results.extend([phone::compare(&row.spelling, number), phone::compare(number, &row.spelling)]);
            }
            compared[usize::from(is_same)] += results.len();
            unclear[usize::from(is_same)] += results.iter().filter(|result| **result == Sameness::Unclear).count();
            let wrong = if is_same { Sameness::Different } else { Sameness::Same };
            if results.contains(&wrong) {
                findings.push(format!("{:?} and {number}: {results:?}", row.spelling));
            }
        }
    }
    println!("{compared:?} comparisons of different and of equal numbers, {unclear:?} of them unclear");
    assert_none(&findings);
}

/// All spellings of a number at once, of which some run at the same time.
#[tokio::test]
async fn no_spelling_makes_a_duplicate() {
    let mut by_number: BTreeMap<String, BTreeMap<String, NewContactDetail>> = BTreeMap::new();
    for row in rows() {
        let Some(number) = &row.number else { continue };
        let spellings = by_number.entry(number.clone()).or_default();
        spellings.extend(row.contact_details().into_iter().map(|new| (sent(&new), new)));
    }
    let mock = MockServer::builder().quota(u32::MAX).start().await;
    let (plannr, owner) = (mock.plannr(), mock.add_client("Jo Smith"));
    let (mut outcomes, mut findings) = ([0; 4], Vec::new());
    for (number, spellings) in by_number {
        mock.clear();
        let Ok(first) = constructed(None, &number) else { continue };
        let items = std::iter::once(&first).chain(spellings.values()).map(|new| with_owner(new, owner));
        let mut batch = plannr.contact_details().ensure_all(items.collect::<Vec<_>>());
        while let Some(outcome) = batch.next().await {
            match outcome.result {
                Ok(ensured) => outcomes[usize::from(!ensured.is_created())] += 1,
                Err(error) if error.is_unclear() => outcomes[2] += 1,
                Err(error) if error.is_invalid_input() => outcomes[3] += 1,
                Err(error) => findings.push(format!("{} for {number}: {error}", sent(&outcome.item))),
            }
        }
        if mock.contact_details().len() != 1 {
            findings.push(format!("{number}: {:?}", mock.contact_details()));
        }
    }
    println!("{outcomes:?} texts created, found, unclear and refused");
    assert_none(&findings);
}

/// Only digits that some countries omit after the country code leave it open whether two numbers are the same.
#[test]
fn numbers_of_different_lengths_are_unclear_only_if_a_prefix_may_be_omitted() {
    for (one, other, due) in [
        ("+33 1 99 00 12 34", "+33 (0)1 99 00 12 34", Sameness::Unclear),
        ("+52 55 1234 5678", "+52 1 55 1234 5678", Sameness::Unclear),
        ("+378 0549 886377", "+378 886377", Sameness::Unclear),
        ("+55 11 2345 6789", "+55 0 15 11 2345 6789", Sameness::Unclear),
        ("+54 9 11 2345 6789", "+54 11 15 2345 6789", Sameness::Unclear),
        ("+33 1 99 00 12 34", "+33 1 99 01 00 12 34", Sameness::Different),
        ("+49 30 12345678", "+49 89 345678", Sameness::Different),
        ("+49 30 123456", "+43 1 30 123456", Sameness::Different),
        ("+1 202 555 0123", "+20 2 2555 0123", Sameness::Different),
        ("999", "999", Sameness::Unclear),
        ("999", "99", Sameness::Different),
        ("+54 9 11 2345 6789", "+54 11 15 2345 6780", Sameness::Different),
        ("+54 9 11 2345 6789", "+55 11 15 2345 6789", Sameness::Different),
    ] {
        assert_eq!((phone::compare(one, other), phone::compare(other, one)), (due, due), "{one} {other}");
    }
}

/// The country in a response is compared in any spelling.
#[test]
fn a_country_is_known_in_any_spelling() {
    for number in ["020 7946 0123", "(020) 7946 0123", "+44 20 7946 0123"] {
        let new = constructed(None, number).unwrap();
        for country in ["GB", "gb", "Gb", "UK", "uk", " GB ", "", " "] {
            assert_eq!(new.compare(&shown("020 7946 0123", Some(country))), Sameness::Same, "{country}");
        }
        for country in ["DE", "de", "GBR", "-"] {
            assert_eq!(new.compare(&shown("020 7946 0123", Some(country))), Sameness::Unclear, "{country}");
        }
        let other = constructed(Some("GB"), "20 7946 0123").unwrap();
        for country in ["GB", "gb", "UK"] {
            assert_eq!(other.compare(&shown("20 7946 0123", Some(country))), Sameness::Same, "{country}");
        }
    }
    for country in ["GB", "gb", "UK", ""] {
        assert_eq!(phone::clean_in(country, "44 7539 995949"), "+44 7539 995949");
    }
}

#[test]
fn a_refused_number_names_the_reason() {
    for (country, number, reason) in [
        (None, " 020 7946 0123", "has a space before or after it"),
        (None, "020 7946 0123 ask for Jo", "the character a"),
        (None, "020\u{a0}7946 0123", "U+00A0"),
        (None, "020 7946\u{200b} 0123", "U+200B"),
        (None, "'020 7946 0123", "the character '"),
        (None, "0044", "write + for it"),
        (None, "1234", "without its country"),
        (None, "07", "too few digits or too many"),
        (None, "020 7946 0123 45", "too few digits or too many"),
        (None, "+44 20 7946 0123 45", "too few digits or too many"),
        (Some("GB"), "020 7946 0123 45", "too few digits or too many"),
        (Some("AU"), "12", "too few digits or too many"),
        (Some("AU"), "0x23456789", "the character x"),
        (Some("Australia"), "02 3456 7890", "two-letter country code in capitals"),
        (Some("UK"), "020 7946 0123", "that of the United Kingdom is GB"),
        // These are not British numbers, and a note at the end is not part of a number.
        (None, "61 2 3456 7890", "without its country"),
        (None, "1 555 010 0199", "without its country"),
        (None, "020 7946 0123 (2)", "too few digits or too many"),
        (Some("AU"), "02 3456 7890 (2)", "does not begin and end with one"),
    ] {
        let error = constructed(country, number).expect_err(number);
        assert!(error.is_invalid_input() && error.to_string().contains(reason), "{number}: {error}");
        assert!(!error.to_string().contains(number), "{error}");
    }
}

#[test]
fn a_number_is_sent_unchanged() {
    for number in ["+44 (0)20 7946 0123", "020 7946-0123", "(020) 7946.0123", "+39 0323 401234"] {
        assert_eq!(constructed(None, number).unwrap().value(), number);
    }
    let new = to_value(constructed(Some("US"), "+44 1632 960123").unwrap()).unwrap();
    assert_eq!(new["value"], json!({ "country": "US", "number": "+44 1632 960123" }));
}

#[test]
fn an_update_made_from_a_response_keeps_any_value() {
    let unchanged = |change: Value| {
        let detail = json!({ "uuid": OWNER, "name": "Work", "accounts": [{ "uuid": OWNER }] });
        let detail = contract_tests::mock_server::with(detail, &change);
        let update = UpdateContactDetail::try_from(&serde_json::from_value::<ContactDetail>(detail).unwrap()).unwrap();
        to_value(update.with_name("Office").unwrap()).unwrap()["value"].clone()
    };
    for value in ["020 7946 0123 ext 12", "00447700900123", "jo@ex_ample.com", "+44 (0)20 7946 0123 45", "x", "+1"] {
        for kind in [json!("phone_number"), json!("email"), json!("fax"), Value::Null] {
            assert_eq!(unchanged(json!({ "type": kind, "value": value })), value, "{kind}");
        }
        let meta = json!({ "country": "Gb", "formatted": null });
        let sent = unchanged(json!({ "type": "phone_number", "value": value, "phone_number_meta": meta }));
        let due = json!({ "country": "Gb", "number": value });
        assert_eq!(sent, if value.starts_with('+') { json!(value) } else { due });
        let meta = json!({ "country": " ", "formatted": null });
        assert_eq!(unchanged(json!({ "type": "phone_number", "value": value, "phone_number_meta": meta })), value);
    }
}

/// Outside of the UK, 44 may begin a national number.
#[test]
fn a_number_given_with_another_country_is_not_taken_for_a_british_one() {
    let british = constructed(None, "+447539995949").unwrap();
    for (country, number, due) in [
        ("DE", "4475 39995949", Sameness::Unclear),
        ("AU", "44 7539 995949", Sameness::Unclear),
        ("GB", "44 7539 995949", Sameness::Same),
        ("DE", "+44 7539 995949", Sameness::Same),
    ] {
        let new = constructed(Some(country), number).unwrap();
        assert_eq!(new.compare(&shown("+447539995949", None)), due, "{country} {number}");
        assert_eq!(british.compare(&shown(number, Some(country))), due, "{country} {number}");
    }
    assert_eq!(phone::clean("44 7539 995949"), "+44 7539 995949");
}

#[test]
fn a_number_is_parsed_by_the_rules_of_its_country() {
    assert_eq!(phone::parse_in("DE", "4475 39995949").unwrap().as_str(), "+49447539995949");
    assert_eq!(phone::parse_in("DE", "0044 7539 995949").unwrap().as_str(), "+447539995949");
    for number in ["030/1234567", "+49 30/1234567", "030/123 45 67", "030 1234567"] {
        assert_eq!(phone::parse_in("DE", number).unwrap().as_str(), "+49301234567");
    }
}

#[test]
fn two_numbers_are_not_joined_into_one() {
    for (country, number) in [
        ("DE", "030 123456/7"),
        ("DE", "030/123456/7"),
        ("DE", "030 123456/57"),
        ("DE", "+49 30 123456/654321"),
        ("DE", "030 1234567/68/69"),
        ("AT", "01 58801/20"),
        ("GB", "020 7946 0123/4"),
        ("DE", "030 1234\n030 1235"),
        ("AT", "01 58801\t01 58802"),
        ("DE", "030 1234\u{2028}030 1235"),
    ] {
        let parsed = phone::parse_in(country, number);
        assert!(
            parsed.as_ref().is_err_and(|error| {
                ["two phone numbers", "U+0009", "U+000A", "U+2028"]
                    .iter()
                    .any(|reason| error.to_string().contains(reason))
            }),
            "{number}: {parsed:?}"
        );
    }
}

#[test]
fn an_extension_is_refused_not_lost() {
    for number in ["0333 090 3630 ext. 5", "+44 333 090 3630;ext=5", "0333 090 3630 x5", "0333 090 3630 #5"] {
        assert!(phone::parse(number).is_err(), "{number}");
    }
    let error = phone::parse_in("UK", "020 7946 0123").unwrap_err();
    assert!(error.to_string().contains("GB"), "{error}");
    assert_eq!(phone::parse_in("XX", "1234567").unwrap_err().field_errors()[0].field(), "value.country");
}

fn check_text(number: &str, country: &str) -> impl Debug + use<> {
    let row = Row { country: Some(country.to_owned()), number: None, spelling: number.to_owned() };
    let alone = Row { country: None, number: None, spelling: number.to_owned() };
    let cleaned = phone::clean(number);
    assert_eq!(phone::clean(&cleaned), cleaned);
    (row.contact_details(), alone.contact_details(), phone::compare(number, country), phone::compare(country, number))
}

proptest! {
    #[test]
    fn a_comparison_is_the_same_in_both_directions(
        numbers in proptest::collection::vec("(\\+|00|)(44|39|43|33|3|7|)( ?\\(?0\\)? ?|)[12]{0,8}( ?0123)( x5| 5|)", 2),
        countries in proptest::collection::vec(proptest::sample::select(vec![None, Some("GB"), Some("IT"), Some("AT")]), 2),
    ) {
        prop_assert_eq!(phone::compare(&numbers[0], &numbers[1]), phone::compare(&numbers[1], &numbers[0]));
        let new = |at: usize| constructed(countries[at], &numbers[at]);
        if let (Ok(one), Ok(other)) = (new(0), new(1)) {
            let there = one.compare(&shown(&numbers[1], countries[1]));
            prop_assert_eq!(there, other.compare(&shown(&numbers[0], countries[0])), "{:?} {:?}", numbers, countries);
        }
    }

    #[test]
    fn no_text_causes_a_panic(
        number in "(tel:|[+＋]|00)?[ 0-9()/.;x-]{0,24}(ext|;phone-context=|\\PC)?.{0,6}",
        country in "[A-Z]{2}|.{0,3}",
    ) {
        check_text(&number, &country);
    }
}
