//! What is said to people. That nobody listens (any more) is no reason to fail: `import contacts.csv | head -2`.

use std::fmt::Display;
use std::io::{Write as _, stderr, stdout};

pub(crate) fn say(text: impl Display) {
    let _ = writeln!(stdout(), "{text}");
}

/// On standard error, beside the progress bar.
pub(crate) fn remark(text: impl Display) {
    let _ = writeln!(stderr(), "{text}");
}
