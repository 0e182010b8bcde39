//! The chain that is measured: a community with all its points, members and credit in the genesis state.
//!
//! The state is what the operator's own calls make of an empty community, so that nothing is in it that
//! could not have come about on a chain.

use super::people::{owner, sender, Device};
use anyhow::{anyhow, Context, Result};
use commonwatt_primitives::{reading::Registers, CommunityId, Interval, PointId};
use commonwatt_runtime::{
	fontana::{fontana_rules, LOCAL_EPOCH_SECONDS},
	genesis::{community, genesis},
	AccountId, Balance, Moment, RuntimeCall, RuntimeGenesisConfig, RuntimeOrigin, TOKEN,
};
use commonwatt_simulator::transaction::account;
use frame_support::dispatch::RawOrigin;
use pallet_communities::TimeParameters;
use serde_json::{json, Map, Value};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{traits::Dispatchable, BuildStorage, Storage};
use sp_state_machine::BasicExternalities;
use std::path::Path;

pub const COMMUNITY: CommunityId = 0;
/// One gateway each: what is signed of intents and not sent must not leave a hole before the nonces of
/// readings.
pub const READINGS_GATEWAY: Sr25519Keyring = Sr25519Keyring::Bob;
pub const INTENTS_GATEWAY: Sr25519Keyring = Sr25519Keyring::Dave;
/// What operator, supplier and gateway hold.
const DEEP_POCKETS: Balance = 1_000_000_000_000 * TOKEN;
/// What a point begins with, and a sender.
const CREDIT: Balance = 1_000 * TOKEN;
/// What a point's connection carries, W.
const CAPACITY_W: u32 = 10_000;

/// What is in the genesis state.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
	pub points: u32,
	/// Accounts that send transfers.
	pub senders: u32,
	/// The first interval that meters count.
	pub first_interval: Interval,
	pub interval_millis: Moment,
}

impl Shape {
	fn config(&self) -> RuntimeGenesisConfig {
		let mut community = community("Bench", fontana_rules());
		community.gateways = [READINGS_GATEWAY, INTENTS_GATEWAY]
			.map(|who| who.to_account_id())
			.to_vec();
		let mut config = genesis(
			&[(Sr25519Keyring::Alice, Ed25519Keyring::Alice)],
			TimeParameters {
				interval_seconds: 900,
				interval_millis: self.interval_millis,
				local_epoch_seconds: Some(LOCAL_EPOCH_SECONDS),
				utc_offset_seconds: 0,
			},
			vec![community],
		);
		let balances = &mut config.balances.balances;
		for (_, balance) in balances.iter_mut() {
			*balance = DEEP_POCKETS;
		}
		balances.extend((0..self.senders).map(|number| (account(&sender(number)), CREDIT)));
		config
	}

	/// The operator's calls for a point.
	fn calls(&self, point: PointId) -> [RuntimeCall; 3] {
		let who = account(&owner(point));
		[
			pallet_communities::Call::admit_member {
				community: COMMUNITY,
				who: who.clone(),
			}
			.into(),
			pallet_metering::Call::register_point {
				community: COMMUNITY,
				owner: who,
				key: Device::of(point).key(),
				capacity_w: CAPACITY_W,
				resolution_wh: 1,
				registers: Registers::default(),
				first_interval: self.first_interval,
			}
			.into(),
			pallet_billing::Call::top_up {
				point,
				amount: CREDIT,
			}
			.into(),
		]
	}

	/// The genesis state, without code.
	pub fn state(&self) -> Result<Storage> {
		let storage = self
			.config()
			.build_storage()
			.map_err(|error| anyhow!(error))?;
		let mut state = BasicExternalities::new(storage);
		state.execute_with(|| {
			let supplier = pallet_billing::Call::top_up_supplier {
				community: COMMUNITY,
				amount: DEEP_POCKETS / 2,
			};
			execute(Sr25519Keyring::Charlie.to_account_id(), supplier.into())?;
			for point in 0..self.points {
				for call in self.calls(point) {
					execute(Sr25519Keyring::Alice.to_account_id(), call)?;
				}
			}
			Ok::<_, anyhow::Error>(())
		})?;
		Ok(state.into_storages())
	}

	/// Writes a raw chain spec with `code`.
	pub fn write(&self, code: &[u8], file: &Path) -> Result<()> {
		let hex = |bytes: &[u8]| format!("0x{}", hex::encode(bytes));
		let mut top: Map<String, Value> = self
			.state()?
			.top
			.iter()
			.map(|(key, value)| (hex(key), hex(value).into()))
			.collect();
		top.insert(hex(b":code"), hex(code).into());
		let spec = json!({
			"name": "Commonwatt Bench",
			"id": "commonwatt_bench",
			"chainType": "Development",
			"bootNodes": [],
			"telemetryEndpoints": null,
			"protocolId": "commonwatt",
			"properties": { "ss58Format": 42, "tokenDecimals": 12, "tokenSymbol": "CWT" },
			"codeSubstitutes": {},
			"genesis": { "raw": { "top": top, "childrenDefault": {} } },
		});
		let writer = std::fs::File::create(file).map(std::io::BufWriter::new);
		let writer = writer.with_context(|| format!("writing {}", file.display()))?;
		serde_json::to_writer(writer, &spec)?;
		Ok(())
	}
}

fn execute(who: AccountId, call: RuntimeCall) -> Result<()> {
	call.dispatch(RuntimeOrigin::from(RawOrigin::Signed(who)))
		.map_err(|refused| anyhow!("the genesis state cannot be made: {:?}", refused.error))?;
	Ok(())
}
