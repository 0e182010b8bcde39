//! What finality tolerates. GRANDPA finalises with all but a third of its voters.

/// The most of `validators` that may be silent or dishonest: `(n - 1) / 3`, rounded down.
pub fn tolerated(validators: usize) -> usize {
	validators.saturating_sub(1) / 3
}

/// The fewest of `validators` that finalise.
pub fn quorum(validators: usize) -> usize {
	validators.saturating_sub(tolerated(validators))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn three_times_as_many_and_one_more_tolerate_a_fault() {
		let sets = [0, 1, 2, 3, 4, 6, 7, 10, 64];
		assert_eq!(sets.map(tolerated), [0, 0, 0, 0, 1, 1, 2, 3, 21]);
		assert_eq!(sets.map(quorum), [0, 1, 2, 3, 3, 5, 5, 7, 43]);
	}
}
