//! Whether an id only repeats words of the author's.
//!
//! Content systems and Markdown tools make ids of headings, so that links can lead to them:
//! `<h2 id="pagination">`, `<section id="comments"><h2>Comments</h2>`. Such an id says nothing of what
//! the element is for.

use html5ever::{LocalName, local_name};

use super::dom::{Dom, NodeId};
use super::names;

/// Elements above one that are looked at for a heading.
const ABOVE_MAX: usize = 4;

/// Nodes of a section that are looked at for its heading.
const INSIDE_MAX: usize = 8;

/// Nodes of a section that tell whether it is prose.
const PROSE_NODES_MAX: usize = 64;

/// What tools put before the words of a title, or before those of a page's author.
const PREFIXES: [&str; 3] = ["h", "user content", "wiki"];

/// Whether the element is one that gets its id from its own words, or from those of its heading.
pub(super) fn is_id_of(dom: &Dom, id: NodeId) -> bool {
    let Some(name) = dom.html_name(id) else {
        return false;
    };
    is_named_by_text(name) || is_in_heading(dom, id) || is_section(dom, id, name)
}

fn is_named_by_text(name: &LocalName) -> bool {
    names::is_heading(name)
        || matches!(
            *name,
            local_name!("li")
                | local_name!("dt")
                | local_name!("tr")
                | local_name!("td")
                | local_name!("th")
                | local_name!("table")
                | local_name!("figure")
                | local_name!("img")
        )
}

fn is_in_heading(dom: &Dom, id: NodeId) -> bool {
    dom.ancestors(id)
        .take(ABOVE_MAX)
        .any(|up| dom.html_name(up).is_some_and(names::is_heading))
}

/// Whether it is a section without a class of its own, with text under a heading of the same words.
fn is_section(dom: &Dom, id: NodeId, name: &LocalName) -> bool {
    if !matches!(
        *name,
        local_name!("section") | local_name!("div") | local_name!("article")
    ) {
        return false;
    }
    let class = dom.attr(id, &local_name!("class")).unwrap_or_default();
    let is_of_a_tool = |class: &str| class == "section" || class.starts_with("level");
    if !class.split_ascii_whitespace().all(is_of_a_tool) {
        return false;
    }
    let heading = dom
        .descendants(id)
        .take(INSIDE_MAX)
        .find(|&inside| dom.html_name(inside).is_some_and(names::is_heading));
    let words = dom
        .attr(id, &local_name!("id"))
        .map(words)
        .unwrap_or_default();
    let says_so = |heading| {
        let title = dom.descendants(heading).filter_map(|it| dom.text(it));
        is_same(&words, &self::words(&title.collect::<String>()))
    };
    heading.is_some_and(says_so) && begins_with_prose(dom, id)
}

/// Whether what a section begins with is more text than links, and no form.
fn begins_with_prose(dom: &Dom, id: NodeId) -> bool {
    let is_link = |up| dom.html_name(up) == Some(&local_name!("a"));
    let (mut all, mut linked) = (0, 0);
    for inside in dom.descendants(id).take(PROSE_NODES_MAX) {
        if dom.html_name(inside).is_some_and(names::is_form_part) {
            return false;
        }
        let bytes = dom.text(inside).map_or(0, |text| text.trim().len());
        all += bytes;
        if bytes > 0 && dom.ancestors(inside).take(ABOVE_MAX).any(is_link) {
            linked += bytes;
        }
    }
    2 * linked < all
}

/// The words in small letters, without numbers, with spaces between them.
fn words(text: &str) -> String {
    let mut words = String::new();
    for word in text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
    {
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(word.chars().flat_map(char::to_lowercase));
    }
    words
}

/// Whether the words of an id are those of a title, behind what a tool puts before them.
fn is_same(id: &str, title: &str) -> bool {
    let is_behind = |prefix: &str| {
        let rest = id.strip_prefix(prefix);
        rest.and_then(|rest| rest.strip_prefix(' ')) == Some(title)
    };
    !title.is_empty() && (id == title || PREFIXES.into_iter().any(is_behind))
}
