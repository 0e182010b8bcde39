//! From signals and a home's own meter to an order, without a node.

use super::{
	device::Device,
	home::{tests::home, Home},
	mind::{order, Blind, Decision, Mind, Wanted},
	outlook::{
		tests::{forecast, MILLI, PRICES},
		Public,
	},
	vehicle::tests::charger,
	words,
};
use crate::{book::tests::book, market_time::tests::TIME};
use commonwatt_agents::{Battery, BatterySpec, Dispatch, Offer, Way};
use commonwatt_primitives::{
	api::BookView,
	order::{Order, Side},
	signal::Forecast,
	Price, Wh,
};
use commonwatt_simulator::strategy::Market;

const SPEC: BatterySpec = BatterySpec {
	capacity_wh: 3_200.0,
	charge_w: 1_000.0,
	discharge_w: 1_000.0,
	charge_efficiency: 1.0,
	discharge_efficiency: 1.0,
	wear: 0.0,
};

/// 18:00. Energy is dear from 20:00 to 22:00 and cheap else; the community imports much.
pub fn public() -> Public {
	let mut public = Public {
		in_progress: 18,
		..Default::default()
	};
	for interval in 18..42 {
		let dear = (20..22).contains(&interval);
		let mut prices = PRICES;
		prices.retail = if dear { 500 * MILLI } else { 210 * MILLI };
		public.prices.insert(interval, prices);
		let said = forecast(prices.retail / MILLI, 50_000, 0);
		public.forecasts.insert(interval, said);
	}
	public
}

fn battery(stored: f64) -> Battery {
	Battery::holding(SPEC, 1.0, stored).expect("can be")
}

/// 20:00 at these prices: a grid up to 0.49.
pub fn dear_book() -> BookView {
	let mut book = book(&[]);
	book.prices.retail = 500 * MILLI;
	book.prices.pool_price = Some(270 * MILLI);
	book.auction.highest = 490 * MILLI;
	book
}

fn want(home: &Home, public: &Public, stored: f64) -> Wanted {
	let battery = battery(stored);
	let mind = Mind {
		battery: &battery,
		home,
		public,
		share: 1.0,
	};
	mind.want(&dear_book(), 10_000).expect("sees 20:00")
}

fn taken_by(mind: &Mind<'_>) -> i64 {
	match mind.decide(10_000) {
		Decision::Plan(plan) => plan.taken,
		Decision::Follow(why) => panic!("has no plan: {why:?}"),
	}
}

pub fn steps(order: &Option<Order>) -> Option<(Side, Vec<(Price, Wh)>)> {
	let order = order.as_ref()?;
	let steps = order.steps.iter();
	let steps = steps.map(|step| (step.limit / MILLI, step.quantity));
	Some((order.side, steps.collect()))
}

#[test]
fn it_charges_before_dear_hours_and_delivers_in_them() {
	let (home, mut public) = (home(18, |_| 400), public());
	let taken = |public: &Public, stored| {
		let battery = battery(stored);
		let mind = Mind {
			battery: &battery,
			home: &home,
			public,
			share: 1.0,
		};
		taken_by(&mind)
	};
	// Two dear hours at 1,000 W: 2,000 Wh are wanted by 20:00.
	assert_eq!(taken(&public, 0.0), 1_000);
	assert_eq!(taken(&public, 2_000.0), 0);
	public.in_progress = 20;
	public.forecasts = public.forecasts.split_off(&20);
	let battery = battery(2_000.0);
	let mut home = home;
	home.learn(18, 400);
	home.learn(19, 400);
	let mind = Mind {
		battery: &battery,
		home: &home,
		public: &public,
		share: 1.0,
	};
	assert_eq!(taken_by(&mind), -1_000);
}

#[test]
fn it_orders_what_its_meter_will_count_with_the_battery() {
	let public = public();
	// Full by then it delivers 1,000 Wh at 20:00.
	let importing = want(&home(18, |_| 1_400), &public, 2_000.0);
	assert_eq!(importing.planned.nets, [400.0; 5]);
	// A kWh costs 0.50 and would bring 0.27: 0.50 less 5 % of what is at stake, 0.25 with the charge, and
	// less the fee of 0.01 is 0.4775, on the grid 0.477.
	assert_eq!(steps(&importing.order), Some((Side::Buy, vec![(477, 400)])));
	let exporting = want(&home(18, |_| 400), &public, 2_000.0);
	assert_eq!(exporting.planned.nets, [-600.0; 5]);
	// 0.27 and 5 % of 0.25 are 0.2825, on the grid 0.283.
	assert_eq!(
		steps(&exporting.order),
		Some((Side::Sell, vec![(283, 600)]))
	);
	assert!(want(&home(18, |_| 1_005), &public, 2_000.0).order.is_none());
}

#[test]
fn no_more_is_ordered_than_the_connection_carries() {
	let (home, public) = (home(18, |_| 1_400), public());
	let battery = battery(2_000.0);
	let mind = Mind {
		battery: &battery,
		home: &home,
		public: &public,
		share: 1.0,
	};
	let wanted = mind.want(&dear_book(), 150).expect("sees 20:00");
	assert_eq!(steps(&wanted.order), Some((Side::Buy, vec![(477, 150)])));
}

#[test]
fn what_is_not_metered_yet_changes_no_order() {
	// Two homes that were the same up to 18:00 and are not from then on: the agent is asked at 18:00.
	let (one, two) = (home(18, |_| 1_400), home(18, |_| 1_400));
	let (mut ahead, public) = (home(18, |_| 1_400), public());
	assert_eq!(
		want(&one, &public, 500.0).order,
		want(&two, &public, 500.0).order
	);
	ahead.learn(18, 9_000);
	assert!(ahead.expect(18, 1).is_empty(), "18:00 is past for it");
	// It knows 18:00 already and so cannot be asked for the plan that begins then.
	let battery = battery(500.0);
	let mind = Mind {
		battery: &battery,
		home: &ahead,
		public: &public,
		share: 1.0,
	};
	assert!(mind.want(&book(&[]), 10_000).is_none());
}

#[test]
fn signals_of_past_intervals_change_no_order() {
	let home = home(18, |_| 1_400);
	let mut haunted = public();
	let past = (0..18).map(|interval| (interval, forecast(9, 1, 90_000)));
	haunted.forecasts.extend(past);
	let (one, two) = (want(&home, &public(), 0.0), want(&home, &haunted, 0.0));
	assert_eq!(one.order, two.order);
	assert_eq!(one.planned, two.planned);
}

#[test]
fn without_a_signal_or_readings_it_follows_the_meter_and_orders_nothing() {
	let (known, public) = (home(18, |_| 400), public());
	let unknown = Home::new(super::Almanac::of(&TIME)).expect("hours are fine");
	let battery = battery(500.0);
	let decide = |home: &Home, public: &Public| {
		let mind = Mind {
			battery: &battery,
			home,
			public,
			share: 1.0,
		};
		assert!(mind.want(&book(&[]), 10_000).is_none());
		mind.decide(10_000)
	};
	for (decision, why) in [
		(decide(&known, &Public::default()), Blind::NoSignal),
		(decide(&unknown, &public), Blind::NoReadings),
	] {
		assert!(matches!(decision, Decision::Follow(found) if found == why));
		assert_eq!(decision.dispatch(), Dispatch::FOLLOW);
	}
}

#[test]
fn no_plan_asks_more_of_the_connection_than_the_home_leaves() {
	let (home, public) = (home(18, |_| 400), public());
	let battery = battery(0.0);
	let mind = Mind {
		battery: &battery,
		home: &home,
		public: &public,
		share: 1.0,
	};
	let aim = |connection| mind.decide(connection).dispatch().aim;
	assert_eq!((aim(10_000), aim(1_100), aim(400)), (1_000, 700, 0));
	// Whatever the meter then says.
	let dispatch = mind.decide(1_100).dispatch();
	for net in [-900, 0, 400, 1_000, 1_500] {
		assert!(net + dispatch.follow(net) <= 1_100, "{net}");
	}
}

#[test]
fn what_is_said_of_a_plan_is_what_the_set_point_says() {
	let home = home(18, |_| 400);
	let mut public = public();
	for interval in 18..42 {
		let net = if interval % 2 == 0 { 30_000 } else { 2_000 };
		let said = forecast(if interval < 20 { 210 } else { 500 }, net, 1_000);
		public.forecasts.insert(interval, said);
	}
	for stored in [0.0, 999.5, 2_733.4, 3_199.6] {
		// Reach and room are no whole Wh.
		let spec = BatterySpec {
			charge_w: 1_000.6,
			discharge_w: 999.7,
			charge_efficiency: 0.93,
			..SPEC
		};
		let battery = Battery::holding(spec, 1.0, stored).expect("can be");
		let mind = Mind {
			battery: &battery,
			home: &home,
			public: &public,
			share: 0.7,
		};
		let Decision::Plan(plan) = mind.decide(10_000) else {
			panic!("has a plan");
		};
		let (least, most) = battery.reach();
		let dispatch = plan.planned.dispatch;
		let written = [dispatch.least, dispatch.aim, dispatch.most].map(|wh| wh.clamp(least, most));
		assert_eq!(
			[dispatch.least, plan.taken, dispatch.most],
			written,
			"{stored}"
		);
	}
}

#[test]
fn who_starts_again_goes_on_with_what_was_stored() {
	let mut device = Device::Battery(battery(0.0));
	device.resume(18, 1_234.0);
	assert_eq!(device.stored_wh(), 1_234.0);
	device.resume(18, 9_999.0);
	assert_eq!(device.stored_wh(), 3_200.0);
	// It came at 18:00 and has got 700 of 3,000 Wh; at 21:00 the agent is back.
	let mut device = Device::Vehicle(charger(19, "2kW", "18:00-23:00", "3kWh"));
	device.resume(19, 700.0);
	let Device::Vehicle(charger) = &mut device else {
		panic!("is a vehicle");
	};
	assert_eq!(charger.begin(21), []);
	let charged = charger.vehicle().plugged().map(|(_, charged)| charged);
	assert_eq!(charged, Some(700.0));
	assert_eq!(charger.begin(23)[0].missing_wh, 2_300.0);
}

#[test]
fn intervals_in_which_nobody_told_the_device_anything_are_named() {
	let passed = |latest, now| words::passed(latest, now).unwrap_or_default();
	assert_eq!(passed(None, 18), "");
	assert_eq!(passed(Some(17), 18), "");
	assert_eq!(
		passed(Some(16), 18),
		"interval 17 passed: its device was told nothing"
	);
	assert_eq!(
		passed(Some(10), 18),
		"intervals 11 to 17 passed: its device was told nothing"
	);
}

#[test]
fn an_offer_below_every_price_is_no_order() {
	let market = Market::of(&book(&[])).expect("has a pool");
	let offer = Offer {
		way: Way::Buy,
		steps: vec![(-1.0, 500), (49e6, 500)],
	};
	assert_eq!(order(&offer, &market, 10_000), None);
	let far = Offer {
		way: Way::Buy,
		steps: vec![(f64::INFINITY, 500)],
	};
	assert_eq!(
		steps(&order(&far, &market, 10_000)),
		Some((Side::Buy, vec![(200, 500)]))
	);
}

#[test]
fn a_person_reads_what_is_done_and_why() {
	let (home, mut public) = (home(18, |_| 1_400), public());
	let said: &mut Forecast = public.forecasts.get_mut(&18).expect("is forecast");
	said.price.0 = [198, 205, 210, 211, 220].map(|price| price * MILLI);
	let battery = battery(0.0);
	let mind = Mind {
		battery: &battery,
		home: &home,
		public: &public,
		share: 1.0,
	};
	// With 1,000 Wh at 19:00 the last is worth 0.50 at 21:00, the next what charging it then costs, 0.21,
	// both with what import costs more at the margin of the highest: 4 % of the day's mean price, 0.234.
	assert_eq!(
		words::line(&mind.decide(10_000), &battery, &TIME),
		"interval 18, 18:00: 0 Wh stored (0 %); charges about 1,000 Wh: a kWh costs 0.210 (0.198 to \
		 0.220), 0.500 at most in the hours to come; a stored one is worth 0.364"
	);
	let wanted = want(&home, &public, 2_000.0);
	assert_eq!(
		words::wanted(&wanted, &TIME),
		"20:00 expects to import 400 Wh, a kWh to cost 0.500: buys 400 Wh at 0.477"
	);
}
