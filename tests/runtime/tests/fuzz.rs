//! Random calls by random people on the real runtime: nothing panics, no call by root takes more than it was
//! charged for, nobody makes tokens, and every invariant holds after every block.
//!
//! `FUZZ_CALLS=100000 FUZZ_SEED=5 cargo test --release --workspace --test fuzz -- --nocapture` goes on; a seed
//! that fails is added to [`SEEDS`].

use commonwatt_primitives::reading::Registers;
use commonwatt_runtime::{AccountId, Balances, RuntimeCall, RuntimeOrigin, System, TOKEN};
use commonwatt_runtime_tests::{random_call::RandomCalls, *};
use frame_support::{dispatch::GetDispatchInfo, storage::with_storage_layer};
use pallet_asset_shares::{AssetKind, Call as Shares, Fill, Terms, TransferRules};
use sp_core::H256;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Dispatchable, DispatchError, Permill};
use std::{collections::BTreeMap, env};

/// Those that found something, and one more.
const SEEDS: [u64; 2] = [17, 1];
/// Of each seed.
const CALLS: usize = 1_500;
const CALLS_OF_A_BLOCK: usize = 6;

/// What root may be asked for without making what no invariant allows: calls of these pallets. (Root can
/// write any storage and mint any token.)
const OURS: [&str; 9] = [
	"Communities",
	"Metering",
	"Billing",
	"EnergyMarket",
	"PriceSignals",
	"Certificates",
	"AssetShares",
	"CommunityTreasury",
	"ValidatorSet",
];

/// A community with an auction, homes with credit, a park of which shares are sold and traded.
fn lively() -> World {
	let mut world = World::new(commonwatt_runtime::fontana::fontana_rules());
	let members = [Dave, Eve, Ferdie];
	world.admit(&members.map(|who| who.to_account_id()));
	world.top_up_supplier(1_000 * TOKEN);
	for (index, who) in members.into_iter().enumerate() {
		let name = ["A", "B", "C"][index];
		let point = world.point(
			who.to_account_id(),
			name,
			10_000,
			Registers::default(),
			FIRST,
		);
		world.top_up(point, 50 * TOKEN);
	}
	let terms = Terms {
		kind: AssetKind::SolarPark,
		name: b"Park".to_vec().try_into().expect("short"),
		documents: vec![H256::repeat_byte(1)].try_into().expect("few"),
		beneficiary: Charlie.to_account_id(),
		price: TOKEN,
		soft_cap: 60,
		hard_cap: 100,
		offering_period: 40 * commonwatt_runtime::SLOT_DURATION,
		rules: TransferRules {
			pool: true,
			..Default::default()
		},
		upkeep_share: Permill::from_percent(10),
		upkeep_target: 1_000_000_000,
	};
	let community = COMMUNITY;
	world.ok(Dave, Shares::propose { community, terms });
	world.ok(Alice, Shares::open_offering { asset: 0 });
	for (who, shares) in [(Dave, 20), (Eve, 50), (Ferdie, 30)] {
		let fill = Fill::AllOrNothing;
		world.ok(
			who,
			Shares::subscribe {
				asset: 0,
				shares,
				fill,
			},
		);
	}
	world.ok(Bob, Shares::close_offering { asset: 0 });
	world
}

/// Everybody a call may name: people, and accounts of which nobody has the key.
fn accounts(world: &mut World) -> Vec<AccountId> {
	let known = [Alice, Bob, Charlie, Dave, Eve, Ferdie].map(|who| who.to_account_id());
	let people = Sr25519Keyring::well_known().map(|who| who.to_account_id());
	let others = world.chain.read(|| {
		[
			commonwatt_runtime::Billing::pot(COMMUNITY),
			commonwatt_runtime::AssetShares::account_id(0),
			AccountId::new([0; 32]),
		]
	});
	known.into_iter().chain(people).chain(others).collect()
}

/// Dispatches a call by root in a layer of its own: what it says it took is within what it is charged.
fn by_root(call: &RuntimeCall, name: &str) -> Result<(), DispatchError> {
	let charged = call.get_dispatch_info().call_weight;
	with_storage_layer(|| {
		let result = call.clone().dispatch(RuntimeOrigin::root());
		let post = match &result {
			Ok(post) => post,
			Err(error) => &error.post_info,
		};
		if let Some(actual) = post.actual_weight {
			assert!(
				actual.all_lte(charged),
				"{name} took {actual}, more than {charged}: {call:?}"
			);
		}
		result.map(drop).map_err(|error| error.error)
	})
}

/// How calls ended: done, refused by their pallet, invalid before they were in a block.
#[derive(Default)]
struct Tally {
	done: BTreeMap<String, usize>,
	refused: usize,
	invalid: BTreeMap<String, usize>,
}

fn run(seed: u64, calls: usize) -> Tally {
	let mut world = lively();
	let accounts = accounts(&mut world);
	let mut random = world.chain.read(|| RandomCalls::new(seed, accounts));
	let all = random.pallets();
	let ours = OURS.map(String::from);
	let mut tally = Tally::default();
	let mut issuance = world.chain.read(Balances::total_issuance);
	for _ in 0..calls / CALLS_OF_A_BLOCK {
		random.interval = world.interval();
		random.now = world.now;
		random.block = world.chain.read(System::block_number);
		world.forget_nonces();
		// Those who have roles most of the time.
		let mut signers = match random.dice.below(4) {
			0 => Sr25519Keyring::well_known().collect(),
			_ => vec![Alice, Bob, Charlie, Dave, Eve, Ferdie],
		};
		let mut names = Vec::new();
		for _ in 0..CALLS_OF_A_BLOCK {
			// Half of all calls are of our own pallets.
			let of = if random.dice.below(2) == 0 {
				&all[..]
			} else {
				&ours[..]
			};
			let Some((name, call)) = random.call_of(of) else {
				continue;
			};
			// Each signs once a block: after what is invalid its next nonces would be too.
			let who = signers.swap_remove(random.dice.below(signers.len()));
			world.submit(who, call);
			names.push(name);
		}
		let outcome = match random.dice.below(20) {
			0 => world.block_at(world.now + 3 * INTERVAL_MILLIS),
			_ => world.block(),
		};
		for (name, result) in names.into_iter().zip(outcome.results) {
			match result {
				Ok(Ok(())) => *tally.done.entry(name).or_default() += 1,
				Ok(Err(_)) => tally.refused += 1,
				Err(invalid) => *tally.invalid.entry(format!("{invalid:?}")).or_default() += 1,
			}
		}
		if let Some((name, call)) = random.call_of(&ours) {
			match world.chain.read(|| by_root(&call, &name)) {
				Ok(()) => *tally.done.entry(format!("root {name}")).or_default() += 1,
				Err(_) => tally.refused += 1,
			}
			world.chain.read(commonwatt_runtime::check_invariants);
		}
		let now = world.chain.read(Balances::total_issuance);
		assert!(now <= issuance, "tokens were made: {issuance} became {now}");
		issuance = now;
	}
	tally
}

fn number(name: &str) -> Option<u64> {
	env::var(name).ok()?.parse().ok()
}

#[test]
fn random_calls_by_random_people_break_nothing() {
	let seeds = number("FUZZ_SEED").map_or(SEEDS.to_vec(), |seed| vec![seed]);
	let calls = number("FUZZ_CALLS").map_or(CALLS, |calls| calls as usize);
	for seed in seeds {
		println!("FUZZ_SEED={seed} FUZZ_CALLS={calls}");
		let Tally {
			done,
			refused,
			invalid,
		} = run(seed, calls);
		let successes: usize = done.values().sum();
		println!(
			"{successes} done of {} kinds, {refused} refused, invalid {invalid:?}: {done:?}",
			done.len()
		);
		assert!(
			successes > calls / 50,
			"nearly nothing succeeds: what is tested?"
		);
		assert!(done.len() > 15, "few kinds of calls succeed: {done:?}");
	}
}
