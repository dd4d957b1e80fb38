//! Finds the way in a JSON text without decoding it: the path to a line and column, and the values of a list.
//!
//! It runs only after a failure. Tracking the path while reading would compile the reader of every model a second time.

use crate::generated::RESPONSE_FIELDS;
use crate::lenient::is_short_index;

/// The depth to which serde_json reads.
const MAX_DEPTH: usize = 128;
/// The length after which a path ends with `...`.
const MAX_PATH: usize = 200;

/// One step of a path.
enum Step {
    /// A key of an object; unknown until it is read.
    Key(Option<String>),
    Index(usize),
}

/// Returns the path of the value that ends at a line and a column, such as `data[3].accounts[0].uuid`. serde_json counts
/// both from 1, columns in bytes. The path of the whole text is empty. A key that the spec does not name may be a client's
/// data and becomes `*`.
pub(crate) fn path_at(text: &[u8], line: usize, column: usize) -> String {
    let line_start: usize =
        text.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    let target = line_start + column;
    let (mut steps, mut at, mut deeper) = (Vec::new(), 0, 0_usize);
    while at < target {
        let Some(byte) = text.get(at) else { break };
        at += 1;
        match byte {
            // What is that deep was skipped.
            b'{' | b'[' if steps.len() == MAX_DEPTH => deeper += 1,
            b'}' | b']' if deeper > 0 => deeper -= 1,
            b'{' => steps.push(Step::Key(None)),
            b'[' => steps.push(Step::Index(0)),
            b'}' | b']' => drop(steps.pop()),
            b',' if deeper == 0 => match steps.last_mut() {
                Some(Step::Key(key)) => *key = None,
                Some(Step::Index(index)) => *index += 1,
                None => {}
            },
            b'"' => {
                let end = at + length_of_string(&text[at..]);
                if let (Some(Step::Key(key @ None)), 0) = (steps.last_mut(), deeper) {
                    *key = serde_json::from_slice(&text[at - 1..end.min(text.len())]).ok();
                }
                at = end;
            }
            _ => {}
        }
    }
    write(&steps)
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

fn write(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Key(Some(key)) if path.is_empty() => path += known(key),
            Step::Key(Some(key)) => path = path + "." + known(key),
            Step::Key(None) => {}
            Step::Index(index) => path = format!("{path}[{index}]"),
        }
        if path.len() > MAX_PATH {
            return path + "...";
        }
    }
    path
}

/// Returns the key as a path shows it.
pub(crate) fn known(key: &str) -> &str {
    let is_known = RESPONSE_FIELDS.contains(&key) || is_short_index(key);
    if is_known { key } else { "*" }
}

/// Returns the next value in a list, or the next key or value in an object, and `None` at the end. The text is JSON, but its
/// strings and numbers need not be valid.
pub(crate) fn next_value<'a>(text: &'a [u8], at: &mut usize) -> Option<&'a [u8]> {
    while matches!(text.get(*at)?, b' ' | b'\t' | b'\r' | b'\n' | b',' | b':') {
        *at += 1;
    }
    let (start, mut depth) = (*at, 0_usize);
    loop {
        let byte = *text.get(*at)?;
        match byte {
            b'}' | b']' if depth == 0 => return None,
            b'}' | b']' => depth -= 1,
            b'{' | b'[' => depth += 1,
            b'"' => *at += length_of_string(&text[*at + 1..]),
            _ => {}
        }
        *at += 1;
        let is_end = || text.get(*at).is_none_or(|next| b" \t\r\n,:]}".contains(next));
        if depth == 0 && is_end() {
            return Some(&text[start..*at]);
        }
    }
}
