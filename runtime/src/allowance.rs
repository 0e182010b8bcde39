//! Which calls cost no fee, for whom and how often. Each limit holds for a delivery interval.
//!
//! | call | signed by | units | limit |
//! |---|---|---|---|
//! | `metering.submit_readings` | a gateway of the community | readings and 1 | twice its points, and [`READING_BURST`] |
//! | `energy_market.submit_intents` | a gateway of the community | intents and 1 | twice its points, and [`INTENT_BURST`] |
//! | `energy_market.place_order`, `cancel_order` | the point's owner, or its trading key | 1 | [`ORDER_ALLOWANCE`] a point |
//! | `energy_market.set_trading_key`, `set_standing_order`, `cancel_standing_order` | the point's owner | 1 | of the same |
//! | `billing.set_standing_top_up` | the point's owner | 1 | of the same |
//!
//! The last [`OWNERS_OWN`] units of a point are its owner's: so a key that was stolen can be revoked.
//! A suspended gateway has none. Beyond the limit, with a tip, or in a batch, a proxy or a multisig, the
//! call costs the usual fee.

use crate::{
	weights, AccountId, Address, Balance, ChargeAllowance, Communities, CommunityId, EnergyMarket,
	Interval, Metering, Nonce, PointId, Runtime, RuntimeCall, Signature, TxExtension,
	UncheckedExtrinsic, MAX_BATCH, MAX_INTENTS, SESSION_BLOCKS, TOKEN,
};
use alloc::{vec, vec::Vec};
use codec::Encode;
use commonwatt_primitives::{
	order::{Intent, Order, Side, Step, MAX_STEPS},
	reading::{DeviceSignature, Reading, Registers},
	standing::{
		Bound, QuantileLevel, Schedule, StandingLimit, StandingOrder, StandingQuantity, Threshold,
	},
	traits::{DeliveryPoints, MarketClock},
	Price,
};
use frame_support::{dispatch::GetDispatchInfo, weights::Weight};
use pallet_allowance::{delay::Flood, Budgets, Purpose, Space, WeightInfo as _};
use pallet_communities::Freight;
use pallet_transaction_payment::ChargeTransactionPayment;
use sp_core::sr25519;
use sp_runtime::generic::{Era, Preamble};

/// What a gateway may send in an interval beside two readings of each point: a backlog of a small
/// community after its gateway was away.
pub const READING_BURST: u32 = 512;
/// What it may send beside two intents of each point: a batch.
pub const INTENT_BURST: u32 = MAX_INTENTS;
/// Orders and cancellations of a point in an interval.
pub const ORDER_ALLOWANCE: u32 = 16;

/// Of a point's allowance, what its trading key cannot spend.
pub const OWNERS_OWN: u32 = 2;

/// The tip that outbids a free reading with as much of a block; an operational transaction's counts six
/// times. Orders rank without a tip.
pub const READING_RANK: Balance = 10 * TOKEN;

/// The allowances, and where they are kept: a gateway's with it, a point's in its account.
pub struct Allowances;

/// What a listed call would spend.
enum Spending {
	Gateway {
		community: CommunityId,
		freight: Freight,
		units: u32,
	},
	Order {
		point: PointId,
		/// Whether it is the owner's alone.
		owners: bool,
	},
}

impl Spending {
	fn of(call: &RuntimeCall) -> Option<Self> {
		let units = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).saturating_add(1);
		match call {
			RuntimeCall::Metering(pallet_metering::Call::submit_readings {
				community,
				readings,
			}) => Some(Self::Gateway {
				community: *community,
				freight: Freight::Readings,
				units: units(readings.len()),
			}),
			RuntimeCall::EnergyMarket(pallet_energy_market::Call::submit_intents {
				community,
				intents,
			}) => Some(Self::Gateway {
				community: *community,
				freight: Freight::Intents,
				units: units(intents.len()),
			}),
			RuntimeCall::EnergyMarket(
				pallet_energy_market::Call::place_order { point, .. }
				| pallet_energy_market::Call::cancel_order { point, .. },
			) => Some(Self::Order {
				point: *point,
				owners: false,
			}),
			RuntimeCall::EnergyMarket(
				pallet_energy_market::Call::set_trading_key { point, .. }
				| pallet_energy_market::Call::set_standing_order { point, .. }
				| pallet_energy_market::Call::cancel_standing_order { point, .. },
			) => Some(Self::Order {
				point: *point,
				owners: true,
			}),
			RuntimeCall::Billing(pallet_billing::Call::set_standing_top_up { point, .. }) => {
				Some(Self::Order {
					point: *point,
					owners: true,
				})
			}
			_ => None,
		}
	}
}

/// What a gateway may send free of charge in an interval.
pub fn gateway_limit(community: CommunityId, freight: Freight) -> u32 {
	let burst = match freight {
		Freight::Readings => READING_BURST,
		Freight::Intents => INTENT_BURST,
	};
	Metering::count(community)
		.saturating_mul(2)
		.saturating_add(burst)
}

/// Whether a transaction would be free now: its signer's allowance covers it. For who asks what it costs.
pub fn is_free(transaction: &UncheckedExtrinsic) -> bool {
	match &transaction.preamble {
		Preamble::Signed(Address::Id(who), _, extension) => {
			extension.8 .0.tip() == 0 && Allowances::covers(who, &transaction.function)
		}
		_ => false,
	}
}

impl Budgets<AccountId, RuntimeCall> for Allowances {
	fn purpose(call: &RuntimeCall) -> Option<Purpose> {
		Spending::of(call).map(|spending| match spending {
			Spending::Gateway {
				freight: Freight::Readings,
				..
			} => Purpose::Readings,
			Spending::Gateway {
				freight: Freight::Intents,
				..
			}
			| Spending::Order { .. } => Purpose::Orders,
		})
	}

	fn rank(call: &RuntimeCall) -> u128 {
		match Spending::of(call) {
			Some(Spending::Gateway {
				freight: Freight::Readings,
				units,
				..
			}) => READING_RANK.saturating_mul(units.into()),
			_ => 0,
		}
	}

	/// As benchmarked: of a full batch, and of an order by a trading key.
	fn weight(purpose: Purpose) -> (Weight, Weight) {
		type Measured = pallet_allowance::weights::SubstrateWeight<Runtime>;
		let (finding, both) = match purpose {
			Purpose::Readings => (Measured::find_readings(), Measured::spend_readings()),
			Purpose::Orders => (Measured::find_orders(), Measured::spend_orders()),
		};
		(finding, both.saturating_sub(finding))
	}

	fn covers(who: &AccountId, call: &RuntimeCall) -> bool {
		match Spending::of(call) {
			Some(Spending::Gateway {
				community,
				freight,
				units,
			}) => Communities::gateway_may_send(
				community,
				who,
				freight,
				units,
				gateway_limit(community, freight),
			),
			Some(Spending::Order { point, owners }) => {
				Metering::details(point).is_some_and(|details| {
					let owner = details.owner == *who;
					let kept = if owner { 0 } else { OWNERS_OWN };
					(owner || (!owners && EnergyMarket::may_trade(point, &details.owner, who)))
						&& pallet_billing::Accounts::<Runtime>::get(point)
							.allowance
							.left(Communities::in_progress(), ORDER_ALLOWANCE)
							> kept
				})
			}
			None => false,
		}
	}

	fn spend(who: &AccountId, call: &RuntimeCall) -> bool {
		let covered = Self::covers(who, call);
		match Spending::of(call).filter(|_| covered) {
			Some(Spending::Gateway {
				community,
				freight,
				units,
			}) => Communities::spend_gateway_allowance(community, who, freight, units),
			Some(Spending::Order { point, .. }) => {
				pallet_billing::Accounts::<Runtime>::mutate(point, |account| {
					account.allowance.spend(Communities::in_progress(), 1)
				})
			}
			None => (),
		}
		covered
	}

	fn largest() -> Vec<(Purpose, Space)> {
		vec![
			(Purpose::Readings, space(readings(MAX_BATCH as usize))),
			(Purpose::Orders, space(intents(MAX_INTENTS as usize))),
			(Purpose::Orders, space(place_order())),
			(Purpose::Orders, space(set_trading_key())),
			(Purpose::Orders, space(set_standing_order())),
			(Purpose::Orders, space(set_standing_top_up())),
		]
	}
}

/// Blocks until a batch of `length` readings is in a block at the latest, whatever members, other
/// gateways and strangers send, and whatever tips they offer. `gateway` sends it, and each batch
/// before it is in. `None` if they could keep it out for ever: smaller batches come through earlier.
///
/// The reckoning is in [`pallet_allowance::delay`]. Free readings of other gateways are taken to come in
/// batches of the size that weighs most for the allowance it spends. A third of the validators may be
/// away: intervals are counted by time, and have as many blocks fewer. Operators who register more
/// gateways or points during the flood add to it what these are allowed.
pub fn worst_delay(community: CommunityId, gateway: &AccountId, length: u32) -> Option<u32> {
	let unit = (1..=MAX_BATCH)
		.map(|size| {
			let weight = space(readings(size as usize)).weight;
			weight.ref_time().div_ceil(u64::from(size) + 1)
		})
		.max()
		.unwrap_or(0);
	let unit = Weight::from_parts(unit, 0);
	let others = pallet_communities::Gateways::<Runtime>::iter()
		.filter(|(at, who, entry)| !entry.suspended && (*at, who) != (community, gateway))
		.fold(Weight::zero(), |sum, (at, ..)| {
			sum.saturating_add(unit.saturating_mul(gateway_limit(at, Freight::Readings).into()))
		});
	let flood = Flood {
		share: pallet_allowance::Pallet::<Runtime>::limits()
			.shares
			.readings
			.weight,
		others,
		blocks_per_interval: Communities::blocks_per_interval()
			.saturating_mul(2)
			.div_ceil(3),
		oversized_period: weights::OVERSIZED_PERIOD,
		session: SESSION_BLOCKS,
	};
	flood.delay(space(readings(length as usize)).weight)
}

/// What a signed transaction takes of a block at most.
pub fn space(call: RuntimeCall) -> Space {
	let transaction = UncheckedExtrinsic::new_signed(
		call,
		Address::Id(nobody()),
		signature(),
		(
			frame_system::AuthorizeCall::new(),
			frame_system::CheckNonZeroSender::new(),
			frame_system::CheckSpecVersion::new(),
			frame_system::CheckTxVersion::new(),
			frame_system::CheckGenesis::new(),
			frame_system::CheckMortality::from(Era::mortal(4_096, 4_095)),
			frame_system::CheckNonce::from(Nonce::MAX.into()),
			frame_system::CheckWeight::new(),
			ChargeAllowance::from(ChargeTransactionPayment::from(0)),
			frame_metadata_hash_extension::CheckMetadataHash::new(true),
			frame_system::WeightReclaim::new(),
		) as TxExtension,
	);
	let info = transaction.get_dispatch_info();
	let length = transaction.encoded_size();
	Space {
		weight: frame_system::calculate_consumed_extrinsic_weight::<RuntimeCall>(
			&weights::Weights::get(),
			&info,
			length,
		),
		length: length as u32,
	}
}

fn nobody() -> AccountId {
	AccountId::new([0xff; 32])
}

fn signature() -> Signature {
	Signature::Sr25519(sr25519::Signature::from_raw([0xff; 64]))
}

fn readings(number: usize) -> RuntimeCall {
	let reading = Reading {
		point: PointId::MAX,
		interval: Interval::MAX,
		start: Registers::default(),
		end: Registers::default(),
		signature: DeviceSignature::Sr25519(sr25519::Signature::from_raw([0xff; 64])),
	};
	let call = pallet_metering::Call::submit_readings {
		community: CommunityId::MAX,
		readings: vec![reading; number].try_into().unwrap_or_default(),
	};
	RuntimeCall::Metering(call)
}

fn order() -> Order {
	let step = Step {
		limit: Price::MAX,
		quantity: u64::MAX,
	};
	Order {
		side: Side::Buy,
		steps: vec![step; MAX_STEPS as usize]
			.try_into()
			.unwrap_or_default(),
	}
}

fn intents(number: usize) -> RuntimeCall {
	let intent = Intent {
		point: PointId::MAX,
		interval: Interval::MAX,
		order: Some(order()),
		nonce: u64::MAX,
		expires: u64::MAX,
		signer: nobody(),
		signature: signature(),
	};
	let call = pallet_energy_market::Call::submit_intents {
		community: CommunityId::MAX,
		intents: vec![intent; number].try_into().unwrap_or_default(),
	};
	RuntimeCall::EnergyMarket(call)
}

fn place_order() -> RuntimeCall {
	let call = pallet_energy_market::Call::place_order {
		point: PointId::MAX,
		interval: Interval::MAX,
		order: order(),
	};
	RuntimeCall::EnergyMarket(call)
}

fn set_trading_key() -> RuntimeCall {
	let call = pallet_energy_market::Call::set_trading_key {
		point: PointId::MAX,
		key: Some(nobody()),
	};
	RuntimeCall::EnergyMarket(call)
}

fn set_standing_order() -> RuntimeCall {
	let order = StandingOrder {
		side: Side::Buy,
		quantity: StandingQuantity::Fixed(u64::MAX),
		limit: StandingLimit::Signal {
			level: QuantileLevel::P50,
			offset: i64::MAX,
			floor: Price::MAX,
			cap: Price::MAX,
		},
		price: Some(threshold()),
		green_share: Some(threshold()),
		schedule: Schedule::ALWAYS,
		expires: Interval::MAX,
	};
	let call = pallet_energy_market::Call::set_standing_order {
		point: PointId::MAX,
		id: Some(u8::MAX),
		order,
	};
	RuntimeCall::EnergyMarket(call)
}

fn threshold() -> Threshold {
	Threshold {
		level: QuantileLevel::P50,
		bound: Bound::AtMost(u64::MAX),
	}
}

fn set_standing_top_up() -> RuntimeCall {
	let terms = pallet_billing::StandingTopUpTerms {
		amount: Balance::MAX,
		budget: Balance::MAX,
	};
	let call = pallet_billing::Call::set_standing_top_up {
		point: PointId::MAX,
		terms: Some(terms),
	};
	RuntimeCall::Billing(call)
}
