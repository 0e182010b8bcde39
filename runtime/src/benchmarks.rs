//! What benchmarks need of the runtime: which pallets have any, and the worst cases that several pallets make
//! together. See `docs/weights.md`.

mod accounts;
mod commons;
mod free;
mod market;
mod signals;
mod treasury;
mod world;

use crate::*;
use alloc::{string::String, vec::Vec};
use frame_benchmarking::{BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::traits::{
	fungible::NativeOrWithId, StorageInfo, StorageInfoTrait, WhitelistedStorageKeys,
};
use frame_system_benchmarking::{
	extensions::Pallet as SystemExtensionsBench, Pallet as SystemBench,
};

/// The worst cases.
pub struct Helper;

frame_benchmarking::define_benchmarks!(
	[frame_system, SystemBench::<Runtime>]
	[frame_system_extensions, SystemExtensionsBench::<Runtime>]
	[pallet_timestamp, Timestamp]
	[pallet_balances, Balances]
	[pallet_transaction_payment, TransactionPayment]
	[pallet_allowance, Allowance]
	[pallet_communities, Communities]
	[pallet_metering, Metering]
	[pallet_billing, Billing]
	[pallet_energy_market, EnergyMarket]
	[pallet_price_signals, PriceSignals]
	[pallet_certificates, Certificates]
	[pallet_asset_shares, AssetShares]
	[pallet_community_treasury, CommunityTreasury]
	[pallet_validator_set, ValidatorSet]
	[pallet_collective, ValidatorsCollective]
	[pallet_utility, Utility]
	[pallet_proxy, Proxy]
	[pallet_multisig, Multisig]
	[pallet_whitelist, Whitelist]
	[pallet_preimage, Preimage]
	[pallet_scheduler, Scheduler]
	[pallet_safe_mode, SafeMode]
	[pallet_tx_pause, TxPause]
);

impl frame_system_benchmarking::Config for Runtime {}
impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

/// Which benchmarks there are, and the storage that they may touch.
pub fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	let mut list = Vec::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

/// Runs a benchmark.
pub fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
	let mut batches = Vec::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}

impl pallet_validator_set::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn operator(community: CommunityId) -> AccountId {
		world::operator(community)
	}
}

impl pallet_asset_conversion::BenchmarkHelper<AnyAsset> for Helper {
	fn create_pair(_: u32, share: u32) -> (AnyAsset, AnyAsset) {
		(NativeOrWithId::Native, NativeOrWithId::WithId(share))
	}
}
