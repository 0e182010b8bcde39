use super::*;

const START: Registers = Registers {
	import: 1_000,
	export: 500,
};
const NEW: Registers = Registers {
	import: 7,
	export: 0,
};

fn new_device() -> Device {
	Device::ed25519(8)
}

fn swap(last: Registers) -> frame_support::dispatch::DispatchResult {
	Metering::swap_meter(by(OPERATOR), 0, last, new_device().key(), NEW)
}

fn one_point(test: impl FnOnce()) {
	ExtBuilder::default()
		.points(&[ALICE])
		.build_and_execute(test);
}

#[test]
fn what_the_old_meter_shows_is_booked_as_a_gap() {
	one_point(|| {
		let last = registers(1_250, 510);
		assert_ok!(swap(last));
		let event = Event::MeterSwapped {
			point: 0,
			last,
			key: new_device().key(),
			registers: NEW,
		};
		last_event_is(event);
		let gap = Gap {
			from: 5,
			until: 11,
			energy: registers(250, 10),
		};
		assert_eq!(Gaps::get(), [(COMMUNITY, 0, gap)]);
		assert_eq!(meter(0).metered, registers(250, 10));
	});
}

#[test]
fn the_new_meter_reads_from_the_interval_in_progress_on() {
	one_point(|| {
		assert_ok!(swap(START));
		Ended::set(11);
		let end = registers(100, 3);
		refused(new_device().read(0, 9, NEW, end), Refusal::AlreadyRead);
		refused(device().read(0, 10, NEW, end), Refusal::BadSignature);
		accepted(new_device().read(0, 10, NEW, end));
		assert_eq!(meter(0).metered, registers(93, 3));
	});
}

#[test]
fn the_old_meters_keys_sign_nothing_any_more() {
	one_point(|| {
		assert_ok!(Metering::rotate_key(
			by(OPERATOR),
			0,
			Device::sr25519(9).key()
		));
		assert_ok!(swap(START));
		assert_eq!(
			(meter(0).key, meter(0).previous_key),
			(Some(new_device().key()), None)
		);
	});
}

#[test]
fn a_meter_with_a_revoked_key_can_be_swapped() {
	one_point(|| {
		assert_ok!(Metering::revoke_key(by(ALICE), 0));
		assert_ok!(swap(START));
		assert_eq!(meter(0).key, Some(new_device().key()));
	});
}

#[test]
fn fails_when_swapped_or_closed_again_in_the_same_interval() {
	one_point(|| {
		assert_ok!(swap(START));
		// Else each swap could book what one interval can carry.
		assert_noop!(swap(registers(8, 1)), MeteringError::SwappedInThisInterval);
		assert_noop!(
			Metering::close_point(by(OPERATOR), 0, registers(8, 1)),
			MeteringError::SwappedInThisInterval
		);
		Ended::set(11);
		assert_ok!(swap(registers(8, 1)));
		let gap = Gap {
			from: 10,
			until: 12,
			energy: registers(1, 1),
		};
		assert_eq!(Gaps::get().last(), Some(&(COMMUNITY, 0, gap)));
		assert_eq!(meter(0).next, 11);
	});
}

#[test]
fn a_meter_swapped_before_its_first_interval_still_starts_with_it() {
	ExtBuilder::default().build_and_execute(|| {
		register_with(NewPoint {
			first_interval: 30,
			..new_point(ALICE)
		});
		assert_ok!(swap(START));
		assert_eq!(meter(0).next, 30);
	});
}

/// Six intervals and the one in progress: 7 x 900 s of 4,000 W, and a step of 10 Wh.
#[test]
fn the_old_meter_may_show_what_the_point_could_carry() {
	one_point(|| {
		let most = registers(1_000 + 6_010, 500 + 6_010);
		for last in [
			registers(most.import + 1, most.export),
			registers(most.import, most.export + 1),
		] {
			assert_noop!(swap(last), MeteringError::PowerAboveCapacity);
		}
		assert_ok!(swap(most));
	});
}

#[test]
fn a_meter_can_be_swapped_while_the_clock_catches_up() {
	one_point(|| {
		InProgress::set(Some(40));
		// 36 x 1,000 Wh, the interval in progress included.
		assert_ok!(swap(registers(1_000 + 36_000, 500)));
		let gap = Gap {
			from: 5,
			until: 41,
			energy: registers(36_000, 0),
		};
		assert_eq!(Gaps::get(), [(COMMUNITY, 0, gap)]);
		assert_eq!(meter(0).next, 40);
	});
}

#[test]
fn fails_when_a_register_went_backwards() {
	one_point(|| {
		for last in [registers(999, 500), registers(1_000, 499)] {
			assert_noop!(swap(last), MeteringError::RegisterWentBackwards);
		}
	});
}

#[test]
fn fails_when_not_the_operator() {
	one_point(|| {
		for who in [ALICE, OTHER_OPERATOR, GATEWAY] {
			let key = new_device().key();
			assert_noop!(
				Metering::swap_meter(by(who), 0, START, key, NEW),
				NOT_OPERATOR
			);
		}
	});
}

#[test]
fn fails_when_not_signed() {
	one_point(|| {
		let (none, key) = (RuntimeOrigin::none(), new_device().key());
		assert_noop!(
			Metering::swap_meter(none, 0, START, key, NEW),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn fails_when_the_point_is_unknown() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(swap(START), MeteringError::UnknownPoint);
	});
}

#[test]
fn fails_when_the_point_is_closed() {
	one_point(|| {
		assert_ok!(Metering::close_point(by(OPERATOR), 0, START));
		assert_noop!(swap(START), MeteringError::PointClosed);
	});
}
