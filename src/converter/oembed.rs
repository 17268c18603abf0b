//! The address of a player or a post on a line of its own, which WordPress shows as what it leads
//! to, is a link.

use std::borrow::Cow;

use crate::mdast::{Inline, Link};

/// What the addresses of oEmbed providers begin with behind `https://` and `www.`, as WordPress
/// knows them.
const PROVIDERS: [&str; 28] = [
    "youtube.com/watch",
    "youtube.com/playlist",
    "youtube.com/shorts/",
    "youtu.be/",
    "m.youtube.com/",
    "vimeo.com/",
    "dailymotion.com/",
    "dai.ly/",
    "flickr.com/",
    "flic.kr/",
    "twitter.com/",
    "x.com/",
    "soundcloud.com/",
    "slideshare.net/",
    "open.spotify.com/",
    "scribd.com/",
    "wordpress.tv/",
    "imgur.com/",
    "mixcloud.com/",
    "reddit.com/r/",
    "kickstarter.com/projects/",
    "speakerdeck.com/",
    "ted.com/talks/",
    "tiktok.com/",
    "bsky.app/profile/",
    "gist.github.com/",
    "bilibili.com/video/",
    "instagram.com/p/",
];

/// Whether a text is the address of something that a provider shows.
pub(super) fn is_page(text: &str) -> bool {
    behind_scheme(text).is_some_and(|rest| {
        let rest = rest.strip_prefix("www.").unwrap_or(rest);
        PROVIDERS.iter().any(|provider| rest.starts_with(provider))
    })
}

/// What stands behind the scheme of a text that is one address.
fn behind_scheme(text: &str) -> Option<&str> {
    text.strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .filter(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

/// Makes a link of a paragraph that is nothing but such an address; of any address where the page
/// says that it is to be shown.
pub(super) fn link(paragraph: &mut [Inline<'_>], is_embed: bool) {
    let [only] = paragraph else { return };
    let Inline::Text(text) = only else { return };
    if is_page(text) || is_embed && behind_scheme(text).is_some() {
        let text = std::mem::take(text);
        let children = vec![Inline::Text(text.clone())];
        *only = Inline::Link(Box::new(Link {
            url: text,
            title: Cow::Borrowed(""),
            children,
        }));
    }
}
