//! What must not pay: no trick gains its owner more than 1 Wh per claim, at the difference between
//! the pool price and the supplier's.

use super::homes::*;
use crate::{mock::*, Orders};
use commonwatt_primitives::{
	order::Side::Buy,
	reading::{Refusal, Registers},
	tariff::TariffCell,
	traits::{DeliveryPoints, MarketClock},
	Balance,
};
use frame_support::{
	traits::{Hooks, Time},
	weights::WeightMeter,
};
use proptest::prelude::*;
use sp_runtime::DispatchError;

/// What a matched Wh is worth more than one with the supplier: R - f - m = m - F.
const PER_WH: i128 = 75;
const CREDIT: Balance = 1_000_000_000;
const ATTACKER: u8 = 1;

/// When a point's reading arrives.
#[derive(Clone, Copy, Debug, PartialEq)]
enum When {
	InTime,
	Late,
	/// Never: the next reading finds a gap.
	Never,
}

/// What each point of one interval ends with, in the order given: late ones report, and all settle,
/// in that order. Points are (owner, net import, when).
fn outcome(points: &[(u8, i64, When)]) -> Vec<(u8, i128)> {
	Chain::new(rules()).run(|| {
		fund_supplier(0, CREDIT);
		let mut homes: Vec<_> = points
			.iter()
			.map(|point| Home::new(0, point.0).with_credit(CREDIT))
			.collect();
		next_interval();
		let readings = homes
			.iter_mut()
			.zip(points)
			.map(|(home, point)| home.meter(point.1));
		let readings: Vec<_> = readings.collect();
		let at = |when| {
			let of = readings
				.iter()
				.zip(points)
				.filter(move |entry| entry.1 .2 == when);
			of.map(|entry| *entry.0).collect::<Vec<_>>()
		};
		if !at(When::InTime).is_empty() {
			submit_good(0, at(When::InTime));
		}
		pass_deadlines();
		at(When::Late)
			.into_iter()
			.for_each(|reading| submit_good(0, vec![reading]));
		let next: Vec<_> = homes.iter_mut().map(|home| home.meter(0)).collect();
		if !next.is_empty() {
			submit_good(0, next);
		}
		homes.iter().for_each(Home::settle);
		assert_eq!(escrow(0), 0);
		let worth = |home: &Home| home.worth() - CREDIT as i128;
		homes
			.iter()
			.zip(points)
			.map(|(home, point)| (point.0, worth(home)))
			.collect()
	})
}

fn attackers_total(outcome: &[(u8, i128)]) -> i128 {
	outcome
		.iter()
		.filter(|entry| entry.0 == ATTACKER)
		.map(|entry| entry.1)
		.sum()
}

fn outsiders(outcome: &[(u8, i128)]) -> Vec<i128> {
	outcome
		.iter()
		.filter(|entry| entry.0 != ATTACKER)
		.map(|entry| entry.1)
		.collect()
}

fn without_market(net: i64) -> i128 {
	if net > 0 {
		-210 * i128::from(net)
	} else {
		-50 * i128::from(net)
	}
}

/// Neighbours in time, in any mix of shortage and surplus.
fn neighbours() -> impl Strategy<Value = Vec<(u8, i64, When)>> {
	prop::collection::vec(
		(-2_000i64..2_000).prop_map(|net| (2, net, When::InTime)),
		0..6,
	)
}

fn own(net: i64) -> (u8, i64, When) {
	(ATTACKER, net, When::InTime)
}

fn config() -> ProptestConfig {
	let default = ProptestConfig::default();
	ProptestConfig {
		cases: default.cases.div_ceil(4),
		failure_persistence: None,
		..default
	}
}

proptest! {
	#![proptest_config(config())]

	#[test]
	fn splitting_a_consumption_over_several_points_gains_nothing(
		neighbours in neighbours(),
		parts in prop::collection::vec(1i64..900, 2..6),
		surplus: bool,
		places in prop::collection::vec(any::<prop::sample::Index>(), 6),
	) {
		let sign = if surplus { -1 } else { 1 };
		let mut whole = neighbours.clone();
		whole.insert(places[0].index(whole.len() + 1), own(sign * parts.iter().sum::<i64>()));
		let mut split = neighbours;
		for (part, place) in parts.iter().zip(&places) {
			split.insert(place.index(split.len() + 1), own(sign * part));
		}
		let gain = attackers_total(&outcome(&split)) - attackers_total(&outcome(&whole));
		prop_assert!(gain <= PER_WH * (parts.len() as i128 + 1), "gains {gain}");
	}

	#[test]
	fn washing_energy_through_an_empty_point_gains_nothing(
		neighbours in neighbours(), mine in -2_000i64..2_000, washed in 1i64..5_000,
	) {
		let mut honest = neighbours.clone();
		honest.push(own(mine));
		let mut washing = honest.clone();
		washing.extend([own(washed), own(-washed)]);
		let gain = attackers_total(&outcome(&washing)) - attackers_total(&outcome(&honest));
		prop_assert!(gain <= PER_WH * 4, "gains {gain}");
	}

	#[test]
	fn withholding_a_reading_gains_nothing(
		neighbours in neighbours(), mine in -2_000i64..2_000, other in -2_000i64..2_000,
	) {
		let mut honest = neighbours;
		honest.extend([own(mine), own(other)]);
		let mut withheld = honest.clone();
		withheld[honest.len() - 1].2 = When::Never;
		let gain = attackers_total(&outcome(&withheld)) - attackers_total(&outcome(&honest));
		prop_assert!(gain <= PER_WH * 4, "gains {gain}");
	}

	#[test]
	fn reporting_late_in_coalition_gains_nothing_and_hurts_no_outsider(
		neighbours in neighbours(),
		coalition in prop::collection::vec((-2_000i64..2_000, any::<bool>()), 2..5),
	) {
		let point = |(net, late): &(i64, bool)| {
			(ATTACKER, *net, if *late { When::Late } else { When::InTime })
		};
		let mut late = neighbours.clone();
		late.extend(coalition.iter().map(point));
		let mut honest = neighbours.clone();
		honest.extend(coalition.iter().map(|(net, _)| own(*net)));
		let mut silent = neighbours.clone();
		let in_time = coalition.iter().map(point).filter(|point| point.2 == When::InTime);
		silent.extend(in_time);

		let (late, honest, silent) = (outcome(&late), outcome(&honest), outcome(&silent));
		let gain = attackers_total(&late) - attackers_total(&honest);
		prop_assert!(gain <= PER_WH * 2 * coalition.len() as i128, "gains {gain}");
		prop_assert_eq!(outsiders(&late), outsiders(&silent), "a late report moves nobody's money");
		for (got, (_, net, _)) in outsiders(&late).into_iter().zip(neighbours) {
			prop_assert!(got >= without_market(net), "worse off than without a market");
		}
	}

	#[test]
	fn a_short_and_a_long_point_reporting_late_trade_at_the_suppliers_prices_in_either_order(
		shortage in 1i64..2_000, surplus in 1i64..2_000, neighbours in neighbours(),
	) {
		let late = |net| (ATTACKER, net, When::Late);
		let mut short_first = neighbours.clone();
		short_first.extend([late(shortage), late(-surplus)]);
		let mut long_first = neighbours;
		long_first.extend([late(-surplus), late(shortage)]);
		let expected = without_market(shortage) + without_market(-surplus);
		prop_assert_eq!(attackers_total(&outcome(&short_first)), expected);
		prop_assert_eq!(attackers_total(&outcome(&long_first)), expected);
	}

	#[test]
	fn who_withdraws_all_it_can_at_any_moment_never_goes_into_debt_with_what_was_metered_by_then(
		capacity in 1u32..20_000,
		resolution in 0u32..50,
		seconds in prop::sample::select(vec![60u32, 900, 1_800, 3_600]),
		read in 0u32..3,
		unread in 0u32..20,
		second in 0u64..3_600,
		as_gap: bool,
	) {
		Chain::new(rules()).with_interval_seconds(seconds).run(|| {
			let mut home =
				Home::with_capacity(0, ATTACKER, capacity, resolution).with_credit(CREDIT);
			for _ in 0..read {
				next_interval();
				home.read(0);
			}
			run_to_interval(read + unread);
			run_block(Timestamp::now() + (second % u64::from(seconds) * 1_000).max(1));
			withdraw_all(&home);
			consume_to_the_utmost(&mut home, seconds, as_gap);
			let account = home.account();
			prop_assert_eq!((account.debt, account.receivable), (0, 0));
			Ok(())
		})?;
	}

	#[test]
	fn skipping_over_a_gap_does_not_dodge_an_expensive_hour(
		retail in prop::collection::vec(60u64..900, 24),
		energy in prop::collection::vec(0i64..1_000, 2..60),
	) {
		let rules = hourly_rules(|hour| TariffCell {
			feed_in: 50,
			retail: retail[hour],
			grid_fee: 5,
		});
		let cost = |skip: bool| {
			Chain::new(rules.clone()).with_interval_seconds(3_600).run(|| {
				fund_supplier(0, CREDIT);
				let mut home = Home::new(0, ATTACKER).with_credit(CREDIT);
				for (index, net) in energy.iter().enumerate() {
					next_interval();
					if skip && index + 1 < energy.len() {
						home.lose(*net);
					} else {
						if skip {
							pass_deadlines();
						}
						home.read(*net);
					}
				}
				pass_deadlines();
				home.settle();
				home.worth()
			})
		};
		prop_assert!(cost(true) <= cost(false));
	}
}

/// Withdraws down to the floor.
fn withdraw_all(home: &Home) {
	home.settle();
	let details = Metering::details(home.point).expect("exists");
	let floor = Billing::withdrawal_floor(&details);
	let free = home.credit().checked_sub(floor).expect("rich enough");
	withdraw(home, free).expect("above the floor");
	let below = pallet_billing::Error::<Test>::BelowWithdrawalFloor;
	assert_eq!(withdraw(home, 1), Err(DispatchError::from(below)));
}

/// Readings of everything up to the interval in progress, as high as the meter is believed; or one
/// reading that makes the rest a gap.
fn consume_to_the_utmost(home: &mut Home, seconds: u32, as_gap: bool) {
	let last = Communities::in_progress();
	let meter = pallet_metering::Meters::<Test>::get(home.point).expect("exists");
	let most = |intervals: u32| meter.most_energy(u64::from(seconds) * u64::from(intervals)) as i64;
	run_to_interval(last + 1);
	if as_gap && home.next < last {
		home.lose(most(last - home.next));
		home.next = last;
		pass_deadlines();
	}
	while home.next <= last {
		home.read(most(1));
	}
}

#[test]
fn withdrawing_before_the_reading_reckons_with_the_steps_of_the_meter() {
	// 4 kW and steps of 1 kWh: a reading of 900 s brings 2 kWh at most. A floor that forgot the step
	// would leave 210 x 1,000 and let 210,000 go unpaid.
	Chain::new(rules()).run(|| {
		let mut home = Home::with_capacity(0, ATTACKER, 4_000, 1_000).with_credit(CREDIT);
		withdraw_all(&home);
		assert_eq!(home.credit(), 210 * 2_000);
		consume_to_the_utmost(&mut home, 900, false);
		assert_eq!(home.money(), (0, 0, 0), "it could just be paid");
	});
}

#[test]
fn withdrawing_after_the_tariff_fell_reckons_with_the_prices_of_what_is_not_read_yet() {
	Chain::new(flat_rules(50, 500, 10)).run(|| {
		let cheaper = pallet_communities::Call::announce_rules {
			community: 0,
			from: 97,
			rules: flat_rules(50, 100, 10),
		};
		call(&operator(0), cheaper).expect("beyond the horizon");
		run_to_interval(93);
		let mut home = Home::with_capacity(0, ATTACKER, 4_000, 0).with_credit(CREDIT);
		// Four intervals at 500 and one at 100 are not read.
		run_to_interval(97);
		withdraw_all(&home);
		consume_to_the_utmost(&mut home, 900, false);
		assert_eq!((home.account().debt, home.account().receivable), (0, 0));
	});
}

#[test]
fn a_gap_that_reaches_into_forgotten_rules_is_not_cheaper_for_it() {
	Chain::new(flat_rules(50, 500, 10)).run(|| {
		let announce = |from, retail| {
			let rules = flat_rules(50, retail, 10);
			let call_of = pallet_communities::Call::announce_rules {
				community: 0,
				from,
				rules,
			};
			call(&operator(0), call_of).expect("beyond the horizon");
		};
		let mut home = Home::new(0, ATTACKER).with_credit(CREDIT);
		announce(97, 100);
		// 100 Wh at 500 a Wh, of which nothing is reported until the rules are gone.
		home.lose(100);
		run_to_interval(400);
		announce(500, 110);
		home.next = 398;
		home.read(0);
		assert_eq!(home.worth() - CREDIT as i128, -50_000);
	});
}

#[test]
fn a_member_with_several_points_owes_no_more_than_its_limit_together() {
	let mut limited = rules();
	limited.emergency_limit = 2_100;
	Chain::new(limited).run(|| {
		fund_guarantee(0, 1_000_000);
		let mut homes = [(); 4].map(|_| Home::new(0, ATTACKER));
		next_interval();
		let readings = homes.iter_mut().map(|home| home.meter(7)).collect();
		submit_good(0, readings);
		let debts = homes.each_ref().map(|home| home.account().debt);
		let receivables = homes.each_ref().map(|home| home.account().receivable);
		assert_eq!(debts, [1_470, 630, 0, 0]);
		assert_eq!(receivables, [0, 840, 1_470, 1_470]);
		assert_eq!(books(0).guarantee, 1_000_000 - 2_100);
	});
}

#[test]
fn a_supplier_that_withdraws_right_before_closing_owes_what_it_took() {
	let net_of_supplier = |withdraws: bool| {
		Chain::new(rules()).run(|| {
			fund_supplier(0, 100_000);
			let mut home = Home::new(0, 2);
			next_interval();
			home.read(-1_000);
			let withdrawn = if withdraws {
				let amount = 100_000;
				let call_of = pallet_billing::Call::withdraw_supplier {
					community: 0,
					amount,
				};
				call(&supplier(0), call_of).expect("nothing is owed yet");
				100_000
			} else {
				0
			};
			pass_deadlines();
			home.settle();
			let books = books(0);
			if withdraws {
				assert_eq!(books.arrears, 50_000);
				let amount = 1;
				let call_of = pallet_billing::Call::withdraw_supplier {
					community: 0,
					amount,
				};
				let error = pallet_billing::Error::<Test>::SupplierInArrears;
				assert_eq!(call(&supplier(0), call_of).map(|_| ()), Err(error.into()));
			}
			withdrawn + books.supplier as i128 - books.arrears as i128
		})
	};
	assert_eq!(net_of_supplier(true), net_of_supplier(false));
}

#[test]
fn waiting_until_a_supplier_in_default_is_topped_up_does_not_pay() {
	Chain::new(rules()).run(|| {
		let [mut in_time, mut waiting] = [Home::new(0, 2), Home::new(0, ATTACKER)];
		next_interval();
		in_time.read(-100);
		pass_deadlines();
		in_time.settle();
		assert_eq!(books(0).arrears, 5_000);
		fund_supplier(0, 5_000 + 100_000);
		waiting.read(-100);
		assert_eq!([in_time.credit(), waiting.credit()], [0, 0]);
		let books = books(0);
		assert_eq!(
			(books.supplier, books.treasury, books.arrears),
			(95_000, 10_000, 0)
		);
	});
}

#[test]
fn a_supplier_cannot_withdraw_its_deposit_before_closing() {
	let mut secured = rules();
	secured.supplier_deposit = 60_000;
	Chain::new(secured).run(|| {
		fund_supplier(0, 100_000);
		let mut home = Home::new(0, 2);
		next_interval();
		home.read(-1_000);
		let take = |amount| {
			let call_of = pallet_billing::Call::withdraw_supplier {
				community: 0,
				amount,
			};
			call(&supplier(0), call_of).map(|_| ())
		};
		let error = pallet_billing::Error::<Test>::BelowSupplierDeposit;
		assert_eq!(take(40_001), Err(error.into()));
		assert_eq!(take(40_000), Ok(()));
		pass_deadlines();
		home.settle();
		assert_eq!(home.credit(), 50_000);
		assert_eq!(books(0).arrears, 0);
	});
}

#[test]
fn closing_or_swapping_a_meter_does_not_dodge_what_was_consumed() {
	// Hours of 210, then one of 500: 100 Wh in each of them.
	let rules = hourly_rules(|hour| TariffCell {
		feed_in: 50,
		retail: if hour == 3 { 500 } else { 210 },
		grid_fee: 10,
	});
	#[derive(PartialEq)]
	enum How {
		Read,
		Swap,
		Close,
	}
	let worth = |how: How| {
		Chain::new(rules.clone())
			.with_interval_seconds(3_600)
			.run(|| {
				let mut home = Home::new(0, ATTACKER).with_credit(CREDIT);
				run_to_interval(4);
				let readings = (0..4).map(|_| home.meter(100)).collect();
				let (point, last) = (home.point, home.registers);
				match how {
					How::Read => submit_good(0, readings),
					How::Swap => {
						let key = Device::new(77).key();
						let registers = Registers::default();
						let swap = pallet_metering::Call::swap_meter {
							point,
							last,
							key,
							registers,
						};
						call(&operator(0), swap).expect("the operator swaps");
					}
					How::Close => {
						let close = pallet_metering::Call::close_point { point, last };
						call(&operator(0), close).expect("the operator closes");
					}
				}
				pass_deadlines();
				home.settle();
				home.worth() - CREDIT as i128
			})
	};
	assert_eq!(worth(How::Read), -(210 * 300 + 500 * 100));
	assert_eq!(worth(How::Swap), -(500 * 400));
	assert_eq!(worth(How::Close), -(500 * 400));
}

#[test]
fn an_owner_cannot_close_its_point_to_forget_what_it_consumed() {
	Chain::new(rules()).run(|| {
		let home = Home::new(0, ATTACKER);
		let last = home.registers;
		let close = pallet_metering::Call::close_point {
			point: home.point,
			last,
		};
		let error = pallet_communities::Error::<Test>::NotOperator;
		assert_eq!(call(&home.owner, close).map(|_| ()), Err(error.into()));
	});
}

#[test]
fn a_closed_point_is_not_emptied_before_its_intervals_are_settled() {
	Chain::new(rules()).run(|| {
		let mut home = Home::with_capacity(0, ATTACKER, 4_000, 0).with_credit(210 * 1_500);
		next_interval();
		home.read(500);
		let close = pallet_metering::Call::close_point {
			point: home.point,
			last: home.registers,
		};
		call(&operator(0), close).expect("the operator closes");
		let error = pallet_billing::Error::<Test>::BelowWithdrawalFloor;
		assert_eq!(withdraw(&home, home.credit()), Err(error.into()));
		pass_deadlines();
		assert_eq!(withdraw(&home, home.credit()), Ok(()));
		assert_eq!(home.credit(), 0);
	});
}

#[test]
fn someone_elses_pending_readings_cannot_be_skipped() {
	Chain::new(rules()).run(|| {
		let mut home = Home::new(0, 2).with_credit(CREDIT);
		run_to_interval(3);
		let readings: Vec<_> = (0..3).map(|_| home.meter(100)).collect();
		let censor = account(STRANGER);
		// Interval 0 is due, 1 is not: the last reading must wait for it.
		assert_eq!(Communities::due(), 1);
		assert_eq!(
			submit_as(&censor, 0, vec![readings[2]]),
			Ok(vec![(0, Refusal::GapTooEarly)])
		);
		submit_good(0, readings);
		let totals = crate::Markets::<Test>::get(0).energy;
		assert_eq!(totals.gaps, Registers::default());
		assert_eq!(totals.metered.import, 300);
	});
}

#[test]
fn someone_else_cannot_withdraw_or_forge() {
	Chain::new(rules()).run(|| {
		let mut home = Home::new(0, 2).with_credit(CREDIT);
		let thief = Home {
			owner: account(STRANGER),
			..home.clone()
		};
		let error = pallet_billing::Error::<Test>::NotOwner;
		assert_eq!(withdraw(&thief, 1), Err(error.into()));
		next_interval();
		let mut forged = home.clone();
		forged.device = Device::new(4_242);
		assert_eq!(
			submit(0, vec![forged.meter(-1_000)]),
			vec![(0, Refusal::BadSignature)]
		);
		let mut replayed = home.meter(10);
		replayed.interval = 1;
		next_interval();
		home.next = 1;
		assert_eq!(submit(0, vec![replayed]).len(), 1);
		assert_eq!(home.credit(), CREDIT);
	});
}

/// A landlord pays whenever the point is short. Its owner draws nothing, parks its own credit in far
/// orders, is paid, cancels and withdraws.
#[test]
fn a_standing_top_up_does_not_pay_for_credit_that_its_owner_has_parked() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::with_capacity(0, 1, 1_000, 0).with_credit(100_000);
		let landlord = account(2);
		let point = home.point;
		let terms = Some(pallet_billing::StandingTopUpTerms {
			amount: 10_000,
			budget: 500_000,
		});
		call(
			&landlord,
			pallet_billing::Call::set_standing_top_up { point, terms },
		)
		.expect("nobody else has");
		let wallets = || {
			(
				Balances::free_balance(&home.owner),
				Balances::free_balance(&landlord),
			)
		};
		let before = wallets();
		let begun = Timestamp::now();
		for interval in 10..30 {
			// 230 a Wh are reserved, 250 Wh at most.
			let quantity = (home.credit() / 230).min(250) as u64;
			if quantity >= 10 {
				home.order(interval, Buy, &[(200, quantity)])
					.expect("placed");
			}
			while pallet_billing::QueuedTopUps::<Test>::contains_key(point) {
				Billing::on_poll(System::block_number(), &mut WeightMeter::new());
			}
		}
		for interval in 10..30 {
			let _ = home.cancel(interval);
		}
		assert_eq!(Orders::<Test>::iter().count(), 0);
		assert_eq!(Timestamp::now(), begun, "not a Wh was drawn");
		let details =
			<Metering as commonwatt_primitives::traits::DeliveryPoints<_>>::details(point);
		let floor = Billing::withdrawal_floor(&details.expect("it exists"));
		withdraw(&home, home.credit() - floor).expect("above the floor");
		let after = wallets();
		assert_eq!(
			before.1 - after.1,
			0,
			"the landlord has paid; the owner has withdrawn {} of 100,000",
			after.0 - before.0
		);
	});
}
