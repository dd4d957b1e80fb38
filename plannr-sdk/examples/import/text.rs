//! From bytes to text: the encodings in which spreadsheets export.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// The text, its lines ended by `\n` alone, and the name of the encoding that it was in.
pub(crate) fn decode(bytes: &[u8]) -> Result<(String, &'static str), String> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        // Any bytes are Windows-1252, but hardly any text of it is UTF-8 by chance.
        None => WINDOWS_1252,
    };
    let (text, _, is_malformed) = encoding.decode(bytes);
    // Workbooks (.xlsx) are full of NUL, and so is UTF-16 without a mark at its beginning.
    if is_malformed || text.contains('\0') {
        return Err("is not the text of a CSV: save the sheet as \"CSV UTF-8\"".to_owned());
    }
    Ok((text.replace("\r\n", "\n").replace('\r', "\n"), encoding.name()))
}
