use super::*;
use crate::{RetirementRings, Retirements};

fn with_bundle(test: impl FnOnce(BundleId)) {
	ExtBuilder::default()
		.devices(&[PLANT, SHOP])
		.build_and_execute(|| {
			export(PLANT, START, 100);
			import(SHOP, START, 60, 20);
			test(id(PLANT, START, 0));
		});
}

fn retire_for(
	beneficiary: Beneficiary<AccountId>,
	id: BundleId,
	quantity: Option<Wh>,
) -> DispatchResult {
	dispatch(|| Certificates::retire(by(ALICE), id, quantity, beneficiary, Purpose::Disclosure))
}

#[test]
fn a_retirement_is_kept_with_its_statement() {
	with_bundle(|whole| {
		System::set_block_number(9);
		let beneficiary = Beneficiary::Statement(H256::repeat_byte(7));
		assert_ok!(retire_for(beneficiary, whole, Some(40)));
		let part = id(PLANT, START, 60);
		let retirement = Retirement {
			community: COMMUNITY,
			bundle: part,
			quantity: 40,
			owner: ALICE,
			beneficiary,
			purpose: Purpose::Disclosure,
			lineage: bundle(part).lineage,
			block: 9,
		};
		last_event_is(Event::CertificatesRetired {
			id: 0,
			retirement: retirement.clone(),
		});
		assert_eq!(Certificates::retirement_of(COMMUNITY, 0), Some(retirement));
		assert_eq!(bundle(part).status, BundleStatus::Retired { retirement: 0 });
		assert_eq!((totals(PLANT).active, totals(PLANT).retired), (60, 40));
	});
}

#[test]
fn a_followed_point_gets_no_more_than_it_used_and_is_not_green() {
	with_bundle(|whole| {
		let shop = Beneficiary::Point(SHOP);
		assert_noop!(
			retire_for(shop, whole, Some(41)),
			CertificatesError::BeyondConsumption
		);
		assert_ok!(retire_for(shop, whole, Some(30)));
		assert_noop!(
			retire_for(shop, whole, Some(11)),
			CertificatesError::BeyondConsumption
		);
		assert_ok!(retire_for(shop, whole, Some(10)));
		let matching = Certificates::matching_view(SHOP, START, START + 1).expect("followed");
		assert_eq!(
			matching.total,
			Consumption {
				used: 60,
				green_local: 20,
				retired: 40
			}
		);
		assert_eq!(matching.score, Some(1_000_000));
	});
}

#[test]
fn fails_when_the_point_used_nothing_in_that_interval() {
	with_bundle(|_| {
		export(PLANT, START + 1, 10);
		import(SHOP, START + 2, 100, 0);
		assert_noop!(
			retire_for(Beneficiary::Point(SHOP), id(PLANT, START + 1, 0), None),
			CertificatesError::NoConsumptionRecord
		);
	});
}

#[test]
fn points_that_are_not_followed_are_named_as_they_are() {
	with_bundle(|whole| {
		assert_ok!(retire_for(Beneficiary::Point(HOME), whole, Some(10)));
		assert_ok!(retire_for(Beneficiary::Point(PLANT), whole, Some(10)));
		assert_noop!(
			retire_for(Beneficiary::Point(UNKNOWN_POINT), whole, Some(10)),
			CertificatesError::UnknownPoint
		);
	});
}

#[test]
fn fails_when_the_quantity_cannot_be() {
	with_bundle(|whole| {
		let own = Beneficiary::Account(ALICE);
		assert_noop!(
			retire_for(own, whole, Some(0)),
			CertificatesError::ZeroQuantity
		);
		assert_noop!(
			retire_for(own, whole, Some(101)),
			CertificatesError::BeyondBundle
		);
	});
}

#[test]
fn the_oldest_retirement_is_folded_into_the_commitment() {
	with_bundle(|whole| {
		let own = Beneficiary::Account(ALICE);
		let mut expected = Folded::default();
		for nth in 0..u64::from(MAX_RETIREMENTS) + 2 {
			assert_ok!(retire_for(own, whole, Some(nth + 1)));
			if nth < 2 {
				let record = Certificates::retirement_of(COMMUNITY, nth).expect("kept");
				expected.fold(&(nth, record), nth + 1);
			}
			Certificates::check_invariants();
		}
		let ring = RetirementRings::<Runtime>::get(COMMUNITY);
		assert_eq!((ring.oldest, ring.next), (2, 6));
		assert_eq!(ring.folded, expected);
		assert_eq!((ring.folded.records, ring.folded.wh), (2, 3));
		assert_eq!(Certificates::retirement_of(COMMUNITY, 1), None);
		assert_eq!(
			Retirements::<Runtime>::iter_prefix(COMMUNITY).count() as u32,
			MAX_RETIREMENTS
		);
		let view = Certificates::retirements_view(COMMUNITY, 0);
		let ids: Vec<_> = view.page.iter().map(|(id, _)| *id).collect();
		assert_eq!(ids, [2, 3, 4, 5]);
	});
}

#[test]
fn communities_count_their_own() {
	ExtBuilder::default()
		.devices(&[TURBINE, ELSEWHERE])
		.build_and_execute(|| {
			for point in [TURBINE, ELSEWHERE] {
				export(point, START, 10);
				assert_ok!(Certificates::retire(
					by(BOB),
					id(point, START, 0),
					None,
					Beneficiary::Account(BOB),
					Purpose::OwnUse
				));
			}
			for community in [COMMUNITY, OTHER_COMMUNITY] {
				assert_eq!(RetirementRings::<Runtime>::get(community).next, 1);
			}
		});
}

#[test]
fn the_authority_withdraws_for_errors() {
	with_bundle(|whole| {
		assert_ok!(Certificates::split(by(ALICE), whole, 30));
		assert_ok!(Certificates::offer(by(ALICE), whole, 1, 1));
		let reason = H256::repeat_byte(3);
		assert_ok!(Certificates::withdraw(by(OPERATOR), whole, reason));
		last_event_is(Event::BundleWithdrawn {
			bundle: whole,
			quantity: 70,
			owner: ALICE,
			reason,
		});
		let part = id(PLANT, START, 70);
		assert_ok!(Certificates::withdraw(by(OPERATOR), part, reason));
		assert_eq!(totals(PLANT).withdrawn, 100);
	});
}

#[test]
fn fails_when_another_withdraws() {
	with_bundle(|whole| {
		for who in [ALICE, OTHER_OPERATOR] {
			assert_noop!(
				Certificates::withdraw(by(who), whole, H256::zero()),
				NOT_OPERATOR
			);
		}
		assert_noop!(
			Certificates::withdraw(by(OPERATOR), id(PLANT, START, 1), H256::zero()),
			CertificatesError::UnknownBundle
		);
	});
}

#[test]
fn what_was_retired_is_not_withdrawn() {
	with_bundle(|whole| {
		assert_ok!(retire_for(Beneficiary::Account(BOB), whole, None));
		assert_noop!(
			Certificates::withdraw(by(OPERATOR), whole, H256::zero()),
			CertificatesError::BundleRetired
		);
	});
}
