//! Standing orders: set and cancelled by calls, turned into orders by blocks. What they order is worked
//! out once more, and placed in the model as its owner's order would be.

use super::{orders::name_of, *};
use crate::Event;
use commonwatt_primitives::{
	calendar::LocalHour,
	signal::{Outcome, Quantiles, ALL_GREEN},
	standing::{
		Bound, QuantileLevel, Schedule, StandingLimit, StandingOrderEnd, StandingQuantity,
		Threshold,
	},
};

/// What standing orders there are, and what makes them order.
pub struct Standing {
	pub orders: BTreeMap<u32, BTreeMap<StandingOrderId, StandingOrder>>,
	signals: BTreeMap<(usize, u32), Forecast>,
	/// Of each community the interval after the last that was considered.
	considered: [u32; COMMUNITIES],
	/// Local seconds at which interval 0 begins.
	local_epoch: u64,
}

/// What comes of a point's standing orders.
#[derive(Debug, PartialEq)]
enum Turn {
	Fired(StandingOrderId),
	Refused(StandingOrderId, OrderRefusal),
}

impl Standing {
	pub fn new(first_hour: u8) -> Self {
		Self {
			orders: BTreeMap::new(),
			signals: BTreeMap::new(),
			considered: [0; COMMUNITIES],
			local_epoch: 1_477_872_000 + u64::from(first_hour) * 3_600,
		}
	}

	fn time(&self, interval: u32) -> LocalHour {
		let seconds = u64::from(interval) * u64::from(INTERVAL_SECONDS);
		LocalHour::at(self.local_epoch + seconds)
	}
}

impl World {
	pub fn apply_to_standing_orders(&mut self, step: &Step) {
		match step.clone() {
			Step::SetStanding {
				point,
				id,
				seed,
				by_owner,
			} => {
				let Some(point) = self.point(point) else {
					return;
				};
				let order = self.standing_order(point, seed);
				self.set_standing_order(point, id, order, by_owner);
			}
			Step::EndStanding {
				point,
				id,
				by_owner,
			} => {
				let Some(point) = self.point(point) else {
					return;
				};
				self.end_standing_order(point, id, by_owner);
			}
			Step::Signals {
				community,
				price,
				green,
				intervals,
			} => {
				let next = self.model.marks.in_progress + 1;
				for interval in next..next + u32::from(intervals) {
					let median = self.price_at(community.into(), interval, price.into());
					let signal = Forecast {
						price: Quantiles([median / 2, median, median, median, median * 2]),
						green_share: Quantiles::certain(u64::from(green) * ALL_GREEN / 255),
						..Forecast::certain(&Outcome::default())
					};
					let key = (community.into(), interval);
					set_signal(community.into(), interval, Some(signal));
					self.standing.signals.insert(key, signal);
				}
			}
			Step::Automate {
				community,
				seeds,
				price,
				green,
				intervals,
				laggards,
			} => {
				self.automate(community.into(), &seeds);
				self.apply(&Step::Signals {
					community,
					price,
					green,
					intervals,
				});
				self.apply(&Step::Live {
					intervals,
					laggards,
				});
			}
			_ => unreachable!("no step of standing orders"),
		}
	}

	/// Points of a community set standing orders, most of which meet.
	fn automate(&mut self, community: usize, seeds: &[StandingSeed]) {
		let points = self.model.communities[community].order.clone();
		for (number, (point, seed)) in points.iter().zip(seeds).enumerate() {
			let mut seed = *seed;
			if number == 1 {
				seed.buys = !seeds[0].buys;
			}
			if number % 3 < 2 {
				let base = if seed.buys { 120 } else { 8 };
				seed.limit = base + seed.limit / 2;
				seed.offset = seed.offset.map(|offset| offset / 16);
				seed.hours = (1 << 24) - 1;
				seed.days = 127;
			}
			let order = self.standing_order(*point, seed);
			if number % 4 != 3 {
				let entry = &self.model.points[point];
				let (owner, amount) = (entry.owner, 200 * entry.capacity);
				let top_up = pallet_billing::Call::top_up {
					point: *point,
					amount: amount as u128,
				};
				call(&actor(owner), top_up).expect("owners are rich");
				self.model.top_up(owner, *point, amount);
			}
			let id = (seed.percent % 2 == 0).then_some(0);
			self.set_standing_order(*point, id, order, true);
		}
	}

	/// A price on the grid of an interval.
	fn price_at(&self, community: usize, interval: u32, place: i128) -> u64 {
		let grid = self.model.grid(community, interval);
		let grid = grid.unwrap_or_else(|| (5..20).map(|number| number * 10).collect());
		grid[(place * (grid.len() as i128 - 1) / 255) as usize] as u64
	}

	/// A standing order made of its seed.
	fn standing_order(&self, point: u32, seed: StandingSeed) -> StandingOrder {
		let entry = &self.model.points[&point];
		let next = self.model.marks.in_progress + 1;
		let price = |place: u8| self.price_at(entry.community, next, place.into());
		let most = entry.capacity * i128::from(INTERVAL_SECONDS) / 3_600;
		let quantity = match seed.quantity {
			Some(part) => StandingQuantity::Fixed((most * i128::from(part) / 240) as u64),
			None => StandingQuantity::Expected {
				percent: seed.percent,
			},
		};
		let around = price(seed.limit);
		let limit = match seed.offset {
			Some(offset) => StandingLimit::Signal {
				level: QuantileLevel::P50,
				offset: offset.into(),
				floor: around / 2,
				// Below the floor if that is not zero.
				cap: if seed.limit >= 248 { 0 } else { around * 2 },
			},
			None => StandingLimit::Fixed(around),
		};
		let threshold = |bound| {
			let level = QuantileLevel::P50;
			Threshold { level, bound }
		};
		StandingOrder {
			side: if seed.buys { Side::Buy } else { Side::Sell },
			quantity,
			limit,
			price: seed
				.price
				.map(|place| threshold(Bound::AtMost(price(place)))),
			green_share: seed.green.map(|part| {
				let least = u64::from(part) * ALL_GREEN / 255;
				threshold(Bound::AtLeast(least))
			}),
			schedule: Schedule {
				hours: seed.hours,
				days: seed.days,
			},
			expires: next - 1 + u32::from(seed.expires),
		}
	}

	fn set_standing_order(
		&mut self,
		point: u32,
		id: Option<u8>,
		order: StandingOrder,
		by_owner: bool,
	) {
		let entry = &self.model.points[&point];
		let who = if by_owner { entry.owner } else { STRANGER };
		let set = crate::Call::set_standing_order { point, id, order };
		let result = call(&actor(who), set).map(|_| ()).map_err(name_of);
		let next = self.model.marks.in_progress + 1;

		let mut faults = vec![];
		let mut fault = |wrong: bool, name| {
			if wrong {
				faults.push(name);
			}
		};
		let member = (entry.community, entry.owner);
		fault(!by_owner, "NotOwner");
		fault(entry.closed, "PointClosed");
		fault(!self.model.active.contains(&member), "NotActiveMember");
		fault(order.expires <= next, "StandingOrderExpired");
		let most = (entry.capacity * i128::from(INTERVAL_SECONDS) + 3_599) / 3_600;
		match order.quantity {
			StandingQuantity::Fixed(quantity) => {
				fault(quantity < 10, "QuantityOutOfRange");
				fault(i128::from(quantity) > most, "AboveCapacity");
			}
			StandingQuantity::Expected { percent } => {
				fault(percent == 0 || percent > 100, "QuantityOutOfRange")
			}
		}
		if let StandingLimit::Signal { floor, cap, .. } = order.limit {
			fault(floor > cap, "LimitOutOfBounds");
		}
		let Schedule { hours, days } = order.schedule;
		let no_time = hours == 0 || hours >= 1 << 24 || days == 0 || days >= 1 << 7;
		fault(no_time, "NoSuchTime");
		let mut standing = self.standing.orders.get(&point).cloned();
		let standing = standing.get_or_insert_default();
		standing.retain(|_, order| order.expires > next);
		let free = (0..4).find(|id| !standing.contains_key(id));
		let id = id.or(free).filter(|id| *id < 4);
		fault(id.is_none(), "TooManyStandingOrders");

		match result {
			Ok(()) => {
				assert_eq!(faults, Vec::<&str>::new(), "{order:?} of {point}");
				let replaced = standing.insert(id.expect("no fault"), order);
				reach(
					"a standing order takes the place of another",
					replaced.is_some(),
				);
				self.standing.orders.insert(point, standing.clone());
			}
			Err(name) => {
				assert!(faults.contains(&name), "{name}, not {faults:?}");
				reach(standing_fault(name), true);
			}
		}
	}

	fn end_standing_order(&mut self, point: u32, id: u8, by_owner: bool) {
		let owner = self.model.points[&point].owner;
		let who = if by_owner { owner } else { STRANGER };
		let end = crate::Call::cancel_standing_order { point, id };
		let result = call(&actor(who), end).map(|_| ()).map_err(name_of);
		let standing = self.standing.orders.get_mut(&point);
		let there = standing.as_ref().is_some_and(|of| of.contains_key(&id));
		let expected = match (by_owner, there) {
			(false, _) => Err("NotOwner"),
			(true, false) => Err("NoStandingOrder"),
			(true, true) => Ok(()),
		};
		assert_eq!(result, expected);
		match expected {
			Ok(()) => {
				let standing = standing.expect("it is there");
				standing.remove(&id);
				if standing.is_empty() {
					self.standing.orders.remove(&point);
				}
				reach("a standing order is cancelled", true);
			}
			Err(name) => reach(standing_fault(name), true),
		}
	}

	pub fn end_all_standing_orders(&mut self) {
		let all: Vec<_> = self
			.standing
			.orders
			.iter()
			.flat_map(|(point, orders)| orders.keys().map(|id| (*point, *id)))
			.collect();
		for (point, id) in all {
			self.end_standing_order(point, id, true);
		}
		self.compare();
	}

	/// What the block before has made of standing orders, once more.
	pub fn fire_standing_orders(&mut self) {
		let mut turns = BTreeMap::new();
		let mut ended = BTreeMap::new();
		for record in System::events() {
			match record.event {
				RuntimeEvent::EnergyMarket(Event::StandingOrderFired { point, id, .. }) => {
					turns.insert(point, Turn::Fired(id));
				}
				RuntimeEvent::EnergyMarket(Event::StandingOrderSkipped {
					point,
					id,
					reason,
					..
				}) => {
					turns.insert(point, Turn::Refused(id, reason));
				}
				RuntimeEvent::EnergyMarket(Event::StandingOrderEnded {
					point, id, reason, ..
				}) => {
					ended.insert((point, id), reason);
				}
				_ => {}
			}
		}
		let interval = self.model.marks.in_progress + 1;
		for community in 0..COMMUNITIES {
			if let Some(signal) = self.signal_to_order_by(community, interval) {
				let points: Vec<_> = self.model.communities[community]
					.order
					.iter()
					.copied()
					.filter(|point| self.standing.orders.contains_key(point))
					.collect();
				if !points.is_empty() {
					self.standing.considered[community] = interval + 1;
				}
				for point in points {
					self.take_turn(point, interval, &signal, turns.remove(&point), &mut ended);
				}
			}
		}
		assert!(turns.is_empty(), "turns the model has not: {turns:?}");
		assert!(ended.is_empty(), "ends the model has not: {ended:?}");
	}

	/// The signal of an interval, if a community's standing orders are to be considered for it now.
	fn signal_to_order_by(&self, community: usize, interval: u32) -> Option<Forecast> {
		let signal = self.standing.signals.get(&(community, interval))?;
		let terms = self.model.terms(community, interval)?;
		let now = self.model.marks.now * 1_000;
		let takes_orders = now < self.model.gate(interval, &terms)
			&& self.model.communities[community].arrears == 0
			&& self.model.grid(community, interval).is_some();
		(takes_orders && self.standing.considered[community] <= interval).then_some(*signal)
	}

	fn take_turn(
		&mut self,
		point: u32,
		interval: u32,
		signal: &Forecast,
		turn: Option<Turn>,
		ended: &mut BTreeMap<(u32, StandingOrderId), StandingOrderEnd>,
	) {
		let entry = &self.model.points[&point];
		let community = entry.community;
		let active = self.model.active.contains(&(community, entry.owner));
		let mut standing = self.standing.orders.remove(&point).expect("it has some");
		standing.retain(|id, order| {
			let why = match active {
				false => Some(StandingOrderEnd::NotActiveMember),
				true => (order.expires <= interval).then_some(StandingOrderEnd::Expired),
			};
			assert_eq!(ended.remove(&(point, *id)), why, "{id} of {point}");
			reach(
				"a standing order ends with its expiry",
				active && why.is_some(),
			);
			reach("a standing order ends with its owner's membership", !active);
			why.is_none()
		});
		let first = standing
			.iter()
			.find_map(|(id, order)| Some((*id, self.curve_of(point, interval, signal, order)?)));
		if !standing.is_empty() {
			self.standing.orders.insert(point, standing.clone());
		}
		let auction = self.model.auction(community, interval);
		if auction.is_some_and(|auction| auction.orders.contains_key(&point)) {
			reach("a standing order yields to the owner's", first.is_some());
			assert_eq!(turn, None, "{point} has an order for {interval}");
			return;
		}
		let Some((id, curve)) = first else {
			assert_eq!(turn, None, "{point} orders nothing for {interval}");
			return;
		};
		let faults = self.model.faults(point, interval, &curve);
		match turn {
			Some(Turn::Fired(by)) => {
				assert_eq!((by, faults), (id, vec![]), "{curve:?} of {point}");
				let order = &standing[&id];
				let expects = matches!(order.quantity, StandingQuantity::Expected { .. });
				let follows = matches!(order.limit, StandingLimit::Signal { .. });
				reach("a standing order orders", true);
				reach("a standing order of what is expected orders", expects);
				reach("a standing order of what the signal says orders", follows);
				self.model.order_placed(point, interval, Some(&curve));
			}
			Some(Turn::Refused(by, reason)) => {
				assert_eq!(by, id);
				assert!(faults.contains(&reason), "{reason:?}, not {faults:?}");
				reach("a standing order is refused", true);
				self.model.start(community);
			}
			None => panic!("{id} of {point} had no turn for {interval}: {curve:?}"),
		}
	}

	/// The curve a standing order would order, if its conditions hold.
	fn curve_of(
		&self,
		point: u32,
		interval: u32,
		signal: &Forecast,
		order: &StandingOrder,
	) -> Option<Curve> {
		let entry = &self.model.points[&point];
		let median = |quantiles: &Quantiles| i128::from(quantiles.0[2]);
		let holds = |threshold: &Option<Threshold>, value: i128| match threshold {
			None => true,
			Some(threshold) => match threshold.bound {
				Bound::AtMost(most) => value <= most.into(),
				Bound::AtLeast(least) => value >= least.into(),
			},
		};
		let time = self.standing.time(interval);
		let met = order.schedule.hours & 1 << time.hour != 0
			&& order.schedule.days & 1 << time.weekday != 0
			&& holds(&order.price, median(&signal.price))
			&& holds(&order.green_share, median(&signal.green_share));
		let quantity = match order.quantity {
			StandingQuantity::Fixed(quantity) => quantity.into(),
			StandingQuantity::Expected { percent } => {
				let state = crate::Positions::<Test>::get(point);
				let net = i128::from(state.expectation?.of(time.hour)?);
				let wanted = if order.side == Side::Buy { net } else { -net };
				let most = (entry.capacity * i128::from(INTERVAL_SECONDS) + 3_599) / 3_600;
				(wanted.max(0) * i128::from(percent) / 100).min(most)
			}
		};
		if !met || quantity < 10 {
			return None;
		}
		let community = entry.community;
		let tick = self.model.terms(community, interval)?.tick;
		let limit = match order.limit {
			StandingLimit::Fixed(limit) => i128::from(limit),
			StandingLimit::Signal {
				offset, floor, cap, ..
			} => {
				let fee = self.model.fee(community, interval);
				let net = (median(&signal.price) - fee).max(0);
				(net + i128::from(offset)).clamp(floor.into(), cap.into())
			}
		};
		let buys = order.side == Side::Buy;
		let limit = match buys {
			true => limit / tick * tick,
			false => (limit + tick - 1) / tick * tick,
		};
		let steps = vec![(limit, quantity)];
		Some(Curve { buys, steps })
	}

	pub fn compare_standing_orders(&self) {
		let stored: BTreeMap<_, BTreeMap<_, _>> = crate::StandingOrders::<Test>::iter()
			.map(|(_, point, orders)| (point, orders.into_iter().collect()))
			.collect();
		assert_eq!(stored, self.standing.orders);
	}
}

/// The name under which a refusal is counted.
fn standing_fault(name: &str) -> &'static str {
	match name {
		"AboveCapacity" => "standing order: AboveCapacity",
		"LimitOutOfBounds" => "standing order: LimitOutOfBounds",
		"NoStandingOrder" => "standing order: NoStandingOrder",
		"NoSuchTime" => "standing order: NoSuchTime",
		"NotActiveMember" => "standing order: NotActiveMember",
		"NotOwner" => "standing order: NotOwner",
		"PointClosed" => "standing order: PointClosed",
		"QuantityOutOfRange" => "standing order: QuantityOutOfRange",
		"StandingOrderExpired" => "standing order: StandingOrderExpired",
		"TooManyStandingOrders" => "standing order: TooManyStandingOrders",
		other => panic!("{other}: no refusal of a standing order"),
	}
}
