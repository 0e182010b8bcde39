//! Whether a point may draw: its supply state, the floor under it, and the points that are never
//! disconnected.

use crate::{
	ledger::PhysicalClock, Accounts, Book, Config, Error, EssentialPoints, Event, MemberDebt,
	Pallet,
};
use commonwatt_primitives::{
	statement::SupplyState,
	traits::{Communities, DeliveryPoints, Ledger, PointAccount, PointDetails, Tariffs},
	Balance, PointId, Price,
};
use frame_support::pallet_prelude::DispatchResult;

impl<T: Config> Book<T> {
	/// The supply state of an account now.
	pub(crate) fn supply(
		&mut self,
		point: PointId,
		details: &PointDetails<T::AccountId>,
		account: &PointAccount,
	) -> SupplyState {
		if account.debt == 0 && account.receivable == 0 {
			return match account.credit < self.floor(details) {
				true => SupplyState::Low,
				false => SupplyState::Normal,
			};
		}
		let used_up = account.receivable > 0
			|| MemberDebt::<T>::get(self.community, &details.owner) >= self.emergency_limit();
		if used_up && !Pallet::<T>::is_essential(point) {
			SupplyState::Disconnected
		} else {
			SupplyState::Emergency
		}
	}

	/// What a point could draw until its next reading costs so much at most. A closed one draws nothing.
	fn floor(&mut self, details: &PointDetails<T::AccountId>) -> Balance {
		if details.closed {
			return 0;
		}
		let retail = self.highest_retail_since(details.next_interval);
		floor(details, self.clock(), retail)
	}

	/// Brings the supply state of an account that is about to be stored up to date, says so if it
	/// changed, and calls for the point's standing top-up if it is worse than normal.
	pub(crate) fn update_supply(&mut self, point: PointId, account: &mut PointAccount) {
		let Some(details) = T::Points::details(point) else {
			return;
		};
		let from = account.supply;
		let to = self.supply(point, &details, account);
		account.supply = to;
		if from != to {
			Pallet::<T>::deposit_event(Event::SupplyChanged { point, from, to });
		}
		if self.is_short(&details, account) {
			Pallet::<T>::call_for_top_up(point);
		}
	}

	/// Whether a point's standing top-up pays: with what its orders hold in escrow it could not stand on
	/// its own. Who parks its credit in orders is not short.
	pub(crate) fn is_short(
		&mut self,
		details: &PointDetails<T::AccountId>,
		account: &PointAccount,
	) -> bool {
		let owed = account.debt.saturating_add(account.receivable);
		let own = account.credit.saturating_add(account.reserved);
		!details.closed && (own < owed || own < self.floor(details).saturating_add(owed))
	}
}

impl<T: Config> Pallet<T> {
	/// Whether a point may draw now: what the next entry would store. `None` if there is no such point.
	pub fn supply_state(point: PointId) -> Option<SupplyState> {
		let details = T::Points::details(point)?;
		let account = Accounts::<T>::get(point);
		Some(Self::open(details.community).supply(point, &details, &account))
	}

	/// Whether a point is never disconnected.
	pub fn is_essential(point: PointId) -> bool {
		EssentialPoints::<T>::contains_key(point)
	}

	pub(crate) fn do_set_essential(
		who: &T::AccountId,
		point: PointId,
		essential: bool,
	) -> DispatchResult {
		let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
		T::Communities::ensure_operator(details.community, who)?;
		if essential == Self::is_essential(point) {
			return Ok(());
		}
		if essential {
			EssentialPoints::<T>::insert(point, ());
		} else {
			EssentialPoints::<T>::remove(point);
		}
		Self::deposit_event(Event::EssentialSet { point, essential });
		let mut book = Self::open(details.community);
		let account = Self::load_point(&mut book, point);
		Self::store_point(&mut book, point, account);
		Self::commit(book);
		Ok(())
	}

	/// What must stay in a point's account until its next reading: the highest retail price, for
	/// all it could import since its last reading's end and in one interval more. Rounded up, and
	/// no less than its readings may say until the end of the interval in progress: each is rounded
	/// up and may bring a step of the meter's registers.
	pub fn withdrawal_floor(details: &PointDetails<T::AccountId>) -> Balance {
		let retail = T::Tariffs::highest_retail_since(details.community, details.next_interval);
		floor(details, PhysicalClock::read::<T>(), retail)
	}
}

/// See [`Pallet::withdrawal_floor`].
fn floor<AccountId>(
	details: &PointDetails<AccountId>,
	clock: PhysicalClock,
	retail: Price,
) -> Balance {
	let interval = u128::from(clock.interval_seconds);
	let read_until = u128::from(details.next_interval).saturating_mul(interval);
	let since = u128::from(clock.seconds_now).saturating_sub(read_until);
	let energy_in = |seconds: u128| {
		u128::from(details.capacity_w)
			.saturating_mul(seconds)
			.div_ceil(3600)
	};
	let a_reading = energy_in(interval).saturating_add(u128::from(details.resolution_wh));
	let readings = since.checked_div(interval).unwrap_or(0).saturating_add(1);
	let energy = energy_in(since.saturating_add(interval)).max(a_reading.saturating_mul(readings));
	energy.saturating_mul(u128::from(retail))
}
