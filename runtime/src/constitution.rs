//! Who may change the chain itself: the validators and the communities together, never one of them.
//!
//! Root is an origin that no account has. A call gets it if two thirds of the validators' collective put its
//! hash on the whitelist, and more than half of the communities' collective dispatch it; if the communities
//! agreed first, anyone dispatches it once it is on the whitelist.
//! Members of the first are the validators, of the second the operators of the communities: their DAOs,
//! once they govern themselves. An operator of several communities has one seat.
//!
//! In an emergency the validators alone can take the chain into safe mode or pause a call, and either
//! collective can end that. Neither stops readings, top-ups, votes, or this government itself.

use crate::{
	configs::{CallFilter, DEPOSIT_PER_BYTE, DEPOSIT_PER_ITEM},
	consensus::{MaxMotionWeight, Validators, MAX_MOTIONS, MOTION_BLOCKS},
	weights, AccountId, Balance, Balances, BlockNumber, Communities, CommunitiesCollective,
	OriginCaller, Preimage, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason, RuntimeOrigin,
	SafeMode, System, TxPause,
};
use alloc::vec::Vec;
use commonwatt_primitives::traits::{Communities as _, OnOperatorChange};
use frame_support::{
	instances::Instance2,
	migrations::{FailedMigrationHandler, FailedMigrationHandling},
	parameter_types,
	traits::{
		fungible::HoldConsideration, CallMetadata, ChangeMembers, ConstU32, Contains,
		EitherOfDiverse, EqualPrivilegeOnly, GetCallMetadata, InsideBoth, LinearStoragePrice,
		NeverEnsureOrigin, SafeMode as SafeModeTrait,
	},
	weights::Weight,
};
use frame_system::{EnsureRoot, EnsureWithSuccess};
use pallet_collective::{EnsureProportionAtLeast, EnsureProportionMoreThan, WeightInfo as _};
use pallet_tx_pause::RuntimeCallNameOf;

const HOUR: BlockNumber = 600;
const DAY: BlockNumber = 24 * HOUR;
/// Communities of a chain, each with a seat in their collective.
pub const MAX_COMMUNITIES: u32 = 64;

/// The communities' collective among collectives.
pub type Operators = Instance2;
type TwoThirdsOfValidators = EnsureProportionAtLeast<AccountId, Validators, 2, 3>;
type HalfOfValidators = EnsureProportionMoreThan<AccountId, Validators, 1, 2>;
type HalfOfCommunities = EnsureProportionMoreThan<AccountId, Operators, 1, 2>;
/// More than half of the validators, of the communities, or root.
type EitherCollective =
	EitherOfDiverse<EnsureRoot<AccountId>, EitherOfDiverse<HalfOfValidators, HalfOfCommunities>>;

parameter_types! {
	/// What the scheduler takes of a block at most: a seventieth, enough to look up a call of a MiB.
	pub SchedulerWeight: Weight = weights::MAX_BLOCK.saturating_div(70);
	/// What a migration over many blocks takes of each: it is alone in them.
	pub MigrationWeight: Weight = weights::MAX_BLOCK.saturating_div(2);
	/// Safe mode ends by itself after a day, unless it is extended.
	pub const SafeModeDuration: BlockNumber = DAY;
	/// What communities agreed to waits so long for the validators.
	pub const DeferredDispatch: BlockNumber = 28 * DAY;
	pub const NoDeposit: Option<Balance> = None;
	pub const NoRelease: Option<BlockNumber> = None;
	pub const MultisigDepositBase: Balance = DEPOSIT_PER_ITEM + 88 * DEPOSIT_PER_BYTE;
	pub const MultisigDepositFactor: Balance = 32 * DEPOSIT_PER_BYTE;
	pub const PreimageBaseDeposit: Balance = DEPOSIT_PER_ITEM;
	/// A byte of a preimage costs a tenth of one in a record of its own: it is taken back when it is used.
	pub const PreimageByteDeposit: Balance = DEPOSIT_PER_BYTE / 10;
	pub const PreimageHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
}

/// Transactions that are refused whatever their origin, and those that are refused now.
pub type Filter = InsideBoth<CallFilter, InsideBoth<SafeMode, TxPause>>;

/// The operators of the communities. Who does not vote says no.
impl pallet_collective::Config<Operators> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = ConstU32<MOTION_BLOCKS>;
	type MaxProposals = ConstU32<MAX_MOTIONS>;
	type MaxMembers = ConstU32<MAX_COMMUNITIES>;
	type DefaultVote = pallet_collective::PrimeDefaultVote;
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
	type SetMembersOrigin = NeverEnsureOrigin<()>;
	type MaxProposalWeight = MaxMotionWeight;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}

/// The operators of the communities sit in their collective.
pub struct OperatorsSeats;

impl OnOperatorChange for OperatorsSeats {
	fn on_operator_change() {
		let mut operators: Vec<AccountId> = (0..Communities::count())
			.filter_map(pallet_communities::Communities::<Runtime>::get)
			.map(|community| community.operator)
			.collect();
		operators.sort();
		operators.dedup();
		let old = pallet_collective::Members::<Runtime, Operators>::get();
		CommunitiesCollective::set_members_sorted(&operators, &old);
	}

	/// A read of each community, and the collective's own.
	fn weight() -> Weight {
		let seats = MAX_COMMUNITIES;
		pallet_collective::weights::SubstrateWeight::<Runtime>::set_members(
			seats,
			seats,
			MAX_MOTIONS,
		)
		.saturating_add(weights::DbWeight::get().reads(seats.into()))
	}
}

impl pallet_whitelist::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WhitelistOrigin = TwoThirdsOfValidators;
	type DispatchWhitelistedOrigin = HalfOfCommunities;
	type Preimages = Preimage;
	type DeferredDispatchExpiration = DeferredDispatch;
	type BlockNumberProvider = System;
	type WeightInfo = pallet_whitelist::weights::SubstrateWeight<Runtime>;
}

impl pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHoldReason,
		LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>,
	>;
}

impl pallet_scheduler::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = SchedulerWeight;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type MaxScheduledPerBlock = ConstU32<16>;
	type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

impl pallet_multisig::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type DepositBase = MultisigDepositBase;
	type DepositFactor = MultisigDepositFactor;
	type MaxSignatories = ConstU32<32>;
	type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
	type BlockNumberProvider = System;
}

/// What goes on whatever is stopped: readings, top-ups, votes, signals, and the government of the chain.
fn never_stops(pallet: &[u8], call: &[u8]) -> bool {
	match pallet {
		b"System"
		| b"Timestamp"
		| b"Session"
		| b"Grandpa"
		| b"ValidatorSet"
		| b"ValidatorsCollective"
		| b"CommunitiesCollective"
		| b"Whitelist"
		| b"Preimage"
		| b"Scheduler"
		| b"SafeMode"
		| b"TxPause"
		| b"MultiBlockMigrations" => true,
		b"Metering" => call == b"submit_readings",
		b"PriceSignals" => call == b"submit_signal",
		b"Billing" => matches!(call, b"top_up" | b"top_up_supplier"),
		b"CommunityTreasury" => {
			matches!(
				call,
				b"propose" | b"vote" | b"close" | b"execute" | b"stop_autopilot"
			)
		}
		_ => false,
	}
}

/// In safe mode. What only wraps other calls goes on too: each of those is asked for by itself.
pub struct NeverStopped;

impl Contains<RuntimeCall> for NeverStopped {
	fn contains(call: &RuntimeCall) -> bool {
		let CallMetadata {
			pallet_name,
			function_name,
		} = call.get_call_metadata();
		let wraps = matches!(
			call,
			RuntimeCall::Utility(_) | RuntimeCall::Multisig(_) | RuntimeCall::Proxy(_)
		);
		wraps || never_stops(pallet_name.as_bytes(), function_name.as_bytes())
	}
}

impl pallet_safe_mode::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WhitelistedCalls = NeverStopped;
	type EnterDuration = SafeModeDuration;
	type ExtendDuration = SafeModeDuration;
	/// Nobody buys a halt.
	type EnterDepositAmount = NoDeposit;
	type ExtendDepositAmount = NoDeposit;
	type ForceEnterOrigin = EnsureWithSuccess<HalfOfValidators, AccountId, SafeModeDuration>;
	type ForceExtendOrigin = EnsureWithSuccess<HalfOfValidators, AccountId, SafeModeDuration>;
	type ForceExitOrigin = EitherCollective;
	type ForceDepositOrigin = EnsureRoot<AccountId>;
	type Notify = ();
	type ReleaseDelay = NoRelease;
	type WeightInfo = pallet_safe_mode::weights::SubstrateWeight<Runtime>;
}

/// Nobody pauses it.
pub struct NeverPaused;

impl Contains<RuntimeCallNameOf<Runtime>> for NeverPaused {
	fn contains((pallet, call): &RuntimeCallNameOf<Runtime>) -> bool {
		never_stops(pallet, call)
	}
}

impl pallet_tx_pause::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PauseOrigin = HalfOfValidators;
	type UnpauseOrigin = EitherCollective;
	type WhitelistedCalls = NeverPaused;
	type MaxNameLen = ConstU32<64>;
	type WeightInfo = pallet_tx_pause::weights::SubstrateWeight<Runtime>;
}

/// A migration that fails leaves a chain that can be governed: in safe mode, where only what is never stopped
/// goes on, until either collective ends it. (The stock handlers keep out every transaction, for ever.)
pub struct IntoSafeMode;

impl FailedMigrationHandler for IntoSafeMode {
	fn failed(_migration: Option<u32>) -> FailedMigrationHandling {
		let entered = match SafeMode::is_entered() {
			true => <SafeMode as SafeModeTrait>::extend(BlockNumber::MAX),
			false => <SafeMode as SafeModeTrait>::enter(BlockNumber::MAX),
		};
		if entered.is_err() {
			log::error!(target: "runtime", "a migration failed, and safe mode cannot be entered");
		}
		FailedMigrationHandling::ForceUnstuck
	}
}

impl pallet_migrations::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	#[cfg(not(any(feature = "rehearsal", feature = "runtime-benchmarks")))]
	type Migrations = ();
	#[cfg(all(feature = "rehearsal", not(feature = "runtime-benchmarks")))]
	type Migrations = crate::rehearsal::ReencodeMeters;
	#[cfg(feature = "runtime-benchmarks")]
	type Migrations = pallet_migrations::mock_helpers::MockedMigrations;
	type CursorMaxLen = ConstU32<65_536>;
	type IdentifierMaxLen = ConstU32<256>;
	type MigrationStatusHandler = ();
	type FailedMigrationHandler = IntoSafeMode;
	type MaxServiceWeight = MigrationWeight;
	type WeightInfo = pallet_migrations::weights::SubstrateWeight<Runtime>;
}
