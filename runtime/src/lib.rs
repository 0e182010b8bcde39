//! # The Commonwatt runtime
//!
//! Composition only: the SDK's pallets for consensus, accounts and fees, Commonwatt's for the market.
//!
//! | file | holds |
//! |---|---|
//! | `allowance.rs` | which calls cost no fee, for whom and how often |
//! | `commons.rs` | what a community owns together: certificates, shares, their market |
//! | `configs.rs` | every pallet's configuration, and the constants of the market |
//! | `apis.rs` | the runtime APIs |
//! | `benchmarks.rs` | what benchmarks need, in a build for them alone |
//! | `government.rs` | how a community governs itself, and what it may decide |
//! | `consensus.rs` | who authors and finalises, and who decides that |
//! | `constitution.rs` | who may change the chain itself, and stop it |
//! | `genesis.rs` | genesis, and the presets `dev` and `local` |
//! | `rehearsal.rs` | runtimes that only networks of tests are upgraded to |
//! | `weights.rs` | block limits and fees |
//!
//! No account is root: the calls that ask for it wait for the governance that will dispatch them.
#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "256"]

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

extern crate alloc;

pub mod allowance;
#[cfg(feature = "runtime-benchmarks")]
#[macro_use]
mod benchmarks;
mod apis;
mod commons;
mod configs;
mod consensus;
mod constitution;
pub mod fontana;
pub mod genesis;
mod government;
#[cfg(feature = "rehearsal")]
mod rehearsal;
mod weights;

use alloc::{borrow::Cow, vec::Vec};
use frame_support::traits::Get;
use sp_runtime::{
	generic, impl_opaque_keys,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

pub use apis::{api, RuntimeApi, RUNTIME_API_VERSIONS};
pub use commons::*;
pub use commonwatt_primitives::{Balance, CommunityId, Interval, Moment, PointId};
pub use configs::*;
pub use consensus::*;
pub use constitution::*;
pub use government::*;
pub use pallet_balances::Call as BalancesCall;
pub use pallet_timestamp::Call as TimestampCall;

pub type Signature = MultiSignature;
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
pub type Nonce = u32;

/// Nonces that an account can use in a block, on average, and yet begin beyond them when it comes back.
pub const NONCES_PER_BLOCK: Nonce = 16;

/// Where the nonce of a new account begins. An account without tokens goes with its last role, a
/// trading key's when it is revoked; were it to begin at 0 again, anyone could send its old transactions
/// once more.
#[derive(Debug)]
pub struct FirstNonce;
impl Get<Nonce> for FirstNonce {
	fn get() -> Nonce {
		System::block_number().saturating_mul(NONCES_PER_BLOCK)
	}
}
pub type Hash = sp_core::H256;
pub type BlockNumber = u32;
pub type Address = MultiAddress<AccountId, ()>;
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// The payment of fees, but for what is free up to an allowance. Wallets see the payment alone.
pub type ChargeAllowance = pallet_allowance::ChargeAllowance<
	Runtime,
	pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
>;

/// What every transaction carries beside its call.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckMortality<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	ChargeAllowance,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

impl_opaque_keys! {
	pub struct SessionKeys {
		pub aura: Aura,
		pub grandpa: Grandpa,
	}
}

/// The version is read from the source, so it can only be a number.
macro_rules! version {
	($spec_version:tt) => {
		#[sp_version::runtime_version]
		pub const VERSION: RuntimeVersion = RuntimeVersion {
			spec_name: Cow::Borrowed("commonwatt"),
			impl_name: Cow::Borrowed("commonwatt"),
			authoring_version: 1,
			spec_version: $spec_version,
			impl_version: 1,
			apis: RUNTIME_API_VERSIONS,
			transaction_version: 1,
			system_version: 1,
		};
	};
}

#[cfg(not(feature = "rehearsal"))]
version!(1);
// Those that rehearse upgrades are above it, in their order.
#[cfg(all(
	feature = "rehearsal",
	not(any(feature = "rehearsal-failing", feature = "rehearsal-mended"))
))]
version!(2);
#[cfg(feature = "rehearsal-failing")]
version!(3);
#[cfg(all(feature = "rehearsal-mended", not(feature = "rehearsal-failing")))]
version!(4);

/// A token: one unit of the community's fiat currency.
pub const TOKEN: Balance = 1_000_000_000_000;
/// The price of 0.001 token a kWh, in base units per Wh.
pub const MILLI_PER_KWH: commonwatt_primitives::Price = 1_000_000;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;

	#[runtime::pallet_index(5)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(6)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(7)]
	pub type Allowance = pallet_allowance;

	#[runtime::pallet_index(10)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(11)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(12)]
	pub type Aura = pallet_aura;
	#[runtime::pallet_index(13)]
	pub type Grandpa = pallet_grandpa;
	/// After the session: its founders are the session's validators.
	#[runtime::pallet_index(14)]
	pub type ValidatorSet = pallet_validator_set;
	#[runtime::pallet_index(15)]
	pub type ValidatorsCollective = pallet_collective<Instance1>;

	#[runtime::pallet_index(20)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(21)]
	pub type Proxy = pallet_proxy;

	#[runtime::pallet_index(22)]
	pub type LpTokens = pallet_assets;
	#[runtime::pallet_index(23)]
	pub type AssetConversion = pallet_asset_conversion;

	#[runtime::pallet_index(24)]
	pub type Multisig = pallet_multisig;

	#[runtime::pallet_index(30)]
	pub type Communities = pallet_communities;
	#[runtime::pallet_index(31)]
	pub type Metering = pallet_metering;
	#[runtime::pallet_index(32)]
	pub type Billing = pallet_billing;
	/// Before the market, for hooks run in the order of the indices: standing orders order in the block
	/// that settles a signal.
	#[runtime::pallet_index(33)]
	pub type PriceSignals = pallet_price_signals;
	#[runtime::pallet_index(34)]
	pub type EnergyMarket = pallet_energy_market;
	#[runtime::pallet_index(35)]
	pub type Certificates = pallet_certificates;
	#[runtime::pallet_index(36)]
	pub type AssetShares = pallet_asset_shares;
	#[runtime::pallet_index(37)]
	pub type CommunityTreasury = pallet_community_treasury;

	#[runtime::pallet_index(40)]
	pub type CommunitiesCollective = pallet_collective<Instance2>;
	#[runtime::pallet_index(41)]
	pub type Whitelist = pallet_whitelist;
	#[runtime::pallet_index(42)]
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(43)]
	pub type Scheduler = pallet_scheduler;
	#[runtime::pallet_index(44)]
	pub type SafeMode = pallet_safe_mode;
	#[runtime::pallet_index(45)]
	pub type TxPause = pallet_tx_pause;
	#[runtime::pallet_index(46)]
	pub type MultiBlockMigrations = pallet_migrations;
}

/// Panics unless every pallet's invariants hold, and with them those that join pallets: the validators'
/// collective is the set, and what the points of a community metered is what the market booked.
pub fn check_invariants() {
	Communities::check_invariants();
	Metering::check_invariants();
	Billing::check_invariants();
	EnergyMarket::check_invariants();
	PriceSignals::check_invariants();
	Certificates::check_invariants();
	AssetShares::check_invariants();
	CommunityTreasury::check_invariants();
	ValidatorSet::check_invariants();
	let mut set: Vec<_> = pallet_validator_set::Validators::<Runtime>::get()
		.into_iter()
		.map(|validator| validator.account)
		.collect();
	set.sort();
	assert_eq!(
		pallet_collective::Members::<Runtime, Validators>::get(),
		set,
		"the validators' collective is the set"
	);
	for community in 0..pallet_communities::CommunityCount::<Runtime>::get() {
		assert_eq!(
			Metering::metered(community),
			EnergyMarket::booked(community),
			"what community {community} metered is what was booked"
		);
	}
}
