//! Benchmarks: of readings a batch each of what can become of them, with books that make it as dear as it can
//! be. [`Costs`](crate::Costs) puts them together.

use crate::{
	Call, Config, Event, Meter, Meters, NewPoint, Pallet, PointAt, MAX_CAPACITY_W,
	MAX_RESOLUTION_WH,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	reading::{DeviceKey, DeviceSignature, Reading, Refusal, Registers},
	traits::MarketClock,
	CommunityId, Interval, PointId,
};
use frame_benchmarking::v2::*;
use frame_support::{traits::Get, BoundedVec};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_runtime::traits::Zero;

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId> {
	/// Who operates a community, which then exists.
	fn operator(community: CommunityId) -> AccountId;
	/// A member of it.
	fn member(community: CommunityId, index: u32) -> AccountId;
	/// A gateway of it, not suspended.
	fn gateway(community: CommunityId) -> AccountId;
	/// The time is the beginning of an interval, as many before it are not due as may be, and rules changed
	/// as often as they may in the day before.
	fn begin(interval: Interval);
	/// A device's key.
	fn device_key() -> DeviceKey;
	/// What it signs.
	fn device_sign(payload: &[u8]) -> DeviceSignature;
	/// Makes the next entry of a point as dear as it can be: closed intervals wait to be settled, a
	/// statement to be filed and standing orders to be ended if `files`, and the point is about to go broke.
	fn prepare_entry(community: CommunityId, point: PointId, files: bool);
	/// The same for points that are read together: each delivers an order, in a book that is not cleared, and
	/// settles intervals of its own.
	fn prepare_entries(community: CommunityId, points: &[PointId]);
	/// Makes the removal of a closed point as dear as it can be.
	fn prepare_removal(community: CommunityId, point: PointId);
}

const COMMUNITY: CommunityId = 0;
/// The time: a month is over.
const NOW: Interval = 4_000;
/// Intervals of the longest gap whose tariff is looked up hour by hour: a day.
const LONGEST_GAP: Interval = 96;
const SHOWN: Registers = Registers {
	import: 1 << 60,
	export: 1 << 60,
};

/// So many points. The next to be read of each lies `gap` before the oldest interval that is not due.
fn points<T: Config>(count: u32, gap: Interval) -> Vec<PointId> {
	begin::<T>();
	points_of::<T>(count, T::Clock::due().saturating_sub(gap))
}

fn begin<T: Config>() -> T::AccountId {
	T::BenchmarkHelper::begin(NOW);
	T::BenchmarkHelper::operator(COMMUNITY)
}

/// A point whose gap is a day, if it is read for the last time now.
fn unread_point<T: Config>() -> PointId {
	begin::<T>();
	let point = points_of::<T>(1, NOW.saturating_add(1).saturating_sub(LONGEST_GAP))[0];
	T::BenchmarkHelper::prepare_entry(COMMUNITY, point, true);
	point
}

fn points_of<T: Config>(count: u32, next: Interval) -> Vec<PointId> {
	(0..count)
		.map(|index| {
			let point = crate::NextPoint::<T>::get();
			Pallet::<T>::do_register_point(NewPoint {
				community: COMMUNITY,
				owner: T::BenchmarkHelper::member(COMMUNITY, index),
				key: T::BenchmarkHelper::device_key(),
				capacity_w: MAX_CAPACITY_W,
				resolution_wh: MAX_RESOLUTION_WH,
				registers: SHOWN,
				first_interval: NOW,
			})
			.expect("the owner is a member");
			change::<T>(point, |meter| {
				meter.next = next;
				meter.key_from = next;
				meter.metered = SHOWN;
			});
			point
		})
		.collect()
}

fn change<T: Config>(point: PointId, change: impl FnOnce(&mut Meter<T::AccountId>)) {
	Meters::<T>::mutate_extant(point, change);
}

/// Registers after a large consumption and a small production.
fn metered(registers: Registers) -> Registers {
	Registers {
		import: registers.import.saturating_add(1 << 20),
		export: registers.export.saturating_add(1 << 10),
	}
}

/// The readings of points for the oldest interval that is not due, after a gap or not.
fn readings<T: Config>(points: &[PointId], gap: bool) -> BoundedVec<Reading, T::MaxBatch> {
	let interval = T::Clock::due();
	let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
	let start = if gap { metered(SHOWN) } else { SHOWN };
	let end = metered(start);
	let readings = points
		.iter()
		.map(|point| {
			let payload = Reading::payload(genesis, *point, interval, start, end);
			Reading {
				point: *point,
				interval,
				start,
				end,
				signature: T::BenchmarkHelper::device_sign(&payload),
			}
		})
		.collect();
	BoundedVec::truncate_from(readings)
}

/// What became of a batch.
fn ensure_outcome<T: Config>(accepted: u32, refused: u32, reason: Refusal) {
	let refused = (0..refused).map(|index| (index, reason)).collect();
	let outcome = Event::<T>::ReadingsSubmitted {
		community: COMMUNITY,
		who: T::BenchmarkHelper::gateway(COMMUNITY),
		accepted,
		refused: BoundedVec::truncate_from(refused),
	};
	frame_system::Pallet::<T>::assert_last_event(outcome.into());
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register_point() {
		let operator = begin::<T>();
		let owner = T::BenchmarkHelper::member(COMMUNITY, 0);
		let point = crate::NextPoint::<T>::get();

		#[extrinsic_call]
		_(
			RawOrigin::Signed(operator),
			COMMUNITY,
			owner,
			T::BenchmarkHelper::device_key(),
			MAX_CAPACITY_W,
			MAX_RESOLUTION_WH,
			SHOWN,
			NOW,
		);

		assert!(Meters::<T>::contains_key(point));
	}

	#[benchmark]
	fn rotate_key() {
		let point = points::<T>(1, 0)[0];
		let operator = T::BenchmarkHelper::operator(COMMUNITY);
		let key = T::BenchmarkHelper::device_key();
		change::<T>(point, |meter| {
			meter.previous_key = meter.key;
			meter.key_from = meter.next;
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), point, key);

		assert!(Meters::<T>::get(point).is_some_and(|meter| meter.key_from == NOW));
	}

	#[benchmark]
	fn revoke_key() {
		let point = points::<T>(1, 0)[0];
		let operator = T::BenchmarkHelper::operator(COMMUNITY);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), point);

		assert!(Meters::<T>::get(point).is_some_and(|meter| meter.key.is_none()));
	}

	#[benchmark]
	fn swap_meter() {
		let point = unread_point::<T>();
		let operator = T::BenchmarkHelper::operator(COMMUNITY);
		let key = T::BenchmarkHelper::device_key();

		#[extrinsic_call]
		_(
			RawOrigin::Signed(operator),
			point,
			metered(SHOWN),
			key,
			SHOWN,
		);

		assert!(Meters::<T>::get(point).is_some_and(|meter| meter.swapped_in == Some(NOW)));
	}

	#[benchmark]
	fn close_point() {
		let point = unread_point::<T>();
		let operator = T::BenchmarkHelper::operator(COMMUNITY);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), point, metered(SHOWN));

		assert!(Meters::<T>::get(point).is_some_and(|meter| meter.closed));
	}

	/// The last of the community's index takes the place of the one that goes.
	#[benchmark]
	fn remove_point() {
		let both = points::<T>(2, 0);
		change::<T>(both[0], |meter| meter.closed = true);
		T::BenchmarkHelper::prepare_removal(COMMUNITY, both[0]);
		let anyone = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(anyone), both[0]);

		assert_eq!(PointAt::<T>::get(COMMUNITY, 0), Some(both[1]));
	}

	/// A batch that counts: each reading settles what one may, and leaves its point broke.
	#[benchmark]
	fn accepted_readings(n: Linear<1, { T::MaxBatch::get() }>) {
		let gateway = T::BenchmarkHelper::gateway(COMMUNITY);
		let points = points::<T>(n, 0);
		for point in &points {
			T::BenchmarkHelper::prepare_entry(COMMUNITY, *point, false);
		}
		let readings = readings::<T>(&points, false);

		#[extrinsic_call]
		submit_readings(RawOrigin::Signed(gateway), COMMUNITY, readings);

		ensure_outcome::<T>(n, 0, Refusal::UnknownPoint);
	}

	/// The same, each after a gap of a day in which the rules changed as often as they may.
	#[benchmark]
	fn readings_after_gaps(n: Linear<1, { T::MaxBatch::get() }>) {
		let gateway = T::BenchmarkHelper::gateway(COMMUNITY);
		let points = points::<T>(n, LONGEST_GAP);
		for point in &points {
			T::BenchmarkHelper::prepare_entry(COMMUNITY, *point, false);
		}
		let readings = readings::<T>(&points, true);

		#[extrinsic_call]
		submit_readings(RawOrigin::Signed(gateway), COMMUNITY, readings);

		ensure_outcome::<T>(n, 0, Refusal::UnknownPoint);
	}

	/// All refused by the last check before the signature: their keys are revoked.
	#[benchmark]
	fn refused_readings(n: Linear<1, { T::MaxBatch::get() }>) {
		let gateway = T::BenchmarkHelper::gateway(COMMUNITY);
		let points = points::<T>(n, 0);
		for point in &points {
			T::BenchmarkHelper::prepare_entry(COMMUNITY, *point, false);
			change::<T>(*point, |meter| meter.key = None);
		}
		let readings = readings::<T>(&points, false);

		#[extrinsic_call]
		submit_readings(RawOrigin::Signed(gateway), COMMUNITY, readings);

		ensure_outcome::<T>(0, n, Refusal::KeyRevoked);
	}

	/// All signed for others; the gateway is suspended.
	#[benchmark]
	fn badly_signed_readings(n: Linear<1, { T::MaxBatch::get() }>) {
		let gateway = T::BenchmarkHelper::gateway(COMMUNITY);
		let points = points::<T>(n, 0);
		for point in &points {
			T::BenchmarkHelper::prepare_entry(COMMUNITY, *point, false);
		}
		let mut readings = readings::<T>(&points, false);
		let signature = T::BenchmarkHelper::device_sign(b"something else");
		readings
			.iter_mut()
			.for_each(|reading| reading.signature = signature.clone());

		#[extrinsic_call]
		submit_readings(RawOrigin::Signed(gateway), COMMUNITY, readings);

		ensure_outcome::<T>(0, n, Refusal::BadSignature);
	}

	/// All that can become of a batch at once: no weight is made of it, but weights must cover it.
	#[benchmark(extra)]
	fn worst_batch(n: Linear<1, { T::MaxBatch::get() }>) {
		let gateway = T::BenchmarkHelper::gateway(COMMUNITY);
		let points = points::<T>(n, LONGEST_GAP);
		T::BenchmarkHelper::prepare_entries(COMMUNITY, &points);
		let readings = readings::<T>(&points, true);

		#[extrinsic_call]
		submit_readings(RawOrigin::Signed(gateway), COMMUNITY, readings);

		ensure_outcome::<T>(n, 0, Refusal::UnknownPoint);
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Runtime
	);
}
