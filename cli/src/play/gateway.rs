//! The gateway of a played community: registers the homes, delivers their readings.

use crate::rpc::Rpc;
use anyhow::{ensure, Context, Result};
use commonwatt_primitives::{Interval, PointId};
use commonwatt_runtime::{Balance, Hash, Nonce, Runtime, RuntimeCall, MAX_BATCH};
use commonwatt_simulator::{
	data::CommunityData,
	meters::{net, Meter},
	outcome::Outcome,
	setup::{self, COMMUNITY},
	transaction::{account, sign},
};
use sp_core::sr25519;
use sp_keyring::Sr25519Keyring;

/// What each home is topped up with before the day, and the supplier.
#[derive(Clone, Copy)]
pub struct Funds {
	pub home: Balance,
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
}

struct Signer {
	pair: sr25519::Pair,
	nonce: Nonce,
}

impl Signer {
	async fn new(rpc: &Rpc, keyring: Sr25519Keyring) -> Result<Self> {
		let pair = keyring.pair();
		let nonce = rpc.next_nonce(&account(&pair)).await?;
		Ok(Self { pair, nonce })
	}

	async fn submit(&mut self, rpc: &Rpc, genesis: Hash, call: RuntimeCall) -> Result<()> {
		rpc.submit(&sign(&self.pair, self.nonce, genesis, call))
			.await?;
		self.nonce += 1;
		Ok(())
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
		let signer = Signer::new(rpc, Sr25519Keyring::Bob).await?;
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
		};
		let key = pallet_metering::NextPoint::<Runtime>::hashed_key();
		let points: PointId = rpc.storage(&key, None).await?.unwrap_or_default();
		if points > 0 {
			gateway.resume().await?;
		}
		Ok(gateway)
	}

	/// Registers and funds the homes, unless an earlier play did.
	pub async fn begin(&mut self) -> Result<()> {
		if !self.fresh {
			return Ok(());
		}
		let (rpc, genesis) = (self.rpc, self.genesis);
		let mut operator = Signer::new(rpc, Sr25519Keyring::Alice).await?;
		let mut supplier = Signer::new(rpc, Sr25519Keyring::Charlie).await?;
		let calls = setup::operator_calls(
			self.data,
			&self.meters,
			self.first_interval,
			self.funds.home,
		);
		for calls in calls.chunks(300) {
			operator
				.submit(rpc, genesis, setup::all_or_none(calls.to_vec()))
				.await?;
		}
		supplier
			.submit(rpc, genesis, setup::supplier_call(self.funds.supplier))
			.await
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
			self.first_interval = self.first_interval.min(stored.next);
		}
		Ok(())
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

	/// Meters an interval with a row of the data, signs with each meter's key and submits.
	pub async fn deliver(&mut self, interval: Interval, hour: usize) -> Result<()> {
		let (loads, generation) = (&self.data.load_wh[hour], &self.data.pv_wh[hour]);
		let genesis = self.genesis;
		let readings: Vec<_> = self
			.meters
			.iter_mut()
			.zip(loads.iter().zip(generation))
			.map(|(meter, (load, pv))| meter.read(genesis, interval, net(*load, *pv)))
			.collect();
		for batch in readings.chunks(MAX_BATCH as usize) {
			let readings = batch
				.to_vec()
				.try_into()
				.expect("a chunk is a batch at most; qed");
			let call = pallet_metering::Call::submit_readings {
				community: COMMUNITY,
				readings,
			};
			self.signer
				.submit(self.rpc, genesis, RuntimeCall::Metering(call))
				.await?;
		}
		Ok(())
	}

	/// Compares the bills, which come from events, with the points' credit in storage.
	pub async fn reconcile(&self, outcome: &Outcome, at: Hash) -> Result<()> {
		if !self.fresh {
			return Ok(());
		}
		for (index, (home, meter)) in outcome.homes.iter().zip(&self.meters).enumerate() {
			let key = pallet_billing::Accounts::<Runtime>::hashed_key_for(meter.point);
			let stored: commonwatt_primitives::traits::PointAccount =
				self.rpc.storage(&key, Some(at)).await?.unwrap_or_default();
			let paid = self.funds.home as i128 - stored.credit as i128;
			let bills: i128 = outcome
				.intervals
				.iter()
				.map(|interval| interval.homes[index].bill)
				.sum();
			ensure!(
				paid == bills,
				"{home}: its credit says it paid {paid} base units, its bills sum to {bills}"
			);
		}
		println!("Each home's credit is its top-up less its bills, to the unit.");
		Ok(())
	}
}
