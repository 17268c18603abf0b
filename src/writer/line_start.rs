//! What a line of a paragraph must not begin with (CommonMark 0.31.2, section 4 and 5; GFM tables).

/// Where a backslash must stand so that a line is not read as something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Danger {
    /// Nowhere.
    None,
    /// Before the character at this byte.
    At(usize),
    /// Before each character of the run of `*`, `_`, `~` or `` ` `` at the beginning; before the
    /// first only where there is no other run.
    Run,
}

/// A text at the start of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// Whether the line ends with it.
    pub(super) whole: bool,
    /// Whether the line is the first of its paragraph.
    pub(super) first: bool,
    /// Whether it begins a list item or a block quote.
    pub(super) begins_container: bool,
    /// Whether the line is the first of the document.
    pub(super) begins_document: bool,
}

/// What the line would be read as.
pub(super) fn danger(line: Line<'_>) -> Danger {
    let bytes = line.text.as_bytes();
    let Some(&first) = bytes.first() else {
        return Danger::None;
    };
    match first {
        b'>' => Danger::At(0),
        b'#' => at_start(line.ends_or_space_after(run_len(bytes)) && run_len(bytes) <= 6),
        b'-' => minus(line),
        b'+' => {
            at_start(line.is_bullet() || (line.begins_document && line.whole && bytes == b"+++"))
        }
        // Front matter in JSON, with or without its braces.
        b'{' => at_start(line.begins_document && line.begins_object()),
        b';' => at_start(line.begins_document && line.whole && bytes == b";;;"),
        b'=' => at_start(!line.first && line.is_only(b"= ")),
        b'|' | b':' => at_start(!line.first && line.is_only(b"-|: ") && bytes.contains(&b'-')),
        b'*' | b'_' => run(line.is_bullet() && first == b'*' || line.is_break()),
        b'~' | b'`' => run(run_len(bytes) >= 3),
        b'0'..=b'9' => number(line),
        _ => Danger::None,
    }
}

fn at_start(is_danger: bool) -> Danger {
    if is_danger {
        Danger::At(0)
    } else {
        Danger::None
    }
}

fn run(is_danger: bool) -> Danger {
    if is_danger { Danger::Run } else { Danger::None }
}

/// A bullet, a thematic break, an underline, and two look-alikes: a line that begins like front
/// matter (`---js` is run by some readers), and a negative list number.
fn minus(line: Line<'_>) -> Danger {
    let is_danger = line.is_bullet()
        || line.text.starts_with("---")
        || line.is_only(b"-")
        || (!line.first && line.is_only(b"-|: "));
    if is_danger {
        return Danger::At(0);
    }
    match number(Line {
        text: &line.text[1..],
        ..line
    }) {
        Danger::At(at) => Danger::At(at + 1),
        other => other,
    }
}

/// `1.` or `1)`. CommonMark takes nine digits at most (section 5.2), other readers take more.
fn number(line: Line<'_>) -> Danger {
    let bytes = line.text.as_bytes();
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let is_marker = digits > 0
        && matches!(bytes.get(digits), Some(b'.' | b')'))
        && line.ends_or_space_after(digits + 1);
    if is_marker {
        Danger::At(digits)
    } else {
        Danger::None
    }
}

fn run_len(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|&&byte| byte == bytes[0]).count()
}

impl Line<'_> {
    fn is_bullet(&self) -> bool {
        self.ends_or_space_after(1)
    }

    fn ends_or_space_after(&self, at: usize) -> bool {
        match self.text.as_bytes().get(at) {
            Some(byte) => *byte == b' ',
            None => self.whole,
        }
    }

    /// Whether a brace begins what could be an object in JSON.
    fn begins_object(&self) -> bool {
        match self.text[1..].trim_start().as_bytes().first() {
            Some(byte) => matches!(byte, b'"' | b'}'),
            None => true,
        }
    }

    /// Whether the line consists of these characters and spaces.
    fn is_only(&self, set: &[u8]) -> bool {
        self.whole
            && self
                .text
                .bytes()
                .all(|byte| byte == b' ' || set.contains(&byte))
    }

    /// A thematic break, or nearly one; a bullet before it may be a part of it.
    fn is_break(&self) -> bool {
        let first = self.text.as_bytes()[0];
        let count = self.text.bytes().filter(|&byte| byte == first).count();
        self.is_only(&[first]) && count >= if self.begins_container { 2 } else { 3 }
    }
}
