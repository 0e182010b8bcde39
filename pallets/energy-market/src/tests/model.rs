//! The ledger of settlement.md written once more, in plain `i128`: what the pallets are compared
//! with. It shares no code with them but the names of refusals.

use crate::mock::{MAX_STRIKES, WALLET};
use commonwatt_primitives::{
	green::Certification,
	reading::{Reading, Refusal},
	tariff::Rules,
};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};

mod auction;
mod green;

pub use auction::*;
pub use green::*;

thread_local! {
	/// What the sequences have reached, and how often.
	pub static REACHED: RefCell<BTreeMap<&'static str, u32>> = RefCell::default();
}

/// Counts what a sequence has reached.
pub fn reach(what: &'static str, reached: bool) {
	if reached {
		REACHED.with(|counts| *counts.borrow_mut().entry(what).or_default() += 1);
	}
}

fn name(refusal: Refusal) -> &'static str {
	match refusal {
		Refusal::UnknownPoint => "UnknownPoint",
		Refusal::PointClosed => "PointClosed",
		Refusal::IntervalNotEnded => "IntervalNotEnded",
		Refusal::AlreadyRead => "AlreadyRead",
		Refusal::IntervalRetired => "IntervalRetired",
		Refusal::GapTooEarly => "GapTooEarly",
		Refusal::RegisterWentBackwards => "RegisterWentBackwards",
		Refusal::RegistersDoNotContinue => "RegistersDoNotContinue",
		Refusal::PowerAboveCapacity => "PowerAboveCapacity",
		Refusal::KeyRevoked => "KeyRevoked",
		Refusal::TooManyUnsettled => "TooManyUnsettled",
		Refusal::BadSignature => "BadSignature",
		Refusal::KeyReplaced => "KeyReplaced",
	}
}

/// The clock's marks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Marks {
	pub ended: u32,
	/// Where the chain's time is: beyond `ended` while the clock catches up.
	pub in_progress: u32,
	pub due: u32,
	pub retired: u32,
	/// Physical seconds since the epoch.
	pub now: i128,
}

/// Rules in the model's numbers.
#[derive(Clone, Debug)]
pub struct Tariff {
	/// F, R, f
	pub cells: Vec<(i128, i128, i128)>,
	pub weekend_days: u8,
	pub share_ppm: i128,
	pub limit: i128,
	pub deposit: i128,
	pub auction: Option<Terms>,
}

impl From<&Rules> for Tariff {
	fn from(rules: &Rules) -> Self {
		assert!(rules.summer_months == 0, "the model has no seasons");
		Self {
			cells: rules
				.cells
				.iter()
				.map(|cell| {
					(
						cell.feed_in.into(),
						cell.retail.into(),
						cell.grid_fee.into(),
					)
				})
				.collect(),
			weekend_days: rules.weekend_days,
			share_ppm: rules.pool_share.deconstruct().into(),
			limit: rules.emergency_limit as i128,
			deposit: rules.supplier_deposit as i128,
			auction: rules.auction.as_ref().map(Terms::from),
		}
	}
}

#[derive(Clone, Debug, Default)]
pub struct Interval {
	pub feed_in: i128,
	pub retail: i128,
	pub fee: i128,
	pub pool: Option<i128>,
	pub short: i128,
	pub long: i128,
	pub closed: bool,
	pub matched: i128,
	pub paid_feed_in: i128,
	pub residual: i128,
	/// Sum of what the readings deviate, and of their Wh nobody could pay for.
	pub deviations: i128,
	pub unfunded: i128,
	pub short_claimed: i128,
	pub long_claimed: i128,
	pub escrow: i128,
	pub auction: Option<Auction>,
	pub green: Green,
	/// Not in state any more.
	pub retired: bool,
}

impl Interval {
	/// The supplier's account for a residual.
	fn g(&self, residual: i128) -> i128 {
		self.retail * residual.max(0) - self.feed_in * (-residual).max(0)
	}
}

#[derive(Clone, Debug, Default)]
pub struct Community {
	/// From which interval, and which rules.
	pub versions: Vec<(u32, Tariff)>,
	/// The worst prices of versions that are not kept.
	pub dropped: Option<(u32, i128, i128)>,
	/// The points, as the sweep meets them.
	pub order: Vec<u32>,
	pub treasury: i128,
	pub supplier: i128,
	pub guarantee: i128,
	pub arrears: i128,
	pub ever_in_arrears: bool,
	/// In the pot without a call.
	pub unswept: i128,
	pub intervals: BTreeMap<u32, Interval>,
	started: bool,
	cleared_until: u32,
	closed_until: u32,
	retired_until: u32,
	sweep_at: usize,
	pub strikes: u32,
	pub gateway_suspended: bool,
}

#[derive(Clone, Debug)]
pub struct Point {
	pub community: usize,
	pub owner: u8,
	pub capacity: i128,
	pub resolution: i128,
	pub credit: i128,
	pub debt: i128,
	pub receivable: i128,
	pub ring: Vec<Kept>,
	pub certification: Certification,
	pub next: u32,
	pub registers: (i128, i128),
	pub closed: bool,
	/// Device ids.
	pub key: Option<u32>,
	pub previous: Option<(u32, u32)>,
	/// The interval in progress when the meter was last swapped.
	pub swapped_in: Option<u32>,
	/// The interval in which `key` was set.
	pub key_from: u32,
	/// Top-ups less withdrawals.
	pub paid_in: i128,
	/// What it would have got without a market: R for import, F for export, gaps at their worst.
	pub without_market: i128,
	/// What positions that were not delivered may have cost it beyond that.
	pub may_have_lost: i128,
	/// Import and export of all readings and gaps.
	pub metered: (i128, i128),
	/// What was booked in each month, by kind: Wh and money.
	pub months: BTreeMap<u32, BTreeMap<&'static str, (i128, i128)>>,
	/// A number of the actors with keys.
	pub trading_key: Option<u8>,
	/// The lowest nonce of its next intent.
	pub nonces: BTreeMap<u32, u64>,
}

impl Point {
	pub fn worth(&self) -> i128 {
		self.credit - self.debt - self.receivable
	}

	pub fn key_for(&self, interval: u32) -> Option<u32> {
		match self.previous {
			Some((key, until)) if interval < until => Some(key),
			_ => self.key,
		}
	}

	/// An inflow: to debt, to the receivable, to credit.
	pub fn parts_of_inflow(&self, amount: i128) -> (i128, i128, i128) {
		let to_debt = amount.min(self.debt);
		let to_receivable = (amount - to_debt).min(self.receivable);
		(to_debt, to_receivable, amount - to_debt - to_receivable)
	}

	/// The most a register grows in a time.
	pub fn most(&self, seconds: i128) -> i128 {
		(self.capacity * seconds + 3_599) / 3_600 + self.resolution
	}
}

#[derive(Clone, Debug, Default)]
pub struct Model {
	pub interval_seconds: i128,
	pub marks: Marks,
	pub communities: Vec<Community>,
	pub points: BTreeMap<u32, Point>,
	pub wallets: BTreeMap<u8, i128>,
	/// Active members.
	pub active: BTreeSet<(usize, u8)>,
	/// What certificates have heard of each point and interval.
	pub heard: BTreeMap<(u32, u32), Heard>,
	/// Intervals ahead for which orders are taken.
	pub horizon: u32,
	/// The hour of the Monday, 31 October 2016, at which interval 0 begins.
	pub first_hour: u8,
}

impl Model {
	pub fn new(
		interval_seconds: i128,
		rules: &[Rules],
		actors: &[u8],
		active: BTreeSet<(usize, u8)>,
		(horizon, first_hour): (u32, u8),
	) -> Self {
		let community = |rules: &Rules| Community {
			versions: vec![(0, rules.into())],
			..Default::default()
		};
		Self {
			interval_seconds,
			active,
			horizon,
			first_hour,
			communities: rules.iter().map(community).collect(),
			wallets: actors.iter().map(|who| (*who, WALLET as i128)).collect(),
			..Default::default()
		}
	}

	// Tariffs.

	fn version(&self, community: usize, interval: u32) -> &Tariff {
		let versions = &self.communities[community].versions;
		let in_force = versions.iter().rev().find(|(from, _)| *from <= interval);
		&in_force.unwrap_or(&versions[0]).1
	}

	/// Seconds since Monday, 31 October 2016, 00:00.
	fn local(&self, seconds: i128) -> i128 {
		seconds + i128::from(self.first_hour) * 3_600
	}

	/// The month in progress: 12 x year + month - 1.
	pub fn month(&self) -> u32 {
		let days = self.local(self.marks.now) / 86_400;
		// October to April.
		let ends = [1, 31, 62, 93, 121, 152, 182];
		let ended = ends.iter().filter(|end| **end <= days).count();
		assert!(ended < ends.len(), "a sequence is short");
		2016 * 12 + 9 + ended as u32
	}

	/// F, R, f. Interval 0 begins on a Monday.
	fn cell(&self, tariff: &Tariff, interval: u32) -> (i128, i128, i128) {
		let seconds = self.local(i128::from(interval) * self.interval_seconds);
		let weekday = seconds / 86_400 % 7;
		let weekend = usize::from(tariff.weekend_days >> weekday & 1);
		tariff.cells[weekend * 24 + (seconds % 86_400 / 3_600) as usize]
	}

	/// The highest R and the lowest F.
	fn gap_prices(&self, community: usize, from: u32, until: u32) -> (i128, i128) {
		let whole_schedule = i128::from(until - from) * self.interval_seconds > 86_400;
		let (mut retail, mut feed_in) = (0, i128::MAX);
		for interval in from..until {
			let tariff = self.version(community, interval);
			let one = [self.cell(tariff, interval)];
			let cells = if whole_schedule {
				&tariff.cells[..]
			} else {
				&one[..]
			};
			for (f, r, _) in cells {
				retail = retail.max(*r);
				feed_in = feed_in.min(*f);
			}
		}
		if let Some((until, r, f)) = self.communities[community].dropped {
			if from < until {
				reach("a gap into forgotten rules", true);
				retail = retail.max(r);
				feed_in = feed_in.min(f);
			}
		}
		(retail, feed_in)
	}

	/// Announces rules; versions that neither a reading nor the day before one asks for are dropped.
	pub fn announce(&mut self, community: usize, from: u32, rules: &Rules) {
		let day = (86_400 / self.interval_seconds) as u32;
		let oldest = self.marks.retired.saturating_sub(day);
		let entry = &mut self.communities[community];
		while entry
			.versions
			.get(1)
			.is_some_and(|(from, _)| *from <= oldest)
		{
			let (_, dropped) = entry.versions.remove(0);
			let retail = dropped.cells.iter().map(|cell| cell.1).max().unwrap_or(0);
			let feed_in = dropped.cells.iter().map(|cell| cell.0).min().unwrap_or(0);
			let (_, r, f) = entry.dropped.unwrap_or((0, 0, i128::MAX));
			entry.dropped = Some((entry.versions[0].0, r.max(retail), f.min(feed_in)));
		}
		entry.versions.retain(|(announced, _)| *announced < from);
		entry.versions.push((from, rules.into()));
	}

	/// The highest retail price that energy metered since `from` can meet.
	fn highest_retail(&self, community: usize, from: u32) -> i128 {
		let entry = &self.communities[community];
		let in_force = entry
			.versions
			.iter()
			.rposition(|version| version.0 <= from)
			.unwrap_or(0);
		let kept = entry.versions[in_force..]
			.iter()
			.flat_map(|version| &version.1.cells);
		let dropped = entry
			.dropped
			.filter(|dropped| from < dropped.0)
			.map_or(0, |d| d.1);
		kept.map(|cell| cell.1).max().unwrap_or(0).max(dropped)
	}

	// Money.

	fn inflow(&mut self, point: u32, amount: i128) {
		let entry = self.points.get_mut(&point).expect("exists");
		let community = &mut self.communities[entry.community];
		let (to_debt, to_receivable, to_credit) = entry.parts_of_inflow(amount);
		reach("an inflow pays debt", to_debt > 0);
		reach("an inflow pays a receivable", to_receivable > 0);
		entry.debt -= to_debt;
		community.guarantee += to_debt;
		entry.receivable -= to_receivable;
		community.supplier += to_receivable;
		entry.credit += to_credit;
	}

	/// Notes on a point's statement of the month.
	fn note(&mut self, point: u32, line: &'static str, wh: i128, money: i128) {
		if (wh, money) != (0, 0) {
			let month = self.month();
			let entry = self.points.get_mut(&point).expect("exists");
			let lines = entry.months.entry(month).or_default();
			let noted = lines.entry(line).or_default();
			*noted = (noted.0 + wh, noted.1 + money);
		}
	}

	/// What could not be paid of `amount`, from credit and guarantee.
	fn charge(&mut self, point: u32, amount: i128) -> i128 {
		let Point {
			community, owner, ..
		} = self.points[&point];
		let limit = self.version(community, self.marks.ended).limit;
		let owed: i128 = self
			.points
			.values()
			.filter(|other| (other.community, other.owner) == (community, owner))
			.map(|other| other.debt)
			.sum();
		let entry = self.points.get_mut(&point).expect("exists");
		let from_credit = amount.min(entry.credit);
		entry.credit -= from_credit;
		let guarantee = &mut self.communities[community].guarantee;
		let lent = (amount - from_credit)
			.min(*guarantee)
			.min((limit - owed).max(0));
		reach("emergency credit", lent > 0);
		reach(
			"emergency credit at its limit",
			lent > 0 && amount - from_credit > lent,
		);
		*guarantee -= lent;
		entry.debt += lent;
		amount - from_credit - lent
	}

	/// A shortage at retail, of which a hold pays what it can: the Wh that are funded. The others are a
	/// receivable, rounded up to whole Wh; the change flows back.
	fn buy(&mut self, point: u32, retail: i128, shortage: i128, hold: i128) -> i128 {
		reach(
			"a hold pays a shortage in part",
			hold > 0 && hold < retail * shortage,
		);
		let unpaid = self.charge(point, (retail * shortage - hold).max(0));
		let unfunded = (unpaid + retail - 1) / retail;
		reach(
			"a shortage partly funded",
			unfunded > 0 && unfunded < shortage,
		);
		reach("change of an unfunded Wh", retail * unfunded > unpaid);
		self.points.get_mut(&point).expect("exists").receivable += retail * unfunded;
		self.inflow(point, retail * unfunded - unpaid);
		self.note(point, "supplier bought", unfunded, retail * unfunded);
		shortage - unfunded
	}

	/// A surplus to the supplier, which owes the treasury what it has not. What it paid.
	fn sell_to_supplier(&mut self, point: u32, due: i128) -> i128 {
		let community = self.points[&point].community;
		let entry = &mut self.communities[community];
		let paid = due.min(entry.supplier);
		entry.supplier -= paid;
		entry.owe(due - paid);
		self.inflow(point, paid);
		paid
	}

	// Intervals.

	fn touch(&mut self, community: usize, interval: u32) {
		if !self.communities[community]
			.intervals
			.contains_key(&interval)
		{
			let tariff = self.version(community, interval);
			let (feed_in, retail, fee) = self.cell(tariff, interval);
			let (lo, hi) = (feed_in, retail - fee);
			let pool = (lo <= hi).then(|| lo + tariff.share_ppm * (hi - lo) / 1_000_000);
			let fresh = Interval {
				feed_in,
				retail,
				fee,
				pool,
				..Default::default()
			};
			self.communities[community]
				.intervals
				.insert(interval, fresh);
		}
		self.clear(community, interval);
		if interval < self.marks.due {
			self.communities[community].close(interval);
		}
	}

	fn settle_one(&mut self, point: u32) {
		let entry = self.points.get_mut(&point).expect("exists");
		let community = entry.community;
		let kept = entry.ring.remove(0);
		let (interval, deviation) = (kept.interval, kept.deviation);
		self.touch(community, interval);
		let state = self.communities[community]
			.intervals
			.get_mut(&interval)
			.expect("touched");
		let z = deviation.abs();
		let (side, claimed) = match deviation > 0 {
			true => (state.short, &mut state.short_claimed),
			false => (state.long, &mut state.long_claimed),
		};
		reach(
			"a share that was rounded",
			z > 0 && z * state.matched % side != 0,
		);
		let share = |x: i128| (x * state.matched).checked_div(side).unwrap_or(0);
		let matched = share(*claimed + z) - share(*claimed);
		*claimed += z;
		let pool = state.pool.unwrap_or(0);
		let due = match deviation > 0 {
			true if matched > 0 => (state.retail - state.fee - pool) * matched,
			true => 0,
			false => pool * matched + state.paid_feed_in * (z - matched),
		};
		let (retail, fee, paid_feed_in) = (state.retail, state.fee, state.paid_feed_in);
		state.escrow -= due;
		assert!(state.escrow >= 0, "escrow never runs dry");
		self.inflow(point, due);
		let rest = z - matched;
		if deviation > 0 {
			self.note(point, "pool bought", matched, pool * matched);
			self.note(point, "grid fee", matched, fee * matched);
			self.note(point, "supplier bought", rest, retail * rest);
		} else {
			self.note(point, "pool sold", matched, pool * matched);
			self.note(point, "supplier sold", rest, paid_feed_in * rest);
		}
		self.settle_green(point, &kept);
	}

	/// The oldest that are closed: so many, and so many that certificates hear of.
	fn settle_up_to(&mut self, point: u32, limit: usize, mut certified: usize) {
		for _ in 0..limit {
			let due = self.marks.due;
			let Some(kept) = self.points[&point].ring.first() else {
				break;
			};
			let told = usize::from(kept.certification != Certification::None);
			if kept.interval >= due || told > certified {
				break;
			}
			certified -= told;
			self.settle_one(point);
		}
	}

	pub fn settle(&mut self, point: u32) {
		self.start(self.points[&point].community);
		self.settle_up_to(point, usize::MAX, usize::MAX);
	}

	/// A market begins with its first touch.
	pub fn start(&mut self, community: usize) {
		let Marks {
			retired,
			in_progress,
			..
		} = self.marks;
		let entry = &mut self.communities[community];
		if !entry.started {
			entry.started = true;
			entry.cleared_until = in_progress;
			entry.closed_until = retired;
			entry.retired_until = retired;
		}
	}

	/// What a block does by itself.
	pub fn poll(&mut self, retention: usize, blocks_per_interval: usize) {
		for community in 0..self.communities.len() {
			if !self.communities[community].started {
				continue;
			}
			self.clear_final(community);
			for _ in 0..8 {
				let next = self.communities[community].closed_until;
				if next >= self.marks.due {
					break;
				}
				if self.communities[community].intervals.contains_key(&next) {
					self.touch(community, next);
				}
				self.communities[community].closed_until += 1;
			}
			self.sweep(community, retention * blocks_per_interval);
			self.retire(community);
		}
	}

	/// Clears the auctions whose gate has closed.
	fn clear_final(&mut self, community: usize) {
		for _ in 0..8 {
			let next = self.communities[community].cleared_until;
			let lead = self
				.version(community, next)
				.auction
				.as_ref()
				.map_or(0, |terms| terms.gate);
			let gate = i128::from(next) * self.interval_seconds * 1_000 - lead;
			if self.marks.now * 1_000 < gate {
				break;
			}
			let states = &self.communities[community].intervals;
			let state = states.get(&next).filter(|state| !state.retired);
			// Also one that was cleared before: it may be due to close.
			if let Some(auction) = state.and_then(|state| state.auction.as_ref()) {
				reach("cleared by the poll", !auction.cleared);
				self.touch(community, next);
			}
			self.communities[community].cleared_until += 1;
		}
	}

	fn sweep(&mut self, community: usize, round: usize) {
		let order = self.communities[community].order.clone();
		if order.iter().all(|point| self.points[point].ring.is_empty()) {
			return;
		}
		let share = order.len().div_ceil(round).max(32);
		for _ in 0..share.min(order.len()) {
			let index = self.communities[community].sweep_at % order.len();
			self.communities[community].sweep_at = index + 1;
			self.settle_up_to(order[index], usize::MAX, usize::MAX);
		}
	}

	fn retire(&mut self, community: usize) {
		for _ in 0..8 {
			let next = self.communities[community].retired_until;
			if next >= self.marks.retired {
				break;
			}
			if self.communities[community].intervals.contains_key(&next) {
				self.cash_out(community, next);
				self.touch(community, next);
				let points = self
					.points
					.values()
					.filter(|point| point.community == community);
				let mut rings = points.flat_map(|point| &point.ring);
				if rings.any(|kept| kept.interval == next) {
					break;
				}
				let states = &mut self.communities[community].intervals;
				let state = states.get_mut(&next).expect("touched");
				assert_eq!(state.escrow, 0, "interval {next} has paid out");
				state.green.is_settled();
				state.retired = true;
			}
			self.communities[community].retired_until += 1;
		}
	}

	// Readings.

	/// Whether a reading counts, or why not. `signer` is the device that signed it.
	pub fn judge(
		&self,
		community: usize,
		reading: &Reading,
		signer: u32,
		may_skip: bool,
	) -> Option<Refusal> {
		let gaps_until = match may_skip {
			true => self.marks.due,
			false => self.marks.retired,
		};
		let point = match self.points.get(&reading.point) {
			Some(point) if point.community == community => point,
			_ => return Some(Refusal::UnknownPoint),
		};
		let t = reading.interval;
		let start = (reading.start.import as i128, reading.start.export as i128);
		let end = (reading.end.import as i128, reading.end.export as i128);
		let refuse = |condition: bool, refusal| condition.then_some(refusal);
		let skipped = i128::from(t) - i128::from(point.next);
		let backwards = start.0 < point.registers.0
			|| start.1 < point.registers.1
			|| end.0 < start.0
			|| end.1 < start.1;
		let most = point.most(self.interval_seconds);
		let most_before = point.most(self.interval_seconds * skipped.max(0));
		let too_much = end.0 - start.0 > most
			|| end.1 - start.1 > most
			|| (skipped > 0
				&& (start.0 - point.registers.0 > most_before
					|| start.1 - point.registers.1 > most_before));
		refuse(point.closed, Refusal::PointClosed)
			.or(refuse(t >= self.marks.ended, Refusal::IntervalNotEnded))
			.or(refuse(t < point.next, Refusal::AlreadyRead))
			.or(refuse(t < self.marks.retired, Refusal::IntervalRetired))
			.or(refuse(skipped > 0 && t > gaps_until, Refusal::GapTooEarly))
			.or(refuse(backwards, Refusal::RegisterWentBackwards))
			.or(refuse(
				skipped == 0 && start != point.registers,
				Refusal::RegistersDoNotContinue,
			))
			.or(refuse(too_much, Refusal::PowerAboveCapacity))
			.or(refuse(point.key_for(t).is_none(), Refusal::KeyRevoked))
			.or(refuse(
				point.key_for(t) != Some(signer),
				match t < point.key_from && point.previous.is_none() {
					true => Refusal::KeyReplaced,
					false => Refusal::BadSignature,
				},
			))
	}

	/// A batch; the refused.
	pub fn submit(
		&mut self,
		community: usize,
		readings: &[(Reading, u32)],
		by_gateway: bool,
	) -> Vec<(u32, Refusal)> {
		self.start(community);
		let mut refused = Vec::new();
		for (index, (reading, signer)) in readings.iter().enumerate() {
			match self.judge(community, reading, *signer, by_gateway) {
				None => self.book(reading),
				Some(refusal) => {
					reach(name(refusal), true);
					refused.push((index as u32, refusal));
				}
			}
		}
		let bad = refused
			.iter()
			.filter(|entry| entry.1 == Refusal::BadSignature)
			.count() as u32;
		if by_gateway {
			self.communities[community].strike(bad);
		}
		refused
	}

	fn book(&mut self, reading: &Reading) {
		let Reading {
			point,
			interval,
			start,
			end,
			..
		} = *reading;
		let is_late = interval < self.marks.due;
		let told = self.points[&point].certification != Certification::None && is_late;
		self.settle_up_to(point, 2, usize::from(!told));
		let entry = self.points.get_mut(&point).expect("judged");
		let community = entry.community;
		let before = (
			start.import as i128 - entry.registers.0,
			start.export as i128 - entry.registers.1,
		);
		let energy = (
			(end.import - start.import) as i128,
			(end.export - start.export) as i128,
		);
		let from = entry.next;
		entry.registers = (end.import as i128, end.export as i128);
		entry.next = interval + 1;
		entry.metered.0 += energy.0;
		entry.metered.1 += energy.1;
		if interval > from {
			self.gap(point, from, interval, before);
		}
		self.note(point, "imported", energy.0, 0);
		self.note(point, "exported", energy.1, 0);
		let net = energy.0 - energy.1;
		self.touch(community, interval);
		let state = &self.communities[community].intervals[&interval];
		let baseline = -state.retail * net.max(0) + state.feed_in * (-net).max(0);
		let late = state.closed;
		let entry = self.points.get_mut(&point).expect("judged");
		entry.without_market += baseline;
		let certification = entry.certification;
		let (position, deviation) = self.meet(point, interval, net);
		let kept = Kept {
			interval,
			deviation,
			energy,
			position,
			certification,
		};
		self.keep(point, kept, late);
	}

	/// What a point metered meets its position, then the pool, or the supplier if it is late. The position,
	/// and the deviation as far as it is funded.
	fn meet(&mut self, point: u32, interval: u32, net: i128) -> (i128, i128) {
		let community = self.points[&point].community;
		let (position, mut hold) = self.deliver(point, interval, net);
		let deviation = net - position;
		let state = &self.communities[community].intervals[&interval];
		let (closed, retail, feed_in) = (state.closed, state.retail, state.feed_in);
		let paid_feed_in = state.paid_feed_in;
		let local_market = state.pool.is_some();
		let old = state.g(state.residual);

		let mut from_hold = 0;
		let funded = match deviation > 0 {
			true => {
				from_hold = hold.min(retail * deviation);
				hold -= from_hold;
				self.buy(point, retail, deviation, from_hold)
			}
			false => deviation,
		};
		let entry = &mut self.communities[community];
		let state = entry.intervals.get_mut(&interval).expect("touched");
		state.escrow -= hold + from_hold;
		state.deviations += deviation;
		state.unfunded += deviation - funded;
		if !closed {
			state.escrow += retail * funded.max(0);
			state.short += funded.max(0);
			state.long += (-funded).max(0);
			reach("an interval without local market", !local_market);
			// What is left of the hold goes back.
			self.inflow(point, hold);
			return (position, funded);
		}
		reach("a late shortage", funded > 0);
		reach("a late surplus", funded < 0);
		reach("late without local market", !local_market);
		self.communities[community].supplier += retail * funded.max(0);
		self.note(
			point,
			"supplier bought",
			funded.max(0),
			retail * funded.max(0),
		);
		if funded < 0 {
			reach(
				"a late surplus to a supplier in default",
				paid_feed_in < feed_in,
			);
			let paid = self.sell_to_supplier(point, -paid_feed_in * funded);
			self.note(point, "supplier sold", -funded, paid);
		}
		let entry = &mut self.communities[community];
		let state = entry.intervals.get_mut(&interval).expect("touched");
		state.residual += funded;
		// The point's money less what moves in the supplier's account.
		let point_pays = retail * funded.max(0) + paid_feed_in * funded.min(0);
		let supplier_gains = match local_market {
			true => state.g(state.residual) - old,
			false => retail * funded.max(0) + feed_in * funded.min(0),
		};
		let difference = point_pays - supplier_gains;
		assert!(difference >= 0, "the treasury never pays");
		reach("the treasury gains by a late reading", difference > 0);
		let moved = difference.min(entry.supplier);
		entry.supplier -= moved;
		entry.treasury += moved;
		entry.owe(difference - moved);
		self.inflow(point, hold);
		(position, funded)
	}

	/// Import at the highest R, export at the lowest F, not netted.
	fn gap(&mut self, point: u32, from: u32, until: u32, energy: (i128, i128)) {
		let entry = self.points.get_mut(&point).expect("exists");
		let community = entry.community;
		entry.metered.0 += energy.0;
		entry.metered.1 += energy.1;
		let (retail, feed_in) = self.gap_prices(community, from, until);
		let seconds = i128::from(until - from) * self.interval_seconds;
		reach(
			"a gap of less than a day",
			seconds <= 86_400 && energy != (0, 0),
		);
		reach(
			"a gap of more than a day",
			seconds > 86_400 && energy != (0, 0),
		);
		let cost = retail * energy.0;
		let unpaid = self.charge(point, cost);
		self.communities[community].supplier += cost - unpaid;
		let entry = self.points.get_mut(&point).expect("exists");
		entry.receivable += unpaid;
		entry.without_market += feed_in * energy.1 - cost;
		let paid = self.sell_to_supplier(point, feed_in * energy.1);
		self.note(point, "imported", energy.0, 0);
		self.note(point, "exported", energy.1, 0);
		self.note(point, "gap bought", energy.0, cost);
		self.note(point, "gap sold", energy.1, paid);
	}

	/// Books final registers; the point goes on with another meter, or closes.
	pub fn final_reading(&mut self, point: u32, last: (i128, i128)) {
		let now = self.marks.in_progress;
		let entry = self.points.get_mut(&point).expect("exists");
		let (from, until) = (entry.next, now.max(entry.next) + 1);
		let energy = (last.0 - entry.registers.0, last.1 - entry.registers.1);
		entry.registers = last;
		entry.next = entry.next.max(now);
		let community = entry.community;
		self.start(community);
		self.gap(point, from, until, energy);
	}

	pub fn remove_point(&mut self, point: u32) {
		reach("a point removed", true);
		let Point {
			community, credit, ..
		} = self.points.remove(&point).expect("exists");
		self.communities[community].treasury += credit;
		let order = &mut self.communities[community].order;
		let index = order
			.iter()
			.position(|other| *other == point)
			.expect("ordered");
		order.swap_remove(index);
	}

	// Calls of billing.

	fn spend(&mut self, who: u8, amount: i128) {
		*self.wallets.get_mut(&who).expect("an actor") -= amount;
	}

	pub fn top_up(&mut self, who: u8, point: u32, amount: i128) {
		self.spend(who, amount);
		self.points.get_mut(&point).expect("exists").paid_in += amount;
		self.inflow(point, amount);
		self.note(point, "topped up", 0, amount);
	}

	/// What must stay until the next reading.
	pub fn floor(&self, point: u32) -> i128 {
		let entry = &self.points[&point];
		let interval = self.interval_seconds;
		let since = (self.marks.now - i128::from(entry.next) * interval).max(0);
		let energy = (entry.capacity * (since + interval) + 3_599) / 3_600;
		// Each reading may bring a rounded up Wh and a step of the meter.
		let readings = (since + interval) / interval;
		let energy = energy.max(readings * entry.most(interval));
		energy * self.highest_retail(entry.community, entry.next)
	}

	/// Whether another point of a member owes anything.
	fn owes(&self, owner: u8, community: usize, apart_from: u32) -> bool {
		self.points.iter().any(|(id, point)| {
			*id != apart_from
				&& point.owner == owner
				&& point.community == community
				&& point.debt + point.receivable > 0
		})
	}

	/// Whether the owner may withdraw; if not, nothing happens.
	pub fn withdraw(&mut self, point: u32, amount: i128) -> bool {
		let before = self.clone();
		self.settle(point);
		let floor = self.floor(point);
		let entry = self.points.get_mut(&point).expect("exists");
		let floor = if entry.closed && entry.ring.is_empty() {
			0
		} else {
			floor
		};
		let member_owes = before.owes(entry.owner, entry.community, point);
		let owes = entry.debt > 0 || entry.receivable > 0 || member_owes;
		if owes || entry.credit - amount < floor {
			reach("a withdrawal refused", true);
			*self = before;
			return false;
		}
		reach("a withdrawal", !entry.closed);
		reach("a withdrawal from a closed point", entry.closed);
		entry.credit -= amount;
		entry.paid_in -= amount;
		let owner = entry.owner;
		self.spend(owner, -amount);
		self.note(point, "withdrawn", 0, amount);
		true
	}

	pub fn top_up_supplier(&mut self, who: u8, community: usize, amount: i128) {
		self.spend(who, amount);
		let entry = &mut self.communities[community];
		let to_arrears = amount.min(entry.arrears);
		reach("arrears paid", to_arrears > 0);
		entry.arrears -= to_arrears;
		entry.treasury += to_arrears;
		entry.supplier += amount - to_arrears;
	}

	pub fn withdraw_supplier(&mut self, who: u8, community: usize, amount: i128) -> bool {
		let deposit = self.version(community, self.marks.ended).deposit;
		let entry = &mut self.communities[community];
		if entry.arrears > 0 || entry.supplier - amount < deposit {
			return false;
		}
		entry.supplier -= amount;
		self.spend(who, -amount);
		true
	}

	pub fn fund_guarantee(&mut self, who: u8, community: usize, amount: i128) {
		self.spend(who, amount);
		self.communities[community].guarantee += amount;
	}

	pub fn donate(&mut self, who: u8, community: usize, amount: i128) {
		self.spend(who, amount);
		self.communities[community].treasury += amount;
	}

	pub fn send_to_pot(&mut self, who: u8, community: usize, amount: i128) {
		self.spend(who, amount);
		self.communities[community].unswept += amount;
	}

	/// The sum of all accounts a pot backs.
	pub fn liabilities(&self, community: usize) -> i128 {
		let entry = &self.communities[community];
		let credits = self
			.points
			.values()
			.filter(|point| point.community == community);
		credits.map(|point| point.credit).sum::<i128>()
			+ entry
				.intervals
				.values()
				.map(|interval| interval.escrow)
				.sum::<i128>()
			+ entry.treasury
			+ entry.supplier
			+ entry.guarantee
	}
}

impl Community {
	/// Bad signatures of the gateway.
	pub fn strike(&mut self, bad: u32) {
		self.strikes += bad;
		self.gateway_suspended |= bad > 0 && self.strikes >= MAX_STRIKES;
	}

	fn owe(&mut self, amount: i128) {
		self.arrears += amount;
		self.ever_in_arrears |= amount > 0;
	}

	fn close(&mut self, interval: u32) {
		let mut state = self.intervals.remove(&interval).expect("touched");
		if !state.closed {
			state.closed = true;
			state.green.close(state.pool.is_some());
			state.matched = match state.pool {
				Some(_) => state.short.min(state.long),
				None => 0,
			};
			let bought = state.retail * (state.short - state.matched);
			state.escrow -= bought;
			self.supplier += bought;
			let sold = state.long - state.matched;
			state.paid_feed_in = match sold {
				0 => state.feed_in,
				_ => state.feed_in.min(self.supplier / sold),
			};
			self.owe((state.feed_in - state.paid_feed_in) * sold);
			self.supplier -= state.paid_feed_in * sold;
			state.escrow += state.paid_feed_in * sold;
			state.escrow -= state.fee * state.matched;
			self.treasury += state.fee * state.matched;
			let (matched, side) = (state.matched, state.short.max(state.long));
			reach("an interval matched in part", matched > 0 && matched < side);
			reach("a supplier in default", state.paid_feed_in < state.feed_in);
			reach("a feed-in of zero", state.feed_in == 0 && sold > 0);
			state.residual = state.short - state.long;
			assert!(state.escrow >= 0, "an interval holds what it owes");
		}
		self.intervals.insert(interval, state);
	}
}
