//! Dates in every shape that feeds, exporters and authors write.
//!
//! In: a value's text. Out: a [`When`], or why there is none. What is not in the text is never
//! made up: a date without a time stays one, a time without a zone stays one, `CST` and its like
//! (six hours behind or eight ahead?) and `09-12-2008` are not guessed, and nothing is ever today.

mod read;
mod scan;

pub(super) use read::read;

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

/// A point in time, as exact as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// A day.
    Day(Date),
    /// A wall clock without a zone.
    Local(DateTime),
    /// An instant, with the offset it was written in; `None` for UTC written as `Z` or `GMT`.
    Instant(DateTime, Option<Offset>),
}

/// Why a text was not read as a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// No known shape, or no such day.
    Shape,
    /// Zone letters that stand for several zones.
    Zone,
    /// Day and month can't be told apart.
    DayMonth,
}

/// Which comes first in `09-12-2008`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayMonthOrder {
    /// Told by the number above 12; where there is none the date stays as it is.
    #[default]
    Unknown,
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
}

/// How dates are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateForm {
    /// RFC 3339: `2021-11-03T08:00:00+08:00`; without a zone `2021-11-03T08:00:00`.
    #[default]
    Rfc3339,
    /// The site's wall clock, `2021-11-03 08:00:00`: the only form on which all versions of Hexo
    /// agree. The zone is the one given, else UTC.
    Site,
    /// The wall clock as written, `2021-11-03T08:00:00`; in the zone given, where there is one.
    Local,
    /// As found.
    Keep,
}

impl When {
    /// The date in the form asked for.
    pub(super) fn write(self, form: DateForm, zone: Option<&TimeZone>) -> String {
        match (self, form) {
            (When::Day(day), _) => day.to_string(),
            (When::Local(clock), DateForm::Site) => spaced(clock),
            (When::Local(clock), DateForm::Rfc3339) => {
                match zone.map(|z| clock.to_zoned(z.clone())) {
                    Some(Ok(zoned)) => format!("{clock}{}", offset(zoned.offset())),
                    _ => clock.to_string(),
                }
            }
            (When::Local(clock), _) => clock.to_string(),
            (When::Instant(clock, None), DateForm::Rfc3339 | DateForm::Keep) => format!("{clock}Z"),
            (When::Instant(clock, Some(at)), DateForm::Rfc3339 | DateForm::Keep) => {
                format!("{clock}{}", offset(at))
            }
            (When::Instant(..), DateForm::Site) => self
                .at(zone.unwrap_or(&TimeZone::UTC))
                .map_or_else(String::new, spaced),
            (When::Instant(clock, _), DateForm::Local) => zone
                .and_then(|zone| self.at(zone))
                .unwrap_or(clock)
                .to_string(),
        }
    }

    /// The wall clock in `zone`.
    fn at(self, zone: &TimeZone) -> Option<DateTime> {
        let When::Instant(clock, at) = self else {
            return None;
        };
        let instant = at.unwrap_or(Offset::UTC).to_timestamp(clock).ok()?;
        Some(zone.to_datetime(instant))
    }
}

fn spaced(clock: DateTime) -> String {
    clock.to_string().replacen('T', " ", 1)
}

/// `+08:00`; RFC 3339 has no seconds here.
fn offset(at: Offset) -> String {
    let minutes = at.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// Whether `text` is a date in RFC 3339 already, so that writing it anew would change nothing.
pub(super) fn is_rfc3339(text: &str) -> bool {
    const SHAPE: &[u8] = b"9999-99-99T99:99:99";
    let bytes = text.as_bytes();
    let like = |shape: &[u8], bytes: &[u8]| {
        shape.len() == bytes.len()
            && shape.iter().zip(bytes).all(|(s, b)| {
                if *s == b'9' {
                    b.is_ascii_digit()
                } else {
                    s == b
                }
            })
    };
    match bytes.len() {
        10 => like(&SHAPE[..10], bytes) && text.parse::<Date>().is_ok(),
        19 => like(SHAPE, bytes) && text.parse::<DateTime>().is_ok(),
        20 => {
            like(SHAPE, &bytes[..19]) && bytes[19] == b'Z' && text[..19].parse::<DateTime>().is_ok()
        }
        25 => {
            like(SHAPE, &bytes[..19])
                && (like(b"+99:99", &bytes[19..]) || like(b"-99:99", &bytes[19..]))
                && text.parse::<jiff::Timestamp>().is_ok()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc3339(text: &str) -> Option<String> {
        read(text, DayMonthOrder::Unknown)
            .ok()
            .map(|when| when.write(DateForm::Rfc3339, None))
    }

    #[test]
    fn every_shape() {
        for (text, expected) in [
            ("Wed, 03 Nov 2021 00:00:00 GMT", "2021-11-03T00:00:00Z"),
            (
                "Wed, 3 Nov 2021 08:00:00 +0800",
                "2021-11-03T08:00:00+08:00",
            ),
            (
                "Mon, 03 Nov 2021 08:00 +0800 (CST)",
                "2021-11-03T08:00:00+08:00",
            ),
            ("03 Nov 2021 08:00:00 UT", "2021-11-03T08:00:00Z"),
            ("Wednesday, 03-Nov-21 08:49:37 GMT", "2021-11-03T08:49:37Z"),
            ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37"),
            (
                "Wed Nov 03 2021 08:00:00 GMT+0800 (China Standard Time)",
                "2021-11-03T08:00:00+08:00",
            ),
            ("November 3, 2021", "2021-11-03"),
            ("Nov 3rd, 2021 3:04 PM", "2021-11-03T15:04:00"),
            ("3 Nov 2021", "2021-11-03"),
            ("2015-03-04 05:06:07+08:00", "2015-03-04T05:06:07+08:00"),
            ("2015-03-04T05:06:07-08:00", "2015-03-04T05:06:07-08:00"),
            ("2015-03-04 05:06:07 -0400", "2015-03-04T05:06:07-04:00"),
            ("2013-11-26 9:34:23 -0400", "2013-11-26T09:34:23-04:00"),
            ("2015-03-04T5:06:07+08:00", "2015-03-04T05:06:07+08:00"),
            ("2010-09-06T15:04", "2010-09-06T15:04:00"),
            ("2010-09-06 15:04", "2010-09-06T15:04:00"),
            ("2010-09-06T5:04", "2010-09-06T05:04:00"),
            ("2021-08-07 02:22:05", "2021-08-07T02:22:05"),
            ("2021-08-07", "2021-08-07"),
            ("2021/8/7", "2021-08-07"),
            ("2021-8-7 2:22", "2021-08-07T02:22:00"),
            (
                "2005-11-03 19:30:57.000000000 +00:00",
                "2005-11-03T19:30:57+00:00",
            ),
            (
                "2014-04-30T10:02:00.911-07:00",
                "2014-04-30T10:02:00.911-07:00",
            ),
            ("2021-11-03T00:00:00Z", "2021-11-03T00:00:00Z"),
            ("2021-11-03 00:00:00 UTC", "2021-11-03T00:00:00Z"),
            ("2021年11月3日", "2021-11-03"),
            ("2024年1月2日 下午3:04", "2024-01-02T15:04:00"),
            ("2024年1月2日 15时04分05秒", "2024-01-02T15:04:05"),
            ("1635897600", "2021-11-03T00:00:00Z"),
            ("1635897600123", "2021-11-03T00:00:00.123Z"),
            ("25-12-2008", "2008-12-25"),
            ("12/25/2008", "2008-12-25"),
            ("08.08.2008", "2008-08-08"),
        ] {
            assert_eq!(rfc3339(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for text in [
            "",
            "Invalid Date",
            "today",
            "now",
            "2021",
            "99999-99-99",
            "2024-02-30",
            "2021-02-08 16:30-:00+16:30",
            "2024-01-02T03:04:05+99:99",
            "2024-01-02 25:61:61",
            "12:30",
            "Nov 2021",
            "2021-11",
            "1.10",
            "12345",
            "2021-11-03 and later",
            "undefined",
            "昨天",
        ] {
            assert_eq!(
                read(text, DayMonthOrder::Unknown),
                Err(Unread::Shape),
                "{text}"
            );
        }
        for text in [
            "2021-11-03 08:00:00 CST",
            "Wed, 03 Nov 2021 08:00:00 IST",
            "2021-11-03 08:00 EST",
        ] {
            assert_eq!(
                read(text, DayMonthOrder::Unknown),
                Err(Unread::Zone),
                "{text}"
            );
        }
        assert_eq!(
            read("09-12-2008", DayMonthOrder::Unknown),
            Err(Unread::DayMonth)
        );
    }

    #[test]
    fn an_option_tells_day_and_month_apart() {
        let read = |order| {
            read("09-12-2008", order)
                .unwrap()
                .write(DateForm::Rfc3339, None)
        };
        assert_eq!(read(DayMonthOrder::DayFirst), "2008-12-09");
        assert_eq!(read(DayMonthOrder::MonthFirst), "2008-09-12");
    }

    #[test]
    fn forms_and_zones() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let write = |text, form, zone| {
            read(text, DayMonthOrder::Unknown)
                .unwrap()
                .write(form, zone)
        };
        let gmt = "Wed, 03 Nov 2021 20:00:00 GMT";
        assert_eq!(write(gmt, DateForm::Site, None), "2021-11-03 20:00:00");
        assert_eq!(
            write(gmt, DateForm::Site, Some(&zone)),
            "2021-11-04 04:00:00"
        );
        assert_eq!(
            write(gmt, DateForm::Rfc3339, Some(&zone)),
            "2021-11-03T20:00:00Z"
        );
        assert_eq!(
            write(gmt, DateForm::Local, Some(&zone)),
            "2021-11-04T04:00:00"
        );
        let local = "2021-11-03 20:00";
        assert_eq!(
            write(local, DateForm::Rfc3339, Some(&zone)),
            "2021-11-03T20:00:00+08:00"
        );
        assert_eq!(
            write(local, DateForm::Site, Some(&zone)),
            "2021-11-03 20:00:00"
        );
        assert_eq!(
            write("2021-11-03", DateForm::Site, Some(&zone)),
            "2021-11-03"
        );
    }

    #[test]
    fn what_is_normal_already() {
        for text in [
            "2021-11-03",
            "2021-11-03T00:00:00",
            "2021-11-03T00:00:00Z",
            "2021-11-03T00:00:00-07:00",
        ] {
            assert!(is_rfc3339(text), "{text}");
            assert_eq!(rfc3339(text).as_deref(), Some(text));
        }
        for text in [
            "2021-13-03",
            "2021-11-03 00:00:00",
            "2021-11-03T25:00:00Z",
            "2021-11-03T00:00:00+99:99",
        ] {
            assert!(!is_rfc3339(text), "{text}");
        }
    }
}
