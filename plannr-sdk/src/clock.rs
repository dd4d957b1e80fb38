//! The clock of a client. Tests inject another, to skip waits.

use std::collections::hash_map::RandomState;
use std::future::Future;
use std::hash::BuildHasher;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// The future of a [`Clock`], boxed because a client can have any clock.
///
/// ```
/// let wait: plannr_sdk::Wait = Box::pin(std::future::ready(()));
/// ```
pub type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The source of time of a client, set with [`PlannrBuilder::clock`](crate::PlannrBuilder::clock).
///
/// The default is [`SystemClock`]. Tests use `SimulatedClock` of the feature `mock`, which skips waits. Your own clock
/// needs one method:
///
/// ```
/// use std::time::Duration;
/// use plannr_sdk::{Clock, Wait};
///
/// /// Makes all waits ten times shorter.
/// struct TenTimesAsFast;
///
/// impl Clock for TenTimesAsFast {
///     fn sleep(&self, duration: Duration) -> Wait {
///         Box::pin(tokio::time::sleep(duration / 10))
///     }
/// }
/// ```
pub trait Clock: Send + Sync + 'static {
    /// Waits for a duration: for the quota, or between retries.
    fn sleep(&self, duration: Duration) -> Wait;

    /// Completes after a duration. Bounds an operation in progress. The default is [`sleep`](Self::sleep).
    fn timeout(&self, duration: Duration) -> Wait {
        self.sleep(duration)
    }

    /// Returns the monotonic time. The default is the system's.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// Returns the time of day, to compare with dates in responses. It may go back. The default is the system's.
    fn time_of_day(&self) -> SystemTime {
        SystemTime::now()
    }

    /// Returns a random part of a duration, so that callers that failed together do not retry together.
    fn jitter(&self, at_most: Duration) -> Duration {
        // The random keys of the standard library's maps suffice, and save a dependency.
        let random = RandomState::new().hash_one(0_u8);
        let part = at_most.as_secs_f64() * (random as f64 / u64::MAX as f64);
        // The longest durations are rounded up beyond the range of a `Duration`.
        Duration::try_from_secs_f64(part).unwrap_or(at_most)
    }
}

/// The system's clock, with tokio's timers. The default of a client.
///
/// Set it to make a client of the mock server wait in real time:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// use std::time::SystemTime;
/// use plannr_sdk::SystemClock;
/// use plannr_sdk::mock::MockServer;
///
/// let mock = MockServer::builder().time_of_day(SystemTime::now).start().await;
/// let plannr = mock.plannr_builder().clock(SystemClock).build()?;
/// # Ok(()) }
/// ```
///
/// # Panics
///
/// Its waits panic outside a tokio runtime with timers.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn sleep(&self, duration: Duration) -> Wait {
        Box::pin(tokio::time::sleep(duration))
    }
}
