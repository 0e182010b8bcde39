//! What a signal may be is looked up before its signature is: it is charged for every version of the rules.

use super::*;
use commonwatt_primitives::traits::{Communities as _, MarketClock, Outcomes};

#[test]
fn limits_cost_no_more_than_a_signal_is_charged_for_them() {
	Chain::new(rules()).run(|| {
		let mut announced = 1;
		for from in 98.. {
			let announce = pallet_communities::Call::announce_rules {
				community: 0,
				from,
				rules: rules(),
			};
			if call(&operator(0), announce).is_err() {
				break;
			}
			announced += 1;
		}
		run_to_interval(90);
		let from = Communities::in_progress() + 2;
		let cost = cost_of(|| {
			assert!(Communities::exists(0));
			<EnergyMarket as Outcomes>::limits(0, from, from + 96).expect("it is there");
		});
		// Beside them: the forecasters, the genesis hash.
		assert_eq!(announced, MAX_RULE_VERSIONS as usize);
		assert!(cost.reads + 2 <= announced + 8, "{cost:?}");
	});
}
