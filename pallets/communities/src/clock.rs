//! # The market's clock
//!
//! Three marks move over the delivery intervals: `retired <= due <= ended`.
//!
//! - An interval below `ended` is over and can be read.
//! - An interval below `due` is past the deadline of its readings: [`Config::ReadingDeadline`]
//!   intervals after its end, and [`Config::MinimumBlocks`] blocks after it became readable.
//! - An interval below `retired` takes no more readings: [`Config::Retention`] intervals.
//!
//! The marks follow the timestamp, but at most [`Config::MaxOpenIntervals`] intervals are readable
//! and not due. So after the chain stood still, or its clock jumped, the missed intervals become
//! readable in order and in groups, each for the minimum of blocks: nobody's readings are lost
//! because validators were away. While a migration over many blocks keeps transactions out, the marks stand
//! still and its blocks count for no minimum. A tick is O(1): it looks at no more than
//! `MaxOpenIntervals` groups.

use crate::{Clock, ClockState, Config, OpenGroup, Pallet, Parameters, TimeParameters};
use commonwatt_primitives::{calendar::month_at, traits::MarketClock, Interval, Moment};
use frame_support::{
	migrations::MultiStepMigrator,
	traits::{Get, OnTimestampSet, Time as _},
};
use sp_runtime::{traits::Saturating, SaturatedConversion};

impl<T: Config> ClockState<T> {
	fn start(now: Moment, time: &TimeParameters) -> Self {
		let local = time.local_epoch_seconds.unwrap_or_else(|| {
			(now / 1000).saturating_add_signed(i64::from(time.utc_offset_seconds))
		});
		Self {
			epoch: now,
			local_epoch_seconds: local,
			ended: 0,
			due: 0,
			open: Default::default(),
		}
	}

	/// Intervals below are over at `now`, whether or not they can be read.
	fn over(&self, now: Moment, interval_millis: Moment) -> Interval {
		now.saturating_sub(self.epoch)
			.checked_div(interval_millis)
			.unwrap_or(0)
			.saturated_into()
	}

	/// Moves the marks to `now`; whether one moved.
	pub(crate) fn advance(
		&mut self,
		now: Moment,
		block: frame_system::pallet_prelude::BlockNumberFor<T>,
		interval_millis: Moment,
	) -> bool {
		let before = (self.ended, self.due);
		let over = self.over(now, interval_millis);
		let past_deadline = over.saturating_sub(T::ReadingDeadline::get());
		while let Some(group) = self.open.first() {
			let ripe = group
				.readable_since
				.saturating_add(T::MinimumBlocks::get().into());
			if block < ripe {
				break;
			}
			self.due = self.due.max(group.until.min(past_deadline));
			if self.due < group.until {
				break;
			}
			self.open.remove(0);
		}

		let ended = over.min(self.due.saturating_add(T::MaxOpenIntervals::get()));
		if ended > self.ended {
			// Groups hold at least one of at most MaxOpenIntervals open intervals each.
			if self
				.open
				.try_push(OpenGroup {
					until: ended,
					readable_since: block,
				})
				.is_ok()
			{
				self.ended = ended;
			}
		}
		before != (self.ended, self.due)
	}
}

impl<T: Config> ClockState<T> {
	/// A block in which nobody could submit anything.
	fn skip_block(&mut self) {
		for group in &mut self.open {
			group.readable_since.saturating_inc();
		}
	}
}

impl<T: Config> OnTimestampSet<Moment> for Pallet<T> {
	fn on_timestamp_set(now: Moment) {
		let time = Parameters::<T>::get();
		let block = frame_system::Pallet::<T>::block_number();
		let stored = Clock::<T>::get();
		let new = stored.is_none();
		let mut clock = stored.unwrap_or_else(|| ClockState::start(now, &time));
		if T::MultiBlockMigrator::ongoing() {
			clock.skip_block();
			Clock::<T>::put(clock);
			return;
		}
		if clock.advance(now, block, time.interval_millis) || new {
			Clock::<T>::put(clock);
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Local seconds at the beginning of interval 0. Before the first block what genesis says of it, if it does.
	pub(crate) fn local_epoch_seconds() -> u64 {
		Clock::<T>::get()
			.map(|clock| clock.local_epoch_seconds)
			.or_else(|| Parameters::<T>::get().local_epoch_seconds)
			.unwrap_or_default()
	}
}

impl<T: Config> MarketClock for Pallet<T> {
	fn ended() -> Interval {
		Clock::<T>::get().map_or(0, |clock| clock.ended)
	}

	fn in_progress() -> Interval {
		let interval_millis = Parameters::<T>::get().interval_millis;
		Clock::<T>::get().map_or(0, |clock| clock.over(T::Time::now(), interval_millis))
	}

	fn due() -> Interval {
		Clock::<T>::get().map_or(0, |clock| clock.due)
	}

	fn retired() -> Interval {
		Self::ended().saturating_sub(T::Retention::get())
	}

	fn interval_seconds() -> u32 {
		Parameters::<T>::get().interval_seconds
	}

	fn seconds_now() -> u64 {
		let time = Parameters::<T>::get();
		let elapsed =
			T::Time::now().saturating_sub(Clock::<T>::get().map_or(0, |clock| clock.epoch));
		u128::from(elapsed)
			.saturating_mul(u128::from(time.interval_seconds))
			.div_ceil(u128::from(time.interval_millis.max(1)))
			.saturated_into()
	}

	fn blocks_per_interval() -> u32 {
		Parameters::<T>::get()
			.interval_millis
			.checked_div(T::BlockTime::get())
			.unwrap_or(1)
			.max(1)
			.saturated_into()
	}

	fn now() -> Moment {
		T::Time::now()
	}

	fn begins(interval: Interval) -> Moment {
		let since_epoch =
			Moment::from(interval).saturating_mul(Parameters::<T>::get().interval_millis);
		Clock::<T>::get().map_or(0, |clock| clock.epoch.saturating_add(since_epoch))
	}

	fn month() -> u32 {
		let local_epoch = Self::local_epoch_seconds();
		month_at(<Self as MarketClock>::seconds_now().saturating_add(local_epoch))
	}

	fn local_seconds(interval: Interval) -> u64 {
		let local_epoch = Self::local_epoch_seconds();
		u64::from(interval)
			.saturating_mul(u64::from(Parameters::<T>::get().interval_seconds))
			.saturating_add(local_epoch)
	}
}
