//! Versions of rules, and the prices they give.

use crate::{
	Bounds, Communities, Community, CommunityCount, CommunityName, Config, DroppedPrices, Error,
	Event, Pallet, Parameters, RuleBook, RuleVersion, RuleVersions,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	tariff::{AuctionRules, RuleBounds, Rules, RulesFault},
	traits::{
		GapPrices, IntervalPrices, MarketClock, OnCommunityCreated, OnOperatorChange, Tariffs,
	},
	Balance, CommunityId, Interval, Price, MAX_PRICE,
};
use frame_support::{pallet_prelude::*, traits::Get};

const DAY: u64 = 86_400;
const HOUR: u64 = 3_600;

impl<T: Config> From<RulesFault> for Error<T> {
	fn from(fault: RulesFault) -> Self {
		match fault {
			RulesFault::IncompleteTariff => Error::IncompleteTariff,
			RulesFault::UnknownCalendarDay => Error::UnknownCalendarDay,
			RulesFault::FeedInAboveRetail => Error::FeedInAboveRetail,
			RulesFault::RetailIsZero => Error::RetailIsZero,
			RulesFault::FeedInBelowBound => Error::FeedInBelowBound,
			RulesFault::RetailAboveBound => Error::RetailAboveBound,
			RulesFault::GridFeeAboveBound => Error::GridFeeAboveBound,
			RulesFault::PoolShareOutsideBounds => Error::PoolShareOutsideBounds,
			RulesFault::EmergencyLimitAboveBound => Error::EmergencyLimitAboveBound,
			RulesFault::SupplierDepositAboveBound => Error::SupplierDepositAboveBound,
			RulesFault::TickIsZero => Error::TickIsZero,
			RulesFault::UndeliveredChargeAboveBound => Error::UndeliveredChargeAboveBound,
			RulesFault::LeadTooLong => Error::LeadTooLong,
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_create_community(
		name: Vec<u8>,
		operator: T::AccountId,
		supplier: T::AccountId,
		bounds: RuleBounds,
		rules: Rules,
	) -> Result<CommunityId, DispatchError> {
		let name: CommunityName = name
			.try_into()
			.map_err(|_| Error::<T>::NameNotOneTo64Bytes)?;
		ensure!(!name.is_empty(), Error::<T>::NameNotOneTo64Bytes);
		ensure!(core::str::from_utf8(&name).is_ok(), Error::<T>::NameNotUtf8);
		let community = CommunityCount::<T>::get();
		ensure!(
			community < T::MaxCommunities::get(),
			Error::<T>::TooManyCommunities
		);
		Self::check_rules(&rules, &bounds)?;

		T::OnCommunityCreated::on_community_created(community, &operator)?;
		CommunityCount::<T>::put(community.saturating_add(1));
		Communities::<T>::insert(
			community,
			Community {
				name: name.clone(),
				operator: operator.clone(),
				supplier: supplier.clone(),
			},
		);
		Bounds::<T>::insert(community, bounds);
		let first = RuleVersion {
			version: 0,
			from: 0,
			highest_retail: rules.highest_retail(),
		};
		RuleVersions::<T>::try_mutate(community, |versions| versions.try_push(first))
			.map_err(|_| Error::<T>::TooManyRuleVersions)?;
		RuleBook::<T>::insert(community, 0, rules);
		T::OnOperatorChange::on_operator_change();
		Self::deposit_event(Event::CommunityCreated {
			community,
			name,
			operator,
			supplier,
		});
		Ok(community)
	}

	fn check_rules(rules: &Rules, bounds: &RuleBounds) -> DispatchResult {
		rules.check(bounds).map_err(Error::<T>::from)?;
		if let Some(auction) = &rules.auction {
			let ahead = Parameters::<T>::get()
				.interval_millis
				.saturating_mul(T::Horizon::get().into());
			ensure!(auction.gate_closure_millis < ahead, Error::<T>::LeadTooLong);
		}
		Ok(())
	}

	pub(crate) fn do_announce_rules(
		community: CommunityId,
		from: Interval,
		rules: Rules,
	) -> DispatchResult {
		let bounds = Bounds::<T>::get(community).ok_or(Error::<T>::UnknownCommunity)?;
		Self::check_rules(&rules, &bounds)?;
		let frozen = <Self as MarketClock>::in_progress().saturating_add(T::Horizon::get());
		ensure!(from > frozen, Error::<T>::RulesReachOpenInterval);

		let version = RuleVersions::<T>::try_mutate(community, |versions| {
			Self::drop_unneeded_versions(community, versions);
			let last = versions.last().ok_or(Error::<T>::UnknownCommunity)?;
			let version = last.version.saturating_add(1);
			// Nothing is frozen from `from` on: what was announced for then is replaced.
			versions.retain(|announced| {
				let stays = announced.from < from;
				if !stays {
					RuleBook::<T>::remove(community, announced.version);
				}
				stays
			});
			versions
				.try_push(RuleVersion {
					version,
					from,
					highest_retail: rules.highest_retail(),
				})
				.map_err(|_| Error::<T>::TooManyRuleVersions)?;
			Ok::<_, Error<T>>(version)
		})?;
		RuleBook::<T>::insert(community, version, rules);
		Self::deposit_event(Event::RulesAnnounced {
			community,
			version,
			from,
		});
		Ok(())
	}

	/// Drops versions that neither a reading nor the day before one can ask for.
	fn drop_unneeded_versions(
		community: CommunityId,
		versions: &mut BoundedVec<RuleVersion, T::MaxRuleVersions>,
	) {
		let day =
			DAY.div_ceil(u64::from(Parameters::<T>::get().interval_seconds).max(1)) as Interval;
		let oldest_needed = <Self as MarketClock>::retired().saturating_sub(day);
		while versions
			.get(1)
			.is_some_and(|next| next.from <= oldest_needed)
		{
			let dropped = versions.remove(0);
			let Some(rules) = RuleBook::<T>::take(community, dropped.version) else {
				continue;
			};
			DroppedPrices::<T>::mutate(community, |worst| {
				let before = worst.unwrap_or(GapPrices {
					retail: 0,
					feed_in: Price::MAX,
				});
				*worst = Some(GapPrices {
					retail: before.retail.max(rules.highest_retail()),
					feed_in: before.feed_in.min(rules.lowest_feed_in()),
				});
			});
		}
	}

	/// The worst prices of versions not kept any more, if `since` lies before those that are.
	fn dropped_prices_since(community: CommunityId, since: Interval) -> Option<GapPrices> {
		let kept = RuleVersions::<T>::get(community);
		let before_kept = kept.first().is_some_and(|first| since < first.from);
		before_kept
			.then(|| DroppedPrices::<T>::get(community))
			.flatten()
	}

	/// The version in force in an interval: the last that began by then.
	fn version_at(community: CommunityId, interval: Interval) -> Option<RuleVersion> {
		let versions = RuleVersions::<T>::get(community);
		let in_force = versions
			.iter()
			.rev()
			.find(|version| version.from <= interval);
		in_force.or(versions.first()).copied()
	}

	/// The rules in force in an interval.
	pub fn rules_at(community: CommunityId, interval: Interval) -> Option<Rules> {
		RuleBook::<T>::get(community, Self::version_at(community, interval)?.version)
	}

	/// Visits one interval of each local hour of `from..until`.
	fn for_each_hour(from: Interval, until: Interval, mut visit: impl FnMut(u64)) {
		let seconds = u64::from(Parameters::<T>::get().interval_seconds).max(1);
		let local_epoch = Self::local_epoch_seconds();
		let mut interval = u64::from(from);
		while interval < u64::from(until) {
			let local = local_epoch.saturating_add(interval.saturating_mul(seconds));
			visit(local);
			let next_hour = (local / HOUR).saturating_add(1).saturating_mul(HOUR);
			interval = next_hour
				.saturating_sub(local_epoch)
				.div_ceil(seconds)
				.max(interval.saturating_add(1));
		}
	}
}

impl<T: Config> Tariffs for Pallet<T> {
	fn prices(community: CommunityId, interval: Interval) -> Option<IntervalPrices> {
		let rules = Self::rules_at(community, interval)?;
		let cell = rules.cell_at(Self::local_seconds(interval))?;
		Some(IntervalPrices::new(
			cell.feed_in,
			cell.retail,
			cell.grid_fee,
			rules.pool_share,
		))
	}

	fn gap_prices(community: CommunityId, from: Interval, until: Interval) -> GapPrices {
		let seconds = u64::from(Parameters::<T>::get().interval_seconds);
		let beyond_a_day = u64::from(until.saturating_sub(from)).saturating_mul(seconds) > DAY;
		let versions = RuleVersions::<T>::get(community);
		let GapPrices {
			mut retail,
			mut feed_in,
		} = Self::dropped_prices_since(community, from).unwrap_or(GapPrices {
			retail: 0,
			feed_in: Price::MAX,
		});
		for (index, version) in versions.iter().enumerate() {
			let begins = if index == 0 { 0 } else { version.from };
			let ends = versions
				.get(index.saturating_add(1))
				.map_or(Interval::MAX, |v| v.from);
			let (begins, ends) = (begins.max(from), ends.min(until));
			if begins >= ends {
				continue;
			}
			let Some(rules) = RuleBook::<T>::get(community, version.version) else {
				continue;
			};
			if beyond_a_day {
				retail = retail.max(rules.highest_retail());
				feed_in = feed_in.min(rules.lowest_feed_in());
			} else {
				Self::for_each_hour(begins, ends, |local| {
					if let Some(cell) = rules.cell_at(local) {
						retail = retail.max(cell.retail);
						feed_in = feed_in.min(cell.feed_in);
					}
				});
			}
		}
		GapPrices {
			retail,
			feed_in: feed_in.min(retail),
		}
	}

	fn price_bounds(community: CommunityId) -> Option<(Price, Price)> {
		let bounds = Bounds::<T>::get(community)?;
		Some((bounds.lowest_feed_in, bounds.highest_retail.min(MAX_PRICE)))
	}

	fn auction(community: CommunityId, interval: Interval) -> Option<AuctionRules> {
		Self::rules_at(community, interval)?.auction
	}

	fn highest_retail_since(community: CommunityId, since: Interval) -> Price {
		let versions = RuleVersions::<T>::get(community);
		let in_force = Self::version_at(community, since);
		let kept = versions
			.iter()
			.filter(|version| in_force.is_none_or(|in_force| version.from >= in_force.from))
			.map(|version| version.highest_retail);
		let dropped = Self::dropped_prices_since(community, since).map(|prices| prices.retail);
		kept.chain(dropped).max().unwrap_or_default()
	}

	fn emergency_limit(community: CommunityId) -> Balance {
		Self::rules_at(community, <Self as MarketClock>::ended())
			.map_or(0, |rules| rules.emergency_limit)
	}

	fn supplier_deposit(community: CommunityId) -> Balance {
		Self::rules_at(community, <Self as MarketClock>::ended())
			.map_or(0, |rules| rules.supplier_deposit)
	}
}
