use super::*;
use commonwatt_primitives::signal::SignalRefusal;
use frame_support::pallet_prelude::DispatchResult;

fn rotate(who: AccountId, id: u32, seed: u8) -> DispatchResult {
	PriceSignals::rotate_signal_key(RuntimeOrigin::signed(who), COMMUNITY, id, public(seed))
}

#[test]
fn the_new_key_signs_at_once_and_the_old_one_no_more() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		let payload = payload(0, vec![around(USUAL)]);
		let (old, new) = (sign(&payload, 0), sign(&payload, 50));
		assert_ok!(pool(&payload, &old));
		assert_ok!(rotate(FORECASTERS, 0, 50));
		assert_eq!(
			events(),
			[Event::SignalKeyRotated {
				community: COMMUNITY,
				forecaster: 0,
				key: public(50),
			}]
		);
		let refused = apply(payload.clone(), old).expect_err("the old key's");
		assert_eq!(refused, SignalRefusal::BadSignature.into());
		assert_ok!(apply(payload, new));
	});
}

#[test]
fn a_new_key_does_not_send_a_round_twice() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		say(0, around(USUAL));
		assert_ok!(rotate(FORECASTERS, 0, 50));
		let payload = payload(0, vec![around(USUAL)]);
		let signature = sign(&payload, 50);
		let refused = apply(payload, signature).expect_err("sent already");
		assert_eq!(refused, SignalRefusal::AlreadySent.into());
	});
}

#[test]
fn a_suspended_forecaster_may_rotate() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		assert_ok!(PriceSignals::suspend_forecaster(
			RuntimeOrigin::signed(OPERATOR),
			COMMUNITY,
			0
		));
		assert_ok!(rotate(FORECASTERS, 0, 50));
	});
}

#[test]
fn registering_anothers_future_key_gains_nothing() {
	ExtBuilder::default().elected(2).build_and_execute(|| {
		// Forecaster 1 squats the key that 0 would rotate to, and cannot sign with it.
		assert_ok!(rotate(FORECASTERS + 1, 1, 50));
		let of_zero = payload(0, vec![around(USUAL)]);
		let signed_by_squatted = sign(&of_zero, 50);
		assert_eq!(
			apply(of_zero, signed_by_squatted.clone()),
			Err(SignalRefusal::BadSignature.into())
		);
		let of_one = payload(1, vec![around(USUAL)]);
		assert_eq!(
			apply(of_one, signed_by_squatted),
			Err(SignalRefusal::BadSignature.into())
		);
		assert_ok!(rotate(FORECASTERS, 0, 51));
	});
}

#[test]
fn fails_when_another_or_the_operator_rotates() {
	ExtBuilder::default().elected(2).build_and_execute(|| {
		for who in [FORECASTERS + 1, OPERATOR] {
			assert_noop!(rotate(who, 0, 50), Error::<Runtime>::NotForecaster);
		}
		assert_noop!(
			rotate(FORECASTERS, 9, 50),
			Error::<Runtime>::UnknownForecaster
		);
	});
}

#[test]
fn fails_when_the_key_is_in_use_even_by_itself() {
	ExtBuilder::default().elected(2).build_and_execute(|| {
		for seed in [0, 1] {
			assert_noop!(rotate(FORECASTERS, 0, seed), Error::<Runtime>::KeyInUse);
		}
	});
}
