use super::*;

fn in_arrears(test: impl FnOnce()) {
	let opening = Opening {
		supplier: 17,
		treasury: 5,
		arrears: 1_717,
		..Default::default()
	};
	ExtBuilder::default()
		.opening(opening)
		.build_and_execute(test);
}

fn top_up(amount: Balance) {
	assert_ok!(Billing::top_up_supplier(by(SUPPLIER), COMMUNITY, amount));
}

#[test]
fn a_top_up_is_the_suppliers() {
	ExtBuilder::default().build_and_execute(|| {
		top_up(300);
		last_event_is(Event::SupplierToppedUp {
			community: COMMUNITY,
			who: SUPPLIER,
			amount: 300,
			paid_arrears: 0,
		});
		assert_eq!((book().supplier, book().liabilities), (300, 300));
		assert_eq!(
			(gained(SUPPLIER), pot_holds()),
			(-300, 300 + EXISTENTIAL_DEPOSIT)
		);
	});
}

#[test]
fn it_pays_arrears_to_the_treasury_first() {
	in_arrears(|| {
		top_up(1_716);
		let CommunityAccounts {
			treasury,
			supplier,
			arrears,
			..
		} = book();
		assert_eq!((treasury, supplier, arrears), (5 + 1_716, 17, 1));
	});
}

#[test]
fn the_rest_is_the_suppliers() {
	in_arrears(|| {
		top_up(1_720);
		last_event_is(Event::SupplierToppedUp {
			community: COMMUNITY,
			who: SUPPLIER,
			amount: 1_720,
			paid_arrears: 1_717,
		});
		let CommunityAccounts {
			treasury,
			supplier,
			arrears,
			..
		} = book();
		assert_eq!((treasury, supplier, arrears), (5 + 1_717, 17 + 3, 0));
	});
}

#[test]
fn anyone_may_top_it_up() {
	in_arrears(|| {
		assert_ok!(Billing::top_up_supplier(by(DONOR), COMMUNITY, 1));
		assert_eq!((book().arrears, gained(DONOR)), (1_716, -1));
	});
}
