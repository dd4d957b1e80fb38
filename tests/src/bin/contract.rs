//! What the contract suite finds and exercises, as tables: `cargo xtask contract [--mutate]`.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use contract_tests::checks::{CHECKS, Suite};
use contract_tests::coverage;
use contract_tests::mutants::{self, Mutant, Verdict, equivalent};
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
    for check in CHECKS {
        let findings = suite.findings(check).await;
        println!("{:<11} {} {}", check.name, check.asks, if findings.is_empty() { "yes" } else { "NO" });
        findings.iter().for_each(|finding| println!("  {finding}"));
        is_good &= findings.is_empty();
    }
    let (table, is_whole) = coverage::table(Spec::shipped(), &suite.coverage);
    println!("\n{table}");
    is_good && is_whole
}

/// Runs them against every mutant.
fn mutate() -> bool {
    let mutants = match mutants::all(Spec::shipped()) {
        Ok(mutants) => mutants,
        Err(problem) => {
            eprintln!("{problem}");
            return false;
        }
    };
    if let Verdict::Noticed(finding) = Mutant::none(Spec::shipped()).judge() {
        eprintln!("the shipped spec itself has findings, so that every change would be noticed: {finding}");
        return false;
    }
    let verdicts = judged(&mutants);
    let mut rows: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut excused = vec![0; equivalent::EQUIVALENT.len()];
    let mut by_check: BTreeMap<String, usize> = BTreeMap::new();
    let mut missed = Vec::new();
    for (mutant, verdict) in mutants.iter().zip(verdicts) {
        let row = rows.entry(&mutant.operator).or_default();
        match (verdict, equivalent::to(mutant)) {
            (Verdict::Noticed(finding), _) => {
                row[0] += 1;
                let check = finding.split(':').next().unwrap_or_default();
                *by_check.entry(check.to_owned()).or_default() += 1;
            }
            (Verdict::Broken, _) => {
                row[2] += 1;
                missed.push(format!("missed, for the harness breaks: {} at {}", mutant.operator, mutant.place));
            }
            (Verdict::Unnoticed, Some(at)) => {
                row[1] += 1;
                excused[at] += 1;
            }
            (Verdict::Unnoticed, None) => {
                row[2] += 1;
                missed.push(format!("missed: {} at {}", mutant.operator, mutant.place));
            }
        }
    }
    println!("{:<28} {:>8} {:>10} {:>7}", "", "noticed", "equivalent", "missed");
    for (operator, [noticed, equivalent, missed]) in &rows {
        println!("{operator:<28} {noticed:>8} {equivalent:>10} {missed:>7}");
    }
    println!();
    for check in CHECKS {
        println!("{:>4} noticed by {}", by_check.get(check.name).copied().unwrap_or_default(), check.name);
    }
    for (equivalent, count) in equivalent::EQUIVALENT.iter().zip(&excused) {
        println!("{count:>4} equivalent: {}", equivalent.because);
    }
    missed.iter().for_each(|line| println!("{line}"));
    let stale = excused.iter().filter(|count| **count == 0).count();
    if stale > 0 {
        println!("{stale} of the reasons in tests/src/mutants/equivalent.rs excuse nothing: take them out");
    }
    let [noticed, equal, lost] =
        rows.values().fold([0; 3], |sum, row| [sum[0] + row[0], sum[1] + row[1], sum[2] + row[2]]);
    println!("contract: {} mutants, {noticed} noticed, {equal} equivalent, {lost} missed", mutants.len());
    lost == 0 && stale == 0
}

fn judged(mutants: &[Mutant]) -> Vec<Verdict> {
    let (next, verdicts) = (AtomicUsize::new(0), Mutex::new(vec![Verdict::Unnoticed; mutants.len()]));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((at, mutant)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, mutants.get(at)?)))
                {
                    let verdict = mutant.judge();
                    verdicts.lock().unwrap_or_else(PoisonError::into_inner)[at] = verdict;
                }
            });
        }
    });
    verdicts.into_inner().unwrap_or_else(PoisonError::into_inner)
}
