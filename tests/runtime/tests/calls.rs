//! Every call of the runtime, one by one: whether a community may decide it, and whether a block has
//! room for it.

use codec::{Decode, Error, Input};
use commonwatt_primitives::{governance::Vote, PointId};
use commonwatt_runtime::{allowance::space, AccountId, CommunityCalls, Runtime, RuntimeCall};
use commonwatt_runtime_tests::*;
use frame_support::{
	dispatch::GetDispatchInfo,
	traits::{Contains, Get},
};
use pallet_community_treasury::{Call as Treasury, Config, Delegator};
use std::collections::{BTreeMap, BTreeSet};

type MaxVotePoints = <Runtime as Config>::MaxVotePoints;
type MaxDelegators = <Runtime as Config>::MaxDelegators;
type MaxCallLength = <Runtime as Config>::MaxCallLength;

fn most<Bound: Get<u32>>() -> u32 {
	Bound::get()
}

/// A call's bytes, and zeros: a call with empty arguments.
struct Zeros(Vec<u8>);

impl Input for Zeros {
	fn remaining_len(&mut self) -> Result<Option<usize>, Error> {
		Ok(None)
	}

	fn read(&mut self, into: &mut [u8]) -> Result<(), Error> {
		into.fill(0);
		let given = self.0.len().min(into.len());
		into[..given].copy_from_slice(&self.0[..given]);
		self.0.drain(..given);
		Ok(())
	}
}

/// Every call of each pallet, by name.
fn calls() -> BTreeMap<String, BTreeMap<String, RuntimeCall>> {
	let metadata = World::new(flat(CELL)).chain.read(|| Runtime::metadata().1);
	let frame_metadata::RuntimeMetadata::V14(metadata) = metadata else {
		panic!("metadata is of version 14")
	};
	let mut calls = BTreeMap::new();
	for pallet in &metadata.pallets {
		let Some(of_pallet) = &pallet.calls else {
			continue;
		};
		let ty = metadata.types.resolve(of_pallet.ty.id).expect("is closed");
		let scale_info::TypeDef::Variant(variants) = &ty.type_def else {
			panic!("calls are an enum")
		};
		let variants = variants.variants.iter().map(|variant| {
			let call = RuntimeCall::decode(&mut Zeros(vec![pallet.index, variant.index]));
			let call = call.unwrap_or_else(|error| panic!("{}: {error}", variant.name));
			(variant.name.clone(), call)
		});
		calls.insert(pallet.name.clone(), variants.collect());
	}
	calls
}

/// Of each pallet: what a community may decide, and what it may not.
const DECISIONS: &[(&str, &[&str], &[&str])] = &[
	(
		"AssetConversion",
		&[
			"add_liquidity",
			"create_pool",
			"remove_liquidity",
			"swap_exact_tokens_for_tokens",
			"swap_tokens_for_exact_tokens",
		],
		&["create_pool_with_fee", "set_pool_fee", "touch"],
	),
	(
		"AssetShares",
		&[
			"allow",
			"attach_point",
			"begin_wind_up",
			"buy_back_compulsorily",
			"claim_income",
			"claim_income_for",
			"close_offering",
			"collect_income",
			"detach_point",
			"disallow",
			"end_buy_back",
			"freeze_asset",
			"freeze_holding",
			"liquidate",
			"open_offering",
			"pay_income",
			"redeem",
			"refund",
			"reject",
			"sell_back",
			"set_buy_back",
			"spend_upkeep",
			"subscribe",
			"thaw_asset",
			"thaw_holding",
			"transfer",
		],
		&["propose", "withdraw_proposal"],
	),
	(
		"Balances",
		&[],
		&[
			"burn",
			"force_adjust_total_issuance",
			"force_set_balance",
			"force_transfer",
			"force_unreserve",
			"transfer_all",
			"transfer_allow_death",
			"transfer_keep_alive",
			"upgrade_accounts",
		],
	),
	(
		"Billing",
		&[
			"donate",
			"fund_guarantee",
			"gift",
			"lend_to_guarantee",
			"set_essential",
			"top_up",
			"withdraw",
		],
		&[
			"pay_out",
			"set_standing_top_up",
			"sweep_donations",
			"top_up_supplier",
			"withdraw_supplier",
		],
	),
	(
		"Certificates",
		&[
			"buy",
			"cancel_offer",
			"deregister_device",
			"issue",
			"offer",
			"register_device",
			"remove_device",
			"retire",
			"split",
			"store",
			"transfer",
			"update_device",
			"withdraw",
		],
		&["expire"],
	),
	(
		"Communities",
		&[
			"admit_member",
			"announce_rules",
			"register_gateway",
			"reinstate_gateway",
			"reinstate_member",
			"remove_gateway",
			"remove_member",
			"suspend_member",
		],
		&["create_community", "set_bounds", "set_operator"],
	),
	(
		"CommunitiesCollective",
		&["close", "propose", "vote"],
		&[
			"disapprove_proposal",
			"execute",
			"kill",
			"release_proposal_cost",
			"set_members",
		],
	),
	(
		"CommunityTreasury",
		&[
			"add_recurring_spend",
			"invest",
			"open_refund",
			"pay_in",
			"remove_recurring_spend",
			"set_autopilot",
			"set_rules",
			"set_solidarity_fund",
			"set_support",
			"spend",
			"stop_autopilot",
		],
		&[
			"claim_refund",
			"close",
			"delegate",
			"establish",
			"execute",
			"propose",
			"remove_claims",
			"remove_delegation",
			"remove_votes",
			"undelegate",
			"vote",
			"vote_for",
		],
	),
	(
		"EnergyMarket",
		&[],
		&[
			"cancel_order",
			"cancel_standing_order",
			"claim",
			"place_order",
			"set_standing_order",
			"set_trading_key",
			"settle",
			"submit_intents",
		],
	),
	(
		"Grandpa",
		&[],
		&[
			"note_stalled",
			"report_equivocation",
			"report_equivocation_unsigned",
		],
	),
	(
		"LpTokens",
		&[],
		&[
			"approve_transfer",
			"block",
			"burn",
			"cancel_approval",
			"clear_metadata",
			"create",
			"destroy_accounts",
			"destroy_approvals",
			"finish_destroy",
			"force_asset_status",
			"force_cancel_approval",
			"force_clear_metadata",
			"force_create",
			"force_set_metadata",
			"force_transfer",
			"freeze",
			"freeze_asset",
			"mint",
			"refund",
			"refund_other",
			"set_metadata",
			"set_min_balance",
			"set_reserves",
			"set_team",
			"start_destroy",
			"thaw",
			"thaw_asset",
			"touch",
			"touch_other",
			"transfer",
			"transfer_all",
			"transfer_approved",
			"transfer_keep_alive",
			"transfer_ownership",
		],
	),
	(
		"Metering",
		&[
			"close_point",
			"register_point",
			"remove_point",
			"revoke_key",
			"rotate_key",
			"swap_meter",
		],
		&["submit_readings"],
	),
	(
		"MultiBlockMigrations",
		&[],
		&[
			"clear_historic",
			"force_onboard_mbms",
			"force_set_active_cursor",
			"force_set_cursor",
		],
	),
	(
		"Multisig",
		&[],
		&[
			"approve_as_multi",
			"as_multi",
			"as_multi_threshold_1",
			"cancel_as_multi",
			"poke_deposit",
		],
	),
	(
		"Preimage",
		&[],
		&[
			"ensure_updated",
			"note_preimage",
			"request_preimage",
			"unnote_preimage",
			"unrequest_preimage",
		],
	),
	(
		"PriceSignals",
		&[
			"dismiss_forecaster",
			"elect_forecaster",
			"fund_rewards",
			"reinstate_forecaster",
			"set_reward",
			"suspend_forecaster",
		],
		&["claim_reward", "rotate_signal_key", "submit_signal"],
	),
	(
		"Proxy",
		&[],
		&[
			"add_proxy",
			"announce",
			"create_pure",
			"kill_pure",
			"poke_deposit",
			"proxy",
			"proxy_announced",
			"reject_announcement",
			"remove_announcement",
			"remove_proxies",
			"remove_proxy",
		],
	),
	(
		"SafeMode",
		&[],
		&[
			"enter",
			"extend",
			"force_enter",
			"force_exit",
			"force_extend",
			"force_release_deposit",
			"force_slash_deposit",
			"release_deposit",
		],
	),
	(
		"Scheduler",
		&[],
		&[
			"cancel",
			"cancel_named",
			"cancel_retry",
			"cancel_retry_named",
			"schedule",
			"schedule_after",
			"schedule_named",
			"schedule_named_after",
			"set_retry",
			"set_retry_named",
		],
	),
	("Session", &[], &["purge_keys", "set_keys"]),
	(
		"System",
		&[],
		&[
			"apply_authorized_upgrade",
			"authorize_upgrade",
			"authorize_upgrade_without_checks",
			"kill_prefix",
			"kill_storage",
			"remark",
			"remark_with_event",
			"set_code",
			"set_code_without_checks",
			"set_heap_pages",
			"set_storage",
		],
	),
	("Timestamp", &[], &["set"]),
	("TxPause", &[], &["pause", "unpause"]),
	(
		"Utility",
		&["batch_all"],
		&[
			"as_derivative",
			"batch",
			"dispatch_as",
			"dispatch_as_fallible",
			"force_batch",
			"if_else",
			"with_weight",
		],
	),
	(
		"ValidatorSet",
		&["nominate", "withdraw_nomination"],
		&[
			"confirm",
			"note_finality",
			"purge_keys",
			"remove",
			"resign",
			"set_floor",
		],
	),
	(
		"ValidatorsCollective",
		&[],
		&[
			"close",
			"disapprove_proposal",
			"execute",
			"kill",
			"propose",
			"release_proposal_cost",
			"set_members",
			"vote",
		],
	),
	(
		"Whitelist",
		&[],
		&[
			"dispatch_whitelisted_call",
			"dispatch_whitelisted_call_with_preimage",
			"remove_deferred_dispatch",
			"remove_whitelisted_call",
			"whitelist_call",
		],
	),
];

#[test]
fn every_call_is_one_that_a_community_may_decide_or_not() {
	let calls = calls();
	let listed: BTreeSet<_> = DECISIONS.iter().map(|(pallet, ..)| *pallet).collect();
	let pallets: BTreeSet<_> = calls.keys().map(String::as_str).collect();
	let mut faults = Vec::new();
	if listed != pallets {
		faults.push(format!("pallets: {pallets:?}"));
	}
	for (pallet, calls) in &calls {
		let decision = DECISIONS.iter().find(|(of, ..)| of == pallet);
		let (_, may, may_not) = decision.copied().unwrap_or((pallet, &[], &[]));
		for (name, call) in calls {
			let may = may.contains(&&name[..]);
			let may_not = may_not.contains(&&name[..]);
			let does = CommunityCalls::contains(call);
			if may == may_not || does != may {
				faults.push(format!("{pallet} {name}: {does}"));
			}
		}
		for name in may.iter().chain(may_not) {
			if !calls.contains_key(*name) {
				faults.push(format!("{pallet} has no {name}"));
			}
		}
	}
	assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_batch_is_decided_if_all_of_it_may_be_and_it_is_not_in_another() {
	let calls = calls();
	let batch = |calls: Vec<RuntimeCall>| -> RuntimeCall {
		pallet_utility::Call::batch_all { calls }.into()
	};
	let may = calls["Communities"]["admit_member"].clone();
	let may_not = calls["Communities"]["set_operator"].clone();
	assert!(CommunityCalls::contains(&batch(vec![
		may.clone(),
		may.clone()
	])));
	assert!(!CommunityCalls::contains(&batch(vec![
		may.clone(),
		may_not.clone()
	])));
	assert!(!CommunityCalls::contains(&batch(vec![batch(vec![
		may.clone()
	])])));
	// What only wraps a call would let anything through.
	let wrapped: [RuntimeCall; 3] = [
		pallet_utility::Call::force_batch {
			calls: vec![may_not.clone()],
		}
		.into(),
		pallet_utility::Call::as_derivative {
			index: 0,
			call: Box::new(may_not.clone()),
		}
		.into(),
		pallet_proxy::Call::proxy {
			real: AccountId::new([0; 32]).into(),
			force_proxy_type: None,
			call: Box::new(may_not),
		}
		.into(),
	];
	assert!(!wrapped.iter().any(CommunityCalls::contains));
}

#[test]
fn every_pallet_finds_its_configuration_sound() {
	use frame_support::traits::IntegrityTest;
	World::new(flat(CELL))
		.chain
		.read(<commonwatt_runtime::AllPalletsWithSystem as IntegrityTest>::integrity_test);
}

/// The calls whose weight depends on what is in them, as large as they may be.
fn largest() -> Vec<RuntimeCall> {
	let points: Vec<PointId> = vec![0; most::<MaxVotePoints>() as usize];
	let delegator = Delegator {
		who: AccountId::new([0; 32]),
		points: points.clone().try_into().expect("as many as may be"),
	};
	let delegators = vec![delegator; most::<MaxDelegators>() as usize];
	// A remark beside its pallet, its index and its length.
	let remark = vec![0; most::<MaxCallLength>() as usize - 4];
	let remark = RuntimeCall::System(frame_system::Call::remark { remark });
	vec![
		Treasury::propose {
			community: 0,
			call: Box::new(remark),
			description: Default::default(),
		}
		.into(),
		Treasury::vote {
			proposal: 0,
			vote: Vote::Aye,
			points: points.try_into().expect("as many as may be"),
		}
		.into(),
		Treasury::vote_for {
			proposal: 0,
			delegators: delegators.try_into().expect("as many as may be"),
			vote: Vote::Aye,
		}
		.into(),
		Treasury::remove_votes {
			proposal: 0,
			limit: 1_000,
		}
		.into(),
		Treasury::remove_claims {
			community: 0,
			month: 0,
			limit: 1_000,
		}
		.into(),
	]
}

#[test]
fn every_call_of_the_commons_fits_what_payers_have_of_any_block() {
	let calls = calls();
	let limits = World::new(flat(CELL))
		.chain
		.read(pallet_allowance::Pallet::<Runtime>::limits);
	let paid = limits.shares.paid;
	let of = |pallet: &str| calls[pallet].values().cloned().collect::<Vec<_>>();
	let pallets = [
		"Certificates",
		"AssetShares",
		"CommunityTreasury",
		"AssetConversion",
	];
	let all = pallets.into_iter().flat_map(of).chain(largest());
	let mut heaviest = (0, String::new());
	for call in all {
		let space = space(call.clone());
		let weight = space.weight.ref_time();
		assert!(
			weight <= paid.weight.ref_time() && space.length <= paid.length,
			"{call:?}: {space:?} of {paid:?}"
		);
		heaviest = heaviest.max((weight, format!("{call:.60?}")));
	}
	println!("heaviest of {paid:?}: {heaviest:?}");
}

#[test]
fn what_a_community_may_decide_fits_a_block_with_its_execution() {
	let calls = calls();
	let limits = World::new(flat(CELL))
		.chain
		.read(pallet_allowance::Pallet::<Runtime>::limits);
	let paid = limits.shares.paid.weight.ref_time();
	for call in calls.values().flat_map(BTreeMap::values) {
		if !CommunityCalls::contains(call) {
			continue;
		}
		let execute = Treasury::execute {
			proposal: 0,
			weight_bound: call.get_dispatch_info().call_weight,
			length_bound: most::<MaxCallLength>(),
		};
		let weight = space(execute.into()).weight.ref_time();
		assert!(weight <= paid, "{call:?}: {weight} of {paid}");
	}
}
