//! What is free of charge, and for whom.

use super::*;

#[test]
fn a_gateway_without_tokens_sends_free_of_charge() {
	new_test_ext().execute_with(|| {
		assert_eq!(by(GATEWAY, read(3)).apply(), Ok(Ok(())));
		assert_eq!(left(GATEWAY, true), 7);
		assert_eq!(balance(GATEWAY), 0);
		assert_eq!(System::account_nonce(GATEWAY), 1);
	});
}

#[test]
fn a_failing_call_spends_too() {
	new_test_ext().execute_with(|| {
		let errand = Errand {
			declared: 1,
			fails: true,
			..Default::default()
		};
		let call = ErrandsCall::read { units: 3, errand };
		let error = errands::Error::<Runtime>::AsAsked;
		assert_eq!(by(GATEWAY, call).apply(), Ok(Err(error.into())));
		assert_eq!(left(GATEWAY, true), 7);
	});
}

#[test]
fn beyond_the_allowance_an_account_without_tokens_cannot_pay() {
	new_test_ext().execute_with(|| {
		assert_eq!(by(GATEWAY, read(LIMIT + 1)).apply(), Err(PAYMENT));
		assert_eq!(by(GATEWAY, read(LIMIT)).apply(), Ok(Ok(())));
		assert_eq!(by(GATEWAY, read(1)).apply(), Err(PAYMENT));
		assert_eq!(by(GATEWAY, read(1)).validate(), Err(PAYMENT));
		assert_eq!(System::account_nonce(GATEWAY), 1);
	});
}

#[test]
fn beyond_the_allowance_a_payer_pays_and_spends_nothing() {
	new_test_ext().execute_with(|| {
		let before = balance(RICH);
		assert_eq!(by(RICH, read(LIMIT)).apply(), Ok(Ok(())));
		assert_eq!(balance(RICH), before);
		grant(RICH, true, 4);
		assert_eq!(by(RICH, read(5)).apply(), Ok(Ok(())));
		assert!(balance(RICH) < before);
		assert_eq!(left(RICH, true), 4);
	});
}

#[test]
fn nobody_else_is_free() {
	new_test_ext().execute_with(|| {
		let before = balance(STRANGER);
		assert_eq!(by(STRANGER, read(1)).apply(), Ok(Ok(())));
		assert!(balance(STRANGER) < before);
		assert_eq!(by(HOUSEHOLD, read(1)).apply(), Err(PAYMENT));
		assert_eq!(by(GATEWAY, order(1, 1)).apply(), Err(PAYMENT));
	});
}

#[test]
fn a_call_that_is_not_listed_pays() {
	new_test_ext().execute_with(|| {
		assert_eq!(by(GATEWAY, work(1)).apply(), Err(PAYMENT));
		let before = balance(RICH);
		assert_eq!(by(RICH, work(1)).apply(), Ok(Ok(())));
		assert!(balance(RICH) < before);
	});
}

#[test]
fn a_tip_pays_as_usual_and_spends_nothing() {
	new_test_ext().execute_with(|| {
		let before = balance(RICH);
		assert_eq!(by(RICH, read(1)).tip(5).apply(), Ok(Ok(())));
		let fee = before - balance(RICH);
		assert!(fee > 5);
		assert_eq!(left(RICH, true), LIMIT);
		assert_eq!(by(GATEWAY, read(1)).tip(1).apply(), Err(PAYMENT));
		// To the unit what one without any allowance pays.
		let before = balance(STRANGER);
		assert_eq!(by(STRANGER, read(1)).tip(5).apply(), Ok(Ok(())));
		assert_eq!(before - balance(STRANGER), fee);
	});
}

#[test]
fn a_batch_or_a_wrapper_is_looked_into_by_nobody() {
	new_test_ext().execute_with(|| {
		let inner = || RuntimeCall::from(read(1));
		let wrapped: [RuntimeCall; 3] = [
			pallet_utility::Call::batch {
				calls: vec![inner()],
			}
			.into(),
			pallet_utility::Call::as_derivative {
				index: 0,
				call: Box::new(inner()),
			}
			.into(),
			pallet_utility::Call::batch_all {
				calls: vec![inner(), inner()],
			}
			.into(),
		];
		for call in wrapped {
			assert_eq!(by(GATEWAY, call).apply(), Err(PAYMENT));
		}
		assert_eq!(left(GATEWAY, true), LIMIT);
	});
}

#[test]
fn an_operational_call_is_never_free() {
	new_test_ext().execute_with(|| {
		let errand = Errand {
			declared: 1,
			operational: true,
			..Default::default()
		};
		let call = ErrandsCall::read { units: 1, errand };
		assert_eq!(by(GATEWAY, call).apply(), Err(PAYMENT));
		assert_eq!(left(GATEWAY, true), LIMIT);
	});
}

#[test]
fn a_nonce_counts_once() {
	new_test_ext().execute_with(|| {
		assert_eq!(by(GATEWAY, read(1)).nonce(0).apply(), Ok(Ok(())));
		let stale = TransactionValidityError::Invalid(InvalidTransaction::Stale);
		assert_eq!(by(GATEWAY, read(1)).nonce(0).apply(), Err(stale));
		let future = TransactionValidityError::Invalid(InvalidTransaction::Future);
		assert_eq!(by(GATEWAY, read(1)).nonce(2).apply(), Err(future));
		assert_eq!(left(GATEWAY, true), LIMIT - 1);
	});
}

#[test]
fn an_account_without_any_reference_is_refused() {
	new_test_ext().execute_with(|| {
		grant(99, true, LIMIT);
		assert_eq!(by(99, read(1)).apply(), Err(PAYMENT));
		assert_eq!(left(99, true), LIMIT);
	});
}

#[test]
fn its_priority_is_that_of_a_payer_who_tips_its_rank() {
	new_test_ext().execute_with(|| {
		for (declared, len) in [(1, 100), (1, 4_000), (200, 100), (900, 1)] {
			for units in [1, 3] {
				let rank = RANK * u128::from(units);
				let free = by(GATEWAY, reading(units, declared)).len(len).validate();
				let priority = free.expect("is free").priority;
				let tipping = |tip| {
					let paying = by(STRANGER, reading(units, declared)).len(len).tip(tip);
					paying.validate().expect("can pay").priority
				};
				assert_eq!(priority, tipping(rank));
				assert!(priority > tipping(rank - 1) && priority < tipping(rank + 1));
			}
		}
	});
}

#[test]
fn the_fee_that_returns_does_so_for_payers() {
	new_test_ext().execute_with(|| {
		let errand = Errand {
			declared: 1,
			fee_returns: true,
			..Default::default()
		};
		let before = balance(STRANGER);
		let call = ErrandsCall::read { units: 1, errand };
		assert_eq!(by(STRANGER, call).apply(), Ok(Ok(())));
		assert_eq!(balance(STRANGER), before);
	});
}

#[test]
fn an_unsigned_origin_is_for_the_wrapped_extension() {
	use frame_support::dispatch::GetDispatchInfo;
	use sp_runtime::traits::{TransactionExtension, TxBaseImplication};
	new_test_ext().execute_with(|| {
		let call = RuntimeCall::from(read(1));
		let info = call.get_dispatch_info();
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let (valid, val, _) = Charge::from(Payment::from(0))
				.validate(
					origin,
					&call,
					&info,
					100,
					(),
					&TxBaseImplication(()),
					sp_runtime::transaction_validity::TransactionSource::External,
				)
				.expect("is not charged");
			assert_eq!(valid, Default::default());
			assert!(matches!(val, crate::Val::Charged(_)));
		}
	});
}

#[test]
fn an_allowance_that_is_gone_by_the_time_it_is_spent_is_no_allowance() {
	use frame_support::dispatch::GetDispatchInfo;
	use sp_runtime::traits::TransactionExtension;
	new_test_ext().execute_with(|| {
		let call = RuntimeCall::from(read(1));
		let origin = RuntimeOrigin::signed(GATEWAY);
		grant(GATEWAY, true, 0);
		let prepared = Charge::from(Payment::from(0)).prepare(
			crate::Val::Free(Purpose::Readings),
			&origin,
			&call,
			&call.get_dispatch_info(),
			100,
		);
		assert_eq!(prepared.err(), Some(PAYMENT));
	});
}
