//! Time that passes only while everybody waits, and then at once.

use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use plannr_sdk::Wait;

/// The SDK's own for tests, `SimulatedClock`, lets no time pass while a request is under way. Here requests take time, and
/// overlap: the server's part of each is a wait as well.
#[derive(Clone)]
pub struct Clock(Arc<Mutex<State>>);

struct State {
    start: Instant,
    passed: Duration,
    ids: u64,
    /// Those who wait, by when they are to be woken.
    waits: BTreeMap<(Duration, u64), Waker>,
    /// How many requests the SDK waits for, and how many of them the server keeps waiting. The others are on their way
    /// through sockets, which takes no time.
    under_way: usize,
    at_server: usize,
}

/// Everybody who can run does so in between: all are on one thread.
const TURNS: usize = 64;

impl Clock {
    pub fn new() -> Self {
        let state = State {
            start: Instant::now(),
            passed: Duration::ZERO,
            ids: 0,
            waits: BTreeMap::new(),
            under_way: 0,
            at_server: 0,
        };
        Self(Arc::new(Mutex::new(state)))
    }

    pub fn passed(&self) -> Duration {
        self.state().passed
    }

    /// Works until it is done, and lets time pass whenever nothing else is to be done.
    pub async fn run<T>(&self, work: impl Future<Output = T>) -> T {
        let (mut work, mut quiet_turns) = (std::pin::pin!(work), 0);
        poll_fn(|context| {
            if let Poll::Ready(done) = work.as_mut().poll(context) {
                return Poll::Ready(done);
            }
            let mut state = self.state();
            quiet_turns = if state.under_way == state.at_server { quiet_turns + 1 } else { 0 };
            if quiet_turns > TURNS {
                state.pass();
                quiet_turns = 0;
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await
    }

    /// The server keeps a request waiting.
    pub async fn at_server(&self, duration: Duration) {
        self.state().at_server += 1;
        self.wait(duration).await;
        self.state().at_server -= 1;
    }

    fn wait(&self, duration: Duration) -> Wait {
        let mut state = self.state();
        state.ids += 1;
        let key = (state.passed.saturating_add(duration), state.ids);
        Box::pin(Sleep { clock: self.clone(), key })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

impl State {
    fn pass(&mut self) {
        let ((until, _), _) = self.waits.first_key_value().expect("somebody waits for something");
        self.passed = self.passed.max(*until);
        self.waits.range(..=(self.passed, u64::MAX)).for_each(|(_, waker)| waker.wake_by_ref());
    }
}

impl plannr_sdk::Clock for Clock {
    fn sleep(&self, duration: Duration) -> Wait {
        self.wait(duration)
    }

    /// Never over, for no answer is late: but it tells that a request is under way.
    fn timeout(&self, _: Duration) -> Wait {
        self.state().under_way += 1;
        Box::pin(UnderWay(self.clone()))
    }

    fn now(&self) -> Instant {
        let state = self.state();
        state.start + state.passed
    }
}

struct Sleep {
    clock: Clock,
    key: (Duration, u64),
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.clock.state();
        if state.passed >= self.key.0 {
            return Poll::Ready(());
        }
        state.waits.insert(self.key, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.state().waits.remove(&self.key);
    }
}

struct UnderWay(Clock);

impl Future for UnderWay {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.state().under_way -= 1;
    }
}
