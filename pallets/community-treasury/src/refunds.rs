//! Patronage refunds: of a finished month, by the energy that a point imported and exported.

use crate::{
	Claimed, Config, Error, Event, MonthEnd, MonthEnds, Pallet, Periods, PursesOf, RefundPot,
	Refunds,
};
use commonwatt_primitives::{
	governance::{CommunityFunds, MeteredEnergy, MonthlyStatements, TreasuryLine},
	traits::{DeliveryPoints, MarketClock},
	Balance, CommunityId, PointId, Wh,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::Get,
};

impl<T: Config> Pallet<T> {
	/// Imported and exported by all of a community since it began.
	fn metered(community: CommunityId) -> Wh {
		let registers = T::Energy::metered(community);
		registers.import.saturating_add(registers.export)
	}

	/// What a community imported and exported in a finished month; `None` if its beginning or its end was
	/// not seen, or it is too long ago, or there was nothing.
	pub fn energy_of_month(community: CommunityId, month: u32) -> Option<Wh> {
		let ends = MonthEnds::<T>::get(community);
		let at = |month: u32| {
			ends.iter()
				.find(|end| end.month == month)
				.map(|end| end.metered)
		};
		let energy = at(month)?.saturating_sub(at(month.checked_sub(1)?)?);
		(energy > 0).then_some(energy)
	}

	/// The last finished month and what was metered in it.
	pub(crate) fn last_month(community: CommunityId) -> Option<(u32, Wh)> {
		let month = T::Clock::month().checked_sub(1)?;
		Some((month, Self::energy_of_month(community, month)?))
	}

	/// Notes what is metered at the end of a month, closes refunds whose time is over, and opens the one
	/// that was saved for.
	pub(crate) fn turn_month(community: CommunityId, month: u32) {
		Periods::<T>::mutate(community, |period| {
			if let Some(period) = period {
				period.month = month;
			}
		});
		let ended = month.saturating_sub(1);
		MonthEnds::<T>::mutate(community, |ends| {
			if ends.is_full() && !ends.is_empty() {
				ends.remove(0);
			}
			let metered = Self::metered(community);
			// The oldest made room.
			let _ = ends.try_push(MonthEnd {
				month: ended,
				metered,
			});
		});
		Self::close_refunds(community);
		let saved = PursesOf::<T>::get(community).patronage;
		if saved > 0 {
			// What cannot be refunded yet waits for the next month.
			let _ = Self::open_pot(community, ended, saved);
		}
	}

	/// Opens a month's refund with at most `amount` of what is set aside as patronage.
	fn open_pot(community: CommunityId, month: u32, amount: Balance) -> DispatchResult {
		let mut purses = PursesOf::<T>::get(community);
		ensure!(month > purses.refunded, Error::<T>::MonthRefunded);
		let energy = Self::energy_of_month(community, month).ok_or(Error::<T>::MonthNotMetered)?;
		let rate = amount
			.checked_div(energy.into())
			.ok_or(Error::<T>::MonthNotMetered)?;
		ensure!(rate > 0, Error::<T>::RefundTooSmall);
		// Less than one unit for each Wh is left of it.
		let amount = rate.saturating_mul(energy.into());
		let until = T::Clock::ended().saturating_add(T::RefundWindow::get());
		let pot = RefundPot {
			month,
			rate,
			amount,
			claimed: 0,
			until,
		};
		Refunds::<T>::try_append(community, pot).map_err(|_| Error::<T>::TooManyRefunds)?;
		purses.patronage = purses.patronage.saturating_sub(amount);
		purses.refunded = month;
		PursesOf::<T>::insert(community, purses);
		Self::deposit_event(Event::RefundOpened {
			community,
			month,
			rate,
			amount,
			until,
		});
		Ok(())
	}

	/// Opens a refund of `amount` from the free treasury; what is less than a unit for each Wh stays there.
	pub(crate) fn do_open_refund(
		community: CommunityId,
		month: u32,
		amount: Balance,
	) -> DispatchResult {
		T::Funds::put_aside(community, amount)?;
		let saved = PursesOf::<T>::get(community).patronage;
		PursesOf::<T>::mutate(community, |purses| {
			purses.patronage = saved.saturating_add(amount);
		});
		Self::open_pot(community, month, amount)?;
		PursesOf::<T>::mutate(community, |purses| {
			let rest = purses.patronage.saturating_sub(saved);
			T::Funds::put_back(community, rest);
			purses.patronage = saved;
		});
		Ok(())
	}

	pub(crate) fn do_claim_refund(point: PointId, month: u32) -> DispatchResult {
		let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
		let community = details.community;
		let mut pots = Refunds::<T>::get(community);
		let pot = pots
			.iter_mut()
			.find(|pot| pot.month == month)
			.ok_or(Error::<T>::NoRefund)?;
		ensure!(T::Clock::ended() < pot.until, Error::<T>::RefundClosed);
		ensure!(
			!Claimed::<T>::contains_key((community, month), point),
			Error::<T>::AlreadyClaimed
		);
		let statement = T::Statements::month(point, month).ok_or(Error::<T>::NothingMetered)?;
		let energy = statement.imported.saturating_add(statement.exported);
		// All points together cannot have metered more than the community; were it so, the last get what is
		// left.
		let amount = pot.rate.saturating_mul(energy.into()).min(pot.left());
		ensure!(amount > 0, Error::<T>::NothingMetered);
		pot.claimed = pot.claimed.saturating_add(amount);
		Claimed::<T>::insert((community, month), point, ());
		Refunds::<T>::insert(community, pots);
		T::Funds::top_up_point(community, point, amount, TreasuryLine::Refunds)?;
		Self::deposit_event(Event::RefundClaimed {
			community,
			point,
			month,
			amount,
		});
		Ok(())
	}

	/// Returns what was not claimed in time to the free treasury.
	pub(crate) fn close_refunds(community: CommunityId) {
		let now = T::Clock::ended();
		let mut pots = Refunds::<T>::get(community);
		let before = pots.len();
		pots.retain(|pot| {
			let stays = now < pot.until;
			if !stays {
				T::Funds::put_back(community, pot.left());
				Self::deposit_event(Event::RefundEnded {
					community,
					month: pot.month,
					claimed: pot.claimed,
					returned: pot.left(),
				});
			}
			stays
		});
		if pots.len() < before {
			Refunds::<T>::insert(community, pots);
		}
	}

	/// Removes the marks of claims of a month that is closed, at most `limit`; how many.
	pub(crate) fn do_remove_claims(
		community: CommunityId,
		month: u32,
		limit: u32,
	) -> Result<u32, DispatchError> {
		let open = Refunds::<T>::get(community)
			.iter()
			.any(|pot| pot.month == month);
		ensure!(!open, Error::<T>::RefundOpen);
		let marks = Claimed::<T>::drain_prefix((community, month)).take(limit as usize);
		Ok(marks.count() as u32)
	}
}
