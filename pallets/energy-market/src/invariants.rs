//! The invariants of the market, checked after every test and by the simulator.

use crate::{Config, Markets, Pallet, Results, Unsettled};
use alloc::collections::BTreeMap;
use commonwatt_primitives::{
	traits::{Account, DeliveryPoints, Ledger, MarketClock},
	CommunityId, Interval, Wh,
};
use frame_support::traits::Get;

impl<T: Config> Pallet<T> {
	/// Panics unless the pallet's invariants (see the crate's page) hold. Invariant 3 is checked with
	/// metering's figures, by the runtime and by tests: see [`Self::booked`].
	#[allow(clippy::arithmetic_side_effects)]
	pub fn check_invariants() {
		let mut short = BTreeMap::<(CommunityId, Interval), Wh>::new();
		let mut long = BTreeMap::<(CommunityId, Interval), Wh>::new();
		let mut entries = BTreeMap::<(CommunityId, Interval), u32>::new();
		let mut in_rings = BTreeMap::<CommunityId, u32>::new();
		for (point, ring) in Unsettled::<T>::iter() {
			let details = T::Points::details(point).expect("a ring belongs to a point");
			assert!(!ring.is_empty() && ring.len() <= T::RingSize::get() as usize);
			assert!(
				ring.iter().zip(ring.iter().skip(1)).all(|(a, b)| a.0 < b.0),
				"in order"
			);
			*in_rings.entry(details.community).or_default() += ring.len() as u32;
			for (interval, deviation) in ring {
				let key = (details.community, interval);
				assert!(deviation != 0 && interval < details.next_interval);
				let side = if deviation > 0 { &mut short } else { &mut long };
				*side.entry(key).or_default() += deviation.unsigned_abs();
				*entries.entry(key).or_default() += 1;
			}
		}
		let due = T::Clock::due();
		for (community, interval, result) in Results::<T>::iter() {
			let key = (community, interval);
			let context =
				|| alloc::format!("community {community}, interval {interval}: {result:?}");
			assert!(
				!result.closed || interval < due,
				"closed after the deadline: {}",
				context()
			);
			assert!(
				interval >= Markets::<T>::get(community).retired_until,
				"{}",
				context()
			);
			let (short, long) = (
				short.remove(&key).unwrap_or(0),
				long.remove(&key).unwrap_or(0),
			);
			assert_eq!(short, result.short - result.short_settled, "{}", context());
			assert_eq!(long, result.long - result.long_settled, "{}", context());
			assert_eq!(
				entries.remove(&key).unwrap_or(0),
				result.unsettled,
				"{}",
				context()
			);
			let mut book = T::Ledger::open(community);
			let escrow = T::Ledger::balance(&mut book, Account::Escrow(interval));
			assert_eq!(
				escrow,
				result.owed(),
				"escrow is what is owed: {}",
				context()
			);
			assert!(
				result.unsettled > 0 || !result.closed || escrow == 0,
				"{}",
				context()
			);
			if let Some(price) = result.prices.pool_price {
				assert!(result.prices.feed_in <= price);
				assert!(price + result.prices.grid_fee <= result.prices.retail);
			}
		}
		assert!(
			entries.is_empty(),
			"every unsettled interval has its result: {entries:?}"
		);
		for (community, state) in Markets::<T>::iter() {
			assert_eq!(state.unsettled, in_rings.remove(&community).unwrap_or(0));
			assert!(state.closed_until <= due);
			assert!(state.retired_until <= T::Clock::retired());
		}
		assert!(in_rings.is_empty(), "rings without a market");
	}
}
