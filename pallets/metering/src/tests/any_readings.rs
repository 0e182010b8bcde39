//! Any readings in any order, beside a model of what counts: settlement.md, section 7.

use super::*;
use proptest::prelude::*;

#[derive(Clone, Debug)]
struct Sent {
	interval: Interval,
	/// The start register beyond what the meter showed last.
	skipped_wh: i64,
	import: i64,
	export: i64,
	well_signed: bool,
}

fn sent() -> impl Strategy<Value = Sent> {
	let skipped = prop_oneof![3 => Just(0i64), 1 => -2..3_500i64];
	let energy = || prop_oneof![4 => 0..1_010i64, 1 => -2..1_100i64];
	let signed = prop::bool::weighted(0.9);
	(0..16u32, skipped, energy(), energy(), signed).prop_map(
		|(interval, skipped_wh, import, export, well_signed)| Sent {
			interval,
			skipped_wh,
			import,
			export,
			well_signed,
		},
	)
}

fn moved(from: Wh, by: i64) -> Wh {
	from.checked_add_signed(by)
		.expect("registers start far from their ends")
}

/// Whether a reading counts for a point of 4,000 W and 10 Wh steps.
fn counts(meter: &MeterOf, sent: &Sent) -> bool {
	let Sent {
		interval,
		skipped_wh,
		import,
		export,
		well_signed,
	} = *sent;
	let in_time = interval >= meter.next && interval < Ended::get() && interval >= Retired::get();
	let skipped = i64::from(interval.saturating_sub(meter.next));
	let gap_allowed = match skipped {
		0 => skipped_wh == 0,
		_ => (0..=1_000 * skipped + 10).contains(&skipped_wh) && interval <= Due::get(),
	};
	let within_capacity = (0..=1_010).contains(&import) && (0..=1_010).contains(&export);
	in_time && gap_allowed && within_capacity && well_signed
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..Default::default() })]

	#[test]
	fn what_counts_moves_the_registers_and_nothing_else_does(
		batches in prop::collection::vec(
			(prop::collection::vec(sent(), 1..MAX_BATCH as usize), 0..2u32, 0..2u32),
			1..12,
		),
	) {
		ExtBuilder::default().points(&[ALICE]).build_and_execute(|| {
			for (batch, more_ended, more_retired) in batches {
				Ended::mutate(|ended| *ended += more_ended);
				Due::set(Ended::get() - 2);
				Retired::mutate(|retired| *retired = (*retired + more_retired).min(Due::get()));
				for sent in batch {
					let before = meter(0);
					let start = registers(
						moved(before.registers.import, sent.skipped_wh),
						moved(before.registers.export, sent.skipped_wh),
					);
					let end =
						registers(moved(start.import, sent.import), moved(start.export, sent.export));
					let signing = if sent.well_signed { device() } else { Device::sr25519(99) };
					let refused = refused_of(vec![signing.read(0, sent.interval, start, end)]);

					let after = meter(0);
					prop_assert_eq!(refused.is_empty(), counts(&before, &sent), "{:?}", refused);
					if refused.is_empty() {
						prop_assert_eq!((after.registers, after.next), (end, sent.interval + 1));
						let grown = after.metered.since(&before.metered);
						prop_assert_eq!(grown, end.since(&before.registers));
					} else {
						prop_assert_eq!(after, before);
					}
				}
			}
			Ok::<_, TestCaseError>(())
		})?;
	}
}
