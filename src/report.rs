//! What happened to a document on its way: the ledger of findings.
//!
//! The library never prints. Whatever a stage removes, unwraps, repairs, moves or cannot say in
//! Markdown becomes a [`Finding`] with a stable [`Code`]. The promise behind it: the visible text
//! that goes in is the visible text that comes out plus the text named in the ledger.

use std::borrow::Cow;
use std::fmt;

/// Longest preview of a finding, in characters; longer text ends in `…`.
pub const PREVIEW_CHARS_MAX: usize = 80;

/// All findings of one conversion, in the order in which they came up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The ledger.
    pub findings: Vec<Finding>,
}

/// One entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of thing happened.
    pub code: Code,
    /// The id of the rule that did it, where a rule did.
    pub rule: Option<Cow<'static, str>>,
    /// Line of the input file, from 1, where it is known.
    pub line: Option<u32>,
    /// The text concerned: for a removal, all of the visible text that went.
    pub text: String,
}

impl Report {
    /// Adds a finding without a rule or a line.
    pub fn add(&mut self, code: Code, text: impl Into<String>) {
        self.push(code, None, None, text);
    }

    /// Adds a finding.
    pub fn push(
        &mut self,
        code: Code,
        rule: Option<Cow<'static, str>>,
        line: Option<u32>,
        text: impl Into<String>,
    ) {
        let text = text.into();
        self.findings.push(Finding {
            code,
            rule,
            line,
            text,
        });
    }

    /// Whether a finding of this kind is in the ledger.
    #[must_use]
    pub fn has(&self, code: Code) -> bool {
        self.findings.iter().any(|f| f.code == code)
    }
}

impl Finding {
    /// The text on one line, at most [`PREVIEW_CHARS_MAX`] characters; control and bidirectional
    /// formatting characters are shown as `\u{…}` so that a message can't be spoofed by its input.
    #[must_use]
    pub fn preview(&self) -> String {
        preview(&self.text)
    }
}

/// See [`Finding::preview`].
#[must_use]
pub fn preview(text: &str) -> String {
    let mut out = String::new();
    let mut chars = 0;
    for word in text.split_whitespace() {
        if chars > 0 {
            out.push(' ');
            chars += 1;
        }
        for c in word.chars() {
            if chars >= PREVIEW_CHARS_MAX {
                out.push('…');
                return out;
            }
            if is_deceptive(c) {
                out.extend(c.escape_unicode());
            } else {
                out.push(c);
            }
            chars += 1;
        }
    }
    out
}

/// Control characters, and the bidirectional controls of Unicode UAX #9 that reorder what is read.
#[must_use]
pub fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Declares [`Code`]: one row a code, so that `explain`, the docs and the report agree.
macro_rules! codes {
    ($( $variant:ident = $id:literal, $name:literal, $explain:literal; )*) => {
        /// A finding's kind. The id never changes its meaning and is never used again.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $( #[doc = $explain] $variant, )* }

        impl Code {
            /// Every code, in the order of their ids.
            pub const ALL: &'static [Code] = &[ $( Code::$variant, )* ];

            /// The stable id, such as `A2M301`.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $( Code::$variant => $id, )* }
            }

            /// A short name in kebab case, such as `chrome-removed`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $( Code::$variant => $name, )* }
            }

            /// A sentence or two for `article2md explain`.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $( Code::$variant => $explain, )* }
            }
        }
    };
}

codes! {
    Decoded = "A2M101", "decoded", "The input was not UTF-8; it was read in the encoding named and written as UTF-8.";
    UnclosedFrontMatter = "A2M102", "unclosed-front-matter", "The file opens a front matter block that nothing closes; all of it was taken for the body.";
    BodyKept = "A2M103", "body-kept", "The body is Markdown already and was left byte for byte; the text says what told it apart.";
    BodyConverted = "A2M104", "body-converted", "The body is HTML and was converted; the text says what told it apart.";
    ControlRemoved = "A2M105", "control-removed", "Control characters that no Markdown reader shows were removed.";
    BomDropped = "A2M106", "bom-dropped", "A byte order mark at the start of the file was dropped.";

    DelimiterRepaired = "A2M201", "delimiter-repaired", "The lines around the front matter were repaired: blank lines above it, spaces behind a delimiter, an unusual or missing delimiter.";
    IndentRepaired = "A2M202", "indent-repaired", "Indentation in the front matter that YAML does not allow (tabs, keys below a value) was repaired.";
    ScalarQuoted = "A2M203", "scalar-quoted", "A front matter value that YAML refuses or misreads without quotes was read as the text it is.";
    QuotesRepaired = "A2M204", "quotes-repaired", "Broken quotes, escapes or colons in the front matter were read as their author meant them.";
    DuplicateKey = "A2M205", "duplicate-key", "A front matter key stands twice; the last one counts, a different one stays as a comment.";
    AnchorExpanded = "A2M206", "anchor-expanded", "A YAML alias was replaced by the value that it stands for.";
    NotAMapping = "A2M207", "not-a-mapping", "The block at the top holds no keys; it was left as it is.";
    EntityDecoded = "A2M208", "entity-decoded", "HTML character references in a front matter value were decoded.";
    DateKept = "A2M209", "date-kept", "A date that can't be read without guessing stays as it is.";
    CoverDropped = "A2M210", "cover-dropped", "A cover that shows nothing of the article (empty, random or missing picture) was dropped.";
    KeyFolded = "A2M211", "key-folded", "A front matter key was renamed to the one that generators read.";
    ItemDuplicate = "A2M212", "item-duplicate", "An item that stands twice in a front matter list was dropped.";
    OpenerEscaped = "A2M213", "opener-escaped", "The body began with a line that tools read as the start of front matter; it was written so that they don't.";
    DateZone = "A2M214", "date-zone", "A date had to be written without its zone, and no site zone was given: as UTC for Hexo, else as its own wall clock.";
    Filled = "A2M215", "filled", "A front matter key that was missing was filled in from the article or its file name.";
    TitleHeadingDropped = "A2M216", "title-heading-dropped", "A heading at the start of the body repeated the title and was dropped.";
    TemplateShielded = "A2M217", "template-shielded", "Template text that the generator of the preset would run or fail on was made harmless.";
    SecondBlock = "A2M218", "second-block", "A second block of keys follows the front matter, which no generator reads; it was left in the body.";

    ChromeRemoved = "A2M301", "chrome-removed", "A rule took an element for site chrome and removed it with its text.";
    ChromeUnwrapped = "A2M302", "chrome-unwrapped", "A rule dropped a wrapper element; its content stayed.";
    InvisibleRemoved = "A2M303", "invisible-removed", "An element that shows no text (script, style, template, comment) was removed.";
    RuleSkipped = "A2M304", "rule-skipped", "A rule would have removed too much of the article and was not applied.";

    UrlUnwrapped = "A2M401", "url-unwrapped", "A proxy or redirect around a URL was removed.";
    UrlCleaned = "A2M402", "url-cleaned", "Campaign parameters or an image size transform were dropped from a URL.";
    UrlRefused = "A2M403", "url-refused", "A link or image whose scheme can run code was dropped; its text stayed.";

    HtmlKept = "A2M501", "html-kept", "An element without a Markdown form stayed as clean inline HTML.";
    ElementFlattened = "A2M502", "element-flattened", "An element without a Markdown form was dropped; its content stayed.";
    DepthCapped = "A2M503", "depth-capped", "Elements nested too deep were flattened; their content stayed.";
    TagRepaired = "A2M504", "tag-repaired", "Text that an HTML parser would have swallowed as a tag was kept as text.";
    ListStartEscaped = "A2M505", "list-start", "A list number outside 0 to 999,999,999 can't be written in Markdown and became text.";
    NestingFlattened = "A2M506", "nesting-flattened", "Lists or quotes nested deeper than renderers show were flattened; their content stayed.";

    RepeatRemoved = "A2M507", "repeat-removed", "A caption that stood there already was not said twice.";
    AttributesCapped = "A2M508", "attributes-capped", "Attributes were left out that are more than any page has: behind the first 256 of a tag, or in endless copies of elements that nothing closes.";
    NamesCapped = "A2M509", "names-capped", "The page has more names of elements and attributes that no standard knows than any page has; behind the first 1024, elements lost their name and attributes were left out.";
    ShortcodeExpanded = "A2M510", "shortcode-expanded", "A WordPress shortcode became the element that it stands for; the text is its tags.";
    ShortcodeDropped = "A2M511", "shortcode-dropped", "A WordPress shortcode that shows what is not in the post (a gallery of attachments, a form) was removed.";
    ShortcodeKept = "A2M512", "shortcode-kept", "An unknown WordPress shortcode stayed as text; other ones of the same name did as well.";
    FootnoteRead = "A2M513", "footnote-read", "A footnote became a Markdown footnote; the text is what showed its mark, its way back or its heading.";
    MathsRead = "A2M514", "maths-read", "A formula is written once; the text is what the page showed of it besides.";
    ListMarkerRead = "A2M517", "list-marker-read", "A paragraph that Word wrote for a list item became one; the text is the marker that was typed in front of it.";
    EmailRevealed = "A2M518", "email-revealed", "An e-mail address that Cloudflare hides from robots was written out; the text is what stood for it.";
    ScoreRead = "A2M519", "score-read", "Stars became the score that they show by their colour; the text is the stars.";
    ImageUnknown = "A2M520", "image-unknown", "An image was left out whose address only a script knows; the text is its description, which is what a link around it shows.";
    IslandConverted = "A2M515", "island-converted", "HTML in a Markdown body became Markdown that renders the same; the text is how many changes there were.";
    IslandKept = "A2M516", "island-kept", "HTML in a Markdown body stayed, because Markdown would render otherwise; the text is how it begins.";

    EmphasisMoved = "A2M601", "emphasis-moved", "Punctuation at the edge of an emphasised run was moved out of it, because the delimiters would not have been read as emphasis there.";
    EmphasisAsHtml = "A2M602", "emphasis-html", "An emphasised run was written as inline HTML, because no delimiters can say it there.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
