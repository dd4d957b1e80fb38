//! From bytes to text: the encodings in which spreadsheets export.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

const SAVE: &str = "save the sheet as \"CSV UTF-8\"";

/// The text, its lines ended by `\n` alone, and the name of the encoding that it was in.
pub(crate) fn decode(bytes: &[u8]) -> Result<(String, &'static str), String> {
    let encoding = match (Encoding::for_bom(bytes), stray(bytes)) {
        (Some((encoding, _)), _) if encoding != UTF_8 => encoding,
        (_, None) => UTF_8,
        // Any bytes are Windows-1252, but hardly any text of it is UTF-8 by chance, even in one letter.
        (_, Some(_)) if bytes.utf8_chunks().all(|chunk| chunk.valid().is_ascii()) => WINDOWS_1252,
        (_, Some(line)) => return Err(format!("is UTF-8, but for a byte in line {line}: {SAVE}")),
    };
    let (text, _, is_malformed) = encoding.decode(bytes);
    // Workbooks (.xlsx) are full of NUL, and so is UTF-16 without a mark at its beginning.
    if is_malformed || text.contains('\0') {
        return Err(format!("is not the text of a CSV: {SAVE}"));
    }
    Ok((with_line_feeds(&text), encoding.name()))
}

/// The line of the first byte that is not UTF-8.
fn stray(bytes: &[u8]) -> Option<usize> {
    let first = bytes.utf8_chunks().next().filter(|chunk| !chunk.invalid().is_empty())?;
    Some(with_line_feeds(first.valid()).matches('\n').count() + 1)
}

fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
