#!/usr/bin/env bash
# The phonenumber crate turns a mistyped letter into a digit, and calls the other number valid.
# Versions: phonenumber 0.3.10 (cargo); phonenumbers 9.0.43 (pip). The number is from a range that Ofcom reserves for
# drama.
# Expected: libphonenumber reads letters as keys of a phone only where there are at least three of them, and drops
# fewer. Its ports do the same: 020 7946 00l8, with the letter l for 1, is one digit short, and the (H) for "home" is
# left out.
# Observed: the Rust crate reads every letter as a key. The mistyped text is a valid number, but another one, and a note
# of one letter makes a good number invalid.
# Met by: everyone who imports numbers that people typed, or compares the results of a Rust and another program.
. "$(dirname "$0")/setup.bash"

rust_program 'phonenumber = "=0.3.10"' <<'RUST'
fn main() {
    for text in ["020 7946 0018", "020 7946 00l8", "020 7946 0018 (H)"] {
        let number = phonenumber::parse(Some(phonenumber::country::GB), text).unwrap();
        println!("rust   {text}: {} valid {}", number.format().mode(phonenumber::Mode::E164), number.is_valid());
    }
}
RUST
cat > read.py <<'PYTHON'
import phonenumbers as lib

for text in "020 7946 0018", "020 7946 00l8", "020 7946 0018 (H)":
    number = lib.parse(text, "GB")
    valid = str(lib.is_valid_number(number)).lower()
    print(f"python {text}: {lib.format_number(number, lib.PhoneNumberFormat.E164)} valid {valid}")
PYTHON

pip_install phonenumbers==9.0.43
(python3 read.py; cargo run --quiet) | tee seen
diff seen - <<'EXPECTED'
python 020 7946 0018: +442079460018 valid true
python 020 7946 00l8: +44207946008 valid false
python 020 7946 0018 (H): +442079460018 valid true
rust   020 7946 0018: +442079460018 valid true
rust   020 7946 00l8: +442079460058 valid true
rust   020 7946 0018 (H): +4420794600184 valid false
EXPECTED
