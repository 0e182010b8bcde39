use super::*;
use commonwatt_primitives::traits::Obligations;

fn is_bound(who: u128) -> bool {
	AssetShares::has_obligations(COMMUNITY, &who)
}

#[test]
fn a_subscription_binds_until_it_is_refunded() {
	ExtBuilder.build_and_execute(|| {
		let id = offer(terms());
		assert!(!is_bound(ANNA));
		assert_ok!(subscribe(id, ANNA, 10));
		assert_ok!(subscribe(id, BEN, 10));
		assert!(is_bound(ANNA));
		pass(10 * DAY);
		assert_ok!(AssetShares::close_offering(signed(ANNA), id));
		assert!(is_bound(ANNA));
		assert_ok!(AssetShares::refund(signed(ANNA), id, ANNA));
		assert!(!is_bound(ANNA) && is_bound(BEN));
	});
}

#[test]
fn what_anyone_may_subscribe_to_binds_nobody_but_for_a_refund() {
	ExtBuilder.build_and_execute(|| {
		let id = offer(rules(|rules| rules.members_only = false));
		assert_ok!(subscribe(id, ANNA, 10));
		assert!(!is_bound(ANNA));
		pass(10 * DAY);
		assert_ok!(AssetShares::close_offering(signed(ANNA), id));
		assert!(is_bound(ANNA));
		assert_ok!(AssetShares::refund(signed(STRANGER), id, ANNA));
		assert!(!is_bound(ANNA));
	});
}

#[test]
fn restricted_shares_bind_and_free_ones_do_not() {
	ExtBuilder.build_and_execute(|| {
		active(rules(|rules| rules.members_only = false));
		assert!(!is_bound(ANNA));
		let id = active(terms());
		assert!(is_bound(ANNA) && !is_bound(DORA));
		assert!(!AssetShares::has_obligations(OTHER_COMMUNITY, &ANNA));
		assert_ok!(transfer(id, ANNA, BEN, 600));
		assert!(!is_bound(ANNA));
	});
}

#[test]
fn unclaimed_income_binds() {
	ExtBuilder.build_and_execute(|| {
		let id = active(rules(|rules| rules.members_only = false));
		earn(id, 10_000);
		assert!(is_bound(ANNA));
		assert_ok!(AssetShares::claim_income_for(signed(STRANGER), id, ANNA));
		assert!(!is_bound(ANNA));
	});
}

#[test]
fn a_compulsory_buy_back_ends_all_that_binds() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		earn(id, 10_000);
		Active::mutate(|active| active.remove(&BEN));
		assert!(is_bound(BEN));
		assert_ok!(AssetShares::buy_back_compulsorily(operator(), id, BEN));
		assert!(!is_bound(BEN));
	});
}
