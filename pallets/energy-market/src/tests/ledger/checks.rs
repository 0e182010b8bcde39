//! The chain against its model.

use super::*;

impl World {
	/// Every account, to the unit.
	pub fn compare(&self) {
		check_invariants();
		for (id, point) in &self.model.points {
			let account = pallet_billing::Accounts::<Test>::get(id);
			assert_eq!(
				(
					account.credit as i128,
					account.debt as i128,
					account.receivable as i128
				),
				(point.credit, point.debt, point.receivable),
				"point {id}"
			);
			let ring = crate::Positions::<Test>::get(id).unsettled.into_iter();
			let ring: Vec<_> = ring
				.map(|reading| (reading.interval, i128::from(reading.deviation())))
				.collect();
			let expected: Vec<_> = point
				.ring
				.iter()
				.map(|kept| (kept.interval, kept.deviation))
				.collect();
			assert_eq!(ring, expected, "ring of {id}");
			let meter = pallet_metering::Meters::<Test>::get(id).expect("exists");
			assert_eq!(
				(meter.metered.import as i128, meter.metered.export as i128),
				point.metered,
				"metered by {id}"
			);
		}
		for (id, community) in self.model.communities.iter().enumerate() {
			let books = books(id as u32);
			assert_eq!(
				[
					books.treasury,
					books.supplier,
					books.guarantee,
					books.arrears
				],
				[
					community.treasury,
					community.supplier,
					community.guarantee,
					community.arrears
				]
				.map(|balance| balance as u128),
				"treasury, supplier, guarantee, arrears of {id}"
			);
			let escrows: BTreeMap<_, _> =
				pallet_billing::Escrow::<Test>::iter_prefix(id as u32).collect();
			let expected: BTreeMap<_, _> = community
				.intervals
				.iter()
				.filter(|entry| entry.1.escrow > 0)
				.map(|(interval, state)| (*interval, state.escrow as u128))
				.collect();
			assert_eq!(escrows, expected, "escrow of {id}");
			self.compare_intervals(id as u32, community);
			let pot = Balances::free_balance(Billing::pot(id as u32));
			let backed = self.model.liabilities(id) + community.unswept;
			assert_eq!(
				pot as i128,
				backed + EXISTENTIAL_DEPOSIT as i128,
				"pot of {id}"
			);
		}
		for (who, balance) in &self.model.wallets {
			assert_eq!(
				Balances::free_balance(actor(*who)) as i128,
				*balance,
				"wallet {who}"
			);
		}
		assert_eq!(pallet_balances::TotalIssuance::<Test>::get(), self.issuance);
		self.compare_green();
		self.compare_orders();
		self.compare_standing_orders();
		self.compare_statements();
	}

	/// The figures of every interval, and invariant 2: what readings deviate is with the supplier.
	pub fn compare_intervals(&self, id: u32, community: &Community) {
		let mut in_state = 0;
		for (interval, result) in crate::Results::<Test>::iter_prefix(id) {
			in_state += 1;
			let state = &community.intervals[&interval];
			assert!(!state.retired, "interval {interval}");
			// The pool price follows from the tariff; orders do not move it.
			let prices = result.prices;
			assert_eq!(
				[prices.feed_in, prices.retail, prices.grid_fee].map(i128::from),
				[state.feed_in, state.retail, state.fee]
			);
			assert_eq!(prices.pool_price.map(i128::from), state.pool);
			assert_eq!(result.closed, state.closed);
			assert_eq!(
				[result.short, result.long, result.matched].map(i128::from),
				[state.short, state.long, state.matched]
			);
			assert_eq!(i128::from(result.residual), state.residual);
			let paid = if state.closed { state.paid_feed_in } else { 0 };
			assert_eq!(i128::from(result.paid_feed_in), paid);
			let net = if state.closed {
				state.residual
			} else {
				state.short - state.long
			};
			assert_eq!(
				state.deviations,
				net + state.unfunded,
				"interval {interval}"
			);
		}
		let kept = community.intervals.values().filter(|state| !state.retired);
		assert_eq!(in_state, kept.count(), "intervals in state of {id}");
		for (interval, retired) in crate::History::<Test>::iter_prefix(id) {
			let state = &community.intervals[&interval];
			assert!(
				state.retired && state.closed && state.escrow == 0,
				"retired {interval}"
			);
			let traded = state
				.auction
				.as_ref()
				.map_or((None, 0), |auction| (auction.price, auction.volume));
			let price = retired.auction_price.map(i128::from);
			assert_eq!(
				(price, i128::from(retired.volume)),
				traded,
				"retired {interval}"
			);
			assert_eq!(i128::from(retired.residual), state.residual);
			assert_eq!(i128::from(retired.matched), state.matched);
		}
		let unfunded: i128 = community
			.intervals
			.values()
			.map(|state| state.unfunded)
			.sum();
		let totals = crate::Markets::<Test>::get(id).energy;
		assert_eq!(i128::from(totals.unfunded), unfunded);
	}

	/// Reads everything that has ended, as gaps where it is too late; lets it close; settles.
	pub fn finish(&mut self) {
		self.advance(1);
		self.end_all_standing_orders();
		let target = self.model.marks.ended;
		for point in self.model.points.keys().copied().collect::<Vec<_>>() {
			if self.model.points[&point].key.is_none() && !self.model.points[&point].closed {
				self.rotate(point, false);
			}
		}
		for _ in 0..200 {
			let behind: Vec<_> = self
				.model
				.points
				.iter()
				.filter(|(_, point)| !point.closed && point.next < target)
				.map(|(id, _)| *id)
				.collect();
			if behind.is_empty() {
				break;
			}
			for point in behind {
				let Marks { ended, retired, .. } = self.model.marks;
				let entry = &self.model.points[&point];
				let (community, from) = (entry.community, entry.next.max(retired));
				let batch = (from..ended)
					.map(|interval| self.honest(point, interval))
					.collect();
				self.submit(community, batch, false);
			}
			self.compare();
			self.advance(1);
		}
		for point in self.model.points.values() {
			assert!(
				point.closed || point.next >= target,
				"everything could be read: {point:?}"
			);
		}
		let last = self.model.marks.ended;
		while self.model.marks.due < last {
			self.advance(1);
		}
		for point in self.model.points.keys().copied().collect::<Vec<_>>() {
			settle(point);
			self.model.settle(point);
		}
		self.compare();
		self.retire_all();
		assert_eq!(crate::Positions::<Test>::iter().count(), 0);
		assert_eq!(crate::Orders::<Test>::iter().count(), 0);
		assert_eq!(crate::Depth::<Test>::iter().count(), 0);
		for id in 0..COMMUNITIES as u32 {
			assert_eq!(escrow(id), 0, "what was paid in was paid out");
		}
		self.nobody_is_worse_off_than_without_a_market();
	}

	/// Lets time pass, without readings, until no order is left: what was never metered is cashed out.
	fn retire_all(&mut self) {
		PollWeight::set(SWEEP);
		for block in 1..2_000 {
			if !(0..COMMUNITIES).any(|community| self.model.trades_ahead(community)) {
				break;
			}
			let Marks {
				ended, in_progress, ..
			} = self.model.marks;
			let catching_up = in_progress > ended + 16;
			let millis = if catching_up {
				1_000
			} else {
				interval_millis()
			};
			self.block(Timestamp::now() + millis);
			if block % 16 == 0 {
				self.compare();
			}
		}
		self.compare();
	}

	/// Counts what this world has reached, beside what the model counts.
	pub fn count_what_was_reached(&self) {
		reach(
			"an interval retired",
			crate::History::<Test>::iter().next().is_some(),
		);
		let funded = |point: &Point| !self.model.communities[point.community].ever_in_arrears;
		reach(
			"a supplier never in arrears",
			self.model.points.values().any(funded),
		);
	}

	/// Invariant 4, with a supplier that never was in arrears. Gaps count at their own prices. A member
	/// with orders may have lost by what it did not deliver of them, and no more.
	pub fn nobody_is_worse_off_than_without_a_market(&self) {
		for (id, point) in &self.model.points {
			if self.model.communities[point.community].ever_in_arrears {
				continue;
			}
			let of_the_market = point.worth() - point.paid_in;
			let without = point.without_market - point.may_have_lost;
			assert!(
				of_the_market >= without,
				"point {id} got {of_the_market}, without a market {without}: {point:?}"
			);
			let lines = point.months.values().flat_map(|month| month.keys());
			let traded = lines.filter(|line| line.starts_with("auction")).count() > 0;
			let gain = of_the_market - point.without_market;
			reach("with orders, in the end better off", traded && gain > 0);
			reach("with orders, in the end worse off", traded && gain < 0);
		}
	}
}
