//! A batch as a whole.

use super::*;
use codec::{Decode, Encode};
use frame_support::{traits::ConstU32, BoundedVec};

const START: Registers = Registers {
	import: 1_000,
	export: 500,
};

fn good(point: PointId) -> Reading {
	device().read(point, 5, START, registers(1_100, 500))
}

fn points(test: impl FnOnce()) {
	ExtBuilder::default()
		.points(&[ALICE, BOB, ALICE])
		.build_and_execute(test);
}

#[test]
fn each_reading_of_a_batch_is_booked() {
	points(|| {
		assert_ok!(submit(GATEWAY, vec![good(2), good(0), good(1)]));
		last_event_is(Event::ReadingsSubmitted {
			community: COMMUNITY,
			who: GATEWAY,
			accepted: 3,
			refused: Default::default(),
		});
		let booked = Deliveries::get()
			.iter()
			.map(|(_, each)| each.point)
			.collect::<Vec<_>>();
		assert_eq!(booked, [2, 0, 1]);
		assert_eq!(Commits::get(), 1);
	});
}

#[test]
fn a_bad_reading_is_refused_and_the_others_count() {
	points(|| {
		let bad = Device::sr25519(99).read(1, 5, START, START);
		let refused = refused_of(vec![good(0), bad, good(7), good(2)]);
		assert_eq!(
			refused,
			[(1, Refusal::BadSignature), (2, Refusal::UnknownPoint)]
		);
		assert_eq!([0, 1, 2].map(|point| meter(point).next), [6, 5, 6]);
	});
}

#[test]
fn intervals_of_a_point_may_come_in_one_batch_in_order() {
	points(|| {
		let mut batch = vec![];
		let mut start = START;
		for interval in 5..10 {
			let end = start.plus(&registers(10, 0)).expect("no overflow");
			batch.push(device().read(0, interval, start, end));
			start = end;
		}
		assert_eq!(refused_of(batch), []);
		assert_eq!((meter(0).next, meter(0).metered), (10, registers(50, 0)));
	});
}

#[test]
fn intervals_of_a_point_out_of_order_are_refused() {
	points(|| {
		Due::set(6);
		let sixth = device().read(0, 6, registers(1_100, 500), registers(1_100, 500));
		assert_eq!(
			refused_of(vec![sixth, good(0)]),
			[(1, Refusal::AlreadyRead)]
		);
		assert_eq!(meter(0).next, 7);
	});
}

#[test]
fn a_duplicate_batch_is_refused_reading_by_reading() {
	points(|| {
		let batch = || vec![good(0), good(1)];
		assert_eq!(refused_of(batch()), []);
		let before = state();
		let again = refused_of(batch());
		assert_eq!(
			again,
			[(0, Refusal::AlreadyRead), (1, Refusal::AlreadyRead)]
		);
		assert_eq!(state(), before);
		assert_eq!(Deliveries::get().len(), 2);
	});
}

#[test]
fn a_batch_of_refused_readings_writes_nothing_but_its_event() {
	points(|| {
		let bad = Device::sr25519(99).read(1, 5, START, START);
		let later = device().read(0, 10, START, START);
		let before = state();
		assert_ok!(submit(GATEWAY, vec![bad, later, good(7)]));
		assert_eq!(System::read_events_no_consensus().count(), 1);
		assert_eq!(state(), before);
		assert_eq!(Deliveries::get(), []);
	});
}

#[test]
fn a_full_batch_counts() {
	ExtBuilder::default()
		.points(&[ALICE; MAX_BATCH as usize])
		.build_and_execute(|| {
			assert_eq!(refused_of((0..MAX_BATCH).map(good).collect()), []);
			assert_eq!(Deliveries::get().len(), MAX_BATCH as usize);
		});
}

#[test]
fn every_reading_of_a_full_batch_can_be_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let refused = refused_of((0..MAX_BATCH).map(good).collect());
		let expected = (0..MAX_BATCH).map(|index| (index, Refusal::UnknownPoint));
		assert_eq!(refused, expected.collect::<Vec<_>>());
	});
}

#[test]
fn an_oversized_batch_is_no_batch() {
	points(|| {
		type Batch = BoundedVec<Reading, ConstU32<MAX_BATCH>>;
		let encode = |length: u32| vec![good(0); length as usize].encode();
		assert!(Batch::decode(&mut &encode(MAX_BATCH)[..]).is_ok());
		assert!(Batch::decode(&mut &encode(MAX_BATCH + 1)[..]).is_err());
	});
}

#[test]
fn an_oversized_batch_is_no_call() {
	points(|| {
		// The pallet's index, the call's, the community, the readings.
		let encode = |length: u32| (1u8, 6u8, COMMUNITY, vec![good(0); length as usize]).encode();
		let call =
			RuntimeCall::decode(&mut &encode(MAX_BATCH)[..]).expect("it is within the bound");
		assert!(matches!(
			call,
			RuntimeCall::Metering(crate::Call::submit_readings {
				community: COMMUNITY,
				..
			})
		));
		assert!(RuntimeCall::decode(&mut &encode(MAX_BATCH + 1)[..]).is_err());
	});
}

#[test]
fn anyone_may_submit() {
	points(|| {
		assert_ok!(submit(STRANGER, vec![good(0)]));
		assert_eq!(meter(0).next, 6);
	});
}

#[test]
fn fails_when_not_signed() {
	points(|| {
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let readings = vec![good(0)].try_into().expect("one fits");
			assert_noop!(
				Metering::submit_readings(origin, COMMUNITY, readings),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn fails_when_the_batch_is_empty() {
	points(|| {
		assert_noop!(submit(GATEWAY, vec![]), MeteringError::EmptyBatch);
	});
}

#[test]
fn fails_when_the_community_is_unknown() {
	points(|| {
		let readings = vec![good(0)].try_into().expect("one fits");
		assert_noop!(
			Metering::submit_readings(by(GATEWAY), UNKNOWN_COMMUNITY, readings),
			MeteringError::UnknownCommunity
		);
	});
}

#[test]
fn fails_when_the_gateway_is_suspended() {
	points(|| {
		Gateways::set([((COMMUNITY, GATEWAY), GatewayStatus::Suspended)].into());
		assert_noop!(
			submit(GATEWAY, vec![good(0)]),
			MeteringError::GatewaySuspended
		);
	});
}

#[test]
fn a_gateway_suspended_elsewhere_may_submit() {
	points(|| {
		Gateways::set([((OTHER_COMMUNITY, GATEWAY), GatewayStatus::Suspended)].into());
		assert_ok!(submit(GATEWAY, vec![good(0)]));
		assert_eq!(meter(0).next, 6);
	});
}
