//! What the pallets ask of each other. Implemented by one pallet, wired in the runtime.
//!
//! Calls go down (market to billing, metering to market). Hooks that go up cannot fail, are bounded
//! and never call back.

use crate::{
	governance::TreasuryLine,
	green::Certification,
	reading::{Refusal, Registers},
	signal::{Forecast, Outcome, OutcomeLimits},
	statement::{Statement, SupplyState},
	tariff::AuctionRules,
	Balance, CommunityId, Interval, Moment, PointId, Price, Wh,
};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::DispatchResult, weights::Weight};
use scale_info::TypeInfo;
use sp_runtime::Permill;

/// The market's clock: how far delivery, deadlines and retention have come. It follows the chain's
/// timestamp, and neither jumps nor runs while the chain stands still. By communities.
pub trait MarketClock {
	/// Intervals below have ended and can be read. It is also the interval in progress, unless the
	/// clock catches up.
	fn ended() -> Interval;
	/// The interval in which the chain's time lies. Beyond [`Self::ended`] while the clock catches
	/// up: intervals between are over and not yet readable.
	fn in_progress() -> Interval {
		Self::ended()
	}
	/// Intervals below are past the deadline of their readings: what comes now is late.
	fn due() -> Interval;
	/// Intervals below are past retention: no reading of theirs is taken any more.
	fn retired() -> Interval;
	/// Physical length of an interval.
	fn interval_seconds() -> u32;
	/// Physical seconds from the epoch to now, rounded up.
	fn seconds_now() -> u64;
	/// Blocks that fit one interval, at least 1.
	fn blocks_per_interval() -> u32;
	/// The chain's time, ms since 1970.
	fn now() -> Moment;
	/// When delivery of an interval begins, ms since 1970.
	fn begins(interval: Interval) -> Moment;
	/// The local calendar month of the chain's time, see [`crate::calendar::month_at`].
	fn month() -> u32;
	/// Local civil seconds since 1970 at the start of an interval, see [`crate::calendar`].
	fn local_seconds(interval: Interval) -> u64;
}

/// The prices of one interval, frozen before anyone could trade in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct IntervalPrices {
	/// F
	pub feed_in: Price,
	/// R
	pub retail: Price,
	/// f
	pub grid_fee: Price,
	/// m; `None` without a local market, that is if `feed_in > retail - grid_fee`.
	pub pool_price: Option<Price>,
}

impl IntervalPrices {
	/// `m = F + pool_share x (R - f - F)`, rounded down.
	pub fn new(feed_in: Price, retail: Price, grid_fee: Price, pool_share: Permill) -> Self {
		let pool_price = retail
			.checked_sub(grid_fee)
			.and_then(|hi| hi.checked_sub(feed_in))
			.map(|spread| feed_in.saturating_add(pool_share.mul_floor(spread)));
		Self {
			feed_in,
			retail,
			grid_fee,
			pool_price,
		}
	}
}

/// What a gap is booked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct GapPrices {
	/// The highest retail of the gap's cells.
	pub retail: Price,
	/// The lowest feed-in of the gap's cells.
	pub feed_in: Price,
}

/// Prices and limits a community has decided. By communities.
pub trait Tariffs {
	/// The prices of an interval; `None` if there is no such community.
	fn prices(community: CommunityId, interval: Interval) -> Option<IntervalPrices>;
	/// What energy metered in the gap `from..until` is booked at.
	fn gap_prices(community: CommunityId, from: Interval, until: Interval) -> GapPrices;
	/// The lowest feed-in and the highest retail that the community's rules may ever say; `None` if
	/// there is no such community.
	fn price_bounds(community: CommunityId) -> Option<(Price, Price)>;
	/// How the auction of an interval is held; `None` if there is none.
	fn auction(community: CommunityId, interval: Interval) -> Option<AuctionRules>;
	/// The highest retail price that energy metered since the start of `since` can meet: of the
	/// versions in force from then on, or announced.
	fn highest_retail_since(community: CommunityId, since: Interval) -> Price;
	/// The most emergency credit a member may owe now.
	fn emergency_limit(community: CommunityId) -> Balance;
	/// What the supplier must leave in its account now.
	fn supplier_deposit(community: CommunityId) -> Balance;
}

/// How a community stands to an account that sends readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatewayStatus {
	/// Anyone may send readings.
	Stranger,
	Registered,
	/// Struck out by bad signatures.
	Suspended,
}

/// Who is who in a community. By communities.
pub trait Communities<AccountId> {
	/// Communities have the ids below.
	fn count() -> u32;
	fn exists(community: CommunityId) -> bool;
	/// Refused unless `who` holds the operator role.
	fn ensure_operator(community: CommunityId, who: &AccountId) -> DispatchResult;
	/// Refused unless `who` is an active member.
	fn ensure_active_member(community: CommunityId, who: &AccountId) -> DispatchResult;
	/// The supplier of last resort.
	fn supplier(community: CommunityId) -> Option<AccountId>;
	fn gateway(community: CommunityId, who: &AccountId) -> GatewayStatus;
	/// Counts `strikes` bad signatures against a registered gateway and suspends it at the limit.
	fn strike(community: CommunityId, gateway: &AccountId, strikes: u32);
}

/// What must be in place before a community exists. By billing.
pub trait OnCommunityCreated<AccountId> {
	/// Endows the community's pot with the existential deposit, from `operator`.
	fn on_community_created(community: CommunityId, operator: &AccountId) -> DispatchResult;
}

impl<AccountId> OnCommunityCreated<AccountId> for () {
	fn on_community_created(_: CommunityId, _: &AccountId) -> DispatchResult {
		Ok(())
	}
}

/// What must follow when a community has another operator. By whatever operators sit in.
pub trait OnOperatorChange {
	/// A community was created, or its operator role handed over.
	fn on_operator_change();
	/// What it takes at most.
	fn weight() -> Weight;
}

impl OnOperatorChange for () {
	fn on_operator_change() {}
	fn weight() -> Weight {
		Weight::zero()
	}
}

/// What still binds a member to a community. By every pallet that could hold something of it.
pub trait Obligations<AccountId> {
	/// Whether anything of `who` is open: points, debts.
	fn has_obligations(community: CommunityId, who: &AccountId) -> bool;
	/// What asking takes at most, beyond three reads.
	fn weight() -> Weight {
		Weight::zero()
	}
}

#[impl_trait_for_tuples::impl_for_tuples(8)]
impl<AccountId> Obligations<AccountId> for Tuple {
	fn has_obligations(community: CommunityId, who: &AccountId) -> bool {
		for_tuples!( #( if Tuple::has_obligations(community, who) { return true } )* );
		false
	}

	fn weight() -> Weight {
		let mut sum = Weight::zero();
		for_tuples!( #( sum = sum.saturating_add(Tuple::weight()); )* );
		sum
	}
}

/// What others need to know of a delivery point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointDetails<AccountId> {
	pub community: CommunityId,
	pub owner: AccountId,
	pub capacity_w: u32,
	/// The step of the meter's registers.
	pub resolution_wh: u32,
	/// The first interval that has no reading.
	pub next_interval: Interval,
	/// Closed with a final reading.
	pub closed: bool,
}

/// Delivery points. By metering.
pub trait DeliveryPoints<AccountId> {
	fn details(point: PointId) -> Option<PointDetails<AccountId>>;
	/// Number of points of a community; they are dense: `point_at` holds one for each index below.
	fn count(community: CommunityId) -> u32;
	fn point_at(community: CommunityId, index: u32) -> Option<PointId>;
	/// What all points of a community can meter in an interval at most, of import or of export.
	fn most_energy(community: CommunityId) -> Wh;
}

/// The energy one accepted reading brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
	pub point: PointId,
	pub interval: Interval,
	/// Metered in the interval.
	pub energy: Registers,
	/// Metered before it, since the last reading.
	pub gap: Option<Gap>,
	/// What certificates have to do with it.
	pub certification: Certification,
}

/// Energy metered in intervals that were never read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
	pub from: Interval,
	pub until: Interval,
	pub energy: Registers,
}

/// Where metering books what it has verified. By the energy market.
///
/// A batch loads a community's aggregates once and writes them once.
pub trait ReadingBook {
	type Batch;
	fn open(community: CommunityId) -> Self::Batch;
	/// Whether a reading of `point` for `interval` could be booked.
	fn admit(batch: &Self::Batch, point: PointId, interval: Interval) -> Result<(), Refusal>;
	/// Books a delivery that [`Self::admit`] has admitted. Cannot fail.
	fn book(batch: &mut Self::Batch, delivery: &Delivery);
	/// Books energy that belongs to no readable interval (a final reading). Cannot fail.
	fn book_gap(batch: &mut Self::Batch, point: PointId, gap: &Gap);
	/// Ends what a point was to do by itself: it is closed. Cannot fail.
	fn point_closed(community: CommunityId, point: PointId);
	/// Writes the batch; what it took.
	fn commit(batch: Self::Batch) -> BookCost;
	/// What booking takes beside the readings.
	fn weight(cost: &BookCost) -> Weight;
	/// Removes what is kept of a closed point; false if something is unsettled, left or owed.
	fn remove_point(community: CommunityId, point: PointId) -> bool;
}

/// What booking a batch took beside its readings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BookCost {
	/// Distinct intervals that were read or settled.
	pub intervals: u32,
	/// Auctions that changed: cleared, or an order of theirs claimed or delivered.
	pub auctions: u32,
	/// Orders that were claimed or delivered, or both at once.
	pub orders: u32,
	/// Statements that were filed.
	pub statements: u32,
	/// Readings of certified points that were settled.
	pub certified: u32,
}

/// An account inside a community's pot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
	/// What the points have paid in for an interval and not got back.
	Escrow(Interval),
	/// What moves is counted in the line of its book.
	Treasury(TreasuryLine),
	/// Prepaid by the supplier of last resort.
	Supplier,
	/// Lends emergency credit.
	Guarantee,
}

/// The account of a delivery point. All in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct PointAccount {
	/// Prepaid, and free: what orders reserve is in the escrow of their interval.
	pub credit: Balance,
	/// In escrow: the reserves of its orders and the holds of its positions. By the market.
	pub reserved: Balance,
	/// Owed to the guarantee fund.
	pub debt: Balance,
	/// Owed to the supplier.
	pub receivable: Balance,
	/// As of the last entry.
	pub supply: SupplyState,
	/// What the point has spent of its allowance of orders that cost no fee.
	pub allowance: Allowance,
	/// The month in progress, as of the last entry.
	pub statement: Statement,
}

/// What is spent of an allowance, anew in every interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Allowance {
	#[codec(compact)]
	pub interval: Interval,
	#[codec(compact)]
	pub spent: u32,
}

impl Allowance {
	/// What is left of `limit` in `now`.
	pub fn left(&self, now: Interval, limit: u32) -> u32 {
		match self.interval == now {
			true => limit.saturating_sub(self.spent),
			false => limit,
		}
	}

	/// Spends `units` in `now`.
	pub fn spend(&mut self, now: Interval, units: u32) {
		if self.interval != now {
			*self = Self {
				interval: now,
				spent: 0,
			};
		}
		self.spent = self.spent.saturating_add(units);
	}
}

/// The ledger of a community's money. Every entry moves money from one account to another. By
/// billing.
///
/// A book holds a community's aggregates, loaded once and written once.
pub trait Ledger {
	type Book;
	fn open(community: CommunityId) -> Self::Book;
	/// Writes what has changed; the number of statements that were filed.
	fn commit(book: Self::Book) -> u32;
	/// A point's account, with the statement of the month in progress: that of an earlier month is
	/// filed.
	fn load_point(book: &mut Self::Book, point: PointId) -> PointAccount;
	/// Stores a point's account, and says so if that changes whether it may draw.
	fn store_point(book: &mut Self::Book, point: PointId, account: PointAccount);
	/// Removes the account of a point that goes, if nothing is owed and less than the existential
	/// deposit is in it, which the treasury gets.
	fn remove_point(community: CommunityId, point: PointId) -> bool;

	fn balance(book: &mut Self::Book, account: Account) -> Balance;
	/// Moves `amount`, or what there is of it; returns what was moved.
	fn transfer(book: &mut Self::Book, from: Account, to: Account, amount: Balance) -> Balance;
	/// A point pays `amount` from its credit, then from emergency credit; returns what is unpaid.
	fn charge(
		book: &mut Self::Book,
		point: PointId,
		purse: &mut PointAccount,
		to: Account,
		amount: Balance,
	) -> Balance;
	/// The point owes the supplier `amount` more.
	fn owe(book: &mut Self::Book, point: PointId, purse: &mut PointAccount, amount: Balance);
	/// An inflow to a point's credit, which first pays its debt, then its receivable. Returns what
	/// was paid: less than `amount` only if `from` has less.
	fn pay(
		book: &mut Self::Book,
		point: PointId,
		purse: &mut PointAccount,
		from: Account,
		amount: Balance,
	) -> Balance;
	/// The supplier owes the treasury `amount` more.
	fn add_arrears(book: &mut Self::Book, amount: Balance);
	/// Whether the supplier owes the treasury anything.
	fn in_arrears(book: &Self::Book) -> bool;
	/// Moves `amount` of a point's credit to an account, or nothing if it has less.
	#[must_use]
	fn reserve(
		book: &mut Self::Book,
		purse: &mut PointAccount,
		to: Account,
		amount: Balance,
	) -> bool;
}

/// Settling a point on demand. By the energy market.
pub trait Settlements {
	/// Settles every closed interval of a point.
	fn settle_point(community: CommunityId, point: PointId) -> PointSettled;
	/// The most that [`PointSettled::certified`] can be.
	fn most_certified() -> Weight;
}

/// What settling a point came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PointSettled {
	/// Intervals left unsettled.
	pub left: u32,
	/// What was done with certified energy, beside settling it.
	pub certified: Weight,
}

/// What came of a community's intervals, and what can come. By the energy market.
pub trait Outcomes {
	/// The outcomes of intervals below are final: known, or never to be. It never goes back.
	fn known_until(community: CommunityId) -> Interval;
	/// What an interval brought; `None` if that is not known, or known no more.
	fn outcome(community: CommunityId, interval: Interval) -> Option<Outcome>;
	/// The prices that an interval was settled at, whatever the rules say of it now; `None` if they are kept
	/// no more.
	fn settled_prices(community: CommunityId, interval: Interval) -> Option<IntervalPrices>;
	/// What every interval of `from..until` lies within: the price between the lowest feed-in and the
	/// highest retail with fee, energy up to the capacity of all points. One look-up for all of them;
	/// `None` if there is no such community.
	fn limits(community: CommunityId, from: Interval, until: Interval) -> Option<OutcomeLimits>;
}

/// What the forecasters say. By the price signals.
pub trait Signals {
	/// The aggregate of an interval: from the end of the round in which it was forecast until it is
	/// scored. `None` without a quorum.
	fn signal(community: CommunityId, interval: Interval) -> Option<Forecast>;
}

/// Wh by how they were booked, over the life of a community. Their sum is what was metered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct EnergyTotals {
	/// Metered import and export of all readings, gaps apart.
	pub metered: Registers,
	/// Booked with the supplier because intervals were never read.
	pub gaps: Registers,
	/// Shortage nobody could pay for: delivered by the supplier on its own account.
	pub unfunded: Wh,
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
	use super::*;

	const HALF: Permill = Permill::from_percent(50);

	#[test]
	fn the_pool_price_stands_between_feed_in_and_retail_less_fee() {
		let prices = IntervalPrices::new(50, 210, 10, HALF);
		assert_eq!(
			(prices.feed_in, prices.retail, prices.grid_fee),
			(50, 210, 10)
		);
		assert_eq!(prices.pool_price, Some(125));
	}

	#[test]
	fn the_pool_price_is_rounded_down() {
		assert_eq!(IntervalPrices::new(50, 211, 10, HALF).pool_price, Some(125));
		let almost_all = Permill::from_parts(999_999);
		assert_eq!(
			IntervalPrices::new(50, 210, 10, almost_all).pool_price,
			Some(199)
		);
	}

	#[test]
	fn the_pool_share_reaches_from_feed_in_to_retail_less_fee() {
		assert_eq!(
			IntervalPrices::new(50, 210, 10, Permill::zero()).pool_price,
			Some(50)
		);
		assert_eq!(
			IntervalPrices::new(50, 210, 10, Permill::one()).pool_price,
			Some(200)
		);
	}

	#[test]
	fn a_market_remains_when_the_fee_takes_all_between_feed_in_and_retail() {
		assert_eq!(IntervalPrices::new(50, 210, 160, HALF).pool_price, Some(50));
	}

	#[test]
	fn there_is_no_local_market_when_the_fee_takes_more() {
		assert_eq!(IntervalPrices::new(50, 210, 161, HALF).pool_price, None);
		assert_eq!(IntervalPrices::new(0, 210, 211, HALF).pool_price, None);
	}

	#[test]
	fn the_highest_prices_do_not_overflow() {
		let most = crate::MAX_PRICE;
		let prices = IntervalPrices::new(0, most, 0, Permill::from_parts(999_999));
		// 2^48 - ceil(2^48 / 10^6).
		assert_eq!(prices.pool_price, Some(most - 281_474_977));
	}
}
