//! Losses, references and scores, by themselves.

use crate::score::*;
use commonwatt_primitives::signal::{Forecast, Outcome, Quantiles};
use proptest::prelude::*;
use sp_runtime::Permill;

#[test]
fn a_quantile_too_low_costs_its_level_and_one_too_high_the_rest() {
	let at = |level: usize, value: u64| {
		let mut quantiles = Quantiles::certain(100);
		quantiles.0[level] = value;
		pinball_loss(&quantiles, 100)
	};
	assert_eq!(pinball_loss(&Quantiles::certain(100), 100), 0);
	assert_eq!([at(0, 90), at(4, 90)], [50, 950]);
	assert_eq!([at(0, 110), at(4, 110)], [950, 50]);
	assert_eq!([at(2, 90), at(2, 110)], [500, 500]);
}

#[test]
fn the_highest_values_do_not_overflow() {
	let most = pinball_loss(&Quantiles::certain(u64::MAX), 0);
	assert_eq!(most, u128::from(u64::MAX) * 250);
	assert!(most < 1 << 73);
	let reference = Reference::of(most, u64::MAX).with(most, u64::MAX);
	assert_eq!(reference.loss.value(), most);
	assert_eq!(relative_loss(&[most; 4], &[reference; 4]), ONE);
}

#[test]
fn the_scale_is_the_average_loss_but_at_least_a_hundredth_of_the_outcome_and_a_hundredth() {
	assert_eq!(Reference::of(5_000, 100).scale(), 5_000);
	// 1 % of 7,000 units is 70 units.
	assert_eq!(Reference::of(5_000, 7_000).scale(), 70 * 100);
	assert_eq!(Reference::of(0, 0).scale(), 1);
}

#[test]
fn averages_move_by_a_part_in_32_also_if_small() {
	let mut average = Average::of(0);
	for _ in 0..32 {
		average = average.with(20);
	}
	// 20 x (1 - (31/32)^32) is 12.76.
	assert_eq!(average.value(), 12);
	assert_eq!(Average::of(3_200).with(0).value(), 3_100);
	assert_eq!(smoothed_parts(1_000_000, 10_000_000), 1_281_250);
	assert_eq!(smoothed_parts(0, 0), 0);
}

#[test]
fn each_variable_weighs_alike_and_counts_ten_at_most() {
	let reference = Reference::of(1_000, 0);
	let references = [reference; 4];
	assert_eq!(relative_loss(&[1_000; 4], &references), ONE);
	assert_eq!(relative_loss(&[0; 4], &references), 0);
	assert_eq!(relative_loss(&[4_000, 0, 0, 0], &references), ONE);
	assert_eq!(
		relative_loss(&[u128::MAX, 0, 0, 0], &references),
		HIGHEST_RELATIVE_LOSS / 4
	);
	assert_eq!(
		relative_loss(&[u128::MAX; 4], &references),
		HIGHEST_RELATIVE_LOSS
	);
	// Rounded down: 2/3 of a millionth less than a third.
	assert_eq!(
		relative_loss(&[1, 1, 1, 1], &[Reference::of(3, 0); 4]),
		333_333
	);
}

#[test]
fn the_score_is_one_by_one_and_the_relative_loss() {
	assert_eq!(score(0), Permill::one());
	assert_eq!(score(ONE), Permill::from_percent(50));
	assert_eq!(score(HIGHEST_RELATIVE_LOSS), Permill::from_parts(90_909));
}

#[test]
fn a_reputation_falls_to_nothing_and_rises_to_all_but_31_millionths() {
	let mut fallen = Permill::from_percent(50);
	let mut risen = fallen;
	for _ in 0..1_000 {
		fallen = reputation(fallen, Permill::zero());
		risen = reputation(risen, Permill::one());
	}
	assert_eq!(fallen, Permill::zero());
	assert_eq!(risen, Permill::from_parts(1_000_000 - 31));
}

#[test]
fn the_losses_of_a_forecast_are_those_of_its_variables_in_order() {
	let outcome = Outcome {
		price: 1,
		demand: 20,
		generation: 300,
		green_share: 4_000,
	};
	assert_eq!(losses(&Forecast::certain(&outcome), &outcome), [0; 4]);
	assert_eq!(
		losses(&Forecast::default(), &outcome),
		[250, 5_000, 75_000, 1_000_000]
	);
}

proptest! {
	/// The pinball loss is proper: who knows the distribution does best by saying it. Here of two values.
	#[test]
	fn the_true_quantiles_lose_least(
		low in 0u64..1_000,
		spread in 0u64..1_000,
		of_low in 0u32..=100,
		mut other in prop::array::uniform5(0u64..2_000),
	) {
		let high = low + spread;
		other.sort_unstable();
		// At each level the value that is not exceeded with that probability.
		let truth = Quantiles([5, 25, 50, 75, 95].map(|level| if level <= of_low { low } else { high }));
		let expected = |quantiles: &Quantiles| {
			pinball_loss(quantiles, low) * u128::from(of_low)
				+ pinball_loss(quantiles, high) * u128::from(100 - of_low)
		};
		prop_assert!(expected(&truth) <= expected(&Quantiles(other)));
	}

	#[test]
	fn a_score_falls_as_the_loss_rises(less in 0..HIGHEST_RELATIVE_LOSS, more in 0..HIGHEST_RELATIVE_LOSS) {
		prop_assume!(less <= more);
		prop_assert!(score(less) >= score(more));
	}

	#[test]
	fn an_average_lies_between_what_it_was_and_the_value(was in 0..HIGHEST_RELATIVE_LOSS, value in 0..HIGHEST_RELATIVE_LOSS) {
		let average = smoothed_parts(was, value);
		prop_assert!(average >= was.min(value) && average <= was.max(value));
	}
}
