//! Time, as the SDK sees it: handed in, so that no test needs to wait for real.

use std::collections::hash_map::RandomState;
use std::future::Future;
use std::hash::BuildHasher;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// A wait that a [`Clock`] gives out; boxed, because clocks can be exchanged while a program runs.
///
/// ```
/// let wait: plannr_sdk::Wait = Box::pin(std::future::ready(()));
/// ```
pub type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where the SDK gets its time from: the real one, unless [`PlannrBuilder::clock`](crate::PlannrBuilder::clock) sets
/// another.
///
/// Tests take `SimulatedClock` of the feature `mock`, in which time passes without anybody waiting for it. A clock of your
/// own needs one method:
///
/// ```
/// use std::time::Duration;
/// use plannr_sdk::{Clock, Wait};
///
/// /// For a rehearsal: all waits are a tenth as long.
/// struct TenTimesAsFast;
///
/// impl Clock for TenTimesAsFast {
///     fn sleep(&self, duration: Duration) -> Wait {
///         Box::pin(tokio::time::sleep(duration / 10))
///     }
/// }
/// ```
pub trait Clock: Send + Sync + 'static {
    /// Ends when so much time has passed. The call does nothing else meanwhile: it waits for its turn, for a server to
    /// recover, or for the quota.
    fn sleep(&self, duration: Duration) -> Wait;

    /// Ends when so much time has passed, and puts an end to something that is under way.
    fn timeout(&self, duration: Duration) -> Wait {
        self.sleep(duration)
    }

    /// A time that never goes back.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// The time of day, against which the dates of answers are held. It may go back.
    fn time_of_day(&self) -> SystemTime {
        SystemTime::now()
    }

    /// A random part of a duration, so that those who failed together do not come back together.
    fn jitter(&self, at_most: Duration) -> Duration {
        // The standard library has random keys for its maps, another one each time: enough to spread, and no dependency.
        let random = RandomState::new().hash_one(0_u8);
        let part = at_most.as_secs_f64() * (random as f64 / u64::MAX as f64);
        // The longest durations are rounded up to what none can hold.
        Duration::try_from_secs_f64(part).unwrap_or(at_most)
    }
}

/// The real time, by tokio's timers: what a client has if no other clock is set.
///
/// With it, a client of the mock server waits for real, as it would with Plannr's own:
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
/// Its waits do outside of a tokio runtime, and in one without timers.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn sleep(&self, duration: Duration) -> Wait {
        Box::pin(tokio::time::sleep(duration))
    }
}
