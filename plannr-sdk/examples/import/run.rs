//! One run: what is left to do, doing it, and saying what became of it.

use std::collections::HashMap;
use std::time::Duration;

use plannr_sdk::Uuid;

use super::arguments::{Arguments, Ending};
use super::import::{Item, PRIMARY_UNCHANGED, import};
use super::journal::{Journal, Known};
use super::progress::Progress;
use super::report::{self, Outcome, Report, Verdict};
use super::rows::{Input, Problem, Request, Row};
use super::target::Target;
use super::terminal::{remark, say};

/// So long what was in flight when a process ended may still be applied. It is the default of
/// `PlannrBuilder::settle_delay`, which no client of this example changes, and which cannot be asked for.
const SETTLE: Duration = Duration::from_secs(5);

/// Runs a command over a file. The error is why nothing was begun.
pub(crate) async fn run(
    arguments: &Arguments,
    input: &Input,
    target: &Target,
    stop: impl Future<Output = ()>,
) -> Result<Ending, String> {
    say(&input.reading);
    say(format_args!("to {}", target.place));
    let paths = arguments.paths(target.is_rehearsal())?;
    // A journal that cannot be used is to leave no empty report behind.
    let keeps_journal = !arguments.dry_run && !target.is_rehearsal();
    let journal = if keeps_journal { Journal::open(&paths.journal)? } else { Journal::none() };
    let report = Report::open(&paths.report)?;
    let mut plan = Plan::of(&input.rows, target.id);
    let why = if arguments.dry_run { plan.check(target).await } else { plan.carry_out(&journal, target, stop).await };
    plan.look_up_duplicates();
    let written = report.write(input, &plan.verdicts);
    report::summarise(input, &plan.verdicts);
    match &written {
        Ok(()) => say(format_args!("the report: {}", paths.report.display())),
        Err(problem) => remark(format_args!("import: {problem}")),
    }
    if target.is_rehearsal() {
        say("that was a rehearsal: nothing has gone to Plannr");
    }
    if let Some(why) = &why {
        remark(format_args!("import: not finished: {why}"));
        if keeps_journal {
            remark("The same command goes on from here.");
        }
        return Ok(Ending::Unfinished);
    }
    let is_fine = written.is_ok() && !plan.verdicts.iter().any(|verdict| verdict.outcome.needs_a_look());
    Ok(if is_fine { Ending::Complete } else { Ending::NeedsALook })
}

/// What is to be done, and what became of each row.
struct Plan<'a> {
    verdicts: Vec<Verdict>,
    /// The rows to send, each with its place in the file.
    todo: Vec<(usize, Item<'a>)>,
    /// The places of those that say what an earlier row says, and that row's.
    duplicates: Vec<(usize, usize)>,
}

impl<'a> Plan<'a> {
    fn of(rows: &'a [Row], target: Uuid) -> Self {
        let mut plan = Self { verdicts: Vec::new(), todo: Vec::new(), duplicates: Vec::new() };
        let mut seen = HashMap::new();
        for (at, row) in rows.iter().enumerate() {
            plan.verdicts.push(match &row.request {
                Err(problem) => Verdict::new(Outcome::Invalid, problem.clone(), None),
                Ok(request) => {
                    let key = Journal::key(target, &request.identity);
                    match *seen.entry(key).or_insert(at) {
                        first if first == at => {
                            plan.todo.push((at, Item { key, request, was_begun: false }));
                            Verdict::new(Outcome::NotBegun, String::new(), None)
                        }
                        first => {
                            plan.duplicates.push((at, first));
                            duplicate(request, &rows[first])
                        }
                    }
                }
            });
        }
        plan
    }

    /// The dry run: all that can be known without creating anything or looking each row up.
    async fn check(&mut self, target: &Target) -> Option<String> {
        self.todo.iter().for_each(|(at, _)| self.verdicts[*at].outcome = Outcome::Valid);
        target.plannr.contact_details().list().per_page(1).send().await.err().map(|error| error.to_string())
    }

    async fn carry_out(
        &mut self,
        journal: &Journal,
        target: &Target,
        stop: impl Future<Output = ()>,
    ) -> Option<String> {
        let all = self.todo.len();
        self.read(journal);
        if self.todo.len() < all {
            say(format_args!("{} rows were finished by an earlier run", all - self.todo.len()));
        }
        let open = self.todo.iter().filter(|(_, item)| item.was_begun).count();
        if open > 0 {
            say(format_args!("{open} rows were in flight when an earlier run ended: waiting until they have arrived"));
            target.clock.sleep(SETTLE).await;
        }
        let (places, items): (Vec<usize>, Vec<Item<'_>>) = std::mem::take(&mut self.todo).into_iter().unzip();
        let progress = Progress::start(items.len(), target);
        let stop = async {
            stop.await;
            progress.say("finishing what is in flight, some minutes at most; Ctrl-C again ends at once");
            "interrupted".to_owned()
        };
        let tell = |index: usize, verdict| {
            self.verdicts[places[index]] = verdict;
            progress.advance();
        };
        let why = import(&target.plannr, &items, journal, stop, tell).await;
        journal.sync();
        progress.end();
        why
    }

    /// Leaves out what is finished, and marks what was begun.
    fn read(&mut self, journal: &Journal) {
        let Self { verdicts, todo, .. } = self;
        todo.retain_mut(|(at, item)| match journal.known(item.key) {
            Some(Known::Finished { outcome, uuid, as_primary }) => {
                verdicts[*at] = finished(item, outcome, uuid, as_primary);
                false
            }
            known => {
                item.was_begun = known.is_some();
                true
            }
        });
    }

    fn look_up_duplicates(&mut self) {
        for &(at, first) in &self.duplicates {
            self.verdicts[at].uuid = self.verdicts[first].uuid;
        }
    }
}

fn duplicate(request: &Request, first: &Row) -> Verdict {
    let same = format!("says the same as line {}", first.line);
    match first.request.as_ref().ok().and_then(|first| request.differs_in(first)) {
        None => Verdict::new(Outcome::Duplicate, same, None),
        Some(column) => {
            Verdict::new(Outcome::Differs, Problem::new(column, format!("{same}, but for {column}: not sent")), None)
        }
    }
}

/// What an earlier run has finished, perhaps for a row that did not ask for as much.
fn finished(item: &Item<'_>, outcome: Outcome, uuid: Uuid, as_primary: bool) -> Verdict {
    let by = "by an earlier run";
    if item.request.is_primary && !as_primary {
        let reason = format!("{} {by}; {PRIMARY_UNCHANGED}", outcome.word());
        return Verdict::new(Outcome::Differs, Problem::new("is_primary", reason), Some(uuid));
    }
    Verdict::new(outcome, by.to_owned(), Some(uuid))
}
