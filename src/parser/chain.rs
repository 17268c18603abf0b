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
pub(super) struct Chain(Vec<Step>);

/// What a child must be like.
#[derive(Debug, Clone)]
struct Step {
    like: SelectorList<Simple>,
    /// Which of the elements among the children it is, from 0, where the step says so. The CSS engine
    /// would count all children, and keep the number of each.
    place: Option<usize>,
}

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
            [compound] => Step::read(compound),
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

impl Step {
    fn read(compound: &str) -> Option<Step> {
        let place = |part| {
            inside(part, ":nth-child(")?
                .parse::<usize>()
                .ok()?
                .checked_sub(1)
        };
        Some(Step {
            like: parse(compound).ok()?,
            place: parts_of(compound).into_iter().find_map(place),
        })
    }
}

fn hangs_on(
    steps: &[Step],
    dom: &Dom,
    id: NodeId,
    context: &mut MatchingContext<'_, Simple>,
) -> bool {
    let Some((step, others)) = steps.split_first() else {
        return true;
    };
    let mut elements = dom.children(id).filter(|&c| dom.element(c).is_some());
    let mut fits =
        |child| matches(dom, child, &step.like, context) && hangs_on(others, dom, child, context);
    match step.place {
        Some(place) => elements.nth(place).is_some_and(fits),
        None => elements.any(&mut fits),
    }
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

    #[test]
    fn a_step_that_counts_takes_one_child() {
        for (compound, place) in [
            ("li:nth-child(2)", Some(1)),
            ("li.a:nth-child(1):not(.b)", Some(0)),
            ("li:nth-child(0)", None),
            ("li:nth-child(2n)", None),
            ("li:not(:nth-child(2))", None),
            ("li", None),
        ] {
            let step = Step::read(compound).expect("a compound selector");
            assert_eq!(step.place, place, "{compound}");
        }
    }
}
