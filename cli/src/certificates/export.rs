//! Bundles for other registries, with the field names of EnergyTag's API specification.

use super::{
	attributes::{write_day, zone_name, SUPPORTS, TECHNOLOGIES},
	bundle::write_bundle,
};
use crate::{market_time::MarketTime, names::name_of};
use commonwatt_primitives::{
	certificate::{BundleStatus, BundleView, EnergySource},
	Moment,
};
use commonwatt_runtime::AccountId;
use commonwatt_simulator::data::calendar::local_time;
use serde::Serialize;

/// A bundle. Energy in Wh, moments and days in the community's local time, as everywhere in this tool: that
/// of the chain, which may play an hour in seconds, is another calendar than a device's. What the chain does
/// not know is `None`.
#[derive(Debug, PartialEq, Serialize)]
pub struct Bundle {
	/// Ours: device, interval and first certificate.
	certificate_bundle_id: String,
	/// Device and interval.
	issuance_id: String,
	account_id: String,
	certificate_bundle_status: &'static str,
	certificate_bundle_id_range_start: u64,
	/// Itself included.
	certificate_bundle_id_range_end: u64,
	bundle_quantity: u64,
	/// Of the bundle and its parents: the lineage.
	hash: String,
	energy_carrier: &'static str,
	energy_source: &'static str,
	face_value: u64,
	issuance_post_energy_carrier_conversion: bool,
	registry_configuration: Option<u8>,
	device_id: u32,
	device_name: Option<String>,
	device_technology_type: &'static str,
	device_production_start_date: String,
	/// W
	device_capacity: u32,
	/// Coordinates: the chain keeps a zone and no more.
	device_location: Option<(f64, f64)>,
	/// What released the energy.
	device_type: &'static str,
	production_starting_interval: String,
	production_ending_interval: String,
	issuance_datestamp: String,
	expiry_datestamp: String,
	is_storage: bool,
	storage_device_id: Option<u32>,
	/// The storage discharge record: the issuance of the storage device.
	sdr_allocation_id: Option<String>,
	discharging_start_datetime: Option<String>,
	discharging_end_datetime: Option<String>,
	storage_device_location: Option<(f64, f64)>,
	/// The part of a Wh given for a Wh charged.
	storage_efficiency_factor: Option<f64>,
	country_of_issuance: Option<String>,
	/// The microgrid that took the energy.
	connected_grid_identification: String,
	/// The community whose operator issues.
	issuing_body: String,
	legal_status: Option<String>,
	issuance_purpose: Option<String>,
	support_received: &'static str,
	quality_scheme_reference: Option<String>,
	dissemination_level: &'static str,
	issue_market_zone: String,
	/// kg CO2e per MWh, which is g per kWh.
	emissions_factor_production_device: u32,
	emissions_factor_source: Option<String>,
	/// Ours: the storage device that the certificates were allocated to.
	allocated_storage_device_id: Option<u32>,
	/// Ours: the community's retirement record, of what is cancelled.
	cancellation_statement_id: Option<u64>,
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

/// `2005-08-01T22:00:00`, local time.
fn iso(time: &MarketTime, moment: Moment) -> String {
	let seconds = time.local(moment);
	let date = local_time(seconds);
	format!(
		"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
		date.year,
		date.month,
		date.day,
		date.hour,
		seconds / 60 % 60,
		seconds % 60
	)
}

/// `2005-08-01`
fn day(time: &MarketTime, moment: Moment) -> String {
	let text = iso(time, moment);
	text.chars().take("2005-08-01".len()).collect()
}

pub fn export(view: &BundleView<AccountId>, time: &MarketTime) -> Bundle {
	let attributes = &view.attributes;
	let id = &view.bundle;
	let issuance = format!("{}:{}", id.device, id.interval);
	let community = format!("community {}", view.issuing_authority);
	let of_storage = |moment| view.storage.map(|_| iso(time, moment));
	Bundle {
		certificate_bundle_id: write_bundle(id),
		account_id: view.account.to_string(),
		certificate_bundle_status: status(&view.status),
		certificate_bundle_id_range_start: id.first,
		certificate_bundle_id_range_end: view.range_end,
		bundle_quantity: view.quantity,
		hash: format!("{:?}", view.lineage),
		energy_carrier: "Electricity",
		energy_source: name_of(SOURCES, attributes.energy_source),
		face_value: view.face_value,
		issuance_post_energy_carrier_conversion: false,
		registry_configuration: None,
		device_id: id.device,
		device_name: None,
		device_technology_type: name_of(TECHNOLOGIES, attributes.technology),
		device_production_start_date: write_day(attributes.commissioned),
		device_capacity: attributes.capacity_w,
		device_location: None,
		device_type: match view.storage {
			Some(_) => "Storage",
			None => "Production",
		},
		production_starting_interval: iso(time, view.production_starting_interval),
		production_ending_interval: iso(time, view.production_ending_interval),
		issuance_datestamp: day(time, view.issued_at),
		expiry_datestamp: day(time, view.expires_at),
		is_storage: view.storage.is_some(),
		storage_device_id: view.storage,
		sdr_allocation_id: view.storage.map(|_| issuance.clone()),
		discharging_start_datetime: of_storage(view.production_starting_interval),
		discharging_end_datetime: of_storage(view.production_ending_interval),
		storage_device_location: None,
		storage_efficiency_factor: attributes
			.round_trip_efficiency
			.map(|share| f64::from(share.deconstruct()) / 1e6),
		country_of_issuance: None,
		connected_grid_identification: community.clone(),
		issuing_body: community,
		legal_status: None,
		issuance_purpose: None,
		support_received: name_of(SUPPORTS, attributes.support),
		quality_scheme_reference: None,
		// What the owner used itself has no certificates.
		dissemination_level: "Injected",
		issue_market_zone: zone_name(&attributes.zone),
		emissions_factor_production_device: attributes.emission_factor,
		emissions_factor_source: None,
		allocated_storage_device_id: match view.status {
			BundleStatus::Stored { storage } => Some(storage),
			_ => None,
		},
		cancellation_statement_id: match view.status {
			BundleStatus::Retired { retirement } => Some(retirement),
			_ => None,
		},
		issuance_id: issuance,
	}
}

#[cfg(test)]
mod tests {
	use super::{super::tests::bundle_view, *};
	use crate::market_time::tests::TIME;
	use serde_json::{json, Value};

	#[test]
	fn a_bundle_has_energy_tags_field_names() {
		let view = bundle_view(BundleStatus::Retired { retirement: 4 });
		let json = serde_json::to_value(export(&view, &TIME)).expect("is JSON");
		assert_eq!(
			json,
			serde_json::from_str::<Value>(CANCELLED).expect("is JSON")
		);
	}

	const CANCELLED: &str = r#"{
	"certificate_bundle_id": "3:22:500",
	"issuance_id": "3:22",
	"account_id": "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
	"certificate_bundle_status": "Cancelled",
	"certificate_bundle_id_range_start": 500,
	"certificate_bundle_id_range_end": 1999,
	"bundle_quantity": 1500,
	"hash": "0x0707070707070707070707070707070707070707070707070707070707070707",
	"energy_carrier": "Electricity",
	"energy_source": "Solar",
	"face_value": 1,
	"issuance_post_energy_carrier_conversion": false,
	"registry_configuration": null,
	"device_id": 3,
	"device_name": null,
	"device_technology_type": "solar-photovoltaic",
	"device_production_start_date": "2019-05-01",
	"device_capacity": 6000,
	"device_location": null,
	"device_type": "Production",
	"production_starting_interval": "2005-08-01T22:00:00",
	"production_ending_interval": "2005-08-01T23:00:00",
	"issuance_datestamp": "2005-08-02",
	"expiry_datestamp": "2005-12-03",
	"is_storage": false,
	"storage_device_id": null,
	"sdr_allocation_id": null,
	"discharging_start_datetime": null,
	"discharging_end_datetime": null,
	"storage_device_location": null,
	"storage_efficiency_factor": null,
	"country_of_issuance": null,
	"connected_grid_identification": "community 0",
	"issuing_body": "community 0",
	"legal_status": null,
	"issuance_purpose": null,
	"support_received": "investment",
	"quality_scheme_reference": null,
	"dissemination_level": "Injected",
	"issue_market_zone": "Fontana",
	"emissions_factor_production_device": 0,
	"emissions_factor_source": null,
	"allocated_storage_device_id": null,
	"cancellation_statement_id": 4
}"#;

	#[test]
	fn what_storage_gave_names_the_discharge() {
		let mut view = bundle_view(BundleStatus::Active);
		view.storage = Some(3);
		view.attributes.round_trip_efficiency = Some(sp_runtime::Permill::from_percent(90));
		let json = serde_json::to_value(export(&view, &TIME)).expect("is JSON");
		for (name, value) in [
			("is_storage", json!(true)),
			("device_type", json!("Storage")),
			("storage_device_id", json!(3)),
			("sdr_allocation_id", json!("3:22")),
			("discharging_start_datetime", json!("2005-08-01T22:00:00")),
			("discharging_end_datetime", json!("2005-08-01T23:00:00")),
			("storage_efficiency_factor", json!(0.9)),
		] {
			assert_eq!(json[name], value, "{name}");
		}
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
			let bundle = export(&bundle_view(ours), &TIME);
			assert_eq!(bundle.certificate_bundle_status, theirs);
		}
		let stored = export(&bundle_view(BundleStatus::Stored { storage: 5 }), &TIME);
		assert_eq!(stored.allocated_storage_device_id, Some(5));
	}
}
