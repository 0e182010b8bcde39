//! Setting a community's government up, and what its rules may say.

use crate::{Config, Dao, Daos, Error, Event, OpeningBooks, Pallet, Period, Periods, RulesOf};
use commonwatt_primitives::{
	governance::{autopilot::AutopilotRules, CommunityFunds},
	traits::{Communities, MarketClock},
	CommunityId, MAX_PRICE,
};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{Get, OriginTrait},
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::{traits::AccountIdConversion, Permill};

impl<T: Config> Pallet<T> {
	/// The account of a community's government: its proposals are dispatched as signed by it.
	pub fn dao_account(community: CommunityId) -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating(community)
	}

	/// Refused unless the community's government itself calls.
	pub(crate) fn ensure_dao(origin: OriginFor<T>, community: CommunityId) -> DispatchResult {
		let who = ensure_signed(origin)?;
		ensure!(who == Self::dao_account(community), Error::<T>::NotDao);
		ensure!(Daos::<T>::contains_key(community), Error::<T>::NoDao);
		Ok(())
	}

	/// The origin as which a community's proposals are dispatched.
	pub(crate) fn dao_origin(community: CommunityId) -> OriginFor<T> {
		OriginFor::<T>::signed(Self::dao_account(community))
	}

	pub(crate) fn do_establish(
		who: &T::AccountId,
		community: CommunityId,
		rules: RulesOf<T>,
	) -> DispatchResult {
		T::Communities::ensure_operator(community, who)?;
		ensure!(
			!Daos::<T>::contains_key(community),
			Error::<T>::AlreadyEstablished
		);
		Self::check_rules(&rules)?;
		let dao = Dao {
			rules,
			open: 0,
			next_recurring: 0,
		};
		Daos::<T>::insert(community, dao);
		let from = T::Clock::ended();
		let period = Period {
			number: 0,
			from,
			until: from.saturating_add(rules.period),
			cap: rules.spending_cap.mul_floor(T::Funds::free(community)),
			month: T::Clock::month(),
			..Default::default()
		};
		Periods::<T>::insert(community, period);
		OpeningBooks::<T>::insert(community, T::Funds::book(community));
		Self::deposit_event(Event::Established {
			community,
			account: Self::dao_account(community),
			rules,
		});
		Ok(())
	}

	pub(crate) fn do_set_rules(community: CommunityId, rules: RulesOf<T>) -> DispatchResult {
		Self::check_rules(&rules)?;
		Daos::<T>::try_mutate(community, |dao| {
			dao.as_mut().ok_or(Error::<T>::NoDao)?.rules = rules;
			Ok::<_, Error<T>>(())
		})?;
		Self::deposit_event(Event::RulesSet { community, rules });
		Ok(())
	}

	fn check_rules(rules: &RulesOf<T>) -> DispatchResult {
		let limits = T::RuleLimits::get();
		ensure!(
			(limits.shortest_voting..=limits.longest_voting).contains(&rules.voting_period),
			Error::<T>::VotingPeriodOutsideLimits
		);
		ensure!(
			(limits.shortest_delay..=limits.longest_delay).contains(&rules.enactment_delay),
			Error::<T>::EnactmentDelayOutsideLimits
		);
		ensure!(
			(limits.shortest_window..=limits.longest_window).contains(&rules.execution_window),
			Error::<T>::ExecutionWindowOutsideLimits
		);
		ensure!(
			(limits.lowest_quorum..=limits.highest_quorum).contains(&rules.quorum),
			Error::<T>::QuorumOutsideLimits
		);
		ensure!(
			(limits.lowest_approval..=limits.highest_approval).contains(&rules.approval),
			Error::<T>::ApprovalOutsideLimits
		);
		ensure!(
			rules.slash_below <= limits.highest_slash_below,
			Error::<T>::SlashBelowTooHigh
		);
		ensure!(
			(limits.lowest_deposit..=limits.highest_deposit).contains(&rules.deposit),
			Error::<T>::DepositOutsideLimits
		);
		ensure!(
			(limits.shortest_period..=limits.longest_period).contains(&rules.period),
			Error::<T>::PeriodOutsideLimits
		);
		Ok(())
	}

	pub(crate) fn check_autopilot(rules: &AutopilotRules) -> DispatchResult {
		ensure!(
			rules.lowest_fee <= rules.highest_fee && rules.highest_fee <= MAX_PRICE,
			Error::<T>::FeeBoundsCrossed
		);
		ensure!(
			rules.fee_step > 0 && rules.fee_step <= MAX_PRICE,
			Error::<T>::FeeStepOutsideBounds
		);
		let parts = [rules.solidarity, rules.investment, rules.refund]
			.iter()
			.fold(0u32, |sum, part| sum.saturating_add(part.deconstruct()));
		ensure!(
			parts <= Permill::one().deconstruct(),
			Error::<T>::SharesAboveOne
		);
		Ok(())
	}
}
