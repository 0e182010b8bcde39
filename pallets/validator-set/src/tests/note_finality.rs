use super::*;
use crate::Finality;

#[test]
fn removals_go_on_after_finality_was_lost_and_restarted() {
	ExtBuilder::default()
		.founders(7)
		.floor(1)
		.build_and_execute(|| {
			sessions_without(MAX_SILENT, &[6, 7]);
			let dead = [5, 6, 7];
			sessions_without(6 * MAX_SILENT, &dead);
			assert_eq!(set(), [1, 2, 3, 4, 5]);
			events();
			assert_ok!(ValidatorSet::note_finality(RuntimeOrigin::root()));
			let session = pallet_session::CurrentIndex::<Runtime>::get();
			assert_eq!(events(), [Event::FinalityNoted { session }]);
			assert_eq!(
				Finality::<Runtime>::get().validators.to_vec(),
				[1, 2, 3, 4, 5]
			);
			sessions_without(1, &dead);
			assert_eq!(set(), [1, 2, 3, 4]);
		});
}

#[test]
fn fails_when_not_root() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [THE_SET, ALICE] {
			let origin = RuntimeOrigin::signed(who);
			assert_noop!(ValidatorSet::note_finality(origin), BadOrigin);
		}
	});
}
