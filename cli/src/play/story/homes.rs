//! The homes: what they order, who gets a gift, who runs dry and comes back.

use super::{memo, tokens, Story, MEMO};
use commonwatt_primitives::{statement::SupplyState, Interval, NetWh};
use commonwatt_runtime::TOKEN;
use commonwatt_simulator::{
	ledger::{Ledger, Rationed},
	outcome::IntervalOutcome,
};
use pallet_billing::Event as BillingEvent;
use pallet_energy_market::Event as MarketEvent;

/// Homes that must order.
const ORDERING_HOMES: usize = 5;
/// Intervals that must be traded in ahead.
const TRADED_INTERVALS: usize = 6;
/// Intervals whose forecast must stand beside their outcome.
const FORECAST_INTERVALS: usize = 12;
/// Homes whose standing orders must have ordered, and intervals.
const STANDING: (usize, usize) = (3, 4);

impl Story {
	pub(super) fn hear_billing(
		&mut self,
		event: &BillingEvent<commonwatt_runtime::Runtime>,
		switched: Option<Interval>,
	) -> Option<String> {
		let (school, dry) = (self.school(), self.dry());
		match event {
			BillingEvent::EssentialSet {
				point,
				essential: true,
			} if *point == school => {
				self.seen.essential = true;
				Some(format!(
					"{} is essential: whatever it owes, it is never disconnected",
					self.name(school)
				))
			}
			BillingEvent::Gifted {
				point,
				who,
				amount,
				memo: said,
				..
			} if *point == school => {
				let is_stranger = *who == self.stranger && self.people.owner_index(who).is_none();
				self.seen.gifted |= is_stranger && *said == memo();
				Some(format!(
					"a stranger gives {} {} tokens and a memo, {said:?}: {MEMO:?}",
					self.name(school),
					tokens(*amount)
				))
			}
			BillingEvent::GuaranteeFunded { amount, .. } => Some(format!(
				"the guarantee fund begins with {} tokens",
				tokens(*amount)
			)),
			BillingEvent::EmergencyCreditLent { point, amount } => {
				self.seen.lent |= *point == dry;
				Some(format!(
					"the guarantee fund lends {} {} tokens",
					self.name(*point),
					tokens(*amount)
				))
			}
			BillingEvent::ToppedUp {
				point,
				amount,
				paid_debt,
				paid_receivable,
				..
			} if *point == dry => {
				if !self.seen.disconnected {
					return Some(format!(
						"{} has prepaid {} tokens",
						self.name(dry),
						tokens(*amount)
					));
				}
				self.seen.topped_up |= self.top_up_sent;
				Some(format!(
					"a relative tops {} up by {} tokens: {} to the guarantee fund, {} to the supplier, \
					 the rest is credit",
					self.name(dry),
					tokens(*amount),
					tokens(*paid_debt),
					tokens(*paid_receivable)
				))
			}
			BillingEvent::SupplyChanged { point, from, to } if [school, dry].contains(point) => {
				if *point == dry {
					self.note_supply(*from, *to);
				}
				let meaning = match (from, to) {
					(_, SupplyState::Disconnected) => ": its emergency credit is used up",
					(_, SupplyState::Emergency) => ": it draws on the guarantee fund",
					(SupplyState::Disconnected, _) => ": it may draw again",
					(_, SupplyState::Low) => {
						": its credit is below what it could draw until its next reading"
					}
					(_, SupplyState::Normal) => {
						": its credit covers what it could draw until its next reading"
					}
				};
				let acts = match (switched, to) {
					(Some(at), SupplyState::Disconnected) => {
						format!("; its gateway switches it off from interval {at} on")
					}
					(Some(at), _) => format!("; its gateway switches it on from interval {at} on"),
					(None, _) => String::new(),
				};
				Some(format!(
					"{}: {from:?} -> {to:?}{meaning}{acts}",
					self.name(*point)
				))
			}
			_ => None,
		}
	}

	/// The home that runs dry must go down step by step, and up again when it is topped up.
	pub(super) fn note_supply(&mut self, from: SupplyState, to: SupplyState) {
		use SupplyState::*;
		let seen = &mut self.seen;
		if std::mem::replace(&mut seen.supply, to) != from {
			return;
		}
		match (from, to) {
			(Normal, Low) => seen.low = true,
			(Low, Emergency) => seen.emergency |= seen.low,
			(Emergency, Disconnected) => seen.disconnected |= seen.emergency,
			(Disconnected, _) => seen.reconnected |= seen.unserved > 0,
			_ => {}
		}
	}

	pub(super) fn hear_market(
		&mut self,
		event: &MarketEvent<commonwatt_runtime::Runtime>,
		rationed: Option<Rationed>,
		ledger: &Ledger<'_>,
	) -> Option<String> {
		match event {
			MarketEvent::OrderPlaced { point, .. } => {
				self.seen.ordering.insert(*point);
				None
			}
			MarketEvent::StandingOrderFired {
				point,
				id,
				interval,
				..
			} => {
				self.seen.standing_for.insert(*interval);
				let first = self.seen.standing.insert(*point);
				first.then(|| {
					format!(
						"standing order {id} of {} orders for interval {interval}: the forecast meets its \
						 conditions",
						self.name(*point)
					)
				})
			}
			MarketEvent::OrderClaimed { .. } => {
				let rationed = rationed.filter(|_| !self.seen.told_rationed)?;
				self.seen.told_rationed = true;
				Some(format!(
					"{} gets {} of the {} Wh it ordered for interval {}: at the auction's price there \
					 was more than could be traded, and each got its share",
					self.name(rationed.point),
					rationed.filled,
					rationed.ordered,
					rationed.interval
				))
			}
			MarketEvent::Undelivered {
				point,
				interval,
				undelivered,
				charge,
				..
			} if *charge >= TOKEN / 1_000 && !self.seen.told_charged => {
				self.seen.told_charged = true;
				Some(format!(
					"{} did not deliver {undelivered} Wh of what it traded ahead for interval \
					 {interval}: charged {} tokens",
					self.name(*point),
					tokens(*charge)
				))
			}
			MarketEvent::Metered {
				point,
				interval,
				position,
				deviation,
				..
			} if *point == self.dry() => self.hear_metered(*interval, *position, *deviation, ledger),
			_ => None,
		}
	}

	/// The home that runs dry was read. It trades nothing ahead: what the chain has it deviate by is what
	/// it metered.
	fn hear_metered(
		&mut self,
		interval: Interval,
		position: NetWh,
		deviation: NetWh,
		ledger: &Ledger<'_>,
	) -> Option<String> {
		let dry = self.dry();
		let home = ledger.home_in(interval, dry)?;
		let is_off = home.import_wh == 0 && home.export_wh == 0;
		if is_off && home.unserved_wh > 0 {
			if (position, deviation) != (0, 0) {
				self.seen.metered_while_off = true;
				return None;
			}
			self.seen.unserved += 1;
			return Some(format!(
				"{} is off in interval {interval}: its meter reads 0 Wh, {} Wh of demand are not served",
				self.name(dry),
				home.unserved_wh
			));
		}
		let again = self.seen.reconnected && self.seen.topped_up && position == 0 && deviation > 0;
		if !again || self.seen.draws_again {
			return None;
		}
		self.seen.draws_again = true;
		Some(format!(
			"{} draws again: {deviation} Wh in interval {interval}",
			self.name(dry)
		))
	}

	/// What must be seen of the homes, and whether it was.
	pub(super) fn households(&self, intervals: &[IntervalOutcome]) -> Vec<(bool, String)> {
		let seen = &self.seen;
		let traded = intervals.iter().filter(|entry| entry.ahead.volume_wh > 0);
		let traded = traded.count();
		let rationed: u32 = intervals.iter().map(|entry| entry.ahead.rationed).sum();
		let homes = intervals.iter().flat_map(|entry| &entry.homes);
		let charged = homes.filter(|home| home.undelivered_charge > 0).count();
		let (school, dry) = (self.name(self.school()), self.name(self.dry()));
		vec![
			(
				seen.ordering.len() >= ORDERING_HOMES,
				format!(
					"orders of {ORDERING_HOMES} homes at least: {} ordered",
					seen.ordering.len()
				),
			),
			(
				traded >= TRADED_INTERVALS,
				format!("{TRADED_INTERVALS} intervals at least with an auction volume: {traded} had one"),
			),
			(
				rationed > 0,
				"an order filled in part at the clearing price".into(),
			),
			(
				charged > 0,
				"a charge for what was traded ahead and not delivered".into(),
			),
			(
				seen.forecasts >= FORECAST_INTERVALS,
				format!(
					"{FORECAST_INTERVALS} intervals at least with a forecast beside their outcome: {} had one",
					seen.forecasts
				),
			),
			(
				seen.standing.len() >= STANDING.0 && seen.standing_for.len() >= STANDING.1,
				format!(
					"standing orders of {} homes at least ordering for {} intervals: {} did for {}",
					STANDING.0,
					STANDING.1,
					seen.standing.len(),
					seen.standing_for.len()
				),
			),
			(seen.essential, format!("{school} declared essential")),
			(
				seen.gifted,
				format!("a gift to {school} from a stranger, with a memo"),
			),
			(seen.low, format!("{dry} low, after normal")),
			(seen.emergency, format!("{dry} in emergency, after low")),
			(seen.lent, format!("emergency credit lent to {dry}")),
			(
				seen.disconnected,
				format!("{dry} disconnected, after emergency"),
			),
			(
				seen.unserved > 0 && !seen.metered_while_off,
				format!("{dry} read with 0 Wh while it was off, demand not served"),
			),
			(seen.topped_up, format!("{dry} topped up")),
			(
				seen.reconnected,
				format!("{dry} disconnected no more, after it was off"),
			),
			(seen.draws_again, format!("{dry} drawing again")),
		]
	}
}
