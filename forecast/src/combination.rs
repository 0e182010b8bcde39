//! Weights of the experts by their recent loss. An expert without a forecast sleeps.

use crate::history::{load, store};
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode};

#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct Combination {
	/// Decayed sums of absolute errors, and of their weights.
	losses: Vec<f32>,
	weights: Vec<f32>,
}

impl Combination {
	pub fn new(experts: usize) -> Self {
		Self {
			losses: vec![0.0; experts],
			weights: vec![0.0; experts],
		}
	}

	pub fn fits(&self, experts: usize) -> bool {
		self.losses.len() == experts && self.weights.len() == experts
	}

	fn loss(&self, expert: usize) -> Option<f64> {
		let (sum, weight) = (self.losses[expert] as f64, self.weights[expert] as f64);
		(weight > 0.0).then(|| sum / weight)
	}

	/// The experts' mean, weighted by this power of the inverse loss; none if all sleep. `experts` are stored
	/// numbers.
	pub fn mix(&self, experts: &[f32], power: f64) -> Option<f64> {
		let awake = || {
			experts
				.iter()
				.enumerate()
				.filter_map(|(i, v)| Some((i, load(*v)?)))
		};
		let losses = awake().filter_map(|(i, _)| self.loss(i));
		let best = losses.fold(f64::MAX, f64::min);
		let weigh = |weight: &dyn Fn(usize) -> f64| {
			let total: f64 = awake().map(|(i, _)| weight(i)).sum();
			let sum: f64 = awake().map(|(i, value)| weight(i) * value).sum();
			(total > 0.0).then(|| sum / total)
		};
		let by_loss = |i: usize| match self.loss(i) {
			Some(loss) if loss > best => libm::pow(best / loss, power),
			Some(_) => 1.0,
			None => 0.0,
		};
		weigh(&by_loss).or_else(|| weigh(&|_| 1.0))
	}

	/// Learns from what happened after `experts` were said.
	pub fn update(&mut self, experts: &[f32], value: f64, decay: f64) {
		for (i, expert) in experts.iter().enumerate() {
			let Some(expert) = load(*expert) else {
				continue;
			};
			self.losses[i] = store(self.losses[i] as f64 * decay + libm::fabs(value - expert));
			self.weights[i] = store(self.weights[i] as f64 * decay + 1.0);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::history::MISSING;

	#[test]
	fn the_better_expert_gains_the_weight_and_sleepers_have_none() {
		let mut combination = Combination::new(3);
		assert_eq!(combination.mix(&[1.0, 3.0, MISSING], 12.0), Some(2.0));
		for t in 0..200 {
			let value = (t % 10) as f64;
			let experts = [value as f32 + 0.1, value as f32 - 5.0, MISSING];
			combination.update(&experts, value, 0.99);
		}
		let mixed = combination
			.mix(&[10.0, 0.0, MISSING], 12.0)
			.unwrap_or_default();
		assert!(mixed > 9.0, "{mixed}");
		assert_eq!(combination.mix(&[MISSING; 3], 12.0), None);
	}
}
