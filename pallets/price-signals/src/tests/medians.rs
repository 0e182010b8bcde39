//! The weighted lower median, by itself.

use crate::{
	median::{aggregate, base_weight, lower_median, weight, weighted_lower_median},
	mock::MAX_FORECASTERS,
};
use commonwatt_primitives::signal::{Forecast, Quantiles};
use proptest::prelude::*;
use sp_runtime::Permill;

#[test]
fn the_lower_of_two_middles() {
	assert_eq!(lower_median(&mut [3, 1, 2]), Some(2));
	assert_eq!(lower_median(&mut [4, 1, 3, 2]), Some(2));
	assert_eq!(lower_median::<u32>(&mut []), None);
}

#[test]
fn weights_move_the_median() {
	assert_eq!(
		weighted_lower_median(&mut [(1, 1), (2, 1), (3, 3)]),
		Some(3)
	);
	assert_eq!(
		weighted_lower_median(&mut [(1, 2), (2, 1), (3, 1)]),
		Some(1)
	);
	assert_eq!(weighted_lower_median::<u32>(&mut []), None);
}

#[test]
fn a_base_of_seven_would_let_seven_of_fifteen_decide() {
	// Seven of full reputation weigh 7 x 8, eight of none 8 x 7: a half, and the lower median is theirs.
	let of_base = |base: u64| {
		let hostile = [(1u64, base + 1); 7];
		let honest = [(100, base); 8];
		weighted_lower_median(&mut [&hostile[..], &honest[..]].concat())
	};
	assert_eq!(of_base(7), Some(1));
	assert_eq!(base_weight(MAX_FORECASTERS), 8);
	assert_eq!(of_base(8), Some(100));
}

#[test]
fn any_minority_weighs_less_than_half_for_any_number_of_forecasters() {
	for most in 1..=200u64 {
		for heard in 1..=most {
			let minority = (heard - 1) / 2;
			let heaviest = weight(Permill::one(), most as u32) * minority;
			let lightest = weight(Permill::zero(), most as u32) * (heard - minority);
			assert!(heaviest < lightest, "{minority} of {heard} of {most}");
		}
	}
}

fn quantiles(most: u64) -> impl Strategy<Value = Quantiles> {
	prop::array::uniform5(0..=most).prop_map(|mut values| {
		values.sort_unstable();
		Quantiles(values)
	})
}

fn forecasts(most: u64) -> impl Strategy<Value = Forecast> {
	prop::array::uniform4(quantiles(most)).prop_map(Forecast::of)
}

fn voices(
	most: u64,
	count: std::ops::RangeInclusive<usize>,
) -> impl Strategy<Value = Vec<(Forecast, u64)>> {
	let one = (forecasts(most), 0..=1_000_000u32).prop_map(|(forecast, reputation)| {
		let weight = weight(Permill::from_parts(reputation), MAX_FORECASTERS);
		(forecast, weight)
	});
	prop::collection::vec(one, count)
}

proptest! {
	#[test]
	fn the_aggregate_is_monotonic(voices in voices(u64::MAX, 1..=16)) {
		prop_assert!(aggregate(&voices).expect("there is a voice").is_monotonic());
	}

	#[test]
	fn the_order_of_voices_does_not_matter(voices in voices(20, 1..=16), turn in 0usize..16) {
		let mut turned = voices.clone();
		turned.rotate_left(turn % voices.len());
		prop_assert_eq!(aggregate(&voices), aggregate(&turned));
	}

	/// A minority of those heard says whatever it wants, with whatever reputation.
	#[test]
	fn a_hostile_minority_never_leaves_the_honest_range(
		honest in voices(1_000, 1..=16),
		hostile in voices(u64::MAX, 0..=16),
		extremes in prop::collection::vec(any::<bool>(), 16),
		full_reputation in any::<bool>(),
	) {
		let room = (MAX_FORECASTERS as usize - honest.len()).min(honest.len() - 1);
		let hostile = hostile.into_iter().zip(extremes).take(room).map(|((said, heavy), extreme)| {
			match (extreme, full_reputation) {
				(true, true) => (Forecast::default(), weight(Permill::one(), MAX_FORECASTERS)),
				(true, false) => {
					let most = Quantiles::certain(u64::MAX);
					(Forecast::of([most; 4]), weight(Permill::one(), MAX_FORECASTERS))
				},
				_ => (said, heavy),
			}
		});
		let all: Vec<_> = honest.iter().cloned().chain(hostile).collect();
		let aggregate = aggregate(&all).expect("there is a voice");
		for (variable, quantiles) in aggregate.variables().iter().enumerate() {
			for (level, value) in quantiles.0.iter().enumerate() {
				let of_honest = |(forecast, _): &(Forecast, u64)| {
					forecast.variables()[variable].0[level]
				};
				let lowest = honest.iter().map(of_honest).min().expect("one");
				let highest = honest.iter().map(of_honest).max().expect("one");
				prop_assert!((lowest..=highest).contains(value));
			}
		}
	}
}
