//! The invariants of billing, checked after every test and by the simulator.

use crate::{
	Accounts, Books, CommunityAccounts, Config, Escrow, EssentialPoints, MemberDebt,
	MemberReceivable, Pallet, QueuedTopUps, StandingTopUps, Statements, TopUpQueue, TopUpQueueEnds,
};
use alloc::collections::BTreeMap;
use commonwatt_primitives::{
	governance::Flow,
	statement::{Statement, SupplyState},
	traits::{DeliveryPoints, PointAccount},
	Balance, CommunityId, PointId,
};

impl<T: Config> Pallet<T> {
	/// Panics unless the pallet's invariants (see the crate's page) hold.
	pub fn check_invariants() {
		Self::check_money();
		Self::check_statements();
		Self::check_standing_top_ups();
		for point in EssentialPoints::<T>::iter_keys() {
			assert!(
				T::Points::details(point).is_some(),
				"the essential point {point} exists"
			);
		}
	}

	#[allow(clippy::arithmetic_side_effects)]
	fn check_money() {
		let mut backed = BTreeMap::<CommunityId, Balance>::new();
		let mut debts = BTreeMap::<(CommunityId, T::AccountId), Balance>::new();
		let mut receivables = BTreeMap::<(CommunityId, T::AccountId), Balance>::new();
		for (point, account) in Accounts::<T>::iter() {
			let details = T::Points::details(point).expect("an account belongs to a point");
			*backed.entry(details.community).or_default() += account.credit;
			assert!(
				account.credit == 0 || (account.debt == 0 && account.receivable == 0),
				"point {point} has credit beside what it owes: {account:?}"
			);
			Self::check_supply(point, &account);
			let member = (details.community, details.owner);
			if account.debt > 0 {
				*debts.entry(member.clone()).or_default() += account.debt;
			}
			if account.receivable > 0 {
				*receivables.entry(member).or_default() += account.receivable;
			}
		}
		for (community, _, escrow) in Escrow::<T>::iter() {
			assert!(escrow > 0, "empty escrow is removed");
			*backed.entry(community).or_default() += escrow;
		}
		for (community, accounts) in Books::<T>::iter() {
			let CommunityAccounts {
				treasury,
				supplier,
				guarantee,
				liabilities,
				set_aside,
				lines,
				..
			} = accounts;
			let Flow { received, paid } = lines.total();
			assert_eq!(
				received.checked_sub(paid),
				Some(treasury),
				"what came into the treasury of community {community} and did not go is there"
			);
			assert!(
				set_aside <= treasury,
				"the treasury of community {community} has what is set aside"
			);
			let sum = backed.remove(&community).unwrap_or_default();
			assert_eq!(
				sum + treasury + supplier + guarantee,
				liabilities,
				"the accounts of community {community} sum to its liabilities"
			);
			assert!(
				Self::pot_balance(community) >= liabilities + Self::existential_deposit(),
				"the pot of community {community} backs its accounts"
			);
		}
		assert!(backed.values().all(|sum| *sum == 0), "money without a book");
		let recorded: BTreeMap<_, _> = MemberDebt::<T>::iter()
			.map(|(community, who, debt)| ((community, who), debt))
			.collect();
		assert_eq!(
			recorded, debts,
			"a member's debt is the sum of its points' debts"
		);
		let recorded: BTreeMap<_, _> = MemberReceivable::<T>::iter()
			.map(|(community, who, owed)| ((community, who), owed))
			.collect();
		assert_eq!(
			recorded, receivables,
			"a member's receivable is the sum of its points' receivables"
		);
	}

	/// The stored supply state against what is owed: the rest of it depends on the time.
	fn check_supply(point: PointId, account: &PointAccount) {
		let owes = account.debt > 0 || account.receivable > 0;
		let essential = Self::is_essential(point);
		let holds = match account.supply {
			SupplyState::Normal | SupplyState::Low => !owes,
			SupplyState::Emergency => owes && (essential || account.receivable == 0),
			SupplyState::Disconnected => owes && !essential,
		};
		assert!(
			holds,
			"the supply state of point {point} follows from what it owes: {account:?}"
		);
	}

	fn check_statements() {
		for (point, kept) in Statements::<T>::iter() {
			assert!(
				T::Points::details(point).is_some(),
				"the statements of point {point} belong to a point"
			);
			let current = Accounts::<T>::get(point).statement.month;
			let months = kept.iter().map(|statement| statement.month);
			assert!(
				months
					.clone()
					.zip(months.skip(1).chain([current]))
					.all(|(month, next)| month < next),
				"the months of point {point} rise up to the one in progress"
			);
			assert!(
				kept.iter()
					.all(|statement| *statement != Statement::of_month(statement.month)),
				"a filed statement of point {point} has entries"
			);
		}
	}

	fn check_standing_top_ups() {
		for (point, standing) in StandingTopUps::<T>::iter() {
			assert!(
				T::Points::details(point).is_some(),
				"the standing top-up of point {point} belongs to a point"
			);
			assert!(
				standing.terms.budget > 0,
				"the standing top-up of point {point} has budget left"
			);
		}
		let ends = TopUpQueueEnds::<T>::get();
		for (place, point) in TopUpQueue::<T>::iter() {
			assert!(
				ends.first <= place && place < ends.next,
				"place {place} lies in the queue"
			);
			assert_eq!(
				QueuedTopUps::<T>::get(point),
				Some(place),
				"point {point} waits once"
			);
		}
		for (point, place) in QueuedTopUps::<T>::iter() {
			assert!(
				T::Points::details(point).is_some(),
				"a point that waits exists"
			);
			assert_eq!(
				TopUpQueue::<T>::get(place),
				Some(point),
				"point {point} has its place"
			);
		}
	}
}
