//! The chain's time and the community's local time.

use crate::rpc::Rpc;
use anyhow::{Context, Result};
use commonwatt_primitives::{Interval, Moment};
use commonwatt_runtime::{Hash, Runtime};
use commonwatt_simulator::data::calendar::local_time;
use frame_support::storage::storage_prefix;
use pallet_communities::{ClockState, TimeParameters};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
	"January",
	"February",
	"March",
	"April",
	"May",
	"June",
	"July",
	"August",
	"September",
	"October",
	"November",
	"December",
];

/// An interval as people name it: its index, or how far ahead of the one in progress it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
	At(Interval),
	Ahead(Interval),
}

impl When {
	pub fn resolve(self, in_progress: Interval) -> Result<Interval> {
		match self {
			When::At(interval) => Ok(interval),
			When::Ahead(intervals) => in_progress
				.checked_add(intervals)
				.with_context(|| format!("+{intervals} is beyond the last interval there can be")),
		}
	}
}

/// `114`, or `+3`: three after the one in progress.
pub fn when(text: &str) -> Result<When, String> {
	let (digits, ahead) = match text.strip_prefix('+') {
		Some(digits) => (digits, true),
		None => (text, false),
	};
	let number = match digits.bytes().all(|byte| byte.is_ascii_digit()) {
		true => digits.parse().ok(),
		false => None,
	};
	let number =
		number.ok_or_else(|| {
			format!("\"{text}\" is no interval: give its number, like 114, or +3 for three ahead of now")
		})?;
	Ok(if ahead {
		When::Ahead(number)
	} else {
		When::At(number)
	})
}

/// The clock of a chain at a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarketTime {
	/// The block's timestamp, ms since 1970.
	pub now: Moment,
	pub epoch: Moment,
	pub local_epoch_seconds: u64,
	pub interval_seconds: u32,
	pub interval_millis: Moment,
}

impl MarketTime {
	pub async fn at(rpc: &Rpc, block: Hash) -> Result<Self> {
		let clock = pallet_communities::Clock::<Runtime>::hashed_key();
		let clock: ClockState<Runtime> = rpc
			.storage(&clock, Some(block))
			.await?
			.context("the chain has made no block yet: try again in a few seconds")?;
		let parameters = pallet_communities::Parameters::<Runtime>::hashed_key();
		let parameters: TimeParameters = rpc
			.storage(&parameters, Some(block))
			.await?
			.context("the chain has no time parameters")?;
		let now = rpc
			.storage(&storage_prefix(b"Timestamp", b"Now"), Some(block))
			.await?
			.unwrap_or_default();
		Ok(Self {
			now,
			epoch: clock.epoch,
			local_epoch_seconds: clock.local_epoch_seconds,
			interval_seconds: parameters.interval_seconds,
			interval_millis: parameters.interval_millis.max(1),
		})
	}

	/// The interval in which the chain's time lies.
	pub fn in_progress(&self) -> Interval {
		let over = self.now.saturating_sub(self.epoch) / self.interval_millis;
		Interval::try_from(over).unwrap_or(Interval::MAX)
	}

	/// When delivery of an interval begins, ms since 1970.
	pub fn begins(&self, interval: Interval) -> Moment {
		let since_epoch = Moment::from(interval).saturating_mul(self.interval_millis);
		self.epoch.saturating_add(since_epoch)
	}

	/// Local civil seconds since 1970 at a moment of the chain. A chain may play an hour in 12 seconds.
	pub fn local(&self, moment: Moment) -> u64 {
		let seconds = |millis: Moment| {
			let scaled = u128::from(millis) * u128::from(self.interval_seconds);
			u64::try_from(scaled / u128::from(self.interval_millis)).unwrap_or(u64::MAX)
		};
		match moment.checked_sub(self.epoch) {
			Some(since) => self.local_epoch_seconds.saturating_add(seconds(since)),
			None => self
				.local_epoch_seconds
				.saturating_sub(seconds(self.epoch.saturating_sub(moment))),
		}
	}

	/// `Mon 1 August 2005`: when an interval begins.
	pub fn day_of(&self, interval: Interval) -> String {
		day(self.local(self.begins(interval)))
	}

	/// `Mon 1 August 2005, 17:30:00`: a moment of the chain in local time.
	pub fn moment(&self, moment: Moment) -> String {
		let local = self.local(moment);
		format!("{}, {}", day(local), time_of_day(local))
	}

	/// `18:00`: when an interval begins.
	pub fn hour_of(&self, interval: Interval) -> String {
		hour_and_minute(self.local(self.begins(interval)))
	}

	/// `Mon 1 August 2005, 18:00 to 19:00`
	pub fn span_of(&self, interval: Interval) -> String {
		let begins = self.local(self.begins(interval));
		let ends = begins.saturating_add(self.interval_seconds.into());
		format!(
			"{}, {} to {}",
			self.day_of(interval),
			hour_and_minute(begins),
			hour_and_minute(ends)
		)
	}

	/// `17:30:00, in 12 s`, or `17:30:00, 6 s ago`: the local time and how far it is.
	pub fn countdown(&self, moment: Moment) -> String {
		let clock = time_of_day(self.local(moment));
		match moment.checked_sub(self.now) {
			Some(0) => format!("{clock}, now"),
			Some(left) => format!("{clock}, in {}", duration(left)),
			None => format!("{clock}, {} ago", duration(self.now.saturating_sub(moment))),
		}
	}
}

/// `August 2005` of a month counted as 12 x year + month - 1.
pub fn month_name(month: u32) -> String {
	format!("{} {}", MONTHS[month as usize % 12], month / 12)
}

/// `2005-08`
pub fn month_code(month: u32) -> String {
	format!("{:04}-{:02}", month / 12, month % 12 + 1)
}

/// 12 x year + month - 1 of `2005-08`.
pub fn month(text: &str) -> Result<u32, String> {
	let refuse = || format!("\"{text}\" is no month: give year and month, like 2005-08");
	let (year, month) = text.split_once('-').ok_or_else(refuse)?;
	let digits =
		|part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
	if !digits(year, 4) || !digits(month, 2) {
		return Err(refuse());
	}
	let year: u32 = year.parse().map_err(|_| refuse())?;
	let month: u32 = month.parse().map_err(|_| refuse())?;
	if !(1..=12).contains(&month) {
		return Err(refuse());
	}
	Ok(12 * year + month - 1)
}

fn day(seconds: u64) -> String {
	let local = local_time(seconds);
	format!(
		"{} {} {} {}",
		WEEKDAYS[usize::from(local.day_type.saturating_sub(1)) % 7],
		local.day,
		MONTHS[usize::from(local.month.saturating_sub(1)) % 12],
		local.year,
	)
}

fn hour_and_minute(seconds: u64) -> String {
	format!("{:02}:{:02}", seconds / 3_600 % 24, seconds / 60 % 60)
}

fn time_of_day(seconds: u64) -> String {
	format!("{}:{:02}", hour_and_minute(seconds), seconds % 60)
}

/// `42 s`, `5 min 03 s`, `23 h 59 min`, `2 d 04 h`; a part of a second counts as one.
pub fn duration(millis: Moment) -> String {
	let seconds = millis.div_ceil(1_000);
	let (minutes, hours) = (seconds / 60, seconds / 3_600);
	match (hours, minutes) {
		(0, 0) => format!("{seconds} s"),
		(0, _) => format!("{minutes} min {:02} s", seconds % 60),
		(1..48, _) => format!("{hours} h {:02} min", minutes % 60),
		_ => format!("{} d {:02} h", hours / 24, hours % 24),
	}
}

#[cfg(test)]
pub mod tests {
	use super::*;

	/// An hour in twelve seconds, from Monday, 1 August 2005; it is 18:00 of that day.
	pub const TIME: MarketTime = MarketTime {
		now: 1_700_000_000_000 + 18 * 12_000,
		epoch: 1_700_000_000_000,
		local_epoch_seconds: 1_122_854_400,
		interval_seconds: 3_600,
		interval_millis: 12_000,
	};

	#[test]
	fn an_interval_is_a_number_or_so_many_ahead() {
		assert_eq!(when("114"), Ok(When::At(114)));
		assert_eq!(when("+3"), Ok(When::Ahead(3)));
		assert_eq!(when("4294967295"), Ok(When::At(u32::MAX)));
		for text in [
			"",
			"+",
			"-1",
			"++1",
			"1.5",
			"now",
			"4294967296",
			"+-1",
			" 1",
		] {
			assert!(when(text).is_err(), "{text}");
		}
		assert_eq!(When::Ahead(3).resolve(7).ok(), Some(10));
		assert_eq!(When::At(3).resolve(7).ok(), Some(3));
		assert!(When::Ahead(1).resolve(u32::MAX).is_err());
	}

	#[test]
	fn a_month_is_four_digits_and_two() {
		assert_eq!(month("2005-08"), Ok(12 * 2005 + 7));
		assert_eq!(month("0000-01"), Ok(0));
		for text in [
			"",
			"2005",
			"2005-8",
			"2005-13",
			"2005-00",
			"205-08",
			"2005-08-01",
			"+005-08",
		] {
			assert!(month(text).is_err(), "{text}");
		}
		assert_eq!(month_code(12 * 2005 + 7), "2005-08");
		assert_eq!(month_name(12 * 2005 + 11), "December 2005");
	}

	#[test]
	fn a_moment_has_a_local_time_at_the_pace_of_the_chain() {
		assert_eq!(TIME.in_progress(), 18);
		assert_eq!(TIME.span_of(18), "Mon 1 August 2005, 18:00 to 19:00");
		assert_eq!(TIME.span_of(23), "Mon 1 August 2005, 23:00 to 00:00");
		assert_eq!(
			TIME.moment(TIME.begins(25) + 6_000),
			"Tue 2 August 2005, 01:30:00"
		);
		// Gate closure half an interval before 20:00.
		assert_eq!(TIME.countdown(TIME.begins(20) - 6_000), "19:30:00, in 18 s");
		assert_eq!(TIME.countdown(TIME.now), "18:00:00, now");
		assert_eq!(TIME.countdown(TIME.now - 1_000), "17:55:00, 1 s ago");
		assert_eq!(
			TIME.countdown(TIME.epoch - 12_000),
			"23:00:00, 3 min 48 s ago"
		);
	}

	#[test]
	fn a_duration_has_the_two_units_that_matter() {
		assert_eq!(duration(0), "0 s");
		assert_eq!(duration(1), "1 s");
		assert_eq!(duration(59_001), "1 min 00 s");
		assert_eq!(duration(303_000), "5 min 03 s");
		assert_eq!(duration(86_340_000), "23 h 59 min");
		assert_eq!(duration(187_200_000), "2 d 04 h");
	}
}
