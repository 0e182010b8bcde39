//! Meters that are swapped, points that are closed and removed.

use super::*;
use crate::{IntentNonces, Nonces};
use commonwatt_primitives::reading::Registers;
use pallet_metering::WeightInfo as _;

type Metering = <Test as pallet_metering::Config>::WeightInfo;

#[test]
fn a_swap_and_a_closure_that_leave_a_point_broke_cost_no_more_than_was_charged() {
	for close in [true, false] {
		in_august(|| {
			let home = august_home(1, 100_000);
			run_to_interval(SEPTEMBER);
			let point = home.point;
			let last = Registers {
				import: home.registers.import + 8 * 250,
				..home.registers
			};
			let act: RuntimeCall = match close {
				true => pallet_metering::Call::close_point { point, last }.into(),
				false => pallet_metering::Call::swap_meter {
					point,
					last,
					key: home.device.key(),
					registers: last,
				}
				.into(),
			};
			let cost = cost_of(|| {
				call(&operator(0), act).expect("the operator's");
			});
			assert!(owes(&home) && has_filed(&home));
			assert_eq!(is_queued(&home), !close);
			let weight = match close {
				true => Metering::close_point(),
				false => Metering::swap_meter(),
			};
			within(cost, weight, "swap, or close");
		});
	}
}

#[test]
fn removing_a_point_that_has_everything_costs_no_more_than_was_charged() {
	in_august(|| {
		let home = Home::new(0, 1).with_credit(100);
		let _last = Home::new(0, 2);
		set_trading_key(&home, Some(account(230))).expect("the owner's");
		let mut nonces = Nonces::default();
		assert!(nonces.take(SEPTEMBER, 7, SEPTEMBER));
		IntentNonces::<Test>::insert(home.point, nonces);
		let essential = pallet_billing::Call::set_essential {
			point: home.point,
			essential: true,
		};
		call(&operator(0), essential).expect("the operator's");
		set_standing(&home, 10, 10);
		// The statement is filed, and all but dust is gone.
		run_to_interval(SEPTEMBER);
		top_up(home.point, 1);
		close_point(&home);
		let all_but_dust = home.credit() - (EXISTENTIAL_DEPOSIT - 1);
		assert_eq!(withdraw(&home, all_but_dust), Ok(()));
		assert!(is_queued(&home) && has_filed(&home));
		let remove = pallet_metering::Call::remove_point { point: home.point };
		let cost = cost_of(|| {
			call(&account(STRANGER), remove).expect("nothing is open");
		});
		within(cost, Metering::remove_point(), "remove");
	});
}
