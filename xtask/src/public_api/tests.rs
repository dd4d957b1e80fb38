#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::process::Command;

use super::listing::{fits, lines};
use super::{compare, page};

const LISTING: &str = "\
pub mod plannr_sdk
pub use plannr_sdk::Uuid
pub mod plannr_sdk::models
#[non_exhaustive] pub enum plannr_sdk::models::Colour
pub plannr_sdk::models::Colour::Red
impl plannr_sdk::models::Colour
pub fn plannr_sdk::models::Colour::as_str(&self) -> &str
impl core::convert::From<plannr_sdk::models::Colour> for alloc::string::String
pub fn alloc::string::String::from(plannr_sdk::models::Colour) -> Self
pub fn alloc::string::String::from(plannr_sdk::inner::Private) -> Self
#[non_exhaustive] pub enum plannr_sdk::Colour
pub plannr_sdk::Colour::Red
pub struct plannr_sdk::Batch<'a, T>
pub async fn plannr_sdk::Batch<'a, T>::next(&mut self)
pub const fn plannr_sdk::stream_of<I: core::iter::Iterator>(I)
pub trait plannr_sdk::Clock: core::marker::Send
";

const ROWS: [&str; 6] = [
    "| `Uuid` | why |",
    "| `models` | why |",
    "| `Colour`, `models::Colour` | why |",
    "| `Batch` | why |",
    "| `stream_of` | why |",
    "| `Clock` | why |",
];

fn judged(rows: &[&str]) -> Result<(), String> {
    page::judge(&format!("# A page\n\n| item | why |\n|---|---|\n{}\n", rows.join("\n")), LISTING)
}

#[test]
fn the_items_of_the_listing_are_the_rows_of_the_page() {
    assert_eq!(judged(&ROWS), Ok(()));
}

#[test]
fn each_item_without_a_row_is_told() {
    for (left_out, row) in ROWS.iter().enumerate() {
        let rows: Vec<&str> = ROWS.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, row)| *row).collect();
        let told = judged(&rows).unwrap_err();
        let names = row.split('`').skip(1).step_by(2);
        names.for_each(|name| assert!(told.contains(&format!("`{name}` is public and has no row")), "{name}: {told}"));
    }
}

#[test]
fn each_row_without_an_item_is_told() {
    for name in ["Gone", "models::Gone", "Colour::Green", "String", "Batch::stop", "inner::Private"] {
        let row = format!("| `{name}` | why |");
        let told = judged(&[&ROWS[..], &[&row]].concat()).unwrap_err();
        assert!(told.contains(&format!("`{name}` has a row and is not public")), "{told}");
    }
}

#[test]
fn a_method_may_have_a_row_under_each_name_of_its_type() {
    for name in ["models::Colour::as_str", "Colour::as_str", "Colour::Red", "Batch::next"] {
        assert_eq!(judged(&[&ROWS[..], &[&format!("| `{name}` | why |")]].concat()), Ok(()), "{name}");
    }
}

#[test]
fn a_row_without_a_reason_and_a_second_row_are_told() {
    assert!(
        judged(&[&ROWS[1..], &["| `Uuid` |  |"]].concat()).unwrap_err().contains("the row of `Uuid` gives no reason")
    );
    assert!(judged(&[&ROWS[..], &["| `Uuid` | why |"]].concat()).unwrap_err().contains("`Uuid` has two rows"));
}

#[test]
fn before_the_first_release_a_difference_is_told_and_passes() {
    assert_eq!(compare("pub struct a::B\n", "", Ok(None)), Ok(()));
}

#[test]
fn where_the_releases_are_not_known_a_difference_fails_and_its_absence_passes() {
    let unknown = || Err("this clone is shallow".to_owned());
    assert_eq!(compare("pub struct a::B\n", "pub struct a::B\n", unknown()), Ok(()));
    let told = compare("pub struct a::B\n", "", unknown()).unwrap_err();
    assert!(told.contains("1 go, and 0 come") && told.ends_with("this clone is shallow"), "{told}");
}

#[test]
fn after_a_release_any_difference_fails_and_says_whom_it_touches() {
    let (old, new) = ("pub fn a::b(u8)\npub struct a::C\n", "pub fn a::b(u16)\npub struct a::C\n");
    let release = || Ok(Some("v1.0.0".to_owned()));
    assert_eq!(compare(old, old, release()), Ok(()));

    let changed = compare(old, new, release()).unwrap_err();
    assert!(changed.contains("\n-pub fn a::b(u8)\n+pub fn a::b(u16)\n"), "{changed}");
    assert!(changed.contains("1 go, and 1 come") && changed.contains("breaks who calls v1.0.0"), "{changed}");
    assert!(changed.contains("`cargo xtask public-api`"), "{changed}");

    let added = compare("pub struct a::C\n", old, release()).unwrap_err();
    assert!(added.contains("0 go, and 1 come") && added.contains("cannot be taken back"), "{added}");
}

#[test]
fn the_listing_has_what_is_written_the_traits_that_are_derived_and_the_threads_that_are_barred() {
    if fits().is_err() {
        return;
    }
    let there = tempfile::tempdir().unwrap();
    let source = there.path().join("lib.rs");
    let code = "mod inner { #[derive(Clone, PartialEq)] pub struct Plain(u8); impl Plain { pub fn new() -> Self { Self(0) } } }
        pub use inner::Plain; pub mod again { pub use super::inner::Plain; }
        pub struct Local(std::rc::Rc<u8>);";
    fs::write(&source, code).unwrap();
    let mut rustdoc = Command::new("rustdoc");
    rustdoc.args(["--crate-name=made", "-Zunstable-options", "--output-format=json", "--out-dir"]).arg(there.path());
    assert!(rustdoc.arg(&source).env("RUSTC_BOOTSTRAP", "1").status().unwrap().success());

    let listing = lines(&there.path().join("made.json")).unwrap();
    let has = |line: &str| listing.lines().filter(|other| *other == line).count();
    for once in [
        "pub struct made::Plain(_)",
        "pub struct made::again::Plain(_)",
        "pub fn made::Plain::new() -> Self",
        "impl core::clone::Clone for made::Plain",
        "impl !core::marker::Send for made::Local",
        "impl !core::marker::Sync for made::Local",
    ] {
        assert_eq!(has(once), 1, "{once}\n{listing}");
    }
    for noise in ["::clone(", "::eq(", "Structural", "impl core::marker::Send", "Unpin", "UnwindSafe", "impl<T>"] {
        assert!(!listing.contains(noise), "{noise}\n{listing}");
    }
}
