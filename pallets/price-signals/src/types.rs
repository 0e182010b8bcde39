//! The types of the pallet's storage, events and genesis.

use crate::{crypto, score};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use commonwatt_primitives::{
	signal::{Forecast, ForecasterId, MAX_STEPS},
	Balance, CommunityId, Interval,
};
use frame_support::{
	traits::{ConstU32, Get},
	BoundedVec, CloneNoBound, DebugNoBound, DefaultNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::Permill;

/// Whether a forecaster's signals count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Status {
	Active,
	/// Sends nothing, is not counted for quorum, is not scored.
	Suspended,
}

/// Why a forecaster was suspended.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Suspension {
	ByOperator,
	/// Its faults reached the limit, the last because it sent nothing.
	Silent,
	/// Its faults reached the limit, the last because of its losses.
	Losses,
}

/// A forecaster of a community.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Forecaster<AccountId> {
	/// Unique in the community, never reused.
	pub id: ForecasterId,
	/// Rotates the key, gets the rewards.
	pub account: AccountId,
	/// Signs the signals.
	pub key: crypto::Public,
	pub status: Status,
	/// The interval in progress when it was elected.
	pub elected_at: Interval,
	/// The interval in progress when it was elected or last reinstated: a signal is expected of it from
	/// the next round on.
	pub active_since: Interval,
	/// The round of its last signal.
	pub last_round: Option<Interval>,
	/// The average of its scores.
	pub reputation: Permill,
	/// The average of its relative losses, parts per million, since it was elected or reinstated.
	pub relative_loss: u32,
	/// Intervals it missed or did badly in, less the others.
	pub faults: u32,
	/// Rewards that were not claimed, base units.
	pub earned: Balance,
}

impl<AccountId> Forecaster<AccountId> {
	/// A forecaster elected in the round `now`.
	pub(crate) fn new(
		id: ForecasterId,
		account: AccountId,
		key: crypto::Public,
		now: Interval,
	) -> Self {
		Self {
			id,
			account,
			key,
			status: Status::Active,
			elected_at: now,
			active_since: now,
			last_round: None,
			reputation: Permill::from_percent(50),
			relative_loss: score::ONE,
			faults: 0,
			earned: 0,
		}
	}

	pub fn is_active(&self) -> bool {
		self.status == Status::Active
	}

	/// Whether it is active and had all of the round to send a signal.
	pub(crate) fn was_expected(&self, round: Interval) -> bool {
		self.is_active() && self.active_since < round
	}
}

/// The last signal of a forecaster.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Signal {
	pub round: Interval,
	/// Of the intervals `round + lead`, `round + lead + 1` and so on.
	pub steps: BoundedVec<Forecast, ConstU32<MAX_STEPS>>,
}

/// The aggregate of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Aggregate {
	pub forecast: Forecast,
	/// Forecasters it was made of.
	pub heard: u32,
}

/// How far a community's rounds have come.
#[derive(
	CloneNoBound,
	DebugNoBound,
	DefaultNoBound,
	PartialEqNoBound,
	Encode,
	Decode,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(MaxUnscored))]
pub struct Progress<MaxUnscored: Get<u32>> {
	/// Rounds below are over, their signals aggregated.
	pub settled_until: Interval,
	/// No signal was heard in this round or a later one.
	pub heard_until: Interval,
	/// The intervals with an aggregate, oldest first: they wait for their outcome.
	pub unscored: BoundedVec<Interval, MaxUnscored>,
}

/// What a community pays its forecasters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Rewards {
	/// For a scored interval at most, base units.
	pub per_interval: Balance,
	/// Funded and not shared out yet, base units.
	pub budget: Balance,
}

/// What an interval was for one of the forecasters it was expected of.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Score {
	pub forecaster: ForecasterId,
	/// Its relative loss in this interval, parts per million; `None` if it sent nothing.
	pub relative_loss: Option<u32>,
	/// Afterwards.
	pub reputation: Permill,
	/// Afterwards.
	pub faults: u32,
	/// Base units, added to what it has earned.
	pub reward: Balance,
}

/// A forecaster of the genesis block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GenesisForecaster<AccountId> {
	pub community: CommunityId,
	pub account: AccountId,
	pub key: crypto::Public,
}
