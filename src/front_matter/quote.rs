//! When a text needs quotes in YAML, and which.
//!
//! In: a text. Out: a YAML token that every reader takes for exactly that text, whether it knows
//! YAML 1.1 (`PyYAML`, Psych, js-yaml 3) or 1.2 (js-yaml 4, yaml). Plain where all of them agree,
//! else in quotes, and in double quotes with escapes only where a character can't stand for
//! itself. The token never holds a line break.

/// Which quotes are written where quotes are needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quote {
    /// `'…'`
    #[default]
    Single,
    /// `"…"`
    Double,
}

/// Appends `text` as a YAML token.
pub(super) fn push_quoted(out: &mut String, text: &str, quote: Quote) {
    match need(text) {
        Need::Plain => out.push_str(text),
        Need::Quotes if quote == Quote::Single => {
            out.push('\'');
            for (i, part) in text.split('\'').enumerate() {
                out.push_str(if i > 0 { "''" } else { "" });
                out.push_str(part);
            }
            out.push('\'');
        }
        Need::Quotes | Need::Escapes => push_double(out, text),
    }
}

/// Whether `text` may stand without quotes.
pub(super) fn is_plain(text: &str) -> bool {
    need(text) == Need::Plain
}

/// Whether `text` holds a character that only an escape can stand for.
pub(super) fn needs_escapes(text: &str) -> bool {
    has_controls(text) || has_breaks(text)
}

/// Whether `text` holds an ASCII control character; without branches, so that it becomes vector
/// code.
pub(super) fn has_controls(text: &str) -> bool {
    text.as_bytes()
        .chunks(64)
        .any(|c| c.iter().fold(false, |is, &b| is | (b < 0x20) | (b == 0x7F)))
}

/// Whether `text` holds another character of [`must_escape`]; told by the lead bytes of U+0080 to
/// U+00BF, U+2000 to U+2FFF and U+F000 to U+FFFF.
pub(super) fn has_breaks(text: &str) -> bool {
    memchr::memchr3_iter(0xC2, 0xE2, 0xEF, text.as_bytes()).any(|at| must_escape_at(text, at))
}

#[derive(PartialEq, Eq)]
enum Need {
    Plain,
    Quotes,
    Escapes,
}

fn need(text: &str) -> Need {
    let bytes = text.as_bytes();
    let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else {
        return Need::Quotes;
    };
    let mut quotes = b"-?:,[]{}#&*!|>'\"%@`=~ ".contains(&first)
        || first == b'<' && text.starts_with("<<")
        || last == b' '
        || last == b':';
    for at in memchr::memchr2_iter(b' ', b':', bytes) {
        quotes |= matches!(bytes.get(at..at + 2), Some(b" #" | b": "));
    }
    if needs_escapes(text) {
        return Need::Escapes;
    }
    if quotes || is_typed(text) || has_space_at_edge(text) {
        Need::Quotes
    } else {
        Need::Plain
    }
}

fn must_escape_at(text: &str, at: usize) -> bool {
    text[at..].chars().next().is_some_and(must_escape)
}

/// Characters that some reader takes for a line break or refuses (YAML 1.2.2, section 5.1; the
/// breaks are YAML 1.1's, section 5.4), and the byte order mark, which none shows.
pub(super) fn must_escape(c: char) -> bool {
    matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Readers disagree on whether a wide space is white space.
pub(super) fn has_space_at_edge(text: &str) -> bool {
    text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace)
}

/// Whether some reader takes a plain `text` for a number, a truth value, a date or nothing.
pub(super) fn is_typed(text: &str) -> bool {
    match text.as_bytes()[0] {
        b'0'..=b'9' | b'+' | b'-' | b'.' => is_number_like(text),
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => is_word(text),
        _ => false,
    }
}

/// YAML 1.1's truth values (yaml.org/type/bool.html) and null, in any case.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 10] = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~",
    ];
    text.len() <= 5 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Anything built from the characters of YAML 1.1's and 1.2's integers, floats, sexagesimals and
/// timestamps, Psych's `1,000` among them. Wider than any one reader's rule, so that no later
/// reader's rule matters; a word with another letter in it stays plain.
fn is_number_like(text: &str) -> bool {
    let unsigned = text.trim_start_matches(['+', '-']);
    let radix = unsigned.get(..2).map(str::to_ascii_lowercase);
    if matches!(radix.as_deref(), Some("0x" | "0o" | "0b")) {
        return unsigned[2..]
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_');
    }
    if [".inf", ".nan"]
        .iter()
        .any(|word| word.eq_ignore_ascii_case(unsigned))
    {
        return true;
    }
    text.starts_with("...")
        || text
            .bytes()
            .all(|b| b"0123456789+-.,_: eEtTzZ".contains(&b))
}

/// Double quotes with YAML's escapes (YAML 1.2.2, section 5.7) that 1.1 knows as well.
fn push_double(out: &mut String, text: &str) {
    use std::fmt::Write as _;
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if (c as u32) < 0x100 && must_escape(c) => {
                write!(out, "\\x{:02x}", c as u32).expect("a String takes any text");
            }
            c if must_escape(c) => {
                write!(out, "\\u{:04x}", c as u32).expect("a String takes any text");
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> String {
        let mut out = String::new();
        push_quoted(&mut out, text, Quote::Single);
        out
    }

    #[test]
    fn plain_where_all_readers_agree() {
        for text in [
            "蚂蚁金服、京东科技的转型，不应换汤不换药",
            "a:b",
            "http://a.b/c?d=e&f",
            "C#",
            "3D",
            "2021年",
            "24/7",
            "it's",
            "say \"x\"",
            "a, b",
            "yesterday",
            "Null island",
            "10 things",
            "x]",
            "v1.2",
        ] {
            assert_eq!(quoted(text), text);
        }
    }

    #[test]
    fn quoted_where_one_misreads() {
        for text in [
            "",
            " a",
            "a ",
            "- a",
            "-",
            "a: b",
            "a:",
            "a #b",
            "#a",
            "@a",
            "`a",
            "%a",
            "*a",
            "&a",
            "!a",
            "|",
            ">",
            "[a",
            "{a",
            "]",
            "}",
            ",",
            "=",
            "<<",
            "~",
            "yes",
            "No",
            "ON",
            "y",
            "null",
            "True",
            "0123",
            "1.10",
            "1e3",
            "1_000",
            "1,000",
            "0x1F",
            "0o17",
            "0b11",
            "12:30:45",
            "190:20:30",
            "2021-11-03",
            "2021-11-03 00:00:00",
            "2021-11-03T00:00:00Z",
            ".inf",
            "-.INF",
            ".NaN",
            "+1",
            "-1",
            ".5",
            "...",
            "---",
            "? a",
            ": a",
            "\u{a0}a",
            "a\u{3000}",
        ] {
            let token = quoted(text);
            assert_eq!(token, format!("'{text}'"));
        }
        assert_eq!(quoted("'a' b"), "'''a'' b'");
    }

    #[test]
    fn escapes_where_a_character_cannot_stand() {
        assert_eq!(quoted("a\nb\t\"\\"), r#""a\nb\t\"\\""#);
        assert_eq!(
            quoted("\u{0}\u{85}\u{2028}\u{feff}\u{ffff}é"),
            r#""\x00\x85\u2028\ufeff\uffffé""#
        );
    }
}
