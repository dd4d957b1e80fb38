//! The table, by theme.

mod answers;
mod connections;
mod sizes;
mod statuses;
mod times;
mod waits;

use crate::row::Row;

/// All rows.
pub(crate) fn rows() -> Vec<Row> {
    [connections::rows(), times::rows(), answers::rows(), sizes::rows(), statuses::rows(), waits::rows()]
        .into_iter()
        .flatten()
        .collect()
}
