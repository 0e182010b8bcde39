//! The end of certificates: retired by their owner, withdrawn by the issuing authority.

use crate::{Config, Consumptions, Devices, Error, Event, Pallet, RetirementRings, Retirements};
use commonwatt_primitives::{
	certificate::{
		Beneficiary, BundleId, BundleStatus, DeviceKind, Purpose, Retirement, RetirementId,
	},
	traits::{Communities, DeliveryPoints},
	CommunityId, Interval, PointId, Wh,
};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use sp_core::H256;
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_retire(
		who: &T::AccountId,
		id: BundleId,
		quantity: Option<Wh>,
		beneficiary: Beneficiary<T::AccountId>,
		purpose: Purpose,
	) -> DispatchResult {
		let bundle = Self::active_bundle_of(who, &id)?;
		let device = Devices::<T>::get(id.device).ok_or(Error::<T>::UnknownDevice)?;
		let (part, bundle) = Self::part_of(id, bundle, quantity, who)?;
		if let Beneficiary::Point(point) = beneficiary {
			Self::match_consumption(point, part.interval, bundle.quantity)?;
		}
		let retirement = Retirement {
			community: device.community,
			bundle: part,
			quantity: bundle.quantity,
			owner: who.clone(),
			beneficiary,
			purpose,
			lineage: bundle.lineage,
			block: Self::block(),
		};
		let number = Self::keep_retirement(device.community, &retirement);
		Self::set_status(&part, bundle, BundleStatus::Retired { retirement: number });
		Self::deposit_event(Event::CertificatesRetired {
			id: number,
			retirement,
		});
		Ok(())
	}

	/// Counts certificates for what a consumption device used; any other point may have them as it is.
	fn match_consumption(point: PointId, interval: Interval, quantity: Wh) -> DispatchResult {
		let Some(mut device) = Devices::<T>::get(point) else {
			ensure!(
				T::Points::details(point).is_some(),
				Error::<T>::UnknownPoint
			);
			return Ok(());
		};
		if device.kind != DeviceKind::Consumption {
			return Ok(());
		}
		Consumptions::<T>::try_mutate_exists(point, interval, |used| {
			let used = used.as_mut().ok_or(Error::<T>::NoConsumptionRecord)?;
			let fits = quantity <= used.unmatched();
			ensure!(fits, Error::<T>::BeyondConsumption);
			used.retired = used.retired.saturating_add(quantity);
			Ok::<_, DispatchError>(())
		})?;
		let retired = &mut device.consumption.retired;
		*retired = retired.saturating_add(quantity);
		Devices::<T>::insert(point, device);
		Ok(())
	}

	/// Keeps a retirement; the oldest goes if there are as many as may be.
	fn keep_retirement(
		community: CommunityId,
		retirement: &Retirement<T::AccountId>,
	) -> RetirementId {
		RetirementRings::<T>::mutate(community, |ring| {
			let id = ring.next;
			if id.saturating_sub(ring.oldest) >= T::MaxRetirements::get().into() {
				if let Some(oldest) = Retirements::<T>::take(community, ring.oldest) {
					ring.folded.fold(&(ring.oldest, &oldest), oldest.quantity);
					Self::deposit_event(Event::RetirementFolded {
						community,
						id: ring.oldest,
						commitment: ring.folded.commitment,
					});
				}
				ring.oldest = ring.oldest.saturating_add(1);
			}
			Retirements::<T>::insert(community, id, retirement);
			ring.next = id.saturating_add(1);
			id
		})
	}

	pub(crate) fn do_withdraw(who: &T::AccountId, id: BundleId, reason: H256) -> DispatchResult {
		let bundle = Self::valid_bundle(&id)?;
		let device = Devices::<T>::get(id.device).ok_or(Error::<T>::UnknownDevice)?;
		T::Communities::ensure_operator(device.community, who)?;
		match bundle.status {
			BundleStatus::Active | BundleStatus::Reserved { .. } => (),
			ref other => return Err(Self::why_final(other)),
		}
		let (quantity, owner) = (bundle.quantity, bundle.owner.clone());
		Self::set_status(&id, bundle, BundleStatus::Withdrawn);
		Self::deposit_event(Event::BundleWithdrawn {
			bundle: id,
			quantity,
			owner,
			reason,
		});
		Ok(())
	}
}
