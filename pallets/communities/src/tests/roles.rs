//! The operator's calls: by the operator, by root, by nobody else.

use super::*;
use frame_support::dispatch::GetDispatchInfo;
use sp_runtime::traits::Dispatchable;

type Call = crate::Call<Runtime>;

/// Every call of the operator.
fn operator_calls(community: u32) -> Vec<RuntimeCall> {
	let (who, gateway) = (ALICE, GATEWAY);
	[
		Call::set_operator {
			community,
			operator: BOB,
		},
		Call::announce_rules {
			community,
			from: HORIZON + 1,
			rules: flat_rules(210),
		},
		Call::admit_member { community, who },
		Call::suspend_member { community, who },
		Call::reinstate_member { community, who },
		Call::remove_member { community, who },
		Call::register_gateway { community, gateway },
		Call::remove_gateway { community, gateway },
		Call::reinstate_gateway { community, gateway },
	]
	.map(RuntimeCall::from)
	.to_vec()
}

fn each_fails_with(community: u32, origin: RuntimeOrigin, error: impl Into<DispatchError>) {
	let error = error.into();
	for call in operator_calls(community) {
		let result = call.clone().dispatch(origin.clone());
		assert_eq!(
			result.map_err(|failed| failed.error),
			Err(error),
			"{call:?}"
		);
	}
}

#[test]
fn an_operators_call_fails_when_a_stranger_sends_it() {
	ExtBuilder::default().build_and_execute(|| {
		each_fails_with(
			COMMUNITY,
			RuntimeOrigin::signed(ALICE),
			CommunitiesError::NotOperator,
		);
	});
}

#[test]
fn an_operators_call_fails_when_the_supplier_or_a_gateway_sends_it() {
	ExtBuilder::default()
		.community(|genesis| genesis.gateways = vec![GATEWAY])
		.build_and_execute(|| {
			for who in [SUPPLIER, GATEWAY] {
				let origin = RuntimeOrigin::signed(who);
				each_fails_with(COMMUNITY, origin, CommunitiesError::NotOperator);
			}
		});
}

#[test]
fn an_operators_call_fails_when_the_operator_of_another_community_sends_it() {
	ExtBuilder::default().build_and_execute(|| {
		let other = RuntimeOrigin::signed(OTHER_OPERATOR);
		each_fails_with(COMMUNITY, other, CommunitiesError::NotOperator);
		each_fails_with(
			OTHER_COMMUNITY,
			by_operator(),
			CommunitiesError::NotOperator,
		);
	});
}

#[test]
fn an_operators_call_fails_when_nobody_signed_it() {
	ExtBuilder::default().build_and_execute(|| {
		each_fails_with(COMMUNITY, RuntimeOrigin::none(), DispatchError::BadOrigin);
	});
}

#[test]
fn an_operators_call_fails_when_the_community_is_unknown() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [by_operator(), RuntimeOrigin::root()] {
			each_fails_with(
				UNKNOWN_COMMUNITY,
				origin,
				CommunitiesError::UnknownCommunity,
			);
		}
	});
}

#[test]
fn root_may_send_an_operators_call() {
	ExtBuilder::default().build_and_execute(|| {
		let root = RuntimeOrigin::root;
		assert_ok!(Communities::admit_member(root(), COMMUNITY, ALICE));
		assert_ok!(Communities::register_gateway(root(), COMMUNITY, GATEWAY));
		let rules = flat_rules(300);
		assert_ok!(Communities::announce_rules(
			root(),
			COMMUNITY,
			HORIZON + 1,
			rules
		));
		assert_ok!(Communities::set_operator(root(), COMMUNITY, BOB));
	});
}

#[test]
fn each_call_has_a_weight() {
	for call in operator_calls(COMMUNITY) {
		assert!(
			call.get_dispatch_info().call_weight.ref_time() > 0,
			"{call:?}"
		);
	}
}
