//! Moving the grid fee, all other rules staying as they are.

use crate::{Bounds, Config, Error, Pallet, RuleBook, RuleVersions};
use commonwatt_primitives::{
	governance::GridFee, tariff::Rules, traits::MarketClock, CommunityId, Interval, Price,
	MAX_PRICE,
};
use frame_support::{
	ensure, pallet_prelude::DispatchError, storage::with_storage_layer, traits::Get,
};

impl<T: Config> Pallet<T> {
	/// The newest version of the rules, and from when it holds.
	fn newest_rules(community: CommunityId) -> Option<(Interval, Rules)> {
		let newest = *RuleVersions::<T>::get(community).last()?;
		let rules = RuleBook::<T>::get(community, newest.version)?;
		Some((newest.from, rules))
	}
}

impl<T: Config> GridFee for Pallet<T> {
	fn current(community: CommunityId) -> Option<(Price, Price)> {
		let (_, rules) = Self::newest_rules(community)?;
		let fees = || rules.cells.iter().map(|cell| cell.grid_fee);
		Some((fees().min()?, fees().max()?))
	}

	fn shift(
		community: CommunityId,
		delta: i64,
		lowest: Price,
		highest: Price,
	) -> Result<Interval, DispatchError> {
		let bounds = Bounds::<T>::get(community).ok_or(Error::<T>::UnknownCommunity)?;
		let (newest_from, mut rules) =
			Self::newest_rules(community).ok_or(Error::<T>::UnknownCommunity)?;
		let from = <Self as MarketClock>::in_progress()
			.saturating_add(T::Horizon::get())
			.saturating_add(1);
		ensure!(newest_from <= from, Error::<T>::LaterRulesAnnounced);
		let highest = highest.min(bounds.highest_grid_fee).min(MAX_PRICE);
		let lowest = lowest.min(highest);
		let mut changed = false;
		for cell in &mut rules.cells {
			let fee = cell
				.grid_fee
				.saturating_add_signed(delta)
				.clamp(lowest, highest);
			changed |= fee != cell.grid_fee;
			cell.grid_fee = fee;
		}
		ensure!(changed, Error::<T>::GridFeeAtBound);
		with_storage_layer(|| {
			Self::do_announce_rules(community, from, rules)?;
			// What the chain does by itself leaves a version to what members decide.
			let kept = RuleVersions::<T>::decode_len(community).unwrap_or_default();
			let spare = (kept as u32) < T::MaxRuleVersions::get();
			ensure!(spare, Error::<T>::TooManyRuleVersions);
			Ok(from)
		})
	}
}
