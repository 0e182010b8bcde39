//! What settlement says of certified points becomes records and certificates.

use crate::{
	is_over, Attributes, Config, Consumptions, Device, Devices, Event, Issuances, Pallet,
	WeightInfo,
};
use codec::Encode;
use commonwatt_primitives::{
	certificate::{Consumption, DeviceAttributes, DeviceKind, Issuance, IssuanceStatus},
	green::{Certification, OnSettledEnergy, SettledEnergy},
	traits::MarketClock,
	Interval, PointId, Wh,
};
use frame_support::{traits::Get, weights::Weight};
use sp_core::H256;
use sp_runtime::SaturatedConversion;

impl<T: Config> OnSettledEnergy for Pallet<T> {
	/// What is said of a point that is no device, or not one that its meter was certified as, is ignored;
	/// so is what is said of an interval twice.
	fn settled(energy: &SettledEnergy) {
		let Some(mut device) = Devices::<T>::get(energy.point) else {
			return;
		};
		if !device.registered {
			return;
		}
		match (device.kind, energy.certification) {
			(DeviceKind::Production, Certification::Producer) => {
				Self::settle_production(&mut device, energy)
			}
			(DeviceKind::Storage, Certification::Followed) => {
				Self::settle_storage(&mut device, energy)
			}
			(DeviceKind::Consumption, Certification::Followed) => {
				Self::settle_consumption(&mut device, energy)
			}
			_ => return,
		}
		Devices::<T>::insert(energy.point, device);
	}

	fn settled_weight() -> Weight {
		T::WeightInfo::settled()
	}
}

impl<T: Config> Pallet<T> {
	fn settle_production(device: &mut Device, energy: &SettledEnergy) {
		let (point, interval) = (energy.point, energy.interval);
		let exported = energy.energy.export;
		if exported == 0 || Issuances::<T>::contains_key(point, interval) {
			return;
		}
		let Some(attributes) = Attributes::<T>::get(point, device.version()) else {
			return;
		};
		// What is said of them beyond the export is not believed.
		let netted = energy.netted();
		let sold_ahead = energy.sold_ahead.min(exported.saturating_sub(netted));
		let retired = netted.saturating_add(sold_ahead);
		let local = energy.local.min(exported.saturating_sub(retired));
		let left = exported.saturating_sub(retired).saturating_sub(local);
		let beyond = exported.saturating_sub(Self::most_energy(&attributes));
		let uncertified = beyond.min(left);
		let issuance = Issuance {
			netted,
			sold_ahead,
			local,
			uncertified,
			tradeable: left.saturating_sub(uncertified),
			..Self::blank_issuance(device, energy)
		};
		Self::record(device, point, interval, issuance);
	}

	fn settle_consumption(device: &mut Device, energy: &SettledEnergy) {
		let (point, interval) = (energy.point, energy.interval);
		let used = energy.energy.import.saturating_sub(energy.netted());
		if used == 0 || Consumptions::<T>::contains_key(point, interval) {
			return;
		}
		let green_local = energy.green_used.min(used);
		let consumption = Consumption {
			used,
			green_local,
			retired: 0,
		};
		device.consumption = device.consumption.plus(&consumption);
		if !Self::is_expired(interval) {
			device.kept.add(interval);
			Consumptions::<T>::insert(point, interval, consumption);
		}
		Self::deposit_event(Event::ConsumptionSettled {
			point,
			interval,
			used,
			green_local,
		});
	}

	/// An issuance of which nothing is known but the reading.
	pub(crate) fn blank_issuance(device: &Device, energy: &SettledEnergy) -> Issuance {
		Issuance {
			version: device.version(),
			energy: energy.energy,
			netted: 0,
			sold_ahead: 0,
			local: 0,
			green_charged: 0,
			discharge: None,
			uncertified: 0,
			tradeable: 0,
			status: IssuanceStatus::NothingToIssue,
			bundles: 0,
			late: energy.late,
			settled_at: Self::block(),
			lineage: H256::zero(),
		}
	}

	/// Counts an issuance, keeps it, and issues its certificates if the device does that by itself.
	///
	/// Its lineage as it comes is that of the charge it was discharged from, or zero.
	pub(crate) fn record(
		device: &mut Device,
		point: PointId,
		interval: Interval,
		mut issuance: Issuance,
	) {
		let tradeable = issuance.tradeable;
		let retired = [issuance.sold_ahead, issuance.local];
		let netted = match device.kind {
			DeviceKind::Storage => 0,
			_ => issuance.netted,
		};
		let retired = retired.into_iter().fold(netted, Wh::saturating_add);
		let exported = issuance.energy.export;
		let uncertified = exported.saturating_sub(retired).saturating_sub(tradeable);
		let totals = &mut device.totals;
		totals.exported = totals.exported.saturating_add(exported);
		totals.retired_locally = totals.retired_locally.saturating_add(retired);
		totals.uncertified = totals.uncertified.saturating_add(uncertified);
		issuance.lineage = Self::issuance_lineage(point, interval, &issuance);
		if Self::is_expired(interval) {
			totals.lapsed = totals.lapsed.saturating_add(tradeable);
			issuance.status = IssuanceStatus::Lapsed;
			Self::deposit_event(Event::EnergySettled {
				device: point,
				interval,
				issuance,
			});
			return;
		}
		if tradeable > 0 {
			totals.unissued = totals.unissued.saturating_add(tradeable);
			device.backlog.add(interval);
			issuance.status = IssuanceStatus::Unissued;
		}
		device.kept.add(interval);
		device.use_version();
		Self::deposit_event(Event::EnergySettled {
			device: point,
			interval,
			issuance,
		});
		if tradeable > 0 && device.automatic {
			Self::issue_to_owner(device, point, interval, &mut issuance);
		}
		// So that nothing is due as it comes: the sweep may have ended its work on this interval.
		let is_late = is_over(interval, T::Clock::ended(), T::BacklogWindow::get());
		if issuance.status == IssuanceStatus::Unissued && is_late {
			Self::lapse(device, point, interval, &mut issuance);
		}
		Issuances::<T>::insert(point, interval, issuance);
	}

	fn issuance_lineage(point: PointId, interval: Interval, issuance: &Issuance) -> H256 {
		let genesis = frame_system::Pallet::<T>::block_hash(
			frame_system::pallet_prelude::BlockNumberFor::<T>::default(),
		);
		let record = (b"commonwatt/issuance", genesis, point, interval, issuance);
		sp_io::hashing::blake2_256(&record.encode()).into()
	}

	/// What a device can give in an interval, rounded up.
	pub(crate) fn most_energy(attributes: &DeviceAttributes) -> Wh {
		let seconds = Wh::from(T::Clock::interval_seconds());
		Wh::from(attributes.capacity_w)
			.saturating_mul(seconds)
			.div_ceil(3_600)
	}

	/// Whether the validity of an interval's certificates is over.
	pub(crate) fn is_expired(interval: Interval) -> bool {
		is_over(interval, T::Clock::ended(), T::Validity::get())
	}

	pub(crate) fn block() -> u32 {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}
}
