//! What `on_poll` drives, within [`Config::PollWeight`]: months end, periods end, what is due in a
//! period is paid. Communities take turns in coming first.

use crate::{Config, NextCommunity, Pallet, Period, Periods, WeightInfo};
use commonwatt_primitives::{
	traits::{Communities, MarketClock},
	CommunityId,
};
use frame_support::{traits::Get, weights::WeightMeter};

impl<T: Config> Pallet<T> {
	pub(crate) fn poll(remaining: &mut WeightMeter) {
		let mut meter = WeightMeter::with_limit(remaining.remaining().min(T::PollWeight::get()));
		let communities = T::Communities::count();
		if communities == 0 || meter.try_consume(T::WeightInfo::poll_base()).is_err() {
			return;
		}
		let stored = NextCommunity::<T>::get();
		let first = stored.checked_rem(communities).unwrap_or(0);
		let mut next = first;
		for _ in 0..communities {
			if meter.try_consume(T::WeightInfo::poll_community()).is_err()
				|| !Self::poll_community(next, &mut meter)
			{
				break;
			}
			next = next.saturating_add(1).checked_rem(communities).unwrap_or(0);
		}
		// Who did not get what it needed comes first.
		if next != stored {
			NextCommunity::<T>::put(next);
		}
		let _ = remaining.try_consume(meter.consumed());
	}

	/// Does what is due of a community; false if the weight did not suffice.
	pub(crate) fn poll_community(community: CommunityId, meter: &mut WeightMeter) -> bool {
		let Some(period) = Periods::<T>::get(community) else {
			return true;
		};
		let month = T::Clock::month();
		if month > period.month {
			if meter.try_consume(T::WeightInfo::turn_month()).is_err() {
				return false;
			}
			Self::turn_month(community, month);
		}
		// First what an earlier block began, then what is due now.
		if !Self::pay_what_is_due(community, meter) {
			return false;
		}
		if T::Clock::ended() < period.until {
			return true;
		}
		if meter.try_consume(T::WeightInfo::turn_period()).is_err() {
			return false;
		}
		// The month may have turned just now.
		let period = Periods::<T>::get(community).unwrap_or(period);
		Self::turn_period(community, period);
		Self::pay_what_is_due(community, meter)
	}

	/// Pays recurring spends, then supported points; false if the weight did not suffice.
	fn pay_what_is_due(community: CommunityId, meter: &mut WeightMeter) -> bool {
		let Some(Period {
			paying: true,
			number,
			..
		}) = Periods::<T>::get(community)
		else {
			return true;
		};
		loop {
			if meter
				.try_consume(T::WeightInfo::pay_recurring_spend())
				.is_err()
			{
				return false;
			}
			if !Self::pay_a_recurring_spend(community, number) {
				break;
			}
		}
		loop {
			if meter
				.try_consume(T::WeightInfo::pay_supported_points())
				.is_err()
			{
				return false;
			}
			if !Self::pay_supported_points(community, number) {
				break;
			}
		}
		Periods::<T>::mutate(community, |period| {
			if let Some(period) = period {
				period.paying = false;
			}
		});
		true
	}
}
