//! Benchmarks: a point's account files a statement, pays what it owes, is left short and calls for its top-up,
//! with a year of statements behind it; who pays is left with dust, and goes.

pub mod cases;

use crate::{
	Accounts, Books, Call, Config, EssentialPoints, MemberReceivable, Pallet, QueueEnds,
	QueuedTopUps, StandingTopUpTerms, StandingTopUps, TopUpQueueEnds,
};
use cases::{fund, queue, set, Wanted, OWED, RICH};
use commonwatt_primitives::{traits::Communities, Balance, CommunityId, PointId};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate},
		Get,
	},
	weights::WeightMeter,
};
use frame_system::RawOrigin;

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId> {
	/// Who operates a community, which then exists; a month of it is over, and its rules changed as often as
	/// they may.
	fn operator(community: CommunityId) -> AccountId;
	/// A point of a member, and its owner.
	fn point(community: CommunityId) -> (PointId, AccountId);
	/// Fills a point's ring with intervals that were neither cleared nor closed, and can be settled.
	fn fill_ring(community: CommunityId, point: PointId);
}

const COMMUNITY: CommunityId = 0;
/// What is paid: it covers what is owed, and leaves the point short.
const AMOUNT: Balance = 10 * OWED;

/// A point that owes and has nothing, in a community with money.
fn broke<T: Config>() -> (PointId, T::AccountId) {
	let (point, owner) = point::<T>();
	let wanted = Wanted {
		credit: 0,
		owes: true,
		files: true,
	};
	set::<T>(COMMUNITY, point, wanted);
	(point, owner)
}

/// The same, of one that owes the guarantee fund alone: whether it has used its limit up is looked up.
fn in_debt<T: Config>() -> (PointId, T::AccountId) {
	let (point, owner) = broke::<T>();
	Accounts::<T>::mutate(point, |account| account.receivable = 0);
	MemberReceivable::<T>::remove(COMMUNITY, &owner);
	(point, owner)
}

fn point<T: Config>() -> (PointId, T::AccountId) {
	T::BenchmarkHelper::operator(COMMUNITY);
	fund::<T>(COMMUNITY);
	T::BenchmarkHelper::point(COMMUNITY)
}

/// An account that has `amount` and dust.
fn last_payer<T: Config>(amount: Balance) -> T::AccountId {
	let payer: T::AccountId = account("last payer", 0, 0);
	let dust = T::Currency::minimum_balance().saturating_sub(1);
	T::Currency::set_balance(&payer, amount.saturating_add(dust));
	payer
}

/// More than dust, so that who pays it lives before.
fn amount<T: Config>() -> Balance {
	T::Currency::minimum_balance().max(AMOUNT)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn top_up() {
		let (point, _) = broke::<T>();
		let amount = amount::<T>();
		let payer = last_payer::<T>(amount);

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), point, amount);

		assert_eq!(Accounts::<T>::get(point).debt, 0);
	}

	/// Its ring is full.
	#[benchmark]
	fn withdraw() {
		let (point, owner) = point::<T>();
		let rich = Wanted {
			credit: RICH,
			owes: false,
			files: true,
		};
		set::<T>(COMMUNITY, point, rich);
		T::BenchmarkHelper::fill_ring(COMMUNITY, point);
		let amount = amount::<T>();
		let before = T::Currency::balance(&owner);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner.clone()), point, amount);

		assert_eq!(T::Currency::balance(&owner), before.saturating_add(amount));
	}

	#[benchmark]
	fn top_up_supplier() {
		point::<T>();
		Books::<T>::mutate(COMMUNITY, |accounts| accounts.arrears = OWED);
		let amount = amount::<T>();
		let payer = last_payer::<T>(amount);

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), COMMUNITY, amount);

		assert_eq!(Books::<T>::get(COMMUNITY).arrears, 0);
	}

	#[benchmark]
	fn withdraw_supplier() {
		point::<T>();
		let supplier = T::Communities::supplier(COMMUNITY).expect("a community has one");
		let amount = amount::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(supplier), COMMUNITY, amount);

		assert_eq!(Books::<T>::get(COMMUNITY).supplier, RICH - amount);
	}

	#[benchmark]
	fn fund_guarantee() {
		point::<T>();
		let amount = amount::<T>();
		let payer = last_payer::<T>(amount);

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), COMMUNITY, amount);

		assert_eq!(Books::<T>::get(COMMUNITY).guarantee, RICH + amount);
	}

	#[benchmark]
	fn lend_to_guarantee() {
		point::<T>();
		let operator = T::BenchmarkHelper::operator(COMMUNITY);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), COMMUNITY, AMOUNT);

		assert_eq!(Books::<T>::get(COMMUNITY).guarantee, RICH + AMOUNT);
	}

	#[benchmark]
	fn donate() {
		point::<T>();
		let amount = amount::<T>();
		let payer = last_payer::<T>(amount);

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), COMMUNITY, amount);

		assert_eq!(Books::<T>::get(COMMUNITY).treasury, RICH + amount);
	}

	#[benchmark]
	fn sweep_donations() {
		point::<T>();
		let anyone = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(anyone), COMMUNITY);

		assert!(Books::<T>::get(COMMUNITY).treasury > RICH);
	}

	#[benchmark]
	fn gift() {
		let (point, _) = broke::<T>();
		let amount = amount::<T>();
		let payer = last_payer::<T>(amount);

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), point, amount, T::Hash::default());

		assert_eq!(Accounts::<T>::get(point).debt, 0);
	}

	#[benchmark]
	fn set_essential() {
		let (point, _) = in_debt::<T>();
		let operator = T::BenchmarkHelper::operator(COMMUNITY);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), point, false);

		assert!(!EssentialPoints::<T>::contains_key(point));
	}

	/// In the place of somebody else's.
	#[benchmark]
	fn set_standing_top_up() {
		let (point, owner) = in_debt::<T>();
		let amount = T::MinimumStandingTopUp::get();
		let terms = StandingTopUpTerms {
			amount,
			budget: amount,
		};

		#[extrinsic_call]
		_(RawOrigin::Signed(owner.clone()), point, Some(terms));

		assert!(StandingTopUps::<T>::get(point).is_some_and(|standing| standing.payer == owner));
		assert!(QueuedTopUps::<T>::contains_key(point));
	}

	/// The first place of the queue is empty.
	#[benchmark]
	fn poll_base() {
		T::BenchmarkHelper::operator(COMMUNITY);
		TopUpQueueEnds::<T>::put(QueueEnds { first: 0, next: 1 });

		#[block]
		{
			Pallet::<T>::work_queue_off(&mut WeightMeter::new());
		}

		assert_eq!(TopUpQueueEnds::<T>::get().first, 1);
	}

	/// It was not enough: the point joins the queue again.
	#[benchmark]
	fn standing_top_up() {
		let (point, _) = broke::<T>();
		queue::<T>(point);

		#[block]
		{
			Pallet::<T>::work_queue_off(&mut WeightMeter::new());
		}

		assert_eq!(QueuedTopUps::<T>::get(point), Some(1));
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Runtime
	);
}
