//! Registering, swapping, closing and removing delivery points; their keys.

use crate::{
	Config, Error, Event, MemberPoints, Meter, Meters, NewPoint, NextPoint, Pallet, PointAt,
	PointTotals, RemovedEnergy, Totals, MAX_CAPACITY_W, MAX_RESOLUTION_WH,
};
use commonwatt_primitives::{
	green::Certification,
	reading::{DeviceKey, Registers},
	traits::{
		Communities, DeliveryPoints, Gap, MarketClock, Obligations, PointDetails, ReadingBook,
	},
	CommunityId, PointId, Wh,
};
use frame_support::{defensive, pallet_prelude::*, traits::Get};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_point(new: NewPoint<T::AccountId>) -> DispatchResult {
		let NewPoint {
			community,
			owner,
			key,
			capacity_w,
			resolution_wh,
			registers,
			first_interval,
		} = new;
		T::Communities::ensure_active_member(community, &owner)?;
		ensure!(
			(1..=MAX_CAPACITY_W).contains(&capacity_w),
			Error::<T>::CapacityOutOfRange
		);
		ensure!(
			resolution_wh <= MAX_RESOLUTION_WH,
			Error::<T>::ResolutionTooCoarse
		);
		ensure!(
			first_interval >= T::Clock::in_progress(),
			Error::<T>::FirstIntervalEnded
		);
		let totals = Totals::<T>::get(community);
		let index = totals.points;
		ensure!(index < T::MaxPoints::get(), Error::<T>::TooManyPoints);
		let point = NextPoint::<T>::get();
		let next_point = point.checked_add(1).ok_or(Error::<T>::TooManyPoints)?;

		NextPoint::<T>::put(next_point);
		Totals::<T>::insert(
			community,
			PointTotals {
				points: index.saturating_add(1),
				capacity_w: totals.capacity_w.saturating_add(capacity_w.into()),
				resolution_wh: totals.resolution_wh.saturating_add(resolution_wh.into()),
			},
		);
		PointAt::<T>::insert(community, index, point);
		MemberPoints::<T>::mutate(community, &owner, |count| *count = count.saturating_add(1));
		Meters::<T>::insert(
			point,
			Meter {
				community,
				index,
				owner: owner.clone(),
				key: Some(key),
				key_from: first_interval,
				previous_key: None,
				capacity_w,
				resolution_wh,
				registers,
				next: first_interval,
				metered: Registers::default(),
				swapped_in: None,
				closed: false,
				certification: Certification::None,
			},
		);
		Self::deposit_event(Event::PointRegistered {
			community,
			point,
			owner,
			key,
			capacity_w,
			registers,
			first_interval,
		});
		Ok(())
	}

	pub(crate) fn do_rotate_key(
		who: &T::AccountId,
		point: PointId,
		key: DeviceKey,
	) -> DispatchResult {
		let mut meter = Meters::<T>::get(point).ok_or(Error::<T>::UnknownPoint)?;
		T::Communities::ensure_operator(meter.community, who)?;
		ensure!(!meter.closed, Error::<T>::PointClosed);
		let from = T::Clock::in_progress();
		let next_readable = meter.next.max(T::Clock::retired());
		let still_needed = meter.previous_key.is_some() && next_readable < meter.key_from;
		ensure!(!still_needed, Error::<T>::PreviousKeyStillNeeded);
		meter.previous_key = meter.key;
		meter.key_from = from;
		meter.key = Some(key);
		Meters::<T>::insert(point, meter);
		Self::deposit_event(Event::KeyRotated { point, key, from });
		Ok(())
	}

	pub(crate) fn do_revoke_key(who: &T::AccountId, point: PointId) -> DispatchResult {
		let mut meter = Self::meter_of_owner_or_operator(who, point)?;
		ensure!(meter.key.is_some(), Error::<T>::NoKey);
		meter.key = None;
		meter.previous_key = None;
		Meters::<T>::insert(point, meter);
		Self::deposit_event(Event::KeyRevoked { point });
		Ok(())
	}

	pub(crate) fn do_swap_meter(
		who: &T::AccountId,
		point: PointId,
		last: Registers,
		key: DeviceKey,
		registers: Registers,
	) -> DispatchResult {
		let (mut meter, gap) = Self::final_gap(who, point, last)?;
		meter.registers = registers;
		meter.next = meter.next.max(T::Clock::in_progress());
		meter.key = Some(key);
		meter.key_from = meter.next;
		meter.previous_key = None;
		Self::store_with_gap(point, meter, &gap);
		Self::deposit_event(Event::MeterSwapped {
			point,
			last,
			key,
			registers,
		});
		Ok(())
	}

	pub(crate) fn do_close_point(
		who: &T::AccountId,
		point: PointId,
		last: Registers,
	) -> DispatchResult {
		let (mut meter, gap) = Self::final_gap(who, point, last)?;
		meter.registers = last;
		meter.next = meter.next.max(T::Clock::in_progress());
		meter.closed = true;
		let community = meter.community;
		Self::store_with_gap(point, meter, &gap);
		T::Book::point_closed(community, point);
		Self::deposit_event(Event::PointClosed { point, last });
		Ok(())
	}

	/// What a meter shows beyond its last reading, and the meter with that counted.
	fn final_gap(
		who: &T::AccountId,
		point: PointId,
		last: Registers,
	) -> Result<(Meter<T::AccountId>, Gap), DispatchError> {
		let mut meter = Meters::<T>::get(point).ok_or(Error::<T>::UnknownPoint)?;
		T::Communities::ensure_operator(meter.community, who)?;
		ensure!(!meter.closed, Error::<T>::PointClosed);
		let energy = last
			.since(&meter.registers)
			.ok_or(Error::<T>::RegisterWentBackwards)?;
		// The interval in progress is part of it, once: what could flow in it is booked.
		let in_progress = T::Clock::in_progress();
		ensure!(
			meter.swapped_in != Some(in_progress),
			Error::<T>::SwappedInThisInterval
		);
		meter.swapped_in = Some(in_progress);
		let until = in_progress.max(meter.next).saturating_add(1);
		let seconds = u64::from(until.saturating_sub(meter.next))
			.saturating_mul(u64::from(T::Clock::interval_seconds()));
		ensure!(
			meter.could_meter(&energy, seconds),
			Error::<T>::PowerAboveCapacity
		);
		meter.metered = meter
			.metered
			.plus(&energy)
			.ok_or(Error::<T>::PowerAboveCapacity)?;
		let gap = Gap {
			from: meter.next,
			until,
			energy,
		};
		Ok((meter, gap))
	}

	/// Stores a meter, then books its last gap with the supplier: whether the point may draw depends on
	/// the meter as it is from now on.
	fn store_with_gap(point: PointId, meter: Meter<T::AccountId>, gap: &Gap) {
		let mut batch = T::Book::open(meter.community);
		Meters::<T>::insert(point, meter);
		T::Book::book_gap(&mut batch, point, gap);
		T::Book::commit(batch);
	}

	pub(crate) fn do_remove_point(point: PointId) -> DispatchResult {
		let meter = Meters::<T>::get(point).ok_or(Error::<T>::UnknownPoint)?;
		ensure!(meter.closed, Error::<T>::PointNotClosed);
		ensure!(
			T::Book::remove_point(meter.community, point),
			Error::<T>::PointHasObligations
		);
		let community = meter.community;

		// The last point takes the place of the removed one.
		let last = Totals::<T>::mutate(community, |totals| {
			totals.points = totals.points.saturating_sub(1);
			totals.capacity_w = totals.capacity_w.saturating_sub(meter.capacity_w.into());
			totals.resolution_wh = totals
				.resolution_wh
				.saturating_sub(meter.resolution_wh.into());
			totals.points
		});
		match PointAt::<T>::take(community, last) {
			Some(moved) if moved != point => {
				PointAt::<T>::insert(community, meter.index, moved);
				Meters::<T>::mutate_extant(moved, |moved| moved.index = meter.index);
			}
			Some(_) => {}
			None => {
				defensive!("indices below the count hold points");
			}
		}
		MemberPoints::<T>::mutate_exists(community, &meter.owner, |count| {
			*count = count.unwrap_or(0).checked_sub(1).filter(|count| *count > 0)
		});
		RemovedEnergy::<T>::mutate(community, |removed| {
			*removed = removed.plus(&meter.metered).unwrap_or(*removed)
		});
		Meters::<T>::remove(point);
		Self::deposit_event(Event::PointRemoved { community, point });
		Ok(())
	}

	fn meter_of_owner_or_operator(
		who: &T::AccountId,
		point: PointId,
	) -> Result<Meter<T::AccountId>, DispatchError> {
		let meter = Meters::<T>::get(point).ok_or(Error::<T>::UnknownPoint)?;
		let allowed =
			meter.owner == *who || T::Communities::ensure_operator(meter.community, who).is_ok();
		ensure!(allowed, Error::<T>::NotOwnerNorOperator);
		Ok(meter)
	}

	/// What all points of a community have metered, removed ones included.
	pub fn metered(community: CommunityId) -> Registers {
		let mut sum = RemovedEnergy::<T>::get(community);
		for meter in Meters::<T>::iter_values().filter(|meter| meter.community == community) {
			sum = sum.plus(&meter.metered).unwrap_or(sum);
		}
		sum
	}

	/// Panics unless the pallet's invariants (see the crate's page) hold.
	#[allow(clippy::arithmetic_side_effects)]
	pub fn check_invariants() {
		use alloc::collections::BTreeMap;
		let mut counts = BTreeMap::<CommunityId, PointTotals>::new();
		let mut owned = BTreeMap::<(CommunityId, T::AccountId), u32>::new();
		for (point, meter) in Meters::<T>::iter() {
			assert!(point < NextPoint::<T>::get());
			assert_eq!(PointAt::<T>::get(meter.community, meter.index), Some(point));
			let counted = counts.entry(meter.community).or_default();
			counted.points += 1;
			counted.capacity_w += u64::from(meter.capacity_w);
			counted.resolution_wh += u64::from(meter.resolution_wh);
			*owned.entry((meter.community, meter.owner)).or_default() += 1;
		}
		for (community, totals) in Totals::<T>::iter() {
			assert_eq!(
				counts.get(&community).copied().unwrap_or_default(),
				totals,
				"points are counted, and what they carry"
			);
			let count = totals.points;
			assert_eq!(
				PointAt::<T>::iter_prefix(community).count() as u32,
				count,
				"dense"
			);
			assert!(count <= T::MaxPoints::get());
		}
		let recorded: BTreeMap<_, _> = MemberPoints::<T>::iter()
			.map(|(community, who, n)| ((community, who), n))
			.collect();
		assert_eq!(recorded, owned, "a member's points are counted");
	}
}

impl<T: Config> DeliveryPoints<T::AccountId> for Pallet<T> {
	fn details(point: PointId) -> Option<PointDetails<T::AccountId>> {
		Meters::<T>::get(point).map(|meter| PointDetails {
			community: meter.community,
			owner: meter.owner,
			capacity_w: meter.capacity_w,
			resolution_wh: meter.resolution_wh,
			next_interval: meter.next,
			closed: meter.closed,
		})
	}

	fn count(community: CommunityId) -> u32 {
		Totals::<T>::get(community).points
	}

	fn most_energy(community: CommunityId) -> Wh {
		let PointTotals {
			points,
			capacity_w,
			resolution_wh,
		} = Totals::<T>::get(community);
		let seconds = u128::from(T::Clock::interval_seconds());
		let carried = u128::from(capacity_w)
			.saturating_mul(seconds)
			.div_ceil(3600);
		// Each point's is rounded up, and may be a step of its registers more.
		let more = u128::from(resolution_wh).saturating_add(points.into());
		Wh::try_from(carried.saturating_add(more)).unwrap_or(Wh::MAX)
	}

	fn point_at(community: CommunityId, index: u32) -> Option<PointId> {
		PointAt::<T>::get(community, index)
	}
}

impl<T: Config> Obligations<T::AccountId> for Pallet<T> {
	fn has_obligations(community: CommunityId, who: &T::AccountId) -> bool {
		MemberPoints::<T>::contains_key(community, who)
	}
}
