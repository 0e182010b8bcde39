//! Green energy once more: who sold ahead, who used what.

use super::*;
use commonwatt_primitives::green::Certification;

/// A reading in time, until it is settled.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
	pub interval: u32,
	/// Funded.
	pub deviation: i128,
	pub energy: (i128, i128),
	pub position: i128,
	pub certification: Certification,
}

/// What certificates hear of a reading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
	pub certification: Certification,
	pub energy: (i128, i128),
	pub sold_ahead: i128,
	pub local: i128,
	pub green_used: i128,
	pub late: bool,
}

impl Kept {
	fn net(&self) -> i128 {
		self.energy.0 - self.energy.1
	}

	/// s: exported under a position.
	fn sold_ahead(&self) -> i128 {
		(-self.net()).max(0).min((-self.position).max(0))
	}

	/// e: exported beyond it.
	fn rest(&self) -> i128 {
		(-self.net()).max(0) - self.sold_ahead()
	}

	/// b: used under a position.
	fn bought_ahead(&self) -> i128 {
		self.net().max(0).min(self.position.max(0))
	}

	/// r: used beyond it, and funded.
	fn used_rest(&self) -> i128 {
		(self.net().max(0) - self.bought_ahead()).min(self.deviation.max(0))
	}

	fn green(&self) -> bool {
		self.certification == Certification::Producer
	}
}

/// The green energy of an interval.
#[derive(Clone, Debug, Default)]
pub struct Green {
	readings: Vec<Kept>,
	/// What is used here of what was sold ahead, and of the rest; set when closed.
	pub ahead: i128,
	pub rest: i128,
	/// Claims so far: of producers' rest, of what was bought ahead, of what was used beside.
	claimed: [i128; 3],
	/// What was given: to producers, to those who bought ahead, to all who used.
	given: [i128; 3],
	/// Readings that were given their shares.
	settled: usize,
}

impl Green {
	pub fn sum(&self, part: impl Fn(&Kept) -> i128) -> i128 {
		self.readings.iter().map(part).sum()
	}

	pub fn sold_ahead(&self) -> [i128; 2] {
		let green = |kept: &Kept| if kept.green() { kept.sold_ahead() } else { 0 };
		[self.sum(Kept::sold_ahead), self.sum(green)]
	}

	pub fn rest_exported(&self) -> [i128; 2] {
		let green = |kept: &Kept| if kept.green() { kept.rest() } else { 0 };
		[self.sum(Kept::rest), self.sum(green)]
	}

	/// Beside positions, and all.
	pub fn used(&self) -> [i128; 3] {
		let used = |kept: &Kept| kept.net().max(0);
		[
			self.sum(Kept::bought_ahead),
			self.sum(Kept::used_rest),
			self.sum(used),
		]
	}

	pub fn close(&mut self, local_market: bool) {
		if !local_market {
			return;
		}
		let [bought, beside, _] = self.used();
		let used = bought + beside;
		let ([sold, sold_green], [rest, rest_green]) = (self.sold_ahead(), self.rest_exported());
		if sold > 0 {
			self.ahead = sold.min(used) * sold_green / sold;
		}
		if rest > 0 {
			self.rest = rest.min((used - sold).max(0)) * rest_green / rest;
		}
		let resold = sold_green > self.ahead;
		reach("green: sold ahead and used", self.ahead > 0);
		reach("green: sold ahead and resold", self.ahead > 0 && resold);
		reach(
			"green: some of the rest is used",
			self.rest > 0 && self.rest < rest_green,
		);
		reach(
			"green: beside what is not",
			sold + rest > sold_green + rest_green,
		);
	}

	fn claim(&mut self, kind: usize, total: i128, of: i128, z: i128) -> i128 {
		if of == 0 {
			assert_eq!(z, 0);
			return 0;
		}
		let share = |x: i128| x * total / of;
		let given = share(self.claimed[kind] + z) - share(self.claimed[kind]);
		self.claimed[kind] += z;
		self.given[kind] += given;
		given
	}

	/// What a reading gets: of its rest, what others used; of what it used, what is green.
	fn settle(&mut self, kept: &Kept) -> (i128, i128) {
		let local = match kept.green() {
			true => self.claim(0, self.rest, self.rest_exported()[1], kept.rest()),
			false => 0,
		};
		let [bought, beside, _] = self.used();
		let served_ahead = self.ahead.min(bought);
		let served = self.claim(1, served_ahead, bought, kept.bought_ahead());
		let left = self.ahead + self.rest - served_ahead;
		let unserved = kept.bought_ahead() - served;
		let more = self.claim(
			2,
			left,
			bought + beside - served_ahead,
			unserved + kept.used_rest(),
		);
		self.settled += 1;
		reach("green: served from what was sold ahead", served > 0);
		reach(
			"green: bought ahead and served beside",
			unserved > 0 && more > 0,
		);
		(local, served + more)
	}

	/// All have claimed: the shares are what was used here, each Wh retired once.
	pub fn is_settled(&self) {
		let of_users = self.given[1] + self.given[2];
		assert_eq!(of_users, self.ahead + self.rest, "sum of green used = L");
		assert_eq!(self.given[0], self.rest, "sum of local = local rest");
		let retired = self.sold_ahead()[1] + self.given[0];
		let resold = self.sold_ahead()[1] - self.ahead;
		assert_eq!(of_users, retired - resold);
	}
}

impl Model {
	/// Keeps a reading until it is settled, or tells certificates of a late one.
	pub(super) fn keep(&mut self, point: u32, kept: Kept, late: bool) {
		let entry = self.points.get_mut(&point).expect("judged");
		let community = entry.community;
		let certified = kept.certification != Certification::None;
		if late {
			reach("green: late", kept.green() && kept.rest() > 0);
			if certified {
				self.tell(point, &kept, (0, 0), true);
			}
			return;
		}
		if kept.deviation != 0 || kept.sold_ahead() + kept.bought_ahead() > 0 || certified {
			entry.ring.push(kept);
		}
		let states = &mut self.communities[community].intervals;
		let state = states.get_mut(&kept.interval).expect("touched");
		state.green.readings.push(kept);
	}

	pub(super) fn settle_green(&mut self, point: u32, kept: &Kept) {
		let community = self.points[&point].community;
		let states = &mut self.communities[community].intervals;
		let state = states.get_mut(&kept.interval).expect("touched");
		let shares = state.green.settle(kept);
		let (local, used) = shares;
		assert!(used <= kept.net().max(0), "no more than it used");
		assert!(local <= kept.rest(), "no more than it exported");
		reach(
			"green: local and tradeable",
			local > 0 && local < kept.rest(),
		);
		self.note(point, "green", used, 0);
		if kept.certification != Certification::None {
			self.tell(point, kept, shares, false);
		}
	}

	fn tell(&mut self, point: u32, kept: &Kept, (local, green_used): (i128, i128), late: bool) {
		let heard = Heard {
			certification: kept.certification,
			energy: kept.energy,
			sold_ahead: kept.sold_ahead(),
			local,
			green_used,
			late,
		};
		let before = self.heard.insert((point, kept.interval), heard);
		assert_eq!(before, None, "once");
	}
}
