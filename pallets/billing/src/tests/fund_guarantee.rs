use super::*;

#[test]
fn a_gift_goes_to_the_guarantee_fund() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Billing::fund_guarantee(by(DONOR), COMMUNITY, 700));
		last_event_is(Event::GuaranteeFunded {
			community: COMMUNITY,
			who: DONOR,
			amount: 700,
		});
		let expected = CommunityAccounts {
			guarantee: 700,
			liabilities: 700,
			..Default::default()
		};
		assert_eq!(book(), expected);
		assert_eq!(
			(gained(DONOR), pot_holds()),
			(-700, 700 + EXISTENTIAL_DEPOSIT)
		);
	});
}
