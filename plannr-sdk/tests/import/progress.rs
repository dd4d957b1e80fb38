//! How long it will take, as the bar says it.

use std::time::Duration;

use crate::example::progress::time_left;

#[test]
fn the_time_left_is_by_the_pace_but_no_less_than_the_quota_takes() {
    // Rows done, rows, seconds so far, quota of a minute; seconds left.
    let cases: [(u64, u64, u64, Option<u32>, u64); 10] = [
        (0, 990, 0, None, 0),
        (10, 40, 5, None, 15),
        (40, 40, 20, None, 0),
        // 1,980 requests: 500 at once, and 500 more after each of three minutes.
        (0, 990, 0, Some(500), 180),
        (0, 990, 50, Some(500), 130),
        (499, 990, 62, Some(500), 118),
        (100, 990, 60, Some(500), 534),
        // What the quota admits at once costs no minute, and one row more does.
        (0, 250, 0, Some(500), 0),
        (0, 251, 0, Some(500), 60),
        (0, 1, 0, Some(0), 60),
    ];
    for (done, rows, elapsed, quota, left) in cases {
        let told = time_left(done, rows, Duration::from_secs(elapsed), quota);
        assert_eq!(told.as_secs(), left, "{done} of {rows} rows after {elapsed} s, quota {quota:?}");
    }
}
