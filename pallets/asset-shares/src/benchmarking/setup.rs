//! Assets and holders as benchmarks begin with them.

use super::BenchmarkHelper;
use crate::{
	AllowList, Asset, AssetKind, Assets, AssetsOf, BuyBack, ClosedAssets, Config, Histories,
	HoldReason, Holding, Holdings, Income, Least, OfferedTerms, Pallet, Phase, ProposalsOf, Record,
	Records, Terms, TermsOf, TransferRules, Upkeep, MAX_DOCUMENTS, MAX_NAME,
};
use alloc::{vec, vec::Vec};
use commonwatt_primitives::{
	share::{AssetId, Shares},
	Balance, CommunityId, Moment,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate, MutateHold},
		Get,
	},
	BoundedVec,
};
use sp_core::H256;
use sp_runtime::Permill;

pub(super) const COMMUNITY: CommunityId = 0;
pub(super) const ASSET: AssetId = 1_000;
pub(super) const NOW: Moment = 1_000_000;
/// Shares of a holder, of all, and of the pool.
pub(super) const SHARES: Shares = 100;
pub(super) const ISSUED: Shares = 1_000;
pub(super) const IN_POOL: Shares = 200;

/// Of which any account can be endowed.
pub(super) fn unit<T: Config>() -> Balance {
	T::Currency::minimum_balance()
}

pub(super) fn terms<T: Config>() -> TermsOf<T> {
	Terms {
		kind: AssetKind::SolarPark,
		name: BoundedVec::truncate_from(vec![b'x'; MAX_NAME as usize]),
		documents: BoundedVec::truncate_from(vec![H256::repeat_byte(1); MAX_DOCUMENTS as usize]),
		beneficiary: account("beneficiary", 0, 0),
		price: unit::<T>(),
		soft_cap: ISSUED,
		hard_cap: 2 * ISSUED,
		offering_period: 1,
		rules: TransferRules {
			members_only: true,
			allow_list: true,
			locked_until: Some(NOW),
			max_holding: Some(ISSUED),
			pool: true,
		},
		upkeep_share: Permill::from_percent(10),
		upkeep_target: Balance::MAX,
	}
}

/// An account with tokens.
pub(super) fn rich<T: Config>(name: &'static str) -> Result<T::AccountId, BenchmarkError> {
	let who = account(name, 0, 0);
	let amount = T::ProposalDeposit::get().saturating_add(unit::<T>());
	T::Currency::mint_into(&who, amount.saturating_mul(10 * ISSUED))?;
	Ok(who)
}

/// An asset in a community of as many as may be, with as many open records, of 1,000 shares, and money enough.
pub(super) fn asset<T: Config>(phase: Phase) -> Result<T::AccountId, BenchmarkError> {
	let operator = T::BenchmarkHelper::operator(COMMUNITY);
	T::BenchmarkHelper::set_now(NOW);
	let proposer = rich::<T>("proposer")?;
	let deposit = T::ProposalDeposit::get();
	T::Currency::hold(&HoldReason::Proposal.into(), &proposer, deposit)?;
	ProposalsOf::<T>::insert(COMMUNITY, &proposer, 1);
	let money = unit::<T>().saturating_mul(10 * ISSUED);
	T::Currency::mint_into(&Pallet::<T>::account_id(ASSET), money)?;
	let asset = Asset {
		community: COMMUNITY,
		proposer,
		deposit,
		phase,
		rules: terms::<T>().rules,
		frozen: None,
		issued: ISSUED,
		earning: ISSUED,
		least: Least::default(),
		holders: 10,
		allowed: 1,
		income: Income {
			index: unit::<T>(),
			unpaid: money,
			..Default::default()
		},
		upkeep: Upkeep {
			reserve: money,
			spent: 0,
		},
		point: None,
		buy_back: None,
	};
	Assets::<T>::insert(ASSET, asset);
	OfferedTerms::<T>::insert(ASSET, terms::<T>());
	let assets = (0..T::MaxAssets::get()).rev().map(|nth| ASSET - nth);
	AssetsOf::<T>::insert(COMMUNITY, BoundedVec::truncate_from(assets.collect()));
	let most = T::MaxRecords::get();
	let open = (most..2 * most).map(|id| Record {
		id,
		supply: ISSUED,
		block: 0,
	});
	Records::<T>::mutate(ASSET, |book| {
		book.next = 2 * most;
		book.open = BoundedVec::truncate_from(open.collect());
	});
	Ok(operator)
}

/// A member that may hold shares, and has a history of released records.
pub(super) fn member<T: Config>(name: &'static str) -> T::AccountId {
	let who = account(name, 0, 0);
	T::BenchmarkHelper::admit(COMMUNITY, &who);
	AllowList::<T>::insert(ASSET, &who, ());
	let released: Vec<_> = (0..T::MaxRecords::get()).map(|id| (id, SHARES)).collect();
	Histories::<T>::insert(ASSET, &who, BoundedVec::truncate_from(released));
	who
}

/// What the shares of an account have earned is unclaimed.
pub(super) fn hold<T: Config>(who: &T::AccountId) {
	let holding = Holding {
		shares: SHARES,
		unclaimed: unit::<T>(),
		..Default::default()
	};
	Holdings::<T>::insert(ASSET, who, holding);
}

/// A member that holds shares.
pub(super) fn holder<T: Config>() -> T::AccountId {
	let who = member::<T>("holder");
	hold::<T>(&who);
	who
}

/// The only one that has anything of the asset, with an account that is empty.
pub(super) fn last_holder<T: Config>() -> T::AccountId {
	let who = account("last", 0, 0);
	hold::<T>(&who);
	let history: Vec<_> = (0..T::MaxRecords::get()).map(|id| (id, SHARES)).collect();
	Histories::<T>::insert(ASSET, &who, BoundedVec::truncate_from(history));
	change::<T>(|asset| {
		asset.issued = SHARES;
		asset.earning = SHARES;
		asset.holders = 1;
	});
	who
}

pub(super) fn change<T: Config>(change: impl FnOnce(&mut crate::AssetOf<T>)) {
	Assets::<T>::mutate_extant(ASSET, change);
}

/// A standing offer whose payer's account is empty.
pub(super) fn offer_buy_back<T: Config>(shares: Shares) {
	change::<T>(|asset| {
		asset.buy_back = Some(BuyBack {
			price: unit::<T>(),
			shares,
			until: NOW + 1,
			payer: Some(account("payer", 0, 0)),
		});
	});
}

pub(super) fn frozen<T: Config>() -> Result<(T::AccountId, T::AccountId), BenchmarkError> {
	let operator = asset::<T>(Phase::Active)?;
	let who = holder::<T>();
	Pallet::<T>::do_freeze_holding(ASSET, who.clone(), H256::repeat_byte(1))?;
	Ok((operator, who))
}

pub(super) fn without_shares<T: Config>(who: &T::AccountId) {
	change::<T>(|asset| {
		asset.issued = 0;
		asset.earning = 0;
	});
	let holding = Holding {
		unclaimed: unit::<T>(),
		..Default::default()
	};
	Holdings::<T>::insert(ASSET, who, holding);
}

pub(super) fn is_closed<T: Config>() -> bool {
	ClosedAssets::<T>::contains_key(ASSET) && !Assets::<T>::contains_key(ASSET)
}

pub(super) fn shares_of<T: Config>(who: &T::AccountId) -> Shares {
	Holdings::<T>::get(ASSET, who).unwrap_or_default().shares
}
