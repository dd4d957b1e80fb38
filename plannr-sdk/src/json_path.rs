//! Where in a JSON text something is, by its line and column: the keys and indices that lead there.
//!
//! It is looked for only after a failure. To track the path while reading would compile the reading of every model a
//! second time.

use crate::generated::RESPONSE_FIELDS;
use crate::lenient::is_index;

/// A step on the way into a JSON text.
enum Step {
    /// Into an object; at first its key is not known.
    Key(Option<String>),
    Index(usize),
}

/// The path of what ends at a line and a column, which serde_json counts in bytes and from 1, such as
/// `data[3].accounts[0].uuid`. It is empty for the whole, and where the text is no JSON. A key that the spec does not name
/// may be a client's, and is `*`.
pub(crate) fn path_at(text: &[u8], line: usize, column: usize) -> String {
    let line_start: usize =
        text.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    let target = line_start + column;
    let (mut steps, mut at) = (Vec::new(), 0);
    while at < target {
        let Some(byte) = text.get(at) else { break };
        at += 1;
        match byte {
            b'{' => steps.push(Step::Key(None)),
            b'[' => steps.push(Step::Index(0)),
            b'}' | b']' => drop(steps.pop()),
            b',' => match steps.last_mut() {
                Some(Step::Key(key)) => *key = None,
                Some(Step::Index(index)) => *index += 1,
                None => {}
            },
            b'"' => {
                let end = at + length_of_string(&text[at..]);
                if let Some(Step::Key(key @ None)) = steps.last_mut() {
                    *key = serde_json::from_slice(&text[at - 1..end.min(text.len())]).ok();
                }
                at = end;
            }
            _ => {}
        }
    }
    write(&steps)
}

/// How far it is to the end of a string, from after its quotation mark to after the other.
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
            Step::Key(Some(key)) if path.is_empty() => path += harmless(key),
            Step::Key(Some(key)) => path = path + "." + harmless(key),
            Step::Key(None) => {}
            Step::Index(index) => path = format!("{path}[{index}]"),
        }
    }
    path
}

fn harmless(key: &str) -> &str {
    let is_known = RESPONSE_FIELDS.contains(&key) || is_index(key);
    if is_known { key } else { "*" }
}
