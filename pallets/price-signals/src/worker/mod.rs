//! The off-chain worker: in every node that holds a signal key it learns from the community's closed
//! intervals and sends a signal a round.
//!
//! It runs on every new best block, reads the chain's state at that block and keeps what it has learned in
//! the node's own storage ([`memory`]). Nothing it does can harm a block: what it sends is a transaction
//! like any other.
//!
//! - **What it sends.** From the first closed interval that was read in time on, one signal a round for
//!   each key, up to a day ahead of the first interval whose outcome is not known yet. Before, and while it
//!   catches up, nothing.
//! - **Again.** A signal that is not on the chain by the next block is signed and sent anew. The pool keeps
//!   one of each round, the chain takes one.
//! - **Restart.** The memory is on the node's disk. If it is lost or unreadable, it is learned again from
//!   the last four weeks on the chain, [`memory::LEARNED_AT_ONCE`] intervals a block.
//! - **Reorganisation.** If the outcomes learned last are not those of this chain, likewise.
//! - **Missing intervals.** An interval without outcome is learned as missing.
//! - **Others.** A lock for each community lets a slow run be skipped by the next. A run ends after
//!   [`BUDGET`]; communities take turns in coming first. The weather's endpoint is the only thing waited for,
//!   for [`weather::PATIENCE`] at most, and less and less often while it fails.
//!
//! Intervals of 15 to 60 minutes that divide a day are forecast; of others the log says that they are not.

pub mod memory;
pub mod outlook;
pub mod weather;

use crate::{crypto, Call, Config, Forecaster, Forecasters, Pallet};
use alloc::vec::Vec;
use commonwatt_primitives::{
	signal::SignalPayload,
	traits::{Communities, MarketClock},
	CommunityId, Interval,
};
use frame_system::{offchain::SubmitTransaction, pallet_prelude::BlockNumberFor};
use memory::Memory;
use sp_runtime::{
	offchain::{
		storage::StorageValueRef,
		storage_lock::{StorageLock, Time},
		Duration, Timestamp,
	},
	traits::Zero,
	RuntimeAppPublic, SaturatedConversion,
};

/// Where log lines come from.
const LOG: &str = "commonwatt::forecast";
/// Time after which a run takes no further community.
pub const BUDGET: Duration = Duration::from_millis(3_000);
/// Time after which a lock of a run that died is void.
const LOCK: Duration = Duration::from_millis(30_000);

/// Runs on a new best block.
pub(crate) fn run<T: Config>(block: BlockNumberFor<T>) {
	let keys = crypto::Public::all();
	let communities = T::Communities::count();
	if keys.is_empty() || communities.is_zero() {
		return;
	}
	let end = sp_io::offchain::timestamp().add(BUDGET);
	let first = block.saturated_into::<u32>();
	for turn in 0..communities {
		if sp_io::offchain::timestamp() >= end {
			break;
		}
		let community = first.wrapping_add(turn).checked_rem(communities);
		serve::<T>(community.unwrap_or(0), &keys);
	}
}

/// Sends what the node's forecasters of a community have not sent in the round in progress.
fn serve<T: Config>(community: CommunityId, keys: &[crypto::Public]) {
	let round = T::Clock::in_progress();
	let ours: Vec<Forecaster<T::AccountId>> = Forecasters::<T>::get(community)
		.into_iter()
		.filter(|forecaster| forecaster.is_active() && keys.contains(&forecaster.key))
		.collect();
	let silent = |forecaster: &&Forecaster<T::AccountId>| {
		forecaster.last_round.is_none_or(|last| last < round)
	};
	if !ours.iter().any(|forecaster| silent(&forecaster)) {
		return;
	}
	let key = memory::key(b"lock", community);
	let mut slot = StorageValueRef::persistent(&key);
	let latest = sp_io::offchain::timestamp().add(LOCK);
	// Of a run that died before the node's clock was set back.
	if slot
		.get::<Timestamp>()
		.is_ok_and(|deadline| deadline.is_some_and(|deadline| deadline > latest))
	{
		slot.clear();
	}
	let mut lock = StorageLock::<Time>::with_deadline(&key, LOCK);
	let Ok(_guard) = lock.try_lock() else {
		return;
	};
	let Some(memory) = Memory::up_to_date::<T>(community, round) else {
		return;
	};
	let steps = memory.outlook::<T>(community, round);
	if steps.is_empty() {
		return;
	}
	for forecaster in ours.iter().filter(silent) {
		let payload = SignalPayload {
			community,
			forecaster: forecaster.id,
			round,
			steps: steps.clone(),
		};
		submit::<T>(&forecaster.key, payload, round);
	}
}

fn submit<T: Config>(key: &crypto::Public, payload: SignalPayload, round: Interval) {
	let (community, forecaster) = (payload.community, payload.forecaster);
	let Some(signature) = key.sign(&payload.signed_bytes(Pallet::<T>::genesis_hash())) else {
		log::warn!(target: LOG, "the keystore does not sign for forecaster {forecaster} of community {community}");
		return;
	};
	let call = Call::<T>::submit_signal { payload, signature };
	let transaction = T::create_authorized_transaction(call.into());
	match SubmitTransaction::<T, Call<T>>::submit_transaction(transaction) {
		Ok(()) => {
			log::debug!(target: LOG, "forecaster {forecaster} of community {community}: signal of round {round} sent")
		}
		// It is in the pool already, or the round has ended.
		Err(()) => {
			log::debug!(target: LOG, "forecaster {forecaster} of community {community}: signal of round {round} not taken")
		}
	}
}
