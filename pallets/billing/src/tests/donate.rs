use super::*;

#[test]
fn a_donation_goes_to_the_treasury_of_its_community() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Billing::donate(by(DONOR), COMMUNITY, 700));
		last_event_is(Event::Donated {
			community: COMMUNITY,
			who: DONOR,
			amount: 700,
		});
		assert_eq!(
			book(),
			CommunityAccounts {
				treasury: 700,
				liabilities: 700,
				..book()
			}
		);
		assert_eq!(
			(gained(DONOR), pot_holds()),
			(-700, 700 + EXISTENTIAL_DEPOSIT)
		);
		assert_eq!(Books::<Runtime>::get(OTHER_COMMUNITY), Default::default());
	});
}
