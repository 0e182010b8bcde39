use super::*;

const START: Registers = Registers {
	import: 1_000,
	export: 500,
};

fn one_point(test: impl FnOnce()) {
	ExtBuilder::default()
		.points(&[ALICE])
		.build_and_execute(test);
}

#[test]
fn a_points_final_registers_are_booked_as_a_gap() {
	one_point(|| {
		let last = registers(1_100, 900);
		assert_ok!(Metering::close_point(by(OPERATOR), 0, last));
		last_event_is(Event::PointClosed { point: 0, last });
		let gap = Gap {
			from: 5,
			until: 11,
			energy: registers(100, 400),
		};
		assert_eq!(Gaps::get(), [(COMMUNITY, 0, gap)]);
		let details = Metering::details(0).expect("a point");
		assert!(details.closed);
		assert_eq!(details.next_interval, 10);
	});
}

#[test]
fn a_closed_point_stays_its_owners_obligation() {
	one_point(|| {
		assert_ok!(Metering::close_point(by(OPERATOR), 0, START));
		assert!(Metering::has_obligations(COMMUNITY, &ALICE));
		assert_eq!(Metering::count(COMMUNITY), 1);
	});
}

#[test]
fn the_book_hears_of_a_closure_once_and_of_no_swap() {
	one_point(|| {
		assert_ok!(Metering::close_point(by(OPERATOR), 0, START));
		assert_eq!(Closures::get(), [(COMMUNITY, 0)]);
		assert!(Metering::close_point(by(OPERATOR), 0, START).is_err());
		assert_eq!(Closures::get(), [(COMMUNITY, 0)]);
	});
	one_point(|| {
		let key = Device::ed25519(8).key();
		assert_ok!(Metering::swap_meter(by(OPERATOR), 0, START, key, START));
		assert_eq!(Closures::get(), []);
	});
}

#[test]
fn fails_when_closed_already() {
	one_point(|| {
		assert_ok!(Metering::close_point(by(OPERATOR), 0, START));
		let again = Metering::close_point(by(OPERATOR), 0, START);
		assert_noop!(again, MeteringError::PointClosed);
	});
}

#[test]
fn fails_when_a_register_went_backwards() {
	one_point(|| {
		for last in [registers(999, 500), registers(1_000, 499)] {
			let result = Metering::close_point(by(OPERATOR), 0, last);
			assert_noop!(result, MeteringError::RegisterWentBackwards);
		}
	});
}

#[test]
fn fails_when_the_point_could_not_have_carried_it() {
	one_point(|| {
		let above = registers(1_000 + 6_011, 500);
		let result = Metering::close_point(by(OPERATOR), 0, above);
		assert_noop!(result, MeteringError::PowerAboveCapacity);
		let most = registers(1_000 + 6_010, 500);
		assert_ok!(Metering::close_point(by(OPERATOR), 0, most));
	});
}

#[test]
fn fails_when_not_the_operator() {
	one_point(|| {
		for who in [ALICE, OTHER_OPERATOR, GATEWAY] {
			assert_noop!(Metering::close_point(by(who), 0, START), NOT_OPERATOR);
		}
	});
}

#[test]
fn fails_when_not_signed() {
	one_point(|| {
		let result = Metering::close_point(RuntimeOrigin::none(), 0, START);
		assert_noop!(result, DispatchError::BadOrigin);
	});
}

#[test]
fn fails_when_the_point_is_unknown() {
	one_point(|| {
		let result = Metering::close_point(by(OPERATOR), 1, START);
		assert_noop!(result, MeteringError::UnknownPoint);
	});
}

#[test]
fn fails_when_what_was_metered_could_not_be_counted_any_more() {
	one_point(|| {
		let set_metered = |metered| {
			Meters::<Runtime>::mutate(0, |meter| {
				meter.as_mut().expect("a point").metered = metered
			});
		};
		set_metered(registers(Wh::MAX, 0));
		let result = Metering::close_point(by(OPERATOR), 0, registers(1_001, 500));
		assert_noop!(result, MeteringError::PowerAboveCapacity);
		set_metered(registers(0, 0));
	});
}
