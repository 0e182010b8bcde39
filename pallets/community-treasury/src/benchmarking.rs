//! Benchmarks: votes by shares and by energy, calls of the most bytes, as many of everything as a community may
//! have, periods and months in which everything happens that can.
#![allow(clippy::arithmetic_side_effects)]

mod setup;

use crate::{
	Autopilots, Ballots, Call, Calls, Claimed, Config, CountedPoints, Daos, Delegations,
	DelegatorOf, Electorate, MonthEnds, NextCommunity, NextProposal, OpenOf, Pallet, Periods,
	Proposals, ProposalsOf, Purses, PursesOf, RecurringSpends, Refunds, Reports, Stage, Supported,
	Tally, WeightInfo,
};
use alloc::{boxed::Box, vec::Vec};
use codec::Encode;
use commonwatt_primitives::{
	governance::{autopilot::FeeDecision, AssetId, CommunityFunds, TreasuryLine, Vote},
	traits::{Communities, MarketClock},
	Balance, CommunityId, Interval, PointId, Wh,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{fungible::Inspect, Get},
	weights::{Weight, WeightMeter},
	BoundedVec,
};
use frame_system::RawOrigin;
use setup::*;
use sp_core::H256;

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId, RuntimeCall> {
	/// Who operates a community, which then exists.
	fn operator(community: CommunityId) -> AccountId;
	/// Makes an account an active member, who has an account.
	fn admit(community: CommunityId, who: &AccountId);
	/// A delivery point that was not there before. It owes, what is paid to it pays that first and changes
	/// whether it may draw; of as many months as are kept it has a statement with energy, and the month
	/// before is not filed yet.
	fn point(community: CommunityId, owner: &AccountId) -> PointId;
	/// Intervals below have ended, and months are over.
	fn set_ended(interval: Interval);
	/// What a community's points have metered since it began.
	fn set_metered(community: CommunityId, energy: Wh);
	/// There is a signal of an interval.
	fn signal(community: CommunityId, interval: Interval);
	/// As many versions of a community's rules as may be, all but the newest needed no more.
	fn fill_rules(community: CommunityId);
	/// An asset with shares that vote; one record more can be taken.
	fn asset(community: CommunityId) -> AssetId;
	/// An account holds shares, with as long a history as may be.
	fn hold(asset: AssetId, who: &AccountId);
	/// A call of at most so many bytes that a community may propose. It fails, having done little.
	fn call(length: u32) -> RuntimeCall;
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn establish() {
		let operator = T::BenchmarkHelper::operator(COMMUNITY);
		T::BenchmarkHelper::set_ended(ENDED);

		#[extrinsic_call]
		_(
			RawOrigin::Signed(operator),
			COMMUNITY,
			rules::<T>(Electorate::Members),
		);

		assert!(Periods::<T>::contains_key(COMMUNITY));
	}

	#[benchmark]
	fn set_rules() {
		let dao = govern::<T>(Electorate::Members);
		let rules = rules::<T>(Electorate::Energy);

		#[extrinsic_call]
		_(RawOrigin::Signed(dao), COMMUNITY, rules);

		assert_eq!(Daos::<T>::get(COMMUNITY).map(|dao| dao.rules), Some(rules));
	}

	/// Decided by shares; the community has as many proposals as it may afterwards.
	#[benchmark]
	fn propose(l: Linear<64, { T::MaxCallLength::get() }>) -> Result<(), BenchmarkError> {
		let asset = govern_by_shares::<T>();
		let who = member::<T>("proposer", 0);
		T::BenchmarkHelper::hold(asset, &Pallet::<T>::dao_account(COMMUNITY));
		list_proposals::<T>(T::MaxProposals::get() - 1);
		NextProposal::<T>::put(PROPOSAL + 1);
		let call = T::BenchmarkHelper::call(l);

		#[extrinsic_call]
		_(
			RawOrigin::Signed(who.clone()),
			COMMUNITY,
			Box::new(call),
			H256::repeat_byte(1),
		);

		assert_eq!(OpenOf::<T>::get(COMMUNITY, who), 1);
		assert_eq!(
			ProposalsOf::<T>::decode_len(COMMUNITY),
			Some(T::MaxProposals::get() as usize)
		);
		Ok(())
	}

	/// By shares. Instead of what was said before.
	#[benchmark]
	fn vote() -> Result<(), BenchmarkError> {
		let asset = govern_by_shares::<T>();
		let who = member::<T>("voter", 0);
		T::BenchmarkHelper::hold(asset, &who);
		let id = open_proposal::<T>(asset)?;
		say::<T>(&who, None);

		#[extrinsic_call]
		_(
			RawOrigin::Signed(who.clone()),
			id,
			Vote::Nay,
			Default::default(),
		);

		assert_eq!(
			Ballots::<T>::get(id, who).map(|ballot| ballot.vote),
			Some(Vote::Nay)
		);
		Ok(())
	}

	/// Points whose energy is counted for a ballot.
	#[benchmark]
	fn count_points(p: Linear<0, { T::MaxVotePoints::get() }>) -> Result<(), BenchmarkError> {
		govern::<T>(Electorate::Energy);
		let who = member::<T>("voter", 0);
		let points: Vec<_> = (0..p)
			.map(|_| T::BenchmarkHelper::point(COMMUNITY, &who))
			.collect();
		let month = T::Clock::month() - 1;
		let weight;

		#[block]
		{
			weight = Pallet::<T>::count_points(PROPOSAL, COMMUNITY, &who, month, &points)?;
		}

		assert_eq!(
			CountedPoints::<T>::iter_prefix(PROPOSAL).count(),
			p as usize
		);
		assert_eq!(weight > 0, p > 0);
		Ok(())
	}

	/// By shares, for so many who had another delegate vote for them before.
	#[benchmark]
	fn vote_for(d: Linear<1, { T::MaxDelegators::get() }>) -> Result<(), BenchmarkError> {
		let asset = govern_by_shares::<T>();
		let by = member::<T>("delegate", 0);
		let mut delegators = Vec::new();
		for nth in 0..d {
			let who = member::<T>("delegator", nth);
			T::BenchmarkHelper::hold(asset, &who);
			say::<T>(&who, Some(by.clone()));
			Pallet::<T>::do_delegate(who.clone(), COMMUNITY, by.clone())?;
			delegators.push(DelegatorOf::<T> {
				who,
				points: Default::default(),
			});
		}
		let delegators = BoundedVec::truncate_from(delegators);
		let id = open_proposal::<T>(asset)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(by), id, delegators, Vote::Nay);

		let nays = Ballots::<T>::iter_prefix_values(id).filter(|ballot| ballot.vote == Vote::Nay);
		assert_eq!(nays.count(), d as usize);
		Ok(())
	}

	#[benchmark]
	fn delegate() -> Result<(), BenchmarkError> {
		govern::<T>(Electorate::Members);
		let (who, to) = (member::<T>("delegator", 0), member::<T>("delegate", 0));

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), COMMUNITY, to);

		assert!(Delegations::<T>::contains_key(COMMUNITY, who));
		Ok(())
	}

	#[benchmark]
	fn undelegate() -> Result<(), BenchmarkError> {
		govern::<T>(Electorate::Members);
		let (who, to) = (member::<T>("delegator", 0), member::<T>("delegate", 0));
		Pallet::<T>::do_delegate(who.clone(), COMMUNITY, to)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), COMMUNITY);

		assert!(!Delegations::<T>::contains_key(COMMUNITY, who));
		Ok(())
	}

	/// The delegate is another member than it was.
	#[benchmark]
	fn remove_delegation() -> Result<(), BenchmarkError> {
		govern::<T>(Electorate::Members);
		let (who, to) = (member::<T>("delegator", 0), member::<T>("delegate", 0));
		Pallet::<T>::do_delegate(who.clone(), COMMUNITY, to)?;
		Delegations::<T>::mutate(COMMUNITY, &who, |delegation| {
			if let Some(delegation) = delegation {
				delegation.delegate = u32::MAX;
			}
		});

		#[extrinsic_call]
		_(
			RawOrigin::Signed(whitelisted_caller()),
			COMMUNITY,
			who.clone(),
		);

		assert!(!Delegations::<T>::contains_key(COMMUNITY, who));
		Ok(())
	}

	/// Decided by shares; rejected, and its deposit is forfeited.
	#[benchmark]
	fn close() -> Result<(), BenchmarkError> {
		let asset = govern_by_shares::<T>();
		let id = open_proposal::<T>(asset)?;
		Proposals::<T>::mutate_extant(id, |proposal| {
			proposal.tally = Tally {
				nays: proposal.electorate,
				..Default::default()
			};
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), id);

		assert_eq!(
			Proposals::<T>::get(id).map(|of| of.stage),
			Some(Stage::Rejected)
		);
		let book = T::Funds::book(COMMUNITY);
		assert!(book.deposits.received > 0);
		Ok(())
	}

	/// A call that fails: what was to be once more is stored.
	#[benchmark]
	fn execute(l: Linear<64, { T::MaxCallLength::get() }>) -> Result<(), BenchmarkError> {
		let asset = govern_by_shares::<T>();
		let id = open_proposal::<T>(asset)?;
		let call = T::BenchmarkHelper::call(l).encode();
		let length = call.len() as u32;
		Calls::<T>::insert(id, BoundedVec::truncate_from(call));
		let now = Pallet::<T>::now();
		Proposals::<T>::mutate_extant(id, |proposal| {
			proposal.stage = Stage::Approved {
				from: now,
				until: now + T::RuleLimits::get().shortest_window,
			};
		});

		#[extrinsic_call]
		_(
			RawOrigin::Signed(whitelisted_caller()),
			id,
			Weight::MAX,
			length,
		);

		assert!(Proposals::<T>::get(id)
			.is_some_and(|of| of.last_error.is_some() || of.stage == Stage::Executed));
		Ok(())
	}

	/// So many ballots, and the proposal with them.
	#[benchmark]
	fn remove_votes(n: Linear<0, 64>) -> Result<(), BenchmarkError> {
		let asset = govern_by_shares::<T>();
		let id = open_proposal::<T>(asset)?;
		for nth in 0..n {
			let who: T::AccountId = account("voter", nth, 0);
			say::<T>(&who, Some(who.clone()));
		}
		Proposals::<T>::mutate_extant(id, |proposal| proposal.stage = Stage::Rejected);

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), id, n + 1);

		assert!(!Proposals::<T>::contains_key(id));
		assert_eq!(Ballots::<T>::iter_prefix(id).count(), 0);
		Ok(())
	}

	/// To an account that is empty.
	#[benchmark]
	fn spend() -> Result<(), BenchmarkError> {
		let dao = govern::<T>(Electorate::Members);
		let to: T::AccountId = account("payee", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(dao), COMMUNITY, to.clone(), unit::<T>());

		assert_eq!(T::Currency::balance(&to), unit::<T>());
		Ok(())
	}

	#[benchmark]
	fn add_recurring_spend() {
		let dao = govern::<T>(Electorate::Members);
		let most = T::MaxRecurringSpends::get();
		recur::<T>(most - 1);

		#[extrinsic_call]
		_(
			RawOrigin::Signed(dao),
			COMMUNITY,
			account("payee", 0, 0),
			unit::<T>(),
			1,
			1,
		);

		assert_eq!(
			RecurringSpends::<T>::decode_len(COMMUNITY),
			Some(most as usize)
		);
	}

	#[benchmark]
	fn remove_recurring_spend() {
		let dao = govern::<T>(Electorate::Members);
		let most = T::MaxRecurringSpends::get();
		recur::<T>(most);

		#[extrinsic_call]
		_(RawOrigin::Signed(dao), COMMUNITY, most - 1);

		assert_eq!(RecurringSpends::<T>::get(COMMUNITY).len() as u32, most - 1);
	}

	/// For the first time: the account is empty.
	#[benchmark]
	fn invest() -> Result<(), BenchmarkError> {
		let dao = govern::<T>(Electorate::Members);

		#[extrinsic_call]
		_(RawOrigin::Signed(dao.clone()), COMMUNITY, unit::<T>());

		assert_eq!(T::Currency::balance(&dao), unit::<T>());
		Ok(())
	}

	/// All that the account has.
	#[benchmark]
	fn pay_in() -> Result<(), BenchmarkError> {
		let dao = govern::<T>(Electorate::Members);
		T::Funds::spend(COMMUNITY, &dao, unit::<T>(), TreasuryLine::Investment)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(dao.clone()), COMMUNITY, unit::<T>());

		assert_eq!(T::Currency::balance(&dao), 0);
		Ok(())
	}

	#[benchmark]
	fn set_support() {
		let dao = govern::<T>(Electorate::Members);
		let most = T::MaxSupported::get();
		let point = T::BenchmarkHelper::point(COMMUNITY, &dao);
		support::<T>((0..most - 1).map(|nth| u32::MAX - nth));

		#[extrinsic_call]
		_(RawOrigin::Signed(dao), COMMUNITY, point, unit::<T>());

		assert_eq!(Supported::<T>::decode_len(COMMUNITY), Some(most as usize));
	}

	#[benchmark]
	fn set_solidarity_fund() -> Result<(), BenchmarkError> {
		let dao = govern::<T>(Electorate::Members);

		#[extrinsic_call]
		_(RawOrigin::Signed(dao), COMMUNITY, unit::<T>());

		assert_eq!(PursesOf::<T>::get(COMMUNITY).solidarity, unit::<T>());
		Ok(())
	}

	/// Less than all can be refunded: the rest goes back.
	#[benchmark]
	fn open_refund() -> Result<(), BenchmarkError> {
		let dao = govern::<T>(Electorate::Members);
		let month = T::Clock::month() - 1;
		end_months::<T>(month);
		let most = T::MaxRefunds::get();
		refund::<T>((1..most).map(|before| month - before), ENDED + 1)?;

		#[extrinsic_call]
		_(
			RawOrigin::Signed(dao),
			COMMUNITY,
			month,
			Balance::from(ENERGY_OF_MONTH) + 1,
		);

		assert_eq!(Refunds::<T>::decode_len(COMMUNITY), Some(most as usize));
		Ok(())
	}

	#[benchmark]
	fn claim_refund() -> Result<(), BenchmarkError> {
		govern::<T>(Electorate::Members);
		let month = T::Clock::month() - 1;
		let pots = (0..T::MaxRefunds::get()).rev().map(|before| month - before);
		refund::<T>(pots, ENDED + 1)?;
		let point = T::BenchmarkHelper::point(COMMUNITY, &account("owner", 0, 0));

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), point, month);

		assert!(Claimed::<T>::contains_key((COMMUNITY, month), point));
		Ok(())
	}

	#[benchmark]
	fn remove_claims(n: Linear<0, 64>) -> Result<(), BenchmarkError> {
		govern::<T>(Electorate::Members);
		let month = T::Clock::month() - 1;
		refund::<T>(
			(1..=T::MaxRefunds::get()).map(|before| month - before),
			ENDED + 1,
		)?;
		for point in 0..n {
			Claimed::<T>::insert((COMMUNITY, month), point, ());
		}

		#[extrinsic_call]
		_(
			RawOrigin::Signed(whitelisted_caller()),
			COMMUNITY,
			month,
			n + 1,
		);

		assert_eq!(Claimed::<T>::iter_prefix((COMMUNITY, month)).count(), 0);
		Ok(())
	}

	#[benchmark]
	fn set_autopilot() {
		let dao = govern::<T>(Electorate::Members);

		#[extrinsic_call]
		_(RawOrigin::Signed(dao), COMMUNITY, Some(autopilot::<T>()));

		assert!(Autopilots::<T>::contains_key(COMMUNITY));
	}

	/// By the operator.
	#[benchmark]
	fn stop_autopilot() {
		govern::<T>(Electorate::Members);
		let operator = T::BenchmarkHelper::operator(COMMUNITY);
		Autopilots::<T>::insert(COMMUNITY, autopilot::<T>());

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), COMMUNITY);

		assert!(!Autopilots::<T>::contains_key(COMMUNITY));
	}

	/// Another community comes first in the next block.
	#[benchmark]
	fn poll_base() {
		govern::<T>(Electorate::Members);
		NextCommunity::<T>::put(T::Communities::count());
		// Not enough to look at a community.
		let mut meter = WeightMeter::with_limit(T::WeightInfo::poll_base());

		#[block]
		{
			Pallet::<T>::poll(&mut meter);
		}

		assert_eq!(NextCommunity::<T>::get(), 0);
	}

	/// Nothing is due.
	#[benchmark]
	fn poll_community() {
		govern::<T>(Electorate::Members);
		let mut meter = WeightMeter::new();
		let enough;

		#[block]
		{
			enough = Pallet::<T>::poll_community(COMMUNITY, &mut meter);
		}

		assert!(enough && meter.consumed() == Weight::zero());
	}

	/// All refunds end, another is opened with what was saved for it.
	#[benchmark]
	fn turn_month() -> Result<(), BenchmarkError> {
		govern::<T>(Electorate::Members);
		let month = T::Clock::month();
		end_months::<T>(month - 2);
		refund::<T>(
			(2..T::MaxRefunds::get() + 2)
				.rev()
				.map(|before| month - before),
			ENDED,
		)?;
		PursesOf::<T>::insert(
			COMMUNITY,
			Purses {
				patronage: ENERGY_OF_MONTH.into(),
				..Default::default()
			},
		);
		T::BenchmarkHelper::set_metered(COMMUNITY, metered_at_end_of(month - 1));

		#[block]
		{
			Pallet::<T>::turn_month(COMMUNITY, month);
		}

		assert_eq!(Refunds::<T>::decode_len(COMMUNITY), Some(1));
		assert_eq!(
			MonthEnds::<T>::decode_len(COMMUNITY),
			Some(T::KeptMonths::get() as usize)
		);
		Ok(())
	}

	/// The autopilot lowers the fee and splits a surplus, all refunds end.
	#[benchmark]
	fn turn_period() -> Result<(), BenchmarkError> {
		let dao = govern::<T>(Electorate::Members);
		let now = T::Clock::in_progress();
		T::BenchmarkHelper::fill_rules(COMMUNITY);
		for ahead in 1..=T::ForecastIntervals::get() {
			T::BenchmarkHelper::signal(COMMUNITY, now + ahead);
		}
		Autopilots::<T>::insert(COMMUNITY, autopilot::<T>());
		fill_reports::<T>();
		let month = T::Clock::month();
		refund::<T>(
			(1..=T::MaxRefunds::get())
				.rev()
				.map(|before| month - before),
			ENDED,
		)?;
		let period = Periods::<T>::get(COMMUNITY).ok_or("it was established")?;

		#[block]
		{
			Pallet::<T>::turn_period(COMMUNITY, period);
		}

		let reports = Reports::<T>::get(COMMUNITY);
		let report = reports.last().ok_or("it reported")?;
		assert!(matches!(report.decision, FeeDecision::Lowered { .. }));
		assert_eq!(report.forecast_intervals, T::ForecastIntervals::get());
		assert_eq!(T::Currency::balance(&dao), report.to_investment);
		assert!(report.to_solidarity > 0 && report.to_investment > 0 && report.to_refunds > 0);
		Ok(())
	}

	/// The last of as many as may be, to an account that is empty.
	#[benchmark]
	fn pay_recurring_spend() -> Result<(), BenchmarkError> {
		govern::<T>(Electorate::Members);
		recur::<T>(T::MaxRecurringSpends::get());
		let paid;

		#[block]
		{
			paid = Pallet::<T>::pay_a_recurring_spend(COMMUNITY, 1);
		}

		assert!(paid);
		assert_eq!(T::Currency::balance(&account("payee", 0, 0)), unit::<T>());
		Ok(())
	}

	/// A step of as many points as may be; the period is stored, as if they were the last.
	#[benchmark]
	fn pay_supported_points() -> Result<(), BenchmarkError> {
		govern::<T>(Electorate::Members);
		let points: Vec<_> = (0..T::MaxSupported::get())
			.map(|nth| T::BenchmarkHelper::point(COMMUNITY, &account("owner", nth, 0)))
			.collect();
		support::<T>(points.into_iter());
		T::Funds::put_aside(COMMUNITY, unit::<T>() * 100)?;
		PursesOf::<T>::mutate(COMMUNITY, |purses| purses.solidarity = unit::<T>() * 100);
		let mut period = Periods::<T>::get(COMMUNITY).ok_or("it was established")?;
		period.paying = false;

		#[block]
		{
			Pallet::<T>::pay_supported_points(COMMUNITY, 1);
			Periods::<T>::insert(COMMUNITY, period);
		}

		let paid = unit::<T>() * crate::spending::SUPPORTED_PER_STEP as Balance;
		assert_eq!(
			PursesOf::<T>::get(COMMUNITY).solidarity,
			unit::<T>() * 100 - paid
		);
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().not_established().build(),
		crate::mock::Runtime
	);
}
