//! Batches of signed readings.

use crate::{
	weights::CERTIFIED_WITH_READING, Config, Error, Event, Meter, Meters, Pallet, WeightInfo,
};
use commonwatt_primitives::{
	reading::{Reading, Refusal},
	traits::{BookCost, Communities, Delivery, Gap, GatewayStatus, MarketClock, ReadingBook},
	CommunityId, Interval,
};
use frame_support::{dispatch::PostDispatchInfo, pallet_prelude::*, weights::Weight};
use sp_core::H256;
use sp_runtime::traits::Zero;

/// What a batch cost: how far each of its readings got, and what booking them took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchCost {
	/// Refused before the signature was looked at.
	pub refused: u32,
	pub bad_signatures: u32,
	pub accepted: u32,
	/// Accepted readings that closed a gap.
	pub gaps: u32,
	/// What booking took beside the readings.
	pub book: BookCost,
}

/// The marks of the clock, read once a batch.
struct Marks {
	ended: Interval,
	due: Interval,
	retired: Interval,
	interval_seconds: u64,
	genesis: H256,
	/// Whether the sender may skip intervals that late readings could still be sent for: gateways and
	/// the operator may. Else whoever saw one later reading could turn a meter's buffered ones into a
	/// gap.
	may_skip: bool,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_submit_readings(
		who: &T::AccountId,
		community: CommunityId,
		readings: BoundedVec<Reading, T::MaxBatch>,
	) -> DispatchResultWithPostInfo {
		ensure!(!readings.is_empty(), Error::<T>::EmptyBatch);
		ensure!(
			T::Communities::exists(community),
			Error::<T>::UnknownCommunity
		);
		let gateway = T::Communities::gateway(community, who);
		ensure!(
			gateway != GatewayStatus::Suspended,
			Error::<T>::GatewaySuspended
		);

		let may_skip = gateway == GatewayStatus::Registered
			|| T::Communities::ensure_operator(community, who).is_ok();
		let marks = Marks {
			may_skip,
			ended: T::Clock::ended(),
			due: T::Clock::due(),
			retired: T::Clock::retired(),
			interval_seconds: u64::from(T::Clock::interval_seconds()),
			genesis: frame_system::Pallet::<T>::block_hash(
				frame_system::pallet_prelude::BlockNumberFor::<T>::zero(),
			),
		};
		let mut batch = T::Book::open(community);
		let mut refused = BoundedVec::new();
		let mut cost = BatchCost::default();
		let mut strikes = 0u32;
		for (index, reading) in readings.iter().enumerate() {
			match Self::process(&mut batch, community, who, &marks, reading) {
				Ok(gap) => {
					cost.accepted = cost.accepted.saturating_add(1);
					cost.gaps = cost.gaps.saturating_add(u32::from(gap));
				}
				Err(reason) => {
					match reason {
						Refusal::BadSignature => {
							strikes = strikes.saturating_add(1);
							cost.bad_signatures = cost.bad_signatures.saturating_add(1);
						}
						Refusal::KeyReplaced => {
							cost.bad_signatures = cost.bad_signatures.saturating_add(1)
						}
						_ => cost.refused = cost.refused.saturating_add(1),
					}
					// As many as the batch's readings, which are bounded alike.
					let _ = refused.try_push((index as u32, reason));
				}
			}
		}
		cost.book = T::Book::commit(batch);
		if gateway == GatewayStatus::Registered && strikes > 0 {
			T::Communities::strike(community, who, strikes);
		}

		let pays_fee = if refused.is_empty() {
			Pays::No
		} else {
			Pays::Yes
		};
		Self::deposit_event(Event::ReadingsSubmitted {
			community,
			who: who.clone(),
			accepted: cost.accepted,
			refused,
		});
		let actual_weight = T::WeightInfo::submit_readings_actual(&cost)
			.saturating_add(Self::certified_weight(cost.book.certified));
		Ok(PostDispatchInfo {
			actual_weight: Some(actual_weight),
			pays_fee,
		})
	}

	/// What a batch of `readings` takes at its worst.
	pub(crate) fn batch_weight(readings: u32) -> Weight {
		let certified = readings.saturating_mul(CERTIFIED_WITH_READING);
		T::WeightInfo::submit_readings(readings).saturating_add(Self::certified_weight(certified))
	}

	fn certified_weight(certified: u32) -> Weight {
		T::Book::certified_weight().saturating_mul(certified.into())
	}

	/// Checks a reading, cheap things first and the signature last, and books it. Nothing is written
	/// unless it counts. Returns whether it closed a gap.
	fn process(
		batch: &mut <T::Book as ReadingBook>::Batch,
		community: CommunityId,
		who: &T::AccountId,
		marks: &Marks,
		reading: &Reading,
	) -> Result<bool, Refusal> {
		let Reading {
			point,
			interval,
			start,
			end,
			signature,
		} = reading;
		let mut meter = Meters::<T>::get(point)
			.filter(|meter| meter.community == community)
			.ok_or(Refusal::UnknownPoint)?;
		let may_skip = marks.may_skip || meter.owner == *who;
		let delivery = Self::delivery(&meter, marks, may_skip, reading)?;
		let metered = delivery
			.gap
			.map_or(Some(meter.metered), |gap| meter.metered.plus(&gap.energy))
			.and_then(|metered| metered.plus(&delivery.energy))
			.ok_or(Refusal::PowerAboveCapacity)?;
		T::Book::admit(batch, *point, *interval)?;
		let key = meter.key_for(*interval).ok_or(Refusal::KeyRevoked)?;
		let payload = Reading::payload(marks.genesis, *point, *interval, *start, *end);
		if !key.verify(&payload, signature) {
			let replaced = *interval < meter.key_from && meter.previous_key.is_none();
			return Err(match replaced {
				true => Refusal::KeyReplaced,
				false => Refusal::BadSignature,
			});
		}

		meter.metered = metered;
		meter.registers = *end;
		meter.next = interval.saturating_add(1);
		Meters::<T>::insert(point, meter);
		T::Book::book(batch, &delivery);
		Ok(delivery.gap.is_some())
	}

	/// The energy a reading brings, if its interval, registers and power are right.
	fn delivery(
		meter: &Meter<T::AccountId>,
		marks: &Marks,
		may_skip: bool,
		reading: &Reading,
	) -> Result<Delivery, Refusal> {
		let ensure = |holds: bool, refusal| if holds { Ok(()) } else { Err(refusal) };
		let Reading {
			point,
			interval,
			start,
			end,
			..
		} = reading;
		let skipped = u64::from(interval.saturating_sub(meter.next));

		ensure(!meter.closed, Refusal::PointClosed)?;
		ensure(*interval < marks.ended, Refusal::IntervalNotEnded)?;
		ensure(*interval >= meter.next, Refusal::AlreadyRead)?;
		ensure(*interval >= marks.retired, Refusal::IntervalRetired)?;
		let gaps_until = if may_skip { marks.due } else { marks.retired };
		ensure(
			skipped == 0 || *interval <= gaps_until,
			Refusal::GapTooEarly,
		)?;

		let before = start
			.since(&meter.registers)
			.ok_or(Refusal::RegisterWentBackwards)?;
		let energy = end.since(start).ok_or(Refusal::RegisterWentBackwards)?;
		ensure(
			skipped > 0 || *start == meter.registers,
			Refusal::RegistersDoNotContinue,
		)?;
		ensure(
			meter.could_meter(&energy, marks.interval_seconds)
				&& (skipped == 0
					|| meter.could_meter(&before, skipped.saturating_mul(marks.interval_seconds))),
			Refusal::PowerAboveCapacity,
		)?;

		let gap = (skipped > 0).then_some(Gap {
			from: meter.next,
			until: *interval,
			energy: before,
		});
		Ok(Delivery {
			point: *point,
			interval: *interval,
			energy,
			gap,
			certification: meter.certification,
		})
	}
}
