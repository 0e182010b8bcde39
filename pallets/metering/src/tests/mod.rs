//! One module per call, and one per concern of the readings.
#![allow(clippy::arithmetic_side_effects)]

mod any_readings;
mod capacity;
mod certification;
mod close_point;
mod cost;
mod dense_index;
mod keys;
mod refusals;
mod register_point;
mod remove_point;
mod revoke_key;
mod rotate_key;
mod signatures;
mod strikes;
mod submit_readings;
mod swap_meter;

pub use crate::{mock::*, Error, Event, Meters, NewPoint};
pub use commonwatt_primitives::{
	green::{Certification, CertifiedMeters},
	reading::{DeviceKey, DeviceSignature, Reading, Refusal, Registers},
	traits::{Delivery, DeliveryPoints, Gap, GatewayStatus, Obligations},
	CommunityId, Interval, PointId, Wh,
};
pub use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchResultWithPostInfo, Pays, PostDispatchInfo},
};
pub use sp_runtime::DispatchError;

pub type MeteringError = Error<Runtime>;
pub type MeterOf = crate::Meter<AccountId>;

pub fn by(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn last_event_is(event: Event<Runtime>) {
	System::assert_last_event(event.into());
}

pub fn meter(point: PointId) -> MeterOf {
	Meters::<Runtime>::get(point).expect("the point exists")
}

pub fn submit(who: AccountId, readings: Vec<Reading>) -> DispatchResultWithPostInfo {
	let readings = readings.try_into().expect("within the bound");
	Metering::submit_readings(by(who), COMMUNITY, readings)
}

/// The refused of a batch sent by the gateway.
pub fn refused_of(readings: Vec<Reading>) -> Vec<(u32, Refusal)> {
	let sent = readings.len() as u32;
	assert_ok!(submit(GATEWAY, readings));
	let last = System::read_events_no_consensus()
		.last()
		.expect("an event")
		.event
		.clone();
	let RuntimeEvent::Metering(Event::ReadingsSubmitted {
		community,
		who,
		accepted,
		refused,
	}) = last
	else {
		panic!("{last:?} does not end a batch")
	};
	assert_eq!((community, who), (COMMUNITY, GATEWAY));
	assert_eq!(accepted + refused.len() as u32, sent);
	refused.into_inner()
}

/// Checks that a reading is refused, and that nothing but the event is written.
pub fn refused(reading: Reading, reason: Refusal) {
	let (before, booked) = (state(), Deliveries::get());
	assert_eq!(refused_of(vec![reading]), [(0, reason)]);
	assert_eq!(state(), before, "a refused reading writes nothing");
	assert_eq!(Deliveries::get(), booked, "a refused reading books nothing");
}

/// The state's root; forgets the events.
pub fn state() -> Vec<u8> {
	System::reset_events();
	sp_io::storage::root(sp_runtime::StateVersion::V1)
}

pub fn accepted(reading: Reading) {
	assert_eq!(refused_of(vec![reading]), []);
}
