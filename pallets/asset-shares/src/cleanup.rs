//! Removes what closed assets leave behind, a bounded part of it in every block.

use crate::{AllowList, ClosedAssets, Config, Costs, Histories, Pallet, WeightInfo};
use alloc::vec::Vec;
use commonwatt_primitives::share::AssetId;
use frame_support::{traits::Get, weights::WeightMeter};

impl<T: Config> Pallet<T> {
	pub(crate) fn remove_traces(remaining: &mut WeightMeter) {
		let mut meter = WeightMeter::with_limit(remaining.remaining().min(T::PollWeight::get()));
		if meter.try_consume(T::WeightInfo::poll_base()).is_err() {
			return;
		}
		while meter.can_consume(T::WeightInfo::poll_asset()) {
			let Some(id) = ClosedAssets::<T>::iter_keys().next() else {
				break;
			};
			let _ = meter.try_consume(T::WeightInfo::poll_asset());
			if !Self::remove_traces_of(id, &mut meter) {
				break;
			}
			ClosedAssets::<T>::remove(id);
		}
		let _ = remaining.try_consume(meter.consumed());
	}

	/// False if the weight did not suffice.
	fn remove_traces_of(id: AssetId, meter: &mut WeightMeter) -> bool {
		let each = T::WeightInfo::remove_trace();
		let most = meter.remaining().checked_div_per_component(&each);
		let most = most.map_or(usize::MAX, |most| most as usize);
		let histories: Vec<_> = Histories::<T>::iter_key_prefix(id).take(most).collect();
		let left = most.saturating_sub(histories.len());
		let allowed: Vec<_> = AllowList::<T>::iter_key_prefix(id).take(left).collect();
		for who in &histories {
			Histories::<T>::remove(id, who);
		}
		for who in &allowed {
			AllowList::<T>::remove(id, who);
		}
		let removed = histories.len().saturating_add(allowed.len());
		let _ = meter.try_consume(each.saturating_mul(removed as u64));
		removed < most
	}
}
