//! Certificates are issued once for a device and interval: at settlement, or when they are asked for.

use crate::{
	is_over, Bundle, Bundles, Config, Device, Devices, Error, Event, Issuances, Owned, Pallet,
};
use commonwatt_primitives::{
	certificate::{lineage_of, BundleStatus, Issuance, IssuanceStatus},
	traits::{Communities, DeliveryPoints, MarketClock},
	Interval, PointId,
};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_issue(
		who: &T::AccountId,
		point: PointId,
		interval: Interval,
	) -> DispatchResult {
		let mut device = Devices::<T>::get(point).ok_or(Error::<T>::UnknownDevice)?;
		let owner = T::Points::details(point).map(|details| details.owner);
		let owner = owner.ok_or(Error::<T>::UnknownPoint)?;
		let may = owner == *who || T::Communities::ensure_operator(device.community, who).is_ok();
		ensure!(may, Error::<T>::NotOwnerNorAuthority);
		ensure!(device.registered, Error::<T>::DeviceDeregistered);
		let issuance = Issuances::<T>::get(point, interval);
		let mut issuance = issuance.ok_or(Error::<T>::UnknownIssuance)?;
		match issuance.status {
			IssuanceStatus::Unissued => (),
			IssuanceStatus::Issued { .. } => return Err(Error::<T>::AlreadyIssued.into()),
			IssuanceStatus::NothingToIssue => return Err(Error::<T>::NothingToIssue.into()),
			IssuanceStatus::Lapsed => return Err(Error::<T>::BacklogLapsed.into()),
		}
		let lapsed = is_over(interval, T::Clock::ended(), T::BacklogWindow::get());
		ensure!(!lapsed, Error::<T>::BacklogLapsed);
		Self::issue_to_owner(&mut device, point, interval, &mut issuance);
		Issuances::<T>::insert(point, interval, issuance);
		Devices::<T>::insert(point, device);
		Ok(())
	}

	/// Issues what waits as one bundle to who owns the point now; nothing if the point is gone.
	pub(crate) fn issue_to_owner(
		device: &mut Device,
		point: PointId,
		interval: Interval,
		issuance: &mut Issuance,
	) {
		let Some(details) = T::Points::details(point) else {
			return;
		};
		let (owner, quantity) = (details.owner, issuance.tradeable);
		issuance.status = IssuanceStatus::Issued {
			at: T::Clock::now(),
		};
		issuance.bundles = 1;
		device.backlog.remove();
		let totals = &mut device.totals;
		totals.unissued = totals.unissued.saturating_sub(quantity);
		totals.active = totals.active.saturating_add(quantity);
		let lineage = lineage_of(issuance.lineage, 0, quantity);
		let bundle = Bundle {
			quantity,
			owner: owner.clone(),
			status: BundleStatus::Active,
			lineage,
			deposit: None,
		};
		Bundles::<T>::insert((point, interval, 0), bundle);
		Owned::<T>::insert((&owner, point, interval, 0), ());
		Self::deposit_event(Event::Issued {
			device: point,
			interval,
			quantity,
			owner,
			lineage,
		});
	}
}
