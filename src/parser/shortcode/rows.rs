//! Which shortcodes are known, and what becomes of each: data, sorted by name.

/// What a shortcode stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A code block in the language named; where that is empty, an attribute names it.
    Code(&'static str),
    /// An image with its caption.
    Caption,
    /// The address of a page between the tags.
    Embed,
    /// TeX between the tags.
    Maths,
    /// The tags become these HTML tags.
    Wrap(&'static str, &'static str),
    /// The tags go, what is between them stays.
    Unwrap,
    /// Shows what is not in the post (attached pictures, forms): the tag goes.
    Drop,
    /// A player, by what stands before an id in its address; where there is no player, a page.
    Page {
        /// Before the id in the address of a frame; empty for none.
        player: &'static str,
        /// Before the id in the address of a page; empty for none.
        page: &'static str,
    },
    /// This element, its address in an attribute named for its format.
    Media(&'static str),
}

/// What a shortcode name stands for; `None` where it is not known.
pub(super) fn form(name: &str) -> Option<Form> {
    let found = ROWS
        .binary_search_by(|(row, _)| (*row).cmp(name))
        .ok()
        .map(|at| ROWS[at].1);
    found.or_else(|| {
        BUILDERS
            .iter()
            .any(|prefix| name.starts_with(prefix))
            .then_some(Form::Unwrap)
    })
}

/// What the names of page builders' layout shortcodes begin with.
const BUILDERS: [&str; 4] = ["et_pb_", "fusion_", "mk_", "vc_"];

const QUOTE: Form = Form::Wrap("<blockquote>", "</blockquote>");
const NOTE: Form = Form::Wrap("<fn>", "</fn>");

const fn player(player: &'static str) -> Form {
    Form::Page { player, page: "" }
}

const fn page(page: &'static str) -> Form {
    Form::Page { player: "", page }
}

/// WordPress's own, Jetpack's, the SyntaxHighlighter brushes, and common plugins'.
const ROWS: [(&str, Form); 121] = [
    ("actionscript3", Form::Code("actionscript")),
    ("applescript", Form::Code("applescript")),
    ("as3", Form::Code("actionscript")),
    ("audio", Form::Media("audio")),
    ("bash", Form::Code("bash")),
    ("blockquote", QUOTE),
    ("c", Form::Code("c")),
    ("c-sharp", Form::Code("csharp")),
    ("caption", Form::Caption),
    ("cc", Form::Code("")),
    ("cce", Form::Code("")),
    ("cci", Form::Code("")),
    ("ccie", Form::Code("")),
    ("clj", Form::Code("clojure")),
    ("clojure", Form::Code("clojure")),
    ("code", Form::Code("")),
    ("codepen", page("")),
    ("coldfusion", Form::Code("coldfusion")),
    ("column", Form::Unwrap),
    ("columns", Form::Unwrap),
    ("contact-form", Form::Drop),
    ("contact-form-7", Form::Drop),
    ("cpp", Form::Code("cpp")),
    ("crayon", Form::Code("")),
    ("csharp", Form::Code("csharp")),
    ("css", Form::Code("css")),
    (
        "dailymotion",
        player("https://www.dailymotion.com/embed/video/"),
    ),
    ("delphi", Form::Code("delphi")),
    ("diff", Form::Code("diff")),
    ("efn_note", NOTE),
    ("embed", Form::Embed),
    ("enlighter", Form::Code("")),
    ("erl", Form::Code("erlang")),
    ("erlang", Form::Code("erlang")),
    ("facebook", page("")),
    ("fn", NOTE),
    ("footnote", NOTE),
    ("fsharp", Form::Code("fsharp")),
    ("gallery", Form::Drop),
    ("gist", page("https://gist.github.com/")),
    ("go", Form::Code("go")),
    ("googlemaps", page("")),
    ("googlevideo", page("")),
    ("groovy", Form::Code("groovy")),
    ("haskell", Form::Code("haskell")),
    ("hs", Form::Code("haskell")),
    ("html", Form::Code("html")),
    ("instagram", page("")),
    ("java", Form::Code("java")),
    ("javascript", Form::Code("javascript")),
    ("js", Form::Code("javascript")),
    ("jscript", Form::Code("javascript")),
    ("katex", Form::Maths),
    ("kotlin", Form::Code("kotlin")),
    ("latex", Form::Maths),
    ("latexpage", Form::Drop),
    ("loom", player("https://www.loom.com/embed/")),
    ("lua", Form::Code("lua")),
    ("math", Form::Maths),
    ("matlab", Form::Code("matlab")),
    ("mfn", NOTE),
    ("obj-c", Form::Code("objectivec")),
    ("objc", Form::Code("objectivec")),
    ("one_half", Form::Unwrap),
    ("one_half_last", Form::Unwrap),
    ("one_third", Form::Unwrap),
    ("one_third_last", Form::Unwrap),
    ("pascal", Form::Code("pascal")),
    ("perl", Form::Code("perl")),
    ("php", Form::Code("php")),
    ("pl", Form::Code("perl")),
    ("plain", Form::Code("text")),
    ("playlist", Form::Drop),
    ("powershell", Form::Code("powershell")),
    ("ps", Form::Code("powershell")),
    ("pullquote", QUOTE),
    ("py", Form::Code("python")),
    ("python", Form::Code("python")),
    ("quote", QUOTE),
    ("r", Form::Code("r")),
    ("rails", Form::Code("ruby")),
    ("rb", Form::Code("ruby")),
    ("ref", NOTE),
    ("row", Form::Unwrap),
    ("ruby", Form::Code("ruby")),
    ("rust", Form::Code("rust")),
    ("scala", Form::Code("scala")),
    ("sh", Form::Code("bash")),
    ("sharing", Form::Drop),
    ("shell", Form::Code("shell")),
    (
        "slideshare",
        player("https://www.slideshare.net/slideshow/embed_code/"),
    ),
    ("soundcloud", page("")),
    ("source", Form::Code("")),
    ("sourcecode", Form::Code("")),
    ("spotify", page("")),
    ("sql", Form::Code("sql")),
    ("swift", Form::Code("swift")),
    ("ted", player("https://embed.ted.com/talks/")),
    ("tex", Form::Maths),
    ("text", Form::Code("text")),
    ("toc", Form::Drop),
    ("tweet", page("https://twitter.com/i/status/")),
    ("twitter", page("https://twitter.com/i/status/")),
    ("two_third", Form::Unwrap),
    ("two_third_last", Form::Unwrap),
    ("typescript", Form::Code("typescript")),
    ("vb", Form::Code("vb")),
    ("vbnet", Form::Code("vbnet")),
    ("video", Form::Media("video")),
    ("vimeo", player("https://player.vimeo.com/video/")),
    ("vine", page("https://vine.co/v/")),
    ("wp_caption", Form::Caption),
    ("wpdm_file", Form::Drop),
    ("wpvideo", page("https://videopress.com/v/")),
    ("xhtml", Form::Code("html")),
    ("xml", Form::Code("xml")),
    ("xslt", Form::Code("xml")),
    ("yaml", Form::Code("yaml")),
    ("yml", Form::Code("yaml")),
    ("youku", player("https://player.youku.com/embed/")),
    ("youtube", player("https://www.youtube.com/embed/")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted() {
        assert!(ROWS.is_sorted_by(|a, b| a.0 < b.0));
    }
}
