//! Reads a response of any status. It must not panic, and no text may contain a part of the response.
#![no_main]

/// Stands for a client's data. The SDK's own texts do not contain it.
const MARKER: &str = "JoMarker";

/// A byte of the input that becomes the marker, so that the fuzzer can put it anywhere at once.
const PLACEHOLDER: u8 = b'~';

const STATUSES: [u16; 17] = [200, 201, 204, 302, 308, 400, 401, 403, 404, 408, 409, 418, 422, 429, 500, 502, 999];
const CONTENT_TYPES: [&[u8]; 4] = [b"application/json", b"text/html; charset=UTF-8", b"", b"text/plain"];

// The first byte chooses the status, the second the content type; the rest is the body.
libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let [status, kind, body @ ..] = input else { return };
    let status = STATUSES[usize::from(*status) % STATUSES.len()];
    let content_type = CONTENT_TYPES[usize::from(*kind) % CONTENT_TYPES.len()];
    let parts: Vec<&[u8]> = body.split(|byte| *byte == PLACEHOLDER).collect();
    let texts = plannr_sdk::fuzzing::texts(status, content_type, &parts.join(MARKER.as_bytes()));
    assert!(!texts.contains(MARKER), "{texts}");
});
