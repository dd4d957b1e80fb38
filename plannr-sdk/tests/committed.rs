//! The committed code matches the output of the build script, byte for byte.

#![cfg(feature = "buildtime-codegen")]

#[test]
fn the_committed_code_and_bundle_match_the_build_script() {
    for (file, generated, committed) in [
        ("generated.rs", include_str!(concat!(env!("OUT_DIR"), "/generated.rs")), include_str!("../src/generated.rs")),
        (
            "generated_lists.rs",
            include_str!(concat!(env!("OUT_DIR"), "/generated_lists.rs")),
            include_str!("../src/generated_lists.rs"),
        ),
        ("openapi.json", plannr_sdk::OPENAPI, include_str!("../src/openapi.json")),
    ] {
        let committed = committed.replace("\r\n", "\n");
        assert!(generated == committed, "src/{file} does not match the spec: run `cargo xtask generate`");
    }
}
