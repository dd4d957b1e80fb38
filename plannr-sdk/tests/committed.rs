//! The committed code is what the build script makes, byte for byte.

#![cfg(feature = "buildtime-codegen")]

#[test]
fn the_committed_code_is_what_the_build_script_makes() {
    let made = include_str!(concat!(env!("OUT_DIR"), "/generated.rs"));
    let committed = include_str!("../src/generated.rs").replace("\r\n", "\n");
    assert!(made == committed, "src/generated.rs is not what the spec makes: run `cargo xtask generate`");
}
