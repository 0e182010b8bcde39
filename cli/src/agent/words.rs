//! What an agent says of an interval, for a person to read.

use super::{
	charging::{Basis, Charging, Plan as ChargingPlan},
	desk::Why,
	device::Device,
	mind::{Blind, Decision, Plan, Wanted},
	outlook::Expected,
	setpoints::Told,
};
use crate::{
	market_time::MarketTime,
	units::{write_price, write_rounded, write_wh},
};
use commonwatt_agents::{Battery, Departure};
use commonwatt_primitives::{
	api::PointView,
	order::{Order, Side},
	Interval, Price,
};
use commonwatt_runtime::AccountId;
use std::cmp::Ordering;

/// Base units per Wh in a token per kWh, as a power of ten.
const PRICE_DECIMALS: usize = 9;
/// Digits of a price that is expected.
const SHOWN: usize = 3;

fn rounded(price: f64) -> String {
	write_rounded(price.max(0.0).round() as u64, PRICE_DECIMALS, SHOWN)
}

/// `0.519 (0.516 to 0.522)`: what the forecasters say a kWh will cost, median and 90 % range.
fn price(expected: &Expected) -> String {
	let quantiles = expected.forecast.price;
	let (low, high) = quantiles.range();
	let write = |price| write_rounded(price, PRICE_DECIMALS, SHOWN);
	let (median, low, high) = (write(quantiles.median()), write(low), write(high));
	match low == high {
		true => median,
		false => format!("{median} ({low} to {high})"),
	}
}

/// `1,200 Wh`, of an amount that may be below nothing.
fn amount(wh: i64) -> String {
	format!("{} Wh", write_wh(wh.unsigned_abs()))
}

fn does(taken: i64) -> String {
	match taken {
		0 => "rests".into(),
		1.. => format!("charges about {}", amount(taken)),
		_ => format!("delivers about {}", amount(taken)),
	}
}

/// How far it answers the home's meter: nothing if not at all.
fn band(plan: &Plan) -> String {
	let dispatch = plan.planned.dispatch;
	let one = |wh: i64| match wh {
		0 => "nothing".into(),
		1.. => format!("charging {}", amount(wh)),
		_ => format!("delivering {}", amount(wh)),
	};
	match dispatch.least >= dispatch.most || dispatch.response == 0 {
		true => String::new(),
		false => format!(
			", from {} to {} as its meter goes",
			one(dispatch.least),
			one(dispatch.most)
		),
	}
}

/// The line of the interval in progress.
pub fn line(decision: &Decision, battery: &Battery, time: &MarketTime) -> String {
	let interval = time.in_progress();
	let capacity = battery.spec().capacity_wh;
	let full = match capacity > 0.0 {
		true => 100.0 * battery.stored() / capacity,
		false => 0.0,
	};
	let head = format!(
		"interval {interval}, {}: {} Wh stored ({full:.0} %)",
		time.hour_of(interval),
		write_wh(battery.stored() as u64),
	);
	match decision {
		Decision::Follow(why) => {
			let why = match why {
				Blind::NoSignal => "no signal of this interval",
				Blind::NoReadings => "nothing is known of the home yet",
			};
			format!("{head}; covers the home's need and stores its surplus: {why}")
		}
		Decision::Plan(plan) => format!(
			"{head}; {}{}: a kWh costs {}, {} at most in the hours to come; a stored one is worth {}",
			does(plan.taken),
			band(plan),
			price(&plan.now),
			write_rounded(plan.dearest, PRICE_DECIMALS, SHOWN),
			rounded(plan.planned.worth),
		),
	}
}

/// That a vehicle could draw more than its home's connection carries.
pub fn beyond_connection(device: &Device, view: &PointView<AccountId>) -> Option<String> {
	let Device::Vehicle(charger) = device else {
		return None;
	};
	let (power, capacity) = (charger.power_w(), u64::from(view.capacity_w));
	(power > capacity).then(|| {
		format!(
			"its connection carries {} W, the vehicle could draw {} W: it is charged with what the \
			 connection carries",
			write_wh(capacity),
			write_wh(power)
		)
	})
}

/// Where an agent that is started again goes on.
pub fn resumed(told: &Told, time: &MarketTime) -> String {
	format!(
		"goes on from interval {}, {}: {} Wh stored, as --setpoints has it",
		told.interval,
		time.hour_of(told.interval),
		write_wh(told.stored_wh as u64)
	)
}

/// Intervals in which the device was told nothing, between the latest in which it was and the one in progress.
pub fn passed(latest: Option<Interval>, in_progress: Interval) -> Option<String> {
	let first = latest?.checked_add(1)?;
	let last = in_progress.checked_sub(1)?;
	match first.cmp(&last) {
		Ordering::Greater => None,
		Ordering::Equal => Some(format!(
			"interval {first} passed: its device was told nothing"
		)),
		Ordering::Less => Some(format!(
			"intervals {first} to {last} passed: its device was told nothing"
		)),
	}
}

/// A vehicle has left.
pub fn departure(departure: &Departure, time: &MarketTime) -> String {
	let stay = &departure.stay;
	let needed = write_wh(stay.needed_wh.round() as u64);
	let charged = match departure.missing_wh {
		missing if missing > 0.0 => format!(
			"without {} of the {needed} Wh that it needed",
			amount(missing.round() as i64)
		),
		_ => format!("with all {needed} Wh that it needed"),
	};
	format!(
		"{}: the vehicle left {charged}; it took {}",
		time.hour_of(stay.departure as Interval),
		amount(departure.taken_wh)
	)
}

/// The line of a vehicle in the interval in progress.
pub fn charging(charging: &Charging, time: &MarketTime) -> String {
	let interval = time.in_progress();
	let head = format!("interval {interval}, {}", time.hour_of(interval));
	let plan = match charging {
		Charging::Away(None) => return format!("{head}: the vehicle is away"),
		Charging::Away(Some(until)) => {
			return format!("{head}: the vehicle is away until {}", time.hour_of(*until))
		}
		Charging::Plugged(plan) => plan,
	};
	let now = plan.now();
	let head = format!(
		"{head}: {} of {} Wh charged, leaves at {}",
		write_wh(now.charged_wh as u64),
		write_wh(plan.stay.needed_wh.round() as u64),
		time.hour_of(plan.stay.departure as Interval),
	);
	let does = match (now.taken, plan.later(interval)) {
		(0, None) => return format!("{head}; rests: it has what it needs"),
		(0, Some((from, wh))) => {
			format!(
				"waits, to take {} from {} on",
				amount(wh),
				time.hour_of(from)
			)
		}
		(taken, _) => format!("takes {}", amount(taken)),
	};
	let pressing = match now.pressing {
		1.. if !matches!(plan.basis, Basis::Nothing) => {
			format!(", {} of which cannot wait", amount(now.pressing))
		}
		_ => String::new(),
	};
	format!("{head}; {does}{pressing}: {}", why(plan))
}

/// What a plan goes by.
fn why(plan: &ChargingPlan) -> String {
	let write = |price: Price| write_rounded(price, PRICE_DECIMALS, SHOWN);
	match &plan.basis {
		Basis::Signals { now, lowest } => format!(
			"a kWh costs {}, {} at least until it leaves",
			price(now),
			write(*lowest)
		),
		Basis::Tariff { now, lowest } => format!(
			"no signal of this interval; by the tariff a kWh costs {}, {} at least until it leaves",
			write(*now),
			write(*lowest)
		),
		Basis::Nothing => "at once, as neither signal nor price of this interval are known".into(),
	}
}

/// What it expects of an interval to come, and what it would trade.
pub fn wanted(wanted: &Wanted, time: &MarketTime) -> String {
	let [low, .., high] = wanted.planned.nets.map(|net| net.round() as i64);
	let median = wanted.planned.nets[wanted.planned.nets.len() / 2].round() as i64;
	let signed = |wh: i64| match wh {
		..0 => format!("-{}", amount(wh)),
		_ => amount(wh),
	};
	let flow = match median {
		..0 => format!("to export {}", amount(median)),
		_ => format!("to import {}", amount(median)),
	};
	let range = match low == high {
		true => String::new(),
		false => format!(" (its meter: {} to {})", signed(low), signed(high)),
	};
	let interval = wanted.expected.interval;
	format!(
		"{} expects {flow}{range}, a kWh to cost {}: {}",
		time.hour_of(interval),
		price(&wanted.expected),
		match &wanted.order {
			Some(order) => curve(order),
			None => "orders nothing".into(),
		}
	)
}

/// `buys 100 Wh at 0.47, 200 Wh at 0.45`
pub fn curve(order: &Order) -> String {
	let steps = order.steps.iter().map(|step| {
		format!(
			"{} Wh at {}",
			write_wh(step.quantity),
			write_price(step.limit)
		)
	});
	let verb = match order.side {
		Side::Buy => "buys",
		Side::Sell => "sells",
	};
	format!("{verb} {}", steps.collect::<Vec<_>>().join(", "))
}

/// Why an order is left as it is.
pub fn left(why: Why) -> &'static str {
	match why {
		Why::Unchanged => "it stands unchanged",
		Why::NotOurs => "left: another order of this point stands, which the agent did not place",
		Why::TakenBack => "left: the agent's order was taken back",
		Why::Frozen => "left: what stands could only grow",
		Why::Gate => "left: it could come after gate closure",
	}
}
