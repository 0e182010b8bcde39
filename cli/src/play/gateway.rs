//! The gateway of a played community: registers the homes, delivers their readings and their orders.

use super::{
	instructions::{instructions, Prices},
	story::{Act, Story, Who},
	supply::Switches,
};
use crate::rpc::Rpc;
use anyhow::{ensure, Context, Result};
use commonwatt_primitives::{
	api::BookView, reading::Registers, statement::SupplyState, traits::PointAccount, Interval,
	PointId,
};
use commonwatt_runtime::{Balance, Hash, Runtime, RuntimeCall, MAX_BATCH};
use commonwatt_simulator::{
	data::{CommunityData, HOURS_PER_DAY},
	ledger::Ledger,
	meters::{net, owner_pair, Meter},
	setup::{self, Contract, COMMUNITY},
	strategy::{Market, Mix},
	traders::Traders,
	transaction::{account, sign_mortal},
};
use pallet_energy_market::{Call as MarketCall, Nonces};
use sp_core::sr25519;
use sp_keyring::Sr25519Keyring;
use std::collections::HashSet;

type RingSize = <Runtime as pallet_energy_market::Config>::RingSize;

/// Who operates the community of a development chain.
const OPERATOR: Sr25519Keyring = Sr25519Keyring::Alice;
/// Who tops up the home of the story that ran dry.
const RELATIVE: Sr25519Keyring = Sr25519Keyring::Dave;
/// Who gives to the story's school: no member.
pub const STRANGER: Sr25519Keyring = Sr25519Keyring::Eve;

/// What the homes begin with, and the supplier.
pub struct Funds {
	pub contracts: Vec<Contract>,
	pub supplier: Balance,
}

pub struct Gateway<'a> {
	rpc: &'a Rpc,
	data: &'a CommunityData,
	genesis: Hash,
	meters: Vec<Meter>,
	first_interval: Interval,
	/// Whether the homes were registered now: then their bills must explain their credit.
	fresh: bool,
	funds: Funds,
	signer: Signer,
	/// The transactions that were submitted.
	pub own: HashSet<Hash>,
	/// Which points are off.
	pub switches: Switches,
}

struct Signer {
	pair: sr25519::Pair,
}

impl Signer {
	fn new(keyring: Sr25519Keyring) -> Self {
		Self {
			pair: keyring.pair(),
		}
	}

	/// Submits a call; the transaction's hash. The nonce is asked for each time: somebody else may sign
	/// with the same key meanwhile.
	async fn submit(&self, rpc: &Rpc, genesis: Hash, call: RuntimeCall) -> Result<Hash> {
		let nonce = rpc.next_nonce(&account(&self.pair)).await?;
		let born = rpc.mature().await?;
		let transaction = sign_mortal(&self.pair, nonce, genesis, born, call);
		rpc.submit(&transaction).await
	}
}

impl<'a> Gateway<'a> {
	/// Finds the homes where an earlier play left them, or gets ready to register them from the interval
	/// in progress on. Writes nothing.
	pub async fn open(
		rpc: &'a Rpc,
		data: &'a CommunityData,
		in_progress: Interval,
		funds: Funds,
	) -> Result<Self> {
		let genesis = rpc.block_hash(0).await?;
		let signer = Signer::new(Sr25519Keyring::Bob);
		let meters = setup::meters(data, 0);
		let mut gateway = Self {
			rpc,
			data,
			genesis,
			meters,
			first_interval: in_progress,
			fresh: true,
			funds,
			signer,
			own: HashSet::new(),
			switches: Switches::default(),
		};
		let key = pallet_metering::NextPoint::<Runtime>::hashed_key();
		let points: PointId = rpc.storage(&key, None).await?.unwrap_or_default();
		if points > 0 {
			gateway.resume().await?;
		}
		Ok(gateway)
	}

	/// Registers and funds the homes, unless an earlier play did; the story's get their parts.
	pub async fn begin(&mut self, story: Option<&Story>) -> Result<()> {
		if !self.fresh {
			return Ok(());
		}
		let (rpc, genesis) = (self.rpc, self.genesis);
		let operator = Signer::new(OPERATOR);
		let supplier = Signer::new(Sr25519Keyring::Charlie);
		let contracts = &self.funds.contracts;
		// The park, which the story registers, is the last of the meters.
		let homes = self.meters.len() - usize::from(story.is_some());
		let meters = &self.meters[..homes];
		let mut calls = setup::operator_calls(self.data, meters, self.first_interval, contracts);
		if let Some(story) = story {
			calls.extend(story.opening(self.data, &self.meters, contracts, self.first_interval));
		}
		for calls in calls.chunks(300) {
			let call = setup::all_or_none(calls.to_vec());
			self.own.insert(operator.submit(rpc, genesis, call).await?);
		}
		let call = setup::supplier_call(self.funds.supplier);
		self.own.insert(supplier.submit(rpc, genesis, call).await?);
		Ok(())
	}

	/// The homes that order nothing by themselves state standing orders, which hold until interval `expires`.
	/// Those that `mix` keeps out state none. Each is signed by the home's owner, who needs no token for it.
	pub async fn state(&mut self, mix: &Mix, expires: Interval) -> Result<()> {
		let prices = Prices {
			lowest: setup::FEED_IN,
			highest: self.data.tariff.cells.iter().copied().max().unwrap_or(0),
		};
		for (index, home) in self.data.homes.iter().enumerate() {
			if mix.of(index).is_some() || mix.abstains(index) {
				continue;
			}
			let owner = Signer {
				pair: owner_pair(&self.data.name, &home.name),
			};
			for order in instructions(home.pv_nominal_w, prices, expires) {
				let call = RuntimeCall::EnergyMarket(MarketCall::set_standing_order {
					point: self.first_point() + index as PointId,
					id: None,
					order,
				});
				self.own
					.insert(owner.submit(self.rpc, self.genesis, call).await?);
			}
		}
		Ok(())
	}

	/// Lets somebody act in the story.
	pub async fn act(&mut self, act: Act) -> Result<()> {
		let signer = match act.who {
			Who::Operator => Signer::new(OPERATOR),
			Who::Stranger => Signer::new(STRANGER),
			Who::Relative => Signer::new(RELATIVE),
			Who::Home(index) => Signer {
				pair: owner_pair(&self.data.name, &self.data.homes[index].name),
			},
		};
		let hash = signer.submit(self.rpc, self.genesis, act.call).await?;
		if !act.may_fail {
			self.own.insert(hash);
		}
		Ok(())
	}

	/// Takes the registers up where the chain has them; missed intervals are delivered late.
	async fn resume(&mut self) -> Result<()> {
		self.fresh = false;
		for meter in &mut self.meters {
			let key = pallet_metering::Meters::<Runtime>::hashed_key_for(meter.point);
			let stored: pallet_metering::Meter<commonwatt_runtime::AccountId> = self
				.rpc
				.storage(&key, None)
				.await?
				.context("this chain holds the homes of another folder: play that one, or start a fresh chain")?;
			ensure!(
				stored.key == Some(meter.key()),
				"this chain holds the homes of another folder: play that one, or start a fresh chain"
			);
			meter.registers = stored.registers;
			let key = pallet_billing::Accounts::<Runtime>::hashed_key_for(meter.point);
			let account: PointAccount = self.rpc.storage(&key, None).await?.unwrap_or_default();
			if account.supply == SupplyState::Disconnected {
				self.switches.is_off_from(meter.point, stored.next);
			}
			self.first_interval = self.first_interval.min(stored.next);
		}
		Ok(())
	}

	/// Whether this play registers the homes.
	pub fn is_fresh(&self) -> bool {
		self.fresh
	}

	/// The homes as traders, with what they have metered before the first interval, which is row
	/// `first_hour` of the data.
	pub async fn traders(&self, mix: &Mix, first_hour: usize) -> Result<Traders> {
		let gateway = account(&self.signer.pair);
		let first_point = self.first_point();
		let mut traders = Traders::new(self.data, mix, self.genesis, gateway, first_point);
		let day = first_hour.saturating_sub(HOURS_PER_DAY)..first_hour;
		for (index, meter) in self.meters.iter().enumerate() {
			let before = day.clone().map(|row| {
				let (load, pv) = (self.data.load_wh[row][index], self.data.pv_wh[row][index]);
				i64::from(load) - i64::from(pv)
			});
			traders.recall(index, self.first_interval, before.collect());
			if !self.fresh {
				let key =
					pallet_energy_market::IntentNonces::<Runtime>::hashed_key_for(meter.point);
				let nonces: Option<Nonces> = self.rpc.storage(&key, None).await?;
				let used = nonces.into_iter().flat_map(|nonces| nonces.0);
				traders.set_nonce(index, used.map(|(_, next)| next).max().unwrap_or(0));
			}
		}
		Ok(traders)
	}

	pub fn first_interval(&self) -> Interval {
		self.first_interval
	}

	/// The ids of the homes' points.
	pub fn points(&self) -> std::ops::Range<PointId> {
		let first = self.first_point();
		first..first + self.meters.len() as PointId
	}

	pub fn first_point(&self) -> PointId {
		self.meters.first().map_or(0, |meter| meter.point)
	}

	/// Meters an interval with a row of the data, signs with each meter's key and submits. A point that
	/// is off meters nothing, and so the ledger has it. What each meter has counted.
	pub async fn deliver(
		&mut self,
		interval: Interval,
		ledger: &mut Ledger<'_>,
	) -> Result<Vec<Registers>> {
		let hour = ledger.hour(interval);
		let (loads, generation) = (&self.data.load_wh[hour], &self.data.pv_wh[hour]);
		let genesis = self.genesis;
		let mut counted = Vec::new();
		let mut readings = Vec::new();
		for (meter, (load, pv)) in self.meters.iter_mut().zip(loads.iter().zip(generation)) {
			let mut energy = net(*load, *pv);
			if self.switches.is_off(meter.point, interval) {
				energy = Registers::default();
				ledger.cut(interval, meter.point);
			}
			readings.push(meter.read(genesis, interval, energy));
			counted.push(energy);
		}
		for batch in readings.chunks(MAX_BATCH as usize) {
			let readings = batch
				.to_vec()
				.try_into()
				.expect("a chunk is a batch at most; qed");
			let call = pallet_metering::Call::submit_readings {
				community: COMMUNITY,
				readings,
			};
			let call = RuntimeCall::Metering(call);
			self.own
				.insert(self.signer.submit(self.rpc, genesis, call).await?);
		}
		Ok(counted)
	}

	/// Carries the homes' orders for an interval to come.
	pub async fn order(&mut self, interval: Interval, traders: &mut Traders) -> Result<()> {
		let book: Option<BookView> = self
			.rpc
			.call_api("CommunityApi_book", (COMMUNITY, interval))
			.await?;
		let Some(market) = book.as_ref().and_then(Market::of) else {
			return Ok(());
		};
		for call in traders.calls(&market) {
			self.own
				.insert(self.signer.submit(self.rpc, self.genesis, call).await?);
		}
		Ok(())
	}

	/// Compares the bills, which come from events, with the points' accounts in storage at a block.
	pub async fn reconcile(&self, ledger: &Ledger<'_>, at: Hash) -> Result<()> {
		if !self.fresh {
			return Ok(());
		}
		for meter in &self.meters {
			let key = pallet_billing::Accounts::<Runtime>::hashed_key_for(meter.point);
			let stored: PointAccount = self.rpc.storage(&key, Some(at)).await?.unwrap_or_default();
			ledger.reconcile(meter.point, &stored)?;
			let key = pallet_energy_market::Positions::<Runtime>::hashed_key_for(meter.point);
			let state: Option<pallet_energy_market::PointState<RingSize>> =
				self.rpc.storage(&key, Some(at)).await?;
			let open = state.map_or(0, |state| state.orders);
			ensure!(open == 0, "point {} still has {open} orders", meter.point);
		}
		println!(
			"Each home's credit is what was paid in less its bills, to the unit; nothing is reserved."
		);
		Ok(())
	}
}
