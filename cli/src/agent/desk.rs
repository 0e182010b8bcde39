//! For which intervals orders are placed, and whether one is placed, replaced, cancelled or left as it is.

use super::Sight;
use crate::{
	book::book_of,
	order::{ensure_credit, reserve_of},
};
use anyhow::{ensure, Result};
use commonwatt_primitives::{
	api::{BookView, OrderView, PointView},
	order::Order,
	Interval, Moment,
};
use commonwatt_runtime::{AccountId, SLOT_DURATION};

/// A transaction is in the block after next at the latest, or an order might come too late.
const MARGIN: Moment = 2 * SLOT_DURATION;

/// Intervals after the one in progress of which one must be open to order.
const LOOKED_AT: Interval = 8;

/// What to do about an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
	Place(Order),
	Replace(Order),
	Cancel,
	/// Nothing stands, and nothing shall.
	Nothing,
	Leave(Why),
}

/// Why what stands, or does not, is left so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
	/// It says what it shall.
	Unchanged,
	/// The owner, or another key, has placed it.
	NotOurs,
	/// It was taken back, and not by the agent.
	TakenBack,
	/// It could only grow.
	Frozen,
	/// Orders are final, or would be before this one is in a block.
	Gate,
}

/// Whether an order that is sent now is in time.
pub fn is_open(book: &BookView, now: Moment) -> bool {
	!book.auction.cleared && now.saturating_add(MARGIN) < book.auction.gate_closure
}

/// So many intervals, from the soonest on that takes orders still.
pub async fn open_intervals(
	at: &Sight<'_>,
	view: &PointView<AccountId>,
	intervals: u32,
) -> Result<Vec<Interval>> {
	let mut open = Vec::new();
	let next = at.time.in_progress().saturating_add(1);
	for interval in next..next.saturating_add(LOOKED_AT) {
		if open.len() >= intervals as usize {
			break;
		}
		// Without an auction the pool trades all the same.
		let Ok(book) = book_of(at.rpc, view.community, interval, at.block).await else {
			ensure!(at.rpc.is_connected(), "the node closed the connection");
			continue;
		};
		if is_open(&book, at.time.now) {
			open.push(interval);
		}
	}
	Ok(open)
}

/// What to do at the time `now` of the best block, if `ours` is what the agent placed last in this interval
/// and `standing` what stands.
pub fn deed(
	wanted: Option<Order>,
	ours: Option<&Order>,
	standing: Option<&OrderView>,
	book: &BookView,
	now: Moment,
) -> Deed {
	if !is_open(book, now) {
		return Deed::Leave(Why::Gate);
	}
	let Some(standing) = standing else {
		return match (ours, wanted) {
			(Some(_), _) => Deed::Leave(Why::TakenBack),
			(None, Some(order)) => Deed::Place(order),
			(None, None) => Deed::Nothing,
		};
	};
	let is = |order: &Order| order.side == standing.side && *order.steps == *standing.steps;
	if !ours.is_some_and(is) {
		return Deed::Leave(Why::NotOurs);
	}
	if wanted.as_ref().is_some_and(is) {
		return Deed::Leave(Why::Unchanged);
	}
	if now.saturating_add(MARGIN) >= book.auction.frozen_from {
		return Deed::Leave(Why::Frozen);
	}
	match wanted {
		Some(order) => Deed::Replace(order),
		None => Deed::Cancel,
	}
}

/// The first steps of an order that the point's credit covers, and what was left out, Wh.
///
/// # Errors
///
/// Why not even the first is covered, or if a limit has no place on the book.
pub fn within_credit(
	mut order: Order,
	view: &PointView<AccountId>,
	book: &BookView,
) -> Result<(Order, u64)> {
	let wanted = order.quantity();
	loop {
		let covered = ensure_credit(view, book.interval, reserve_of(&order, book)?);
		match covered {
			Ok(()) => {
				let left_out = wanted.saturating_sub(order.quantity());
				return Ok((order, left_out));
			}
			Err(refusal) if order.steps.len() <= 1 => return Err(refusal),
			Err(_) => {
				order.steps.pop();
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{book::tests::book, curve::curve, market_time::tests::TIME, order::tests::view};
	use commonwatt_primitives::order::Side;

	fn buy(text: &str) -> Order {
		curve(text).expect("is a curve").order(Side::Buy)
	}

	fn standing(order: &Order) -> OrderView {
		OrderView {
			interval: 20,
			side: order.side,
			steps: order.steps.to_vec(),
			reserved: 0,
			position: None,
		}
	}

	/// At 18:00; the gate of 20:00 closes at 19:30, 18 s later, the freeze begins 12 s later.
	fn at_six(wanted: Option<&Order>, ours: Option<&Order>, stands: Option<&Order>) -> Deed {
		let mut book = book(&[]);
		// Leaves a freeze to replace before.
		book.auction.frozen_from += 1;
		let stands = stands.map(standing);
		deed(wanted.cloned(), ours, stands.as_ref(), &book, TIME.now)
	}

	#[test]
	fn what_does_not_stand_is_placed_and_what_stands_unchanged_is_not_repeated() {
		let (order, other) = (buy("1kWh@0.15"), buy("1kWh@0.14"));
		assert_eq!(at_six(Some(&order), None, None), Deed::Place(order.clone()));
		assert_eq!(
			at_six(Some(&order), Some(&order), Some(&order)),
			Deed::Leave(Why::Unchanged)
		);
		assert_eq!(
			at_six(Some(&other), Some(&order), Some(&order)),
			Deed::Replace(other)
		);
		assert_eq!(at_six(None, Some(&order), Some(&order)), Deed::Cancel);
		assert_eq!(at_six(None, None, None), Deed::Nothing);
	}

	#[test]
	fn an_order_of_the_owner_is_left_and_one_that_the_owner_took_back_does_not_return() {
		let (order, other) = (buy("1kWh@0.15"), buy("1kWh@0.14"));
		assert_eq!(
			at_six(Some(&order), None, Some(&other)),
			Deed::Leave(Why::NotOurs)
		);
		assert_eq!(
			at_six(Some(&order), Some(&order), Some(&other)),
			Deed::Leave(Why::NotOurs)
		);
		assert_eq!(
			at_six(Some(&order), Some(&order), None),
			Deed::Leave(Why::TakenBack)
		);
	}

	#[test]
	fn nothing_is_sent_that_could_come_after_the_gate() {
		let (book, order) = (book(&[]), buy("1kWh@0.15"));
		let at = |now| deed(Some(order.clone()), None, None, &book, now);
		let gate = book.auction.gate_closure;
		assert_eq!(at(gate - 12_001), Deed::Place(order.clone()));
		for now in [gate - 12_000, gate - 1, gate, gate + 99_000] {
			assert_eq!(at(now), Deed::Leave(Why::Gate), "{now}");
		}
	}

	#[test]
	fn in_the_freeze_what_stands_is_left_and_what_does_not_is_placed() {
		let (book, one, other) = (book(&[]), buy("1kWh@0.15"), buy("1kWh@0.14"));
		let stands = standing(&one);
		let now = book.auction.frozen_from - 12_000;
		let at = |ours, stands| deed(Some(other.clone()), ours, stands, &book, now);
		assert_eq!(at(Some(&one), Some(&stands)), Deed::Leave(Why::Frozen));
		assert_eq!(at(None, None), Deed::Place(other.clone()));
	}

	#[test]
	fn what_the_credit_does_not_cover_is_left_out_step_by_step() {
		let (book, mut view) = (book(&[]), view());
		// With fee and charge: 1,000 Wh at 0.18 or 1,500 at 0.15 a kWh, whichever is dearer.
		let order = buy("1kWh@0.15,500Wh@0.12");
		let covered = |view: &_| {
			within_credit(order.clone(), view, &book).map(|(order, left)| (order.quantity(), left))
		};
		view.account.credit = 225_000_000_000;
		assert_eq!(covered(&view).ok(), Some((1_500, 0)));
		view.account.credit -= 1;
		assert_eq!(covered(&view).ok(), Some((1_000, 500)));
		view.account.credit = 179_999_999_999;
		let why = covered(&view).expect_err("covers nothing").to_string();
		assert!(why.contains("NotEnoughCredit"), "{why}");
	}
}
