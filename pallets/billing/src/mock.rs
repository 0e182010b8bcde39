//! A runtime of billing and the real balances. Communities, tariffs, clock, points and settlements
//! are fakes that a test sets.
#![allow(clippy::arithmetic_side_effects)]

use commonwatt_primitives::{
	statement::SupplyState,
	tariff::AuctionRules,
	traits::{
		Account, Communities, DeliveryPoints, GapPrices, GatewayStatus, IntervalPrices, Ledger,
		MarketClock, PointAccount, PointDetails, PointSettled, Settlements, Tariffs,
	},
	Balance, CommunityId, Interval, Moment, PointId, Price, Wh,
};
use frame_support::{
	derive_impl,
	pallet_prelude::{DispatchError, DispatchResult},
	parameter_types,
	traits::{ConstU128, ConstU32, Contains, Hooks},
	weights::{Weight, WeightMeter},
	PalletId,
};
use sp_runtime::{traits::IdentityLookup, BuildStorage};
use std::collections::BTreeMap;

/// Wide enough for the pots' accounts: tag, pallet and community.
pub type AccountId = u128;
type Block = frame_system::mocking::MockBlock<Runtime>;

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// What every funded account begins with.
pub const FUNDS: Balance = 1_000_000;

pub const COMMUNITY: CommunityId = 0;
pub const OTHER_COMMUNITY: CommunityId = 1;
pub const UNKNOWN_COMMUNITY: CommunityId = 2;
pub const OPERATOR: AccountId = 1;
/// The account of a plant.
pub const PARK: AccountId = 9;
pub const OTHER_OPERATOR: AccountId = 2;
pub const SUPPLIER: AccountId = 3;
pub const DONOR: AccountId = 4;
/// Owns points 0 and 1, and point 4 in the other community.
pub const ALICE: AccountId = 20;
/// Owns points 2 and 3.
pub const BOB: AccountId = 21;
pub const ALICES: PointId = 0;
pub const ALICES_SECOND: PointId = 1;
pub const BOBS: PointId = 2;
pub const ALICES_ELSEWHERE: PointId = 4;
pub const UNKNOWN_POINT: PointId = 5;
/// Has an account, and nothing in it.
pub const PENNILESS: AccountId = 30;

/// 12 x 2027.
pub const JANUARY: u32 = 24_324;
pub const KEPT_STATEMENTS: u32 = 12;
pub const MINIMUM_STANDING_TOP_UP: Balance = 100;

pub const NOT_OPERATOR: DispatchError = DispatchError::Other("not operator");

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
	pub type Billing = crate;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Runtime {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Runtime {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
}

fn point(community: CommunityId, owner: AccountId) -> PointDetails<AccountId> {
	PointDetails {
		community,
		owner,
		capacity_w: 4_000,
		resolution_wh: 0,
		next_interval: 0,
		closed: false,
	}
}

fn points() -> BTreeMap<PointId, PointDetails<AccountId>> {
	let of = |owner| point(COMMUNITY, owner);
	let elsewhere = point(OTHER_COMMUNITY, ALICE);
	[
		(0, of(ALICE)),
		(1, of(ALICE)),
		(2, of(BOB)),
		(3, of(BOB)),
		(4, elsewhere),
	]
	.into()
}

parameter_types! {
	pub const PotId: PalletId = PalletId(*b"cwt/pots");
	pub static Points: BTreeMap<PointId, PointDetails<AccountId>> = points();
	pub static HighestRetail: Price = 0;
	/// How often the highest retail was asked for.
	pub static HighestRetailAsked: u32 = 0;
	pub static Month: u32 = JANUARY;
	pub static TopUpWeight: Weight = Weight::MAX;
	pub static EmergencyLimit: Balance = 0;
	pub static SupplierDeposit: Balance = 0;
	pub static IntervalSeconds: u32 = 3_600;
	pub static SecondsNow: u64 = 0;
	/// What settling a point pays it from the escrow of interval 0.
	pub static PaidBySettling: Balance = 0;
	/// What settling leaves unsettled.
	pub static LeftUnsettled: u32 = 0;
}

pub struct FakeCommunities;
impl Communities<AccountId> for FakeCommunities {
	fn count() -> u32 {
		UNKNOWN_COMMUNITY
	}

	fn exists(community: CommunityId) -> bool {
		community < UNKNOWN_COMMUNITY
	}

	fn ensure_operator(community: CommunityId, who: &AccountId) -> DispatchResult {
		match (community, *who) {
			(COMMUNITY, OPERATOR) | (OTHER_COMMUNITY, OTHER_OPERATOR) => Ok(()),
			_ => Err(NOT_OPERATOR),
		}
	}

	fn ensure_active_member(_: CommunityId, _: &AccountId) -> DispatchResult {
		unreachable!("billing does not ask")
	}

	fn supplier(community: CommunityId) -> Option<AccountId> {
		Self::exists(community).then_some(SUPPLIER)
	}

	fn gateway(_: CommunityId, _: &AccountId) -> GatewayStatus {
		unreachable!("billing does not ask")
	}

	fn strike(_: CommunityId, _: &AccountId, _: u32) {
		unreachable!("billing does not strike")
	}
}

pub struct FakeTariffs;
impl Tariffs for FakeTariffs {
	fn prices(_: CommunityId, _: Interval) -> Option<IntervalPrices> {
		unreachable!("billing does not ask")
	}

	fn gap_prices(_: CommunityId, _: Interval, _: Interval) -> GapPrices {
		unreachable!("billing does not ask")
	}

	fn price_bounds(_: CommunityId) -> Option<(Price, Price)> {
		unreachable!("billing does not ask")
	}

	fn auction(_: CommunityId, _: Interval) -> Option<AuctionRules> {
		unreachable!("billing does not ask")
	}

	fn highest_retail_since(_: CommunityId, _: Interval) -> Price {
		HighestRetailAsked::mutate(|asked| *asked += 1);
		HighestRetail::get()
	}

	fn emergency_limit(_: CommunityId) -> Balance {
		EmergencyLimit::get()
	}

	fn supplier_deposit(_: CommunityId) -> Balance {
		SupplierDeposit::get()
	}
}

pub struct FakeClock;
impl MarketClock for FakeClock {
	fn ended() -> Interval {
		unreachable!("billing does not ask")
	}

	fn due() -> Interval {
		unreachable!("billing does not ask")
	}

	fn retired() -> Interval {
		unreachable!("billing does not ask")
	}

	fn interval_seconds() -> u32 {
		IntervalSeconds::get()
	}

	fn seconds_now() -> u64 {
		SecondsNow::get()
	}

	fn blocks_per_interval() -> u32 {
		unreachable!("billing does not ask")
	}

	fn now() -> Moment {
		unreachable!("billing does not ask")
	}

	fn begins(_: Interval) -> Moment {
		unreachable!("billing does not ask")
	}

	fn month() -> u32 {
		Month::get()
	}

	fn local_seconds(_: Interval) -> u64 {
		unreachable!("billing does not ask")
	}
}

pub struct FakePoints;
impl DeliveryPoints<AccountId> for FakePoints {
	fn details(point: PointId) -> Option<PointDetails<AccountId>> {
		Points::get().get(&point).cloned()
	}

	fn count(_: CommunityId) -> u32 {
		unreachable!("billing does not ask")
	}

	fn point_at(_: CommunityId, _: u32) -> Option<PointId> {
		unreachable!("billing does not ask")
	}

	fn most_energy(_: CommunityId) -> Wh {
		unreachable!("billing does not ask")
	}
}

/// What certificates do at most when a point is settled. In the fake they do a quarter of it.
pub const MOST_CERTIFIED: Weight = Weight::from_parts(4_000_000_000, 4_000);

pub struct FakeSettlements;
impl Settlements for FakeSettlements {
	fn settle_point(community: CommunityId, point: PointId) -> PointSettled {
		let mut book = Billing::open(community);
		let mut purse = Billing::load_point(&mut book, point);
		let amount = PaidBySettling::get();
		let paid = Billing::pay(&mut book, point, &mut purse, Account::Escrow(0), amount);
		purse.statement.pool_sold.add(0, paid);
		Billing::store_point(&mut book, point, purse);
		Billing::commit(book);
		PointSettled {
			left: LeftUnsettled::get(),
			certified: MOST_CERTIFIED / 4,
		}
	}

	fn most_certified() -> Weight {
		MOST_CERTIFIED
	}
}

impl crate::Config for Runtime {
	type Currency = Balances;
	type Communities = FakeCommunities;
	type Tariffs = FakeTariffs;
	type Clock = FakeClock;
	type Points = FakePoints;
	type Settlements = FakeSettlements;
	type Keyless = Parks;
	type PalletId = PotId;
	type KeptStatements = ConstU32<KEPT_STATEMENTS>;
	type MinimumStandingTopUp = ConstU128<MINIMUM_STANDING_TOP_UP>;
	type StandingTopUpWeight = TopUpWeight;
	type WeightInfo = crate::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

/// Nobody signs for [`PARK`].
pub struct Parks;
impl Contains<AccountId> for Parks {
	fn contains(who: &AccountId) -> bool {
		*who == PARK
	}
}

/// Points exist; nothing is ever unsettled.
#[cfg(feature = "runtime-benchmarks")]
pub struct Helper;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn operator(_: CommunityId) -> AccountId {
		HighestRetail::set(1 << 40);
		OPERATOR
	}

	fn point(_: CommunityId) -> (PointId, AccountId) {
		(0, ALICE)
	}

	fn fill_ring(_: CommunityId, _: PointId) {}
}

/// Changes a point of the fake.
pub fn change_point(point: PointId, change: impl FnOnce(&mut PointDetails<AccountId>)) {
	Points::mutate(|points| change(points.get_mut(&point).expect("a point of the fake")));
}

/// Accounts a community begins with, backed by its pot.
#[derive(Clone, Copy, Default)]
pub struct Opening {
	pub treasury: Balance,
	pub supplier: Balance,
	pub guarantee: Balance,
	pub arrears: Balance,
}

/// The money of a point's account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Money {
	pub credit: Balance,
	pub debt: Balance,
	pub receivable: Balance,
}

impl From<PointAccount> for Money {
	fn from(account: PointAccount) -> Self {
		let PointAccount {
			credit,
			debt,
			receivable,
			..
		} = account;
		Self {
			credit,
			debt,
			receivable,
		}
	}
}

impl Money {
	/// An account with this money and nothing else.
	pub fn account(self, supply: SupplyState) -> PointAccount {
		let Self {
			credit,
			debt,
			receivable,
		} = self;
		PointAccount {
			credit,
			debt,
			receivable,
			supply,
			..Default::default()
		}
	}
}

/// The next block: what it spends on standing top-ups.
pub fn next_block() -> Weight {
	let number = System::block_number() + 1;
	System::set_block_number(number);
	let mut meter = WeightMeter::with_limit(Weight::MAX);
	Billing::on_poll(number, &mut meter);
	meter.consumed()
}

#[derive(Default)]
pub struct ExtBuilder {
	opening: Opening,
	points: Vec<(PointId, Money)>,
	escrow: Vec<(Interval, Balance)>,
}

impl ExtBuilder {
	/// The accounts of `COMMUNITY`.
	pub fn opening(mut self, opening: Opening) -> Self {
		self.opening = opening;
		self
	}

	/// The account of a point of `COMMUNITY`. Debt is the members', beside the opening accounts.
	pub fn point(mut self, point: PointId, account: Money) -> Self {
		self.points.push((point, account));
		self
	}

	pub fn escrow(mut self, interval: Interval, amount: Balance) -> Self {
		self.escrow.push((interval, amount));
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		forget();
		let mut storage = frame_system::GenesisConfig::<Runtime>::default()
			.build_storage()
			.expect("system has no genesis to refuse");
		let funded = [OPERATOR, OTHER_OPERATOR, SUPPLIER, DONOR, ALICE, BOB];
		pallet_balances::GenesisConfig::<Runtime> {
			balances: funded.map(|who| (who, FUNDS)).to_vec(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.expect("balances are distinct");
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| {
			System::set_block_number(1);
			self.open();
		});
		ext
	}

	fn open(self) {
		use commonwatt_primitives::traits::OnCommunityCreated;
		use frame_support::traits::fungible::Mutate;

		for (community, operator) in [(COMMUNITY, OPERATOR), (OTHER_COMMUNITY, OTHER_OPERATOR)] {
			Billing::on_community_created(community, &operator).expect("operators are funded");
		}
		let Opening {
			treasury,
			supplier,
			guarantee,
			arrears,
		} = self.opening;
		let mut liabilities = treasury + supplier + guarantee;
		for (interval, amount) in self.escrow {
			crate::Escrow::<Runtime>::insert(COMMUNITY, interval, amount);
			liabilities += amount;
		}
		for (point, account) in self.points {
			let normal = account.account(SupplyState::Normal);
			crate::Accounts::<Runtime>::insert(point, normal);
			liabilities += account.credit;
			let owner = || {
				FakePoints::details(point)
					.expect("a point of the fake")
					.owner
			};
			if account.debt > 0 {
				crate::MemberDebt::<Runtime>::mutate(COMMUNITY, owner(), |debt| {
					*debt += account.debt
				});
			}
			if account.receivable > 0 {
				crate::MemberReceivable::<Runtime>::mutate(COMMUNITY, owner(), |owed| {
					*owed += account.receivable
				});
			}
		}
		// A member's limit is known when all its points are.
		for point in crate::Accounts::<Runtime>::iter_keys() {
			let supply = Billing::supply_state(point).expect("a point of the fake");
			crate::Accounts::<Runtime>::mutate(point, |account| account.supply = supply);
		}
		if liabilities > 0 {
			Balances::mint_into(&Billing::pot(COMMUNITY), liabilities).expect("it can be issued");
		}
		let mut accounts = crate::CommunityAccounts {
			treasury,
			supplier,
			guarantee,
			arrears,
			liabilities,
			..Default::default()
		};
		accounts.lines.donations.received = treasury;
		crate::Books::<Runtime>::insert(COMMUNITY, accounts);
		System::reset_events();
	}

	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			Billing::check_invariants();
			test();
			Billing::check_invariants();
		});
	}
}

/// Resets the fakes: a test may build more than once.
fn forget() {
	Points::set(points());
	HighestRetail::take();
	EmergencyLimit::take();
	SupplierDeposit::take();
	SecondsNow::take();
	PaidBySettling::take();
	LeftUnsettled::take();
	HighestRetailAsked::take();
	Month::set(JANUARY);
	TopUpWeight::set(Weight::MAX);
	IntervalSeconds::set(3_600);
}
