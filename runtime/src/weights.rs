//! Block limits and fees.

use crate::{AccountId, Authorship, Balance, Balances, Runtime};
use frame_support::{
	parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		OnUnbalanced,
	},
	weights::{
		constants::{ParityDbWeight, WEIGHT_REF_TIME_PER_SECOND},
		Weight,
	},
};
use frame_system::limits::{BlockLength, BlockWeights};
use pallet_communities::WeightInfo as _;
use pallet_transaction_payment::{Multiplier, TargetedFeeAdjustment};
use sp_runtime::{FixedPointNumber, Perbill, Perquintill};

/// Three quarters of a block are for transactions; operational ones may use the rest.
const NORMAL_RATIO: Perbill = Perbill::from_percent(75);
/// One block a minute may hold a transaction that others' shares leave no place for.
pub const OVERSIZED_PERIOD: u32 = 10;
pub(crate) const MAX_BLOCK: Weight =
	Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND.saturating_mul(2), u64::MAX);

parameter_types! {
	pub Weights: BlockWeights = BlockWeights::with_sensible_defaults(MAX_BLOCK, NORMAL_RATIO);
	pub Length: BlockLength = BlockLength::builder()
		.max_length(5 * 1024 * 1024)
		.modify_max_length_for_class(frame_support::dispatch::DispatchClass::Normal, |length| {
			*length = NORMAL_RATIO * *length
		})
		.build();
	/// The most that clearing, closing, sweeping and retiring take of a block: a fifth.
	pub PollWeight: Weight = MAX_BLOCK.saturating_div(5);
	/// The most that standing orders take of a block: a fortieth.
	pub StandingOrderWeight: Weight = MAX_BLOCK.saturating_div(40);
	/// The most that aggregating and scoring signals take of a block: a two-hundredth.
	pub SignalsPollWeight: Weight = MAX_BLOCK.saturating_div(200);
	/// The most that the expiry of certificates takes of a block: a hundredth.
	pub CertificatesPollWeight: Weight = MAX_BLOCK.saturating_div(100);
	/// The most that the traces of closed assets take of a block: a five-hundredth.
	pub SharesPollWeight: Weight = MAX_BLOCK.saturating_div(500);
	/// The most that periods and months of communities' treasuries take of a block: a hundredth.
	pub GovernmentPollWeight: Weight = MAX_BLOCK.saturating_div(100);
	/// The most that standing top-ups take of a block: a hundredth.
	pub StandingTopUpWeight: Weight = MAX_BLOCK.saturating_div(100);

	/// What each can always take of the normal class, whatever the others do: a quarter for payers,
	/// so that what is free takes at most three; enough for a full batch of readings; the rest for orders.
	/// With the operational quarter of a block they leave a quarter and a bit for its mandatory part.
	pub const PaidShare: Perbill = Perbill::from_percent(25);
	pub ReadingsShare: Perbill = Perbill::from_rational(5u32, 16u32);
	pub OrdersShare: Perbill = Perbill::from_rational(1u32, 16u32);

	pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
	pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(75, 1_000_000);
	pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10);
	pub MaximumMultiplier: Multiplier = Multiplier::saturating_from_integer(100);
}

pub type DbWeight = ParityDbWeight;
/// Fees rise slowly while blocks are more than a quarter full, and fall back to a tenth; at most a hundredfold.
pub type FeeMultiplier = TargetedFeeAdjustment<
	Runtime,
	TargetBlockFullness,
	AdjustmentVariable,
	MinimumMultiplier,
	MaximumMultiplier,
>;

/// Fees and tips go to the validator that authored the block.
pub struct ToAuthor;

impl OnUnbalanced<Credit<AccountId, Balances>> for ToAuthor {
	fn on_nonzero_unbalanced(fees: Credit<AccountId, Balances>) {
		if let Some(author) = Authorship::author() {
			// An author below the existential deposit gets nothing: what is dropped is burnt.
			let _ = Balances::resolve(&author, fees);
		}
	}
}

/// Setting the timestamp also ticks the market's clock.
pub struct TimestampWeight;

impl pallet_timestamp::WeightInfo for TimestampWeight {
	fn set() -> Weight {
		pallet_timestamp::weights::SubstrateWeight::<Runtime>::set()
			.saturating_add(pallet_communities::weights::SubstrateWeight::<Runtime>::tick())
	}

	fn on_finalize() -> Weight {
		pallet_timestamp::weights::SubstrateWeight::<Runtime>::on_finalize()
	}
}

/// A token's base unit per picosecond of weight: a transfer of 0.5 ms costs 0.0005 token.
pub type WeightToFee = frame_support::weights::IdentityFee<Balance>;
/// A kilobyte costs 0.001 token.
pub type LengthToFee = frame_support::weights::ConstantMultiplier<
	Balance,
	frame_support::traits::ConstU128<1_000_000>,
>;
