//! The round-trip law, on random trees: what is written reads back as what was to be written,
//! under two parsers, in every style.
//!
//! `PROPTEST_CASES=100000 cargo test --release --test properties` is the long run.

mod support;

use article2md::mdast::{Block, Document};
use article2md::writer::{Bullet, EmphasisMark, EmphasisMode, HardBreak, LinkStyle, Style, html};
use proptest::prelude::*;
use support::{law, trees};

/// Checks the law.
fn holds(document: Document<'static>, style: &Style) -> Result<(), TestCaseError> {
    law::holds(document, style).map_err(TestCaseError::fail)
}

fn style() -> impl Strategy<Value = Style> {
    use proptest::sample::select;
    (
        select(&[Bullet::Dash, Bullet::Asterisk, Bullet::Plus][..]),
        select(&[EmphasisMark::Asterisk, EmphasisMark::Underscore][..]),
        select(&[EmphasisMode::Move, EmphasisMode::Exact, EmphasisMode::Html][..]),
        select(&[LinkStyle::Inline, LinkStyle::Reference][..]),
        select(&[HardBreak::Backslash, HardBreak::Spaces][..]),
        any::<bool>(),
    )
        .prop_map(
            |(bullet, emphasis, emphasis_mode, links, hard_break, escape_templates)| Style {
                bullet,
                emphasis,
                emphasis_mode,
                links,
                hard_break,
                escape_templates,
            },
        )
}

/// 2,000 cases each, or as many as `PROPTEST_CASES` says.
fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() {
        default.cases
    } else {
        2000
    };
    ProptestConfig {
        cases,
        max_shrink_iters: 20_000,
        failure_persistence: None,
        ..default
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn paragraphs_read_back(document in trees::paragraph()) {
        holds(document, &Style::default())?;
    }

    #[test]
    fn documents_read_back(document in trees::document()) {
        holds(document, &Style::default())?;
    }

    #[test]
    fn html_of_any_blocks_is_one_block(document in trees::document()) {
        let inside = html::blocks(&document.blocks);
        let blocks = vec![Block::Html(format!("<div>{inside}</div>").into())];
        holds(Document { blocks }, &Style::default())?;
    }

    #[test]
    fn every_style_reads_back(document in trees::document(), style in style()) {
        holds(document, &style)?;
    }
}
