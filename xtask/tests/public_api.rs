//! Compares the public API of the SDK with the committed listing.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failing test panics")]

use std::env;
use std::path::Path;

use public_api::Builder;
use xshell::{Shell, cmd};

const LISTING: &str = "plannr-sdk/public-api.txt";
const XTASK: &str = env!("CARGO_BIN_EXE_xtask");

#[test]
#[ignore = "needs the rustdoc of Rust 1.95; `cargo xtask ci public-api` runs it"]
fn the_public_api_is_the_committed_listing() {
    let sh = Shell::new().unwrap();
    sh.change_dir(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap());
    let rustdoc =
        cmd!(sh, "cargo rustdoc --quiet --locked -p plannr-sdk --lib --features mock,phonenumber,schemars,tracing")
            .args(["--", "-Zunstable-options", "--output-format=json"])
            .env("XTASK_RUSTDOC", "rustdoc")
            .env("RUSTDOC", XTASK);
    rustdoc.run().unwrap();
    let json = Path::new(XTASK).ancestors().nth(2).unwrap().join("doc/plannr_sdk.json");

    // Derived traits are listed without their methods, and automatic traits only where they are absent.
    let api = |omit_derived, omit_auto| {
        let builder = Builder::from_rustdoc_json(&json).omit_blanket_impls(true);
        let api = builder.omit_auto_derived_impls(omit_derived).omit_auto_trait_impls(omit_auto).build().unwrap();
        api.items().map(ToString::to_string).collect::<Vec<_>>()
    };
    let (written, derived) = (api(true, true), api(false, true));
    let is_listed = |line: &String| match line.starts_with("impl") {
        _ if line.contains("::_cookbook") || line.contains("StructuralPartialEq") => false,
        true => {
            derived.contains(line) || line.contains(" !core::marker::Send ") || line.contains(" !core::marker::Sync ")
        }
        false => written.contains(line),
    };
    // Types that are exported twice have the same methods twice.
    let mut lines: Vec<String> = Vec::new();
    for line in api(false, false).into_iter().filter(is_listed) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let listing = lines.join("\n") + "\n";

    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        return sh.write_file(LISTING, listing).unwrap();
    }
    let committed = sh.read_file(LISTING).unwrap().replace("\r\n", "\n");
    let diff = similar::TextDiff::from_lines(&committed, &listing);
    assert!(
        committed == listing,
        "{}run with UPDATE_SNAPSHOTS=yes to accept this",
        diff.unified_diff().header("committed", "now")
    );
}
