//! How the chain itself is changed and stopped: by validators and communities together.

use codec::Encode;
use commonwatt_primitives::governance::Vote;
use commonwatt_runtime::{
	fontana, genesis::genesis, AccountId, Balances, MultiBlockMigrations, Operators, Runtime,
	RuntimeCall, RuntimeEvent, RuntimeGenesisConfig, SafeMode, System, Validators, TOKEN,
};
use commonwatt_runtime_tests::*;
use frame_support::{
	dispatch::GetDispatchInfo,
	migrations::{FailedMigrationHandler, FailedMigrationHandling, MultiStepMigrator},
};
use pallet_collective::Call as Motion;
use pallet_community_treasury::{Call as Treasury, DaoRules, Electorate};
use sp_core::{
	traits::{ReadRuntimeVersion, ReadRuntimeVersionExt},
	H256,
};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{traits::Hash, DispatchError, Permill};

/// Reads the version of no code.
struct NoRuntime;

impl ReadRuntimeVersion for NoRuntime {
	fn read_runtime_version(
		&self,
		_: &[u8],
		_: &mut dyn sp_core::traits::Externalities,
	) -> Result<Vec<u8>, String> {
		Err("is no runtime".into())
	}
}

/// Four validators: Alice, Bob, Charlie, Dave. Three communities: of Alice, Eve and Ferdie.
fn confederation() -> RuntimeGenesisConfig {
	let config = genesis_with(flat(CELL));
	let of = |operator: Sr25519Keyring| {
		let mut community = config.communities.communities[0].clone();
		community.operator = operator.to_account_id();
		community
	};
	let communities = vec![of(Alice), of(Eve), of(Ferdie)];
	let validators = [
		(Alice, Ed25519Keyring::Alice),
		(Bob, Ed25519Keyring::Bob),
		(Charlie, Ed25519Keyring::Charlie),
		(Dave, Ed25519Keyring::Dave),
	];
	genesis(&validators, config.communities.time, communities)
}

fn hash_of(call: &RuntimeCall) -> H256 {
	sp_runtime::traits::BlakeTwo256::hash_of(call)
}

fn motion<I: 'static>(threshold: u32, call: impl Into<RuntimeCall>) -> RuntimeCall
where
	Runtime: pallet_collective::Config<I, Proposal = RuntimeCall>,
	RuntimeCall: From<Motion<Runtime, I>>,
{
	let call: RuntimeCall = call.into();
	Motion::propose {
		threshold,
		length_bound: call.encoded_size() as u32,
		proposal: Box::new(call),
	}
	.into()
}

/// The members propose, agree, and anyone closes the motion: what its call did.
fn decide<I: 'static>(
	world: &mut World,
	members: &[Sr25519Keyring],
	call: impl Into<RuntimeCall>,
) -> Result<(), DispatchError>
where
	Runtime: pallet_collective::Config<I, Proposal = RuntimeCall>,
	RuntimeCall: From<Motion<Runtime, I>>,
{
	let call: RuntimeCall = call.into();
	let threshold = members.len() as u32;
	world.ok(members[0], motion::<I>(threshold, call.clone()));
	if threshold > 1 {
		let count = pallet_collective::ProposalCount::<Runtime, I>::get;
		let index = world.chain.read(count) - 1;
		let proposal = hash_of(&call);
		for member in members {
			let vote = Motion::<Runtime, I>::vote {
				proposal,
				index,
				approve: true,
			};
			world.ok(*member, vote);
		}
		let close = Motion::<Runtime, I>::close {
			proposal_hash: proposal,
			index,
			proposal_weight_bound: call.get_dispatch_info().call_weight,
			length_bound: call.encoded_size() as u32,
		};
		world.ok(Ferdie, close);
	}
	executed(world)
}

/// What the motion of the last block did.
fn executed(world: &mut World) -> Result<(), DispatchError> {
	world.chain.read(|| {
		let results = System::read_events_no_consensus()
			.filter_map(|record| match record.event {
				RuntimeEvent::ValidatorsCollective(pallet_collective::Event::Executed {
					result,
					..
				})
				| RuntimeEvent::CommunitiesCollective(pallet_collective::Event::Executed {
					result,
					..
				}) => Some(result),
				_ => None,
			})
			.collect::<Vec<_>>();
		assert_eq!(results.len(), 1, "one motion was carried out");
		results[0]
	})
}

fn whitelist(call: &RuntimeCall) -> RuntimeCall {
	pallet_whitelist::Call::whitelist_call {
		call_hash: hash_of(call),
	}
	.into()
}

fn dispatch(call: &RuntimeCall) -> RuntimeCall {
	pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage {
		call: Box::new(call.clone()),
	}
	.into()
}

/// Something that only root may do.
fn root_call() -> RuntimeCall {
	frame_system::Call::set_storage {
		items: vec![(b"key".to_vec(), b"value".to_vec())],
	}
	.into()
}

fn is_done(world: &mut World) -> bool {
	world
		.chain
		.read(|| sp_io::storage::get(b"key").is_some_and(|value| &value[..] == b"value"))
}

fn transfer() -> RuntimeCall {
	pallet_balances::Call::transfer_keep_alive {
		dest: Eve.to_account_id().into(),
		value: TOKEN,
	}
	.into()
}

fn filtered(
) -> Result<Result<(), DispatchError>, sp_runtime::transaction_validity::TransactionValidityError> {
	Ok(Err(frame_system::Error::<Runtime>::CallFiltered.into()))
}

#[test]
fn root_is_two_thirds_of_the_validators_and_more_than_half_of_the_communities() {
	let mut world = World::of(&confederation());
	let call = root_call();
	let bad_origin = Err(DispatchError::BadOrigin);
	// Two of four are not enough, three are.
	assert_eq!(
		decide::<Validators>(&mut world, &[Alice, Bob], whitelist(&call)),
		bad_origin
	);
	let three = [Alice, Bob, Charlie];
	assert_eq!(
		decide::<Validators>(&mut world, &three, whitelist(&call)),
		Ok(())
	);
	// The validators cannot dispatch, nor can one of three communities.
	let all = [Alice, Bob, Charlie, Dave];
	assert_eq!(
		decide::<Validators>(&mut world, &all, dispatch(&call)),
		bad_origin
	);
	assert_eq!(
		decide::<Operators>(&mut world, &[Alice], dispatch(&call)),
		bad_origin
	);
	assert!(!is_done(&mut world));
	assert_eq!(
		decide::<Operators>(&mut world, &[Eve, Ferdie], dispatch(&call)),
		Ok(())
	);
	assert!(is_done(&mut world));
	// Once.
	let not_whitelisted = pallet_whitelist::Error::<Runtime>::DeferredDispatchNotFound;
	assert_eq!(
		world.call(Dave, dispatch(&call)),
		Ok(Err(not_whitelisted.into()))
	);
}

#[test]
fn what_communities_agreed_to_first_waits_for_the_validators() {
	let mut world = World::of(&confederation());
	let call = root_call();
	assert_eq!(
		decide::<Operators>(&mut world, &[Alice, Eve], dispatch(&call)),
		Ok(())
	);
	assert!(!is_done(&mut world));
	let not_whitelisted: DispatchError =
		pallet_whitelist::Error::<Runtime>::CallIsNotWhitelisted.into();
	assert_eq!(world.call(Dave, dispatch(&call)), Ok(Err(not_whitelisted)));
	let three = [Alice, Bob, Charlie];
	assert_eq!(
		decide::<Validators>(&mut world, &three, whitelist(&call)),
		Ok(())
	);
	world.ok(Dave, dispatch(&call));
	assert!(is_done(&mut world));
}

#[test]
fn a_call_that_was_noted_is_dispatched_by_its_hash_and_runs_when_it_is_scheduled() {
	let mut world = World::of(&confederation());
	let later: RuntimeCall = pallet_scheduler::Call::schedule_after {
		after: 5,
		maybe_periodic: None,
		priority: 0,
		call: Box::new(root_call()),
	}
	.into();
	let note = pallet_preimage::Call::note_preimage {
		bytes: later.encode(),
	};
	world.ok(Dave, note);
	let three = [Alice, Bob, Charlie];
	assert_eq!(
		decide::<Validators>(&mut world, &three, whitelist(&later)),
		Ok(())
	);
	let by_hash = pallet_whitelist::Call::dispatch_whitelisted_call {
		call_hash: hash_of(&later),
		call_encoded_len: later.encoded_size() as u32,
		call_weight_witness: later.get_dispatch_info().call_weight,
	};
	assert_eq!(
		decide::<Operators>(&mut world, &[Alice, Eve], by_hash),
		Ok(())
	);
	for _ in 0..4 {
		world.block();
		assert!(!is_done(&mut world));
	}
	world.block();
	world.block();
	assert!(is_done(&mut world));
}

#[test]
fn strangers_and_operators_are_no_root() {
	let mut world = World::of(&confederation());
	let bad_origin = Ok(Err(DispatchError::BadOrigin));
	for call in [
		root_call(),
		whitelist(&root_call()),
		pallet_safe_mode::Call::force_enter {}.into(),
		pallet_safe_mode::Call::force_exit {}.into(),
		pallet_scheduler::Call::schedule {
			when: 100,
			maybe_periodic: None,
			priority: 0,
			call: Box::new(root_call()),
		}
		.into(),
		pallet_migrations::Call::clear_historic {
			selector: pallet_migrations::HistoricCleanupSelector::Specific(Vec::new()),
		}
		.into(),
	] {
		assert_eq!(world.call(Alice, call.clone()), bad_origin, "{call:?}");
	}
	let not_found = pallet_whitelist::Error::<Runtime>::DeferredDispatchNotFound;
	assert_eq!(
		world.call(Alice, dispatch(&root_call())),
		Ok(Err(not_found.into()))
	);
	let not_member = pallet_collective::Error::<Runtime, Validators>::NotMember;
	let propose = motion::<Validators>(1, whitelist(&root_call()));
	assert_eq!(world.call(Eve, propose), Ok(Err(not_member.into())));
	let not_member = pallet_collective::Error::<Runtime, Operators>::NotMember;
	let propose = motion::<Operators>(1, dispatch(&root_call()));
	assert_eq!(world.call(Bob, propose), Ok(Err(not_member.into())));
	let enter: RuntimeCall = pallet_safe_mode::Call::enter {}.into();
	let not_configured = pallet_safe_mode::Error::<Runtime>::NotConfigured;
	assert_eq!(world.call(Alice, enter), Ok(Err(not_configured.into())));
}

#[test]
fn the_seat_of_a_community_goes_with_its_operator() {
	let mut world = World::of(&confederation());
	let seats = |world: &mut World| {
		let members = pallet_collective::Members::<Runtime, Operators>::get;
		world.chain.read(members)
	};
	let sorted = |mut who: Vec<AccountId>| {
		who.sort();
		who
	};
	let of = |who: &[Sr25519Keyring]| sorted(who.iter().map(|who| who.to_account_id()).collect());
	assert_eq!(seats(&mut world), of(&[Alice, Eve, Ferdie]));
	let call = root_call();
	world.ok(Ferdie, motion::<Operators>(2, dispatch(&call)));
	let vote = |approve| Motion::<Runtime, Operators>::vote {
		proposal: hash_of(&dispatch(&call)),
		index: 0,
		approve,
	};
	world.ok(Ferdie, vote(true));
	// Two communities of one operator have one seat; what the one that left voted is gone.
	let hand_over = pallet_communities::Call::set_operator {
		community: 2,
		operator: Eve.to_account_id(),
	};
	world.ok(Ferdie, hand_over);
	assert_eq!(seats(&mut world), of(&[Alice, Eve]));
	let voting = pallet_collective::Voting::<Runtime, Operators>::get;
	let voting = world.chain.read(|| voting(hash_of(&dispatch(&call))));
	// Motion 0, a threshold of 2, no ayes, no nays.
	let nobody: (u32, u32, Vec<AccountId>, Vec<AccountId>) = (0, 2, vec![], vec![]);
	let voting = voting.expect("is open").encode();
	assert_eq!(voting[..nobody.encoded_size()], nobody.encode());
	let not_member = pallet_collective::Error::<Runtime, Operators>::NotMember;
	assert_eq!(world.call(Ferdie, vote(true)), Ok(Err(not_member.into())));
	// A new community brings its operator.
	let new: RuntimeCall = pallet_communities::Call::create_community {
		name: b"New".to_vec(),
		operator: Dave.to_account_id(),
		supplier: Charlie.to_account_id(),
		bounds: fontana::bounds(),
		rules: flat(CELL),
	}
	.into();
	let three = [Alice, Bob, Charlie];
	assert_eq!(
		decide::<Validators>(&mut world, &three, whitelist(&new)),
		Ok(())
	);
	assert_eq!(
		decide::<Operators>(&mut world, &[Alice, Eve], dispatch(&new)),
		Ok(())
	);
	assert_eq!(seats(&mut world), of(&[Alice, Eve, Dave]));
}

#[test]
fn a_community_that_governs_itself_votes_on_the_chain_by_a_vote_of_its_members() {
	let mut world = World::new(flat(CELL));
	let admit = |who: Sr25519Keyring| pallet_communities::Call::admit_member {
		community: COMMUNITY,
		who: who.to_account_id(),
	};
	world.ok(Alice, admit(Dave));
	let rules = DaoRules {
		electorate: Electorate::Members,
		voting_period: 10,
		enactment_delay: 2,
		execution_window: 40,
		quorum: Permill::from_percent(50),
		approval: Permill::from_percent(50),
		slash_below: Permill::from_percent(10),
		deposit: TOKEN,
		period: 24 * 7,
		spending_cap: Permill::from_percent(50),
	};
	let community = COMMUNITY;
	world.ok(Alice, Treasury::establish { community, rules });
	let dao = commonwatt_runtime::CommunityTreasury::dao_account(community);
	let operator = dao.clone();
	let hand_over = pallet_communities::Call::set_operator {
		community,
		operator,
	};
	world.ok(Alice, hand_over);
	let members = pallet_collective::Members::<Runtime, Operators>::get;
	assert_eq!(world.chain.read(members), [dao]);

	let call = root_call();
	assert_eq!(
		decide::<Validators>(&mut world, &[Alice], whitelist(&call)),
		Ok(())
	);
	let decision = motion::<Operators>(1, dispatch(&call));
	let bound = decision.get_dispatch_info().call_weight;
	let propose = Treasury::propose {
		community,
		call: Box::new(decision),
		description: H256::repeat_byte(1),
	};
	world.ok(Dave, propose);
	let vote = Treasury::vote {
		proposal: 0,
		vote: Vote::Aye,
		points: Default::default(),
	};
	world.ok(Dave, vote);
	for _ in 0..11 {
		world.block();
	}
	world.ok(Eve, Treasury::close { proposal: 0 });
	world.block();
	world.block();
	assert!(!is_done(&mut world));
	let execute = Treasury::execute {
		proposal: 0,
		weight_bound: bound,
		length_bound: 4_096,
	};
	world.ok(Eve, execute);
	assert!(is_done(&mut world));
}

#[test]
fn in_safe_mode_readings_top_ups_and_votes_go_on_and_either_collective_ends_it() {
	let mut world = World::of(&confederation());
	world.points(&[10 * TOKEN]);
	let enter = pallet_safe_mode::Call::force_enter {};
	let bad_origin = Err(DispatchError::BadOrigin);
	assert_eq!(
		decide::<Validators>(&mut world, &[Alice, Bob], enter.clone()),
		bad_origin
	);
	assert_eq!(
		decide::<Operators>(&mut world, &[Alice, Eve, Ferdie], enter.clone()),
		bad_origin
	);
	for exit in [true, false] {
		assert_eq!(
			decide::<Validators>(&mut world, &[Alice, Bob, Charlie], enter.clone()),
			Ok(())
		);
		assert_eq!(world.call(Dave, transfer()), filtered());
		let batch = pallet_utility::Call::batch_all {
			calls: vec![transfer()],
		};
		assert_eq!(world.call(Dave, batch), filtered());
		let member = pallet_communities::Call::admit_member {
			community: COMMUNITY,
			who: Dave.to_account_id(),
		};
		assert_eq!(world.call(Alice, member), filtered());
		world.top_up(0, TOKEN);
		if exit {
			world.until_ended(FIRST);
			world.deliver(FIRST, &[(0, 1_000)]);
		}
		let exit_call = pallet_safe_mode::Call::force_exit {};
		let left = match exit {
			true => decide::<Operators>(&mut world, &[Eve, Ferdie], exit_call),
			false => decide::<Validators>(&mut world, &[Alice, Dave, Charlie], exit_call),
		};
		assert_eq!(left, Ok(()));
		world.ok(Dave, transfer());
	}
}

#[test]
fn a_call_is_paused_by_validators_and_what_never_stops_is_not() {
	let mut world = World::of(&confederation());
	let name = |pallet: &[u8], call: &[u8]| {
		let bounded = |name: &[u8]| name.to_vec().try_into().expect("is short");
		(bounded(pallet), bounded(call))
	};
	let pause = |pallet: &[u8], call: &[u8]| pallet_tx_pause::Call::pause {
		full_name: name(pallet, call),
	};
	let unpausable: DispatchError = pallet_tx_pause::Error::<Runtime>::Unpausable.into();
	let three = [Alice, Bob, Charlie];
	for (pallet, call) in [
		(&b"Metering"[..], &b"submit_readings"[..]),
		(b"Billing", b"top_up"),
		(b"CommunityTreasury", b"vote"),
		(b"CommunitiesCollective", b"vote"),
		(b"TxPause", b"unpause"),
		(b"SafeMode", b"force_exit"),
	] {
		assert_eq!(
			decide::<Validators>(&mut world, &three, pause(pallet, call)),
			Err(unpausable)
		);
	}
	let transfers = pause(b"Balances", b"transfer_keep_alive");
	assert_eq!(decide::<Validators>(&mut world, &three, transfers), Ok(()));
	assert_eq!(world.call(Dave, transfer()), filtered());
	let unpause = pallet_tx_pause::Call::unpause {
		ident: name(b"Balances", b"transfer_keep_alive"),
	};
	assert_eq!(
		decide::<Operators>(&mut world, &[Alice, Eve], unpause),
		Ok(())
	);
	world.ok(Dave, transfer());
}

#[test]
fn code_that_was_authorized_is_applied_by_anyone_and_no_other() {
	let mut world = World::new(flat(CELL));
	let reader = ReadRuntimeVersionExt::new(NoRuntime);
	world.chain.externalities().register_extension(reader);
	let code = vec![1, 2, 3];
	let code_hash = sp_runtime::traits::BlakeTwo256::hash(&code);
	let authorize: RuntimeCall = frame_system::Call::authorize_upgrade { code_hash }.into();
	assert_eq!(
		decide::<Validators>(&mut world, &[Alice], whitelist(&authorize)),
		Ok(())
	);
	assert_eq!(
		decide::<Operators>(&mut world, &[Alice], dispatch(&authorize)),
		Ok(())
	);
	let apply = |code: Vec<u8>| frame_system::Call::apply_authorized_upgrade { code };
	let other = world.call(Eve, apply(vec![1, 2, 4]));
	let unauthorized = frame_system::Error::<Runtime>::Unauthorized;
	assert_eq!(other, Ok(Err(unauthorized.into())));
	// What is no runtime is not taken, though it was authorized.
	world.ok(Eve, apply(code));
	let refused = world.chain.read(|| {
		System::read_events_no_consensus().find_map(|record| match record.event {
			RuntimeEvent::System(frame_system::Event::RejectedInvalidAuthorizedUpgrade {
				error,
				..
			}) => Some(error),
			_ => None,
		})
	});
	let unread = frame_system::Error::<Runtime>::FailedToExtractRuntimeVersion;
	assert_eq!(refused, Some(unread.into()));
}

#[test]
fn a_migration_that_fails_leaves_a_chain_in_safe_mode_that_is_governed() {
	let mut world = World::of(&confederation());
	world.chain.externalities().execute_with(|| {
		let handling = <Runtime as pallet_migrations::Config>::FailedMigrationHandler::failed(None);
		assert_eq!(handling, FailedMigrationHandling::ForceUnstuck);
		assert!(SafeMode::is_entered());
		// A second one finds it so.
		<Runtime as pallet_migrations::Config>::FailedMigrationHandler::failed(Some(1));
	});
	world.chain.externalities().commit_all().expect("commits");
	assert!(!world.chain.read(MultiBlockMigrations::ongoing));
	assert_eq!(world.call(Dave, transfer()), filtered());
	// It does not end by itself, and both ends and mends are decided as ever.
	for _ in 0..20 {
		world.block();
	}
	let call = root_call();
	let three = [Alice, Bob, Charlie];
	assert_eq!(
		decide::<Validators>(&mut world, &three, whitelist(&call)),
		Ok(())
	);
	assert_eq!(
		decide::<Operators>(&mut world, &[Alice, Eve], dispatch(&call)),
		Ok(())
	);
	assert!(is_done(&mut world));
	let exit = pallet_safe_mode::Call::force_exit {};
	assert_eq!(decide::<Operators>(&mut world, &[Alice, Eve], exit), Ok(()));
	world.ok(Dave, transfer());
	assert!(
		world
			.chain
			.read(|| Balances::free_balance(Eve.to_account_id()))
			> TOKEN
	);
}
