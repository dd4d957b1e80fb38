//! Reads the items of a batch ahead, and looks up the owners of many with one list.
//!
//! The owners of a filter must be joined by "or", and each contact detail must show its owners; neither is certain. A
//! shared look-up counts only if its response proves both. Otherwise each item is looked up alone.
//!
//! Memory is bounded: it holds [`MAX_QUEUED`] items and those that run, and for each of their owners at most one contact
//! detail.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};

use futures_core::Stream;
use futures_util::StreamExt as _;
use futures_util::stream;
use uuid::Uuid;

use super::{Ensured, Found, Owned, list_of};
use crate::contact_details::ContactDetails;
use crate::error::Error;
use crate::generated::types::{ContactDetail, NewContactDetail};
use crate::json_path::{Step, children};
use crate::list::page::Listed as _;
use crate::server_state::ServerState;
use crate::validate::Check as _;

/// The most items that are read ahead.
const MAX_QUEUED: usize = 256;
/// The most owners in a filter. A URL with 200 of them, 39 bytes each, is shorter than 8 KiB, which servers accept.
const MAX_OWNERS: usize = 200;
/// The time after its response for which a look-up is used.
const MAX_AGE: Duration = Duration::from_secs(60);

/// The look-ups of a batch.
#[derive(Default)]
pub(crate) struct LookAhead {
    state: Mutex<State>,
    /// Held during a shared look-up, so that the next one includes all items that have waited.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    /// The items that are queued or running, by their index.
    items: BTreeMap<usize, Item>,
    /// The number of items read from the input, and of those started.
    read: usize,
    started: usize,
    /// The owners of existing contact details. The next shared look-up must find the first two, which have no owner in
    /// common; the two after them replace them, since one may have many contact details, or be removed.
    controls: Vec<Vec<Uuid>>,
    /// The pause after the last shared look-up, if it failed, and its end.
    pause: Duration,
    resume_at: Option<Instant>,
}

struct Item {
    new: NewContactDetail,
    likeness: String,
    look_up: LookUp,
}

enum LookUp {
    Missing,
    Running(Vec<Owned>),
    Done {
        at: Instant,
        owned: Vec<Owned>,
    },
    /// Shared look-ups omit the item.
    Alone,
}

/// A shared look-up.
struct Plan {
    items: Vec<usize>,
    /// The first and the last are owners of the controls.
    owners: Vec<Uuid>,
}

impl LookAhead {
    /// Returns the items of an input. When one is taken, reads ahead those that are ready.
    pub(crate) fn read<'a>(
        self: &Arc<Self>,
        items: impl Stream<Item = NewContactDetail> + Send + 'a,
    ) -> impl Stream<Item = NewContactDetail> + Send + 'a {
        let (ahead, mut items) = (Arc::clone(self), Box::pin(items.fuse()));
        stream::poll_fn(move |context| {
            while ahead.state().queued() < MAX_QUEUED
                && let Poll::Ready(Some(new)) = items.as_mut().poll_next(context)
            {
                ahead.state().push(new);
            }
            match ahead.state().start() {
                None if !items.is_done() => Poll::Pending,
                next => Poll::Ready(next),
            }
        })
    }

    /// Does the same as [`ContactDetails::ensure`] for the item with this index.
    pub(crate) async fn ensure(
        &self,
        details: &ContactDetails,
        index: usize,
        new: &NewContactDetail,
    ) -> Result<Ensured, Error> {
        let ensured = match self.find(details, index).await {
            Some(found) => details.ensure_unless(new, found).await,
            None => details.ensure(new).await,
        };
        self.state().finish(index, &ensured);
        ensured
    }

    /// Returns the result of a shared look-up, or `None` if the item must be looked up alone.
    async fn find(&self, details: &ContactDetails, index: usize) -> Option<Result<Found, Error>> {
        let plan = || self.state().plan(index, details.now());
        if plan().is_some() {
            let _turn = self.turn.lock().await;
            // The look-up that it waited for may have included this item.
            if let Some(plan) = plan() {
                self.state().begin(&plan);
                let at = self.look_up(details, &plan).await;
                self.state().end(&plan, at, details.now());
            }
        }
        self.state().take(index, details.now())
    }

    /// Reads the contact details of all owners. Returns the time of the first page, or `None` if the look-up failed or
    /// proved nothing.
    async fn look_up(&self, details: &ContactDetails, plan: &Plan) -> Option<Instant> {
        let (first, last) = (plan.owners.first()?, plan.owners.last()?);
        let (mut at, mut has_first, mut has_last) = (None, false, false);
        let list = list_of(details, plan.owners.iter().copied()).per_page(*ContactDetail::LIST.per_page.end());
        let mut pages = list.page(*ContactDetail::LIST.pages.start()).pages();
        while let Some(page) = pages.next().await {
            let (page, _) = page.ok()?;
            at.get_or_insert(details.now());
            if !shows_accounts(page.body()) {
                return None;
            }
            for detail in &page.data {
                let owners = owners_of(detail);
                if !owners.iter().any(|owner| plan.owners.contains(owner)) {
                    return None;
                }
                // One of the two is absent if the owners are joined by "and", or if the server cuts the filter off.
                has_first |= owners.contains(first) && !owners.contains(last);
                has_last |= owners.contains(last) && !owners.contains(first);
                self.state().add(plan, detail, &owners);
            }
        }
        at.filter(|_| has_first && has_last)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn queued(&self) -> usize {
        self.read - self.started
    }

    fn push(&mut self, new: NewContactDetail) {
        // `ensure` refuses the others without a look-up.
        let is_valid = new.check().is_ok() && new.check_comparable().is_ok();
        let look_up = if is_valid { LookUp::Missing } else { LookUp::Alone };
        self.items.insert(self.read, Item { likeness: new.likeness(), new, look_up });
        self.read += 1;
    }

    fn start(&mut self) -> Option<NewContactDetail> {
        let new = self.items.get(&self.started).filter(|_| self.queued() > 0)?.new.clone();
        self.started += 1;
        Some(new)
    }

    /// Returns a shared look-up that includes an item, or `None` if it needs none or cannot be in one.
    fn plan(&self, index: usize, now: Instant) -> Option<Plan> {
        let [first, last, ..] = &*self.controls else { return None };
        if self.resume_at.is_some_and(|at| now < at) {
            return None;
        }
        let is_due = |item: &Item| match item.look_up {
            LookUp::Missing | LookUp::Running(_) => true,
            LookUp::Done { at, .. } => !is_fresh(at, now),
            LookUp::Alone => false,
        };
        let mut plan = Plan { items: Vec::new(), owners: vec![*first.first()?, *last.first()?] };
        let others = self.items.iter().filter(|(other, _)| **other != index);
        for (index, item) in self.items.get_key_value(&index).into_iter().chain(others) {
            let is_new = |owner: &Uuid| !plan.owners.contains(owner);
            let owners: Vec<Uuid> = item.new.owners().iter().copied().filter(is_new).collect();
            if is_due(item) && plan.owners.len() + owners.len() <= MAX_OWNERS {
                plan.items.push(*index);
                plan.owners.extend(owners);
            }
        }
        let end = plan.owners.len() - 1;
        plan.owners.swap(1, end);
        Some(plan).filter(|plan| plan.items.first() == Some(&index))
    }

    fn begin(&mut self, plan: &Plan) {
        self.each(plan, |item| {
            item.look_up = LookUp::Running(item.new.owners().iter().map(|_| Owned::default()).collect());
        });
    }

    /// Adds a contact detail of these owners to the items of a look-up.
    fn add(&mut self, plan: &Plan, detail: &ContactDetail, owners: &[Uuid]) {
        let shown = detail.likenesses();
        self.each(plan, |Item { new, likeness, look_up }| {
            let LookUp::Running(owned) = look_up else { return };
            // The comparison is slow, and nearly all are unlike.
            if new.owners().iter().any(|owner| owners.contains(owner)) || shown.contains(&**likeness) {
                let sameness = new.compare(detail);
                for (owned, owner) in owned.iter_mut().zip(new.owners()) {
                    owned.add(detail, sameness, owners.contains(owner));
                }
            }
        });
    }

    /// Ends a look-up. After a failure, shared look-ups pause, each time for twice as long.
    fn end(&mut self, plan: &Plan, proven_at: Option<Instant>, now: Instant) {
        self.each(plan, |item| {
            // An equal item may have been created meanwhile.
            if let LookUp::Running(owned) = &mut item.look_up {
                item.look_up = match proven_at {
                    None => LookUp::Missing,
                    Some(_) if owned.iter().any(|owned| owned.same.is_none() && owned.is_elsewhere) => LookUp::Alone,
                    Some(at) => LookUp::Done { at, owned: std::mem::take(owned) },
                };
            }
        });
        self.pause = if proven_at.is_some() { Duration::ZERO } else { self.pause.saturating_mul(2).max(MAX_AGE) };
        self.resume_at = now.checked_add(self.pause);
        if proven_at.is_none() || self.controls.len() == 4 {
            self.controls.drain(..2);
        }
    }

    fn take(&mut self, index: usize, now: Instant) -> Option<Result<Found, Error>> {
        let Item { new, look_up: LookUp::Done { at, owned }, .. } = self.items.get_mut(&index)? else { return None };
        let (mut found, mut owned) = (Found::default(), new.owners().iter().zip(std::mem::take(owned)));
        let result = owned.try_for_each(|(owner, owned)| found.add(*owner, owned)).map(|()| found);
        Some(result).filter(|_| is_fresh(*at, now))
    }

    /// Removes an item. What it may have created is looked up again for each equal item.
    fn finish(&mut self, index: usize, ensured: &Result<Ensured, Error>) {
        let Some(Item { new, likeness, .. }) = self.items.remove(&index) else { return };
        let (owners, is_written) = match ensured {
            Ok(Ensured::Existing(details) | Ensured::Partial { details, .. }) => {
                (details.first().map(owners_of).unwrap_or_default(), false)
            }
            Ok(_) => (new.owners().to_vec(), true),
            Err(error) => (Vec::new(), error.server_state() != ServerState::NotApplied),
        };
        let has_owner_of = |other: &Item| other.new.owners().iter().any(|owner| new.owners().contains(owner));
        for other in self.items.values_mut().filter(|_| is_written) {
            let is_looked_up = matches!(other.look_up, LookUp::Running(_) | LookUp::Done { .. });
            if is_looked_up && other.likeness == likeness && has_owner_of(other) {
                other.look_up = LookUp::Alone;
            }
        }
        let first = self.controls.last().filter(|_| self.controls.len() % 2 == 1);
        let is_apart = !first.into_iter().flatten().any(|owner| owners.contains(owner));
        if self.controls.len() < 4 && is_apart && !owners.is_empty() {
            self.controls.push(owners);
        }
    }

    fn each(&mut self, plan: &Plan, mut change: impl FnMut(&mut Item)) {
        for index in &plan.items {
            self.items.get_mut(index).into_iter().for_each(&mut change);
        }
    }
}

fn is_fresh(at: Instant, now: Instant) -> bool {
    now.saturating_duration_since(at) <= MAX_AGE
}

/// Returns the owners that a response shows.
fn owners_of(detail: &ContactDetail) -> Vec<Uuid> {
    detail.accounts.iter().flatten().map(|account| account.uuid).collect()
}

/// Returns true if each contact detail of a page has a list of accounts. An object could be the first of several.
fn shows_accounts(page: &[u8]) -> bool {
    let field = |text: &[u8], name| {
        let mut fields = children(text).filter(|(_, step, _)| matches!(step, Step::Key(key) if *key == name));
        fields.next().map(|(.., value)| value)
    };
    let has_list = |detail: &[u8]| field(detail, "accounts").is_some_and(|accounts| detail[accounts].starts_with(b"["));
    field(page, "data")
        .is_some_and(|data| children(&page[data.clone()]).all(|(.., detail)| has_list(&page[data.clone()][detail])))
}
