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

fn certify(certification: Certification) {
	assert_ok!(<Metering as CertifiedMeters>::certify(0, certification));
}

/// The certification of each delivery so far.
fn delivered() -> Vec<Certification> {
	let deliveries = Deliveries::get();
	deliveries
		.iter()
		.map(|(_, each)| each.certification)
		.collect()
}

#[test]
fn a_point_begins_with_none() {
	one_point(|| {
		assert_eq!(Metering::certification(0), Some(Certification::None));
		assert_eq!(Metering::certification(1), None);
	});
}

#[test]
fn deliveries_carry_what_the_point_is_when_they_are_booked() {
	one_point(|| {
		accepted(device().read(0, 5, START, START));
		certify(Certification::Producer);
		accepted(device().read(0, 6, START, START));
		certify(Certification::Followed);
		accepted(device().read(0, 7, START, START));
		certify(Certification::None);
		accepted(device().read(0, 8, START, START));
		assert_eq!(
			delivered(),
			[
				Certification::None,
				Certification::Producer,
				Certification::Followed,
				Certification::None
			]
		);
	});
}

#[test]
fn a_change_is_said_and_what_is_so_already_is_not() {
	one_point(|| {
		certify(Certification::Producer);
		last_event_is(Event::CertificationChanged {
			point: 0,
			certification: Certification::Producer,
		});
		assert_eq!(Metering::certification(0), Some(Certification::Producer));
		let before = state();
		certify(Certification::Producer);
		assert_eq!(System::events(), []);
		assert_eq!(state(), before);
	});
}

#[test]
fn a_swap_of_the_meter_keeps_it() {
	one_point(|| {
		certify(Certification::Producer);
		let key = Device::ed25519(8).key();
		assert_ok!(Metering::swap_meter(by(OPERATOR), 0, START, key, START));
		assert_eq!(Metering::certification(0), Some(Certification::Producer));
	});
}

#[test]
fn what_a_point_has_metered_is_told_gaps_included() {
	one_point(|| {
		let metered = <Metering as CertifiedMeters>::metered;
		assert_eq!(metered(0), registers(0, 0));
		accepted(device().read(0, 5, START, registers(1_300, 520)));
		let (start, end) = (registers(1_400, 530), registers(1_410, 531));
		accepted(device().read(0, 8, start, end));
		assert_eq!(metered(0), registers(410, 31));
		assert_eq!(metered(1), registers(0, 0));
	});
}

#[test]
fn fails_when_the_point_is_unknown() {
	one_point(|| {
		let result = <Metering as CertifiedMeters>::certify(1, Certification::Producer);
		assert_noop!(result, MeteringError::UnknownPoint);
	});
}
