//! Accounts that make every entry as dear as it can be.

use crate::{
	Accounts, Books, CommunityAccounts, Config, EssentialPoints, MemberDebt, MemberReceivable,
	Pallet, QueueEnds, QueuedTopUps, StandingTopUp, StandingTopUpTerms, StandingTopUps, Statements,
	TopUpQueue, TopUpQueueEnds,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	statement::{Line, Statement},
	traits::{DeliveryPoints, MarketClock, PointAccount},
	Balance, CommunityId, PointId,
};
use frame_benchmarking::account;
use frame_support::{
	traits::{fungible::Mutate, Get},
	BoundedVec,
};

/// What the accounts of a community hold: more than anything takes.
pub const RICH: Balance = 1 << 75;
/// What is owed to the guarantee fund: inflows pay it, and a part of what is owed to the supplier.
pub const OWED: Balance = 1_000;
const OWED_TO_SUPPLIER: Balance = 1 << 60;

/// A month in which everything happened that can.
fn statement(month: u32) -> Statement {
	let line = Line {
		wh: 1 << 40,
		money: RICH,
	};
	Statement {
		month,
		imported: line.wh,
		exported: line.wh,
		pool_bought: line,
		pool_sold: line,
		auction_bought: line,
		auction_sold: line,
		supplier_bought: line,
		supplier_sold: line,
		gap_bought: line,
		gap_sold: line,
		grid_fee: line,
		undelivered: line,
		topped_up: RICH,
		gifts: RICH,
		withdrawn: RICH,
		green: line.wh,
	}
}

/// Gives a community money, in its pot too.
pub fn fund<T: Config>(community: CommunityId) {
	Books::<T>::mutate(community, |accounts| {
		*accounts = CommunityAccounts {
			treasury: RICH,
			supplier: RICH,
			guarantee: RICH,
			liabilities: RICH.saturating_mul(8),
			..*accounts
		};
	});
	let pot = Pallet::<T>::pot(community);
	T::Currency::set_balance(&pot, RICH.saturating_mul(9));
}

/// What a point's account is to be.
#[derive(Clone, Copy)]
pub struct Wanted {
	pub credit: Balance,
	/// Whether it owes the guarantee fund and the supplier.
	pub owes: bool,
	/// Whether the statement of a month that is over waits to be filed.
	pub files: bool,
}

/// Sets the account of a point, with a year of statements and somebody's standing top-up that was not called
/// for.
pub fn set<T: Config>(community: CommunityId, point: PointId, wanted: Wanted) {
	let Some(details) = T::Points::details(point) else {
		return;
	};
	let month = T::Clock::month();
	let last = if wanted.files {
		month.saturating_sub(1)
	} else {
		month
	};
	let (debt, receivable) = match wanted.owes {
		true => (OWED, OWED_TO_SUPPLIER),
		false => (0, 0),
	};
	Accounts::<T>::insert(
		point,
		PointAccount {
			credit: wanted.credit,
			debt,
			receivable,
			statement: statement(last),
			..Default::default()
		},
	);
	if wanted.owes {
		MemberDebt::<T>::insert(community, &details.owner, debt);
		MemberReceivable::<T>::insert(community, &details.owner, receivable);
	}
	let kept: Vec<_> = (1..=T::KeptStatements::get())
		.rev()
		.map(|before| statement(last.saturating_sub(before)))
		.collect();
	Statements::<T>::insert(point, BoundedVec::truncate_from(kept));
	EssentialPoints::<T>::insert(point, ());
	let payer: T::AccountId = account("payer", 0, 0);
	T::Currency::set_balance(&payer, RICH);
	let amount = T::MinimumStandingTopUp::get();
	let terms = StandingTopUpTerms {
		amount,
		budget: amount.saturating_mul(10),
	};
	StandingTopUps::<T>::insert(point, StandingTopUp { payer, terms });
}

/// A point that waits for its standing top-up, the first in the queue.
pub fn queue<T: Config>(point: PointId) {
	TopUpQueue::<T>::insert(0, point);
	QueuedTopUps::<T>::insert(point, 0);
	TopUpQueueEnds::<T>::put(QueueEnds { first: 0, next: 1 });
}
