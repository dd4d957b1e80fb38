//! What comes of a call when the network, a server or the time does what it should not: a table of scenarios, each with
//! the error, the state of the server, the number of requests and the bytes that are due.
//!
//! `cargo test -p contract-tests --test faults -- "429"` runs those that have it in their names.

mod cut;
mod dropped;
mod idle;
mod order;
mod proxies;
mod row;
mod run;
mod storm;
mod table;
mod tls;
mod tokens;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::{Arguments, Trial};
use plannr_sdk::reqwest::Method;
use tokio::runtime::Builder;

/// A scenario that is no row of the table.
pub(crate) struct Special {
    name: &'static str,
    run: Box<dyn FnOnce() + Send>,
}

pub(crate) fn special<F: Future<Output = ()>>(name: &'static str, run: impl FnOnce() -> F + Send + 'static) -> Special {
    Special { name, run: Box::new(move || block_on(run())) }
}

/// One thread for a client and its server: what happens first is then the same in every run.
fn block_on(work: impl Future<Output = ()>) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runtime.block_on(async { tokio::time::timeout(Duration::from_secs(60), work).await });
    outcome.expect("it ends: nothing in it takes as long as this in real time");
}

fn main() {
    let arguments = Arguments::from_args();
    let (rows, specials) = (table::rows(), specials());
    let scenarios = rows.len() + specials.len();
    let mut trials = Vec::new();
    for row in rows.into_iter().map(Arc::new) {
        for method in [Method::GET, Method::PUT, Method::POST] {
            let row = Arc::clone(&row);
            trials.push(Trial::test(format!("{}: {method}", row.name), move || {
                block_on(run::run(&row, &method));
                Ok(())
            }));
        }
    }
    trials.extend(specials.into_iter().map(|special| {
        Trial::test(special.name, move || {
            (special.run)();
            Ok(())
        })
    }));
    let conclusion = libtest_mimic::run(&arguments, trials);
    println!("{scenarios} scenarios");
    conclusion.exit();
}

fn specials() -> Vec<Special> {
    let all = [
        cut::specials(),
        dropped::specials(),
        idle::specials(),
        proxies::specials(),
        storm::specials(),
        tls::specials(),
        tokens::specials(),
        order::specials(),
    ];
    all.into_iter().flatten().collect()
}
