//! Losses, relative losses, scores. Pure; integers, every division rounds down.

use codec::{Decode, Encode, MaxEncodedLen};
use commonwatt_primitives::signal::{Forecast, Outcome, Quantiles, LEVELS, VARIABLES};
use scale_info::TypeInfo;
use sp_runtime::Permill;

/// A relative loss of one, in parts per million.
pub const ONE: u32 = 1_000_000;
/// The highest relative loss of a variable: ten.
pub const HIGHEST_RELATIVE_LOSS: u32 = 10 * ONE;
/// Every average is exponential: an interval counts for one part in so many.
pub const SMOOTHING: u32 = 32;
const SMOOTHING_PARTS: u128 = SMOOTHING as u128;
const VARIABLE_COUNT: u32 = VARIABLES as u32;
/// A stored average resolves so many parts of its unit, so that small ones move too.
const RESOLUTION: u128 = 1 << 16;

/// The pinball loss of quantiles, summed over the levels, in hundredths of the variable's unit. Exact:
/// a quantile of level `l` % that is too low costs `l` for each unit, one that is too high `100 - l`.
/// Below 2^73.
pub fn pinball_loss(quantiles: &Quantiles, outcome: u64) -> u128 {
	LEVELS
		.iter()
		.zip(quantiles.0)
		.map(|(level, quantile)| {
			let rate = match quantile > outcome {
				true => 100u32.saturating_sub(*level),
				false => *level,
			};
			u128::from(quantile.abs_diff(outcome)).saturating_mul(rate.into())
		})
		.fold(0, u128::saturating_add)
}

/// The pinball losses of a forecast's variables, each in hundredths of its unit.
pub fn losses(forecast: &Forecast, outcome: &Outcome) -> [u128; VARIABLES] {
	let mut losses = [0; VARIABLES];
	let pairs = forecast.variables().into_iter().zip(outcome.variables());
	for (loss, (quantiles, value)) in losses.iter_mut().zip(pairs) {
		*loss = pinball_loss(&quantiles, value);
	}
	losses
}

/// An exponential average, resolved finer than its unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Average(#[codec(compact)] u128);

impl Average {
	/// An average that begins with `value`.
	pub fn of(value: u128) -> Self {
		Self(value.saturating_mul(RESOLUTION))
	}

	/// One more value.
	pub fn with(self, value: u128) -> Self {
		Self(smoothed(self.0, Self::of(value).0))
	}

	/// Whole units.
	pub fn value(self) -> u128 {
		self.0 / RESOLUTION
	}
}

fn smoothed(average: u128, value: u128) -> u128 {
	average
		.saturating_mul(SMOOTHING.saturating_sub(1).into())
		.saturating_add(value)
		/ SMOOTHING_PARTS
}

/// An exponential average of parts per million with one more value. It rests up to 31 millionths below
/// a constant value.
pub fn smoothed_parts(average: u32, value: u32) -> u32 {
	let exact = smoothed(average.into(), value.into());
	// Between the two.
	exact.try_into().unwrap_or(u32::MAX)
}

/// What the losses of a variable are measured by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Reference {
	/// The average of the participants' median loss, in hundredths of the variable's unit.
	pub loss: Average,
	/// The average of the outcome, in the variable's unit.
	pub size: Average,
}

impl Reference {
	/// The first interval that is scored.
	pub fn of(median_loss: u128, outcome: u64) -> Self {
		Self {
			loss: Average::of(median_loss),
			size: Average::of(outcome.into()),
		}
	}

	/// One more interval.
	pub fn with(self, median_loss: u128, outcome: u64) -> Self {
		Self {
			loss: self.loss.with(median_loss),
			size: self.size.with(outcome.into()),
		}
	}

	/// The loss that counts as one, in hundredths of the variable's unit: the average loss, but not less
	/// than 1 % of the average outcome, nor than 1.
	pub fn scale(&self) -> u128 {
		// 1 % of so many units is as many hundredths.
		self.loss.value().max(self.size.value()).max(1)
	}
}

/// Losses by their references, averaged over the variables, in parts per million. Each is at most
/// [`HIGHEST_RELATIVE_LOSS`].
pub fn relative_loss(losses: &[u128; VARIABLES], references: &[Reference; VARIABLES]) -> u32 {
	let sum = losses
		.iter()
		.zip(references)
		.map(|(loss, reference)| {
			let relative = loss
				.saturating_mul(ONE.into())
				.checked_div(reference.scale())
				.unwrap_or(u128::MAX);
			u32::try_from(relative).map_or(HIGHEST_RELATIVE_LOSS, |relative| {
				relative.min(HIGHEST_RELATIVE_LOSS)
			})
		})
		.fold(0u32, u32::saturating_add);
	sum / VARIABLE_COUNT
}

/// `1 / (1 + relative loss)`, rounded down: one without a loss, a half for a loss like the reference, an
/// eleventh for hopeless ones.
pub fn score(relative_loss: u32) -> Permill {
	let one = u64::from(ONE);
	let parts = one
		.saturating_mul(one)
		.checked_div(one.saturating_add(relative_loss.into()))
		.unwrap_or(0);
	// At most a million.
	Permill::from_parts(parts as u32)
}

/// A reputation after one more score.
pub fn reputation(reputation: Permill, score: Permill) -> Permill {
	Permill::from_parts(smoothed_parts(
		reputation.deconstruct(),
		score.deconstruct(),
	))
}
