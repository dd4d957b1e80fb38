//! Compiles each `pattern` of the spec into the table that `src/pattern.rs` reads: crate users compile no regex engine.

use std::collections::BTreeSet;
use std::error::Error;

use regex_automata::MatchKind;
use regex_automata::dfa::{Automaton, dense};
use regex_automata::nfa::thompson::NFA;
use regex_automata::util::start;
use regex_syntax::hir::{Class, Hir, HirKind};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ItemStatic, parse_quote};

use crate::openapi::{Document, SpecError, nodes};

/// JavaScript's white space and line ends, which differ from Unicode's own properties.
const SPACE: &str = r"[\t\n\x0B\x0C\r \u{A0}\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}]";
const NO_LINE_END: &str = r"[^\n\r\u{2028}\u{2029}]";

/// Replaces typify's regex engine, which is more code than the whole SDK, by tables.
pub(super) fn compile(file: &mut syn::File, spec: &Document) -> Result<(), SpecError> {
    let mut tables = Vec::new();
    for (place, node) in nodes(&spec.root) {
        if let Some(pattern) = node["pattern"].as_str() {
            let table = Table::new(pattern).and_then(|table| Ok(table.to_expression()?)).map_err(|error| {
                let remedy = "Use only what JavaScript and Rust's crate regex have in common.";
                SpecError::new(place, format!("`pattern`: {error}"), remedy)
            })?;
            let engine = parse_quote! {
                static PATTERN: ::std::sync::LazyLock<::regress::Regex> =
                    ::std::sync::LazyLock::new(|| { ::regress::Regex::new(#pattern).unwrap() });
            };
            tables.push((engine, parse_quote!(static PATTERN: crate::pattern::Pattern = #table;)));
        }
    }
    Regexes { tables }.visit_file_mut(file);
    Ok(())
}

/// The regexes of typify, each with its table.
struct Regexes {
    tables: Vec<(ItemStatic, ItemStatic)>,
}

impl VisitMut for Regexes {
    fn visit_item_static_mut(&mut self, item: &mut ItemStatic) {
        if let Some((_, table)) = self.tables.iter().find(|(engine, _)| engine == item) {
            *item = table.clone();
        }
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        if *expression == parse_quote!(PATTERN.find(value).is_none()) {
            *expression = parse_quote!(!PATTERN.matches(value));
        }
    }
}

/// A finite automaton that reads a text character by character, with the fields of the SDK's `Pattern`.
#[derive(Default)]
pub(super) struct Table {
    pub(super) starts: Vec<char>,
    pub(super) columns: Vec<u8>,
    pub(super) width: usize,
    pub(super) next: Vec<u16>,
    pub(super) matching: Vec<bool>,
}

impl Table {
    pub(super) fn new(pattern: &str) -> Result<Self, Box<dyn Error>> {
        let hir = regex_syntax::parse(&translated(pattern)?)?;
        let mut starts = BTreeSet::from(['\0']);
        find_starts(&hir, &mut starts);
        let starts = Vec::from_iter(starts);
        let states = states(&hir, &starts)?;

        let (mut table, mut distinct) = (Self::default(), Vec::new());
        for (at, start) in starts.into_iter().enumerate() {
            let column: Vec<u16> = states.iter().map(|(follow, _)| follow[at]).collect();
            let number = u8::try_from(number_in(&mut distinct, column))?;
            if table.columns.last() != Some(&number) {
                table.starts.push(start);
                table.columns.push(number);
            }
        }
        table.width = distinct.len();
        table.next = (0..states.len()).flat_map(|state| distinct.iter().map(move |column| column[state])).collect();
        table.matching = states.into_iter().map(|(_, matches)| matches).collect();
        Ok(table)
    }

    fn to_expression(&self) -> syn::Result<Expr> {
        let Self { starts, columns, width, next, matching } = self;
        syn::parse_str(&format!(
            "crate::pattern::Pattern {{ starts: &{starts:?}, columns: &{columns:?}, width: {width}, next: &{next:?}, \
             matching: &{matching:?} }}"
        ))
    }
}

/// Collects the letters at which a part of a pattern begins or ceases to apply.
fn find_starts(hir: &Hir, starts: &mut BTreeSet<char>) {
    let mut add = |first: char, last: char| {
        starts.insert(first);
        starts.extend((last..=char::MAX).nth(1));
    };
    match hir.kind() {
        HirKind::Literal(text) => String::from_utf8_lossy(&text.0).chars().for_each(|letter| add(letter, letter)),
        HirKind::Class(Class::Unicode(class)) => class.iter().for_each(|range| add(range.start(), range.end())),
        _ => hir.kind().subs().iter().for_each(|part| find_starts(part, starts)),
    }
}

/// A state: the state that follows each letter, and whether a text that ends there matches.
type State = (Vec<u16>, bool);

/// The states, in the order in which they are found.
fn states(hir: &Hir, letters: &[char]) -> Result<Vec<State>, Box<dyn Error>> {
    let nfa = NFA::compiler().build_from_hir(hir)?;
    let settings = dense::Config::new().minimize(true).match_kind(MatchKind::All);
    let automaton = dense::Builder::new().configure(settings).build_from_nfa(&nfa)?;
    // A text that has matched matches, whatever follows: the automaton itself would look for the longest match.
    let after = |state, byte| if automaton.is_match_state(state) { state } else { automaton.next_state(state, byte) };
    let mut found = vec![automaton.start_state(&start::Config::new())?];
    let mut states = Vec::new();
    while let Some(&state) = found.get(states.len()) {
        let follow = letters.iter().map(|letter| {
            let next = letter.encode_utf8(&mut [0; 4]).bytes().fold(state, after);
            u16::try_from(number_in(&mut found, next))
        });
        let (follow, end) = (follow.collect::<Result<_, _>>()?, automaton.next_eoi_state(state));
        states.push((follow, automaton.is_match_state(state) || automaton.is_match_state(end)));
    }
    Ok(states)
}

/// The number of an item in a list, to which it is added if it is new.
fn number_in<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|known| *known == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}

/// Translates JavaScript's regular expressions, which OpenAPI uses, into those of Rust's crate regex. Refuses the rest of
/// what has the same form and another meaning.
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
                escaped => return Err(format!("`\\{}` is not supported", escaped.unwrap_or_default())),
            },
            '.' if !in_class => text += NO_LINE_END,
            '[' if !in_class && ["]", "^]"].iter().any(|end| letters.as_str().starts_with(end)) => {
                return Err("an empty class is not supported".to_owned());
            }
            // Rust gives these a meaning within a class.
            '[' | '&' | '~' if in_class => text.extend(['\\', letter]),
            '-' if in_class && ["-", "\\s", "\\d", "\\w"].iter().any(|end| letters.as_str().starts_with(end)) => {
                return Err("a range that ends in `-` or in a class is not supported".to_owned());
            }
            '{' if !in_class && !is_repetition(letters.as_str()) => {
                return Err("`{` that does not begin a repetition is not supported".to_owned());
            }
            _ => {
                in_class = (in_class || letter == '[') && letter != ']';
                text.push(letter);
            }
        }
    }
    Ok(text)
}

/// Whether a text continues as `2}`, `2,}` or `2,3}`; JavaScript reads anything else literally.
fn is_repetition(text: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('}').is_some_and(|(inside, _)| match inside.split_once(',') {
        Some((least, most)) => is_number(least) && (most.is_empty() || is_number(most)),
        None => is_number(inside),
    })
}
