//! Batteries: what they charge, what is allocated to it, what they give.

use super::*;

/// Alice's plant and battery, the battery charged with 100 Wh, 20 of them green.
fn charged(test: impl FnOnce(BundleId)) {
	ExtBuilder::default()
		.devices(&[PLANT, TURBINE, BATTERY, HOME_BATTERY, SHOP])
		.build_and_execute(|| {
			export(PLANT, START, 90);
			import(BATTERY, START, 100, 20);
			test(id(PLANT, START, 0));
		});
}

fn store(who: AccountId, id: BundleId, quantity: Wh, storage: PointId) -> DispatchResult {
	dispatch(|| Certificates::store(by(who), id, Some(quantity), storage))
}

fn lots(point: PointId) -> Vec<(Interval, Wh, Wh)> {
	let lots = Stocks::<Runtime>::get(point).lots.into_iter();
	lots.map(|lot| (lot.from, lot.charged, lot.green)).collect()
}

#[test]
fn certificates_make_the_charge_of_their_interval_green() {
	charged(|whole| {
		assert_ok!(store(ALICE, whole, 60, BATTERY));
		let part = id(PLANT, START, 30);
		assert_eq!(
			bundle(part).status,
			BundleStatus::Stored { storage: BATTERY }
		);
		assert_eq!(totals(PLANT).stored, 60);
		assert_eq!(lots(BATTERY), [(START, 100, 80)]);
		let lineage = Stocks::<Runtime>::get(BATTERY).lots[0].lineage;
		last_event_is(Event::BundleStored {
			bundle: part,
			quantity: 60,
			storage: BATTERY,
			lineage,
		});
	});
}

#[test]
fn fails_when_more_is_allocated_than_was_charged_and_is_not_green() {
	charged(|whole| {
		assert_noop!(
			store(ALICE, whole, 81, BATTERY),
			CertificatesError::BeyondCharge
		);
		assert_ok!(store(ALICE, whole, 50, BATTERY));
		assert_noop!(
			store(ALICE, whole, 31, BATTERY),
			CertificatesError::BeyondCharge
		);
		assert_ok!(store(ALICE, whole, 30, BATTERY));
	});
}

#[test]
fn fails_when_nothing_was_charged_in_that_interval() {
	charged(|_| {
		export(PLANT, START + 1, 10);
		assert_noop!(
			store(ALICE, id(PLANT, START + 1, 0), 10, BATTERY),
			CertificatesError::NoChargeRecord
		);
	});
}

#[test]
fn fails_when_it_is_not_storage_of_the_owner() {
	charged(|whole| {
		import(HOME_BATTERY, START, 100, 0);
		assert_noop!(
			store(ALICE, whole, 10, HOME_BATTERY),
			CertificatesError::NotStorageOwner
		);
		assert_noop!(
			store(ALICE, whole, 10, TURBINE),
			CertificatesError::NotStorage
		);
		assert_noop!(store(ALICE, whole, 10, SHOP), CertificatesError::NotStorage);
		assert_noop!(
			store(ALICE, whole, 10, HOME),
			CertificatesError::UnknownDevice
		);
		// The battery's owner cannot take another's certificates.
		assert_noop!(
			store(BOB, whole, 10, HOME_BATTERY),
			CertificatesError::NotOwner
		);
		assert_ok!(Certificates::deregister_device(by(OPERATOR), BATTERY));
		assert_noop!(
			store(ALICE, whole, 10, BATTERY),
			CertificatesError::DeviceDeregistered
		);
	});
}

#[test]
fn a_discharge_is_as_green_as_what_it_takes() {
	charged(|whole| {
		assert_ok!(store(ALICE, whole, 60, BATTERY));
		// 50 Wh of the 100: 40 given, 40 of the 80 green ones, 32 green given.
		export(BATTERY, START + 1, 40);
		let issuance = issuance(BATTERY, START + 1);
		assert_eq!((issuance.tradeable, issuance.uncertified), (32, 8));
		assert_eq!(
			issuance.discharge,
			Some(Discharge {
				discharged: 40,
				covered: 40,
				taken: 50,
				green_taken: 40,
			})
		);
		assert_eq!(lots(BATTERY), [(START, 50, 40)]);
		let view = Certificates::bundle_view(id(BATTERY, START + 1, 0)).expect("issued");
		assert_eq!((view.storage, view.quantity), (Some(BATTERY), 32));
		assert_eq!(view.discharge, issuance.discharge);
		let storage = Certificates::device_view(BATTERY)
			.expect("a device")
			.storage;
		assert_eq!(
			storage,
			StorageTotals {
				charged: 100,
				green_charged: 20,
				allocated: 60,
				discharged: 40,
				covered: 40,
				losses: 10,
				green_taken: 40,
				green_expired: 0,
			}
		);
		// What was discharged cannot be made green any more.
		assert_ok!(store(ALICE, whole, 10, BATTERY));
		assert_noop!(
			store(ALICE, whole, 1, BATTERY),
			CertificatesError::BeyondCharge
		);
	});
}

#[test]
fn what_was_not_charged_is_not_green() {
	charged(|_| {
		// 100 Wh give 80; the rest was in the battery when it was registered.
		export(BATTERY, START + 1, 120);
		let issuance = issuance(BATTERY, START + 1);
		assert_eq!((issuance.tradeable, issuance.uncertified), (16, 104));
		assert_eq!(
			issuance.discharge,
			Some(Discharge {
				discharged: 120,
				covered: 80,
				taken: 100,
				green_taken: 20,
			})
		);
		assert_eq!(lots(BATTERY), []);
	});
}

#[test]
fn a_discharge_takes_the_oldest_charge_and_none_of_later() {
	charged(|_| {
		import(BATTERY, START + 2, 50, 50);
		import(BATTERY, START + 5, 50, 50);
		// 125 Wh are needed: all of the first, 25 of the second.
		export(BATTERY, START + 4, 100);
		assert_eq!(lots(BATTERY), [(START + 2, 25, 25), (START + 5, 50, 50)]);
		// Settled late: what is charged after it does not count.
		export(BATTERY, START + 3, 100);
		assert_eq!(issuance(BATTERY, START + 3).tradeable, 20);
		assert_eq!(lots(BATTERY), [(START + 5, 50, 50)]);
	});
}

#[test]
fn what_passes_through_in_an_interval_is_neither_charge_nor_green() {
	charged(|_| {
		Certificates::settled(&SettledEnergy {
			green_used: 30,
			..reading(BATTERY, START + 1, 130, 100)
		});
		let through = issuance(BATTERY, START + 1);
		assert_eq!((through.netted, through.green_charged), (100, 30));
		assert_eq!(lots(BATTERY)[1], (START + 1, 30, 30));
		assert_eq!(totals(BATTERY).uncertified, 100);
	});
}

#[test]
fn what_the_market_says_of_a_followed_export_is_for_the_market_alone() {
	charged(|_| {
		Certificates::settled(&SettledEnergy {
			sold_ahead: 40,
			local: 40,
			..reading(BATTERY, START + 1, 0, 40)
		});
		let issuance = issuance(BATTERY, START + 1);
		assert_eq!((issuance.sold_ahead, issuance.local), (0, 0));
		assert_eq!(issuance.tradeable, 8);
	});
}

#[test]
fn the_two_oldest_lots_are_merged_when_there_are_too_many() {
	charged(|whole| {
		let first = Stocks::<Runtime>::get(BATTERY).lots[0].lineage;
		for nth in 1..=LOTS {
			import(BATTERY, START + nth, 10, 0);
		}
		let merged = Stocks::<Runtime>::get(BATTERY).lots[0];
		assert_eq!((merged.from, merged.until), (START, START + 1));
		assert_eq!((merged.charged, merged.green), (110, 20));
		assert_ne!(merged.lineage, first);
		assert!(events().contains(&Event::LotsMerged {
			storage: BATTERY,
			into: merged,
		}));
		// No interval's own charge any more.
		assert_noop!(
			store(ALICE, whole, 1, BATTERY),
			CertificatesError::NoChargeRecord
		);
	});
}

#[test]
fn charge_beyond_its_validity_is_lost() {
	charged(|_| {
		Now::set(START + VALIDITY);
		export(BATTERY, START + VALIDITY, 40);
		assert!(events().contains(&Event::LotsExpired {
			storage: BATTERY,
			charged: 100,
			green: 20,
		}));
		let storage = Certificates::device_view(BATTERY)
			.expect("a device")
			.storage;
		assert_eq!((storage.losses, storage.green_expired), (100, 20));
		assert_eq!(totals(BATTERY).tradeable(), 0);
	});
}

#[test]
fn a_discharge_beyond_the_capacity_is_not_issued() {
	charged(|_| {
		import(BATTERY, START + 1, 20_000, 20_000);
		export(BATTERY, START + 2, 15_000);
		assert_eq!(issuance(BATTERY, START + 2).tradeable, Wh::from(CAPACITY_W));
	});
}

#[test]
fn energy_that_goes_round_through_batteries_gets_no_greener() {
	charged(|whole| {
		assert_ok!(store(ALICE, whole, 80, BATTERY));
		export(BATTERY, START + 1, 80);
		let given = id(BATTERY, START + 1, 0);
		assert_eq!(bundle(given).quantity, 80);
		// Again: Bob's battery charges what Alice's gives.
		assert_ok!(Certificates::transfer(by(ALICE), given, None, BOB));
		import(HOME_BATTERY, START + 1, 80, 0);
		assert_ok!(store(BOB, given, 80, HOME_BATTERY));
		export(HOME_BATTERY, START + 2, 64);
		assert_eq!(issuance(HOME_BATTERY, START + 2).tradeable, 64);
	});
}
