//! The homes' orders on their way to the chain: each home signs what it would trade, the community's
//! gateway carries the signed intents in batches. Homes own no tokens and submit nothing themselves.

use crate::{
	data::CommunityData,
	meters::{owner_pair, trading_pair},
	setup::COMMUNITY,
	strategy::{Market, Mix, Past, Strategy},
	transaction::account,
};
use commonwatt_primitives::{
	order::{Intent, IntentRefusal, Order, OrderRefusal},
	reading::Registers,
	Interval, NetWh, PointId, Wh,
};
use commonwatt_runtime::{
	AccountId, Hash, Runtime, RuntimeCall, RuntimeEvent, Signature, MAX_INTENTS,
};
use pallet_energy_market::{Call, Event, IntentOf};
use sp_core::{sr25519, Pair};
use std::collections::VecDeque;

/// A home that may order.
struct Trader {
	point: PointId,
	strategy: Option<Strategy>,
	capacity_wh: Wh,
	past: Past,
	pair: sr25519::Pair,
	nonce: u64,
}

/// An order that the chain refused for a reason that is the home's own, not a fault of this tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusedOrder {
	pub point: PointId,
	pub interval: Interval,
	pub reason: OrderRefusal,
}

/// An order that no home should have been able to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the chain refused the order of point {point} for interval {interval}: {reason:?}")]
pub struct OrderFault {
	pub point: PointId,
	pub interval: Interval,
	pub reason: IntentRefusal,
}

/// The homes of a community, their strategies, and the gateway's batches that no event has answered.
pub struct Traders {
	genesis: Hash,
	gateway: AccountId,
	traders: Vec<Trader>,
	unanswered: VecDeque<Vec<(PointId, Interval)>>,
}

impl Traders {
	/// The homes of the data as points from `first_point` on. `gateway` carries their orders.
	pub fn new(
		data: &CommunityData,
		mix: &Mix,
		genesis: Hash,
		gateway: AccountId,
		first_point: PointId,
	) -> Self {
		let traders = data
			.homes
			.iter()
			.zip(first_point..)
			.enumerate()
			.map(|(index, (home, point))| Trader {
				point,
				strategy: mix.of(index),
				// An hour at so many W is as many Wh.
				capacity_wh: data.capacity_w(index).into(),
				past: Past::default(),
				pair: match mix.is_planned() {
					true => trading_pair(&data.name, &home.name),
					false => owner_pair(&data.name, &home.name),
				},
				nonce: 0,
			})
			.collect();
		Self {
			genesis,
			gateway,
			traders,
			unanswered: VecDeque::new(),
		}
	}

	/// What the home at `index` metered before interval `next`, the latest last.
	pub fn recall(&mut self, index: usize, next: Interval, before: Vec<NetWh>) {
		if let Some(trader) = self.traders.get_mut(index) {
			trader.past = Past::new(next, before);
		}
	}

	/// The lowest nonce that the next intent of the home at `index` may have.
	pub fn set_nonce(&mut self, index: usize, nonce: u64) {
		if let Some(trader) = self.traders.get_mut(index) {
			trader.nonce = nonce;
		}
	}

	/// The meters of all homes, in order, have counted the next interval.
	pub fn record(&mut self, energy: impl IntoIterator<Item = Registers>) {
		for (trader, energy) in self.traders.iter_mut().zip(energy) {
			let (import, export) = (energy.import as NetWh, energy.export as NetWh);
			trader.past.record(import.saturating_sub(export));
		}
	}

	/// The gateway's calls that carry the orders of all homes for the market's interval.
	pub fn calls(&mut self, market: &Market) -> Vec<RuntimeCall> {
		let genesis = self.genesis;
		let intents = self
			.traders
			.iter_mut()
			.filter_map(|trader| trader.intent(genesis, market))
			.collect();
		self.batches(intents)
	}

	/// The gateway's calls that carry these orders for the market's interval, in the order of the homes.
	pub fn calls_of(
		&mut self,
		market: &Market,
		orders: impl IntoIterator<Item = Option<Order>>,
	) -> Vec<RuntimeCall> {
		let genesis = self.genesis;
		let traders = self.traders.iter_mut().zip(orders);
		let intents = traders
			.filter_map(|(trader, order)| Some(trader.sign(genesis, market, order?)))
			.collect();
		self.batches(intents)
	}

	fn batches(&mut self, intents: Vec<IntentOf<Runtime>>) -> Vec<RuntimeCall> {
		let batches = intents.chunks(MAX_INTENTS as usize);
		batches
			.map(|batch| {
				let sent = batch.iter().map(|intent| (intent.point, intent.interval));
				self.unanswered.push_back(sent.collect());
				RuntimeCall::EnergyMarket(Call::submit_intents {
					community: COMMUNITY,
					intents: batch
						.to_vec()
						.try_into()
						.expect("a chunk is a batch at most; qed"),
				})
			})
			.collect()
	}

	/// Whether every batch was answered by an event.
	pub fn all_answered(&self) -> bool {
		self.unanswered.is_empty()
	}

	/// Hears an event; the orders it refuses for want of credit, or because the supplier is in arrears.
	///
	/// # Errors
	///
	/// Of any other refusal.
	pub fn hear(&mut self, event: &RuntimeEvent) -> Result<Vec<RefusedOrder>, OrderFault> {
		let RuntimeEvent::EnergyMarket(Event::IntentsSubmitted {
			community: COMMUNITY,
			who,
			executed,
			refused,
		}) = event
		else {
			return Ok(Vec::new());
		};
		let answered = (*executed as usize).saturating_add(refused.len());
		// Batches of one sender are executed in order; another tool may send for the same gateway.
		let ours = self
			.unanswered
			.front()
			.is_some_and(|batch| *who == self.gateway && batch.len() == answered);
		let Some(batch) = ours.then(|| self.unanswered.pop_front()).flatten() else {
			return Ok(Vec::new());
		};
		refused
			.iter()
			.filter_map(|(at, reason)| batch.get(*at as usize).map(|sent| (*sent, *reason)))
			.map(|((point, interval), reason)| match reason {
				IntentRefusal::Order(
					reason @ (OrderRefusal::NotEnoughCredit | OrderRefusal::AuctionSuspended),
				) => Ok(RefusedOrder {
					point,
					interval,
					reason,
				}),
				reason => Err(OrderFault {
					point,
					interval,
					reason,
				}),
			})
			.collect()
	}
}

impl Trader {
	/// The home's signed order for the market's interval, if it has one.
	fn intent(&mut self, genesis: Hash, market: &Market) -> Option<IntentOf<Runtime>> {
		let order = self.strategy?.order(&self.past, self.capacity_wh, market)?;
		Some(self.sign(genesis, market, order))
	}

	fn sign(&mut self, genesis: Hash, market: &Market, order: Order) -> IntentOf<Runtime> {
		let intent = sign(
			&self.pair,
			genesis,
			self.point,
			market,
			Some(order),
			self.nonce,
		);
		self.nonce = self.nonce.saturating_add(1);
		intent
	}
}

/// An order, or its cancellation, signed by the owner of a point or its trading key. It expires with the gate.
fn sign(
	pair: &sr25519::Pair,
	genesis: Hash,
	point: PointId,
	market: &Market,
	order: Option<Order>,
	nonce: u64,
) -> IntentOf<Runtime> {
	let mut intent = Intent {
		point,
		interval: market.interval,
		order,
		nonce,
		expires: market.gate_closure,
		signer: account(pair),
		signature: Signature::Sr25519(Default::default()),
	};
	intent.signature = Signature::Sr25519(pair.sign(&intent.message(genesis)));
	intent
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_keyring::Sr25519Keyring;
	use std::path::Path;

	const MARKET: Market = Market {
		interval: 3,
		feed_in: 50,
		retail: 200,
		grid_fee: 0,
		pool_price: 100,
		undelivered_charge: 20,
		tick: 1,
		lowest: 50,
		highest: 200,
		gate_closure: 1_000,
	};

	fn traders() -> Traders {
		let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/fontana17");
		let data = CommunityData::load(&folder).expect("the standing example is valid");
		let mix = Mix::all(Strategy::PriceTaker).without([0]);
		let gateway = Sr25519Keyring::Bob.to_account_id();
		let mut traders = Traders::new(&data, &mix, Hash::repeat_byte(7), gateway, 10);
		traders.record((0..data.homes.len()).map(|home| Registers {
			import: 100 * home as u64,
			export: 0,
		}));
		traders
	}

	fn answer(
		who: Sr25519Keyring,
		executed: u32,
		refused: &[(u32, IntentRefusal)],
	) -> RuntimeEvent {
		RuntimeEvent::EnergyMarket(Event::IntentsSubmitted {
			community: COMMUNITY,
			who: who.to_account_id(),
			executed,
			refused: refused.to_vec().try_into().expect("few"),
		})
	}

	#[test]
	fn every_home_with_a_strategy_sends_one_signed_intent() {
		use sp_runtime::traits::Verify;
		let mut traders = traders();
		let calls = traders.calls(&MARKET);
		let [RuntimeCall::EnergyMarket(Call::submit_intents { intents, .. })] = &calls[..] else {
			panic!("one batch: {calls:?}");
		};
		assert_eq!(intents.len(), 16);
		for (intent, point) in intents.iter().zip(11..) {
			assert_eq!((intent.point, intent.interval, intent.nonce), (point, 3, 0));
			assert_eq!(intent.expires, MARKET.gate_closure);
			let message = intent.message(Hash::repeat_byte(7));
			assert!(intent.signature.verify(&message[..], &intent.signer));
		}
		// The next has the next nonce.
		let again = traders.calls(&Market {
			interval: 4,
			..MARKET
		});
		let [RuntimeCall::EnergyMarket(Call::submit_intents { intents, .. })] = &again[..] else {
			panic!("one batch");
		};
		assert!(intents.iter().all(|intent| intent.nonce == 1));
	}

	#[test]
	fn a_refusal_for_want_of_credit_is_reported() {
		let mut traders = traders();
		traders.calls(&MARKET);
		let want = IntentRefusal::Order(OrderRefusal::NotEnoughCredit);
		let refused = traders.hear(&answer(Sr25519Keyring::Bob, 15, &[(2, want)]));
		let expected = RefusedOrder {
			point: 13,
			interval: 3,
			reason: OrderRefusal::NotEnoughCredit,
		};
		assert_eq!(refused, Ok(vec![expected]));
		assert!(traders.all_answered());
	}

	#[test]
	fn any_other_refusal_is_a_fault() {
		let mut traders = traders();
		traders.calls(&MARKET);
		let late = IntentRefusal::Order(OrderRefusal::GateClosed);
		let refused = traders.hear(&answer(Sr25519Keyring::Bob, 15, &[(0, late)]));
		assert_eq!(
			refused.expect_err("is a fault").to_string(),
			"the chain refused the order of point 11 for interval 3: Order(GateClosed)"
		);
	}

	#[test]
	fn what_others_send_answers_nothing() {
		let mut traders = traders();
		traders.calls(&MARKET);
		let late = IntentRefusal::Order(OrderRefusal::GateClosed);
		for event in [
			answer(Sr25519Keyring::Eve, 15, &[(0, late)]),
			answer(Sr25519Keyring::Bob, 0, &[(0, late)]),
		] {
			assert_eq!(traders.hear(&event), Ok(vec![]));
		}
		assert!(!traders.all_answered());
	}
}
