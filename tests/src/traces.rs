//! All spans and events of a test, by whatever crate.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Metadata, Subscriber};
use tracing_core::span::Current;

/// A span or an event, with its fields as text.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The name of a span, or the message of an event.
    pub name: String,
    /// Whether it is a span.
    pub is_span: bool,
    /// The crate and module that it comes from.
    pub target: String,
    /// Its level, such as `DEBUG`.
    pub level: String,
    /// Where among all traces the span is that it is in.
    pub parent: Option<usize>,
    /// What is known of it.
    pub fields: BTreeMap<String, String>,
}

impl Trace {
    /// A field, or an empty text.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

/// Collects from now on, on this thread and until it is dropped.
pub struct Traces {
    collected: Arc<Mutex<State>>,
    _guard: DefaultGuard,
}

#[derive(Default)]
struct State {
    all: Vec<Trace>,
    entered: Vec<usize>,
    kinds: Vec<&'static Metadata<'static>>,
}

impl Traces {
    /// Starts to collect.
    #[must_use]
    pub fn collect() -> Self {
        let collected = Arc::<Mutex<State>>::default();
        let guard = tracing::subscriber::set_default(Collector(Arc::clone(&collected)));
        Self { collected, _guard: guard }
    }

    /// What came so far, in order; forgotten afterwards, so that it is to be asked when no span is open.
    #[must_use]
    pub fn take(&self) -> Vec<Trace> {
        std::mem::take(&mut *lock(&self.collected)).all
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Collector(Arc<Mutex<State>>);

impl Collector {
    fn add(
        &self,
        metadata: &'static Metadata<'static>,
        parent: Option<&Id>,
        is_root: bool,
        record: impl FnOnce(&mut Fields),
    ) -> Id {
        let mut fields = Fields::default();
        record(&mut fields);
        let mut state = lock(&self.0);
        let current = state.entered.last().copied().filter(|_| !is_root);
        state.all.push(Trace {
            name: fields.0.remove("message").unwrap_or_else(|| metadata.name().to_owned()),
            is_span: metadata.is_span(),
            target: metadata.target().to_owned(),
            level: metadata.level().to_string(),
            parent: parent.map(position).or(current),
            fields: fields.0,
        });
        state.kinds.push(metadata);
        // An id is not zero.
        Id::from_u64(state.all.len() as u64)
    }
}

fn position(id: &Id) -> usize {
    usize::try_from(id.into_u64() - 1).unwrap_or(usize::MAX)
}

impl Subscriber for Collector {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.add(span.metadata(), span.parent(), span.is_root(), |fields| span.record(fields))
    }

    fn event(&self, event: &Event<'_>) {
        self.add(event.metadata(), event.parent(), event.is_root(), |fields| event.record(fields));
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        if let Some(trace) = lock(&self.0).all.get_mut(position(span)) {
            trace.fields.extend(fields.0);
        }
    }

    fn current_span(&self) -> Current {
        let state = lock(&self.0);
        let current = state.entered.last().copied();
        current.map_or_else(Current::none, |at| Current::new(Id::from_u64(at as u64 + 1), state.kinds[at]))
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, span: &Id) {
        lock(&self.0).entered.push(position(span));
    }

    fn exit(&self, span: &Id) {
        let mut state = lock(&self.0);
        let at = state.entered.iter().rposition(|entered| *entered == position(span));
        at.map(|at| state.entered.remove(at));
    }
}

#[derive(Default)]
struct Fields(BTreeMap<String, String>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}
