//! The register of devices, kept by the issuing authority.

use crate::{
	Attributes, Config, Device, DeviceAt, DeviceCount, Devices, Due, Error, Event, Pallet, Stocks,
	VersionUse,
};
use commonwatt_primitives::{
	certificate::{DeviceAttributes, DeviceKind},
	green::{Certification, CertifiedMeters},
	traits::{Communities, DeliveryPoints},
	PointId,
};
use frame_support::{ensure, pallet_prelude::DispatchResult, BoundedVec};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_device(
		who: &T::AccountId,
		point: PointId,
		attributes: DeviceAttributes,
		automatic: bool,
	) -> DispatchResult {
		let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
		T::Communities::ensure_operator(details.community, who)?;
		ensure!(!details.closed, Error::<T>::PointClosed);
		Self::ensure_plausible(&attributes, details.capacity_w)?;
		let kind = attributes.technology.kind();
		let mut device = match Devices::<T>::get(point) {
			Some(device) => {
				ensure!(!device.registered, Error::<T>::AlreadyRegistered);
				ensure!(device.kind == kind, Error::<T>::KindChanged);
				device
			}
			None => Device {
				community: details.community,
				kind,
				registered: true,
				automatic,
				index: Self::take_index(point),
				versions: BoundedVec::new(),
				kept: Due::default(),
				backlog: Due::default(),
				totals: Default::default(),
				consumption: Default::default(),
				folded: Default::default(),
			},
		};
		device.registered = true;
		device.automatic = automatic;
		if Attributes::<T>::get(point, device.version()).as_ref() != Some(&attributes) {
			Self::add_version(point, &mut device, &attributes)?;
		}
		let certification = match kind {
			DeviceKind::Production => Certification::Producer,
			DeviceKind::Storage | DeviceKind::Consumption => Certification::Followed,
		};
		T::Meters::certify(point, certification)?;
		let (community, version) = (device.community, device.version());
		Devices::<T>::insert(point, device);
		Self::deposit_event(Event::DeviceRegistered {
			community,
			device: point,
			kind,
			version,
			attributes,
			automatic,
		});
		Ok(())
	}

	pub(crate) fn do_update_device(
		who: &T::AccountId,
		point: PointId,
		attributes: DeviceAttributes,
		automatic: bool,
	) -> DispatchResult {
		let mut device = Self::device_of_authority(who, point)?;
		ensure!(device.registered, Error::<T>::DeviceDeregistered);
		let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
		Self::ensure_plausible(&attributes, details.capacity_w)?;
		ensure!(
			attributes.technology.kind() == device.kind,
			Error::<T>::KindChanged
		);
		let current = Attributes::<T>::get(point, device.version());
		let is_new = current.as_ref() != Some(&attributes);
		ensure!(
			is_new || device.automatic != automatic,
			Error::<T>::NothingChanged
		);
		if is_new {
			Self::add_version(point, &mut device, &attributes)?;
		}
		device.automatic = automatic;
		let version = device.version();
		Devices::<T>::insert(point, device);
		Self::deposit_event(Event::DeviceUpdated {
			device: point,
			version,
			attributes,
			automatic,
		});
		Ok(())
	}

	pub(crate) fn do_deregister_device(who: &T::AccountId, point: PointId) -> DispatchResult {
		let mut device = Self::device_of_authority(who, point)?;
		ensure!(device.registered, Error::<T>::DeviceDeregistered);
		device.registered = false;
		// A point that was removed has no meter to tell.
		if T::Meters::certification(point).is_some() {
			T::Meters::certify(point, Certification::None)?;
		}
		Devices::<T>::insert(point, device);
		Self::deposit_event(Event::DeviceDeregistered { device: point });
		Ok(())
	}

	pub(crate) fn do_remove_device(who: &T::AccountId, point: PointId) -> DispatchResult {
		let device = Self::device_of_authority(who, point)?;
		ensure!(!device.registered, Error::<T>::DeviceRegistered);
		ensure!(device.kept.count == 0, Error::<T>::DeviceInUse);
		for used in &device.versions {
			Attributes::<T>::remove(point, used.version);
		}
		let storage = Stocks::<T>::take(point).totals;
		Devices::<T>::remove(point);
		Self::free_index(device.index);
		let Device {
			totals,
			consumption,
			folded,
			..
		} = device;
		Self::deposit_event(Event::DeviceRemoved {
			device: point,
			totals,
			consumption,
			storage,
			folded,
		});
		Ok(())
	}

	/// A device, if `who` is its issuing authority.
	fn device_of_authority(
		who: &T::AccountId,
		point: PointId,
	) -> Result<Device, sp_runtime::DispatchError> {
		let device = Devices::<T>::get(point).ok_or(Error::<T>::UnknownDevice)?;
		T::Communities::ensure_operator(device.community, who)?;
		Ok(device)
	}

	fn ensure_plausible(attributes: &DeviceAttributes, meter_capacity_w: u32) -> DispatchResult {
		ensure!(attributes.capacity_w > 0, Error::<T>::ZeroCapacity);
		ensure!(
			attributes.capacity_w <= meter_capacity_w,
			Error::<T>::CapacityBeyondMeter
		);
		let is_storage = attributes.technology.kind() == DeviceKind::Storage;
		match attributes.round_trip_efficiency {
			Some(efficiency) if is_storage => {
				ensure!(!efficiency.is_zero(), Error::<T>::StorageWithoutEfficiency)
			}
			None if is_storage => return Err(Error::<T>::StorageWithoutEfficiency.into()),
			Some(_) => return Err(Error::<T>::EfficiencyWithoutStorage.into()),
			None => (),
		}
		Ok(())
	}

	/// Makes attributes the current version; versions that no issuance names go.
	fn add_version(
		point: PointId,
		device: &mut Device,
		attributes: &DeviceAttributes,
	) -> DispatchResult {
		let version = match device.versions.last() {
			Some(current) => current.version.saturating_add(1),
			None => 0,
		};
		device.versions.retain(|used| {
			if used.issuances == 0 {
				Attributes::<T>::remove(point, used.version);
			}
			used.issuances > 0
		});
		let current = VersionUse {
			version,
			issuances: 0,
		};
		let room = device.versions.try_push(current);
		room.map_err(|_| Error::<T>::TooManyVersions)?;
		Attributes::<T>::insert(point, version, attributes);
		Ok(())
	}

	fn take_index(point: PointId) -> u32 {
		let index = DeviceCount::<T>::get();
		DeviceAt::<T>::insert(index, point);
		DeviceCount::<T>::put(index.saturating_add(1));
		index
	}

	/// The last device takes the place of the one that goes.
	fn free_index(index: u32) {
		let last = DeviceCount::<T>::get().saturating_sub(1);
		DeviceCount::<T>::put(last);
		let Some(moved) = DeviceAt::<T>::take(last) else {
			return;
		};
		if index != last {
			DeviceAt::<T>::insert(index, moved);
			Devices::<T>::mutate_extant(moved, |device| device.index = index);
		}
	}
}
