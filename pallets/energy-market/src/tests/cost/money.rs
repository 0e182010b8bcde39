//! What enters and leaves accounts, and the queue of standing top-ups.

use super::*;
use commonwatt_primitives::traits::MarketClock;
use frame_support::{
	dispatch::GetDispatchInfo,
	traits::{fungible::Mutate, Hooks},
	weights::WeightMeter,
};
use pallet_billing::Call;

/// What a call is charged is what it costs at most.
#[track_caller]
fn charged_for(who: &AccountId, act: Call<Test>, what: &str) {
	let act = RuntimeCall::from(act);
	let charged = act.get_dispatch_info().call_weight;
	let cost = cost_of(|| {
		call(who, act).expect("it is in order");
	});
	within(cost, charged, what);
}

/// An account that is left with dust, and goes, when it has paid `amount`.
fn last_payer(amount: u128) -> AccountId {
	let payer = account(220);
	Balances::mint_into(&payer, amount + EXISTENTIAL_DEPOSIT - 1).expect("it can be issued");
	payer
}

/// A home that owes, in September.
fn owing() -> Home {
	let mut home = august_home(1, 60_000);
	run_to_interval(SEPTEMBER - 3);
	(0..3).for_each(|_| home.lose(250));
	home.read(250);
	assert!(owes(&home) && !has_filed(&home));
	run_to_interval(SEPTEMBER);
	home
}

/// A home that is short without knowing, in September.
fn short() -> Home {
	let home = august_home(1, 60_000);
	run_to_interval(SEPTEMBER);
	home
}

#[test]
fn top_ups_and_gifts_cost_no_more_than_was_charged() {
	let pay: [fn(&Home, u128) -> Call<Test>; 2] = [
		|home, amount| Call::top_up {
			point: home.point,
			amount,
		},
		|home, amount| Call::gift {
			point: home.point,
			amount,
			memo: Default::default(),
		},
	];
	for pay in pay {
		in_august(|| {
			let home = owing();
			charged_for(&last_payer(200_000), pay(&home, 200_000), "pays debts");
			assert!(!owes(&home) && has_filed(&home));
		});
		in_august(|| {
			let home = short();
			charged_for(&last_payer(100), pay(&home, 100), "is too little");
			assert!(is_queued(&home) && has_filed(&home));
		});
	}
}

#[test]
fn a_withdrawal_that_settles_costs_no_more_than_was_charged() {
	withdrawn_by(|home| {
		let (point, amount) = (home.point, 1_000);
		(home.owner.clone(), Call::withdraw { point, amount })
	});
}

#[test]
fn paying_out_a_closed_point_that_settles_costs_no_more_than_was_charged() {
	withdrawn_by(|home| {
		close_point(home);
		(account(STRANGER), Call::pay_out { point: home.point })
	});
}

/// From a point with a full ring, in a new month.
fn withdrawn_by(act: impl FnOnce(&Home) -> (AccountId, Call<Test>)) {
	let first = SEPTEMBER - MAX_OPEN_INTERVALS;
	Chain::new(auction_rules()).run(|| {
		fund_supplier(0, RICH);
		run_to_interval(first);
		let mut home = Home::with_capacity(0, 1, 1_000, 0).with_credit(RICH);
		let other = Home::new(0, 2).with_credit(RICH);
		for interval in first + 1..SEPTEMBER {
			home.order(interval, Buy, &[(120, 50)]).expect("placed");
			other.order(interval, Sell, &[(120, 50)]).expect("placed");
		}
		// Nothing was read while the chain stood still.
		at(EPOCH + u64::from(SEPTEMBER) * interval_millis());
		let readings = (first..Communities::ended()).map(|_| home.meter(100));
		submit_good(0, readings.collect());
		let ring = crate::Positions::<Test>::get(home.point).unsettled;
		assert!(ring.len() as u32 >= MAX_OPEN_INTERVALS - READING_DEADLINE);
		// They close at once, and the month that has begun ends.
		run_to_interval(SEPTEMBER + 30 * 96);
		let (who, withdraw) = act(&home);
		charged_for(&who, withdraw, "withdraw");
		assert!(crate::Positions::<Test>::get(home.point)
			.unsettled
			.is_empty());
	});
}

#[test]
fn what_an_operator_and_a_payer_set_costs_no_more_than_was_charged() {
	let set: [fn(&Home) -> (AccountId, Call<Test>); 2] = [
		|home| {
			let (point, essential) = (home.point, true);
			(operator(0), Call::set_essential { point, essential })
		},
		|home| {
			let (point, amount, budget) = (home.point, 2, 2);
			let terms = Some(pallet_billing::StandingTopUpTerms { amount, budget });
			(
				home.owner.clone(),
				Call::set_standing_top_up { point, terms },
			)
		},
	];
	for set in set {
		for home in [owing, short] {
			in_august(|| {
				let home = home();
				let (who, act) = set(&home);
				charged_for(&who, act, "set");
				assert!(is_queued(&home) && has_filed(&home));
			});
		}
	}
}

#[test]
fn what_enters_and_leaves_a_community_costs_no_more_than_was_charged() {
	let (community, amount) = (0, 1_000);
	Chain::new(auction_rules()).run(|| {
		for pay in [
			Call::top_up_supplier { community, amount },
			Call::fund_guarantee { community, amount },
			Call::donate { community, amount },
		] {
			charged_for(&last_payer(amount), pay, "pay");
		}
		let withdraw = Call::withdraw_supplier { community, amount };
		charged_for(&supplier(0), withdraw, "withdraw");
		let lend = Call::lend_to_guarantee { community, amount };
		charged_for(&operator(0), lend, "lend");
		Balances::mint_into(&Billing::pot(0), 100).expect("it can be issued");
		let sweep = Call::sweep_donations { community };
		charged_for(&account(STRANGER), sweep, "sweep");
	});
}

#[test]
fn turns_of_the_queue_cost_no_more_than_on_poll_says() {
	let homes: [fn() -> Vec<Home>; 2] = [
		|| vec![owing()],
		|| {
			let homes: Vec<_> = (1..=20).map(|owner| august_home(owner, 60_000)).collect();
			run_to_interval(SEPTEMBER - 1);
			homes.iter().for_each(|home| top_up(home.point, 1));
			run_to_interval(SEPTEMBER);
			homes
		},
	];
	for homes in homes {
		in_august(|| {
			let homes = homes();
			assert!(homes.iter().all(is_queued) && !homes.iter().any(has_filed));
			let mut meter = WeightMeter::new();
			let cost = cost_of(|| Billing::on_poll(System::block_number(), &mut meter));
			assert!(has_filed(&homes[0]) && is_queued(&homes[0]));
			within(cost, meter.consumed(), "turns");
		});
	}
}
