//! The types of billing's storage.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use commonwatt_primitives::{governance::TreasuryBook, Balance};
use scale_info::TypeInfo;

/// The accounts of a community, points and escrow apart. All in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct CommunityAccounts {
	/// Grid fees, donations, and what nobody else may gain.
	pub treasury: Balance,
	/// Prepaid by the supplier of last resort.
	pub supplier: Balance,
	/// Lends emergency credit.
	pub guarantee: Balance,
	/// Owed by the supplier to the treasury; not money in the pot.
	pub arrears: Balance,
	/// The sum of all accounts the pot backs: credits, escrows, treasury, supplier, guarantee. Only
	/// money that enters or leaves the pot changes it.
	pub liabilities: Balance,
	/// The part of the treasury that the community's government has set aside for a purpose.
	pub set_aside: Balance,
	/// What came into the treasury and went out of it.
	pub lines: TreasuryBook,
}

impl CommunityAccounts {
	/// What of the treasury is not set aside.
	pub fn free_treasury(&self) -> Balance {
		self.treasury.saturating_sub(self.set_aside)
	}
}

/// The parts of an inflow to a point that paid what it owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repaid {
	pub debt: Balance,
	pub receivable: Balance,
}

/// What a payer instructs.
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
pub struct StandingTopUpTerms {
	/// Paid at once; the last time, what is left of the budget.
	#[codec(compact)]
	pub amount: Balance,
	/// Paid in all from now on.
	#[codec(compact)]
	pub budget: Balance,
}

/// The standing top-up of a point.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct StandingTopUp<AccountId> {
	pub payer: AccountId,
	pub terms: StandingTopUpTerms,
}

/// Where the queue of standing top-ups begins and where the next point joins it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct QueueEnds {
	pub first: u64,
	pub next: u64,
}
