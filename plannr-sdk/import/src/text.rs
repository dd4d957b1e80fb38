//! Decodes the encodings that spreadsheets export.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

const ADVICE: &str = "save the sheet as \"CSV UTF-8\"";

/// Returns the text with `\n` line ends, and the name of its encoding.
pub(crate) fn decode(bytes: &[u8], encoding: Option<&str>) -> Result<(String, &'static str), String> {
    let named = encoding.map(|name| Encoding::for_label(name.as_bytes()).ok_or("--encoding has an unknown name"));
    let encoding = match (Encoding::for_bom(bytes), first_invalid_line(bytes)) {
        _ if named.is_some() => named.transpose()?.unwrap_or(UTF_8),
        (Some((encoding, _)), _) if encoding != UTF_8 => encoding,
        (_, None) => UTF_8,
        // Every byte is valid Windows-1252, but a file with even one valid non-ASCII UTF-8 letter is hardly Windows-1252.
        (_, Some(_)) if bytes.utf8_chunks().all(|chunk| chunk.valid().is_ascii()) => WINDOWS_1252,
        (_, Some(line)) => return Err(format!("line {line} has a byte that is not UTF-8, unlike the rest: {ADVICE}")),
    };
    let (text, _, is_malformed) = encoding.decode(bytes);
    // NUL appears in workbooks (.xlsx) and in UTF-16 without a byte order mark.
    if is_malformed || text.contains('\0') {
        return Err(format!("is neither a workbook (.xlsx) nor a CSV text file: {ADVICE}"));
    }
    Ok((with_line_feeds(&text), encoding.name()))
}

fn first_invalid_line(bytes: &[u8]) -> Option<usize> {
    let first = bytes.utf8_chunks().next().filter(|chunk| !chunk.invalid().is_empty())?;
    Some(with_line_feeds(first.valid()).matches('\n').count() + 1)
}

fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
