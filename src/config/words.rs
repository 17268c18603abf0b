//! Settings that are one word out of a few, as people write them, and what the library calls them.

use article2md::{front_matter, source, writer};
use clap::ValueEnum;
use serde::Deserialize;

/// Declares the words of a setting: one row a word, with what it means and its library value.
macro_rules! words {
    ($( $(#[$about:meta])* $name:ident for $target:path {
        $( $word:literal $help:literal $variant:ident = $value:expr; )*
    } )*) => { $(
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
        pub(crate) enum $name {
            $( #[doc = $help] #[value(name = $word)] #[serde(rename = $word)] $variant, )*
        }

        impl From<$name> for $target {
            fn from(word: $name) -> Self {
                match word { $( $name::$variant => $value, )* }
            }
        }
    )* };
}

words! {
    /// How bodies are read.
    Format for source::From {
        "auto" "Tell HTML from Markdown by name and content" Auto = source::From::Auto;
        "html" "The body is HTML" Html = source::From::Html;
        "markdown" "The body is Markdown" Markdown = source::From::Markdown;
    }

    /// What happens to emphasis whose delimiters would not be read as such.
    Emphasis for writer::EmphasisMode {
        "move" "Punctuation at its edge leaves it; where that does not help, HTML tags"
            Move = writer::EmphasisMode::Move;
        "exact" "HTML tags where delimiters can't say exactly what is emphasised"
            Exact = writer::EmphasisMode::Exact;
        "html" "HTML tags always" Html = writer::EmphasisMode::Html;
    }

    /// The marker of emphasis.
    EmphasisMark for writer::EmphasisMark {
        "*" "Asterisks" Asterisk = writer::EmphasisMark::Asterisk;
        "_" "Underscores where they can be read" Underscore = writer::EmphasisMark::Underscore;
    }

    /// The marker of bullet lists.
    Bullet for writer::Bullet {
        "-" "Hyphens" Dash = writer::Bullet::Dash;
        "*" "Asterisks" Asterisk = writer::Bullet::Asterisk;
        "+" "Plus signs" Plus = writer::Bullet::Plus;
    }

    /// Where link destinations stand.
    Links for writer::LinkStyle {
        "inline" "Behind the link text" Inline = writer::LinkStyle::Inline;
        "reference" "At the end of the document" Reference = writer::LinkStyle::Reference;
    }

    /// How a hard line break is written.
    HardBreak for writer::HardBreak {
        "backslash" "A backslash at the end of the line" Backslash = writer::HardBreak::Backslash;
        "spaces" "Two spaces at the end of the line" Spaces = writer::HardBreak::Spaces;
    }

    /// The generator that front matter is meant for.
    Preset for front_matter::Preset {
        "own" "The input's own dialect, put into one form" Own = front_matter::Preset::Own;
        "keep" "As found, repairs aside" Keep = front_matter::Preset::Keep;
        "hexo" "Hexo" Hexo = front_matter::Preset::Hexo;
        "hugo" "Hugo" Hugo = front_matter::Preset::Hugo;
        "jekyll" "Jekyll" Jekyll = front_matter::Preset::Jekyll;
        "zola" "Zola, in TOML" Zola = front_matter::Preset::Zola;
        "astro" "Astro, with the names of its blog template" Astro = front_matter::Preset::Astro;
        "docusaurus" "Docusaurus" Docusaurus = front_matter::Preset::Docusaurus;
        "eleventy" "Eleventy" Eleventy = front_matter::Preset::Eleventy;
        "obsidian" "Obsidian" Obsidian = front_matter::Preset::Obsidian;
    }

    /// How dates in front matter are written.
    Date for front_matter::DateForm {
        "rfc3339" "2021-11-03T08:00:00+08:00" Rfc3339 = front_matter::DateForm::Rfc3339;
        "site" "2021-11-03 08:00:00, in the zone given or else in UTC" Site = front_matter::DateForm::Site;
        "local" "2021-11-03T08:00:00, as the clock says" Local = front_matter::DateForm::Local;
        "keep" "As found" Keep = front_matter::DateForm::Keep;
    }

    /// Which comes first in a date such as 09-12-2008.
    DayMonth for front_matter::DayMonthOrder {
        "unknown" "Told by the number above 12; else the date stays as it is"
            Unknown = front_matter::DayMonthOrder::Unknown;
        "day-first" "Day, month, year" DayFirst = front_matter::DayMonthOrder::DayFirst;
        "month-first" "Month, day, year" MonthFirst = front_matter::DayMonthOrder::MonthFirst;
    }

    /// Which quotes are written in front matter where quotes are needed.
    Quote for front_matter::Quote {
        "single" "'…'" Single = front_matter::Quote::Single;
        "double" "\"…\"" Double = front_matter::Quote::Double;
    }
}
