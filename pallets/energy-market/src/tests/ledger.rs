//! Random sequences of every call, against the model, after every step.

use super::{homes::*, model::*};
use crate::mock::*;
use commonwatt_primitives::{
	reading::{Reading, Registers},
	tariff::{Rules, TariffCell},
	traits::MarketClock,
};
use frame_support::traits::Time;
use proptest::prelude::*;
use sp_runtime::{DispatchError, Permill};
use std::collections::BTreeMap;

const INTERVAL_SECONDS: u32 = 900;
const COMMUNITIES: usize = 2;
const OWNERS: u8 = 5;
/// Owners, operators, suppliers, gateways, a stranger.
const ACTORS: [u8; 12] = [1, 2, 3, 4, 5, 100, 101, 120, 121, 140, 141, STRANGER];
/// Points that may exist at once, in all.
const MOST_POINTS: usize = 12;

/// What a reading is like.
#[derive(Clone, Copy, Debug)]
enum Kind {
	Good,
	Skipping(u8),
	/// As far as gaps may reach.
	SkippingAll,
	Duplicate,
	Forged,
	WrongStart,
	Backwards,
	OverPower,
	ForeignCommunity,
	Future,
	Retired,
	UnknownPoint,
}

/// One step; numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Step {
	/// Every point whose bit is set reads what has ended, in time or late.
	ReadAll {
		community: u8,
		points: u16,
		at_most: u8,
	},
	Read {
		point: u8,
		kind: Kind,
		count: u8,
		by_gateway: bool,
	},
	Settle(u8),
	TopUp {
		point: u8,
		amount: u32,
	},
	/// In thousandths of what may be withdrawn; above 1,000 too much.
	Withdraw {
		point: u8,
		thousandths: u16,
		by_owner: bool,
	},
	TopUpSupplier {
		community: u8,
		amount: u32,
	},
	WithdrawSupplier {
		community: u8,
		thousandths: u16,
	},
	FundGuarantee {
		community: u8,
		amount: u32,
	},
	Lend {
		community: u8,
		thousandths: u16,
	},
	Donate {
		community: u8,
		amount: u32,
	},
	SendToPot {
		community: u8,
		amount: u32,
	},
	SweepDonations(u8),
	RotateKey {
		point: u8,
		by_owner: bool,
	},
	RevokeKey(u8),
	SwapMeter {
		point: u8,
		part: u8,
	},
	ClosePoint {
		point: u8,
		part: u8,
	},
	RemovePoint(u8),
	RegisterPoint {
		community: u8,
		owner: u8,
		capacity: u16,
		resolution: u8,
		ahead: u8,
	},
	Announce {
		community: u8,
		ahead: u8,
		rules: RulesSeed,
	},
	Suspend {
		community: u8,
		owner: u8,
	},
	Reinstate {
		community: u8,
		owner: u8,
	},
	RemoveMember {
		community: u8,
		owner: u8,
	},
	ReinstateGateway(u8),
	/// Closes a point, settles and empties it, and removes it if it can be.
	WindUp(u8),
	/// Intervals in which every meter reports in time, but those whose bit is set.
	Live {
		intervals: u8,
		laggards: u16,
	},
	/// Blocks of a fifth of an interval.
	Advance {
		blocks: u8,
	},
	/// The chain stands still, or its clock jumps, for minutes.
	Standstill {
		minutes: u16,
	},
}

#[derive(Clone, Copy, Debug)]
struct RulesSeed {
	feed_in: u8,
	spread: u8,
	fee: u16,
	hourly: u8,
	share: u8,
	weekend: u8,
	limit: u32,
	deposit: u16,
}

impl RulesSeed {
	fn rules(self) -> Rules {
		let mut rules = hourly_rules(|_| TariffCell::default());
		for (index, cell) in rules.cells.iter_mut().enumerate() {
			let swing = (index as u64 * 7 % 24) * u64::from(self.hourly % 16);
			cell.feed_in = u64::from(self.feed_in % 100).saturating_sub(swing / 3);
			cell.retail = cell.feed_in + u64::from(self.spread).max(1) + swing;
			cell.grid_fee = u64::from(self.fee);
		}
		rules.pool_share = Permill::from_percent(u32::from(self.share) % 101);
		rules.weekend_days = self.weekend % 128;
		rules.emergency_limit = self.limit.into();
		rules.supplier_deposit = self.deposit.into();
		rules
	}
}

fn rules_seed() -> impl Strategy<Value = RulesSeed> {
	let fee = prop_oneof![4 => 0u16..20, 2 => 0u16..200, 1 => 200u16..2_000];
	let limit = prop_oneof![Just(0), 0u32..5_000, 0u32..1_000_000];
	let deposit = prop_oneof![Just(0), any::<u16>()];
	let feed_in = prop_oneof![1 => Just(0u8), 4 => any::<u8>()];
	(
		feed_in,
		any::<u8>(),
		fee,
		any::<u8>(),
		any::<u8>(),
		any::<u8>(),
		limit,
		deposit,
	)
		.prop_map(
			|(feed_in, spread, fee, hourly, share, weekend, limit, deposit)| RulesSeed {
				feed_in,
				spread,
				fee,
				hourly,
				share,
				weekend,
				limit,
				deposit,
			},
		)
}

fn kind() -> impl Strategy<Value = Kind> {
	prop_oneof![
		8 => Just(Kind::Good),
		3 => (1u8..12).prop_map(Kind::Skipping),
		3 => Just(Kind::SkippingAll),
		1 => Just(Kind::Duplicate),
		1 => Just(Kind::Forged),
		1 => Just(Kind::WrongStart),
		1 => Just(Kind::Backwards),
		1 => Just(Kind::OverPower),
		1 => Just(Kind::ForeignCommunity),
		1 => Just(Kind::Future),
		1 => Just(Kind::Retired),
		1 => Just(Kind::UnknownPoint),
	]
}

fn amount() -> impl Strategy<Value = u32> {
	prop_oneof![1 => Just(0), 4 => 0u32..5_000, 6 => 0u32..200_000, 6 => 0u32..200_000_000]
}

fn step() -> impl Strategy<Value = Step> {
	let c = 0u8..2;
	let p = 0u8..MOST_POINTS as u8;
	let o = 1..=OWNERS;
	let thousandths = prop_oneof![3 => Just(1_000u16), 2 => 0u16..1_000, 1 => 1_000u16..1_200];
	prop_oneof![
		16 => (c.clone(), any::<u16>(), 1u8..6)
			.prop_map(|(community, points, at_most)| Step::ReadAll { community, points, at_most }),
		12 => (p.clone(), kind(), 1u8..20, prop::bool::weighted(0.7)).prop_map(
			|(point, kind, count, by_gateway)| Step::Read { point, kind, count, by_gateway }
		),
		6 => p.clone().prop_map(Step::Settle),
		6 => (p.clone(), amount()).prop_map(|(point, amount)| Step::TopUp { point, amount }),
		6 => (p.clone(), thousandths.clone(), prop::bool::weighted(0.9)).prop_map(
			|(point, thousandths, by_owner)| Step::Withdraw { point, thousandths, by_owner }
		),
		3 => (c.clone(), amount())
			.prop_map(|(community, amount)| Step::TopUpSupplier { community, amount }),
		2 => (c.clone(), thousandths.clone()).prop_map(|(community, thousandths)| {
			Step::WithdrawSupplier { community, thousandths }
		}),
		2 => (c.clone(), amount())
			.prop_map(|(community, amount)| Step::FundGuarantee { community, amount }),
		1 => (c.clone(), thousandths)
			.prop_map(|(community, thousandths)| Step::Lend { community, thousandths }),
		1 => (c.clone(), amount()).prop_map(|(community, amount)| Step::Donate { community, amount }),
		1 => (c.clone(), amount())
			.prop_map(|(community, amount)| Step::SendToPot { community, amount }),
		1 => c.clone().prop_map(Step::SweepDonations),
		2 => (p.clone(), any::<bool>())
			.prop_map(|(point, by_owner)| Step::RotateKey { point, by_owner }),
		1 => p.clone().prop_map(Step::RevokeKey),
		1 => (p.clone(), any::<u8>()).prop_map(|(point, part)| Step::SwapMeter { point, part }),
		1 => (p.clone(), any::<u8>()).prop_map(|(point, part)| Step::ClosePoint { point, part }),
		2 => p.prop_map(Step::RemovePoint),
		2 => (c.clone(), o.clone(), any::<u16>(), 0u8..40, 0u8..4).prop_map(
			|(community, owner, capacity, resolution, ahead)| Step::RegisterPoint {
				community, owner, capacity, resolution, ahead,
			}
		),
		2 => (c.clone(), 0u8..20, rules_seed())
			.prop_map(|(community, ahead, rules)| Step::Announce { community, ahead, rules }),
		1 => (c.clone(), o.clone()).prop_map(|(community, owner)| Step::Suspend { community, owner }),
		1 => (c.clone(), o.clone())
			.prop_map(|(community, owner)| Step::Reinstate { community, owner }),
		1 => (c.clone(), o)
			.prop_map(|(community, owner)| Step::RemoveMember { community, owner }),
		1 => c.prop_map(Step::ReinstateGateway),
		1 => any::<u8>().prop_map(Step::WindUp),
		12 => (1u8..5, any::<u16>(), any::<u16>()).prop_map(|(intervals, one, other)| {
			Step::Live { intervals, laggards: one & other }
		}),
		16 => (1u8..16).prop_map(|blocks| Step::Advance { blocks }),
		2 => (1u16..4_000).prop_map(|minutes| Step::Standstill { minutes }),
	]
}

/// What a point's meter really shows.
struct Truth {
	/// Registers at the start of `base` and of every interval after it.
	series: Vec<Registers>,
	base: u32,
	/// Wh an interval brings at most.
	most: u64,
	/// Consumer, producer, both.
	kind: u32,
}

impl Truth {
	/// The registers at the start of an interval.
	fn at(&mut self, point: u32, interval: u32) -> Registers {
		while self.base + self.series.len() as u32 <= interval {
			let index = self.base + self.series.len() as u32;
			let last = *self.series.last().expect("begins with one");
			let dice =
				sp_io::hashing::twox_64(&[point.to_le_bytes(), index.to_le_bytes()].concat());
			let wh = |at: usize| {
				u64::from(u16::from_le_bytes([dice[at], dice[at + 1]])) % (self.most + 1)
			};
			let idle = dice[7] % 8 == 0;
			let energy = match self.kind {
				_ if idle => Registers::default(),
				0 => Registers {
					import: wh(0),
					export: 0,
				},
				1 => Registers {
					import: 0,
					export: wh(2),
				},
				_ => Registers {
					import: wh(0),
					export: wh(2),
				},
			};
			self.series
				.push(last.plus(&energy).expect("registers are wide"));
		}
		self.series[interval.saturating_sub(self.base) as usize]
	}
}

struct World {
	model: Model,
	truths: BTreeMap<u32, Truth>,
	devices: BTreeMap<u32, Device>,
	next_device: u32,
	issuance: u128,
}

impl World {
	fn new(rules: &[Rules]) -> Self {
		let mut world = Self {
			model: Model::new(INTERVAL_SECONDS.into(), rules, &ACTORS),
			truths: BTreeMap::new(),
			devices: BTreeMap::new(),
			next_device: 1_000,
			issuance: pallet_balances::TotalIssuance::<Test>::get(),
		};
		for community in 0..COMMUNITIES {
			// The operator endowed the pot at genesis.
			let operator = 100 + community as u8;
			*world.model.wallets.get_mut(&operator).expect("an actor") -=
				EXISTENTIAL_DEPOSIT as i128;
		}
		world.look_at_the_clock();
		world
	}

	fn look_at_the_clock(&mut self) {
		let now = (Timestamp::now() - EPOCH) / 1_000;
		self.model.marks = Marks {
			ended: Communities::ended(),
			in_progress: (now / u64::from(INTERVAL_SECONDS)) as u32,
			due: Communities::due(),
			retired: Communities::retired(),
			now: now.into(),
		};
	}

	fn new_device(&mut self) -> u32 {
		self.next_device += 1;
		self.devices
			.insert(self.next_device, Device::new(self.next_device));
		self.next_device
	}

	fn point(&self, number: u8) -> Option<u32> {
		let points: Vec<_> = self.model.points.keys().copied().collect();
		points
			.get(usize::from(number) % points.len().max(1))
			.copied()
	}

	fn block(&mut self, now: u64) {
		run_block(now);
		self.look_at_the_clock();
		if PollWeight::get() != frame_support::weights::Weight::zero() {
			let blocks_per_interval = INTERVAL_SECONDS as usize / 6;
			self.model
				.poll(Retention::get() as usize, blocks_per_interval);
		}
	}

	fn advance(&mut self, blocks: u32) {
		for _ in 0..blocks {
			self.block(Timestamp::now() + interval_millis() / 5);
		}
	}

	fn register(
		&mut self,
		community: usize,
		owner: u8,
		capacity: u32,
		resolution: u32,
		ahead: u32,
	) {
		if self.model.points.len() >= MOST_POINTS {
			return;
		}
		let device = self.new_device();
		let point = pallet_metering::NextPoint::<Test>::get();
		let next = self.model.marks.ended + ahead;
		let registers = Registers {
			import: u64::from(point) * 10,
			export: 3,
		};
		let result = call(
			&operator(community as u32),
			pallet_metering::Call::register_point {
				community: community as u32,
				owner: account(owner),
				key: self.devices[&device].key(),
				capacity_w: capacity,
				resolution_wh: resolution,
				registers,
				first_interval: next,
			},
		);
		if result.is_err() {
			// The owner is suspended or no member any more.
			return;
		}
		let entry = Point {
			community,
			owner,
			capacity: capacity.into(),
			resolution: resolution.into(),
			credit: 0,
			debt: 0,
			receivable: 0,
			ring: vec![],
			next,
			registers: (registers.import.into(), registers.export.into()),
			closed: false,
			key: Some(device),
			previous: None,
			key_from: next,
			paid_in: 0,
			without_market: 0,
			metered: (0, 0),
		};
		let most = entry.most(INTERVAL_SECONDS.into()) as u64 - u64::from(resolution);
		self.model.points.insert(point, entry);
		self.model.communities[community].order.push(point);
		let truth = Truth {
			series: vec![registers],
			base: next,
			most,
			kind: point % 3,
		};
		self.truths.insert(point, truth);
	}

	/// The honest reading of an interval, and who signs it.
	fn honest(&mut self, point: u32, interval: u32) -> (Reading, u32) {
		let truth = self.truths.get_mut(&point).expect("a point has a meter");
		let start = truth.at(point, interval);
		let end = truth.at(point, interval + 1);
		let key = self.model.points[&point].key_for(interval);
		self.signed(point, interval, start, end, key)
	}

	fn signed(
		&mut self,
		point: u32,
		interval: u32,
		start: Registers,
		end: Registers,
		key: Option<u32>,
	) -> (Reading, u32) {
		let device = key.unwrap_or(1_001);
		(
			self.devices[&device].sign(point, interval, start, end),
			device,
		)
	}

	/// Sends a batch; the pallets refuse what the model refuses.
	fn submit(&mut self, community: usize, batch: Vec<(Reading, u32)>, by_gateway: bool) {
		if batch.is_empty() {
			return;
		}
		let who = if by_gateway {
			gateway(community as u32)
		} else {
			account(STRANGER)
		};
		let readings = batch.iter().map(|entry| entry.0).collect();
		let result = submit_as(&who, community as u32, readings);
		if by_gateway && self.model.communities[community].gateway_suspended {
			let error = pallet_metering::Error::<Test>::GatewaySuspended;
			assert_eq!(result, Err(DispatchError::from(error)));
			return;
		}
		assert_eq!(result, Ok(self.model.submit(community, &batch, by_gateway)));
	}

	fn readings(&mut self, point: u32, kind: Kind, count: u8) -> Vec<(Reading, u32)> {
		let entry = self.model.points[&point].clone();
		let Marks {
			ended,
			due,
			retired,
			..
		} = self.model.marks;
		let next = entry.next;
		let own = Registers {
			import: entry.registers.0 as u64,
			export: entry.registers.1 as u64,
		};
		let key = entry.key_for(next);
		let more = |registers: Registers, import: u64| Registers {
			import: registers.import + import,
			..registers
		};
		match kind {
			Kind::Good => {
				let last = ended.max(next + 1).min(next + u32::from(count));
				(next..last)
					.map(|interval| self.honest(point, interval))
					.collect()
			}
			Kind::Skipping(by) => vec![self.honest(point, next + u32::from(by))],
			Kind::SkippingAll => {
				vec![self.honest(point, due.min(ended.saturating_sub(1)).max(next))]
			}
			Kind::Duplicate => {
				let interval = next.saturating_sub(1);
				let key = entry.key_for(interval);
				vec![self.signed(point, interval, own, own, key)]
			}
			Kind::Forged => {
				let (reading, signer) = self.honest(point, next);
				let Reading { start, end, .. } = reading;
				let other = self.devices.keys().copied().find(|id| *id != signer);
				vec![self.signed(point, next, start, end, other)]
			}
			Kind::WrongStart => vec![self.signed(point, next, more(own, 1), more(own, 2), key)],
			Kind::Backwards => {
				let start = Registers {
					import: own.import.saturating_sub(1),
					..own
				};
				vec![self.signed(point, next, start, own, key)]
			}
			Kind::OverPower => {
				let most = entry.most(INTERVAL_SECONDS.into()) as u64;
				vec![self.signed(point, next, own, more(own, most + 1), key)]
			}
			Kind::ForeignCommunity => vec![self.honest(point, next)],
			Kind::Future => vec![self.honest(point, ended.max(next))],
			Kind::Retired => {
				let interval = retired.saturating_sub(1);
				let key = entry.key_for(interval);
				vec![self.signed(point, interval, own, own, key)]
			}
			Kind::UnknownPoint => vec![self.signed(9_999, next, own, own, key)],
		}
	}

	/// The final registers of a meter: what it showed when the interval in progress began, and `part`
	/// of 255 of what it brings.
	fn final_registers(&mut self, point: u32, part: u8) -> Registers {
		let next = self.model.points[&point].next;
		let now = self.model.marks.in_progress.max(next);
		let truth = self.truths.get_mut(&point).expect("a point has a meter");
		let (start, end) = (truth.at(point, now), truth.at(point, now + 1));
		let share = |start: u64, end: u64| start + (end - start) * u64::from(part) / 255;
		Registers {
			import: share(start.import, end.import),
			export: share(start.export, end.export),
		}
	}

	fn apply(&mut self, step: &Step) {
		match *step {
			Step::Advance { blocks } => self.advance(blocks.into()),
			Step::Standstill { minutes } => {
				self.block(Timestamp::now() + u64::from(minutes) * 60_000)
			}
			Step::WindUp(point) => {
				self.apply(&Step::ClosePoint { point, part: 128 });
				self.apply(&Step::Settle(point));
				self.apply(&Step::Withdraw {
					point,
					thousandths: 1_000,
					by_owner: true,
				});
				self.apply(&Step::RemovePoint(point));
			}
			Step::Live {
				intervals,
				laggards,
			} => {
				for _ in 0..intervals {
					let ended = self.model.marks.ended;
					while self.model.marks.ended == ended {
						self.advance(1);
					}
					for community in 0..COMMUNITIES as u8 {
						let points = !laggards;
						self.apply(&Step::ReadAll {
							community,
							points,
							at_most: 3,
						});
					}
				}
			}
			Step::ReadAll {
				community,
				points,
				at_most,
			} => {
				let community = usize::from(community);
				let order = self.model.communities[community].order.clone();
				let mut batch = vec![];
				for (index, point) in order.into_iter().enumerate() {
					let closed = self.model.points[&point].closed;
					if points >> (index % 16) & 1 == 1 && !closed {
						let ended = self.model.marks.ended;
						if self.model.points[&point].next < ended {
							batch.extend(self.readings(point, Kind::Good, at_most));
						}
					}
				}
				self.submit(community, batch, true);
			}
			Step::Read {
				point,
				kind,
				count,
				by_gateway,
			} => {
				let Some(point) = self.point(point) else {
					return;
				};
				let own = self.model.points[&point].community;
				let community = match kind {
					Kind::ForeignCommunity => 1 - own,
					_ => own,
				};
				let batch = self.readings(point, kind, count);
				self.submit(community, batch, by_gateway);
			}
			Step::RegisterPoint {
				community,
				owner,
				capacity,
				resolution,
				ahead,
			} => self.register(
				community.into(),
				owner,
				u32::from(capacity) % 8_000 + 1,
				resolution.into(),
				ahead.into(),
			),
			Step::Announce {
				community,
				ahead,
				rules,
			} => {
				let from = self.model.marks.in_progress + Horizon::get() + u32::from(ahead);
				let rules = rules.rules();
				let result = call(
					&operator(community.into()),
					pallet_communities::Call::announce_rules {
						community: community.into(),
						from,
						rules: rules.clone(),
					},
				);
				if result.is_ok() {
					self.model.announce(community.into(), from, &rules);
				}
			}
			Step::Suspend { community, owner } => {
				self.membership(community, owner, |community, who| {
					pallet_communities::Call::suspend_member { community, who }
				})
			}
			Step::Reinstate { community, owner } => {
				self.membership(community, owner, |community, who| {
					pallet_communities::Call::reinstate_member { community, who }
				})
			}
			Step::RemoveMember { community, owner } => self.remove_member(community.into(), owner),
			Step::ReinstateGateway(community) => {
				let result = call(
					&operator(community.into()),
					pallet_communities::Call::reinstate_gateway {
						community: community.into(),
						gateway: gateway(community.into()),
					},
				);
				let entry = &mut self.model.communities[usize::from(community)];
				assert_eq!(result.is_ok(), entry.gateway_suspended);
				if result.is_ok() {
					entry.gateway_suspended = false;
					entry.strikes = 0;
				}
			}
			Step::RotateKey { .. }
			| Step::RevokeKey(_)
			| Step::SwapMeter { .. }
			| Step::ClosePoint { .. }
			| Step::RemovePoint(_) => self.apply_to_meter(step),
			_ => self.apply_money(step),
		}
		self.compare();
	}

	fn membership(
		&mut self,
		community: u8,
		owner: u8,
		to: impl Fn(u32, AccountId) -> pallet_communities::Call<Test>,
	) {
		// Money must not care whether this succeeds.
		let community = community.into();
		let _ = call(&operator(community), to(community, account(owner)));
	}

	fn remove_member(&mut self, community: usize, owner: u8) {
		let who = account(owner);
		let suspended = pallet_communities::Members::<Test>::get(community as u32, &who)
			.is_some_and(|member| member.suspended);
		let result = call(
			&operator(community as u32),
			pallet_communities::Call::remove_member {
				community: community as u32,
				who,
			},
		);
		let mut points = self.model.points.values();
		let owns = points.any(|point| (point.community, point.owner) == (community, owner));
		assert_eq!(result.is_ok(), suspended && !owns);
	}

	fn apply_to_meter(&mut self, step: &Step) {
		match *step {
			Step::RotateKey { point, by_owner } => {
				let Some(point) = self.point(point) else {
					return;
				};
				self.rotate(point, by_owner);
			}
			Step::RevokeKey(point) => {
				let Some(point) = self.point(point) else {
					return;
				};
				let entry = self.model.points.get_mut(&point).expect("exists");
				let call_of = pallet_metering::Call::revoke_key { point };
				let result = call(&account(entry.owner), call_of);
				assert_eq!(result.is_ok(), entry.key.is_some());
				entry.key = None;
				entry.previous = None;
			}
			Step::SwapMeter { point, part } => {
				let Some(point) = self.point(point) else {
					return;
				};
				let last = self.final_registers(point, part);
				let device = self.new_device();
				let fresh = Registers {
					import: 5,
					export: 6,
				};
				let community = self.model.points[&point].community as u32;
				let result = call(
					&operator(community),
					pallet_metering::Call::swap_meter {
						point,
						last,
						key: self.devices[&device].key(),
						registers: fresh,
					},
				);
				assert_eq!(result.is_ok(), !self.model.points[&point].closed);
				if result.is_ok() {
					self.model
						.final_reading(point, (last.import.into(), last.export.into()));
					let entry = self.model.points.get_mut(&point).expect("exists");
					entry.registers = (5, 6);
					entry.key = Some(device);
					entry.previous = None;
					entry.key_from = entry.next;
					let truth = self.truths.get_mut(&point).expect("a point has a meter");
					truth.series = vec![fresh];
					truth.base = entry.next;
				}
			}
			Step::ClosePoint { point, part } => {
				let Some(point) = self.point(point) else {
					return;
				};
				let last = self.final_registers(point, part);
				let community = self.model.points[&point].community as u32;
				let call_of = pallet_metering::Call::close_point { point, last };
				let result = call(&operator(community), call_of);
				assert_eq!(result.is_ok(), !self.model.points[&point].closed);
				if result.is_ok() {
					self.model
						.final_reading(point, (last.import.into(), last.export.into()));
					self.model.points.get_mut(&point).expect("exists").closed = true;
				}
			}
			Step::RemovePoint(point) => {
				let Some(point) = self.point(point) else {
					return;
				};
				let call_of = pallet_metering::Call::remove_point { point };
				let result = call(&account(STRANGER), call_of);
				let entry = &self.model.points[&point];
				let empty = (entry.credit, entry.debt, entry.receivable) == (0, 0, 0);
				let removable = entry.closed && entry.ring.is_empty() && empty;
				assert_eq!(result.is_ok(), removable);
				if removable {
					self.model.remove_point(point);
				}
			}
			_ => unreachable!("no meter's step"),
		}
	}

	fn rotate(&mut self, point: u32, by_owner: bool) {
		let device = self.new_device();
		let Marks {
			in_progress,
			retired,
			..
		} = self.model.marks;
		let entry = self.model.points.get_mut(&point).expect("exists");
		let who = match by_owner {
			true => account(entry.owner),
			false => operator(entry.community as u32),
		};
		let key = self.devices[&device].key();
		let result = call(&who, pallet_metering::Call::rotate_key { point, key });
		let needed = entry.key.is_some()
			&& entry
				.previous
				.is_some_and(|(_, until)| entry.next.max(retired) < until);
		assert_eq!(result.is_ok(), !entry.closed && !needed);
		if result.is_ok() {
			entry.previous = entry.key.map(|key| (key, in_progress)).or(entry.previous);
			entry.key = Some(device);
			entry.key_from = in_progress;
		}
	}

	fn apply_money(&mut self, step: &Step) {
		use pallet_billing::{Call, Error};
		let positive = |amount: u32, result: Result<_, DispatchError>| match amount {
			0 => {
				assert_eq!(result, Err(Error::<Test>::ZeroAmount.into()));
				false
			}
			_ => {
				assert_eq!(
					result.map(|_: frame_support::dispatch::PostDispatchInfo| ()),
					Ok(())
				);
				true
			}
		};
		match *step {
			Step::Settle(point) => {
				let Some(point) = self.point(point) else {
					return;
				};
				settle(point);
				self.model.settle(point);
			}
			Step::TopUp { point, amount } => {
				let Some(point) = self.point(point) else {
					return;
				};
				let owner = self.model.points[&point].owner;
				let result = call(
					&account(owner),
					Call::top_up {
						point,
						amount: amount.into(),
					},
				);
				if positive(amount, result) {
					self.model.top_up(owner, point, amount.into());
				}
			}
			Step::Withdraw {
				point,
				thousandths,
				by_owner,
			} => {
				let Some(point) = self.point(point) else {
					return;
				};
				self.withdraw(point, thousandths, by_owner);
			}
			Step::TopUpSupplier { community, amount } => {
				let id = community.into();
				let call_of = Call::top_up_supplier {
					community: id,
					amount: amount.into(),
				};
				if positive(amount, call(&supplier(id), call_of)) {
					self.model
						.top_up_supplier(120 + community, community.into(), amount.into());
				}
			}
			Step::WithdrawSupplier {
				community,
				thousandths,
			} => {
				let (id, index) = (community.into(), usize::from(community));
				let has = self.model.communities[index].supplier;
				let amount = has * i128::from(thousandths) / 1_000;
				let call_of = Call::withdraw_supplier {
					community: id,
					amount: amount as u128,
				};
				let result = call(&supplier(id), call_of);
				let expected =
					amount > 0 && self.model.withdraw_supplier(120 + community, index, amount);
				assert_eq!(result.is_ok(), expected);
			}
			Step::FundGuarantee { community, amount } => {
				let id = community.into();
				let call_of = Call::fund_guarantee {
					community: id,
					amount: amount.into(),
				};
				if positive(amount, call(&account(STRANGER), call_of)) {
					self.model
						.fund_guarantee(STRANGER, community.into(), amount.into());
				}
			}
			Step::Lend {
				community,
				thousandths,
			} => {
				let id = community.into();
				let entry = &mut self.model.communities[usize::from(community)];
				let amount = entry.treasury * i128::from(thousandths) / 1_000;
				let call_of = Call::lend_to_guarantee {
					community: id,
					amount: amount as u128,
				};
				let result = call(&operator(id), call_of);
				assert_eq!(result.is_ok(), amount > 0 && amount <= entry.treasury);
				if result.is_ok() {
					entry.treasury -= amount;
					entry.guarantee += amount;
				}
			}
			Step::Donate { community, amount } => {
				let id = community.into();
				let call_of = Call::donate {
					community: id,
					amount: amount.into(),
				};
				if positive(amount, call(&account(STRANGER), call_of)) {
					self.model.donate(STRANGER, community.into(), amount.into());
				}
			}
			Step::SendToPot { community, amount } => {
				let pot = Billing::pot(community.into());
				let call_of = pallet_balances::Call::transfer_allow_death {
					dest: pot,
					value: amount.into(),
				};
				call(&account(STRANGER), call_of).expect("the stranger is rich");
				self.model
					.send_to_pot(STRANGER, community.into(), amount.into());
			}
			Step::SweepDonations(community) => {
				let call_of = Call::sweep_donations {
					community: community.into(),
				};
				let result = call(&account(STRANGER), call_of);
				let entry = &mut self.model.communities[usize::from(community)];
				assert_eq!(result.is_ok(), entry.unswept > 0);
				entry.treasury += entry.unswept;
				entry.unswept = 0;
			}
			_ => unreachable!("no step of money"),
		}
	}

	fn withdraw(&mut self, point: u32, thousandths: u16, by_owner: bool) {
		let entry = self.model.points[&point].clone();
		let free = match entry.closed {
			true => entry.credit,
			false => (entry.credit - self.model.floor(point)).max(1),
		};
		let amount = free * i128::from(thousandths) / 1_000;
		let who = if by_owner { entry.owner } else { STRANGER };
		let call_of = pallet_billing::Call::withdraw {
			point,
			amount: amount as u128,
		};
		let result = call(&account(who), call_of);
		let expected = amount > 0 && by_owner && self.model.withdraw(point, amount);
		assert_eq!(
			result.is_ok(),
			expected,
			"{result:?}: {amount} of {entry:?}"
		);
	}

	/// Every account, to the unit.
	fn compare(&self) {
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
			let ring = crate::Unsettled::<Test>::get(id).into_inner();
			let ring: Vec<_> = ring.into_iter().map(|(t, d)| (t, i128::from(d))).collect();
			assert_eq!(ring, point.ring, "ring of {id}");
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
				Balances::free_balance(account(*who)) as i128,
				*balance,
				"wallet {who}"
			);
		}
		assert_eq!(pallet_balances::TotalIssuance::<Test>::get(), self.issuance);
	}

	/// The figures of every interval, and invariant 2: what readings deviate is with the supplier.
	fn compare_intervals(&self, id: u32, community: &Community) {
		for (interval, result) in crate::Results::<Test>::iter_prefix(id) {
			let state = &community.intervals[&interval];
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
		for (interval, retired) in crate::History::<Test>::iter_prefix(id) {
			let state = &community.intervals[&interval];
			assert!(state.closed && state.escrow == 0, "retired {interval}");
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
	fn finish(&mut self) {
		self.advance(1);
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
		assert_eq!(crate::Unsettled::<Test>::iter().count(), 0);
		for id in 0..COMMUNITIES as u32 {
			assert_eq!(escrow(id), 0, "what was paid in was paid out");
		}
		self.nobody_is_worse_off_than_without_a_market();
	}

	/// Counts what this world has reached, beside what the model counts.
	fn count_what_was_reached(&self) {
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

	/// Invariant 4, with a supplier that never was in arrears. Gaps count at their own prices.
	fn nobody_is_worse_off_than_without_a_market(&self) {
		for (id, point) in &self.model.points {
			if self.model.communities[point.community].ever_in_arrears {
				continue;
			}
			let of_the_market = point.worth() - point.paid_in;
			assert!(
				of_the_market >= point.without_market,
				"point {id} got {of_the_market}, without a market {}",
				point.without_market
			);
		}
	}
}

/// Runs a sequence from a founding of both communities on.
fn run_sequence((rules, sweep, funds, steps): &Sequence) {
	PollWeight::set(if *sweep { SWEEP } else { Default::default() });
	Retention::set(32);
	Horizon::set(8);
	let rules = rules.map(RulesSeed::rules);
	let chain = Chain::new(rules[0].clone()).with_another_community(rules[1].clone());
	chain.with_interval_seconds(INTERVAL_SECONDS).run(|| {
		let mut world = World::new(&rules);
		// Owner 1 has two points in community 0 and one in community 1.
		for (community, owner, capacity) in [
			(0, 1, 4_000),
			(0, 2, 4_000),
			(0, 3, 3_001),
			(0, 1, 2_000),
			(1, 1, 4_000),
			(1, 4, 999),
		] {
			world.register(community, owner, capacity, 1, 0);
		}
		for (point, amount) in (0..6).zip(&funds[2..]) {
			world.apply(&Step::TopUp {
				point,
				amount: *amount,
			});
		}
		for (community, amount) in (0..2).zip(funds) {
			world.apply(&Step::TopUpSupplier {
				community,
				amount: *amount,
			});
		}
		for step in steps {
			world.apply(step);
		}
		world.finish();
		world.count_what_was_reached();
	});
}

/// Rules, whether on_poll sweeps, what suppliers and points have, and what happens.
type Sequence = ([RulesSeed; COMMUNITIES], bool, Vec<u32>, Vec<Step>);

fn sequence() -> impl Strategy<Value = Sequence> {
	let funds = prop::collection::vec(amount(), COMMUNITIES + 6);
	let rules = [rules_seed(), rules_seed()];
	(
		rules,
		any::<bool>(),
		funds,
		prop::collection::vec(step(), 1..60),
	)
}

proptest! {
	#![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

	#[test]
	fn every_sequence_of_calls_agrees_with_the_model(sequence in sequence()) {
		run_sequence(&sequence);
	}
}

#[test]
fn the_sequences_reach_every_entry_of_the_ledger_and_every_refusal() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let mut runner = TestRunner::deterministic();
	for _ in 0..60 {
		run_sequence(
			&sequence()
				.new_tree(&mut runner)
				.expect("a new one")
				.current(),
		);
	}
	let reached = REACHED.with(|counts| counts.borrow().clone());
	for what in [
		"a feed-in of zero",
		"a gap of less than a day",
		"a gap of more than a day",
		"a late shortage",
		"a late surplus",
		"a late surplus to a supplier in default",
		"a point removed",
		"a share that was rounded",
		"a shortage partly funded",
		"a supplier in default",
		"a supplier never in arrears",
		"a withdrawal",
		"a withdrawal from a closed point",
		"a withdrawal refused",
		"an inflow pays a receivable",
		"an inflow pays debt",
		"an interval matched in part",
		"an interval retired",
		"an interval without local market",
		"arrears paid",
		"change of an unfunded Wh",
		"emergency credit",
		"emergency credit at its limit",
		"late without local market",
		"the treasury gains by a late reading",
		"AlreadyRead",
		"BadSignature",
		"GapTooEarly",
		"IntervalNotEnded",
		"IntervalRetired",
		"KeyRevoked",
		"PointClosed",
		"PowerAboveCapacity",
		"RegisterWentBackwards",
		"RegistersDoNotContinue",
		"UnknownPoint",
	] {
		assert!(
			reached.contains_key(what),
			"never reached {what}: {reached:?}"
		);
	}
}
