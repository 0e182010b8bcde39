//! Statements: the month in progress in a point's account, the months before in a list.

use crate::{Accounts, Book, Config, Event, Pallet, Statements};
use commonwatt_primitives::{
	statement::Statement,
	traits::{DeliveryPoints, MarketClock, PointAccount},
	PointId,
};
use frame_support::defensive;

/// Whether anything was booked in the month.
fn has_entries(statement: &Statement) -> bool {
	*statement != Statement::of_month(statement.month)
}

impl<T: Config> Book<T> {
	/// Begins the month in progress in an account of an earlier one; the statement of that, if it has
	/// entries.
	pub(crate) fn turn_month(&mut self, account: &mut PointAccount) -> Option<Statement> {
		let month = self.month();
		if account.statement.month >= month {
			return None;
		}
		let ended = core::mem::replace(&mut account.statement, Statement::of_month(month));
		has_entries(&ended).then_some(ended)
	}

	/// Keeps the statement of a month that ended; the oldest goes if there are too many.
	pub(crate) fn file(&mut self, point: PointId, statement: Statement) {
		Statements::<T>::mutate(point, |kept| {
			if kept.is_full() && !kept.is_empty() {
				kept.remove(0);
			}
			if kept.try_push(statement).is_err() {
				defensive!("the oldest made room");
			}
		});
		self.filed = self.filed.saturating_add(1);
		Pallet::<T>::deposit_event(Event::StatementFiled {
			point,
			month: statement.month,
			balance: statement.balance(),
		});
	}
}

impl<T: Config> Pallet<T> {
	/// A point's statement of a month (12 x year + month - 1, local time), `None` the one in progress.
	///
	/// `None` if there is no such point, or nothing is kept of the month: it had no entries, it is to
	/// come, or [`Config::KeptStatements`] later ones were filed.
	pub fn statement(point: PointId, month: Option<u32>) -> Option<Statement> {
		T::Points::details(point)?;
		let now = T::Clock::month();
		let month = month.unwrap_or(now);
		// As of the last entry: it may be of an earlier month that no entry has filed yet.
		let last = Accounts::<T>::get(point).statement;
		if last.month == month && has_entries(&last) {
			return Some(last);
		}
		if month == now {
			return Some(Statement::of_month(month));
		}
		Statements::<T>::get(point)
			.into_iter()
			.find(|statement| statement.month == month)
	}
}
