//! Certified devices as JSON.

use commonwatt_primitives::{
	certificate::{
		AttributesVersion, ChargeLot, Consumption, DeviceAttributes, DeviceKind, DeviceTotals,
		DeviceView, EnergySource, Folded, StorageTotals, Support, Technology,
	},
	CommunityId, Interval, PointId, Wh,
};
use serde::Serialize;
use sp_core::H256;

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
