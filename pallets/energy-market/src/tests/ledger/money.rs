//! Calls that move money.

use super::*;

impl World {
	pub fn apply_money(&mut self, step: &Step) {
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
					&actor(owner),
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
				if positive(amount, call(&actor(STRANGER), call_of)) {
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
				if positive(amount, call(&actor(STRANGER), call_of)) {
					self.model.donate(STRANGER, community.into(), amount.into());
				}
			}
			Step::SendToPot { community, amount } => {
				let pot = Billing::pot(community.into());
				let call_of = pallet_balances::Call::transfer_allow_death {
					dest: pot,
					value: amount.into(),
				};
				call(&actor(STRANGER), call_of).expect("the stranger is rich");
				self.model
					.send_to_pot(STRANGER, community.into(), amount.into());
			}
			Step::SweepDonations(community) => {
				let call_of = Call::sweep_donations {
					community: community.into(),
				};
				let result = call(&actor(STRANGER), call_of);
				let entry = &mut self.model.communities[usize::from(community)];
				assert_eq!(result.is_ok(), entry.unswept > 0);
				entry.treasury += entry.unswept;
				entry.unswept = 0;
			}
			_ => unreachable!("no step of money"),
		}
	}

	pub fn withdraw(&mut self, point: u32, thousandths: u16, by_owner: bool) {
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
		let result = call(&actor(who), call_of);
		let expected = amount > 0 && by_owner && self.model.withdraw(point, amount);
		assert_eq!(
			result.is_ok(),
			expected,
			"{result:?}: {amount} of {entry:?}"
		);
	}
}
