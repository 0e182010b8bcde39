//! Certificates on the real runtime: what settlement says of certified meters, and what owners do with
//! it.

use codec::{Decode, Encode};
use commonwatt_primitives::{
	certificate::{
		Beneficiary, BundleId, BundleStatus, Consumption, DeviceAttributes, DeviceTotals,
		EnergySource, Issuance, IssuanceStatus, Purpose, Retirement, StorageTotals, Support,
		Technology,
	},
	traits::MarketClock,
	Interval, PointId, Wh,
};
use commonwatt_runtime::{
	AccountId, Balance, Balances, Billing, Certificates, Communities, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeHoldReason, SplitDeposit, CERTIFICATE_VALIDITY, TOKEN,
};
use commonwatt_runtime_tests::*;
use frame_support::traits::fungible::InspectHold;
use pallet_certificates::{Bundles, Call, Error, Event, HoldReason, Issuances, Owned, Retirements};
use sp_core::H256;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::BlakeTwo256, Permill};

/// Dave's plant and his battery, Eve's shop, Ferdie's home.
const PLANT: PointId = 0;
const SHOP: PointId = 1;
const HOME: PointId = 2;
const BATTERY: PointId = 3;

fn attributes(technology: Technology) -> DeviceAttributes {
	let storage = technology == Technology::Battery;
	DeviceAttributes {
		technology,
		energy_source: match technology {
			Technology::SolarPhotovoltaic => EnergySource::Solar,
			_ => EnergySource::Mixed,
		},
		zone: b"Test".to_vec().try_into().expect("short"),
		commissioned: 20_000,
		support: Support::None,
		emission_factor: 0,
		capacity_w: 5_000,
		round_trip_efficiency: storage.then_some(Permill::from_percent(80)),
	}
}

fn register(point: PointId, technology: Technology) -> Call<Runtime> {
	Call::register_device {
		point,
		attributes: attributes(technology),
		automatic: true,
	}
}

/// All four points, registered by the operator: what they meter from now on is certified.
fn world() -> World {
	let mut world = World::new(flat(CELL));
	let owners = [
		(Dave, "plant"),
		(Eve, "shop"),
		(Ferdie, "home"),
		(Dave, "battery"),
	];
	for (who, name) in owners {
		world.point(who.to_account_id(), name, 10_000, Default::default(), FIRST);
	}
	for point in [SHOP, HOME, BATTERY] {
		world.top_up(point, 100_000_000);
	}
	world.top_up_supplier(TOKEN);
	world.ok(Alice, register(PLANT, Technology::SolarPhotovoltaic));
	world.ok(Alice, register(SHOP, Technology::Load));
	world.ok(Alice, register(BATTERY, Technology::Battery));
	while world.interval() < FIRST {
		world.block();
	}
	world
}

/// Eve's shop took 300 Wh while the plant's 1,000 came late: nothing of them was local.
fn with_certificates() -> (World, BundleId) {
	let mut world = world();
	let interval = world.metered(&[(SHOP, 300)]);
	world.deliver(interval, &[(PLANT, -1_000)]);
	(world, bundle(PLANT, interval, 0))
}

fn bundle(device: PointId, interval: Interval, first: Wh) -> BundleId {
	BundleId {
		device,
		interval,
		first,
	}
}

fn issuance(world: &mut World, device: PointId, interval: Interval) -> Issuance {
	let issuance = world
		.chain
		.read(|| Issuances::<Runtime>::get(device, interval));
	issuance.expect("was settled")
}

fn consumption(world: &mut World, interval: Interval) -> Consumption {
	let view = world
		.chain
		.read(|| Certificates::matching_view(SHOP, interval, interval + 1));
	view.expect("the shop is followed").total
}

fn totals(world: &mut World, device: PointId) -> DeviceTotals {
	world
		.chain
		.read(|| Certificates::totals_of(device))
		.expect("is a device")
}

/// Start, quantity, owner, status of each bundle of an issuance.
fn bundles(
	world: &mut World,
	device: PointId,
	interval: Interval,
) -> Vec<(Wh, Wh, AccountId, BundleStatus)> {
	let view = world
		.chain
		.read(|| Certificates::issuance_view(device, interval))
		.expect("was settled");
	let bundles = view.bundles.into_iter();
	bundles
		.map(|view| (view.bundle.first, view.quantity, view.account, view.status))
		.collect()
}

fn held(world: &mut World, who: Sr25519Keyring) -> Balance {
	let reason = RuntimeHoldReason::Certificates(HoldReason::Split);
	world
		.chain
		.read(|| Balances::balance_on_hold(&reason, &who.to_account_id()))
}

fn transfer(bundle: BundleId, quantity: Wh, to: Sr25519Keyring) -> Call<Runtime> {
	Call::transfer {
		bundle,
		quantity: Some(quantity),
		to: to.to_account_id(),
	}
}

fn retire(bundle: BundleId, quantity: Wh, beneficiary: Beneficiary<AccountId>) -> Call<Runtime> {
	Call::retire {
		bundle,
		quantity: Some(quantity),
		beneficiary,
		purpose: Purpose::OwnUse,
	}
}

fn green_of_month(world: &mut World, point: PointId) -> Wh {
	let statement = world.chain.read(|| Billing::statement(point, None));
	statement.expect("is there").green
}

#[test]
fn what_neighbours_used_is_retired_for_them_and_the_rest_is_the_owners() {
	let mut world = world();
	let noon = world.metered(&[(PLANT, -1_000), (SHOP, 300), (HOME, 200)]);
	let settled = issuance(&mut world, PLANT, noon);
	assert_eq!((settled.local, settled.tradeable), (500, 500));
	assert!(!settled.late);
	assert_eq!(
		bundles(&mut world, PLANT, noon),
		[(0, 500, Dave.to_account_id(), BundleStatus::Active)]
	);
	let used = Consumption {
		used: 300,
		green_local: 300,
		retired: 0,
	};
	assert_eq!(consumption(&mut world, noon), used);

	// Less sun than is used: nothing is left to trade.
	let evening = world.metered(&[(PLANT, -100), (SHOP, 300), (HOME, 300)]);
	let settled = issuance(&mut world, PLANT, evening);
	assert_eq!((settled.local, settled.tradeable), (100, 0));
	assert_eq!(settled.status, IssuanceStatus::NothingToIssue);
	assert_eq!(consumption(&mut world, evening).green_local, 50);
	assert_eq!(green_of_month(&mut world, SHOP), 350);
	assert_eq!(green_of_month(&mut world, HOME), 250);
	let score = world
		.chain
		.read(|| Certificates::matching_view(SHOP, noon, evening + 1))
		.expect("is followed")
		.score;
	assert_eq!(score, Some(350_000_000 / 600));
	let all = DeviceTotals {
		exported: 1_100,
		retired_locally: 600,
		active: 500,
		..Default::default()
	};
	assert_eq!(totals(&mut world, PLANT), all);
}

#[test]
fn beyond_its_capacity_a_plant_is_not_certified() {
	let mut world = world();
	let noon = world.metered(&[(PLANT, -6_000), (HOME, 500)]);
	let settled = issuance(&mut world, PLANT, noon);
	assert_eq!(
		(settled.local, settled.uncertified, settled.tradeable),
		(500, 1_000, 4_500)
	);
}

#[test]
fn only_the_operator_registers_and_withdraws() {
	let (mut world, bundle) = with_certificates();
	let not_operator = pallet_communities::Error::<Runtime>::NotOperator;
	world.fails(
		Ferdie,
		register(HOME, Technology::SolarPhotovoltaic),
		not_operator,
	);
	let not_operator = pallet_communities::Error::<Runtime>::NotOperator;
	let reason = H256::repeat_byte(7);
	world.fails(Dave, Call::withdraw { bundle, reason }, not_operator);
	world.fails(
		Alice,
		register(PLANT, Technology::SolarPhotovoltaic),
		Error::<Runtime>::AlreadyRegistered,
	);
	world.ok(Alice, Call::withdraw { bundle, reason });
	world.fails(
		Dave,
		transfer(bundle, 1, Eve),
		Error::<Runtime>::BundleWithdrawn,
	);
	assert_eq!(totals(&mut world, PLANT).withdrawn, 1_000);
}

#[test]
fn certificates_are_given_split_offered_bought_and_retired() {
	let (mut world, bundle) = with_certificates();
	let interval = bundle.interval;
	let [dave, eve, ferdie] = [Dave, Eve, Ferdie].map(|who| who.to_account_id());
	let part = |first| BundleId { first, ..bundle };
	world.fails(Eve, transfer(bundle, 1, Eve), Error::<Runtime>::NotOwner);
	world.ok(Dave, transfer(bundle, 100, Ferdie));
	world.ok(
		Dave,
		Call::split {
			bundle,
			quantity: 200,
		},
	);
	let offer = Call::offer {
		bundle,
		price: 1_000_000,
		minimum: 50,
	};
	world.ok(Dave, offer);
	world.fails(
		Dave,
		transfer(bundle, 1, Eve),
		Error::<Runtime>::BundleReserved,
	);
	let buy = |quantity, max_price| Call::buy {
		bundle,
		quantity: Some(quantity),
		max_price,
	};
	world.fails(Eve, buy(300, 999_999), Error::<Runtime>::PriceAboveMaximum);
	world.fails(Eve, buy(49, 1_000_000), Error::<Runtime>::BelowMinimum);
	world.fails(Dave, buy(300, 1_000_000), Error::<Runtime>::OwnBundle);
	let before = world.free(Dave);
	world.ok(Eve, buy(300, 1_000_000));
	assert_eq!(world.free(Dave) - before, 300_000_000);
	let reserved = BundleStatus::Reserved {
		price: 1_000_000,
		minimum: 50,
	};
	assert_eq!(
		bundles(&mut world, PLANT, interval),
		[
			(0, 400, dave, reserved),
			(400, 300, eve, BundleStatus::Active),
			(700, 200, Dave.to_account_id(), BundleStatus::Active),
			(900, 100, ferdie, BundleStatus::Active),
		]
	);
	// Who splits holds the deposit: Dave twice, Eve by buying a part.
	let deposit = SplitDeposit::get();
	assert_eq!(held(&mut world, Dave), 2 * deposit);
	assert_eq!(held(&mut world, Eve), deposit);

	// For what the shop used in this interval, and no more.
	let shop = || Beneficiary::Point(SHOP);
	assert_eq!(consumption(&mut world, interval).green_local, 0);
	world.ok(Eve, retire(part(400), 300, shop()));
	assert_eq!(consumption(&mut world, interval).retired, 300);
	let score = consumption(&mut world, interval).score();
	assert_eq!(score, Some(Permill::one()));
	world.fails(
		Ferdie,
		retire(part(900), 1, shop()),
		Error::<Runtime>::BeyondConsumption,
	);
	world.fails(
		Eve,
		transfer(part(400), 1, Dave),
		Error::<Runtime>::BundleRetired,
	);
	// For a statement anyone may.
	let statement = Beneficiary::Statement(H256::repeat_byte(1));
	world.ok(Ferdie, retire(part(900), 100, statement));
	world.ok(Dave, Call::cancel_offer { bundle });
	let all = DeviceTotals {
		exported: 1_000,
		active: 600,
		retired: 400,
		..Default::default()
	};
	assert_eq!(totals(&mut world, PLANT), all);
}

#[test]
fn a_light_client_verifies_a_retirement_with_a_storage_proof() {
	let (mut world, bundle) = with_certificates();
	let owner = Beneficiary::Account(Eve.to_account_id());
	world.ok(Dave, retire(bundle, 250, owner.clone()));
	let key = Retirements::<Runtime>::hashed_key_for(COMMUNITY, 0u64);
	let unknown = Retirements::<Runtime>::hashed_key_for(COMMUNITY, 1u64);

	// What a full node answers, and what a header says.
	let backend = world.chain.externalities().as_backend();
	let keys = [key.clone(), unknown.clone()];
	let proof = sp_state_machine::prove_read(backend, &keys).expect("proves");
	let root = world.chain.state_root();
	let verify = |root: H256, proof| {
		sp_state_machine::read_proof_check::<BlakeTwo256, _>(root, proof, &keys)
	};
	let items = verify(root, proof.clone()).expect("verifies");

	let record = items[&key].clone().expect("the retirement is there");
	let record = Retirement::<AccountId>::decode(&mut &record[..]).expect("decodes");
	assert_eq!(
		record.bundle,
		BundleId {
			first: 750,
			..bundle
		}
	);
	assert_eq!((record.quantity, record.community), (250, COMMUNITY));
	assert_eq!(
		(record.owner, record.beneficiary),
		(Dave.to_account_id(), owner)
	);
	assert_eq!(items[&unknown], None, "and that there is no other");

	world.block();
	let later = world.chain.state_root();
	assert!(verify(later, proof.clone()).is_err(), "of that block only");
	let forged: Vec<_> = proof
		.into_nodes()
		.into_iter()
		.map(|mut node| {
			let quantity = 250u64.encode();
			if let Some(at) = node.windows(8).position(|bytes| bytes == quantity) {
				node[at] ^= 1;
			}
			node
		})
		.collect();
	let forged = verify(root, sp_state_machine::StorageProof::new(forged));
	assert!(forged.is_err(), "nor with another quantity");
}

#[test]
fn certificates_expire_with_their_records_and_deposits_return() {
	let (mut world, bundle) = with_certificates();
	world.ok(Dave, transfer(bundle, 400, Eve));
	let statement = Beneficiary::Statement(H256::repeat_byte(1));
	world.ok(
		Eve,
		retire(
			BundleId {
				first: 600,
				..bundle
			},
			400,
			statement,
		),
	);
	assert!(held(&mut world, Dave) > 0);
	let is_due = bundle.interval + CERTIFICATE_VALIDITY;

	// Four months in which nobody looks: the clock comes after, half a ring at a time.
	world.block_at(world.now + INTERVAL_MILLIS * u64::from(CERTIFICATE_VALIDITY));
	let mut expired = Vec::new();
	while world.chain.read(Communities::ended) < is_due {
		assert_eq!(bundles(&mut world, PLANT, bundle.interval).len(), 2);
		let events = world.block().events.into_iter();
		expired = events
			.filter_map(|event| match event {
				RuntimeEvent::Certificates(Event::BundleExpired {
					bundle, quantity, ..
				}) => Some((bundle, quantity)),
				_ => None,
			})
			.collect();
	}
	assert_eq!(expired, [(bundle, 600)], "in the block in which it is due");
	let all = DeviceTotals {
		exported: 1_000,
		expired: 600,
		retired: 400,
		..Default::default()
	};
	assert_eq!(totals(&mut world, PLANT), all);
	assert_eq!(held(&mut world, Dave), 0);
	world.chain.read(|| {
		assert_eq!(Issuances::<Runtime>::iter().count(), 0);
		assert_eq!(Bundles::<Runtime>::iter().count(), 0);
		assert_eq!(Owned::<Runtime>::iter().count(), 0);
		assert_eq!(Retirements::<Runtime>::iter().count(), 1);
	});

	// Nothing is left of the device but its sums, and then not even those.
	let device = PLANT;
	world.ok(Alice, Call::deregister_device { device });
	let events = world.events_of(Alice, Call::remove_device { device });
	let removed = events.iter().any(|event| {
		matches!(event, RuntimeEvent::Certificates(Event::DeviceRemoved { totals, folded, .. })
			if *totals == all && folded.wh == 1_000 && folded.records == 1)
	});
	assert!(removed, "{events:?}");
	// What it meters now is nobody's certificate.
	let interval = world.metered(&[(PLANT, -500), (SHOP, 100)]);
	let known = world
		.chain
		.read(|| Issuances::<Runtime>::contains_key(PLANT, interval));
	assert!(!known);
	assert_eq!(consumption(&mut world, interval).green_local, 0);
}

#[test]
fn what_a_battery_gives_is_as_green_as_what_it_took() {
	let mut world = world();
	// It takes 400 of the plant's 1,000 as a neighbour does.
	let noon = world.metered(&[(PLANT, -1_000), (SHOP, 300), (BATTERY, 400)]);
	assert_eq!(issuance(&mut world, PLANT, noon).local, 700);
	assert_eq!(issuance(&mut world, BATTERY, noon).green_charged, 400);
	let evening = world.metered(&[(BATTERY, -320)]);
	assert_eq!(
		bundles(&mut world, BATTERY, evening),
		[(0, 320, Dave.to_account_id(), BundleStatus::Active)]
	);

	// It takes 400 of the supplier, and its owner's certificates of the same interval make half of it green.
	let grey = world.metered(&[(BATTERY, 400)]);
	world.deliver(grey, &[(PLANT, -1_000)]);
	let store = |quantity| Call::store {
		bundle: bundle(PLANT, grey, 0),
		quantity: Some(quantity),
		storage: BATTERY,
	};
	world.fails(Dave, store(401), Error::<Runtime>::BeyondCharge);
	world.ok(Dave, store(200));
	let night = world.metered(&[(BATTERY, -320)]);
	let given = issuance(&mut world, BATTERY, night);
	assert_eq!((given.tradeable, given.uncertified), (160, 160));
	let storage = world
		.chain
		.read(|| Certificates::device_view(BATTERY))
		.expect("is a device")
		.storage;
	let all = StorageTotals {
		charged: 800,
		green_charged: 400,
		allocated: 200,
		discharged: 640,
		covered: 640,
		losses: 160,
		green_taken: 600,
		green_expired: 0,
	};
	assert_eq!(storage, all);
	assert_eq!(totals(&mut world, PLANT).stored, 200);
	let storer = Call::store {
		bundle: bundle(PLANT, grey, 0),
		quantity: None,
		storage: SHOP,
	};
	world.fails(Dave, storer, Error::<Runtime>::NotStorage);
}

#[test]
fn what_nobody_asked_for_is_issued_when_asked_and_to_nobody_else() {
	let mut world = world();
	let manual = Call::update_device {
		device: PLANT,
		attributes: attributes(Technology::SolarPhotovoltaic),
		automatic: false,
	};
	world.ok(Alice, manual);
	let interval = world.metered(&[(PLANT, -1_000), (HOME, 100)]);
	assert_eq!(totals(&mut world, PLANT).unissued, 900);
	let device = PLANT;
	let issue = Call::issue { device, interval };
	world.fails(Eve, issue.clone(), Error::<Runtime>::NotOwnerNorAuthority);
	world.ok(Dave, issue.clone());
	world.fails(Dave, issue, Error::<Runtime>::AlreadyIssued);
	assert_eq!(totals(&mut world, PLANT).active, 900);
}

#[test]
fn green_energy_sold_ahead_is_retired_for_who_bought_it() {
	let mut rules = flat(CELL);
	rules.auction = Some(commonwatt_primitives::tariff::AuctionRules {
		tick: 1,
		undelivered_charge: 20,
		tolerance: Permill::from_percent(10),
		gate_closure_millis: commonwatt_runtime::SLOT_DURATION,
		freeze_millis: 0,
	});
	let mut world = World::new(rules);
	for (who, name) in [(Dave, "plant"), (Eve, "shop"), (Ferdie, "home")] {
		world.point(who.to_account_id(), name, 10_000, Default::default(), FIRST);
	}
	for point in [PLANT, SHOP, HOME] {
		world.top_up(point, 100_000_000);
	}
	world.top_up_supplier(TOKEN);
	world.ok(Alice, register(PLANT, Technology::SolarPhotovoltaic));
	let order = |point, side| -> RuntimeCall {
		let step = commonwatt_primitives::order::Step {
			limit: 125,
			quantity: 600,
		};
		let steps = vec![step].try_into().expect("one");
		let order = commonwatt_primitives::order::Order { side, steps };
		let interval = FIRST;
		pallet_energy_market::Call::place_order {
			point,
			interval,
			order,
		}
		.into()
	};
	world.ok(Dave, order(PLANT, commonwatt_primitives::order::Side::Sell));
	world.ok(Eve, order(SHOP, commonwatt_primitives::order::Side::Buy));
	while world.interval() < FIRST {
		world.block();
	}
	// 600 were sold ahead; of the 400 beside them the home takes 150.
	let interval = world.metered(&[(PLANT, -1_000), (SHOP, 600), (HOME, 150)]);
	assert_eq!(interval, FIRST);
	let settled = issuance(&mut world, PLANT, interval);
	assert_eq!(
		(settled.sold_ahead, settled.local, settled.tradeable),
		(600, 150, 250)
	);
	assert_eq!(green_of_month(&mut world, SHOP), 600);
	assert_eq!(green_of_month(&mut world, HOME), 150);
}
