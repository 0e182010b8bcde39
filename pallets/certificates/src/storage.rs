//! Storage devices: what they charge waits in lots, what they discharge is as green as what it takes.

use crate::{
	AllocationRefusal, Attributes, Config, Device, Devices, Error, Event, Issuances, Pallet, Stocks,
};
use codec::Encode;
use commonwatt_primitives::{
	certificate::{BundleId, BundleStatus, DeviceKind, Issuance},
	green::SettledEnergy,
	traits::{DeliveryPoints, MarketClock},
	PointId, Wh,
};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use sp_core::H256;

impl<T: Config> Pallet<T> {
	/// What storage sold ahead or locally is for the market alone: its export is not green by itself.
	pub(crate) fn settle_storage(device: &mut Device, energy: &SettledEnergy) {
		let (point, interval) = (energy.point, energy.interval);
		let nothing = energy.energy.import == 0 && energy.energy.export == 0;
		if nothing || Issuances::<T>::contains_key(point, interval) {
			return;
		}
		let Some(attributes) = Attributes::<T>::get(point, device.version()) else {
			return;
		};
		let Some(efficiency) = attributes.round_trip_efficiency else {
			return;
		};
		let netted = energy.netted();
		let charged = energy.energy.import.saturating_sub(netted);
		let discharged = energy.energy.export.saturating_sub(netted);
		let mut issuance = Issuance {
			netted,
			green_charged: energy.green_used.min(charged),
			..Self::blank_issuance(device, energy)
		};
		let mut stock = Stocks::<T>::get(point);
		let (lost, green_lost) = stock.drop_expired(T::Clock::ended(), T::Validity::get());
		if lost > 0 {
			Self::deposit_event(Event::LotsExpired {
				storage: point,
				charged: lost,
				green: green_lost,
			});
		}
		if charged > 0 {
			let lineage = Self::charge_lineage(point, &issuance);
			let green = issuance.green_charged;
			if let Some(into) = stock.charge(interval, charged, green, lineage) {
				Self::deposit_event(Event::LotsMerged {
					storage: point,
					into,
				});
			}
		}
		if discharged > 0 {
			let given = stock.discharge(interval, discharged, efficiency);
			issuance.tradeable = given.green.min(Self::most_energy(&attributes));
			issuance.discharge = Some(given.record);
			issuance.lineage = given.lineage;
			issuance.uncertified = discharged.saturating_sub(issuance.tradeable);
		}
		Stocks::<T>::insert(point, stock);
		Self::record(device, point, interval, issuance);
	}

	/// What the lineage of a charge lot begins with.
	fn charge_lineage(point: PointId, issuance: &Issuance) -> H256 {
		let record = (b"commonwatt/charge", point, issuance);
		sp_io::hashing::blake2_256(&record.encode()).into()
	}

	pub(crate) fn do_store(
		who: &T::AccountId,
		id: BundleId,
		quantity: Option<Wh>,
		storage: PointId,
	) -> DispatchResult {
		let bundle = Self::active_bundle_of(who, &id)?;
		let device = Devices::<T>::get(storage).ok_or(Error::<T>::UnknownDevice)?;
		let is_storage = device.kind == DeviceKind::Storage;
		ensure!(is_storage, Error::<T>::NotStorage);
		ensure!(device.registered, Error::<T>::DeviceDeregistered);
		let details = T::Points::details(storage).ok_or(Error::<T>::UnknownPoint)?;
		ensure!(details.owner == *who, Error::<T>::NotStorageOwner);
		let (part, bundle) = Self::part_of(id, bundle, quantity, who)?;
		let quantity = bundle.quantity;
		let mut stock = Stocks::<T>::get(storage);
		let lineage = stock
			.allocate(part.interval, quantity, bundle.lineage)
			.map_err(|refusal| match refusal {
				AllocationRefusal::NoChargeRecord => Error::<T>::NoChargeRecord,
				AllocationRefusal::BeyondCharge => Error::<T>::BeyondCharge,
			})?;
		Stocks::<T>::insert(storage, stock);
		Self::set_status(&part, bundle, BundleStatus::Stored { storage });
		Self::deposit_event(Event::BundleStored {
			bundle: part,
			quantity,
			storage,
			lineage,
		});
		Ok(())
	}
}
