//! What is sent, signed before anything is.

use super::{
	people::{order, owner, sender, Device},
	spec::COMMUNITY,
};
use codec::Encode;
use commonwatt_primitives::{order::Intent, reading::Reading, Interval, Moment, PointId};
use commonwatt_runtime::{AccountId, Hash, Nonce, RuntimeCall, Signature, TOKEN};
use commonwatt_simulator::transaction::{account, sign};
use sp_core::{sr25519, Pair};
use sp_keyring::Sr25519Keyring;
use sp_runtime::MultiAddress;

/// A kind of transaction that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
	/// `balances.transfer_keep_alive`.
	Transfers,
	/// `energy_market.place_order`, each signed by a point's owner.
	Orders,
	/// `energy_market.submit_intents`: orders that members signed, in batches of the gateway.
	Intents,
	/// `metering.submit_readings`: readings that meters signed, in batches of the gateway.
	Readings,
}

impl Kind {
	pub fn name(self) -> &'static str {
		match self {
			Self::Transfers => "plain transfers",
			Self::Orders => "orders, singly signed",
			Self::Intents => "orders, as intents in batches",
			Self::Readings => "readings, with settlements",
		}
	}
}

/// A signed transaction, and how many transfers, orders or readings are in it.
pub struct Transaction {
	/// As the node's RPC wants it.
	pub hex: String,
	pub items: u32,
}

fn transaction(
	by: &sr25519::Pair,
	nonce: Nonce,
	genesis: Hash,
	call: RuntimeCall,
	items: usize,
) -> Transaction {
	let extrinsic = sign(by, nonce, genesis, call);
	Transaction {
		hex: format!("0x{}", hex::encode(extrinsic.encode())),
		items: items as u32,
	}
}

/// A transfer of each sender to the next.
pub fn transfers(genesis: Hash, number: u32) -> Vec<Transaction> {
	(0..number)
		.map(|index| {
			let to = account(&sender((index + 1) % number));
			let call = pallet_balances::Call::transfer_keep_alive {
				dest: MultiAddress::Id(to),
				value: TOKEN / 1_000,
			};
			transaction(&sender(index), 0, genesis, call.into(), 1)
		})
		.collect()
}

/// `number` orders of the points: all of them order for `first`, then all for the next interval.
fn ordered(points: u32, number: u32, first: Interval) -> impl Iterator<Item = (PointId, Interval)> {
	(0..number).map(move |index| (index % points, first + index / points))
}

/// Orders that their owners sign and send.
pub fn orders(genesis: Hash, points: u32, number: u32, first: Interval) -> Vec<Transaction> {
	ordered(points, number, first)
		.map(|(point, interval)| {
			let call = pallet_energy_market::Call::place_order {
				point,
				interval,
				order: order(point, interval),
			};
			let nonce = interval - first;
			transaction(&owner(point), nonce, genesis, call.into(), 1)
		})
		.collect()
}

fn intent(genesis: Hash, point: PointId, interval: Interval) -> Intent<AccountId, Signature> {
	let owner = owner(point);
	let mut intent = Intent {
		point,
		interval,
		order: Some(order(point, interval)),
		nonce: 1,
		expires: Moment::MAX,
		signer: account(&owner),
		signature: Signature::Sr25519(Default::default()),
	};
	intent.signature = Signature::Sr25519(owner.sign(&intent.message(genesis)));
	intent
}

/// A gateway, and the nonce of its next transaction.
pub struct Gateway {
	pair: sr25519::Pair,
	nonce: Nonce,
}

impl Gateway {
	pub fn new(who: Sr25519Keyring) -> Self {
		Self {
			pair: who.pair(),
			nonce: 0,
		}
	}

	fn send(&mut self, genesis: Hash, call: RuntimeCall, items: usize) -> Transaction {
		let nonce = self.nonce;
		self.nonce += 1;
		transaction(&self.pair, nonce, genesis, call, items)
	}

	/// Orders that their owners sign as intents, in batches of `size`.
	pub fn intents(
		&mut self,
		genesis: Hash,
		points: u32,
		number: u32,
		first: Interval,
		size: u32,
	) -> Vec<Transaction> {
		let intents: Vec<_> = ordered(points, number, first)
			.map(|(point, interval)| intent(genesis, point, interval))
			.collect();
		intents
			.chunks(size as usize)
			.map(|batch| {
				let call = pallet_energy_market::Call::submit_intents {
					community: COMMUNITY,
					intents: batch.to_vec().try_into().unwrap_or_default(),
				};
				self.send(genesis, call.into(), batch.len())
			})
			.collect()
	}

	/// Readings in batches of `size`: every point's of the first interval, then of the next.
	pub fn readings(
		&mut self,
		genesis: Hash,
		points: &[PointId],
		first: Interval,
		intervals: u32,
		size: u32,
	) -> Vec<Vec<Transaction>> {
		let of_points: Vec<Vec<Reading>> = points
			.iter()
			.map(|point| Device::of(*point).readings(genesis, *point, first, intervals))
			.collect();
		(0..intervals as usize)
			.map(|interval| {
				let readings: Vec<_> = of_points.iter().map(|point| point[interval]).collect();
				readings
					.chunks(size as usize)
					.map(|batch| {
						let call = pallet_metering::Call::submit_readings {
							community: COMMUNITY,
							readings: batch.to_vec().try_into().unwrap_or_default(),
						};
						self.send(genesis, call.into(), batch.len())
					})
					.collect()
			})
			.collect()
	}
}
