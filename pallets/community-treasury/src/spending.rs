//! Money out of the treasury, within the cap of the period.

use crate::{
	Config, Daos, Error, Event, Pallet, Period, Periods, Purses, PursesOf, RecurringSpend,
	RecurringSpends, Support, Supported,
};
use commonwatt_primitives::{
	governance::{CommunityFunds, TreasuryLine},
	traits::DeliveryPoints,
	Balance, CommunityId, PointId,
};
use frame_support::{ensure, pallet_prelude::DispatchResult, storage::with_storage_layer};

/// Points that one step pays.
pub(crate) const SUPPORTED_PER_STEP: usize = 8;

impl<T: Config> Pallet<T> {
	/// Spends within the cap of the period in progress.
	pub(crate) fn do_spend(
		community: CommunityId,
		to: &T::AccountId,
		amount: Balance,
		line: TreasuryLine,
	) -> DispatchResult {
		let period = Self::period_with(community, amount)?;
		T::Funds::spend(community, to, amount, line)?;
		Periods::<T>::insert(community, period);
		Ok(())
	}

	/// The period in progress with `amount` spent in it; refused beyond its cap.
	fn period_with(community: CommunityId, amount: Balance) -> Result<Period, Error<T>> {
		let mut period = Periods::<T>::get(community).ok_or(Error::<T>::NoDao)?;
		period.spent = period.spent.saturating_add(amount);
		ensure!(period.spent <= period.cap, Error::<T>::SpendingCapReached);
		Ok(period)
	}

	pub(crate) fn do_add_recurring_spend(
		community: CommunityId,
		to: T::AccountId,
		amount: Balance,
		every: u32,
		times: u32,
	) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		ensure!(every > 0 && times > 0, Error::<T>::NeverPaid);
		let mut dao = Daos::<T>::get(community).ok_or(Error::<T>::NoDao)?;
		let period = Periods::<T>::get(community).ok_or(Error::<T>::NoDao)?;
		let id = dao.next_recurring;
		let spend = RecurringSpend {
			id,
			to: to.clone(),
			amount,
			every,
			left: times,
			due: period.number.saturating_add(1),
		};
		RecurringSpends::<T>::try_append(community, spend)
			.map_err(|_| Error::<T>::TooManyRecurringSpends)?;
		dao.next_recurring = id.saturating_add(1);
		Daos::<T>::insert(community, dao);
		Self::deposit_event(Event::RecurringSpendAdded {
			community,
			id,
			to,
			amount,
			every,
			times,
		});
		Ok(())
	}

	pub(crate) fn do_remove_recurring_spend(community: CommunityId, id: u32) -> DispatchResult {
		RecurringSpends::<T>::try_mutate(community, |spends| {
			let place = spends
				.iter()
				.position(|spend| spend.id == id)
				.ok_or(Error::<T>::UnknownRecurringSpend)?;
			spends.remove(place);
			Ok::<_, Error<T>>(())
		})?;
		Self::deposit_event(Event::RecurringSpendRemoved { community, id });
		Ok(())
	}

	/// Pays the first recurring spend that is due in period `number`; false if none is. What cannot be paid
	/// uses its turn up.
	pub(crate) fn pay_a_recurring_spend(community: CommunityId, number: u32) -> bool {
		let mut spends = RecurringSpends::<T>::get(community);
		let Some(place) = spends.iter().position(|spend| spend.due <= number) else {
			return false;
		};
		let spend = spends.remove(place);
		let left = spend.left.saturating_sub(1);
		if left > 0 {
			let next = RecurringSpend {
				left,
				due: number.saturating_add(spend.every),
				..spend.clone()
			};
			// Its place was just freed.
			let _ = spends.try_insert(place, next);
		}
		RecurringSpends::<T>::insert(community, spends);
		let RecurringSpend { id, to, amount, .. } = spend;
		let result =
			with_storage_layer(|| Self::do_spend(community, &to, amount, TreasuryLine::Spends));
		Self::deposit_event(Event::RecurringSpendDue {
			community,
			id,
			to,
			amount,
			left,
			result,
		});
		true
	}

	pub(crate) fn do_set_support(
		community: CommunityId,
		point: PointId,
		amount: Balance,
	) -> DispatchResult {
		let number = Periods::<T>::get(community)
			.ok_or(Error::<T>::NoDao)?
			.number;
		Supported::<T>::try_mutate(community, |points| {
			let place = points.iter().position(|support| support.point == point);
			match place.and_then(|place| points.get_mut(place)) {
				Some(support) if amount > 0 => support.amount = amount,
				Some(_) => points.retain(|support| support.point != point),
				None => {
					ensure!(amount > 0, Error::<T>::NotSupported);
					let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
					ensure!(details.community == community, Error::<T>::UnknownPoint);
					let paid = number;
					points
						.try_push(Support {
							point,
							amount,
							paid,
						})
						.map_err(|_| Error::<T>::TooManySupportedPoints)?;
				}
			}
			Ok::<_, Error<T>>(())
		})?;
		Self::deposit_event(Event::SupportSet {
			community,
			point,
			amount,
		});
		Ok(())
	}

	/// Brings the solidarity fund to `amount`, from or to the free treasury. What it gets counts as spent, for
	/// the fund pays to whom the community likes; what returns was spent all the same.
	pub(crate) fn do_set_solidarity_fund(
		community: CommunityId,
		amount: Balance,
	) -> DispatchResult {
		PursesOf::<T>::try_mutate(community, |purses| {
			let before = purses.solidarity;
			if amount > before {
				let more = amount.saturating_sub(before);
				let period = Self::period_with(community, more)?;
				T::Funds::put_aside(community, more)?;
				Periods::<T>::insert(community, period);
			} else {
				T::Funds::put_back(community, before.saturating_sub(amount));
			}
			purses.solidarity = amount;
			DispatchResult::Ok(())
		})?;
		Self::deposit_event(Event::SolidarityFundSet { community, amount });
		Ok(())
	}

	/// Pays the next supported points their part of period `number`; false if all are. A point for which the
	/// fund has not enough gets nothing, one that is gone is supported no more.
	pub(crate) fn pay_supported_points(community: CommunityId, number: u32) -> bool {
		let mut points = Supported::<T>::get(community);
		let mut purses = PursesOf::<T>::get(community);
		let mut paid = 0usize;
		let mut gone = false;
		let due = points.iter_mut().filter(|support| support.paid < number);
		for support in due.take(SUPPORTED_PER_STEP) {
			paid = paid.saturating_add(1);
			support.paid = number;
			if !Self::pay_support(community, support, &mut purses) {
				support.amount = 0;
				gone = true;
			}
		}
		if paid == 0 {
			return false;
		}
		if gone {
			points.retain(|support| support.amount > 0);
		}
		Supported::<T>::insert(community, points);
		PursesOf::<T>::insert(community, purses);
		true
	}

	/// Pays a point its part; whether it is there.
	fn pay_support(community: CommunityId, support: &Support, purses: &mut Purses) -> bool {
		let Support { point, amount, .. } = *support;
		let exists =
			T::Points::details(point).is_some_and(|details| details.community == community);
		let left = purses.solidarity.checked_sub(amount);
		let paid = exists
			&& left.is_some()
			&& with_storage_layer(|| {
				T::Funds::top_up_point(community, point, amount, TreasuryLine::Solidarity)
			})
			.is_ok();
		if let (true, Some(left)) = (paid, left) {
			purses.solidarity = left;
			Self::deposit_event(Event::SupportPaid {
				community,
				point,
				amount,
			});
		} else {
			Self::deposit_event(Event::SupportNotPaid {
				community,
				point,
				amount,
				gone: !exists,
			});
		}
		exists
	}
}
