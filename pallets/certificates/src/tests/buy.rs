//! Offers, and who takes them.

use super::*;
use commonwatt_primitives::MAX_PRICE;

const PRICE: Price = 7;

fn with_bundle(test: impl FnOnce(BundleId)) {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			export(PLANT, START, 100);
			test(id(PLANT, START, 0));
		});
}

fn with_offer(test: impl FnOnce(BundleId)) {
	with_bundle(|whole| {
		assert_ok!(Certificates::offer(by(ALICE), whole, PRICE, 10));
		test(whole);
	});
}

fn buy(who: AccountId, id: BundleId, quantity: Option<Wh>) -> DispatchResult {
	dispatch(|| Certificates::buy(by(who), id, quantity, PRICE))
}

#[test]
fn an_offer_reserves_the_bundle() {
	with_offer(|whole| {
		last_event_is(Event::BundleOffered {
			bundle: whole,
			quantity: 100,
			price: PRICE,
			minimum: 10,
		});
		assert_eq!((totals(PLANT).active, totals(PLANT).reserved), (0, 100));
		assert_ok!(Certificates::cancel_offer(by(ALICE), whole));
		last_event_is(Event::OfferCancelled { bundle: whole });
		assert_eq!(bundle(whole).status, BundleStatus::Active);
		assert_eq!(totals(PLANT).active, 100);
	});
}

#[test]
fn a_whole_bundle_is_bought() {
	with_offer(|whole| {
		assert_ok!(buy(BOB, whole, None));
		let bought = bundle(whole);
		assert_eq!(bought.owner, BOB);
		assert_eq!(bought.status, BundleStatus::Active);
		assert_eq!(Balances::free_balance(BOB), FUNDS - 700);
		assert_eq!(Balances::free_balance(ALICE), FUNDS + 700);
		last_event_is(Event::BundleBought {
			bundle: whole,
			quantity: 100,
			seller: ALICE,
			buyer: BOB,
			price: PRICE,
			paid: 700,
		});
	});
}

#[test]
fn a_part_is_bought_and_the_rest_stays_offered() {
	with_offer(|whole| {
		assert_ok!(buy(BOB, whole, Some(95)));
		assert_eq!(bundle(id(PLANT, START, 5)).owner, BOB);
		assert_eq!((held(ALICE), held(BOB)), (0, SPLIT_DEPOSIT));
		assert_eq!((totals(PLANT).active, totals(PLANT).reserved), (95, 5));
		// Fewer than the minimum are left: all or none.
		assert_noop!(buy(DAVE, whole, Some(4)), CertificatesError::BelowMinimum);
		assert_ok!(buy(DAVE, whole, Some(5)));
		assert_eq!(totals(PLANT).reserved, 0);
	});
}

#[test]
fn fails_when_the_buyer_takes_less_than_the_minimum_or_more_than_there_is() {
	with_offer(|whole| {
		assert_noop!(buy(BOB, whole, Some(9)), CertificatesError::BelowMinimum);
		assert_noop!(buy(BOB, whole, Some(0)), CertificatesError::ZeroQuantity);
		assert_noop!(buy(BOB, whole, Some(101)), CertificatesError::BeyondBundle);
		assert_ok!(buy(BOB, whole, Some(10)));
	});
}

#[test]
fn fails_when_the_price_has_changed() {
	with_offer(|whole| {
		assert_ok!(Certificates::cancel_offer(by(ALICE), whole));
		assert_ok!(Certificates::offer(by(ALICE), whole, PRICE + 1, 10));
		assert_noop!(buy(BOB, whole, None), CertificatesError::PriceAboveMaximum);
	});
}

#[test]
fn fails_when_it_is_the_buyers_own() {
	with_offer(|whole| {
		assert_noop!(buy(ALICE, whole, None), CertificatesError::OwnBundle);
	});
}

#[test]
fn fails_when_the_buyer_cannot_pay() {
	with_offer(|whole| {
		assert_noop!(buy(PENNILESS, whole, None), TokenError::FundsUnavailable);
		// Enough for what it costs, not for the deposit beside it.
		assert_ok!(Balances::transfer_allow_death(by(DAVE), PENNILESS, 350));
		assert!(buy(PENNILESS, whole, Some(50)).is_err());
		assert_ok!(Balances::transfer_allow_death(by(DAVE), PENNILESS, 350));
		// An account may spend all it has on a whole bundle.
		assert_ok!(buy(PENNILESS, whole, None));
		assert_eq!(Balances::free_balance(PENNILESS), 0);
	});
}

#[test]
fn a_refused_part_leaves_nothing_behind() {
	with_offer(|whole| {
		assert_ok!(Balances::transfer_allow_death(by(DAVE), PENNILESS, 350));
		assert_noop!(
			buy(PENNILESS, whole, Some(50)),
			TokenError::FundsUnavailable
		);
		assert_eq!((held(PENNILESS), issuance(PLANT, START).bundles), (0, 1));
	});
}

#[test]
fn fails_when_it_is_not_offered() {
	with_bundle(|whole| {
		assert_noop!(buy(BOB, whole, None), CertificatesError::NotOffered);
		assert_noop!(
			Certificates::cancel_offer(by(ALICE), whole),
			CertificatesError::NotOffered
		);
		assert_noop!(
			buy(BOB, id(PLANT, START, 1), None),
			CertificatesError::UnknownBundle
		);
	});
}

#[test]
fn fails_when_the_offer_cannot_be() {
	with_bundle(|whole| {
		let offer = |price, minimum| Certificates::offer(by(ALICE), whole, price, minimum);
		assert_noop!(offer(0, 1), CertificatesError::ZeroPrice);
		assert_noop!(offer(MAX_PRICE + 1, 1), CertificatesError::PriceTooHigh);
		assert_noop!(offer(1, 0), CertificatesError::MinimumBeyondBundle);
		assert_noop!(offer(1, 101), CertificatesError::MinimumBeyondBundle);
		assert_ok!(offer(MAX_PRICE, 100));
	});
}

#[test]
fn fails_when_another_cancels() {
	with_offer(|whole| {
		for who in [BOB, OPERATOR] {
			assert_noop!(
				Certificates::cancel_offer(by(who), whole),
				CertificatesError::NotOwner
			);
		}
	});
}
