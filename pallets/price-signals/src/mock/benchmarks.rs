//! What benchmarks need of the fakes.

use super::*;
use commonwatt_primitives::Wh;
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};

pub struct Fakes;

impl crate::benchmarking::BenchmarkHelper<AccountId> for Fakes {
	fn operator(community: CommunityId) -> AccountId {
		match community {
			COMMUNITY => OPERATOR,
			_ => OTHER_OPERATOR,
		}
	}

	fn begin_round(_: CommunityId, round: Interval) {
		IntervalSeconds::set(900);
		Round::set(round);
	}

	fn know(community: CommunityId, interval: Interval, energy: Wh) {
		let outcome = Outcome {
			demand: energy,
			generation: energy,
			..USUAL
		};
		Known::mutate(|known| known.insert((community, interval), outcome));
		KnownUntil::mutate(|until| *until = interval.saturating_add(1).max(*until));
	}
}

/// A chain with a keystore.
pub fn externalities() -> sp_io::TestExternalities {
	let mut ext = ExtBuilder::default().build();
	ext.register_extension(KeystoreExt::new(MemoryKeystore::new()));
	ext
}
