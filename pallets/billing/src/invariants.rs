//! The invariants of billing, checked after every test and by the simulator.

use crate::{
	Accounts, Books, CommunityAccounts, Config, Escrow, MemberDebt, MemberReceivable, Pallet,
};
use alloc::collections::BTreeMap;
use commonwatt_primitives::{traits::DeliveryPoints, Balance, CommunityId};

impl<T: Config> Pallet<T> {
	/// Panics unless the pallet's invariants (see the crate's page) hold.
	#[allow(clippy::arithmetic_side_effects)]
	pub fn check_invariants() {
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
				..
			} = accounts;
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
}
