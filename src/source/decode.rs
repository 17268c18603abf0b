//! Bytes to UTF-8 text.
//!
//! The order in which encodings are tried: byte order mark; UTF-16 and UTF-32 by their pattern of
//! zero bytes; UTF-8; the charset that the document declares; a guess from its bytes. Text that
//! is valid UTF-8 is taken for UTF-8 whatever the document says, because scrapers re-encode pages
//! and leave the old declaration in. An answer that needs replacement characters is no answer:
//! the document is refused with the line of the first byte that does not fit.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memmem;

use crate::Error;
use crate::report::{Code, Report};

/// How far into the document a charset declaration is looked for, in bytes. The HTML Standard
/// says 1,024 (prescan a byte stream); scraped pages carry comments and scripts above it.
const DECLARATION_BYTES: usize = 64 << 10;

/// How many bytes tell UTF-16 without a byte order mark from anything else.
const PATTERN_BYTES: usize = 4096;

/// Turns a file's bytes into text, without its byte order mark; line ends stay as they are.
///
/// Anything but UTF-8 is reported as [`Code::Decoded`] with the encoding's name, a byte order
/// mark of UTF-8 as [`Code::BomDropped`].
///
/// # Errors
/// [`Error::Encoding`] when no encoding fits every byte, or when the bytes are not text at all.
pub fn decode<'a>(bytes: &'a [u8], report: &mut Report) -> Result<Cow<'a, str>, Error> {
    if let Some(text) = utf32(bytes)? {
        report.add(Code::Decoded, "UTF-32");
        return without_zeros(without_marks(Cow::Owned(text)), bytes);
    }
    if let Some(encoding) = utf16(bytes) {
        return without_zeros(without_marks(legacy(bytes, encoding, report)?), bytes);
    }
    let mut unmarked = bytes;
    while let Some(rest) = unmarked.strip_prefix(b"\xEF\xBB\xBF") {
        unmarked = rest;
    }
    if unmarked.len() < bytes.len() {
        // Without the mark, it would be read in another way.
        if utf16(unmarked).is_some() {
            return Err(not("UTF-8", bytes, 0));
        }
        report.push(Code::BomDropped, None, Some(1), "UTF-8");
    }
    let bytes = unmarked;
    // Some ten times as fast as the standard library's check where ASCII and other letters
    // alternate, but it does not say what is wrong.
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(_) if is_binary(bytes) => Err(not("text", bytes, 0)),
        Some(_) if is_iso_2022_jp(bytes) => legacy(bytes, ISO_2022_JP, report),
        Some(text) => Ok(text),
        None => guess(bytes, report),
    }
}

/// UTF-16 by its byte order mark, or by the zero bytes of its ASCII characters.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(UTF_16LE),
        [0xFE, 0xFF, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let sample = &bytes[..bytes.len().min(PATTERN_BYTES)];
    memchr::memchr(0, sample)?;
    let zeros = |phase| {
        sample
            .iter()
            .skip(phase)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    // U+4E00, the commonest character of Chinese, has a zero byte on the other side.
    let is_plenty = |zeros: usize, others: usize| zeros * 16 >= sample.len() && zeros > others * 8;
    if is_plenty(odd, even) {
        Some(UTF_16LE)
    } else {
        is_plenty(even, odd).then_some(UTF_16BE)
    }
}

/// UTF-32, of which `encoding_rs` knows nothing (the Encoding Standard leaves it out).
fn utf32(bytes: &[u8]) -> Result<Option<String>, Error> {
    let (unit, body): (fn([u8; 4]) -> u32, _) = match bytes {
        [0xFF, 0xFE, 0, 0, body @ ..] => (u32::from_le_bytes, body),
        [0, 0, 0xFE, 0xFF, body @ ..] => (u32::from_be_bytes, body),
        [a, 0, 0, 0, b, 0, 0, 0, ..] if *a != 0 && *b != 0 => (u32::from_le_bytes, bytes),
        [0, 0, 0, a, 0, 0, 0, b, ..] if *a != 0 && *b != 0 => (u32::from_be_bytes, bytes),
        _ => return Ok(None),
    };
    let (units, rest) = body.as_chunks::<4>();
    let text: Option<String> = units.iter().map(|u| char::from_u32(unit(*u))).collect();
    match text {
        Some(text) if rest.is_empty() => Ok(Some(text)),
        _ => Err(Error::Encoding {
            encoding: "UTF-32",
            line: 1,
        }),
    }
}

/// Text in 7 bits that shifts to a Japanese character set (RFC 1468) and back.
fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    memchr::memchr(0x1B, bytes).is_some_and(|at| {
        let shift = &bytes[at + 1..];
        (shift.starts_with(b"$B") || shift.starts_with(b"$@")) && bytes.is_ascii()
    })
}

/// The text without byte order marks: a second one would be the first of what is written.
fn without_marks(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => Cow::Owned(rest.trim_start_matches('\u{feff}').to_owned()),
        None => text,
    }
}

/// The text that was made of the bytes, unless there are zeros in it: a file of them is no text, and
/// written as UTF-8 they would be taken for the half of something.
fn without_zeros<'a>(text: Cow<'a, str>, bytes: &[u8]) -> Result<Cow<'a, str>, Error> {
    if memchr::memchr(0, text.as_bytes()).is_some() {
        return Err(not("text", bytes, 0));
    }
    Ok(text)
}

/// Refuses a body of zeros, however much front matter stands above it.
pub(crate) fn refuse_binary(body: &str) -> Result<(), Error> {
    if is_binary(body.as_bytes()) {
        return Err(not("text", body.as_bytes(), 0));
    }
    Ok(())
}

/// Whether zero bytes are more than an accident: a program, an archive, an image.
fn is_binary(bytes: &[u8]) -> bool {
    memchr::memchr(0, bytes).is_some() && memchr::memchr_iter(0, bytes).count() * 8 > bytes.len()
}

/// Not UTF-8: what the document declares, else what its bytes look like.
fn guess<'a>(bytes: &'a [u8], report: &mut Report) -> Result<Cow<'a, str>, Error> {
    let at = Encoding::utf8_valid_up_to(bytes);
    if is_damaged_utf8(bytes, at) {
        return Err(not("UTF-8", bytes, at));
    }
    if memchr::memchr(0, bytes).is_some() {
        return Err(not("text", bytes, at));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    for encoding in declared(bytes).into_iter().chain([guessed]) {
        if let Ok(text) = legacy(bytes, encoding, report) {
            return Ok(text);
        }
    }
    Err(not(guessed.name(), bytes, at))
}

/// UTF-8 that was cut in a character, holds surrogates, or has an island of something else in it;
/// the first fault stands behind `valid` bytes.
///
/// Three-byte sequences hardly ever come about by chance in a legacy encoding (1 in 100 of GBK's
/// characters), two-byte ones do (1 in 7).
fn is_damaged_utf8(bytes: &[u8], valid: usize) -> bool {
    let is_cut = |error: std::str::Utf8Error| error.error_len().is_none();
    if std::str::from_utf8(&bytes[valid..]).is_err_and(is_cut) {
        return true;
    }
    let (mut two, mut three, mut bad, mut surrogates) = (0_usize, 0_usize, 0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        two += chunk
            .valid()
            .bytes()
            .filter(|b| (0xC0..0xE0).contains(b))
            .count();
        three += chunk.valid().bytes().filter(|b| *b >= 0xE0).count();
        bad += usize::from(!chunk.invalid().is_empty());
        surrogates += usize::from(chunk.invalid() == [0xED]);
    }
    (three >= 3 && three * 20 >= bad) || two > bad || surrogates * 3 == bad
}

/// The charset in `<meta charset>`, `<meta http-equiv>` or an XML declaration. HTML Standard,
/// "extracting a character encoding from a meta element"; labels are the Encoding Standard's.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(DECLARATION_BYTES)].to_ascii_lowercase();
    let xml = head
        .starts_with(b"<?xml")
        .then(|| memmem::find(&head, b"encoding"))
        .flatten();
    xml.map(|at| at + "encoding".len())
        .into_iter()
        .chain(memmem::find_iter(&head, b"charset").map(|at| at + "charset".len()))
        .find_map(|at| label(&head[at..]))
}

/// The encoding named by `= "…"` at the start of `rest`.
fn label(rest: &[u8]) -> Option<&'static Encoding> {
    let value = rest
        .trim_ascii_start()
        .strip_prefix(b"=")?
        .trim_ascii_start();
    let value = match value {
        [b'"' | b'\'', value @ ..] => value,
        value => value,
    };
    let end = value
        .iter()
        .position(|b| b"\"'; \t\r\n<>/?".contains(b))
        .unwrap_or(value.len());
    Encoding::for_label(&value[..end]).filter(|e| *e != UTF_8)
}

/// Decodes without replacement characters, or says where it failed.
fn legacy<'a>(
    bytes: &'a [u8],
    encoding: &'static Encoding,
    report: &mut Report,
) -> Result<Cow<'a, str>, Error> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (encoding, bytes),
    };
    let text = encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .filter(|text| {
            !text
                .chars()
                .any(|c| ('\u{80}'..='\u{9f}').contains(&c) && c != '\u{85}')
        })
        .ok_or_else(|| not(encoding.name(), bytes, 0))?;
    report.add(Code::Decoded, encoding.name());
    Ok(text)
}

/// The error for the byte at `at`.
fn not(encoding: &'static str, bytes: &[u8], at: usize) -> Error {
    let line = memchr::memchr_iter(b'\n', &bytes[..at]).count() + 1;
    Error::Encoding {
        encoding,
        line: u32::try_from(line).unwrap_or(u32::MAX),
    }
}

/// Drops from an HTML body the control characters that no reader shows: C0 and C1 controls, DEL.
/// Tab, line feed, carriage return and form feed stay; vertical tab and NEL, which some readers
/// show as a line break, become a space, and so does any other between `<` or `&` and a name.
/// Reported as [`Code::ControlRemoved`] with their number.
#[must_use]
pub fn without_controls<'a>(body: &'a str, report: &mut Report) -> Cow<'a, str> {
    if !has_controls(body.as_bytes()) {
        return Cow::Borrowed(body);
    }
    let mut removed = 0_usize;
    let mut kept = String::with_capacity(body.len());
    for c in body.chars() {
        match c {
            '\t' | '\n' | '\r' | '\u{c}' => kept.push(c),
            '\u{b}' | '\u{85}' => kept.push(' '),
            c if c.is_control() => {
                removed += 1;
                if ends_in_markup(&kept) {
                    kept.push(' ');
                }
            }
            c => kept.push(c),
        }
    }
    if removed > 0 {
        report.add(
            Code::ControlRemoved,
            format!("{removed} control characters"),
        );
    }
    Cow::Owned(kept)
}

/// Whether what follows could become part of a tag's name or of a character reference: text that
/// a control character kept from being markup must not become some without it.
fn ends_in_markup(text: &str) -> bool {
    const NAME_BYTES_MAX: usize = 32;
    let bytes = text.as_bytes();
    let tail = &bytes[bytes.len().saturating_sub(NAME_BYTES_MAX)..];
    let name = tail
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphanumeric() || b"/!?#-[".contains(b))
        .count();
    let before = &tail[..tail.len() - name];
    matches!(before, [.., b'<' | b'&'])
}

/// Whether there is a control character other than white space. C1 controls are the bytes C2 80 to
/// C2 9F in UTF-8.
fn has_controls(bytes: &[u8]) -> bool {
    // Loops without branches, which the compiler turns into vector code; few pieces of a text hold
    // what the first one asks for.
    let may_be = |b: u8| (b < 0x20) & (b != b'\n') | (b == 0x7F);
    let is = |b: u8| may_be(b) & (b != b'\t') & (b != b'\r') & (b != 0x0C);
    let c0 = |piece: &[u8]| {
        piece.iter().fold(false, |found, b| found | may_be(*b))
            && piece.iter().fold(false, |found, b| found | is(*b))
    };
    bytes.chunks(256).any(c0)
        || memchr::memchr_iter(0xC2, bytes).any(|at| bytes.get(at + 1).is_some_and(|b| *b < 0xA0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHINESE: &str = "文章标题：中文内容测试。作者对此发表了自己的看法，与你分享。";

    fn text(bytes: &[u8]) -> (String, Vec<String>) {
        let mut report = Report::default();
        let text = decode(bytes, &mut report).unwrap().into_owned();
        (text, report.findings.into_iter().map(|f| f.text).collect())
    }

    fn line_of_refusal(bytes: &[u8]) -> u32 {
        match decode(bytes, &mut Report::default()) {
            Err(Error::Encoding { line, .. }) => line,
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn utf8_is_borrowed_and_loses_its_mark() {
        let mut report = Report::default();
        let text = decode("\u{feff}é".as_bytes(), &mut report).unwrap();
        assert!(matches!(text, Cow::Borrowed("é")));
        let codes: Vec<Code> = report.findings.iter().map(|f| f.code).collect();
        assert_eq!(codes, [Code::BomDropped]);
    }

    #[test]
    fn utf16_and_utf32_with_and_without_mark() {
        let page = format!("---\ntitle: 一\n---\n<p>{CHINESE}</p>");
        for mark in ["", "\u{feff}"] {
            let marked = format!("{mark}{page}");
            let le: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let be: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
            let wide: Vec<u8> = marked
                .chars()
                .flat_map(|c| (c as u32).to_le_bytes())
                .collect();
            assert_eq!(text(&le), (page.clone(), vec!["UTF-16LE".into()]));
            assert_eq!(text(&be), (page.clone(), vec!["UTF-16BE".into()]));
            assert_eq!(text(&wide), (page.clone(), vec!["UTF-32".into()]));
        }
    }

    #[test]
    fn declared_and_detected() {
        for (label, name) in [("gb2312", "GBK"), ("gb18030", "gb18030")] {
            let page = format!("<meta charset='{label}'><p>{CHINESE}</p>");
            let bytes = Encoding::for_label(label.as_bytes())
                .unwrap()
                .encode(&page)
                .0;
            assert_eq!(text(&bytes), (page.clone(), vec![name.into()]));
        }
        let page = format!("<meta charset=utf-8><p>{}</p>", CHINESE.repeat(4));
        assert_eq!(
            text(&encoding_rs::GBK.encode(&page).0),
            (page, vec!["GBK".into()])
        );
    }

    #[test]
    fn a_stale_declaration_does_not_win_over_utf8() {
        let page = format!("<meta charset=\"gb2312\">{CHINESE}");
        assert_eq!(text(page.as_bytes()), (page, vec![]));
    }

    #[test]
    fn japanese_in_seven_bits() {
        let (text, found) = text(b"<p>\x1b$B\x22\x25\x1b(B x</p>");
        assert_eq!((text.as_str(), found.len()), ("<p>▲ x</p>", 1));
    }

    #[test]
    fn refused_with_the_line() {
        let island = [format!("a\n{CHINESE}").as_bytes(), b"\n\xe9 b"].concat();
        assert_eq!(line_of_refusal(&island), 3);
        assert_eq!(line_of_refusal(b"cut \xe4\xb8"), 1);
        assert_eq!(line_of_refusal(b"\n\xed\xa0\xbd x \xed\xb8\x80"), 2);
        let mixed = [
            CHINESE.as_bytes(),
            b"\n",
            &encoding_rs::GBK.encode(CHINESE).0.repeat(4),
        ];
        assert_eq!(line_of_refusal(&mixed.concat()), 2);
        let binary: Vec<u8> = (0..=255).collect();
        line_of_refusal(&binary.repeat(9));
        line_of_refusal(b"\x7fELF\0\0\0\0\0\0\0\0");
    }

    #[test]
    fn controls() {
        let mut report = Report::default();
        assert!(matches!(
            without_controls("a\t\u{a0}\r\n", &mut report),
            Cow::Borrowed(_)
        ));
        assert_eq!(
            without_controls("a\0\u{1b}[1m\u{9b}\u{85}b\u{7f}", &mut report),
            "a[1m b"
        );
        assert_eq!(report.findings[0].text, "4 control characters");
        assert_eq!(
            without_controls("<\u{3}li>&am\u{1}p;</\0p>a\0b", &mut report),
            "< li>&am p;</ p>ab"
        );
    }
}
