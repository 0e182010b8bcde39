//! Steps become calls, on the chain and on the model.

use super::*;

impl World {
	pub fn apply(&mut self, step: &Step) {
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
				let member = (usize::from(community), owner);
				let done = self.membership(community, owner, |community, who| {
					pallet_communities::Call::suspend_member { community, who }
				});
				assert_eq!(done, self.model.active.remove(&member));
			}
			Step::Reinstate { community, owner } => {
				let done = self.membership(community, owner, |community, who| {
					pallet_communities::Call::reinstate_member { community, who }
				});
				if done {
					self.model.active.insert((community.into(), owner));
				}
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
			Step::Place { .. }
			| Step::Cancel { .. }
			| Step::Claim { .. }
			| Step::ClaimAll { .. }
			| Step::SetTradingKey { .. }
			| Step::Intents { .. }
			| Step::Trade { .. }
			| Step::Again { .. }
			| Step::Squeeze { .. } => self.apply_to_orders(step),
			Step::SetStanding { .. }
			| Step::EndStanding { .. }
			| Step::Signals { .. }
			| Step::Automate { .. } => self.apply_to_standing_orders(step),
			Step::Certify {
				point,
				certification,
			} => self.certify(point, certification),
			Step::RotateKey { .. }
			| Step::RevokeKey(_)
			| Step::SwapMeter { .. }
			| Step::ClosePoint { .. }
			| Step::RemovePoint(_) => self.apply_to_meter(step),
			_ => self.apply_money(step),
		}
		self.compare();
	}

	pub fn membership(
		&mut self,
		community: u8,
		owner: u8,
		to: impl Fn(u32, AccountId) -> pallet_communities::Call<Test>,
	) -> bool {
		// Money must not care whether this succeeds.
		let community = community.into();
		call(&operator(community), to(community, actor(owner))).is_ok()
	}

	pub fn remove_member(&mut self, community: usize, owner: u8) {
		let who = actor(owner);
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

	pub fn apply_to_meter(&mut self, step: &Step) {
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
				let result = call(&actor(entry.owner), call_of);
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
				let entry = &self.model.points[&point];
				let in_progress = Some(self.model.marks.in_progress);
				assert_eq!(
					result.is_ok(),
					!entry.closed && entry.swapped_in != in_progress
				);
				if result.is_ok() {
					self.model
						.final_reading(point, (last.import.into(), last.export.into()));
					let entry = self.model.points.get_mut(&point).expect("exists");
					entry.registers = (5, 6);
					entry.swapped_in = in_progress;
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
				let entry = &self.model.points[&point];
				let in_progress = Some(self.model.marks.in_progress);
				assert_eq!(
					result.is_ok(),
					!entry.closed && entry.swapped_in != in_progress
				);
				if result.is_ok() {
					self.model
						.final_reading(point, (last.import.into(), last.export.into()));
					self.model.points.get_mut(&point).expect("exists").closed = true;
					let ended = self.standing.orders.remove(&point);
					reach("a standing order ends with its point", ended.is_some());
				}
			}
			Step::RemovePoint(point) => {
				let Some(point) = self.point(point) else {
					return;
				};
				let call_of = pallet_metering::Call::remove_point { point };
				let result = call(&actor(STRANGER), call_of);
				let open = self.model.orders_of(point);
				let entry = &self.model.points[&point];
				let owes = entry.debt + entry.receivable > 0;
				let empty = entry.credit < EXISTENTIAL_DEPOSIT as i128 && !owes;
				let settled = entry.closed && entry.ring.is_empty() && empty;
				reach("not removed for its orders", settled && open > 0);
				let removable = settled && open == 0;
				assert_eq!(result.is_ok(), removable);
				if removable {
					self.model.remove_point(point);
				}
			}
			_ => unreachable!("no meter's step"),
		}
	}

	pub fn rotate(&mut self, point: u32, by_owner: bool) {
		let device = self.new_device();
		let Marks {
			in_progress,
			retired,
			..
		} = self.model.marks;
		let entry = self.model.points.get_mut(&point).expect("exists");
		let who = match by_owner {
			true => actor(entry.owner),
			false => operator(entry.community as u32),
		};
		let key = self.devices[&device].key();
		let result = call(&who, pallet_metering::Call::rotate_key { point, key });
		let needed = entry.key.is_some()
			&& entry
				.previous
				.is_some_and(|(_, until)| entry.next.max(retired) < until);
		assert_eq!(result.is_ok(), !by_owner && !entry.closed && !needed);
		if result.is_ok() {
			entry.previous = entry.key.map(|key| (key, in_progress)).or(entry.previous);
			entry.key = Some(device);
			entry.key_from = in_progress;
		}
	}
}
