//! Certificates as JSON: devices, what they exported, bundles.

use super::{address, Decimal};
use crate::service::AccountId;
use commonwatt_primitives::{
	certificate::{
		AttributesVersion, BundleId, BundleStatus, BundleView, ChargeLot, Consumption,
		DeviceAttributes, DeviceKind, DeviceTotals, DeviceView, Discharge, EnergyCarrier,
		EnergySource, Folded, IssuanceStatus, IssuanceView, RetirementId, StorageTotals, Support,
		Technology, PAGE,
	},
	reading::Registers,
	CommunityId, Interval, Moment, PointId, Price, Wh,
};
use serde::Serialize;
use sp_core::{crypto::Ss58AddressFormat, H256};

/// See [`DeviceView`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Device {
	device: PointId,
	community: CommunityId,
	kind: DeviceKind,
	registered: bool,
	automatic: bool,
	version: AttributesVersion,
	attributes: Attributes,
	totals: Totals,
	consumption: Used,
	storage: Stored,
	lots: Vec<Lot>,
	kept: u32,
	folded: Commitment,
}

impl From<DeviceView> for Device {
	fn from(view: DeviceView) -> Self {
		Self {
			device: view.device,
			community: view.community,
			kind: view.kind,
			registered: view.registered,
			automatic: view.automatic,
			version: view.version,
			attributes: view.attributes.into(),
			totals: view.totals.into(),
			consumption: view.consumption.into(),
			storage: view.storage.into(),
			lots: view.lots.into_iter().map(Lot::from).collect(),
			kept: view.kept,
			folded: view.folded.into(),
		}
	}
}

/// See [`DeviceAttributes`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attributes {
	technology: Technology,
	energy_source: EnergySource,
	zone: String,
	/// Days since 1970.
	commissioned: u32,
	support: Support,
	/// Grams of CO2 equivalent per kWh.
	emission_factor: u32,
	capacity_w: u32,
	round_trip_efficiency_ppm: Option<u32>,
}

impl From<DeviceAttributes> for Attributes {
	fn from(attributes: DeviceAttributes) -> Self {
		Self {
			technology: attributes.technology,
			energy_source: attributes.energy_source,
			zone: String::from_utf8_lossy(&attributes.zone).into_owned(),
			commissioned: attributes.commissioned,
			support: attributes.support,
			emission_factor: attributes.emission_factor,
			capacity_w: attributes.capacity_w,
			round_trip_efficiency_ppm: attributes
				.round_trip_efficiency
				.map(|share| share.deconstruct()),
		}
	}
}

/// See [`DeviceTotals`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
	exported: Wh,
	retired_locally: Wh,
	uncertified: Wh,
	unissued: Wh,
	lapsed: Wh,
	active: Wh,
	reserved: Wh,
	retired: Wh,
	expired: Wh,
	withdrawn: Wh,
	stored: Wh,
}

impl From<DeviceTotals> for Totals {
	fn from(totals: DeviceTotals) -> Self {
		Self {
			exported: totals.exported,
			retired_locally: totals.retired_locally,
			uncertified: totals.uncertified,
			unissued: totals.unissued,
			lapsed: totals.lapsed,
			active: totals.active,
			reserved: totals.reserved,
			retired: totals.retired,
			expired: totals.expired,
			withdrawn: totals.withdrawn,
			stored: totals.stored,
		}
	}
}

/// See [`Consumption`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Used {
	used: Wh,
	green_local: Wh,
	retired: Wh,
	/// `None` if nothing was used.
	score_ppm: Option<u32>,
}

impl From<Consumption> for Used {
	fn from(consumption: Consumption) -> Self {
		Self {
			used: consumption.used,
			green_local: consumption.green_local,
			retired: consumption.retired,
			score_ppm: consumption.score().map(|score| score.deconstruct()),
		}
	}
}

/// See [`StorageTotals`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stored {
	charged: Wh,
	green_charged: Wh,
	allocated: Wh,
	discharged: Wh,
	covered: Wh,
	losses: Wh,
	green_taken: Wh,
	green_expired: Wh,
}

impl From<StorageTotals> for Stored {
	fn from(totals: StorageTotals) -> Self {
		Self {
			charged: totals.charged,
			green_charged: totals.green_charged,
			allocated: totals.allocated,
			discharged: totals.discharged,
			covered: totals.covered,
			losses: totals.losses,
			green_taken: totals.green_taken,
			green_expired: totals.green_expired,
		}
	}
}

/// See [`ChargeLot`].
#[derive(Clone, Debug, Serialize)]
pub struct Lot {
	from: Interval,
	until: Interval,
	charged: Wh,
	green: Wh,
	lineage: H256,
}

impl From<ChargeLot> for Lot {
	fn from(lot: ChargeLot) -> Self {
		Self {
			from: lot.from,
			until: lot.until,
			charged: lot.charged,
			green: lot.green,
			lineage: lot.lineage,
		}
	}
}

/// See [`Folded`].
#[derive(Clone, Debug, Serialize)]
pub struct Commitment {
	commitment: H256,
	records: u64,
	wh: Wh,
}

impl From<Folded> for Commitment {
	fn from(folded: Folded) -> Self {
		Self {
			commitment: folded.commitment,
			records: folded.records,
			wh: folded.wh,
		}
	}
}

/// See [`IssuanceView`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Issued {
	device: PointId,
	interval: Interval,
	version: AttributesVersion,
	energy: Registers,
	netted: Wh,
	sold_ahead: Wh,
	local: Wh,
	green_charged: Wh,
	discharge: Option<Discharged>,
	uncertified: Wh,
	tradeable: Wh,
	status: &'static str,
	/// `None` unless issued.
	issued_at: Option<Moment>,
	late: bool,
	/// The block.
	settled_at: u32,
	lineage: H256,
	bundles: Vec<Bundle>,
}

impl Issued {
	pub fn new(view: IssuanceView<AccountId>, format: Ss58AddressFormat) -> Self {
		let issuance = view.issuance;
		let (status, issued_at) = match issuance.status {
			IssuanceStatus::NothingToIssue => ("nothingToIssue", None),
			IssuanceStatus::Unissued => ("unissued", None),
			IssuanceStatus::Issued { at } => ("issued", Some(at)),
			IssuanceStatus::Lapsed => ("lapsed", None),
		};
		Self {
			device: view.device,
			interval: view.interval,
			version: issuance.version,
			energy: issuance.energy,
			netted: issuance.netted,
			sold_ahead: issuance.sold_ahead,
			local: issuance.local,
			green_charged: issuance.green_charged,
			discharge: issuance.discharge.map(Discharged::from),
			uncertified: issuance.uncertified,
			tradeable: issuance.tradeable,
			status,
			issued_at,
			late: issuance.late,
			settled_at: issuance.settled_at,
			lineage: issuance.lineage,
			bundles: view
				.bundles
				.into_iter()
				.map(|bundle| Bundle::new(bundle, format))
				.collect(),
		}
	}
}

/// See [`Discharge`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Discharged {
	discharged: Wh,
	covered: Wh,
	taken: Wh,
	green_taken: Wh,
}

impl From<Discharge> for Discharged {
	fn from(discharge: Discharge) -> Self {
		Self {
			discharged: discharge.discharged,
			covered: discharge.covered,
			taken: discharge.taken,
			green_taken: discharge.green_taken,
		}
	}
}

/// See [`BundleView`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bundle {
	device: PointId,
	interval: Interval,
	first: Wh,
	range_end: Wh,
	quantity: Wh,
	face_value: Wh,
	status: &'static str,
	/// `None` unless reserved.
	offer: Option<Offer>,
	/// `None` unless retired.
	retirement: Option<RetirementId>,
	/// `None` unless stored.
	stored_in: Option<PointId>,
	account: String,
	issuing_authority: CommunityId,
	energy_carrier: EnergyCarrier,
	version: AttributesVersion,
	attributes: Attributes,
	production_starting_interval: Moment,
	production_ending_interval: Moment,
	issued_at: Moment,
	expires_at: Moment,
	storage: Option<PointId>,
	discharge: Option<Discharged>,
	lineage: H256,
}

/// At what a bundle is offered.
#[derive(Clone, Debug, Serialize)]
pub struct Offer {
	price: Decimal<Price>,
	/// Wh.
	minimum: Wh,
}

impl Bundle {
	fn new(view: BundleView<AccountId>, format: Ss58AddressFormat) -> Self {
		let (status, offer, retirement, stored_in) = match view.status {
			BundleStatus::Active => ("active", None, None, None),
			BundleStatus::Reserved { price, minimum } => {
				let offer = Offer {
					price: Decimal(price),
					minimum,
				};
				("reserved", Some(offer), None, None)
			}
			BundleStatus::Retired { retirement } => ("retired", None, Some(retirement), None),
			BundleStatus::Withdrawn => ("withdrawn", None, None, None),
			BundleStatus::Stored { storage } => ("stored", None, None, Some(storage)),
		};
		Self {
			device: view.bundle.device,
			interval: view.bundle.interval,
			first: view.bundle.first,
			range_end: view.range_end,
			quantity: view.quantity,
			face_value: view.face_value,
			status,
			offer,
			retirement,
			stored_in,
			account: address(&view.account, format),
			issuing_authority: view.issuing_authority,
			energy_carrier: view.energy_carrier,
			version: view.version,
			attributes: view.attributes.into(),
			production_starting_interval: view.production_starting_interval,
			production_ending_interval: view.production_ending_interval,
			issued_at: view.issued_at,
			expires_at: view.expires_at,
			storage: view.storage,
			discharge: view.discharge.map(Discharged::from),
			lineage: view.lineage,
		}
	}
}

/// The name of a bundle.
#[derive(Clone, Debug, Serialize)]
pub struct BundleName {
	device: PointId,
	interval: Interval,
	first: Wh,
}

impl From<BundleId> for BundleName {
	fn from(id: BundleId) -> Self {
		Self {
			device: id.device,
			interval: id.interval,
			first: id.first,
		}
	}
}

/// A page of an account's bundles.
#[derive(Clone, Debug, Serialize)]
pub struct Holdings {
	account: String,
	bundles: Vec<Bundle>,
	/// What to ask for the next page after; `None` on the last one.
	next: Option<BundleName>,
}

impl Holdings {
	pub fn new(
		account: &AccountId,
		page: Vec<BundleView<AccountId>>,
		format: Ss58AddressFormat,
	) -> Self {
		let last = page.get(PAGE.saturating_sub(1));
		Self {
			account: address(account, format),
			next: last.map(|view| view.bundle.into()),
			bundles: page
				.into_iter()
				.map(|view| Bundle::new(view, format))
				.collect(),
		}
	}
}
