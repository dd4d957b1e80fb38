//! From a `pattern` of the spec to the table that `src/pattern.rs` walks: crate users compile no regex engine.

use std::collections::BTreeSet;
use std::error::Error;

use regex_automata::MatchKind;
use regex_automata::dfa::{Automaton, dense};
use regex_automata::nfa::thompson::NFA;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_syntax::hir::{Class, Hir, HirKind};
use syn::{Expr, ImplItem, Item, Stmt, parse_quote};

use super::syntax;
use crate::openapi::{Document, SpecError, nodes};

/// What JavaScript calls white space and the end of a line: not the same characters as in Unicode's own properties.
const SPACE: &str = r"[\t\n\x0B\x0C\r \u{A0}\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}]";
const NO_LINE_END: &str = r"[^\n\r\u{2028}\u{2029}]";

/// Typify has texts checked by a regex engine, which is more code than all of the SDK. Its place is taken by tables.
pub(super) fn compile(file: &mut syn::File, spec: &Document) -> Result<(), SpecError> {
    for item in syntax::models(file).into_iter().flatten() {
        let Item::Impl(block) = item else { continue };
        for method in block.items.iter_mut() {
            let ImplItem::Fn(method) = method else { continue };
            compile_in(&mut method.block.stmts).map_err(|(pattern, what)| {
                let node = nodes(&spec.root).into_iter().find(|(_, node)| node["pattern"] == *pattern);
                let place = node.map(|(place, _)| place).unwrap_or_default();
                let remedy = "Say it in JavaScript that Rust's crate regex has as well.";
                SpecError::new(place, format!("`pattern`: {what}"), remedy)
            })?;
        }
    }
    Ok(())
}

/// The error is a pattern, and what is wrong with it.
fn compile_in(statements: &mut [Stmt]) -> Result<(), (String, String)> {
    for at in 1..statements.len() {
        let [Stmt::Item(Item::Static(pattern)), Stmt::Expr(Expr::If(check), None)] = &mut statements[at - 1..=at]
        else {
            continue;
        };
        let Some(text) = text_in(&pattern.expr) else { continue };
        let table = Table::new(&text).and_then(|table| table.to_expression()).map_err(|what| (text, what))?;
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

/// An automaton that reads texts letter by letter.
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

    fn to_expression(&self) -> Result<Expr, String> {
        let (starts, columns, width) = (&self.starts, &self.columns, self.width());
        let (next, matching) = (self.next(), self.matching());
        let text = format!(
            "crate::pattern::Pattern {{ starts: &{starts:?}, columns: &{columns:?}, width: {width}, next: &{next:?}, \
             matching: &{matching:?} }}"
        );
        syn::parse_str(&text).map_err(|error| error.to_string())
    }

    fn width(&self) -> usize {
        self.states.first().map_or(0, |state| state.follow.len())
    }

    fn next(&self) -> Vec<usize> {
        self.states.iter().flat_map(|state| state.follow.clone()).collect()
    }

    fn matching(&self) -> Vec<bool> {
        self.states.iter().map(|state| state.matches).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
impl Table {
    pub(super) fn letters(&self) -> &[char] {
        &self.starts
    }

    pub(super) fn letters_of_columns(&self) -> impl Iterator<Item = char> {
        let is_first = |at: &usize| !self.columns[..*at].contains(&self.columns[*at]);
        (0..self.columns.len()).filter(is_first).map(|at| self.starts[at])
    }

    /// The table as the SDK has it.
    pub(super) fn compiled(&self) -> super::tests::pattern::Pattern {
        let small =
            |numbers: &[usize]| numbers.iter().map(|&number| u8::try_from(number).unwrap()).collect::<Vec<u8>>();
        super::tests::pattern::Pattern {
            starts: self.starts.clone().leak(),
            columns: small(&self.columns).leak(),
            width: self.width(),
            next: self.next().into_iter().map(|state| u16::try_from(state).unwrap()).collect::<Vec<u16>>().leak(),
            matching: self.matching().leak(),
        }
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
        // Only of a pattern that asks for bytes, which JavaScript cannot.
        HirKind::Class(Class::Bytes(_)) => {}
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
    let mut letters = pattern.chars();
    let mut in_class = false;
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('s') => text += SPACE,
                Some('d') => text += "[0-9]",
                Some('w') => text += "[0-9A-Za-z_]",
                Some(escaped @ ('<' | '>')) => text.push(escaped),
                Some(escaped) if escaped.is_ascii_punctuation() || "fnrtuvx".contains(escaped) => {
                    text.extend(['\\', escaped]);
                }
                escaped => return Err(format!("`\\{}` is not understood", escaped.unwrap_or_default())),
            },
            '.' if !in_class => text += NO_LINE_END,
            '[' if !in_class => {
                if letters.as_str().starts_with(']') || letters.as_str().starts_with("^]") {
                    return Err("an empty class is not understood".to_owned());
                }
                in_class = true;
                text.push(letter);
            }
            ']' => {
                in_class = false;
                text.push(letter);
            }
            // In Rust these have a meaning within a class.
            '[' | '&' | '~' if in_class => text.extend(['\\', letter]),
            '-' if in_class && ["-", "\\s", "\\d", "\\w"].iter().any(|end| letters.as_str().starts_with(end)) => {
                return Err("a range that ends in `-` or in a class is not understood".to_owned());
            }
            '{' if !in_class && !is_repetition(letters.as_str()) => {
                return Err("`{` that begins no repetition is not understood".to_owned());
            }
            _ => text.push(letter),
        }
    }
    Ok(text)
}

/// Whether a text goes on as `2}`, `2,}` or `2,3}`; anything else JavaScript takes for what it is.
fn is_repetition(text: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('}').is_some_and(|(inside, _)| match inside.split_once(',') {
        Some((least, most)) => is_number(least) && (most.is_empty() || is_number(most)),
        None => is_number(inside),
    })
}
