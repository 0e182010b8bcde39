//! The community buys a solar park in shares, and its income goes to who holds them.

use super::people::{fine_tokens, tokens, Act, People, Who};
use crate::play::park::{Park, ASSET, BUILDER, SHARE_PRICE};
use commonwatt_primitives::{share::Shares, Balance, Interval};
use commonwatt_runtime::{AccountId, RuntimeCall, RuntimeEvent};
use pallet_asset_shares::{Call, Event, Fill, IncomeSource};
use std::collections::BTreeMap;

/// After each income, which investors claim: the first twice, others once, most of them later.
const CLAIMS: [[usize; 2]; 2] = [[0, 1], [0, 2]];
/// Investors that the claims take.
pub const LEAST_INVESTORS: usize = 3;
/// Intervals before the last in which the second income is collected: what was earned by daylight is
/// settled then.
const EVENING: Interval = 2;
/// Intervals until a finalised block says what came of a collection: then it is tried again.
const RETRY: Interval = 2;

/// What comes next. Each step waits for the one before in a finalised block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Step {
	#[default]
	Propose,
	Open,
	Subscribe,
	Close,
	Attach,
	Earn,
}

/// What was seen.
#[derive(Default)]
struct Seen {
	registered: bool,
	proposed: bool,
	opened: bool,
	subscribed: BTreeMap<usize, Shares>,
	proceeds: Option<Balance>,
	attached: bool,
	/// What each income brought, and of it each share.
	incomes: Vec<(Balance, Balance)>,
	/// Whether there was income in the afternoon, and in the evening.
	collected: [bool; 2],
	claims: Vec<(usize, Balance)>,
}

pub struct Venture {
	park: Park,
	/// The homes that invest, and what they want.
	investors: Vec<(usize, Shares)>,
	/// The first and the last interval of the play.
	span: (Interval, Interval),
	step: Step,
	/// The interval in which income was asked for last.
	asked: Option<Interval>,
	/// Whether the claims after the income of the afternoon and of the evening were sent.
	claimed: [bool; 2],
	seen: Seen,
}

impl Venture {
	pub fn new(park: Park, investors: Vec<(usize, Shares)>, span: (Interval, Interval)) -> Self {
		Self {
			park,
			investors,
			span,
			step: Step::default(),
			asked: None,
			claimed: Default::default(),
			seen: Seen::default(),
		}
	}

	pub fn park(&self) -> &Park {
		&self.park
	}

	pub fn investors(&self) -> &[(usize, Shares)] {
		&self.investors
	}

	/// Whether nothing is left for the operator to do.
	pub fn is_attached(&self) -> bool {
		self.seen.attached
	}

	/// What all incomes brought, and of it each share.
	pub fn income(&self) -> (Balance, Balance) {
		let sum = |of: fn(&(Balance, Balance)) -> Balance| self.seen.incomes.iter().map(of).sum();
		(sum(|(amount, _)| *amount), sum(|(_, share)| *share))
	}

	/// What holders have claimed.
	pub fn claimed(&self) -> Balance {
		self.seen.claims.iter().map(|(_, amount)| amount).sum()
	}

	/// What is due when intervals below `ended` are over.
	pub fn acts(&mut self, ended: Interval, people: &People) -> Vec<Act> {
		let mut acts = self.founding(people);
		acts.extend(self.collection(ended));
		for (part, claims) in CLAIMS.iter().enumerate() {
			if !self.seen.collected[part] || std::mem::replace(&mut self.claimed[part], true) {
				continue;
			}
			let holders = claims.iter().filter_map(|at| self.investors.get(*at));
			let claim = RuntimeCall::AssetShares(Call::claim_income { asset: ASSET });
			acts.extend(holders.map(|(home, _)| Act::new(Who::Home(*home), claim.clone())));
		}
		acts
	}

	/// From the proposal to the point.
	fn founding(&mut self, people: &People) -> Vec<Act> {
		let Some((first, _)) = self.investors.first().copied() else {
			return Vec::new();
		};
		let largest = self.investors.iter().map(|(_, shares)| *shares).max();
		let seen = &self.seen;
		let act = |who, call| vec![Act::new(who, RuntimeCall::AssetShares(call))];
		let (next, acts) = match self.step {
			Step::Propose if seen.registered => (
				Step::Open,
				act(
					Who::Home(first),
					Call::propose {
						community: commonwatt_simulator::setup::COMMUNITY,
						terms: self.park.terms(largest.unwrap_or(0)),
					},
				),
			),
			Step::Open if seen.proposed => (
				Step::Subscribe,
				act(Who::Operator, Call::open_offering { asset: ASSET }),
			),
			Step::Subscribe if seen.opened => (
				Step::Close,
				self.investors
					.iter()
					.flat_map(|(home, shares)| {
						act(
							Who::Home(*home),
							Call::subscribe {
								asset: ASSET,
								shares: *shares,
								fill: Fill::AllOrNothing,
							},
						)
					})
					.collect(),
			),
			Step::Close if self.is_sold() => (
				Step::Attach,
				act(Who::Home(first), Call::close_offering { asset: ASSET }),
			),
			Step::Attach if seen.proceeds.is_some() => (
				Step::Earn,
				act(
					Who::Operator,
					Call::attach_point {
						asset: ASSET,
						point: people.park(),
					},
				),
			),
			_ => return Vec::new(),
		};
		self.step = next;
		acts
	}

	/// Anyone may collect: the stranger does, in the afternoon and in the evening, with the readings of
	/// an interval, for the account must keep the less the younger the last reading is.
	fn collection(&mut self, ended: Interval) -> Option<Act> {
		let (first, last) = self.span;
		let afternoon = first + (last - first) * 7 / 12;
		let part = self.is_evening(ended);
		let waits = self
			.asked
			.is_some_and(|at| ended < at + RETRY && self.is_evening(at) == part);
		let is_due = (afternoon..=last).contains(&ended) && !self.seen.collected[usize::from(part)];
		(self.seen.attached && is_due && !waits).then(|| {
			self.asked = Some(ended);
			let collect = RuntimeCall::AssetShares(Call::collect_income { asset: ASSET });
			Act {
				may_fail: true,
				..Act::new(Who::Stranger, collect)
			}
		})
	}

	fn is_evening(&self, ended: Interval) -> bool {
		ended + EVENING >= self.span.1
	}

	fn is_sold(&self) -> bool {
		self.seen.subscribed.values().sum::<Shares>() == self.park.shares()
	}

	/// Hears a finalised event; what there is to tell.
	pub fn hear(&mut self, event: &RuntimeEvent, people: &People) -> Option<String> {
		match event {
			RuntimeEvent::Metering(pallet_metering::Event::PointRegistered {
				point,
				owner,
				..
			}) if *point == people.park() => {
				self.seen.registered = *owner == Park::account();
				None
			}
			RuntimeEvent::AssetShares(event) => self.hear_shares(event, people),
			_ => None,
		}
	}

	fn hear_shares(
		&mut self,
		event: &Event<commonwatt_runtime::Runtime>,
		people: &People,
	) -> Option<String> {
		match event {
			Event::AssetProposed {
				asset: ASSET,
				proposer,
				terms,
				..
			} => {
				self.seen.proposed |= people.owner_index(proposer).is_some();
				Some(format!(
					"{} proposes {}: the panels of {}, {} times over, in {} shares at {} tokens, for members, at \
					 most {} each",
					people.name_of(proposer),
					people.name(people.park()),
					self.park.panels_of,
					self.park.times,
					terms.hard_cap,
					tokens(terms.price),
					terms.rules.max_holding.unwrap_or(terms.hard_cap)
				))
			}
			Event::OfferingOpened { asset: ASSET, .. } => {
				self.seen.opened = true;
				Some("the operator opens the offering: homes subscribe with tokens".into())
			}
			Event::Subscribed {
				asset: ASSET,
				who,
				shares,
				paid,
			} => {
				let home = people.owner_index(who)?;
				if *paid != SHARE_PRICE * shares {
					return None;
				}
				*self.seen.subscribed.entry(home).or_default() += shares;
				self.is_sold().then(|| self.tell_subscriptions())
			}
			Event::OfferingSucceeded {
				asset: ASSET,
				sold,
				beneficiary,
				proceeds,
			} => {
				if *sold == self.park.shares() && *beneficiary == BUILDER.to_account_id() {
					self.seen.proceeds = Some(*proceeds);
				}
				Some(format!(
					"the offering is closed: {} tokens go to the builder, the subscriptions are shares",
					tokens(*proceeds)
				))
			}
			Event::PointAttached {
				asset: ASSET,
				point,
			} if *point == people.park() => {
				self.seen.attached = true;
				Some(format!(
					"point {point} is attached: what {} earns is its holders'",
					people.name(*point)
				))
			}
			Event::IncomeReceived {
				asset: ASSET,
				from: IncomeSource::Point(point),
				amount,
				upkeep,
				per_share,
				..
			} if *point == people.park() => {
				self.seen.incomes.push((*amount, *per_share));
				let evening = self.asked.is_some_and(|at| self.is_evening(at));
				self.seen.collected[usize::from(evening)] = true;
				Some(format!(
					"anyone may collect, and the stranger does: {} brings {} tokens, {} of them for its \
					 upkeep; each share gets {}",
					people.name(*point),
					tokens(*amount),
					tokens(*upkeep),
					fine_tokens(*per_share)
				))
			}
			Event::IncomeClaimed {
				asset: ASSET,
				who,
				amount,
			} => self.hear_claim(who, *amount, people),
			_ => None,
		}
	}

	fn hear_claim(&mut self, who: &AccountId, amount: Balance, people: &People) -> Option<String> {
		let home = people.owner_index(who)?;
		let shares = self.seen.subscribed.get(&home)?;
		let line = format!(
			"{} claims what its {shares} shares have earned: {} tokens",
			people.name_at(home),
			tokens(amount)
		);
		self.seen.claims.push((home, amount));
		Some(line)
	}

	fn tell_subscriptions(&self) -> String {
		let subscribed = &self.seen.subscribed;
		format!(
			"{} homes have subscribed all {} shares, from {} to {} each",
			subscribed.len(),
			self.park.shares(),
			subscribed.values().min().unwrap_or(&0),
			subscribed.values().max().unwrap_or(&0)
		)
	}

	/// What must be seen, and whether it was.
	pub fn wanted(&self, people: &People) -> Vec<(bool, String)> {
		let seen = &self.seen;
		let park = people.name(people.park());
		let paid = seen.proceeds == Some(SHARE_PRICE * self.park.shares());
		let claims: usize = CLAIMS.iter().map(|claims| claims.len()).sum();
		vec![
			(
				seen.registered,
				format!("a point of {park}, owned by the account of the asset"),
			),
			(seen.proposed, format!("{park} proposed by a member")),
			(seen.opened, format!("the offering of {park} opened")),
			(
				self.is_sold() && seen.subscribed.len() == self.investors.len(),
				format!(
					"all {} shares subscribed by {} homes: {} by {}",
					self.park.shares(),
					self.investors.len(),
					seen.subscribed.values().sum::<Shares>(),
					seen.subscribed.len()
				),
			),
			(
				paid,
				"the proceeds of all shares paid to the builder".into(),
			),
			(seen.attached, format!("the point of {park} attached to it")),
			(
				seen.collected == [true; 2] && seen.incomes.iter().all(|(_, share)| *share > 0),
				format!(
					"income of {park} in the afternoon and in the evening: {} came",
					seen.incomes.len()
				),
			),
			(
				seen.claims.len() >= claims,
				format!("{claims} claims of holders: {} came", seen.claims.len()),
			),
		]
	}
}
