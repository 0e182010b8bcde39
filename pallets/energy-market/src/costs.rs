//! What batches and the parts of hooks weigh, put together from what was benchmarked.

use crate::WeightInfo;
use commonwatt_primitives::traits::BookCost;
use frame_support::weights::Weight;

/// What a batch of intents cost: how far each got, and how many intervals it touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchCost {
	/// Refused before the signature was looked at.
	pub refused: u32,
	pub bad_signatures: u32,
	pub executed: u32,
	/// Distinct intervals.
	pub intervals: u32,
	/// Statements that were filed.
	pub statements: u32,
}

pub trait Costs: WeightInfo {
	fn place_order() -> Weight {
		Self::place_first_order().max(Self::replace_order())
	}

	/// A batch of `n` intents at its worst.
	fn submit_intents(n: u32) -> Weight {
		Self::batch(&BatchCost {
			executed: n,
			intervals: n,
			statements: n,
			..Default::default()
		})
	}

	/// What a batch of intents did.
	fn batch(cost: &BatchCost) -> Weight {
		let BatchCost {
			refused,
			bad_signatures,
			executed,
			intervals,
			statements,
		} = *cost;
		let fixed = Self::executed_intents(0)
			.max(Self::refused_intents(0))
			.max(Self::badly_signed_intents(0));
		let book = one(Self::load_books).max(one(Self::begin_books));
		fixed
			.saturating_add(one(Self::refused_intents).saturating_mul(refused.into()))
			.saturating_add(one(Self::badly_signed_intents).saturating_mul(bad_signatures.into()))
			.saturating_add(one(Self::executed_intents).saturating_mul(executed.into()))
			.saturating_add(book.saturating_mul(intervals.into()))
			.saturating_add(one(Self::file_statements).saturating_mul(statements.into()))
	}

	/// What booking a batch of readings took beside the readings, and beside what certificates did.
	fn booked(cost: &BookCost) -> Weight {
		let BookCost {
			intervals,
			auctions,
			orders,
			statements,
			..
		} = *cost;
		let touched = one(Self::touch_intervals).max(one(Self::close_intervals));
		let cleared = one(Self::clear_auctions).max(touched);
		touched
			.saturating_mul(intervals.saturating_sub(auctions).into())
			.saturating_add(cleared.saturating_mul(auctions.into()))
			.saturating_add(one(Self::deliver_orders).saturating_mul(orders.into()))
			.saturating_add(one(Self::file_statements).saturating_mul(statements.into()))
	}

	/// Opening and committing a community's batch.
	fn poll_community() -> Weight {
		Self::poll_idle_community().saturating_add(Self::store_point())
	}

	/// An auction that is cleared in the batch of its community, and closed if that is due.
	fn clear_auction() -> Weight {
		one(Self::clear_final).saturating_add(one(Self::close_intervals))
	}

	fn close_interval() -> Weight {
		one(Self::close_intervals).max(one(Self::clear_auctions))
	}

	/// Visiting a point that has `n` closed intervals.
	fn swept_point(n: u32) -> Weight {
		match n {
			0 => Self::sweep_idle_point(),
			n => Self::sweep_point(n),
		}
	}

	/// An interval that may have to be cleared and closed first.
	fn retire_interval() -> Weight {
		one(Self::retire_intervals).saturating_add(one(Self::clear_auctions))
	}

	/// Settling a position that was never metered.
	fn cash_out() -> Weight {
		one(Self::cash_out_points)
	}

	/// Opening and committing a community's batch, with the interval that is ordered for.
	fn open_standing_interval() -> Weight {
		Self::fire_standing_orders(0)
			.max(Self::expire_standing_orders(0))
			.saturating_sub(Self::look_for_signals())
	}

	/// Finding the next point and its first standing order whose conditions hold; ending expired ones.
	fn consider_standing_orders() -> Weight {
		one(Self::expire_standing_orders)
	}

	/// Placing its order.
	fn fire_standing_order() -> Weight {
		one(Self::fire_standing_orders).saturating_sub(one(Self::expire_standing_orders))
	}
}

impl<W: WeightInfo> Costs for W {}

/// What one more takes.
fn one(of: impl Fn(u32) -> Weight) -> Weight {
	of(1).saturating_sub(of(0))
}
