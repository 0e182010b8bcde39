//! Readings and the market: batches, rings, and points that go broke.

use crate::{
	benchmarks::{
		accounts::{self, Wanted},
		world, Helper,
	},
	AccountId, Balance, CommunityId, Interval, Metering, PointId, Runtime, Signature,
};
use commonwatt_primitives::{
	reading::{DeviceKey, DeviceSignature},
	signal::{Forecast, Quantiles, LEVELS},
	traits::{DeliveryPoints, MarketClock},
};
use frame_benchmarking::account;
use frame_support::BoundedVec;
use pallet_energy_market::{benchmarking::cases, nonces::MOST_AHEAD, Nonces};
use sp_runtime::AccountId32;

/// What is left of a point that is about to go broke.
const LITTLE: Balance = 1_000;

impl pallet_metering::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn operator(community: CommunityId) -> AccountId {
		world::operator(community)
	}

	fn member(community: CommunityId, index: u32) -> AccountId {
		world::member(community, index)
	}

	fn gateway(community: CommunityId) -> AccountId {
		world::gateway(community)
	}

	fn begin(interval: Interval) {
		world::begin_after_changes(cases::COMMUNITY, interval);
		cases::begin::<Runtime>();
	}

	fn device_key() -> DeviceKey {
		world::device_key()
	}

	fn device_sign(payload: &[u8]) -> DeviceSignature {
		DeviceSignature::Sr25519(world::sign(payload))
	}

	fn prepare_entry(community: CommunityId, point: PointId, files: bool) {
		let broke = Wanted {
			credit: LITTLE,
			owes: true,
			files,
		};
		accounts::set(community, point, broke);
		cases::put_entry::<Runtime>(point);
		if files {
			cases::put_standing_orders::<Runtime>(point, true);
		}
	}

	fn prepare_entries(community: CommunityId, points: &[PointId]) {
		let broke = Wanted {
			credit: LITTLE,
			owes: true,
			files: true,
		};
		points
			.iter()
			.for_each(|point| accounts::set(community, *point, broke));
		cases::put_entries::<Runtime>(points);
	}

	fn prepare_removal(community: CommunityId, point: PointId) {
		let dust = Wanted {
			credit: LITTLE,
			owes: false,
			files: false,
		};
		accounts::set(community, point, dust);
		pallet_billing::benchmarking::cases::queue::<Runtime>(point);
		let key: AccountId = account("key", 0, 0);
		frame_system::Pallet::<Runtime>::inc_sufficients(&key);
		pallet_energy_market::TradingKeys::<Runtime>::insert(point, key);
		let now = crate::Communities::in_progress();
		let used = (1..=MOST_AHEAD).map(|ahead| (now.saturating_add(ahead), 1));
		let nonces = Nonces(BoundedVec::truncate_from(used.collect()));
		pallet_energy_market::IntentNonces::<Runtime>::insert(point, nonces);
	}
}

impl pallet_energy_market::benchmarking::BenchmarkHelper<AccountId, Signature> for Helper {
	fn operator(community: CommunityId) -> AccountId {
		world::operator(community)
	}

	fn gateway(community: CommunityId) -> AccountId {
		world::gateway(community)
	}

	fn fund(community: CommunityId) {
		accounts::fund(community)
	}

	fn begin(interval: Interval) {
		world::begin_after_changes(cases::COMMUNITY, interval);
	}

	fn point(community: CommunityId, index: u32, next: Interval) -> (PointId, AccountId) {
		match Metering::point_at(community, index) {
			Some(point) => (point, world::member(community, index)),
			None => world::point(community, index, next),
		}
	}

	fn account(community: CommunityId, point: PointId, credit: Balance, owes: bool, files: bool) {
		let wanted = Wanted {
			credit,
			owes,
			files,
		};
		accounts::set(community, point, wanted);
	}

	fn signal(community: CommunityId, interval: Interval) {
		let rising = Quantiles(core::array::from_fn::<_, { LEVELS.len() }, _>(|level| {
			(level as u64)
				.saturating_add(300)
				.saturating_mul(crate::MILLI_PER_KWH)
		}));
		let mut shares = rising;
		shares.0.iter_mut().for_each(|share| *share = 1_000_000);
		let forecast = Forecast {
			price: rising,
			demand: rising,
			generation: rising,
			green_share: shares,
		};
		let aggregate = pallet_price_signals::Aggregate {
			forecast,
			heard: crate::MAX_FORECASTERS,
		};
		pallet_price_signals::Settled::<Runtime>::insert(community, interval, aggregate);
	}

	fn sign(message: &[u8]) -> (AccountId, Signature) {
		let signer = AccountId32::new(world::signer().0);
		(signer, Signature::Sr25519(world::sign(message)))
	}
}
