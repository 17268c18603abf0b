//! Any URL: cleaning it does not panic, is done when it is done once, and leads to no host that
//! the URL did not name; what is called safe has no scheme that the URL Standard would run.
//!
//! The first byte says whether it is a link or an image; the URL follows.

use article2md::Report;
use article2md::url::{UrlRules, Use, full_size, host, is_safe_image, is_safe_link, resolve};

/// Schemes that run code or leave the web.
const LIVE: [&str; 8] = [
    "about",
    "blob",
    "data",
    "file",
    "filesystem",
    "javascript",
    "vbscript",
    "livescript",
];

/// Percent-encodings on top of each other that wrappers may have put around a target.
const ENCODINGS_MAX: usize = 24;

/// The law.
pub(crate) fn run(data: &[u8]) {
    let (choice, url) = data.split_first().unwrap_or((&0, &[]));
    // What the URL Standard drops is gone before a URL is cleaned.
    let url = String::from_utf8_lossy(url).replace(['\t', '\n', '\r'], "");
    let url = url.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
    let used = [Use::Link, Use::Image][usize::from(choice & 1)];
    let rules = UrlRules::default();
    let clean = rules.clean(url, used, Some(&mut Report::default()));
    assert_eq!(rules.clean(&clean, used, None), clean, "cleaned again");
    assert!(
        is_named(&clean, url),
        "{url:?} became {clean:?}, whose host it does not name"
    );
    for url in [url, &clean] {
        check_scheme(url);
    }
    assert!(
        !is_safe_link(url) || is_safe_link(&clean),
        "{url:?} became {clean:?}"
    );
    let base = "https://site.example/posts/one/";
    let absolute = resolve(base, clean);
    assert_eq!(resolve(base, absolute.clone()), absolute, "resolved again");
    assert!(!is_safe_link(url) || is_safe_link(&absolute));
    if let Some(larger) = full_size(url, url.split_whitespace()) {
        assert!(url.contains(larger));
    }
}

/// What the rules call safe is so for a browser.
fn check_scheme(url: &str) {
    let Ok(parsed) = url::Url::parse(url) else {
        return;
    };
    let scheme = parsed.scheme();
    assert!(
        !is_safe_link(url) || !LIVE.contains(&scheme),
        "{url:?} is called a safe link"
    );
    let is_image = scheme == "data" && parsed.path().to_ascii_lowercase().starts_with("image/");
    assert!(
        !is_safe_image(url) || is_image || !LIVE.contains(&scheme),
        "{url:?} is called a safe image"
    );
}

/// Whether the host of `clean` stands in `url`, in one of the encodings that wrappers use.
fn is_named(clean: &str, url: &str) -> bool {
    let Some(host) = host(clean) else {
        return true;
    };
    if article2md::url::host(url).as_ref() == Some(&host) {
        return true;
    }
    let mut text = url.to_owned();
    for _ in 0..ENCODINGS_MAX {
        if names(&text, clean) {
            return true;
        }
        let decoded = percent_encoding::percent_decode_str(&text).decode_utf8_lossy();
        if decoded == text {
            break;
        }
        text = decoded.into_owned();
    }
    false
}

/// Whether the text holds the host of `clean` as `clean` writes it, bare or encoded.
fn names(text: &str, clean: &str) -> bool {
    let bare = clean.split_once("//").map_or(clean, |(_, rest)| rest);
    let end = bare.find(['/', '?', '#']).unwrap_or(bare.len());
    // A user's name may hold bytes that are no text, which stay encoded.
    let host = bare[..end].rsplit('@').next().unwrap_or_default();
    let host = host.to_ascii_lowercase();
    let holds = |text: &str| text.to_ascii_lowercase().contains(&host);
    holds(text)
        || text
            .split(|c: char| !(c.is_ascii_alphanumeric() || "+/-_".contains(c)))
            .any(|run| holds(&hex(run)) || holds(&base64(run)))
}

/// The characters that a run of hexadecimal digits stands for.
fn hex(run: &str) -> String {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let digits = run.rsplit('/').next().unwrap_or_default().as_bytes();
    let bytes: Vec<u8> = digits
        .chunks(2)
        .filter_map(|pair| Some((digit(pair.first()?)? << 4 | digit(pair.get(1)?)?) as u8))
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The text that begins with `http` in a run of base64 digits.
fn base64(run: &str) -> String {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let Some(at) = run.find("aHR0c") else {
        return String::new();
    };
    let plain = run[at..].replace('-', "+").replace('_', "/");
    let digits: Vec<u32> = plain
        .chars()
        .filter_map(|c| DIGITS.find(c))
        .map(|digit| digit as u32)
        .collect();
    let bytes: Vec<u8> = digits
        .chunks(4)
        .flat_map(|four| {
            let bits =
                four.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - four.len()));
            [(bits >> 16) as u8, (bits >> 8) as u8, bits as u8]
        })
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}
