//! Batches of signed readings.

use crate::{BatchCost, Config, Costs, Error, Event, Meter, Meters, Pallet};
use commonwatt_primitives::{
	reading::{Reading, Refusal},
	traits::{Communities, Delivery, Gap, GatewayStatus, MarketClock, ReadingBook},
	CommunityId, Interval,
};
use frame_support::{dispatch::PostDispatchInfo, pallet_prelude::*, weights::Weight};
use sp_core::H256;
use sp_runtime::traits::Zero;

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
		Ok(PostDispatchInfo {
			actual_weight: Some(Self::weight_of(&cost)),
			pays_fee,
		})
	}

	/// What a batch of `readings` takes at its worst.
	pub(crate) fn batch_weight(readings: u32) -> Weight {
		Self::weight_of(&BatchCost::most(readings))
	}

	pub(crate) fn weight_of(cost: &BatchCost) -> Weight {
		T::WeightInfo::batch(cost).saturating_add(T::Book::weight(&cost.book))
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
