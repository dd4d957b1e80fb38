//! E-mail addresses: invisible characters are refused, and an address is one address in every spelling.

use contract_tests::plannr::OWNER;
use plannr_sdk::{ContactDetail, ContactDetailValue, NewContactDetail, Sameness, email};
use proptest::prelude::*;
use serde_json::json;

const INVISIBLE: [char; 12] = [
    '\0',
    '\u{7f}',
    '\u{85}',
    '\u{ad}',
    '\u{200b}',
    '\u{200e}',
    '\u{202a}',
    '\u{2060}',
    '\u{2066}',
    '\u{fe0f}',
    '\u{feff}',
    '\u{e0061}',
];

fn shown(value: &str) -> ContactDetail {
    serde_json::from_value(json!({ "uuid": OWNER, "type": "email", "value": value })).unwrap()
}

#[test]
fn an_invisible_character_is_refused_by_its_code_point() {
    for letter in INVISIBLE {
        for address in ["|jo@example.com", "j|o@example.com", "jo@exa|mple.com", "jo@example.com|"] {
            let address = address.replace('|', &letter.to_string());
            let error = ContactDetailValue::email(&address).unwrap_err();
            assert!(error.to_string().contains(&format!("U+{:04X}", u32::from(letter))), "{address:?}: {error}");
            // A server that stores it without the character has the same address.
            assert_eq!(email::compare(&address, "jo@example.com"), Sameness::Same, "{address:?}");
        }
    }
}

#[test]
fn an_address_is_the_same_in_all_its_spellings() {
    for spellings in [
        &["jo@bücher.example", "JO@BÜCHER.example", "jo@xn--bcher-kva.example", "jo@bu\u{308}cher.example"][..],
        &["o\u{2019}neil@localhost", "O\u{2019}Neil@LOCALHOST"],
        &["o'neil@example.com", "O'NEIL@EXAMPLE.COM"],
        &["jo@１２７.0.0.1"],
    ] {
        for (one, other) in spellings.iter().flat_map(|one| spellings.iter().map(move |other| (one, other))) {
            let new = NewContactDetail::email("Work", one, [OWNER]).unwrap();
            assert_eq!(new.compare(&shown(other)), Sameness::Same, "{one} and {other}");
        }
    }
}

#[test]
fn different_addresses_are_different() {
    for (one, other) in [
        ("jo@bücher.example", "jo@bucher.example"),
        ("jö@example.com", "JÖ@example.com"),
        ("jo@example.com", "jo@example.org"),
        ("o'neil@example.com", "o\u{2019}neil@example.com"),
        // What a URL would take for a path, a port, a password or a number.
        ("jo@bücher.example", "jo@bücher.example/x"),
        ("jo@bücher.example", "jo@bücher.example:80"),
        ("jo@bücher.example", "jo@x@bücher.example"),
        ("jo@１２７.1", "jo@127.0.0.1"),
    ] {
        assert_eq!(email::compare(one, other), Sameness::Different, "{one} and {other}");
        let Ok(new) = NewContactDetail::email("Work", one, [OWNER]) else { continue };
        assert_eq!(new.compare(&shown(other)), Sameness::Different, "{one} and {other}");
    }
}

proptest! {
    #[test]
    fn any_text_is_the_same_as_itself(one in "\\PC{0,12}(@\\PC{0,12})?|.{0,20}", other in ".{0,20}") {
        assert_eq!(email::compare(&one, &one), Sameness::Same);
        assert_eq!(email::compare(&one, &other), email::compare(&other, &one));
    }
}
