//! A runtime of the set with the real session, GRANDPA and balances. Communities are a fake that a test sets.
#![allow(clippy::arithmetic_side_effects)]

mod steps;

pub use steps::*;

use commonwatt_primitives::{
	traits::{Communities, GatewayStatus},
	Balance, CommunityId,
};
use frame_support::{
	derive_impl,
	pallet_prelude::{DispatchError, DispatchResult},
	parameter_types,
	traits::{ChangeMembers, ConstU128, ConstU32, ConstU64, InitializeMembers},
	weights::{constants::ParityDbWeight, Weight},
};
use frame_system::{
	offchain::{CreateBare, CreateTransactionBase},
	EnsureRoot, EnsureSignedBy,
};
use sp_runtime::{
	impl_opaque_keys,
	traits::{ConvertInto, IdentityLookup, OpaqueKeys},
	BuildStorage,
};
use std::collections::BTreeSet;

pub type AccountId = u64;
pub type Extrinsic = frame_system::mocking::MockUncheckedExtrinsic<Runtime>;
type Block = frame_system::mocking::MockBlock<Runtime>;

/// Blocks of a session.
pub const SESSION: u64 = 10;
pub const FUNDS: Balance = 1_000_000;
pub const KEY_DEPOSIT: Balance = 100;
pub const COMMUNITY: CommunityId = 0;
pub const OTHER_COMMUNITY: CommunityId = 1;
pub const THIRD_COMMUNITY: CommunityId = 2;
pub const FOURTH_COMMUNITY: CommunityId = 3;
/// Operates community 0; the operators of the others follow.
pub const OPERATOR: AccountId = 900;
/// Votes for the set.
pub const THE_SET: AccountId = 1_000;
/// The founders, and who may join them.
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CAROL: AccountId = 3;
pub const DAVE: AccountId = 4;
pub const EVE: AccountId = 5;
pub const FRANK: AccountId = 6;
pub const STRANGER: AccountId = 50;

pub const MAX_VALIDATORS: u32 = 12;
pub const MAX_NOMINATORS: u32 = 3;
pub const MAX_NOMINATIONS: u32 = 6;
pub const MAX_DEPARTURES: u32 = 8;
pub const MAX_SILENT: u32 = 3;
pub const COOL_DOWN: u32 = 5;

pub const UNKNOWN_COMMUNITY: DispatchError = DispatchError::Other("unknown community");
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
	pub type Session = pallet_session;
	#[runtime::pallet_index(3)]
	pub type Grandpa = pallet_grandpa;
	#[runtime::pallet_index(4)]
	pub type ValidatorSet = crate;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Runtime {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
	type DbWeight = ParityDbWeight;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Runtime {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<10>;
	type AccountStore = System;
}

impl_opaque_keys! {
	pub struct SessionKeys {
		pub grandpa: Grandpa,
	}
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = pallet_session::PeriodicSessions<ConstU64<SESSION>, ConstU64<0>>;
	type NextSessionRotation = pallet_session::PeriodicSessions<ConstU64<SESSION>, ConstU64<0>>;
	type SessionManager = ValidatorSet;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	type DisablingStrategy = ();
	type Currency = Balances;
	type KeyDeposit = ConstU128<KEY_DEPOSIT>;
	type WeightInfo = ();
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<{ MAX_VALIDATORS + 1 }>;
	type MaxNominators = ConstU32<0>;
	type MaxSetIdSessionEntries = ConstU64<0>;
	type KeyOwnerProof = crate::OfSetInForce;
	type EquivocationReportSystem = crate::EquivocationReports<Runtime>;
}

parameter_types! {
	/// Communities that exist.
	pub static Existing: BTreeSet<CommunityId> = (COMMUNITY..=FOURTH_COMMUNITY).collect();
	/// The members of the collective.
	pub static Members: Vec<AccountId> = vec![];
	pub static CoolDownSessions: u32 = COOL_DOWN;
	pub const CollectiveWeight: Weight = Weight::from_parts(1_000_000, 0);
}

frame_support::ord_parameter_types! {
	pub const TheSet: AccountId = THE_SET;
}

/// A collective that refuses what contradicts itself.
pub struct Collective;
impl ChangeMembers<AccountId> for Collective {
	fn change_members_sorted(
		incoming: &[AccountId],
		outgoing: &[AccountId],
		sorted_new: &[AccountId],
	) {
		let before = Members::get();
		assert!(sorted_new.is_sorted() && outgoing.is_sorted());
		let expected: BTreeSet<_> = before
			.into_iter()
			.filter(|member| !outgoing.contains(member))
			.chain(incoming.iter().copied())
			.collect();
		assert_eq!(
			sorted_new,
			Vec::from_iter(expected),
			"the change is the difference"
		);
		Members::set(sorted_new.to_vec());
	}
}

impl InitializeMembers<AccountId> for Collective {
	fn initialize_members(members: &[AccountId]) {
		let mut members = members.to_vec();
		members.sort();
		Members::set(members);
	}
}

pub struct FakeCommunities;
impl Communities<AccountId> for FakeCommunities {
	fn count() -> u32 {
		unreachable!("the set does not ask")
	}

	fn exists(community: CommunityId) -> bool {
		Existing::get().contains(&community)
	}

	fn ensure_operator(community: CommunityId, who: &AccountId) -> DispatchResult {
		frame_support::ensure!(Self::exists(community), UNKNOWN_COMMUNITY);
		frame_support::ensure!(*who == operator(community), NOT_OPERATOR);
		Ok(())
	}

	fn ensure_active_member(_: CommunityId, _: &AccountId) -> DispatchResult {
		unreachable!("the set does not ask")
	}

	fn supplier(_: CommunityId) -> Option<AccountId> {
		unreachable!("the set does not ask")
	}

	fn gateway(_: CommunityId, _: &AccountId) -> GatewayStatus {
		unreachable!("the set does not ask")
	}

	fn strike(_: CommunityId, _: &AccountId, _: u32) {
		unreachable!("the set does not strike")
	}
}

impl crate::Config for Runtime {
	type Communities = FakeCommunities;
	type SetOrigin = EnsureSignedBy<TheSet, AccountId>;
	type GovernanceOrigin = EnsureRoot<AccountId>;
	type Collective = Collective;
	type CollectiveWeight = CollectiveWeight;
	type MaxValidators = ConstU32<MAX_VALIDATORS>;
	type MaxNominators = ConstU32<MAX_NOMINATORS>;
	type MaxNominations = ConstU32<MAX_NOMINATIONS>;
	type MaxDepartures = ConstU32<MAX_DEPARTURES>;
	type MaxSilentSessions = ConstU32<MAX_SILENT>;
	type CoolDown = CoolDownSessions;
	type WeightInfo = crate::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Operators;
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Operators;
#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper<AccountId> for Operators {
	fn operator(community: CommunityId) -> AccountId {
		operator(community)
	}
}

impl<Call> CreateTransactionBase<Call> for Runtime
where
	RuntimeCall: From<Call>,
{
	type Extrinsic = Extrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<Call> CreateBare<Call> for Runtime
where
	RuntimeCall: From<Call>,
{
	fn create_bare(call: RuntimeCall) -> Extrinsic {
		Extrinsic::new_bare(call)
	}
}

/// The operator of a community.
pub fn operator(community: CommunityId) -> AccountId {
	OPERATOR + AccountId::from(community)
}

/// A chain whose founders are the first accounts.
pub struct ExtBuilder {
	founders: u64,
	floor: u32,
}

impl Default for ExtBuilder {
	/// Alice, Bob, Carol and Dave, with a floor of three.
	fn default() -> Self {
		Self {
			founders: 4,
			floor: 3,
		}
	}
}

impl ExtBuilder {
	pub fn founders(self, founders: u64) -> Self {
		Self { founders, ..self }
	}

	pub fn floor(self, floor: u32) -> Self {
		Self { floor, ..self }
	}

	pub fn build(self) -> sp_io::TestExternalities {
		Existing::set((COMMUNITY..=FOURTH_COMMUNITY).collect());
		CoolDownSessions::set(COOL_DOWN);
		Members::set(vec![]);
		let accounts = (1..=60).chain([THE_SET]).chain((0..4).map(operator));
		let storage = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig {
				balances: accounts.map(|account| (account, FUNDS)).collect(),
				..Default::default()
			},
			session: pallet_session::GenesisConfig {
				keys: (1..=self.founders)
					.map(|account| (account, account, keys_of(account)))
					.collect(),
				..Default::default()
			},
			validator_set: crate::GenesisConfig {
				floor: self.floor,
				..Default::default()
			},
			..Default::default()
		}
		.build_storage()
		.expect("genesis is valid");
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	/// Runs a test; the invariants hold before and after it.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			check_invariants();
			test();
			check_invariants();
		});
	}
}
