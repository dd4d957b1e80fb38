//! The patterns of the spec, as tables that are made with the generated code.

/// An automaton that reads a text letter by letter.
pub(crate) struct Pattern {
    /// Letters that are treated in the same way come in ranges; this is where each range starts.
    pub(crate) starts: &'static [char],
    /// The column of each range in `next`.
    pub(crate) columns: &'static [u8],
    pub(crate) width: usize,
    /// The state that follows, a row for each state; in the first row texts start.
    pub(crate) next: &'static [u16],
    /// Whether a text that ends in a state matches.
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
