//! Finds the way in a JSON text without decoding it: the values in a list or an object, and the path to a line and
//! column.
//!
//! It runs only after a failure: tracking the path while reading would compile the reader of every model a second time.

use std::ops::Range;

use crate::generated::RESPONSE_FIELDS;
use crate::lenient::is_short_index;

/// The length after which a path ends with `...`.
const MAX_PATH: usize = 200;

/// One step of a path.
pub(crate) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl Step<'_> {
    /// Appends the step to a path. A key that the spec does not name may be a client's data and becomes `*`.
    pub(crate) fn append_to(&self, path: &mut String) {
        match self {
            Self::Index(index) => *path += &format!("[{index}]"),
            Self::Key(key) => {
                let dot = if path.is_empty() { "" } else { "." };
                let is_known = RESPONSE_FIELDS.contains(key) || is_short_index(key);
                *path = format!("{path}{dot}{}", if is_known { key } else { "*" });
            }
        }
    }
}

/// Returns the path of the value that ends at a line and a column, such as `data[3].accounts[0].uuid`. serde_json
/// counts both from 1, columns in bytes. The path of the whole text is empty.
pub(crate) fn path_at(text: &[u8], line: usize, column: usize) -> String {
    let line_start: usize =
        text.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    let (mut path, mut inside, mut target) = (String::new(), text, line_start + column);
    while path.len() < MAX_PATH {
        match children(inside).find(|(.., value)| value.end >= target) {
            Some((start, step, value)) if start < target => {
                step.append_to(&mut path);
                // Before the value, the failure is about its key.
                target = target.saturating_sub(value.start);
                inside = &inside[value];
            }
            _ => return path,
        }
    }
    path + "..."
}

/// Returns the values in a list or an object: where each begins, with its key, then its key or index, and its place.
/// The text is JSON, but its strings and numbers need not be valid.
pub(crate) fn children(text: &[u8]) -> impl Iterator<Item = (usize, Step<'_>, Range<usize>)> {
    let first = text.iter().position(|byte| !byte.is_ascii_whitespace()).filter(|at| b"{[".contains(&text[*at]));
    let (is_object, mut at) = first.map_or((false, text.len()), |first| (text[first] == b'{', first + 1));
    (0..).map_while(move |index| {
        let key = if is_object { Some(next_value(text, &mut at)?) } else { None };
        let value = next_value(text, &mut at)?;
        let step = |key: &Range<usize>| std::str::from_utf8(&text[key.clone()]).unwrap_or_default().trim_matches('"');
        let start = key.as_ref().unwrap_or(&value).start;
        Some((start, key.as_ref().map(step).map_or(Step::Index(index), Step::Key), value))
    })
}

/// Returns the place of the next value or key after this position, or `None` at the end.
fn next_value(text: &[u8], at: &mut usize) -> Option<Range<usize>> {
    while matches!(text.get(*at)?, b' ' | b'\t' | b'\r' | b'\n' | b',' | b':') {
        *at += 1;
    }
    let (start, mut depth) = (*at, 0_usize);
    loop {
        match *text.get(*at)? {
            b'}' | b']' if depth == 0 => return None,
            b'}' | b']' => depth -= 1,
            b'{' | b'[' => depth += 1,
            b'"' => *at += length_of_string(&text[*at + 1..]),
            _ => {}
        }
        *at += 1;
        let is_end = || text.get(*at).is_none_or(|next| b" \t\r\n,:]}".contains(next));
        if depth == 0 && is_end() {
            return Some(start..*at);
        }
    }
}

/// Returns the length of a string from after its opening quotation mark to after the closing one.
fn length_of_string(text: &[u8]) -> usize {
    let mut is_escaped = false;
    let end = text.iter().position(|byte| match byte {
        b'"' if !is_escaped => true,
        byte => {
            is_escaped = *byte == b'\\' && !is_escaped;
            false
        }
    });
    end.map_or(text.len(), |end| end + 1)
}
