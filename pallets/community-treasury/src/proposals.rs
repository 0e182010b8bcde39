//! The life of a proposal: opened, closed, executed, removed.

use crate::{
	Ballots, Call, Calls, Config, CountedPoints, Dao, Daos, Electorate, Error, Event, HoldReason,
	NextProposal, OpenOf, Pallet, Proposal, Proposals, ProposalsOf, Roll, Stage, Tally, WeightInfo,
};
use alloc::vec::Vec;
use codec::{DecodeLimit, Encode};
use commonwatt_primitives::{
	governance::{CommunityFunds, Membership, ProposalId, TreasuryLine, VotingWeights},
	CommunityId,
};
use frame_support::{
	defensive,
	dispatch::{
		extract_actual_weight, DispatchClass, DispatchResultWithPostInfo, GetDispatchInfo,
		PostDispatchInfo,
	},
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	storage::with_storage_layer,
	traits::{fungible::MutateHold, tokens::Precision, Contains, Get, IsSubType},
	weights::Weight,
	MAX_EXTRINSIC_DEPTH,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Dispatchable, Hash, Saturating};

impl<T: Config> Proposal<T> {
	/// Whether so many ayes carry it against so many nays.
	fn carries(&self, ayes: u128, nays: u128) -> bool {
		let said = ayes.saturating_add(nays);
		ayes > nays && ayes >= self.rules.approval.mul_ceil(said)
	}

	fn turnout(&self) -> u128 {
		let Tally {
			ayes,
			nays,
			abstentions,
		} = self.tally;
		ayes.saturating_add(nays).saturating_add(abstentions)
	}

	fn has_quorum(&self) -> bool {
		self.turnout() >= self.rules.quorum_of(self.electorate)
	}

	/// Whether it would be approved if the vote ended now.
	pub(crate) fn is_approved(&self) -> bool {
		self.has_quorum() && self.carries(self.tally.ayes, self.tally.nays)
	}

	/// Whether it is one of [`Config::MaxOpen`]: voted on, or approved and not tried yet.
	pub(crate) fn takes_a_place(&self) -> bool {
		!self.stage.is_finished() && self.last_error.is_none()
	}

	/// Whether nobody who has not voted could change that.
	pub(crate) fn is_decided(&self) -> bool {
		let outstanding = self.electorate.saturating_sub(self.turnout());
		let Tally { ayes, nays, .. } = self.tally;
		if self.is_approved() {
			self.carries(ayes, nays.saturating_add(outstanding))
		} else {
			!self.carries(ayes.saturating_add(outstanding), nays)
		}
	}

	/// Whether its deposit is forfeited: those who said something thought too little of it.
	fn is_forfeited(&self) -> bool {
		let said = self.tally.ayes.saturating_add(self.tally.nays);
		self.tally.ayes < self.rules.slash_below.mul_ceil(said)
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_propose(
		who: T::AccountId,
		community: CommunityId,
		call: <T as Config>::RuntimeCall,
		description: H256,
	) -> DispatchResult {
		let mut dao = Daos::<T>::get(community).ok_or(Error::<T>::NoDao)?;
		Self::active_member(community, &who)?;
		ensure!(T::CallFilter::contains(&call), Error::<T>::CallFiltered);
		let bytes: crate::CallBytes<T> = call
			.encode()
			.try_into()
			.map_err(|_| Error::<T>::CallTooLong)?;
		let execution = T::WeightInfo::execute(bytes.len() as u32)
			.saturating_add(call.get_dispatch_info().call_weight);
		ensure!(
			execution.all_lte(Self::heaviest_execution()),
			Error::<T>::CallTooHeavy
		);
		ensure!(
			dao.open < T::MaxOpen::get(),
			Error::<T>::TooManyOpenProposals
		);
		let opened = OpenOf::<T>::get(community, &who);
		ensure!(
			opened < T::MaxOpenPerMember::get(),
			Error::<T>::TooManyOpenProposalsOfMember
		);
		let id = NextProposal::<T>::get();
		ProposalsOf::<T>::try_append(community, id).map_err(|_| Error::<T>::TooManyProposals)?;
		let rules = dao.rules;
		T::Currency::hold(&HoldReason::Proposal.into(), &who, rules.deposit)?;
		let (roll, electorate) =
			Self::open_roll(community, Self::electorate_of(&call, rules.electorate))?;
		let until = Self::now().saturating_add(rules.voting_period);
		let call_hash = BlakeTwo256::hash_of(&call);
		let urgent = matches!(
			call.is_sub_type(),
			Some(Call::stop_autopilot { community: of }) if *of == community
		);
		NextProposal::<T>::put(id.saturating_add(1));
		OpenOf::<T>::insert(community, &who, opened.saturating_add(1));
		dao.open = dao.open.saturating_add(1);
		Daos::<T>::insert(community, dao);
		Calls::<T>::insert(id, bytes);
		Proposals::<T>::insert(
			id,
			Proposal {
				community,
				proposer: who.clone(),
				deposit: rules.deposit,
				call_hash,
				description,
				rules,
				urgent,
				roll,
				electorate,
				members_below: T::Membership::next_id(community),
				tally: Tally::default(),
				cast: 0,
				kept: 0,
				stage: Stage::Voting { until },
				last_error: None,
			},
		);
		Self::deposit_event(Event::Proposed {
			community,
			proposal: id,
			proposer: who,
			call_hash,
			description,
			electorate,
			until,
		});
		Ok(())
	}

	/// What a block surely has for an execution: the rest of its largest transaction is for what that takes
	/// besides, and for weights that grow until then.
	fn heaviest_execution() -> Weight {
		let weights = T::BlockWeights::get();
		let largest = weights.get(DispatchClass::Normal).max_extrinsic;
		largest.map_or(Weight::MAX, |largest| {
			largest.saturating_mul(3).saturating_div(4)
		})
	}

	/// Who decides on a call: on the rules the members, whoever decides on the rest. Else a community in
	/// which most shares are of who cannot vote, or most energy is, could never change that.
	fn electorate_of(call: &<T as Config>::RuntimeCall, rules: Electorate) -> Electorate {
		match call.is_sub_type() {
			Some(Call::set_rules { .. }) => Electorate::Members,
			_ => rules,
		}
	}

	pub(crate) fn do_close(id: ProposalId) -> DispatchResult {
		let proposal = Proposals::<T>::get(id).ok_or(Error::<T>::UnknownProposal)?;
		let now = Self::now();
		match proposal.stage {
			Stage::Voting { until } => {
				ensure!(
					now >= until || proposal.is_decided(),
					Error::<T>::VotingOpen
				);
				Self::end_vote(id, proposal, now.min(until));
				Ok(())
			}
			Stage::Approved { until, .. } => {
				ensure!(now >= until, Error::<T>::ExecutionWindowOpen);
				Self::expire(id, proposal);
				Ok(())
			}
			_ => Err(Error::<T>::AlreadyFinished.into()),
		}
	}

	/// Counts a vote that ended at block `ended`.
	fn end_vote(id: ProposalId, mut proposal: Proposal<T>, ended: BlockNumberFor<T>) {
		if let Roll::Shares { asset, record } = proposal.roll {
			T::Votes::release(asset, record);
		}
		let approved = proposal.is_approved();
		let slashed = Self::return_deposit(&proposal, !approved && proposal.is_forfeited());
		OpenOf::<T>::mutate_exists(proposal.community, &proposal.proposer, |open| {
			let left = open.unwrap_or(0).saturating_sub(1);
			*open = (left > 0).then_some(left);
		});
		Self::deposit_event(Event::Closed {
			proposal: id,
			approved,
			tally: proposal.tally,
			electorate: proposal.electorate,
			slashed,
		});
		proposal.deposit = 0;
		if !approved {
			Self::finish(id, proposal, Stage::Rejected);
			return;
		}
		// An urgent one is the emergency stop: it can only stop what the chain does by itself.
		let delay = match proposal.urgent {
			true => Default::default(),
			false => proposal.rules.enactment_delay,
		};
		let from = ended.saturating_add(delay);
		let until = from.saturating_add(proposal.rules.execution_window);
		if Self::now() >= until {
			Self::expire(id, proposal);
			return;
		}
		proposal.stage = Stage::Approved { from, until };
		Proposals::<T>::insert(id, proposal);
	}

	/// Releases the deposit of a proposal, or takes it into the treasury; what was taken.
	fn return_deposit(proposal: &Proposal<T>, forfeited: bool) -> commonwatt_primitives::Balance {
		let Proposal {
			proposer,
			deposit,
			community,
			..
		} = proposal;
		let release = || {
			let reason = HoldReason::Proposal.into();
			T::Currency::release(&reason, proposer, *deposit, Precision::BestEffort)
		};
		// What cannot be taken, because something else freezes it, is returned: nothing may get stuck.
		let taken = forfeited
			&& with_storage_layer(|| {
				release()?;
				T::Funds::receive(*community, proposer, *deposit, TreasuryLine::Deposits)
			})
			.is_ok();
		if taken {
			return *deposit;
		}
		if release().is_err() {
			defensive!("what is held can be released");
		}
		0
	}

	/// Ends a proposal: its call is needed no more.
	fn finish(id: ProposalId, mut proposal: Proposal<T>, stage: Stage<BlockNumberFor<T>>) {
		if proposal.takes_a_place() {
			Daos::<T>::mutate(proposal.community, |dao| {
				if let Some(Dao { open, .. }) = dao {
					*open = open.saturating_sub(1);
				}
			});
		}
		Calls::<T>::remove(id);
		proposal.stage = stage;
		Proposals::<T>::insert(id, proposal);
	}

	fn expire(id: ProposalId, proposal: Proposal<T>) {
		Self::finish(id, proposal, Stage::Expired);
		Self::deposit_event(Event::Expired { proposal: id });
	}

	pub(crate) fn do_execute(
		id: ProposalId,
		weight_bound: Weight,
		length_bound: u32,
	) -> DispatchResultWithPostInfo {
		let mut proposal = Proposals::<T>::get(id).ok_or(Error::<T>::UnknownProposal)?;
		let Stage::Approved { from, until } = proposal.stage else {
			return Err(Error::<T>::NotApproved.into());
		};
		let now = Self::now();
		ensure!(now >= from, Error::<T>::TooEarly);
		ensure!(now < until, Error::<T>::TooLate);
		let bytes = Calls::<T>::get(id).ok_or(Error::<T>::UnknownProposal)?;
		let length = bytes.len() as u32;
		ensure!(length <= length_bound, Error::<T>::LengthBoundTooLow);
		let Some(call) = Self::allowed(&bytes) else {
			// Only another upgrade could allow it again: it waits for none.
			Self::expire(id, proposal);
			return Ok(Some(T::WeightInfo::execute(length)).into());
		};
		let info = call.get_dispatch_info();
		ensure!(
			info.call_weight.all_lte(weight_bound),
			Error::<T>::WeightBoundTooLow
		);

		// Finished before it is dispatched: whatever the call calls, it does not execute twice.
		Self::finish(id, proposal.clone(), Stage::Executed);
		let origin = Self::dao_origin(proposal.community);
		let mut spent = info.call_weight;
		let result = with_storage_layer(|| {
			let result = call.dispatch(origin);
			spent = extract_actual_weight(&result, &info);
			result
				.map(|_: PostDispatchInfo| ())
				.map_err(|error| error.error)?;
			// Nobody could propose anything any more, nor reinstate anybody.
			let left = Self::voting_members(proposal.community);
			ensure!(left > 0, Error::<T>::NobodyLeft);
			DispatchResult::Ok(())
		});
		if let Err(error) = result {
			// Its place is another's from now on: what always fails keeps nobody from proposing.
			Calls::<T>::insert(id, bytes);
			proposal.last_error = Some(error);
			Proposals::<T>::insert(id, proposal);
		}
		Self::deposit_event(Event::Dispatched {
			proposal: id,
			result,
		});
		Ok(Some(T::WeightInfo::execute(length).saturating_add(spent)).into())
	}

	/// The call of an approved proposal; none if a runtime upgrade has changed what the bytes mean, or what a
	/// community may do.
	fn allowed(bytes: &[u8]) -> Option<<T as Config>::RuntimeCall> {
		<T as Config>::RuntimeCall::decode_all_with_depth_limit(
			MAX_EXTRINSIC_DEPTH,
			&mut &bytes[..],
		)
		.ok()
		.filter(T::CallFilter::contains)
	}

	/// Removes ballots of a finished proposal, at most `limit`, and the proposal with the last one.
	pub(crate) fn do_remove_votes(
		id: ProposalId,
		limit: u32,
	) -> Result<u32, sp_runtime::DispatchErrorWithPostInfo<PostDispatchInfo>> {
		let mut proposal = Proposals::<T>::get(id).ok_or(Error::<T>::UnknownProposal)?;
		ensure!(proposal.stage.is_finished(), Error::<T>::NotFinished);
		let most = limit as usize;
		let ballots = Ballots::<T>::drain_prefix(id).take(most).count() as u32;
		proposal.kept = proposal.kept.saturating_sub(ballots);
		let room = most.saturating_sub(ballots as usize);
		let points = CountedPoints::<T>::drain_prefix(id).take(room).count() as u32;
		let removed = ballots.saturating_add(points);
		if removed < limit {
			Proposals::<T>::remove(id);
			ProposalsOf::<T>::mutate(proposal.community, |ids| ids.retain(|of| *of != id));
			Self::deposit_event(Event::ProposalRemoved { proposal: id });
		} else {
			Proposals::<T>::insert(id, proposal);
		}
		Ok(removed)
	}

	pub(crate) fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}

	/// The bytes of a call that waits for its vote or its execution.
	pub fn call_of(id: ProposalId) -> Option<Vec<u8>> {
		Calls::<T>::get(id).map(|bytes| bytes.into_inner())
	}

	pub(crate) fn active_member(
		community: CommunityId,
		who: &T::AccountId,
	) -> Result<u32, DispatchError> {
		let member = T::Membership::member(community, who).ok_or(Error::<T>::NotMember)?;
		ensure!(member.active, Error::<T>::MemberSuspended);
		Ok(member.id)
	}
}
