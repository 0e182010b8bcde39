//! Credit that hides in orders.

use super::*;

#[test]
fn credit_parked_in_a_far_order_makes_what_is_drawn_dearer_and_comes_back_less_the_debt() {
	let run = |parked: bool| {
		let mut lending = auction_rules();
		lending.emergency_limit = 4_200;
		Chain::new(lending).run(|| {
			PollWeight::set(Default::default());
			fund_supplier(0, 100_000);
			fund_guarantee(0, 10_000);
			let mut home = Home::with_capacity(0, 1, 4_000, 0).with_credit(180_000);
			let mut neighbour = Home::new(0, 2);
			if parked {
				home.order(90, Buy, &[(150, 1_000)]).expect("all of it");
			}
			next_interval();
			// 100 Wh: 20 on emergency credit, 80 that nobody pays for.
			home.read(100);
			neighbour.read(-100);
			let below = pallet_billing::Error::<Test>::PointInDebt;
			if parked {
				assert_eq!(home.money(), (0, 4_200, 16_800));
				refused(below, || withdraw(&home, 1));
			}
			pass_deadlines();
			home.settle();
			neighbour.settle();
			if parked {
				// 20 Wh met the neighbour's, 75 back for each.
				assert_eq!(home.money(), (0, 2_700, 16_800));
				refused(Refused::NotEnoughCredit, || {
					home.order(50, Buy, &[(50, 10)])
				});
				home.cancel(90).expect("long before its freeze");
				assert_eq!(books(0).guarantee, 10_000, "paid first");
			}
			(home.money(), neighbour.credit())
		})
	};
	// All 100 Wh at 135; or 20 at 135 and 80 at 210, and the neighbour sold 80 to the supplier.
	assert_eq!(run(false), ((180_000 - 13_500, 0, 0), 12_500));
	assert_eq!(
		run(true),
		((180_000 - 20 * 135 - 80 * 210, 0, 0), 20 * 125 + 80 * 50)
	);
}

#[test]
fn a_parked_credit_does_not_lower_what_a_withdrawal_must_leave() {
	Chain::new(auction_rules()).run(|| {
		let floor = 210 * 1_000;
		let home = Home::with_capacity(0, 1, 4_000, 0).with_credit(floor + 36_000);
		home.order(90, Buy, &[(150, 100)]).expect("parks 18,000");
		let below = pallet_billing::Error::<Test>::BelowWithdrawalFloor;
		refused(below, || withdraw(&home, 18_001));
		assert_eq!(withdraw(&home, 18_000), Ok(()));
		home.cancel(90).expect("comes back");
		assert_eq!(home.credit(), floor + 18_000);
	});
}

#[test]
fn closing_a_point_with_orders_frees_no_money_before_they_are_final() {
	Chain::new(auction_rules()).run(|| {
		let buyer = Home::new(0, 1).with_credit(18_000);
		let seller = Home::new(0, 2).with_credit(RICH);
		buyer.order(T, Buy, &[(150, 100)]).expect("all its credit");
		seller.order(T, Sell, &[(100, 100)]).expect("placed");
		close_point(&buyer);
		at(FREEZE);
		refused(Refused::ShrinksInFreeze, || buyer.cancel(T));
		let below = pallet_billing::Error::<Test>::BelowWithdrawalFloor;
		refused(below, || withdraw(&buyer, 1));
		run_to_interval(T);
		buyer.claim(T).expect("filled");
		// Price, fee and hold are gone; the seller is paid whatever the buyer does.
		assert_eq!(withdraw(&buyer, 2_500), Ok(()));
		seller.claim(T).expect("filled");
		// Reserve 13,000, hold 23,000, earned 12,500.
		assert_eq!(seller.credit(), RICH - 23_000 + 12_500);
	});
}
