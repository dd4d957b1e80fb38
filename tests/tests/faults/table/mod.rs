//! The table, by theme.

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
