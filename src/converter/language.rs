//! The language of a code block, as the many highlighters write it into classes and attributes.
//!
//! The code block itself is asked first, then the one `code` in it, then the elements around it.

use html5ever::local_name;

use super::media::named_attr;
use crate::needle;
use crate::parser::dom::{Dom, Element, NodeId};

/// Attributes whose value is the language. EnlighterJS, hexo-prism, Shiki, Syntax-highlighting Code
/// Block; WP-Syntax's `lang` only on a `pre`.
const ATTRIBUTES: [&str; 5] = [
    "data-enlighter-language",
    "data-lang",
    "data-language",
    "data-codetag",
    "data-shcb-language-slug",
];

/// What a class token begins with when the language stands behind it. HTML standard 4.5.15;
/// google-code-prettify; GitHub; Org mode; Crayon; SHJS.
const PREFIXES: [&str; 7] = [
    "language-",
    "lang-",
    "highlight-source-",
    "highlight-text-",
    "src-",
    "lang:",
    "sh_",
];

/// Class tokens behind which, anywhere in the class, a bare language may stand: highlight.js,
/// Pandoc, hexo and Jekyll, Org mode, google-code-prettify, `CodeRay`, Chroma, SyntaxHighlighter,
/// `CodeColorer`.
const MARKERS: [&str; 14] = [
    "hljs",
    "sourcecode",
    "highlight",
    "src",
    "prettyprint",
    "coderay",
    "codecolorer",
    "chroma",
    "syntaxhighlighter",
    "code",
    "codehilite",
    "copyable",
    "wp-block-code",
    "highlighttable",
];

/// Values that name no language.
const NO_LANGUAGE: [&str; 8] = [
    "auto",
    "default",
    "generic",
    "no-highlight",
    "nohighlight",
    "none",
    "raw",
    "undefined",
];

/// Bare class tokens that are taken for a language behind a marker.
const LANGUAGES: [&str; 93] = [
    "ada",
    "apache",
    "applescript",
    "asm",
    "assembly",
    "awk",
    "bash",
    "basic",
    "bat",
    "batch",
    "c",
    "c#",
    "c++",
    "ceylon",
    "clj",
    "clojure",
    "cmake",
    "cobol",
    "coffeescript",
    "console",
    "coq",
    "cpp",
    "cs",
    "csharp",
    "css",
    "d",
    "dart",
    "delphi",
    "diff",
    "dockerfile",
    "elisp",
    "elixir",
    "elm",
    "erlang",
    "f#",
    "fortran",
    "fsharp",
    "go",
    "golang",
    "gradle",
    "graphql",
    "groovy",
    "haskell",
    "html",
    "http",
    "ini",
    "java",
    "javascript",
    "jinja",
    "js",
    "json",
    "jsx",
    "julia",
    "kotlin",
    "kt",
    "latex",
    "less",
    "lisp",
    "lua",
    "makefile",
    "markdown",
    "matlab",
    "md",
    "ml",
    "nasm",
    "nginx",
    "nix",
    "objc",
    "ocaml",
    "pascal",
    "perl",
    "php",
    "powershell",
    "prolog",
    "python",
    "python3",
    "r",
    "ruby",
    "rust",
    "sass",
    "scala",
    "scheme",
    "scss",
    "sh",
    "shell",
    "sql",
    "swift",
    "toml",
    "ts",
    "typescript",
    "vb",
    "xml",
    "yaml",
];

/// Elements looked at around a code block: a cell, a row, a body and a table, and what is around it.
const AROUND_MAX: usize = 6;

/// Longest language name, in bytes; what is longer is something else.
const LANGUAGE_BYTES_MAX: usize = 32;

/// The language of the code block at `id`.
pub(super) fn of(dom: &Dom, id: NodeId) -> Option<&str> {
    let inner = dom
        .children(id)
        .find(|&c| dom.html_name(c) == Some(&local_name!("code")));
    let around = dom.ancestors(id).take(AROUND_MAX);
    let found = inner
        .into_iter()
        .chain([id])
        .filter_map(|id| dom.element(id))
        .find_map(|element| named(element, dom.html_name(id) == Some(&local_name!("pre"))));
    // An element around the block must be a highlighter's: a `div` of class `code` is not.
    let around_named = |element| named(element, false);
    found.or_else(|| around.filter_map(|p| dom.element(p)).find_map(around_named))
}

/// What an element's own attributes say.
fn named(element: Element<'_>, in_pre: bool) -> Option<&str> {
    let attribute = ATTRIBUTES.iter().find_map(|name| named_attr(element, name));
    let attribute = attribute.or_else(|| element.attr(&local_name!("lang")).filter(|_| in_pre));
    attribute.and_then(valid).or_else(|| {
        element
            .attr(&local_name!("class"))
            .and_then(|class| of_class(class, in_pre))
    })
}

/// The language in a class. `alone` says that a bare language needs no marker beside it.
fn of_class(class: &str, alone: bool) -> Option<&str> {
    brush(class)
        .or_else(|| prefixed(class))
        .or_else(|| bare(class, alone))
}

/// What stands before the language among SyntaxHighlighter's settings.
const BRUSH: &str = "brush:";

/// `brush: php; toolbar: false` (SyntaxHighlighter), also glued to another token.
fn brush(class: &str) -> Option<&str> {
    let at = needle::find(class, BRUSH)?;
    let rest = class[at + BRUSH.len()..].trim_start();
    valid(
        rest.split([';', ' ', '"', '\u{201d}'])
            .next()
            .unwrap_or_default(),
    )
}

fn prefixed(class: &str) -> Option<&str> {
    let mut tokens = class.split_ascii_whitespace();
    let language = tokens.clone().find_map(|token| {
        PREFIXES
            .iter()
            .find_map(|prefix| token.strip_prefix(prefix))
    });
    // Sphinx's prefix is one of many a box's name as well.
    let of_sphinx = || {
        tokens
            .find_map(|token| token.strip_prefix("highlight-"))
            .filter(|name| LANGUAGES.binary_search(name).is_ok())
    };
    language.and_then(valid).or_else(of_sphinx)
}

fn bare(class: &str, alone: bool) -> Option<&str> {
    let is_marker = |token: &str| {
        MARKERS
            .iter()
            .any(|marker| token.eq_ignore_ascii_case(marker))
    };
    let mut tokens = class.split_ascii_whitespace();
    if !alone && !tokens.clone().any(is_marker) {
        return None;
    }
    tokens.find(|token| {
        LANGUAGES
            .binary_search(&token.to_ascii_lowercase().as_str())
            .is_ok()
    })
}

/// A language name that can stand in an info string.
fn valid(name: &str) -> Option<&str> {
    let name = name.trim();
    let fits = !name.is_empty()
        && name.len() <= LANGUAGE_BYTES_MAX
        && !name.contains(|c: char| c.is_whitespace() || c == '`');
    (fits && !NO_LANGUAGE.contains(&name.to_ascii_lowercase().as_str())).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_sorted() {
        assert!(LANGUAGES.is_sorted() && NO_LANGUAGE.is_sorted());
    }

    #[test]
    fn classes_of_highlighters() {
        for (class, lang) in [
            ("language-rust", "rust"),
            ("lang-c++", "c++"),
            ("brush: php; title: ; notranslate", "php"),
            ("brush:java", "java"),
            ("wikiPreformatted;brush:ceylon", "ceylon"),
            ("highlight-source-shell", "shell"),
            ("prettyprint lang-js linenums", "js"),
            ("hljs python", "python"),
            ("src src-emacs-lisp", "emacs-lisp"),
            ("sourceCode haskell", "haskell"),
            ("lang:php decode:true", "php"),
            ("hljs language-typescript copyable", "typescript"),
            ("highlight-python3 notranslate", "python3"),
        ] {
            assert_eq!(of_class(class, true), Some(lang), "{class}");
        }
        assert_eq!(of_class("wide c", false), None);
        assert_eq!(of_class("language-none", true), None);
    }
}
