//! Is it said what is wrong with a phone number and, with the feature `phonenumber`, is it sent in one spelling?

use contract_tests::plannr::OWNER;
use plannr_sdk::NewContactDetail;

/// None of these is one that the feature `phonenumber` would take.
#[test]
fn the_reason_says_what_to_mend() {
    for (country, number, reason) in [
        (None, " 07700 900123x ", "has a space before or after it"),
        (None, "07700 900123 ask for Jo", "another character"),
        (None, "0044", "write + for it"),
        (None, "1234", "without its country"),
        (None, "07", "too few digits or too many"),
        (Some("AU"), "12", "too few digits or too many"),
        (Some("AU"), "0x23456789", "another character"),
        (Some("Australia"), "02 3456 7890", "two capital letters"),
        // Neither is taken for a number of GB, nor the note at the end for a part of it.
        (None, "61 2 3456 7890", "without its country"),
        (None, "1 555 010 0199", "without its country"),
        (None, "07700 900123 (2)", "does not begin and end with one"),
        (Some("AU"), "02 3456 7890 (2)", "does not begin and end with one"),
    ] {
        let refused = match country {
            None => NewContactDetail::phone_number("Mobile", number, [OWNER]),
            Some(country) => NewContactDetail::phone_number_in("Mobile", country, number, [OWNER]),
        };
        let error = refused.expect_err(number);
        assert!(error.is_invalid_input() && error.to_string().contains(reason), "{number}: {error}");
        assert!(!error.to_string().contains(number), "{error}");
    }
}

#[cfg(not(feature = "phonenumber"))]
#[test]
fn a_number_is_sent_as_it_was_given() {
    for number in ["+44 (0)7700 900123", "07700 900-123", "(07700) 900.123"] {
        assert_eq!(NewContactDetail::phone_number("Mobile", number, [OWNER]).unwrap().value(), number);
    }
}

#[cfg(feature = "phonenumber")]
mod normalised {
    use plannr_sdk::mock::MockServer;
    use plannr_sdk::{ContactDetailValue, UpdateContactDetail};
    use proptest::prelude::*;

    use super::*;

    #[tokio::test]
    async fn a_number_is_sent_in_the_international_form_however_it_was_given() {
        let mock = MockServer::start().await;
        let (details, owner) = (mock.plannr().contact_details(), mock.clients()[0]);
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
            let new = match country {
                None => NewContactDetail::phone_number("Mobile", number, [owner]),
                Some(country) => NewContactDetail::phone_number_in("Mobile", country, number, [owner]),
            };
            let created = details.create(&new.unwrap()).await.unwrap();
            assert_eq!(mock.requests().last().unwrap().json().unwrap()["value"], sent, "{number}");

            let value = match country {
                None => ContactDetailValue::phone_number(number),
                Some(country) => ContactDetailValue::phone_number_in(country, number),
            };
            let update = UpdateContactDetail::new("Mobile", value.unwrap(), [owner]).unwrap();
            details.update(created.uuid, &update).await.unwrap();
            assert_eq!(mock.requests().last().unwrap().json().unwrap()["value"], sent, "{number}");
        }
    }

    #[test]
    fn digits_beyond_those_of_a_number_of_gb_do_not_make_another_one() {
        for number in ["07700 900123 45", "+44 7700 900123 45", "0044 7700 900123 45"] {
            let sent = NewContactDetail::phone_number("Mobile", number, [OWNER]).ok();
            assert!(sent.is_none_or(|new| new.value() == number), "{number}");
        }
    }

    #[tokio::test]
    async fn an_update_made_from_an_answer_keeps_the_number_as_it_was_shown() {
        let shown = r#"{ "uuid": "5f0f7d0c-0000-4000-8000-000000000002", "type": "phone_number", "name": "Work",
            "value": "0333 090 3630", "phone_number_meta": { "country": "GB" }, "accounts": [] }"#;
        let detail = serde_json::from_str(shown).unwrap();
        let update = UpdateContactDetail::try_from(&detail).unwrap().with_name("Office").unwrap();
        let sent = serde_json::to_value(&update).unwrap();
        assert_eq!(sent["value"]["number"], "0333 090 3630", "{sent}");
    }

    #[test]
    fn an_extension_is_refused_and_not_lost() {
        for number in ["0333 090 3630 ext. 5", "+44 333 090 3630;ext=5", "0333 090 3630 x5", "0333 090 3630 #5"] {
            assert!(NewContactDetail::phone_number("Work", number, [OWNER]).is_err(), "{number}");
        }
    }

    proptest! {
        /// Its text is that of a form that anybody fills in.
        #[test]
        fn no_text_makes_it_panic(number in "(tel:|[+＋]|00)?[ 0-9()/.;x-]{0,24}(ext|;phone-context=|\\PC)?.{0,6}", country in "[A-Z]{2}|.{0,3}") {
            let _ = NewContactDetail::phone_number("Mobile", &number, [OWNER]);
            let _ = NewContactDetail::phone_number_in("Mobile", &country, &number, [OWNER]);
        }
    }
}
