//! What every call that takes money refuses.

use super::*;

type Receipt = (
	&'static str,
	fn(RuntimeOrigin, CommunityId, Balance) -> DispatchResult,
);

/// The calls that name a community.
const RECEIPTS: [Receipt; 3] = [
	("top_up_supplier", Billing::top_up_supplier),
	("fund_guarantee", Billing::fund_guarantee),
	("donate", Billing::donate),
];

#[test]
fn fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		for (_, receipt) in RECEIPTS {
			for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
				assert_noop!(receipt(origin, COMMUNITY, 1), DispatchError::BadOrigin);
			}
		}
	});
}

#[test]
fn fails_when_the_community_is_unknown() {
	ExtBuilder::default().build_and_execute(|| {
		for (_, receipt) in RECEIPTS {
			let result = receipt(by(DONOR), UNKNOWN_COMMUNITY, 1);
			assert_noop!(result, BillingError::UnknownCommunity);
		}
	});
}

#[test]
fn fails_when_the_amount_is_zero() {
	ExtBuilder::default().build_and_execute(|| {
		for (_, receipt) in RECEIPTS {
			assert_noop!(receipt(by(DONOR), COMMUNITY, 0), BillingError::ZeroAmount);
		}
	});
}

#[test]
fn fails_when_the_payer_has_less() {
	ExtBuilder::default().build_and_execute(|| {
		for (_, receipt) in RECEIPTS {
			let result = receipt(by(DONOR), COMMUNITY, FUNDS + 1);
			assert_noop!(result, TokenError::FundsUnavailable);
			let result = receipt(by(PENNILESS), COMMUNITY, 1);
			assert_noop!(result, TokenError::FundsUnavailable);
		}
	});
}

#[test]
fn a_payer_may_give_all_it_has() {
	for (name, receipt) in RECEIPTS {
		ExtBuilder::default().build_and_execute(|| {
			assert_ok!(receipt(by(DONOR), COMMUNITY, FUNDS));
			assert_eq!(Balances::free_balance(DONOR), 0, "{name}");
			assert_eq!(book().liabilities, FUNDS, "{name}");
		});
	}
}

#[test]
fn fails_when_more_money_than_can_be_counted_would_be_owed() {
	let opening = Opening {
		treasury: 1,
		..Default::default()
	};
	ExtBuilder::default()
		.opening(opening)
		.build_and_execute(|| {
			for (_, receipt) in RECEIPTS {
				let result = receipt(by(DONOR), COMMUNITY, Balance::MAX);
				assert_noop!(result, BillingError::TooMuchMoney);
			}
			let result = Billing::top_up(by(DONOR), ALICES, Balance::MAX);
			assert_noop!(result, BillingError::TooMuchMoney);
		});
}
