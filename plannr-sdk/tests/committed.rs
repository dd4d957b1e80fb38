//! The committed code matches the output of the build script, byte for byte.

#![cfg(feature = "buildtime-codegen")]

#[test]
fn the_committed_code_matches_the_build_script() {
    let generated = include_str!(concat!(env!("OUT_DIR"), "/generated.rs"));
    let committed = include_str!("../src/generated.rs").replace("\r\n", "\n");
    assert!(generated == committed, "src/generated.rs does not match the spec: run `cargo xtask generate`");
}
