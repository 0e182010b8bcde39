//! Any sequence of readings and calls by anyone, while time goes on: every invariant after every step,
//! beside a model that adds up Wh by itself and says what succeeds.

use super::*;
use proptest::prelude::*;

mod model;
use model::Model;

const PEOPLE: [AccountId; 4] = [ALICE, BOB, CAROL, DAVE];
const DEVICES: [PointId; 5] = [PLANT, TURBINE, BATTERY, HOME_BATTERY, SHOP];
/// 8,000 W for 9 s are 20 Wh.
const SECONDS: u32 = 9;
const MOST: Wh = 20;

#[derive(Clone, Debug)]
pub enum Step {
	Pass(Interval),
	NextBlock,
	/// Point, intervals ago, import, export, sold ahead, local, green used.
	Settle(PointId, Interval, [Wh; 5]),
	Issue(AccountId, PointId, Interval),
	/// By whom and on which bundle, see [`Model::pick`].
	OnBundle(Who, usize, OnBundle),
	Expire(PointId, Interval),
	Update(PointId, u32, bool),
	Deregister(PointId),
	Register(PointId),
}

#[derive(Clone, Copy, Debug)]
pub enum Who {
	/// Whose business it is: the owner, a buyer, the authority.
	Fitting,
	Anyone(AccountId),
}

#[derive(Clone, Copy, Debug)]
pub enum OnBundle {
	Transfer(Option<Wh>, AccountId),
	Split(Wh),
	Offer(Price, Wh),
	CancelOffer,
	Buy(Option<Wh>, Price),
	Retire(Option<Wh>),
	RetireFor(Option<Wh>, PointId),
	Store(Option<Wh>, PointId),
	Withdraw,
}

fn person() -> impl Strategy<Value = AccountId> {
	prop::sample::select(PEOPLE.to_vec())
}

fn device() -> impl Strategy<Value = PointId> {
	prop::sample::select([&DEVICES[..], &[PLANT, SHOP]].concat())
}

fn quantity() -> impl Strategy<Value = Option<Wh>> {
	prop_oneof![4 => Just(None), 5 => (1..5u64).prop_map(Some), 1 => (0..50u64).prop_map(Some)]
}

fn ago() -> impl Strategy<Value = Interval> {
	prop_oneof![6 => 0..2u32, 2 => 0..9u32, 1 => 0..(VALIDITY + 5)]
}

fn on_bundle() -> impl Strategy<Value = OnBundle> {
	let storage = prop::sample::select(vec![BATTERY, HOME_BATTERY, PLANT]);
	let beneficiary = prop::sample::select(vec![SHOP, SHOP, SHOP, PLANT, HOME, UNKNOWN_POINT]);
	prop_oneof![
		3 => (quantity(), person()).prop_map(|(q, to)| OnBundle::Transfer(q, to)),
		1 => (0..20u64).prop_map(OnBundle::Split),
		3 => (0..4u64, 0..4u64).prop_map(|(price, least)| OnBundle::Offer(price, least)),
		3 => Just(OnBundle::CancelOffer),
		5 => (quantity(), 1..5u64).prop_map(|(q, price)| OnBundle::Buy(q, price)),
		2 => quantity().prop_map(OnBundle::Retire),
		6 => (quantity(), beneficiary).prop_map(|(q, point)| OnBundle::RetireFor(q, point)),
		5 => (quantity(), storage).prop_map(|(q, point)| OnBundle::Store(q, point)),
		2 => Just(OnBundle::Withdraw),
	]
}

fn who() -> impl Strategy<Value = Who> {
	prop_oneof![
		6 => Just(Who::Fitting),
		2 => person().prop_map(Who::Anyone),
		2 => Just(Who::Anyone(OPERATOR)),
		1 => Just(Who::Anyone(OTHER_OPERATOR)),
	]
}

fn energy() -> impl Strategy<Value = [Wh; 5]> {
	let wh = || prop_oneof![2 => Just(0), 6 => 0..20u64, 1 => 0..40u64];
	let little = || prop_oneof![3 => Just(0), 2 => 0..10u64, 1 => 0..40u64];
	[
		wh().boxed(),
		wh().boxed(),
		little().boxed(),
		little().boxed(),
		little().boxed(),
	]
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		4 => (1..4u32).prop_map(Step::Pass),
		4 => Just(Step::NextBlock),
		30 => (device(), ago(), energy()).prop_map(|(point, ago, wh)| Step::Settle(point, ago, wh)),
		5 => (person(), device(), ago()).prop_map(|(who, point, ago)| Step::Issue(who, point, ago)),
		50 => (who(), any::<usize>(), on_bundle())
			.prop_map(|(who, nth, what)| Step::OnBundle(who, nth, what)),
		3 => (device(), 0..(VALIDITY + 5)).prop_map(|(point, ago)| Step::Expire(point, ago)),
		2 => (device(), 0..3u32, any::<bool>())
			.prop_map(|(point, grams, automatic)| Step::Update(point, grams, automatic)),
		1 => device().prop_map(Step::Deregister),
		2 => device().prop_map(Step::Register),
	]
}

fn with_factor(point: PointId, emission_factor: u32) -> DeviceAttributes {
	DeviceAttributes {
		emission_factor,
		..attributes(technology(point))
	}
}

/// Everything anyone has.
fn money() -> Balance {
	Balances::total_issuance()
}

/// Runs the sequence; how many calls on bundles succeeded and how many were refused.
fn run(steps: &[Step]) -> (u32, u32) {
	ExtBuilder::default()
		.devices(&[PLANT, BATTERY, HOME_BATTERY, SHOP])
		.on_request(TURBINE)
		.build_and_execute(|| {
			IntervalSeconds::set(SECONDS);
			let mut model = Model::new();
			let before = money();
			for step in steps {
				model.apply(step);
				model.compare();
				Certificates::check_invariants();
				assert_eq!(money(), before, "tokens are neither made nor lost");
			}
			// In the end everything goes.
			model.apply(&Step::Pass(2 * VALIDITY));
			model.apply(&Step::NextBlock);
			model.compare();
			for who in PEOPLE {
				assert_eq!(held(who), 0, "every deposit is released");
			}
			assert_eq!(Issuances::<Runtime>::iter().count(), 0);
			model.counted
		})
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

	#[test]
	fn every_wh_goes_one_way_whatever_is_done(steps in prop::collection::vec(step(), 1..300)) {
		run(&steps);
	}
}

/// The strategy does what it is for: calls succeed and are refused, all ways are taken.
#[test]
fn sequences_reach_every_end_of_a_certificate() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};

	let mut runner = TestRunner::deterministic();
	let many = prop::collection::vec(step(), 6_000..6_001);
	let steps = many.new_tree(&mut runner).expect("a sequence").current();
	let mut reached = DeviceTotals::default();
	let (done, refused) = ExtBuilder::default()
		.devices(&[PLANT, BATTERY, HOME_BATTERY, SHOP])
		.on_request(TURBINE)
		.build_and_execute(|| {
			IntervalSeconds::set(SECONDS);
			let mut model = Model::new();
			for step in &steps {
				model.apply(step);
			}
			model.compare();
			for point in DEVICES {
				let of = totals(point);
				reached.lapsed += of.lapsed;
				reached.retired += of.retired;
				reached.expired += of.expired;
				reached.withdrawn += of.withdrawn;
				reached.stored += of.stored;
				reached.uncertified += of.uncertified;
			}
			let given = [BATTERY, HOME_BATTERY].map(|point| totals(point).tradeable());
			assert!(given.iter().sum::<Wh>() > 0, "batteries give green energy");
			let shop = Devices::<Runtime>::get(SHOP).expect("a device").consumption;
			assert!(shop.retired > 0, "certificates are matched");
			model.counted
		});
	let DeviceTotals {
		lapsed,
		retired,
		expired,
		withdrawn,
		stored,
		uncertified,
		..
	} = reached;
	for (wh, what) in [
		(lapsed, "lapsed"),
		(retired, "retired"),
		(expired, "expired"),
		(withdrawn, "withdrawn"),
		(stored, "stored"),
		(uncertified, "uncertified"),
	] {
		assert!(wh > 0, "some are {what}");
	}
	assert!(
		done > 100 && refused > 100,
		"{done} succeed, {refused} are refused"
	);
}
