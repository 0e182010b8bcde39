//! Benchmarks: rules with as many versions as there may be, some of which are dropped and the rest replaced; a
//! clock that catches up.

use crate::{
	Bounds, Call, Clock, ClockState, Communities, Config, DroppedPrices, Gateway, GatewayCount,
	Gateways, Member, MemberCount, Members, OpenGroup, Pallet, Parameters, RuleBook, RuleVersion,
	RuleVersions, TimeParameters,
};
use alloc::vec;
use commonwatt_primitives::{
	tariff::{AuctionRules, RuleBounds, Rules, TariffCell, TARIFF_CELLS},
	traits::{GapPrices, MarketClock},
	Balance, CommunityId, Interval, Moment, MAX_PRICE,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{Get, OnTimestampSet},
	BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_runtime::Permill;

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId> {
	/// Gives an account what the operator of a new community needs.
	fn endow(operator: &AccountId);
	/// Sets the chain's time, ms since 1970.
	fn set_time(now: Moment);
}

const COMMUNITY: CommunityId = 0;
const INTERVAL_MILLIS: Moment = 900_000;
/// The interval in progress.
const NOW: Interval = 4_000;

fn rules() -> Rules {
	let cell = TariffCell {
		feed_in: MAX_PRICE / 4,
		retail: MAX_PRICE,
		grid_fee: MAX_PRICE / 4,
	};
	Rules {
		cells: BoundedVec::truncate_from(vec![cell; TARIFF_CELLS as usize]),
		summer_months: 0b0001_1111_1000,
		weekend_days: 0b110_0000,
		pool_share: Permill::from_percent(50),
		emergency_limit: Balance::MAX,
		supplier_deposit: Balance::MAX,
		auction: Some(AuctionRules {
			tick: 1,
			undelivered_charge: MAX_PRICE,
			tolerance: Permill::one(),
			gate_closure_millis: INTERVAL_MILLIS,
			freeze_millis: INTERVAL_MILLIS,
		}),
	}
}

fn bounds() -> RuleBounds {
	RuleBounds {
		lowest_feed_in: 0,
		highest_retail: MAX_PRICE,
		highest_grid_fee: MAX_PRICE,
		lowest_pool_share: Permill::zero(),
		highest_pool_share: Permill::one(),
		highest_emergency_limit: Balance::MAX,
		highest_supplier_deposit: Balance::MAX,
		highest_undelivered_charge: MAX_PRICE,
	}
}

/// A time at which an interval has begun and those before it can be read.
fn begin<T: Config>() {
	Parameters::<T>::put(TimeParameters::default());
	Clock::<T>::put(ClockState {
		epoch: 0,
		local_epoch_seconds: 0,
		ended: NOW,
		due: NOW,
		open: Default::default(),
	});
	T::BenchmarkHelper::set_time(Moment::from(NOW).saturating_mul(INTERVAL_MILLIS));
}

/// A community, and its operator.
fn community<T: Config>() -> T::AccountId {
	begin::<T>();
	if !Communities::<T>::contains_key(COMMUNITY) {
		let [operator, supplier] = ["operator", "supplier"].map(|name| account(name, 0, 0));
		T::BenchmarkHelper::endow(&operator);
		Pallet::<T>::do_create_community(vec![b'c'; 64], operator, supplier, bounds(), rules())
			.expect("the rules are within the bounds");
	}
	Communities::<T>::mutate(COMMUNITY, |entry| {
		let entry = entry.as_mut().expect("it was created");
		entry.name = BoundedVec::truncate_from(vec![b'c'; 64]);
		entry.operator.clone()
	})
}

/// A community of so many members, and one of them.
fn member<T: Config>(suspended: bool) -> (T::AccountId, T::AccountId) {
	let operator = community::<T>();
	let member: T::AccountId = account("member", 0, 0);
	Pallet::<T>::do_admit_member(COMMUNITY, member.clone()).expect("it was none");
	if suspended {
		Pallet::<T>::do_suspend_member(COMMUNITY, member.clone()).expect("it was active");
	}
	(operator, member)
}

fn gateway<T: Config>() -> (T::AccountId, T::AccountId) {
	let operator = community::<T>();
	let gateway: T::AccountId = account("gateway", 0, 0);
	Pallet::<T>::do_register_gateway(COMMUNITY, gateway.clone()).expect("it was none");
	(operator, gateway)
}

fn is_suspended<T: Config>(member: &T::AccountId) -> Option<bool> {
	Members::<T>::get(COMMUNITY, member).map(|Member { suspended, .. }| suspended)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn create_community() {
		begin::<T>();
		let count = crate::CommunityCount::<T>::get();
		let [operator, supplier] = ["new operator", "supplier"].map(|name| account(name, 0, 0));
		T::BenchmarkHelper::endow(&operator);

		#[extrinsic_call]
		_(
			RawOrigin::Root,
			vec![b'c'; 64],
			operator,
			supplier,
			bounds(),
			rules(),
		);

		assert!(Communities::<T>::contains_key(count));
	}

	#[benchmark]
	fn set_operator() {
		let operator = community::<T>();
		let successor: T::AccountId = account("successor", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), COMMUNITY, successor.clone());

		let entry = Communities::<T>::get(COMMUNITY);
		assert!(entry.is_some_and(|entry| entry.operator == successor));
	}

	#[benchmark]
	fn set_bounds() {
		community::<T>();

		#[extrinsic_call]
		_(RawOrigin::Root, COMMUNITY, bounds());

		assert_eq!(Bounds::<T>::get(COMMUNITY), Some(bounds()));
	}

	/// As many versions as there may be: half of them are needed no more, the others are replaced but for the
	/// one in force.
	#[benchmark]
	fn announce_rules() {
		let operator = community::<T>();
		Bounds::<T>::insert(COMMUNITY, bounds());
		let most = T::MaxRuleVersions::get();
		let from = NOW.saturating_add(T::Horizon::get()).saturating_add(1);
		let versions = (0..most).map(|version| {
			RuleBook::<T>::insert(COMMUNITY, version, rules());
			let announced = version > most / 2;
			RuleVersion {
				version,
				from: version.saturating_add(if announced { from } else { 0 }),
				highest_retail: MAX_PRICE,
			}
		});
		let versions = BoundedVec::truncate_from(versions.collect());
		RuleVersions::<T>::insert(COMMUNITY, versions);
		let dropped = GapPrices {
			retail: 1,
			feed_in: 1,
		};
		DroppedPrices::<T>::insert(COMMUNITY, dropped);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), COMMUNITY, from, rules());

		assert_eq!(RuleVersions::<T>::get(COMMUNITY).len(), 2);
		assert!(DroppedPrices::<T>::get(COMMUNITY).is_some_and(|worst| worst.retail == MAX_PRICE));
	}

	#[benchmark]
	fn admit_member() {
		let operator = community::<T>();
		let member: T::AccountId = account("member", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), COMMUNITY, member.clone());

		assert_eq!(is_suspended::<T>(&member), Some(false));
	}

	#[benchmark]
	fn suspend_member() {
		let (operator, member) = member::<T>(false);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), COMMUNITY, member.clone());

		assert_eq!(is_suspended::<T>(&member), Some(true));
	}

	#[benchmark]
	fn reinstate_member() {
		let (operator, member) = member::<T>(true);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), COMMUNITY, member.clone());

		assert_eq!(is_suspended::<T>(&member), Some(false));
	}

	/// It has nothing anywhere, and its account goes.
	#[benchmark]
	fn remove_member() {
		let (operator, member) = member::<T>(true);
		let before = MemberCount::<T>::get(COMMUNITY).members;

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), COMMUNITY, member);

		assert_eq!(MemberCount::<T>::get(COMMUNITY).members, before - 1);
	}

	#[benchmark]
	fn register_gateway() {
		let operator = community::<T>();
		let gateway: T::AccountId = account("gateway", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), COMMUNITY, gateway.clone());

		assert!(Gateways::<T>::contains_key(COMMUNITY, gateway));
	}

	#[benchmark]
	fn remove_gateway() {
		let (operator, gateway) = gateway::<T>();
		let before = GatewayCount::<T>::get(COMMUNITY);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), COMMUNITY, gateway);

		assert_eq!(GatewayCount::<T>::get(COMMUNITY), before - 1);
	}

	#[benchmark]
	fn reinstate_gateway() {
		let (operator, gateway) = gateway::<T>();
		let suspended = Gateway {
			suspended: true,
			..Default::default()
		};
		Gateways::<T>::insert(COMMUNITY, &gateway, suspended);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), COMMUNITY, gateway.clone());

		assert!(Gateways::<T>::get(COMMUNITY, gateway).is_some_and(|entry| !entry.suspended));
	}

	/// As many intervals as may be open are past their deadlines, each in a group of its own, and as many others
	/// wait to be readable.
	#[benchmark]
	fn tick() {
		begin::<T>();
		let most = T::MaxOpenIntervals::get();
		let groups = (0..most).map(|group| OpenGroup {
			until: NOW.saturating_add(group).saturating_add(1),
			readable_since: Default::default(),
		});
		Clock::<T>::mutate(|clock| {
			let clock = clock.as_mut().expect("it was set");
			clock.open = BoundedVec::truncate_from(groups.collect());
			clock.ended = NOW.saturating_add(most);
		});
		let block: BlockNumberFor<T> = T::MinimumBlocks::get().into();
		frame_system::Pallet::<T>::set_block_number(block);
		let later = NOW.saturating_add(most.saturating_mul(4));
		let now = Moment::from(later).saturating_mul(INTERVAL_MILLIS);

		#[block]
		{
			Pallet::<T>::on_timestamp_set(now);
		}

		assert_eq!(<Pallet<T> as MarketClock>::due(), NOW + most);
		assert_eq!(<Pallet<T> as MarketClock>::ended(), NOW + most + most);
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Runtime
	);
}
