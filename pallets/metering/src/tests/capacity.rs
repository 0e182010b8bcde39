//! Power: no register grows by more than `ceil(capacity x seconds / 3600)` and one step.

use super::*;

const START: Registers = Registers {
	import: 1_000,
	export: 500,
};

fn plus(import: Wh, export: Wh) -> Registers {
	START.plus(&registers(import, export)).expect("no overflow")
}

fn with(capacity_w: u32, resolution_wh: u32, test: impl FnOnce(PointId)) {
	ExtBuilder::default().build_and_execute(|| {
		let new = NewPoint {
			capacity_w,
			resolution_wh,
			..new_point(ALICE)
		};
		test(register_with(new));
	});
}

/// `most` Wh count in a quarter-hour and no Wh more, in either register.
fn exactly(capacity_w: u32, resolution_wh: u32, most: Wh) {
	for (at_most, above) in [
		((most, most), (most + 1, most)),
		((most, most), (most, most + 1)),
	] {
		with(capacity_w, resolution_wh, |point| {
			let read = |(import, export)| device().read(point, 5, START, plus(import, export));
			refused(read(above), Refusal::PowerAboveCapacity);
			accepted(read(at_most));
		});
	}
}

#[test]
fn a_register_grows_by_capacity_and_one_step_at_most() {
	exactly(4_000, 10, 1_010);
}

#[test]
fn capacity_is_rounded_up_to_a_wh() {
	// 9,201 W in 900 s are 2,300.25 Wh.
	exactly(9_201, 0, 2_301);
	exactly(9_201, 7, 2_308);
	exactly(1, 0, 1);
	exactly(4, 0, 1);
	exactly(5, 0, 2);
}

#[test]
fn the_largest_capacity_is_exact_too() {
	exactly(1 << 31, 1_000_000, (1 << 29) + 1_000_000);
}

#[test]
fn an_interval_of_an_hour_carries_its_capacity() {
	with(4_000, 10, |point| {
		IntervalSeconds::set(3_600);
		let read = |wh| device().read(point, 5, START, plus(wh, 0));
		refused(read(4_011), Refusal::PowerAboveCapacity);
		accepted(read(4_010));
	});
}

#[test]
fn a_gap_carries_what_its_intervals_could() {
	// Three quarter-hours: 3,000 Wh and a step, rounded up once.
	with(4_000, 10, |point| {
		let read = |gap| device().read(point, 8, plus(gap, gap), plus(gap, gap));
		refused(read(3_011), Refusal::PowerAboveCapacity);
		accepted(read(3_010));
		let gap = Gap {
			from: 5,
			until: 8,
			energy: registers(3_010, 3_010),
		};
		let delivery = Delivery {
			point,
			interval: 8,
			energy: registers(0, 0),
			gap: Some(gap),
			certification: Certification::None,
		};
		assert_eq!(Deliveries::get(), [(COMMUNITY, delivery)]);
		assert_eq!(meter(point).metered, registers(3_010, 3_010));
	});
}

#[test]
fn a_gap_lends_nothing_to_its_interval() {
	with(4_000, 10, |point| {
		let reading = device().read(point, 8, START, plus(1_011, 0));
		refused(reading, Refusal::PowerAboveCapacity);
	});
}

#[test]
fn the_longest_gap_of_the_largest_point_can_be_counted() {
	with(1 << 31, 1_000_000, |point| {
		IntervalSeconds::set(3_600);
		Meters::<Runtime>::mutate(point, |meter| {
			let meter = meter.as_mut().expect("a point");
			meter.next = 0;
			meter.registers = registers(0, 0);
		});
		Ended::set(Interval::MAX);
		Due::set(Interval::MAX);
		let skipped = Wh::from(Interval::MAX - 1);
		let most = (skipped << 31) + 1_000_000;
		let read = |start| {
			device().read(
				point,
				Interval::MAX - 1,
				registers(start, 0),
				registers(start, 0),
			)
		};
		refused(read(most + 1), Refusal::PowerAboveCapacity);
		accepted(read(most));
		assert_eq!(meter(point).next, Interval::MAX);
	});
}
