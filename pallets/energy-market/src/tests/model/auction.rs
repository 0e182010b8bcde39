//! Orders in the model: the auction of settlement.md, section 5, written once more in prices and Wh.

use super::*;
use commonwatt_primitives::{
	order::{IntentRefusal, OrderRefusal},
	tariff::AuctionRules,
};

/// An auction's rules; times in ms.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
	pub tick: i128,
	/// c
	pub charge: i128,
	/// beta
	pub tolerance_ppm: i128,
	/// Before delivery.
	pub gate: i128,
	/// Before gate closure.
	pub freeze: i128,
}

impl From<&AuctionRules> for Terms {
	fn from(rules: &AuctionRules) -> Self {
		Self {
			tick: rules.tick.into(),
			charge: rules.undelivered_charge.into(),
			tolerance_ppm: rules.tolerance.deconstruct().into(),
			gate: rules.gate_closure_millis.into(),
			freeze: rules.freeze_millis.into(),
		}
	}
}

/// Limits and Wh.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
	pub buys: bool,
	pub steps: Vec<(i128, i128)>,
}

impl Curve {
	/// Z: what it would trade at a price.
	pub fn at(&self, price: i128) -> i128 {
		let fits = |limit: i128| match self.buys {
			true => limit >= price,
			false => limit <= price,
		};
		let steps = self.steps.iter().filter(|step| fits(step.0));
		steps.map(|step| step.1).sum()
	}

	/// What of it stands exactly at a price.
	fn exactly_at(&self, price: i128) -> i128 {
		let steps = self.steps.iter().filter(|step| step.0 == price);
		steps.map(|step| step.1).sum()
	}

	pub fn total(&self) -> i128 {
		self.steps.iter().map(|step| step.1).sum()
	}

	fn side(&self) -> usize {
		usize::from(!self.buys)
	}
}

/// An order.
#[derive(Clone, Debug, PartialEq)]
pub enum Stand {
	/// As it stands on the grid.
	Resting { curve: Curve, reserve: i128 },
	/// Bought (+) or sold (-).
	Filled { position: i128, hold: i128 },
}

#[derive(Clone, Debug)]
pub struct Auction {
	pub terms: Terms,
	/// The chain's time in ms since the epoch.
	pub gate: i128,
	pub orders: BTreeMap<u32, Stand>,
	pub cleared: bool,
	/// p
	pub price: Option<i128>,
	/// V
	pub volume: i128,
	/// By side, bids first: T, Q and x at the clearing price, and what was filled in all.
	pub depth: [i128; 2],
	pub margin: [i128; 2],
	pub claimed: [i128; 2],
	pub fills: [i128; 2],
}

impl Auction {
	fn curves(&self, buys: bool) -> impl Iterator<Item = &Curve> {
		let curves = self.orders.values().filter_map(|order| match order {
			Stand::Resting { curve, .. } => Some(curve),
			Stand::Filled { .. } => None,
		});
		curves.filter(move |curve| curve.buys == buys)
	}

	/// B and A at a price.
	fn offered(&self, price: i128) -> [i128; 2] {
		[true, false].map(|buys| self.curves(buys).map(|curve| curve.at(price)).sum())
	}

	pub fn reserves(&self) -> i128 {
		let reserve = |order: &Stand| match order {
			Stand::Resting { reserve, .. } => *reserve,
			Stand::Filled { .. } => 0,
		};
		self.orders.values().map(reserve).sum()
	}

	pub fn holds(&self) -> i128 {
		let hold = |order: &Stand| match order {
			Stand::Resting { .. } => 0,
			Stand::Filled { hold, .. } => *hold,
		};
		self.orders.values().map(hold).sum()
	}

	/// Price and volume from the books as they are, and the checks of invariant 3.
	fn find_price(&mut self, grid: &[i128]) {
		let offered: Vec<_> = grid.iter().map(|price| self.offered(*price)).collect();
		let reached = |index: usize| offered[index][0].min(offered[index][1]);
		let ticks = 0..grid.len();
		let most = ticks.clone().map(reached).max().unwrap_or(0);
		self.check_volume(most);
		if most == 0 {
			return;
		}
		let better = |index: usize| {
			[
				offered.get(index + 1).map_or(0, |above| above[0]),
				index.checked_sub(1).map_or(0, |below| offered[below][1]),
			]
		};
		let best: Vec<_> = ticks.filter(|index| reached(*index) == most).collect();
		let a = best.iter().find(|index| better(**index)[0] <= most);
		let b = best.iter().rfind(|index| better(**index)[1] <= most);
		let (a, b) = (*a.expect("a exists"), *b.expect("b exists"));
		assert!(a <= b, "always a <= b");
		let middle = (a + b) / 2;
		reach(
			"an auction whose price is between two ticks",
			(a + b) % 2 == 1,
		);
		reach("an auction with one right price", a == b);
		reach("more ticks reach V than are right", best.len() > b - a + 1);

		let price = grid[middle];
		self.price = Some(price);
		self.volume = most;
		for buys in [true, false] {
			let side = usize::from(!buys);
			self.depth[side] = self.curves(buys).map(|curve| curve.exactly_at(price)).sum();
			self.margin[side] = most - better(middle)[side];
			assert!(
				self.margin[side] >= 0,
				"who is better than the price is filled"
			);
			assert!(self.margin[side] <= self.depth[side]);
		}
	}

	/// The volume and the welfare of trading the dearest bid with the cheapest ask, and so on: nothing
	/// does better.
	fn check_volume(&self, volume: i128) {
		let sorted = |buys: bool| {
			let mut steps: Vec<_> = self
				.curves(buys)
				.flat_map(|curve| curve.steps.clone())
				.collect();
			steps.sort();
			steps
		};
		let (mut bids, mut asks) = (sorted(true), sorted(false));
		asks.reverse();
		let mut traded = 0;
		while let (Some(bid), Some(ask)) = (bids.last_mut(), asks.last_mut()) {
			if bid.0 < ask.0 {
				break;
			}
			let quantity = bid.1.min(ask.1);
			traded += quantity;
			bid.1 -= quantity;
			ask.1 -= quantity;
			bids.retain(|step| step.1 > 0);
			asks.retain(|step| step.1 > 0);
		}
		assert_eq!(traded, volume, "V is all that can be traded");
	}
}

impl Model {
	fn now_millis(&self) -> i128 {
		self.marks.now * 1_000
	}

	pub fn auction(&self, community: usize, interval: u32) -> Option<&Auction> {
		let state = self.communities[community].intervals.get(&interval)?;
		state.auction.as_ref()
	}

	pub fn gate(&self, interval: u32, terms: &Terms) -> i128 {
		i128::from(interval) * self.interval_seconds * 1_000 - terms.gate
	}

	/// The rules of an interval's auction, frozen or not.
	pub fn terms(&self, community: usize, interval: u32) -> Option<Terms> {
		match self.auction(community, interval) {
			Some(auction) => Some(auction.terms.clone()),
			None => self.version(community, interval).auction.clone(),
		}
	}

	/// The prices on which orders for an interval stand.
	pub fn grid(&self, community: usize, interval: u32) -> Option<Vec<i128>> {
		let tick = self.terms(community, interval)?.tick;
		let (feed_in, retail, fee) = match self.communities[community].intervals.get(&interval) {
			Some(state) => (state.feed_in, state.retail, state.fee),
			None => self.cell(self.version(community, interval), interval),
		};
		let first = (feed_in + tick - 1) / tick;
		let last = (retail - fee).div_euclid(tick);
		let grid: Vec<_> = (first..=last).map(|number| number * tick).collect();
		reach("no auction for 513 ticks and more", grid.len() > 512);
		(!grid.is_empty() && grid.len() <= 512).then_some(grid)
	}

	/// f of an interval, frozen or not.
	pub fn fee(&self, community: usize, interval: u32) -> i128 {
		match self.communities[community].intervals.get(&interval) {
			Some(state) => state.fee,
			None => self.cell(self.version(community, interval), interval).2,
		}
	}

	fn order(&self, community: usize, interval: u32, point: u32) -> Option<&Stand> {
		self.auction(community, interval)?.orders.get(&point)
	}

	/// The curve as it stands on a grid: beyond its ends it stands at them.
	fn on_grid(curve: &Curve, grid: &[i128]) -> Curve {
		let (first, last) = (grid[0], grid[grid.len() - 1]);
		let place = |(limit, quantity): &(i128, i128)| match curve.buys {
			true => ((*limit).min(last), *quantity),
			false => ((*limit).max(first), *quantity),
		};
		Curve {
			buys: curve.buys,
			steps: curve.steps.iter().map(place).collect(),
		}
	}

	/// The most a curve may cost, looked for at every price.
	fn reserve_for(&self, community: usize, interval: u32, curve: &Curve, grid: &[i128]) -> i128 {
		let charge = self
			.terms(community, interval)
			.expect("a grid has them")
			.charge;
		let (_, retail, fee) = match self.communities[community].intervals.get(&interval) {
			Some(state) => (state.feed_in, state.retail, state.fee),
			None => self.cell(self.version(community, interval), interval),
		};
		let cost = |price: i128| match curve.buys {
			true => price + fee + charge,
			false => retail + charge - price,
		};
		let most = grid
			.iter()
			.map(|price| curve.at(*price) * cost(*price))
			.max();
		most.expect("a grid has a tick")
	}

	/// All that is wrong with an order; none, and it is placed.
	pub fn faults(&self, point: u32, interval: u32, curve: &Curve) -> Vec<OrderRefusal> {
		let entry = &self.points[&point];
		let community = entry.community;
		let now = self.now_millis();
		let mut faults = vec![];
		let mut fault = |wrong: bool, refusal| {
			if wrong {
				faults.push(refusal);
			}
		};
		let member = (community, entry.owner);
		fault(
			!self.active.contains(&member),
			OrderRefusal::NotActiveMember,
		);
		fault(entry.closed, OrderRefusal::PointClosed);
		fault(interval < entry.next, OrderRefusal::IntervalNotMetered);
		let horizon = self.marks.in_progress + self.horizon;
		fault(interval > horizon, OrderRefusal::BeyondHorizon);
		let worse = |pair: &[(i128, i128)]| match curve.buys {
			true => pair[1].0 < pair[0].0,
			false => pair[1].0 > pair[0].0,
		};
		let monotonic = !curve.steps.is_empty()
			&& curve.steps.iter().all(|step| step.1 > 0)
			&& curve.steps.windows(2).all(worse);
		fault(!monotonic, OrderRefusal::CurveNotMonotonic);
		fault(curve.total() < 10, OrderRefusal::BelowMinimum);
		let capacity = (entry.capacity * self.interval_seconds + 3_599) / 3_600;
		fault(curve.total() > capacity, OrderRefusal::AboveCapacity);
		let in_arrears = self.communities[community].arrears > 0;
		fault(in_arrears, OrderRefusal::AuctionSuspended);
		let terms = self.terms(community, interval);
		let grid = self.grid(community, interval);
		fault(grid.is_none(), OrderRefusal::NoAuction);
		let Some(terms) = terms else {
			return faults;
		};
		let gate = self.gate(interval, &terms);
		fault(now >= gate, OrderRefusal::GateClosed);
		let Some(grid) = grid else {
			return faults;
		};
		let off = curve.steps.iter().any(|step| step.0 % terms.tick != 0);
		fault(off, OrderRefusal::LimitOffTickGrid);
		let (first, last) = (grid[0], grid[grid.len() - 1]);
		let unfillable = curve.steps.iter().any(|step| match curve.buys {
			true => step.0 < first,
			false => step.0 > last,
		});
		fault(unfillable, OrderRefusal::Unfillable);
		let placed = Self::on_grid(curve, &grid);
		let mut credit = entry.credit;
		if let Some(Stand::Resting {
			curve: old,
			reserve,
		}) = self.order(community, interval, point)
		{
			let grows = old.buys == placed.buys
				&& grid.iter().all(|price| placed.at(*price) >= old.at(*price));
			let frozen = now >= gate - terms.freeze;
			fault(frozen && !grows, OrderRefusal::ShrinksInFreeze);
			credit += entry.parts_of_inflow(*reserve).2;
		}
		let reserve = self.reserve_for(community, interval, &placed, &grid);
		fault(credit < reserve, OrderRefusal::NotEnoughCredit);
		faults
	}

	/// All that is wrong with a cancellation.
	pub fn cancellation_faults(&self, point: u32, interval: u32) -> Vec<OrderRefusal> {
		let community = self.points[&point].community;
		let now = self.now_millis();
		let order = self.order(community, interval, point);
		let Some(auction) = self
			.auction(community, interval)
			.filter(|_| order.is_some())
		else {
			return vec![OrderRefusal::NoOrder];
		};
		if now >= auction.gate {
			vec![OrderRefusal::GateClosed]
		} else if now >= auction.gate - auction.terms.freeze {
			vec![OrderRefusal::ShrinksInFreeze]
		} else {
			vec![]
		}
	}

	/// Places an order without fault, in the place of the one there, or cancels that.
	pub fn order_placed(&mut self, point: u32, interval: u32, curve: Option<&Curve>) {
		let community = self.points[&point].community;
		self.start(community);
		let terms = self.terms(community, interval).expect("no fault");
		let grid = self.grid(community, interval).expect("no fault");
		let gate = self.gate(interval, &terms);
		let frozen = self.now_millis() >= gate - terms.freeze;
		self.touch(community, interval);
		let states = &mut self.communities[community].intervals;
		let state = states.get_mut(&interval).expect("touched");
		let auction = state.auction.get_or_insert_with(|| Auction {
			terms,
			gate,
			orders: BTreeMap::new(),
			cleared: false,
			price: None,
			volume: 0,
			depth: [0; 2],
			margin: [0; 2],
			claimed: [0; 2],
			fills: [0; 2],
		});
		assert!(!auction.cleared, "orders come before gate closure");
		if let Some(Stand::Resting { reserve, .. }) = auction.orders.remove(&point) {
			state.escrow -= reserve;
			let entry = &self.points[&point];
			let owes = entry.debt + entry.receivable > 0;
			reach("an order replaced", curve.is_some());
			reach("an order replaced while in debt", curve.is_some() && owes);
			reach("an order grows in the freeze", curve.is_some() && frozen);
			reach("an order cancelled", curve.is_none());
			self.inflow(point, reserve);
		}
		let Some(curve) = curve else {
			return;
		};
		let placed = Self::on_grid(curve, &grid);
		let reserve = self.reserve_for(community, interval, &placed, &grid);
		reach("an order placed", true);
		reach("an order placed in the freeze", frozen);
		reach("a clamped bid", curve.buys && placed != *curve);
		reach("a clamped ask", !curve.buys && placed != *curve);
		reach(
			"a tick above 1",
			grid.get(1).is_some_and(|second| second - grid[0] > 1),
		);
		let entry = self.points.get_mut(&point).expect("exists");
		entry.credit -= reserve;
		assert!(entry.credit >= 0, "no fault: it has the credit");
		let states = &mut self.communities[community].intervals;
		let state = states.get_mut(&interval).expect("touched");
		state.escrow += reserve;
		let auction = state.auction.as_mut().expect("begun");
		let stand = Stand::Resting {
			curve: placed,
			reserve,
		};
		auction.orders.insert(point, stand);
	}

	/// Clears an auction whose gate has closed.
	pub fn clear(&mut self, community: usize, interval: u32) {
		let now = self.now_millis();
		let Some(auction) = self.auction(community, interval) else {
			return;
		};
		if auction.cleared || now < auction.gate {
			return;
		}
		let in_time = now < i128::from(interval) * self.interval_seconds * 1_000;
		let grid = self.grid(community, interval).expect("it has orders");
		let entry = &mut self.communities[community];
		let state = entry
			.intervals
			.get_mut(&interval)
			.expect("it has an auction");
		let auction = state.auction.as_mut().expect("found");
		auction.cleared = true;
		auction.find_price(&grid);
		reach("an auction in which nothing trades", auction.volume == 0);
		reach("an auction that trades", auction.volume > 0);
		reach("cleared before delivery begins", in_time);
		if auction.price.is_some() {
			let volume = auction.volume;
			reach("bids share what is left at the price", {
				auction.margin[0] < auction.depth[0]
			});
			reach("asks share what is left at the price", {
				auction.margin[1] < auction.depth[1]
			});
			state.escrow -= state.fee * volume;
			entry.treasury += state.fee * volume;
			assert!(state.escrow >= 0, "escrow never runs dry");
		}
	}

	/// Claims a point's fill by a call.
	pub fn claim_now(&mut self, point: u32, interval: u32) {
		let community = self.points[&point].community;
		self.touch(community, interval);
		assert!(self.claim(point, interval), "there is an order to claim");
	}

	/// Claims a point's fill; whether there was one to claim.
	pub fn claim(&mut self, point: u32, interval: u32) -> bool {
		let community = self.points[&point].community;
		let states = &mut self.communities[community].intervals;
		let Some(state) = states.get_mut(&interval) else {
			return false;
		};
		let (retail, fee, feed_in) = (state.retail, state.fee, state.feed_in);
		let Some(auction) = state.auction.as_mut().filter(|auction| auction.cleared) else {
			return false;
		};
		let Some(Stand::Resting { curve, reserve }) = auction.orders.get(&point).cloned() else {
			return false;
		};
		let side = curve.side();
		let price = auction.price.unwrap_or(0);
		let mut quantity = 0;
		if auction.price.is_some() {
			let z = curve.exactly_at(price);
			let (x, q, t) = (
				auction.claimed[side],
				auction.margin[side],
				auction.depth[side],
			);
			let share = |x: i128| if t == 0 { 0 } else { x * q / t };
			let at_margin = share(x + z) - share(x);
			auction.claimed[side] += z;
			let better = curve.at(price) - z;
			quantity = better + at_margin;
			reach("a fill at the margin", at_margin > 0);
			reach(
				"a fill at the margin that was rounded",
				z > 0 && z * q % t != 0,
			);
			reach("a fill better than the margin", better > 0);
			reach("a fill of both", better > 0 && at_margin > 0);
			reach("an order that is not filled", quantity == 0);
			assert!(at_margin <= z, "nobody gets more than it wants");
			assert!(quantity <= curve.at(price), "no fill worse than its limit");
			assert!(feed_in <= price && price + fee <= retail);
		}
		auction.fills[side] += quantity;
		let charge = auction.terms.charge;
		let (hold, back) = match curve.buys {
			true => (
				charge * quantity,
				reserve - (price + fee + charge) * quantity,
			),
			false => (
				(retail + charge) * quantity,
				reserve + (price - retail - charge) * quantity,
			),
		};
		assert!(back >= 0, "the reserve covers every fill");
		reach(
			"an ask that had to pay",
			!curve.buys && quantity > 0 && back < reserve,
		);
		reach("an ask whose hold is more than its reserve", hold > reserve);
		if quantity == 0 {
			auction.orders.remove(&point);
		} else {
			let position = if curve.buys { quantity } else { -quantity };
			auction
				.orders
				.insert(point, Stand::Filled { position, hold });
		}
		let resting = |order: &Stand| matches!(order, Stand::Resting { .. });
		if !auction.orders.values().any(resting) {
			assert_eq!(
				auction.fills, [auction.volume; 2],
				"claims of a side sum to V"
			);
			reach("all have claimed", auction.volume > 0);
		}
		state.escrow -= back;
		assert!(state.escrow >= 0, "escrow never runs dry");
		self.inflow(point, back);
		match curve.buys {
			true => {
				self.note(point, "auction bought", quantity, price * quantity);
				self.note(point, "grid fee", quantity, fee * quantity);
			}
			false => self.note(point, "auction sold", quantity, price * quantity),
		}
		true
	}

	/// Takes a point's position in an interval, claimed first, and charges what of it was not
	/// delivered. The position and what is left of its hold, still in escrow.
	pub fn deliver(&mut self, point: u32, interval: u32, net: i128) -> (i128, i128) {
		let community = self.points[&point].community;
		let claimed_now = self.claim(point, interval);
		let entry = &mut self.communities[community];
		let state = entry.intervals.get_mut(&interval).expect("touched");
		let closed = state.closed;
		let Some(auction) = &mut state.auction else {
			return (0, 0);
		};
		let Some(Stand::Filled { position, hold }) = auction.orders.remove(&point) else {
			return (0, 0);
		};
		let price = auction.price.expect("it trades");
		let quantity = position.abs();
		let undelivered = match position > 0 {
			true => (quantity - net.max(0)).max(0),
			false => (quantity - (-net).max(0)).max(0),
		};
		let tolerated = quantity * auction.terms.tolerance_ppm / 1_000_000;
		let charged = (undelivered - tolerated).max(0);
		let charge = charged * auction.terms.charge;
		assert!(charge <= hold, "the hold covers the charge");
		reach("claimed by the reading", claimed_now);
		reach("claimed before the reading", !claimed_now);
		reach("a position in time", !closed);
		reach("a late position", closed);
		reach("a position delivered", undelivered == 0);
		reach("undelivered beyond the tolerance, charged", charge > 0);
		reach(
			"undelivered beyond the tolerance, for nothing",
			charged > 0 && charge == 0,
		);
		reach(
			"undelivered within the tolerance",
			undelivered > 0 && charged == 0,
		);
		reach("bought and exported", position > 0 && net < 0);
		reach("sold and imported", position < 0 && net > 0);
		state.escrow -= charge;
		entry.treasury += charge;
		// What this may cost more than without the market.
		let lost_per_wh = match position > 0 {
			true => price + state.fee - state.feed_in,
			false => state.retail - price,
		};
		let point_entry = self.points.get_mut(&point).expect("exists");
		point_entry.may_have_lost += undelivered * lost_per_wh + charge;
		self.note(point, "undelivered", charged, charge);
		(position, hold - charge)
	}

	/// Settles the positions of an interval past retention that were never metered.
	pub fn cash_out(&mut self, community: usize, interval: u32) {
		let Some(auction) = self.auction(community, interval) else {
			return;
		};
		// In the order of the storage's keys, which is as good as any.
		let mut points: Vec<_> = auction.orders.keys().copied().collect();
		points.sort_by_key(|point| sp_io::hashing::twox_64(&point.to_le_bytes()));
		for point in points {
			self.touch(community, interval);
			self.claim(point, interval);
			if self.order(community, interval, point).is_some() {
				reach("a position cashed out", true);
				self.meet(point, interval, 0);
			}
		}
	}

	/// The orders of a point in state.
	pub fn orders_of(&self, point: u32) -> usize {
		let community = self.points[&point].community;
		let states = self.communities[community].intervals.values();
		let auctions = states.filter_map(|state| state.auction.as_ref());
		auctions
			.filter(|auction| auction.orders.contains_key(&point))
			.count()
	}

	/// Whether anything is open in the auctions of a community.
	pub fn trades_ahead(&self, community: usize) -> bool {
		let states = self.communities[community].intervals.values();
		let mut auctions = states.filter_map(|state| state.auction.as_ref());
		auctions.any(|auction| !auction.cleared || !auction.orders.is_empty())
	}

	/// The intervals for which a point has an order that is not final.
	pub fn on_the_book(&self, point: u32) -> Vec<u32> {
		let community = self.points[&point].community;
		let states = self.communities[community].intervals.iter();
		let open = states.filter(|(_, state)| {
			state.auction.as_ref().is_some_and(|auction| {
				auction.orders.contains_key(&point) && self.now_millis() < auction.gate
			})
		});
		open.map(|(interval, _)| *interval).collect()
	}
}

pub fn order_name(refusal: OrderRefusal) -> &'static str {
	match refusal {
		OrderRefusal::NotActiveMember => "order: NotActiveMember",
		OrderRefusal::PointClosed => "order: PointClosed",
		OrderRefusal::IntervalNotMetered => "order: IntervalNotMetered",
		OrderRefusal::NoAuction => "order: NoAuction",
		OrderRefusal::AuctionSuspended => "order: AuctionSuspended",
		OrderRefusal::BeyondHorizon => "order: BeyondHorizon",
		OrderRefusal::GateClosed => "order: GateClosed",
		OrderRefusal::ShrinksInFreeze => "order: ShrinksInFreeze",
		OrderRefusal::CurveNotMonotonic => "order: CurveNotMonotonic",
		OrderRefusal::BelowMinimum => "order: BelowMinimum",
		OrderRefusal::AboveCapacity => "order: AboveCapacity",
		OrderRefusal::LimitOffTickGrid => "order: LimitOffTickGrid",
		OrderRefusal::Unfillable => "order: Unfillable",
		OrderRefusal::NotEnoughCredit => "order: NotEnoughCredit",
		OrderRefusal::NoOrder => "order: NoOrder",
	}
}

pub fn intent_name(refusal: IntentRefusal) -> &'static str {
	match refusal {
		IntentRefusal::UnknownPoint => "intent: UnknownPoint",
		IntentRefusal::NotOwnerNorTradingKey => "intent: NotOwnerNorTradingKey",
		IntentRefusal::Expired => "intent: Expired",
		IntentRefusal::Replayed => "intent: Replayed",
		IntentRefusal::BadSignature => "intent: BadSignature",
		IntentRefusal::Order(_) => "intent: Order",
	}
}
