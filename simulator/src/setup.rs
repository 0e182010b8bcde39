//! What a community of the data needs on the chain: genesis, members, points, credit.

use crate::{
	data::CommunityData,
	meters::{owner, Meter},
};
use commonwatt_primitives::{money, reading::Registers, CommunityId, Interval, PointId};
use commonwatt_runtime::{
	fontana,
	genesis::{community, genesis, replay_time},
	Balance, RuntimeCall, RuntimeGenesisConfig, TOKEN,
};
use pallet_billing::Call as BillingCall;
use pallet_communities::Call as CommunitiesCall;
use pallet_metering::Call as MeteringCall;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// The one community of a replay.
pub const COMMUNITY: CommunityId = 0;
/// What the operator and the supplier of a replay hold, so that no home runs dry in a year.
const DEEP_POCKETS: Balance = 1_000_000_000_000 * TOKEN;

/// The genesis of a development chain whose tariff is the data's and whose interval 0 is the data's
/// row `first_hour`.
pub fn genesis_of(data: &CommunityData, first_hour: usize) -> RuntimeGenesisConfig {
	let rules = fontana::rules(&data.tariff.cells, data.tariff.summer_months);
	let local_epoch = data.local_epoch_seconds + 3_600 * first_hour as u64;
	genesis(
		&[(Sr25519Keyring::Alice, Ed25519Keyring::Alice)],
		replay_time(local_epoch),
		vec![community(&data.name, rules)],
	)
}

/// As [`genesis_of`], with one block an interval and funds for years.
pub(crate) fn replay_genesis(data: &CommunityData) -> RuntimeGenesisConfig {
	let mut config = genesis_of(data, 0);
	config.communities.time.interval_millis = commonwatt_runtime::SLOT_DURATION;
	for (_, balance) in &mut config.balances.balances {
		*balance = DEEP_POCKETS;
	}
	config
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
	rows.map(|row| money(fontana::FEED_IN, surplus(row)))
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

/// The operator's calls that admit the homes, register their points and top them up by `credit` each.
pub fn operator_calls(
	data: &CommunityData,
	meters: &[Meter],
	first_interval: Interval,
	credit: Balance,
) -> Vec<RuntimeCall> {
	let mut calls = Vec::new();
	for (index, (home, meter)) in data.homes.iter().zip(meters).enumerate() {
		let who = owner(&data.name, &home.name);
		calls.push(RuntimeCall::Communities(CommunitiesCall::admit_member {
			community: COMMUNITY,
			who: who.clone(),
		}));
		calls.push(RuntimeCall::Metering(MeteringCall::register_point {
			community: COMMUNITY,
			owner: who,
			key: meter.key(),
			capacity_w: data.capacity_w(index),
			resolution_wh: 1,
			registers: Registers::default(),
			first_interval,
		}));
		calls.push(RuntimeCall::Billing(BillingCall::top_up {
			point: meter.point,
			amount: credit,
		}));
	}
	calls
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
