//! What is due goes: certificates nobody asked for lapse, certificates beyond their validity expire, and
//! their records with them. `on_poll` visits the devices in turn, within [`Config::PollWeight`]; anyone
//! may end a single record that it has not come to.

use crate::{
	is_over, Bundles, Config, Consumptions, Device, DeviceAt, DeviceCount, Devices, Error, Event,
	HoldReason, Issuances, Owned, Pallet, Sweep, WeightInfo,
};
use commonwatt_primitives::{
	certificate::{BundleId, BundleStatus, Issuance, IssuanceStatus},
	traits::MarketClock,
	Interval, PointId, Wh,
};
use frame_support::{
	defensive, ensure,
	pallet_prelude::DispatchResult,
	traits::{fungible::MutateHold, tokens::Precision, Get},
	weights::WeightMeter,
};

/// Intervals of a device that one visit looks at.
pub const INTERVALS_PER_VISIT: u32 = 4;

/// How a visit ended.
#[derive(PartialEq, Eq)]
pub(crate) enum Visit {
	/// Nothing is due any more.
	Done,
	/// It has had its turn.
	More,
	/// The weight was not enough for anything.
	OutOfWeight,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_expire(point: PointId, interval: Interval) -> DispatchResult {
		let mut device = Devices::<T>::get(point).ok_or(Error::<T>::UnknownDevice)?;
		let now = T::Clock::ended();
		if let Some(consumption) = Consumptions::<T>::get(point, interval) {
			ensure!(Self::is_expired(interval), Error::<T>::NotDue);
			Self::remove_consumption(&mut device, point, interval, consumption);
		} else {
			let issuance = Issuances::<T>::get(point, interval);
			let mut issuance = issuance.ok_or(Error::<T>::UnknownIssuance)?;
			let is_unissued = issuance.status == IssuanceStatus::Unissued;
			if Self::is_expired(interval) {
				Self::remove_issuance(&mut device, point, interval, issuance);
			} else if is_unissued && is_over(interval, now, T::BacklogWindow::get()) {
				Self::lapse(&mut device, point, interval, &mut issuance);
				Issuances::<T>::insert(point, interval, issuance);
			} else {
				return Err(Error::<T>::NotDue.into());
			}
		}
		Devices::<T>::insert(point, device);
		Ok(())
	}

	pub(crate) fn sweep(remaining: &mut WeightMeter) {
		let mut meter = WeightMeter::with_limit(remaining.remaining().min(T::PollWeight::get()));
		if meter.try_consume(T::WeightInfo::poll_base()).is_ok() {
			Self::visit_devices(&mut meter);
			let _ = remaining.try_consume(meter.consumed());
		}
	}

	fn visit_devices(meter: &mut WeightMeter) {
		let (devices, now) = (DeviceCount::<T>::get(), T::Clock::ended());
		let stored = Sweep::<T>::get();
		let mut progress = stored;
		if progress.interval != now {
			progress.interval = now;
			progress.idle = 0;
		}
		while progress.idle < devices && meter.try_consume(T::WeightInfo::poll_device()).is_ok() {
			if progress.next >= devices {
				progress.next = 0;
			}
			match Self::visit(progress.next, now, meter) {
				Visit::Done => progress.idle = progress.idle.saturating_add(1),
				Visit::More => progress.idle = 0,
				// Nothing was done: it comes first in the next block.
				Visit::OutOfWeight => break,
			}
			progress.next = progress.next.saturating_add(1);
		}
		if progress != stored {
			Sweep::<T>::put(progress);
		}
	}

	pub(crate) fn visit(index: u32, now: Interval, meter: &mut WeightMeter) -> Visit {
		let point = DeviceAt::<T>::get(index);
		let Some((point, mut device)) = point.and_then(|it| Some((it, Devices::<T>::get(it)?)))
		else {
			defensive!("devices are dense");
			return Visit::Done;
		};
		let before = (device.kept, device.backlog);
		let end = Self::work_off(point, &mut device, now, meter);
		if (device.kept, device.backlog) != before {
			Devices::<T>::insert(point, device);
		}
		end
	}

	pub(crate) fn work_off(
		point: PointId,
		device: &mut Device,
		now: Interval,
		meter: &mut WeightMeter,
	) -> Visit {
		let out_of_weight = |intervals: u32| match intervals {
			0 => Visit::OutOfWeight,
			_ => Visit::More,
		};
		for intervals in 0..INTERVALS_PER_VISIT {
			let removable = device.kept.due(now, T::Validity::get());
			let lapsing = device.backlog.due(now, T::BacklogWindow::get());
			let Some(interval) = removable.or(lapsing) else {
				return Visit::Done;
			};
			if meter.try_consume(T::WeightInfo::poll_record()).is_err() {
				return out_of_weight(intervals);
			}
			let issuance = Issuances::<T>::get(point, interval);
			if removable.is_none() {
				if let Some(mut issuance) = issuance {
					if issuance.status == IssuanceStatus::Unissued {
						Self::lapse(device, point, interval, &mut issuance);
						Issuances::<T>::insert(point, interval, issuance);
					}
				}
				device.backlog.advance();
				continue;
			}
			if let Some(issuance) = issuance {
				let removal = T::WeightInfo::remove_record(issuance.bundles);
				if meter.try_consume(removal).is_err() {
					return out_of_weight(intervals);
				}
				Self::remove_issuance(device, point, interval, issuance);
			} else if let Some(consumption) = Consumptions::<T>::get(point, interval) {
				let removal = T::WeightInfo::remove_record(0);
				if meter.try_consume(removal).is_err() {
					return out_of_weight(intervals);
				}
				Self::remove_consumption(device, point, interval, consumption);
			}
			device.kept.advance();
		}
		Visit::More
	}

	/// Certificates nobody asked for can be issued no more.
	pub(crate) fn lapse(
		device: &mut Device,
		point: PointId,
		interval: Interval,
		issuance: &mut Issuance,
	) {
		let quantity = issuance.tradeable;
		issuance.status = IssuanceStatus::Lapsed;
		device.backlog.remove();
		let totals = &mut device.totals;
		totals.unissued = totals.unissued.saturating_sub(quantity);
		totals.lapsed = totals.lapsed.saturating_add(quantity);
		Self::deposit_event(Event::Lapsed {
			device: point,
			interval,
			quantity,
		});
	}

	/// Ends an issuance with its bundles: those that were not used expire.
	pub(crate) fn remove_issuance(
		device: &mut Device,
		point: PointId,
		interval: Interval,
		mut issuance: Issuance,
	) {
		if issuance.status == IssuanceStatus::Unissued {
			Self::lapse(device, point, interval, &mut issuance);
		}
		// No more than `MaxBundles`.
		for (first, bundle) in Bundles::<T>::drain_prefix((point, interval)) {
			Owned::<T>::remove((&bundle.owner, point, interval, first));
			if let Some(deposit) = bundle.deposit {
				let reason = HoldReason::Split.into();
				let released = T::Currency::release(
					&reason,
					&deposit.who,
					deposit.amount,
					Precision::BestEffort,
				);
				if released != Ok(deposit.amount) {
					defensive!("what was held is there to be released");
				}
			}
			let is_open = matches!(
				bundle.status,
				BundleStatus::Active | BundleStatus::Reserved { .. }
			);
			if is_open {
				let quantity = bundle.quantity;
				let open = device.total_of(&bundle.status);
				*open = open.saturating_sub(quantity);
				let expired = &mut device.totals.expired;
				*expired = expired.saturating_add(quantity);
				Self::deposit_event(Event::BundleExpired {
					bundle: BundleId {
						device: point,
						interval,
						first,
					},
					quantity,
					owner: bundle.owner,
				});
			}
		}
		let named = device
			.versions
			.iter_mut()
			.find(|used| used.version == issuance.version);
		if let Some(used) = named {
			used.issuances = used.issuances.saturating_sub(1);
		}
		Issuances::<T>::remove(point, interval);
		Self::fold(device, point, interval, &issuance, issuance.energy.export);
	}

	fn remove_consumption(
		device: &mut Device,
		point: PointId,
		interval: Interval,
		consumption: commonwatt_primitives::certificate::Consumption,
	) {
		Consumptions::<T>::remove(point, interval);
		Self::fold(device, point, interval, &consumption, consumption.used);
	}

	/// Hashes a record that goes onto its device's commitment.
	fn fold(
		device: &mut Device,
		point: PointId,
		interval: Interval,
		record: &impl codec::Encode,
		wh: Wh,
	) {
		device.kept.remove();
		device.folded.fold(&(point, interval, record), wh);
		Self::deposit_event(Event::RecordFolded {
			device: point,
			interval,
			commitment: device.folded.commitment,
		});
	}
}
