//! What an account has seen in a local calendar month, by kind.

use crate::{Balance, Wh};
use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Energy and the money it cost or brought.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Line {
	#[codec(compact)]
	pub wh: Wh,
	/// Base units.
	#[codec(compact)]
	pub money: Balance,
}

impl Line {
	pub fn add(&mut self, wh: Wh, money: Balance) {
		self.wh = self.wh.saturating_add(wh);
		self.money = self.money.saturating_add(money);
	}
}

/// A month of a delivery point. An entry counts in the month in which it is booked: what is settled
/// after midnight of the last day belongs to the next.
///
/// Over its months, what a point got less what it paid is what its account is worth, once nothing is
/// unsettled or reserved.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
	/// 12 x year + month - 1, local time.
	#[codec(compact)]
	pub month: u32,
	/// Metered, gaps included.
	#[codec(compact)]
	pub imported: Wh,
	#[codec(compact)]
	pub exported: Wh,
	/// Matched in the pool, at the pool price; the fee apart.
	pub pool_bought: Line,
	pub pool_sold: Line,
	/// Bought and sold ahead, at the auction price; the fee apart.
	pub auction_bought: Line,
	pub auction_sold: Line,
	/// From the supplier at retail, what nobody could pay for yet included.
	pub supplier_bought: Line,
	/// To the supplier, at what it paid.
	pub supplier_sold: Line,
	/// Of intervals that were never read.
	pub gap_bought: Line,
	pub gap_sold: Line,
	/// To the treasury, for what was bought from neighbours.
	pub grid_fee: Line,
	/// To the treasury, for positions that were not delivered.
	pub undelivered: Line,
	/// Paid in: top-ups, standing ones included.
	#[codec(compact)]
	pub topped_up: Balance,
	/// Paid in by donors.
	#[codec(compact)]
	pub gifts: Balance,
	#[codec(compact)]
	pub withdrawn: Balance,
	/// Green energy of neighbours that was retired for the point.
	#[codec(compact)]
	pub green: Wh,
}

impl Statement {
	pub fn of_month(month: u32) -> Self {
		Self {
			month,
			..Default::default()
		}
	}

	/// What the month brought less what it took, in base units.
	pub fn balance(&self) -> i128 {
		let sum = |amounts: &[Balance]| {
			amounts
				.iter()
				.fold(0u128, |sum, amount| sum.saturating_add(*amount))
		};
		let brought = sum(&[
			self.pool_sold.money,
			self.auction_sold.money,
			self.supplier_sold.money,
			self.gap_sold.money,
			self.topped_up,
			self.gifts,
		]);
		let took = sum(&[
			self.pool_bought.money,
			self.auction_bought.money,
			self.supplier_bought.money,
			self.gap_bought.money,
			self.grid_fee.money,
			self.undelivered.money,
			self.withdrawn,
		]);
		(brought as i128).saturating_sub(took as i128)
	}
}

/// Whether a delivery point may draw.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	codec::DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum SupplyState {
	/// Its credit covers what it could draw until its next reading.
	Normal,
	/// Its credit is under the withdrawal floor.
	#[default]
	Low,
	/// It draws on the guarantee fund.
	Emergency,
	/// Its emergency credit is used up: its gateway disconnects it until it is topped up.
	Disconnected,
}
