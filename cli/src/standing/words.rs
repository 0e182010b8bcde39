//! A standing order in words.

use super::terms::level_name;
use crate::{
	curve::verb,
	market_time::MarketTime,
	units::{write_percent, write_price, write_wh},
};
use commonwatt_primitives::{
	order::Side,
	standing::{
		Bound, QuantileLevel, Schedule, StandingLimit, StandingOrder, StandingQuantity, Threshold,
		ALL_DAYS, ALL_HOURS,
	},
	Interval,
};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// What it does, without its point and the full stop: `sells 500 Wh at 0.12 or more per kWh, until it is
/// cancelled`.
pub fn sentence(order: &StandingOrder, time: &MarketTime) -> String {
	let mut text = format!("{} {} {}", verb(order.side), quantity(order), limit(order));
	let conditions: Vec<String> = [
		order
			.price
			.map(|threshold| condition(threshold, "the price", write_price)),
		order.green_share.map(|threshold| {
			condition(threshold, "the green share", |ppm| {
				format!("{} %", write_percent(ppm))
			})
		}),
	]
	.into_iter()
	.flatten()
	.collect();
	if !conditions.is_empty() {
		text.push_str(&format!(", if {}", conditions.join(" and ")));
	}
	let Schedule { hours, days } = order.schedule;
	if hours != ALL_HOURS {
		text.push_str(&format!(", {}", write_hours(hours)));
	}
	if days != ALL_DAYS {
		text.push_str(&format!(", {}", write_days(days)));
	}
	match order.expires {
		Interval::MAX => text.push_str(", until it is cancelled"),
		expires => text.push_str(&format!(
			", until interval {expires} begins, {} {}",
			time.day_of(expires),
			time.hour_of(expires)
		)),
	}
	text
}

fn quantity(order: &StandingOrder) -> String {
	let expected = match order.side {
		Side::Buy => "it is expected to need",
		Side::Sell => "it is expected to have left over",
	};
	match order.quantity {
		StandingQuantity::Fixed(wh) => format!("{} Wh", write_wh(wh)),
		StandingQuantity::Expected { percent: 100 } => format!("all {expected}"),
		StandingQuantity::Expected { percent } => format!("{percent} % of what {expected}"),
	}
}

fn limit(order: &StandingOrder) -> String {
	match order.limit {
		StandingLimit::Fixed(price) => {
			let better = match order.side {
				Side::Buy => "less",
				Side::Sell => "more",
			};
			format!("at {} or {better} per kWh", write_price(price))
		}
		StandingLimit::Signal {
			level,
			offset,
			floor,
			cap,
		} => {
			let amount = write_price(offset.unsigned_abs());
			let offset = match offset {
				..0 => format!(" less {amount}"),
				0 => String::new(),
				_ => format!(" plus {amount}"),
			};
			format!(
				"at the signal's {} price{offset}, between {} and {} per kWh",
				level_name(level),
				write_price(floor),
				write_price(cap)
			)
		}
	}
}

fn condition(threshold: Threshold, what: &str, write: fn(u64) -> String) -> String {
	let level = match threshold.level {
		QuantileLevel::P50 => String::new(),
		level => format!("'s {}", level_name(level)),
	};
	match threshold.bound {
		Bound::AtMost(value) => format!("{what}{level} is forecast at {} or less", write(value)),
		Bound::AtLeast(value) => format!("{what}{level} is forecast at {} or more", write(value)),
	}
}

/// The runs of bits in a circle of `size`, each with its first and the first after it; at least one bit
/// is not set.
fn runs(bits: u32, size: u8) -> Vec<(u8, u8)> {
	let is_set = |place: u8| bits.checked_shr((place % size).into()).unwrap_or(0) & 1 == 1;
	(0..size)
		.filter(|place| is_set(*place) && !is_set(*place + size - 1))
		.map(|from| {
			let until = (from..from + size).find(|place| !is_set(*place));
			(from, until.unwrap_or(from + size) % size)
		})
		.collect()
}

/// `10:00 to 15:00 and 22:00 to 06:00`
fn write_hours(bits: u32) -> String {
	let runs: Vec<String> = runs(bits, 24)
		.into_iter()
		.map(|(from, until)| format!("{from:02}:00 to {until:02}:00"))
		.collect();
	runs.join(" and ")
}

/// `Mon to Fri, Sun`
fn write_days(bits: u8) -> String {
	let name = |day: u8| DAYS[usize::from(day) % DAYS.len()];
	let size = DAYS.len() as u8;
	let runs: Vec<String> = runs(bits.into(), size)
		.into_iter()
		.map(|(from, until)| {
			let last = (until + size - 1) % size;
			match (last + size - from) % size {
				0 => name(from).into(),
				1 => format!("{}, {}", name(from), name(last)),
				_ => format!("{} to {}", name(from), name(last)),
			}
		})
		.collect();
	runs.join(", ")
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::standing::terms::{days, hours};

	#[test]
	fn hours_are_written_as_they_are_read() {
		for (text, written) in [
			("10-15", "10:00 to 15:00"),
			("7", "07:00 to 08:00"),
			("23", "23:00 to 00:00"),
			("22-6", "22:00 to 06:00"),
			("6-9,17-22", "06:00 to 09:00 and 17:00 to 22:00"),
			("6-9,9-12", "06:00 to 12:00"),
			("0-6", "00:00 to 06:00"),
			("18-24", "18:00 to 00:00"),
			("18-0", "18:00 to 00:00"),
		] {
			let bits = hours(text).expect(text);
			assert_eq!(write_hours(bits), written, "{text}");
		}
	}

	#[test]
	fn days_are_written_as_they_are_read() {
		for (text, written) in [
			("mon-fri", "Mon to Fri"),
			("sat,sun", "Sat, Sun"),
			("Sunday", "Sun"),
			("mon,wed,fri-sat", "Mon, Wed, Fri, Sat"),
			("sat-mon", "Sat to Mon"),
			("tue-sun", "Tue to Sun"),
		] {
			let bits = days(text).expect(text);
			assert_eq!(write_days(bits), written, "{text}");
		}
	}
}
