use super::*;

#[test]
fn the_example_of_the_crate_page() {
	let builder = ExtBuilder::default().treasury(1_000).rules(|rules| {
		rules.quorum = Permill::from_percent(50);
	});
	builder.build_and_execute(|| {
		remove(DAVE);
		remove(EVE);
		let id = propose(spend_call(100));
		assert_ok!(vote(ALICE, id, Vote::Aye));
		assert_ok!(vote(BOB, id, Vote::Aye));
		assert_ok!(close(id));
		run_blocks(DELAY);
		let before = balance(DONOR);
		assert_ok!(execute(id));
		assert_eq!((balance(DONOR) - before, treasury()), (100, 900));
		assert_eq!(proposal(id).stage, Stage::Executed);
	});
}
