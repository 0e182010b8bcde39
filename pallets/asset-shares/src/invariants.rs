//! The invariants of the page, checked after every test and by the simulator.

use crate::{
	AllowList, AssetOf, Assets, AssetsOf, ClosedAssets, Config, Histories, Holdings, NextAssetId,
	OfferedTerms, Pallet, Phase, ProposalsOf, Record, Records,
};
use alloc::{collections::BTreeSet, vec::Vec};
use codec::Encode;
use commonwatt_primitives::{
	share::{AssetId, ShareVotes, Shares},
	Balance,
};
use frame_support::traits::{fungible::Inspect, Get};

impl<T: Config> Pallet<T> {
	/// Panics unless the pallet's invariants (see the crate's page) hold.
	pub fn check_invariants() {
		for (id, asset) in Assets::<T>::iter() {
			Self::check_holdings(id, &asset);
			Self::check_income(id, &asset);
			Self::check_account(id, &asset);
			Self::check_records(id);
			Self::check_community(id, &asset);
		}
		Self::check_proposals();
		Self::check_traces();
	}

	/// What an asset's account owes, beside its existential deposit.
	#[allow(clippy::arithmetic_side_effects)]
	pub fn liabilities(id: AssetId) -> Balance {
		let asset = Assets::<T>::get(id).expect("it is asked of an asset");
		let terms = OfferedTerms::<T>::get(id).expect("an asset has terms");
		let subscribed = match asset.phase.has_subscriptions() {
			true => terms.price * asset.issued,
			false => 0,
		};
		let bids = asset.buy_back.as_ref().map_or(0, |offer| offer.funds());
		asset.income.unpaid + asset.income.dust + asset.upkeep.reserve + subscribed + bids
	}

	#[allow(clippy::arithmetic_side_effects)]
	fn check_holdings(id: AssetId, asset: &AssetOf<T>) {
		let (mut issued, mut earning, mut unpaid, mut holders) = (0, 0, 0, 0);
		for (who, holding) in Holdings::<T>::iter_prefix(id) {
			assert!(!holding.is_empty(), "an empty holding is not kept");
			assert!(
				holding.frozen.is_none() || holding.shares > 0,
				"nothing is frozen of no shares"
			);
			issued += holding.shares;
			holders += 1;
			match Self::is_pool(id, &who) {
				true => assert_eq!(
					(holding.index, holding.unclaimed),
					(0, 0),
					"pools earn nothing"
				),
				false => {
					earning += holding.shares;
					unpaid += holding.entitled(asset.income.index);
					assert!(holding.index <= asset.income.index);
				}
			}
			assert!(!Self::is_asset_account(&who), "assets hold no shares");
		}
		assert_eq!(asset.issued, issued, "holdings of asset {id} sum to issued");
		assert_eq!(asset.earning, earning, "earning is what pools do not hold");
		assert_eq!(asset.income.unpaid, unpaid, "entitlements sum to unpaid");
		assert_eq!(asset.holders, holders, "holdings are counted");
		let is_empty = asset.phase == Phase::Proposed;
		assert!(!is_empty || issued == 0, "a proposal has no holders");
		let must_hold = matches!(asset.phase, Phase::Failed | Phase::Liquidated);
		assert!(!must_hold || holders > 0, "an ended asset has holders");
	}

	#[allow(clippy::arithmetic_side_effects)]
	fn check_income(id: AssetId, asset: &AssetOf<T>) {
		let income = &asset.income;
		assert_eq!(
			income.received,
			income.paid + income.unpaid + income.dust + income.upkept,
			"what asset {id} received is paid, unpaid, dust or upkept"
		);
		let offer = asset.buy_back.as_ref();
		let offered = offer.filter(|offer| offer.payer.is_none());
		assert_eq!(
			income.upkept,
			asset.upkeep.reserve + asset.upkeep.spent + offered.map_or(0, |offer| offer.funds()),
			"upkeep of asset {id}"
		);
		assert!(offer.is_none_or(|offer| offer.shares > 0 && asset.phase == Phase::Active));
	}

	#[allow(clippy::arithmetic_side_effects)]
	fn check_account(id: AssetId, asset: &AssetOf<T>) {
		let owed = Self::liabilities(id) + T::Currency::minimum_balance();
		let balance = T::Currency::balance(&Self::account_id(id));
		assert!(balance >= owed, "asset {id} has {balance} for {owed}");
		let is_offered = matches!(asset.phase, Phase::Proposed | Phase::Offering { .. });
		assert!(is_offered || asset.deposit == 0, "the deposit is returned");
	}

	fn check_records(id: AssetId) {
		let book = Records::<T>::get(id);
		let ids = || book.open.iter().map(|record| record.id);
		assert!(ids().is_sorted_by(|one, other| one < other), "ids rise");
		assert!(ids().all(|record| record < book.next));
		let holders = Holdings::<T>::iter_key_prefix(id).chain(Histories::<T>::iter_key_prefix(id));
		let holders: BTreeSet<_> = holders.map(|who| (who.encode(), who)).collect();
		for Record {
			id: record, supply, ..
		} in &book.open
		{
			let weights = holders
				.iter()
				.map(|(_, who)| Self::weight(id, *record, who));
			assert!(
				weights.sum::<Shares>() <= *supply,
				"nobody votes with what is not counted"
			);
		}
		for (_, history) in Histories::<T>::iter_prefix(id) {
			assert!(!history.is_empty(), "an empty history is not kept");
			assert!(history.is_sorted_by(|one, other| one.0 < other.0));
			assert!(history.iter().all(|(record, _)| *record < book.next));
		}
	}

	fn check_community(id: AssetId, asset: &AssetOf<T>) {
		let assets = AssetsOf::<T>::get(asset.community);
		assert!(assets.contains(&id), "a community knows its assets");
		assert!(id < NextAssetId::<T>::get());
		assert_eq!(
			AllowList::<T>::iter_key_prefix(id).count(),
			asset.allowed as usize,
			"the allow-list is counted"
		);
		assert!(asset.allowed <= T::MaxAllowed::get());
		let terms = OfferedTerms::<T>::get(id).expect("an asset has terms");
		assert_eq!(terms.rules, asset.rules);
		assert!(!asset.phase.has_subscriptions() || asset.issued <= terms.hard_cap);
	}

	fn check_proposals() {
		let is_open =
			|asset: &AssetOf<T>| matches!(asset.phase, Phase::Proposed | Phase::Offering { .. });
		let open: Vec<_> = Assets::<T>::iter_values().filter(is_open).collect();
		for (community, who, proposals) in ProposalsOf::<T>::iter() {
			let of_member =
				|asset: &&AssetOf<T>| asset.community == community && asset.proposer == who;
			let counted = open.iter().filter(of_member).count();
			assert_eq!(counted, proposals as usize, "proposals are counted");
			assert!((1..=T::MaxProposalsOfMember::get()).contains(&proposals));
		}
		let is_counted =
			|asset: &AssetOf<T>| ProposalsOf::<T>::contains_key(asset.community, &asset.proposer);
		assert!(open.iter().all(is_counted), "every proposal is counted");
	}

	fn check_traces() {
		let is_known = |id| Assets::<T>::contains_key(id);
		assert!(Holdings::<T>::iter_keys().all(|(id, _)| is_known(id)));
		assert!(OfferedTerms::<T>::iter_keys().all(is_known));
		assert!(Records::<T>::iter_keys().all(is_known));
		let leaves = |id| is_known(id) || ClosedAssets::<T>::contains_key(id);
		assert!(Histories::<T>::iter_keys().all(|(id, _)| leaves(id)));
		assert!(AllowList::<T>::iter_keys().all(|(id, _)| leaves(id)));
		for (community, assets) in AssetsOf::<T>::iter() {
			assert!(!assets.is_empty(), "an empty list is not kept");
			for id in assets {
				let asset = Assets::<T>::get(id).expect("a listed asset is there");
				assert_eq!(asset.community, community);
			}
		}
	}
}
