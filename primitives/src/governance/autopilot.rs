//! The rules by which a community's money steers itself, and what it did.

use crate::{Balance, Interval, Price};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::Permill;

/// What the chain does by itself at the end of every period.
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
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct AutopilotRules {
	/// What the free treasury should hold, base units.
	pub reserve: Balance,
	/// The grid fee stays within these, base units per Wh.
	pub lowest_fee: Price,
	pub highest_fee: Price,
	/// What the grid fee moves by at once, base units per Wh.
	pub fee_step: Price,
	/// Of what is above the reserve: to the solidarity fund.
	pub solidarity: Permill,
	/// To the community's own account, to invest.
	pub investment: Permill,
	/// To the members by the energy they metered in the month.
	pub refund: Permill,
}

/// What was done to the grid fee.
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
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum FeeDecision {
	/// It stays.
	Held,
	/// One step up from this interval on.
	Raised { from: Interval },
	/// One step down from this interval on.
	Lowered { from: Interval },
}

/// Why the grid fee was moved or held.
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
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum FeeReason {
	/// Treasury and forecast are below the reserve.
	BelowReserve,
	/// Treasury and forecast are above the reserve by more than the period's expense.
	AboveReserve,
	/// Neither.
	NearReserve,
	/// It should move, and is at the bound already.
	AtBound,
	/// It should move, and the rules were refused: the event says why. The next period tries anew.
	RulesRefused,
}

/// What the autopilot saw and did at the end of a period. Money in base units.
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
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct AutopilotReport {
	/// The period that ended, and its intervals `from..until`.
	pub period: u32,
	pub from: Interval,
	pub until: Interval,
	/// The free treasury before anything was done.
	pub treasury: Balance,
	/// What the treasury received and paid in the period, guarantee lending included, investment apart.
	pub income: Balance,
	pub expense: Balance,
	/// The fees that the intervals to come bring by the price signals, and of how many intervals.
	pub forecast: Balance,
	pub forecast_intervals: u32,
	/// The target.
	pub reserve: Balance,
	/// The lowest and the highest fee of the newest rules before the decision, base units per Wh.
	pub lowest_fee: Price,
	pub highest_fee: Price,
	pub decision: FeeDecision,
	pub reason: FeeReason,
	/// What the treasury had above the reserve, and what was done with it; the rest stays.
	pub surplus: Balance,
	pub to_solidarity: Balance,
	pub to_investment: Balance,
	pub to_refunds: Balance,
}
