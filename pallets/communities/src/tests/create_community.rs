use super::*;
use frame_support::dispatch::DispatchResult;

fn create(name: &[u8], operator: AccountId) -> DispatchResult {
	let root = RuntimeOrigin::root();
	let (bounds, rules) = (bounds(), flat_rules(210));
	Communities::create_community(root, name.to_vec(), operator, SUPPLIER, bounds, rules)
}

#[test]
fn root_creates_a_community_with_the_next_id() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(create(b"Fontana", OPERATOR));
		last_event_is(Event::CommunityCreated {
			community: 2,
			name: b"Fontana".to_vec().try_into().expect("short"),
			operator: OPERATOR,
			supplier: SUPPLIER,
		});
		assert_eq!(Communities::count(), 3);
		assert!(Communities::exists(2) && !Communities::exists(3));
		assert_eq!(Communities::supplier(2), Some(SUPPLIER));
		assert_eq!(Communities::supplier(3), None);
		assert_ok!(Communities::ensure_operator(2, &OPERATOR));
	});
}

#[test]
fn its_rules_hold_for_every_interval() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_interval(200);
		assert_ok!(create(b"late", OPERATOR));
		for interval in [0, 199, 200, 100_000] {
			assert_eq!(
				Communities::prices(2, interval).map(|prices| prices.retail),
				Some(210)
			);
		}
	});
}

#[test]
fn its_pot_is_made_ready_by_its_operator() {
	ExtBuilder::default().build_and_execute(|| {
		Created::set(vec![]);
		assert_ok!(create(b"Fontana", BOB));
		assert_eq!(Created::get(), [(2, BOB)]);
	});
}

#[test]
fn a_name_may_have_1_to_64_bytes() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(create(b"", OPERATOR), CommunitiesError::NameNotOneTo64Bytes);
		assert_noop!(
			create(&[b'n'; 65], OPERATOR),
			CommunitiesError::NameNotOneTo64Bytes
		);
		assert_ok!(create(&[b'n'; 64], OPERATOR));
	});
}

#[test]
fn a_name_is_utf8() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			create(b"Fontan\xc3", OPERATOR),
			CommunitiesError::NameNotUtf8
		);
		assert_ok!(create("Zürich".as_bytes(), OPERATOR));
	});
}

#[test]
fn fails_when_not_root() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [by_operator(), RuntimeOrigin::none()] {
			let (name, rules) = (b"mine".to_vec(), flat_rules(210));
			assert_noop!(
				Communities::create_community(origin, name, BOB, BOB, bounds(), rules),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn fails_when_the_chain_holds_as_many_as_it_may() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(create(b"third", OPERATOR));
		assert_noop!(
			create(b"fourth", OPERATOR),
			CommunitiesError::TooManyCommunities
		);
	});
}

#[test]
fn fails_when_its_rules_are_outside_its_bounds() {
	ExtBuilder::default().build_and_execute(|| {
		let (root, name) = (RuntimeOrigin::root(), b"dear".to_vec());
		let rules = flat_rules(10_001);
		assert_noop!(
			Communities::create_community(root, name, OPERATOR, SUPPLIER, bounds(), rules),
			CommunitiesError::RetailAboveBound
		);
	});
}

#[test]
fn fails_when_its_operator_cannot_endow_its_pot() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(create(b"poor", PENNILESS), DispatchError::Unavailable);
	});
}
