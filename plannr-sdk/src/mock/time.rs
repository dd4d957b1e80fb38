//! Times in Plannr's form: ISO 8601 with the offset of the United Kingdom.

use std::sync::LazyLock;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;

const ISO_8601_WITH_OFFSET: &str = "%Y-%m-%dT%H:%M:%S%:z";

/// The rule for daylight saving time in the form of POSIX, which needs no time zone database.
static UNITED_KINGDOM: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::posix("GMT0BST,M3.5.0/1,M10.5.0").unwrap_or(TimeZone::UTC));

/// Converts a time. One outside the calendar, which only an injected clock can return, becomes the epoch.
pub(super) fn read(clock: SystemTime) -> Timestamp {
    Timestamp::try_from(clock).unwrap_or_default()
}

pub(super) fn text(time: Timestamp) -> String {
    in_form(time, ISO_8601_WITH_OFFSET)
}

pub(super) fn in_form(time: Timestamp, form: &str) -> String {
    time.to_zoned(UNITED_KINGDOM.clone()).strftime(form).to_string()
}
