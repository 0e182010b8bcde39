//! Granular certificates, in the words of EnergyTag's Granular Certificate Scheme Standard and of its
//! API specification.
//!
//! A certificate is one Wh of electricity. It is named by the device that exported it, the delivery
//! interval, and its index among those the issuance of that device and interval numbers from 0 on. A
//! **bundle** is a range of them with one owner and one status.

use crate::{reading::Registers, CommunityId, Interval, Moment, PointId, Price, Wh};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::Serialize;
use sp_core::H256;
use sp_runtime::Permill;

/// Bytes of the name of a location zone.
pub const MAX_ZONE: u32 = 32;
/// The energy that a certificate stands for: its face value.
pub const FACE_VALUE: Wh = 1;

/// Bundles or retirements that a view shows at once.
pub const PAGE: usize = 128;
/// Intervals of a matching score at most: a month of quarters of an hour.
pub const MAX_RANGE: Interval = 2_976;

/// Of a retirement; rises within a community.
pub type RetirementId = u64;
/// Of a device's attributes; rises with every change.
pub type AttributesVersion = u32;

/// What certificates have to do with a device.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
)]
#[serde(rename_all = "camelCase")]
pub enum DeviceKind {
	/// Its export is green.
	Production,
	/// What it exports is as green as what it was charged with.
	Storage,
	/// It proves what it uses.
	Consumption,
}

/// How a device produces, stores or uses electricity; after the types of the AIB's fact sheet 5.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Technology {
	SolarPhotovoltaic,
	SolarConcentration,
	OnshoreWind,
	OffshoreWind,
	RunOfRiverHydro,
	StorageHydro,
	Marine,
	Geothermal,
	SolidBiomass,
	Biogas,
	OtherRenewable,
	Battery,
	PumpedHydro,
	Flywheel,
	OtherStorage,
	/// A home, a charging station, a plant: whatever uses.
	Load,
}

impl Technology {
	/// What a device of this technology is registered as.
	pub fn kind(self) -> DeviceKind {
		match self {
			Self::Battery | Self::PumpedHydro | Self::Flywheel | Self::OtherStorage => {
				DeviceKind::Storage
			}
			Self::Load => DeviceKind::Consumption,
			_ => DeviceKind::Production,
		}
	}
}

/// Where the energy comes from.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
)]
#[serde(rename_all = "camelCase")]
pub enum EnergySource {
	Solar,
	Wind,
	Hydro,
	Marine,
	Geothermal,
	Biomass,
	Biogas,
	OtherRenewable,
	/// Of storage and of what uses: whatever it was charged with, or takes.
	Mixed,
}

/// What certificates are issued for.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
)]
#[serde(rename_all = "camelCase")]
pub enum EnergyCarrier {
	Electricity,
}

/// Public support that a device has had.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Support {
	None,
	Investment,
	Production,
	InvestmentAndProduction,
}

/// What the issuing authority says of a device. Bundles name the version they were issued under, which
/// never changes.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct DeviceAttributes {
	pub technology: Technology,
	pub energy_source: EnergySource,
	/// Where it is, as coarse as the community likes: a bidding zone, a district.
	pub zone: BoundedVec<u8, ConstU32<MAX_ZONE>>,
	/// Days since 1970.
	pub commissioned: u32,
	pub support: Support,
	/// Grams of CO2 equivalent per kWh.
	pub emission_factor: u32,
	pub capacity_w: u32,
	/// Wh given back by Wh charged; of storage, and only of it.
	pub round_trip_efficiency: Option<Permill>,
}

/// The name of a bundle: its issuance, and where its range starts.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct BundleId {
	pub device: PointId,
	pub interval: Interval,
	/// Of its first certificate.
	pub first: Wh,
}

/// What may be done with a bundle.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum BundleStatus {
	Active,
	/// Offered for sale.
	Reserved {
		/// Base units per Wh.
		price: Price,
		/// Wh that a buyer takes at least, or all there is.
		minimum: Wh,
	},
	/// For good.
	Retired {
		retirement: RetirementId,
	},
	/// Taken back by the issuing authority, for good.
	Withdrawn,
	/// Allocated to a storage charge record, for good.
	Stored {
		storage: PointId,
	},
}

/// What became of the tradeable Wh of an issuance.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum IssuanceStatus {
	/// There are none.
	NothingToIssue,
	/// They wait for who asks for them.
	Unissued,
	/// When, ms since 1970.
	Issued { at: Moment },
	/// Nobody asked for them in time.
	Lapsed,
}

/// What a storage device gave in an interval: the storage discharge record.
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
pub struct Discharge {
	/// Exported beyond what was netted.
	pub discharged: Wh,
	/// The part of it that the charge of the stock could give.
	pub covered: Wh,
	/// Charged Wh that were taken from the stock for it.
	pub taken: Wh,
	/// The green ones of those.
	pub green_taken: Wh,
}

/// What settlement said of a device and interval, and what was issued for it. It proves what was
/// retired locally for as long as it is kept.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Issuance {
	/// Of the device's attributes.
	pub version: AttributesVersion,
	/// Metered.
	pub energy: Registers,
	/// Of the export, retired for the point itself. Of storage: passed through, not green by itself.
	pub netted: Wh,
	/// Of a producer's export, retired for the community's users.
	pub sold_ahead: Wh,
	/// Of a producer's export, retired for the community's users.
	pub local: Wh,
	/// Of what storage charged, green energy of neighbours.
	pub green_charged: Wh,
	/// What storage gave.
	pub discharge: Option<Discharge>,
	/// Exported, and not certified: of storage what was not green, of a producer what is beyond its
	/// capacity.
	pub uncertified: Wh,
	/// What is left of the export: certificates 0 to here.
	pub tradeable: Wh,
	pub status: IssuanceStatus,
	/// Of the issued certificates.
	pub bundles: u32,
	/// Read after the interval was closed.
	pub late: bool,
	/// The block.
	pub settled_at: u32,
	/// The hash that the lineage of every bundle begins with.
	pub lineage: H256,
}

/// Wh that a followed point used, by interval or over its life.
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
pub struct Consumption {
	/// Imported beyond what was netted.
	pub used: Wh,
	/// Of that, green energy of neighbours, retired by settlement.
	pub green_local: Wh,
	/// Of that, certificates retired for it.
	pub retired: Wh,
}

impl Consumption {
	/// What is not green yet.
	pub fn unmatched(&self) -> Wh {
		self.used
			.saturating_sub(self.green_local)
			.saturating_sub(self.retired)
	}

	/// The matching score: the part of what was used that was green in the same interval, rounded down.
	/// `None` if nothing was used.
	pub fn score(&self) -> Option<Permill> {
		let green = self.green_local.saturating_add(self.retired);
		(self.used > 0).then(|| Permill::from_rational(green.min(self.used), self.used))
	}

	/// Both together.
	pub fn plus(&self, other: &Self) -> Self {
		Self {
			used: self.used.saturating_add(other.used),
			green_local: self.green_local.saturating_add(other.green_local),
			retired: self.retired.saturating_add(other.retired),
		}
	}
}

/// What became of all the Wh that a device exported while it was registered.
///
/// `exported = retired_locally + uncertified + tradeable`, and `tradeable` is the sum of the rest.
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
pub struct DeviceTotals {
	pub exported: Wh,
	/// A producer's: netted, sold ahead, local.
	pub retired_locally: Wh,
	/// See [`Issuance::uncertified`]; of storage with what was netted.
	pub uncertified: Wh,
	/// Waits to be issued.
	pub unissued: Wh,
	/// Was not issued in time.
	pub lapsed: Wh,
	pub active: Wh,
	/// Offered for sale.
	pub reserved: Wh,
	pub retired: Wh,
	pub expired: Wh,
	pub withdrawn: Wh,
	/// Allocated to charge records of storage.
	pub stored: Wh,
}

impl DeviceTotals {
	/// All Wh for which certificates were or can be issued.
	pub fn tradeable(&self) -> Wh {
		[
			self.unissued,
			self.lapsed,
			self.active,
			self.reserved,
			self.retired,
			self.expired,
			self.withdrawn,
			self.stored,
		]
		.into_iter()
		.fold(0, Wh::saturating_add)
	}
}

/// What became of all the Wh that a storage device charged while it was registered.
///
/// `charged = covered + losses + stock`, and `green_charged + allocated = green_taken + green_expired +
/// green stock`.
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
pub struct StorageTotals {
	pub charged: Wh,
	/// Of that, green energy of neighbours.
	pub green_charged: Wh,
	/// Of that, certificates allocated to it.
	pub allocated: Wh,
	pub discharged: Wh,
	/// The part of what was discharged that the charge of the stock gave.
	pub covered: Wh,
	/// Charged Wh that were not given back: conversion, and lots beyond their validity.
	pub losses: Wh,
	/// Green charged Wh taken for what was discharged.
	pub green_taken: Wh,
	/// Green charged Wh of lots beyond their validity.
	pub green_expired: Wh,
}

/// Charged energy that waits to be discharged: a storage charge record, or what is left of several that
/// were merged.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct ChargeLot {
	/// The first interval of what it was merged of.
	pub from: Interval,
	/// The last one.
	pub until: Interval,
	/// Charged Wh that are left.
	pub charged: Wh,
	/// The green ones of those.
	pub green: Wh,
	/// Of all that made it green.
	pub lineage: H256,
}

impl ChargeLot {
	/// What certificates can still be allocated to.
	pub fn unmatched(&self) -> Wh {
		self.charged.saturating_sub(self.green)
	}
}

/// For whom certificates are retired.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Beneficiary<AccountId> {
	Account(AccountId),
	/// A delivery point. Of a followed one no more than what it used in that interval.
	Point(PointId),
	/// The hash of a name or text that the owner discloses itself.
	Statement(H256),
}

/// Why certificates are retired.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Purpose {
	/// For what the owner itself used.
	OwnUse,
	/// For what a customer of the owner used.
	Disclosure,
	/// A duty by law, a support scheme.
	LegalObligation,
	/// For what storage lost.
	StorageLosses,
	Other,
}

/// The record of a retirement: a cancellation statement.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Retirement<AccountId> {
	/// Of the device.
	pub community: CommunityId,
	pub bundle: BundleId,
	/// Certificates `bundle.first` and so many from there.
	pub quantity: Wh,
	pub owner: AccountId,
	pub beneficiary: Beneficiary<AccountId>,
	pub purpose: Purpose,
	/// Of the bundle.
	pub lineage: H256,
	/// In which it was retired.
	pub block: u32,
}

/// Records that are kept no more: each is hashed onto the commitment.
///
/// `commitment = blake2_256(commitment, record)`, SCALE-encoded, from zeros on.
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
pub struct Folded {
	pub commitment: H256,
	pub records: u64,
	/// Of all of them.
	pub wh: Wh,
}

impl Folded {
	/// Hashes one more record onto the commitment.
	pub fn fold(&mut self, record: &impl Encode, wh: Wh) {
		let onto = (self.commitment, record).encode();
		self.commitment = sp_io::hashing::blake2_256(&onto).into();
		self.records = self.records.saturating_add(1);
		self.wh = self.wh.saturating_add(wh);
	}
}

/// The lineage of a bundle that is split off another, or of an issuance's first.
///
/// `blake2_256(parent, first, quantity)`, SCALE-encoded.
pub fn lineage_of(parent: H256, first: Wh, quantity: Wh) -> H256 {
	let range = (parent, first, quantity).encode();
	sp_io::hashing::blake2_256(&range).into()
}

/// A device, for who asks.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DeviceView {
	pub device: PointId,
	pub community: CommunityId,
	pub kind: DeviceKind,
	/// Certificates are issued for what is settled from now on.
	pub registered: bool,
	/// They are issued at settlement; else who owns the point asks for them.
	pub automatic: bool,
	pub version: AttributesVersion,
	/// The current ones.
	pub attributes: DeviceAttributes,
	pub totals: DeviceTotals,
	/// Of a followed consumer.
	pub consumption: Consumption,
	/// Of storage.
	pub storage: StorageTotals,
	/// Of storage, oldest first.
	pub lots: Vec<ChargeLot>,
	/// Records that are kept.
	pub kept: u32,
	/// Records that are kept no more.
	pub folded: Folded,
}

/// A bundle with every field of EnergyTag's.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct BundleView<AccountId> {
	/// Its issuance is the device and the interval, its range starts at `first`.
	pub bundle: BundleId,
	/// The last certificate, itself included.
	pub range_end: Wh,
	pub quantity: Wh,
	/// Wh of a certificate.
	pub face_value: Wh,
	pub status: BundleStatus,
	pub account: AccountId,
	/// The community whose operator is the issuing authority.
	pub issuing_authority: CommunityId,
	pub energy_carrier: EnergyCarrier,
	pub version: AttributesVersion,
	/// Of that version.
	pub attributes: DeviceAttributes,
	/// Ms since 1970, as the rest. Of storage, when it was discharged.
	pub production_starting_interval: Moment,
	pub production_ending_interval: Moment,
	pub issued_at: Moment,
	/// It expires when this begins.
	pub expires_at: Moment,
	/// The storage device that gave it.
	pub storage: Option<PointId>,
	/// The storage discharge record: the issuance of the same device and interval.
	pub discharge: Option<Discharge>,
	pub lineage: H256,
}

/// An issuance with its bundles.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct IssuanceView<AccountId> {
	pub device: PointId,
	pub interval: Interval,
	pub issuance: Issuance,
	/// In order of their ranges.
	pub bundles: Vec<BundleView<AccountId>>,
}

/// The retirements of a community that are kept, and what is left of the others.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct RetirementsView<AccountId> {
	/// The oldest that is kept.
	pub oldest: RetirementId,
	/// The next one.
	pub next: RetirementId,
	pub folded: Folded,
	pub page: Vec<(RetirementId, Retirement<AccountId>)>,
}

/// How much of what a followed point used was green when it was used.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct MatchingView {
	/// Over the range.
	pub total: Consumption,
	/// The score over the range, parts per million; `None` if nothing was used.
	pub score: Option<u32>,
	/// Each interval of the range with a record.
	pub intervals: Vec<(Interval, Consumption)>,
}
