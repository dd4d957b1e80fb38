//! Finds the way through a JSON text without decoding it: the path to a place, and the values in a list.
//!
//! It runs only after a failure. Tracking the path while reading would compile the reader of every model a second time. It
//! passes each byte once, and needs no memory for what it passes.

use std::borrow::Cow;
use std::ops::Range;

use crate::generated::RESPONSE_FIELDS;
use crate::lenient::{is_index, is_short_index};

/// The depth to which serde_json reads. What is deeper has no path.
const MAX_DEPTH: usize = 128;
/// The length at which a path ends with `...`.
const MAX_PATH: usize = 200;

/// A way through a text.
pub(crate) struct Walk<'a> {
    text: &'a [u8],
    at: usize,
    steps: Vec<Step>,
    /// The depth below the steps.
    deeper: usize,
}

/// One step of a path.
#[derive(Clone)]
enum Step {
    /// The place of an object's key with its quotation marks; empty until it is read.
    Key(Range<usize>),
    Index(usize),
}

/// Returns the path of the value that ends at a line and a column, such as `data[3].accounts[0].uuid`. serde_json counts
/// both from 1, columns in bytes. The path of the whole text is empty. A key that the spec does not name may be a client's
/// data and becomes `*`.
pub(crate) fn path_at(text: &[u8], line: usize, column: usize) -> String {
    let line_start: usize =
        text.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    let mut walk = Walk::new(text);
    while walk.at < line_start + column && walk.pass().is_some() {}
    walk.path()
}

/// Returns the places of the values with these keys in the object that the text is, or `None` if a key is there twice. The
/// text must be JSON, but its strings and numbers need not be valid.
pub(crate) fn values<const N: usize>(text: &[u8], keys: [&str; N]) -> Option<[Range<usize>; N]> {
    let (mut walk, mut found) = (Walk::new(text), [const { 0..0 }; N]);
    while let Some(byte) = walk.pass() {
        if byte == b':' && walk.steps.len() == 1 {
            let value = walk.value();
            let at = keys.iter().position(|key| walk.key(walk.steps.last()).is_some_and(|found| found == *key));
            if at.is_some_and(|at| !std::mem::replace(&mut found[at], value).is_empty()) {
                return None;
            }
        }
    }
    Some(found)
}

impl<'a> Walk<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, steps: Vec::new(), deeper: 0 }
    }

    /// Starts before a value of the text.
    pub(crate) fn within(text: &'a [u8], value: Range<usize>) -> Self {
        Self { text: &text[..value.end], at: value.start, ..Self::new(text) }
    }

    /// Returns the place of the next item of the list that the value is. A list inside the list is part of it.
    pub(crate) fn next_item(&mut self) -> Option<Range<usize>> {
        loop {
            let is_key = matches!(self.steps.last(), Some(Step::Key(key)) if key.end == 0);
            match self.text.get(self.at)? {
                b',' | b':' | b']' | b'}' => {}
                b'"' if is_key => {}
                b'[' if self.steps.len() < MAX_DEPTH => {}
                b'{' if self.steps.len() < MAX_DEPTH && self.is_list_with_gaps() => {}
                byte if byte.is_ascii_whitespace() => {}
                _ => return Some(self.value()),
            }
            self.pass();
        }
    }

    /// Returns true before PHP's list with gaps: an object with numbers for keys.
    fn is_list_with_gaps(&self) -> bool {
        let mut ahead = Walk::within(self.text, self.at..self.text.len());
        while !matches!(ahead.pass(), None | Some(b'"' | b'}')) {}
        // An object without keys is an empty list only where the whole list is due.
        ahead.key(ahead.steps.last()).map_or(self.steps.is_empty() && ahead.steps.is_empty(), |key| is_index(&key))
    }

    /// Passes one value.
    fn value(&mut self) -> Range<usize> {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        let (start, depth) = (self.at, self.steps.len() + self.deeper);
        while let Some(byte) = self.pass() {
            let is_end = || !matches!(self.text.get(self.at), Some(next) if !b",]} \t\r\n".contains(next));
            if self.steps.len() + self.deeper == depth && (matches!(byte, b'"' | b'}' | b']') || is_end()) {
                break;
            }
        }
        start..self.at
    }

    /// Passes one byte, or a whole string.
    fn pass(&mut self) -> Option<u8> {
        let byte = *self.text.get(self.at)?;
        let start = self.at;
        self.at += 1;
        match byte {
            b'{' | b'[' if self.steps.len() == MAX_DEPTH => self.deeper += 1,
            b'{' => self.steps.push(Step::Key(0..0)),
            b'[' => self.steps.push(Step::Index(0)),
            b'}' | b']' if self.deeper > 0 => self.deeper -= 1,
            b'}' | b']' => drop(self.steps.pop()),
            b',' if self.deeper == 0 => match self.steps.last_mut() {
                Some(Step::Key(key)) => *key = 0..0,
                Some(Step::Index(index)) => *index += 1,
                None => {}
            },
            b'"' => {
                self.at += length_of_string(&self.text[self.at..]);
                if let Some(Step::Key(key)) = self.steps.last_mut().filter(|_| self.deeper == 0)
                    && key.end == 0
                {
                    *key = start..self.at;
                }
            }
            _ => {}
        }
        Some(byte)
    }

    fn key(&self, step: Option<&Step>) -> Option<Cow<'a, str>> {
        let Step::Key(place) = step? else { return None };
        let quoted = self.text.get(place.clone())?;
        let plain = quoted.get(1..quoted.len().saturating_sub(1))?;
        match plain.contains(&b'\\') {
            true => serde_json::from_slice(quoted).ok().map(Cow::Owned),
            false => std::str::from_utf8(plain).ok().map(Cow::Borrowed),
        }
    }

    /// Returns the path to this place.
    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.steps {
            match (step, self.key(Some(step))) {
                (Step::Index(index), _) => path += &format!("[{index}]"),
                (_, Some(key)) => {
                    let is_known = RESPONSE_FIELDS.contains(&&*key) || is_short_index(&key);
                    let dot = if path.is_empty() { "" } else { "." };
                    path = path + dot + if is_known { &key } else { "*" };
                }
                (_, None) => {}
            }
            if path.len() > MAX_PATH {
                return path + "...";
            }
        }
        path
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
