//! Finds the path to a place in a JSON text: the keys and indices that lead to a line and column.
//!
//! It runs only after a failure: tracking the path while reading would compile the reader of every model a second time.

use crate::generated::RESPONSE_FIELDS;
use crate::lenient::is_index;

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
    }
    path
}

fn known(key: &str) -> &str {
    let is_known = RESPONSE_FIELDS.contains(&key) || is_index(key);
    if is_known { key } else { "*" }
}
