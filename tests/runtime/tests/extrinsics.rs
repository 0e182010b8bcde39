//! Real extrinsics: who may send readings, what it costs, accounts without tokens.

use codec::{Decode, Encode};
use commonwatt_primitives::reading::Refusal;
use commonwatt_runtime::{Runtime, RuntimeCall, RuntimeEvent, UncheckedExtrinsic, MAX_BATCH};
use commonwatt_runtime_tests::*;
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

fn world() -> World {
	let mut world = World::new(flat(CELL));
	world.top_up_supplier(1_000_000);
	world.points(&[1_000_000, 1_000_000]);
	world.until_ended(FIRST);
	world
}

#[test]
fn a_gateway_pays_no_fee() {
	let mut world = world();
	let before = world.free(Bob);
	let readings = vec![world.reading(0, FIRST, 300), world.reading(1, FIRST, -200)];
	world.ok(Bob, World::batch(readings));
	assert_eq!(world.free(Bob), before);
}

#[test]
fn a_strangers_fee_returns_when_every_reading_counts() {
	let mut world = world();
	let before = world.free(Ferdie);
	let reading = world.reading(0, FIRST, 300);
	world.ok(Ferdie, World::batch(vec![reading]));
	assert_eq!(world.free(Ferdie), before, "no gateway can censor a meter");
}

#[test]
fn one_bad_reading_costs_the_fee_and_the_others_count() {
	let mut world = world();
	let before = world.free(Ferdie);
	let good = world.reading(0, FIRST, 300);
	let mut forged = world.reading(1, FIRST, 200);
	forged.end.import -= 100;
	world.submit(Ferdie, World::batch(vec![forged, good]));
	let outcome = world.block();
	assert_eq!(outcome.results, [Ok(Ok(()))]);
	assert_eq!(refusals(&outcome), [(0, Refusal::BadSignature)]);
	assert!(world.free(Ferdie) < before);
	assert_eq!(world.credit(0), 1_000_000 - 210 * 300);
	assert_eq!(world.credit(1), 1_000_000);
}

#[test]
fn a_duplicate_batch_counts_once_and_pays() {
	let mut world = world();
	let reading = world.reading(0, FIRST, 300);
	world.ok(Ferdie, World::batch(vec![reading]));
	let (credit, before) = (world.credit(0), world.free(Ferdie));
	world.submit(Ferdie, World::batch(vec![reading]));
	let outcome = world.block();
	assert_eq!(refusals(&outcome), [(0, Refusal::AlreadyRead)]);
	assert_eq!(world.credit(0), credit);
	assert!(world.free(Ferdie) < before);
}

#[test]
fn an_account_unknown_to_the_chain_is_refused() {
	let mut world = world();
	let nobody = sp_core::Pair::from_string("//nobody", None).expect("derives");
	let reading = world.reading(0, FIRST, 300);
	let genesis = world.chain.genesis();
	let extrinsic =
		commonwatt_simulator::transaction::sign(&nobody, 0, genesis, World::batch(vec![reading]));
	let now = world.now + commonwatt_runtime::SLOT_DURATION;
	let outcome = world.chain.block(now, vec![extrinsic]).expect("commits");
	let payment = TransactionValidityError::Invalid(InvalidTransaction::Payment);
	assert_eq!(outcome.results, [Err(payment)]);
}

#[test]
fn a_household_owns_a_metered_and_settled_point_without_a_token() {
	let mut world = world();
	let owner = commonwatt_simulator::meters::owner("Test", "A");
	let balance = world
		.chain
		.read(|| commonwatt_runtime::Balances::free_balance(&owner));
	assert_eq!(balance, 0);
	world.deliver(FIRST, &[(0, 300), (1, -300)]);
	world.until_due(FIRST);
	assert_eq!(world.credit(0), 1_000_000 - 135 * 300);
	assert_eq!(world.credit(1), 1_000_000 + 125 * 300);
}

#[test]
fn an_oversized_batch_does_not_decode() {
	let mut world = world();
	let reading = world.reading(0, FIRST, 1);
	let fits = vec![reading; MAX_BATCH as usize];
	let extrinsic = world.signed(Bob, World::batch(fits));
	let mut bytes = extrinsic.encode();
	assert!(UncheckedExtrinsic::decode(&mut &bytes[..]).is_ok());

	// One reading more than a batch holds, in the same bytes.
	let call = (COMMUNITY, vec![reading; MAX_BATCH as usize + 1]).encode();
	let head = RuntimeCall::from(pallet_metering::Call::<Runtime>::submit_readings {
		community: COMMUNITY,
		readings: Default::default(),
	})
	.encode();
	bytes = [&head[..2], &call[..]].concat();
	assert!(RuntimeCall::decode(&mut &bytes[..]).is_err());
}

#[test]
fn bad_signatures_suspend_the_gateway_and_readings_go_on_through_others() {
	let mut world = world();
	let mut forged = world.reading(0, FIRST, 300);
	forged.end.import -= 1;
	world.meters[0].registers = Default::default();
	world.submit(Bob, World::batch(vec![forged; 16]));
	let outcome = world.block();
	let suspended = outcome.events.iter().any(|event| {
		matches!(
			event,
			RuntimeEvent::Communities(pallet_communities::Event::GatewaySuspended { .. })
		)
	});
	assert!(suspended);
	let reading = world.reading(0, FIRST, 300);
	let error = pallet_metering::Error::<Runtime>::GatewaySuspended;
	assert_eq!(
		world.call(Bob, World::batch(vec![reading])),
		Ok(Err(error.into()))
	);
	world.ok(Ferdie, World::batch(vec![reading]));
	assert_eq!(world.credit(0), 1_000_000 - 210 * 300);
}

#[test]
fn the_fullest_batch_at_its_worst_fits_a_block() {
	use frame_support::dispatch::GetDispatchInfo;
	let mut world = world();
	let reading = world.reading(0, FIRST, 1);
	let info = World::batch(vec![reading; MAX_BATCH as usize]).get_dispatch_info();
	let limits = world
		.chain
		.read(<Runtime as frame_system::Config>::BlockWeights::get);
	let most = limits
		.get(info.class)
		.max_extrinsic
		.expect("normal calls have a limit");
	assert!(info.call_weight.all_lte(most), "{info:?} in {most:?}");
}

#[test]
fn every_block_has_room_to_sweep_a_point_with_a_full_ring() {
	use pallet_energy_market::{Costs, WeightInfo};
	type Market = pallet_energy_market::weights::SubstrateWeight<Runtime>;
	let needed = Market::poll_base()
		.saturating_add(Market::poll_community())
		.saturating_add(Market::swept_point(commonwatt_runtime::RING_SIZE));
	let granted = <Runtime as pallet_energy_market::Config>::PollWeight::get();
	assert!(needed.all_lte(granted), "{needed:?} in {granted:?}");
}

#[test]
fn nobody_is_root() {
	let mut world = world();
	let create = pallet_communities::Call::create_community {
		name: b"mine".to_vec(),
		operator: Alice.to_account_id(),
		supplier: Alice.to_account_id(),
		bounds: commonwatt_runtime::fontana::bounds(),
		rules: flat(CELL),
	};
	let result = world.call(Alice, RuntimeCall::Communities(create));
	assert_eq!(result, Ok(Err(sp_runtime::DispatchError::BadOrigin)));
}
