//! Weights, until they are benchmarked: database operations enumerated, plus computation, measured
//! natively (`measure` in `tests/cost.rs`) and taken four times for wasm, the signature apart, which the
//! host verifies.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

const BASE: Weight = Weight::from_parts(10_000_000, 0);
const ITEM_PROOF: u64 = 512;
/// Bytes of a forecaster, and of a forecast.
const FORECASTER_PROOF: u64 = 128;
const FORECAST_PROOF: u64 = 184;
/// Versions of a community's rules that may be in force within a signal's day, or announced for it.
pub const RULE_VERSIONS: u64 = 8;
/// A version of the rules, for what can be.
const RULES: Weight = Weight::from_parts(20_000_000, 4_096);
/// Verifying a signature, however long what is signed.
const SIGNATURE: Weight = Weight::from_parts(100_000_000, 0);
/// Checking a step, and its bytes in what is signed.
const CHECKED_STEP: Weight = Weight::from_parts(3_500_000, 0);
/// Decoding and encoding a step to keep it.
const KEPT_STEP: Weight = Weight::from_parts(6_500_000, 0);
/// Decoding and encoding a forecaster.
const FORECASTER: Weight = Weight::from_parts(1_000_000, FORECASTER_PROOF);
/// A forecaster's part in the medians.
const VOICE: Weight = Weight::from_parts(10_000_000, FORECAST_PROOF);
/// A forecaster's losses, score and share.
const SCORE: Weight = Weight::from_parts(10_000_000, FORECAST_PROOF);

pub trait WeightInfo {
	fn elect_forecaster() -> Weight;
	fn dismiss_forecaster() -> Weight;
	fn suspend_forecaster() -> Weight;
	fn reinstate_forecaster() -> Weight;
	fn rotate_signal_key() -> Weight;
	fn fund_rewards() -> Weight;
	fn set_reward() -> Weight;
	fn claim_reward() -> Weight;
	/// A signal of so many steps.
	fn submit_signal(steps: u32) -> Weight;
	/// Deciding whether it may enter a block.
	fn authorize_submit_signal(steps: u32) -> Weight;
	fn poll_base() -> Weight;
	/// Looking whether a community has anything to do.
	fn poll_community() -> Weight;
	/// Loading and storing the rounds and the forecasters of one that has.
	fn open_community(forecasters: u32) -> Weight;
	fn settle_round(forecasters: u32) -> Weight;
	fn score_interval(forecasters: u32) -> Weight;
}

pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: crate::Config> SubstrateWeight<T> {
	fn of(reads: u64, writes: u64) -> Weight {
		BASE.saturating_add(Self::db(reads, writes))
	}

	fn db(reads: u64, writes: u64) -> Weight {
		T::DbWeight::get()
			.reads_writes(reads, writes)
			.saturating_add(Weight::from_parts(0, ITEM_PROOF.saturating_mul(reads)))
	}

	/// A community's forecasters, as many as there may be.
	fn list() -> Weight {
		FORECASTER.saturating_mul(T::MaxForecasters::get().into())
	}

	/// A forecast of each of them for one interval.
	fn heard() -> Weight {
		Weight::from_parts(
			0,
			FORECAST_PROOF.saturating_mul(T::MaxForecasters::get().into()),
		)
	}
}

impl<T: crate::Config> WeightInfo for SubstrateWeight<T> {
	/// Reads Communities, the clock (3), Forecasters, NextForecasterId, Rounds, the account.
	/// Writes Forecasters, NextForecasterId, Rounds, the account.
	fn elect_forecaster() -> Weight {
		Self::of(8, 4).saturating_add(Self::list())
	}
	/// Reads Communities, the clock (3), Forecasters, Heard, RewardPots, pot, the account.
	/// Writes Forecasters, Latest, Heard, RewardPots, pot, the account.
	fn dismiss_forecaster() -> Weight {
		Self::of(9, 6)
			.saturating_add(Self::list())
			.saturating_add(Self::heard())
	}
	/// Reads Communities, Forecasters; writes Forecasters, Latest.
	fn suspend_forecaster() -> Weight {
		Self::of(2, 2).saturating_add(Self::list())
	}
	/// Reads Communities, the clock (3), Forecasters; writes Forecasters.
	fn reinstate_forecaster() -> Weight {
		Self::of(5, 1).saturating_add(Self::list())
	}
	/// Reads and writes Forecasters.
	fn rotate_signal_key() -> Weight {
		Self::of(1, 1).saturating_add(Self::list())
	}
	/// Reads Communities, RewardPots, payer, pot; writes RewardPots, payer, pot.
	fn fund_rewards() -> Weight {
		Self::of(4, 3)
	}
	/// Reads Communities, RewardPots; writes RewardPots.
	fn set_reward() -> Weight {
		Self::of(2, 1)
	}
	/// Reads Forecasters, pot, the account; writes them.
	fn claim_reward() -> Weight {
		Self::of(3, 3).saturating_add(Self::list())
	}
	/// Reads Rounds, Forecasters, Heard; writes them and Latest.
	fn submit_signal(steps: u32) -> Weight {
		Self::of(3, 4)
			.saturating_add(Self::list())
			.saturating_add(Self::heard())
			.saturating_add(KEPT_STEP.saturating_mul(steps.into()))
	}
	/// Reads Forecasters, the clock (3), the genesis hash, Communities; what can be: the list of the rules'
	/// versions, each of them, the points' capacity.
	fn authorize_submit_signal(steps: u32) -> Weight {
		Self::of(RULE_VERSIONS.saturating_add(8), 0)
			.saturating_add(Self::list())
			.saturating_add(RULES.saturating_mul(RULE_VERSIONS))
			.saturating_add(SIGNATURE)
			.saturating_add(CHECKED_STEP.saturating_mul(steps.into()))
	}
	/// Reads the number of communities, the clock (3); reads and writes NextCommunity.
	fn poll_base() -> Weight {
		Self::of(5, 1)
	}
	/// Reads Rounds, and how far outcomes are known (3).
	fn poll_community() -> Weight {
		Self::db(4, 0)
	}
	/// Reads and writes Forecasters; writes Rounds.
	fn open_community(forecasters: u32) -> Weight {
		Self::of(1, 2).saturating_add(FORECASTER.saturating_mul(forecasters.into()))
	}
	/// Reads Heard; writes Settled, or removes Heard; removes what waited too long (2), and the signal of
	/// each that is suspended.
	fn settle_round(forecasters: u32) -> Weight {
		Self::db(1, 4)
			.saturating_add(VOICE.saturating_mul(forecasters.into()))
			.saturating_add(T::DbWeight::get().writes(forecasters.into()))
	}
	/// Reads Heard, References, RewardPots, two outcomes (3 each), the clock's parameters; removes
	/// Settled and Heard; writes References, RewardPots; removes the signal of each that is suspended.
	fn score_interval(forecasters: u32) -> Weight {
		Self::db(10, 4)
			.saturating_add(SCORE.saturating_mul(forecasters.into()))
			.saturating_add(T::DbWeight::get().writes(forecasters.into()))
	}
}
