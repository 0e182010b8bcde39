//! What is stored and not seen from outside.

use codec::{Decode, Encode, MaxEncodedLen};
use commonwatt_primitives::{
	certificate::{
		AttributesVersion, BundleStatus, ChargeLot, Consumption, DeviceKind, DeviceTotals, Folded,
		StorageTotals,
	},
	Balance, CommunityId, Interval, Wh,
};
use frame_support::{
	traits::{ConstU32, Get},
	BoundedVec, CloneNoBound, DebugNoBound, DefaultNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use sp_core::H256;

/// Versions of a device's attributes that are kept: the current one, and those that issuances name.
pub const MAX_VERSIONS: u32 = 4;

/// Records that something is due of, some time after their interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Due {
	pub count: u32,
	/// No record is of an interval before.
	pub from: Interval,
}

impl Due {
	/// One more, in whatever order they come.
	pub fn add(&mut self, interval: Interval) {
		self.from = match self.count {
			0 => interval,
			_ => self.from.min(interval),
		};
		self.count = self.count.saturating_add(1);
	}

	/// One less.
	pub fn remove(&mut self) {
		self.count = self.count.saturating_sub(1);
	}

	/// The interval to look at, if records of it are due `window` intervals later.
	pub fn due(&self, now: Interval, window: Interval) -> Option<Interval> {
		(self.count > 0 && is_over(self.from, now, window)).then_some(self.from)
	}

	/// Nothing is left of the interval that was looked at.
	pub fn advance(&mut self) {
		self.from = self.from.saturating_add(1);
	}
}

/// Whether `window` intervals have passed since `interval` began.
pub fn is_over(interval: Interval, now: Interval, window: Interval) -> bool {
	interval.saturating_add(window) <= now
}

/// A version of attributes, and how many kept issuances name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct VersionUse {
	pub version: AttributesVersion,
	pub issuances: u32,
}

/// A device: the point that it is metered at.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Device {
	pub community: CommunityId,
	pub kind: DeviceKind,
	/// False once deregistered: nothing more is issued.
	pub registered: bool,
	/// Certificates are issued at settlement.
	pub automatic: bool,
	/// Its place among all devices.
	pub index: u32,
	/// Oldest first; the last one is current.
	pub versions: BoundedVec<VersionUse, ConstU32<MAX_VERSIONS>>,
	/// Records that go when their validity is over.
	pub kept: Due,
	/// Issuances that were not asked for yet.
	pub backlog: Due,
	pub totals: DeviceTotals,
	/// Of a followed consumer, all its intervals.
	pub consumption: Consumption,
	/// Issuances and consumption records that went.
	pub folded: Folded,
}

impl Device {
	/// The current version of its attributes.
	pub fn version(&self) -> AttributesVersion {
		self.versions.last().map_or(0, |current| current.version)
	}

	/// An issuance names the current version.
	pub(crate) fn use_version(&mut self) {
		if let Some(current) = self.versions.last_mut() {
			current.issuances = current.issuances.saturating_add(1);
		}
	}

	/// The total of the Wh of a status.
	pub(crate) fn total_of(&mut self, status: &BundleStatus) -> &mut Wh {
		match status {
			BundleStatus::Active => &mut self.totals.active,
			BundleStatus::Reserved { .. } => &mut self.totals.reserved,
			BundleStatus::Retired { .. } => &mut self.totals.retired,
			BundleStatus::Withdrawn => &mut self.totals.withdrawn,
			BundleStatus::Stored { .. } => &mut self.totals.stored,
		}
	}

	/// So many Wh change their status.
	pub(crate) fn count_change(&mut self, from: &BundleStatus, to: &BundleStatus, quantity: Wh) {
		let before = self.total_of(from);
		*before = before.saturating_sub(quantity);
		let after = self.total_of(to);
		*after = after.saturating_add(quantity);
	}
}

/// What a split holds until its bundle goes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Deposit<AccountId> {
	/// Who caused the split.
	pub who: AccountId,
	pub amount: Balance,
}

/// A range of an issuance's certificates.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Bundle<AccountId> {
	#[codec(compact)]
	pub quantity: Wh,
	pub owner: AccountId,
	pub status: BundleStatus,
	pub lineage: H256,
	/// None of the first bundle of an issuance.
	pub deposit: Option<Deposit<AccountId>>,
}

/// What a storage device holds.
#[derive(
	CloneNoBound,
	DebugNoBound,
	DefaultNoBound,
	PartialEqNoBound,
	Encode,
	Decode,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(MaxLots))]
pub struct Stock<MaxLots: Get<u32>> {
	/// Oldest first.
	pub lots: BoundedVec<ChargeLot, MaxLots>,
	pub totals: StorageTotals,
}

/// The retirements of a community.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct RetirementRing {
	/// The oldest that is kept.
	pub oldest: u64,
	/// The id of the next one.
	pub next: u64,
	/// Those that went.
	pub folded: Folded,
}

/// How far the sweep over all devices has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct SweepProgress {
	/// The place of the device that is visited next.
	pub next: u32,
	/// Devices in a row that had nothing due in `interval`: it rests when that is all.
	pub idle: u32,
	pub interval: Interval,
}
