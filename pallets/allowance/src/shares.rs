//! What each kind of transaction may take of a block, so that none keeps another out.
//!
//! Beside its mandatory part, four kinds fill a block: operational, paid, orders, readings. Each has a
//! share that it can always take. What others leave of theirs it may take as well, but nothing they
//! have not used: a transaction enters if its kind stays within its share, or if all other shares
//! would still be free after it. Weight and length are reckoned alike, each by itself.

use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;

/// What a transaction free of charge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
	Orders,
	Readings,
}

/// What a transaction is, beside the block's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
	/// Of the operational class.
	Operational,
	/// Of the normal class, and not free of charge.
	Paid,
	Free(Purpose),
}

impl Kind {
	pub const ALL: [Self; 4] = [
		Self::Operational,
		Self::Paid,
		Self::Free(Purpose::Orders),
		Self::Free(Purpose::Readings),
	];
}

/// A part of a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Space {
	pub weight: Weight,
	/// Bytes.
	pub length: u32,
}

impl Space {
	pub(crate) fn plus(self, other: Self) -> Self {
		Self {
			weight: self.weight.saturating_add(other.weight),
			length: self.length.saturating_add(other.length),
		}
	}

	fn at_least(self, other: Self) -> Self {
		Self {
			weight: self.weight.max(other.weight),
			length: self.length.max(other.length),
		}
	}
}

/// A part of a block for each kind: its share, or what it has taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
	pub operational: Space,
	/// What is taken includes the block's own length: header and inherents.
	pub paid: Space,
	pub orders: Space,
	pub readings: Space,
}

impl Kinds {
	pub fn of(&self, kind: Kind) -> Space {
		match kind {
			Kind::Operational => self.operational,
			Kind::Paid => self.paid,
			Kind::Free(Purpose::Orders) => self.orders,
			Kind::Free(Purpose::Readings) => self.readings,
		}
	}

	pub fn sum(&self) -> Space {
		Kind::ALL
			.into_iter()
			.fold(Space::default(), |sum, kind| sum.plus(self.of(kind)))
	}
}

/// A block, as far as it is filled.
#[derive(Clone, Copy, Debug)]
pub struct Block {
	/// What there is for all.
	pub space: Space,
	/// Weight of hooks and inherents.
	pub mandatory: Weight,
	pub shares: Kinds,
	pub taken: Kinds,
}

impl Block {
	/// Whether a transaction of `kind`, which `taken` includes, may be in it.
	pub fn admits(&self, kind: Kind) -> bool {
		let (own, share) = (self.taken.of(kind), self.shares.of(kind));
		let mandatory = Space {
			weight: self.mandatory,
			length: 0,
		};
		let others = Kind::ALL
			.into_iter()
			.filter(|other| *other != kind)
			.fold(mandatory, |sum, other| {
				sum.plus(self.taken.of(other).at_least(self.shares.of(other)))
			});
		let all = others.plus(own);
		(own.weight.all_lte(share.weight) || all.weight.all_lte(self.space.weight))
			&& (own.length <= share.length || all.length <= self.space.length)
	}

	/// Whether operational and paid transactions have taken `weight` together, and nothing more.
	pub fn holds_only(&self, weight: Weight) -> bool {
		let paying = self.taken.operational.plus(self.taken.paid);
		paying.weight == weight
	}
}
