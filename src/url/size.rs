//! The full-size original of a resized WordPress upload.
//!
//! WordPress names its resized copies `photo-300x225.jpg` beside `photo.jpg`. From the name alone
//! one can't know that the original still exists, or that the digits are a size at all; a link
//! around the image or a wider `srcset` candidate that names it is the proof.

use crate::needle;

/// Of the candidates, the one that shows the same upload as `src` at the largest size, if it is
/// larger; the unsized original counts as the largest.
///
/// `candidates` are the URLs in reach: the link around the image, the entries of its `srcset`.
#[must_use]
pub fn full_size<'a>(src: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut candidates = candidates.into_iter().peekable();
    candidates.peek()?;
    let sized = Upload::of(src)?;
    let mut best: Option<(u64, &str)> = None;
    for candidate in candidates {
        let Some(other) = Upload::of(candidate) else {
            continue;
        };
        let pixels = other.pixels_as(sized.stem);
        if pixels > sized.pixels
            && best.is_none_or(|(most, _)| pixels > most)
            && other.extension.eq_ignore_ascii_case(sized.extension)
        {
            best = Some((pixels, candidate));
        }
    }
    best.map(|(_, url)| url)
}

/// What WordPress appends to the name of its copy of an upload that is too large or was turned.
const COPIES: [&str; 2] = ["-scaled", "-rotated"];

/// An image file under an uploads folder.
struct Upload<'a> {
    /// The path without scheme, host and extension.
    name: &'a str,
    /// That without its size: hosts differ between a site and its image server, schemes between
    /// old and new posts.
    stem: &'a str,
    extension: &'a str,
    /// Width times height; the largest number for a name without a size.
    pixels: u64,
}

impl<'a> Upload<'a> {
    fn of(url: &'a str) -> Option<Self> {
        let end = memchr::memchr2(b'?', b'#', url.as_bytes());
        let path = &url[..end.unwrap_or(url.len())];
        let uploads_at = ["/uploads/", "/files/"]
            .into_iter()
            .find_map(|folder| needle::find(path, folder))?;
        let (name, extension) = path[uploads_at..].rsplit_once('.')?;
        let is_image = ["jpg", "jpeg", "png", "gif", "webp", "avif"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known));
        if !is_image {
            return None;
        }
        let sized = name
            .rsplit_once('-')
            .and_then(|(stem, size)| Some((stem, pixels(size)?)));
        let (stem, pixels) = sized.unwrap_or((name, u64::MAX));
        Some(Upload {
            name,
            stem,
            extension,
            pixels,
        })
    }

    /// How large this is as a copy of the upload `stem`; 0 if it is none. The upload's own name
    /// may look like a size.
    fn pixels_as(&self, stem: &str) -> u64 {
        let is_copy = |suffix: &str| self.name.strip_suffix(suffix) == Some(stem);
        if self.name == stem {
            u64::MAX
        } else if COPIES.into_iter().any(is_copy) {
            u64::MAX - 1
        } else if self.stem == stem {
            self.pixels
        } else {
            0
        }
    }
}

/// `300x225` as a number of pixels.
fn pixels(size: &str) -> Option<u64> {
    let (width, height) = size.split_once('x')?;
    let number = |text: &str| {
        text.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| text.parse::<u32>().ok())?
    };
    Some(u64::from(number(width)?) * u64::from(number(height)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "https://a.org/wp-content/uploads/2020/01/cat-300x225.jpg";

    #[test]
    fn takes_the_linked_original() {
        let original = "http://a.org/wp-content/uploads/2020/01/cat.jpg";
        assert_eq!(full_size(SMALL, [original]), Some(original));
        assert_eq!(full_size(original, [SMALL]), None);
    }

    #[test]
    fn takes_the_widest_of_a_srcset() {
        let wide = "https://a.org/wp-content/uploads/2020/01/cat-1024x768.jpg";
        assert_eq!(full_size(SMALL, [SMALL, wide]), Some(wide));
    }

    #[test]
    fn takes_the_copy_of_a_large_upload() {
        let wide = "https://a.org/wp-content/uploads/2020/01/cat-1536x1152.jpg";
        let scaled = "https://a.org/wp-content/uploads/2020/01/cat-scaled.jpg";
        let original = "https://a.org/wp-content/uploads/2020/01/cat.jpg";
        assert_eq!(full_size(SMALL, [wide, scaled, wide]), Some(scaled));
        assert_eq!(full_size(SMALL, [scaled, original]), Some(original));
        assert_eq!(full_size(scaled, [wide]), None);
    }

    #[test]
    fn takes_an_upload_that_is_named_like_a_copy() {
        let copy = "https://a.org/wp-content/uploads/2020/01/cat-640x480-300x225.jpg";
        let upload = "https://a.org/wp-content/uploads/2020/01/cat-640x480.jpg";
        assert_eq!(full_size(copy, [upload]), Some(upload));
        assert_eq!(full_size(upload, [copy]), None);
    }

    #[test]
    fn leaves_other_files_alone() {
        for other in [
            "https://a.org/wp-content/uploads/2020/01/dog.jpg",
            "https://a.org/wp-content/uploads/2020/01/cat.png",
            "https://a.org/gallery/cat.jpg",
            "https://a.org/about/",
        ] {
            assert_eq!(full_size(SMALL, [other]), None, "{other}");
        }
        assert_eq!(
            full_size(
                "https://a.org/maps/grid-300x225.jpg",
                ["https://a.org/maps/grid.jpg"]
            ),
            None
        );
    }
}
