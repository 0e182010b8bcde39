use super::*;

fn supplier_of_1_000(test: impl FnOnce()) {
	let opening = Opening {
		supplier: 1_000,
		treasury: 9,
		..Default::default()
	};
	ExtBuilder::default()
		.opening(opening)
		.build_and_execute(|| {
			SupplierDeposit::set(400);
			test();
		});
}

fn withdraw(amount: Balance) -> DispatchResult {
	Billing::withdraw_supplier(by(SUPPLIER), COMMUNITY, amount)
}

#[test]
fn the_supplier_withdraws_what_it_has_above_its_deposit() {
	supplier_of_1_000(|| {
		assert_noop!(withdraw(601), BillingError::BelowSupplierDeposit);
		assert_ok!(withdraw(600));
		last_event_is(Event::SupplierWithdrawn {
			community: COMMUNITY,
			amount: 600,
		});
		assert_eq!((book().supplier, book().liabilities), (400, 409));
		assert_eq!(
			(gained(SUPPLIER), pot_holds()),
			(600, 409 + EXISTENTIAL_DEPOSIT)
		);
		assert_noop!(withdraw(1), BillingError::BelowSupplierDeposit);
	});
}

#[test]
fn without_a_deposit_the_supplier_withdraws_all() {
	supplier_of_1_000(|| {
		SupplierDeposit::set(0);
		assert_noop!(withdraw(1_001), BillingError::BelowSupplierDeposit);
		assert_ok!(withdraw(1_000));
		assert_eq!(book().supplier, 0);
	});
}

#[test]
fn fails_when_the_deposit_has_risen_above_what_there_is() {
	supplier_of_1_000(|| {
		SupplierDeposit::set(1_001);
		assert_noop!(withdraw(1), BillingError::BelowSupplierDeposit);
	});
}

#[test]
fn fails_when_in_arrears() {
	let opening = Opening {
		supplier: 1_000,
		arrears: 1,
		..Default::default()
	};
	ExtBuilder::default()
		.opening(opening)
		.build_and_execute(|| {
			assert_noop!(withdraw(1), BillingError::SupplierInArrears);
			assert_ok!(Billing::top_up_supplier(by(DONOR), COMMUNITY, 1));
			assert_ok!(withdraw(1_000));
		});
}

#[test]
fn fails_when_not_the_supplier() {
	supplier_of_1_000(|| {
		for who in [OPERATOR, ALICE] {
			let result = Billing::withdraw_supplier(by(who), COMMUNITY, 1);
			assert_noop!(result, BillingError::NotSupplier);
		}
		let result = Billing::withdraw_supplier(RuntimeOrigin::root(), COMMUNITY, 1);
		assert_noop!(result, DispatchError::BadOrigin);
	});
}

#[test]
fn fails_when_the_amount_is_zero() {
	supplier_of_1_000(|| {
		assert_noop!(withdraw(0), BillingError::ZeroAmount);
	});
}

#[test]
fn fails_when_the_community_is_unknown() {
	supplier_of_1_000(|| {
		let result = Billing::withdraw_supplier(by(SUPPLIER), UNKNOWN_COMMUNITY, 1);
		assert_noop!(result, BillingError::UnknownCommunity);
	});
}
