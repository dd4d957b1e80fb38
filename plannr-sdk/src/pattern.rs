//! Matches the patterns of the spec, which the generator turns into tables.

/// A finite automaton that reads a text character by character.
pub(crate) struct Pattern {
    /// The first character of each range. All characters of a range have the same effect.
    pub(crate) starts: &'static [char],
    /// The column of each range in `next`.
    pub(crate) columns: &'static [u8],
    pub(crate) width: usize,
    /// The next state, with a row for each state. The first row is the initial state.
    pub(crate) next: &'static [u16],
    /// For each state, whether a text that ends in it matches.
    pub(crate) matching: &'static [bool],
}

impl Pattern {
    pub(crate) fn matches(&self, text: &str) -> bool {
        let state = text.chars().fold(0, |state, letter| {
            let range = self.starts.partition_point(|start| *start <= letter) - 1;
            usize::from(self.next[state * self.width + usize::from(self.columns[range])])
        });
        self.matching[state]
    }
}
