//! The types of the set's storage.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	traits::Get, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use sp_staking::SessionIndex;

/// A validator of the set.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Validator<AccountId> {
	pub account: AccountId,
	/// Of genesis: no community's nomination holds it in the set.
	pub founder: bool,
	/// The session in which it was confirmed.
	#[codec(compact)]
	pub joined: SessionIndex,
	/// Whether it has authored a block since.
	pub proven: bool,
	/// Sessions in a row that it validated in without authoring a block.
	#[codec(compact)]
	pub silent: u32,
	/// Proven to have voted twice in a round of finality: it leaves when it can.
	pub equivocated: bool,
}

impl<AccountId> Validator<AccountId> {
	pub(crate) fn new(account: AccountId, joined: SessionIndex) -> Self {
		Self {
			account,
			founder: false,
			joined,
			proven: false,
			silent: 0,
			equivocated: false,
		}
	}

	/// A validator of genesis. Nobody could have proven anything yet.
	pub(crate) fn founder(account: AccountId) -> Self {
		Self {
			founder: true,
			proven: true,
			..Self::new(account, 0)
		}
	}

	/// Whether it authored a block when it last could.
	pub fn is_awake(&self) -> bool {
		self.proven && self.silent == 0
	}

	/// Counts a session that it validated in.
	pub(crate) fn count_session(&mut self, authored: bool) {
		match authored {
			true => {
				self.proven = true;
				self.silent = 0;
			}
			false => self.silent = self.silent.saturating_add(1),
		}
	}
}

/// Why a validator left.
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
pub enum Reason {
	/// By decision of the set.
	Removed,
	/// No community nominates it any more.
	Withdrawn,
	/// Of its own will.
	Resigned,
	/// It authored no block in too many sessions.
	Silent,
	/// It voted twice in a round of finality.
	Equivocated,
}

impl Reason {
	/// Whether the chain decided by itself.
	pub fn is_automatic(&self) -> bool {
		matches!(self, Self::Silent | Self::Equivocated)
	}
}

/// A validator that left.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Departure<AccountId> {
	pub account: AccountId,
	pub reason: Reason,
	/// The session in which it left the set. It validates to the end of the next.
	#[codec(compact)]
	pub session: SessionIndex,
}

/// The last session in which finality can have passed.
#[derive(
	CloneNoBound,
	DebugNoBound,
	PartialEqNoBound,
	EqNoBound,
	Encode,
	Decode,
	MaxEncodedLen,
	TypeInfo,
	frame_support::DefaultNoBound,
)]
#[scale_info(skip_type_params(Most))]
pub struct Finalized<AccountId: Clone + core::fmt::Debug + Eq, Most: Get<u32>> {
	#[codec(compact)]
	pub session: SessionIndex,
	/// Who validated in it, but for those that left since otherwise than by the chain itself.
	pub validators: BoundedVec<AccountId, Most>,
}

impl<AccountId: Clone + core::fmt::Debug + Eq, Most: Get<u32>> Finalized<AccountId, Most> {
	/// The validators of `session`, as many as there may be.
	pub(crate) fn new(session: SessionIndex, validators: Vec<AccountId>) -> Self {
		Self {
			session,
			validators: BoundedVec::truncate_from(validators),
		}
	}
}
