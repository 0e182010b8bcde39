//! The story is believed only as the chain tells it.

mod commons;

use super::*;
use commonwatt_primitives::{
	order::{Order, Side, Step},
	traits::IntervalPrices,
	NetWh,
};
use commonwatt_runtime::TOKEN;
use commonwatt_simulator::{
	outcome::{Ahead, HomeInterval},
	setup::COMMUNITY,
};
use pallet_billing::Event as BillingEvent;
use pallet_energy_market::Event as MarketEvent;
use sp_keyring::Sr25519Keyring;
use std::path::Path;
use SupplyState::*;

/// The school is point 1, the home that runs dry point 2, the park point 17.
fn story() -> Story {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/fontana17");
	let mut data = CommunityData::load(&folder).expect("the standing example is valid");
	let park = Park::build(&mut data).expect("has panels");
	let cast = Cast {
		school: 1,
		gift: 10,
		dry: 2,
		top_up: 20,
		guarantee: 5,
		investors: [0, 3, 4, 5]
			.into_iter()
			.zip(park.subscriptions(4))
			.collect(),
	};
	let contracts = commonwatt_simulator::setup::contracts(&data, TOKEN);
	let setting = Setting {
		data: &data,
		contracts: &contracts,
		rules: commonwatt_runtime::fontana::fontana_rules(),
		first_point: 0,
		span: (0, 24),
		stranger: Sr25519Keyring::Eve.to_account_id(),
	};
	Story::new(cast, park, setting)
}

/// What is missing of what the homes do.
fn missing(story: &Story, intervals: &[IntervalOutcome]) -> Vec<String> {
	let wanted = story.households(intervals).into_iter();
	wanted
		.filter(|(seen, _)| !seen)
		.map(|(_, what)| what)
		.collect()
}

/// What somebody does, without the rest of the story.
fn payments(acts: Vec<Act>) -> Vec<Act> {
	let is_payment = |act: &Act| matches!(act.call, RuntimeCall::Billing(_));
	acts.into_iter().filter(is_payment).collect()
}

fn data() -> CommunityData {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/fontana17");
	let mut data = CommunityData::load(&folder).expect("the standing example is valid");
	// The home that runs dry always draws.
	for (load, pv) in data.load_wh.iter_mut().zip(&mut data.pv_wh) {
		(load[2], pv[2]) = (500, 0);
	}
	data
}

fn supply(point: PointId, from: SupplyState, to: SupplyState) -> RuntimeEvent {
	RuntimeEvent::Billing(BillingEvent::SupplyChanged { point, from, to })
}

fn metered(interval: Interval, deviation: NetWh) -> RuntimeEvent {
	RuntimeEvent::EnergyMarket(MarketEvent::Metered {
		community: COMMUNITY,
		point: 2,
		interval,
		position: 0,
		deviation,
		funded: deviation,
	})
}

fn placed(point: PointId) -> RuntimeEvent {
	let steps = vec![Step {
		limit: 1,
		quantity: 10,
	}];
	RuntimeEvent::EnergyMarket(MarketEvent::OrderPlaced {
		community: COMMUNITY,
		point,
		interval: 4,
		order: Order {
			side: Side::Buy,
			steps: steps.try_into().expect("one step"),
		},
		reserve: 1,
	})
}

fn fired(point: PointId, interval: Interval) -> RuntimeEvent {
	RuntimeEvent::EnergyMarket(MarketEvent::StandingOrderFired {
		community: COMMUNITY,
		point,
		id: 0,
		interval,
	})
}

fn topped_up() -> RuntimeEvent {
	RuntimeEvent::Billing(BillingEvent::ToppedUp {
		point: 2,
		who: Sr25519Keyring::Dave.to_account_id(),
		amount: 20,
		paid_debt: 1,
		paid_receivable: 1,
	})
}

fn gifted(who: Sr25519Keyring) -> RuntimeEvent {
	RuntimeEvent::Billing(BillingEvent::Gifted {
		point: 1,
		who: who.to_account_id(),
		amount: 10,
		memo: memo(),
		paid_debt: 0,
		paid_receivable: 0,
	})
}

/// Six intervals traded, one order rationed, one charge.
fn traded() -> Vec<IntervalOutcome> {
	let mut interval = IntervalOutcome {
		ahead: Ahead {
			volume_wh: 10,
			..Default::default()
		},
		homes: vec![HomeInterval::default()],
		..Default::default()
	};
	let mut intervals = vec![interval.clone(); 5];
	interval.ahead.rationed = 1;
	interval.homes[0].undelivered_charge = 1;
	intervals.push(interval);
	intervals
}

/// Plays all events, but for those that `leave_out` picks.
fn play(leave_out: impl Fn(&RuntimeEvent) -> bool) -> Story {
	play_told(|event| (!leave_out(&event)).then_some(event))
}

/// Plays all events as a chain `tells` them.
fn play_told(tells: impl Fn(RuntimeEvent) -> Option<RuntimeEvent>) -> Story {
	let data = data();
	let mut story = story();
	let mut ledger = Ledger::new(&data, COMMUNITY, 0, 0, 0);
	for interval in 0..4 {
		ledger.open(interval, IntervalPrices::default());
	}
	let hear = |story: &mut Story, event: RuntimeEvent| {
		if let Some(event) = tells(event) {
			story.hear(&event, None, None, &ledger);
		}
	};
	(5..10).for_each(|point| hear(&mut story, placed(point)));
	(5..8).for_each(|point| hear(&mut story, fired(point, point)));
	hear(&mut story, fired(5, 8));
	story.note_forecasts(12);
	let essential = BillingEvent::EssentialSet {
		point: 1,
		essential: true,
	};
	hear(&mut story, RuntimeEvent::Billing(essential));
	hear(&mut story, gifted(Sr25519Keyring::Eve));
	hear(&mut story, supply(2, Low, Normal));
	hear(&mut story, supply(2, Normal, Low));
	hear(&mut story, supply(2, Low, Emergency));
	let lent = BillingEvent::EmergencyCreditLent {
		point: 2,
		amount: 5,
	};
	hear(&mut story, RuntimeEvent::Billing(lent));
	hear(&mut story, supply(2, Emergency, Disconnected));
	let mut off = Ledger::new(&data, COMMUNITY, 0, 0, 0);
	for interval in 0..4 {
		off.open(interval, IntervalPrices::default());
		off.cut(interval, 2);
	}
	let mut unserved = 0;
	for interval in 1..3 {
		if let Some(event) = tells(metered(interval, 0)) {
			unserved += 1;
			story.hear(&event, None, None, &off);
		}
	}
	story.acts(9, unserved);
	hear(&mut story, topped_up());
	hear(&mut story, supply(2, Disconnected, Normal));
	hear(&mut story, metered(3, 500));
	story
}

fn missing_without(leave_out: impl Fn(&RuntimeEvent) -> bool) -> Vec<String> {
	missing(&play(leave_out), &traded())
}

#[test]
fn a_story_with_everything_in_it_misses_nothing() {
	assert_eq!(missing_without(|_| false), Vec::<String>::new());
}

#[test]
fn a_run_in_which_nothing_happens_misses_everything_by_name() {
	let missing = missing(&story(), &[]);
	assert_eq!(missing.len(), 16);
	assert_eq!(missing[0], "orders of 5 homes at least: 0 ordered");
	assert_eq!(
		missing[4],
		"12 intervals at least with a forecast beside their outcome: 0 had one"
	);
	assert_eq!(
		missing[5],
		"standing orders of 3 homes at least ordering for 4 intervals: 0 did for 0"
	);
	assert_eq!(
		missing[7],
		"a gift to the school (home2) from a stranger, with a memo"
	);
}

#[test]
fn a_run_whose_standing_orders_never_order_misses_them() {
	let fired = |event: &RuntimeEvent| {
		matches!(
			event,
			RuntimeEvent::EnergyMarket(MarketEvent::StandingOrderFired { .. })
		)
	};
	assert_eq!(
		missing_without(fired),
		["standing orders of 3 homes at least ordering for 4 intervals: 0 did for 0"]
	);
}

#[test]
fn a_run_whose_forecasts_stop_early_misses_them() {
	let mut story = play(|_| false);
	story.note_forecasts(11);
	assert_eq!(
		missing(&story, &traded()),
		["12 intervals at least with a forecast beside their outcome: 11 had one"]
	);
}

#[test]
fn a_run_without_orders_misses_the_four_things_that_take_orders() {
	let placed = |event: &RuntimeEvent| {
		matches!(
			event,
			RuntimeEvent::EnergyMarket(MarketEvent::OrderPlaced { .. })
		)
	};
	let untraded = vec![IntervalOutcome::default(); 24];
	assert_eq!(
		missing(&play(placed), &untraded),
		[
			"orders of 5 homes at least: 0 ordered",
			"6 intervals at least with an auction volume: 0 had one",
			"an order filled in part at the clearing price",
			"a charge for what was traded ahead and not delivered",
		]
	);
}

#[test]
fn what_is_left_out_is_named() {
	let without =
		|name: &'static str| missing_without(move |event| format!("{event:?}").contains(name));
	assert_eq!(
		without("EssentialSet"),
		["the school (home2) declared essential"]
	);
	assert_eq!(
		without("Gifted"),
		["a gift to the school (home2) from a stranger, with a memo"]
	);
	assert_eq!(
		without("EmergencyCreditLent"),
		["emergency credit lent to home3"]
	);
	// The top-up must end the outage.
	assert_eq!(
		without("ToppedUp"),
		["home3 topped up", "home3 drawing again"]
	);
	assert_eq!(
		without("to: Disconnected"),
		[
			"home3 disconnected, after emergency",
			"home3 topped up",
			"home3 disconnected no more, after it was off",
			"home3 drawing again",
		]
	);
	// Without a reading of nothing it is not topped up, and no return counts.
	assert_eq!(
		without("Metered"),
		[
			"home3 read with 0 Wh while it was off, demand not served",
			"home3 topped up",
			"home3 disconnected no more, after it was off",
			"home3 drawing again",
		]
	);
}

/// What is missing if the chain has the home meter `lies` instead of what it does in an interval.
fn missing_where_metered(at: Interval, lies: (NetWh, NetWh)) -> Vec<String> {
	let tells = |event: RuntimeEvent| match event {
		RuntimeEvent::EnergyMarket(MarketEvent::Metered {
			community,
			point,
			interval,
			..
		}) if interval == at => Some(RuntimeEvent::EnergyMarket(MarketEvent::Metered {
			community,
			point,
			interval,
			position: lies.0,
			deviation: lies.1,
			funded: 0,
		})),
		event => Some(event),
	};
	missing(&play_told(tells), &traded())
}

#[test]
fn a_chain_that_has_the_home_meter_something_while_it_is_off_is_not_believed() {
	for lies in [(0, 500), (0, -500), (500, -500), (500, 0)] {
		for interval in [1, 2] {
			assert_eq!(
				missing_where_metered(interval, lies),
				["home3 read with 0 Wh while it was off, demand not served"]
			);
		}
	}
}

#[test]
fn a_chain_that_has_the_home_draw_nothing_after_its_return_is_not_believed() {
	for lies in [(0, 0), (0, -500), (500, 0)] {
		assert_eq!(missing_where_metered(3, lies), ["home3 drawing again"]);
	}
}

/// What is missing of the way down if this is how the home goes it.
fn missing_on_the_way(changes: &[(SupplyState, SupplyState)]) -> Vec<String> {
	let mut story = story();
	changes
		.iter()
		.for_each(|(from, to)| story.note_supply(*from, *to));
	let mut missing = missing(&story, &traded());
	let steps = ["after normal", "after low", "after emergency"];
	missing.retain(|what| steps.iter().any(|step| what.contains(step)));
	missing
}

#[test]
fn the_home_goes_down_step_by_step() {
	let (low, emergency, disconnected) = (
		"home3 low, after normal",
		"home3 in emergency, after low",
		"home3 disconnected, after emergency",
	);
	let down = [
		(Low, Normal),
		(Normal, Low),
		(Low, Emergency),
		(Emergency, Disconnected),
	];
	assert!(missing_on_the_way(&down).is_empty());
	// A payment of the neighbours lifts it for a while.
	let lifted = [
		(Low, Normal),
		(Normal, Low),
		(Low, Emergency),
		(Emergency, Low),
		(Low, Emergency),
		(Emergency, Disconnected),
	];
	assert!(missing_on_the_way(&lifted).is_empty());
	// It was never normal.
	assert_eq!(
		missing_on_the_way(&down[2..]),
		[low, emergency, disconnected]
	);
	// It was normal again in between.
	let skipped = [
		(Low, Normal),
		(Normal, Low),
		(Low, Normal),
		(Normal, Emergency),
		(Emergency, Disconnected),
	];
	assert_eq!(missing_on_the_way(&skipped), [emergency, disconnected]);
	// A step begins where none ended.
	let torn = [
		(Low, Normal),
		(Normal, Low),
		(Low, Normal),
		(Low, Emergency),
	];
	assert_eq!(missing_on_the_way(&torn), [emergency, disconnected]);
}

#[test]
fn a_gift_of_somebody_else_is_not_the_strangers() {
	let mut story = play(|event| format!("{event:?}").contains("Gifted"));
	let data = data();
	let ledger = Ledger::new(&data, COMMUNITY, 0, 0, 0);
	story.hear(&gifted(Sr25519Keyring::Ferdie), None, None, &ledger);
	assert_eq!(missing(&story, &traded()).len(), 1);
	story.hear(&gifted(Sr25519Keyring::Eve), None, None, &ledger);
	assert!(missing(&story, &traded()).is_empty());
}

#[test]
fn each_payment_comes_once() {
	let mut story = story();
	assert_eq!(payments(story.acts(2, 0)), []);
	let gift = payments(story.acts(3, 0));
	assert!(matches!(
		gift[..],
		[Act {
			who: Who::Stranger,
			call: RuntimeCall::Billing(BillingCall::gift { point: 1, .. }),
			may_fail: false,
		}]
	));
	assert_eq!(payments(story.acts(4, 1)), []);
	let top_up = BillingCall::top_up {
		point: 2,
		amount: 20,
	};
	assert_eq!(
		payments(story.acts(5, 2)),
		[Act::new(Who::Relative, RuntimeCall::Billing(top_up))]
	);
	assert_eq!(payments(story.acts(6, 3)), []);
}
