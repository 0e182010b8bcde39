//! What a community owns together: certificates of its green energy, shares in its plants, a market for
//! them.

use crate::{
	configs::{DEPOSIT_PER_BYTE, DEPOSIT_PER_ITEM},
	weights, AccountId, AssetShares, Balance, Balances, Billing, Communities, CommunityId,
	EnergyMarket, Interval, LpTokens, Metering, Moment, PointId, Runtime, RuntimeEvent,
	RuntimeHoldReason, TOKEN,
};
use alloc::{vec, vec::Vec};
use commonwatt_primitives::{
	share::{AssetId, PointIncome, SharePools, TreasuryAccounts},
	traits::Settlements,
};
use frame_support::{
	parameter_types,
	traits::{
		fungible::{NativeFromLeft, NativeOrWithId, UnionOf},
		tokens::imbalance::ResolveAssetTo,
		AsEnsureOriginWithArg, ConstU128, ConstU32, ConstU64, Contains, SortedMembers, TypedGet,
	},
	weights::Weight,
	PalletId,
};
use frame_system::{EnsureRoot, EnsureSignedBy};
use pallet_asset_conversion::{AccountIdConverter, PoolLocator, WithFirstAsset};
use pallet_asset_shares::WeightInfo as _;
use pallet_billing::WeightInfo as _;
use sp_runtime::{traits::AccountIdConversion, DispatchError, Permill};

/// Intervals for which certificates and the records behind them live: 31 days of quarter hours. It bounds
/// what a device keeps in state.
pub const CERTIFICATE_VALIDITY: Interval = 2_976;
/// Intervals in which certificates can be asked for that are not issued by themselves: a week of quarter
/// hours.
pub const CERTIFICATE_BACKLOG: Interval = 672;

const DAY_MILLIS: Moment = 24 * 3_600_000;

parameter_types! {
	pub const SharesId: PalletId = PalletId(*b"cwt/shrs");
	pub const ShareMarketId: PalletId = PalletId(*b"cwt/smkt");
	pub const Token: AnyAsset = NativeOrWithId::Native;
	/// What a swap leaves to those who provide the liquidity: 0.3 %.
	pub const SwapFee: Permill = Permill::from_parts(3_000);
	pub const MaxSwapFee: Permill = Permill::from_percent(10);
	pub const NoFee: Permill = Permill::zero();
	pub const SplitDeposit: Balance = DEPOSIT_PER_ITEM + 256 * DEPOSIT_PER_BYTE;
}

impl pallet_certificates::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Communities = Communities;
	type Clock = Communities;
	type Points = Metering;
	type Meters = Metering;
	type Validity = ConstU32<CERTIFICATE_VALIDITY>;
	type BacklogWindow = ConstU32<CERTIFICATE_BACKLOG>;
	type MaxBundles = ConstU32<32>;
	type SplitDeposit = SplitDeposit;
	type MaxLots = ConstU32<48>;
	type MaxRetirements = ConstU32<4_096>;
	type PollWeight = weights::CertificatesPollWeight;
	type WeightInfo = pallet_certificates::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

/// Where income of an asset's point comes from.
pub struct PointCredit;

impl PointIncome<AccountId> for PointCredit {
	fn withdraw_free(point: PointId, owner: &AccountId) -> Result<Balance, DispatchError> {
		Billing::withdraw_free(point, owner)
	}

	fn weight() -> Weight {
		pallet_billing::weights::SubstrateWeight::<Runtime>::withdraw()
			.saturating_add(<EnergyMarket as Settlements>::most_certified())
	}
}

/// Accounts of assets: the credit of their points is income of those who hold shares.
pub struct AssetAccounts;

impl Contains<AccountId> for AssetAccounts {
	fn contains(who: &AccountId) -> bool {
		AssetShares::is_asset_account(who)
	}
}

/// The pool of each share.
pub struct MarketPools;

impl SharePools<AccountId> for MarketPools {
	fn pool(asset: AssetId) -> Option<AccountId> {
		PoolOfShare::pool_address(&Token::get(), &NativeOrWithId::WithId(asset)).ok()
	}
}

/// What is left of an asset goes to its community's pot, from where it is swept to the treasury.
pub struct Pots;

impl TreasuryAccounts<AccountId> for Pots {
	fn treasury_account(community: CommunityId) -> AccountId {
		Billing::pot(community)
	}
}

impl pallet_asset_shares::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Communities = Communities;
	type Clock = Communities;
	type Points = Metering;
	type PointIncome = PointCredit;
	type Pools = MarketPools;
	type Treasuries = Pots;
	type Unsettled = (Metering, Billing);
	type PalletId = SharesId;
	type ProposalDeposit = ConstU128<{ 10 * TOKEN }>;
	type MaxAssets = ConstU32<64>;
	type MaxProposalsOfMember = ConstU32<4>;
	type MaxAllowed = ConstU32<1_024>;
	type MaxRecords = ConstU32<16>;
	type MaxOfferingPeriod = ConstU64<{ 366 * DAY_MILLIS }>;
	type PoolExitPeriod = ConstU64<{ 14 * DAY_MILLIS }>;
	type PollWeight = weights::SharesPollWeight;
	type WeightInfo = pallet_asset_shares::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

/// The market's own account, which alone makes and moves LP tokens.
pub struct ShareMarketAccount;

impl TypedGet for ShareMarketAccount {
	type Type = AccountId;

	fn get() -> AccountId {
		ShareMarketId::get().into_account_truncating()
	}
}

impl SortedMembers<AccountId> for ShareMarketAccount {
	fn sorted_members() -> Vec<AccountId> {
		vec![Self::get()]
	}
}

/// LP tokens. Nobody calls this pallet: the call filter refuses all of it, so that a share in the
/// liquidity of restricted shares moves to nobody.
impl pallet_assets::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Balance = Balance;
	type RemoveItemsLimit = ConstU32<1_000>;
	type AssetId = u32;
	type AssetIdParameter = u32;
	type ReserveData = ();
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<EnsureSignedBy<ShareMarketAccount, AccountId>>;
	type ForceOrigin = EnsureRoot<AccountId>;
	type AssetDeposit = ConstU128<0>;
	type AssetAccountDeposit = ConstU128<{ DEPOSIT_PER_ITEM }>;
	type MetadataDepositBase = ConstU128<0>;
	type MetadataDepositPerByte = ConstU128<0>;
	type ApprovalDeposit = ConstU128<0>;
	type StringLimit = ConstU32<32>;
	type Holder = ();
	type Freezer = ();
	type Extra = ();
	type WeightInfo = pallet_assets::weights::SubstrateWeight<Runtime>;
	type CallbackHandle = ();
	type AssetIdAllocator = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

/// The token, or shares of an asset.
pub type AnyAsset = NativeOrWithId<AssetId>;
type TokenAndShares = UnionOf<Balances, AssetShares, NativeFromLeft, AnyAsset, AccountId>;
/// Every pool has the token on one side: a share has one pool.
type PoolOfShare = WithFirstAsset<
	Token,
	AccountId,
	AnyAsset,
	AccountIdConverter<ShareMarketId, (AnyAsset, AnyAsset)>,
>;

impl pallet_asset_conversion::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Balance = Balance;
	type HigherPrecisionBalance = sp_core::U256;
	type AssetKind = AnyAsset;
	type Assets = TokenAndShares;
	type PoolId = (AnyAsset, AnyAsset);
	type PoolLocator = PoolOfShare;
	type PoolAssetId = u32;
	type PoolAssets = LpTokens;
	type PoolSetupFee = ConstU128<{ 10 * TOKEN }>;
	type PoolSetupFeeAsset = Token;
	type PoolSetupFeeTarget = ResolveAssetTo<ShareMarketAccount, Self::Assets>;
	type LPFee = SwapFee;
	type AdminOrigin = EnsureRoot<AccountId>;
	type MaxSwapFee = MaxSwapFee;
	type LiquidityWithdrawalFee = NoFee;
	type MintMinLiquidity = ConstU128<100>;
	/// From the token to a share or back; from a share to another through the token.
	type MaxSwapPathLength = ConstU32<3>;
	type PalletId = ShareMarketId;
	type WeightInfo = ShareMarketWeight;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

/// The market's weights, and what shares take beyond the assets it was measured with: income is settled
/// and rules are asked for whoever gives or gets them.
pub struct ShareMarketWeight;

type MeasuredMarket = pallet_asset_conversion::weights::SubstrateWeight<Runtime>;

/// Shares moved `times`.
fn shares_moved(times: u32) -> Weight {
	pallet_asset_shares::weights::SubstrateWeight::<Runtime>::transfer()
		.saturating_mul(times.into())
}

impl pallet_asset_conversion::WeightInfo for ShareMarketWeight {
	fn create_pool() -> Weight {
		MeasuredMarket::create_pool().saturating_add(shares_moved(1))
	}

	fn create_pool_with_fee() -> Weight {
		MeasuredMarket::create_pool_with_fee().saturating_add(shares_moved(1))
	}

	fn set_pool_fee() -> Weight {
		MeasuredMarket::set_pool_fee()
	}

	/// The call filter asks for the rules too.
	fn add_liquidity() -> Weight {
		MeasuredMarket::add_liquidity().saturating_add(shares_moved(2))
	}

	fn remove_liquidity() -> Weight {
		MeasuredMarket::remove_liquidity().saturating_add(shares_moved(1))
	}

	fn swap_exact_tokens_for_tokens(path: u32) -> Weight {
		MeasuredMarket::swap_exact_tokens_for_tokens(path).saturating_add(shares_moved(path))
	}

	fn swap_tokens_for_exact_tokens(path: u32) -> Weight {
		MeasuredMarket::swap_tokens_for_exact_tokens(path).saturating_add(shares_moved(path))
	}

	fn touch(assets: u32) -> Weight {
		MeasuredMarket::touch(assets).saturating_add(shares_moved(assets))
	}

	fn get_reserves() -> Weight {
		MeasuredMarket::get_reserves().saturating_add(shares_moved(1))
	}
}
