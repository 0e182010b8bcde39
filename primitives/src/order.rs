//! Orders: what a point would buy or sell in an interval, and at which prices.

use crate::{Interval, Moment, PointId, Price, Wh};
use alloc::{format, string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt::Write;
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// Steps of a curve.
pub const MAX_STEPS: u32 = 8;
/// The least a curve offers in total, Wh.
pub const MINIMUM_ORDER_WH: Wh = 10;

/// Which way the energy goes, seen from the point.
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
pub enum Side {
	Buy,
	Sell,
}

/// A quantity at a limit.
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
pub struct Step {
	/// Base units per Wh, on the community's tick grid. Net of the fee: a buyer pays the fee on top.
	pub limit: Price,
	/// Wh, at least 1.
	pub quantity: Wh,
}

/// A curve: what a point would buy or sell in an interval, best limit first.
#[derive(
	Clone,
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
pub struct Order {
	pub side: Side,
	/// One to [`MAX_STEPS`]; a bid's limits fall, an ask's rise.
	pub steps: BoundedVec<Step, ConstU32<MAX_STEPS>>,
}

impl Order {
	/// All Wh of the curve.
	pub fn quantity(&self) -> Wh {
		self.steps
			.iter()
			.fold(0, |sum, step| sum.saturating_add(step.quantity))
	}

	/// Whether there is a step, every step has a quantity, and limits get worse from step to step.
	pub fn is_monotonic(&self) -> bool {
		let worse = |pair: (&Step, &Step)| match self.side {
			Side::Buy => pair.1.limit < pair.0.limit,
			Side::Sell => pair.1.limit > pair.0.limit,
		};
		!self.steps.is_empty()
			&& self.steps.iter().all(|step| step.quantity > 0)
			&& self.steps.iter().zip(self.steps.iter().skip(1)).all(worse)
	}
}

/// An order, or its cancellation, that its owner or the point's trading key signed for anyone to
/// submit.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Intent<AccountId, Signature> {
	pub point: PointId,
	pub interval: Interval,
	/// `None` cancels the point's order for the interval.
	pub order: Option<Order>,
	/// Higher than that of every intent of the point for this interval that was executed.
	pub nonce: u64,
	/// Not executed at this timestamp (ms since 1970) or later.
	pub expires: Moment,
	/// The owner of the point, or its trading key.
	pub signer: AccountId,
	/// The signer's over [`Intent::message`], plain or between `<Bytes>` and `</Bytes>` as wallets
	/// wrap what they sign.
	pub signature: Signature,
}

impl<AccountId, Signature> Intent<AccountId, Signature> {
	/// What is signed: text, so that a wallet shows what it signs.
	///
	/// ```
	/// # use commonwatt_primitives::order::*;
	/// let steps = vec![Step { limit: 150, quantity: 1_000 }, Step { limit: 120, quantity: 500 }];
	/// let order = Order { side: Side::Buy, steps: steps.try_into()? };
	/// let intent = Intent {
	///     point: 3, interval: 17, order: Some(order), nonce: 5, expires: 1_700_000_000_000,
	///     signer: (), signature: (),
	/// };
	/// assert_eq!(
	///     String::from_utf8_lossy(&intent.message([7; 32].into())),
	///     "commonwatt/intent/1\nchain 0x0707070707070707070707070707070707070707070707070707070707070707\n\
	///      point 3\ninterval 17\nbuy 1000 Wh at 150\nbuy 500 Wh at 120\nnonce 5\nexpires 1700000000000\n"
	/// );
	/// # Ok::<(), Vec<Step>>(())
	/// ```
	pub fn message(&self, genesis: H256) -> Vec<u8> {
		let mut text = format!(
			"commonwatt/intent/1\nchain {genesis:?}\npoint {}\ninterval {}\n",
			self.point, self.interval
		);
		match &self.order {
			None => text.push_str("cancel\n"),
			Some(order) => order.write_to(&mut text),
		}
		// Writing to a string cannot fail.
		let _ = write!(text, "nonce {}\nexpires {}\n", self.nonce, self.expires);
		text.into_bytes()
	}
}

impl Order {
	fn write_to(&self, text: &mut String) {
		let verb = match self.side {
			Side::Buy => "buy",
			Side::Sell => "sell",
		};
		for Step { limit, quantity } in &self.steps {
			let _ = writeln!(text, "{verb} {quantity} Wh at {limit}");
		}
	}
}

/// `message` as wallets wrap what they sign.
pub fn wrapped(message: &[u8]) -> Vec<u8> {
	[b"<Bytes>", message, b"</Bytes>"].concat()
}

/// Why an intent is refused. The others of its batch are executed.
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
pub enum IntentRefusal {
	/// There is no such point in the community.
	UnknownPoint,
	/// The signer is neither the point's owner nor its trading key.
	NotOwnerNorTradingKey,
	/// Past its expiry.
	Expired,
	/// An intent of the point for this interval with this nonce, or a higher one, was executed.
	Replayed,
	/// The signature is not the signer's over this intent: whoever submits could have known.
	BadSignature,
	/// The order or the cancellation is refused, as the call would be.
	Order(OrderRefusal),
}

/// Why an order or its cancellation is refused.
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
pub enum OrderRefusal {
	/// The owner is no active member of the community.
	NotActiveMember,
	/// The point is closed.
	PointClosed,
	/// The point's meter counts from a later interval on, or has read this one already.
	IntervalNotMetered,
	/// The community holds no auction in this interval: its rules say so, there is no local market,
	/// or its prices leave no tick, or too many.
	NoAuction,
	/// The supplier is in arrears: no orders until it has paid.
	AuctionSuspended,
	/// Orders are taken for intervals up to the horizon.
	BeyondHorizon,
	/// Orders for this interval are final.
	GateClosed,
	/// So short before gate closure a curve may only grow.
	ShrinksInFreeze,
	/// No step, a step without quantity, or limits that do not get worse from step to step.
	CurveNotMonotonic,
	/// Less than 10 Wh in total.
	BelowMinimum,
	/// More than the connection can carry in an interval.
	AboveCapacity,
	/// A limit that is not a multiple of the community's tick.
	LimitOffTickGrid,
	/// A bid below every price that can result, or an ask above: it could never be filled.
	Unfillable,
	/// The reserve is more than the point's free credit.
	NotEnoughCredit,
	/// The point has no order for this interval.
	NoOrder,
}
