//! The marks of certificates on meters.

use crate::{Config, Error, Event, Meters, Pallet};
use commonwatt_primitives::{
	green::{Certification, CertifiedMeters},
	reading::Registers,
	PointId,
};
use frame_support::pallet_prelude::*;

impl<T: Config> CertifiedMeters for Pallet<T> {
	fn certify(point: PointId, certification: Certification) -> DispatchResult {
		let mut meter = Meters::<T>::get(point).ok_or(Error::<T>::UnknownPoint)?;
		if meter.certification == certification {
			return Ok(());
		}
		meter.certification = certification;
		Meters::<T>::insert(point, meter);
		Self::deposit_event(Event::CertificationChanged {
			point,
			certification,
		});
		Ok(())
	}

	fn certification(point: PointId) -> Option<Certification> {
		Meters::<T>::get(point).map(|meter| meter.certification)
	}

	fn metered(point: PointId) -> Registers {
		Meters::<T>::get(point).map_or_else(Registers::default, |meter| meter.metered)
	}
}
