use super::*;
use crate::BuyBackFund;
use frame_support::pallet_prelude::DispatchResult;

fn offer_back(id: u32, price: u128, shares: u128, fund: BuyBackFund) -> DispatchResult {
	let until = Now::get() + 10 * DAY;
	AssetShares::set_buy_back(operator(), id, price, shares, until, fund)
}

fn sell_back(id: u32, who: u128, shares: u128) -> DispatchResult {
	AssetShares::sell_back(signed(who), id, shares, 0)
}

#[test]
fn shares_are_bought_back_and_burned() {
	ExtBuilder.build_and_execute(|| {
		let id = active(no_upkeep());
		earn(id, 1_000);
		assert_ok!(offer_back(id, 110, 50, BuyBackFund::Caller));
		let (operators, bens) = (balance(OPERATOR), balance(BEN));
		assert_eq!(operators, FUNDS - 5_500);
		System::reset_events();
		assert_ok!(sell_back(id, BEN, 30));
		assert_eq!(balance(BEN), bens + 3_300);
		assert_eq!((asset(id).issued, asset(id).earning), (970, 970));
		assert_eq!((shares(id, BEN), unclaimed(id, BEN)), (270, 300));
		assert_noop!(sell_back(id, BEN, 21), Error::<Runtime>::BuyBackTooSmall);
		assert_ok!(sell_back(id, ANNA, 20));
		assert!(asset(id).buy_back.is_none());
		assert_noop!(sell_back(id, BEN, 1), Error::<Runtime>::NoBuyBack);
		let ended = Event::BuyBackEnded {
			asset: id,
			unspent: 0,
		};
		assert_eq!(events().last(), Some(&ended));
	});
}

#[test]
fn the_reserve_pays_and_gets_the_unspent_back() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		earn(id, 10_000);
		assert_noop!(
			offer_back(id, 101, 5, BuyBackFund::UpkeepReserve),
			Error::<Runtime>::UpkeepReserveTooSmall
		);
		assert_ok!(offer_back(id, 100, 5, BuyBackFund::UpkeepReserve));
		assert_eq!(asset(id).upkeep.reserve, 0);
		assert_ok!(sell_back(id, BEN, 2));
		assert_ok!(AssetShares::end_buy_back(operator(), id));
		assert_eq!(
			(asset(id).upkeep.reserve, asset(id).upkeep.spent),
			(300, 200)
		);
	});
}

#[test]
fn a_new_offer_returns_the_money_of_the_old_one() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_ok!(offer_back(id, 100, 50, BuyBackFund::Caller));
		assert_ok!(offer_back(id, 120, 10, BuyBackFund::Caller));
		assert_eq!(balance(OPERATOR), FUNDS - 1_200);
		assert_ok!(AssetShares::begin_wind_up(operator(), id));
		assert_eq!(balance(OPERATOR), FUNDS);
	});
}

#[test]
fn what_an_empty_payer_cannot_hold_is_income() {
	ExtBuilder.build_and_execute(|| {
		let id = active(no_upkeep());
		assert_ok!(offer_back(id, 3, 2, BuyBackFund::Caller));
		let rest = balance(OPERATOR);
		assert_ok!(Balances::transfer_allow_death(signed(OPERATOR), ANNA, rest));
		assert_ok!(AssetShares::end_buy_back(operator(), id));
		assert_eq!(asset(id).income.dust, 6);
	});
}

#[test]
fn an_offer_is_over_when_its_time_is() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_ok!(offer_back(id, 100, 50, BuyBackFund::Caller));
		assert_noop!(
			AssetShares::end_buy_back(signed(STRANGER), id),
			Error::<Runtime>::BuyBackNotOver
		);
		pass(10 * DAY - 1);
		assert_ok!(sell_back(id, ANNA, 1));
		pass(1);
		assert_noop!(sell_back(id, ANNA, 1), Error::<Runtime>::NoBuyBack);
		assert_ok!(AssetShares::end_buy_back(signed(STRANGER), id));
		assert_eq!(balance(OPERATOR), FUNDS - 100);
		assert_noop!(
			AssetShares::end_buy_back(operator(), id),
			Error::<Runtime>::NoBuyBack
		);
	});
}

#[test]
fn fails_when_the_price_fell_or_the_shares_may_not_move() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_ok!(offer_back(id, 100, 500, BuyBackFund::Caller));
		assert_noop!(
			AssetShares::sell_back(signed(ANNA), id, 1, 101),
			Error::<Runtime>::PriceBelowMinimum
		);
		assert_noop!(sell_back(id, ANNA, 0), Error::<Runtime>::ZeroAmount);
		assert_noop!(sell_back(id, CARLA, 101), Error::<Runtime>::NotEnoughShares);
		assert_ok!(AssetShares::freeze_holding(operator(), id, ANNA, REASON));
		assert_noop!(sell_back(id, ANNA, 1), Error::<Runtime>::HoldingIsFrozen);
	});
}

#[test]
fn fails_when_offered_by_another_or_unsoundly() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		let offer = |who, price, shares, until| {
			let fund = BuyBackFund::Caller;
			AssetShares::set_buy_back(signed(who), id, price, shares, until, fund)
		};
		let later = Now::get() + 1;
		assert_noop!(offer(ANNA, 1, 1, later), NOT_OPERATOR);
		assert_noop!(offer(OPERATOR, 0, 1, later), Error::<Runtime>::ZeroAmount);
		assert_noop!(offer(OPERATOR, 1, 0, later), Error::<Runtime>::ZeroAmount);
		assert_noop!(
			offer(OPERATOR, 1, 1, Now::get()),
			Error::<Runtime>::BuyBackAlreadyOver
		);
		assert_noop!(
			offer(OPERATOR, u128::MAX, 2, later),
			Error::<Runtime>::TooMuchMoney
		);
	});
}

#[test]
fn a_suspended_members_shares_are_bought_back_for_what_they_were_issued_at() {
	ExtBuilder.build_and_execute(|| {
		let id = active(locked());
		earn(id, 2_000);
		assert_ok!(AssetShares::freeze_holding(operator(), id, BEN, REASON));
		let buy = || AssetShares::buy_back_compulsorily(operator(), id, BEN);
		assert_noop!(buy(), Error::<Runtime>::HolderMayHold);
		Active::mutate(|active| active.remove(&BEN));
		assert_noop!(
			AssetShares::buy_back_compulsorily(signed(ANNA), id, BEN),
			NOT_OPERATOR
		);
		let before = balance(BEN);
		assert_ok!(buy());
		assert_eq!(balance(BEN), before + 300 * PRICE + 600);
		assert_eq!(balance(OPERATOR), FUNDS - 300 * PRICE);
		assert!(!Holdings::<Runtime>::contains_key(id, BEN));
		assert_eq!(asset(id).issued, 700);
		assert_noop!(buy(), Error::<Runtime>::NotEnoughShares);
	});
}

/// Locked, without upkeep.
fn locked() -> crate::TermsOf<Runtime> {
	let mut terms = no_upkeep();
	terms.rules.locked_until = Some(START + 1_000 * DAY);
	terms
}

#[test]
fn a_suspended_members_subscription_is_refunded_while_the_offering_goes_on() {
	ExtBuilder.build_and_execute(|| {
		let id = offer(terms());
		assert_ok!(subscribe(id, ANNA, 600));
		let before = balance(BEN);
		assert_ok!(subscribe(id, BEN, 300));
		assert_ok!(AssetShares::freeze_holding(operator(), id, BEN, REASON));
		let refund = |who| AssetShares::buy_back_compulsorily(operator(), id, who);
		assert_noop!(refund(BEN), Error::<Runtime>::HolderMayHold);
		Active::mutate(|active| active.remove(&BEN));
		assert_ok!(refund(BEN));
		assert_eq!((balance(BEN), balance(OPERATOR)), (before, FUNDS));
		assert!(!Holdings::<Runtime>::contains_key(id, BEN));
		assert_eq!(asset(id).issued, 600);
		use commonwatt_primitives::traits::Obligations;
		assert!(!AssetShares::has_obligations(COMMUNITY, &BEN));
		// What was his is for sale again; of what is sold out nothing is taken back.
		assert_ok!(subscribe(id, CARLA, 400));
		Active::mutate(|active| active.remove(&CARLA));
		assert_noop!(refund(CARLA), Error::<Runtime>::OfferingEnded);
		assert_ok!(AssetShares::close_offering(signed(STRANGER), id));
		assert_ok!(refund(CARLA));
		assert_eq!(asset(id).issued, 600);
	});
}

#[test]
fn the_standing_offer_is_the_least_of_a_compulsory_buy_back() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_ok!(offer_back(id, 150, 10, BuyBackFund::Caller));
		Active::mutate(|active| active.remove(&CARLA));
		let before = balance(CARLA);
		assert_ok!(AssetShares::buy_back_compulsorily(operator(), id, CARLA));
		assert_eq!(balance(CARLA), before + 100 * 150);
		// An offer that is over counts no more.
		pass(10 * DAY);
		Active::mutate(|active| active.remove(&BEN));
		let before = balance(BEN);
		assert_ok!(AssetShares::buy_back_compulsorily(operator(), id, BEN));
		assert_eq!(balance(BEN), before + 300 * PRICE);
	});
}

#[test]
fn nobody_is_bought_out_of_shares_that_anyone_may_hold_nor_is_the_pool() {
	ExtBuilder.build_and_execute(|| {
		let id = active(rules(|rules| rules.members_only = false));
		Active::mutate(|active| active.remove(&BEN));
		assert_noop!(
			AssetShares::buy_back_compulsorily(operator(), id, BEN),
			Error::<Runtime>::HolderMayHold
		);
		Active::mutate(|active| active.insert(BEN));
		let id = with_pool(terms());
		assert_noop!(
			AssetShares::buy_back_compulsorily(operator(), id, pool(id)),
			Error::<Runtime>::HolderMayHold
		);
	});
}
