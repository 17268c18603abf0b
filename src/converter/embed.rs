//! The page behind an embedded player, and what to call it.
//!
//! An embed address plays in a frame only; where the provider's page for the same thing is known,
//! the link goes there. Providers are rows.

use std::borrow::Cow;

use crate::mdast::collapse;
use crate::writer::html;

/// A provider of embedded players.
pub(super) struct Provider {
    name: &'static str,
    /// What the embed address holds before the id, without scheme and `www.`.
    embed: &'static str,
    /// The page's address before the id; empty to keep the embed address.
    page: &'static str,
}

/// What the addresses of scripts that write a page's content into another one begin with, behind
/// `https://`, and end in.
const SCRIPTS: [(&str, &str); 2] = [("gist.github.com/", ".js"), ("asciinema.org/a/", ".js")];

const PROVIDERS: [Provider; 40] = [
    row(
        "YouTube",
        "youtube.com/embed/",
        "https://www.youtube.com/watch?v=",
    ),
    row(
        "YouTube",
        "youtube-nocookie.com/embed/",
        "https://www.youtube.com/watch?v=",
    ),
    row(
        "YouTube",
        "youtube.com/v/",
        "https://www.youtube.com/watch?v=",
    ),
    row("Vimeo", "player.vimeo.com/video/", "https://vimeo.com/"),
    row(
        "Dailymotion",
        "dailymotion.com/embed/video/",
        "https://www.dailymotion.com/video/",
    ),
    row("Bilibili", "player.bilibili.com/player.html", ""),
    row(
        "Youku",
        "player.youku.com/embed/",
        "https://v.youku.com/v_show/id_",
    ),
    row("Tencent Video", "v.qq.com/txp/iframe/player.html", ""),
    row("SoundCloud", "w.soundcloud.com/player/", ""),
    row(
        "Spotify",
        "open.spotify.com/embed/",
        "https://open.spotify.com/",
    ),
    row("SlideShare", "slideshare.net/slideshow/embed_code/", ""),
    row("Bandcamp", "bandcamp.com/EmbeddedPlayer/", ""),
    row("Mixcloud", "mixcloud.com/widget/iframe/", ""),
    row("Deezer", "widget.deezer.com/widget/", ""),
    row("Apple Podcasts", "embed.podcasts.apple.com/", ""),
    row("Captivate", "player.captivate.fm/episode/", ""),
    row("Buzzsprout", "buzzsprout.com/", ""),
    row("Libsyn", "html5-player.libsyn.com/embed/episode/id/", ""),
    row("Spreaker", "widget.spreaker.com/player", ""),
    row(
        "Internet Archive",
        "archive.org/embed/",
        "https://archive.org/details/",
    ),
    row("Streamable", "streamable.com/e/", "https://streamable.com/"),
    row("Facebook", "facebook.com/plugins/", ""),
    row("Datawrapper", "datawrapper.dwcdn.net/", ""),
    row("Flourish", "flo.uri.sh/", ""),
    row("Figma", "figma.com/embed", ""),
    row(
        "CodeSandbox",
        "codesandbox.io/embed/",
        "https://codesandbox.io/s/",
    ),
    row("Google Docs", "docs.google.com/", ""),
    row("Scribd", "scribd.com/embeds/", ""),
    row(
        "Printables",
        "printables.com/embed/",
        "https://www.printables.com/model/",
    ),
    row("Speaker Deck", "speakerdeck.com/player/", ""),
    row("CodePen", "codepen.io/", ""),
    row("JSFiddle", "jsfiddle.net/", ""),
    row("Google Maps", "google.com/maps/", ""),
    row(
        "Niconico",
        "ext.nicovideo.jp/thumb/",
        "https://www.nicovideo.jp/watch/",
    ),
    row("TED", "embed.ted.com/talks/", "https://www.ted.com/talks/"),
    row("Loom", "loom.com/embed/", "https://www.loom.com/share/"),
    row("Giphy", "giphy.com/embed/", "https://giphy.com/gifs/"),
    row("Wistia", "fast.wistia.net/embed/iframe/", ""),
    row("Gist", "gist.github.com/", "https://gist.github.com/"),
    row("asciinema", "asciinema.org/a/", "https://asciinema.org/a/"),
];

const fn row(name: &'static str, embed: &'static str, page: &'static str) -> Provider {
    Provider { name, embed, page }
}

/// The address of the page that plays what `url` embeds, and its provider where known.
pub(super) fn page_of(url: Cow<'_, str>) -> (Cow<'_, str>, Option<&'static Provider>) {
    let bare = url
        .trim_start_matches("https:")
        .trim_start_matches("http:")
        .trim_start_matches("//");
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    let Some(provider) = PROVIDERS.iter().find(|p| bare.starts_with(p.embed)) else {
        return (url, None);
    };
    let id = bare[provider.embed.len()..]
        .split(['?', '&', '#'])
        .next()
        .unwrap_or_default();
    let id = id.trim_end_matches(|c: char| c == '/' || c.is_whitespace());
    // A list of videos has no page by a video's id.
    if provider.page.is_empty() || id.is_empty() || id == "videoseries" {
        return (url, Some(provider));
    }
    (Cow::Owned(format!("{}{id}", provider.page)), Some(provider))
}

/// The address of what a script writes into the page, if it is known to write anything.
pub(super) fn written_by_script(src: &str) -> Option<&str> {
    let (_, bare) = src.trim().split_once("//")?;
    let page = src.trim().split(['?', '#']).next()?;
    SCRIPTS.iter().find_map(|(start, end)| {
        bare.starts_with(start)
            .then(|| page.strip_suffix(end))
            .flatten()
    })
}

/// What a link to an embed says: the provider where it is known, and its title or its id; else
/// its address.
pub(super) fn label<'a>(
    provider: Option<&Provider>,
    title: Cow<'a, str>,
    url: &Cow<'a, str>,
) -> Cow<'a, str> {
    match provider {
        Some(provider) if title.is_empty() => {
            let id = url
                .strip_prefix(provider.page)
                .filter(|_| !provider.page.is_empty());
            collapse(Cow::Owned(id.map_or(provider.name.to_owned(), |id| {
                format!("{}: {}", provider.name, id.trim())
            })))
        }
        Some(provider) if !title.contains(provider.name) => {
            Cow::Owned(format!("{}: {title}", provider.name))
        }
        None if title.is_empty() => collapse(url.clone()),
        _ => title,
    }
}

/// A frame without anything but its address and its title.
pub(super) fn iframe(url: &str, title: &str) -> String {
    let mut out = String::from("<iframe");
    html::push_attribute("src", url, &mut out);
    if !title.is_empty() {
        html::push_attribute("title", title, &mut out);
    }
    out.push_str(" allowfullscreen></iframe>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_players_lead_to_their_pages() {
        for (embed, page) in [
            (
                "https://www.youtube.com/v/abc  /",
                "https://www.youtube.com/watch?v=abc",
            ),
            (
                "https://www.youtube.com/embed/abc?rel=0",
                "https://www.youtube.com/watch?v=abc",
            ),
            ("//player.vimeo.com/video/12", "https://vimeo.com/12"),
            ("https://maps.example/x", "https://maps.example/x"),
            (
                "https://www.youtube.com/embed/videoseries?list=1",
                "https://www.youtube.com/embed/videoseries?list=1",
            ),
        ] {
            assert_eq!(page_of(Cow::Borrowed(embed)).0, page);
        }
    }
}
