//! A runtime with listed calls that do what a test asks, and blocks of transactions through the
//! extension tuple.
#![allow(clippy::arithmetic_side_effects)]

use crate::{Budgets, ChargeAllowance, Purpose, Space};
use frame_support::{
	derive_impl,
	dispatch::{DispatchInfo, GetDispatchInfo},
	parameter_types,
	storage::{with_transaction_unchecked, TransactionOutcome},
	traits::{ConstU32, ConstU8, Hooks},
	weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, IdentityFee, Weight},
};
use pallet_transaction_payment::{ChargeTransactionPayment, ConstFeeMultiplier, Multiplier};
use sp_runtime::{
	traits::{DispatchTransaction, TransactionExtension},
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction,
	},
	BuildStorage, DispatchResult, Perbill,
};

pub type AccountId = u64;
pub type Balance = u128;
type Block = frame_system::mocking::MockBlock<Runtime>;

/// Has money, and no allowance.
pub const STRANGER: AccountId = 1;
/// Has an allowance of readings and no money.
pub const GATEWAY: AccountId = 2;
/// Has an allowance of orders and no money.
pub const HOUSEHOLD: AccountId = 3;
/// Has money and an allowance of both.
pub const RICH: AccountId = 4;
pub const TOKEN: Balance = 1_000_000_000_000;
pub const LIMIT: u32 = 10;
pub const PERIOD: u32 = 10;

/// A call's errands.
#[frame_support::pallet]
pub mod errands {
	use frame_support::{
		dispatch::{DispatchClass, WithPostDispatchInfo},
		pallet_prelude::*,
	};
	use frame_system::pallet_prelude::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// What accounts have left.
	#[pallet::storage]
	pub type Left<T: Config> =
		StorageDoubleMap<_, Twox64Concat, T::AccountId, Twox64Concat, bool, u32, ValueQuery>;

	#[pallet::error]
	pub enum Error<T> {
		AsAsked,
	}

	#[derive(
		Clone,
		Copy,
		Debug,
		Default,
		PartialEq,
		Eq,
		Encode,
		Decode,
		codec::DecodeWithMemTracking,
		TypeInfo,
	)]
	pub struct Errand {
		/// ms
		pub declared: u64,
		/// ms
		pub actual: Option<u64>,
		pub operational: bool,
		pub fails: bool,
		pub fee_returns: bool,
	}

	impl Errand {
		fn class(&self) -> DispatchClass {
			match self.operational {
				true => DispatchClass::Operational,
				false => DispatchClass::Normal,
			}
		}

		fn run<T: Config>(self) -> DispatchResultWithPostInfo {
			let post = frame_support::dispatch::PostDispatchInfo {
				actual_weight: self.actual.map(super::millis),
				pays_fee: match self.fee_returns {
					true => Pays::No,
					false => Pays::Yes,
				},
			};
			match self.fails {
				true => Err(Error::<T>::AsAsked.with_weight(
					post.actual_weight
						.unwrap_or_else(|| super::millis(self.declared)),
				)),
				false => Ok(post),
			}
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		#[pallet::call_index(0)]
		#[pallet::weight((super::millis(errand.declared), errand.class()))]
		pub fn read(
			origin: OriginFor<T>,
			units: u32,
			errand: Errand,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let _ = units;
			errand.run::<T>()
		}

		#[pallet::call_index(1)]
		#[pallet::weight((super::millis(errand.declared), errand.class()))]
		pub fn order(
			origin: OriginFor<T>,
			units: u32,
			errand: Errand,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let _ = units;
			errand.run::<T>()
		}

		#[pallet::call_index(2)]
		#[pallet::weight((super::millis(errand.declared), errand.class()))]
		pub fn work(origin: OriginFor<T>, errand: Errand) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			errand.run::<T>()
		}
	}
}

pub use errands::{Call as ErrandsCall, Errand};

pub fn millis(number: u64) -> Weight {
	Weight::from_parts(number * WEIGHT_REF_TIME_PER_MILLIS, 0)
}

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
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(3)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(4)]
	pub type Allowance = crate;
	#[runtime::pallet_index(5)]
	pub type Errands = errands;
}

parameter_types! {
	/// A block of 2 s and 8,000 bytes; 1.5 s and 6,000 bytes for the normal class.
	pub BlockWeights: frame_system::limits::BlockWeights =
		frame_system::limits::BlockWeights::with_sensible_defaults(
			Weight::from_parts(2_000 * WEIGHT_REF_TIME_PER_MILLIS, u64::MAX),
			Perbill::from_percent(75),
		);
	pub BlockLength: frame_system::limits::BlockLength =
		frame_system::limits::BlockLength::builder()
			.max_length(8_000)
			.modify_max_length_for_class(
				frame_support::dispatch::DispatchClass::Normal,
				|length| *length = 6_000,
			)
			.build();
	pub FeeMultiplier: Multiplier = Multiplier::from(1);
	pub static PaidShare: Perbill = Perbill::from_percent(25);
	pub static OrdersShare: Perbill = Perbill::from_rational(1u32, 8u32);
	pub static ReadingsShare: Perbill = Perbill::from_percent(25);
	/// What the largest listed transactions take.
	pub static Largest: Vec<(Purpose, Space)> = Vec::new();
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Runtime {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
	type BlockWeights = BlockWeights;
	type BlockLength = BlockLength;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Runtime {
	type Balance = Balance;
	type ExistentialDeposit = frame_support::traits::ConstU128<1>;
	type AccountStore = System;
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = pallet_transaction_payment::FungibleAdapter<Balances, ()>;
	type OperationalFeeMultiplier = ConstU8<5>;
	type WeightToFee = IdentityFee<Balance>;
	type LengthToFee = IdentityFee<Balance>;
	type FeeMultiplierUpdate = ConstFeeMultiplier<FeeMultiplier>;
	type WeightInfo = ();
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = ();
}

impl errands::Config for Runtime {}

/// Weight of finding, and of spending, an allowance.
pub const FINDING: Weight = Weight::from_parts(40_000_000, 0);
pub const SPENDING: Weight = Weight::from_parts(50_000_000, 0);

pub struct ErrandBudgets;

fn units(call: &RuntimeCall) -> Option<(bool, u32)> {
	match call {
		RuntimeCall::Errands(ErrandsCall::read { units, .. }) => Some((true, *units)),
		RuntimeCall::Errands(ErrandsCall::order { units, .. }) => Some((false, *units)),
		_ => None,
	}
}

/// What a unit of readings ranks.
pub const RANK: u128 = 1_000;

impl Budgets<AccountId, RuntimeCall> for ErrandBudgets {
	fn purpose(call: &RuntimeCall) -> Option<Purpose> {
		units(call).map(|(readings, _)| match readings {
			true => Purpose::Readings,
			false => Purpose::Orders,
		})
	}

	fn rank(call: &RuntimeCall) -> u128 {
		match units(call) {
			Some((true, units)) => RANK * u128::from(units),
			_ => 0,
		}
	}

	fn weight(_: Purpose) -> (Weight, Weight) {
		(FINDING, SPENDING)
	}

	fn covers(who: &AccountId, call: &RuntimeCall) -> bool {
		units(call).is_some_and(|(kind, units)| errands::Left::<Runtime>::get(who, kind) >= units)
	}

	fn spend(who: &AccountId, call: &RuntimeCall) -> bool {
		let covered = Self::covers(who, call);
		if let Some((kind, units)) = units(call).filter(|_| covered) {
			errands::Left::<Runtime>::mutate(who, kind, |left| *left -= units);
		}
		covered
	}

	fn largest() -> Vec<(Purpose, Space)> {
		Largest::get()
	}
}

impl crate::Config for Runtime {
	type Budgets = ErrandBudgets;
	type PaidShare = PaidShare;
	type OrdersShare = OrdersShare;
	type ReadingsShare = ReadingsShare;
	type OversizedPeriod = ConstU32<PERIOD>;
	type WeightInfo = crate::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

/// Who was granted an allowance.
#[cfg(feature = "runtime-benchmarks")]
pub struct Helper;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper<AccountId, RuntimeCall> for Helper {
	fn free(purpose: Purpose) -> (AccountId, RuntimeCall) {
		let errand = Errand {
			declared: 1,
			actual: None,
			operational: false,
			fails: false,
			fee_returns: false,
		};
		let units = 1;
		match purpose {
			Purpose::Readings => (GATEWAY, ErrandsCall::read { units, errand }.into()),
			Purpose::Orders => (HOUSEHOLD, ErrandsCall::order { units, errand }.into()),
		}
	}
}

pub type Payment = ChargeTransactionPayment<Runtime>;
pub type Charge = ChargeAllowance<Runtime, Payment>;
pub type Extension = (
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	Charge,
	frame_system::WeightReclaim<Runtime>,
);

/// A transaction to be.
#[derive(Clone)]
pub struct Transaction {
	pub who: AccountId,
	pub call: RuntimeCall,
	pub tip: Balance,
	pub len: usize,
	/// `None` is the account's next.
	pub nonce: Option<u32>,
}

pub fn by(who: AccountId, call: impl Into<RuntimeCall>) -> Transaction {
	Transaction {
		who,
		call: call.into(),
		tip: 0,
		len: 100,
		nonce: None,
	}
}

impl Transaction {
	pub fn tip(mut self, tip: Balance) -> Self {
		self.tip = tip;
		self
	}

	pub fn len(mut self, len: usize) -> Self {
		self.len = len;
		self
	}

	pub fn nonce(mut self, nonce: u32) -> Self {
		self.nonce = Some(nonce);
		self
	}

	pub fn extension(&self) -> Extension {
		let nonce = self
			.nonce
			.unwrap_or_else(|| System::account_nonce(self.who));
		(
			frame_system::CheckNonce::from(nonce),
			frame_system::CheckWeight::new(),
			Charge::from(Payment::from(self.tip)),
			frame_system::WeightReclaim::new(),
		)
	}

	pub fn info(&self) -> DispatchInfo {
		let mut info = self.call.get_dispatch_info();
		info.extension_weight = self.extension().weight(&self.call);
		info
	}

	/// In the block in progress; one that is invalid leaves no trace.
	pub fn apply(self) -> Result<DispatchResult, TransactionValidityError> {
		with_transaction_unchecked(|| {
			let (info, origin) = (self.info(), RuntimeOrigin::signed(self.who));
			let applied = self
				.extension()
				.dispatch_transaction(origin, self.call, &info, self.len, 0);
			System::note_applied_extrinsic(
				&applied.clone().unwrap_or_else(|_| Ok(Default::default())),
				info,
			);
			match applied {
				Ok(result) => {
					TransactionOutcome::Commit(Ok(result.map(|_| ()).map_err(|e| e.error)))
				}
				Err(invalid) => TransactionOutcome::Rollback(Err(invalid)),
			}
		})
	}

	/// As the pool would judge it.
	pub fn validate(&self) -> Result<ValidTransaction, TransactionValidityError> {
		let origin = RuntimeOrigin::signed(self.who);
		let source = TransactionSource::External;
		self.extension()
			.validate_only(origin, &self.call, &self.info(), self.len, source, 0)
			.map(|(valid, ..)| valid)
	}
}

pub const PAYMENT: TransactionValidityError =
	TransactionValidityError::Invalid(InvalidTransaction::Payment);
pub const EXHAUSTED: TransactionValidityError =
	TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources);

pub fn next_block() {
	let next = System::block_number() + 1;
	System::finalize();
	System::initialize(&next, &Default::default(), &Default::default());
}

pub fn left(who: AccountId, readings: bool) -> u32 {
	errands::Left::<Runtime>::get(who, readings)
}

pub fn grant(who: AccountId, readings: bool, units: u32) {
	errands::Left::<Runtime>::insert(who, readings, units);
}

pub fn normal_weight() -> Weight {
	*System::block_weight().get(frame_support::dispatch::DispatchClass::Normal)
}

pub fn integrity() {
	<Allowance as Hooks<u64>>::integrity_test();
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Runtime>::default()
		.build_storage()
		.expect("system has no genesis to refuse");
	pallet_balances::GenesisConfig::<Runtime> {
		balances: vec![(STRANGER, 1_000_000 * TOKEN), (RICH, 1_000_000 * TOKEN)],
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.expect("balances are distinct");
	let mut ext = sp_io::TestExternalities::new(storage);
	ext.execute_with(|| {
		System::initialize(&1, &Default::default(), &Default::default());
		for who in [GATEWAY, HOUSEHOLD] {
			System::inc_sufficients(&who);
		}
		grant(GATEWAY, true, LIMIT);
		grant(HOUSEHOLD, false, LIMIT);
		grant(RICH, true, LIMIT);
		grant(RICH, false, LIMIT);
	});
	ext
}
