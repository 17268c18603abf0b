//! A date's text to the day, and to the time behind it.
//!
//! The year comes first, or the month has a name, or all are numbers; what follows is read by
//! [`Scan`].

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::scan::Scan;
use super::{DayMonthOrder, Unread, When};

/// Reads a date.
pub(in crate::front_matter) fn read(text: &str, order: DayMonthOrder) -> Result<When, Unread> {
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
pub(super) struct Found {
    pub(super) day: Date,
    pub(super) clock: Option<Time>,
}

pub(super) fn day(year: u32, month: u32, day: u32) -> Option<Found> {
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
