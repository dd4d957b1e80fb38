//! Prints the findings and the coverage of the contract suite: `cargo xtask contract [--mutate]`.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use contract_tests::checks::{CHECKS, Suite};
use contract_tests::mutants::equivalent::{self, EQUIVALENT};
use contract_tests::mutants::{self, Mutant, Verdict};
use contract_tests::spec::Spec;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_good = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => cover(),
        ["--mutate"] => mutate(),
        _ => {
            eprintln!("cargo xtask contract [--mutate]");
            false
        }
    };
    if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs all checks against the shipped spec.
#[tokio::main(flavor = "current_thread")]
async fn cover() -> bool {
    let suite = Suite::new(Spec::shipped(), 256);
    let mut is_good = true;
    for (check, question) in CHECKS {
        let findings = suite.findings(check).await;
        println!("{check:<10} {question} {}", if findings.is_empty() { "yes" } else { "NO" });
        findings.iter().for_each(|finding| println!("  {finding}"));
        is_good &= findings.is_empty();
    }
    let (table, is_whole) = suite.coverage.table(Spec::shipped());
    println!("\n{table}");
    is_good && is_whole
}

/// Runs all checks against every mutant.
fn mutate() -> bool {
    if let Verdict::Noticed(finding) = Mutant::none(Spec::shipped()).check() {
        eprintln!("the shipped spec itself has a finding, so every change would be noticed: {finding}");
        return false;
    }
    let mutants = mutants::all(Spec::shipped());
    // By operator: noticed, equivalent, missed.
    let mut rows: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut by_reason: BTreeMap<String, usize> = BTreeMap::new();
    let mut missed = Vec::new();
    for (mutant, verdict) in mutants.iter().zip(verdicts(&mutants)) {
        let (column, reason) = match (verdict, equivalent::find(mutant)) {
            (Verdict::Noticed(finding), _) => {
                (0, format!("noticed by {}", finding.split(':').next().unwrap_or_default()))
            }
            (Verdict::Unnoticed, Some(at)) => (1, format!("equivalent: {}", EQUIVALENT[at].because)),
            (verdict, _) => {
                missed.push(format!("missed ({verdict:?}): {} at {}", mutant.operator, mutant.place));
                (2, "missed".to_owned())
            }
        };
        rows.entry(&mutant.operator).or_default()[column] += 1;
        *by_reason.entry(reason).or_default() += 1;
    }
    println!("{:<32} {:>8} {:>10} {:>7}", "", "noticed", "equivalent", "missed");
    for (operator, [noticed, equivalent, missed]) in &rows {
        println!("{operator:<32} {noticed:>8} {equivalent:>10} {missed:>7}");
    }
    println!();
    by_reason.iter().for_each(|(reason, count)| println!("{count:>4} {reason}"));
    let is_used =
        |equivalent: &&equivalent::Equivalent| by_reason.contains_key(&format!("equivalent: {}", equivalent.because));
    let unused: Vec<_> = EQUIVALENT.iter().filter(|equivalent| !is_used(equivalent)).collect();
    unused.iter().for_each(|unused| println!("remove from tests/src/mutants/equivalent.rs: {}", unused.because));
    missed.iter().for_each(|line| println!("{line}"));
    let [noticed, equal] = [0, 1].map(|column| rows.values().map(|row| row[column]).sum::<usize>());
    println!("contract: {} mutants, {noticed} noticed, {equal} equivalent, {} missed", mutants.len(), missed.len());
    missed.is_empty() && unused.is_empty()
}

/// Runs the checks on all processors.
fn verdicts(mutants: &[Mutant]) -> Vec<Verdict> {
    let (next, threads) = (AtomicUsize::new(0), std::thread::available_parallelism().map_or(1, usize::from));
    let work = || -> Vec<(usize, Verdict)> {
        let mutants = std::iter::from_fn(|| {
            let at = next.fetch_add(1, Ordering::Relaxed);
            Some((at, mutants.get(at)?))
        });
        // An equivalent passes every check, which takes longest, and its verdict changes nothing.
        let verdict = |mutant: &Mutant| equivalent::find(mutant).map_or_else(|| mutant.check(), |_| Verdict::Unnoticed);
        mutants.map(|(at, mutant)| (at, verdict(mutant))).collect()
    };
    let mut verdicts: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    });
    verdicts.sort_by_key(|(at, _)| *at);
    verdicts.into_iter().map(|(_, verdict)| verdict).collect()
}
