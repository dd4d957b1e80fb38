#!/usr/bin/env bash
# The csv crate refuses a text that is all digits if its struct is flattened.
# Versions: csv 1.4.0, serde 1.0.228 (cargo).
# Expected: a `String` takes any field of a CSV file, in a flattened struct too; at worst all rows fail, and the first
# test shows it.
# Observed: "020 7946 0018" is read and "02079460018" is an error, as are "+442079460018" and "true". The type of a
# flattened field is guessed from its text before the struct is known. The same struct without `flatten` reads all four.
# Met by: everyone who shares fields between the rows of several files with `#[serde(flatten)]`; the tests pass until a
# number comes without blanks.
. "$(dirname "$0")/setup.bash"

rust_program 'csv = "=1.4.0"' 'serde = { version = "=1.0.228", features = ["derive"] }' <<'RUST'
use serde::{Deserialize, de::DeserializeOwned};

#[derive(Deserialize)]
struct Phone {
    phone: String,
}

#[derive(Deserialize)]
struct Row {
    #[serde(flatten)]
    rest: Phone,
}

fn read<T: DeserializeOwned>(text: &str, phone: impl Fn(T) -> String) -> String {
    let file = format!("phone\n{text}\n");
    let row = csv::Reader::from_reader(file.as_bytes()).into_deserialize().next().unwrap();
    row.map_or("error".to_string(), phone)
}

fn main() {
    for text in ["020 7946 0018", "02079460018", "+442079460018", "true"] {
        let (plain, flattened) = (read(text, |row: Phone| row.phone), read(text, |row: Row| row.rest.phone));
        println!("{text}: {plain} | flattened: {flattened}");
    }
}
RUST

cargo run --quiet | tee seen
diff seen - <<'EXPECTED'
020 7946 0018: 020 7946 0018 | flattened: 020 7946 0018
02079460018: 02079460018 | flattened: error
+442079460018: +442079460018 | flattened: error
true: true | flattened: error
EXPECTED
