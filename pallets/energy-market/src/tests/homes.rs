//! Homes with signing meters, and the calls they need.

use crate::mock::*;
use commonwatt_primitives::{
	order::{Order, Side, Step},
	reading::{DeviceKey, DeviceSignature, Reading, Refusal, Registers},
	traits::{MarketClock, PointAccount},
	Balance, CommunityId, Interval, Moment, PointId, Price, Wh,
};
use frame_support::traits::Time;
use sp_core::{ed25519, sr25519, Pair};

/// A meter's signing device; even seeds hold sr25519 keys, odd ones ed25519.
#[derive(Clone)]
pub enum Device {
	Sr25519(sr25519::Pair),
	Ed25519(ed25519::Pair),
}

impl Device {
	pub fn new(seed: u32) -> Self {
		let mut bytes = [3u8; 32];
		bytes[..4].copy_from_slice(&seed.to_le_bytes());
		match seed % 2 {
			0 => Self::Sr25519(sr25519::Pair::from_seed(&bytes)),
			_ => Self::Ed25519(ed25519::Pair::from_seed(&bytes)),
		}
	}

	pub fn key(&self) -> DeviceKey {
		match self {
			Self::Sr25519(pair) => DeviceKey::Sr25519(pair.public()),
			Self::Ed25519(pair) => DeviceKey::Ed25519(pair.public()),
		}
	}

	pub fn sign(
		&self,
		point: PointId,
		interval: Interval,
		start: Registers,
		end: Registers,
	) -> Reading {
		let payload = Reading::payload(genesis_hash(), point, interval, start, end);
		let signature = match self {
			Self::Sr25519(pair) => DeviceSignature::Sr25519(pair.sign(&payload)),
			Self::Ed25519(pair) => DeviceSignature::Ed25519(pair.sign(&payload)),
		};
		Reading {
			point,
			interval,
			start,
			end,
			signature,
		}
	}
}

/// A delivery point with an honest meter.
#[derive(Clone)]
pub struct Home {
	pub community: CommunityId,
	pub owner: AccountId,
	pub point: PointId,
	pub device: Device,
	/// What the registers show at the start of `next`.
	pub registers: Registers,
	pub next: Interval,
}

impl Home {
	/// A point of 100 kW whose first interval is the one in progress.
	pub fn new(community: CommunityId, owner: u8) -> Self {
		Self::with_capacity(community, owner, 100_000, 0)
	}

	pub fn with_capacity(
		community: CommunityId,
		owner: u8,
		capacity_w: u32,
		resolution_wh: u32,
	) -> Self {
		let point = pallet_metering::NextPoint::<Test>::get();
		let device = Device::new(point);
		let next = Communities::ended();
		let registers = Registers {
			import: 1_000,
			export: 500,
		};
		call(
			&operator(community),
			pallet_metering::Call::register_point {
				community,
				owner: account(owner),
				key: device.key(),
				capacity_w,
				resolution_wh,
				registers,
				first_interval: next,
			},
		)
		.expect("a member's point");
		Self {
			community,
			owner: account(owner),
			point,
			device,
			registers,
			next,
		}
	}

	pub fn with_credit(self, amount: Balance) -> Self {
		if amount > 0 {
			top_up(self.point, amount);
		}
		self
	}

	/// The reading of the next interval, with a net import of `net` Wh.
	pub fn meter(&mut self, net: i64) -> Reading {
		let energy = match net >= 0 {
			true => Registers {
				import: net as Wh,
				export: 0,
			},
			false => Registers {
				import: 0,
				export: net.unsigned_abs(),
			},
		};
		self.meter_both(energy)
	}

	/// The reading of the next interval.
	pub fn meter_both(&mut self, energy: Registers) -> Reading {
		let start = self.registers;
		let end = start.plus(&energy).expect("registers are wide");
		let reading = self.device.sign(self.point, self.next, start, end);
		self.registers = end;
		self.next += 1;
		reading
	}

	/// Meters and sends the reading of the next interval.
	pub fn read(&mut self, net: i64) {
		let reading = self.meter(net);
		submit_good(self.community, vec![reading]);
	}

	/// Meters the next interval, whose reading is lost.
	pub fn lose(&mut self, net: i64) {
		self.meter(net);
	}

	pub fn account(&self) -> PointAccount {
		pallet_billing::Accounts::<Test>::get(self.point)
	}

	pub fn credit(&self) -> Balance {
		self.account().credit
	}

	pub fn settle(&self) {
		settle(self.point);
	}

	/// Credit, debt, receivable.
	pub fn money(&self) -> (Balance, Balance, Balance) {
		let account = self.account();
		(account.credit, account.debt, account.receivable)
	}

	/// What the owner has got of the account, less what it owes.
	pub fn worth(&self) -> i128 {
		let (credit, debt, receivable) = self.money();
		credit as i128 - debt as i128 - receivable as i128
	}
}

/// A curve of limits and Wh, best first.
pub fn order(side: Side, steps: &[(Price, Wh)]) -> Order {
	let steps: Vec<_> = steps
		.iter()
		.map(|(limit, quantity)| Step {
			limit: *limit,
			quantity: *quantity,
		})
		.collect();
	Order {
		side,
		steps: steps.try_into().expect("few steps"),
	}
}

impl Home {
	/// Places an order for an interval.
	pub fn order(
		&self,
		interval: Interval,
		side: Side,
		steps: &[(Price, Wh)],
	) -> Result<(), sp_runtime::DispatchError> {
		let (point, order) = (self.point, order(side, steps));
		let place = crate::Call::place_order {
			point,
			interval,
			order,
		};
		call(&self.owner, place).map(|_| ())
	}

	pub fn cancel(&self, interval: Interval) -> Result<(), sp_runtime::DispatchError> {
		let point = self.point;
		call(&self.owner, crate::Call::cancel_order { point, interval }).map(|_| ())
	}

	pub fn claim(&self, interval: Interval) -> Result<(), sp_runtime::DispatchError> {
		let point = self.point;
		call(&account(STRANGER), crate::Call::claim { point, interval }).map(|_| ())
	}
}

pub fn top_up(point: PointId, amount: Balance) {
	call(
		&account(STRANGER),
		pallet_billing::Call::top_up { point, amount },
	)
	.expect("funded");
}

pub fn fund_supplier(community: CommunityId, amount: Balance) {
	if amount > 0 {
		call(
			&supplier(community),
			pallet_billing::Call::top_up_supplier { community, amount },
		)
		.expect("funded");
	}
}

pub fn fund_guarantee(community: CommunityId, amount: Balance) {
	call(
		&account(STRANGER),
		pallet_billing::Call::fund_guarantee { community, amount },
	)
	.expect("funded");
}

pub fn settle(point: PointId) {
	call(&account(STRANGER), crate::Call::settle { point }).expect("the point exists");
}

pub fn withdraw(home: &Home, amount: Balance) -> Result<(), sp_runtime::DispatchError> {
	let point = home.point;
	call(
		&home.owner,
		pallet_billing::Call::withdraw { point, amount },
	)
	.map(|_| ())
}

/// Sends a batch through the community's gateway; the refused, by place in the batch.
pub fn submit(community: CommunityId, readings: Vec<Reading>) -> Vec<(u32, Refusal)> {
	submit_as(&gateway(community), community, readings).expect("the gateway is in order")
}

pub fn submit_as(
	who: &AccountId,
	community: CommunityId,
	readings: Vec<Reading>,
) -> Result<Vec<(u32, Refusal)>, sp_runtime::DispatchError> {
	let readings = readings.try_into().expect("a batch is not too long");
	let info = call(
		who,
		pallet_metering::Call::submit_readings {
			community,
			readings,
		},
	)?;
	let refused = System::events()
		.into_iter()
		.rev()
		.find_map(|record| match record.event {
			RuntimeEvent::Metering(pallet_metering::Event::ReadingsSubmitted {
				refused, ..
			}) => Some(refused.into_inner()),
			_ => None,
		})
		.expect("a batch has its event");
	let free = info.pays_fee == frame_support::dispatch::Pays::No;
	assert_eq!(
		free,
		refused.is_empty(),
		"the fee returns if every reading counts"
	);
	Ok(refused)
}

/// Sends a batch that counts whole.
pub fn submit_good(community: CommunityId, readings: Vec<Reading>) {
	assert_eq!(submit(community, readings), vec![], "every reading counts");
}

pub fn interval_millis() -> Moment {
	pallet_communities::Parameters::<Test>::get().interval_millis
}

/// Runs blocks, five an interval, until the interval in progress is `interval`.
pub fn run_to_interval(interval: Interval) {
	while Communities::ended() < interval {
		run_block(Timestamp::now() + interval_millis() / 5);
	}
}

/// Lets the interval in progress end.
pub fn next_interval() {
	run_to_interval(Communities::ended() + 1);
}

/// Lets everything that has ended pass its deadline.
pub fn pass_deadlines() {
	let ended = Communities::ended();
	while Communities::due() < ended {
		run_block(Timestamp::now() + interval_millis() / 5);
	}
}

pub fn books(community: CommunityId) -> pallet_billing::CommunityAccounts {
	pallet_billing::Books::<Test>::get(community)
}

/// What all intervals of a community hold in escrow.
pub fn escrow(community: CommunityId) -> Balance {
	pallet_billing::Escrow::<Test>::iter_prefix_values(community).sum()
}
