//! What a caller may ask for.

use jiff::tz::TimeZone;

use super::preset::{self, Preset};
use super::{DateForm, DayMonthOrder, Quote, Value};

/// What to do with front matter.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The generator that the output is meant for.
    pub preset: Preset,
    /// Refuse what would have to be repaired.
    pub strict: bool,
    /// Keys in the order in which they are written, others behind them in the input's order;
    /// `None` for the default order: title, subtitle, date, updated, modified, lastmod, author,
    /// authors, categories, tags, description, summary, excerpt, headimg, cover, image, images,
    /// thumbnail, permalink, url, slug, link.
    pub order: Option<Vec<String>>,
    /// Other names for keys, old to new; applied last, to the preset's names.
    pub rename: Vec<(String, String)>,
    /// Keys that are left out.
    pub drop: Vec<String>,
    /// Keys that are added where they are missing.
    pub add: Vec<(String, Value)>,
    /// How dates are written; `None` for the preset's own form.
    pub date: Option<DateForm>,
    /// The zone of dates that name none, and of [`DateForm::Site`]; see [`timezone`].
    pub timezone: Option<TimeZone>,
    /// Which comes first in `09-12-2008`.
    pub day_month_order: DayMonthOrder,
    /// Which quotes are written where quotes are needed.
    pub quote: Quote,
    /// Fill in title, date, cover and description where they are missing; see
    /// [`super::fill`].
    pub fill: bool,
    /// Drop a heading at the start of the body that repeats the title.
    pub drop_title_heading: bool,
}

impl Options {
    /// The form of dates in effect.
    pub(super) fn date_form(&self) -> DateForm {
        self.date
            .unwrap_or_else(|| preset::shape(self.preset).map_or(DateForm::Rfc3339, |s| s.date))
    }
}

/// A zone by its IANA name, such as `Asia/Shanghai`; the data is compiled in.
///
/// # Errors
/// The name, when there is no such zone.
pub fn timezone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| name.to_owned())
}
