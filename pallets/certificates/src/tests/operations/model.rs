//! Certificates as a registry on paper would have them: one entry for every bundle and record, written
//! from the page of the crate.

use super::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq)]
struct Paper {
	quantity: Wh,
	owner: AccountId,
	status: Status,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Status {
	Active,
	Offered(Price, Wh),
	Retired,
	Withdrawn,
	Stored,
}

/// What is known of a device and interval.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Known {
	Nothing,
	Waits(Wh),
	Lapsed,
	Issued,
	Used { used: Wh, green: Wh },
}

#[derive(Default)]
pub struct Model {
	now: Interval,
	bundles: BTreeMap<BundleId, Paper>,
	known: BTreeMap<(PointId, Interval), Known>,
	totals: BTreeMap<PointId, DeviceTotals>,
	registered: BTreeMap<PointId, bool>,
	automatic: BTreeMap<PointId, bool>,
	used: Consumption,
	/// Green Wh that went into each battery.
	green_in: BTreeMap<PointId, Wh>,
	/// Calls on bundles that succeeded and that were refused.
	pub counted: (u32, u32),
}

fn owner_of(point: PointId) -> AccountId {
	match point {
		PLANT | BATTERY => ALICE,
		SHOP => CAROL,
		_ => BOB,
	}
}

impl Model {
	pub fn new() -> Self {
		Self {
			now: START,
			registered: DEVICES.map(|point| (point, true)).into(),
			automatic: DEVICES.map(|point| (point, point != TURBINE)).into(),
			totals: DEVICES.map(|point| (point, Default::default())).into(),
			..Default::default()
		}
	}

	/// One of the bundles, mostly one that something can be done with.
	fn pick(&self, nth: usize) -> Option<BundleId> {
		let is_open = |paper: &Paper| matches!(paper.status, Status::Active | Status::Offered(..));
		let any = nth % 4 == 0;
		let of: Vec<_> = self
			.bundles
			.iter()
			.filter(|(_, paper)| any || is_open(paper))
			.map(|(id, _)| *id)
			.collect();
		let place = nth.checked_rem(of.len())?;
		of.get(place).copied()
	}

	fn is_over(&self, interval: Interval, window: Interval) -> bool {
		interval + window <= self.now
	}

	fn total(&mut self, point: PointId) -> &mut DeviceTotals {
		self.totals.get_mut(&point).expect("a device")
	}

	pub fn apply(&mut self, step: &Step) {
		let ago = |ago: Interval| self.now - ago.min(self.now);
		match *step {
			Step::Pass(intervals) => {
				self.now += intervals;
				Now::set(self.now);
			}
			Step::NextBlock => {
				next_block();
				for (point, interval) in self.known.keys().copied().collect::<Vec<_>>() {
					self.end(point, interval);
				}
			}
			Step::Settle(point, back, wh) => self.settle(point, ago(back), wh),
			Step::Issue(who, point, back) => self.issue(who, point, ago(back)),
			Step::OnBundle(who, nth, what) => self.on_bundle(who, nth, what),
			Step::Expire(point, back) => {
				let interval = ago(back);
				let result = Certificates::expire(by(DAVE), point, interval);
				assert_eq!(result.is_ok(), self.end(point, interval), "{result:?}");
			}
			Step::Update(point, grams, automatic) => {
				let attributes = with_factor(point, grams);
				let result = dispatch(|| {
					Certificates::update_device(by(OPERATOR), point, attributes, automatic)
				});
				if result.is_ok() {
					assert!(self.registered[&point]);
					self.automatic.insert(point, automatic);
				}
			}
			Step::Deregister(point) => {
				let result = Certificates::deregister_device(by(OPERATOR), point);
				assert_eq!(result.is_ok(), self.registered[&point]);
				self.registered.insert(point, false);
			}
			Step::Register(point) => {
				let current = Certificates::device_view(point)
					.expect("a device")
					.attributes;
				let result = Certificates::register_device(by(OPERATOR), point, current, true);
				assert_eq!(result.is_ok(), !self.registered[&point]);
				if result.is_ok() {
					self.registered.insert(point, true);
					self.automatic.insert(point, true);
				}
			}
		}
	}

	fn settle(&mut self, point: PointId, interval: Interval, wh: [Wh; 5]) {
		let [import, export, sold_ahead, local, green_used] = wh;
		Certificates::settled(&SettledEnergy {
			sold_ahead,
			local,
			green_used,
			..reading(point, interval, import, export)
		});
		if !self.registered[&point] || self.known.contains_key(&(point, interval)) {
			return;
		}
		let netted = import.min(export);
		let (net_import, net_export) = (import - netted, export - netted);
		let (retired, tradeable) = match point {
			SHOP if net_import == 0 => return,
			SHOP => {
				let green = green_used.min(net_import);
				self.used.used += net_import;
				self.used.green_local += green;
				if !self.is_over(interval, VALIDITY) {
					let used = net_import;
					let known = Known::Used { used, green };
					self.known.insert((point, interval), known);
				}
				return;
			}
			BATTERY | HOME_BATTERY if import + export == 0 => return,
			BATTERY | HOME_BATTERY => {
				*self.green_in.entry(point).or_default() += green_used.min(net_import);
				// How green it is is tested beside the arithmetic of the stock.
				let before = self.totals[&point].tradeable();
				(0, totals(point).tradeable() - before)
			}
			_ if export == 0 => return,
			_ => {
				let sold_ahead = sold_ahead.min(net_export);
				let local = local.min(net_export - sold_ahead);
				let left = net_export - sold_ahead - local;
				let beyond = export.saturating_sub(MOST).min(left);
				(netted + sold_ahead + local, left - beyond)
			}
		};
		let over = self.is_over(interval, VALIDITY);
		let issues = self.automatic[&point] && tradeable > 0 && !over;
		let total = self.total(point);
		total.exported += export;
		total.retired_locally += retired;
		total.uncertified += export - retired - tradeable;
		if over {
			total.lapsed += tradeable;
			return;
		}
		total.unissued += tradeable;
		let known = match tradeable {
			0 => Known::Nothing,
			_ => Known::Waits(tradeable),
		};
		self.known.insert((point, interval), known);
		if issues {
			self.issued(point, interval, tradeable);
		} else if tradeable > 0 && self.is_over(interval, BACKLOG_WINDOW) {
			self.end(point, interval);
		}
	}

	fn issued(&mut self, point: PointId, interval: Interval, quantity: Wh) {
		let paper = Paper {
			quantity,
			owner: owner_of(point),
			status: Status::Active,
		};
		self.bundles.insert(id(point, interval, 0), paper);
		self.known.insert((point, interval), Known::Issued);
		let total = self.total(point);
		total.unissued -= quantity;
		total.active += quantity;
	}

	fn issue(&mut self, who: AccountId, point: PointId, interval: Interval) {
		let result = Certificates::issue(by(who), point, interval);
		let waits = match self.known.get(&(point, interval)) {
			Some(Known::Waits(quantity)) => *quantity,
			_ => 0,
		};
		let may = who == owner_of(point) && self.registered[&point];
		let allowed = may && waits > 0 && !self.is_over(interval, BACKLOG_WINDOW);
		assert_eq!(result.is_ok(), allowed, "{result:?}");
		if allowed {
			self.issued(point, interval, waits);
		}
	}

	/// Ends what is due of a record; whether anything was.
	fn end(&mut self, point: PointId, interval: Interval) -> bool {
		let Some(known) = self.known.get(&(point, interval)).copied() else {
			return false;
		};
		let (expires, lapses) = (
			self.is_over(interval, VALIDITY),
			self.is_over(interval, BACKLOG_WINDOW),
		);
		let mut ended = false;
		if let (Known::Waits(quantity), true) = (known, lapses) {
			self.total(point).unissued -= quantity;
			self.total(point).lapsed += quantity;
			self.known.insert((point, interval), Known::Lapsed);
			ended = true;
		}
		if expires {
			self.known.remove(&(point, interval));
			let of_record = |it: &BundleId| (it.device, it.interval) == (point, interval);
			let gone: Vec<_> = self.bundles.keys().copied().filter(of_record).collect();
			for bundle in gone {
				let paper = self.bundles.remove(&bundle).expect("it is there");
				let total = self.total(point);
				match paper.status {
					Status::Active => total.active -= paper.quantity,
					Status::Offered(..) => total.reserved -= paper.quantity,
					_ => continue,
				}
				total.expired += paper.quantity;
			}
			ended = true;
		}
		ended
	}

	fn on_bundle(&mut self, who: Who, nth: usize, what: OnBundle) {
		let Some(bundle) = self.pick(nth) else {
			return;
		};
		let paper = self.bundles[&bundle].clone();
		let who = match who {
			Who::Fitting => match what {
				OnBundle::Withdraw => OPERATOR,
				OnBundle::Buy(..) if paper.owner == DAVE => CAROL,
				OnBundle::Buy(..) => DAVE,
				_ => paper.owner,
			},
			Who::Anyone(who) => who,
		};
		let allowed = self.allows(who, bundle, &paper, what);
		let result = Self::call(who, bundle, what);
		assert_eq!(
			result.is_ok(),
			allowed,
			"{who} {what:?} {paper:?}: {result:?}"
		);
		match allowed {
			true => self.counted.0 += 1,
			false => self.counted.1 += 1,
		}
		if allowed {
			self.enact(who, bundle, &paper, what);
		}
	}

	fn call(who: AccountId, bundle: BundleId, what: OnBundle) -> DispatchResult {
		let who = by(who);
		let statement = Beneficiary::Statement(H256::zero());
		dispatch(|| match what {
			OnBundle::Transfer(quantity, to) => Certificates::transfer(who, bundle, quantity, to),
			OnBundle::Split(quantity) => Certificates::split(who, bundle, quantity),
			OnBundle::Offer(price, least) => Certificates::offer(who, bundle, price, least),
			OnBundle::CancelOffer => Certificates::cancel_offer(who, bundle),
			OnBundle::Buy(quantity, most) => Certificates::buy(who, bundle, quantity, most),
			OnBundle::Retire(quantity) => {
				Certificates::retire(who, bundle, quantity, statement, Purpose::Other)
			}
			OnBundle::RetireFor(quantity, point) => {
				let point = Beneficiary::Point(point);
				Certificates::retire(who, bundle, quantity, point, Purpose::Disclosure)
			}
			OnBundle::Store(quantity, storage) => {
				Certificates::store(who, bundle, quantity, storage)
			}
			OnBundle::Withdraw => Certificates::withdraw(who, bundle, H256::zero()),
		})
	}

	/// Whether so many can be taken of a bundle.
	fn can_take(&self, bundle: BundleId, paper: &Paper, quantity: Option<Wh>) -> bool {
		let siblings = self
			.bundles
			.keys()
			.filter(|other| (other.device, other.interval) == (bundle.device, bundle.interval));
		let has_room = (siblings.count() as u32) < MAX_BUNDLES;
		match quantity {
			None => true,
			Some(0) => false,
			Some(wh) if wh == paper.quantity => true,
			Some(wh) => wh < paper.quantity && has_room,
		}
	}

	fn allows(&self, who: AccountId, bundle: BundleId, paper: &Paper, what: OnBundle) -> bool {
		if self.is_over(bundle.interval, VALIDITY) {
			return false;
		}
		let is_free = paper.owner == who && paper.status == Status::Active;
		let can_take = |quantity| self.can_take(bundle, paper, quantity);
		let wanted = |quantity: Option<Wh>| quantity.unwrap_or(paper.quantity);
		match what {
			OnBundle::Transfer(quantity, to) => is_free && to != who && can_take(quantity),
			OnBundle::Split(wh) => is_free && wh != paper.quantity && can_take(Some(wh)),
			OnBundle::Offer(price, least) => {
				is_free && price > 0 && least > 0 && least <= paper.quantity
			}
			OnBundle::CancelOffer => {
				paper.owner == who && matches!(paper.status, Status::Offered(..))
			}
			OnBundle::Buy(quantity, most) => match paper.status {
				Status::Offered(price, least) => {
					who != paper.owner
						&& price <= most && wanted(quantity) >= least.min(paper.quantity)
						&& can_take(quantity)
				}
				_ => false,
			},
			OnBundle::Retire(quantity) => is_free && can_take(quantity),
			OnBundle::RetireFor(quantity, point) => {
				let fits = match point {
					UNKNOWN_POINT => false,
					SHOP => match self.known.get(&(SHOP, bundle.interval)) {
						Some(Known::Used { used, green }) => wanted(quantity) <= used - green,
						_ => false,
					},
					_ => true,
				};
				is_free && can_take(quantity) && fits
			}
			OnBundle::Store(quantity, storage) => {
				let lots = Stocks::<Runtime>::get(storage).lots;
				let mut of_interval = lots
					.iter()
					.filter(|lot| lot.from == bundle.interval && lot.until == bundle.interval);
				let fits = of_interval
					.next()
					.is_some_and(|lot| wanted(quantity) <= lot.charged - lot.green);
				is_free
					&& can_take(quantity)
					&& storage != PLANT
					&& self.registered[&storage]
					&& owner_of(storage) == who
					&& fits
			}
			OnBundle::Withdraw => {
				let is_open = matches!(paper.status, Status::Active | Status::Offered(..));
				who == OPERATOR && is_open
			}
		}
	}

	fn enact(&mut self, who: AccountId, bundle: BundleId, paper: &Paper, what: OnBundle) {
		let (quantity, owner, status) = match what {
			OnBundle::Transfer(quantity, to) => (quantity, to, Status::Active),
			OnBundle::Split(quantity) => (Some(quantity), who, Status::Active),
			OnBundle::Offer(price, least) => (None, who, Status::Offered(price, least)),
			OnBundle::CancelOffer => (None, who, Status::Active),
			OnBundle::Buy(quantity, _) => (quantity, who, Status::Active),
			OnBundle::Retire(quantity) | OnBundle::RetireFor(quantity, _) => {
				(quantity, who, Status::Retired)
			}
			OnBundle::Store(quantity, _) => (quantity, who, Status::Stored),
			OnBundle::Withdraw => (None, paper.owner, Status::Withdrawn),
		};
		let quantity = quantity.unwrap_or(paper.quantity);
		match what {
			OnBundle::RetireFor(_, SHOP) => {
				self.used.retired += quantity;
				if let Some(Known::Used { green, .. }) =
					self.known.get_mut(&(SHOP, bundle.interval))
				{
					*green += quantity;
				}
			}
			OnBundle::Store(_, storage) => *self.green_in.entry(storage).or_default() += quantity,
			_ => (),
		}
		let rest = paper.quantity - quantity;
		if rest > 0 {
			let left = Paper {
				quantity: rest,
				..paper.clone()
			};
			self.bundles.insert(bundle, left);
		}
		let part = BundleId {
			first: bundle.first + rest,
			..bundle
		};
		let taken = Paper {
			quantity,
			owner,
			status,
		};
		self.bundles.insert(part, taken);
		let total = self.total(bundle.device);
		match paper.status {
			Status::Offered(..) => total.reserved -= quantity,
			_ => total.active -= quantity,
		}
		match status {
			Status::Active => total.active += quantity,
			Status::Offered(..) => total.reserved += quantity,
			Status::Retired => total.retired += quantity,
			Status::Withdrawn => total.withdrawn += quantity,
			Status::Stored => total.stored += quantity,
		}
	}

	/// Whether everything on the chain is as here.
	pub fn compare(&self) {
		for point in DEVICES {
			assert_eq!(totals(point), self.totals[&point], "device {point}");
		}
		for point in [BATTERY, HOME_BATTERY] {
			let green_in = self.green_in.get(&point).copied().unwrap_or_default();
			assert!(totals(point).tradeable() <= green_in, "battery {point}");
			let storage = Stocks::<Runtime>::get(point).totals;
			let counted = storage.green_charged + storage.allocated;
			assert_eq!(counted, green_in, "battery {point}");
		}
		let shop = Devices::<Runtime>::get(SHOP).expect("a device");
		assert_eq!(shop.consumption, self.used);
		let on_chain: BTreeMap<_, _> = Bundles::<Runtime>::iter()
			.map(|((device, interval, first), bundle)| {
				let status = match bundle.status {
					BundleStatus::Active => Status::Active,
					BundleStatus::Reserved { price, minimum } => Status::Offered(price, minimum),
					BundleStatus::Retired { .. } => Status::Retired,
					BundleStatus::Withdrawn => Status::Withdrawn,
					BundleStatus::Stored { .. } => Status::Stored,
				};
				let paper = Paper {
					quantity: bundle.quantity,
					owner: bundle.owner,
					status,
				};
				(id(device, interval, first), paper)
			})
			.collect();
		assert_eq!(on_chain, self.bundles);
	}
}
