use super::*;
use crate::Daos;

fn refused(change: impl FnOnce(&mut DaoRules<u64>), error: TreasuryError) {
	ExtBuilder::default()
		.not_established()
		.build_and_execute(|| {
			let mut rules = rules();
			change(&mut rules);
			assert_noop!(
				Treasury::establish(by(OPERATOR), COMMUNITY, rules),
				DispatchError::from(error)
			);
		});
}

#[test]
fn the_operator_sets_a_government_up() {
	ExtBuilder::default()
		.not_established()
		.treasury(500)
		.build_and_execute(|| {
			assert_ok!(Treasury::establish(by(OPERATOR), COMMUNITY, rules()));
			last_event_is(Event::Established {
				community: COMMUNITY,
				account: dao(),
				rules: rules(),
			});
			let view = Treasury::dao(COMMUNITY).expect("has a government");
			assert_eq!(
				(view.account, view.operates, view.members),
				(dao(), false, 5)
			);
			let budget = Treasury::budget(COMMUNITY).expect("has a budget");
			assert_eq!((budget.period, budget.until, budget.cap), (0, PERIOD, 250));
		});
}

#[test]
fn governments_have_accounts_of_their_own() {
	assert_ne!(
		Treasury::dao_account(COMMUNITY),
		Treasury::dao_account(OTHER_COMMUNITY)
	);
	assert_ne!(dao(), Billing::pot(COMMUNITY));
}

#[test]
fn the_operator_role_can_be_handed_over_and_every_operator_call_works() {
	ExtBuilder::default().build_and_execute(|| {
		assert!(Treasury::dao(COMMUNITY).expect("has a government").operates);
		decide(pallet_communities::Call::admit_member {
			community: COMMUNITY,
			who: STRANGER,
		});
		assert!(pallet_communities::Members::<Runtime>::contains_key(
			COMMUNITY, STRANGER
		));
	});
}

#[test]
fn the_government_changes_its_rules() {
	ExtBuilder::default().build_and_execute(|| {
		let mut changed = rules();
		changed.quorum = Permill::from_percent(20);
		decide(Call::set_rules {
			community: COMMUNITY,
			rules: changed,
		});
		has_event(Event::RulesSet {
			community: COMMUNITY,
			rules: changed,
		});
		assert_eq!(
			Daos::<Runtime>::get(COMMUNITY).map(|dao| dao.rules),
			Some(changed)
		);
	});
}

#[test]
fn fails_when_not_the_operator() {
	ExtBuilder::default()
		.not_established()
		.build_and_execute(|| {
			for who in [ALICE, SUPPLIER, dao()] {
				assert_noop!(
					Treasury::establish(by(who), COMMUNITY, rules()),
					pallet_communities::Error::<Runtime>::NotOperator
				);
			}
		});
}

#[test]
fn fails_when_there_is_a_government() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			as_dao(Call::establish {
				community: COMMUNITY,
				rules: rules()
			}),
			TreasuryError::AlreadyEstablished
		);
	});
}

#[test]
fn fails_when_not_the_government() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [ALICE, OPERATOR, Treasury::dao_account(OTHER_COMMUNITY)] {
			assert_noop!(
				Treasury::set_rules(by(who), COMMUNITY, rules()),
				TreasuryError::NotDao
			);
		}
		assert_noop!(
			Treasury::set_rules(RuntimeOrigin::root(), COMMUNITY, rules()),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn fails_when_a_community_could_lock_itself_out_or_be_taken_over() {
	type Change = fn(&mut DaoRules<u64>);
	let cases: [(Change, TreasuryError); 14] = [
		(
			|rules| rules.voting_period = 4,
			TreasuryError::VotingPeriodOutsideLimits,
		),
		(
			|rules| rules.voting_period = 1_001,
			TreasuryError::VotingPeriodOutsideLimits,
		),
		(
			|rules| rules.enactment_delay = 0,
			TreasuryError::EnactmentDelayOutsideLimits,
		),
		(
			|rules| rules.enactment_delay = 101,
			TreasuryError::EnactmentDelayOutsideLimits,
		),
		(
			|rules| rules.execution_window = 4,
			TreasuryError::ExecutionWindowOutsideLimits,
		),
		(
			|rules| rules.execution_window = 1_001,
			TreasuryError::ExecutionWindowOutsideLimits,
		),
		(
			|rules| rules.quorum = Permill::from_percent(9),
			TreasuryError::QuorumOutsideLimits,
		),
		(
			|rules| rules.quorum = Permill::from_percent(51),
			TreasuryError::QuorumOutsideLimits,
		),
		(
			|rules| rules.approval = Permill::from_percent(49),
			TreasuryError::ApprovalOutsideLimits,
		),
		(
			|rules| rules.approval = Permill::from_percent(91),
			TreasuryError::ApprovalOutsideLimits,
		),
		(
			|rules| rules.slash_below = Permill::from_percent(51),
			TreasuryError::SlashBelowTooHigh,
		),
		(
			|rules| rules.deposit = 9,
			TreasuryError::DepositOutsideLimits,
		),
		(
			|rules| rules.deposit = 10_001,
			TreasuryError::DepositOutsideLimits,
		),
		(|rules| rules.period = 0, TreasuryError::PeriodOutsideLimits),
	];
	for (change, error) in cases {
		refused(change, error);
	}
}

#[test]
fn the_limits_can_be_reached() {
	let at_the_limits = |rules: &mut DaoRules<u64>| {
		rules.voting_period = 5;
		rules.enactment_delay = 100;
		rules.execution_window = 5;
		rules.quorum = Permill::from_percent(50);
		rules.approval = Permill::from_percent(90);
		rules.slash_below = Permill::from_percent(50);
		rules.deposit = 10;
		rules.period = 1;
	};
	ExtBuilder::default()
		.rules(at_the_limits)
		.build_and_execute(|| {});
}

#[test]
fn the_mock_is_a_configuration_that_can_be() {
	ExtBuilder::default().build_and_execute(|| {
		<Treasury as Hooks<u64>>::integrity_test();
	});
}

#[test]
#[should_panic(expected = "a majority approves")]
fn an_approval_below_a_half_cannot_be_configured() {
	ExtBuilder::default().build_and_execute(|| {
		Limits::mutate(|limits| limits.lowest_approval = Permill::from_percent(49));
		<Treasury as Hooks<u64>>::integrity_test();
	});
}

#[test]
#[should_panic(expected = "PollWeight is enough for a turn")]
fn a_poll_that_never_gets_anywhere_cannot_be_configured() {
	ExtBuilder::default().build_and_execute(|| {
		PollWeight::set(Weight::from_parts(1_000_000, 0));
		<Treasury as Hooks<u64>>::integrity_test();
	});
}
