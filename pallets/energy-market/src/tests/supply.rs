//! Whether a point may draw, as its meter and its account tell together.

use super::{homes::*, trading::close_point};
use crate::mock::*;
use commonwatt_primitives::statement::SupplyState;

/// A home of 250 Wh x 210 an interval, whose credit lasted for three; now it is the twentieth.
fn unread_home() -> Home {
	let home = Home::with_capacity(0, 1, 1_000, 0).with_credit(200_000);
	run_to_interval(20);
	home
}

#[test]
fn a_closed_point_has_no_floor() {
	Chain::new(rules()).run(|| {
		let home = unread_home();
		assert_eq!(Billing::supply_state(home.point), Some(SupplyState::Low));
		close_point(&home);
		assert_eq!(home.account().supply, SupplyState::Normal);
		assert_eq!(Billing::supply_state(home.point), Some(SupplyState::Normal));
	});
}

#[test]
fn the_floor_of_a_point_counts_from_the_swap_of_its_meter() {
	Chain::new(rules()).run(|| {
		let home = unread_home();
		let swap = pallet_metering::Call::swap_meter {
			point: home.point,
			last: home.registers,
			key: home.device.key(),
			registers: home.registers,
		};
		call(&operator(0), swap).expect("the operator's");
		assert_eq!(home.account().supply, SupplyState::Normal);
		assert_eq!(Billing::supply_state(home.point), Some(SupplyState::Normal));
	});
}
