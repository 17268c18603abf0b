//! Which URLs may be written at all, and making relative ones absolute.
//!
//! Schemes are an allow-list: whatever a renderer or a browser could run is not on it. A scheme is
//! read as the URL Standard reads it (section 4.4, "basic URL parser"): leading controls and
//! spaces, and tabs and line ends anywhere, do not count.

use std::borrow::Cow;

use super::text::without_scheme;

/// Schemes that a link may have; none of them runs code.
const LINK_SCHEMES: [&str; 17] = [
    "http", "https", "mailto", "tel", "sms", "ftp", "ftps", "sftp", "irc", "ircs", "xmpp",
    "magnet", "news", "geo", "matrix", "git", "ssh",
];

/// Whether a link may lead there: a relative URL, or a scheme that runs no code.
#[must_use]
pub fn is_safe_link(url: &str) -> bool {
    without_scheme(url).is_some()
        || scheme(url).is_none_or(|scheme| LINK_SCHEMES.contains(&&*scheme))
}

/// Whether an image may come from there: where a link may lead, or image data in the URL itself.
#[must_use]
pub fn is_safe_image(url: &str) -> bool {
    if without_scheme(url).is_some() {
        return true;
    }
    match scheme(url).as_deref() {
        Some("data") => {
            let rest = url.split_once(':').map_or("", |(_, rest)| rest);
            rest.get(..6)
                .is_some_and(|kind| kind.eq_ignore_ascii_case("image/"))
        }
        scheme => scheme.is_none_or(|scheme| LINK_SCHEMES.contains(&scheme)),
    }
}

/// The URL made absolute; as it is if it is absolute already, a fragment of the page itself, or
/// can't be joined to the base.
#[must_use]
pub fn resolve<'a>(base: &str, url: Cow<'a, str>) -> Cow<'a, str> {
    if url.is_empty() || url.starts_with('#') || scheme(&url).is_some() {
        return url;
    }
    match url::Url::parse(base).and_then(|base| base.join(&url)) {
        Ok(joined) => Cow::Owned(joined.into()),
        Err(_) => url,
    }
}

/// What stands before the first `:` in lower case, if it is a scheme and not part of a path.
pub(super) fn scheme(url: &str) -> Option<String> {
    let end = url.find([':', '/', '?', '#', '\\'])?;
    if !url[end..].starts_with(':') {
        return None;
    }
    let head = url[..end].trim_start_matches(|c: char| c <= ' ');
    let scheme: String = head
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    Some(scheme.to_ascii_lowercase())
}

/// The host of an absolute URL, in lower case, without user name and port.
#[must_use]
pub fn host(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    url.host_str().map(str::to_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_run_code_are_not_safe() {
        for bad in [
            "javascript:alert(1)",
            " \u{1}JaVa\nScript:alert(1)",
            "vbscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            ":x",
        ] {
            assert!(!is_safe_link(bad), "{bad}");
        }
        for good in [
            "https://a.org/",
            "/a:b",
            "a/b",
            "#x:y",
            "?a:b",
            "mailto:a@b.org",
            "tel:+1",
            "//a.org",
        ] {
            assert!(is_safe_link(good), "{good}");
        }
    }

    #[test]
    fn image_data_is_for_images() {
        assert!(
            is_safe_image("data:image/gif;base64,R0lGOD")
                && !is_safe_link("data:image/gif;base64,R0")
        );
        assert!(!is_safe_image("data:text/html,x") && !is_safe_image("javascript:x"));
    }

    #[test]
    fn resolves_only_what_is_relative() {
        let resolve = |url| resolve("https://a.org/b/c.html", Cow::Borrowed(url)).into_owned();
        assert_eq!(resolve("d.png"), "https://a.org/b/d.png");
        assert_eq!(resolve("//x.org/y"), "https://x.org/y");
        assert_eq!(resolve("#top"), "#top");
        assert_eq!(resolve("mailto:a@b.org"), "mailto:a@b.org");
    }
}
