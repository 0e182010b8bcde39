//! Every reason to refuse a reading but signatures, which have their own module.

use super::*;

/// A good reading of point 0 for its first interval, and one change to it, signed after.
fn changed(change: impl FnOnce(&mut Reading)) -> Reading {
	let mut reading = device().read(0, 5, registers(1_000, 500), registers(1_300, 520));
	change(&mut reading);
	device().read(reading.point, reading.interval, reading.start, reading.end)
}

fn one_point(test: impl FnOnce()) {
	ExtBuilder::default()
		.points(&[ALICE])
		.build_and_execute(test);
}

#[test]
fn the_unchanged_reading_counts() {
	one_point(|| {
		accepted(changed(|_| ()));
		let delivery = Delivery {
			point: 0,
			interval: 5,
			energy: registers(300, 20),
			gap: None,
			certification: Certification::None,
		};
		assert_eq!(Deliveries::get(), [(COMMUNITY, delivery)]);
		let meter = meter(0);
		assert_eq!((meter.registers, meter.next), (registers(1_300, 520), 6));
		assert_eq!(meter.metered, registers(300, 20));
	});
}

#[test]
fn refused_when_the_point_is_unknown() {
	one_point(|| refused(changed(|reading| reading.point = 1), Refusal::UnknownPoint));
}

#[test]
fn refused_when_the_point_is_another_communitys() {
	ExtBuilder::default().build_and_execute(|| {
		register_with(NewPoint {
			community: OTHER_COMMUNITY,
			..new_point(ALICE)
		});
		refused(changed(|_| ()), Refusal::UnknownPoint);
		let other = vec![changed(|_| ())].try_into().expect("one fits");
		assert_ok!(Metering::submit_readings(
			by(GATEWAY),
			OTHER_COMMUNITY,
			other
		));
		assert_eq!(meter(0).next, 6);
	});
}

#[test]
fn refused_when_the_point_is_closed() {
	one_point(|| {
		assert_ok!(Metering::close_point(
			by(OPERATOR),
			0,
			registers(1_000, 500)
		));
		Ended::set(20);
		let reading = changed(|reading| {
			reading.interval = 10;
			reading.end = reading.start;
		});
		refused(reading, Refusal::PointClosed);
	});
}

#[test]
fn refused_when_the_interval_has_not_ended() {
	one_point(|| {
		Due::set(100);
		for interval in [10, 11, Interval::MAX] {
			let reading = changed(|reading| reading.interval = interval);
			refused(reading, Refusal::IntervalNotEnded);
		}
		accepted(changed(|reading| reading.interval = 9));
	});
}

#[test]
fn refused_when_the_interval_is_over_but_not_yet_readable() {
	one_point(|| {
		InProgress::set(Some(100));
		refused(
			changed(|reading| reading.interval = 10),
			Refusal::IntervalNotEnded,
		);
	});
}

#[test]
fn refused_when_replayed() {
	one_point(|| {
		accepted(changed(|_| ()));
		refused(changed(|_| ()), Refusal::AlreadyRead);
	});
}

#[test]
fn refused_when_a_later_interval_was_read() {
	one_point(|| {
		accepted(changed(|reading| reading.interval = 7));
		for interval in [0, 5, 6, 7] {
			refused(
				changed(|reading| reading.interval = interval),
				Refusal::AlreadyRead,
			);
		}
	});
}

#[test]
fn refused_when_before_the_points_first_interval() {
	one_point(|| {
		refused(
			changed(|reading| reading.interval = 4),
			Refusal::AlreadyRead,
		)
	});
}

#[test]
fn refused_when_the_interval_is_retired() {
	one_point(|| {
		Retired::set(6);
		refused(changed(|_| ()), Refusal::IntervalRetired);
		accepted(changed(|reading| reading.interval = 6));
	});
}

#[test]
fn a_late_reading_counts_until_its_interval_is_retired() {
	one_point(|| {
		Retired::set(5);
		accepted(changed(|_| ()));
	});
}

#[test]
fn refused_when_the_gap_is_made_too_early() {
	one_point(|| {
		// Interval 5 can be read in time until it is due.
		Due::set(5);
		refused(
			changed(|reading| reading.interval = 6),
			Refusal::GapTooEarly,
		);
		Due::set(6);
		refused(
			changed(|reading| reading.interval = 7),
			Refusal::GapTooEarly,
		);
		accepted(changed(|reading| reading.interval = 6));
	});
}

#[test]
fn no_gap_is_too_early_for_the_next_interval() {
	one_point(|| {
		Due::set(0);
		accepted(changed(|_| ()));
	});
}

#[test]
fn refused_when_a_register_went_backwards_within_the_interval() {
	one_point(|| {
		for end in [registers(999, 520), registers(1_300, 499)] {
			refused(
				changed(|reading| reading.end = end),
				Refusal::RegisterWentBackwards,
			);
		}
	});
}

#[test]
fn refused_when_a_register_went_backwards_since_the_last_reading() {
	one_point(|| {
		for start in [registers(999, 500), registers(1_000, 499)] {
			for interval in [5, 7] {
				let reading = changed(|reading| {
					reading.interval = interval;
					reading.start = start;
				});
				refused(reading, Refusal::RegisterWentBackwards);
			}
		}
	});
}

#[test]
fn refused_when_the_registers_do_not_continue() {
	one_point(|| {
		for start in [registers(1_001, 500), registers(1_000, 501)] {
			let reading = changed(|reading| reading.start = start);
			refused(reading, Refusal::RegistersDoNotContinue);
		}
	});
}

#[test]
fn refused_when_the_ring_is_full() {
	one_point(|| {
		Full::set([0].into());
		refused(changed(|_| ()), Refusal::TooManyUnsettled);
		Full::set([].into());
		accepted(changed(|_| ()));
	});
}

#[test]
fn refused_when_what_was_metered_could_not_be_counted_any_more() {
	one_point(|| {
		for metered in [registers(Wh::MAX - 299, 0), registers(0, Wh::MAX - 19)] {
			Meters::<Runtime>::mutate(0, |meter| {
				meter.as_mut().expect("a point").metered = metered
			});
			refused(changed(|_| ()), Refusal::PowerAboveCapacity);
		}
		Meters::<Runtime>::mutate(0, |meter| {
			meter.as_mut().expect("a point").metered = Registers::default()
		});
	});
}

#[test]
fn registers_may_reach_their_end() {
	ExtBuilder::default().build_and_execute(|| {
		let before = registers(Wh::MAX - 1_010, Wh::MAX - 1);
		let point = register_with(NewPoint {
			registers: before,
			..new_point(ALICE)
		});
		let last = registers(Wh::MAX, Wh::MAX);
		accepted(device().read(point, 5, before, last));
		assert_eq!(meter(point).metered, registers(1_010, 1));
		accepted(device().read(point, 6, last, last));
		refused(
			device().read(point, 7, last, registers(0, 0)),
			Refusal::RegisterWentBackwards,
		);
	});
}

#[test]
fn cheap_checks_come_before_the_signature() {
	one_point(|| {
		let mut reading = changed(|reading| reading.interval = 10);
		reading.signature = Device::ed25519(1).sign(b"anything");
		refused(reading, Refusal::IntervalNotEnded);
		Full::set([0].into());
		reading.interval = 5;
		refused(reading, Refusal::TooManyUnsettled);
		assert_eq!(Strikes::get(), []);
	});
}

#[test]
fn a_stranger_skips_no_interval_that_can_still_be_read_late() {
	// 5 and 6 were never sent; due is 8, retired 2.
	let skipping = || device().read(0, 7, registers(1_200, 500), registers(1_300, 500));
	one_point(|| {
		assert_ok!(submit(BOB, vec![skipping()]));
		assert_eq!(
			Deliveries::get(),
			[],
			"else BOB makes ALICE's late readings a gap"
		);
		Retired::set(7);
		assert_ok!(submit(BOB, vec![skipping()]));
		assert_eq!(Deliveries::get().len(), 1, "nothing is left to be read");
	});
	for who in [GATEWAY, OPERATOR, ALICE] {
		one_point(|| {
			assert_ok!(submit(who, vec![skipping()]));
			assert_eq!(Deliveries::get().len(), 1);
		});
	}
}
