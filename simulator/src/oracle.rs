//! The pool by plain arithmetic, with no chain in it: the independent check of a replay.
//!
//! `settlement.md`, section 4: every home's net meets the others' at the pool price, the rest goes to
//! the supplier. No grid fee, pool share one half, everybody's reading in time.

use crate::{
	data::{CommunityData, HourRow},
	outcome::{HomeInterval, IntervalOutcome, Outcome},
};

/// Feed-in price of the reference case, base units per Wh: 0.05 USD per kWh.
pub const FEED_IN: u64 = 50_000_000;

/// Replays a community's data at one feed-in price.
pub fn pool(data: &CommunityData, feed_in: u64) -> Outcome {
	let rows = data.hours.iter().zip(data.load_wh.iter().zip(&data.pv_wh));
	Outcome {
		community: data.name.clone(),
		homes: data.homes.iter().map(|home| home.name.clone()).collect(),
		intervals: rows
			.enumerate()
			.map(|(interval, (hour, (load, pv)))| {
				pool_interval(interval as u32, hour, load, pv, feed_in)
			})
			.collect(),
	}
}

fn pool_interval(
	interval: u32,
	hour: &HourRow,
	load: &[u32],
	pv: &[u32],
	feed_in: u64,
) -> IntervalOutcome {
	let retail = hour.retail;
	let pool_price = feed_in + (retail - feed_in) / 2;
	let net: Vec<i64> = load
		.iter()
		.zip(pv)
		.map(|(load, pv)| i64::from(*load) - i64::from(*pv))
		.collect();
	let short: i64 = net.iter().map(|net| (*net).max(0)).sum();
	let long: i64 = net.iter().map(|net| (-net).max(0)).sum();
	let matched = short.min(long);

	let (mut short_before, mut long_before) = (0, 0);
	let mut homes = Vec::new();
	for ((net, load_wh), pv_wh) in net.into_iter().zip(load).zip(pv) {
		let (wh, side, before) = if net >= 0 {
			(net, short, &mut short_before)
		} else {
			(-net, long, &mut long_before)
		};
		// Cumulative floors: any order sums to `matched` exactly.
		let floor = |cumulated: i64| {
			if side == 0 {
				0
			} else {
				cumulated * matched / side
			}
		};
		let local = floor(*before + wh) - floor(*before);
		*before += wh;

		let (supplier_price, sign) = if net >= 0 {
			(i128::from(retail), 1)
		} else {
			(i128::from(feed_in), -1)
		};
		let no_market_bill = sign * supplier_price * i128::from(wh);
		let bill = sign
			* (i128::from(pool_price) * i128::from(local)
				+ supplier_price * i128::from(wh - local));
		homes.push(HomeInterval {
			load_wh: *load_wh,
			pv_wh: *pv_wh,
			import_wh: net.max(0) as u32,
			export_wh: (-net).max(0) as u32,
			local_wh: local as u32,
			bill,
			no_market_bill,
			..Default::default()
		});
	}
	IntervalOutcome {
		interval,
		local_seconds: hour.local_seconds,
		feed_in,
		retail,
		grid_fee: 0,
		pool_price,
		short_wh: short as u64,
		long_wh: long as u64,
		matched_wh: matched as u64,
		residual_wh: short - long,
		homes,
		..Default::default()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::kpis::Kpis;
	use std::path::Path;

	pub fn fontana17() -> CommunityData {
		let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/fontana17");
		CommunityData::load(Path::new(folder)).unwrap()
	}

	#[test]
	fn no_chain_the_year_of_fontana17_costs_what_settlement_case_11_says() {
		let kpis = Kpis::of(&pool(&fontana17(), FEED_IN));
		assert_eq!(kpis.total.no_market_bill, 31_099_597_750_000_000);
		assert_eq!(kpis.total.bill, 27_506_584_880_000_000);
		assert_eq!(kpis.total.saving_ratio().percent(6).unwrap(), "11.553245");
		assert_eq!(kpis.total.worse_off, 0);
		assert_eq!(kpis.unaccounted(), 0);
	}

	#[test]
	fn no_chain_the_matched_parts_sum_to_the_matched_energy_in_every_hour() {
		for interval in pool(&fontana17(), FEED_IN).intervals {
			let matched_of = |imports: bool| -> u64 {
				let of_side = |home: &&HomeInterval| (home.import_wh > 0) == imports;
				interval
					.homes
					.iter()
					.filter(of_side)
					.map(|home| u64::from(home.local_wh))
					.sum()
			};
			assert_eq!(
				matched_of(true),
				interval.matched_wh,
				"hour {}",
				interval.interval
			);
			assert_eq!(
				matched_of(false),
				interval.matched_wh,
				"hour {}",
				interval.interval
			);
		}
	}

	#[test]
	fn no_chain_a_shortage_is_split_by_cumulative_floors_in_home_order() {
		// settlement.md, case 2, without its fee: +333 +334 -500 match 249, 251, 500.
		let hour = HourRow {
			local_seconds: 0,
			month: 1,
			day_type: 4,
			hour: 0,
			retail: 210,
		};
		let interval = pool_interval(0, &hour, &[333, 334, 0], &[0, 0, 500], 50);
		let local: Vec<u32> = interval.homes.iter().map(|home| home.local_wh).collect();
		assert_eq!(local, [249, 251, 500]);
		assert_eq!(interval.pool_price, 130);
		let bills: Vec<i128> = interval.homes.iter().map(|home| home.bill).collect();
		assert_eq!(
			bills,
			[249 * 130 + 84 * 210, 251 * 130 + 83 * 210, -500 * 130]
		);
	}
}
