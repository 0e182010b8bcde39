//! Readings, honest and not.

use super::*;

impl World {
	/// The honest reading of an interval, and who signs it.
	pub fn honest(&mut self, point: u32, interval: u32) -> (Reading, u32) {
		let truth = self.truths.get_mut(&point).expect("a point has a meter");
		let start = truth.at(point, interval);
		let end = truth.at(point, interval + 1);
		let key = self.model.points[&point].key_for(interval);
		self.signed(point, interval, start, end, key)
	}

	pub fn signed(
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
	pub fn submit(&mut self, community: usize, batch: Vec<(Reading, u32)>, by_gateway: bool) {
		if batch.is_empty() {
			return;
		}
		let who = if by_gateway {
			gateway(community as u32)
		} else {
			actor(STRANGER)
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

	pub fn readings(&mut self, point: u32, kind: Kind, count: u8) -> Vec<(Reading, u32)> {
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
	pub fn final_registers(&mut self, point: u32, part: u8) -> Registers {
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
}
