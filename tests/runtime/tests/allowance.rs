//! Calls that cost no fee: for whom, how often, and that no flood keeps readings out.

use codec::{Decode, Encode};
use commonwatt_primitives::{
	order::{Order, Side, Step},
	reading::{Reading, Registers},
	tariff::AuctionRules,
	traits::{Allowance, MarketClock},
};
use commonwatt_runtime::{
	allowance::{
		gateway_limit, worst_delay, ORDER_ALLOWANCE, OWNERS_OWN, READING_BURST, READING_RANK,
	},
	genesis::genesis,
	AccountId, Balance, Balances, CommunityId, Executive, Interval, Moment, PointId, Runtime,
	RuntimeCall, UncheckedExtrinsic, MAX_BATCH, MAX_INTENTS, SLOT_DURATION, TOKEN,
};
use commonwatt_runtime_tests::{flat, CELL};
use commonwatt_simulator::{
	chain::{BlockOutcome, Chain},
	meters::Meter,
	transaction::{account, sign_with_tip},
};
use frame_support::{
	dispatch::{DispatchClass, GetDispatchInfo},
	storage::{with_transaction_unchecked, TransactionOutcome},
};
use pallet_communities::{Call as CommunitiesCall, Freight, TimeParameters};
use pallet_energy_market::Call as MarketCall;
use pallet_metering::Call as MeteringCall;
use sp_core::{sr25519, Pair};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction,
	},
	ApplyExtrinsicResult, Permill,
};
use std::collections::HashMap;

const HOME: CommunityId = 0;
const FOREIGN: CommunityId = 1;
/// Blocks of an interval.
const BLOCKS: u64 = 40;
const START: Moment = 1_800_000_000_000;
const PAYMENT: TransactionValidityError =
	TransactionValidityError::Invalid(InvalidTransaction::Payment);
const EXHAUSTED: TransactionValidityError =
	TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources);

/// Two communities; keys by name; nobody has a token but the development accounts.
struct Town {
	chain: Chain,
	now: Moment,
	nonces: HashMap<AccountId, u32>,
	meters: Vec<Meter>,
}

fn key(name: &str) -> sr25519::Pair {
	Pair::from_string(&format!("//{name}"), None).expect("derives")
}

fn who(name: &str) -> AccountId {
	account(&key(name))
}

impl Town {
	/// With a gateway "gateway" and a household "household" that has point 0, in the second interval: what
	/// a gateway may send free of charge begins after the one in which it was registered.
	fn new() -> Self {
		let mut town = Self::empty();
		town.gateway(HOME, "gateway");
		town.point("household");
		town.until(1);
		town
	}

	fn empty() -> Self {
		let time = TimeParameters {
			interval_seconds: 3_600,
			interval_millis: BLOCKS * SLOT_DURATION,
			local_epoch_seconds: Some(commonwatt_runtime::fontana::LOCAL_EPOCH_SECONDS),
			utc_offset_seconds: 0,
		};
		let mut rules = flat(CELL);
		rules.auction = Some(AuctionRules {
			tick: 1,
			undelivered_charge: 10,
			tolerance: Permill::zero(),
			gate_closure_millis: SLOT_DURATION,
			freeze_millis: 0,
		});
		let community = |name: &str| commonwatt_runtime::genesis::community(name, rules.clone());
		let genesis = genesis(
			&[(Sr25519Keyring::Alice, Ed25519Keyring::Alice)],
			time,
			vec![community("Home"), community("Foreign")],
		);
		let mut town = Self {
			chain: Chain::new(&genesis).expect("genesis is valid"),
			now: START - SLOT_DURATION,
			nonces: HashMap::new(),
			meters: Vec::new(),
		};
		town.block(vec![]);
		town
	}

	/// The next block.
	fn block(&mut self, extrinsics: Vec<UncheckedExtrinsic>) -> BlockOutcome {
		self.now += SLOT_DURATION;
		let outcome = self.chain.block(self.now, extrinsics).expect("commits");
		self.chain.read(commonwatt_runtime::check_invariants);
		outcome
	}

	fn tipped(&mut self, name: &str, call: RuntimeCall, tip: Balance) -> UncheckedExtrinsic {
		let pair = key(name);
		let known = self.chain.nonce(&account(&pair));
		let nonce = self.nonces.entry(account(&pair)).or_default();
		*nonce = known.max(*nonce);
		let extrinsic = sign_with_tip(&pair, *nonce, self.chain.genesis(), call, tip);
		*nonce += 1;
		// What a node gets is bytes.
		UncheckedExtrinsic::decode(&mut &extrinsic.encode()[..]).expect("decodes what it encoded")
	}

	fn signed(&mut self, name: &str, call: RuntimeCall) -> UncheckedExtrinsic {
		self.tipped(name, call, 0)
	}

	/// Alone in the next block.
	fn call_with_tip(
		&mut self,
		name: &str,
		call: RuntimeCall,
		tip: Balance,
	) -> ApplyExtrinsicResult {
		let extrinsic = self.tipped(name, call, tip);
		let result = self.block(vec![extrinsic]).results.remove(0);
		if result.is_err() {
			// An invalid transaction uses no nonce.
			*self.nonces.entry(who(name)).or_default() -= 1;
		}
		result
	}

	fn call(&mut self, name: &str, call: RuntimeCall) -> ApplyExtrinsicResult {
		self.call_with_tip(name, call, 0)
	}

	fn ok(&mut self, name: &str, call: impl Into<RuntimeCall>) {
		assert_eq!(self.call(name, call.into()), Ok(Ok(())));
	}

	fn gateway(&mut self, community: CommunityId, name: &str) {
		let gateway = who(name);
		self.ok(
			"Alice",
			CommunitiesCall::register_gateway { community, gateway },
		);
	}

	/// A point of a member, read from the interval in progress on.
	fn point(&mut self, owner: &str) -> PointId {
		let point = self.meters.len() as PointId;
		let meter = Meter::new("Home", owner, point as usize, point);
		let member = self
			.chain
			.read(|| pallet_communities::Members::<Runtime>::contains_key(HOME, who(owner)));
		if !member {
			let call = CommunitiesCall::admit_member {
				community: HOME,
				who: who(owner),
			};
			self.ok("Alice", call);
		}
		let call = MeteringCall::register_point {
			community: HOME,
			owner: who(owner),
			key: meter.key(),
			capacity_w: 10_000,
			resolution_wh: 0,
			registers: Registers::default(),
			first_interval: self.interval(),
		};
		self.ok("Alice", call);
		self.meters.push(meter);
		point
	}

	fn interval(&mut self) -> Interval {
		self.chain
			.read(commonwatt_runtime::Communities::in_progress)
	}

	/// Blocks until the first of `interval`.
	fn until(&mut self, interval: Interval) {
		while self.interval() < interval {
			self.block(vec![]);
		}
	}

	fn reading(&mut self, point: PointId, interval: Interval) -> Reading {
		let energy = Registers {
			import: 100,
			export: 0,
		};
		let genesis = self.chain.genesis();
		self.meters[point as usize].read(genesis, interval, energy)
	}

	fn validate(
		&mut self,
		extrinsic: &UncheckedExtrinsic,
	) -> Result<ValidTransaction, TransactionValidityError> {
		let (genesis, extrinsic) = (self.chain.genesis(), extrinsic.clone());
		self.chain.read(|| {
			with_transaction_unchecked(|| {
				TransactionOutcome::Rollback(Executive::validate_transaction(
					TransactionSource::External,
					extrinsic,
					genesis,
				))
			})
		})
	}

	fn free(&mut self, name: &str) -> Balance {
		self.chain.read(|| Balances::free_balance(who(name)))
	}

	fn spent(&mut self, name: &str) -> (Allowance, Allowance) {
		self.chain.read(|| {
			let gateway = pallet_communities::Gateways::<Runtime>::get(HOME, who(name));
			let gateway = gateway.expect("is a gateway");
			(gateway.readings, gateway.intents)
		})
	}
}

fn batch(community: CommunityId, readings: Vec<Reading>) -> RuntimeCall {
	RuntimeCall::Metering(MeteringCall::submit_readings {
		community,
		readings: readings.try_into().expect("not oversized"),
	})
}

/// Readings of points that do not exist.
fn junk(number: u32) -> RuntimeCall {
	let mut meter = Meter::new("Nowhere", "nobody", 0, 99_999);
	let reading = meter.read(Default::default(), 0, Registers::default());
	batch(HOME, vec![reading; number as usize])
}

fn junk_intents(number: u32) -> RuntimeCall {
	let intent = commonwatt_primitives::order::Intent {
		point: 99_999,
		interval: 0,
		order: None,
		nonce: 0,
		expires: 0,
		signer: who("nobody"),
		signature: commonwatt_runtime::Signature::Sr25519(key("nobody").sign(b"")),
	};
	RuntimeCall::EnergyMarket(MarketCall::submit_intents {
		community: HOME,
		intents: vec![intent; number as usize]
			.try_into()
			.expect("not oversized"),
	})
}

fn bid(point: PointId, interval: Interval) -> RuntimeCall {
	let step = Step {
		limit: 120,
		quantity: 100,
	};
	RuntimeCall::EnergyMarket(MarketCall::place_order {
		point,
		interval,
		order: Order {
			side: Side::Buy,
			steps: vec![step].try_into().expect("one step"),
		},
	})
}

fn cancel(point: PointId, interval: Interval) -> RuntimeCall {
	RuntimeCall::EnergyMarket(MarketCall::cancel_order { point, interval })
}

fn trading_key(point: PointId, key: Option<&str>) -> RuntimeCall {
	RuntimeCall::EnergyMarket(MarketCall::set_trading_key {
		point,
		key: key.map(who),
	})
}

fn transfer(amount: Balance) -> RuntimeCall {
	RuntimeCall::Balances(commonwatt_runtime::BalancesCall::transfer_keep_alive {
		dest: who("Alice").into(),
		value: amount,
	})
}

#[test]
fn a_gateway_without_tokens_sends_readings_free_of_charge() {
	let mut town = Town::new();
	town.until(1);
	let reading = town.reading(0, 0);
	town.ok("gateway", batch(HOME, vec![reading]));
	assert_eq!(town.free("gateway"), 0);
	let spent = Allowance {
		interval: 1,
		spent: 2,
	};
	let none = Allowance {
		interval: 0,
		spent: u32::MAX,
	};
	assert_eq!(town.spent("gateway"), (spent, none));
	let metered = town
		.chain
		.read(|| commonwatt_runtime::Metering::metered(HOME));
	assert_eq!(metered.import, 100);
}

#[test]
fn a_household_without_tokens_orders_and_cancels_itself_and_through_its_trading_key() {
	let mut town = Town::new();
	let call = pallet_billing::Call::top_up {
		point: 0,
		amount: 10 * TOKEN,
	};
	town.ok("Dave", RuntimeCall::Billing(call));
	town.ok("household", trading_key(0, Some("device")));

	town.ok("household", bid(0, 3));
	town.ok("device", bid(0, 4));
	town.ok("device", cancel(0, 3));
	town.ok("household", cancel(0, 4));
	assert_eq!(town.free("household"), 0);
	assert_eq!(town.free("device"), 0);
	let spent = town
		.chain
		.read(|| pallet_billing::Accounts::<Runtime>::get(0).allowance.spent);
	assert_eq!(spent, 5);
}

#[test]
fn a_stolen_trading_key_cannot_spend_what_its_owner_needs_to_revoke_it() {
	let mut town = Town::new();
	town.ok("household", trading_key(0, Some("device")));
	town.until(2);
	let calls: Vec<_> = (0..ORDER_ALLOWANCE)
		.map(|_| town.signed("device", cancel(0, 3)))
		.collect();
	let results = town.block(calls).results;
	let free = results.iter().filter(|result| result.is_ok()).count();
	assert_eq!(free, (ORDER_ALLOWANCE - OWNERS_OWN) as usize);
	town.ok("household", trading_key(0, None));
}

#[test]
fn a_trading_key_appoints_no_other_free_of_charge() {
	let mut town = Town::new();
	town.ok("household", trading_key(0, Some("device")));
	assert_eq!(
		town.call("device", trading_key(0, Some("thief"))),
		Err(PAYMENT)
	);
}

#[test]
fn an_order_of_anothers_point_is_not_free() {
	let mut town = Town::new();
	town.point("neighbour");
	assert_eq!(town.call("neighbour", bid(0, 3)), Err(PAYMENT));
	assert_eq!(town.call("household", bid(99, 3)), Err(PAYMENT));
}

#[test]
fn failing_orders_spend_the_points_allowance_until_the_next_interval() {
	let mut town = Town::new();
	town.until(1);
	let calls: Vec<_> = (0..=ORDER_ALLOWANCE)
		.map(|_| town.signed("household", cancel(0, 3)))
		.collect();
	let outcome = town.block(calls);
	let (last, first) = outcome.results.split_last().expect("not empty");
	assert_eq!(first.len(), ORDER_ALLOWANCE as usize);
	let error = sp_runtime::DispatchError::from(pallet_energy_market::Error::<Runtime>::NoOrder);
	assert!(first.iter().all(|result| *result == Ok(Err(error))));
	assert_eq!(*last, Err(PAYMENT));

	*town.nonces.get_mut(&who("household")).expect("has sent") -= 1;
	town.until(2);
	assert_eq!(town.call("household", cancel(0, 3)), Ok(Err(error)));
}

#[test]
fn a_gateway_has_two_readings_of_each_point_and_the_burst() {
	let mut town = Town::new();
	town.until(1);
	let limit = town.chain.read(|| gateway_limit(HOME, Freight::Readings));
	assert_eq!(limit, 2 + READING_BURST);
	// A batch costs one beside its readings.
	town.ok("gateway", junk(MAX_BATCH));
	town.ok("gateway", junk(MAX_BATCH - 2));
	assert_eq!(town.call("gateway", junk(2)), Err(PAYMENT));
	town.ok("gateway", junk(1));
	assert_eq!(town.call("gateway", junk(0)), Err(PAYMENT));
	// Intents are counted apart.
	town.ok("gateway", junk_intents(MAX_INTENTS));
	town.until(2);
	town.ok("gateway", junk(MAX_BATCH));
}

#[test]
fn an_empty_batch_costs_a_unit() {
	let mut town = Town::new();
	let error = pallet_metering::Error::<Runtime>::EmptyBatch;
	assert_eq!(town.call("gateway", junk(0)), Ok(Err(error.into())));
	assert_eq!(town.spent("gateway").0.spent, 1);
}

#[test]
fn a_gateway_with_tokens_pays_beyond_its_allowance() {
	let mut town = Town::new();
	let before = town.free("Bob");
	town.ok("Bob", junk(MAX_BATCH));
	town.ok("Bob", junk(MAX_BATCH));
	assert_eq!(town.free("Bob"), before);
	town.ok("Bob", junk(3));
	assert!(town.free("Bob") < before);
	assert_eq!(town.spent("Bob").0.spent, 2 * (MAX_BATCH + 1));
}

#[test]
fn a_suspended_gateway_has_none_and_reinstatement_gives_no_new_one() {
	let mut town = Town::new();
	town.until(1);
	town.ok("gateway", junk(MAX_BATCH));
	let mut forged = town.reading(0, 0);
	forged.end.import -= 1;
	town.ok("gateway", batch(HOME, vec![forged; 16]));
	assert_eq!(town.call("gateway", junk(1)), Err(PAYMENT));
	let reinstate = CommunitiesCall::reinstate_gateway {
		community: HOME,
		gateway: who("gateway"),
	};
	town.ok("Alice", reinstate);
	assert_eq!(town.spent("gateway").0.spent, MAX_BATCH + 1 + 16 + 1);
	assert_eq!(town.call("gateway", junk(MAX_BATCH)), Err(PAYMENT));
	town.ok("gateway", junk(1));
}

#[test]
fn registering_a_gateway_again_gives_no_new_allowance() {
	let mut town = Town::new();
	town.until(1);
	town.ok("gateway", junk(MAX_BATCH));
	town.ok("Alice", remove("gateway"));
	town.ok("Alice", register("gateway"));
	assert_eq!(town.call("gateway", junk(1)), Err(PAYMENT));
	assert_eq!(town.call("gateway", junk_intents(1)), Err(PAYMENT));
	town.until(2);
	town.ok("gateway", junk(1));
	town.ok("gateway", junk_intents(1));
}

#[test]
fn an_order_of_a_trading_key_is_placed_once_only() {
	let mut town = Town::new();
	let top_up = pallet_billing::Call::top_up {
		point: 0,
		amount: 10 * TOKEN,
	};
	town.ok("Dave", RuntimeCall::Billing(top_up));
	town.ok("household", trading_key(0, Some("device")));
	let placed = town.signed("device", bid(0, 50));
	assert_eq!(town.block(vec![placed.clone()]).results, [Ok(Ok(()))]);
	town.ok("device", cancel(0, 50));
	// The device is lent out for a while, and comes back.
	town.ok("household", trading_key(0, None));
	town.ok("household", trading_key(0, Some("device")));

	let again = town.block(vec![placed.clone()]).results;
	let resting = town
		.chain
		.read(|| pallet_energy_market::Orders::<Runtime>::contains_key((HOME, 50), 0));
	let stale = TransactionValidityError::Invalid(InvalidTransaction::Stale);
	assert_eq!(again, [Err(stale)]);
	assert!(!resting, "an old order stands on the book again");
}

#[test]
fn nobody_else_spends_a_gateways_allowance() {
	let mut town = Town::new();
	town.until(1);
	let old: Vec<_> = [MAX_BATCH, MAX_BATCH]
		.map(|number| town.signed("gateway", junk(number)))
		.into();
	for extrinsic in &old {
		let results = town.block(vec![extrinsic.clone()]).results;
		assert_eq!(results, [Ok(Ok(()))]);
	}
	town.ok("Alice", remove("gateway"));
	town.until(3);
	town.ok("Alice", register("gateway"));
	let results = town.block(old).results;
	let spent = town.spent("gateway").0.spent;
	let stale = TransactionValidityError::Invalid(InvalidTransaction::Stale);
	assert_eq!(results, [Err(stale), Err(stale)]);
	assert_eq!(
		spent,
		u32::MAX,
		"of the interval in which it was registered"
	);
	town.until(4);
	town.ok("gateway", junk(1));
}

fn register(gateway: &str) -> CommunitiesCall<Runtime> {
	CommunitiesCall::register_gateway {
		community: HOME,
		gateway: who(gateway),
	}
}

fn remove(gateway: &str) -> CommunitiesCall<Runtime> {
	CommunitiesCall::remove_gateway {
		community: HOME,
		gateway: who(gateway),
	}
}

#[test]
fn a_removed_gateway_and_one_of_another_community_have_none() {
	let mut town = Town::new();
	town.gateway(FOREIGN, "foreigner");
	assert_eq!(town.call("foreigner", junk(1)), Err(PAYMENT));
	assert_eq!(town.call("foreigner", junk_intents(1)), Err(PAYMENT));
	// So that it keeps its account.
	town.gateway(FOREIGN, "gateway");
	let remove = CommunitiesCall::remove_gateway {
		community: HOME,
		gateway: who("gateway"),
	};
	town.ok("Alice", remove);
	assert_eq!(town.call("gateway", junk(1)), Err(PAYMENT));
}

#[test]
fn nothing_is_free_inside_a_batch_or_a_proxy() {
	let mut town = Town::new();
	let batched = pallet_utility::Call::batch {
		calls: vec![junk(1)],
	};
	assert_eq!(
		town.call("gateway", RuntimeCall::Utility(batched)),
		Err(PAYMENT)
	);
	let proxied = pallet_proxy::Call::proxy {
		real: who("gateway").into(),
		force_proxy_type: None,
		call: Box::new(junk(1)),
	};
	assert_eq!(
		town.call("gateway", RuntimeCall::Proxy(proxied)),
		Err(PAYMENT)
	);
	assert_eq!(town.spent("gateway").0.interval, 0);
}

#[test]
fn a_tip_makes_a_gateway_pay() {
	let mut town = Town::new();
	let before = town.free("Bob");
	assert_eq!(town.call_with_tip("Bob", junk(1), 1), Ok(Ok(())));
	assert!(town.free("Bob") < before);
	assert_eq!(town.spent("Bob").0.interval, 0);
	assert_eq!(town.call_with_tip("gateway", junk(1), 1), Err(PAYMENT));
}

#[test]
fn a_replay_spends_nothing() {
	let mut town = Town::new();
	let extrinsic = town.signed("gateway", junk(5));
	let outcome = town.block(vec![extrinsic.clone(), extrinsic]);
	let stale = TransactionValidityError::Invalid(InvalidTransaction::Stale);
	assert_eq!(outcome.results, [Ok(Ok(())), Err(stale)]);
	assert_eq!(town.spent("gateway").0.spent, 6);
}

#[test]
fn a_reading_ranks_as_if_it_tipped_and_an_order_does_not() {
	let mut town = Town::new();
	let tipping = |town: &mut Town, name: &str, call: RuntimeCall, tip| {
		let extrinsic = town.tipped(name, call, tip);
		*town.nonces.get_mut(&who(name)).expect("has sent") -= 1;
		town.validate(&extrinsic).expect("can pay").priority
	};
	for number in [1, 17, MAX_BATCH] {
		let free = tipping(&mut town, "gateway", junk(number), 0);
		// A payer's is a little lighter, for it spends no allowance.
		let rank = READING_RANK * Balance::from(number + 1);
		assert!(free > tipping(&mut town, "Ferdie", junk(number), rank * 9 / 10));
		assert!(free < tipping(&mut town, "Ferdie", junk(number), rank * 11 / 10));
	}
	let free = tipping(&mut town, "gateway", junk_intents(MAX_INTENTS), 0);
	let paid = tipping(&mut town, "Ferdie", junk_intents(MAX_INTENTS), 0);
	assert_eq!(free, paid);
}

#[test]
fn nobody_drops_a_reading_from_a_full_pool_for_less_than_stated() {
	let mut town = Town::new();
	let mut priority = |name: &str, call: RuntimeCall, tip| {
		let extrinsic = town.tipped(name, call, tip);
		*town.nonces.get_mut(&who(name)).expect("has sent") -= 1;
		town.validate(&extrinsic).expect("can pay").priority
	};
	let full = priority("gateway", junk(MAX_BATCH), 0);
	let one = priority("gateway", junk(1), 0);
	let remark = |length| frame_system::Call::remark {
		remark: vec![0; length],
	};
	// Operational ones, refused for their origin and charged: their tip counts six times.
	let kill = frame_system::Call::kill_storage { keys: vec![] };
	let set_heap_pages = frame_system::Call::set_heap_pages { pages: 0 };
	for call in [
		remark(0),
		remark(100),
		remark(100_000),
		kill,
		set_heap_pages,
	] {
		let call = RuntimeCall::System(call);
		assert!(priority("Ferdie", call.clone(), TOKEN / 10) < full.min(one));
		// And the community can outbid a gateway that floods the pool.
		assert!(priority("Alice", call, 1_000 * TOKEN) > full.max(one));
	}
}

#[test]
fn whoever_asks_is_told_that_a_free_transaction_costs_nothing() {
	use pallet_transaction_payment_rpc_runtime_api::runtime_decl_for_transaction_payment_api::TransactionPaymentApi;
	let mut town = Town::new();
	let free = town.signed("household", bid(0, 3));
	let tipped = town.tipped("household", bid(0, 3), 1);
	let anothers = town.signed("Dave", bid(0, 3));
	let fee = |town: &mut Town, extrinsic: &UncheckedExtrinsic| {
		let (extrinsic, length) = (extrinsic.clone(), extrinsic.encoded_size() as u32);
		town.chain.read(|| {
			let info = Runtime::query_info(extrinsic.clone(), length);
			let details = Runtime::query_fee_details(extrinsic, length);
			assert_eq!(
				info.partial_fee,
				details.inclusion_fee.map_or(0, |fee| fee.inclusion_fee())
			);
			assert!(info.weight.ref_time() > 0);
			info.partial_fee
		})
	};
	assert_eq!(fee(&mut town, &free), 0);
	assert!(fee(&mut town, &tipped) > 0);
	assert!(fee(&mut town, &anothers) > 0);
}

#[test]
fn wallets_see_the_payment_alone() {
	let metadata = Town::empty().chain.read(|| Runtime::metadata().1);
	let frame_metadata::RuntimeMetadata::V14(metadata) = metadata else {
		panic!("metadata is of version 14")
	};
	let extensions = &metadata.extrinsic.signed_extensions;
	let identifiers: Vec<_> = extensions
		.iter()
		.map(|extension| extension.identifier.as_str())
		.collect();
	assert_eq!(
		identifiers,
		[
			"AuthorizeCall",
			"CheckNonZeroSender",
			"CheckSpecVersion",
			"CheckTxVersion",
			"CheckGenesis",
			"CheckMortality",
			"CheckNonce",
			"CheckWeight",
			"ChargeTransactionPayment",
			"CheckMetadataHash",
			"WeightReclaim"
		]
	);
	let payment = extensions
		.iter()
		.find(|extension| extension.identifier == "ChargeTransactionPayment")
		.expect("is there");
	let resolve = |id| metadata.types.resolve(id).expect("types are closed");
	let ty = resolve(payment.ty.id);
	assert_eq!(
		ty.path.segments,
		["pallet_transaction_payment", "ChargeTransactionPayment"]
	);
	let scale_info::TypeDef::Composite(fields) = &ty.type_def else {
		panic!("is a struct")
	};
	let [tip] = &fields.fields[..] else {
		panic!("has one field")
	};
	let scale_info::TypeDef::Compact(tip) = &resolve(tip.ty.id).type_def else {
		panic!("its tip is compact")
	};
	let u128 = scale_info::TypeDefPrimitive::U128;
	assert_eq!(
		resolve(tip.type_param.id).type_def,
		scale_info::TypeDef::Primitive(u128)
	);
	let implicit = resolve(payment.additional_signed.id);
	assert!(
		matches!(&implicit.type_def, scale_info::TypeDef::Tuple(none) if none.fields.is_empty())
	);
}

#[test]
fn shares_leave_room_for_the_mandatory_part_of_a_block() {
	let mut town = Town::empty();
	let (limits, mandatory) = town.chain.read(|| {
		let poll = <Runtime as pallet_energy_market::Config>::PollWeight::get();
		let standing = <Runtime as pallet_energy_market::Config>::StandingOrderWeight::get();
		let top_ups = <Runtime as pallet_billing::Config>::StandingTopUpWeight::get();
		let signals = <Runtime as pallet_price_signals::Config>::PollWeight::get();
		let certificates = <Runtime as pallet_certificates::Config>::PollWeight::get();
		let shares = <Runtime as pallet_asset_shares::Config>::PollWeight::get();
		let government = <Runtime as pallet_community_treasury::Config>::PollWeight::get();
		let scheduler = <Runtime as pallet_scheduler::Config>::MaximumWeight::get();
		// Of a block without transactions, or what maintenance needed: base, timestamp, hooks.
		let own = *frame_system::Pallet::<Runtime>::block_weight().get(DispatchClass::Mandatory);
		(
			pallet_allowance::Pallet::<Runtime>::limits(),
			[
				poll,
				standing,
				top_ups,
				signals,
				certificates,
				shares,
				government,
				scheduler,
			]
			.into_iter()
			.fold(own, |sum, hook| sum.saturating_add(hook)),
		)
	});
	let all = limits.shares.sum().weight.saturating_add(mandatory);
	println!("shares {:?}, mandatory {mandatory:?}", limits.shares);
	assert!(all.ref_time() <= limits.space.weight.ref_time(), "{all:?}");
}

#[test]
fn a_full_batch_of_readings_fits_their_share() {
	let mut town = Town::empty();
	let limits = town.chain.read(pallet_allowance::Pallet::<Runtime>::limits);
	for readings in [1, 64, MAX_BATCH] {
		let space = commonwatt_runtime::allowance::space(junk(readings));
		println!("{readings} readings: {space:?}");
		assert!(space.weight.ref_time() <= limits.shares.readings.weight.ref_time());
		// The bound on delays reckons with weight alone: length is never nearer.
		let by_weight = limits.shares.readings.weight.ref_time() / space.weight.ref_time();
		assert!(limits.shares.readings.length / space.length > by_weight as u32);
	}
	let intents = commonwatt_runtime::allowance::space(junk_intents(MAX_INTENTS));
	println!(
		"{MAX_INTENTS} intents: {intents:?}, share {:?}",
		limits.shares.orders
	);
}

/// Transactions that wait for a block, as a node's pool has them.
#[derive(Default)]
struct Pool {
	waiting: Vec<Pooled>,
	arrived: u64,
}

struct Pooled {
	priority: u64,
	/// Older is lower.
	age: u64,
	sender: String,
	extrinsic: UncheckedExtrinsic,
}

impl Pool {
	/// Its age; `None` if the pool refuses it.
	fn submit(
		&mut self,
		town: &mut Town,
		sender: &str,
		call: RuntimeCall,
		tip: Balance,
	) -> Option<u64> {
		let extrinsic = town.tipped(sender, call, tip);
		let validity = town.validate(&extrinsic);
		let Ok(valid) = validity else {
			*town.nonces.entry(who(sender)).or_default() -= 1;
			return None;
		};
		self.arrived += 1;
		self.waiting.push(Pooled {
			priority: valid.priority,
			age: self.arrived,
			sender: sender.into(),
			extrinsic,
		});
		Some(self.arrived)
	}

	/// The order in which a block builder tries them: of those whose sender has none before, the one of
	/// the highest priority, of these the oldest.
	fn order(&self) -> Vec<usize> {
		let mut queues: HashMap<&str, std::collections::VecDeque<usize>> = HashMap::new();
		for (index, pooled) in self.waiting.iter().enumerate() {
			queues.entry(&pooled.sender).or_default().push_back(index);
		}
		let rank = |index: usize| {
			let Pooled { priority, age, .. } = &self.waiting[index];
			(*priority, std::cmp::Reverse(*age))
		};
		let mut heads: std::collections::BinaryHeap<_> = queues
			.values_mut()
			.filter_map(|queue| queue.pop_front())
			.map(|index| (rank(index), index))
			.collect();
		let mut order = Vec::new();
		while let Some((_, index)) = heads.pop() {
			order.push(index);
			let queue = queues
				.get_mut(&self.waiting[index].sender[..])
				.expect("is its queue");
			if let Some(next) = queue.pop_front() {
				heads.push((rank(next), next));
			}
		}
		order
	}

	/// Fills the next block; the ages of those in it.
	fn fill_block(&mut self, town: &mut Town) -> Vec<u64> {
		let order = self.order();
		let extrinsics = order
			.iter()
			.map(|index| self.waiting[*index].extrinsic.clone())
			.collect();
		let outcome = town.block(extrinsics);
		let mut done = Vec::new();
		let mut gone = Vec::new();
		for (index, result) in order.into_iter().zip(outcome.results) {
			let age = self.waiting[index].age;
			match result {
				Ok(_) => {
					done.push(age);
					gone.push(age);
				}
				Err(EXHAUSTED)
				| Err(TransactionValidityError::Invalid(InvalidTransaction::Future)) => (),
				Err(_) => gone.push(age),
			}
		}
		self.waiting.retain(|pooled| !gone.contains(&pooled.age));
		done
	}
}

/// What strangers with money add to the pool for every block, more than it can hold of any kind.
fn strangers(town: &mut Town, pool: &mut Pool) {
	let transfers = |number| {
		RuntimeCall::Utility(pallet_utility::Call::batch {
			calls: vec![transfer(1); number],
		})
	};
	for _ in 0..10 {
		pool.submit(town, "Ferdie", transfers(900), TOKEN);
	}
	// Operational, refused for its origin and charged in full.
	let urgent = RuntimeCall::System(frame_system::Call::kill_prefix {
		prefix: vec![1],
		subkeys: 2_000,
	});
	for _ in 0..6 {
		pool.submit(town, "Eve", urgent.clone(), TOKEN);
	}
	// Too large for the shares, and first of all: refused, and charged in full.
	let settle = RuntimeCall::EnergyMarket(MarketCall::settle { point: 99_999 });
	let number = 1_200_000_000_000 / settle.get_dispatch_info().call_weight.ref_time();
	let large = RuntimeCall::Utility(pallet_utility::Call::force_batch {
		calls: vec![settle; number as usize],
	});
	pool.submit(town, "Charlie", large, 5_000 * TOKEN);
	let long = RuntimeCall::System(frame_system::Call::remark {
		remark: vec![0; 500_000],
	});
	for _ in 0..4 {
		pool.submit(town, "Dave", long.clone(), 20 * TOKEN);
	}
}

#[test]
fn a_flood_of_everybody_keeps_readings_out_no_longer_than_stated() {
	const POINTS: u32 = 20;
	const EVIL: [&str; 5] = ["evil", "wicked", "vile", "foul", "base"];
	let mut town = Town::empty();
	let members: Vec<_> = (0..POINTS).map(|index| format!("member{index}")).collect();
	// So that no registration is the first block of an interval.
	town.block(vec![]);
	for member in &members {
		town.point(member);
	}
	for gateway in ["gateway"].iter().chain(&EVIL) {
		town.gateway(HOME, gateway);
	}
	let first = town.interval() + 1;
	town.until(first + 1);
	// The flood begins in the last block of an interval: what is allowed in the next comes on top.
	let next = first + 2;
	while town.now + SLOT_DURATION
		< START + u64::from(next) * BLOCKS * SLOT_DURATION - SLOT_DURATION
	{
		town.block(vec![]);
	}

	let bound = town
		.chain
		.read(|| worst_delay(HOME, &who("gateway"), POINTS - 1))
		.expect("is bounded");
	let limit = town.chain.read(|| gateway_limit(HOME, Freight::Readings));
	let everything = |town: &mut Town, pool: &mut Pool| {
		for gateway in EVIL {
			// One by one they weigh most; larger batches would rank higher.
			for _ in 0..limit / 2 {
				pool.submit(town, gateway, junk(1), 0);
			}
		}
		for (point, member) in members.iter().enumerate() {
			for _ in 0..ORDER_ALLOWANCE {
				pool.submit(town, member, cancel(point as PointId, next + 5), 0);
			}
		}
	};
	let mut pool = Pool::default();
	everything(&mut town, &mut pool);
	strangers(&mut town, &mut pool);
	let mut readings: Vec<_> = (0..POINTS)
		.map(|point| town.reading(point, first))
		.collect();
	// A batch, and one that ranks no higher than the flood.
	let last = readings.split_off(POINTS as usize - 1);
	let mut honest: Vec<_> = [readings, last]
		.into_iter()
		.map(|readings| {
			let age = pool.submit(&mut town, "gateway", batch(HOME, readings), 0);
			age.expect("is free")
		})
		.collect();

	let filled = |town: &mut Town| {
		town.chain.read(|| {
			let taken = pallet_allowance::Taken::<Runtime>::get();
			let weight = frame_system::Pallet::<Runtime>::block_weight();
			let millis = |weight: frame_support::weights::Weight| weight.ref_time() / 1_000_000_000;
			[
				millis(*weight.get(DispatchClass::Mandatory)),
				millis(*weight.get(DispatchClass::Operational)),
				millis(
					*weight.get(DispatchClass::Normal)
						- taken.orders.weight
						- taken.readings.weight,
				),
				millis(taken.orders.weight),
				millis(taken.readings.weight),
			]
		})
	};
	let mut blocks = 0;
	let mut interval = town.interval();
	loop {
		let done = pool.fill_block(&mut town);
		blocks += 1;
		let [mandatory, operational, paid, orders, readings] = filled(&mut town);
		println!(
			"block {blocks} of {bound}: {} transactions, ms: mandatory {mandatory}, \
			 operational {operational}, paid {paid}, orders {orders}, readings {readings}",
			done.len()
		);
		assert!(mandatory + operational + paid + orders + readings <= 2_000);
		assert!(
			orders + readings <= 1_125,
			"free ones leave payers their quarter"
		);
		honest.retain(|age| !done.contains(age));
		if honest.is_empty() {
			break;
		}
		assert!(blocks < bound, "kept out for more than {bound} blocks");
		strangers(&mut town, &mut pool);
		if town.interval() > interval {
			interval = town.interval();
			everything(&mut town, &mut pool);
		}
	}
	assert!(blocks > 1, "a flood that delays nothing proves nothing");
	let metered = town
		.chain
		.read(|| commonwatt_runtime::Metering::metered(HOME));
	assert_eq!(
		metered.import,
		100 * u64::from(POINTS),
		"every reading counts"
	);
	let tipping = ["Ferdie", "Eve", "Charlie", "Dave"];
	for name in tipping {
		let waits = pool.waiting.iter().any(|pooled| pooled.sender == name);
		assert!(
			waits,
			"{name} offered more all the time, and could not keep readings out"
		);
	}
}

#[test]
fn the_stated_delay_of_readings() {
	let mut town = Town::empty();
	let mut delay = |others: u32, points: u32, readings: u32| {
		town.chain.read(|| {
			let clear = pallet_communities::Gateways::<Runtime>::clear(u32::MAX, None);
			assert!(clear.maybe_cursor.is_none());
			pallet_communities::Parameters::<Runtime>::put(TimeParameters::default());
			pallet_metering::Totals::<Runtime>::mutate(HOME, |totals| totals.points = points);
			for index in 0..others {
				pallet_communities::Gateways::<Runtime>::insert(
					HOME,
					who(&format!("other{index}")),
					pallet_communities::Gateway::default(),
				);
			}
			worst_delay(HOME, &who("gateway"), readings)
		})
	};
	for others in [0, 1, 2, 4, 8] {
		for points in [20, 100, 1_000] {
			let delays = [1, 64, 128, MAX_BATCH].map(|readings| delay(others, points, readings));
			println!("{others} other gateways, {points} points: {delays:?} blocks for 1, 64, 128, 256 readings");
		}
	}
	// In quarter-hours of 150 blocks.
	let stated = delay(1, 100, 64).expect("is bounded");
	assert!(stated <= 20, "{stated}");
	assert_eq!(
		delay(0, 100, MAX_BATCH),
		Some(3),
		"an oversized one, the end of a session"
	);
	assert!(delay(1, 100, MAX_BATCH) > delay(1, 100, 1));
}
