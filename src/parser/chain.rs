//! `:has(> a > b)`: what must stand in an element, step by step from child to child.
//!
//! The CSS engine looks through all that stands in the element for the last step, again for each
//! element around another. Going down from the element looks at each child once a step.

use scraper::selector::Simple;
use selectors::matching::MatchingContext;
use selectors::parser::SelectorList;

use super::dom::{Dom, NodeId};
use super::selector::{compounds, inside, matches, parse, parts_of, pieces};

/// What the children of an element, their children and so on must be like.
#[derive(Debug, Clone)]
pub(super) struct Chain(Vec<SelectorList<Simple>>);

impl Chain {
    /// The chains that a selector asks for, and the rest of it.
    pub(super) fn split(css: &str) -> (Vec<Chain>, String) {
        let mut chains = Vec::new();
        let last = compounds(css).pop().unwrap_or_default();
        let parts = parts_of(last);
        let names = last.len() - parts.iter().map(|part| part.len()).sum::<usize>();
        let mut rest = css[..css.trim_end().len() - last.len() + names].to_owned();
        for part in parts {
            match Chain::read(part) {
                Some(chain) => chains.push(chain),
                None => rest.push_str(part),
            }
        }
        (chains, rest)
    }

    /// A part of a compound selector, if it asks for a chain.
    fn read(part: &str) -> Option<Chain> {
        let steps = inside(part, ":has(")?.trim_start().strip_prefix('>')?;
        if pieces(steps, |c| c == ',').len() > 1 {
            return None;
        }
        let step = |step| match compounds(step)[..] {
            [compound] => parse(compound).ok(),
            _ => None,
        };
        let steps = pieces(steps, |c| c == '>').into_iter().map(step);
        steps.collect::<Option<_>>().map(Chain)
    }

    /// Whether the element has it.
    pub(super) fn hangs_on(
        &self,
        dom: &Dom,
        id: NodeId,
        context: &mut MatchingContext<'_, Simple>,
    ) -> bool {
        hangs_on(&self.0, dom, id, context)
    }
}

fn hangs_on(
    steps: &[SelectorList<Simple>],
    dom: &Dom,
    id: NodeId,
    context: &mut MatchingContext<'_, Simple>,
) -> bool {
    let Some((step, others)) = steps.split_first() else {
        return true;
    };
    dom.children(id)
        .any(|child| matches(dom, child, step, context) && hangs_on(others, dom, child, context))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_are_cut_out_of_the_last_part() {
        for (css, count, rest) in [
            ("ul:has(> li > a):not(:has(b))", 1, "ul:not(:has(b))"),
            (".a:has( > b ):has(>c>d) ", 2, ".a"),
            ("p:has(> a) > p.b:has(> i)", 1, "p:has(> a) > p.b"),
            ("p:has(a > b)", 0, "p:has(a > b)"),
            ("p:has(> a b)", 0, "p:has(> a b)"),
            ("p:has(> a, > b)", 0, "p:has(> a, > b)"),
            ("p:not(:has(> a))", 0, "p:not(:has(> a))"),
            ("p:has(> a:is(b, c))", 1, "p"),
        ] {
            let (chains, left) = Chain::split(css);
            assert_eq!((chains.len(), &*left), (count, rest), "{css}");
        }
    }
}
