//! The table, a file for each theme. A scenario is a row in one of them, in the words of `row.rs` beside this folder.

mod answers;
mod connections;
mod quota;
mod sizes;
mod statuses;
mod times;

use crate::row::Row;

/// All rows.
pub(crate) fn rows() -> Vec<Row> {
    [connections::rows(), times::rows(), answers::rows(), sizes::rows(), statuses::rows(), quota::rows()]
        .into_iter()
        .flatten()
        .collect()
}
