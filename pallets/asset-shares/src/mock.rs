//! A runtime of asset shares, the real balances, the real market for shares (asset-conversion over the
//! token and the shares, with pallet-assets for its LP tokens) and batches. Communities, clock, points and
//! billing are fakes that a test sets.
#![allow(clippy::arithmetic_side_effects)]

use commonwatt_primitives::{
	share::{AssetId, PointIncome, SharePools, TreasuryAccounts},
	traits::{Communities, DeliveryPoints, GatewayStatus, MarketClock, Obligations, PointDetails},
	Balance, CommunityId, Interval, Moment, PointId, Wh,
};
use frame_support::{
	derive_impl,
	pallet_prelude::{DispatchError, DispatchResult},
	parameter_types,
	traits::{
		fungible::{Mutate, NativeFromLeft, NativeOrWithId, UnionOf},
		tokens::{imbalance::ResolveAssetTo, Preservation},
		AsEnsureOriginWithArg, ConstU128, ConstU32, ConstU64, Contains, Currency, SortedMembers,
		TypedGet,
	},
	weights::{constants::ParityDbWeight, Weight},
	PalletId,
};
use frame_system::{EnsureRoot, EnsureSignedBy};
use pallet_asset_conversion::{AccountIdConverter, PoolLocator, WithFirstAsset};
use sp_runtime::{
	traits::{AccountIdConversion, IdentityLookup},
	BuildStorage, Permill,
};
use std::collections::{BTreeMap, BTreeSet};

/// Wide enough for the assets' accounts.
pub type AccountId = u128;
type Block = frame_system::mocking::MockBlock<Runtime>;

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// What every funded account begins with.
pub const FUNDS: Balance = 1_000_000_000;
pub const DEPOSIT: Balance = 5_000;
pub const COMMUNITY: CommunityId = 0;
pub const OTHER_COMMUNITY: CommunityId = 1;
pub const OPERATOR: AccountId = 1;
pub const OTHER_OPERATOR: AccountId = 2;
/// Gets the proceeds.
pub const SELLER: AccountId = 3;
pub const TREASURY: AccountId = 4;
/// Has tokens, is no member.
pub const STRANGER: AccountId = 5;
/// Members of `COMMUNITY`, funded.
pub const ANNA: AccountId = 11;
pub const BEN: AccountId = 12;
pub const CARLA: AccountId = 13;
pub const DORA: AccountId = 14;
pub const MEMBERS: [AccountId; 4] = [ANNA, BEN, CARLA, DORA];
/// A point of the first asset.
pub const POINT: PointId = 7;
pub const START: Moment = 1_000_000;
pub const DAY: Moment = 86_400_000;
pub const PRICE: Balance = 100;
pub const MAX_ASSETS: u32 = 4;
pub const MAX_PROPOSALS: u32 = 3;
pub const MAX_ALLOWED: u32 = 3;
pub const MAX_RECORDS: u32 = 4;
pub const POOL_EXIT: Moment = 30 * DAY;
pub const NOT_OPERATOR: DispatchError = DispatchError::Other("not operator");
pub const NOT_MEMBER: DispatchError = DispatchError::Other("not an active member");
pub const BILLING_REFUSES: DispatchError = DispatchError::Other("the point owes");

mod steps;
pub use steps::*;

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
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(2)]
	pub type LpTokens = pallet_assets;
	#[runtime::pallet_index(3)]
	pub type Market = pallet_asset_conversion;
	#[runtime::pallet_index(4)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(5)]
	pub type AssetShares = crate;
}

/// Nobody moves LP tokens by a call, or has them made for who may not hold the shares: they would carry
/// restricted shares past their rules.
pub struct LpTokensStay;
impl Contains<RuntimeCall> for LpTokensStay {
	fn contains(call: &RuntimeCall) -> bool {
		match call {
			RuntimeCall::LpTokens(_) => false,
			RuntimeCall::Market(pallet_asset_conversion::Call::add_liquidity {
				asset2,
				mint_to,
				..
			}) => {
				matches!(**asset2, AnyAsset::WithId(id) if AssetShares::may_hold(id, mint_to))
			}
			_ => true,
		}
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Runtime {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
	type BaseCallFilter = LpTokensStay;
	type DbWeight = ParityDbWeight;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Runtime {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type RuntimeHoldReason = RuntimeHoldReason;
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = ();
}

/// Creates LP tokens, and gets the fees of new pools.
pub struct MarketAccount;
impl TypedGet for MarketAccount {
	type Type = AccountId;

	fn get() -> AccountId {
		MarketId::get().into_account_truncating()
	}
}

impl SortedMembers<AccountId> for MarketAccount {
	fn sorted_members() -> Vec<AccountId> {
		vec![Self::get()]
	}
}

impl pallet_assets::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Balance = Balance;
	type RemoveItemsLimit = ConstU32<1000>;
	type AssetId = u32;
	type AssetIdParameter = u32;
	type ReserveData = ();
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<EnsureSignedBy<MarketAccount, AccountId>>;
	type ForceOrigin = EnsureRoot<AccountId>;
	type AssetDeposit = ConstU128<0>;
	type AssetAccountDeposit = ConstU128<0>;
	type MetadataDepositBase = ConstU128<0>;
	type MetadataDepositPerByte = ConstU128<0>;
	type ApprovalDeposit = ConstU128<0>;
	type StringLimit = ConstU32<50>;
	type Holder = ();
	type Freezer = ();
	type Extra = ();
	type WeightInfo = ();
	type CallbackHandle = ();
	type AssetIdAllocator = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

pub type AnyAsset = NativeOrWithId<AssetId>;
pub type TokenAndShares = UnionOf<Balances, AssetShares, NativeFromLeft, AnyAsset, AccountId>;
/// Every pool has the token on one side: so a share has one pool.
pub type Locator =
	WithFirstAsset<Token, AccountId, AnyAsset, AccountIdConverter<MarketId, (AnyAsset, AnyAsset)>>;

parameter_types! {
	pub const Token: AnyAsset = NativeOrWithId::Native;
	pub const MarketId: PalletId = PalletId(*b"py/ascon");
	pub const SwapFee: Permill = Permill::from_parts(3_000);
	pub const MaxSwapFee: Permill = Permill::from_percent(10);
	pub const NoFee: Permill = Permill::zero();
}

impl pallet_asset_conversion::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Balance = Balance;
	type HigherPrecisionBalance = sp_core::U256;
	type AssetKind = AnyAsset;
	type Assets = TokenAndShares;
	type PoolId = (AnyAsset, AnyAsset);
	type PoolLocator = Locator;
	type PoolAssetId = u32;
	type PoolAssets = LpTokens;
	type PoolSetupFee = ConstU128<100>;
	type PoolSetupFeeAsset = Token;
	type PoolSetupFeeTarget = ResolveAssetTo<MarketAccount, Self::Assets>;
	type PalletId = MarketId;
	type WeightInfo = ();
	type LPFee = SwapFee;
	type AdminOrigin = EnsureRoot<AccountId>;
	type MaxSwapFee = MaxSwapFee;
	type LiquidityWithdrawalFee = NoFee;
	type MaxSwapPathLength = ConstU32<4>;
	type MintMinLiquidity = ConstU128<100>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = pallet_asset_conversion::NativeOrWithIdFactory<AssetId>;
}

pub struct MarketPools;
impl SharePools<AccountId> for MarketPools {
	fn pool(asset: AssetId) -> Option<AccountId> {
		Locator::pool_address(&Token::get(), &NativeOrWithId::WithId(asset)).ok()
	}
}

parameter_types! {
	pub const SharesId: PalletId = PalletId(*b"cwt/shrs");
	pub static Now: Moment = START;
	pub static Operators: BTreeMap<CommunityId, AccountId> = BTreeMap::new();
	/// Active members of `COMMUNITY`.
	pub static Active: BTreeSet<AccountId> = BTreeSet::new();
	/// Community and owner of each point.
	pub static PointOwners: BTreeMap<PointId, (CommunityId, AccountId)> = BTreeMap::new();
	/// What is free of each point's credit.
	pub static Free: BTreeMap<PointId, Balance> = BTreeMap::new();
	pub static PollWeight: Weight = Weight::MAX;
	/// Given to the assets' accounts by transfers.
	pub static Donated: Balance = 0;
}

pub struct FakeCommunities;
impl Communities<AccountId> for FakeCommunities {
	fn count() -> u32 {
		OTHER_COMMUNITY + 1
	}

	fn exists(community: CommunityId) -> bool {
		community < Self::count()
	}

	fn ensure_operator(community: CommunityId, who: &AccountId) -> DispatchResult {
		match Operators::get().get(&community) == Some(who) {
			true => Ok(()),
			false => Err(NOT_OPERATOR),
		}
	}

	fn ensure_active_member(community: CommunityId, who: &AccountId) -> DispatchResult {
		match community == COMMUNITY && Active::get().contains(who) {
			true => Ok(()),
			false => Err(NOT_MEMBER),
		}
	}

	fn supplier(_: CommunityId) -> Option<AccountId> {
		unreachable!("asset shares do not ask")
	}

	fn gateway(_: CommunityId, _: &AccountId) -> GatewayStatus {
		unreachable!("asset shares do not ask")
	}

	fn strike(_: CommunityId, _: &AccountId, _: u32) {
		unreachable!("asset shares do not strike")
	}
}

pub struct FakeClock;
impl MarketClock for FakeClock {
	fn ended() -> Interval {
		unreachable!("asset shares do not ask")
	}

	fn due() -> Interval {
		unreachable!("asset shares do not ask")
	}

	fn retired() -> Interval {
		unreachable!("asset shares do not ask")
	}

	fn interval_seconds() -> u32 {
		unreachable!("asset shares do not ask")
	}

	fn seconds_now() -> u64 {
		unreachable!("asset shares do not ask")
	}

	fn blocks_per_interval() -> u32 {
		unreachable!("asset shares do not ask")
	}

	fn now() -> Moment {
		Now::get()
	}

	fn begins(_: Interval) -> Moment {
		unreachable!("asset shares do not ask")
	}

	fn month() -> u32 {
		unreachable!("asset shares do not ask")
	}

	fn local_seconds(_: Interval) -> u64 {
		unreachable!("asset shares do not ask")
	}
}

pub struct FakePoints;
impl DeliveryPoints<AccountId> for FakePoints {
	fn details(point: PointId) -> Option<PointDetails<AccountId>> {
		let (community, owner) = *PointOwners::get().get(&point)?;
		Some(PointDetails {
			community,
			owner,
			capacity_w: 10_000,
			resolution_wh: 1,
			next_interval: 0,
			closed: false,
		})
	}

	fn count(_: CommunityId) -> u32 {
		unreachable!("asset shares do not ask")
	}

	fn point_at(_: CommunityId, _: u32) -> Option<PointId> {
		unreachable!("asset shares do not ask")
	}

	fn most_energy(_: CommunityId) -> Wh {
		unreachable!("asset shares do not ask")
	}
}

/// Pays what is free out of a pot; refuses if nothing is said of the point.
pub struct FakeBilling;
pub const BILLING_POT: AccountId = 6;
impl PointIncome<AccountId> for FakeBilling {
	fn withdraw_free(point: PointId, owner: &AccountId) -> Result<Balance, DispatchError> {
		let (_, real) = *PointOwners::get().get(&point).ok_or(BILLING_REFUSES)?;
		if real != *owner {
			return Err(BILLING_REFUSES);
		}
		let amount = Free::get().get(&point).copied().ok_or(BILLING_REFUSES)?;
		if amount > 0 {
			<Balances as Mutate<_>>::transfer(&BILLING_POT, owner, amount, Preservation::Preserve)?;
			Free::mutate(|free| free.insert(point, 0));
		}
		Ok(amount)
	}

	/// A transfer.
	fn weight() -> Weight {
		ParityDbWeight::get()
			.reads_writes(4, 4)
			.saturating_add(Weight::from_parts(100_000_000, 16_384))
	}
}

/// An asset's account that owns a point has to settle it.
pub struct OwnedPoints;
impl Obligations<AccountId> for OwnedPoints {
	fn has_obligations(community: CommunityId, who: &AccountId) -> bool {
		let owned = (community, *who);
		PointOwners::get().values().any(|owner| *owner == owned)
	}

	fn weight() -> Weight {
		ParityDbWeight::get().reads(1)
	}
}

pub struct OneTreasury;
impl TreasuryAccounts<AccountId> for OneTreasury {
	fn treasury_account(_: CommunityId) -> AccountId {
		TREASURY
	}
}

impl crate::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Communities = FakeCommunities;
	type Clock = FakeClock;
	type Points = FakePoints;
	type PointIncome = FakeBilling;
	type Pools = MarketPools;
	type Treasuries = OneTreasury;
	type Unsettled = OwnedPoints;
	type PalletId = SharesId;
	type ProposalDeposit = ConstU128<DEPOSIT>;
	type MaxAssets = ConstU32<MAX_ASSETS>;
	type MaxProposalsOfMember = ConstU32<MAX_PROPOSALS>;
	type MaxAllowed = ConstU32<MAX_ALLOWED>;
	type MaxRecords = ConstU32<MAX_RECORDS>;
	type MaxOfferingPeriod = ConstU64<{ 90 * DAY }>;
	type PoolExitPeriod = ConstU64<POOL_EXIT>;
	type PollWeight = PollWeight;
	type WeightInfo = crate::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Fakes;
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Fakes;
#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper<AccountId> for Fakes {
	fn operator(_: CommunityId) -> AccountId {
		OPERATOR
	}

	fn admit(_: CommunityId, who: &AccountId) {
		System::inc_sufficients(who);
		Active::mutate(|active| active.insert(*who));
	}

	fn point(community: CommunityId, owner: &AccountId) -> PointId {
		PointOwners::mutate(|owners| owners.insert(POINT, (community, *owner)));
		POINT
	}

	fn set_now(now: Moment) {
		Now::set(now);
	}
}

pub type Weights = <Runtime as crate::Config>::WeightInfo;

/// The invariants, and that the assets' accounts have exactly what is owed, the existential deposit and
/// donations.
pub fn check_invariants() {
	AssetShares::check_invariants();
	let (mut owed, mut held) = (0, 0);
	for id in crate::Assets::<Runtime>::iter_keys() {
		owed += AssetShares::liabilities(id) + EXISTENTIAL_DEPOSIT;
		held += Balances::free_balance(AssetShares::account_id(id));
	}
	assert!(held <= owed + Donated::get(), "{held} for {owed}");
	let issued = Balances::total_issuance();
	let all: Balance = frame_system::Account::<Runtime>::iter_values()
		.map(|account| account.data.free + account.data.reserved)
		.sum();
	assert_eq!(issued, all, "no token appears or is lost");
}

/// A chain at [`START`]; checks every invariant after the test.
#[derive(Default)]
pub struct ExtBuilder;

impl ExtBuilder {
	pub fn build_and_execute<R>(self, test: impl FnOnce() -> R) -> R {
		self.build().execute_with(|| {
			let result = test();
			check_invariants();
			result
		})
	}

	/// The chain alone: the test checks invariants itself.
	pub fn build(self) -> sp_io::TestExternalities {
		Now::set(START);
		Operators::set([(COMMUNITY, OPERATOR), (OTHER_COMMUNITY, OTHER_OPERATOR)].into());
		Active::set(MEMBERS.into());
		PointOwners::set(BTreeMap::new());
		Free::set(BTreeMap::new());
		PollWeight::set(Weight::MAX);
		Donated::set(0);
		let mut storage = frame_system::GenesisConfig::<Runtime>::default()
			.build_storage()
			.expect("system has no genesis to refuse");
		let funded = [OPERATOR, OTHER_OPERATOR, STRANGER, BILLING_POT];
		pallet_balances::GenesisConfig::<Runtime> {
			balances: funded
				.into_iter()
				.chain(MEMBERS)
				.map(|who| (who, FUNDS))
				.collect(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.expect("balances are distinct");
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| {
			System::set_block_number(1);
			// As admission does.
			MEMBERS.iter().for_each(|who| {
				System::inc_sufficients(who);
			});
		});
		ext
	}
}

/// A donation to an asset's account.
pub fn donate(asset: AssetId, amount: Balance) {
	let _ = Balances::deposit_creating(&AssetShares::account_id(asset), amount);
	Donated::mutate(|donated| *donated += amount);
}
