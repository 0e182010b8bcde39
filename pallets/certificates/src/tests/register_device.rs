use super::*;
use crate::{Attributes, DeviceAt, DeviceCount};
use frame_support::BoundedVec;

fn register(who: AccountId, point: PointId, attributes: DeviceAttributes) -> DispatchResult {
	Certificates::register_device(by(who), point, attributes, true)
}

#[test]
fn the_issuing_authority_registers_a_producer() {
	ExtBuilder::default().build_and_execute(|| {
		let solar = attributes(Technology::SolarPhotovoltaic);
		assert_ok!(register(OPERATOR, PLANT, solar.clone()));
		assert_eq!(
			FakeMeters::certification(PLANT),
			Some(Certification::Producer)
		);
		assert_eq!(Attributes::<Runtime>::get(PLANT, 0), Some(solar.clone()));
		assert_eq!(DeviceAt::<Runtime>::get(0), Some(PLANT));
		assert_eq!(DeviceCount::<Runtime>::get(), 1);
		last_event_is(Event::DeviceRegistered {
			community: COMMUNITY,
			device: PLANT,
			kind: DeviceKind::Production,
			version: 0,
			attributes: solar,
			automatic: true,
		});
	});
}

#[test]
fn storage_and_consumers_are_followed() {
	ExtBuilder::default()
		.devices(&[BATTERY, SHOP])
		.build_and_execute(|| {
			for point in [BATTERY, SHOP] {
				assert_eq!(
					FakeMeters::certification(point),
					Some(Certification::Followed)
				);
			}
			let kind = |point| Devices::<Runtime>::get(point).expect("a device").kind;
			assert_eq!(kind(BATTERY), DeviceKind::Storage);
			assert_eq!(kind(SHOP), DeviceKind::Consumption);
		});
}

#[test]
fn a_deregistered_device_comes_back_with_its_totals() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			export(PLANT, START, 10);
			assert_ok!(Certificates::deregister_device(by(OPERATOR), PLANT));
			let mut larger = attributes(Technology::SolarPhotovoltaic);
			larger.emission_factor = 7;
			assert_ok!(register(OPERATOR, PLANT, larger));
			export(PLANT, START + 1, 20);
			assert_eq!(totals(PLANT).active, 30);
			assert_eq!(issuance(PLANT, START).version, 0);
			assert_eq!(issuance(PLANT, START + 1).version, 1);
			assert_eq!(DeviceCount::<Runtime>::get(), 1);
		});
}

#[test]
fn fails_when_the_caller_is_not_the_communitys_operator() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [ALICE, OTHER_OPERATOR] {
			let solar = attributes(Technology::SolarPhotovoltaic);
			assert_noop!(register(who, PLANT, solar), NOT_OPERATOR);
		}
		let solar = attributes(Technology::SolarPhotovoltaic);
		assert_noop!(register(OPERATOR, ELSEWHERE, solar), NOT_OPERATOR);
	});
}

#[test]
fn fails_when_there_is_no_such_point_or_it_is_closed() {
	ExtBuilder::default().build_and_execute(|| {
		let solar = attributes(Technology::SolarPhotovoltaic);
		assert_noop!(
			register(OPERATOR, UNKNOWN_POINT, solar.clone()),
			CertificatesError::UnknownPoint
		);
		change_point(PLANT, |point| point.closed = true);
		assert_noop!(
			register(OPERATOR, PLANT, solar),
			CertificatesError::PointClosed
		);
	});
}

#[test]
fn fails_when_it_is_registered_already() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			let solar = attributes(Technology::SolarPhotovoltaic);
			assert_noop!(
				register(OPERATOR, PLANT, solar),
				CertificatesError::AlreadyRegistered
			);
		});
}

#[test]
fn fails_when_a_device_comes_back_as_another_kind() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			assert_ok!(Certificates::deregister_device(by(OPERATOR), PLANT));
			assert_noop!(
				register(OPERATOR, PLANT, attributes(Technology::Battery)),
				CertificatesError::KindChanged
			);
		});
}

#[test]
fn fails_when_the_capacity_cannot_be() {
	ExtBuilder::default().build_and_execute(|| {
		let with = |capacity_w| DeviceAttributes {
			capacity_w,
			..attributes(Technology::SolarPhotovoltaic)
		};
		assert_noop!(
			register(OPERATOR, PLANT, with(0)),
			CertificatesError::ZeroCapacity
		);
		assert_noop!(
			register(OPERATOR, PLANT, with(CAPACITY_W + 1)),
			CertificatesError::CapacityBeyondMeter
		);
		assert_ok!(register(OPERATOR, PLANT, with(CAPACITY_W)));
	});
}

#[test]
fn fails_when_efficiency_and_storage_do_not_go_together() {
	ExtBuilder::default().build_and_execute(|| {
		let with = |technology, round_trip_efficiency| DeviceAttributes {
			round_trip_efficiency,
			..attributes(technology)
		};
		for efficiency in [None, Some(Permill::zero())] {
			assert_noop!(
				register(OPERATOR, BATTERY, with(Technology::Battery, efficiency)),
				CertificatesError::StorageWithoutEfficiency
			);
		}
		let one = Some(Permill::one());
		for technology in [Technology::SolarPhotovoltaic, Technology::Load] {
			assert_noop!(
				register(OPERATOR, PLANT, with(technology, one)),
				CertificatesError::EfficiencyWithoutStorage
			);
		}
		assert_ok!(register(OPERATOR, BATTERY, with(Technology::Battery, one)));
	});
}

#[test]
fn the_largest_attributes_fit() {
	ExtBuilder::default().build_and_execute(|| {
		let zone = BoundedVec::truncate_from(vec![b'x'; MAX_ZONE as usize]);
		let large = DeviceAttributes {
			zone,
			commissioned: u32::MAX,
			emission_factor: u32::MAX,
			..attributes(Technology::SolarPhotovoltaic)
		};
		assert_ok!(register(OPERATOR, PLANT, large));
	});
}
