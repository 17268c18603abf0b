//! One shortcode tag: `[name key="value" …]`, `[/name]`, `[[name]]`.
//!
//! Attributes are read as WordPress reads them (`shortcode_parse_atts`), and also where typographic
//! quotation marks came to stand around a value. Values are HTML text and go into HTML as such.

use super::BROKEN_SLASH;

/// Everything that was written around an attribute's value, the longest first.
const QUOTES: [&str; 12] = [
    "&#8220;", "&#8221;", "&#8243;", "&#8217;", "&#039;", "&quot;", "&#39;", "“", "”", "″", "\"",
    "'",
];

/// Attributes that hold a media file's address, in the order in which they are asked for.
const SOURCES: [&str; 11] = [
    "src", "url", "mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg", "wav", "flv",
];

/// Attributes that hold the id or the address of a page.
const IDS: [&str; 6] = ["id", "url", "v", "src", "video_id", "video"];

/// A tag, from its `[` to its `]`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    /// What stands between the name and the bracket.
    pub(super) attributes: &'a str,
    /// An end tag.
    pub(super) closes: bool,
    /// Whether a second bracket stands in front.
    pub(super) escaped: bool,
    /// Length in the source.
    pub(super) bytes: usize,
}

/// A tag up to the end of its name.
pub(super) struct Head<'a> {
    pub(super) name: &'a str,
    /// What follows the name.
    rest: &'a str,
    closes: bool,
    escaped: bool,
}

impl<'a> Head<'a> {
    /// Reads what `text`, which begins with a bracket, begins with.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let escaped = text.starts_with("[[");
        let mut rest = &text[1 + usize::from(escaped)..];
        let slash = rest
            .strip_prefix('/')
            .or_else(|| rest.strip_prefix(BROKEN_SLASH));
        let closes = slash.is_some();
        rest = slash.unwrap_or(rest);
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let (name, rest) = rest.split_at(rest.find(|c| !is_name(c))?);
        let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && rest.starts_with([' ', '\n', '\t', '\u{a0}', ']', '=', ':', '/', '&']);
        is_tag.then_some(Head {
            name,
            rest,
            closes,
            escaped,
        })
    }
}

impl<'a> Tag<'a> {
    /// Reads the tag that `text`, which begins with a bracket, begins with.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let Head {
            name,
            rest,
            closes,
            escaped,
        } = Head::read(text)?;
        let end = memchr::memchr2(b']', b'[', rest.as_bytes())
            .filter(|&at| rest.as_bytes()[at] == b']')?;
        let attributes = rest[..end].trim().trim_end_matches('/').trim_end();
        let bytes = text.len() - rest.len() + end + 1;
        Some(Tag {
            name,
            attributes,
            closes,
            escaped,
            bytes,
        })
    }

    fn attribute(&self, name: &str) -> Option<&'a str> {
        Attributes(self.attributes)
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, v)| v)
    }

    /// The first value without a name.
    fn bare(&self) -> Option<&'a str> {
        Attributes(self.attributes.trim_start_matches([':', '=']))
            .find(|(key, value)| key.is_empty() && !value.is_empty())
            .map(|(_, value)| value)
    }

    pub(super) fn has_quoted_attribute(&self) -> bool {
        let quoted = |at: usize| {
            QUOTES
                .iter()
                .any(|q| self.attributes[at + 1..].starts_with(q))
        };
        memchr::memchr_iter(b'=', self.attributes.as_bytes()).any(quoted)
    }

    /// The language of a code shortcode; empty where none is named.
    pub(super) fn language(&self) -> &'a str {
        let lang = self
            .attribute("lang")
            .or_else(|| self.attribute("language"));
        let is_name = |lang: &&str| {
            lang.chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '.'))
        };
        lang.or_else(|| self.bare())
            .filter(is_name)
            .unwrap_or_default()
    }

    /// The link or frame for the page that the attributes name; `None` where they name none.
    pub(super) fn address(&self, player: &str, page: &str) -> Option<String> {
        let named = IDS.iter().find_map(|name| self.attribute(name));
        let value = named.or_else(|| self.bare())?.trim();
        if let Some(link) = link(value) {
            return Some(link);
        }
        // More arguments may follow an id, as in an address.
        let value = value.split('&').next().unwrap_or_default();
        let is_id = value.len() < 64
            && !value.is_empty()
            && value
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/'));
        // A lone word is an id only where there could be one.
        if !is_id
            || named.is_none()
                && !value
                    .bytes()
                    .any(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        {
            return None;
        }
        match (player, page) {
            ("", "") => None,
            ("", page) => link(&format!("{page}{value}")),
            (player, _) => Some(format!("<iframe src=\"{player}{value}\"></iframe>")),
        }
    }

    /// An `audio` or `video` element; `None` where no attribute holds an address.
    pub(super) fn media(&self, element: &str) -> Option<String> {
        let named = SOURCES.iter().find_map(|name| self.attribute(name));
        let source = named.or_else(|| {
            self.bare()
                .filter(|v| v.contains("://") || v.starts_with('/'))
        })?;
        let source = source.split('|').next().unwrap_or_default();
        (!source.contains(['<', '"'])).then(|| format!("<{element} src=\"{source}\"></{element}>"))
    }
}

/// Names and values in order; a value without a name has an empty one.
struct Attributes<'a>(&'a str);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.0.trim_start_matches(|c: char| c.is_whitespace());
        if text.is_empty() {
            return None;
        }
        let key_end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')));
        let (key, behind) = text.split_at(key_end.unwrap_or(text.len()));
        let (key, text) = match behind.trim_start().strip_prefix('=') {
            Some(value) if !key.is_empty() => (key, value.trim_start()),
            _ => ("", text),
        };
        let (value, rest) = value(text);
        self.0 = rest;
        Some((key, value))
    }
}

/// A value that begins the text, and what follows it.
fn value(text: &str) -> (&str, &str) {
    let Some(quote) = QUOTES.iter().find(|q| text.starts_with(**q)) else {
        return text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()));
    };
    let inner = &text[quote.len()..];
    let close = match *quote {
        "'" | "\"" => inner.find(quote).map(|at| (at, quote.len())),
        _ => QUOTES
            .iter()
            .filter_map(|q| inner.find(q).map(|at| (at, q.len())))
            .min(),
    };
    match close {
        Some((at, bytes)) => (&inner[..at], &inner[at + bytes..]),
        None => (inner, ""),
    }
}

/// A link that shows its address; `None` for what is no web address.
pub(super) fn link(address: &str) -> Option<String> {
    let is_url = (address.starts_with("http://") || address.starts_with("https://"))
        && !address.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'));
    is_url.then(|| format!("<a href=\"{address}\">{address}</a>"))
}

/// Text without the tags in it. A `<` that begins none stays.
pub(super) fn strip_tags(text: &str) -> String {
    let mut pieces = text.split('<');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let is_tag = piece.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        match piece.split_once('>').filter(|_| is_tag) {
            Some((_, text)) => out.push_str(text),
            None => out.extend(["<", piece]),
        }
    }
    out
}

/// A figure: the image, with the link around it, and the rest as its caption.
pub(super) fn caption(tag: &Tag<'_>, content: &str) -> String {
    let content = content.trim();
    let (image, text) = content.split_at(end_of_image(content));
    let text = ["<br />", "<br/>", "<br>"]
        .iter()
        .fold(text.trim(), |text, br| {
            text.strip_prefix(br).unwrap_or(text).trim()
        });
    let text = if text.is_empty() {
        tag.attribute("caption").unwrap_or_default()
    } else {
        text
    };
    let mut out = format!("<figure class=\"wp-caption\">{image}");
    if !text.is_empty() {
        out.extend([
            "<figcaption class=\"wp-caption-text\">",
            text,
            "</figcaption>",
        ]);
    }
    out.push_str("</figure>");
    out
}

/// Where the image and the end of the link around it end; all of the text without an image.
fn end_of_image(text: &str) -> usize {
    let end = text
        .find("<img")
        .and_then(|at| text[at..].find('>').map(|end| at + end + 1));
    let Some(end) = end else { return text.len() };
    let behind = text[end..].trim_start();
    ["</a>", "<&#47;a>"]
        .iter()
        .find_map(|close| behind.strip_prefix(close))
        .map_or(end, |rest| text.len() - rest.len())
}
