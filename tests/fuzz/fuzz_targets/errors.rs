//! Answers of no success: the error says what they are, without a panic and without a word of what is in them.
#![no_main]

mod marked;

const STATUSES: [u16; 14] = [302, 308, 400, 401, 403, 404, 408, 409, 418, 422, 429, 500, 502, 999];

libfuzzer_sys::fuzz_target!(|input: &[u8]| marked::assert_silent(&STATUSES, input));
