use super::*;

fn treasury_of_500(test: impl FnOnce()) {
	let opening = Opening {
		treasury: 500,
		..Default::default()
	};
	ExtBuilder::default()
		.opening(opening)
		.build_and_execute(test);
}

#[test]
fn money_moves_from_the_treasury_to_the_guarantee_fund() {
	treasury_of_500(|| {
		assert_ok!(Billing::lend_to_guarantee(by(OPERATOR), COMMUNITY, 200));
		last_event_is(Event::GuaranteeLent {
			community: COMMUNITY,
			amount: 200,
		});
		let expected = CommunityAccounts {
			treasury: 300,
			guarantee: 200,
			liabilities: 500,
			..Default::default()
		};
		assert_eq!(book(), expected);
	});
}

#[test]
fn the_whole_treasury_can_be_lent() {
	treasury_of_500(|| {
		assert_ok!(Billing::lend_to_guarantee(by(OPERATOR), COMMUNITY, 500));
		assert_eq!((book().treasury, book().guarantee), (0, 500));
	});
}

#[test]
fn fails_when_the_treasury_is_too_small() {
	treasury_of_500(|| {
		let result = Billing::lend_to_guarantee(by(OPERATOR), COMMUNITY, 501);
		assert_noop!(result, BillingError::TreasuryTooSmall);
	});
}

#[test]
fn fails_when_the_amount_is_zero() {
	treasury_of_500(|| {
		let result = Billing::lend_to_guarantee(by(OPERATOR), COMMUNITY, 0);
		assert_noop!(result, BillingError::ZeroAmount);
	});
}

#[test]
fn fails_when_not_the_operator() {
	treasury_of_500(|| {
		for who in [OTHER_OPERATOR, SUPPLIER, ALICE] {
			assert_noop!(
				Billing::lend_to_guarantee(by(who), COMMUNITY, 1),
				NOT_OPERATOR
			);
		}
		let result = Billing::lend_to_guarantee(RuntimeOrigin::none(), COMMUNITY, 1);
		assert_noop!(result, DispatchError::BadOrigin);
	});
}
