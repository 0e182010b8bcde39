//! The demo's story: what must happen, how it is told, and whether it has been seen.
//!
//! Nothing counts but events of finalised blocks.

use super::cast::Cast;
use commonwatt_primitives::{statement::SupplyState, Interval, NetWh, PointId};
use commonwatt_runtime::{AccountId, Balance, Hash, RuntimeEvent, TOKEN};
use commonwatt_simulator::{
	data::CommunityData,
	ledger::{Ledger, Rationed},
	outcome::IntervalOutcome,
};
use pallet_billing::Event as BillingEvent;
use pallet_energy_market::Event as MarketEvent;
use sp_runtime::traits::{BlakeTwo256, Hash as _};
use std::collections::BTreeSet;

/// Homes that must order.
const ORDERING_HOMES: usize = 5;
/// Intervals that must be traded in ahead.
const TRADED_INTERVALS: usize = 6;
/// Intervals whose forecast must stand beside their outcome.
const FORECAST_INTERVALS: usize = 12;
/// Homes whose standing orders must have ordered, and intervals.
const STANDING: (usize, usize) = (3, 4);
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

/// What the story does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
	/// The stranger gives to the school.
	Gift {
		point: PointId,
		amount: Balance,
		memo: Hash,
	},
	/// A relative tops the home up that ran dry.
	TopUp { point: PointId, amount: Balance },
}

pub struct Story {
	cast: Cast,
	names: Vec<String>,
	first_point: PointId,
	first_interval: Interval,
	stranger: AccountId,
	members: Vec<AccountId>,
	seen: Seen,
	gift_sent: bool,
	top_up_sent: bool,
}

/// What the donor's memo hashes to.
pub fn memo() -> Hash {
	BlakeTwo256::hash(MEMO.as_bytes())
}

impl Story {
	pub fn new(
		cast: Cast,
		data: &CommunityData,
		first_point: PointId,
		first_interval: Interval,
		stranger: AccountId,
	) -> Self {
		let name = |index: usize| data.homes[index].name.clone();
		Self {
			names: (0..data.homes.len()).map(name).collect(),
			members: data
				.homes
				.iter()
				.map(|home| commonwatt_simulator::meters::owner(&data.name, &home.name))
				.collect(),
			cast,
			first_point,
			first_interval,
			stranger,
			seen: Seen::default(),
			gift_sent: false,
			top_up_sent: false,
		}
	}

	pub fn cast(&self) -> &Cast {
		&self.cast
	}

	fn school(&self) -> PointId {
		self.first_point + self.cast.school as PointId
	}

	/// The point that runs dry.
	pub fn dry(&self) -> PointId {
		self.first_point + self.cast.dry as PointId
	}

	fn name(&self, point: PointId) -> String {
		let index = point
			.checked_sub(self.first_point)
			.map(|index| index as usize);
		let name = index.and_then(|index| self.names.get(index)).cloned();
		let name = name.unwrap_or_else(|| format!("point {point}"));
		if point == self.school() {
			return format!("the school ({name})");
		}
		name
	}

	/// What is due now that intervals below `ended` are over, and the home that runs dry was off in
	/// `unserved` of them. Each act comes once.
	pub fn acts(&mut self, ended: Interval, unserved: u32) -> Vec<Act> {
		let mut acts = Vec::new();
		if !self.gift_sent && ended >= self.first_interval + GIFT_AFTER {
			self.gift_sent = true;
			acts.push(Act::Gift {
				point: self.school(),
				amount: self.cast.gift,
				memo: memo(),
			});
		}
		if !self.top_up_sent && unserved >= UNSERVED_INTERVALS {
			self.top_up_sent = true;
			acts.push(Act::TopUp {
				point: self.dry(),
				amount: self.cast.top_up,
			});
		}
		acts
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
		match event {
			RuntimeEvent::Billing(event) => self.hear_billing(event, switched),
			RuntimeEvent::EnergyMarket(event) => self.hear_market(event, rationed, ledger),
			_ => None,
		}
		.into_iter()
		.collect()
	}

	fn hear_billing(
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
				let is_stranger = *who == self.stranger && !self.members.contains(who);
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
	fn note_supply(&mut self, from: SupplyState, to: SupplyState) {
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

	fn hear_market(
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

	/// So many forecasts stand beside their outcomes.
	pub fn note_forecasts(&mut self, number: usize) {
		self.seen.forecasts = number;
	}

	/// What has not been seen, in words; empty if the story is complete.
	pub fn missing(&self, intervals: &[IntervalOutcome]) -> Vec<String> {
		let seen = &self.seen;
		let traded = intervals.iter().filter(|entry| entry.ahead.volume_wh > 0);
		let traded = traded.count();
		let rationed: u32 = intervals.iter().map(|entry| entry.ahead.rationed).sum();
		let homes = intervals.iter().flat_map(|entry| &entry.homes);
		let charged = homes.filter(|home| home.undelivered_charge > 0).count();
		let (school, dry) = (self.name(self.school()), self.name(self.dry()));
		let wanted = [
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
		];
		let unseen = wanted.into_iter().filter(|(seen, _)| !seen);
		unseen.map(|(_, what)| what).collect()
	}
}

/// Tokens with three decimals, rounded half up.
fn tokens(amount: Balance) -> String {
	let thousandth = TOKEN / 1_000;
	let thousandths = (amount + thousandth / 2) / thousandth;
	format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}

#[cfg(test)]
mod tests {
	use super::*;
	use commonwatt_primitives::{
		order::{Order, Side, Step},
		traits::IntervalPrices,
	};
	use commonwatt_simulator::{
		outcome::{Ahead, HomeInterval},
		setup::COMMUNITY,
	};
	use sp_keyring::Sr25519Keyring;
	use std::path::Path;
	use SupplyState::*;

	/// The school is point 1, the home that runs dry point 2.
	fn story() -> Story {
		let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/fontana17");
		let data = CommunityData::load(&folder).expect("the standing example is valid");
		let cast = Cast {
			school: 1,
			gift: 10,
			dry: 2,
			top_up: 20,
			guarantee: 5,
		};
		Story::new(cast, &data, 0, 0, Sr25519Keyring::Eve.to_account_id())
	}

	fn data() -> CommunityData {
		let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/fontana17");
		let mut data = CommunityData::load(&folder).expect("the standing example is valid");
		// The home that runs dry always draws.
		for (load, pv) in data.load_wh.iter_mut().zip(&mut data.pv_wh) {
			(load[2], pv[2]) = (500, 0);
		}
		data
	}

	fn supply(point: PointId, from: SupplyState, to: SupplyState) -> RuntimeEvent {
		RuntimeEvent::Billing(BillingEvent::SupplyChanged { point, from, to })
	}

	fn metered(interval: Interval, deviation: NetWh) -> RuntimeEvent {
		RuntimeEvent::EnergyMarket(MarketEvent::Metered {
			community: COMMUNITY,
			point: 2,
			interval,
			position: 0,
			deviation,
			funded: deviation,
		})
	}

	fn placed(point: PointId) -> RuntimeEvent {
		let steps = vec![Step {
			limit: 1,
			quantity: 10,
		}];
		RuntimeEvent::EnergyMarket(MarketEvent::OrderPlaced {
			community: COMMUNITY,
			point,
			interval: 4,
			order: Order {
				side: Side::Buy,
				steps: steps.try_into().expect("one step"),
			},
			reserve: 1,
		})
	}

	fn fired(point: PointId, interval: Interval) -> RuntimeEvent {
		RuntimeEvent::EnergyMarket(MarketEvent::StandingOrderFired {
			community: COMMUNITY,
			point,
			id: 0,
			interval,
		})
	}

	fn topped_up() -> RuntimeEvent {
		RuntimeEvent::Billing(BillingEvent::ToppedUp {
			point: 2,
			who: Sr25519Keyring::Dave.to_account_id(),
			amount: 20,
			paid_debt: 1,
			paid_receivable: 1,
		})
	}

	fn gifted(who: Sr25519Keyring) -> RuntimeEvent {
		RuntimeEvent::Billing(BillingEvent::Gifted {
			point: 1,
			who: who.to_account_id(),
			amount: 10,
			memo: memo(),
			paid_debt: 0,
			paid_receivable: 0,
		})
	}

	/// Six intervals traded, one order rationed, one charge.
	fn traded() -> Vec<IntervalOutcome> {
		let mut interval = IntervalOutcome {
			ahead: Ahead {
				volume_wh: 10,
				..Default::default()
			},
			homes: vec![HomeInterval::default()],
			..Default::default()
		};
		let mut intervals = vec![interval.clone(); 5];
		interval.ahead.rationed = 1;
		interval.homes[0].undelivered_charge = 1;
		intervals.push(interval);
		intervals
	}

	/// Plays all events, but for those that `leave_out` picks.
	fn play(leave_out: impl Fn(&RuntimeEvent) -> bool) -> Story {
		play_told(|event| (!leave_out(&event)).then_some(event))
	}

	/// Plays all events as a chain `tells` them.
	fn play_told(tells: impl Fn(RuntimeEvent) -> Option<RuntimeEvent>) -> Story {
		let data = data();
		let mut story = story();
		let mut ledger = Ledger::new(&data, COMMUNITY, 0, 0, 0);
		for interval in 0..4 {
			ledger.open(interval, IntervalPrices::default());
		}
		let hear = |story: &mut Story, event: RuntimeEvent| {
			if let Some(event) = tells(event) {
				story.hear(&event, None, None, &ledger);
			}
		};
		(5..10).for_each(|point| hear(&mut story, placed(point)));
		(5..8).for_each(|point| hear(&mut story, fired(point, point)));
		hear(&mut story, fired(5, 8));
		story.note_forecasts(12);
		let essential = BillingEvent::EssentialSet {
			point: 1,
			essential: true,
		};
		hear(&mut story, RuntimeEvent::Billing(essential));
		hear(&mut story, gifted(Sr25519Keyring::Eve));
		hear(&mut story, supply(2, Low, Normal));
		hear(&mut story, supply(2, Normal, Low));
		hear(&mut story, supply(2, Low, Emergency));
		let lent = BillingEvent::EmergencyCreditLent {
			point: 2,
			amount: 5,
		};
		hear(&mut story, RuntimeEvent::Billing(lent));
		hear(&mut story, supply(2, Emergency, Disconnected));
		let mut off = Ledger::new(&data, COMMUNITY, 0, 0, 0);
		for interval in 0..4 {
			off.open(interval, IntervalPrices::default());
			off.cut(interval, 2);
		}
		let mut unserved = 0;
		for interval in 1..3 {
			if let Some(event) = tells(metered(interval, 0)) {
				unserved += 1;
				story.hear(&event, None, None, &off);
			}
		}
		story.acts(9, unserved);
		hear(&mut story, topped_up());
		hear(&mut story, supply(2, Disconnected, Normal));
		hear(&mut story, metered(3, 500));
		story
	}

	fn missing_without(leave_out: impl Fn(&RuntimeEvent) -> bool) -> Vec<String> {
		play(leave_out).missing(&traded())
	}

	#[test]
	fn a_story_with_everything_in_it_misses_nothing() {
		assert_eq!(missing_without(|_| false), Vec::<String>::new());
	}

	#[test]
	fn a_run_in_which_nothing_happens_misses_everything_by_name() {
		let missing = story().missing(&[]);
		assert_eq!(missing.len(), 16);
		assert_eq!(missing[0], "orders of 5 homes at least: 0 ordered");
		assert_eq!(
			missing[4],
			"12 intervals at least with a forecast beside their outcome: 0 had one"
		);
		assert_eq!(
			missing[5],
			"standing orders of 3 homes at least ordering for 4 intervals: 0 did for 0"
		);
		assert_eq!(
			missing[7],
			"a gift to the school (home2) from a stranger, with a memo"
		);
	}

	#[test]
	fn a_run_whose_standing_orders_never_order_misses_them() {
		let fired = |event: &RuntimeEvent| {
			matches!(
				event,
				RuntimeEvent::EnergyMarket(MarketEvent::StandingOrderFired { .. })
			)
		};
		assert_eq!(
			missing_without(fired),
			["standing orders of 3 homes at least ordering for 4 intervals: 0 did for 0"]
		);
	}

	#[test]
	fn a_run_whose_forecasts_stop_early_misses_them() {
		let mut story = play(|_| false);
		story.note_forecasts(11);
		assert_eq!(
			story.missing(&traded()),
			["12 intervals at least with a forecast beside their outcome: 11 had one"]
		);
	}

	#[test]
	fn a_run_without_orders_misses_the_four_things_that_take_orders() {
		let placed = |event: &RuntimeEvent| {
			matches!(
				event,
				RuntimeEvent::EnergyMarket(MarketEvent::OrderPlaced { .. })
			)
		};
		let untraded = vec![IntervalOutcome::default(); 24];
		assert_eq!(
			play(placed).missing(&untraded),
			[
				"orders of 5 homes at least: 0 ordered",
				"6 intervals at least with an auction volume: 0 had one",
				"an order filled in part at the clearing price",
				"a charge for what was traded ahead and not delivered",
			]
		);
	}

	#[test]
	fn what_is_left_out_is_named() {
		let without =
			|name: &'static str| missing_without(move |event| format!("{event:?}").contains(name));
		assert_eq!(
			without("EssentialSet"),
			["the school (home2) declared essential"]
		);
		assert_eq!(
			without("Gifted"),
			["a gift to the school (home2) from a stranger, with a memo"]
		);
		assert_eq!(
			without("EmergencyCreditLent"),
			["emergency credit lent to home3"]
		);
		// The top-up must end the outage.
		assert_eq!(
			without("ToppedUp"),
			["home3 topped up", "home3 drawing again"]
		);
		assert_eq!(
			without("to: Disconnected"),
			[
				"home3 disconnected, after emergency",
				"home3 topped up",
				"home3 disconnected no more, after it was off",
				"home3 drawing again",
			]
		);
		// Without a reading of nothing it is not topped up, and no return counts.
		assert_eq!(
			without("Metered"),
			[
				"home3 read with 0 Wh while it was off, demand not served",
				"home3 topped up",
				"home3 disconnected no more, after it was off",
				"home3 drawing again",
			]
		);
	}

	/// What is missing if the chain has the home meter `lies` instead of what it does in an interval.
	fn missing_where_metered(at: Interval, lies: (NetWh, NetWh)) -> Vec<String> {
		let tells = |event: RuntimeEvent| match event {
			RuntimeEvent::EnergyMarket(MarketEvent::Metered {
				community,
				point,
				interval,
				..
			}) if interval == at => Some(RuntimeEvent::EnergyMarket(MarketEvent::Metered {
				community,
				point,
				interval,
				position: lies.0,
				deviation: lies.1,
				funded: 0,
			})),
			event => Some(event),
		};
		play_told(tells).missing(&traded())
	}

	#[test]
	fn a_chain_that_has_the_home_meter_something_while_it_is_off_is_not_believed() {
		for lies in [(0, 500), (0, -500), (500, -500), (500, 0)] {
			for interval in [1, 2] {
				assert_eq!(
					missing_where_metered(interval, lies),
					["home3 read with 0 Wh while it was off, demand not served"]
				);
			}
		}
	}

	#[test]
	fn a_chain_that_has_the_home_draw_nothing_after_its_return_is_not_believed() {
		for lies in [(0, 0), (0, -500), (500, 0)] {
			assert_eq!(missing_where_metered(3, lies), ["home3 drawing again"]);
		}
	}

	/// What is missing of the way down if this is how the home goes it.
	fn missing_on_the_way(changes: &[(SupplyState, SupplyState)]) -> Vec<String> {
		let mut story = story();
		changes
			.iter()
			.for_each(|(from, to)| story.note_supply(*from, *to));
		let mut missing = story.missing(&traded());
		let steps = ["after normal", "after low", "after emergency"];
		missing.retain(|what| steps.iter().any(|step| what.contains(step)));
		missing
	}

	#[test]
	fn the_home_goes_down_step_by_step() {
		let (low, emergency, disconnected) = (
			"home3 low, after normal",
			"home3 in emergency, after low",
			"home3 disconnected, after emergency",
		);
		let down = [
			(Low, Normal),
			(Normal, Low),
			(Low, Emergency),
			(Emergency, Disconnected),
		];
		assert!(missing_on_the_way(&down).is_empty());
		// A payment of the neighbours lifts it for a while.
		let lifted = [
			(Low, Normal),
			(Normal, Low),
			(Low, Emergency),
			(Emergency, Low),
			(Low, Emergency),
			(Emergency, Disconnected),
		];
		assert!(missing_on_the_way(&lifted).is_empty());
		// It was never normal.
		assert_eq!(
			missing_on_the_way(&down[2..]),
			[low, emergency, disconnected]
		);
		// It was normal again in between.
		let skipped = [
			(Low, Normal),
			(Normal, Low),
			(Low, Normal),
			(Normal, Emergency),
			(Emergency, Disconnected),
		];
		assert_eq!(missing_on_the_way(&skipped), [emergency, disconnected]);
		// A step begins where none ended.
		let torn = [
			(Low, Normal),
			(Normal, Low),
			(Low, Normal),
			(Low, Emergency),
		];
		assert_eq!(missing_on_the_way(&torn), [emergency, disconnected]);
	}

	#[test]
	fn a_gift_of_somebody_else_is_not_the_strangers() {
		let mut story = play(|event| format!("{event:?}").contains("Gifted"));
		let data = data();
		let ledger = Ledger::new(&data, COMMUNITY, 0, 0, 0);
		story.hear(&gifted(Sr25519Keyring::Ferdie), None, None, &ledger);
		assert_eq!(story.missing(&traded()).len(), 1);
		story.hear(&gifted(Sr25519Keyring::Eve), None, None, &ledger);
		assert!(story.missing(&traded()).is_empty());
	}

	#[test]
	fn each_act_comes_once() {
		let mut story = story();
		assert_eq!(story.acts(2, 0), []);
		assert!(matches!(story.acts(3, 0)[..], [Act::Gift { point: 1, .. }]));
		assert_eq!(story.acts(4, 1), []);
		assert_eq!(
			story.acts(5, 2),
			[Act::TopUp {
				point: 2,
				amount: 20
			}]
		);
		assert_eq!(story.acts(6, 3), []);
	}

	#[test]
	fn amounts_are_told_to_the_thousandth() {
		assert_eq!(tokens(1_234_499_999_999), "1.234");
		assert_eq!(tokens(1_234_500_000_000), "1.235");
		assert_eq!(tokens(0), "0.000");
	}
}
