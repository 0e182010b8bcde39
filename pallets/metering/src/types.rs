//! The types of metering's storage.

use codec::{Decode, Encode, MaxEncodedLen};
use commonwatt_primitives::{
	green::Certification,
	reading::{DeviceKey, Registers},
	CommunityId, Interval, Wh,
};
use scale_info::TypeInfo;

/// The largest capacity of a point, W.
pub const MAX_CAPACITY_W: u32 = 1 << 31;
/// The coarsest resolution of a meter, Wh. With the capacity it keeps a point's energy in an
/// interval of at most an hour under 2^32 Wh.
pub const MAX_RESOLUTION_WH: u32 = 1_000_000;

/// A delivery point.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Meter<AccountId> {
	pub community: CommunityId,
	/// Its place in the community's dense index.
	pub index: u32,
	pub owner: AccountId,
	/// Signs readings; `None` after it was revoked.
	pub key: Option<DeviceKey>,
	/// The first interval that `key` signs.
	pub key_from: Interval,
	/// The key before the last rotation, for the intervals before. If it was revoked, `key` signs
	/// them too.
	pub previous_key: Option<DeviceKey>,
	pub capacity_w: u32,
	pub resolution_wh: u32,
	/// What the registers showed at the start of `next`.
	pub registers: Registers,
	/// The first interval without a reading.
	pub next: Interval,
	/// Wh metered since the point was registered, whatever meters it had.
	pub metered: Registers,
	/// The interval in progress when the meter was last swapped.
	pub swapped_in: Option<Interval>,
	/// Closed with a final reading.
	pub closed: bool,
	/// What certificates have to do with it.
	pub certification: Certification,
}

impl<AccountId> Meter<AccountId> {
	/// The key that signs an interval.
	pub fn key_for(&self, interval: Interval) -> Option<&DeviceKey> {
		if interval < self.key_from {
			self.previous_key.as_ref().or(self.key.as_ref())
		} else {
			self.key.as_ref()
		}
	}

	/// The most a register can grow in `seconds`: `ceil(capacity x seconds / 3600)` and one step of
	/// its resolution.
	pub fn most_energy(&self, seconds: u64) -> Wh {
		let wh = u128::from(self.capacity_w)
			.saturating_mul(u128::from(seconds))
			.div_ceil(3600);
		u64::try_from(wh)
			.unwrap_or(u64::MAX)
			.saturating_add(u64::from(self.resolution_wh))
	}

	/// Whether `energy` could have been metered in `seconds`.
	pub fn could_meter(&self, energy: &Registers, seconds: u64) -> bool {
		let most = self.most_energy(seconds);
		energy.import <= most && energy.export <= most
	}
}

/// The points of a community together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct PointTotals {
	pub points: u32,
	pub capacity_w: u64,
	/// The steps of their registers.
	pub resolution_wh: u64,
}

/// A point to register.
pub struct NewPoint<AccountId> {
	pub community: CommunityId,
	pub owner: AccountId,
	pub key: DeviceKey,
	pub capacity_w: u32,
	pub resolution_wh: u32,
	pub registers: Registers,
	pub first_interval: Interval,
}
