//! Reads a YAML block: what YAML allows, and what authors and scrapers write instead.
//!
//! The block is cut into chunks, one a top-level key, by a scan over its lines. A chunk of the
//! plain everyday kind is read on the spot ([`simple`]), any other by the event parser
//! ([`events`]), and one that is not valid YAML is repaired first ([`repair`]), with a finding
//! for each repair. So a fault in one key costs no other key anything.

mod events;
mod pair;
mod repair;
mod simple;

use std::borrow::Cow;
use std::collections::HashMap;

use self::events::Anchors;
use self::pair::Pair;
use super::quote::has_breaks;
use super::value::{Entry, Scalar, Value};
use super::{FrontMatter, Notes};
use crate::Error;
use crate::report::Code;
use crate::source::{Lines, Raw};

/// Reads `raw`; `None` when it is no mapping, and so no front matter.
pub(super) fn read(raw: &Raw<'_>, notes: &mut Notes<'_>) -> Result<Option<FrontMatter>, Error> {
    let text = clean(raw, notes)?;
    let anchors = Anchors::new(&text);
    let mut reader = Reader {
        notes,
        anchors,
        entries: Vec::with_capacity(16),
    };
    let tail = match first_line(&text) {
        // Nothing in it: Jekyll takes even that for a sign to render the file.
        None | Some("~" | "null") => {
            reader
                .notes
                .repair(Code::NotAMapping, raw.line, "the block is empty")?;
            return Ok(Some(FrontMatter::verbatim(raw)));
        }
        Some(line) if line.starts_with('{') => reader.root(&text, raw.line)?,
        Some(_) => reader.chunks(&text, raw.line)?,
    };
    let Some(tail) = tail else { return Ok(None) };
    let mut entries = reader.entries;
    fold_duplicates(&mut entries, notes)?;
    Ok(Some(FrontMatter {
        entries,
        tail,
        ..FrontMatter::default()
    }))
}

/// LF line ends, no control characters, no common indentation, no `null` for a mapping.
fn clean<'a>(raw: &Raw<'a>, notes: &mut Notes<'_>) -> Result<Cow<'a, str>, Error> {
    let mut text = Cow::Borrowed(raw.text);
    if memchr::memchr(b'\r', text.as_bytes()).is_some() {
        text = Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    let is_odd = |c: char| {
        c.is_control() && !matches!(c, '\n' | '\t' | '\u{85}')
            || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    let may_be_odd = text.as_bytes().chunks(64).any(|chunk| {
        let odd = |b: u8| (b < 0x20) & (b != b'\n') & (b != b'\t') | (b == 0x7F);
        chunk.iter().fold(false, |found, &b| found | odd(b))
    });
    if (may_be_odd || has_breaks(&text)) && text.contains(is_odd) {
        notes.repair(
            Code::ControlRemoved,
            raw.line,
            "control characters in the front matter",
        )?;
        text = Cow::Owned(text.chars().filter(|c| !is_odd(*c)).collect());
    }
    let indent =
        first_line(&text).map_or(0, |line| line.len() - line.trim_start_matches(' ').len());
    if indent > 0
        && text
            .lines()
            .all(|l| l.trim().is_empty() || l.len() - l.trim_start_matches(' ').len() >= indent)
    {
        notes.repair(
            Code::IndentRepaired,
            raw.line,
            "the whole front matter was indented",
        )?;
        text = Cow::Owned(
            text.lines()
                .map(|l| [l.get(indent..).unwrap_or(""), "\n"].concat())
                .collect(),
        );
    }
    Ok(text)
}

/// The first line that says anything.
fn first_line(text: &str) -> Option<&str> {
    text.lines()
        .find(|line| !line.trim().is_empty() && !line.starts_with('#'))
}

/// One top-level key with the lines that belong to it.
#[derive(Clone, Copy)]
struct Chunk<'a> {
    /// The key as written.
    key: &'a str,
    /// The rest of the key's line, without its line end.
    after: &'a str,
    /// The lines below that belong to it.
    below: &'a str,
    /// All of it.
    text: &'a str,
    /// Line of the file.
    line: u32,
    /// It holds characters that YAML 1.1 takes for line breaks.
    has_breaks: bool,
}

struct Reader<'n, 'r> {
    notes: &'n mut Notes<'r>,
    anchors: Anchors,
    entries: Vec<Entry>,
}

impl Reader<'_, '_> {
    /// Reads a block whose root the event parser must see whole.
    fn root(&mut self, text: &str, line: u32) -> Result<Option<Vec<String>>, Error> {
        match events::mapping(text, &mut self.anchors) {
            Ok(pairs) => {
                self.pairs(pairs, None, line)?;
                Ok(Some(Vec::new()))
            }
            Err(fault) if fault.refuse => Err(fault.into_error(line)),
            Err(_) => Ok(None),
        }
    }

    /// Reads a block chunk by chunk; gives the comments below the last one, or `None` when the
    /// block is not made of keys.
    fn chunks(&mut self, text: &str, first: u32) -> Result<Option<Vec<String>>, Error> {
        let mut open: Option<Open<'_>> = None;
        let mut comments = Vec::new();
        let (mut at, mut line_number) = (0, first);
        for line in Lines::new(text) {
            let start = at;
            at += line.len();
            line_number += 1;
            let content = line.strip_suffix('\n').unwrap_or(line);
            match content.as_bytes() {
                [] => continue,
                [b'#', ..] => {
                    comments.push(content);
                    continue;
                }
                [b' ' | b'\t' | b']' | b'}', ..]
                | [b'-' | b':']
                | [b'-' | b':', b' ' | b'\t', ..] => {
                    if content.trim().is_empty() {
                        continue;
                    }
                    let Some(open) = &mut open else {
                        return Ok(None);
                    };
                    open.end = at;
                    comments.clear();
                    continue;
                }
                [b'-', b'-', b'-', b' ' | b'\t', ..]
                | [b'.', b'.', b'.']
                | [b'.', b'.', b'.', b' ' | b'\t', ..] => {
                    let what = "a second document begins here";
                    self.notes
                        .repair(Code::NotAMapping, line_number - 1, what)?;
                    return Ok(None);
                }
                _ => {}
            }
            let key = match simple::key(content) {
                _ if content.starts_with("? ") => Some(("?", &content[1..])),
                Some(key) => Some(key),
                None => repair::key(content, line_number - 1, self.notes)?,
            };
            let Some((key, after)) = key else {
                // Text that goes on at the first column, as in a quoted value over several lines.
                let Some(open) = &mut open else {
                    return Ok(None);
                };
                open.end = at;
                comments.clear();
                continue;
            };
            if let Some(open) = open.take() {
                self.chunk(open, text)?;
            }
            let comments = comments.drain(..).map(str::to_owned).collect();
            open = Some(Open {
                key,
                after,
                start,
                below: at,
                end: at,
                line: line_number - 1,
                comments,
            });
        }
        if let Some(open) = open.take() {
            self.chunk(open, text)?;
        }
        Ok(Some(comments.into_iter().map(str::to_owned).collect()))
    }

    /// Reads one chunk.
    fn chunk(&mut self, open: Open<'_>, text: &str) -> Result<(), Error> {
        let chunk_text = text[open.start..open.end].trim_end();
        let chunk = Chunk {
            key: open.key,
            after: open.after,
            below: &text[open.below..open.end],
            text: chunk_text,
            line: open.line,
            has_breaks: has_breaks(chunk_text),
        };
        let at = self.entries.len();
        match simple::entry(&chunk) {
            Some(entry) => self.entries.push(entry),
            None => self.odd_chunk(&chunk)?,
        }
        if let Some(entry) = self.entries.get_mut(at) {
            entry.comments.splice(0..0, open.comments);
        }
        Ok(())
    }

    /// Reads a chunk that takes the event parser, after repairs if need be.
    fn odd_chunk(&mut self, chunk: &Chunk<'_>) -> Result<(), Error> {
        let repaired = repair::misleading(chunk, &self.anchors, self.notes)?;
        let text = repaired.as_deref().unwrap_or(chunk.text);
        let fault = match events::mapping(text, &mut self.anchors) {
            Ok(pairs) => return self.chunk_pairs(pairs, text, chunk.line),
            Err(fault) => fault,
        };
        if fault.refuse {
            return Err(fault.into_error(chunk.line));
        }
        for fix in repair::FIXES {
            let Some(fixed) = fix(chunk) else { continue };
            if let Ok(pairs) = events::mapping(&fixed.text, &mut self.anchors) {
                for (code, line, what) in &fixed.repairs {
                    self.notes.repair(*code, chunk.line + line, what)?;
                }
                return self.chunk_pairs(pairs, &fixed.text, chunk.line);
            }
        }
        Err(fault.into_error(chunk.line))
    }

    fn chunk_pairs(&mut self, pairs: Vec<Pair>, text: &str, line: u32) -> Result<(), Error> {
        let source = (pairs.len() == 1).then_some(text);
        self.pairs(pairs, source, line)
    }

    /// `source` is the text of a pair that has one of its own.
    fn pairs(&mut self, pairs: Vec<Pair>, source: Option<&str>, line: u32) -> Result<(), Error> {
        for mut pair in pairs {
            if pair.is_unreadable(source) {
                let message = "YAML that some readers refuse, with a tag that must stay";
                return Err(Error::FrontMatter {
                    line,
                    message: message.to_owned(),
                });
            }
            if pair.is_expanded {
                self.notes.repair(Code::AnchorExpanded, line, &pair.key)?;
            }
            for lost in pair.fold_duplicates() {
                self.notes.repair(Code::DuplicateKey, line, &lost)?;
            }
            self.entries.push(pair.into_entry(source, line));
        }
        Ok(())
    }
}

/// A chunk under construction; offsets into the block's text.
struct Open<'a> {
    key: &'a str,
    after: &'a str,
    start: usize,
    below: usize,
    end: usize,
    line: u32,
    comments: Vec<String>,
}

/// One entry a key: of equal entries the first stays, of different ones the last, as generators
/// read it, in the first one's place; the others become comments above it.
fn fold_duplicates(entries: &mut Vec<Entry>, notes: &mut Notes<'_>) -> Result<(), Error> {
    // Quicker than hashing for the usual handful of keys.
    let is_new = |(i, e): (usize, &Entry)| entries[..i].iter().all(|other| other.key != e.key);
    if entries.len() <= 16 && entries.iter().enumerate().all(is_new) {
        return Ok(());
    }
    let mut first = HashMap::with_capacity(entries.len());
    let firsts: Vec<usize> = (entries.iter().enumerate())
        .map(|(at, entry)| *first.entry(&*entry.key).or_insert(at))
        .collect();
    if first.len() == entries.len() {
        return Ok(());
    }
    let mut kept: Vec<Entry> = Vec::with_capacity(first.len());
    let mut places = Vec::with_capacity(entries.len());
    for (at, mut entry) in std::mem::take(entries).into_iter().enumerate() {
        places.push(kept.len());
        if firsts[at] == at {
            kept.push(entry);
            continue;
        }
        let older = &mut kept[places[firsts[at]]];
        notes.repair(Code::DuplicateKey, entry.line, &entry.key)?;
        let mut comments = std::mem::take(&mut older.comments);
        if older.value != entry.value {
            let mut lost = String::new();
            super::write::push_entry(&mut lost, older, super::Quote::default());
            comments.extend(
                lost.lines()
                    .map(|line| format!("# {line}").trim_end().to_owned()),
            );
        }
        comments.append(&mut entry.comments);
        entry.comments = comments;
        *older = entry;
    }
    *entries = kept;
    Ok(())
}

/// A token as written and as meant.
fn scalar(text: &str, token: &str) -> Value {
    if text == token {
        Value::plain(text)
    } else {
        quoted(text.to_owned(), token)
    }
}

fn quoted(text: String, token: &str) -> Value {
    Value::Scalar(Scalar {
        text,
        source: Some(token.to_owned()),
        is_text: true,
    })
}
