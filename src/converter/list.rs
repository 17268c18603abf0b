//! Lists.

use std::borrow::Cow;

use html5ever::local_name;

use super::Converter;
use crate::mdast::{Block, Inline, List, ListItem};
use crate::parser::dom::NodeId;
use crate::report::Code;

/// The largest number that can begin a list item. CommonMark 0.31.2, section 5.2: "a sequence of
/// 1–9 arabic digits"; a longer one is text.
const LIST_NUMBER_MAX: i64 = 999_999_999;

impl<'a> Converter<'a, '_> {
    pub(super) fn list(&mut self, id: NodeId) {
        let dom = self.dom();
        let ordered = dom.html_name(id) == Some(&local_name!("ol"));
        let mut lists = Lists::new(ordered.then(|| number(dom.attr(id, &local_name!("start")))));
        self.end_run();
        let outer = std::mem::take(&mut self.blocks);
        let mut children = self.children(id).peekable();
        while let Some(child) = children.next() {
            match dom.html_name(child) {
                Some(&local_name!("li")) => {
                    lists.has_items = true;
                    let item = self.item(child);
                    let value = dom.attr(child, &local_name!("value")).filter(|_| ordered);
                    lists.push(
                        item,
                        value.map(|v| number(Some(v))),
                        self.has_paragraphs(child),
                    );
                }
                Some(&local_name!("ul") | &local_name!("ol")) if !lists.is_empty() => {
                    let nested = self.collect(|c| c.list(child));
                    lists.append_to_last(nested);
                }
                _ => {
                    let stray = self.collect(|c| {
                        c.node(child);
                        // Text and the phrasing elements in it are one item.
                        while let Some(next) = children.next_if(|&next| !c.is_list_part(next)) {
                            c.node(next);
                            if !c.blocks.is_empty() {
                                break;
                            }
                        }
                    });
                    if !stray.is_empty() {
                        lists.push(
                            ListItem {
                                checked: None,
                                children: stray,
                            },
                            None,
                            false,
                        );
                    }
                }
            }
        }
        self.blocks = outer;
        if lists.has_only_lists() {
            return self.indented(lists);
        }
        for list in lists.finished {
            self.push_list(list, id);
        }
    }

    /// A list around nothing but lists only indents them, below the item before if there is one.
    fn indented(&mut self, lists: Lists<'a>) {
        let items = lists.finished.into_iter().flat_map(|list| list.items);
        let nested = items.flat_map(|item| item.children);
        match self.blocks.last_mut() {
            Some(Block::List(List { items, .. })) if !items.is_empty() => {
                let last = items.len() - 1;
                items[last].children.extend(nested);
            }
            _ => self.blocks.extend(nested),
        }
    }

    fn is_list_part(&self, id: NodeId) -> bool {
        matches!(
            self.dom().html_name(id),
            Some(&local_name!("li") | &local_name!("ul") | &local_name!("ol"))
        )
    }

    /// Items without a list around them make a bullet list of their own.
    pub(super) fn stray_item(&mut self, id: NodeId) {
        let spread = self.has_paragraphs(id);
        let item = self.item(id);
        let dom = self.dom();
        let follows_item = std::iter::successors(dom.prev_sibling(id), |&p| dom.prev_sibling(p))
            .find(|&p| dom.text(p).is_none_or(|t| !t.trim().is_empty()))
            .is_some_and(|p| dom.html_name(p) == Some(&local_name!("li")));
        match self.blocks.last_mut() {
            Some(Block::List(list)) if follows_item && list.start.is_none() => {
                list.spread |= spread;
                list.items.push(item);
            }
            _ => self.blocks.push(Block::List(List {
                start: None,
                spread,
                items: vec![item],
            })),
        }
    }

    fn item(&mut self, id: NodeId) -> ListItem<'a> {
        let children = self.collect(|c| c.flow_children(id));
        // A task needs a paragraph to stand in front of (GFM, task list items). Looked for only then:
        // items in items would be looked through again and again.
        let checked = match children.first() {
            Some(Block::Paragraph(_)) => self.checkbox(id),
            _ => None,
        };
        ListItem { checked, children }
    }

    /// The state of the checkbox that an item begins with.
    fn checkbox(&self, id: NodeId) -> Option<bool> {
        let dom = self.dom();
        let first = dom
            .descendants(id)
            .take_while(|&d| dom.text(d).is_none_or(|t| t.trim().is_empty()))
            .find(|&d| dom.html_name(d) == Some(&local_name!("input")))?;
        let kind = dom.attr(first, &local_name!("type"))?;
        kind.eq_ignore_ascii_case("checkbox")
            .then(|| dom.attr(first, &local_name!("checked")).is_some())
    }

    fn has_paragraphs(&self, id: NodeId) -> bool {
        self.children(id)
            .any(|c| self.dom().html_name(c) == Some(&local_name!("p")))
    }

    /// A list, or, where its numbers can't be written, paragraphs that begin with them.
    fn push_list(&mut self, list: Numbered<'a>, id: NodeId) {
        let Numbered {
            start,
            mut spread,
            items,
        } = list;
        if items.is_empty() {
            return;
        }
        let last = start.map_or(0, |first| first.saturating_add(items.len() as i64 - 1));
        if start.is_none_or(|first| first >= 0 && last <= LIST_NUMBER_MAX) {
            spread |= items.iter().any(needs_blank_line);
            let start = start.map(|first| first as u32);
            return self.blocks.push(Block::List(List {
                start,
                spread,
                items,
            }));
        }
        let first = start.unwrap_or_default();
        self.report.push(
            Code::ListStartEscaped,
            None,
            Some(self.dom().line(id)),
            first.to_string(),
        );
        for (number, item) in (first..=last).zip(items) {
            self.push_numbered_text(number, item.children);
        }
    }

    fn push_numbered_text(&mut self, number: i64, mut children: Vec<Block<'a>>) {
        let label = format!("{number}.");
        match children.first_mut() {
            Some(Block::Paragraph(line)) => match line.first_mut() {
                Some(Inline::Text(text)) => *text = Cow::Owned(format!("{label} {text}")),
                _ => line.insert(0, Inline::Text(Cow::Owned(label + " "))),
            },
            _ => children.insert(0, Block::Paragraph(vec![Inline::Text(Cow::Owned(label))])),
        }
        self.blocks.append(&mut children);
    }
}

/// Two paragraphs in a row can't stand in a tight item.
pub(super) fn needs_blank_line(item: &ListItem<'_>) -> bool {
    item.children
        .windows(2)
        .any(|pair| matches!(pair, [Block::Paragraph(_), Block::Paragraph(_)]))
}

/// A `start` or `value` attribute's number; 1 where it is not one.
fn number(attr: Option<&str>) -> i64 {
    attr.and_then(|v| v.trim().parse().ok()).unwrap_or(1)
}

/// A list whose numbers run on from its first.
struct Numbered<'a> {
    start: Option<i64>,
    spread: bool,
    items: Vec<ListItem<'a>>,
}

/// The Markdown lists that one HTML list becomes: a `value` that breaks the count begins a new one.
struct Lists<'a> {
    finished: Vec<Numbered<'a>>,
    next: Option<i64>,
    /// Whether there is any `li`.
    has_items: bool,
}

impl<'a> Lists<'a> {
    fn new(start: Option<i64>) -> Self {
        Lists {
            finished: Vec::new(),
            next: start,
            has_items: false,
        }
    }

    fn is_empty(&self) -> bool {
        self.finished.is_empty()
    }

    /// Whether no item holds anything but lists, without any `li` of its own.
    fn has_only_lists(&self) -> bool {
        let is_list = |block: &Block<'_>| matches!(block, Block::List(_));
        let mut items = self.finished.iter().flat_map(|list| &list.items);
        !self.has_items && items.all(|item| item.children.iter().all(is_list))
    }

    fn push(&mut self, item: ListItem<'a>, value: Option<i64>, spread: bool) {
        let start = value.or(self.next);
        if self.finished.is_empty() || start != self.next {
            self.finished.push(Numbered {
                start,
                spread: false,
                items: Vec::new(),
            });
        }
        self.next = start.map(|n| n.saturating_add(1));
        let list = self
            .finished
            .last_mut()
            .expect("one was pushed if there was none");
        list.spread |= spread;
        list.items.push(item);
    }

    fn append_to_last(&mut self, mut blocks: Vec<Block<'a>>) {
        if let Some(item) = self
            .finished
            .last_mut()
            .and_then(|list| list.items.last_mut())
        {
            item.children.append(&mut blocks);
        }
    }
}
