//! The demo's story: what must happen, how it is told, and whether it has been seen.
//!
//! Nothing counts but events of finalised blocks.

mod certificates;
mod homes;
mod opening;
mod people;
mod shares;
mod vote;

use super::{cast::Cast, park::Park};
use certificates::Certification;
use commonwatt_primitives::{statement::SupplyState, tariff::Rules, Interval, PointId, Price};
use commonwatt_runtime::{AccountId, Hash, RuntimeCall, RuntimeEvent};
use commonwatt_simulator::{
	data::CommunityData,
	ledger::{Ledger, Rationed},
	outcome::IntervalOutcome,
	setup::Contract,
};
use pallet_billing::Call as BillingCall;
pub use people::{fine_tokens, tokens, Act, People, Who};
pub use shares::{Venture, LEAST_INVESTORS};
use sp_runtime::traits::{BlakeTwo256, Hash as _};
use std::collections::BTreeSet;
use vote::Government;

/// Intervals after the first in which the stranger gives.
const GIFT_AFTER: Interval = 3;
/// Intervals without supply after which the home is topped up.
const UNSERVED_INTERVALS: u32 = 2;
/// What the stranger says. The chain knows its hash.
const MEMO: &str = "For the school, that its lights stay on. A neighbour from across the street.";

/// What was seen of the story.
#[derive(Default)]
struct Seen {
	ordering: BTreeSet<PointId>,
	essential: bool,
	gifted: bool,
	/// What the home that runs dry is, as last heard; like every point, low until it is topped up.
	supply: SupplyState,
	low: bool,
	emergency: bool,
	lent: bool,
	disconnected: bool,
	/// Readings of 0 Wh while it was off.
	unserved: u32,
	/// It was off, and the chain has it draw or make something.
	metered_while_off: bool,
	topped_up: bool,
	reconnected: bool,
	draws_again: bool,
	told_rationed: bool,
	told_charged: bool,
	/// Forecasts beside their outcomes.
	forecasts: usize,
	/// Points whose standing orders ordered.
	standing: BTreeSet<PointId>,
	/// The intervals they did it for.
	standing_for: BTreeSet<Interval>,
}

pub struct Story {
	cast: Cast,
	people: People,
	venture: Venture,
	certification: Certification,
	government: Government,
	first_interval: Interval,
	stranger: AccountId,
	seen: Seen,
	gift_sent: bool,
	top_up_sent: bool,
}

/// What the donor's memo hashes to.
pub fn memo() -> Hash {
	BlakeTwo256::hash(MEMO.as_bytes())
}

/// What a story is made of.
pub struct Setting<'a> {
	pub data: &'a CommunityData,
	pub contracts: &'a [Contract],
	/// The rules in force.
	pub rules: Rules,
	pub first_point: PointId,
	/// The first interval, and the one after the last.
	pub span: (Interval, Interval),
	pub stranger: AccountId,
}

impl Story {
	pub fn new(cast: Cast, park: Park, setting: Setting<'_>) -> Self {
		let Setting {
			data,
			contracts,
			rules,
			first_point,
			span,
			stranger,
		} = setting;
		let people = People::new(data, first_point, cast.school, park.index);
		let investors: Vec<usize> = cast.investors.iter().map(|(home, _)| *home).collect();
		let devices = certificates::devices(data, contracts);
		let devices = devices.map(|(index, _)| people.point(index)).collect();
		// The second investor: the first one proposes the park.
		let proposer = investors.get(1).copied().unwrap_or(0);
		Self {
			venture: Venture::new(park, cast.investors.clone(), span),
			certification: Certification::new(devices, investors),
			government: Government::new(rules, proposer),
			cast,
			people,
			first_interval: span.0,
			stranger,
			seen: Seen::default(),
			gift_sent: false,
			top_up_sent: false,
		}
	}

	pub fn people(&self) -> &People {
		&self.people
	}

	pub fn venture(&self) -> &Venture {
		&self.venture
	}

	pub fn certification(&self) -> &Certification {
		&self.certification
	}

	pub fn government(&self) -> &Government {
		&self.government
	}

	fn school(&self) -> PointId {
		self.people.point(self.cast.school)
	}

	/// The point that runs dry.
	pub fn dry(&self) -> PointId {
		self.people.point(self.cast.dry)
	}

	fn name(&self, point: PointId) -> String {
		self.people.name(point)
	}

	/// What is due now that intervals below `ended` are over, and the home that runs dry was off in
	/// `unserved` of them. Each act comes once.
	pub fn acts(&mut self, ended: Interval, unserved: u32) -> Vec<Act> {
		let mut acts = Vec::new();
		if !self.gift_sent && ended >= self.first_interval + GIFT_AFTER {
			self.gift_sent = true;
			let gift = BillingCall::gift {
				point: self.school(),
				amount: self.cast.gift,
				memo: memo(),
			};
			acts.push(Act::new(Who::Stranger, RuntimeCall::Billing(gift)));
		}
		if !self.top_up_sent && unserved >= UNSERVED_INTERVALS {
			self.top_up_sent = true;
			let top_up = BillingCall::top_up {
				point: self.dry(),
				amount: self.cast.top_up,
			};
			acts.push(Act::new(Who::Relative, RuntimeCall::Billing(top_up)));
		}
		acts.extend(self.venture.acts(ended, &self.people));
		acts.extend(self.certification.acts(&self.people));
		let is_ready = self.venture.is_attached();
		acts.extend(self.government.acts(ended, is_ready, &self.people));
		acts
	}

	/// The first interval with a new fee that is decided and was not read back yet.
	pub fn fee_to_read(&self) -> Option<Interval> {
		self.government.to_read()
	}

	/// The fee that the chain quotes for the interval before, and for that one; what there is to tell.
	pub fn note_fees(&mut self, from: Interval, before: Price, after: Price) -> String {
		self.government.note_fees(from, before, after)
	}

	/// Hears a finalised event that the ledger has booked; what there is to tell. `switched` is the
	/// interval from which the gateway switches a point off or on.
	pub fn hear(
		&mut self,
		event: &RuntimeEvent,
		rationed: Option<Rationed>,
		switched: Option<Interval>,
		ledger: &Ledger<'_>,
	) -> Vec<String> {
		let own = match event {
			RuntimeEvent::Billing(event) => self.hear_billing(event, switched),
			RuntimeEvent::EnergyMarket(event) => self.hear_market(event, rationed, ledger),
			_ => None,
		};
		let told = [
			own,
			self.venture.hear(event, &self.people),
			self.certification.hear(event, &self.people, ledger),
			self.government.hear(event, &self.people),
		];
		told.into_iter().flatten().collect()
	}

	/// So many forecasts stand beside their outcomes.
	pub fn note_forecasts(&mut self, number: usize) {
		self.seen.forecasts = number;
	}

	/// What has not been seen, in words; empty if the story is complete.
	pub fn missing(&self, intervals: &[IntervalOutcome]) -> Vec<String> {
		let wanted = self.households(intervals).into_iter().chain(self.common());
		let unseen = wanted.filter(|(seen, _)| !seen);
		unseen.map(|(_, what)| what).collect()
	}

	/// What must be seen of what the community owns and decides together, and whether it was.
	fn common(&self) -> impl Iterator<Item = (bool, String)> {
		let venture = self.venture.wanted(&self.people);
		let certification = self.certification.wanted();
		let government = self.government.wanted(&self.people);
		venture.into_iter().chain(certification).chain(government)
	}

	/// Whether nothing is left to wait for.
	pub fn is_over(&self) -> bool {
		self.common().all(|(seen, _)| seen)
	}
}

#[cfg(test)]
mod tests;
