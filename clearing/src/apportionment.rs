//! Sharing one total among claims, in whatever order they come.

/// Shares `total` Wh among claims that sum to `claims` Wh, each in proportion to its claim.
///
/// A claim of `z` gets `floor((x + z) * total / claims) - floor(x * total / claims)` where `x` is
/// what was claimed before it. So each share is within 1 Wh of the exact proportion, and the shares
/// of all claims telescope to `total`. `total <= claims < 2^64` keeps the products in `u128`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Apportionment {
	total: u64,
	claims: u64,
	claimed: u64,
}

impl Apportionment {
	/// `claimed` of `claims` Wh have been claimed already.
	pub fn new(total: u64, claims: u64, claimed: u64) -> Self {
		Self {
			total,
			claims,
			claimed,
		}
	}

	/// The share of a claim of `z` Wh, rounded so that all shares sum to the total.
	pub fn claim(&mut self, z: u64) -> u64 {
		let before = self.shared();
		self.claimed = self.claimed.saturating_add(z);
		self.shared().saturating_sub(before)
	}

	/// What has been claimed so far, in Wh.
	pub fn claimed(&self) -> u64 {
		self.claimed
	}

	/// What has been given out so far, in Wh: `floor(claimed * total / claims)`.
	pub fn shared(&self) -> u64 {
		let share = u128::from(self.claimed)
			.saturating_mul(u128::from(self.total))
			.checked_div(u128::from(self.claims))
			.unwrap_or(0);
		u64::try_from(share).unwrap_or(u64::MAX)
	}

	/// What is left to give out, in Wh.
	pub fn left(&self) -> u64 {
		self.total.saturating_sub(self.shared())
	}
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
	use super::*;
	use crate::matched;
	use proptest::prelude::*;

	#[test]
	fn the_smaller_side_is_matched_whole() {
		let mut side = Apportionment::new(matched(40, 100), 40, 0);
		assert_eq!((side.claim(15), side.claim(25)), (15, 25));
	}

	#[test]
	fn nothing_is_shared_without_a_match() {
		let mut side = Apportionment::new(0, 0, 0);
		assert_eq!(side.claim(0), 0);
		let mut side = Apportionment::new(matched(0, 100), 100, 0);
		assert_eq!(side.claim(100), 0);
	}

	#[test]
	fn the_order_of_claims_moves_at_most_one_wh() {
		// Cases 2 and 3 of the settlement specification.
		let mut side = Apportionment::new(500, 667, 0);
		assert_eq!((side.claim(333), side.claim(334)), (249, 251));
		let mut side = Apportionment::new(301, 803, 0);
		assert_eq!((side.claim(401), side.claim(402)), (150, 151));
	}

	proptest! {
		#[test]
		fn shares_sum_to_the_total_in_every_order(
			claims in prop::collection::vec(0u64..=1 << 32, 1..50), total in 0u64..=1 << 52,
		) {
			let sum: u64 = claims.iter().sum();
			let total = total.min(sum);
			let mut side = Apportionment::new(total, sum, 0);
			let mut shared = 0;
			for claim in claims {
				let share = side.claim(claim);
				let exact = u128::from(claim) * u128::from(total);
				let (low, high) = match sum {
					0 => (0, 0),
					_ => (exact / u128::from(sum), exact.div_ceil(u128::from(sum))),
				};
				prop_assert!(u128::from(share) + 1 >= low && u128::from(share) <= high + 1);
				prop_assert!(share <= claim, "a share is never more than its claim");
				shared += share;
				prop_assert_eq!(side.left(), total - shared);
			}
			prop_assert_eq!(shared, total);
		}

		#[test]
		fn splitting_a_claim_gains_nothing_in_one_run(
			before in 0u64..1000, z in 1u64..1000, after in 0u64..1000, cut in 0u64..1000, total in 0u64..3000,
		) {
			let claims = before + z + after;
			let total = total.min(claims);
			let mut whole = Apportionment::new(total, claims, before);
			let mut split = whole;
			let cut = cut.min(z);
			prop_assert_eq!(whole.claim(z), split.claim(cut) + split.claim(z - cut));
		}
	}
}
