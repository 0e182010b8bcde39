//! The community governs itself: its own account becomes the operator, and the homes vote on a fee.

use super::people::{tokens, Act, People, Who};
use codec::Encode;
use commonwatt_primitives::{
	governance::{ProposalId, Vote},
	money,
	tariff::Rules,
	Balance, Interval, Price,
};
use commonwatt_runtime::{
	AccountId, CommunityTreasury, Runtime, RuntimeCall, RuntimeEvent, HORIZON, MILLI_PER_KWH, TOKEN,
};
use commonwatt_simulator::setup::COMMUNITY;
use frame_support::dispatch::GetDispatchInfo;
use pallet_communities::{Call as CommunitiesCall, Event as CommunitiesEvent};
use pallet_community_treasury::{Call, DaoRules, Electorate, Event, RulesOf, Tally};
use sp_runtime::{
	traits::{BlakeTwo256, Hash as _},
	Permill,
};
use std::collections::BTreeMap;

/// What is proposed: 0.01 token a kWh.
const FEE: Price = 10 * MILLI_PER_KWH;
/// Intervals that vote, delay and execution take at most; the rules may change beyond them and the horizon.
pub(super) const TIME_TO_DECIDE: Interval = 16;
/// Every so many homes one is against it.
const AGAINST: usize = 5;
/// What is proposed, in words. The chain knows its hash.
const DESCRIPTION: &str = "A cent for each kWh that neighbours share, for the cables between them.";

/// What comes next. Each step waits for the one before in a finalised block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Step {
	#[default]
	HandOver,
	Propose,
	Vote,
	Close,
	Execute,
	Read,
}

#[derive(Default)]
struct Seen {
	established: bool,
	handed_over: bool,
	proposal: Option<ProposalId>,
	votes: BTreeMap<usize, Vote>,
	/// How it ended, and what all votes together weigh.
	approved: Option<(Tally, u128)>,
	announced: bool,
	executed: bool,
	/// The fee of the interval before, and of the first with the new rules.
	fees: Option<(Price, Price)>,
}

pub struct Government {
	/// The rules in force.
	rules: Rules,
	proposer: usize,
	/// The proposed call, and the interval from which it changes the rules.
	proposed: Option<(RuntimeCall, Interval)>,
	step: Step,
	seen: Seen,
}

/// One member one vote, in blocks of 6 s: three minutes to vote at most, for a vote can be closed once its
/// result cannot change.
pub fn dao_rules() -> RulesOf<Runtime> {
	DaoRules {
		electorate: Electorate::Members,
		voting_period: 30,
		enactment_delay: 1,
		execution_window: 100,
		quorum: Permill::from_percent(50),
		approval: Permill::from_percent(50),
		slash_below: Permill::from_percent(10),
		deposit: TOKEN,
		period: 24,
		spending_cap: Permill::from_percent(50),
	}
}

/// The account that the community has instead of an operator.
fn account() -> AccountId {
	CommunityTreasury::dao_account(COMMUNITY)
}

fn per_kwh(price: Price) -> String {
	tokens(money(price, 1_000))
}

impl Government {
	pub fn new(rules: Rules, proposer: usize) -> Self {
		Self {
			rules,
			proposer,
			proposed: None,
			step: Step::default(),
			seen: Seen::default(),
		}
	}

	/// The fee before the vote.
	fn fee_before(&self) -> Price {
		let fees = self.rules.cells.iter().map(|cell| cell.grid_fee);
		fees.max().unwrap_or(0)
	}

	fn opinion(home: usize) -> Vote {
		match home % AGAINST == AGAINST - 1 {
			true => Vote::Nay,
			false => Vote::Aye,
		}
	}

	/// The rules with the fee that is proposed, from an interval that is surely beyond the horizon when
	/// they are announced.
	fn proposal(&self, in_progress: Interval) -> (RuntimeCall, Interval) {
		let from = in_progress + HORIZON + 1 + TIME_TO_DECIDE;
		let mut rules = self.rules.clone();
		rules.cells.iter_mut().for_each(|cell| cell.grid_fee = FEE);
		let call = CommunitiesCall::announce_rules {
			community: COMMUNITY,
			from,
			rules,
		};
		(RuntimeCall::Communities(call), from)
	}

	/// What is due while an interval is in progress; `is_ready` when the operator has nothing left to do.
	pub fn acts(&mut self, in_progress: Interval, is_ready: bool, people: &People) -> Vec<Act> {
		let seen = &self.seen;
		let proposer = Who::Home(self.proposer);
		let act = |who, call| vec![Act::new(who, RuntimeCall::CommunityTreasury(call))];
		let (next, acts) = match (self.step, seen.proposal) {
			(Step::HandOver, _) if is_ready && seen.established => {
				let operator = account();
				let call = CommunitiesCall::set_operator {
					community: COMMUNITY,
					operator,
				};
				let hand_over = Act::new(Who::Operator, RuntimeCall::Communities(call));
				(Step::Propose, vec![hand_over])
			}
			(Step::Propose, _) if seen.handed_over => {
				let (call, from) = self.proposal(in_progress);
				self.proposed = Some((call.clone(), from));
				let description = BlakeTwo256::hash(DESCRIPTION.as_bytes());
				let propose = Call::propose {
					community: COMMUNITY,
					call: Box::new(call),
					description,
				};
				(Step::Vote, act(proposer, propose))
			}
			(Step::Vote, Some(proposal)) => {
				let vote = |home| Call::vote {
					proposal,
					vote: Self::opinion(home),
					points: Default::default(),
				};
				let votes = people
					.homes()
					.flat_map(|home| act(Who::Home(home), vote(home)));
				(Step::Close, votes.collect())
			}
			(Step::Close, Some(proposal)) if seen.votes.len() == people.homes().count() => {
				(Step::Execute, act(proposer, Call::close { proposal }))
			}
			(Step::Execute, Some(proposal)) if seen.approved.is_some() => {
				let Some((call, _)) = &self.proposed else {
					return Vec::new();
				};
				let execute = Call::execute {
					proposal,
					weight_bound: call.get_dispatch_info().call_weight,
					length_bound: call.encoded_size() as u32,
				};
				(Step::Read, act(proposer, execute))
			}
			_ => return Vec::new(),
		};
		self.step = next;
		acts
	}

	/// The first interval with the new fee, once it is decided and not read back yet.
	pub fn to_read(&self) -> Option<Interval> {
		let is_decided = self.seen.executed && self.seen.announced && self.seen.fees.is_none();
		let (_, from) = self.proposed.as_ref().filter(|_| is_decided)?;
		Some(*from)
	}

	/// What the chain quotes as fee for the interval before the new rules, and for the first of them;
	/// what there is to tell.
	pub fn note_fees(&mut self, from: Interval, before: Price, after: Price) -> String {
		self.seen.fees = Some((before, after));
		format!(
			"read back from the chain: a fee of {} per kWh in interval {}, of {} from {from} on",
			per_kwh(before),
			from - 1,
			per_kwh(after)
		)
	}

	/// Hears a finalised event; what there is to tell.
	pub fn hear(&mut self, event: &RuntimeEvent, people: &People) -> Option<String> {
		match event {
			RuntimeEvent::Communities(CommunitiesEvent::OperatorChanged {
				community: COMMUNITY,
				operator,
			}) if *operator == account() => {
				self.seen.handed_over = true;
				Some(
					"the operator hands its role to the community's own account: from now on nobody's key \
					 operates it, votes do"
						.into(),
				)
			}
			RuntimeEvent::Communities(CommunitiesEvent::RulesAnnounced {
				community: COMMUNITY,
				from,
				..
			}) => {
				let proposed = self.proposed.as_ref().map(|(_, from)| from);
				self.seen.announced |= proposed == Some(from);
				None
			}
			RuntimeEvent::CommunityTreasury(event) => self.hear_dao(event, people),
			_ => None,
		}
	}

	fn hear_dao(&mut self, event: &Event<Runtime>, people: &People) -> Option<String> {
		match event {
			Event::Established {
				community: COMMUNITY,
				..
			} => {
				self.seen.established = true;
				Some("the community has a government: one member, one vote".into())
			}
			Event::Proposed {
				community: COMMUNITY,
				proposal,
				proposer,
				..
			} if people.owner_index(proposer) == Some(self.proposer) => {
				self.seen.proposal = Some(*proposal);
				let (_, from) = self.proposed.as_ref()?;
				Some(format!(
					"{} proposes a grid fee of {} per kWh from interval {from} on, beyond the horizon of {HORIZON}: \
					 {DESCRIPTION:?}",
					people.name_at(self.proposer),
					per_kwh(FEE)
				))
			}
			Event::Voted {
				proposal,
				who,
				vote,
				delegate: None,
				..
			} if Some(*proposal) == self.seen.proposal => {
				let home = people.owner_index(who)?;
				self.seen.votes.insert(home, *vote);
				None
			}
			Event::Closed {
				proposal,
				approved,
				tally,
				electorate,
				..
			} if Some(*proposal) == self.seen.proposal => {
				if *approved {
					self.seen.approved = Some((*tally, *electorate));
				}
				let result = if *approved { "approved" } else { "rejected" };
				Some(format!(
					"the homes have voted, {}: {result}",
					told(tally, *electorate)
				))
			}
			Event::Dispatched { proposal, result } if Some(*proposal) == self.seen.proposal => {
				self.seen.executed = result.is_ok();
				Some(match result {
					Ok(()) => {
						"the proposal is executed, as signed by the community's own account".into()
					}
					Err(error) => format!("the proposal cannot be executed: {error:?}"),
				})
			}
			_ => None,
		}
	}

	/// What must be seen, and whether it was.
	pub fn wanted(&self, people: &People) -> Vec<(bool, String)> {
		let seen = &self.seen;
		let homes = people.homes().count();
		let nays = people
			.homes()
			.filter(|home| Self::opinion(*home) == Vote::Nay);
		let nays = nays.count() as Balance;
		let counted = seen
			.approved
			.is_some_and(|(tally, _)| (tally.ayes, tally.nays) == (homes as Balance - nays, nays));
		vec![
			(seen.established, "a government established".into()),
			(
				seen.handed_over,
				"the operator's role handed to the community's own account".into(),
			),
			(
				seen.proposal.is_some(),
				"a grid fee proposed by a home".into(),
			),
			(
				seen.votes.len() == homes,
				format!("votes of {homes} homes: {} came", seen.votes.len()),
			),
			(counted, "the proposal approved by all votes cast".into()),
			(
				seen.executed && seen.announced,
				"the proposal executed, the rules announced".into(),
			),
			(
				seen.fees == Some((self.fee_before(), FEE)),
				format!(
					"the fee {} before, {} after, read back from the chain",
					per_kwh(self.fee_before()),
					per_kwh(FEE)
				),
			),
		]
	}

	/// The vote in a sentence.
	pub fn summary(&self) -> Option<String> {
		let (tally, electorate) = self.seen.approved.as_ref()?;
		let (_, from) = self.proposed.as_ref()?;
		Some(format!(
			"The vote: {}; the grid fee is {} per kWh from interval {from} on.",
			told(tally, *electorate),
			per_kwh(FEE)
		))
	}
}

/// The votes that were cast, and those that could have been.
fn told(tally: &Tally, electorate: u128) -> String {
	format!(
		"{} aye and {} nay of {electorate} members, the homes and the park's own account",
		tally.ayes, tally.nays
	)
}
