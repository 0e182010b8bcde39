//! The invariants of the page, checked after every test and by the simulator.

use crate::{
	Autopilots, Ballots, Calls, Claimed, Config, CountedPoints, Daos, Delegations, HoldReason,
	NextProposal, OpenOf, Pallet, Periods, Proposals, ProposalsOf, PursesOf, RecurringSpends,
	Refunds, Stage, Supported, Tally,
};
use alloc::collections::{BTreeMap, BTreeSet};
use commonwatt_primitives::{governance::CommunityFunds, Balance, CommunityId};
use frame_support::traits::{fungible::InspectHold, Get};

impl<T: Config> Pallet<T> {
	/// Panics unless the pallet's invariants (see the crate's page) hold.
	pub fn check_invariants() {
		Self::check_ballots();
		Self::check_proposals();
		Self::check_deposits();
		Self::check_money();
		Self::check_lists();
	}

	fn check_ballots() {
		for (id, proposal) in Proposals::<T>::iter() {
			let mut tally = Tally::default();
			let mut kept: u32 = 0;
			for ballot in Ballots::<T>::iter_prefix_values(id) {
				assert!(
					ballot.weight > 0,
					"a ballot on proposal {id} weighs something"
				);
				tally.add(ballot.vote, ballot.weight);
				kept = kept.saturating_add(1);
			}
			assert_eq!(
				kept, proposal.kept,
				"the ballots on proposal {id} are counted"
			);
			if kept == proposal.cast {
				assert_eq!(
					tally, proposal.tally,
					"the tally of proposal {id} is the sum of its ballots"
				);
			} else {
				assert!(
					proposal.stage.is_finished(),
					"ballots of proposal {id} are removed when it is finished"
				);
			}
		}
		for (id, point, who) in CountedPoints::<T>::iter() {
			let proposal = Proposals::<T>::get(id).expect("counted points have their proposal");
			assert!(
				proposal.stage.is_finished() || Ballots::<T>::contains_key(id, &who),
				"point {point} is counted for a ballot"
			);
		}
		for id in Ballots::<T>::iter_keys().map(|(id, _)| id) {
			assert!(
				Proposals::<T>::contains_key(id),
				"a ballot has its proposal"
			);
		}
	}

	fn check_proposals() {
		let mut listed = BTreeSet::new();
		for (community, ids) in ProposalsOf::<T>::iter() {
			assert!(
				ids.is_sorted_by(|one, other| one < other),
				"proposals are listed in order"
			);
			for id in ids {
				let proposal = Proposals::<T>::get(id).expect("a listed proposal exists");
				assert_eq!(proposal.community, community);
				listed.insert(id);
			}
		}
		let mut open = BTreeMap::<CommunityId, u32>::new();
		let mut of_member = BTreeMap::<(CommunityId, T::AccountId), u32>::new();
		for (id, proposal) in Proposals::<T>::iter() {
			assert!(listed.contains(&id), "proposal {id} is listed");
			assert!(id < NextProposal::<T>::get());
			let is_open = !proposal.stage.is_finished();
			assert_eq!(
				Calls::<T>::contains_key(id),
				is_open,
				"proposal {id} has its call while it is open"
			);
			if proposal.takes_a_place() {
				let count = open.entry(proposal.community).or_default();
				*count = count.saturating_add(1);
			}
			if matches!(proposal.stage, Stage::Voting { .. }) {
				let key = (proposal.community, proposal.proposer);
				let count = of_member.entry(key).or_default();
				*count = count.saturating_add(1);
			}
		}
		for id in Calls::<T>::iter_keys() {
			assert!(Proposals::<T>::contains_key(id), "a call has its proposal");
		}
		for (community, dao) in Daos::<T>::iter() {
			let expected = open.remove(&community).unwrap_or(0);
			assert_eq!(
				dao.open, expected,
				"open proposals of {community} are counted"
			);
			assert!(dao.open <= T::MaxOpen::get());
		}
		assert!(open.is_empty(), "a proposal belongs to a government");
		let counted: BTreeMap<_, _> = OpenOf::<T>::iter()
			.map(|(community, who, count)| ((community, who), count))
			.collect();
		assert_eq!(counted, of_member, "open proposals of members are counted");
		assert!(counted
			.values()
			.all(|count| *count <= T::MaxOpenPerMember::get()));
		let next = NextProposal::<T>::get();
		for (_, who, delegation) in Delegations::<T>::iter() {
			assert!(delegation.to != who && delegation.since <= next);
		}
	}

	fn check_deposits() {
		let mut deposits = BTreeMap::<T::AccountId, Balance>::new();
		for proposal in Proposals::<T>::iter_values() {
			let held = deposits.entry(proposal.proposer).or_default();
			if matches!(proposal.stage, Stage::Voting { .. }) {
				*held = held.saturating_add(proposal.deposit);
			} else {
				assert_eq!(proposal.deposit, 0, "a deposit is held during the vote");
			}
		}
		for (who, expected) in deposits {
			assert_eq!(
				T::Currency::balance_on_hold(&HoldReason::Proposal.into(), &who),
				expected,
				"what is held of {who:?} is the sum of its deposits"
			);
		}
	}

	fn check_money() {
		for community in Daos::<T>::iter_keys() {
			let purses = PursesOf::<T>::get(community);
			let mut aside = purses.solidarity.saturating_add(purses.patronage);
			for pot in Refunds::<T>::get(community) {
				assert!(
					pot.claimed <= pot.amount,
					"of the refund of month {} no more is claimed than there was",
					pot.month
				);
				assert!(pot.month <= purses.refunded && pot.rate > 0);
				aside = aside.saturating_add(pot.left());
			}
			assert_eq!(
				T::Funds::set_aside(community),
				aside,
				"what community {community} has set aside is in its purses"
			);
			let period = Periods::<T>::get(community).expect("a government has a period");
			assert!(
				period.spent <= period.cap,
				"community {community} spends within its cap"
			);
			assert!(period.from < period.until);
		}
		for ((community, month), _, ()) in Claimed::<T>::iter() {
			assert!(
				month <= PursesOf::<T>::get(community).refunded,
				"what was claimed was refunded"
			);
		}
	}

	fn check_lists() {
		for (community, spends) in RecurringSpends::<T>::iter() {
			let ids: BTreeSet<_> = spends.iter().map(|spend| spend.id).collect();
			assert_eq!(ids.len(), spends.len(), "ids of {community} are distinct");
			for spend in spends {
				assert!(spend.left > 0 && spend.every > 0 && spend.amount > 0);
			}
		}
		for (community, points) in Supported::<T>::iter() {
			let ids: BTreeSet<_> = points.iter().map(|support| support.point).collect();
			assert_eq!(
				ids.len(),
				points.len(),
				"points of {community} are distinct"
			);
			assert!(points.iter().all(|support| support.amount > 0));
		}
		for rules in Autopilots::<T>::iter_values() {
			assert!(
				Self::check_autopilot(&rules).is_ok(),
				"autopilots can steer"
			);
		}
	}
}
