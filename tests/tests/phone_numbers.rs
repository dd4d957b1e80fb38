//! A refused phone number names the reason. With the feature `phonenumber`, numbers are sent in one spelling.

use contract_tests::plannr::OWNER;
use plannr_sdk::{Error, NewContactDetail};

fn phone(country: Option<&str>, number: &str) -> Result<NewContactDetail, Error> {
    match country {
        None => NewContactDetail::phone_number("Mobile", number, [OWNER]),
        Some(country) => NewContactDetail::phone_number_in("Mobile", country, number, [OWNER]),
    }
}

/// The feature `phonenumber` accepts none of these either.
#[test]
fn a_refused_number_names_the_reason() {
    for (country, number, reason) in [
        (None, " 07700 900123x ", "has a space before or after it"),
        (None, "07700 900123 ask for Jo", "another character"),
        (None, "0044", "write + for it"),
        (None, "1234", "without its country"),
        (None, "07", "too few digits or too many"),
        (Some("AU"), "12", "too few digits or too many"),
        (Some("AU"), "0x23456789", "another character"),
        (Some("Australia"), "02 3456 7890", "two-letter country code in capitals"),
        // These are not British numbers, and a note at the end is not part of a number.
        (None, "61 2 3456 7890", "without its country"),
        (None, "1 555 010 0199", "without its country"),
        (None, "07700 900123 (2)", "does not begin and end with one"),
        (Some("AU"), "02 3456 7890 (2)", "does not begin and end with one"),
    ] {
        let error = phone(country, number).expect_err(number);
        assert!(error.is_invalid_input() && error.to_string().contains(reason), "{number}: {error}");
        assert!(!error.to_string().contains(number), "{error}");
    }
}

#[cfg(not(feature = "phonenumber"))]
#[test]
fn a_number_is_sent_unchanged() {
    for number in ["+44 (0)7700 900123", "07700 900-123", "(07700) 900.123"] {
        assert_eq!(phone(None, number).unwrap().value(), number);
    }
}

#[cfg(feature = "phonenumber")]
mod normalised {
    use plannr_sdk::{ContactDetailValue, UpdateContactDetail};
    use proptest::prelude::*;
    use serde_json::{json, to_value};

    use super::*;

    #[test]
    fn a_number_is_sent_in_the_international_form() {
        for (country, number, sent) in [
            (None, "07700 900123", "+447700900123"),
            (None, " 07700-900123 ", "+447700900123"),
            (None, "0044 7700 900123", "+447700900123"),
            (None, "+44 (0)7700 900123", "+447700900123"),
            (None, "tel:+44-7700-900123", "+447700900123"),
            (None, "+61 2 3456 7890", "+61234567890"),
            (Some("AU"), "02 3456 7890", "+61234567890"),
            // An Italian number keeps its zero.
            (Some("IT"), "06 698 12345", "+390669812345"),
        ] {
            assert_eq!(to_value(phone(country, number).unwrap()).unwrap()["value"], sent, "{number}");
            let value = match country {
                None => ContactDetailValue::phone_number(number),
                Some(country) => ContactDetailValue::phone_number_in(country, number),
            };
            let update = UpdateContactDetail::new("Mobile", value.unwrap(), [OWNER]).unwrap();
            assert_eq!(to_value(update).unwrap()["value"], sent, "{number}");
        }
    }

    #[test]
    fn extra_digits_do_not_make_another_british_number() {
        for number in ["07700 900123 45", "+44 7700 900123 45", "0044 7700 900123 45"] {
            assert!(phone(None, number).ok().is_none_or(|new| new.value() == number), "{number}");
        }
    }

    #[test]
    fn an_update_made_from_a_response_keeps_the_number() {
        let detail = json!({
            "uuid": OWNER, "type": "phone_number", "name": "Work", "value": "0333 090 3630",
            "phone_number_meta": { "country": "GB" }, "accounts": [],
        });
        let detail = serde_json::from_value(detail).unwrap();
        let update = UpdateContactDetail::try_from(&detail).unwrap().with_name("Office").unwrap();
        assert_eq!(to_value(&update).unwrap()["value"]["number"], "0333 090 3630");
    }

    #[test]
    fn an_extension_is_refused_not_lost() {
        for number in ["0333 090 3630 ext. 5", "+44 333 090 3630;ext=5", "0333 090 3630 x5", "0333 090 3630 #5"] {
            assert!(phone(None, number).is_err(), "{number}");
        }
    }

    proptest! {
        #[test]
        fn no_text_causes_a_panic(
            number in "(tel:|[+＋]|00)?[ 0-9()/.;x-]{0,24}(ext|;phone-context=|\\PC)?.{0,6}",
            country in "[A-Z]{2}|.{0,3}",
        ) {
            let _ = phone(None, &number);
            let _ = phone(Some(&country), &number);
        }
    }
}
