use super::*;
use crate::{MemberPoints, PointTotals, Totals};

fn register_as(
	who: AccountId,
	new: NewPoint<AccountId>,
) -> frame_support::dispatch::DispatchResult {
	Metering::register_point(
		by(who),
		new.community,
		new.owner,
		new.key,
		new.capacity_w,
		new.resolution_wh,
		new.registers,
		new.first_interval,
	)
}

fn fails(change: impl FnOnce(&mut NewPoint<AccountId>), error: impl Into<DispatchError>) {
	ExtBuilder::default().build_and_execute(|| {
		let mut new = NewPoint {
			first_interval: 10,
			..new_point(ALICE)
		};
		change(&mut new);
		assert_noop!(register_as(OPERATOR, new), error.into());
	});
}

#[test]
fn the_chain_assigns_ids_across_communities() {
	ExtBuilder::default().build_and_execute(|| {
		let new = || NewPoint {
			first_interval: 10,
			..new_point(ALICE)
		};
		assert_ok!(register_as(OPERATOR, new()));
		last_event_is(Event::PointRegistered {
			community: COMMUNITY,
			point: 0,
			owner: ALICE,
			key: device().key(),
			capacity_w: 4_000,
			registers: registers(1_000, 500),
			first_interval: 10,
		});
		let other = NewPoint {
			community: OTHER_COMMUNITY,
			owner: BOB,
			..new()
		};
		assert_ok!(register_as(OTHER_OPERATOR, other));
		assert_ok!(register_as(OPERATOR, new()));

		assert_eq!(Metering::point_at(COMMUNITY, 0), Some(0));
		assert_eq!(Metering::point_at(OTHER_COMMUNITY, 0), Some(1));
		assert_eq!(Metering::point_at(COMMUNITY, 1), Some(2));
		assert_eq!(Metering::point_at(COMMUNITY, 2), None);
		assert_eq!(
			(Metering::count(COMMUNITY), Metering::count(OTHER_COMMUNITY)),
			(2, 1)
		);
		assert_eq!(MemberPoints::<Runtime>::get(COMMUNITY, ALICE), 2);
	});
}

#[test]
fn its_details_are_known_to_others() {
	ExtBuilder::default()
		.points(&[ALICE])
		.build_and_execute(|| {
			let details = Metering::details(0).expect("a point");
			assert_eq!((details.community, details.owner), (COMMUNITY, ALICE));
			assert_eq!((details.capacity_w, details.next_interval), (4_000, 5));
			assert!(!details.closed);
			assert_eq!(Metering::details(1), None);
		});
}

#[test]
fn an_owner_has_obligations_in_the_points_community() {
	ExtBuilder::default()
		.points(&[ALICE])
		.build_and_execute(|| {
			assert!(Metering::has_obligations(COMMUNITY, &ALICE));
			assert!(!Metering::has_obligations(OTHER_COMMUNITY, &ALICE));
			assert!(!Metering::has_obligations(COMMUNITY, &BOB));
		});
}

#[test]
fn the_widest_capacity_and_resolution_are_allowed() {
	ExtBuilder::default().build_and_execute(|| {
		let new = NewPoint {
			capacity_w: 1 << 31,
			resolution_wh: 1_000_000,
			first_interval: Interval::MAX,
			registers: registers(Wh::MAX, Wh::MAX),
			..new_point(ALICE)
		};
		assert_ok!(register_as(OPERATOR, new));
		assert_eq!(meter(0).next, Interval::MAX);
	});
}

#[test]
fn a_point_keeps_its_energy_in_an_interval_below_the_ledgers_bound() {
	ExtBuilder::default().build_and_execute(|| {
		let point = register_with(NewPoint {
			capacity_w: crate::MAX_CAPACITY_W,
			resolution_wh: crate::MAX_RESOLUTION_WH,
			..new_point(ALICE)
		});
		assert!(meter(point).most_energy(3_600) < commonwatt_primitives::MAX_INTERVAL_WH);
	});
}

#[test]
fn fails_when_not_the_communitys_operator() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [OTHER_OPERATOR, ALICE, GATEWAY] {
			let new = NewPoint {
				first_interval: 10,
				..new_point(ALICE)
			};
			assert_noop!(register_as(who, new), NOT_OPERATOR);
		}
	});
}

#[test]
fn fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let result = Metering::register_point(
				origin,
				COMMUNITY,
				ALICE,
				device().key(),
				4_000,
				10,
				registers(0, 0),
				10,
			);
			assert_noop!(result, DispatchError::BadOrigin);
		}
	});
}

#[test]
fn fails_when_the_owner_is_no_active_member() {
	for owner in [STRANGER, SUSPENDED] {
		fails(|new| new.owner = owner, NOT_ACTIVE_MEMBER);
	}
}

#[test]
fn fails_when_the_capacity_is_out_of_range() {
	for capacity_w in [0, (1 << 31) + 1] {
		fails(
			|new| new.capacity_w = capacity_w,
			MeteringError::CapacityOutOfRange,
		);
	}
}

#[test]
fn fails_when_the_resolution_is_too_coarse() {
	fails(
		|new| new.resolution_wh = 1_000_001,
		MeteringError::ResolutionTooCoarse,
	);
}

#[test]
fn fails_when_the_first_interval_has_ended() {
	fails(
		|new| new.first_interval = 9,
		MeteringError::FirstIntervalEnded,
	);
}

#[test]
fn fails_when_the_community_holds_as_many_points_as_it_may() {
	ExtBuilder::default()
		.points(&[ALICE; 20])
		.build_and_execute(|| {
			let new = || NewPoint {
				first_interval: 10,
				..new_point(ALICE)
			};
			assert_noop!(register_as(OPERATOR, new()), MeteringError::TooManyPoints);
			assert_eq!(
				Totals::<Runtime>::get(COMMUNITY),
				PointTotals {
					points: 20,
					capacity_w: 20 * 4_000,
					resolution_wh: 20 * u64::from(new_point(ALICE).resolution_wh),
				}
			);
			let other = NewPoint {
				community: OTHER_COMMUNITY,
				..new()
			};
			assert_ok!(register_as(OTHER_OPERATOR, other));
		});
}

#[test]
fn fails_when_the_ids_are_used_up() {
	ExtBuilder::default().build_and_execute(|| {
		crate::NextPoint::<Runtime>::put(PointId::MAX);
		let new = NewPoint {
			first_interval: 10,
			..new_point(ALICE)
		};
		assert_noop!(register_as(OPERATOR, new), MeteringError::TooManyPoints);
	});
}
