//! The tariff of the standing example, `data/fontana17`: a time-of-use tariff of Southern California
//! with a constant feed-in.

use crate::{Balance, MILLI_PER_KWH, SLOT_DURATION, TOKEN};
use alloc::vec::Vec;
use commonwatt_primitives::{
	tariff::{AuctionRules, RuleBounds, Rules, TariffCell, TARIFF_CELLS},
	Price,
};
use sp_runtime::Permill;

/// June to September.
const SUMMER_MONTHS: u16 = 0b0000_0001_1110_0000;
/// Saturday and Sunday.
const WEEKEND_DAYS: u8 = 0b110_0000;
/// 0.05 token a kWh.
pub const FEED_IN: Price = 50 * MILLI_PER_KWH;
/// 00:00 of Monday, 1 August 2005, local time: the first date that agrees with the first row of the
/// data, which names month, weekday and hour but no year.
pub const LOCAL_EPOCH_SECONDS: u64 = 1_122_854_400;

/// Retail in thousandths of a token per kWh: off peak, and from 16:00 to 21:00.
const SEASONS_AND_DAYS: [(u64, u64); 4] = [(210, 500), (210, 500), (220, 540), (220, 400)];

/// Rules with a retail price for each of the 96 cells, one feed-in and no fee.
pub fn rules(retail: &[Price; TARIFF_CELLS as usize], feed_in: Price, summer_months: u16) -> Rules {
	let cells: Vec<_> = retail
		.iter()
		.map(|retail| TariffCell {
			feed_in,
			retail: *retail,
			grid_fee: 0,
		})
		.collect();
	Rules {
		cells: cells.try_into().unwrap_or_default(),
		summer_months,
		weekend_days: WEEKEND_DAYS,
		pool_share: Permill::from_percent(50),
		emergency_limit: 20 * TOKEN,
		supplier_deposit: 0,
		auction: Some(auction(retail, feed_in)),
	}
}

/// An auction on ticks of 0.001 token a kWh, or as many of them as leave no more than 500 ticks between
/// feed-in and the dearest retail price. What is not delivered beyond a tenth costs 0.02 a kWh. Orders
/// are final one block before their interval begins, and may only grow for one block before that.
fn auction(retail: &[Price; TARIFF_CELLS as usize], feed_in: Price) -> AuctionRules {
	let spread = retail
		.iter()
		.max()
		.map_or(0, |highest| highest.saturating_sub(feed_in));
	let ticks = spread.div_ceil(500 * MILLI_PER_KWH).max(1);
	AuctionRules {
		tick: ticks.saturating_mul(MILLI_PER_KWH),
		undelivered_charge: 20 * MILLI_PER_KWH,
		tolerance: Permill::from_percent(10),
		gate_closure_millis: SLOT_DURATION,
		freeze_millis: SLOT_DURATION,
	}
}

/// The rules of the example.
pub fn fontana_rules() -> Rules {
	let mut retail = [0; TARIFF_CELLS as usize];
	for (index, price) in retail.iter_mut().enumerate() {
		let (off_peak, peak) = SEASONS_AND_DAYS[index / 24];
		let thousandths = if (16..21).contains(&(index % 24)) {
			peak
		} else {
			off_peak
		};
		*price = thousandths.saturating_mul(MILLI_PER_KWH);
	}
	rules(&retail, FEED_IN, SUMMER_MONTHS)
}

/// Bounds that leave a community room: prices up to 2 token a kWh.
pub fn bounds() -> RuleBounds {
	const HIGHEST: Price = 2_000 * MILLI_PER_KWH;
	const EMERGENCY: Balance = 1_000 * TOKEN;
	RuleBounds {
		lowest_feed_in: 0,
		highest_retail: HIGHEST,
		highest_grid_fee: HIGHEST,
		lowest_pool_share: Permill::zero(),
		highest_pool_share: Permill::one(),
		highest_emergency_limit: EMERGENCY,
		highest_supplier_deposit: 100_000 * TOKEN,
		highest_undelivered_charge: HIGHEST,
	}
}
