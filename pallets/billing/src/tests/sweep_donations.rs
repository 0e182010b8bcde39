use super::*;

fn send_to_pot(amount: Balance) {
	let pot = Billing::pot(COMMUNITY);
	assert_ok!(Balances::transfer_allow_death(by(DONOR), pot, amount));
}

fn with_money(test: impl FnOnce()) {
	let opening = Opening {
		treasury: 3,
		supplier: 40,
		guarantee: 5,
		arrears: 6,
	};
	let builder = ExtBuilder::default()
		.opening(opening)
		.point(ALICES, credit(70));
	builder.escrow(4, 900).build_and_execute(test);
}

#[test]
fn what_was_sent_to_the_pot_goes_to_the_treasury() {
	with_money(|| {
		send_to_pot(700);
		assert_ok!(Billing::sweep_donations(by(BOB), COMMUNITY));
		last_event_is(Event::DonationsSwept {
			community: COMMUNITY,
			amount: 700,
		});
		assert_eq!(book().treasury, 703);
		assert_eq!(book().liabilities, 1_018 + 700);
		assert_eq!(
			(book().supplier, book().guarantee, book().arrears),
			(40, 5, 6)
		);
	});
}

#[test]
fn fails_when_nothing_was_sent() {
	with_money(|| {
		let sweep = || Billing::sweep_donations(by(BOB), COMMUNITY);
		assert_noop!(sweep(), BillingError::NoDonations);
		send_to_pot(1);
		assert_ok!(sweep());
		assert_noop!(sweep(), BillingError::NoDonations);
	});
}

#[test]
fn fails_when_the_community_is_unknown() {
	with_money(|| {
		let result = Billing::sweep_donations(by(BOB), UNKNOWN_COMMUNITY);
		assert_noop!(result, BillingError::UnknownCommunity);
	});
}

#[test]
fn fails_when_not_signed() {
	with_money(|| {
		send_to_pot(1);
		let result = Billing::sweep_donations(RuntimeOrigin::none(), COMMUNITY);
		assert_noop!(result, DispatchError::BadOrigin);
	});
}
