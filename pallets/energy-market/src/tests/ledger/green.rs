//! What certificates hear, and the green energy of every interval.

use super::*;

impl World {
	pub fn certify(&mut self, point: u8, certification: Certification) {
		let Some(point) = self.point(point) else {
			return;
		};
		Metering::certify(point, certification).expect("it exists");
		let entry = self.model.points.get_mut(&point).expect("it exists");
		entry.certification = certification;
	}

	pub fn compare_green(&self) {
		let heard = heard();
		assert_eq!(heard.len(), self.model.heard.len(), "nothing else is heard");
		for ((point, interval), expected) in &self.model.heard {
			let said = &heard[&(*point, *interval)];
			let energy = said.energy;
			let said_in_the_models_words = Heard {
				certification: said.certification,
				energy: (energy.import.into(), energy.export.into()),
				sold_ahead: said.sold_ahead.into(),
				local: said.local.into(),
				green_used: said.green_used.into(),
				late: said.late,
			};
			assert_eq!(said_in_the_models_words, *expected, "{point} in {interval}");
			let parts = said.netted() + said.sold_ahead + said.local + said.tradeable();
			assert_eq!(parts, energy.export, "{said:?}");
			assert!(said.green_used + said.netted() <= energy.import, "{said:?}");
		}
		for (id, community) in self.model.communities.iter().enumerate() {
			let id = id as u32;
			let in_state = crate::Results::<Test>::iter_key_prefix(id);
			for interval in in_state.chain(crate::History::<Test>::iter_key_prefix(id)) {
				let state = &community.intervals[&interval];
				let figures = EnergyMarket::green(id, interval).expect("it is kept");
				let green = &state.green;
				let exported = green.sold_ahead()[1] + green.rest_exported()[1];
				let local = state.closed.then_some(green.ahead + green.rest);
				assert_eq!(
					(
						i128::from(figures.exported),
						i128::from(figures.used),
						figures.local.map(i128::from)
					),
					(exported, green.used()[2], local),
					"green energy of {interval}"
				);
				let Some(result) = crate::Results::<Test>::get(id, interval) else {
					continue;
				};
				let totals = result.green;
				assert_eq!(
					[
						totals.sold_ahead,
						totals.sold_ahead_green,
						totals.rest,
						totals.rest_green,
						totals.bought_ahead,
						totals.used_rest,
						totals.rest_local_green,
					]
					.map(i128::from),
					[
						green.sold_ahead()[0],
						green.sold_ahead()[1],
						green.rest_exported()[0],
						green.rest_exported()[1],
						green.used()[0],
						green.used()[1],
						green.rest,
					],
					"green energy of {interval}"
				);
			}
		}
	}
}
