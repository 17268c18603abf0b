//! Seeds, changed: a fixed sequence of inputs for the tests that run without a fuzzer.
//!
//! Each input is a seed in which one to four changes were made: a byte set, a piece of it or of
//! another seed cut, doubled or put in, or a word that some parser looks for. The numbers come
//! from a generator with a fixed start (Marsaglia's xorshift64), so that a failure comes again.

/// What parsers look for.
const WORDS: [&str; 40] = [
    "<",
    ">",
    "</",
    "<!--",
    "-->",
    "&amp;",
    "&#x0;",
    "\0",
    "\r",
    "\n\n",
    "<p>",
    "</p>",
    "<b>",
    "<i>",
    "<a href=\"",
    "\">",
    "<img src=",
    "<table><tr><td>",
    "<ul><li>",
    "<pre><code>",
    "<script>",
    "<svg>",
    "<math>",
    "<template>",
    "<select>",
    "<div ",
    "{{",
    "[x](",
    "```",
    "|",
    "---\n",
    "title: ",
    "- ",
    ": ",
    "'",
    "\"",
    "%2F",
    "http://",
    "\u{3000}",
    "\u{202e}",
];

/// Inputs made from seeds, one after the other.
pub(crate) struct Changes {
    seeds: Vec<Vec<u8>>,
    state: u64,
}

impl Changes {
    /// Changes of these seeds, of which there must be one.
    pub(crate) fn of(seeds: Vec<Vec<u8>>) -> Self {
        Self {
            seeds,
            state: 0x9e37_79b9_7f4a_7c15,
        }
    }

    /// The next input.
    pub(crate) fn next(&mut self) -> Vec<u8> {
        let at = self.below(self.seeds.len());
        let mut data = self.seeds[at].clone();
        for _ in 0..=self.below(4) {
            self.change(&mut data);
        }
        data
    }

    fn change(&mut self, data: &mut Vec<u8>) {
        let at = self.below(data.len() + 1);
        match self.below(5) {
            0 if at < data.len() => data[at] = self.number() as u8,
            1 => drop(data.splice(at..self.end(at, data.len()), [])),
            2 => {
                let piece = data[at..self.end(at, data.len())].to_vec();
                data.splice(at..at, piece);
            }
            3 => {
                let other = self.below(self.seeds.len());
                let from = self.below(self.seeds[other].len() + 1);
                let to = self.end(from, self.seeds[other].len());
                data.splice(at..at, self.seeds[other][from..to].iter().copied());
            }
            _ => {
                let word = WORDS[self.below(WORDS.len())];
                data.splice(at..at, word.bytes());
            }
        }
    }

    /// The end of a piece that begins at `from`: mostly short.
    fn end(&mut self, from: usize, length: usize) -> usize {
        let most = [4, 16, 64, 1024][self.below(4)];
        length.min(from + self.below(most))
    }

    fn below(&mut self, end: usize) -> usize {
        (self.number() % end as u64) as usize
    }

    fn number(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }
}
