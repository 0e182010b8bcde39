//! Who may vote, what a vote weighs, and who votes for whom.

use crate::{
	Ballot, Ballots, Config, CountedPoints, Delegation, Delegations, DelegatorOf, Electorate,
	Error, Event, NextProposal, Pallet, Proposal, Proposals, Roll, Stage, Tally,
};
use commonwatt_primitives::{
	governance::{Membership, MonthlyStatements, ProposalId, Vote, VotingWeights},
	traits::{Communities, DeliveryPoints},
	CommunityId, PointId,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	storage::with_storage_layer,
};

impl Tally {
	fn side(&mut self, vote: Vote) -> &mut u128 {
		match vote {
			Vote::Aye => &mut self.ayes,
			Vote::Nay => &mut self.nays,
			Vote::Abstain => &mut self.abstentions,
		}
	}

	pub(crate) fn add(&mut self, vote: Vote, weight: u128) {
		let side = self.side(vote);
		*side = side.saturating_add(weight);
	}

	fn take(&mut self, vote: Vote, weight: u128) {
		let side = self.side(vote);
		*side = side.saturating_sub(weight);
	}
}

impl<T: Config> Pallet<T> {
	/// The roll of a proposal that is opened now, and what all its votes weigh.
	///
	/// Where nobody could vote, because an asset's shares are gone or another community's, or no month is
	/// finished, the members do: else a community could lock itself out.
	pub(crate) fn open_roll(
		community: CommunityId,
		electorate: Electorate,
	) -> Result<(Roll, u128), DispatchError> {
		match electorate {
			Electorate::Shares { asset } if T::Votes::can_vote(community, asset) => {
				let record = T::Votes::record(asset)?;
				// Nobody votes for what the community itself holds: counted, it could make quorums impossible.
				let own = T::Votes::weight(asset, record, &Self::dao_account(community));
				let supply = T::Votes::supply(asset, record).saturating_sub(own);
				if supply > 0 {
					return Ok((Roll::Shares { asset, record }, supply));
				}
				T::Votes::release(asset, record);
			}
			Electorate::Energy => {
				if let Some((month, energy)) = Self::last_month(community) {
					return Ok((Roll::Energy { month }, energy.into()));
				}
			}
			_ => {}
		}
		Ok((Roll::Members, Self::voting_members(community).into()))
	}

	/// Active members but the community's own account, which is one where it holds shares that only members
	/// may: it neither votes nor proposes.
	pub(crate) fn voting_members(community: CommunityId) -> u32 {
		let own = T::Membership::member(community, &Self::dao_account(community));
		let own = u32::from(own.is_some_and(|member| member.active));
		T::Membership::active(community).saturating_sub(own)
	}

	pub(crate) fn do_vote(
		who: T::AccountId,
		id: ProposalId,
		vote: Vote,
		points: &[PointId],
	) -> DispatchResult {
		let mut proposal = Self::voted_on(id)?;
		Self::cast(id, &mut proposal, &who, vote, points, None)?;
		Proposals::<T>::insert(id, proposal);
		Ok(())
	}

	/// Casts the votes of those for whom the caller votes. Who may not be counted is left out and named in
	/// an event: nobody can spoil the votes of others. Refused if nobody is left.
	pub(crate) fn do_vote_for(
		delegate: T::AccountId,
		id: ProposalId,
		delegators: &[DelegatorOf<T>],
		vote: Vote,
	) -> DispatchResult {
		let mut proposal = Self::voted_on(id)?;
		let member = Self::active_member(proposal.community, &delegate)?;
		let mut first_error = None;
		let mut counted = false;
		for delegator in delegators {
			let who = &delegator.who;
			let before = proposal.clone();
			let result = with_storage_layer(|| {
				Self::ensure_delegates(&proposal, id, who, &delegate, member)?;
				let by = Some(delegate.clone());
				Self::cast(id, &mut proposal, who, vote, &delegator.points, by)
			});
			match result {
				Ok(()) => counted = true,
				Err(error) => {
					proposal = before;
					first_error.get_or_insert(error);
					Self::deposit_event(Event::NotCounted {
						proposal: id,
						who: who.clone(),
						delegate: delegate.clone(),
						error,
					});
				}
			}
		}
		ensure!(
			counted,
			first_error.unwrap_or(Error::<T>::NobodyToVoteFor.into())
		);
		Proposals::<T>::insert(id, proposal);
		Ok(())
	}

	/// Refused unless `delegate` votes for `who` on this proposal.
	fn ensure_delegates(
		proposal: &Proposal<T>,
		id: ProposalId,
		who: &T::AccountId,
		delegate: &T::AccountId,
		delegate_member: u32,
	) -> DispatchResult {
		let delegation =
			Delegations::<T>::get(proposal.community, who).ok_or(Error::<T>::NotDelegated)?;
		ensure!(
			delegation.to == *delegate && delegation.delegate == delegate_member,
			Error::<T>::NotDelegated
		);
		let member = Self::active_member(proposal.community, who)?;
		ensure!(delegation.member == member, Error::<T>::NotDelegated);
		ensure!(delegation.since <= id, Error::<T>::DelegatedAfterOpening);
		Ok(())
	}

	/// The proposal, if votes are taken on it.
	fn voted_on(id: ProposalId) -> Result<Proposal<T>, DispatchError> {
		let proposal = Proposals::<T>::get(id).ok_or(Error::<T>::UnknownProposal)?;
		let open = matches!(proposal.stage, Stage::Voting { until } if Self::now() < until);
		ensure!(open, Error::<T>::VotingClosed);
		Ok(proposal)
	}

	/// Casts or changes the ballot of `who`. The caller stores the proposal.
	fn cast(
		id: ProposalId,
		proposal: &mut Proposal<T>,
		who: &T::AccountId,
		vote: Vote,
		points: &[PointId],
		delegate: Option<T::AccountId>,
	) -> DispatchResult {
		let member = Self::active_member(proposal.community, who)?;
		ensure!(
			member < proposal.members_below,
			Error::<T>::AdmittedAfterOpening
		);
		let before = Ballots::<T>::get(id, who);
		let voted = before.as_ref().map_or(0, |ballot| ballot.weight);
		if let Some(ballot) = &before {
			ensure!(
				delegate.is_none() || ballot.delegate.is_some(),
				Error::<T>::VotedDirectly
			);
		}
		let weight = match proposal.roll {
			Roll::Energy { month } => {
				let more = Self::count_points(id, proposal.community, who, month, points)?;
				voted.saturating_add(more)
			}
			_ if !points.is_empty() => return Err(Error::<T>::PointsDoNotVote.into()),
			ref roll => Self::weight_without_points(roll, who).unwrap_or(0),
		};
		ensure!(weight > 0, Error::<T>::NoWeight);
		match before {
			Some(ballot) => proposal.tally.take(ballot.vote, ballot.weight),
			None => {
				proposal.cast = proposal.cast.saturating_add(1);
				proposal.kept = proposal.kept.saturating_add(1);
			}
		}
		proposal.tally.add(vote, weight);
		Ballots::<T>::insert(
			id,
			who,
			Ballot {
				vote,
				weight,
				delegate: delegate.clone(),
			},
		);
		Self::deposit_event(Event::Voted {
			proposal: id,
			who: who.clone(),
			vote,
			weight,
			delegate,
		});
		Ok(())
	}

	/// What the vote of `who` weighs on a roll; `None` if the points that it lists do.
	pub(crate) fn weight_without_points(roll: &Roll, who: &T::AccountId) -> Option<u128> {
		match *roll {
			Roll::Members => Some(1),
			Roll::Shares { asset, record } => Some(T::Votes::weight(asset, record, who)),
			Roll::Energy { .. } => None,
		}
	}

	/// What points add to a ballot: each counts once, for its owner. Those counted already add nothing.
	pub(crate) fn count_points(
		id: ProposalId,
		community: CommunityId,
		who: &T::AccountId,
		month: u32,
		points: &[PointId],
	) -> Result<u128, DispatchError> {
		let mut sum: u128 = 0;
		for point in points {
			let details = T::Points::details(*point).ok_or(Error::<T>::UnknownPoint)?;
			ensure!(
				details.community == community && details.owner == *who,
				Error::<T>::NotPointOwner
			);
			if let Some(voter) = CountedPoints::<T>::get(id, point) {
				ensure!(voter == *who, Error::<T>::PointCounted);
				continue;
			}
			let energy = T::Statements::month(*point, month).map_or(0u64, |statement| {
				statement.imported.saturating_add(statement.exported)
			});
			if energy > 0 {
				CountedPoints::<T>::insert(id, point, who);
				sum = sum.saturating_add(energy.into());
			}
		}
		Ok(sum)
	}

	pub(crate) fn do_delegate(
		who: T::AccountId,
		community: CommunityId,
		to: T::AccountId,
	) -> DispatchResult {
		ensure!(who != to, Error::<T>::DelegatedToOneself);
		let member = Self::active_member(community, &who)?;
		let delegate = Self::active_member(community, &to)?;
		let since = NextProposal::<T>::get();
		let delegation = Delegation {
			to: to.clone(),
			since,
			member,
			delegate,
		};
		Delegations::<T>::insert(community, &who, delegation);
		Self::deposit_event(Event::Delegated {
			community,
			who,
			to,
			since,
		});
		Ok(())
	}

	pub(crate) fn do_undelegate(who: T::AccountId, community: CommunityId) -> DispatchResult {
		ensure!(
			T::Communities::exists(community),
			Error::<T>::UnknownCommunity
		);
		Delegations::<T>::take(community, &who).ok_or(Error::<T>::NotDelegated)?;
		Self::deposit_event(Event::Undelegated { community, who });
		Ok(())
	}

	/// Removes a delegation whose member or delegate was removed.
	pub(crate) fn do_remove_delegation(
		community: CommunityId,
		who: T::AccountId,
	) -> DispatchResult {
		let delegation = Delegations::<T>::get(community, &who).ok_or(Error::<T>::NotDelegated)?;
		let is = |who: &T::AccountId, id: u32| {
			T::Membership::member(community, who).is_some_and(|member| member.id == id)
		};
		ensure!(
			!is(&who, delegation.member) || !is(&delegation.to, delegation.delegate),
			Error::<T>::DelegationAlive
		);
		Delegations::<T>::remove(community, &who);
		Self::deposit_event(Event::Undelegated { community, who });
		Ok(())
	}
}
