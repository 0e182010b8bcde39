//! Who held what at recorded moments: a holding is remembered when it first changes after one.
//!
//! What has moved in the block of a record before it has no vote on it, and is not counted: else who buys,
//! has a proposal opened and sells in one transaction would vote with shares it holds for no time.

use crate::{
	Assets, Config, Error, Event, Histories, Holding, Holdings, Pallet, Phase, Record, Records,
};
use commonwatt_primitives::share::{AssetId, RecordId, ShareVotes, Shares};
use frame_support::{ensure, pallet_prelude::DispatchError};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	pub(crate) fn block() -> u32 {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// Keeps what a holding that is about to change weighs, for the open records that have nothing of it yet; forgets released ones.
	pub(crate) fn remember(id: AssetId, who: &T::AccountId, holding: &Holding) {
		let open = Records::<T>::get(id).open;
		let mut history = Histories::<T>::get(id, who);
		let before = history.len();
		history.retain(|(record, _)| open.iter().any(|other| other.id == *record));
		let mut has_changed = history.len() < before;
		for record in open {
			let is_known = history.iter().any(|(known, _)| *known == record.id);
			let shares = holding.least.through(record.block, holding.shares);
			// There is room: each entry is of another open record.
			if !is_known && history.try_push((record.id, shares)).is_ok() {
				has_changed = true;
			}
		}
		match history.is_empty() {
			_ if !has_changed => {}
			true => Histories::<T>::remove(id, who),
			false => Histories::<T>::insert(id, who, history),
		}
	}

	fn open_record(id: AssetId, record: RecordId) -> Option<Record> {
		let open = Records::<T>::get(id).open;
		open.into_iter().find(|other| other.id == record)
	}
}

impl<T: Config> ShareVotes<T::AccountId> for Pallet<T> {
	fn record(id: AssetId) -> Result<RecordId, DispatchError> {
		let asset = Self::asset(id)?;
		ensure!(
			matches!(asset.phase, Phase::Active | Phase::WindingUp { .. }),
			Error::<T>::WrongPhase
		);
		let block = Self::block();
		let supply = asset.least.through(block, asset.earning);
		let record = Records::<T>::try_mutate(id, |book| {
			let record = book.next;
			book.next = record.checked_add(1).ok_or(Error::<T>::TooManyRecords)?;
			let entry = Record {
				id: record,
				supply,
				block,
			};
			let pushed = book.open.try_push(entry);
			pushed.map_err(|_| Error::<T>::TooManyRecords)?;
			Ok::<_, Error<T>>(record)
		})?;
		Self::deposit_event(Event::HoldersRecorded {
			asset: id,
			record,
			supply,
		});
		Ok(record)
	}

	fn weight(id: AssetId, record: RecordId, who: &T::AccountId) -> Shares {
		let Some(Record { block, .. }) = Self::open_record(id, record) else {
			return 0;
		};
		if Self::is_pool(id, who) {
			return 0;
		}
		let history = Histories::<T>::get(id, who);
		match history.iter().find(|(known, _)| *known == record) {
			Some((_, shares)) => *shares,
			None => {
				let holding = Holdings::<T>::get(id, who).unwrap_or_default();
				holding.least.through(block, holding.shares)
			}
		}
	}

	fn supply(id: AssetId, record: RecordId) -> Shares {
		Self::open_record(id, record).map_or(0, |record| record.supply)
	}

	fn release(id: AssetId, record: RecordId) {
		if !Assets::<T>::contains_key(id) || Self::open_record(id, record).is_none() {
			return;
		}
		Records::<T>::mutate(id, |book| book.open.retain(|other| other.id != record));
		Self::deposit_event(Event::RecordReleased { asset: id, record });
	}
}
