//! Panics in a test, with a reason.

use std::fmt;

#[track_caller]
#[expect(clippy::panic, reason = "a test cannot go on without the value, and has no other way to handle the error")]
pub(super) fn or_panic<T>(result: Result<T, impl fmt::Display>, problem: &str) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{problem}: {error}"),
    }
}
