//! What calls cost, against what is charged.

use super::*;
use crate::WeightInfo;
use commonwatt_storage_recorder::cost_of;
use frame_support::weights::Weight;
use pallet_authorship::EventHandler;

type Weights = crate::weights::SubstrateWeight<Runtime>;

/// What was done is within a weight. The fakes touch no storage: what is charged for them is beside it.
fn within(weight: Weight, what: &str, act: impl FnOnce()) {
	let cost = cost_of(act);
	cost.assert_within(
		<Runtime as frame_system::Config>::DbWeight::get(),
		weight,
		what,
	);
}

/// The largest set but one, and as many departures as there may be, but for three.
fn full(test: impl FnOnce()) {
	let founders = u64::from(MAX_VALIDATORS);
	ExtBuilder::default()
		.founders(founders)
		.floor(1)
		.build_and_execute(|| {
			for who in 2..u64::from(MAX_DEPARTURES) {
				assert_ok!(remove(who));
			}
			test()
		});
}

#[test]
fn calls_cost_no_more_than_was_charged() {
	full(|| {
		within(Weights::nominate(), "nominate", || {
			assert_ok!(nominate(COMMUNITY, 20));
		});
		for community in [OTHER_COMMUNITY, THIRD_COMMUNITY] {
			assert_ok!(nominate(community, 20));
		}
		set_keys(20);
		within(Weights::confirm(), "confirm", || {
			assert_ok!(confirm(20));
		});
		within(Weights::remove(), "remove", || {
			assert_ok!(remove(20));
		});
		assert_ok!(nominate(COMMUNITY, 21));
		set_keys(21);
		assert_ok!(confirm(21));
		within(
			Weights::withdraw_nomination(),
			"withdraw_nomination",
			|| {
				assert_ok!(withdraw(COMMUNITY, 21));
			},
		);
		set_keys(22);
		let purging = <() as pallet_session::WeightInfo>::purge_keys();
		within(
			Weights::purge_keys().saturating_add(purging),
			"purge_keys",
			|| {
				assert_ok!(ValidatorSet::purge_keys(RuntimeOrigin::signed(22)));
			},
		);
		within(Weights::set_floor(), "set_floor", || {
			assert_ok!(ValidatorSet::set_floor(RuntimeOrigin::root(), 2));
		});
		within(Weights::note_finality(), "note_finality", || {
			assert_ok!(ValidatorSet::note_finality(RuntimeOrigin::root()));
		});
		within(Weights::note_author(), "note_author", || {
			ValidatorSet::note_author(ALICE);
		});
	});
}

#[test]
fn resigning_costs_no_more_than_was_charged() {
	ExtBuilder::default().build_and_execute(|| {
		for community in [COMMUNITY, OTHER_COMMUNITY, THIRD_COMMUNITY] {
			assert_ok!(nominate(community, DAVE));
		}
		within(Weights::resign(), "resign", || {
			assert_ok!(resign(DAVE));
		});
	});
}

#[test]
fn a_block_is_charged_for_noting_its_author_and_the_second_writes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		use frame_support::traits::Hooks;
		assert_eq!(ValidatorSet::on_initialize(1), Weights::note_author());
		let noted = cost_of(|| ValidatorSet::note_author(ALICE));
		assert_eq!((noted.reads, noted.writes), (1, 1));
		let again = cost_of(|| ValidatorSet::note_author(ALICE));
		assert_eq!((again.reads, again.writes), (1, 0));
	});
}

#[test]
fn a_change_of_the_collective_is_charged_with_the_calls_that_make_it() {
	use frame_support::dispatch::GetDispatchInfo;
	let weight = |call: crate::Call<Runtime>| call.get_dispatch_info().call_weight;
	let change: Weight = CollectiveWeight::get();
	assert_eq!(
		weight(crate::Call::confirm { validator: EVE }),
		Weights::confirm() + change
	);
	assert_eq!(
		weight(crate::Call::remove { validator: EVE }),
		Weights::remove() + change
	);
	assert_eq!(weight(crate::Call::resign {}), Weights::resign() + change);
	assert_eq!(
		weight(crate::Call::withdraw_nomination {
			community: COMMUNITY,
			validator: EVE
		}),
		Weights::withdraw_nomination() + change
	);
	assert_eq!(
		weight(crate::Call::purge_keys {}),
		Weights::purge_keys() + <() as pallet_session::WeightInfo>::purge_keys()
	);
}
