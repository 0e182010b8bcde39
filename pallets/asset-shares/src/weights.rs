//! Weights, until they are benchmarked: database operations enumerated, plus computation.
//!
//! "Rules" are what moving shares asks: both holdings, the allow-list, the account, the community's
//! member and the clock. "Votes" are the records, and the history of a holder.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

const BASE: Weight = Weight::from_parts(15_000_000, 0);
const ITEM_PROOF: u64 = 512;
/// Terms and events that hold them.
const TERMS: Weight = Weight::from_parts(5_000_000, 1_024);

pub trait WeightInfo {
	fn propose() -> Weight;
	fn withdraw_proposal() -> Weight;
	fn reject() -> Weight;
	fn open_offering() -> Weight;
	fn subscribe() -> Weight;
	fn close_offering() -> Weight;
	fn refund() -> Weight;
	fn transfer() -> Weight;
	fn attach_point() -> Weight;
	fn detach_point() -> Weight;
	fn collect_income() -> Weight;
	fn pay_income() -> Weight;
	fn spend_upkeep() -> Weight;
	fn claim_income() -> Weight;
	fn claim_income_for() -> Weight;
	fn allow() -> Weight;
	fn disallow() -> Weight;
	fn freeze_asset() -> Weight;
	fn thaw_asset() -> Weight;
	fn freeze_holding() -> Weight;
	fn thaw_holding() -> Weight;
	fn set_buy_back() -> Weight;
	fn end_buy_back() -> Weight;
	fn sell_back() -> Weight;
	fn buy_back_compulsorily() -> Weight;
	fn begin_wind_up() -> Weight;
	fn liquidate() -> Weight;
	fn redeem() -> Weight;
	fn poll_base() -> Weight;
	/// Finding a closed asset, and forgetting it.
	fn poll_asset() -> Weight;
	/// Removing an entry of an allow-list or a history.
	fn remove_trace() -> Weight;
}

pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: crate::Config> SubstrateWeight<T> {
	fn of(reads: u64, writes: u64) -> Weight {
		BASE.saturating_add(Self::db(reads, writes))
	}

	fn db(reads: u64, writes: u64) -> Weight {
		T::DbWeight::get()
			.reads_writes(reads, writes)
			.saturating_add(Weight::from_parts(0, ITEM_PROOF.saturating_mul(reads)))
	}

	/// The operator of a community: Assets, the role.
	fn operator(reads: u64, writes: u64) -> Weight {
		Self::of(reads.saturating_add(2), writes)
	}

	/// A closing asset: reads account, treasury, AssetsOf; writes them, Assets, OfferedTerms, Records,
	/// ClosedAssets.
	fn closing() -> Weight {
		Self::db(3, 7)
	}

	/// Reads Records, Histories; writes Histories.
	fn votes() -> Weight {
		Self::db(2, 1)
	}

	/// Reads the holding, the account, the member, the allow-list.
	fn rules() -> Weight {
		Self::db(4, 0)
	}
}

impl<T: crate::Config> WeightInfo for SubstrateWeight<T> {
	/// Reads the member, NextAssetId, AssetsOf, ProposalsOf, proposer, holds, account; writes those but the
	/// member, Assets, OfferedTerms.
	fn propose() -> Weight {
		Self::of(7, 8).saturating_add(TERMS)
	}
	/// Reads Assets, proposer, holds, ProposalsOf; writes proposer, holds, ProposalsOf; closing.
	fn withdraw_proposal() -> Weight {
		Self::of(4, 3).saturating_add(Self::closing())
	}
	/// As withdraw_proposal; the operator.
	fn reject() -> Weight {
		Self::operator(3, 3).saturating_add(Self::closing())
	}
	/// Reads OfferedTerms, the clock; writes Assets.
	fn open_offering() -> Weight {
		Self::operator(2, 1).saturating_add(TERMS)
	}
	/// Reads Assets, OfferedTerms, the clock, the account, the asset's; writes the holding, Assets, both
	/// accounts; rules, votes.
	fn subscribe() -> Weight {
		Self::of(5, 4)
			.saturating_add(TERMS)
			.saturating_add(Self::rules())
			.saturating_add(Self::votes())
	}
	/// Reads Assets, OfferedTerms, the clock, ProposalsOf, proposer, holds, beneficiary, account; writes the last
	/// five, Assets; or closing.
	fn close_offering() -> Weight {
		Self::of(8, 6)
			.saturating_add(TERMS)
			.saturating_add(Self::closing())
	}
	/// Reads Assets, the holding, OfferedTerms, both accounts; writes the holding, both accounts; votes;
	/// closing.
	fn refund() -> Weight {
		Self::of(5, 3)
			.saturating_add(TERMS)
			.saturating_add(Self::votes())
			.saturating_add(Self::closing())
	}
	/// Reads Assets, the clock; writes Assets, both holdings; rules of both, votes of both.
	fn transfer() -> Weight {
		Self::of(2, 3)
			.saturating_add(Self::rules().saturating_mul(2))
			.saturating_add(Self::votes().saturating_mul(2))
	}
	/// Reads the point; writes Assets.
	fn attach_point() -> Weight {
		Self::operator(1, 1)
	}
	/// Writes Assets.
	fn detach_point() -> Weight {
		Self::operator(0, 1)
	}
	/// Reads Assets, OfferedTerms; writes Assets; beside what billing does.
	fn collect_income() -> Weight {
		Self::of(3, 1).saturating_add(TERMS)
	}
	/// Reads Assets, OfferedTerms, both accounts; writes Assets, both accounts.
	fn pay_income() -> Weight {
		Self::of(4, 3).saturating_add(TERMS)
	}
	/// Reads both accounts; writes Assets, both accounts.
	fn spend_upkeep() -> Weight {
		Self::operator(2, 3)
	}
	/// Reads Assets, the holding, both accounts; writes them; closing.
	fn claim_income() -> Weight {
		Self::of(4, 4).saturating_add(Self::closing())
	}
	/// As claim_income.
	fn claim_income_for() -> Weight {
		Self::claim_income()
	}
	/// Reads AllowList; writes it and Assets.
	fn allow() -> Weight {
		Self::operator(1, 2)
	}
	/// As allow.
	fn disallow() -> Weight {
		Self::operator(1, 2)
	}
	/// Writes Assets.
	fn freeze_asset() -> Weight {
		Self::operator(0, 1)
	}
	/// Writes Assets.
	fn thaw_asset() -> Weight {
		Self::operator(0, 1)
	}
	/// Reads and writes the holding.
	fn freeze_holding() -> Weight {
		Self::operator(1, 1)
	}
	/// Reads and writes the holding.
	fn thaw_holding() -> Weight {
		Self::operator(1, 1)
	}
	/// Reads the clock, OfferedTerms, the caller, the payer before, account; writes Assets, the last three.
	fn set_buy_back() -> Weight {
		Self::operator(5, 4).saturating_add(TERMS)
	}
	/// Reads the clock, OfferedTerms, payer, account; writes Assets, the last two.
	fn end_buy_back() -> Weight {
		Self::operator(4, 3).saturating_add(TERMS)
	}
	/// Reads Assets, the clock, the holding, both accounts; writes Assets, the holding, both accounts; votes.
	fn sell_back() -> Weight {
		Self::of(5, 4).saturating_add(Self::votes())
	}
	/// Reads the member, the clock, OfferedTerms, the holding, three accounts; writes Assets, the holding,
	/// three accounts; votes.
	fn buy_back_compulsorily() -> Weight {
		Self::operator(7, 5)
			.saturating_add(TERMS)
			.saturating_add(Self::votes())
	}
	/// As end_buy_back.
	fn begin_wind_up() -> Weight {
		Self::end_buy_back()
	}
	/// Reads the clock, the pool's holding; writes it and Assets; closing.
	fn liquidate() -> Weight {
		Self::operator(2, 2).saturating_add(Self::closing())
	}
	/// Reads Assets, the holding, both accounts; writes them; votes; closing.
	fn redeem() -> Weight {
		Self::of(4, 4)
			.saturating_add(Self::votes())
			.saturating_add(Self::closing())
	}
	/// Looks whether there is a closed asset.
	fn poll_base() -> Weight {
		Self::of(1, 0)
	}
	/// Reads ClosedAssets, the ends of Histories and of AllowList; writes ClosedAssets.
	fn poll_asset() -> Weight {
		Self::db(3, 1)
	}
	/// Reads the key, writes the item.
	fn remove_trace() -> Weight {
		Self::db(1, 1).saturating_add(Weight::from_parts(1_000_000, 0))
	}
}
