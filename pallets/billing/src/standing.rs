//! Standing top-ups: a payer instructs, an entry that leaves the point worse than normal calls for
//! it, `on_poll` pays it.

use crate::{
	Config, Error, Event, Pallet, QueuedTopUps, StandingTopUp, StandingTopUpTerms, StandingTopUps,
	TopUpQueue, TopUpQueueEnds, WeightInfo,
};
use commonwatt_primitives::{
	traits::{DeliveryPoints, Ledger, PointDetails},
	PointId,
};
use frame_support::{
	defensive, ensure,
	pallet_prelude::DispatchResult,
	storage::with_storage_layer,
	traits::{tokens::Preservation, Get},
	weights::WeightMeter,
};

/// Turns that one block takes at most.
pub const TURNS_PER_BLOCK: u32 = 16;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_standing_top_up(
		who: T::AccountId,
		point: PointId,
		terms: Option<StandingTopUpTerms>,
	) -> DispatchResult {
		let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
		let standing = StandingTopUps::<T>::get(point);
		// A stranger must not keep the owner out.
		let may_change = standing
			.as_ref()
			.is_none_or(|standing| standing.payer == who || details.owner == who);
		let Some(terms) = terms else {
			ensure!(standing.is_some(), Error::<T>::NoStandingTopUp);
			ensure!(may_change, Error::<T>::NotPayerNorOwner);
			Self::remove_standing_top_up(point);
			return Ok(());
		};
		ensure!(terms.amount > 0, Error::<T>::ZeroAmount);
		ensure!(
			terms.amount >= T::MinimumStandingTopUp::get(),
			Error::<T>::StandingTopUpTooSmall
		);
		ensure!(terms.budget >= terms.amount, Error::<T>::BudgetBelowAmount);
		ensure!(!details.closed, Error::<T>::PointClosed);
		ensure!(may_change, Error::<T>::StandingTopUpTaken);
		if standing.is_some_and(|standing| standing.payer != who) {
			Self::remove_standing_top_up(point);
		}
		StandingTopUps::<T>::insert(
			point,
			StandingTopUp {
				payer: who.clone(),
				terms,
			},
		);
		Self::deposit_event(Event::StandingTopUpSet {
			point,
			payer: who,
			amount: terms.amount,
			budget: terms.budget,
		});
		let mut book = Self::open(details.community);
		let account = Self::load_point(&mut book, point);
		Self::store_point(&mut book, point, account);
		Self::commit(book);
		Ok(())
	}

	/// Ends a point's standing top-up, if there is one.
	pub(crate) fn remove_standing_top_up(point: PointId) {
		if let Some(StandingTopUp { payer, terms }) = StandingTopUps::<T>::take(point) {
			Self::deposit_event(Event::StandingTopUpEnded {
				point,
				payer,
				left: terms.budget,
			});
		}
	}

	/// Puts a point at the end of the queue if it has a standing top-up and does not wait already.
	pub(crate) fn call_for_top_up(point: PointId) {
		if !StandingTopUps::<T>::contains_key(point) || QueuedTopUps::<T>::contains_key(point) {
			return;
		}
		TopUpQueueEnds::<T>::mutate(|ends| {
			TopUpQueue::<T>::insert(ends.next, point);
			QueuedTopUps::<T>::insert(point, ends.next);
			ends.next = ends.next.saturating_add(1);
		});
	}

	/// Takes a point that goes out of the queue; its place stays empty.
	pub(crate) fn leave_queue(point: PointId) {
		if let Some(place) = QueuedTopUps::<T>::take(point) {
			TopUpQueue::<T>::remove(place);
		}
	}

	/// Gives the points at the head of the queue their turn, within [`Config::StandingTopUpWeight`].
	///
	/// Points that join meanwhile, again or anew, wait for the next block.
	pub(crate) fn work_queue_off(remaining: &mut WeightMeter) {
		let most = remaining.remaining().min(T::StandingTopUpWeight::get());
		let mut meter = WeightMeter::with_limit(most);
		if meter.try_consume(T::WeightInfo::poll_base()).is_err() {
			return;
		}
		let ends = TopUpQueueEnds::<T>::get();
		let until = ends
			.next
			.min(ends.first.saturating_add(u64::from(TURNS_PER_BLOCK)));
		let mut place = ends.first;
		while place < until && meter.try_consume(T::WeightInfo::standing_top_up()).is_ok() {
			if let Some(point) = TopUpQueue::<T>::take(place) {
				QueuedTopUps::<T>::remove(point);
				Self::take_turn(point);
			}
			place = place.saturating_add(1);
		}
		if place != ends.first {
			TopUpQueueEnds::<T>::mutate(|ends| ends.first = place);
		}
		let _ = remaining.try_consume(meter.consumed());
	}

	/// Pays a point's standing top-up once, if the point is still worse than normal.
	fn take_turn(point: PointId) {
		// Cancelled, or closed, while it waited.
		let Some(standing) = StandingTopUps::<T>::get(point) else {
			return;
		};
		let Some(details) = T::Points::details(point) else {
			defensive!("a point that goes leaves the queue");
			return;
		};
		if !details.closed {
			Self::pay_standing_top_up(point, &details, standing);
		}
	}

	fn pay_standing_top_up(
		point: PointId,
		details: &PointDetails<T::AccountId>,
		standing: StandingTopUp<T::AccountId>,
	) {
		let StandingTopUp { payer, terms } = standing;
		let mut book = Self::open(details.community);
		let mut account = Self::load_point(&mut book, point);
		if book.is_short(details, &account) {
			let amount = terms.amount.min(terms.budget);
			// What fails in a hook is not rolled back by itself.
			let received = with_storage_layer(|| {
				Self::receive_into(&mut book, &payer, amount, Preservation::Preserve)
			});
			match received {
				Ok(()) => {
					let repaid = book.credit_point(point, &mut account, amount);
					let topped_up = &mut account.statement.topped_up;
					*topped_up = topped_up.saturating_add(amount);
					let left = terms.budget.saturating_sub(amount);
					if left > 0 {
						let terms = StandingTopUpTerms {
							budget: left,
							..terms
						};
						let payer = payer.clone();
						StandingTopUps::<T>::insert(point, StandingTopUp { payer, terms });
					} else {
						StandingTopUps::<T>::remove(point);
					}
					Self::deposit_event(Event::StandingTopUpPaid {
						point,
						payer,
						amount,
						paid_debt: repaid.debt,
						paid_receivable: repaid.receivable,
						left,
					});
				}
				Err(error) => {
					StandingTopUps::<T>::remove(point);
					Self::deposit_event(Event::StandingTopUpFailed {
						point,
						payer,
						amount,
						left: terms.budget,
						error,
					});
				}
			}
		}
		// Joins the queue again if that was not enough and budget is left.
		Self::store_point(&mut book, point, account);
		Self::commit(book);
	}
}
