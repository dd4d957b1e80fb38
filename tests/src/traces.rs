//! Collects all spans and events of a test, of every crate.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry, SpanRef};

/// A span or an event, with its fields as text.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The name of a span, or the message of an event.
    pub name: String,
    /// Whether it is a span.
    pub is_span: bool,
    /// The crate and module.
    pub target: String,
    /// The level, such as `DEBUG`.
    pub level: String,
    /// The index of the enclosing span among all traces.
    pub parent: Option<usize>,
    /// The fields.
    pub fields: BTreeMap<String, String>,
}

impl Trace {
    /// Returns a field, or an empty text.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

/// Collects on this thread until it is dropped.
pub struct Traces {
    collector: Collector,
    _guard: DefaultGuard,
}

impl Traces {
    /// Starts to collect.
    #[must_use]
    pub fn collect() -> Self {
        let collector = Collector::default();
        let subscriber = Registry::default().with(collector.clone());
        Self { collector, _guard: tracing::subscriber::set_default(subscriber) }
    }

    /// Takes the traces so far, in order. Call it when no span is open.
    #[must_use]
    pub fn take(&self) -> Vec<Trace> {
        std::mem::take(&mut *self.collector.all())
    }
}

#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Trace>>>);

impl Collector {
    fn all(&self) -> MutexGuard<'_, Vec<Trace>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a trace, and returns its index.
    fn add(&self, metadata: &Metadata<'_>, parent: Option<usize>, mut fields: Fields) -> usize {
        let mut all = self.all();
        all.push(Trace {
            name: fields.0.remove("message").unwrap_or_else(|| metadata.name().to_owned()),
            is_span: metadata.is_span(),
            target: metadata.target().to_owned(),
            level: metadata.level().to_string(),
            parent,
            fields: fields.0,
        });
        all.len() - 1
    }
}

fn index<'l, S: LookupSpan<'l>>(span: Option<SpanRef<'l, S>>) -> Option<usize> {
    span?.extensions().get::<usize>().copied()
}

impl<S: Subscriber + for<'l> LookupSpan<'l>> Layer<S> for Collector {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let at = self.add(attributes.metadata(), index(span.parent()), fields);
        span.extensions_mut().insert(at);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        let at = index(context.span(id)).unwrap_or(usize::MAX);
        self.all().get_mut(at).into_iter().for_each(|trace| trace.fields.append(&mut fields.0));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        self.add(event.metadata(), index(context.event_span(event)), fields);
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
