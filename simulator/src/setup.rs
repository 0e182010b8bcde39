//! What a community of the data needs on the chain: genesis, members, points, credit.

use crate::{
	data::{price, CommunityData},
	meters::{owner, owner_pair, trading_pair, Meter},
	transaction::{account, sign},
};
use commonwatt_primitives::{money, reading::Registers, CommunityId, Interval, PointId, Price};
use commonwatt_runtime::{
	fontana,
	genesis::{community, genesis, replay_time, with_forecasters},
	AccountId, Balance, Hash, Nonce, RuntimeCall, RuntimeGenesisConfig, UncheckedExtrinsic, TOKEN,
};
use pallet_billing::Call as BillingCall;
use pallet_communities::Call as CommunitiesCall;
use pallet_energy_market::Call as MarketCall;
use pallet_metering::Call as MeteringCall;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// The one community of a replay.
pub const COMMUNITY: CommunityId = 0;
/// What the operator and the supplier of a replay hold, so that no home runs dry in a year.
const DEEP_POCKETS: Balance = 1_000_000_000_000 * TOKEN;

/// What the supplier pays for surplus unless said otherwise: 0.05 a kWh, in base units per Wh.
pub const FEED_IN: Price = fontana::FEED_IN;

/// A feed-in that a tariff does not bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
	"the supplier would pay {} USD per kWh for surplus and ask only {} in the cheapest hour: choose a \
	 lower feed-in with --feed-in",
	price::write(*.feed_in),
	price::write(*.lowest_retail)
)]
pub struct FeedInAboveRetail {
	/// Base units per Wh.
	pub feed_in: Price,
	/// Base units per Wh.
	pub lowest_retail: Price,
}

/// The genesis of a development chain whose tariff is the data's and whose interval 0 is the data's
/// row `first_hour`.
///
/// # Errors
///
/// If the feed-in is above a price of the tariff.
pub fn genesis_of(
	data: &CommunityData,
	feed_in: Price,
	first_hour: usize,
) -> Result<RuntimeGenesisConfig, FeedInAboveRetail> {
	let lowest_retail = data.tariff.cells.iter().copied().min().unwrap_or_default();
	if feed_in > lowest_retail {
		return Err(FeedInAboveRetail {
			feed_in,
			lowest_retail,
		});
	}
	let rules = fontana::rules(&data.tariff.cells, feed_in, data.tariff.summer_months);
	let local_epoch = data.local_epoch_seconds + 3_600 * first_hour as u64;
	let mut community = community(&data.name, rules);
	// A currency of small units has large prices.
	let bound = &mut community.bounds.highest_retail;
	*bound = (*bound).max(community.rules.highest_retail());
	let config = genesis(
		&[(Sr25519Keyring::Alice, Ed25519Keyring::Alice)],
		replay_time(local_epoch),
		vec![community],
	);
	Ok(with_forecasters(config, &[Sr25519Keyring::Alice]))
}

/// As [`genesis_of`], with one block an interval, funds for years, and nobody to forecast.
pub(crate) fn replay_genesis(
	data: &CommunityData,
	feed_in: Price,
) -> Result<RuntimeGenesisConfig, FeedInAboveRetail> {
	let mut config = genesis_of(data, feed_in, 0)?;
	config.communities.time.interval_millis = commonwatt_runtime::SLOT_DURATION;
	config.price_signals = Default::default();
	for (_, balance) in &mut config.balances.balances {
		*balance = DEEP_POCKETS;
	}
	Ok(config)
}

/// What a home must hold to pay its dearest case, everything from the supplier, over `rows` of the data:
/// the largest of all homes, and some change.
pub fn home_credit(data: &CommunityData, rows: impl Iterator<Item = usize> + Clone) -> Balance {
	let cost = |home: usize| -> Balance {
		rows.clone()
			.map(|row| {
				let import = data.load_wh[row][home].saturating_sub(data.pv_wh[row][home]);
				money(data.hours[row].retail, import.into())
			})
			.sum()
	};
	(0..data.homes.len()).map(cost).max().unwrap_or(0) + 100 * TOKEN
}

/// What the supplier must hold to take all surplus of `rows` of the data, and some change.
pub fn supplier_credit(data: &CommunityData, rows: impl Iterator<Item = usize>) -> Balance {
	let surplus = |row: usize| -> u64 {
		let homes = data.load_wh[row].iter().zip(&data.pv_wh[row]);
		homes
			.map(|(load, pv)| u64::from(pv.saturating_sub(*load)))
			.sum()
	};
	// The feed-in is at most the retail price.
	rows.map(|row| money(data.hours[row].retail, surplus(row)))
		.sum::<Balance>()
		+ 1_000 * TOKEN
}

/// The meters of the data's homes, as points from `first_point` on.
pub fn meters(data: &CommunityData, first_point: PointId) -> Vec<Meter> {
	data.homes
		.iter()
		.enumerate()
		.map(|(index, home)| {
			Meter::new(
				&data.name,
				&home.name,
				index,
				first_point + index as PointId,
			)
		})
		.collect()
}

/// What a home begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contract {
	/// What its connection carries, W.
	pub capacity_w: u32,
	/// What it is topped up with.
	pub credit: Balance,
}

/// Connections as large as the data needs, and `credit` for each home.
pub fn contracts(data: &CommunityData, credit: Balance) -> Vec<Contract> {
	(0..data.homes.len())
		.map(|index| Contract {
			capacity_w: data.capacity_w(index),
			credit,
		})
		.collect()
}

/// The operator's calls that admit the homes, register their points and top them up.
pub fn operator_calls(
	data: &CommunityData,
	meters: &[Meter],
	first_interval: Interval,
	contracts: &[Contract],
) -> Vec<RuntimeCall> {
	let mut calls = Vec::new();
	for ((home, meter), contract) in data.homes.iter().zip(meters).zip(contracts) {
		let who = owner(&data.name, &home.name);
		calls.push(RuntimeCall::Communities(CommunitiesCall::admit_member {
			community: COMMUNITY,
			who: who.clone(),
		}));
		calls.push(RuntimeCall::Metering(MeteringCall::register_point {
			community: COMMUNITY,
			owner: who,
			key: meter.key(),
			capacity_w: contract.capacity_w,
			resolution_wh: 1,
			registers: Registers::default(),
			first_interval,
		}));
		calls.push(RuntimeCall::Billing(BillingCall::top_up {
			point: meter.point,
			amount: contract.credit,
		}));
	}
	calls
}

/// Each owner's own transaction that lets the home's agent trade for its point, once that is registered.
pub fn trading_keys(
	data: &CommunityData,
	meters: &[Meter],
	genesis: Hash,
	mut nonce: impl FnMut(&AccountId) -> Nonce,
) -> Vec<UncheckedExtrinsic> {
	let homes = data.homes.iter().zip(meters);
	homes
		.map(|(home, meter)| {
			let call = MarketCall::set_trading_key {
				point: meter.point,
				key: Some(account(&trading_pair(&data.name, &home.name))),
			};
			let owner = owner_pair(&data.name, &home.name);
			let nonce = nonce(&account(&owner));
			sign(&owner, nonce, genesis, RuntimeCall::EnergyMarket(call))
		})
		.collect()
}

/// The supplier's prepayment.
pub fn supplier_call(amount: Balance) -> RuntimeCall {
	RuntimeCall::Billing(BillingCall::top_up_supplier {
		community: COMMUNITY,
		amount,
	})
}

/// All calls or none, in one.
pub fn all_or_none(calls: Vec<RuntimeCall>) -> RuntimeCall {
	RuntimeCall::Utility(pallet_utility::Call::batch_all { calls })
}
