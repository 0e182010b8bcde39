//! What settlement says of green energy: how much of what a certified meter exported was used next
//! door, and how much green energy a point used.
//!
//! Every exported Wh of a certified producer goes one way, and only one:
//!
//! | way | Wh | its certificates |
//! |---|---|---|
//! | netted | imported by the same point in the same interval | retired for the point |
//! | sold ahead | delivered under a position of the auction | retired for the community's users |
//! | local | of the rest, what the community's users took, pro rata | retired for them |
//! | tradeable | what is left | issued to the point's owner |
//!
//! What is read late is sold to the supplier: nothing of it is local, what was sold ahead is retired all
//! the same.

use crate::{reading::Registers, CommunityId, Interval, PointId, Wh};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::DispatchResult, weights::Weight};
use scale_info::TypeInfo;

/// What certificates have to do with a meter.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Certification {
	/// Nothing: its export is not known to be green, nobody asks what it used.
	#[default]
	None,
	/// Its export is green.
	Producer,
	/// What it meters is followed (a battery, a consumer that proves what it used); its export is not
	/// green by itself.
	Followed,
}

/// What settlement says of the energy of one point in one interval, once and for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettledEnergy {
	pub community: CommunityId,
	pub point: PointId,
	pub interval: Interval,
	/// As it was when the reading was booked.
	pub certification: Certification,
	/// Metered.
	pub energy: Registers,
	/// Exported under a position of the auction.
	pub sold_ahead: Wh,
	/// Of the export beyond that and the netted, what the community's users took. Green export of a
	/// producer only.
	pub local: Wh,
	/// Local green energy that was retired for what the point used.
	pub green_used: Wh,
	/// Read after the interval was closed.
	pub late: bool,
}

impl SettledEnergy {
	/// Imported and exported by the point itself within the interval.
	pub fn netted(&self) -> Wh {
		self.energy.import.min(self.energy.export)
	}

	/// Exported and used by nobody here.
	pub fn tradeable(&self) -> Wh {
		self.energy
			.export
			.saturating_sub(self.netted())
			.saturating_sub(self.sold_ahead)
			.saturating_sub(self.local)
	}
}

/// Hears what settlement says of certified points. By certificates. Cannot fail, is bounded, does not
/// call back.
pub trait OnSettledEnergy {
	/// Called once for every reading of a point that was certified when it was booked; gaps apart.
	fn settled(energy: &SettledEnergy);
	/// What one call of it takes at most. Whoever settles charges it.
	fn settled_weight() -> Weight;
}

impl OnSettledEnergy for () {
	fn settled(_: &SettledEnergy) {}

	fn settled_weight() -> Weight {
		Weight::zero()
	}
}

/// Marks meters that certificates have to do with. By metering.
pub trait CertifiedMeters {
	/// Holds for readings that are booked from now on. Refused if there is no such point.
	fn certify(point: PointId, certification: Certification) -> DispatchResult;
	/// `None` if there is no such point.
	fn certification(point: PointId) -> Option<Certification>;
	/// Wh that the point has metered since it was registered, gaps included.
	fn metered(point: PointId) -> Registers;
}
