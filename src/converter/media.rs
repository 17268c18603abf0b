//! Images and embedded players.
//!
//! Of the many places where a page may keep an image's address, the first good one is taken:
//! the lazy-loading attributes, `src`, the widest candidate of `srcset`, the picture that a link
//! around it leads to. Of a resized WordPress upload the largest copy that `srcset` names is taken.
//! Placeholders and tracking pixels show nothing and go.

use std::borrow::Cow;

use html5ever::{LocalName, local_name};

use super::Converter;
use super::embed;
use super::noscript;
use super::run::Mark;
use super::srcset;
use super::text::one_line;
use crate::mdast::{Block, Image, Inline};
use crate::parser::dom::{Element, NodeId};
use crate::report::Code;
use crate::url::{Use, full_size};

/// Attributes in which lazy-loading scripts keep the address, the best first. Names in the order
/// in which they were met most on real pages.
const LAZY: [&str; 12] = [
    "data-original",
    "data-src",
    "data-lazy-src",
    "nitro-lazy-src",
    "data-actualsrc",
    "data-original-src",
    "data-orig-file",
    "data-large-file",
    "data-full-url",
    "data-url",
    "data-echo",
    "original",
];

/// Attributes in which they keep the candidates of `srcset`.
const LAZY_SETS: [&str; 3] = ["data-srcset", "data-lazy-srcset", "nitro-lazy-srcset"];

/// Attributes in which they keep the address of a player.
const LAZY_PLAYERS: [&str; 5] = [
    "data-src",
    "data-lazy-src",
    "data-litespeed-src",
    "data-src-cmplz",
    "nitro-lazy-src",
];

/// Longest `data:` image that stands for another one, in bytes: a grey box or a transparent pixel
/// takes 50 to 300; the smallest real pictures on pages are larger.
const PLACEHOLDER_BYTES_MAX: usize = 512;

impl<'a> Converter<'a, '_> {
    pub(super) fn image(&mut self, id: NodeId) {
        let dom = self.dom();
        let Some(element) = dom.element(id) else {
            return;
        };
        let src = self.source(id, element);
        if is_pixel(element) {
            return;
        }
        if src.is_empty() {
            return self.unknown_image(id, element);
        }
        let sets = self.sets(id, element).flat_map(srcset::addresses);
        let full = full_size(src, sets).unwrap_or(src);
        if full != src {
            let line = Some(dom.line(id));
            self.report.push(Code::UrlCleaned, None, line, src);
        }
        self.push_image(id, element, full);
    }

    /// An image without an address; of a link that shows nothing else, its description is the label.
    fn unknown_image(&mut self, id: NodeId, element: Element<'a>) {
        let dom = self.dom();
        let alt = one_line(element.attr(&local_name!("alt")).unwrap_or_default());
        (self.report).push(Code::ImageUnknown, None, Some(dom.line(id)), &*alt);
        let link = dom.ancestors(id).find(|&up| dom.is_link(up));
        let is_label = |link| noscript::only_image(dom, link) == Some(id);
        if !alt.is_empty() && link.is_some_and(is_label) {
            self.run.text(alt);
        }
    }

    fn push_image(&mut self, id: NodeId, element: Element<'a>, src: &'a str) {
        let url = self.url(src, Use::Image);
        let alt = one_line(element.attr(&local_name!("alt")).unwrap_or_default());
        if !crate::url::is_safe_image(&url) {
            self.report
                .push(Code::UrlRefused, None, Some(self.dom().line(id)), src);
            // The words of a picture are none of the words beside it.
            if !alt.is_empty() {
                self.run.space();
                self.run.text(alt);
                self.run.space();
            }
            return;
        }
        let title = one_line(element.attr(&local_name!("title")).unwrap_or_default());
        // A tooltip that repeats the description, or the article's own title, says it twice.
        let repeats = title == alt || is_same_title(&title, self.page.title);
        let title = if repeats { Cow::Borrowed("") } else { title };
        let image = Image { url, title, alt };
        self.run.push(Inline::Image(Box::new(image)));
    }

    /// A link around nothing but an image, to another version of it: the larger one is the image
    /// to show. One to a picture around a placeholder, whose own address only a script knows, leads
    /// to it as well. Answers whether it was one.
    pub(super) fn enlarged_image(&mut self, link: NodeId, href: &'a str) -> bool {
        let dom = self.dom();
        let Some(id) = noscript::only_image(dom, link) else {
            return false;
        };
        let Some(element) = dom.element(id) else {
            return false;
        };
        let source = self.source(id, element);
        let is_unknown = source.is_empty() || is_placeholder(source);
        let is_version = if is_unknown && !is_pixel(element) {
            image_name(href).is_some()
        } else {
            is_version_of(href, source)
        };
        if is_version {
            self.push_image(id, element, full_size(href, [source]).unwrap_or(href));
        }
        is_version
    }

    /// The best address of an image.
    fn source(&self, id: NodeId, element: Element<'a>) -> &'a str {
        let src = element.attr(&local_name!("src")).map_or("", str::trim);
        if let Some(url) = lazy_source(element) {
            return url;
        }
        if !src.is_empty() && !is_placeholder(src) {
            return src;
        }
        self.sets(id, element)
            .find_map(srcset::widest)
            .or_else(|| noscript::source(self.dom(), id))
            .unwrap_or(if src.starts_with("data:") { "" } else { src })
    }

    /// The sets of candidates in other sizes, the image's own first.
    fn sets(&self, id: NodeId, element: Element<'a>) -> impl Iterator<Item = &'a str> {
        let lazy = LAZY_SETS
            .iter()
            .filter_map(move |name| named_attr(element, name));
        lazy.chain(element.attr(&local_name!("srcset")))
            .chain(self.picture_sources(id))
    }

    /// The candidates that a `picture` around the image offers.
    fn picture_sources(&self, id: NodeId) -> impl Iterator<Item = &'a str> {
        let dom = self.dom();
        let picture = dom
            .parent(id)
            .filter(|&p| dom.html_name(p) == Some(&local_name!("picture")));
        picture
            .into_iter()
            .flat_map(move |p| dom.children(p))
            .filter(move |&c| dom.html_name(c) == Some(&local_name!("source")))
            .filter_map(move |c| dom.attr(c, &local_name!("srcset")))
    }

    /// A `noscript` that holds nothing but the image that stands beside it is that image again.
    pub(super) fn noscript(&mut self, id: NodeId) {
        if !noscript::repeats_image(self.dom(), id) {
            self.flow_children(id);
        }
    }

    /// An embedded page or player becomes a link to it, labelled with its title or its host.
    pub(super) fn embed(&mut self, id: NodeId, name: &LocalName) {
        let dom = self.dom();
        let source = match *name {
            local_name!("object") => local_name!("data"),
            _ => local_name!("src"),
        };
        let below = || {
            self.children(id)
                .filter(|&c| dom.html_name(c) == Some(&local_name!("source")))
                .find_map(|c| dom.attr(c, &local_name!("src")))
        };
        let lazy = || {
            let element = dom.element(id)?;
            LAZY_PLAYERS
                .iter()
                .find_map(|name| named_attr(element, name))
        };
        let is_page = |src: &&str| !matches!(src.trim(), "" | "about:blank");
        let Some(src) = dom
            .attr(id, &source)
            .filter(is_page)
            .or_else(|| lazy().filter(is_page))
            .or_else(|| below().filter(is_page))
        else {
            // What an `iframe` holds is source text, never shown.
            if *name != local_name!("iframe") {
                self.flow_children(id);
            }
            return;
        };
        let url = self.url(src, Use::Link);
        if !crate::url::is_safe_link(&url) || url.starts_with('#') {
            self.report
                .push(Code::UrlRefused, None, Some(dom.line(id)), src);
            return;
        }
        let title = one_line(dom.attr(id, &local_name!("title")).unwrap_or_default());
        if self.options.keep_iframes && *name == local_name!("iframe") {
            return self.push(Block::Html(Cow::Owned(embed::iframe(&url, &title))));
        }
        let (url, provider) = embed::page_of(url);
        self.embed_link(url, provider, title);
    }

    /// A script that shows what stands on another page becomes a link to that.
    pub(super) fn script(&mut self, id: NodeId) {
        let src = self.dom().attr(id, &local_name!("src"));
        if let Some(page) = src.and_then(embed::written_by_script) {
            let (url, provider) = embed::page_of(self.url(page, Use::Link));
            self.embed_link(url, provider, Cow::Borrowed(""));
        }
    }

    fn embed_link(
        &mut self,
        url: Cow<'a, str>,
        provider: Option<&embed::Provider>,
        title: Cow<'a, str>,
    ) {
        let label = embed::label(provider, title, &url);
        // A player is as wide as the page wherever it stands.
        self.end_run();
        self.run.open(Mark::Link {
            url,
            title: Cow::Borrowed(""),
        });
        self.run.text(label);
        self.end_run();
        self.run.close();
    }
}

/// The address that the best of the lazy-loading attributes holds.
fn lazy_source(element: Element<'_>) -> Option<&str> {
    let rank = |name: &str| LAZY.iter().position(|known| *known == name);
    let addresses = element.attrs.iter().filter_map(|attr| {
        let rank = rank(&attr.name)?;
        let url = attr.value.trim();
        is_address(url).then_some((rank, url))
    });
    addresses.min_by_key(|(rank, _)| *rank).map(|(_, url)| url)
}

/// An attribute by a name that html5ever has no atom for.
pub(super) fn named_attr<'e>(element: Element<'e>, name: &str) -> Option<&'e str> {
    element
        .attrs
        .iter()
        .find(|a| &*a.name == name)
        .map(|a| &*a.value)
}

/// Endings of image files.
const IMAGE_ENDINGS: [&str; 8] = ["avif", "bmp", "gif", "jpeg", "jpg", "png", "svg", "webp"];

/// Whether `href` is the file of `src` in another size: both are image files and their names
/// differ only in what content systems add for the size.
fn is_version_of(href: &str, src: &str) -> bool {
    match (image_name(href), image_name(src)) {
        (Some(full), Some(small)) => full == small,
        _ => false,
    }
}

/// The name of the file that an address leads to.
fn file_of(url: &str) -> &str {
    let end = memchr::memchr2(b'?', b'#', url.as_bytes());
    let path = &url[..end.unwrap_or(url.len())];
    let folder = path.bytes().rposition(|b| b == b'/');
    &path[folder.map_or(0, |at| at + 1)..]
}

/// An image file's name without its ending and its size (`-300x225`, `_thumb`, `-scaled`, `s_`).
fn image_name(url: &str) -> Option<&str> {
    let (stem, ending) = file_of(url).rsplit_once('.')?;
    if !IMAGE_ENDINGS
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
    {
        return None;
    }
    let stem = ["-scaled", "_thumb", "-thumb", "_small", "_s", "_m"]
        .iter()
        .find_map(|size| stem.strip_suffix(size))
        .unwrap_or(stem);
    let stem = stem.strip_prefix("s_").unwrap_or(stem);
    Some(without_dimensions(stem))
}

/// `name-300x225` without its dimensions, and without those of the file that it was made from.
fn without_dimensions(stem: &str) -> &str {
    let is_number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let is_size = |size: &str| {
        size.split_once('x')
            .is_some_and(|(w, h)| is_number(w) && is_number(h))
    };
    let mut stem = stem;
    while let Some((name, size)) = stem.rsplit_once(['-', '_'])
        && is_size(size)
        && !name.is_empty()
    {
        stem = name;
    }
    stem
}

/// A width and a height of at most one: it counts readers. WordPress writes that of a drawing, whose
/// size it can't tell.
fn is_pixel(element: Element<'_>) -> bool {
    let small = |name| {
        element
            .attr(&name)
            .is_some_and(|v| matches!(v.trim(), "0" | "1" | "1px" | "0px"))
    };
    let is_drawing = || {
        let src = element.attr(&local_name!("src")).map_or("", str::trim);
        let ending = file_of(src).rsplit_once('.').map(|(_, ending)| ending);
        ending.is_some_and(|ending| ending.eq_ignore_ascii_case("svg"))
    };
    small(local_name!("width")) && small(local_name!("height")) && !is_drawing()
}

/// Longest name of a file that is one, in bytes.
const PLACEHOLDER_NAME_BYTES_MAX: usize = "lazy_placeholder".len();

/// Whether an address only holds the place of the image that a script loads later.
pub(super) fn is_placeholder(src: &str) -> bool {
    if src.starts_with("data:") {
        return src.len() <= PLACEHOLDER_BYTES_MAX || src.starts_with("data:image/svg");
    }
    let file = file_of(src);
    let stem = &file[..file.find('.').unwrap_or(file.len())];
    if stem.len() > PLACEHOLDER_NAME_BYTES_MAX {
        return false;
    }
    matches!(
        &*stem.to_ascii_lowercase(),
        "blank"
            | "placeholder"
            | "spacer"
            | "loading"
            | "lazy"
            | "lazyload"
            | "transparent"
            | "grey"
            | "gray"
            | "1x1"
            | "pixel"
            | "clear"
            | "dot"
            | "loading-icon"
            | "loader"
            | "lazy_placeholder"
    )
}

/// Whether an attribute's value can be the address of an image.
fn is_address(value: &str) -> bool {
    !value.is_empty()
        && !value.starts_with("data:")
        && !value.contains(|c: char| c.is_whitespace())
        && (value.contains('/') || value.contains('.'))
        && value != "undefined"
}

/// Whether an image is titled like its article. Scrapers write `_` in the article's title for
/// characters that a file name can't hold.
fn is_same_title(title: &str, article: &str) -> bool {
    let mut chars = title.chars();
    !article.is_empty()
        && article
            .chars()
            .all(|c| chars.next().is_some_and(|have| have == c || c == '_'))
        && chars.next().is_none()
}
