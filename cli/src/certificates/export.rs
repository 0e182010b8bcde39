//! Bundles for other registries, with the field names of EnergyTag's API specification.

use super::{
	attributes::{write_day, zone_name, SUPPORTS, TECHNOLOGIES},
	bundle::write_bundle,
};
use crate::names::name_of;
use commonwatt_primitives::{
	certificate::{BundleStatus, BundleView, EnergySource},
	Moment,
};
use commonwatt_runtime::AccountId;
use commonwatt_simulator::data::calendar::local_time;
use serde::Serialize;

/// A bundle. Energy in Wh, moments in UTC of the chain's time.
#[derive(Debug, PartialEq, Serialize)]
pub struct Bundle {
	/// Device, interval and first certificate.
	certificate_bundle_id: String,
	/// Device and interval.
	issuance_id: String,
	account_id: String,
	certificate_bundle_status: &'static str,
	certificate_bundle_id_range_start: u64,
	/// Itself included.
	certificate_bundle_id_range_end: u64,
	bundle_quantity: u64,
	face_value: u64,
	energy_carrier: &'static str,
	energy_source: &'static str,
	issuance_post_energy_carrier_conversion: bool,
	device_id: u32,
	device_technology_type: &'static str,
	/// W
	device_capacity: u32,
	device_production_start_date: String,
	device_location: String,
	production_starting_interval: String,
	production_ending_interval: String,
	issuance_datestamp: String,
	expiry_datestamp: String,
	/// The community whose operator issues.
	issuing_body: String,
	issue_market_zone: String,
	/// g CO2e per kWh
	emissions_factor_production_device: u32,
	support_received: &'static str,
	is_storage: bool,
	/// The storage device that the certificates were allocated to.
	allocated_storage_device_id: Option<u32>,
	/// Of what storage gave, the part of a Wh given for a Wh charged, as a decimal number.
	storage_efficiency_factor: Option<String>,
	/// The community's retirement record, of what is cancelled.
	cancellation_statement_id: Option<u64>,
	/// Ours: the hash of the bundle's lineage.
	lineage: String,
}

fn status(status: &BundleStatus) -> &'static str {
	match status {
		BundleStatus::Active => "Active",
		BundleStatus::Reserved { .. } => "Reserved",
		// Allocating to storage is a cancellation of its own kind.
		BundleStatus::Retired { .. } | BundleStatus::Stored { .. } => "Cancelled",
		BundleStatus::Withdrawn => "Withdrawn",
	}
}

const SOURCES: &[(&str, EnergySource)] = &[
	("Solar", EnergySource::Solar),
	("Wind", EnergySource::Wind),
	("Hydro", EnergySource::Hydro),
	("Marine", EnergySource::Marine),
	("Geothermal", EnergySource::Geothermal),
	("Biomass", EnergySource::Biomass),
	("Biogas", EnergySource::Biogas),
	("Other renewable", EnergySource::OtherRenewable),
	("Mixed", EnergySource::Mixed),
];

/// `2005-08-01T22:00:00Z`
fn iso(millis: Moment) -> String {
	let seconds = millis / 1_000;
	let date = local_time(seconds);
	format!(
		"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
		date.year,
		date.month,
		date.day,
		date.hour,
		seconds / 60 % 60,
		seconds % 60
	)
}

pub fn export(view: &BundleView<AccountId>) -> Bundle {
	let attributes = &view.attributes;
	let id = &view.bundle;
	Bundle {
		certificate_bundle_id: write_bundle(id),
		issuance_id: format!("{}:{}", id.device, id.interval),
		account_id: view.account.to_string(),
		certificate_bundle_status: status(&view.status),
		certificate_bundle_id_range_start: id.first,
		certificate_bundle_id_range_end: view.range_end,
		bundle_quantity: view.quantity,
		face_value: view.face_value,
		energy_carrier: "Electricity",
		energy_source: name_of(SOURCES, attributes.energy_source),
		issuance_post_energy_carrier_conversion: false,
		device_id: id.device,
		device_technology_type: name_of(TECHNOLOGIES, attributes.technology),
		device_capacity: attributes.capacity_w,
		device_production_start_date: write_day(attributes.commissioned),
		device_location: zone_name(&attributes.zone),
		production_starting_interval: iso(view.production_starting_interval),
		production_ending_interval: iso(view.production_ending_interval),
		issuance_datestamp: iso(view.issued_at),
		expiry_datestamp: iso(view.expires_at),
		issuing_body: format!("community {}", view.issuing_authority),
		issue_market_zone: zone_name(&attributes.zone),
		emissions_factor_production_device: attributes.emission_factor,
		support_received: name_of(SUPPORTS, attributes.support),
		is_storage: view.storage.is_some(),
		allocated_storage_device_id: match view.status {
			BundleStatus::Stored { storage } => Some(storage),
			_ => None,
		},
		storage_efficiency_factor: attributes.round_trip_efficiency.map(|share| {
			format!(
				"{}.{:06}",
				share.deconstruct() / 1_000_000,
				share.deconstruct() % 1_000_000
			)
		}),
		cancellation_statement_id: match view.status {
			BundleStatus::Retired { retirement } => Some(retirement),
			_ => None,
		},
		lineage: format!("{:?}", view.lineage),
	}
}

#[cfg(test)]
mod tests {
	use super::{super::tests::bundle_view, *};
	use serde_json::json;

	#[test]
	fn a_bundle_has_energy_tags_field_names() {
		let view = bundle_view(BundleStatus::Retired { retirement: 4 });
		let json = serde_json::to_value(export(&view)).expect("is JSON");
		assert_eq!(
			json,
			json!({
				"certificate_bundle_id": "3:22:500",
				"issuance_id": "3:22",
				"account_id": "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
				"certificate_bundle_status": "Cancelled",
				"certificate_bundle_id_range_start": 500,
				"certificate_bundle_id_range_end": 1999,
				"bundle_quantity": 1500,
				"face_value": 1,
				"energy_carrier": "Electricity",
				"energy_source": "Solar",
				"issuance_post_energy_carrier_conversion": false,
				"device_id": 3,
				"device_technology_type": "solar-photovoltaic",
				"device_capacity": 6000,
				"device_production_start_date": "2019-05-01",
				"device_location": "Fontana",
				"production_starting_interval": "2023-11-14T22:17:44Z",
				"production_ending_interval": "2023-11-14T22:17:56Z",
				"issuance_datestamp": "2023-11-14T22:18:20Z",
				"expiry_datestamp": "2023-11-15T08:12:56Z",
				"issuing_body": "community 0",
				"issue_market_zone": "Fontana",
				"emissions_factor_production_device": 0,
				"support_received": "investment",
				"is_storage": false,
				"allocated_storage_device_id": null,
				"storage_efficiency_factor": null,
				"cancellation_statement_id": 4,
				"lineage": "0x0707070707070707070707070707070707070707070707070707070707070707",
			})
		);
	}

	#[test]
	fn every_status_is_one_of_energy_tags() {
		for (ours, theirs) in [
			(BundleStatus::Active, "Active"),
			(
				BundleStatus::Reserved {
					price: 1,
					minimum: 1,
				},
				"Reserved",
			),
			(BundleStatus::Withdrawn, "Withdrawn"),
			(BundleStatus::Stored { storage: 5 }, "Cancelled"),
		] {
			assert_eq!(export(&bundle_view(ours)).certificate_bundle_status, theirs);
		}
		let stored = export(&bundle_view(BundleStatus::Stored { storage: 5 }));
		assert_eq!(stored.allocated_storage_device_id, Some(5));
	}
}
