//! The tariff schedule, a community's rules, and the bounds rules may move within.

use crate::{calendar::LocalHour, Balance, Price, MAX_PRICE};
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
pub struct TariffCell {
	/// F: what the supplier pays for surplus.
	pub feed_in: Price,
	/// R: what the supplier asks for the residual.
	pub retail: Price,
	/// f: what the community's treasury gets for a Wh matched locally; the buyer pays it.
	pub grid_fee: Price,
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
pub struct RuleBounds {
	pub lowest_feed_in: Price,
	pub highest_retail: Price,
	pub highest_grid_fee: Price,
	pub lowest_pool_share: Permill,
	pub highest_pool_share: Permill,
	pub highest_emergency_limit: Balance,
	pub highest_supplier_deposit: Balance,
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
}

impl Rules {
	/// The cell in force at the local civil second `seconds`, if the schedule is complete.
	pub fn cell_at(&self, seconds: u64) -> Option<&TariffCell> {
		let LocalHour { month, weekday, hour } = LocalHour::at(seconds);
		let summer = self.summer_months.checked_shr(u32::from(month).saturating_sub(1))? & 1;
		let weekend = self.weekend_days.checked_shr(u32::from(weekday))? & 1;
		let index = usize::from(summer)
			.saturating_mul(48)
			.saturating_add(usize::from(weekend).saturating_mul(24))
			.saturating_add(usize::from(hour));
		self.cells.get(index)
	}

	/// The highest retail price of the schedule.
	pub fn highest_retail(&self) -> Price {
		self.cells.iter().map(|cell| cell.retail).max().unwrap_or_default()
	}

	/// The lowest feed-in price of the schedule.
	pub fn lowest_feed_in(&self) -> Price {
		self.cells.iter().map(|cell| cell.feed_in).min().unwrap_or_default()
	}

	/// Whether these rules are complete, consistent and within `bounds`.
	pub fn check(&self, bounds: &RuleBounds) -> Result<(), RulesFault> {
		let ensure = |holds: bool, fault| if holds { Ok(()) } else { Err(fault) };
		ensure(self.cells.len() == TARIFF_CELLS as usize, RulesFault::IncompleteTariff)?;
		ensure(
			self.summer_months < 1 << 12 && self.weekend_days < 1 << 7,
			RulesFault::UnknownCalendarDay,
		)?;
		for cell in &self.cells {
			ensure(cell.retail > 0, RulesFault::RetailIsZero)?;
			ensure(cell.feed_in <= cell.retail, RulesFault::FeedInAboveRetail)?;
			ensure(cell.feed_in >= bounds.lowest_feed_in, RulesFault::FeedInBelowBound)?;
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
		)
	}
}
