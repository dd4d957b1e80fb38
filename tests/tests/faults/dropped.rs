//! A call that is dropped at each of its awaits blocks no other call.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use contract_tests::plannr::{ACCOUNT, http};
use contract_tests::server::{Setup, StubServer};
use plannr_sdk::mock::SimulatedClock;
use plannr_sdk::reqwest::Method;
use plannr_sdk::{AccessToken, Error, Plannr};

use crate::row::{good, refusal};
use crate::run::call;
use crate::{Special, special};

/// More polls than a call needs.
const MANY: usize = 2_000;

pub(crate) fn specials() -> Vec<Special> {
    vec![
        special("a create dropped at each of its awaits", || dropped(Method::POST, false)),
        special("a create dropped when it is woken", || dropped(Method::POST, true)),
        special("a list dropped at each of its awaits", || dropped(Method::GET, false)),
        special("a list dropped when it is woken", || dropped(Method::GET, true)),
    ]
}

/// Drops the call after its first poll, in another run after its second, and so on, until it ends before that.
async fn dropped(method: Method, when_woken: bool) {
    for polls in 1..MANY {
        let (server, plannr, asked) = start().await;
        let mut first = Limited { work: Box::pin(call(&plannr, &method, 1)), left: polls, when_woken };
        // The first call is polled before the second starts, so it is ahead in every queue.
        let began = std::future::poll_fn(|context| Poll::Ready(Pin::new(&mut first).poll(context))).await;
        let second = {
            let (plannr, method) = (plannr.clone(), method.clone());
            tokio::spawn(async move { call(&plannr, &method, 1).await })
        };
        let outcome = match began {
            Poll::Ready(outcome) => {
                drop(first);
                outcome
            }
            Poll::Pending => first.await,
        };
        let about = format!("dropped after {polls} polls");
        let second = second.await.unwrap();
        assert!(second.is_ok(), "{about}: the second call fails: {second:?}");
        let third = call(&plannr, &method, 1).await;
        assert!(third.is_ok(), "{about}: the third call fails: {third:?}");
        // Two responses are refusals, and that to the dropped call may have been lost.
        let seen = server.requests().len();
        assert!((4..=5).contains(&seen), "{about}: {seen} requests");
        assert!((1..=3).contains(&asked.load(Ordering::SeqCst)), "{about}: the source was asked {asked:?} times");
        if let Some(outcome) = outcome {
            assert!(outcome.is_ok() && polls > 3, "{about}: {outcome:?}");
            return;
        }
    }
    panic!("the call does not end");
}

/// A quota of one request a minute, a token source, and a server that refuses the first request for the quota and the
/// second for its token.
async fn start() -> (StubServer, Plannr, Arc<AtomicUsize>) {
    let clock = SimulatedClock::new();
    let replies = vec![refusal(429).header("Retry-After", 5), refusal(401), good()];
    let server = Setup::new().clock(&clock).in_order(replies).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let asking = Arc::clone(&asked);
    let source = move || {
        asking.fetch_add(1, Ordering::SeqCst);
        async {
            tokio::task::yield_now().await;
            Ok::<_, Error>(AccessToken::new("a-token"))
        }
    };
    let builder = Plannr::builder_with_token_source(source, ACCOUNT).base_url(server.url()).http(http()).clock(clock);
    // Three calls need more than three minutes of the quota.
    let builder = builder.requests_per_minute(1).max_retries(1).call_timeout(Duration::from_secs(3_600));
    (server, builder.build().unwrap(), asked)
}

/// A future that returns `None` if it does not end within this many polls.
struct Limited<F> {
    work: Pin<Box<F>>,
    left: usize,
    /// After the last poll, it waits until it is woken.
    when_woken: bool,
}

impl<F: Future> Future for Limited<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        match self.work.as_mut().poll(context) {
            Poll::Ready(outcome) => Poll::Ready(Some(outcome)),
            Poll::Pending if self.left == 0 && !self.when_woken => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }
}
