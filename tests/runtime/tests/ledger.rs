//! Random days on the real runtime: honest, late, lying and bankrupt actors, several open intervals, a
//! chain that stands still. Every invariant of every pallet is checked after every block.

use commonwatt_primitives::traits::MarketClock;
use commonwatt_runtime::{Balances, Communities, RuntimeCall};
use commonwatt_runtime_tests::*;
use pallet_billing::Call;
use proptest::prelude::*;

const POINTS: u32 = 5;

#[derive(Clone, Debug)]
enum Step {
	Blocks(u8),
	Standstill(u8),
	/// The next interval of a point, if it has ended.
	Read {
		point: u32,
		net: i64,
		sender: u8,
	},
	/// The registers of a point go on, but this interval is never sent.
	Lose {
		point: u32,
		net: i64,
	},
	Forge {
		point: u32,
		net: i64,
	},
	/// The last reading that counted, once more.
	Replay,
	TopUp {
		point: u32,
		amount: u32,
	},
	TopUpSupplier {
		amount: u32,
	},
	FundGuarantee {
		amount: u32,
	},
	Withdraw {
		point: u32,
		amount: u32,
	},
	WithdrawSupplier {
		amount: u32,
	},
	Settle {
		point: u32,
	},
	SendToPot {
		amount: u64,
	},
	SweepDonations,
}

fn step() -> impl Strategy<Value = Step> {
	let point = 0..POINTS;
	let net = -3_000i64..3_000;
	prop_oneof![
		6 => (1u8..6).prop_map(Step::Blocks),
		1 => (1u8..120).prop_map(Step::Standstill),
		12 => (point.clone(), net.clone(), 0u8..3)
			.prop_map(|(point, net, sender)| Step::Read { point, net, sender }),
		2 => (point.clone(), net.clone()).prop_map(|(point, net)| Step::Lose { point, net }),
		1 => (point.clone(), net).prop_map(|(point, net)| Step::Forge { point, net }),
		1 => Just(Step::Replay),
		2 => (point.clone(), 1u32..400_000).prop_map(|(point, amount)| Step::TopUp { point, amount }),
		1 => (1u32..400_000).prop_map(|amount| Step::TopUpSupplier { amount }),
		1 => (1u32..100_000).prop_map(|amount| Step::FundGuarantee { amount }),
		1 => (point.clone(), 1u32..400_000)
			.prop_map(|(point, amount)| Step::Withdraw { point, amount }),
		1 => (1u32..400_000).prop_map(|amount| Step::WithdrawSupplier { amount }),
		1 => point.prop_map(|point| Step::Settle { point }),
		1 => (1_000_000_000u64..2_000_000_000).prop_map(|amount| Step::SendToPot { amount }),
		1 => Just(Step::SweepDonations),
	]
}

struct Run {
	world: World,
	/// The next interval of each point.
	next: [u32; POINTS as usize],
	last: Option<commonwatt_primitives::reading::Reading>,
}

impl Run {
	fn take(&mut self, step: Step) {
		let world = &mut self.world;
		let billing = RuntimeCall::Billing;
		match step {
			Step::Blocks(count) => (0..count).for_each(|_| {
				world.block();
			}),
			Step::Standstill(intervals) => {
				world.block_at(world.now + INTERVAL_MILLIS * u64::from(intervals));
			}
			Step::Read { point, net, sender } => {
				let next = self.next[point as usize].max(world.chain.read(Communities::retired));
				if next < world.chain.read(Communities::ended) {
					let reading = world.reading(point, next, net);
					world.submit(
						[Bob, Eve, Ferdie][sender as usize],
						World::batch(vec![reading]),
					);
					if refusals(&world.block()).is_empty() {
						self.next[point as usize] = next + 1;
						self.last = Some(reading);
					} else {
						world.meters[point as usize].registers = reading.start;
					}
				}
			}
			Step::Lose { point, net } => {
				world.reading(point, self.next[point as usize], net);
				self.next[point as usize] += 1;
			}
			Step::Forge { point, net } => {
				let before = world.meters[point as usize].registers;
				let mut forged = world.reading(point, self.next[point as usize], net);
				forged.end.export += 1;
				world.meters[point as usize].registers = before;
				world.submit(Ferdie, World::batch(vec![forged]));
				assert_eq!(refusals(&world.block()).len(), 1);
			}
			Step::Replay => {
				if let Some(reading) = self.last {
					world.submit(Ferdie, World::batch(vec![reading]));
					assert_eq!(refusals(&world.block()).len(), 1);
				}
			}
			Step::TopUp { point, amount } => world.top_up(point, amount.into()),
			Step::TopUpSupplier { amount } => world.top_up_supplier(amount.into()),
			Step::FundGuarantee { amount } => {
				let call = Call::fund_guarantee {
					community: COMMUNITY,
					amount: amount.into(),
				};
				world.ok(Eve, billing(call));
			}
			Step::Withdraw { point, amount } => {
				let _ = world.call(
					Dave,
					billing(Call::withdraw {
						point,
						amount: amount.into(),
					}),
				);
			}
			Step::WithdrawSupplier { amount } => {
				let call = Call::withdraw_supplier {
					community: COMMUNITY,
					amount: amount.into(),
				};
				let _ = world.call(Charlie, billing(call));
			}
			Step::Settle { point } => {
				let call = pallet_energy_market::Call::settle { point };
				world.ok(Ferdie, RuntimeCall::EnergyMarket(call));
			}
			Step::SendToPot { amount } => {
				let dest = commonwatt_runtime::Billing::pot(COMMUNITY).into();
				let value = amount.into();
				world.ok(
					Eve,
					pallet_balances::Call::transfer_keep_alive { dest, value },
				);
			}
			Step::SweepDonations => {
				let _ = world.call(
					Eve,
					billing(Call::sweep_donations {
						community: COMMUNITY,
					}),
				);
			}
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

	#[test]
	fn money_and_energy_are_conserved_whatever_happens(
		supplier in 0u32..2_000_000,
		credits in prop::collection::vec(0u128..1_000_000, POINTS as usize),
		grid_fee in prop_oneof![Just(10u64), Just(0), Just(200)],
		steps in prop::collection::vec(step(), 1..80),
	) {
		let mut rules = flat(commonwatt_primitives::tariff::TariffCell { grid_fee, ..CELL });
		rules.emergency_limit = 50_000;
		let mut world = World::new(rules);
		if supplier > 0 {
			world.top_up_supplier(supplier.into());
		}
		let owner = Dave.to_account_id();
		for (index, credit) in credits.iter().enumerate() {
			let name = format!("home{index}");
			let point = world.point(owner.clone(), &name, 3_000, Default::default(), FIRST);
			if *credit > 0 {
				world.top_up(point, *credit);
			}
		}
		let issuance = world.chain.read(Balances::total_issuance);
		let mut run = Run { world, next: [FIRST; POINTS as usize], last: None };
		for step in steps {
			run.take(step);
		}
		let mut world = run.world;
		prop_assert_eq!(world.chain.read(Balances::total_issuance), issuance);

		// Whatever was read is settled, and no escrow is left.
		let last = world.chain.read(Communities::ended);
		world.until_due(last);
		world.block();
		prop_assert_eq!(world.escrow(), 0);
	}
}
