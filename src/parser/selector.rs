//! Selectors of rules, and the part that each is filed under.
//!
//! In goes CSS; out comes each selector of the list with the best name in its rightmost part: an
//! id before a class, a class before the domain of a URL, then an attribute, then a tag. A selector
//! that says more than its key is read by the CSS grammar on first use, and only for elements that
//! have the key.

use std::borrow::Cow;
use std::fmt;

use html5ever::local_name;
use scraper::selector::{Parser, Simple};
use selectors::matching::{
    MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode,
    SelectorCaches, matches_selector_list,
};
use selectors::parser::{ParseRelative, SelectorList};

use super::chain::Chain;
use super::dom::{Attr, Dom, Element, NodeId};
use super::index::hash_key;
use super::on_use::OnUse;
use crate::needle;
use crate::url::Text;

/// One selector of a rule, and the part of it that the rule is filed under.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sel {
    /// The selector.
    pub css: Text,
    /// What its rightmost part names; the first of id, class, domain, attribute and tag that it has.
    pub key: Key,
    /// What the value of the attribute that is the key must be like.
    pub test: Option<Test>,
    /// The key and its test say all that the selector does.
    pub whole: bool,
    /// The selector asks for what stands anywhere in the element.
    pub looks_inside: bool,
    /// Keys ([`hash_key`]) of which a page has one, if the selector finds an element; none if that
    /// can't be told.
    pub needs: Cow<'static, [u64]>,
}

/// A condition on an attribute's value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Test {
    /// How the value is compared.
    pub compare: Compare,
    /// With what.
    pub value: Text,
}

/// See [`Test::compare`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compare {
    /// `=`
    Equal,
    /// `^=`
    Starts,
    /// `$=`
    Ends,
    /// `*=`
    Holds,
}

impl Test {
    /// Whether the attribute's value is like this.
    pub(super) fn holds(&self, value: &str) -> bool {
        match self.compare {
            Compare::Equal => value == self.value,
            Compare::Starts => value.starts_with(&*self.value),
            Compare::Ends => value.ends_with(&*self.value),
            Compare::Holds => needle::is_in(value, &self.value),
        }
    }
}

/// A name in the rightmost part of a selector.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// `#name`
    Id(Text),
    /// `.name`
    Class(Text),
    /// `[name…]`
    Attr(Text),
    /// `[href*="name/…"]` or `[src*="name/…"]`: the host of the URL, or a domain above it
    Domain(Text),
    /// `name`
    Tag(Text),
}

impl fmt::Display for Sel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.css)
    }
}

impl Sel {
    /// Takes a comma-separated list apart and checks it.
    ///
    /// # Errors
    /// Says which selector can't be read, or names nothing at its right end.
    pub fn split(css: &str) -> Result<Vec<Sel>, String> {
        pieces(css, |c| c == ',')
            .into_iter()
            .map(str::trim)
            .filter(|s| !s.is_empty())
            .map(Sel::read)
            .collect()
    }

    fn read(css: &str) -> Result<Sel, String> {
        parse(css).map_err(|message| format!("`{css}` is not a selector: {message}"))?;
        let compounds = compounds(css);
        let last = compounds
            .last()
            .expect("a selector that parses is not empty");
        let (key, test, bare) = key_of(last).ok_or_else(|| {
            format!("`{css}` names no id, class, attribute or tag at its right end")
        })?;
        Ok(Sel {
            css: Cow::Owned(css.to_owned()),
            key,
            test,
            whole: bare && compounds.len() == 1,
            looks_inside: looks_inside(css),
            needs: needs_of(last).unwrap_or_default().into(),
        })
    }

    /// An id or a class that an element above, or before it or one above it, must have.
    pub(super) fn under(&self) -> Option<Key> {
        let compounds = compounds(&self.css);
        let (_, before) = compounds.split_last()?;
        let keys = before
            .iter()
            .filter_map(|compound| Some(key_of(compound)?.0));
        keys.into_iter()
            .find(|key| matches!(key, Key::Id(_) | Key::Class(_)))
    }

    /// Whether the element has the key.
    fn is_keyed(&self, element: Element<'_>) -> bool {
        match &self.key {
            Key::Id(name) => element.attr(&local_name!("id")) == Some(name),
            Key::Class(name) => classes(element).any(|class| class == name),
            Key::Attr(name) => {
                let named = |attr: &&Attr| *attr.name == **name;
                element
                    .attrs
                    .iter()
                    .filter(named)
                    .any(|attr| self.allows(&attr.value))
            }
            Key::Domain(_) => {
                let url =
                    |attr: &&Attr| matches!(attr.name, local_name!("href") | local_name!("src"));
                element
                    .attrs
                    .iter()
                    .filter(url)
                    .any(|attr| self.allows(&attr.value))
            }
            Key::Tag(name) => *element.local == **name,
        }
    }

    /// Whether it finds all elements of this name, and no others.
    pub(super) fn is_tag(&self, tag: &str) -> bool {
        self.whole && matches!(&self.key, Key::Tag(name) if name == tag)
    }

    /// Whether it asks for the element's id.
    pub(super) fn is_by_id(&self) -> bool {
        matches!(self.key, Key::Id(_))
    }

    fn allows(&self, value: &str) -> bool {
        self.test.as_ref().is_none_or(|test| test.holds(value))
    }
}

/// The selectors of a list that say more than their keys, each read when an element has its key.
#[derive(Debug, Clone, Default)]
pub(super) struct Selectors(OnUse<Read>);

/// A selector as it is matched.
#[derive(Debug, Clone)]
struct Read {
    chains: Vec<Chain>,
    rest: SelectorList<Simple>,
}

impl Selectors {
    /// Whether the element matches the selector at this place of the list.
    pub(super) fn matches(&self, list: &[Sel], at: usize, dom: &Dom, id: NodeId) -> bool {
        let sel = &list[at];
        if !dom.element(id).is_some_and(|element| sel.is_keyed(element)) {
            return false;
        }
        sel.whole || {
            let read = |sel: &Sel| Read::of(&sel.css).expect("checked when the row was read");
            self.0.get(list, at, read).matches(dom, id)
        }
    }
}

impl Read {
    fn of(css: &str) -> Result<Self, String> {
        let (chains, rest) = Chain::split(css);
        let rest = parse(&rest)?;
        Ok(Read { chains, rest })
    }

    fn matches(&self, dom: &Dom, id: NodeId) -> bool {
        let mut caches = SelectorCaches::default();
        let context = &mut MatchingContext::new(
            MatchingMode::Normal,
            None,
            &mut caches,
            QuirksMode::NoQuirks,
            NeedsSelectorFlags::No,
            MatchingForInvalidation::No,
        );
        let mut chains = self.chains.iter();
        chains.all(|chain| chain.hangs_on(dom, id, context))
            && matches(dom, id, &self.rest, context)
    }
}

fn looks_inside(css: &str) -> bool {
    let mut conditions = css.split(":has(").skip(1);
    conditions.any(|condition| !condition.trim_start().starts_with('>'))
}

/// The keys of all that the first `:has(…)` of a compound selector asks for.
fn needs_of(compound: &str) -> Option<Vec<u64>> {
    let mut parts = parts_of(compound).into_iter();
    let condition = parts.find_map(|part| inside(part, ":has("))?;
    let mut needs = Vec::new();
    for way in ways_of(condition) {
        let key = key_of(compounds(way).last()?)?.0;
        if matches!(key, Key::Attr(_) | Key::Domain(_)) {
            return None;
        }
        needs.push(hash_key(&key));
    }
    Some(needs)
}

/// The selectors of a list, and those of a list that is all that one of them says.
fn ways_of(list: &str) -> Vec<&str> {
    let ways = pieces(list, |c| c == ',').into_iter().map(str::trim);
    ways.flat_map(|way| inside(way, ":is(").map_or_else(|| vec![way], ways_of))
        .collect()
}

/// What stands in the parentheses of a part that opens like this.
pub(super) fn inside<'a>(part: &'a str, opening: &str) -> Option<&'a str> {
    part.strip_prefix(opening)?.strip_suffix(')')
}

pub(super) fn parse(css: &str) -> Result<SelectorList<Simple>, String> {
    let mut input = cssparser::Parser::new(css);
    SelectorList::parse(&Parser, &mut input, ParseRelative::No)
        .map_err(|error| format!("{:?}", error.kind))
}

pub(super) fn matches(
    dom: &Dom,
    id: NodeId,
    list: &SelectorList<Simple>,
    context: &mut MatchingContext<'_, Simple>,
) -> bool {
    dom.element_ref(id)
        .is_some_and(|element| matches_selector_list(list, &element, context))
}

/// The compound selectors of a complex one.
pub(super) fn compounds(css: &str) -> Vec<&str> {
    let mut compounds = pieces(css, |c| c.is_whitespace() || matches!(c, '>' | '+' | '~'));
    compounds.retain(|compound| !compound.is_empty());
    compounds
}

/// Splits where `at` holds, outside of brackets, parentheses and quotes.
pub(super) fn pieces(css: &str, at: impl Fn(char) -> bool) -> Vec<&str> {
    let (mut depth, mut quote, mut from) = (0, None, 0);
    let mut found = Vec::new();
    for (here, c) in css.char_indices() {
        match (quote, c) {
            (Some(open), _) => quote = (c != open).then_some(open),
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth -= 1,
            (None, _) if depth == 0 && at(c) => {
                found.push(&css[from..here]);
                from = here + c.len_utf8();
            }
            _ => {}
        }
    }
    found.push(&css[from..]);
    found
}

/// The best key of a compound selector, the test on its value, and whether the compound is nothing
/// else.
fn key_of(compound: &str) -> Option<(Key, Option<Test>, bool)> {
    let parts = parts_of(compound);
    let tag = &compound[..parts.first().map_or(compound.len(), |part| {
        part.as_ptr() as usize - compound.as_ptr() as usize
    })];
    let plain = |name: &str| {
        (!name.is_empty() && !name.contains('\\')).then(|| Text::Owned(name.to_owned()))
    };
    let named = |mark: char| {
        parts
            .iter()
            .find_map(|part| plain(part.strip_prefix(mark)?))
    };
    let alone = tag.is_empty() && parts.len() == 1;
    if let Some(name) = named('#') {
        return Some((Key::Id(name), None, alone));
    }
    if let Some(name) = named('.') {
        return Some((Key::Class(name), None, alone));
    }
    if let Some((name, test)) = parts.iter().find_map(|part| attribute(part)) {
        let domain = test
            .as_ref()
            .filter(|_| matches!(name, "href" | "src"))
            .and_then(domain_of);
        let whole =
            alone && (test.is_some() || parts[0].len() == name.len() + 2) && domain.is_none();
        let key = domain.map_or_else(|| Key::Attr(Text::Owned(name.to_owned())), Key::Domain);
        return Some((key, test, whole));
    }
    let name = plain(tag).filter(|name| name != "*")?;
    Some((Key::Tag(name), None, parts.is_empty()))
}

/// `.name`, `#name`, `[…]`, `:name(…)`: what stands behind the tag of a compound selector.
pub(super) fn parts_of(compound: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut starts = Vec::new();
    for (at, c) in compound.char_indices() {
        if depth == 0 && matches!(c, '.' | '#' | '[' | ':') {
            starts.push(at);
        }
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
    }
    let ends = starts.iter().copied().skip(1).chain([compound.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&from, to)| &compound[from..to])
        .collect()
}

/// The name and the test of `[name]` or `[name*='value']`; no test where the comparison is another.
fn attribute(part: &str) -> Option<(&str, Option<Test>)> {
    let inner = part.strip_prefix('[')?.strip_suffix(']')?;
    let Some(at) = inner.find('=') else {
        return Some((inner.trim(), None));
    };
    let (name, compare) = match inner.as_bytes()[at.checked_sub(1)?] {
        b'^' => (&inner[..at - 1], Some(Compare::Starts)),
        b'$' => (&inner[..at - 1], Some(Compare::Ends)),
        b'*' => (&inner[..at - 1], Some(Compare::Holds)),
        b'~' | b'|' => (&inner[..at - 1], None),
        _ => (&inner[..at], Some(Compare::Equal)),
    };
    let quoted = inner[at + 1..].trim();
    let value = quoted
        .strip_prefix(['"', '\''])
        .and_then(|rest| rest.strip_suffix(['"', '\'']));
    let test = compare
        .zip(value)
        .filter(|(_, value)| !value.contains('\\'));
    Some((
        name.trim(),
        test.map(|(compare, value)| Test {
            compare,
            value: Text::Owned(value.to_owned()),
        }),
    ))
}

/// The domain that a `*=` test begins with, such as `example.com` of `example.com/share`.
fn domain_of(test: &Test) -> Option<Text> {
    let name = test.value.split('/').next()?;
    let is_domain = test.compare == Compare::Holds
        && name.contains('.')
        && !name.starts_with('.')
        && !name.ends_with('.')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    is_domain.then(|| Text::Owned(name.to_owned()))
}

/// The element's classes.
pub(super) fn classes(element: Element<'_>) -> impl Iterator<Item = &str> {
    element
        .attr(&local_name!("class"))
        .unwrap_or_default()
        .split_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(css: &str) -> (Key, bool) {
        let sel = Sel::split(css).expect("a selector").remove(0);
        (sel.key, sel.whole)
    }

    #[test]
    fn files_under_the_rightmost_part() {
        assert_eq!(key(".a"), (Key::Class("a".into()), true));
        assert_eq!(key("div.a"), (Key::Class("a".into()), false));
        assert_eq!(key("#x > p"), (Key::Tag("p".into()), false));
        assert_eq!(key("a[href^='x, y']"), (Key::Attr("href".into()), false));
        assert_eq!(
            key("a[href*='a.org/share']"),
            (Key::Domain("a.org".into()), false)
        );
        assert_eq!(key("[width='1']"), (Key::Attr("width".into()), true));
        assert_eq!(key("[hidden]"), (Key::Attr("hidden".into()), true));
        assert_eq!(key("div:has(> .b)#c"), (Key::Id("c".into()), false));
        assert_eq!(Sel::split(".a, div:is(p, q) .b").expect("two").len(), 2);
    }

    #[test]
    fn finds_what_a_selector_stands_under() {
        let under = |css: &str| Sel::split(css).expect("a selector").remove(0).under();
        assert_eq!(under(".a"), None);
        assert_eq!(under("div > a"), None);
        assert_eq!(under("div:not(.a) > b"), None);
        assert_eq!(under(":is(.a, .b) > c"), None);
        assert_eq!(under("div.a > b"), Some(Key::Class("a".into())));
        assert_eq!(under("p ~ #a + .b c"), Some(Key::Id("a".into())));
    }

    #[test]
    fn says_what_a_page_must_have() {
        let needs = |css: &str| Sel::split(css).expect("a selector").remove(0).needs;
        let class = |name: &str| hash_key(&Key::Class(Text::Owned(name.to_owned())));
        let form = hash_key(&Key::Tag("form".into()));
        assert_eq!(needs(".a:has(p > .b)")[..], [class("b")]);
        assert_eq!(
            needs("div.a:has(:is(form, .b), .c)")[..],
            [form, class("b"), class("c")]
        );
        assert_eq!(needs(".a:has(> div > form)")[..], [form]);
        for css in [".a", ".a:not(:has(.b))", ".a:has([x], .b)", ".a:has(*)"] {
            assert!(needs(css).is_empty(), "{css}");
        }
    }

    #[test]
    fn what_stands_in_an_element_is_found_as_the_css_engine_finds_it() {
        let html = "<ul id=a><li><a href=#x>1</a><li><a href=#y>2</a></ul>\
                    <ul id=b><li>1<li><p><a href=#y>2</a></p></ul>\
                    <div id=c><ul><li>1<li class=d><a href=#y>2</a></ul></div>";
        let dom = crate::parser::parse(html, 512, 1, &mut crate::report::Report::default());
        for css in [
            "ul:has(> li:nth-child(2) > a[href^='#'])",
            "ul:has(> li:nth-child(2) > a):not(:has(.d))",
            "ul:has(>li>a):has(> .d)",
            "div > ul:has(> li.d > a)",
            "ul:has(> li > p > a)",
            "ul:has(> li > p, > .d)",
            "ul:has(> li a)",
            "ul:has(> li > div > a)",
            "div:has(> ul > .d)",
        ] {
            let whole = Read {
                chains: Vec::new(),
                rest: parse(css).expect("a selector"),
            };
            let read = Read::of(css).expect("a selector");
            for id in dom.descendants(dom.root()) {
                assert_eq!(read.matches(&dom, id), whole.matches(&dom, id), "{css}");
            }
        }
    }

    #[test]
    fn refuses_what_it_cannot_file() {
        assert!(Sel::split("p > *").is_err());
        assert!(Sel::split(".a >").is_err());
    }
}
