//! Builds an [`Outcome`] from the chain's events: what each home paid and got, interval by interval.
//!
//! What a home has in its account, less what it owes, plus what its orders have in escrow, is what was
//! paid in less its bills: after every event, to the unit.

use crate::{
	data::CommunityData,
	outcome::{HomeInterval, IntervalOutcome, Outcome},
	traders::RefusedOrder,
};
use commonwatt_primitives::{
	money,
	order::{Order, Side},
	reading::Registers,
	traits::{IntervalPrices, PointAccount},
	Balance, CommunityId, Interval, NetWh, PointId, Price, Wh,
};
use commonwatt_runtime::RuntimeEvent;
use pallet_billing::Event as BillingEvent;
use pallet_energy_market::Event;
use std::collections::BTreeMap;

/// An order that stands on a book, or the position it became.
struct Standing {
	order: Order,
	/// In escrow: its reserve, then the hold of the position.
	reserved: Balance,
}

/// An order that was filled in part at the clearing price, because one side had more there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rationed {
	pub point: PointId,
	pub interval: Interval,
	/// Wh.
	pub filled: Wh,
	/// Wh.
	pub ordered: Wh,
}

/// Follows one community from `first_interval` on, which is row `first_hour` of the data.
pub struct Ledger<'a> {
	data: &'a CommunityData,
	community: CommunityId,
	first_point: PointId,
	first_interval: Interval,
	first_hour: usize,
	intervals: Vec<IntervalOutcome>,
	/// Intervals that were traded in and are not opened yet.
	to_come: BTreeMap<Interval, IntervalOutcome>,
	standing: BTreeMap<(Interval, PointId), Standing>,
	/// F' of closed intervals.
	paid_feed_in: BTreeMap<Interval, Price>,
	paid_in: Vec<i128>,
}

/// A home's books do not agree with its account on the chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Discrepancy {
	#[error(
		"{home}: its account is worth {worth} base units, what was paid in less its bills {expected}"
	)]
	Worth {
		home: String,
		worth: i128,
		expected: i128,
	},
	#[error("{orders} orders are still open and hold {reserved} base units")]
	Reserved { orders: usize, reserved: Balance },
}

impl<'a> Ledger<'a> {
	pub fn new(
		data: &'a CommunityData,
		community: CommunityId,
		first_point: PointId,
		first_interval: Interval,
		first_hour: usize,
	) -> Self {
		Self {
			data,
			community,
			first_point,
			first_interval,
			first_hour,
			intervals: Vec::new(),
			to_come: BTreeMap::new(),
			standing: BTreeMap::new(),
			paid_feed_in: BTreeMap::new(),
			paid_in: vec![0; data.homes.len()],
		}
	}

	/// The data's row of an interval; data that is shorter than the chain starts again.
	pub fn hour(&self, interval: Interval) -> usize {
		let offset = interval.saturating_sub(self.first_interval) as usize;
		(self.first_hour + offset) % self.data.hours.len()
	}

	/// Opens the next interval, whose prices the chain has frozen.
	pub fn open(&mut self, interval: Interval, prices: IntervalPrices) {
		let hour = self.hour(interval);
		let mut entry = self
			.to_come
			.remove(&interval)
			.unwrap_or_else(|| self.unopened(interval));
		entry.local_seconds = self.data.hours[hour].local_seconds;
		entry.feed_in = prices.feed_in;
		entry.retail = prices.retail;
		entry.grid_fee = prices.grid_fee;
		entry.pool_price = prices.pool_price.unwrap_or_default();
		for (index, home) in entry.homes.iter_mut().enumerate() {
			let (load_wh, pv_wh) = (self.data.load_wh[hour][index], self.data.pv_wh[hour][index]);
			let import_wh = load_wh.saturating_sub(pv_wh);
			let export_wh = pv_wh.saturating_sub(load_wh);
			let no_market_bill = money(prices.retail, import_wh.into()) as i128
				- money(prices.feed_in, export_wh.into()) as i128;
			*home = HomeInterval {
				load_wh,
				pv_wh,
				import_wh,
				export_wh,
				no_market_bill,
				..*home
			};
		}
		self.intervals.push(entry);
	}

	/// What the homes' meters count in an interval that was opened, where it is not what the data says: a
	/// battery stands between.
	pub fn metered(&mut self, interval: Interval, energy: &[Registers]) {
		let points = self.first_point..;
		for (point, energy) in points.zip(energy) {
			let Some((retail, feed_in)) = self
				.interval(interval)
				.map(|entry| (entry.retail, entry.feed_in))
			else {
				return;
			};
			let Some(home) = self.home(interval, point) else {
				return;
			};
			// A meter's hour is far below 2^32 Wh.
			home.import_wh = u32::try_from(energy.import).unwrap_or(u32::MAX);
			home.export_wh = u32::try_from(energy.export).unwrap_or(u32::MAX);
			home.no_market_bill =
				money(retail, energy.import) as i128 - money(feed_in, energy.export) as i128;
		}
	}

	/// What vehicles drew in an interval that was opened, beside the demand of the data, Wh.
	pub fn charged(&mut self, interval: Interval, charged: &[Wh]) {
		let points = self.first_point..;
		for (point, charged) in points.zip(charged) {
			if let Some(home) = self.home(interval, point) {
				let charged = u32::try_from(*charged).unwrap_or(u32::MAX);
				home.load_wh = home.load_wh.saturating_add(charged);
			}
		}
	}

	/// A home was disconnected in an interval that was opened: it made and used nothing.
	pub fn cut(&mut self, interval: Interval, point: PointId) {
		if let Some(home) = self.home(interval, point) {
			*home = HomeInterval {
				unserved_wh: home.load_wh.saturating_add(home.unserved_wh),
				load_wh: 0,
				pv_wh: 0,
				import_wh: 0,
				export_wh: 0,
				no_market_bill: 0,
				..*home
			};
		}
	}

	/// The chain refused an order.
	pub fn refuse(&mut self, refused: &RefusedOrder) {
		if let Some(entry) = self.interval(refused.interval) {
			entry.ahead.refused += 1;
		}
	}

	fn unopened(&self, interval: Interval) -> IntervalOutcome {
		IntervalOutcome {
			interval,
			homes: vec![HomeInterval::default(); self.data.homes.len()],
			..Default::default()
		}
	}

	/// An interval, opened or to come.
	fn interval(&mut self, interval: Interval) -> Option<&mut IntervalOutcome> {
		let index = interval.checked_sub(self.first_interval)? as usize;
		if index < self.intervals.len() {
			return self.intervals.get_mut(index);
		}
		let unopened = self.unopened(interval);
		Some(self.to_come.entry(interval).or_insert(unopened))
	}

	/// The index of a home.
	pub fn index(&self, point: PointId) -> Option<usize> {
		let index = point.checked_sub(self.first_point)? as usize;
		(index < self.data.homes.len()).then_some(index)
	}

	fn home(&mut self, interval: Interval, point: PointId) -> Option<&mut HomeInterval> {
		let index = self.index(point)?;
		self.interval(interval)?.homes.get_mut(index)
	}

	/// Books an event. Only the market's and billing's count; a shortage costs retail until it is
	/// settled. Tells of an order that was rationed.
	pub fn apply(&mut self, event: &RuntimeEvent) -> Option<Rationed> {
		match event {
			RuntimeEvent::EnergyMarket(event) => self.apply_market(event),
			RuntimeEvent::Billing(event) => {
				self.apply_billing(event);
				None
			}
			_ => None,
		}
	}

	fn apply_billing(&mut self, event: &BillingEvent<commonwatt_runtime::Runtime>) {
		let (point, amount) = match *event {
			BillingEvent::ToppedUp { point, amount, .. }
			| BillingEvent::Gifted { point, amount, .. }
			| BillingEvent::StandingTopUpPaid { point, amount, .. } => (point, amount as i128),
			BillingEvent::Withdrawn { point, amount, .. } => (point, -(amount as i128)),
			_ => return,
		};
		if let Some(index) = self.index(point) {
			self.paid_in[index] += amount;
		}
	}

	fn apply_market(&mut self, event: &Event<commonwatt_runtime::Runtime>) -> Option<Rationed> {
		match *event {
			Event::OrderPlaced {
				community,
				point,
				interval,
				ref order,
				reserve,
			} if community == self.community => {
				let order = order.clone();
				let standing = Standing {
					order,
					reserved: reserve,
				};
				self.standing.insert((interval, point), standing);
			}
			Event::OrderCancelled {
				community,
				point,
				interval,
			} if community == self.community => {
				self.standing.remove(&(interval, point));
			}
			Event::AuctionCleared {
				community,
				interval,
				price,
				volume,
				orders,
			} if community == self.community => {
				if let Some(entry) = self.interval(interval) {
					entry.ahead.price = price;
					entry.ahead.volume_wh = volume;
					entry.ahead.orders = orders;
				}
			}
			Event::OrderClaimed {
				community,
				point,
				interval,
				position,
				price,
				hold,
				paid_back,
			} if community == self.community => {
				return self.claim(point, interval, position, price, hold, paid_back);
			}
			Event::Undelivered {
				community,
				point,
				interval,
				undelivered,
				charge,
			} if community == self.community => {
				if let Some(home) = self.home(interval, point) {
					home.undelivered_wh += undelivered;
					home.undelivered_charge += charge;
					home.bill += charge as i128;
				}
				if let Some(entry) = self.interval(interval) {
					entry.treasury_income += charge;
				}
			}
			Event::CashedOut {
				community,
				point,
				interval,
				position,
			} if community == self.community => self.late(point, interval, -position, -position),
			Event::Metered {
				community,
				point,
				interval,
				deviation,
				funded,
				..
			} if community == self.community => {
				self.standing.remove(&(interval, point));
				let entry = self.interval(interval).filter(|_| deviation > 0)?;
				let retail = entry.retail;
				entry.unfunded_wh += (deviation - funded).unsigned_abs();
				if let Some(home) = self.home(interval, point) {
					home.bill += money(retail, deviation.unsigned_abs()) as i128;
				}
			}
			Event::MeteredLate {
				community,
				point,
				interval,
				deviation,
				funded,
				..
			} if community == self.community => self.late(point, interval, deviation, funded),
			Event::GapBooked {
				community,
				point,
				until,
				import,
				export,
				retail,
				feed_in,
				..
			} if community == self.community => {
				// With the reading that ended it.
				if let Some(home) = self.home(until, point) {
					home.bill += money(retail, import) as i128 - money(feed_in, export) as i128;
				}
			}
			Event::Settled {
				community,
				point,
				interval,
				matched,
				paid,
				..
			} if community == self.community => {
				if let Some(home) = self.home(interval, point) {
					home.bill -= paid as i128;
					home.local_wh += matched as u32;
				}
			}
			Event::IntervalClosed {
				community,
				interval,
				short,
				long,
				matched,
				paid_feed_in,
				..
			} if community == self.community => {
				self.paid_feed_in.insert(interval, paid_feed_in);
				if let Some(entry) = self.interval(interval) {
					entry.short_wh = short;
					entry.long_wh = long;
					entry.matched_wh = matched;
					entry.residual_wh += short as i64 - long as i64;
					let fee_paid = matched.saturating_add(entry.ahead.volume_wh);
					entry.treasury_income += money(entry.grid_fee, fee_paid);
				}
			}
			_ => {}
		}
		None
	}

	/// A home got its fill: the part of its reserve that neither came back nor is held paid for it.
	fn claim(
		&mut self,
		point: PointId,
		interval: Interval,
		position: NetWh,
		price: Price,
		hold: Balance,
		paid_back: Balance,
	) -> Option<Rationed> {
		let fee = self.interval(interval).map_or(0, |entry| entry.grid_fee);
		let filled = position.unsigned_abs();
		let (cost, ordered) = match self.standing.get_mut(&(interval, point)) {
			Some(standing) => {
				let cost = standing.reserved as i128 - hold as i128 - paid_back as i128;
				standing.reserved = hold;
				let rationed = is_rationed(&standing.order, price, filled);
				(cost, rationed.then(|| standing.order.quantity()))
			}
			// Placed before this ledger began.
			None if position > 0 => (money(price + fee, filled) as i128, None),
			None => (-(money(price, filled) as i128), None),
		};
		if position == 0 {
			self.standing.remove(&(interval, point));
		}
		if let Some(home) = self.home(interval, point) {
			home.bill += cost;
			match position > 0 {
				true => home.bought_wh += filled,
				false => home.sold_wh += filled,
			}
		}
		if let Some(entry) = self.interval(interval) {
			entry.ahead.rationed += u32::from(ordered.is_some());
		}
		ordered.map(|ordered| Rationed {
			point,
			interval,
			filled,
			ordered,
		})
	}

	/// A late reading, or a position that was never metered: with the supplier. What it saves the
	/// supplier goes to the treasury.
	fn late(&mut self, point: PointId, interval: Interval, deviation: NetWh, funded: NetWh) {
		self.standing.remove(&(interval, point));
		let paid_feed_in = self.paid_feed_in.get(&interval).copied();
		let Some(entry) = self.interval(interval) else {
			return;
		};
		let (retail, feed_in) = (entry.retail, entry.feed_in);
		let paid_feed_in = paid_feed_in.unwrap_or(feed_in);
		let energy = deviation.unsigned_abs();
		let account = |residual: i64| -> i128 {
			match residual > 0 {
				true => money(retail, residual.unsigned_abs()) as i128,
				false => -(money(feed_in, residual.unsigned_abs()) as i128),
			}
		};
		let before = account(entry.residual_wh);
		entry.residual_wh += funded;
		let supplier_gains = account(entry.residual_wh) - before;
		let paid = match deviation > 0 {
			true => money(retail, funded.unsigned_abs()) as i128,
			false => -(money(paid_feed_in, energy) as i128),
		};
		let difference = if entry.has_market() {
			paid - supplier_gains
		} else if deviation < 0 {
			money(feed_in.saturating_sub(paid_feed_in), energy) as i128
		} else {
			0
		};
		entry.treasury_income += difference.max(0) as u128;
		entry.unfunded_wh += (deviation - funded).unsigned_abs();
		let cost = match deviation > 0 {
			true => money(retail, energy) as i128,
			false => paid,
		};
		if let Some(home) = self.home(interval, point) {
			home.bill += cost;
		}
	}

	/// A home in an interval that was opened.
	pub fn home_in(&self, interval: Interval, point: PointId) -> Option<&HomeInterval> {
		let at = interval.checked_sub(self.first_interval)? as usize;
		self.intervals.get(at)?.homes.get(self.index(point)?)
	}

	pub fn intervals(&self) -> &[IntervalOutcome] {
		&self.intervals
	}

	/// Compares what a home's account holds and owes with what was paid in and its bills.
	///
	/// # Errors
	///
	/// If a single unit differs, or one of its orders is still open.
	pub fn reconcile(&self, point: PointId, account: &PointAccount) -> Result<(), Discrepancy> {
		let Some(index) = self.index(point) else {
			return Ok(());
		};
		let open = self.standing.iter().filter(|((_, of), _)| *of == point);
		let reserved: Balance = open.clone().map(|(_, order)| order.reserved).sum();
		if reserved > 0 {
			return Err(Discrepancy::Reserved {
				orders: open.count(),
				reserved,
			});
		}
		let opened = self.intervals.iter().chain(self.to_come.values());
		let bills: i128 = opened.map(|interval| interval.homes[index].bill).sum();
		let expected = self.paid_in[index] - bills;
		let worth = account.credit as i128 - account.debt as i128 - account.receivable as i128;
		if worth != expected {
			return Err(Discrepancy::Worth {
				home: self.data.homes[index].name.clone(),
				worth,
				expected,
			});
		}
		Ok(())
	}

	/// What the intervals that were opened have brought.
	pub fn outcome(&self) -> Outcome {
		let homes = self.data.homes.iter().map(|home| home.name.clone());
		Outcome {
			community: self.data.name.clone(),
			homes: homes.collect(),
			intervals: self.intervals.clone(),
		}
	}
}

/// Whether an order got a part, and not all, of what it offered at the clearing price.
fn is_rationed(order: &Order, price: Price, filled: Wh) -> bool {
	let sum = |at: fn(Price, Price) -> bool| -> Wh {
		let steps = order.steps.iter().filter(|step| at(step.limit, price));
		steps.map(|step| step.quantity).sum()
	};
	let better = match order.side {
		Side::Buy => sum(|limit, price| limit > price),
		Side::Sell => sum(|limit, price| limit < price),
	};
	let at_price = sum(|limit, price| limit == price);
	filled > better && filled < better.saturating_add(at_price)
}
