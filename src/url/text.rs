//! The parts of a URL's text, and the decodings that wrappers use.
//!
//! In goes the text of a URL as an attribute holds it; out come slices of the same text, never a
//! re-encoded copy. Splitting follows the generic syntax of RFC 3986, appendix B: it never fails
//! and knows nothing about schemes. Nothing here decides whether a URL is *good*; see
//! [`is_target`].

use std::borrow::Cow;

/// A URL taken apart; every field is a slice of [`Parts::whole`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts<'a> {
    /// The whole text.
    pub(crate) whole: &'a str,
    /// Host without user information and port; empty for a relative URL.
    pub(crate) host: &'a str,
    /// From the `/` after the authority up to `?` or `#`.
    pub(crate) path: &'a str,
    /// Byte offset of the path in `whole`.
    pub(crate) path_at: usize,
    /// What follows the first `?`, up to `#`.
    pub(crate) query: Option<&'a str>,
    /// Byte offset of the `#`, or the length of `whole`.
    pub(crate) fragment_at: usize,
}

impl<'a> Parts<'a> {
    /// Takes a URL apart.
    pub(crate) fn of(whole: &'a str) -> Self {
        let find = |byte, text: &str| memchr::memchr(byte, text.as_bytes());
        let fragment_at = find(b'#', whole).unwrap_or(whole.len());
        let before = &whole[..fragment_at];
        let query_at = find(b'?', before);
        let hier = &before[..query_at.unwrap_or(fragment_at)];
        let authority_at = authority_at(hier);
        let path_at = authority_at.map_or(0, |at| {
            find(b'/', &hier[at..]).map_or(hier.len(), |n| at + n)
        });
        let host = authority_at.map_or("", |at| host_of(&hier[at..path_at]));
        Parts {
            whole,
            host,
            path: &hier[path_at..],
            path_at,
            query: query_at.map(|at| &before[at + 1..]),
            fragment_at,
        }
    }

    /// The value of the first query parameter with this name, still encoded.
    pub(crate) fn param(&self, name: &str) -> Option<&'a str> {
        pairs(self.query?).find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            (bare_key(key) == name).then_some(value)
        })
    }
}

/// What stands between the `&`s of a query.
pub(super) fn pairs(query: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(query);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = memchr::memchr(b'&', text.as_bytes());
        rest = end.map(|at| &text[at + 1..]);
        Some(&text[..end.unwrap_or(text.len())])
    })
}

/// The name of the parameter that a pair sets.
pub(super) fn key(pair: &str) -> &str {
    let end = pair.bytes().position(|b| b == b'=');
    bare_key(&pair[..end.unwrap_or(pair.len())])
}

/// A parameter's name; a feed that was escaped twice leaves `amp;` or `#038;` before it.
fn bare_key(key: &str) -> &str {
    key.strip_prefix("amp;")
        .or_else(|| key.strip_prefix("#038;"))
        .unwrap_or(key)
}

/// Where the authority begins, behind `//` at the start or behind a scheme.
fn authority_at(hier: &str) -> Option<usize> {
    let mut common = ["https://", "http://"].into_iter();
    if let Some(scheme) = common.find(|scheme| hier.starts_with(scheme)) {
        return Some(scheme.len());
    }
    let slash = memchr::memchr(b'/', hier.as_bytes()).filter(|n| hier[*n..].starts_with("//"));
    match slash {
        Some(0) => Some(2),
        Some(n) if hier.as_bytes()[n - 1] == b':' && is_scheme(&hier[..n - 1]) => Some(n + 2),
        _ => None,
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

fn host_of(authority: &str) -> &str {
    if memchr::memchr2(b'@', b':', authority.as_bytes()).is_none() {
        return authority;
    }
    let last = |byte, text: &str| text.bytes().rposition(|b| b == byte);
    let host = &authority[last(b'@', authority).map_or(0, |at| at + 1)..];
    match last(b':', host) {
        Some(at) if host[at + 1..].bytes().all(|b| b.is_ascii_digit()) => &host[..at],
        _ => host,
    }
}

/// Whether this is an absolute http(s) URL with a host that a wrapper could have pointed to.
pub(crate) fn is_target(text: &str) -> bool {
    let Some(rest) = without_scheme(text) else {
        return false;
    };
    let is_end = |b: u8| matches!(b, b'/' | b'?' | b'#');
    let authority = &rest[..rest.bytes().position(is_end).unwrap_or(rest.len())];
    is_clean(text)
        && (is_plain_name(authority)
            || is_host(host_of(authority)) && url::Url::parse(text).is_ok_and(|url| url.has_host()))
}

/// Whether a text holds no white space and no character that ends a URL in text.
fn is_clean(text: &str) -> bool {
    let ends = |b: u8| (b == b'<') | (b == b'>') | (b == b'"') | (b == b'`');
    // Without an early end, many bytes are looked at together.
    let is_odd = |found, b| found | (b <= b' ') | (b >= 0x7f) | ends(b);
    !text.bytes().fold(false, is_odd)
        || !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c.is_ascii() && ends(c as u8))
}

/// Whether the URL Standard takes a host as it is, and so any URL that begins with it and a scheme:
/// a name in ASCII with a dot in it, none of whose labels is encoded, that is no number.
fn is_plain_name(host: &str) -> bool {
    let is_plain = |label: &[u8]| {
        let is_encoded = label
            .first_chunk::<4>()
            .is_some_and(|start| start.eq_ignore_ascii_case(b"xn--"));
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
        !label.is_empty() && !is_encoded && label.iter().all(is_name)
    };
    let mut labels = host.as_bytes().split(|b| *b == b'.');
    let is_top = |label: &[u8]| is_plain(label) && label[0].is_ascii_alphabetic();
    labels.next_back().is_some_and(is_top)
        && labels.next().is_some_and(is_plain)
        && labels.all(is_plain)
}

/// The text after `http://` or `https://`, in any case.
pub(crate) fn without_scheme(text: &str) -> Option<&str> {
    let rest = behind_head(text, "http")?;
    let rest = behind_head(rest, "s").unwrap_or(rest);
    rest.strip_prefix("://")
}

/// The text after a few letters, in any case.
fn behind_head<'a>(text: &'a str, head: &str) -> Option<&'a str> {
    let (own, rest) = text.split_at_checked(head.len())?;
    own.eq_ignore_ascii_case(head).then_some(rest)
}

/// A name with a dot in it, made of what DNS names and raw international names are made of.
pub(crate) fn is_host(host: &str) -> bool {
    host.contains('.')
        && host.split('.').all(|label| !label.is_empty())
        && host
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

/// Undoes one percent-encoding. Only the printable ASCII characters that a URL may hold come out
/// bare; a space, a quote or a letter outside ASCII stays encoded, so that the result is a URL.
pub(crate) fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let (mut from, mut at) = (0, 0);
    while let Some(step) = memchr::memchr(b'%', &bytes[at..]) {
        at += step;
        match hex_byte(bytes.get(at + 1..at + 3)) {
            Some(byte) if is_bare(byte) => {
                out.push_str(&text[from..at]);
                out.push(char::from(byte));
                at += 3;
                from = at;
            }
            _ => at += 1,
        }
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// `unreserved`, `reserved` and `%` of RFC 3986.
fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%|".contains(&byte)
}

fn hex_byte(pair: Option<&[u8]>) -> Option<u8> {
    let pair = pair?;
    let high = char::from(pair[0]).to_digit(16)?;
    let low = char::from(pair[1]).to_digit(16)?;
    Some((high * 16 + low) as u8)
}

/// Reads pairs of hexadecimal digits as UTF-8.
pub(crate) fn hex_decode(text: &str) -> Option<String> {
    String::from_utf8(hex_bytes(text)?).ok()
}

/// Reads pairs of hexadecimal digits; there must be one.
pub(crate) fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() || !text.len().is_multiple_of(2) {
        return None;
    }
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| hex_byte(Some(pair))).collect()
}

/// Reads base64 in its plain or URL-safe alphabet (RFC 4648, sections 4 and 5) as UTF-8.
pub(crate) fn base64_decode(text: &str) -> Option<String> {
    let text = text.trim_end_matches('=');
    let (mut bits, mut held) = (0u32, 0);
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_like_rfc_3986() {
        let parts = Parts::of("https://me@a.org:8080/b/c?d=1&e=f#g?h");
        assert_eq!(
            (parts.host, parts.path, parts.query),
            ("a.org", "/b/c", Some("d=1&e=f"))
        );
        assert_eq!(&parts.whole[parts.fragment_at..], "#g?h");
        let bare = Parts::of("//a.org");
        assert_eq!((bare.host, bare.path, bare.path_at), ("a.org", "", 7));
        let relative = Parts::of("img/a.png?x=//b.org/");
        assert_eq!((relative.host, relative.path), ("", "img/a.png"));
        assert_eq!(
            Parts::of("https://i0.wp.com@evil.example/x").host,
            "evil.example"
        );
    }

    #[test]
    fn decodes_only_what_stays_a_url() {
        assert_eq!(
            percent_decode("https%3A%2F%2Fa.org%2Fb%20c%E4%B8%AD%2520"),
            "https://a.org/b%20c%E4%B8%AD%20"
        );
        assert_eq!(percent_decode("100%"), "100%");
        assert_eq!(hex_decode("613a").as_deref(), Some("a:"));
        assert_eq!(hex_decode("61f"), None);
        assert_eq!(
            base64_decode("aHR0cHM6Ly9hLm9yZy8").as_deref(),
            Some("https://a.org/")
        );
    }

    #[test]
    fn a_target_is_an_absolute_http_url() {
        for good in [
            "https://a.org/x?y",
            "http://1.2.3.4:80/",
            "https://xn--fiq228c.org",
            "http://例.org",
        ] {
            assert!(is_target(good), "{good}");
        }
        for bad in [
            "ftp://a.org/",
            "//a.org/",
            "https:///x",
            "https://a b.org/",
            "https://nodot/",
            "https://1.2.3.256/",
            "https://a.org:99999/",
            "https://xn--a.org/",
            "https://a.0x/",
            "javascript:alert(1)",
        ] {
            assert!(!is_target(bad), "{bad}");
        }
    }
}
