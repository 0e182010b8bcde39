//! What cannot be done with a bundle, by its status: every call against every status.

use super::*;

type Call = (&'static str, fn(AccountId, BundleId) -> DispatchResult);

const CALLS: [Call; 6] = [
	("transfer", |who, id| {
		Certificates::transfer(by(who), id, Some(1), DAVE)
	}),
	("split", |who, id| Certificates::split(by(who), id, 1)),
	("offer", |who, id| Certificates::offer(by(who), id, 1, 1)),
	("retire", |who, id| {
		let own = Beneficiary::Account(who);
		Certificates::retire(by(who), id, Some(1), own, Purpose::OwnUse)
	}),
	("store", |who, id| {
		Certificates::store(by(who), id, Some(1), BATTERY)
	}),
	("retire whole", |who, id| {
		let own = Beneficiary::Account(who);
		Certificates::retire(by(who), id, None, own, Purpose::OwnUse)
	}),
];

/// A bundle of Alice's, after something was done with it.
fn after(change: impl Fn(BundleId) -> DispatchResult, test: impl Fn(BundleId)) {
	ExtBuilder::default()
		.devices(&[PLANT, BATTERY])
		.build_and_execute(|| {
			export(PLANT, START, 100);
			import(BATTERY, START, 200, 0);
			let whole = id(PLANT, START, 0);
			assert_ok!(change(whole));
			test(whole);
		});
}

fn all_fail(who: AccountId, id: BundleId, error: CertificatesError) {
	let error: DispatchError = error.into();
	for (name, call) in CALLS {
		let before = sp_io::storage::root(Default::default());
		let result = dispatch(|| call(who, id));
		assert_eq!(result, Err(error), "{name}");
		let same = sp_io::storage::root(Default::default()) == before;
		assert!(same, "{name} leaves nothing behind");
	}
}

#[test]
fn every_call_works_on_an_active_bundle() {
	for (name, call) in CALLS {
		after(
			|_| Ok(()),
			|id| {
				assert_eq!(call(ALICE, id), Ok(()), "{name}");
				Certificates::check_invariants();
			},
		);
	}
}

#[test]
fn fails_when_it_is_anothers() {
	after(
		|_| Ok(()),
		|id| {
			for who in [BOB, OPERATOR] {
				all_fail(who, id, CertificatesError::NotOwner);
			}
		},
	);
}

#[test]
fn fails_when_it_is_reserved() {
	after(
		|id| Certificates::offer(by(ALICE), id, 1, 1),
		|id| all_fail(ALICE, id, CertificatesError::BundleReserved),
	);
}

#[test]
fn fails_when_it_is_retired() {
	let own = Beneficiary::Account(ALICE);
	after(
		|id| Certificates::retire(by(ALICE), id, None, own, Purpose::OwnUse),
		|id| {
			all_fail(ALICE, id, CertificatesError::BundleRetired);
			assert_noop!(
				Certificates::buy(by(BOB), id, None, 1),
				CertificatesError::BundleRetired
			);
			assert_noop!(
				Certificates::cancel_offer(by(ALICE), id),
				CertificatesError::BundleRetired
			);
		},
	);
}

#[test]
fn fails_when_it_is_withdrawn() {
	after(
		|id| Certificates::withdraw(by(OPERATOR), id, H256::zero()),
		|id| {
			all_fail(ALICE, id, CertificatesError::BundleWithdrawn);
			assert_noop!(
				Certificates::buy(by(BOB), id, None, 1),
				CertificatesError::BundleWithdrawn
			);
			assert_noop!(
				Certificates::withdraw(by(OPERATOR), id, H256::zero()),
				CertificatesError::BundleWithdrawn
			);
		},
	);
}

#[test]
fn fails_when_it_is_stored() {
	after(
		|id| Certificates::store(by(ALICE), id, None, BATTERY),
		|id| {
			all_fail(ALICE, id, CertificatesError::BundleStored);
			assert_noop!(
				Certificates::buy(by(BOB), id, None, 1),
				CertificatesError::BundleStored
			);
			assert_noop!(
				Certificates::withdraw(by(OPERATOR), id, H256::zero()),
				CertificatesError::BundleStored
			);
		},
	);
}

#[test]
fn fails_when_it_has_expired_even_before_it_is_gone() {
	after(
		|_| {
			Now::set(START + VALIDITY);
			Ok(())
		},
		|id| {
			all_fail(ALICE, id, CertificatesError::BundleExpired);
			assert_noop!(
				Certificates::withdraw(by(OPERATOR), id, H256::zero()),
				CertificatesError::BundleExpired
			);
		},
	);
	after(
		|id| {
			assert_ok!(Certificates::offer(by(ALICE), id, 1, 1));
			Now::set(START + VALIDITY);
			Ok(())
		},
		|id| {
			assert_noop!(
				Certificates::buy(by(BOB), id, None, 1),
				CertificatesError::BundleExpired
			);
			assert_noop!(
				Certificates::cancel_offer(by(ALICE), id),
				CertificatesError::BundleExpired
			);
		},
	);
}

#[test]
fn fails_when_there_is_no_such_bundle() {
	after(
		|_| Ok(()),
		|_| {
			for unknown in [id(PLANT, START, 1), id(PLANT, START + 1, 0)] {
				all_fail(ALICE, unknown, CertificatesError::UnknownBundle);
			}
		},
	);
}
