//! What devices exported as JSON: issuances and bundles.

use super::{address, devices::Attributes, Decimal};
use crate::service::AccountId;
use commonwatt_primitives::{
	certificate::{
		AttributesVersion, BundleId, BundleStatus, BundleView, Discharge, EnergyCarrier,
		IssuanceStatus, IssuanceView, RetirementId, PAGE,
	},
	reading::Registers,
	CommunityId, Interval, Moment, PointId, Price, Wh,
};
use serde::Serialize;
use sp_core::{crypto::Ss58AddressFormat, H256};

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
