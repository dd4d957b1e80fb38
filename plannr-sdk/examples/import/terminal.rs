//! Prints without failing when the reader has gone, as in `import contacts.csv | head -2`.

use std::fmt::Display;
use std::io::{Write as _, stderr, stdout};

pub(crate) fn say(text: impl Display) {
    let _ = writeln!(stdout(), "{text}");
}

pub(crate) fn warn(text: impl Display) {
    let _ = writeln!(stderr(), "{text}");
}
