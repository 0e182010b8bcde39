//! What tests of the certificates, the shares and the government ask of a world.

use crate::{Alice, World, COMMUNITY};
use commonwatt_primitives::{reading::Registers, traits::MarketClock, Interval, PointId};
use commonwatt_runtime::{AccountId, Communities, RuntimeCall, RuntimeEvent};
use pallet_communities::Call as CommunitiesCall;
use sp_keyring::Sr25519Keyring;
use sp_runtime::DispatchError;

impl World {
	/// Runs a call alone in the next block; it must fail with `error`.
	pub fn fails(
		&mut self,
		who: Sr25519Keyring,
		call: impl Into<RuntimeCall>,
		error: impl Into<DispatchError>,
	) {
		assert_eq!(self.call(who, call), Ok(Err(error.into())));
	}

	/// As [`World::ok`]; the events of the block.
	pub fn events_of(
		&mut self,
		who: Sr25519Keyring,
		call: impl Into<RuntimeCall>,
	) -> Vec<RuntimeEvent> {
		self.submit(who, call);
		let outcome = self.block();
		assert_eq!(outcome.results, [Ok(Ok(()))]);
		outcome.events
	}

	/// The interval in progress.
	pub fn interval(&mut self) -> Interval {
		self.chain.read(Communities::in_progress)
	}

	pub fn admit(&mut self, who: &[AccountId]) {
		for who in who.iter().cloned() {
			let community = COMMUNITY;
			self.ok(Alice, CommunitiesCall::admit_member { community, who });
		}
	}

	/// A point that is read from the interval after the one in progress on.
	pub fn next_point(&mut self, owner: AccountId, name: &str) -> PointId {
		let first = self.interval() + 1;
		self.point(owner, name, 10_000, Registers::default(), first)
	}

	/// Blocks until the readings of `interval` are past their deadline and settled.
	pub fn until_settled(&mut self, interval: Interval) {
		self.until_due(interval);
		for _ in 0..2 {
			self.block();
		}
	}

	/// Delivers nets of the interval in progress, in time and the only ones since the last, and lets it
	/// settle.
	pub fn metered(&mut self, nets: &[(PointId, i64)]) -> Interval {
		let interval = self.delivered(nets);
		self.until_settled(interval);
		interval
	}

	/// As [`Self::metered`], not settled yet.
	pub fn delivered(&mut self, nets: &[(PointId, i64)]) -> Interval {
		let interval = self.interval();
		// What was not read before is a gap, of nothing; it is taken once its readings are past due.
		if let Some(before) = interval.checked_sub(1) {
			self.until_due(before);
		}
		self.until_ended(interval);
		self.deliver(interval, nets);
		interval
	}
}
