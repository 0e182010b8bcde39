//! How many delivery points a quarter-hour serves, by the weights that are charged: what docs/weights.md states.

use commonwatt_primitives::reading::{DeviceSignature, Reading, Registers};
use commonwatt_runtime::{
	allowance::space, Runtime, RuntimeCall, MAX_BATCH, RETENTION, SESSION_BLOCKS, SLOT_DURATION,
};
use frame_support::weights::Weight;
use pallet_energy_market::Config as Market;
use sp_core::sr25519;

type EnergyMarket = pallet_energy_market::Pallet<Runtime>;

const INTERVAL_MILLIS: u64 = 900_000;
const BLOCKS: u64 = INTERVAL_MILLIS / SLOT_DURATION;

/// Stated in docs/weights.md: points whose readings come in every quarter-hour whatever else floods the chain.
const BY_READINGS: u64 = 38_000;
/// Points that are settled within retention though none of them is ever read again.
const BY_SWEEP: u64 = 100_000;
/// Points whose standing orders order in every quarter-hour.
const BY_STANDING_ORDERS: u64 = 9_000;

/// Blocks of a quarter-hour that take transactions: the last of a session takes none.
fn blocks_with_transactions() -> u64 {
	BLOCKS - BLOCKS.div_ceil(SESSION_BLOCKS.into())
}

fn batch(readings: u32) -> Weight {
	let reading = Reading {
		point: 0,
		interval: 0,
		start: Registers::default(),
		end: Registers::default(),
		signature: DeviceSignature::Sr25519(sr25519::Signature::default()),
	};
	let call = pallet_metering::Call::submit_readings {
		community: 0,
		readings: vec![reading; readings as usize]
			.try_into()
			.expect("not oversized"),
	};
	space(RuntimeCall::Metering(call)).weight
}

fn times(weight: Weight, in_weight: Weight) -> u64 {
	in_weight.ref_time() / weight.ref_time()
}

#[test]
fn a_quarter_hour_takes_the_readings_of_as_many_points_as_stated_and_settles_each() {
	sp_io::TestExternalities::default().execute_with(|| {
		let share = pallet_allowance::Pallet::<Runtime>::limits()
			.shares
			.readings;
		let batches = times(batch(MAX_BATCH), share.weight);
		let points = batches * u64::from(MAX_BATCH) * blocks_with_transactions();
		println!(
			"{batches} full batches fit readings' share of a block: {points} points a quarter-hour"
		);
		assert!(points >= BY_READINGS, "{points}");
	});
}

#[test]
fn the_sweep_settles_as_many_points_as_stated_within_retention() {
	sp_io::TestExternalities::default().execute_with(|| {
		let a_point = EnergyMarket::most_sweep_weight();
		// Half of the hook's weight: clearing, closing and retiring come before and after.
		let visited = times(a_point, <Runtime as Market>::PollWeight::get() / 2);
		let points = visited * BLOCKS * u64::from(RETENTION);
		println!("a block settles {visited} full rings: {points} points in {RETENTION} intervals");
		assert!(points >= BY_SWEEP, "{points}");
	});
}

#[test]
fn standing_orders_of_as_many_points_as_stated_have_their_turn_in_a_quarter_hour() {
	sp_io::TestExternalities::default().execute_with(|| {
		let turn = EnergyMarket::standing_turn();
		let budget = <Runtime as Market>::StandingOrderWeight::get();
		let fixed = EnergyMarket::least_standing_order_weight().saturating_sub(turn);
		let turns = times(turn, budget.saturating_sub(fixed));
		let points = turns * BLOCKS;
		println!(
			"a block gives {turns} points with standing orders their turn: {points} a quarter-hour"
		);
		// About sixty a block, as docs/market.md says.
		assert!(points >= BY_STANDING_ORDERS, "{points}");
	});
}
