//! The key that may place and cancel a point's orders, and nothing else.

use super::{homes::*, trading::*};
use crate::{mock::*, Event, IntentNonces, TradingKeys};
use commonwatt_primitives::{order::Side::Buy, reading::Registers};
use sp_runtime::DispatchError;

/// An account without a token.
const KEY: u8 = 230;
const OTHER_KEY: u8 = 231;

fn home() -> Home {
	Home::new(0, 1).with_credit(RICH)
}

fn set(home: &Home, key: Option<u8>) -> Result<(), DispatchError> {
	set_trading_key(home, key.map(account))
}

fn sufficients(key: u8) -> u32 {
	System::account(account(key)).sufficients
}

#[test]
fn the_key_places_and_cancels() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		set(&home, Some(KEY)).expect("the owner sets it");
		let key = account(KEY);
		assert_eq!(place_as(&key, home.point, T, Buy, &[(150, 100)]), Ok(()));
		assert_eq!(cancel_as(&key, home.point, T), Ok(()));
		assert_eq!(
			home.order(T, Buy, &[(150, 100)]),
			Ok(()),
			"the owner still does"
		);
	});
}

#[test]
fn setting_it_is_the_owners() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		set(&home, Some(KEY)).expect("the owner");
		for other in [account(2), operator(0), gateway(0), account(KEY)] {
			let other = Home {
				owner: other,
				..home.clone()
			};
			refused(Refused::NotOwner, || set(&other, Some(OTHER_KEY)));
			refused(Refused::NotOwner, || set(&other, None));
		}
		let nobody = Home { point: 999, ..home };
		refused(Refused::UnknownPoint, || set(&nobody, Some(KEY)));
	});
}

#[test]
fn setting_what_is_set_is_refused() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		refused(Refused::SameTradingKey, || set(&home, None));
		set(&home, Some(KEY)).expect("another");
		refused(Refused::SameTradingKey, || set(&home, Some(KEY)));
	});
}

#[test]
fn a_revoked_key_trades_no_more_and_its_orders_stand() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		let key = account(KEY);
		set(&home, Some(KEY)).expect("the owner");
		place_as(&key, home.point, T, Buy, &[(150, 100)]).expect("its key");
		set(&home, None).expect("the owner");
		refused(Refused::NotOwnerNorTradingKey, || {
			place_as(&key, home.point, T, Buy, &[(150, 200)])
		});
		refused(Refused::NotOwnerNorTradingKey, || {
			cancel_as(&key, home.point, T)
		});
		run_to_interval(T);
		assert_eq!(home.claim(T), Ok(()));
	});
}

#[test]
fn a_rotated_key_hands_over_at_once() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		set(&home, Some(KEY)).expect("the owner");
		set(&home, Some(OTHER_KEY)).expect("the owner");
		assert!(market_events().contains(&Event::TradingKeySet {
			point: home.point,
			key: Some(account(OTHER_KEY)),
		}));
		refused(Refused::NotOwnerNorTradingKey, || {
			place_as(&account(KEY), home.point, T, Buy, &[(150, 100)])
		});
		assert_eq!(
			place_as(&account(OTHER_KEY), home.point, T, Buy, &[(150, 100)]),
			Ok(())
		);
		assert_eq!((sufficients(KEY), sufficients(OTHER_KEY)), (0, 1));
	});
}

#[test]
fn the_key_of_one_point_does_not_trade_for_another_of_the_owner() {
	Chain::new(auction_rules()).run(|| {
		let [mine, other] = [home(), home()];
		set(&mine, Some(KEY)).expect("the owner");
		refused(Refused::NotOwnerNorTradingKey, || {
			place_as(&account(KEY), other.point, T, Buy, &[(150, 100)])
		});
	});
}

#[test]
fn the_key_can_do_nothing_else() {
	use pallet_billing::{Call as Billing, Error as BillingError, StandingTopUpTerms};
	use pallet_communities::{Call as Community, Error as CommunityError};
	use pallet_metering::{Call as Meter, Error as MeterError};
	Chain::new(auction_rules()).run(|| {
		fund_supplier(0, 1_000);
		let home = home();
		set(&home, Some(KEY)).expect("the owner");
		let (community, point, key) = (0, home.point, account(KEY));
		let fails = |error: DispatchError, act: RuntimeCall| {
			refused(error, || call(&key, act).map(|_| ()));
		};
		let amount = 1_000;

		fails(
			Refused::NotOwner.into(),
			crate::Call::set_trading_key { point, key: None }.into(),
		);
		fails(
			BillingError::<Test>::NotOwner.into(),
			Billing::withdraw { point, amount }.into(),
		);
		fails(
			BillingError::<Test>::NotSupplier.into(),
			Billing::withdraw_supplier { community, amount }.into(),
		);
		let not_operator: DispatchError = CommunityError::<Test>::NotOperator.into();
		let device = Device::new(77).key();
		let last = home.registers;
		let operators: [RuntimeCall; 10] = [
			Billing::lend_to_guarantee { community, amount }.into(),
			Billing::set_essential {
				point,
				essential: true,
			}
			.into(),
			Meter::register_point {
				community,
				owner: account(1),
				key: device,
				capacity_w: 1_000,
				resolution_wh: 0,
				registers: Registers::default(),
				first_interval: 5,
			}
			.into(),
			Meter::rotate_key { point, key: device }.into(),
			Meter::swap_meter {
				point,
				last,
				key: device,
				registers: last,
			}
			.into(),
			Meter::close_point { point, last }.into(),
			Community::set_operator {
				community,
				operator: key.clone(),
			}
			.into(),
			Community::announce_rules {
				community,
				from: 500,
				rules: rules(),
			}
			.into(),
			Community::admit_member {
				community,
				who: key.clone(),
			}
			.into(),
			Community::register_gateway {
				community,
				gateway: key.clone(),
			}
			.into(),
		];
		for act in operators {
			fails(not_operator, act);
		}
		fails(
			MeterError::<Test>::NotOwnerNorOperator.into(),
			Meter::revoke_key { point }.into(),
		);
		fails(
			MeterError::<Test>::PointNotClosed.into(),
			Meter::remove_point { point }.into(),
		);
		// Money of its own it has none.
		let no_funds: DispatchError = sp_runtime::TokenError::FundsUnavailable.into();
		fails(no_funds, Billing::top_up { point, amount }.into());
		fails(no_funds, Billing::donate { community, amount }.into());
		let terms = StandingTopUpTerms {
			amount,
			budget: amount,
		};
		call(
			&home.owner,
			Billing::set_standing_top_up {
				point,
				terms: Some(terms),
			},
		)
		.expect("the owner's");
		fails(
			BillingError::<Test>::StandingTopUpTaken.into(),
			Billing::set_standing_top_up {
				point,
				terms: Some(terms),
			}
			.into(),
		);
		fails(
			BillingError::<Test>::NotPayerNorOwner.into(),
			Billing::set_standing_top_up { point, terms: None }.into(),
		);
	});
}

#[test]
fn the_key_needs_no_token_and_its_account_goes_with_it() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		assert!(!System::account_exists(&account(KEY)));
		set(&home, Some(KEY)).expect("the owner");
		assert!(System::account_exists(&account(KEY)));
		assert_eq!(sufficients(KEY), 1);
		set(&home, None).expect("the owner");
		assert!(!System::account_exists(&account(KEY)));
	});
}

#[test]
fn a_key_of_two_points_lives_as_long_as_one_of_them_has_it() {
	Chain::new(auction_rules()).run(|| {
		let [a, b] = [home(), home()];
		set(&a, Some(KEY)).expect("the owner");
		set(&b, Some(KEY)).expect("the owner");
		assert_eq!(sufficients(KEY), 2);
		set(&a, None).expect("the owner");
		assert_eq!(sufficients(KEY), 1);
		assert_eq!(
			place_as(&account(KEY), b.point, T, Buy, &[(150, 100)]),
			Ok(())
		);
		set(&b, Some(OTHER_KEY)).expect("the owner");
		assert_eq!((sufficients(KEY), sufficients(OTHER_KEY)), (0, 1));
	});
}

#[test]
fn an_owner_that_is_its_own_key_keeps_its_account() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		let before = sufficients(1);
		set(&home, Some(1)).expect("odd, and harmless");
		set(&home, None).expect("the owner");
		assert_eq!(sufficients(1), before);
		assert_eq!(home.order(T, Buy, &[(150, 100)]), Ok(()));
	});
}

#[test]
fn key_and_nonce_go_with_the_point() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1);
		set(&home, Some(KEY)).expect("the owner");
		IntentNonces::<Test>::mutate(home.point, |nonces| assert!(nonces.take(T, 5, 0)));
		close_point(&home);
		let remove = pallet_metering::Call::remove_point { point: home.point };
		call(&account(STRANGER), remove).expect("nothing is open");
		assert_eq!(TradingKeys::<Test>::iter().count(), 0);
		assert_eq!(IntentNonces::<Test>::iter().count(), 0);
		assert!(!System::account_exists(&account(KEY)));
	});
}

#[test]
fn a_point_with_an_order_is_not_removed() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).with_credit(18_000);
		home.order(T, Buy, &[(150, 100)]).expect("all its credit");
		close_point(&home);
		let remove = || {
			let remove = pallet_metering::Call::remove_point { point: home.point };
			call(&account(STRANGER), remove).map(|_| ())
		};
		let open: DispatchError = pallet_metering::Error::<Test>::PointHasObligations.into();
		refused(open, remove);
		run_to_interval(T);
		refused(open, remove);
		home.claim(T).expect("its reserve");
		assert_eq!(withdraw(&home, 18_000), Ok(()));
		assert_eq!(remove(), Ok(()));
	});
}
