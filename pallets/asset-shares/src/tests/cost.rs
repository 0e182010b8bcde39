//! What calls cost, against what is charged; and that a distribution costs the same however many hold
//! shares.

use super::*;
use crate::{BuyBackFund, Fill, Holding, WeightInfo};
use commonwatt_primitives::share::PointIncome;
use commonwatt_storage_recorder::{cost_of, operations_of};
use frame_support::{pallet_prelude::DispatchResult, weights::Weight};

/// What was done is within a weight. The fakes touch no storage: what is charged for them is beside it.
fn within(weight: Weight, what: &str, call: impl FnOnce() -> DispatchResult) {
	let cost = cost_of(|| {
		assert_ok!(call());
	});
	cost.assert_within(
		<Runtime as frame_system::Config>::DbWeight::get(),
		weight,
		what,
	);
}

/// An asset of so many holders of one share each beside Anna's, Ben's and Carla's.
fn held_by(count: u32) -> u32 {
	let id = active(terms());
	for who in 0..count {
		let holding = Holding {
			shares: 1,
			..Default::default()
		};
		Holdings::<Runtime>::insert(id, 1_000_000 + u128::from(who), holding);
	}
	Assets::<Runtime>::mutate_extant(id, |asset| {
		asset.issued += u128::from(count);
		asset.earning += u128::from(count);
		asset.holders += count;
	});
	id
}

#[test]
fn a_distribution_to_100_000_holders_costs_what_one_to_10_does() {
	let costs = [10, 100_000].map(|count| {
		ExtBuilder.build_and_execute(|| {
			let id = held_by(count);
			earn(id, 10_000_000);
			let distributed = operations_of(|| earn(id, 10_000_000));
			let claim = || {
				assert_ok!(AssetShares::claim_income(signed(ANNA), id));
			};
			let claimed = operations_of(claim);
			let moved = operations_of(|| {
				assert_ok!(transfer(id, ANNA, BEN, 1));
			});
			(distributed, claimed, moved)
		})
	});
	assert_eq!(costs[0], costs[1]);
	let ((_, distributed), (_, claimed), (_, moved)) = costs[0];
	assert_eq!((distributed, claimed, moved), (3, 4, 3));
}

#[test]
fn an_offering_costs_no_more_than_was_charged() {
	ExtBuilder.build_and_execute(|| {
		let (mut longest, documents) = (terms(), vec![REASON; 8]);
		longest.documents = documents.try_into().expect("as many as may be");
		longest.name = vec![b'x'; 32].try_into().expect("as long as may be");
		let terms = longest.clone();
		within(Weights::propose(), "propose", || {
			AssetShares::propose(signed(DORA), COMMUNITY, terms)
		});
		within(Weights::reject(), "reject", || {
			AssetShares::reject(operator(), 0)
		});
		propose(longest.clone());
		within(Weights::withdraw_proposal(), "withdraw_proposal", || {
			AssetShares::withdraw_proposal(signed(DORA), 1)
		});
		let id = propose(longest);
		within(Weights::open_offering(), "open_offering", || {
			AssetShares::open_offering(operator(), id)
		});
		within(Weights::subscribe(), "subscribe", || {
			AssetShares::subscribe(signed(ANNA), id, 300, Fill::AtMost)
		});
		pass(10 * DAY);
		within(Weights::close_offering(), "close_offering", || {
			AssetShares::close_offering(signed(ANNA), id)
		});
		within(Weights::refund(), "refund", || {
			AssetShares::refund(signed(ANNA), id, ANNA)
		});
	});
}

#[test]
fn a_life_costs_no_more_than_was_charged() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		let owner = AssetShares::account_id(id);
		PointOwners::mutate(|owners| owners.insert(POINT, (COMMUNITY, owner)));
		for _ in 0..MAX_RECORDS {
			assert_ok!(<AssetShares as ShareVotes<u128>>::record(id));
		}
		within(Weights::attach_point(), "attach_point", || {
			AssetShares::attach_point(operator(), id, POINT)
		});
		Free::mutate(|free| free.insert(POINT, 10_000));
		within(
			Weights::collect_income()
				.saturating_add(<FakeBilling as PointIncome<AccountId>>::weight()),
			"collect_income",
			|| AssetShares::collect_income(signed(ANNA), id),
		);
		within(Weights::detach_point(), "detach_point", || {
			AssetShares::detach_point(operator(), id)
		});
		within(Weights::pay_income(), "pay_income", || {
			AssetShares::pay_income(signed(ANNA), id, 10_000)
		});
		within(Weights::spend_upkeep(), "spend_upkeep", || {
			AssetShares::spend_upkeep(operator(), id, SELLER, 100)
		});
		within(Weights::claim_income_for(), "claim_income_for", || {
			AssetShares::claim_income_for(signed(BEN), id, ANNA)
		});
		within(Weights::allow(), "allow", || {
			AssetShares::allow(operator(), id, ANNA)
		});
		within(Weights::disallow(), "disallow", || {
			AssetShares::disallow(operator(), id, ANNA)
		});
		within(Weights::freeze_asset(), "freeze_asset", || {
			AssetShares::freeze_asset(operator(), id, REASON)
		});
		within(Weights::thaw_asset(), "thaw_asset", || {
			AssetShares::thaw_asset(operator(), id)
		});
		within(Weights::freeze_holding(), "freeze_holding", || {
			AssetShares::freeze_holding(operator(), id, ANNA, REASON)
		});
		within(Weights::thaw_holding(), "thaw_holding", || {
			AssetShares::thaw_holding(operator(), id, ANNA)
		});
		within(Weights::transfer(), "transfer", || {
			transfer(id, ANNA, DORA, 10)
		});
		let until = Now::get() + DAY;
		for _ in 0..2 {
			within(Weights::set_buy_back(), "set_buy_back", || {
				let fund = BuyBackFund::Caller;
				AssetShares::set_buy_back(operator(), id, 100, 50, until, fund)
			});
		}
		within(Weights::sell_back(), "sell_back", || {
			AssetShares::sell_back(signed(CARLA), id, 10, 100)
		});
		Active::mutate(|active| active.remove(&BEN));
		within(Weights::buy_back_compulsorily(), "compulsorily", || {
			AssetShares::buy_back_compulsorily(operator(), id, BEN)
		});
		within(Weights::end_buy_back(), "end_buy_back", || {
			AssetShares::end_buy_back(operator(), id)
		});
		within(Weights::begin_wind_up(), "begin_wind_up", || {
			AssetShares::begin_wind_up(operator(), id)
		});
		PointOwners::mutate(|owners| owners.remove(&POINT));
		within(Weights::liquidate(), "liquidate", || {
			AssetShares::liquidate(operator(), id)
		});
		for who in [ANNA, DORA, CARLA] {
			within(Weights::redeem(), "redeem", || {
				AssetShares::redeem(signed(who), id, who)
			});
		}
		assert!(!Assets::<Runtime>::contains_key(id));
	});
}
