//! The table, with a file for each theme. A scenario is one row, in the words of `row.rs` beside this folder.

mod connections;
mod quota;
mod responses;
mod sizes;
mod statuses;
mod timeouts;

use crate::row::Row;

/// All rows.
pub(crate) fn rows() -> Vec<Row> {
    [connections::rows(), timeouts::rows(), responses::rows(), sizes::rows(), statuses::rows(), quota::rows()]
        .into_iter()
        .flatten()
        .collect()
}
