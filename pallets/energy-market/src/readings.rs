//! Readings: where metering books what it has verified, and how a point is settled.

use crate::{
	batch::Batch, green::GreenShare, standing::local_hour, Config, Costs, Event, Pallet,
	PointState, Positions, Unsettled,
};
use commonwatt_primitives::{
	green::Certification,
	reading::{Refusal, Registers},
	standing::StandingOrderEnd,
	traits::{
		BookCost, Delivery, Gap, Ledger, PointAccount, PointSettled, ReadingBook, Settlements,
	},
	CommunityId, Interval, NetWh, PointId, Wh,
};
use frame_support::{defensive, traits::Get, weights::Weight};

/// Closed intervals of a point that are settled with one of its readings: a steady stream needs one,
/// the second works a backlog off. Metering charges them.
const SETTLED_PER_READING: usize = 2;
/// Readings of a certified point that certificates are told of with one of them, itself included if it
/// is late: they take more than all the rest. The sweep works a backlog off. Metering charges it.
const CERTIFIED_PER_READING: usize = 1;

impl<T: Config> ReadingBook for Pallet<T> {
	type Batch = Batch<T>;

	fn open(community: CommunityId) -> Batch<T> {
		Batch::open(community)
	}

	fn admit(batch: &Batch<T>, point: PointId, interval: Interval) -> Result<(), Refusal> {
		let ring = Positions::<T>::get(point).unsettled;
		let full = ring.len() >= T::RingSize::get() as usize;
		let oldest_is_open = ring
			.first()
			.is_some_and(|oldest| oldest.interval >= batch.due);
		if interval >= batch.due && full && oldest_is_open {
			return Err(Refusal::TooManyUnsettled);
		}
		Ok(())
	}

	fn book(batch: &mut Batch<T>, delivery: &Delivery) {
		let Delivery {
			point,
			interval,
			energy,
			gap,
			..
		} = *delivery;
		let community = batch.community;
		let told_itself = interval < batch.due && delivery.certification != Certification::None;
		let certified = CERTIFIED_PER_READING.saturating_sub(usize::from(told_itself));
		batch.with_point(point, |batch, purse, state| {
			batch.settle_oldest(point, purse, state, SETTLED_PER_READING, certified);
			if let Some(gap) = gap {
				batch.book_gap(point, purse, &gap);
			}
			batch.count_metered(purse, &energy);
			batch.touch(interval);
			let position = batch.take_position(point, purse, state, interval);
			let net_import = (energy.import as NetWh).saturating_sub(energy.export as NetWh);
			if let Some(expectation) = &mut state.expectation {
				expectation.learn(local_hour::<T>(interval).hour, net_import);
			}
			let deviation = net_import.saturating_sub(position.net);
			let mut reading = Unsettled::new(delivery, position.net);
			if interval < batch.due {
				let funded = batch.book_late(point, purse, interval, net_import, position);
				batch.tell_green(point, &reading, GreenShare::default(), true);
				Self::deposit_event(Event::MeteredLate {
					community,
					point,
					interval,
					position: position.net,
					deviation,
					funded,
				});
			} else {
				let funded = batch.book_in_time(point, purse, interval, net_import, position);
				reading.unfunded = Wh::try_from(deviation.saturating_sub(funded)).unwrap_or(0);
				batch.keep_unsettled(state, reading);
				Self::deposit_event(Event::Metered {
					community,
					point,
					interval,
					position: position.net,
					deviation,
					funded,
				});
			}
		});
	}

	fn book_gap(batch: &mut Batch<T>, point: PointId, gap: &Gap) {
		batch.with_point(point, |batch, purse, _| batch.book_gap(point, purse, gap));
	}

	fn point_closed(community: CommunityId, point: PointId) {
		Self::end_standing_orders(community, point, StandingOrderEnd::PointClosed);
	}

	fn commit(batch: Batch<T>) -> BookCost {
		batch.commit()
	}

	fn weight(cost: &BookCost) -> Weight {
		T::WeightInfo::booked(cost).saturating_add(Self::certified_weight_of(cost.certified))
	}

	fn remove_point(community: CommunityId, point: PointId) -> bool {
		if Positions::<T>::contains_key(point) || !T::Ledger::remove_point(community, point) {
			return false;
		}
		Self::forget_trading(point);
		true
	}
}

impl<T: Config> Batch<T> {
	/// Counts a reading in its interval, and keeps it until it is settled if there is anything to settle.
	fn keep_unsettled(&mut self, state: &mut PointState<T::RingSize>, reading: Unsettled) {
		let Some(result) = self.result(reading.interval) else {
			return;
		};
		result.metered = result
			.metered
			.plus(&reading.energy())
			.unwrap_or(result.metered);
		result.green.add(&reading);
		if !reading.is_to_be_settled() {
			return;
		}
		result.unsettled = result.unsettled.saturating_add(1);
		self.state.unsettled = self.state.unsettled.saturating_add(1);
		if state.unsettled.try_push(reading).is_err() {
			defensive!("admitted: the ring has room");
		}
	}

	/// Counts what a reading brings in the totals of the community and of the point's month.
	fn count_metered(&mut self, purse: &mut PointAccount, energy: &Registers) {
		let totals = &mut self.state.energy;
		totals.metered = totals.metered.plus(energy).unwrap_or(totals.metered);
		let statement = &mut purse.statement;
		statement.imported = statement.imported.saturating_add(energy.import);
		statement.exported = statement.exported.saturating_add(energy.export);
	}
}

impl<T: Config> Settlements for Pallet<T> {
	fn settle_point(community: CommunityId, point: PointId) -> PointSettled {
		let mut batch = Batch::<T>::open(community);
		let (_, left) = batch.settle_all(point);
		let cost = batch.commit();
		PointSettled {
			left,
			certified: Self::certified_weight_of(cost.certified),
		}
	}

	fn most_certified() -> Weight {
		Self::certified_weight_of(T::RingSize::get())
	}
}
