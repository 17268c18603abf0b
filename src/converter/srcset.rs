//! The `srcset` attribute. HTML standard, section 4.8.4.2.1.

/// The address of the candidate with the largest width or pixel density.
pub(super) fn widest(srcset: &str) -> Option<&str> {
    let mut best: Option<(f64, &str)> = None;
    for (url, descriptor) in candidates(srcset) {
        let size = size(descriptor);
        if !url.starts_with("data:") && best.is_none_or(|(have, _)| size > have) {
            best = Some((size, url));
        }
    }
    best.map(|(_, url)| url)
}

/// The addresses of all candidates.
pub(super) fn addresses(srcset: &str) -> impl Iterator<Item = &str> {
    candidates(srcset).map(|(url, _)| url)
}

fn candidates(srcset: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = srcset;
    std::iter::from_fn(move || {
        let (url, descriptor, behind) = candidate(rest)?;
        rest = behind;
        Some((url, descriptor))
    })
}

/// The width or the density that a descriptor says.
fn size(descriptor: &str) -> f64 {
    let number = descriptor.trim().trim_end_matches(['w', 'x', 'h']);
    number.parse().unwrap_or(1.0)
}

/// The first candidate: its address, its descriptor, and what follows. A comma ends an address only
/// before white space or at its end, as addresses hold commas.
fn candidate(srcset: &str) -> Option<(&str, &str, &str)> {
    let text = srcset.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
    if text.is_empty() {
        return None;
    }
    let end = text.bytes().position(|b| b.is_ascii_whitespace());
    let end = end.unwrap_or(text.len());
    let (url, rest) = text.split_at(end);
    if let Some(url) = url.strip_suffix(',') {
        return Some((url.trim_end_matches(','), "", rest));
    }
    let (descriptor, rest) = rest.split_once(',').unwrap_or((rest, ""));
    Some((url, descriptor, rest))
}

#[cfg(test)]
mod tests {
    use super::widest;

    #[test]
    fn takes_the_widest() {
        assert_eq!(widest("a.jpg 300w, b.jpg 1024w, c.jpg 768w"), Some("b.jpg"));
        assert_eq!(widest("a.jpg, b.jpg 2x"), Some("b.jpg"));
        assert_eq!(
            widest("https://a.example/w_1,h_2/i.jpg 1x"),
            Some("https://a.example/w_1,h_2/i.jpg")
        );
        assert_eq!(
            widest("data:image/gif;base64,R0 1x, a.jpg 2x"),
            Some("a.jpg")
        );
        assert_eq!(widest(" , "), None);
    }
}
