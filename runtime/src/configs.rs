//! Every pallet's configuration, and the constants of the market.

use crate::{
	allowance,
	constitution::{Filter, OperatorsSeats},
	weights, AccountId, AssetShares, Aura, Balance, Balances, Billing, Block, BlockNumber,
	Certificates, Communities, CommunityTreasury, EnergyMarket, FirstNonce, Hash, Interval,
	Metering, Moment, Nonce, OriginCaller, PalletInfo, PriceSignals, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason, RuntimeOrigin, RuntimeTask, Signature,
	System, Timestamp, TxExtension, UncheckedExtrinsic, VERSION,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::NativeOrWithId, ConstU128, ConstU16, ConstU32, ConstU64, ConstU8, Contains,
		InstanceFilter, VariantCountOf,
	},
	PalletId,
};
use frame_system::offchain::{
	CreateAuthorizedTransaction, CreateBare, CreateTransaction, CreateTransactionBase,
};
use pallet_transaction_payment::ChargeTransactionPayment;
use scale_info::TypeInfo;
use sp_runtime::{generic::Era, traits::BlakeTwo256, type_with_default::TypeWithDefault};
use sp_version::RuntimeVersion;

/// Milliseconds between blocks.
pub const SLOT_DURATION: Moment = 6_000;
/// The least an account holds: 0.001 token.
pub const EXISTENTIAL_DEPOSIT: Balance = 1_000_000_000;
/// What an account that stores something pays for an item and a byte of it.
pub(crate) const DEPOSIT_PER_ITEM: Balance = 10_000_000_000;
pub(crate) const DEPOSIT_PER_BYTE: Balance = 100_000_000;

/// Intervals after its end until an interval's readings are due.
pub const READING_DEADLINE: Interval = 2;
/// Blocks an interval stays readable in time at least, however late the chain is.
pub const MINIMUM_BLOCKS: u32 = 4;
/// Unsettled intervals of a point.
pub const RING_SIZE: u32 = 32;
/// Intervals readable and not due at most: half a ring.
pub const MAX_OPEN_INTERVALS: u32 = 16;
/// Intervals after its end until a late reading of an interval is refused.
pub const RETENTION: Interval = 96;
const _: () = assert!(
	RETENTION + MAX_OPEN_INTERVALS <= pallet_metering::MOST_INTERVALS,
	"a batch of readings is charged for every interval it can touch"
);
/// Versions of a community's rules that are kept.
pub const MAX_RULE_VERSIONS: u32 = 8;
/// Intervals ahead whose rules are frozen.
pub const HORIZON: Interval = 96;
/// Intervals ahead of the one in progress for which orders are taken: all whose rules are frozen.
pub const ORDER_HORIZON: Interval = HORIZON;
/// Readings of a batch.
pub const MAX_BATCH: u32 = 256;
/// Intents of a batch: as many as orders' share of a block always holds.
pub const MAX_INTENTS: u32 = 64;
/// Intervals from the one in which a signal is sent to the first that it forecasts: when its round is
/// over, a whole interval is left to order.
pub const SIGNAL_LEAD: Interval = 2;
/// Forecasters of a community.
pub const MAX_FORECASTERS: u32 = 7;
/// Monthly statements of a point that are kept beside that of the month in progress.
pub(crate) const KEPT_STATEMENTS: u32 = 12;

parameter_types! {
	pub const BlockHashCount: BlockNumber = 2_400;
	pub const Version: RuntimeVersion = VERSION;
	pub const PotId: PalletId = PalletId(*b"cwt/pots");
	pub const SignalsId: PalletId = PalletId(*b"cwt/sgnl");
	pub const ProxyDepositBase: Balance = DEPOSIT_PER_ITEM + 8 * DEPOSIT_PER_BYTE;
	pub const ProxyDepositFactor: Balance = 33 * DEPOSIT_PER_BYTE;
	pub const AnnouncementDepositBase: Balance = DEPOSIT_PER_ITEM + 8 * DEPOSIT_PER_BYTE;
	pub const AnnouncementDepositFactor: Balance = 66 * DEPOSIT_PER_BYTE;
}

/// Session keys are purged with the validator set's call, which refuses who validates: pallet-session drops
/// a validator without keys silently, whatever the floor. Who may not hold a share may not hold a part of
/// its liquidity either: nobody moves LP tokens, nor adds liquidity for such an account.
pub struct CallFilter;

impl Contains<RuntimeCall> for CallFilter {
	fn contains(call: &RuntimeCall) -> bool {
		match call {
			RuntimeCall::Session(pallet_session::Call::purge_keys { .. })
			| RuntimeCall::LpTokens(..) => false,
			RuntimeCall::AssetConversion(pallet_asset_conversion::Call::add_liquidity {
				asset1,
				asset2,
				mint_to,
				..
			}) => [asset1, asset2].into_iter().all(|asset| match **asset {
				NativeOrWithId::Native => true,
				NativeOrWithId::WithId(id) => AssetShares::may_hold(id, mint_to),
			}),
			_ => true,
		}
	}
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	type BaseCallFilter = Filter;
	type MultiBlockMigrator = crate::MultiBlockMigrations;
	type Block = Block;
	type BlockWeights = weights::Weights;
	type BlockLength = weights::Length;
	type AccountId = AccountId;
	type Nonce = TypeWithDefault<Nonce, FirstNonce>;
	type Hash = Hash;
	type BlockHashCount = BlockHashCount;
	type DbWeight = weights::DbWeight;
	type Version = Version;
	type AccountData = pallet_balances::AccountData<Balance>;
	type SS58Prefix = ConstU16<42>;
	type MaxConsumers = ConstU32<16>;
}

impl pallet_timestamp::Config for Runtime {
	type Moment = Moment;
	/// Consensus checks the slot; the market's clock ticks.
	type OnTimestampSet = (Aura, Communities);
	type MinimumPeriod = ConstU64<{ SLOT_DURATION / 2 }>;
	type WeightInfo = weights::TimestampWeight;
}

impl pallet_balances::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
	type Balance = Balance;
	type DustRemoval = ();
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type ReserveIdentifier = [u8; 8];
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxLocks = ConstU32<16>;
	type MaxReserves = ConstU32<16>;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type DoneSlashHandler = ();
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction =
		pallet_transaction_payment::FungibleAdapter<Balances, weights::ToAuthor>;
	type WeightToFee = weights::WeightToFee;
	type LengthToFee = weights::LengthToFee;
	type FeeMultiplierUpdate = weights::FeeMultiplier;
	type OperationalFeeMultiplier = ConstU8<5>;
	type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}

impl pallet_allowance::Config for Runtime {
	type Budgets = allowance::Allowances;
	type PaidShare = weights::PaidShare;
	type OrdersShare = weights::OrdersShare;
	type ReadingsShare = weights::ReadingsShare;
	type OversizedPeriod = ConstU32<{ weights::OVERSIZED_PERIOD }>;
	type WeightInfo = pallet_allowance::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

/// What a proxy may do for its principal.
#[derive(
	Copy,
	Clone,
	Eq,
	PartialEq,
	Ord,
	PartialOrd,
	Encode,
	Decode,
	DecodeWithMemTracking,
	Debug,
	MaxEncodedLen,
	TypeInfo,
	Default,
)]
pub enum ProxyType {
	/// Everything.
	#[default]
	Any,
	/// Everything but moving money, orders included, keys of validators, and handing the operator role
	/// over.
	NonTransfer,
	/// The operator's calls: communities and metering, but for handing the role over; essential points.
	Operator,
	/// Orders: placing, cancelling, claiming, settling.
	Trading,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		let operators = || match call {
			RuntimeCall::Communities(pallet_communities::Call::set_operator { .. }) => false,
			RuntimeCall::Communities(..) | RuntimeCall::Metering(..) => true,
			RuntimeCall::Billing(pallet_billing::Call::set_essential { .. }) => true,
			_ => false,
		};
		let pays_out = || {
			matches!(
				call,
				RuntimeCall::EnergyMarket(
					pallet_energy_market::Call::settle { .. }
						| pallet_energy_market::Call::claim { .. }
						| pallet_energy_market::Call::cancel_order { .. }
				)
			)
		};
		match self {
			Self::Any => true,
			Self::NonTransfer => {
				operators()
					|| pays_out() || matches!(call, RuntimeCall::System(..) | RuntimeCall::Utility(..))
			}
			Self::Operator => operators(),
			Self::Trading => {
				pays_out()
					|| matches!(
						call,
						RuntimeCall::EnergyMarket(pallet_energy_market::Call::place_order { .. })
					)
			}
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		match (self, other) {
			(a, b) if a == b => true,
			(Self::Any, _) => true,
			(Self::NonTransfer, Self::Operator) => true,
			_ => false,
		}
	}
}

impl pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ProxyDepositBase;
	type ProxyDepositFactor = ProxyDepositFactor;
	type MaxProxies = ConstU32<32>;
	type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
	type MaxPending = ConstU32<32>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = AnnouncementDepositBase;
	type AnnouncementDepositFactor = AnnouncementDepositFactor;
	type BlockNumberProvider = System;
}

impl pallet_communities::Config for Runtime {
	type Time = Timestamp;
	type OnCommunityCreated = Billing;
	type OnOperatorChange = OperatorsSeats;
	type Obligations = (Metering, Billing, AssetShares, CommunityTreasury);
	type MaxCommunities = ConstU32<{ crate::constitution::MAX_COMMUNITIES }>;
	type MaxGateways = ConstU32<64>;
	type MaxStrikes = ConstU32<16>;
	type MaxRuleVersions = ConstU32<MAX_RULE_VERSIONS>;
	type Horizon = ConstU32<HORIZON>;
	type ReadingDeadline = ConstU32<READING_DEADLINE>;
	type MinimumBlocks = ConstU32<MINIMUM_BLOCKS>;
	type MaxOpenIntervals = ConstU32<MAX_OPEN_INTERVALS>;
	type Retention = ConstU32<RETENTION>;
	type BlockTime = ConstU64<SLOT_DURATION>;
	type WeightInfo = pallet_communities::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_metering::Config for Runtime {
	type Communities = Communities;
	type Clock = Communities;
	type Book = EnergyMarket;
	type MaxBatch = ConstU32<MAX_BATCH>;
	type MaxPoints = ConstU32<{ commonwatt_primitives::MAX_POINTS }>;
	type WeightInfo = pallet_metering::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_billing::Config for Runtime {
	type Currency = Balances;
	type Communities = Communities;
	type Tariffs = Communities;
	type Clock = Communities;
	type Points = Metering;
	type Settlements = EnergyMarket;
	type Keyless = crate::commons::AssetAccounts;
	type PalletId = PotId;
	type KeptStatements = ConstU32<KEPT_STATEMENTS>;
	type MinimumStandingTopUp = ConstU128<{ crate::TOKEN }>;
	type StandingTopUpWeight = weights::StandingTopUpWeight;
	type WeightInfo = pallet_billing::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_energy_market::Config for Runtime {
	type Communities = Communities;
	type Tariffs = Communities;
	type Clock = Communities;
	type Points = Metering;
	type Ledger = Billing;
	type GreenBook = Certificates;
	type RingSize = ConstU32<RING_SIZE>;
	type MaxOpenIntervals = ConstU32<MAX_OPEN_INTERVALS>;
	type Retention = ConstU32<RETENTION>;
	type HistoryLength = ConstU32<2_880>;
	type OrderHorizon = ConstU32<ORDER_HORIZON>;
	type MaxIntents = ConstU32<MAX_INTENTS>;
	type Signature = Signature;
	type PollWeight = weights::PollWeight;
	type Signals = PriceSignals;
	type SignalLead = ConstU32<SIGNAL_LEAD>;
	type StandingOrderWeight = weights::StandingOrderWeight;
	type WeightInfo = pallet_energy_market::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_price_signals::Config for Runtime {
	type Currency = Balances;
	type Communities = Communities;
	type Clock = Communities;
	type Tariffs = Communities;
	type Outcomes = EnergyMarket;
	type PalletId = SignalsId;
	type Lead = ConstU32<SIGNAL_LEAD>;
	type MaxForecasters = ConstU32<MAX_FORECASTERS>;
	/// Beside a majority of those elected: one may do for a community that has elected one.
	type MinQuorum = ConstU32<1>;
	type MaxFaults = ConstU32<24>;
	/// Outcomes are known once readings are due: the lead, the deadline and a clock that catches up.
	type MaxUnscored = ConstU32<32>;
	type PollWeight = weights::SignalsPollWeight;
	type WeightInfo = pallet_price_signals::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl<Call> CreateTransactionBase<Call> for Runtime
where
	RuntimeCall: From<Call>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

/// What a node reports by itself, the votes of an equivocator, travels in.
impl<Call> CreateBare<Call> for Runtime
where
	RuntimeCall: From<Call>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

impl<Call> CreateTransaction<Call> for Runtime
where
	RuntimeCall: From<Call>,
{
	type Extension = TxExtension;

	fn create_transaction(call: RuntimeCall, extension: TxExtension) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_transaction(call, extension)
	}
}

/// What a signal travels in: no signer, no nonce, no fee, valid for its round.
impl<Call> CreateAuthorizedTransaction<Call> for Runtime
where
	RuntimeCall: From<Call>,
{
	fn create_extension() -> TxExtension {
		(
			frame_system::AuthorizeCall::new(),
			frame_system::CheckNonZeroSender::new(),
			frame_system::CheckSpecVersion::new(),
			frame_system::CheckTxVersion::new(),
			frame_system::CheckGenesis::new(),
			frame_system::CheckMortality::from(Era::Immortal),
			frame_system::CheckNonce::from(Nonce::default().into()),
			frame_system::CheckWeight::new(),
			ChargeTransactionPayment::from(0).into(),
			frame_metadata_hash_extension::CheckMetadataHash::new(false),
			frame_system::WeightReclaim::new(),
		)
	}
}
