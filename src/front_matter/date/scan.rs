//! Reads the parts of a date one after the other: numbers, names of months, the time of day, the
//! zone.

use jiff::civil::{DateTime, Time};
use jiff::tz::Offset;

use super::read::{Found, day};
use super::{Unread, When};

/// What has not been read yet.
#[derive(Clone, Copy)]
pub(super) struct Scan<'a> {
    pub(super) rest: &'a str,
}

impl<'a> Scan<'a> {
    pub(super) fn spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// A number of `min` to `max` digits with no further digit behind it.
    pub(super) fn number(&mut self, min: usize, max: usize) -> Option<u32> {
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(min..=max).contains(&digits) {
            return None;
        }
        let number = self.rest[..digits].parse().ok()?;
        self.rest = &self.rest[digits..];
        Some(number)
    }

    pub(super) fn any(&mut self, chars: &[char]) -> Option<char> {
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
    pub(super) fn named_month(mut self, left: &mut Scan<'a>) -> Option<Found> {
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
    pub(super) fn clock(&mut self) -> Option<Time> {
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
    pub(super) fn zone(mut self, clock: DateTime) -> Result<When, Unread> {
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
