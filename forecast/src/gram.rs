//! Ridge regression on decayed sums of squares and products (the normal equations).

use alloc::{vec, vec::Vec};
use codec::{Decode, Encode};

/// Strength of the penalty: the pull of this many observations, spread over all coefficients, towards
/// zero. The features are scaled to unit size first.
const PENALTY: f64 = 20.0;

/// Decayed sums over observations: products of features (packed lower triangle) and of features with the
/// target.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct Gram {
	products: Vec<f64>,
	moments: Vec<f64>,
	weight: f64,
}

/// Place of row `i`, column `j <= i` in a packed lower triangle.
fn at(i: usize, j: usize) -> usize {
	i * (i + 1) / 2 + j
}

impl Gram {
	pub fn new(features: usize) -> Self {
		Self {
			products: vec![0.0; at(features, 0)],
			moments: vec![0.0; features],
			weight: 0.0,
		}
	}

	pub fn fits(&self, features: usize) -> bool {
		self.products.len() == at(features, 0) && self.moments.len() == features
	}

	/// Adds an observation; what was before it weighs `decay` of what it did.
	pub fn update(&mut self, features: &[f64], target: f64, decay: f64) {
		self.weight = self.weight * decay + 1.0;
		for (i, a) in features.iter().enumerate() {
			for (j, b) in features[..=i].iter().enumerate() {
				let sum = &mut self.products[at(i, j)];
				*sum = (*sum * decay + a * b).clamp(-1e300, 1e300);
			}
			self.moments[i] = (self.moments[i] * decay + a * target).clamp(-1e300, 1e300);
		}
	}

	/// Coefficients of the first `used` features alone, by Cholesky; zero for a feature that carries
	/// nothing.
	pub fn solve(&self, used: usize) -> Vec<f64> {
		let n = used.min(self.moments.len());
		let scale: Vec<f64> = (0..n)
			.map(|i| self.products[at(i, i)])
			.map(|square| {
				if square > 1e-200 {
					1.0 / libm::sqrt(square)
				} else {
					0.0
				}
			})
			.collect();
		let penalty = PENALTY / self.weight.max(1.0);
		let mut lower = vec![0.0; at(n, 0)];
		for i in 0..n {
			for j in 0..=i {
				let product = self.products[at(i, j)] * scale[i] * scale[j];
				let diagonal = if i == j { penalty + 1e-6 } else { 0.0 };
				let known: f64 = (0..j).map(|k| lower[at(i, k)] * lower[at(j, k)]).sum();
				let rest = product + diagonal - known;
				lower[at(i, j)] = match i == j {
					true => libm::sqrt(rest.max(1e-9)),
					false => rest / lower[at(j, j)],
				};
			}
		}
		let mut x = vec![0.0; n];
		for i in 0..n {
			let known: f64 = (0..i).map(|k| lower[at(i, k)] * x[k]).sum();
			x[i] = (self.moments[i] * scale[i] - known) / lower[at(i, i)];
		}
		for i in (0..n).rev() {
			let known: f64 = (i + 1..n).map(|k| lower[at(k, i)] * x[k]).sum();
			x[i] = (x[i] - known) / lower[at(i, i)];
		}
		x.iter().zip(&scale).map(|(x, s)| x * s).collect()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_linear_law_is_found_and_an_empty_feature_ignored() {
		let mut gram = Gram::new(3);
		for t in 0..5000 {
			let (a, b) = ((t % 7) as f64 - 3.0, (t % 11) as f64 - 5.0);
			gram.update(&[a, b, 0.0], 2.0 * a - 0.5 * b, 1.0);
		}
		let solved = gram.solve(3);
		assert!((solved[0] - 2.0).abs() < 0.02, "{solved:?}");
		assert!((solved[1] + 0.5).abs() < 0.02, "{solved:?}");
		assert_eq!(solved[2], 0.0);
	}

	#[test]
	fn the_leading_features_alone_are_solved_as_if_there_were_no_others() {
		let (mut two, mut one) = (Gram::new(2), Gram::new(1));
		for t in 0..100 {
			let (a, b) = ((t % 7) as f64, (t % 5) as f64);
			two.update(&[a, b], a + b, 0.99);
			one.update(&[a], a + b, 0.99);
		}
		assert_eq!(two.solve(1), one.solve(1));
	}

	#[test]
	fn two_equal_features_share_and_nothing_blows_up() {
		let mut gram = Gram::new(2);
		(0..100).for_each(|t| gram.update(&[t as f64, t as f64], 2.0 * t as f64, 1.0));
		let solved = gram.solve(2);
		assert!(
			(solved[0] - solved[1]).abs() < 0.01 && solved[0] < 1.1,
			"{solved:?}"
		);
	}
}
