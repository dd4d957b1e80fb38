//! Measures how much of the quota a long import uses, against the mock server and with a fast clock.
//!
//! The share counts from the second minute on, because the first one starts with a burst. Prints a line of JSON.

use std::time::{Duration, Instant, SystemTime};

use plannr_sdk::mock::MockServer;
use plannr_sdk::{Clock, NewContactDetail, Wait};

const QUOTA: usize = 500;
const MINUTES: usize = 6;
/// A loopback call of 0.3 ms takes as long as one of 6 ms.
const SPEED: u32 = 20;

#[derive(Clone, Copy)]
struct FastClock(Instant);

impl Clock for FastClock {
    fn sleep(&self, duration: Duration) -> Wait {
        Box::pin(tokio::time::sleep(duration / SPEED))
    }

    fn now(&self) -> Instant {
        self.0 + self.0.elapsed() * SPEED
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (clock, start) = (FastClock(Instant::now()), SystemTime::now());
    let time_of_day = move || start + clock.0.elapsed() * SPEED;
    let mock = MockServer::builder().quota(QUOTA as u32).time_of_day(time_of_day).start().await;
    let plannr = mock.plannr_builder().clock(clock).build().unwrap();
    let owner = mock.clients()[0];
    let contacts = (0..QUOTA * MINUTES)
        .map(move |index| NewContactDetail::email("Work", format!("{index}@example.com"), [owner]).unwrap());

    let mut batch = plannr.contact_details().create_all(contacts).concurrency(32);
    let mut accepted = Vec::new();
    while let Some(outcome) = batch.next().await {
        outcome.result.unwrap();
        accepted.push(clock.now());
    }
    let (first, last) = (QUOTA, QUOTA * (MINUTES - 1));
    let seconds = (accepted[last] - accepted[first]).as_secs_f64();
    let (requests, refused) = (last - first, mock.requests().len() - accepted.len());
    let share = 60.0 * requests as f64 / QUOTA as f64 / seconds;
    println!(r#"{{"share":{share},"requests":{requests},"seconds":{seconds},"refused":{refused}}}"#);
}
