//! What roles and proxies may not do.

use commonwatt_runtime::{ProxyType, Runtime, RuntimeCall};
use commonwatt_runtime_tests::*;
use frame_support::traits::InstanceFilter;
use sp_runtime::DispatchError;

#[test]
fn nobody_purges_a_validators_keys() {
	let mut world = World::new(flat(CELL));
	let purge = RuntimeCall::Session(pallet_session::Call::purge_keys {});
	let error = frame_system::Error::<Runtime>::CallFiltered;
	assert_eq!(world.call(Alice, purge), Ok(Err(error.into())));
}

#[test]
fn an_operators_proxy_operates_and_cannot_hand_the_role_over() {
	let operate = RuntimeCall::Communities(pallet_communities::Call::admit_member {
		community: COMMUNITY,
		who: Eve.to_account_id(),
	});
	let hand_over = RuntimeCall::Communities(pallet_communities::Call::set_operator {
		community: COMMUNITY,
		operator: Eve.to_account_id(),
	});
	for kind in [ProxyType::Operator, ProxyType::NonTransfer] {
		assert!(kind.filter(&operate), "{kind:?}");
		assert!(!kind.filter(&hand_over), "{kind:?}");
	}
}

#[test]
fn a_proxy_without_transfers_moves_no_money_by_any_path() {
	let mut world = World::new(flat(CELL));
	let add = pallet_proxy::Call::add_proxy {
		delegate: Eve.to_account_id().into(),
		proxy_type: ProxyType::NonTransfer,
		delay: 0,
	};
	world.ok(Dave, RuntimeCall::Proxy(add));
	let before = world.free(Dave);
	let transfer = RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
		dest: Eve.to_account_id().into(),
		value: 1_000_000_000_000,
	});
	let donate = RuntimeCall::Billing(pallet_billing::Call::donate {
		community: COMMUNITY,
		amount: 1_000_000_000_000,
	});
	let batch = |call: &RuntimeCall| {
		RuntimeCall::Utility(pallet_utility::Call::batch {
			calls: vec![call.clone()],
		})
	};
	for call in [
		transfer.clone(),
		donate.clone(),
		batch(&transfer),
		batch(&donate),
	] {
		world.ok(
			Eve,
			RuntimeCall::Proxy(pallet_proxy::Call::proxy {
				real: Dave.to_account_id().into(),
				force_proxy_type: None,
				call: Box::new(call),
			}),
		);
		assert_eq!(world.free(Dave), before);
	}
}

#[test]
fn a_member_is_neither_operator_nor_supplier() {
	let mut world = World::new(flat(CELL));
	world.points(&[0]);
	let rotate = RuntimeCall::Metering(pallet_metering::Call::rotate_key {
		point: 0,
		key: world.meters[0].key(),
	});
	let not_operator: DispatchError = pallet_communities::Error::<Runtime>::NotOperator.into();
	assert_eq!(world.call(Ferdie, rotate), Ok(Err(not_operator)));
	let withdraw = RuntimeCall::Billing(pallet_billing::Call::withdraw_supplier {
		community: COMMUNITY,
		amount: 1,
	});
	let not_supplier: DispatchError = pallet_billing::Error::<Runtime>::NotSupplier.into();
	assert_eq!(world.call(Ferdie, withdraw), Ok(Err(not_supplier)));
}
