use super::*;
use crate::{
	Assets, AssetsOf, Ending, Fill, HoldReason, Holdings, NextAssetId, OfferedTerms, Phase,
};
use frame_support::traits::fungible::InspectHold;

fn on_hold(who: AccountId) -> u128 {
	Balances::balance_on_hold(&HoldReason::Proposal.into(), &who)
}

#[test]
fn a_proposal_holds_a_deposit_and_endows_the_asset() {
	ExtBuilder.build_and_execute(|| {
		let id = propose(terms());
		assert_eq!(on_hold(DORA), DEPOSIT);
		assert_eq!(balance(AssetShares::account_id(id)), EXISTENTIAL_DEPOSIT);
		assert_eq!(balance(DORA), FUNDS - DEPOSIT - EXISTENTIAL_DEPOSIT);
		assert_eq!(AssetsOf::<Runtime>::get(COMMUNITY).into_inner(), [id]);
		assert_eq!(
			events(),
			[Event::AssetProposed {
				asset: id,
				community: COMMUNITY,
				proposer: DORA,
				deposit: DEPOSIT,
				terms: terms(),
			}]
		);
	});
}

#[test]
fn a_withdrawn_proposal_leaves_nothing_and_costs_nothing() {
	ExtBuilder.build_and_execute(|| {
		let id = propose(terms());
		assert_noop!(
			AssetShares::withdraw_proposal(signed(ANNA), id),
			Error::<Runtime>::NotProposer
		);
		assert_ok!(AssetShares::withdraw_proposal(signed(DORA), id));
		assert_eq!((balance(DORA), on_hold(DORA)), (FUNDS, 0));
		assert!(!Assets::<Runtime>::contains_key(id));
		assert!(!OfferedTerms::<Runtime>::contains_key(id));
		assert!(!AssetsOf::<Runtime>::contains_key(COMMUNITY));
		let ending = Ending::Withdrawn;
		assert_eq!(
			events().last(),
			Some(&Event::AssetClosed {
				asset: id,
				ending,
				to: DORA,
				amount: EXISTENTIAL_DEPOSIT,
			})
		);
		assert_noop!(
			AssetShares::withdraw_proposal(signed(DORA), id),
			Error::<Runtime>::UnknownAsset
		);
	});
}

#[test]
fn a_rejected_proposal_gets_its_deposit_back() {
	ExtBuilder.build_and_execute(|| {
		let id = propose(terms());
		assert_noop!(AssetShares::reject(signed(DORA), id), NOT_OPERATOR);
		assert_noop!(
			AssetShares::reject(signed(OTHER_OPERATOR), id),
			NOT_OPERATOR
		);
		assert_ok!(AssetShares::reject(operator(), id));
		assert_eq!((balance(DORA), on_hold(DORA)), (FUNDS, 0));
	});
}

#[test]
fn ids_are_never_used_again() {
	ExtBuilder.build_and_execute(|| {
		let first = propose(terms());
		assert_ok!(AssetShares::reject(operator(), first));
		assert_eq!(propose(terms()), first + 1);
	});
}

#[test]
fn fails_when_proposed_by_no_active_member_or_with_unsound_terms() {
	ExtBuilder.build_and_execute(|| {
		let refused = |change: fn(&mut crate::TermsOf<Runtime>), error: Error<Runtime>| {
			let mut terms = terms();
			change(&mut terms);
			assert_noop!(AssetShares::propose(signed(ANNA), COMMUNITY, terms), error);
		};
		assert_noop!(
			AssetShares::propose(signed(STRANGER), COMMUNITY, terms()),
			NOT_MEMBER
		);
		refused(
			|terms| terms.price = EXISTENTIAL_DEPOSIT - 1,
			Error::PriceBelowExistentialDeposit,
		);
		refused(|terms| terms.soft_cap = 0, Error::CapsOutOfOrder);
		refused(|terms| terms.soft_cap = 1_001, Error::CapsOutOfOrder);
		refused(|terms| terms.hard_cap = u128::MAX, Error::TooMuchMoney);
		refused(
			|terms| terms.offering_period = 0,
			Error::OfferingPeriodOutOfBounds,
		);
		refused(
			|terms| terms.offering_period = 90 * DAY + 1,
			Error::OfferingPeriodOutOfBounds,
		);
		refused(
			|terms| terms.rules.max_holding = Some(0),
			Error::MaxHoldingIsZero,
		);
		refused(|terms| terms.name = Default::default(), Error::NameMissing);
		refused(
			|terms| terms.beneficiary = AssetShares::account_id(99),
			Error::BeneficiaryIsAsset,
		);
	});
}

#[test]
fn fails_when_the_community_has_as_many_assets_as_it_may() {
	ExtBuilder.build_and_execute(|| {
		let ids: Vec<_> = (0..MAX_PROPOSALS).map(|_| propose(terms())).collect();
		let by_anna = || AssetShares::propose(signed(ANNA), COMMUNITY, terms());
		assert_ok!(by_anna());
		assert_noop!(by_anna(), Error::<Runtime>::TooManyAssets);
		assert_eq!(NextAssetId::<Runtime>::get(), MAX_ASSETS);
		assert_ok!(AssetShares::reject(operator(), ids[0]));
		propose(terms());
	});
}

#[test]
fn fails_when_the_member_has_as_many_proposals_as_it_may() {
	ExtBuilder.build_and_execute(|| {
		let ids: Vec<_> = (0..MAX_PROPOSALS).map(|_| propose(terms())).collect();
		let by_dora = || AssetShares::propose(signed(DORA), COMMUNITY, terms());
		// Deposits return: else one member could keep all others out, for nothing.
		assert_noop!(by_dora(), Error::<Runtime>::TooManyProposalsOfMember);
		// An offering counts until it has ended, whoever ends it.
		assert_ok!(AssetShares::open_offering(operator(), ids[0]));
		assert_noop!(by_dora(), Error::<Runtime>::TooManyProposalsOfMember);
		pass(10 * DAY);
		assert_ok!(AssetShares::close_offering(signed(STRANGER), ids[0]));
		assert_ok!(by_dora());
		assert_noop!(by_dora(), Error::<Runtime>::TooManyProposalsOfMember);
		assert_ok!(AssetShares::withdraw_proposal(signed(DORA), ids[1]));
		assert_ok!(by_dora());
	});
}

#[test]
fn subscriptions_become_shares_at_success() {
	ExtBuilder.build_and_execute(|| {
		let id = offer(terms());
		assert_ok!(subscribe(id, ANNA, 300));
		assert_ok!(subscribe(id, BEN, 50));
		assert_ok!(subscribe(id, ANNA, 50));
		assert_eq!(balance(ANNA), FUNDS - 350 * PRICE);
		assert_eq!(shares(id, ANNA), 0);
		pass(10 * DAY);
		System::reset_events();
		assert_ok!(AssetShares::close_offering(signed(STRANGER), id));
		assert_eq!((shares(id, ANNA), shares(id, BEN)), (350, 50));
		assert_eq!(balance(SELLER), 400 * PRICE);
		assert_eq!(
			(balance(DORA), on_hold(DORA)),
			(FUNDS - EXISTENTIAL_DEPOSIT, 0)
		);
		assert_eq!(
			events(),
			[Event::OfferingSucceeded {
				asset: id,
				sold: 400,
				beneficiary: SELLER,
				proceeds: 400 * PRICE,
			}]
		);
	});
}

#[test]
fn an_offering_that_misses_its_soft_cap_refunds_everybody_once() {
	ExtBuilder.build_and_execute(|| {
		let id = offer(terms());
		assert_ok!(subscribe(id, ANNA, 300));
		assert_ok!(subscribe(id, BEN, 99));
		assert_noop!(
			AssetShares::refund(signed(ANNA), id, ANNA),
			Error::<Runtime>::WrongPhase
		);
		pass(10 * DAY);
		assert_ok!(AssetShares::close_offering(signed(STRANGER), id));
		assert_eq!(on_hold(DORA), 0);
		assert_eq!(balance(SELLER), 0);
		assert_ok!(AssetShares::refund(signed(STRANGER), id, ANNA));
		assert_eq!(balance(ANNA), FUNDS);
		assert_noop!(
			AssetShares::refund(signed(ANNA), id, ANNA),
			Error::<Runtime>::NotSubscribed
		);
		assert_noop!(
			AssetShares::refund(signed(ANNA), id, CARLA),
			Error::<Runtime>::NotSubscribed
		);
		assert_noop!(subscribe(id, ANNA, 1), Error::<Runtime>::WrongPhase);
		check_invariants();
		assert_ok!(AssetShares::refund(signed(BEN), id, BEN));
		assert_eq!(balance(BEN), FUNDS);
		// The last refund ends it.
		assert!(!Assets::<Runtime>::contains_key(id));
		assert_eq!(balance(TREASURY), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn an_offering_nobody_subscribed_to_ends_at_once() {
	ExtBuilder.build_and_execute(|| {
		let id = offer(terms());
		pass(10 * DAY);
		assert_ok!(AssetShares::close_offering(signed(STRANGER), id));
		assert!(!Assets::<Runtime>::contains_key(id));
		assert!(Holdings::<Runtime>::iter().next().is_none());
	});
}

#[test]
fn an_emptied_account_is_refunded_too() {
	ExtBuilder.build_and_execute(|| {
		let id = offer(rules(|rules| rules.max_holding = None));
		let left = FUNDS - 399 * PRICE;
		assert_ok!(Balances::transfer_allow_death(signed(ANNA), STRANGER, left));
		assert_ok!(subscribe(id, ANNA, 399));
		assert_eq!(balance(ANNA), 0);
		pass(10 * DAY);
		assert_ok!(AssetShares::close_offering(signed(STRANGER), id));
		assert_ok!(AssetShares::refund(signed(STRANGER), id, ANNA));
		assert_eq!(balance(ANNA), 399 * PRICE);
	});
}

#[test]
fn nobody_buys_beyond_the_hard_cap() {
	ExtBuilder.build_and_execute(|| {
		let id = offer(terms());
		assert_ok!(subscribe(id, ANNA, 900));
		assert_noop!(subscribe(id, BEN, 101), Error::<Runtime>::Oversubscribed);
		assert_ok!(AssetShares::subscribe(signed(BEN), id, 101, Fill::AtMost));
		assert_eq!(balance(BEN), FUNDS - 100 * PRICE);
		// The hard cap ends it, for whoever comes later in the same block too.
		assert_noop!(subscribe(id, CARLA, 1), Error::<Runtime>::OfferingEnded);
		assert_noop!(
			AssetShares::subscribe(signed(CARLA), id, 1, Fill::AtMost),
			Error::<Runtime>::OfferingEnded
		);
		assert_ok!(AssetShares::close_offering(signed(CARLA), id));
		assert_eq!(balance(SELLER), 1_000 * PRICE);
	});
}

#[test]
fn the_block_of_the_deadline_is_too_late() {
	ExtBuilder.build_and_execute(|| {
		let id = offer(terms());
		pass(10 * DAY - 1);
		assert_ok!(subscribe(id, ANNA, 400));
		assert_noop!(
			AssetShares::close_offering(signed(ANNA), id),
			Error::<Runtime>::OfferingNotEnded
		);
		pass(1);
		assert_noop!(subscribe(id, ANNA, 1), Error::<Runtime>::OfferingEnded);
		assert_ok!(AssetShares::close_offering(signed(ANNA), id));
		assert_noop!(
			AssetShares::close_offering(signed(ANNA), id),
			Error::<Runtime>::WrongPhase
		);
		assert_noop!(
			AssetShares::refund(signed(ANNA), id, ANNA),
			Error::<Runtime>::WrongPhase
		);
		assert_noop!(subscribe(id, ANNA, 1), Error::<Runtime>::WrongPhase);
	});
}

#[test]
fn subscriptions_do_not_move() {
	ExtBuilder.build_and_execute(|| {
		let id = offer(terms());
		assert_ok!(subscribe(id, ANNA, 300));
		assert_noop!(transfer(id, ANNA, BEN, 1), Error::<Runtime>::WrongPhase);
		assert!(create_pool(ANNA, id).is_err());
		assert_noop!(
			AssetShares::sell_back(signed(ANNA), id, 1, 0),
			Error::<Runtime>::NoBuyBack
		);
	});
}

#[test]
fn only_who_may_hold_shares_subscribes() {
	ExtBuilder.build_and_execute(|| {
		let id = offer(rules(|rules| {
			rules.allow_list = true;
			rules.max_holding = Some(50);
		}));
		assert_noop!(subscribe(id, STRANGER, 1), NOT_MEMBER);
		assert_noop!(subscribe(id, ANNA, 1), Error::<Runtime>::NotOnAllowList);
		assert_ok!(AssetShares::allow(operator(), id, ANNA));
		assert_noop!(subscribe(id, ANNA, 0), Error::<Runtime>::ZeroAmount);
		assert_noop!(subscribe(id, ANNA, 51), Error::<Runtime>::HoldingTooLarge);
		assert_ok!(subscribe(id, ANNA, 50));
		assert_noop!(subscribe(id, ANNA, 1), Error::<Runtime>::HoldingTooLarge);
	});
}

#[test]
fn fails_when_opened_by_another_or_twice() {
	ExtBuilder.build_and_execute(|| {
		let id = propose(terms());
		assert_noop!(subscribe(id, ANNA, 1), Error::<Runtime>::WrongPhase);
		assert_noop!(AssetShares::open_offering(signed(DORA), id), NOT_OPERATOR);
		assert_ok!(AssetShares::open_offering(operator(), id));
		let ends = START + 10 * DAY;
		let asset = Assets::<Runtime>::get(id).expect("it is there");
		assert_eq!(asset.phase, Phase::Offering { ends });
		assert_noop!(
			AssetShares::open_offering(operator(), id),
			Error::<Runtime>::WrongPhase
		);
		assert_noop!(
			AssetShares::reject(operator(), id),
			Error::<Runtime>::WrongPhase
		);
		assert_noop!(
			AssetShares::withdraw_proposal(signed(DORA), id),
			Error::<Runtime>::WrongPhase
		);
	});
}

#[test]
fn what_cannot_be_paid_is_not_subscribed() {
	ExtBuilder.build_and_execute(|| {
		let mut dear = terms();
		dear.price = FUNDS;
		let id = offer(dear);
		let refused = subscribe(id, ANNA, 2);
		assert_eq!(
			refused,
			Err(sp_runtime::TokenError::FundsUnavailable.into())
		);
	});
}
