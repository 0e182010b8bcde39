use super::*;

fn waiting(test: impl FnOnce()) {
	ExtBuilder::default()
		.on_request(PLANT)
		.build_and_execute(|| {
			export(PLANT, START, 10);
			test();
		});
}

#[test]
fn the_owner_or_the_authority_asks_for_what_waits() {
	for who in [ALICE, OPERATOR] {
		waiting(|| {
			assert_eq!(totals(PLANT).unissued, 10);
			assert_ok!(Certificates::issue(by(who), PLANT, START));
			assert_eq!(bundle(id(PLANT, START, 0)).owner, ALICE);
			assert_eq!((totals(PLANT).unissued, totals(PLANT).active), (0, 10));
		});
	}
}

#[test]
fn it_is_the_owners_of_the_time() {
	waiting(|| {
		change_point(PLANT, |point| point.owner = DAVE);
		assert_ok!(Certificates::issue(by(DAVE), PLANT, START));
		assert_eq!(bundle(id(PLANT, START, 0)).owner, DAVE);
	});
}

#[test]
fn fails_when_it_was_issued() {
	waiting(|| {
		assert_ok!(Certificates::issue(by(ALICE), PLANT, START));
		assert_noop!(
			Certificates::issue(by(ALICE), PLANT, START),
			CertificatesError::AlreadyIssued
		);
	});
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			export(PLANT, START, 10);
			assert_noop!(
				Certificates::issue(by(ALICE), PLANT, START),
				CertificatesError::AlreadyIssued
			);
		});
}

#[test]
fn fails_when_the_caller_is_neither_owner_nor_authority() {
	waiting(|| {
		for who in [BOB, OTHER_OPERATOR] {
			assert_noop!(
				Certificates::issue(by(who), PLANT, START),
				CertificatesError::NotOwnerNorAuthority
			);
		}
	});
}

#[test]
fn fails_when_there_is_nothing() {
	waiting(|| {
		assert_noop!(
			Certificates::issue(by(ALICE), PLANT, START + 1),
			CertificatesError::UnknownIssuance
		);
		assert_noop!(
			Certificates::issue(by(ALICE), TURBINE, START),
			CertificatesError::UnknownDevice
		);
	});
}

#[test]
fn fails_when_the_backlog_has_lapsed() {
	waiting(|| {
		Now::set(START + BACKLOG_WINDOW - 1);
		export(PLANT, START + 1, 20);
		next_block();
		assert_ok!(Certificates::issue(by(ALICE), PLANT, START));
		Now::set(START + 1 + BACKLOG_WINDOW);
		assert_noop!(
			Certificates::issue(by(ALICE), PLANT, START + 1),
			CertificatesError::BacklogLapsed
		);
		next_block();
		last_event_is(Event::Lapsed {
			device: PLANT,
			interval: START + 1,
			quantity: 20,
		});
		assert_noop!(
			Certificates::issue(by(ALICE), PLANT, START + 1),
			CertificatesError::BacklogLapsed
		);
		assert_eq!((totals(PLANT).lapsed, totals(PLANT).unissued), (20, 0));
	});
}
