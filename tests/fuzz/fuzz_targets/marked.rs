//! What both targets have in common: an answer with a marker in it, which no text may hold.

/// What stands for a client's data. It is in nothing that the SDK says of itself.
const MARKER: &str = "JoMarker";

/// One byte of the input, so that the fuzzer can put the marker anywhere at once.
const STANDS_FOR_MARKER: u8 = b'~';

const CONTENT_TYPES: [&[u8]; 4] = [b"application/json", b"text/html; charset=UTF-8", b"", b"text/plain"];

/// The first byte chooses the status, the second the content type; the rest is the body.
pub(crate) fn assert_silent(statuses: &[u16], input: &[u8]) {
    let [status, kind, body @ ..] = input else { return };
    let status = statuses[usize::from(*status) % statuses.len()];
    let content_type = CONTENT_TYPES[usize::from(*kind) % CONTENT_TYPES.len()];
    let mut marked = Vec::with_capacity(body.len());
    for byte in body {
        match *byte {
            STANDS_FOR_MARKER => marked.extend_from_slice(MARKER.as_bytes()),
            byte => marked.push(byte),
        }
    }
    let texts = plannr_sdk::fuzzing::texts(status, content_type, &marked);
    assert!(!texts.contains(MARKER), "{texts}");
}
