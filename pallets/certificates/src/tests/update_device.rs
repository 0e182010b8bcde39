use super::*;
use crate::{Attributes, MAX_VERSIONS};

fn greener(by_grams: u32) -> DeviceAttributes {
	DeviceAttributes {
		emission_factor: by_grams,
		..attributes(Technology::SolarPhotovoltaic)
	}
}

fn update(who: AccountId, attributes: DeviceAttributes, automatic: bool) -> DispatchResult {
	dispatch(|| Certificates::update_device(by(who), PLANT, attributes, automatic))
}

#[test]
fn what_was_settled_keeps_its_attributes() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			export(PLANT, START, 10);
			assert_ok!(update(OPERATOR, greener(5), true));
			last_event_is(Event::DeviceUpdated {
				device: PLANT,
				version: 1,
				attributes: greener(5),
				automatic: true,
			});
			export(PLANT, START + 1, 10);
			let factor = |interval| {
				let view = Certificates::bundle_view(id(PLANT, interval, 0)).expect("issued");
				view.attributes.emission_factor
			};
			assert_eq!((factor(START), factor(START + 1)), (0, 5));
		});
}

#[test]
fn a_version_that_nothing_names_goes() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			for grams in 1..20 {
				assert_ok!(update(OPERATOR, greener(grams), true));
				assert_eq!(Attributes::<Runtime>::iter_prefix(PLANT).count(), 1);
			}
			assert_eq!(Certificates::device_view(PLANT).expect("it is").version, 19);
		});
}

#[test]
fn automatic_issuing_alone_makes_no_version() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			assert_ok!(update(OPERATOR, greener(0), false));
			let view = Certificates::device_view(PLANT).expect("a device");
			assert_eq!((view.version, view.automatic), (0, false));
			export(PLANT, START, 10);
			assert_eq!(issuance(PLANT, START).status, IssuanceStatus::Unissued);
		});
}

#[test]
fn fails_when_nothing_changes() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			assert_noop!(
				update(OPERATOR, greener(0), true),
				CertificatesError::NothingChanged
			);
		});
}

#[test]
fn fails_when_too_many_versions_are_in_use_until_issuances_go() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			for version in 1..MAX_VERSIONS {
				export(PLANT, START + version, 10);
				assert_ok!(update(OPERATOR, greener(version), true));
			}
			export(PLANT, START + MAX_VERSIONS, 10);
			assert_noop!(
				update(OPERATOR, greener(100), true),
				CertificatesError::TooManyVersions
			);
			Now::set(START + 1 + VALIDITY);
			next_block();
			assert_ok!(update(OPERATOR, greener(100), true));
			assert_eq!(
				Attributes::<Runtime>::iter_prefix(PLANT).count() as u32,
				MAX_VERSIONS
			);
		});
}

#[test]
fn fails_when_the_kind_changes() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			assert_noop!(
				update(OPERATOR, attributes(Technology::Battery), true),
				CertificatesError::KindChanged
			);
			let wind = attributes(Technology::OnshoreWind);
			assert_ok!(update(OPERATOR, wind, true));
		});
}

#[test]
fn fails_when_the_caller_is_not_the_authority_or_there_is_no_device() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			for who in [ALICE, OTHER_OPERATOR] {
				assert_noop!(update(who, greener(1), true), NOT_OPERATOR);
			}
			assert_noop!(
				Certificates::update_device(by(OPERATOR), TURBINE, greener(1), true),
				CertificatesError::UnknownDevice
			);
		});
}

#[test]
fn fails_when_the_capacity_is_beyond_the_meters_or_the_device_is_deregistered() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			change_point(PLANT, |point| point.capacity_w = CAPACITY_W - 1);
			assert_noop!(
				update(OPERATOR, greener(1), true),
				CertificatesError::CapacityBeyondMeter
			);
			assert_ok!(Certificates::deregister_device(by(OPERATOR), PLANT));
			assert_noop!(
				update(OPERATOR, greener(1), true),
				CertificatesError::DeviceDeregistered
			);
		});
}
