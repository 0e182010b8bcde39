//! What is free of charge.

use super::{
	accounts::{self, Wanted},
	world, Helper,
};
use crate::{
	AccountId, Balance, Communities, CommunityId, Moment, Runtime, RuntimeCall, MAX_BATCH,
};
use alloc::vec;
use commonwatt_primitives::{
	reading::{DeviceSignature, Reading, Registers},
	traits::MarketClock,
};
use frame_benchmarking::account;
use frame_support::BoundedVec;
use pallet_allowance::Purpose;

const COMMUNITY: CommunityId = 0;
const CREDIT: Balance = 1_000;

impl pallet_allowance::benchmarking::BenchmarkHelper<AccountId, RuntimeCall> for Helper {
	fn free(purpose: Purpose) -> (AccountId, RuntimeCall) {
		world::begin_after_changes(COMMUNITY, 4_000);
		match purpose {
			Purpose::Readings => {
				let gateway = world::gateway(COMMUNITY);
				// Registered in an interval before this one.
				world::set_time(Communities::in_progress().saturating_add(1), 0);
				let reading = Reading {
					point: 0,
					interval: 0,
					start: Registers::default(),
					end: Registers::default(),
					signature: DeviceSignature::Sr25519(world::sign(&[])),
				};
				let readings = BoundedVec::truncate_from(vec![reading; MAX_BATCH as usize]);
				let call = pallet_metering::Call::submit_readings {
					community: COMMUNITY,
					readings,
				};
				(gateway, call.into())
			}
			Purpose::Orders => {
				let (point, _) = world::point(COMMUNITY, 0, Communities::due());
				let wanted = Wanted {
					credit: CREDIT,
					owes: true,
					files: true,
				};
				accounts::set(COMMUNITY, point, wanted);
				let key: AccountId = account("key", 0, 0);
				pallet_energy_market::TradingKeys::<Runtime>::insert(point, &key);
				let call = pallet_energy_market::Call::cancel_order { point, interval: 0 };
				(key, call.into())
			}
		}
	}
}

impl pallet_communities::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn endow(operator: &AccountId) {
		world::endow(operator);
	}

	fn set_time(now: Moment) {
		pallet_timestamp::Now::<Runtime>::put(now);
	}
}
