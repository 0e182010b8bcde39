use super::*;

fn with_bundle(test: impl FnOnce(BundleId)) {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			export(PLANT, START, 100);
			test(id(PLANT, START, 0));
		});
}

#[test]
fn a_whole_bundle_is_given_away() {
	with_bundle(|whole| {
		let lineage = bundle(whole).lineage;
		assert_ok!(Certificates::transfer(by(ALICE), whole, None, PENNILESS));
		let moved = bundle(whole);
		assert_eq!((moved.owner, moved.quantity), (PENNILESS, 100));
		assert_eq!(moved.lineage, lineage);
		assert_eq!(held(ALICE), 0);
		assert_eq!(Certificates::bundles_of(ALICE, None), []);
		last_event_is(Event::BundleTransferred {
			bundle: whole,
			quantity: 100,
			from: ALICE,
			to: PENNILESS,
		});
	});
}

#[test]
fn a_part_splits_off_the_end_and_the_giver_holds_the_deposit() {
	with_bundle(|whole| {
		let parent = bundle(whole).lineage;
		assert_ok!(Certificates::transfer(by(ALICE), whole, Some(30), BOB));
		let (left, part) = (bundle(whole), bundle(id(PLANT, START, 70)));
		assert_eq!((left.owner, left.quantity), (ALICE, 70));
		assert_eq!((part.owner, part.quantity), (BOB, 30));
		assert_eq!(left.lineage, lineage_of(parent, 0, 70));
		assert_eq!(part.lineage, lineage_of(parent, 70, 30));
		assert_eq!((held(ALICE), held(BOB)), (SPLIT_DEPOSIT, 0));
		// The receiver may do with it as it likes, the giver no more.
		assert_ok!(Certificates::transfer(
			by(BOB),
			id(PLANT, START, 70),
			None,
			DAVE
		));
		assert_eq!(totals(PLANT).active, 100);
	});
}

#[test]
fn a_quantity_of_all_splits_nothing() {
	with_bundle(|whole| {
		assert_ok!(Certificates::transfer(by(ALICE), whole, Some(100), BOB));
		assert_eq!(issuance(PLANT, START).bundles, 1);
		assert_eq!(held(ALICE), 0);
	});
}

#[test]
fn fails_when_the_quantity_cannot_be() {
	with_bundle(|whole| {
		let transfer = |quantity| Certificates::transfer(by(ALICE), whole, Some(quantity), BOB);
		assert_noop!(transfer(0), CertificatesError::ZeroQuantity);
		assert_noop!(transfer(101), CertificatesError::BeyondBundle);
		assert_noop!(transfer(Wh::MAX), CertificatesError::BeyondBundle);
	});
}

#[test]
fn fails_when_it_is_given_to_its_owner() {
	with_bundle(|whole| {
		assert_noop!(
			Certificates::transfer(by(ALICE), whole, Some(1), ALICE),
			CertificatesError::OwnBundle
		);
	});
}

#[test]
fn a_split_leaves_both_parts_with_their_owner() {
	with_bundle(|whole| {
		assert_ok!(Certificates::split(by(ALICE), whole, 1));
		last_event_is(Event::BundleSplit {
			bundle: whole,
			into: id(PLANT, START, 99),
			quantity: 1,
			by: ALICE,
			deposit: SPLIT_DEPOSIT,
		});
		assert_eq!(Certificates::bundles_of(ALICE, None).len(), 2);
	});
}

#[test]
fn fails_when_a_split_leaves_nothing_or_takes_nothing() {
	with_bundle(|whole| {
		let split = |quantity| Certificates::split(by(ALICE), whole, quantity);
		assert_noop!(split(0), CertificatesError::ZeroQuantity);
		assert_noop!(split(100), CertificatesError::SplitOfWhole);
		assert_noop!(split(101), CertificatesError::BeyondBundle);
	});
}

#[test]
fn fails_when_there_are_as_many_bundles_as_may_be_but_whole_ones_move() {
	with_bundle(|whole| {
		for _ in 1..MAX_BUNDLES {
			assert_ok!(Certificates::split(by(ALICE), whole, 1));
		}
		let many = CertificatesError::TooManyBundles;
		assert_noop!(Certificates::split(by(ALICE), whole, 1), many);
		let many = CertificatesError::TooManyBundles;
		assert_noop!(Certificates::transfer(by(ALICE), whole, Some(1), BOB), many);
		assert_ok!(Certificates::transfer(by(ALICE), whole, None, BOB));
		assert_eq!(held(ALICE), SPLIT_DEPOSIT * Balance::from(MAX_BUNDLES - 1));
	});
}

#[test]
fn fails_when_who_splits_cannot_hold_the_deposit() {
	with_bundle(|whole| {
		assert_ok!(Certificates::transfer(by(ALICE), whole, None, PENNILESS));
		assert_noop!(
			dispatch(|| Certificates::split(by(PENNILESS), whole, 1)),
			TokenError::FundsUnavailable
		);
	});
}
