//! From a `pattern` of the spec to the table that `src/pattern.rs` walks: crate users compile no regex engine.

use std::collections::BTreeSet;
use std::error::Error;

use regex_automata::MatchKind;
use regex_automata::dfa::{Automaton, dense};
use regex_automata::nfa::thompson::NFA;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_syntax::hir::{Class, Hir, HirKind};
use syn::{Expr, ImplItem, Item, Stmt, Type, parse_quote};

use super::{Problem, polish};

/// What JavaScript calls white space and the end of a line: not the same characters as in Unicode's own properties.
const SPACE: &str = r"[\t\n\x0B\x0C\r \u{A0}\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}]";
const NO_LINE_END: &str = r"[^\n\r\u{2028}\u{2029}]";

/// Typify has texts checked by a regex engine, which is more code than all of the SDK. Its place is taken by tables.
pub(super) fn compile(file: &mut syn::File) -> Result<(), Problem> {
    for item in polish::models(file).into_iter().flatten() {
        let Item::Impl(block) = item else { continue };
        let Type::Path(checked) = &*block.self_ty else { continue };
        let name = checked.path.segments.last().map_or(String::new(), |last| last.ident.to_string());
        for method in block.items.iter_mut() {
            let ImplItem::Fn(method) = method else { continue };
            compile_in(&mut method.block.stmts).map_err(|what| {
                let place = format!("components.schemas.{name}");
                Problem::new(
                    place,
                    format!("`pattern`: {what}"),
                    "Say it in JavaScript that Rust's crate regex has as well.",
                )
            })?;
        }
    }
    Ok(())
}

fn compile_in(statements: &mut [Stmt]) -> Result<(), String> {
    for at in 1..statements.len() {
        let [Stmt::Item(Item::Static(pattern)), Stmt::Expr(Expr::If(check), None)] = &mut statements[at - 1..=at]
        else {
            continue;
        };
        let text = text_in(&pattern.expr).ok_or("typify writes it in another form than it did")?;
        let table = Table::new(&text)?.to_expression().map_err(|error| error.to_string())?;
        *pattern = parse_quote!(static PATTERN: crate::pattern::Pattern = #table;);
        *check.cond = parse_quote!(!PATTERN.matches(value));
    }
    Ok(())
}

/// The text in `LazyLock::new(|| { Regex::new("...").unwrap() })`.
fn text_in(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        Expr::Call(call) => call.args.first().and_then(text_in),
        Expr::MethodCall(call) => text_in(&call.receiver),
        Expr::Closure(closure) => text_in(&closure.body),
        Expr::Block(block) => match block.block.stmts.last() {
            Some(Stmt::Expr(last, _)) => text_in(last),
            _ => None,
        },
        _ => None,
    }
}

/// The smallest automaton that reads texts letter by letter.
pub(super) struct Table {
    /// Letters that are treated in the same way come in ranges; this is where each range starts.
    starts: Vec<char>,
    /// The column of each range.
    columns: Vec<usize>,
    /// In the first of them texts start.
    states: Vec<State>,
}

struct State {
    /// The state that follows, in each column.
    follow: Vec<usize>,
    /// Whether a text that ends here matches.
    matches: bool,
}

impl Table {
    pub(super) fn new(pattern: &str) -> Result<Self, String> {
        let hir = regex_syntax::parse(&translated(pattern)?).map_err(|error| error.to_string())?;
        let mut starts = BTreeSet::from(['\0']);
        find_starts(&hir, &mut starts);
        let starts = Vec::from_iter(starts);
        let states = walk(&hir, &starts).map_err(|error| error.to_string())?;

        let mut table = Self { starts: Vec::new(), columns: Vec::new(), states: Vec::new() };
        let mut distinct = Vec::new();
        for (at, start) in starts.into_iter().enumerate() {
            let column: Vec<usize> = states.iter().map(|state| state.follow[at]).collect();
            let number = distinct.iter().position(|known| *known == column).unwrap_or(distinct.len());
            if number == distinct.len() {
                distinct.push(column);
            }
            if table.columns.last() != Some(&number) {
                table.starts.push(start);
                table.columns.push(number);
            }
        }
        let follow = |state: usize| distinct.iter().map(|column| column[state]).collect();
        let states = states.iter().enumerate();
        table.states = states.map(|(at, state)| State { follow: follow(at), matches: state.matches }).collect();
        Ok(table)
    }

    fn to_expression(&self) -> syn::Result<Expr> {
        let Self { starts, columns, states } = self;
        let width = states.first().map_or(0, |state| state.follow.len());
        let next: Vec<&usize> = states.iter().flat_map(|state| &state.follow).collect();
        let matching: Vec<bool> = states.iter().map(|state| state.matches).collect();
        syn::parse_str(&format!(
            "crate::pattern::Pattern {{ starts: &{starts:?}, columns: &{columns:?}, width: {width}, next: &{next:?}, \
             matching: &{matching:?} }}"
        ))
    }
}

#[cfg(test)]
impl Table {
    pub(super) fn letters(&self) -> &[char] {
        &self.starts
    }

    pub(super) fn letters_of_columns(&self) -> impl Iterator<Item = char> {
        let is_first = |at: &usize| !self.columns[..*at].contains(&self.columns[*at]);
        (0..self.columns.len()).filter(is_first).map(|at| self.starts[at])
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        let state = text.chars().fold(0, |state, letter| {
            let range = self.starts.partition_point(|start| *start <= letter) - 1;
            self.states[state].follow[self.columns[range]]
        });
        self.states[state].matches
    }
}

/// Where something in a pattern begins to apply to letters, or ceases to.
fn find_starts(hir: &Hir, starts: &mut BTreeSet<char>) {
    let mut add = |first: char, last: char| {
        starts.insert(first);
        starts.extend((last..=char::MAX).nth(1));
    };
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(text) => String::from_utf8_lossy(&text.0).chars().for_each(|letter| add(letter, letter)),
        HirKind::Class(Class::Unicode(class)) => class.iter().for_each(|range| add(range.start(), range.end())),
        HirKind::Class(Class::Bytes(class)) => {
            class.iter().for_each(|range| add(range.start().into(), range.end().into()));
        }
        HirKind::Repetition(repetition) => find_starts(&repetition.sub, starts),
        HirKind::Capture(capture) => find_starts(&capture.sub, starts),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().for_each(|part| find_starts(part, starts)),
    }
}

/// The states that follow each other by the letters, in the order in which they are found.
fn walk(hir: &Hir, letters: &[char]) -> Result<Vec<State>, Box<dyn Error>> {
    let nfa = NFA::compiler().build_from_hir(hir)?;
    let settings = dense::Config::new().minimize(true).match_kind(MatchKind::All);
    let automaton = dense::Builder::new().configure(settings).build_from_nfa(&nfa)?;
    let mut found = vec![automaton.start_state(&start::Config::new())?];
    let mut states = Vec::new();
    while let Some(&state) = found.get(states.len()) {
        let follow = letters.iter().map(|letter| {
            let mut buffer = [0; 4];
            let bytes = letter.encode_utf8(&mut buffer).bytes();
            let next = bytes.fold(state, |state, byte| next_state(&automaton, state, byte));
            found.iter().position(|known| *known == next).unwrap_or_else(|| {
                found.push(next);
                found.len() - 1
            })
        });
        let follow = follow.collect();
        let end = automaton.next_eoi_state(state);
        states.push(State { follow, matches: automaton.is_match_state(state) || automaton.is_match_state(end) });
    }
    Ok(states)
}

/// A text that has matched matches, whatever follows: the automaton itself would look for the longest match.
fn next_state(automaton: &impl Automaton, state: StateID, byte: u8) -> StateID {
    if automaton.is_match_state(state) { state } else { automaton.next_state(state, byte) }
}

/// OpenAPI's patterns are JavaScript's. What is written in the same way and means something else is put in other words, or
/// refused.
fn translated(pattern: &str) -> Result<String, String> {
    let mut text = String::new();
    let mut letters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('s') => text += SPACE,
                Some('d') => text += "[0-9]",
                Some('w') => text += "[0-9A-Za-z_]",
                Some(escaped) if escaped.is_ascii_punctuation() || "fnrtuvx".contains(escaped) => {
                    text.extend(['\\', escaped]);
                }
                escaped => return Err(format!("`\\{}` is not understood", escaped.unwrap_or_default())),
            },
            '.' if !in_class => text += NO_LINE_END,
            '[' if !in_class => {
                in_class = true;
                text.push(letter);
            }
            ']' => {
                in_class = false;
                text.push(letter);
            }
            // In Rust these have a meaning within a class.
            '[' | '&' | '~' if in_class => text.extend(['\\', letter]),
            '-' if in_class && letters.peek() == Some(&'-') => return Err("`--` is not understood".to_owned()),
            _ => text.push(letter),
        }
    }
    Ok(text)
}
