//! A community's aggregates while entries are made: loaded once, written once.

use crate::{
	Auction, Auctions, Config, Depth, IntervalResult, MarketState, Markets, Pallet, PointState,
	Positions, Results, TickDepth,
};
use alloc::collections::BTreeMap;
use commonwatt_primitives::{
	traits::{Account, BookCost, IntervalPrices, Ledger, MarketClock, PointAccount, Tariffs},
	CommunityId, Interval, Moment, PointId,
};
use frame_support::defensive;

/// A value and what is stored of it: written only if it has changed.
struct Cached<V> {
	value: V,
	stored: Option<V>,
}

impl<V: Clone + PartialEq> Cached<V> {
	fn new(value: V, stored: Option<V>) -> Self {
		Self { value, stored }
	}

	fn changed(&self) -> bool {
		self.stored.as_ref() != Some(&self.value)
	}
}

/// A community's aggregates while entries are made: loaded once, written once.
pub struct Batch<T: Config> {
	pub(crate) community: CommunityId,
	pub(crate) book: <T::Ledger as Ledger>::Book,
	pub(crate) state: MarketState,
	stored_state: Option<MarketState>,
	results: BTreeMap<Interval, Cached<IntervalResult>>,
	auctions: BTreeMap<Interval, Cached<Option<Auction>>>,
	depths: BTreeMap<Interval, TickDepth>,
	pub(crate) due: Interval,
	pub(crate) now: Moment,
	pub(crate) cost: BookCost,
}

impl<T: Config> Batch<T> {
	pub(crate) fn open(community: CommunityId) -> Self {
		let stored_state = Markets::<T>::try_get(community).ok();
		Self {
			community,
			book: T::Ledger::open(community),
			state: stored_state.unwrap_or_else(MarketState::from_now::<T>),
			stored_state,
			results: BTreeMap::new(),
			auctions: BTreeMap::new(),
			depths: BTreeMap::new(),
			due: T::Clock::due(),
			now: T::Clock::now(),
			cost: BookCost::default(),
		}
	}

	/// Writes what has changed; what the batch took.
	pub(crate) fn commit(self) -> BookCost {
		let mut cost = self.cost;
		cost.intervals = self.results.len() as u32;
		cost.statements = T::Ledger::commit(self.book);
		if self.stored_state != Some(self.state) {
			Markets::<T>::insert(self.community, self.state);
		}
		for (interval, result) in self.results {
			if result.changed() {
				Results::<T>::insert(self.community, interval, result.value);
			}
		}
		for (interval, auction) in self.auctions {
			if let (true, Some(auction)) = (auction.changed(), auction.value) {
				cost.auctions = cost.auctions.saturating_add(1);
				Auctions::<T>::insert(self.community, interval, auction);
			}
		}
		for (interval, depth) in self.depths {
			Depth::<T>::insert(self.community, interval, depth);
		}
		cost
	}

	/// Loads an interval, or freezes its prices at first touch; clears its auction and closes it if
	/// that is due.
	pub(crate) fn touch(&mut self, interval: Interval) {
		if self.results.contains_key(&interval) {
			return;
		}
		let stored = Results::<T>::get(self.community, interval);
		let mut result = stored.clone().unwrap_or_else(|| IntervalResult {
			prices: T::Tariffs::prices(self.community, interval).unwrap_or_default(),
			..Default::default()
		});
		let stored_auction = self.stored_auction(interval);
		let mut auction = stored_auction.clone();
		if let Some(auction) = &mut auction {
			if !auction.cleared && self.now >= auction.gate_closure {
				self.clear(interval, &result.prices, auction);
			}
		}
		if interval < self.due && !result.closed {
			self.close(interval, &mut result);
		}
		self.results.insert(interval, Cached::new(result, stored));
		self.auctions.insert(
			interval,
			Cached::new(auction, stored_auction.is_some().then_some(stored_auction)),
		);
	}

	/// An interval that was touched.
	pub(crate) fn result(&mut self, interval: Interval) -> Option<&mut IntervalResult> {
		let cached = self.results.get_mut(&interval);
		if cached.is_none() {
			defensive!("the interval was touched");
		}
		cached.map(|cached| &mut cached.value)
	}

	/// The auction of an interval that was touched, if there is one.
	pub(crate) fn auction(&mut self, interval: Interval) -> Option<&mut Auction> {
		self.auctions.get_mut(&interval)?.value.as_mut()
	}

	/// Begins the auction of an interval that was touched, with its first order.
	pub(crate) fn begin_auction(&mut self, interval: Interval, auction: Auction) {
		self.auctions
			.insert(interval, Cached::new(Some(auction), None));
	}

	/// Removes an interval from state.
	pub(crate) fn forget(&mut self, interval: Interval) {
		self.results.remove(&interval);
		self.auctions.remove(&interval);
		self.depths.remove(&interval);
		Results::<T>::remove(self.community, interval);
		Auctions::<T>::remove(self.community, interval);
	}

	fn stored_auction(&self, interval: Interval) -> Option<Auction> {
		Auctions::<T>::get(self.community, interval)
	}

	/// The auction of an interval, touched or not.
	pub(crate) fn peek_auction(&self, interval: Interval) -> Option<Auction> {
		match self.auctions.get(&interval) {
			Some(cached) => cached.value.clone(),
			None => self.stored_auction(interval),
		}
	}

	/// The prices of an interval, frozen or not.
	pub(crate) fn peek_prices(&self, interval: Interval) -> Option<IntervalPrices> {
		match self.results.get(&interval) {
			Some(cached) => Some(cached.value.prices),
			None => Results::<T>::get(self.community, interval)
				.map(|result| result.prices)
				.or_else(|| T::Tariffs::prices(self.community, interval)),
		}
	}

	/// The depth of an interval's book, of `ticks` ticks.
	pub(crate) fn depth(&mut self, interval: Interval, ticks: u16) -> &mut TickDepth {
		let community = self.community;
		self.depths.entry(interval).or_insert_with(|| {
			Depth::<T>::get(community, interval).unwrap_or_else(|| TickDepth::new(ticks))
		})
	}

	/// Takes the depth of an interval's book out of state.
	pub(crate) fn take_depth(&mut self, interval: Interval) -> Option<TickDepth> {
		let stored = Depth::<T>::take(self.community, interval);
		self.depths.remove(&interval).or(stored)
	}

	/// Moves money that is there by the invariants.
	pub(crate) fn transfer(&mut self, from: Account, to: Account, amount: u128) {
		if T::Ledger::transfer(&mut self.book, from, to, amount) != amount {
			defensive!("an interval holds what it owes");
		}
	}

	/// Pays a point from an account that holds the money by the invariants.
	pub(crate) fn pay(
		&mut self,
		point: PointId,
		purse: &mut PointAccount,
		from: Account,
		amount: u128,
	) {
		if amount > 0 && T::Ledger::pay(&mut self.book, point, purse, from, amount) != amount {
			defensive!("an interval holds what it owes");
		}
	}

	/// Loads a point, lets `change` work on it and stores it.
	pub(crate) fn with_point<R>(
		&mut self,
		point: PointId,
		change: impl FnOnce(&mut Self, &mut PointAccount, &mut PointState<T::RingSize>) -> R,
	) -> R {
		let mut purse = T::Ledger::load_point(&mut self.book, point);
		let mut state = Positions::<T>::get(point);
		let result = change(self, &mut purse, &mut state);
		T::Ledger::store_point(&mut self.book, point, purse);
		store_state::<T>(point, state);
		result
	}
}

pub(crate) fn store_state<T: Config>(point: PointId, state: PointState<T::RingSize>) {
	if state == PointState::default() {
		Positions::<T>::remove(point);
	} else {
		Positions::<T>::insert(point, state);
	}
}

impl MarketState {
	/// A market that begins now has nothing to clear, close or retire before.
	fn from_now<T: Config>() -> Self {
		let retired_until = T::Clock::retired();
		Self {
			cleared_until: T::Clock::in_progress(),
			closed_until: retired_until,
			retired_until,
			..Default::default()
		}
	}
}

impl<T: Config> Pallet<T> {
	/// When orders for an interval are final under `rules`, ms since 1970.
	pub(crate) fn gate_closure(
		interval: Interval,
		rules: &commonwatt_primitives::tariff::AuctionRules,
	) -> Moment {
		T::Clock::begins(interval).saturating_sub(rules.gate_closure_millis)
	}
}
