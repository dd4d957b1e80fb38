//! A table of scenarios in which the network, a server or the clock misbehaves, each with the expected error, server
//! state, number of requests and bytes read.
//!
//! `cargo test -p contract-tests --test faults -- "429"` runs the scenarios whose names contain the text.

mod cut;
mod dropped;
mod order;
mod proxies;
mod row;
mod run;
mod sequences;
mod storm;
mod table;
mod tls;
mod tokens;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::{Arguments, Trial};
use tokio::runtime::Builder;

/// A scenario that is not a row of the table.
pub(crate) struct Special {
    name: &'static str,
    run: Box<dyn FnOnce() + Send>,
}

pub(crate) fn special<F: Future<Output = ()>>(name: &'static str, run: impl FnOnce() -> F + Send + 'static) -> Special {
    Special { name, run: Box::new(move || block_on(run())) }
}

/// Runs client and server on one thread, so that the order of events is the same in every run.
fn block_on(work: impl Future<Output = ()>) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runtime.block_on(async { tokio::time::timeout(Duration::from_secs(60), work).await });
    outcome.expect("the scenario hangs: none needs a minute of real time");
}

fn main() {
    let arguments = Arguments::from_args();
    let (rows, specials) = (table::rows(), specials());
    let scenarios = rows.len() + specials.len();
    let mut trials = Vec::new();
    for row in rows.into_iter().map(Arc::new) {
        for method in run::METHODS {
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
        sequences::specials(),
        proxies::specials(),
        storm::specials(),
        tls::specials(),
        tokens::specials(),
        order::specials(),
    ];
    all.into_iter().flatten().collect()
}
