//! All tests but those that need a program of their own, which `Cargo.toml` lists: one program, which is linked once.
//!
//! `cargo test --workspace --test all -- listing::` runs those of one file.

mod accounts;
mod api;
mod bad_input;
mod bad_responses;
mod bad_settings;
mod bulk;
mod bulk_limits;
mod contract;
mod email_addresses;
mod ensure;
mod ensure_unknown;
mod hostile_responses;
mod import_model;
mod invariants;
mod lenient_fields;
mod lenient_lists;
mod listing;
mod look_ahead;
mod markdown;
mod mock_lists;
mod mock_quirks;
mod mock_requests;
mod mock_script;
mod nothing_personal;
mod phone_numbers;
mod probe;
mod properties;
mod updating;
mod validate;
