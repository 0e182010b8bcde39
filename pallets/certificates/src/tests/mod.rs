//! One module per call, and one per concern.
#![allow(clippy::arithmetic_side_effects)]

mod buy;
mod cost;
mod deregister_device;
mod example;
mod expire;
mod integrity;
mod issue;
mod operations;
mod register_device;
mod retire;
mod settlement;
mod statuses;
mod stock;
mod store;
mod transfer;
mod update_device;
mod views;

pub use crate::{mock::*, Bundles, Devices, Error, Event, Issuances, Stocks};
pub use commonwatt_primitives::{
	certificate::*,
	green::{Certification, CertifiedMeters, OnSettledEnergy, SettledEnergy},
	reading::Registers,
	Balance, Interval, PointId, Price, Wh,
};
pub use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
pub use sp_core::H256;
pub use sp_runtime::{DispatchError, Permill, TokenError};

pub type CertificatesError = Error<Runtime>;
pub type CertificatesEvent = Event<Runtime>;

pub fn by(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// As a transaction does it: what fails leaves nothing behind.
pub fn dispatch(call: impl FnOnce() -> DispatchResult) -> DispatchResult {
	frame_support::storage::with_storage_layer(call)
}

pub fn last_event_is(event: CertificatesEvent) {
	System::assert_last_event(event.into());
}

/// This pallet's events, oldest first.
pub fn events() -> Vec<CertificatesEvent> {
	let all = System::events().into_iter();
	all.filter_map(|record| match record.event {
		RuntimeEvent::Certificates(event) => Some(event),
		_ => None,
	})
	.collect()
}

/// What settlement says of a point that imported and exported in an interval.
pub fn reading(point: PointId, interval: Interval, import: Wh, export: Wh) -> SettledEnergy {
	let certification = match technology(point).kind() {
		DeviceKind::Production => Certification::Producer,
		_ => Certification::Followed,
	};
	SettledEnergy {
		community: Points::get().get(&point).map_or(0, |it| it.community),
		point,
		interval,
		certification,
		energy: Registers { import, export },
		sold_ahead: 0,
		local: 0,
		green_used: 0,
		late: false,
	}
}

/// Settles an export with nothing else.
pub fn export(point: PointId, interval: Interval, wh: Wh) {
	Certificates::settled(&reading(point, interval, 0, wh));
}

/// Settles an import, `green` of it local green energy.
pub fn import(point: PointId, interval: Interval, wh: Wh, green: Wh) {
	Certificates::settled(&SettledEnergy {
		green_used: green,
		..reading(point, interval, wh, 0)
	});
}

pub const fn id(device: PointId, interval: Interval, first: Wh) -> BundleId {
	BundleId {
		device,
		interval,
		first,
	}
}

pub fn issuance(point: PointId, interval: Interval) -> Issuance {
	Issuances::<Runtime>::get(point, interval).expect("it was settled")
}

pub fn bundle(id: BundleId) -> crate::BundleOf<Runtime> {
	Bundles::<Runtime>::get((id.device, id.interval, id.first)).expect("it was issued")
}

pub fn totals(point: PointId) -> DeviceTotals {
	Certificates::totals_of(point).expect("a device")
}

pub fn held(who: AccountId) -> Balance {
	use frame_support::traits::fungible::InspectHold;
	Balances::balance_on_hold(&crate::HoldReason::Split.into(), &who)
}
