//! Cleans URLs by rules: proxies and redirects are unwrapped, campaign parameters and image size
//! transforms dropped.
//!
//! In goes the text of one URL, as an attribute or a front matter value holds it (entities
//! decoded); out comes the URL to write. The text is sliced and never re-encoded, except for the
//! one percent-decoding that a wrapper's own encoding demands. A target counts only if it is an
//! absolute http(s) URL with a host; otherwise the URL stays. Signed URLs keep their parameters.
//! Cleaning is idempotent: a chain longer than [`HOPS_MAX`] is left alone.

mod params;
mod row;
mod safe;
mod size;
mod text;

use std::borrow::Cow;
use std::cell::LazyCell;
use std::sync::{Arc, LazyLock, OnceLock};

use crate::expression::Expression;
use crate::needle::{self, pairs_in};
use crate::report::{Code, Report};
use crate::rules::Held;
use crate::table::{Table, hash_domains, hash_name};
use params::Params;
use text::Parts;

pub use row::{
    ExampleSpec, List, RowSpec, Strictness, Take, TakeSpec, Text, UrlRow, Use, UsedSpec,
};
pub use safe::{host, is_safe_image, is_safe_link, resolve};
pub use size::full_size;
pub(crate) use text::hex_bytes;

/// How many rules may act on one URL, one after the other; the longest chain met in real files is
/// two proxies and one transform. A longer one is left as it is.
pub const HOPS_MAX: usize = 5;

/// Query parameters that sign a URL: changing any part of it would break the link.
const SIGNATURE_PARAMS: [&str; 17] = [
    "x-amz-signature",
    "x-goog-signature",
    "x-oss-signature",
    "x-cos-signature",
    "x-tos-signature",
    "q-signature",
    "x-signature",
    "signature",
    "sign",
    "sig",
    "token",
    "auth_key",
    "hmac",
    "hdnts",
    "authorization",
    "_upt",
    "policy",
];

/// Endings of files that no browser shows as an image: what is asked of an image service makes one
/// of them.
const NOT_SHOWN: [&str; 12] = [
    "ai", "eps", "heic", "heif", "m4v", "mov", "mp4", "pdf", "psd", "tif", "tiff", "webm",
];

/// The URL rules in effect. Cheap to clone; nothing is built before the first URL.
///
/// `None` is the catalogue.
#[derive(Debug, Clone, Default)]
pub struct UrlRules(Option<Arc<Rules>>);

#[derive(Debug)]
struct Rules {
    rows: Vec<Row>,
    index: OnceLock<Index>,
}

#[derive(Debug, Clone)]
struct Row {
    data: Held<UrlRow>,
    expression: Expression,
    params: OnceLock<Params>,
}

/// Rows by host, in their order.
#[derive(Debug)]
struct Index {
    /// For a host alone, and for a name and all below it.
    hosts: Table<Filed>,
    /// For every host, by the kind of URL ([`KINDS`]).
    any: [[Vec<Filed>; 2]; 2],
}

/// A row, and the pairs of bytes without which no URL holds what the row needs.
#[derive(Debug, Clone, Copy)]
struct Filed {
    row: usize,
    pairs: u64,
}

impl UrlRules {
    /// The catalogue.
    pub(crate) const fn builtin() -> Self {
        UrlRules(None)
    }

    fn rules(&self) -> &Rules {
        static CATALOGUE: LazyLock<Rules> =
            LazyLock::new(|| Rules::of(crate::rules::url_rows::ROWS.iter().map(Held::Builtin)));
        self.0.as_deref().unwrap_or_else(|| &CATALOGUE)
    }

    /// Rules made of these rows, in this order: the first that applies acts.
    pub fn of(rows: impl IntoIterator<Item = UrlRow>) -> Self {
        UrlRules::held(rows.into_iter().map(Held::read))
    }

    fn held(rows: impl Iterator<Item = Held<UrlRow>>) -> Self {
        UrlRules(Some(Arc::new(Rules::of(rows))))
    }

    /// The rows in effect, in their order.
    pub fn rows(&self) -> impl Iterator<Item = &UrlRow> {
        self.rules().rows.iter().map(|row| &*row.data)
    }

    /// Keeps only the rows for which `wanted` holds, and puts `more` before them.
    #[must_use]
    pub fn refine(&self, wanted: impl Fn(&UrlRow) -> bool, more: Vec<UrlRow>) -> Self {
        let kept = self
            .rules()
            .rows
            .iter()
            .map(|row| row.data.clone())
            .filter(|row| wanted(row));
        UrlRules::held(more.into_iter().map(Held::read).chain(kept))
    }

    /// The URL to write in place of `url`; the same text if no rule applies.
    ///
    /// Each rule that acts adds a finding with its id and the URL as it was before.
    #[must_use]
    pub fn clean<'a>(&self, url: &'a str, used: Use, report: Option<&mut Report>) -> Cow<'a, str> {
        let mut now = Cow::Borrowed(url);
        let mut acted = Vec::new();
        while let Some((row, next)) = self.step(&now, used) {
            if acted.len() == HOPS_MAX {
                return Cow::Borrowed(url);
            }
            acted.push((row, std::mem::replace(&mut now, next)));
        }
        if let Some(report) = report {
            for (row, before) in acted {
                let same_host = Parts::of(&before)
                    .host
                    .eq_ignore_ascii_case(Parts::of(&now).host);
                let code = if same_host {
                    Code::UrlCleaned
                } else {
                    Code::UrlUnwrapped
                };
                report.push(code, Some(row.data.id.clone()), None, before);
            }
        }
        now
    }

    /// The first row that changes the URL, and what it makes of it.
    fn step<'a>(&self, url: &Cow<'a, str>, used: Use) -> Option<(&Row, Cow<'a, str>)> {
        let parts = Parts::of(url);
        let pairs = LazyCell::new(|| pairs_in(url));
        let rules = self.rules();
        let index = rules.index.get_or_init(|| Index::of(&rules.rows));
        let (row, next) = index
            .candidates(&parts, used)
            .filter(|filed| filed.pairs & !*pairs == 0)
            .find_map(|filed| {
                let row = &rules.rows[filed.row];
                let next = row.is_for(parts.host).then(|| row.apply(&parts, used))??;
                (next != **url).then_some((row, next))
            })?;
        Some((row, rebase(url, next)))
    }
}

/// Gives a part of `whole` the lifetime that the whole has, where it is borrowed.
fn rebase<'a>(whole: &Cow<'a, str>, part: Cow<'_, str>) -> Cow<'a, str> {
    match (whole, &part) {
        (Cow::Borrowed(text), Cow::Borrowed(slice)) => {
            let at = slice.as_ptr() as usize - text.as_ptr() as usize;
            Cow::Borrowed(&text[at..at + slice.len()])
        }
        _ => Cow::Owned(part.into_owned()),
    }
}

impl Rules {
    fn of(rows: impl Iterator<Item = Held<UrlRow>>) -> Self {
        let rows = rows.map(|data| Row {
            data,
            expression: Expression::default(),
            params: OnceLock::new(),
        });
        Rules {
            rows: rows.collect(),
            index: OnceLock::new(),
        }
    }
}

impl Index {
    fn of(rows: &[Row]) -> Self {
        let mut hosts = Vec::new();
        let mut any = <[[Vec<Filed>; 2]; 2]>::default();
        for (at, row) in rows.iter().enumerate() {
            let filed = Filed {
                row: at,
                pairs: pairs_in(&row.data.needs),
            };
            if row.data.hosts.is_empty() {
                for (used, has_query) in KINDS.into_iter().filter(|kind| row.may_take(*kind)) {
                    any[used as usize][usize::from(has_query)].push(filed);
                }
            }
            hosts.extend(row.data.hosts.iter().map(|host| {
                let key = match host.strip_prefix('.') {
                    Some(domain) => hash_name(SEED, domain),
                    None => hash_name(SEED, host) ^ HOST,
                };
                (key, filed)
            }));
        }
        let hosts = Table::of(hosts);
        Index { hosts, any }
    }

    /// Rows for this host, then those for a domain above it, the longest first, then those for
    /// every host that can apply to such a URL.
    fn candidates(&self, parts: &Parts<'_>, used: Use) -> impl Iterator<Item = Filed> {
        let mut found = Vec::new();
        if !parts.host.is_empty() {
            let mut own = 0;
            for key in hash_domains(SEED, parts.host) {
                found.extend(self.hosts.get(key).rev());
                own = key;
            }
            found.extend(self.hosts.get(own ^ HOST).rev());
        }
        let any = &self.any[used as usize][usize::from(parts.query.is_some())];
        found.into_iter().rev().chain(any.iter().copied())
    }
}

/// Where the key of a name begins, and what keeps that of a host alone apart from that of one with
/// all below it.
const SEED: u64 = 0x94d0_49bb_1331_11eb;
const HOST: u64 = 0x9e37_79b9_7f4a_7c15;

/// The kinds of URLs that rows for every host are filed under: their use, and whether they have a
/// query.
const KINDS: [(Use, bool); 4] = [
    (Use::Link, false),
    (Use::Link, true),
    (Use::Image, false),
    (Use::Image, true),
];

impl Row {
    /// Whether the row is for this host: a key of the index can be that of another.
    fn is_for(&self, host: &str) -> bool {
        let is_below = |name: &str| {
            let above = host.len().checked_sub(name.len());
            above
                .and_then(|at| host.get(at..))
                .is_some_and(|end| end.eq_ignore_ascii_case(name))
        };
        let hosts = &self.data.hosts;
        hosts.is_empty()
            || hosts.iter().any(|name| match name.strip_prefix('.') {
                Some(domain) => is_below(name) || host.eq_ignore_ascii_case(domain),
                None => host.eq_ignore_ascii_case(name),
            })
    }

    /// Whether the row can apply to URLs of a kind.
    fn may_take(&self, (used, has_query): (Use, bool)) -> bool {
        let row = &*self.data;
        let is_of_query = matches!(
            row.take,
            Take::Strip(_) | Take::Param(_) | Take::Base64(_) | Take::Query
        );
        let needs_query = is_of_query || row.needs.starts_with('?');
        row.used.is_none_or(|only| only == used) && (has_query || !needs_query)
    }

    /// What this row makes of the URL; `None` if it does not apply.
    fn apply<'a>(&self, parts: &Parts<'a>, used: Use) -> Option<Cow<'a, str>> {
        let row = &*self.data;
        if row.used.is_some_and(|only| only != used)
            || !parts.path.starts_with(&*row.path)
            || !holds(parts, &row.needs)
            || row.group == "sizes" && used == Use::Image && !is_shown(parts.path)
        {
            return None;
        }
        match &row.take {
            Take::Strip(names) => strip(parts, self.params.get_or_init(|| Params::of(names))),
            Take::Pattern { find, to } => self.replace(parts, find, to),
            Take::Param(names) => names
                .iter()
                .filter_map(|name| parts.param(name))
                .find_map(|value| target(row, parts, value)),
            Take::Base64(names) => names
                .iter()
                .filter_map(|name| parts.param(name))
                .find_map(base64_target),
            Take::Query => {
                let query = parts.query?;
                let at = query.as_ptr() as usize - parts.whole.as_ptr() as usize;
                target(row, parts, &parts.whole[at..])
            }
            Take::Path if row.drop_query && is_signed(parts) => None,
            Take::Path => {
                let from = parts.path_at + row.path.len();
                let to = parts.path_at + parts.path.len();
                let to = if row.drop_query {
                    to
                } else {
                    parts.whole.len()
                };
                target(row, parts, &parts.whole[from..to])
            }
            Take::Hex => {
                let decoded = text::hex_decode(parts.path.rsplit('/').next()?)?;
                text::is_target(&decoded).then_some(Cow::Owned(decoded))
            }
        }
    }

    fn replace<'a>(&self, parts: &Parts<'a>, find: &str, to: &str) -> Option<Cow<'a, str>> {
        let replaced = self.expression.replace(find, parts.whole, to)?;
        let authority = &replaced[..Parts::of(&replaced).path_at];
        let same_site = authority == &parts.whole[..parts.path_at]
            && safe::scheme(&replaced) == safe::scheme(parts.whole)
            && !replaced.is_empty();
        if same_site {
            return (!is_signed(parts)).then_some(Cow::Owned(replaced));
        }
        target(&self.data, parts, &replaced).map(|url| Cow::Owned(url.into_owned()))
    }
}

/// Whether the path is not that of a file that no browser shows as an image.
fn is_shown(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    !NOT_SHOWN
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}

/// Whether the literal occurs; one that starts with `?` can only do so if there is a query.
fn holds(parts: &Parts<'_>, needs: &str) -> bool {
    needs.is_empty()
        || (parts.query.is_some() || !needs.starts_with('?')) && needle::is_in(parts.whole, needs)
}

/// The URL that a wrapper holds, if this is one.
fn target<'a>(row: &UrlRow, parts: &Parts<'_>, value: &'a str) -> Option<Cow<'a, str>> {
    let mut value = Cow::Borrowed(value);
    for _ in 0..3 {
        if !is_encoded(&value, !row.scheme.is_empty()) {
            break;
        }
        value = match value {
            Cow::Borrowed(text) => text::percent_decode(text),
            Cow::Owned(text) => Cow::Owned(text::percent_decode(&text).into_owned()),
        };
    }
    if text::without_scheme(&value).is_none() && !row.scheme.is_empty() && value.contains('/') {
        let https = parts.param("ssl") == Some("1");
        let scheme = if https { "https://" } else { &*row.scheme };
        value = Cow::Owned(format!("{scheme}{}", value.trim_start_matches('/')));
    }
    text::is_target(&value).then_some(value)
}

/// Whether a scheme, or the first path of a target without one, is percent-encoded.
fn is_encoded(value: &str, may_lack_scheme: bool) -> bool {
    if text::without_scheme(value).is_some() {
        return false;
    }
    let head = value
        .get(..value.len().min(12))
        .unwrap_or_default()
        .to_ascii_lowercase();
    head.starts_with("http%")
        || head.starts_with("https%")
        || head.starts_with("https:%")
        || head.starts_with("http:%")
        || may_lack_scheme && !value.contains('/') && value.to_ascii_lowercase().contains("%2f")
}

fn base64_target<'a>(value: &str) -> Option<Cow<'a, str>> {
    let value = text::percent_decode(value);
    let at = value.find("aHR0c")?;
    let decoded = text::base64_decode(&value[at..])?;
    text::is_target(&decoded).then_some(Cow::Owned(decoded))
}

/// The URL without these query parameters; `None` if it has none of them, or is signed.
fn strip<'a>(parts: &Parts<'a>, params: &Params) -> Option<Cow<'a, str>> {
    let query = parts.query?;
    let drops = |pair: &str| params.hold(text::key(pair));
    if !text::pairs(query).any(drops) || is_signed(parts) {
        return None;
    }
    let query_at = query.as_ptr() as usize - parts.whole.as_ptr() as usize;
    let before = &parts.whole[..query_at - 1];
    let fragment = &parts.whole[parts.fragment_at..];
    let stays = |pair: &&str| !pair.is_empty() && !drops(pair);
    let kept: Vec<&str> = text::pairs(query).filter(stays).collect();
    if kept.is_empty() && fragment.is_empty() {
        return Some(Cow::Borrowed(before));
    }
    let mark = if kept.is_empty() { "" } else { "?" };
    Some(Cow::Owned(format!(
        "{before}{mark}{}{fragment}",
        kept.join("&")
    )))
}

fn is_signed(parts: &Parts<'_>) -> bool {
    parts.query.is_some_and(|query| {
        text::pairs(query).any(|pair| {
            let key = text::key(pair);
            SIGNATURE_PARAMS
                .iter()
                .any(|name| key.eq_ignore_ascii_case(name))
        })
    })
}
