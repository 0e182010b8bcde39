//! The tariff schedule, a community's rules, and the bounds rules may move within.

use crate::{calendar::LocalHour, Balance, Moment, Price, MAX_PRICE};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::Permill;

/// Cells of a schedule: 2 seasons x 2 day types x 24 hours.
pub const TARIFF_CELLS: u32 = 96;

/// The supplier's prices and the community's fee in one cell of the schedule, base units per Wh.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct TariffCell {
	/// F: what the supplier pays for surplus.
	pub feed_in: Price,
	/// R: what the supplier asks for the residual.
	pub retail: Price,
	/// f: what the community's treasury gets for a Wh matched locally; the buyer pays it.
	pub grid_fee: Price,
}

/// The longest that gate closure may lie before an interval, and a freeze before gate closure: a day.
pub const LONGEST_LEAD_MILLIS: Moment = 86_400_000;

/// How a community holds its auction.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct AuctionRules {
	/// Limits of orders are multiples of it, base units per Wh.
	pub tick: Price,
	/// c: what a Wh of a position that is not delivered costs, base units.
	pub undelivered_charge: Price,
	/// beta: the part of a position that may stay undelivered without the charge.
	pub tolerance: Permill,
	/// Orders are final this long before their interval begins, ms of the chain's time.
	pub gate_closure_millis: Moment,
	/// During this long before gate closure a curve may only grow, ms of the chain's time.
	pub freeze_millis: Moment,
}

/// What a community has decided. One version holds from its interval until the next one's.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Rules {
	/// Exactly [`TARIFF_CELLS`] cells; cell = season x 48 + day type x 24 + local hour, where
	/// season 1 is summer and day type 1 is the weekend.
	pub cells: BoundedVec<TariffCell, ConstU32<TARIFF_CELLS>>,
	/// Bit `m - 1` is set if month `m` (1..=12) belongs to summer.
	pub summer_months: u16,
	/// Bit `d` is set if weekday `d` (0 is Monday) belongs to the weekend.
	pub weekend_days: u8,
	/// Where the pool price stands between feed-in and retail less fee.
	pub pool_share: Permill,
	/// The most emergency credit a member's points may owe together.
	pub emergency_limit: Balance,
	/// What the supplier must leave in its account.
	pub supplier_deposit: Balance,
	/// The auction; without it the pool is all there is.
	#[serde(default)]
	pub auction: Option<AuctionRules>,
}

/// The regulatory sandbox: how far rules may move. Set with the community, changed by root alone.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct RuleBounds {
	pub lowest_feed_in: Price,
	pub highest_retail: Price,
	pub highest_grid_fee: Price,
	pub lowest_pool_share: Permill,
	pub highest_pool_share: Permill,
	pub highest_emergency_limit: Balance,
	pub highest_supplier_deposit: Balance,
	/// Of a Wh that is not delivered.
	pub highest_undelivered_charge: Price,
}

/// Why rules are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RulesFault {
	/// Not exactly [`TARIFF_CELLS`] cells.
	IncompleteTariff,
	/// A bit outside the twelve months or the seven weekdays.
	UnknownCalendarDay,
	/// Feed-in above retail.
	FeedInAboveRetail,
	/// A retail price of zero: shortage could not be priced.
	RetailIsZero,
	FeedInBelowBound,
	RetailAboveBound,
	GridFeeAboveBound,
	PoolShareOutsideBounds,
	EmergencyLimitAboveBound,
	SupplierDepositAboveBound,
	/// A tick of zero.
	TickIsZero,
	UndeliveredChargeAboveBound,
	/// Gate closure or freeze longer than [`LONGEST_LEAD_MILLIS`].
	LeadTooLong,
}

impl Rules {
	/// The cell in force at the local civil second `seconds`, if the schedule is complete.
	pub fn cell_at(&self, seconds: u64) -> Option<&TariffCell> {
		let LocalHour {
			month,
			weekday,
			hour,
		} = LocalHour::at(seconds);
		let summer = self
			.summer_months
			.checked_shr(u32::from(month).saturating_sub(1))?
			& 1;
		let weekend = self.weekend_days.checked_shr(u32::from(weekday))? & 1;
		let index = usize::from(summer)
			.saturating_mul(48)
			.saturating_add(usize::from(weekend).saturating_mul(24))
			.saturating_add(usize::from(hour));
		self.cells.get(index)
	}

	/// The highest retail price of the schedule.
	pub fn highest_retail(&self) -> Price {
		self.cells
			.iter()
			.map(|cell| cell.retail)
			.max()
			.unwrap_or_default()
	}

	/// The lowest feed-in price of the schedule.
	pub fn lowest_feed_in(&self) -> Price {
		self.cells
			.iter()
			.map(|cell| cell.feed_in)
			.min()
			.unwrap_or_default()
	}

	/// Whether these rules are complete, consistent and within `bounds`.
	pub fn check(&self, bounds: &RuleBounds) -> Result<(), RulesFault> {
		let ensure = |holds: bool, fault| if holds { Ok(()) } else { Err(fault) };
		ensure(
			self.cells.len() == TARIFF_CELLS as usize,
			RulesFault::IncompleteTariff,
		)?;
		ensure(
			self.summer_months < 1 << 12 && self.weekend_days < 1 << 7,
			RulesFault::UnknownCalendarDay,
		)?;
		for cell in &self.cells {
			ensure(cell.retail > 0, RulesFault::RetailIsZero)?;
			ensure(cell.feed_in <= cell.retail, RulesFault::FeedInAboveRetail)?;
			ensure(
				cell.feed_in >= bounds.lowest_feed_in,
				RulesFault::FeedInBelowBound,
			)?;
			ensure(
				cell.retail <= bounds.highest_retail.min(MAX_PRICE),
				RulesFault::RetailAboveBound,
			)?;
			ensure(
				cell.grid_fee <= bounds.highest_grid_fee.min(MAX_PRICE),
				RulesFault::GridFeeAboveBound,
			)?;
		}
		ensure(
			(bounds.lowest_pool_share..=bounds.highest_pool_share).contains(&self.pool_share),
			RulesFault::PoolShareOutsideBounds,
		)?;
		ensure(
			self.emergency_limit <= bounds.highest_emergency_limit,
			RulesFault::EmergencyLimitAboveBound,
		)?;
		ensure(
			self.supplier_deposit <= bounds.highest_supplier_deposit,
			RulesFault::SupplierDepositAboveBound,
		)?;
		let Some(auction) = &self.auction else {
			return Ok(());
		};
		ensure(auction.tick > 0, RulesFault::TickIsZero)?;
		ensure(
			auction.undelivered_charge <= bounds.highest_undelivered_charge.min(MAX_PRICE),
			RulesFault::UndeliveredChargeAboveBound,
		)?;
		ensure(
			auction.gate_closure_millis <= LONGEST_LEAD_MILLIS
				&& auction.freeze_millis <= LONGEST_LEAD_MILLIS,
			RulesFault::LeadTooLong,
		)
	}
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
	use super::*;

	const HOUR: u64 = 3_600;
	const DAY: u64 = 24 * HOUR;
	/// Monday, 1 August 2016, 00:00.
	const SUMMER_MONDAY: u64 = 1_470_009_600;
	/// Monday, 1 February 2016, 00:00.
	const WINTER_MONDAY: u64 = 1_454_284_800;

	/// Summer is April to September, the weekend Saturday and Sunday; the retail price of a cell is
	/// 1,000 and its index.
	fn rules() -> Rules {
		let cell = |index: Price| TariffCell {
			feed_in: 50,
			retail: 1_000 + index,
			grid_fee: 10,
		};
		Rules {
			cells: (0..96)
				.map(cell)
				.collect::<alloc::vec::Vec<_>>()
				.try_into()
				.expect("96"),
			summer_months: 0b0001_1111_1000,
			weekend_days: 0b110_0000,
			pool_share: Permill::from_percent(50),
			emergency_limit: 2_100,
			supplier_deposit: 500,
			auction: None,
		}
	}

	fn auction() -> AuctionRules {
		AuctionRules {
			tick: 1,
			undelivered_charge: 20,
			tolerance: Permill::one(),
			gate_closure_millis: LONGEST_LEAD_MILLIS,
			freeze_millis: LONGEST_LEAD_MILLIS,
		}
	}

	fn bounds() -> RuleBounds {
		RuleBounds {
			lowest_feed_in: 50,
			highest_retail: 1_095,
			highest_grid_fee: 10,
			lowest_pool_share: Permill::from_percent(50),
			highest_pool_share: Permill::from_percent(50),
			highest_emergency_limit: 2_100,
			highest_supplier_deposit: 500,
			highest_undelivered_charge: 20,
		}
	}

	fn fault(change: impl FnOnce(&mut Rules)) -> RulesFault {
		let mut rules = rules();
		change(&mut rules);
		rules.check(&bounds()).expect_err("the rules have a fault")
	}

	#[test]
	fn each_of_the_96_cells_has_its_season_day_type_and_hour() {
		let rules = rules();
		let mut expected = 1_000;
		for monday in [WINTER_MONDAY, SUMMER_MONDAY] {
			for (first, days) in [(0, 5), (5, 2)] {
				for hour in 0..24 {
					for day in first..first + days {
						let begins = monday + day * DAY + hour * HOUR;
						for second in [begins, begins + HOUR - 1] {
							let cell = rules.cell_at(second).expect("the schedule is complete");
							assert_eq!(cell.retail, expected, "day {day} hour {hour}");
						}
					}
					expected += 1;
				}
			}
		}
		assert_eq!(expected, 1_096);
	}

	#[test]
	fn seasons_change_with_the_first_second_of_a_month() {
		let rules = rules();
		let is_summer = |second| rules.cell_at(second).expect("complete").retail >= 1_048;
		// 1 April and 1 October 2016.
		for (first, summer) in [(1_459_468_800, true), (1_475_280_000, false)] {
			assert_eq!(is_summer(first), summer);
			assert_eq!(is_summer(first - 1), !summer);
		}
	}

	#[test]
	fn an_incomplete_schedule_has_no_price_for_the_missing_hour() {
		let mut rules = rules();
		rules.cells.truncate(95);
		let last_cell = SUMMER_MONDAY + 6 * DAY + 23 * HOUR;
		assert_eq!(rules.cell_at(last_cell), None);
		assert_eq!(
			rules.cell_at(last_cell - HOUR).map(|cell| cell.retail),
			Some(1_094)
		);
	}

	#[test]
	fn the_highest_retail_and_the_lowest_feed_in_are_those_of_all_cells() {
		let mut rules = rules();
		rules.cells[17].retail = 5_000;
		rules.cells[95].feed_in = 3;
		assert_eq!(rules.highest_retail(), 5_000);
		assert_eq!(rules.lowest_feed_in(), 3);
	}

	#[test]
	fn rules_exactly_at_every_bound_are_allowed() {
		assert_eq!(rules().check(&bounds()), Ok(()));
	}

	#[test]
	fn feed_in_may_equal_retail() {
		let mut rules = rules();
		rules.cells[0].feed_in = rules.cells[0].retail;
		assert_eq!(rules.check(&bounds()), Ok(()));
	}

	#[test]
	fn each_fault_of_a_tariff_is_named() {
		assert_eq!(
			fault(|rules| rules.cells.truncate(95)),
			RulesFault::IncompleteTariff
		);
		assert_eq!(
			fault(|rules| rules.cells.truncate(0)),
			RulesFault::IncompleteTariff
		);
		assert_eq!(
			fault(|rules| rules.cells[95].retail = 0),
			RulesFault::RetailIsZero
		);
		assert_eq!(
			fault(|rules| rules.cells[95].feed_in = rules.cells[95].retail + 1),
			RulesFault::FeedInAboveRetail
		);
		assert_eq!(
			fault(|rules| rules.cells[95].feed_in = 49),
			RulesFault::FeedInBelowBound
		);
		assert_eq!(
			fault(|rules| rules.cells[95].retail = 1_096),
			RulesFault::RetailAboveBound
		);
		assert_eq!(
			fault(|rules| rules.cells[95].grid_fee = 11),
			RulesFault::GridFeeAboveBound
		);
	}

	#[test]
	fn each_fault_of_the_calendar_is_named() {
		for month in 12..16 {
			assert_eq!(
				fault(|rules| rules.summer_months = 1 << month),
				RulesFault::UnknownCalendarDay
			);
		}
		assert_eq!(
			fault(|rules| rules.weekend_days = 1 << 7),
			RulesFault::UnknownCalendarDay
		);
	}

	#[test]
	fn a_year_of_summer_and_a_week_of_weekends_are_allowed() {
		let mut rules = rules();
		rules.summer_months = (1 << 12) - 1;
		rules.weekend_days = (1 << 7) - 1;
		assert_eq!(rules.check(&bounds()), Ok(()));
	}

	#[test]
	fn each_fault_of_a_limit_is_named() {
		for parts in [499_999, 500_001] {
			assert_eq!(
				fault(|rules| rules.pool_share = Permill::from_parts(parts)),
				RulesFault::PoolShareOutsideBounds
			);
		}
		assert_eq!(
			fault(|rules| rules.emergency_limit = 2_101),
			RulesFault::EmergencyLimitAboveBound
		);
		assert_eq!(
			fault(|rules| rules.supplier_deposit = 501),
			RulesFault::SupplierDepositAboveBound
		);
	}

	#[test]
	fn an_auction_at_its_bounds_is_allowed() {
		let mut rules = rules();
		rules.auction = Some(auction());
		assert_eq!(rules.check(&bounds()), Ok(()));
	}

	#[test]
	fn each_fault_of_an_auction_is_named() {
		let with =
			|change: fn(&mut AuctionRules)| fault(|rules| change(rules.auction.insert(auction())));
		assert_eq!(with(|auction| auction.tick = 0), RulesFault::TickIsZero);
		assert_eq!(
			with(|auction| auction.undelivered_charge = 21),
			RulesFault::UndeliveredChargeAboveBound
		);
		assert_eq!(
			with(|auction| auction.gate_closure_millis = LONGEST_LEAD_MILLIS + 1),
			RulesFault::LeadTooLong
		);
		assert_eq!(
			with(|auction| auction.freeze_millis = LONGEST_LEAD_MILLIS + 1),
			RulesFault::LeadTooLong
		);
	}

	#[test]
	fn no_bound_allows_a_price_above_the_highest_that_money_can_be_counted_in() {
		let wide = RuleBounds {
			highest_retail: Price::MAX,
			highest_grid_fee: Price::MAX,
			..bounds()
		};
		let mut at_most = rules();
		at_most.cells[0].retail = MAX_PRICE;
		at_most.cells[0].grid_fee = MAX_PRICE;
		assert_eq!(at_most.check(&wide), Ok(()));

		let mut retail = at_most.clone();
		retail.cells[0].retail = MAX_PRICE + 1;
		assert_eq!(retail.check(&wide), Err(RulesFault::RetailAboveBound));

		let mut fee = at_most;
		fee.cells[0].grid_fee = MAX_PRICE + 1;
		assert_eq!(fee.check(&wide), Err(RulesFault::GridFeeAboveBound));
	}
}
