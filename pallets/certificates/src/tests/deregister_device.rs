use super::*;
use crate::{Attributes, DeviceAt, DeviceCount};

#[test]
fn nothing_more_is_issued_and_what_exists_stays() {
	ExtBuilder::default()
		.devices(&[TURBINE])
		.on_request(PLANT)
		.build_and_execute(|| {
			export(TURBINE, START, 10);
			export(PLANT, START, 10);
			for point in [TURBINE, PLANT] {
				assert_ok!(Certificates::deregister_device(by(OPERATOR), point));
				last_event_is(Event::DeviceDeregistered { device: point });
				assert_eq!(FakeMeters::certification(point), Some(Certification::None));
			}
			// A reading that was booked before.
			export(TURBINE, START + 1, 20);
			assert_eq!(totals(TURBINE).exported, 10);
			assert_noop!(
				Certificates::issue(by(ALICE), PLANT, START),
				CertificatesError::DeviceDeregistered
			);
			let own = Beneficiary::Account(BOB);
			assert_ok!(Certificates::retire(
				by(BOB),
				id(TURBINE, START, 0),
				None,
				own,
				Purpose::OwnUse
			));
		});
}

#[test]
fn a_device_whose_point_is_gone_can_be_deregistered() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			Points::mutate(|points| points.remove(&PLANT));
			assert_ok!(Certificates::deregister_device(by(OPERATOR), PLANT));
		});
}

#[test]
fn fails_when_the_caller_is_not_the_authority_or_it_is_deregistered() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			let deregister = |who| Certificates::deregister_device(by(who), PLANT);
			for who in [ALICE, OTHER_OPERATOR] {
				assert_noop!(deregister(who), NOT_OPERATOR);
			}
			assert_ok!(deregister(OPERATOR));
			assert_noop!(deregister(OPERATOR), CertificatesError::DeviceDeregistered);
			assert_noop!(
				Certificates::deregister_device(by(OPERATOR), TURBINE),
				CertificatesError::UnknownDevice
			);
		});
}

#[test]
fn a_device_of_which_nothing_is_kept_is_removed() {
	ExtBuilder::default()
		.devices(&[PLANT, TURBINE, BATTERY])
		.build_and_execute(|| {
			export(PLANT, START, 10);
			let remove = |who| Certificates::remove_device(by(who), PLANT);
			assert_noop!(remove(OPERATOR), CertificatesError::DeviceRegistered);
			assert_ok!(Certificates::deregister_device(by(OPERATOR), PLANT));
			assert_noop!(remove(OPERATOR), CertificatesError::DeviceInUse);
			Now::set(START + VALIDITY);
			next_block();
			assert_noop!(remove(OTHER_OPERATOR), NOT_OPERATOR);
			let folded = Certificates::device_view(PLANT).expect("it is").folded;
			assert_ok!(remove(OPERATOR));
			last_event_is(Event::DeviceRemoved {
				device: PLANT,
				totals: DeviceTotals {
					exported: 10,
					expired: 10,
					..Default::default()
				},
				consumption: Default::default(),
				storage: Default::default(),
				folded,
			});
			assert_noop!(remove(OPERATOR), CertificatesError::UnknownDevice);
			assert_eq!(Attributes::<Runtime>::iter_prefix(PLANT).count(), 0);
			// The last one has taken its place.
			assert_eq!(DeviceCount::<Runtime>::get(), 2);
			assert_eq!(DeviceAt::<Runtime>::get(0), Some(BATTERY));
			assert_ok!(Certificates::deregister_device(by(OPERATOR), TURBINE));
			assert_ok!(Certificates::remove_device(by(OPERATOR), TURBINE));
		});
}

#[test]
fn a_removed_battery_takes_its_stock_with_it() {
	ExtBuilder::default()
		.devices(&[BATTERY])
		.build_and_execute(|| {
			import(BATTERY, START, 100, 50);
			assert_ok!(Certificates::deregister_device(by(OPERATOR), BATTERY));
			Now::set(START + VALIDITY);
			next_block();
			assert_ok!(Certificates::remove_device(by(OPERATOR), BATTERY));
			assert!(!Stocks::<Runtime>::contains_key(BATTERY));
		});
}

#[test]
fn a_plant_goes_before_the_battery_that_holds_its_certificates() {
	ExtBuilder::default()
		.devices(&[PLANT, BATTERY])
		.build_and_execute(|| {
			export(PLANT, START, 100);
			import(BATTERY, START, 100, 0);
			let whole = id(PLANT, START, 0);
			assert_ok!(Certificates::store(by(ALICE), whole, None, BATTERY));
			Now::set(START + VALIDITY - 1);
			export(BATTERY, START + VALIDITY - 1, 40);
			Now::set(START + VALIDITY);
			next_block();
			assert_ok!(Certificates::deregister_device(by(OPERATOR), PLANT));
			assert_ok!(Certificates::remove_device(by(OPERATOR), PLANT));
			Certificates::check_invariants();
			let given = id(BATTERY, START + VALIDITY - 1, 0);
			assert_eq!(bundle(given).quantity, 40);
		});
}
