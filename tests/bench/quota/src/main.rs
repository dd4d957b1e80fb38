//! How much of the quota is used when the limiter keeps to it: creates by the batch, in simulated time, against a server
//! that counts in fixed minutes, and against one that counts in a sliding minute.
//!
//! The share is that of a long import: how many requests were accepted between the first one of the second minute and
//! that of the last, beside how many the quota allows in that time. What the first minute and the last few seconds gain by
//! being cut off is left out. Prints one line of JSON.

mod clock;
mod server;

use std::time::Duration;

use clock::Clock;
use plannr_sdk::{NewContactDetail, Plannr, Uuid, stream_of};
use server::{Count, FIXED, SLIDING, Seen};

const LIMIT: usize = 500;
const WINDOW: Duration = Duration::from_secs(60);
const CONCURRENCY: usize = 32;
/// How many times the quota of a minute is sent.
const MINUTES: usize = 30;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!(r#"{{"fixed":{},"sliding":{}}}"#, measure(FIXED).await, measure(SLIDING).await);
}

async fn measure(count: Count) -> String {
    let (clock, seen) = (Clock::new(), Seen::default());
    let server = server::start(&clock, count, &seen).await;
    let plannr = Plannr::builder("token", Uuid::from_u128(1)).base_url(server).clock(clock.clone()).build().unwrap();
    let contacts = (0..LIMIT * MINUTES)
        .map(|index| NewContactDetail::email("Work", format!("{index}@example.com"), [Uuid::from_u128(2)]).unwrap());
    let mut batch = plannr.contact_details().create_all(stream_of(contacts)).concurrency(CONCURRENCY);
    clock
        .run(async {
            while let Some(outcome) = batch.next().await {
                outcome.result.unwrap();
            }
        })
        .await;
    let counts = seen.take();
    let (first, last) = (LIMIT, LIMIT * (MINUTES - 1));
    let took = counts.accepted[last] - counts.accepted[first];
    let at_best = WINDOW.as_secs_f64() * (last - first) as f64 / LIMIT as f64;
    let share = at_best / took.as_secs_f64();
    format!(
        r#"{{"share":{share},"requests":{},"seconds":{},"refused":{}}}"#,
        last - first,
        took.as_secs_f64(),
        counts.refused
    )
}
