//! A whole conversion of any bytes: no panic, nothing lost in silence, nothing live in the output,
//! which reads back as its tree, is bounded, and stays as it is when it is converted again.
//!
//! The first byte chooses options; the file follows.

use article2md::mdast::check;
use article2md::source::From;
use article2md::verify::verify;
use article2md::writer::{EmphasisMode, HardBreak, LinkStyle};
use article2md::{Code, Conversion, Options, convert_bytes};

use super::inert;
use crate::support::{body_of, reads_back_as, words};

/// Output may be this many times as large as its input, and [`GROWTH_FREE`] bytes.
const GROWTH_MAX: usize = 32;
const GROWTH_FREE: usize = 1 << 20;

/// The law.
pub(crate) fn run(data: &[u8]) {
    let (choice, file) = data.split_first().unwrap_or((&0, &[]));
    let options = options(*choice);
    let Ok(conversion) = convert_bytes(file, &options) else {
        return;
    };
    let markdown = &conversion.markdown;
    assert!(
        markdown.len() <= GROWTH_MAX * file.len() + GROWTH_FREE,
        "{} bytes become {}",
        file.len(),
        markdown.len()
    );
    check_page(file, &conversion, &options);
    let again = Options {
        from: From::Auto,
        ..options
    };
    let second = convert_bytes(markdown.as_bytes(), &again).expect("output can be converted");
    assert_eq!(
        &second.markdown, markdown,
        "a second run changes the output"
    );
}

/// What must hold for bodies that were converted.
fn check_page(file: &[u8], conversion: &Conversion, options: &Options) {
    let Some(document) = &conversion.document else {
        return;
    };
    let markdown = &conversion.markdown;
    let body = body_of(markdown);
    if let Err(why) = inert::check(body) {
        panic!("{why} in\n{body}");
    }
    if options.style.escape_templates
        && let Some(opener) = inert::template(body)
    {
        panic!("a template engine reads {opener} in\n{body}");
    }
    if let Err(why) = check(document).and_then(|()| reads_back_as(body, document)) {
        panic!("{why}");
    }
    if let Err(why) = verify(document, markdown) {
        panic!("{why} in\n{markdown}");
    }
    // A tag that was taken for text is read in another way than a browser reads it.
    if !conversion.report.has(Code::TagRepaired)
        && let Err(why) = words::accounted_for(file, conversion)
    {
        panic!("{} in\n{markdown}", why.message().unwrap_or_default());
    }
}

fn options(choice: u8) -> Options {
    let has = |bit: u8| choice >> bit & 1 == 1;
    let mut options = Options {
        from: if has(0) { From::Html } else { From::Auto },
        islands: has(1),
        ..Options::default()
    };
    options.style.emphasis_mode = match choice >> 2 & 3 {
        1 => EmphasisMode::Exact,
        2 => EmphasisMode::Html,
        _ => EmphasisMode::Move,
    };
    if has(4) {
        options.style.links = LinkStyle::Reference;
    }
    if has(5) {
        options.convert.base_url = Some("https://site.example/posts/one/".to_owned());
    }
    if has(6) {
        options.front_matter.fill = true;
        options.front_matter.drop_title_heading = true;
    }
    if has(7) {
        options.style.escape_templates = false;
        options.style.hard_break = HardBreak::Spaces;
    }
    options
}
