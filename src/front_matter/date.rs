//! Dates in every shape that feeds, exporters and authors write.
//!
//! In: a value's text. Out: a [`When`], or why there is none. What is not in the text is never
//! made up: a date without a time stays one, a time without a zone stays one, `CST` and its like
//! (six hours behind or eight ahead?) and `09-12-2008` are not guessed, and nothing is ever today.

use jiff::civil::{Date, DateTime, Time};
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

/// Reads a date.
pub(super) fn read(text: &str, order: DayMonthOrder) -> Result<When, Unread> {
    let text = text.trim();
    if text.len() > 80 {
        return Err(Unread::Shape);
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return unix(text).ok_or(Unread::Shape);
    }
    let mut scan = Scan { rest: text };
    let date = year_first(&mut scan)
        .or_else(|| Scan { rest: text }.named_month(&mut scan))
        .map_or_else(|| numeric(text, order, &mut scan), Ok)?;
    if let Some(clock) = date.clock {
        return scan.zone(date.day.to_datetime(clock));
    }
    let Some(clock) = scan.clock() else {
        return if scan.rest.trim().is_empty() {
            Ok(When::Day(date.day))
        } else {
            Err(Unread::Shape)
        };
    };
    scan.zone(date.day.to_datetime(clock))
}

/// Seconds or milliseconds since 1970 (POSIX), of the years 2001 to 2286; less is a number.
fn unix(digits: &str) -> Option<When> {
    let number: i64 = digits.parse().ok()?;
    let instant = match digits.len() {
        10 => jiff::Timestamp::from_second(number),
        13 => jiff::Timestamp::from_millisecond(number),
        _ => return None,
    };
    Some(When::Instant(
        TimeZone::UTC.to_datetime(instant.ok()?),
        None,
    ))
}

/// A day, and the time of day where the shape has it before the year (asctime).
struct Found {
    day: Date,
    clock: Option<Time>,
}

fn day(year: u32, month: u32, day: u32) -> Option<Found> {
    let day = Date::new(i16::try_from(year).ok()?, month as i8, day as i8).ok()?;
    Some(Found { day, clock: None })
}

/// `2021-11-03`, `2021/11/3`, `2021.11.03`, `2021年11月3日`.
fn year_first(scan: &mut Scan<'_>) -> Option<Found> {
    let mut s = Scan { rest: scan.rest };
    let year = s.number(4, 4)?;
    let separator = s.any(&['-', '/', '.', '年'])?;
    s.spaces();
    let month = s.number(1, 2)?;
    s.any(&[if separator == '年' { '月' } else { separator }])?;
    s.spaces();
    let number = s.number(1, 2)?;
    if separator == '年' {
        s.any(&['日', '号']);
    }
    let found = day(year, month, number)?;
    *scan = s;
    Some(found)
}

/// `09-12-2008`, `9/12/2008`, `9.12.2008`.
fn numeric<'a>(text: &'a str, order: DayMonthOrder, scan: &mut Scan<'a>) -> Result<Found, Unread> {
    let mut s = Scan { rest: text };
    let mut parts = || {
        let first = s.number(1, 2)?;
        let separator = s.any(&['-', '/', '.'])?;
        let second = s.number(1, 2)?;
        s.any(&[separator])?;
        Some((first, second, s.number(4, 4)?))
    };
    let (first, second, year) = parts().ok_or(Unread::Shape)?;
    *scan = s;
    let found = match order {
        DayMonthOrder::DayFirst => day(year, second, first),
        DayMonthOrder::MonthFirst => day(year, first, second),
        DayMonthOrder::Unknown if first > 12 || first == second => day(year, second, first),
        DayMonthOrder::Unknown if second > 12 => day(year, first, second),
        DayMonthOrder::Unknown => return Err(Unread::DayMonth),
    };
    found.ok_or(Unread::Shape)
}

/// What has not been read yet.
#[derive(Clone, Copy)]
struct Scan<'a> {
    rest: &'a str,
}

impl<'a> Scan<'a> {
    fn spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// A number of `min` to `max` digits with no further digit behind it.
    fn number(&mut self, min: usize, max: usize) -> Option<u32> {
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(min..=max).contains(&digits) {
            return None;
        }
        let number = self.rest[..digits].parse().ok()?;
        self.rest = &self.rest[digits..];
        Some(number)
    }

    fn any(&mut self, chars: &[char]) -> Option<char> {
        let c = self.rest.chars().next().filter(|c| chars.contains(c))?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn word(&mut self) -> &'a str {
        let length = self
            .rest
            .bytes()
            .take_while(u8::is_ascii_alphabetic)
            .count();
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        word
    }

    /// `Wed, 03 Nov 2021 …` (RFC 2822), `Wednesday, 03-Nov-21 …` (RFC 850),
    /// `Wed Nov  3 00:00:00 2021` (asctime), `Wed Nov 03 2021 …` (JavaScript), `Nov 3rd, 2021`.
    fn named_month(mut self, left: &mut Scan<'a>) -> Option<Found> {
        const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let mut word = self.word();
        if DAYS.iter().any(|day| starts_with(word, day)) {
            self.any(&[',', '.']);
            self.spaces();
            word = self.word();
        }
        let found = if word.is_empty() {
            self.day_first()
        } else {
            self.month_first(word)
        };
        *left = self;
        found
    }

    fn day_first(&mut self) -> Option<Found> {
        let number = self.ordinal()?;
        self.any(&['-']);
        self.spaces();
        let month = month(self.word())?;
        self.any(&['-', '.', ',']);
        self.spaces();
        let year = self.year()?;
        day(year, month, number)
    }

    fn month_first(&mut self, word: &str) -> Option<Found> {
        let month = month(word)?;
        self.any(&['.']);
        self.spaces();
        let number = self.ordinal()?;
        self.any(&[',']);
        self.spaces();
        let before = *self;
        if let Some(year) = self.year()
            && !self.rest.starts_with(':')
        {
            return day(year, month, number);
        }
        *self = before;
        let clock = self.clock()?;
        self.spaces();
        Some(Found {
            clock: Some(clock),
            ..day(self.year()?, month, number)?
        })
    }

    fn ordinal(&mut self) -> Option<u32> {
        let number = self.number(1, 2)?;
        if starts_with(self.rest, "st")
            || starts_with(self.rest, "nd")
            || starts_with(self.rest, "rd")
            || starts_with(self.rest, "th")
        {
            self.rest = &self.rest[2..];
        }
        Some(number)
    }

    /// Four digits, or two as POSIX reads them: 69 to 99 are of the last century.
    fn year(&mut self) -> Option<u32> {
        self.number(4, 4).or_else(|| {
            let year = self.number(2, 2)?;
            Some(if year < 69 { 2000 + year } else { 1900 + year })
        })
    }

    /// `15:04`, `9:34:23`, `15:04:05.000`, `3:04 PM`, `下午3:04`, `15时04分`.
    fn clock(&mut self) -> Option<Time> {
        let mut s = *self;
        s.rest = s
            .rest
            .trim_start_matches([' ', '\t', 'T', 't', ',', '\u{a0}']);
        let mut later = false;
        for (word, is_late) in [
            ("上午", false),
            ("凌晨", false),
            ("早上", false),
            ("下午", true),
            ("晚上", true),
        ] {
            if let Some(rest) = s.rest.strip_prefix(word) {
                (s.rest, later) = (rest, is_late);
            }
        }
        s.spaces();
        let mut hour = s.number(1, 2)?;
        s.any(&[':', '时', '点', '：'])?;
        let minute = s.number(2, 2)?;
        s.any(&['分']);
        let second = match s.any(&[':', '：']) {
            Some(_) => s.number(2, 2)?,
            None => {
                let mut with_unit = s;
                match (with_unit.number(1, 2), with_unit.any(&['秒'])) {
                    (Some(second), Some(_)) => {
                        s = with_unit;
                        second
                    }
                    _ => 0,
                }
            }
        };
        let nanos = if s.any(&['.', ',']).is_some() {
            s.fraction()?
        } else {
            0
        };
        let mut with_half = s;
        with_half.spaces();
        match with_half.word().to_ascii_lowercase().as_str() {
            "pm" => (later, s) = (true, with_half),
            "am" => {
                hour %= 12;
                s = with_half;
            }
            _ => {}
        }
        if later && hour < 12 {
            hour += 12;
        }
        let time = Time::new(hour as i8, minute as i8, second as i8, nanos).ok()?;
        *self = s;
        Some(time)
    }

    /// Digits behind the point, to the nanosecond.
    fn fraction(&mut self) -> Option<i32> {
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let number = self.rest.get(..digits.min(9)).filter(|d| !d.is_empty())?;
        let nanos = number.parse::<i32>().ok()? * 10_i32.pow(9 - number.len() as u32);
        self.rest = &self.rest[digits..];
        Some(nanos)
    }

    /// Whatever stands behind the time of day.
    fn zone(mut self, clock: DateTime) -> Result<When, Unread> {
        self.spaces();
        if self.rest.is_empty() {
            return Ok(When::Local(clock));
        }
        let letters = self.word();
        let is_utc = ["z", "utc", "gmt", "ut"]
            .iter()
            .any(|utc| utc.eq_ignore_ascii_case(letters));
        if !letters.is_empty() && !is_utc {
            return Err(if letters.len() <= 5 {
                Unread::Zone
            } else {
                Unread::Shape
            });
        }
        if is_utc && self.rest.is_empty() {
            return Ok(When::Instant(clock, None));
        }
        self.spaces();
        let at = self.offset().ok_or(Unread::Shape)?;
        // `(CET)`: a comment, RFC 2822 section 3.2.3.
        self.spaces();
        let is_comment = self.rest.starts_with('(') && self.rest.ends_with(')');
        if !self.rest.is_empty() && !is_comment {
            return Err(Unread::Shape);
        }
        Ok(When::Instant(clock, Some(at)))
    }

    /// `+08:00`, `-0800`, `+8`.
    fn offset(&mut self) -> Option<Offset> {
        let sign = if self.any(&['+', '-', '−'])? == '+' {
            1
        } else {
            -1
        };
        let mut together = *self;
        let (hours, minutes) = if let Some(both) = together.number(4, 4) {
            *self = together;
            (both / 100, both % 100)
        } else {
            let hours = self.number(1, 2)?;
            (
                hours,
                if self.any(&[':']).is_some() {
                    self.number(2, 2)?
                } else {
                    0
                },
            )
        };
        let seconds = (hours * 60 + minutes) * 60;
        (hours < 24 && minutes < 60)
            .then(|| Offset::from_seconds(sign * i32::try_from(seconds).ok()?).ok())
            .flatten()
    }
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// An English month's number, by its first three letters.
fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| {
        word.len() >= 3 && (month.starts_with(&word) || word == "sept" && *month == "september")
    })?;
    Some(at as u32 + 1)
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
