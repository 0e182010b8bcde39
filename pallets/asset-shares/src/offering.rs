//! From a proposal to shares, or to refunds.

use crate::{
	Asset, AssetOf, Assets, AssetsOf, ClosedAssets, Config, Ending, Error, Event, Fill, HoldReason,
	Holdings, Income, Least, NextAssetId, OfferedTerms, Pallet, Phase, ProposalsOf, Records,
	TermsOf, Upkeep,
};
use commonwatt_primitives::{
	share::{AssetId, Shares, TreasuryAccounts},
	traits::{Communities, MarketClock},
	CommunityId,
};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{
		fungible::{Inspect, Mutate, MutateHold},
		tokens::{Fortitude::Polite, Precision::BestEffort, Preservation::Expendable},
		Get,
	},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_propose(
		who: T::AccountId,
		community: CommunityId,
		terms: TermsOf<T>,
	) -> DispatchResult {
		T::Communities::ensure_active_member(community, &who)?;
		Self::ensure_sound(&terms)?;
		let id = NextAssetId::<T>::get();
		NextAssetId::<T>::put(id.checked_add(1).ok_or(Error::<T>::TooManyAssets)?);
		AssetsOf::<T>::try_append(community, id).map_err(|_| Error::<T>::TooManyAssets)?;
		let proposals = ProposalsOf::<T>::get(community, &who).saturating_add(1);
		ensure!(
			proposals <= T::MaxProposalsOfMember::get(),
			Error::<T>::TooManyProposalsOfMember
		);
		ProposalsOf::<T>::insert(community, &who, proposals);
		let deposit = T::ProposalDeposit::get();
		T::Currency::hold(&HoldReason::Proposal.into(), &who, deposit)?;
		Self::pay_in(id, &who, T::Currency::minimum_balance())?;
		Assets::<T>::insert(
			id,
			Asset {
				community,
				proposer: who.clone(),
				deposit,
				phase: Phase::Proposed,
				rules: terms.rules,
				frozen: None,
				issued: 0,
				earning: 0,
				least: Least::default(),
				holders: 0,
				allowed: 0,
				income: Income::default(),
				upkeep: Upkeep::default(),
				point: None,
				buy_back: None,
			},
		);
		OfferedTerms::<T>::insert(id, &terms);
		Self::deposit_event(Event::AssetProposed {
			asset: id,
			community,
			proposer: who,
			deposit,
			terms,
		});
		Ok(())
	}

	fn ensure_sound(terms: &TermsOf<T>) -> DispatchResult {
		ensure!(!terms.name.is_empty(), Error::<T>::NameMissing);
		ensure!(
			terms.price >= T::Currency::minimum_balance(),
			Error::<T>::PriceBelowExistentialDeposit
		);
		ensure!(
			(1..=terms.hard_cap).contains(&terms.soft_cap),
			Error::<T>::CapsOutOfOrder
		);
		ensure!(
			terms.price.checked_mul(terms.hard_cap).is_some(),
			Error::<T>::TooMuchMoney
		);
		ensure!(
			(1..=T::MaxOfferingPeriod::get()).contains(&terms.offering_period),
			Error::<T>::OfferingPeriodOutOfBounds
		);
		ensure!(
			terms.rules.max_holding != Some(0),
			Error::<T>::MaxHoldingIsZero
		);
		ensure!(
			!Self::is_asset_account(&terms.beneficiary),
			Error::<T>::BeneficiaryIsAsset
		);
		Ok(())
	}

	pub(crate) fn do_withdraw_proposal(who: &T::AccountId, id: AssetId) -> DispatchResult {
		let asset = Self::asset(id)?;
		ensure!(asset.proposer == *who, Error::<T>::NotProposer);
		Self::end_proposal(id, asset, Ending::Withdrawn)
	}

	pub(crate) fn do_reject(id: AssetId, asset: AssetOf<T>) -> DispatchResult {
		Self::end_proposal(id, asset, Ending::Rejected)
	}

	fn end_proposal(id: AssetId, mut asset: AssetOf<T>, ending: Ending) -> DispatchResult {
		ensure!(asset.phase == Phase::Proposed, Error::<T>::WrongPhase);
		Self::return_deposit(&mut asset)?;
		let proposer = asset.proposer.clone();
		Self::remove_asset(id, &asset, proposer, ending)
	}

	/// Of a proposal, or an offering, that ends.
	fn return_deposit(asset: &mut AssetOf<T>) -> DispatchResult {
		T::Currency::release(
			&HoldReason::Proposal.into(),
			&asset.proposer,
			asset.deposit,
			BestEffort,
		)?;
		asset.deposit = 0;
		ProposalsOf::<T>::mutate_exists(asset.community, &asset.proposer, |proposals| {
			let left = proposals.unwrap_or(0).saturating_sub(1);
			*proposals = (left > 0).then_some(left);
		});
		Ok(())
	}

	pub(crate) fn do_open_offering(id: AssetId, mut asset: AssetOf<T>) -> DispatchResult {
		ensure!(asset.phase == Phase::Proposed, Error::<T>::WrongPhase);
		let period = Self::terms(id)?.offering_period;
		let ends = T::Clock::now().saturating_add(period);
		asset.phase = Phase::Offering { ends };
		Assets::<T>::insert(id, asset);
		Self::deposit_event(Event::OfferingOpened { asset: id, ends });
		Ok(())
	}

	/// Whether the offering has ended, by its deadline or by its hard cap.
	pub(crate) fn has_ended(asset: &AssetOf<T>, terms: &TermsOf<T>) -> Result<bool, Error<T>> {
		match asset.phase {
			Phase::Offering { ends } => {
				Ok(T::Clock::now() >= ends || asset.issued >= terms.hard_cap)
			}
			_ => Err(Error::<T>::WrongPhase),
		}
	}

	pub(crate) fn do_subscribe(
		who: T::AccountId,
		id: AssetId,
		shares: Shares,
		fill: Fill,
	) -> DispatchResult {
		ensure!(shares > 0, Error::<T>::ZeroAmount);
		let mut asset = Self::asset(id)?;
		let terms = Self::terms(id)?;
		ensure!(!Self::has_ended(&asset, &terms)?, Error::<T>::OfferingEnded);
		ensure!(asset.frozen.is_none(), Error::<T>::AssetIsFrozen);
		let left = terms.hard_cap.saturating_sub(asset.issued);
		let shares = match fill {
			Fill::AllOrNothing => shares,
			Fill::AtMost => shares.min(left),
		};
		ensure!(shares <= left, Error::<T>::Oversubscribed);
		Self::ensure_may_hold(id, &asset, &who, shares)?;
		let paid = terms
			.price
			.checked_mul(shares)
			.ok_or(Error::<T>::TooMuchMoney)?;
		Self::pay_in(id, &who, paid)?;
		let held = Holdings::<T>::get(id, &who).unwrap_or_default().shares;
		Self::set_holding(id, &mut asset, &who, held.saturating_add(shares));
		asset.issued = asset.issued.saturating_add(shares);
		Assets::<T>::insert(id, asset);
		Self::deposit_event(Event::Subscribed {
			asset: id,
			who,
			shares,
			paid,
		});
		Ok(())
	}

	/// Subscriptions are holdings already: nothing is left to do for each.
	pub(crate) fn do_close_offering(id: AssetId) -> DispatchResult {
		let mut asset = Self::asset(id)?;
		let terms = Self::terms(id)?;
		ensure!(
			Self::has_ended(&asset, &terms)?,
			Error::<T>::OfferingNotEnded
		);
		Self::return_deposit(&mut asset)?;
		let sold = asset.issued;
		if sold >= terms.soft_cap {
			let proceeds = terms.price.saturating_mul(sold);
			Self::pay_out(id, &terms.beneficiary, proceeds)?;
			asset.phase = Phase::Active;
			Assets::<T>::insert(id, asset);
			Self::deposit_event(Event::OfferingSucceeded {
				asset: id,
				sold,
				beneficiary: terms.beneficiary,
				proceeds,
			});
			return Ok(());
		}
		Self::deposit_event(Event::OfferingFailed {
			asset: id,
			sold,
			soft_cap: terms.soft_cap,
		});
		asset.phase = Phase::Failed;
		Self::store_or_close(id, asset)
	}

	pub(crate) fn do_refund(id: AssetId, who: T::AccountId) -> DispatchResult {
		let mut asset = Self::asset(id)?;
		ensure!(asset.phase == Phase::Failed, Error::<T>::WrongPhase);
		let shares = Holdings::<T>::get(id, &who)
			.ok_or(Error::<T>::NotSubscribed)?
			.shares;
		let amount = Self::terms(id)?.price.saturating_mul(shares);
		Self::burn(id, &mut asset, &who, shares);
		Self::pay_out(id, &who, amount)?;
		Self::deposit_event(Event::Refunded {
			asset: id,
			who,
			shares,
			amount,
		});
		Self::store_or_close(id, asset)
	}

	/// Stores an asset; closes one that has ended if nobody has anything of it any more.
	pub(crate) fn store_or_close(id: AssetId, asset: AssetOf<T>) -> DispatchResult {
		let ending = match asset.phase {
			Phase::Failed if asset.holders == 0 => Ending::Refunded,
			Phase::Liquidated if asset.holders == 0 => Ending::Redeemed,
			_ => {
				Assets::<T>::insert(id, asset);
				return Ok(());
			}
		};
		let treasury = T::Treasuries::treasury_account(asset.community);
		Self::remove_asset(id, &asset, treasury, ending)
	}

	/// Removes an asset; `to` gets what is left in its account: dust, donations, the existential deposit.
	fn remove_asset(
		id: AssetId,
		asset: &AssetOf<T>,
		to: T::AccountId,
		ending: Ending,
	) -> DispatchResult {
		let account = Self::account_id(id);
		let amount = T::Currency::reducible_balance(&account, Expendable, Polite);
		T::Currency::transfer(&account, &to, amount, Expendable)?;
		Assets::<T>::remove(id);
		OfferedTerms::<T>::remove(id);
		Records::<T>::remove(id);
		ClosedAssets::<T>::insert(id, ());
		AssetsOf::<T>::mutate_exists(asset.community, |stored| {
			let mut assets = stored.take().unwrap_or_default();
			assets.retain(|other| *other != id);
			*stored = (!assets.is_empty()).then_some(assets);
		});
		Self::deposit_event(Event::AssetClosed {
			asset: id,
			ending,
			to,
			amount,
		});
		Ok(())
	}
}
