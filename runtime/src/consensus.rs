//! Consensus: who authors and finalises, with which keys, and who decides that.

use crate::{
	weights, AccountId, Aura, Balance, Balances, BlockNumber, Communities, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeOrigin, Session, SessionKeys, ValidatorSet, ValidatorsCollective,
	DEPOSIT_PER_BYTE, DEPOSIT_PER_ITEM,
};
use frame_support::{
	instances::Instance1,
	parameter_types,
	traits::{ConstBool, ConstU32, ConstU64, EitherOf, NeverEnsureOrigin},
	weights::Weight,
};
use frame_system::EnsureRoot;
use pallet_collective::{EnsureProportionAtLeast, WeightInfo as _};
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_runtime::traits::{ConvertInto, OpaqueKeys};

/// Blocks of a session, an hour. The last takes no transactions: rotating the session takes all of it.
#[cfg(not(feature = "rehearsal"))]
pub const SESSION_BLOCKS: BlockNumber = 600;
/// A rotation of validators takes two to three sessions: in a rehearsal, minutes.
#[cfg(feature = "rehearsal")]
pub const SESSION_BLOCKS: BlockNumber = 10;
/// Validators of the set, and seats of their collective.
pub const MAX_VALIDATORS: u32 = 64;
/// Sessions in a row without a block after which a validator leaves: six hours.
pub const MAX_SILENT_SESSIONS: u32 = 6;
/// Sessions for which a validator that left cannot be nominated: a day.
pub const COOL_DOWN: u32 = 24;
/// Motions of a collective that are voted on at once.
pub(crate) const MAX_MOTIONS: u32 = 32;
/// Blocks for which a motion is voted on: a week.
pub(crate) const MOTION_BLOCKS: BlockNumber = 7 * 24 * 600;

/// The validators' collective among collectives.
pub type Validators = Instance1;
type CollectiveWeights = pallet_collective::weights::SubstrateWeight<Runtime>;

parameter_types! {
	pub const KeyDeposit: Balance = DEPOSIT_PER_ITEM + 64 * DEPOSIT_PER_BYTE;
	/// A change of the collective takes away the votes of who leaves, motion by motion.
	pub CollectiveWeight: Weight = CollectiveWeights::set_members(MAX_VALIDATORS, MAX_VALIDATORS, MAX_MOTIONS);
	pub MaxMotionWeight: Weight = weights::MAX_BLOCK.saturating_div(4);
}

impl pallet_aura::Config for Runtime {
	type AuthorityId = AuraId;
	type DisabledValidators = Session;
	type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
	type AllowMultipleBlocksPerSlot = ConstBool<false>;
	type SlotDuration = pallet_aura::MinimumPeriodTimesTwo<Runtime>;
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Aura>;
	type EventHandler = ValidatorSet;
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = pallet_session::PeriodicSessions<ConstU32<SESSION_BLOCKS>, ConstU32<0>>;
	type NextSessionRotation =
		pallet_session::PeriodicSessions<ConstU32<SESSION_BLOCKS>, ConstU32<0>>;
	type SessionManager = ValidatorSet;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	type DisablingStrategy = ();
	type Currency = Balances;
	type KeyDeposit = KeyDeposit;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
	type MaxNominators = ConstU32<0>;
	/// Only votes of the set in force are reported.
	type MaxSetIdSessionEntries = ConstU64<0>;
	type KeyOwnerProof = pallet_validator_set::OfSetInForce;
	type EquivocationReportSystem = pallet_validator_set::EquivocationReports<Runtime>;
}

impl pallet_validator_set::Config for Runtime {
	type Communities = Communities;
	/// Two thirds of the validators, or root.
	type SetOrigin =
		EitherOf<EnsureProportionAtLeast<AccountId, Validators, 2, 3>, EnsureRoot<AccountId>>;
	type GovernanceOrigin = EnsureRoot<AccountId>;
	type Collective = ValidatorsCollective;
	type CollectiveWeight = CollectiveWeight;
	type MaxValidators = ConstU32<MAX_VALIDATORS>;
	type MaxNominators = ConstU32<8>;
	type MaxNominations = ConstU32<8>;
	type MaxDepartures = ConstU32<MAX_VALIDATORS>;
	type MaxSilentSessions = ConstU32<MAX_SILENT_SESSIONS>;
	type CoolDown = ConstU32<COOL_DOWN>;
	type WeightInfo = pallet_validator_set::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

/// The validators of the set, as soon as they are confirmed. Nobody else seats anyone.
impl pallet_collective::Config<Validators> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = ConstU32<MOTION_BLOCKS>;
	type MaxProposals = ConstU32<MAX_MOTIONS>;
	type MaxMembers = ConstU32<MAX_VALIDATORS>;
	/// It has no prime: who does not vote says no.
	type DefaultVote = pallet_collective::PrimeDefaultVote;
	type WeightInfo = CollectiveWeights;
	type SetMembersOrigin = NeverEnsureOrigin<()>;
	type MaxProposalWeight = MaxMotionWeight;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}
