//! Pictures of emoji and smileys, as the characters that they stand for.
//!
//! WordPress puts images in the place of emoji (`img.emoji`, files named for the code points), and
//! did so for typed smileys before there were emoji (`img.wp-smiley`, `icon_smile.gif`).

use std::borrow::Cow;

use crate::needle;

/// Classes that say that an image is an emoji.
const CLASSES: [&str; 7] = [
    "emoji",
    "emojione",
    "g-emoji",
    "joypixels",
    "twemoji",
    "wp-smiley",
    "emojify",
];

/// What the address of an emoji's image holds.
const PATHS: [&str; 3] = ["s.w.org/images/core/emoji/", "/twemoji/", "images/smilies/"];

/// WordPress's smiley files, as `wp-includes/functions.php` maps them to emoji.
const SMILEYS: [(&str, &str); 24] = [
    ("frownie.png", "🙁"),
    ("icon_arrow", "➡"),
    ("icon_biggrin", "😀"),
    ("icon_confused", "😕"),
    ("icon_cool", "😎"),
    ("icon_cry", "😥"),
    ("icon_eek", "😮"),
    ("icon_evil", "👿"),
    ("icon_exclaim", "❗"),
    ("icon_idea", "💡"),
    ("icon_lol", "😆"),
    ("icon_mad", "😡"),
    ("icon_mrgreen", "😀"),
    ("icon_neutral", "😐"),
    ("icon_question", "❓"),
    ("icon_razz", "😛"),
    ("icon_redface", "😳"),
    ("icon_rolleyes", "🙄"),
    ("icon_sad", "🙁"),
    ("icon_smile", "🙂"),
    ("icon_surprised", "😮"),
    ("icon_twisted", "😈"),
    ("icon_wink", "😉"),
    ("simple-smile", "🙂"),
];

/// The text that an image of an emoji stands for; `None` for any other image.
pub(super) fn character<'a>(class: &str, src: &str, alt: &'a str) -> Option<Cow<'a, str>> {
    let is_emoji = class.split_ascii_whitespace().any(|c| CLASSES.contains(&c))
        || PATHS.iter().any(|path| needle::is_in(src, path));
    if !is_emoji {
        return None;
    }
    let alt = alt.trim();
    if !alt.is_ascii() {
        return Some(Cow::Borrowed(alt));
    }
    let file = src
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let smiley = SMILEYS
        .iter()
        .find(|(name, _)| file.starts_with(name))
        .map(|row| Cow::Borrowed(row.1));
    smiley
        .or_else(|| code_points(file).map(Cow::Owned))
        .or_else(|| (!alt.is_empty()).then_some(Cow::Borrowed(alt)))
}

/// The characters that name a file, as in `1f468-200d-1f4bb.png`.
fn code_points(file: &str) -> Option<String> {
    let name = file.split('.').next()?;
    // Four hexadecimal digits at least: anything shorter is a number.
    let char_of = |hex: &str| {
        (hex.len() >= 4).then(|| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32))?
    };
    name.split('-').map(char_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_images_are_characters() {
        for (class, src, alt, text) in [
            (
                "emoji",
                "https://s.w.org/images/core/emoji/14.0.0/72x72/2122.png",
                "™",
                Some("™"),
            ),
            (
                "",
                "https://s.w.org/images/core/emoji/14.0.0/72x72/1f600.png",
                "",
                Some("😀"),
            ),
            (
                "wp-smiley",
                "/wp-includes/images/smilies/icon_wink.gif",
                ";)",
                Some("😉"),
            ),
            ("wp-smiley", "/x/own.gif", ":own:", Some(":own:")),
            ("photo", "/2122.png", "™", None),
        ] {
            assert_eq!(character(class, src, alt).as_deref(), text);
        }
    }
}
