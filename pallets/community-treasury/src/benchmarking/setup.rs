//! Governments, their proposals and their money as benchmarks begin with them.

use super::BenchmarkHelper;
use crate::{
	Ballot, Ballots, Config, DaoRules, Daos, Electorate, HoldReason, MonthEnd, MonthEnds, OpenOf,
	Pallet, Periods, Proposal, Proposals, ProposalsOf, RecurringSpend, RecurringSpends, RefundPot,
	Refunds, Reports, Roll, RulesOf, Stage, Support, Supported, Tally,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	governance::{
		autopilot::{AutopilotReport, AutopilotRules, FeeDecision, FeeReason},
		AssetId, CommunityFunds, ProposalId, TreasuryLine, Vote, VotingWeights,
	},
	Balance, CommunityId, Interval, PointId, Wh, MAX_PRICE,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{hold::Mutate, Inspect, Unbalanced},
		tokens::Precision,
		Get,
	},
	BoundedVec,
};
use sp_core::H256;
use sp_runtime::Permill;

pub(super) const COMMUNITY: CommunityId = 0;
/// Intervals below have ended.
pub(super) const ENDED: Interval = 100;
/// The newest proposal.
pub(super) const PROPOSAL: ProposalId = 1_000;
/// Wh that a community meters in a month.
pub(super) const ENERGY_OF_MONTH: Wh = 1_000;

/// Of which any account can be endowed.
pub(super) fn unit<T: Config>() -> Balance {
	T::Currency::minimum_balance()
}

fn endow<T: Config>(who: &T::AccountId, amount: Balance) {
	let issued = T::Currency::total_issuance();
	T::Currency::set_total_issuance(issued + amount);
	T::Currency::increase_balance(who, amount, Precision::Exact)
		.expect("it is no less than the least");
}

/// An active member with tokens.
pub(super) fn member<T: Config>(name: &'static str, index: u32) -> T::AccountId {
	let who = account(name, index, 0);
	endow::<T>(&who, unit::<T>() + T::RuleLimits::get().highest_deposit);
	T::BenchmarkHelper::admit(COMMUNITY, &who);
	who
}

/// Rules under which all may be spent and every deposit is forfeited that can be.
pub(super) fn rules<T: Config>(electorate: Electorate) -> RulesOf<T> {
	let limits = T::RuleLimits::get();
	DaoRules {
		electorate,
		voting_period: limits.longest_voting,
		enactment_delay: limits.longest_delay,
		execution_window: limits.longest_window,
		quorum: limits.highest_quorum,
		approval: limits.lowest_approval,
		slash_below: limits.highest_slash_below,
		deposit: limits.highest_deposit,
		period: limits.shortest_period,
		spending_cap: Permill::one(),
	}
}

/// A community that governs itself, with a treasury of which all may be spent. The account of its government.
pub(super) fn govern<T: Config>(electorate: Electorate) -> T::AccountId {
	let operator = T::BenchmarkHelper::operator(COMMUNITY);
	T::BenchmarkHelper::set_ended(ENDED);
	Pallet::<T>::do_establish(&operator, COMMUNITY, rules::<T>(electorate))
		.expect("the operator may, the rules are within their limits");
	Periods::<T>::mutate(COMMUNITY, |period| {
		if let Some(period) = period {
			period.cap = Balance::MAX;
		}
	});
	let donor = account("donor", 0, 0);
	let amount = unit::<T>() * 1_000_000;
	endow::<T>(&donor, amount + unit::<T>());
	T::Funds::receive(COMMUNITY, &donor, amount, TreasuryLine::Donations)
		.expect("the donor has it");
	Pallet::<T>::dao_account(COMMUNITY)
}

/// A community that decides by the shares of an asset.
pub(super) fn govern_by_shares<T: Config>() -> AssetId {
	T::BenchmarkHelper::operator(COMMUNITY);
	let asset = T::BenchmarkHelper::asset(COMMUNITY);
	govern::<T>(Electorate::Shares { asset });
	asset
}

/// A proposal on which the holders of an asset's shares vote.
pub(super) fn open_proposal<T: Config>(asset: AssetId) -> Result<ProposalId, BenchmarkError> {
	let record = T::Votes::record(asset)?;
	let proposer = member::<T>("proposer", 0);
	let rules = rules::<T>(Electorate::Shares { asset });
	T::Currency::hold(&HoldReason::Proposal.into(), &proposer, rules.deposit)?;
	OpenOf::<T>::insert(COMMUNITY, &proposer, 1);
	Daos::<T>::mutate(COMMUNITY, |dao| {
		if let Some(dao) = dao {
			dao.open = 1;
		}
	});
	let proposal = Proposal {
		community: COMMUNITY,
		proposer,
		deposit: rules.deposit,
		call_hash: H256::repeat_byte(1),
		description: H256::repeat_byte(2),
		rules,
		urgent: false,
		roll: Roll::Shares { asset, record },
		electorate: T::Votes::supply(asset, record),
		members_below: u32::MAX,
		tally: Tally::default(),
		cast: 0,
		kept: 0,
		stage: Stage::Voting {
			until: Pallet::<T>::now() + rules.voting_period,
		},
		last_error: None,
	};
	Proposals::<T>::insert(PROPOSAL, proposal);
	list_proposals::<T>(T::MaxProposals::get());
	Ok(PROPOSAL)
}

/// So many proposals are kept, [`PROPOSAL`] is the newest.
pub(super) fn list_proposals<T: Config>(count: u32) {
	let kept: Vec<_> = (0..count).rev().map(|nth| PROPOSAL - nth).collect();
	ProposalsOf::<T>::insert(COMMUNITY, BoundedVec::truncate_from(kept));
}

/// A ballot that was cast, by a delegate if there is one.
pub(super) fn say<T: Config>(who: &T::AccountId, delegate: Option<T::AccountId>) {
	let ballot = Ballot {
		vote: Vote::Aye,
		weight: 1,
		delegate,
	};
	Ballots::<T>::insert(PROPOSAL, who, ballot);
}

/// So many recurring spends, of which the last is due first.
pub(super) fn recur<T: Config>(count: u32) {
	let spends: Vec<_> = (0..count)
		.map(|id| RecurringSpend {
			id,
			to: account("payee", 0, 0),
			amount: unit::<T>(),
			every: 1,
			left: 2,
			due: count - id,
		})
		.collect();
	RecurringSpends::<T>::insert(COMMUNITY, BoundedVec::truncate_from(spends));
}

/// Points that are supported, not paid in the period 1 yet.
pub(super) fn support<T: Config>(points: impl Iterator<Item = PointId>) {
	let supported: Vec<_> = points
		.map(|point| Support {
			point,
			amount: unit::<T>(),
			paid: 0,
		})
		.collect();
	Supported::<T>::insert(COMMUNITY, BoundedVec::truncate_from(supported));
}

/// What a community has metered when a month ends.
pub(super) fn metered_at_end_of(month: u32) -> Wh {
	ENERGY_OF_MONTH * Wh::from(month)
}

/// The ends of as many months as are kept.
pub(super) fn end_months<T: Config>(last: u32) {
	let ends: Vec<_> = (0..T::KeptMonths::get())
		.rev()
		.map(|before| MonthEnd {
			month: last - before,
			metered: metered_at_end_of(last - before),
		})
		.collect();
	MonthEnds::<T>::insert(COMMUNITY, BoundedVec::truncate_from(ends));
}

/// Refunds of which something is left.
pub(super) fn refund<T: Config>(
	months: impl Iterator<Item = u32>,
	until: Interval,
) -> Result<(), BenchmarkError> {
	let amount = unit::<T>();
	let pots: Vec<_> = months
		.map(|month| RefundPot {
			month,
			rate: 1,
			amount,
			claimed: 0,
			until,
		})
		.collect();
	T::Funds::put_aside(COMMUNITY, amount * pots.len() as Balance)?;
	Refunds::<T>::insert(COMMUNITY, BoundedVec::truncate_from(pots));
	Ok(())
}

pub(super) fn autopilot<T: Config>() -> AutopilotRules {
	AutopilotRules {
		reserve: unit::<T>(),
		lowest_fee: 0,
		highest_fee: MAX_PRICE,
		fee_step: 1,
		solidarity: Permill::from_percent(30),
		investment: Permill::from_percent(30),
		refund: Permill::from_percent(30),
	}
}

/// As many reports as are kept.
pub(super) fn fill_reports<T: Config>() {
	let report = AutopilotReport {
		period: 0,
		from: 0,
		until: 0,
		treasury: Balance::MAX,
		income: Balance::MAX,
		expense: Balance::MAX,
		forecast: Balance::MAX,
		forecast_intervals: 0,
		reserve: Balance::MAX,
		lowest_fee: 0,
		highest_fee: MAX_PRICE,
		decision: FeeDecision::Raised { from: 0 },
		reason: FeeReason::BelowReserve,
		surplus: Balance::MAX,
		to_solidarity: Balance::MAX,
		to_investment: Balance::MAX,
		to_refunds: Balance::MAX,
	};
	let reports = alloc::vec![report; T::KeptReports::get() as usize];
	Reports::<T>::insert(COMMUNITY, BoundedVec::truncate_from(reports));
}
