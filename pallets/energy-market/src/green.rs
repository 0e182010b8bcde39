//! Green energy: what is kept of a reading until it is settled, and the shares it then gets. Who used
//! what is said by [`commonwatt_clearing::green`].

use crate::{batch::Batch, Config, History, IntervalResult, Pallet, Results};
use codec::{Decode, Encode, MaxEncodedLen};
use commonwatt_clearing::green::{GreenSums, LocalGreen, ReadingParts};
use commonwatt_primitives::{
	green::{Certification, GreenFigures, OnSettledEnergy, SettledEnergy},
	reading::Registers,
	traits::{Delivery, PointAccount},
	CommunityId, Interval, NetWh, PointId, Wh,
};
use frame_support::weights::Weight;
use scale_info::TypeInfo;

/// A reading that is not settled. Mostly small numbers, so they are stored compact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Unsettled {
	#[codec(compact)]
	pub interval: Interval,
	/// Metered.
	#[codec(compact)]
	pub import: Wh,
	#[codec(compact)]
	pub export: Wh,
	/// The point's position: one of the two is nothing.
	#[codec(compact)]
	pub bought: Wh,
	#[codec(compact)]
	pub sold: Wh,
	/// Of the shortage, what nobody could pay for.
	#[codec(compact)]
	pub unfunded: Wh,
	/// As it was when the reading was booked.
	pub certification: Certification,
}

impl Unsettled {
	/// A reading that is funded whole.
	pub(crate) fn new(delivery: &Delivery, position: NetWh) -> Self {
		let wh = |net: NetWh| Wh::try_from(net).unwrap_or(0);
		Self {
			interval: delivery.interval,
			import: delivery.energy.import,
			export: delivery.energy.export,
			bought: wh(position),
			sold: wh(position.saturating_neg()),
			unfunded: 0,
			certification: delivery.certification,
		}
	}

	/// Metered.
	pub fn energy(&self) -> Registers {
		Registers {
			import: self.import,
			export: self.export,
		}
	}

	pub fn net_import(&self) -> NetWh {
		(self.import as NetWh).saturating_sub(self.export as NetWh)
	}

	/// Bought (+) or sold (-) ahead.
	pub fn position(&self) -> NetWh {
		(self.bought as NetWh).saturating_sub(self.sold as NetWh)
	}

	/// The funded deviation: a shortage (+) or a surplus (-).
	pub fn deviation(&self) -> NetWh {
		self.net_import()
			.saturating_sub(self.position())
			.saturating_sub(self.unfunded as NetWh)
	}

	pub(crate) fn parts(&self) -> ReadingParts {
		ReadingParts::new(self.import, self.export, self.position(), self.deviation())
	}

	fn is_green(&self) -> bool {
		self.certification == Certification::Producer
	}

	/// Whether settlement has anything to say of it: money, or green energy.
	pub(crate) fn is_to_be_settled(&self) -> bool {
		let parts = self.parts();
		self.deviation() != 0
			|| parts.sold_ahead > 0
			|| parts.bought_ahead > 0
			|| self.certification != Certification::None
	}
}

/// The green energy of an interval, of its readings in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct GreenTotals {
	/// Exported under positions.
	#[codec(compact)]
	pub sold_ahead: Wh,
	/// Of it, by producers.
	#[codec(compact)]
	pub sold_ahead_green: Wh,
	/// Exported beyond positions and the netted.
	#[codec(compact)]
	pub rest: Wh,
	/// Of it, by producers.
	#[codec(compact)]
	pub rest_green: Wh,
	/// Used under positions.
	#[codec(compact)]
	pub bought_ahead: Wh,
	/// Used beyond them, and funded.
	#[codec(compact)]
	pub used_rest: Wh,
	/// Used, funded or not.
	#[codec(compact)]
	pub used: Wh,
	/// L: green energy that was used here; set when closed.
	#[codec(compact)]
	pub local: Wh,
	/// Of it, of `rest_green`; the other was sold ahead.
	#[codec(compact)]
	pub rest_local_green: Wh,
	/// Of `rest_green`, what has been settled.
	#[codec(compact)]
	pub rest_settled: Wh,
	/// Of `bought_ahead`, what has been settled.
	#[codec(compact)]
	pub ahead_settled: Wh,
	/// Used and not served from what was sold ahead: what has been settled.
	#[codec(compact)]
	pub used_settled: Wh,
}

/// What a reading gets of an interval's green energy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct GreenShare {
	/// Of its rest, what others used.
	pub local: Wh,
	/// Green energy that it used.
	pub used: Wh,
}

impl GreenTotals {
	fn sums(&self) -> GreenSums {
		GreenSums {
			sold_ahead: self.sold_ahead,
			sold_ahead_green: self.sold_ahead_green,
			rest: self.rest,
			rest_green: self.rest_green,
			bought_ahead: self.bought_ahead,
			used_rest: self.used_rest,
		}
	}

	fn local_green(&self) -> LocalGreen {
		LocalGreen {
			ahead: self.local.saturating_sub(self.rest_local_green),
			rest: self.rest_local_green,
		}
	}

	/// Counts a reading.
	pub(crate) fn add(&mut self, reading: &Unsettled) {
		let parts = reading.parts();
		let mut sums = self.sums();
		sums.add(&parts, reading.is_green());
		let GreenSums {
			sold_ahead,
			sold_ahead_green,
			rest,
			rest_green,
			bought_ahead,
			used_rest,
		} = sums;
		*self = Self {
			sold_ahead,
			sold_ahead_green,
			rest,
			rest_green,
			bought_ahead,
			used_rest,
			used: self.used.saturating_add(parts.used),
			..*self
		};
	}

	/// Fixes what was used here; nothing without a local market.
	pub(crate) fn close(&mut self, local_market: bool) {
		let local = match local_market {
			true => self.sums().local(),
			false => LocalGreen::default(),
		};
		self.local = local.total();
		self.rest_local_green = local.rest;
	}

	/// The shares of a reading, once.
	pub(crate) fn claim(&mut self, reading: &Unsettled) -> GreenShare {
		let (sums, local_green) = (self.sums(), self.local_green());
		let parts = reading.parts();
		let mut local = 0;
		if reading.is_green() {
			let mut shares = local_green.rest_shares(&sums, self.rest_settled);
			local = shares.claim(parts.rest);
			self.rest_settled = shares.claimed();
		}
		let mut ahead = local_green.ahead_shares(&sums, self.ahead_settled);
		let served = ahead.claim(parts.bought_ahead);
		self.ahead_settled = ahead.claimed();
		let mut used = local_green.used_shares(&sums, self.used_settled);
		let unserved = parts.bought_ahead.saturating_sub(served);
		let beside = used.claim(unserved.saturating_add(parts.used_rest));
		self.used_settled = used.claimed();
		GreenShare {
			local,
			used: served.saturating_add(beside),
		}
	}

	/// Of what was sold ahead, what those who bought ahead have been served so far.
	pub(crate) fn served_so_far(&self) -> Wh {
		let shares = self
			.local_green()
			.ahead_shares(&self.sums(), self.ahead_settled);
		shares.shared()
	}

	/// What producers exported, the netted apart.
	pub(crate) fn exported(&self) -> Wh {
		self.sold_ahead_green.saturating_add(self.rest_green)
	}
}

impl<T: Config> Batch<T> {
	/// Gives a reading its share of the green energy of a closed interval, and says so. What it used.
	pub(crate) fn settle_green(
		&mut self,
		point: PointId,
		purse: &mut PointAccount,
		reading: &Unsettled,
	) -> Wh {
		let Some(result) = self.result(reading.interval) else {
			return 0;
		};
		let share = result.green.claim(reading);
		purse.statement.green = purse.statement.green.saturating_add(share.used);
		self.tell_green(point, reading, share, false);
		share.used
	}

	/// Tells certificates of a reading, if they have to do with its point.
	pub(crate) fn tell_green(
		&mut self,
		point: PointId,
		reading: &Unsettled,
		share: GreenShare,
		late: bool,
	) {
		if reading.certification == Certification::None {
			return;
		}
		self.cost.certified = self.cost.certified.saturating_add(1);
		T::GreenBook::settled(&SettledEnergy {
			community: self.community,
			point,
			interval: reading.interval,
			certification: reading.certification,
			energy: reading.energy(),
			sold_ahead: reading.parts().sold_ahead,
			local: share.local,
			green_used: share.used,
			late,
		});
	}
}

impl<T: Config> Pallet<T> {
	/// What telling certificates of so many readings takes.
	pub(crate) fn certified_weight_of(readings: u32) -> Weight {
		T::GreenBook::settled_weight().saturating_mul(readings.into())
	}

	/// The green energy of an interval in state, or in the history ring.
	pub fn green(community: CommunityId, interval: Interval) -> Option<GreenFigures> {
		let open = |IntervalResult { green, closed, .. }| GreenFigures {
			exported: green.exported(),
			used: green.used,
			local: closed.then_some(green.local),
		};
		Results::<T>::get(community, interval)
			.map(open)
			.or_else(|| {
				History::<T>::get(community, interval).map(|retired| GreenFigures {
					exported: retired.green_export,
					used: retired.used,
					local: Some(retired.green_local),
				})
			})
	}
}
